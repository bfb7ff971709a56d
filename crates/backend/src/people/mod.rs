//! People and groups (white paper §4, §5).

mod recipients;
mod records;

pub use recipients::{Recipient, Unreachable, recipients};
pub use records::{Keys, NewPerson, add_person};
