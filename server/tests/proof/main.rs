//! What the product promises, proved from outside: nothing readable is left behind, nothing acknowledged is lost,
//! an office is let in, and every character comes back.
#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps fails with the line that did not hold"
)]

mod browser;
mod canaries;
#[path = "../it/harness.rs"]
#[expect(dead_code, reason = "the part of it that starts processes' folders")]
mod harness;
mod haystack;
mod kills;
#[path = "../../../crates/backend/tests/it/mime.rs"]
mod mime;
mod names;
mod office;
mod office_hours;
mod process;
#[path = "../../../crates/backend/tests/it/sink.rs"]
#[expect(dead_code, reason = "a mail server that behaves")]
mod sink;
