//! Tables of text: bytes in, rows out; rows in, CSV bytes out. Pure: no store, no clock, no meaning of a column.

mod encoding;
mod guard;
mod read;
mod sniff;
mod write;

pub use domain::tabular::Limits;
pub use guard::{guarded, unguarded};
pub use read::{Row, Table, read};
pub use write::{CsvFile, Replaced, Writer};

#[cfg(test)]
mod tests;
