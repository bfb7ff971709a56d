//! Through the front door: the real router, the real command line, temporary folders.
#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps fails with the line that did not hold"
)]

mod commands;
mod config;
mod edge;
mod forms;
mod harness;
mod logging;
