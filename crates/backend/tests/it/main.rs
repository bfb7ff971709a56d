//! One test binary: each would link the database again.

mod store;
