//! Bringing in people from a file (white paper §5, W5.4): what its columns mean, and what each of its lines would do.

mod mapping;
mod plan;

pub use mapping::{Mapping, MappingProblem, Target};
pub use plan::{Attribute, Change, Counts, LineProblem, LineView, MissingPerson, Outcome};
