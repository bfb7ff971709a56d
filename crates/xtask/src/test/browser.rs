//! The tests in a real browser.

use super::count::Count;
use crate::{
    failure::{Failure, Result},
    house::House,
    step,
};

/// Type-checks the tests themselves.
pub(super) fn check_types(house: &House) -> Result {
    step::run(
        house
            .command("npm")?
            .current_dir(house.end2end())
            .args(["run", "--silent", "check"]),
    )
}

/// Runs Playwright against the server and the site that were built.
pub(super) fn test(house: &House) -> Result<Count> {
    let mut count = Count::default();
    let fine = step::watch(
        house
            .command("playwright")?
            .current_dir(house.end2end())
            .arg("test")
            .env("E2E_SERVER", house.built("debug", "yagura")?)
            .env("E2E_SITE", house.site())
            .env_remove("NO_COLOR")
            .env("FORCE_COLOR", "0"),
        |line| count.add_playwright(line),
    )?;
    if !fine && count.failed == 0 {
        return Err(Failure::new("Playwright did not end as it should"));
    }
    Ok(count)
}
