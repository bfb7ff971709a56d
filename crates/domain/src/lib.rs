//! Types, rules and every word people read. No I/O; compiles to WASM.

pub mod access;
pub mod audit;
pub mod error;
pub mod id;
pub mod learning;
pub mod line;
pub mod organization;
pub mod people;
pub mod people_import;
pub mod tabular;
pub mod text;
pub mod time;
