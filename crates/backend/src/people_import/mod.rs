//! Bringing in people from a file (white paper §5, W5.4).
//!
//! * [`upload`]: the file is read, and its lines lie sealed in the store.
//! * [`plan_import`]: a mapping of its columns gives the dry run; nothing is changed yet.
//! * [`confirm`]: the plan is fixed; other changes of the organisation's people wait from now on.
//! * [`work`]: it is carried out whole, part by part, also after a crash; mails leave when everybody is in.
//! * [`cancel`], [`sweep`]: what was not confirmed leaves no trace (W8.6).
//!
//! Until it is confirmed, whoever writes an import holds a `Claim` on it; afterwards only the worker does.

mod carry_out;
mod changes;
mod claim;
mod confirm;
mod directory;
mod dry_run;
mod export;
mod guess;
mod line;
mod matching;
mod parts;
mod plan;
mod records;
mod remembered;
mod upload;
mod view;
mod write;

pub use carry_out::{LIFE_MS, sweep, work};
pub use confirm::{Confirm, Confirmed, confirm};
pub use directory::{Directory, Membership, Registered};
pub use dry_run::{map_again, plan_import};
pub use export::lines_csv;
pub use guess::{duplicates, guess, signature};
pub use plan::{After, Deed, GroupRef, Options, Plan, PlannedLine, plan};
pub use upload::{Uploaded, cancel, upload};
pub use view::{list, view};

#[cfg(test)]
mod plan_tests;
