//! One test binary: each would link the database again.
#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps fails with the line that did not hold"
)]

mod access;
mod harness;
mod keyring;
mod store;
