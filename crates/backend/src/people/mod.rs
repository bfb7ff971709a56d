//! People and groups (white paper §4, §5).

mod records;

pub use records::{Keys, NewPerson, add_person};
