//! Bringing in people from a file (white paper §5, W5.4): reading, mapping, dry run, carrying out.

mod changes;
mod directory;
mod guess;
mod line;
mod matching;
mod plan;

pub use directory::{Directory, Membership, Registered};
pub use guess::{duplicates, guess, signature};
pub use plan::{After, Deed, GroupRef, Options, Plan, PlannedLine, plan};

#[cfg(test)]
mod plan_tests;
