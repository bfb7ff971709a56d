//! The table: one row a server function, page and plain route. One file a feature.

mod access;
mod audit;
mod files;
mod learner;
mod learning;
mod pages;
mod people;
mod people_import;

pub use access::rows as access;
pub use audit::rows as audit;
pub use files::rows as files;
pub use learner::rows as learner;
pub use learning::rows as learning;
pub use pages::rows as pages;
pub use people::rows as people;
pub use people_import::rows as people_import;

use crate::row::Row;

/// Every row.
pub fn all() -> Vec<Row> {
    [
        access(),
        audit(),
        files(),
        learner(),
        learning(),
        pages(),
        people(),
        people_import(),
    ]
    .concat()
}
