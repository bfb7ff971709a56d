//! What C code of the crates is built with. A Rust toolchain that links brings the compiler; `make` may be missing.

use std::process::Command;

use super::debian;
use crate::{failure::Result, step};

/// Installs `make` unless it is there.
pub(crate) fn ensure() -> Result {
    if step::answers(Command::new("make").arg("--version")) {
        return Ok(());
    }
    step::step("make", || debian::install(&["make"]))
}
