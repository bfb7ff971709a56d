//! Everything CI checks, in one run, with one summary.

mod arrows;
mod browser;
mod count;
mod sources;
mod summary;

use std::process::ExitCode;

use count::Count;
use summary::Summary;

use crate::{
    bundle::{self, Size, budget},
    failure::{Failure, Result},
    house::House,
    provision, serve, step,
};

/// How much is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All.
    Whole,
    /// All but the bundle and the browser.
    Fast,
}

/// Every warning is an error, and all of them are told at once.
const CLIPPY: [&str; 5] = ["--quiet", "--keep-going", "--", "-D", "warnings"];

/// Runs every check, also after one failed, and prints the summary. The last line is `N passed, N failed`.
pub(crate) fn test(house: &House, extent: Extent) -> ExitCode {
    let mut summary = Summary::default();
    summary.check("provision", || provision_all(house, extent));
    if summary.failed() == 0 {
        check_all(house, extent, &mut summary);
    }
    println!("{summary}");
    if summary.failed() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn provision_all(house: &House, extent: Extent) -> Result {
    match extent {
        Extent::Fast => provision::for_checks(house),
        Extent::Whole => {
            provision::for_the_bundle(house)?;
            provision::node_packages(house)?;
            provision::browser(house)
        }
    }
}

fn check_all(house: &House, extent: Extent, summary: &mut Summary) {
    summary.check("format", || {
        step::run(house.command("cargo")?.args(["fmt", "--all", "--check"]))
    });
    summary.check("dependency directions", || arrows::check(house));
    summary.check("source rules", || sources::check(&house.root));
    summary.check("clippy (browser)", || clippy_browser(house));
    summary.check("clippy (server)", || {
        step::run(
            serve::cargo(house, "clippy")?
                .arg("--all-targets")
                .args(CLIPPY),
        )
    });
    summary.count("cargo test", || cargo_test(house));
    if extent == Extent::Whole {
        let bundle = summary.check("bundle", || bundle::build(house, Size::Optimised));
        if bundle {
            summary.check("size budget", || budget::check(&house.site()));
        }
        summary.check("browser tests' types", || browser::check_types(house));
        // Tests built the server too, for the tests that start it; this makes sure of it.
        let server = summary.check("server", || serve::build(house));
        if bundle && server {
            summary.count("browser tests", || browser::test(house));
        }
    }
}

fn clippy_browser(house: &House) -> Result {
    step::run(
        house
            .command("cargo")?
            .args(["clippy", "--locked", "--target", "wasm32-unknown-unknown"])
            .args([
                "-p",
                "domain",
                "-p",
                "app",
                "-p",
                "frontend",
                "--features",
                "app/hydrate",
            ])
            .args(CLIPPY),
    )
}

/// Unit, property, integration and documentation tests.
fn cargo_test(house: &House) -> Result<Count> {
    let mut count = Count::default();
    let fine = step::watch(
        serve::cargo(house, "test")?.args(["--quiet", "--no-fail-fast"]),
        |line| count.add_cargo(line),
    )?;
    if !fine && count.failed == 0 {
        return Err(Failure::new("the tests could not be built or did not end"));
    }
    Ok(count)
}
