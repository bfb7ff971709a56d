//! Bringing in people from a file (white paper §5, W5.4): what its columns mean, and what each of its lines would do.

mod mapping;
mod plan;
mod view;

pub use mapping::{Mapping, MappingProblem, Target};
pub use plan::{Attribute, Change, Counts, LineProblem, LineView, MissingPerson, Outcome};
pub use view::{
    ColumnView, Import, ImportRow, ImportState, ImportView, LINES_A_PAGE, MappingView, PlanView,
    Progress, Step,
};
