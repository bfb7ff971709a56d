//! Brings in what a fresh machine lacks, by each tool's ordinary client, once.

mod browser;
mod compiler;
mod debian;
mod node;
mod tools;
mod wasm_std;

use crate::{failure::Result, house::House, step};

/// What the WASM bundle needs: the target's standard library, wasm-bindgen, Trunk, and every crate's source.
pub(crate) fn for_the_bundle(house: &House) -> Result {
    crates(house)?;
    wasm_std::ensure(house)?;
    tools::ensure(house)
}

/// The target's standard library and every crate's source: enough to check the browser's code.
pub(crate) fn for_checks(house: &House) -> Result {
    crates(house)?;
    wasm_std::ensure(house)
}

/// The Node packages: `wasm-opt` and, for the tests, Playwright.
pub(crate) fn node_packages(house: &House) -> Result {
    node::ensure(house)
}

/// Whether this machine has npm, so that `wasm-opt` can be had.
pub(crate) fn has_npm(house: &House) -> Result<bool> {
    node::has_npm(house)
}

/// The browser and the Japanese fonts the pages are looked at with.
pub(crate) fn browser(house: &House) -> Result {
    browser::ensure(house)
}

/// Every crate of the lock file, so that the bundle can be built offline, and what their C code is built with.
fn crates(house: &House) -> Result {
    compiler::ensure()?;
    step::step("crates", || {
        step::run(
            house
                .command("cargo")?
                .args(["fetch", "--locked", "--quiet"]),
        )
    })
}
