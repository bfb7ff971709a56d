//! The tests in a real browser.

use std::{fs, path::PathBuf};

use super::count::Count;
use crate::{
    failure::{Failure, Result, While},
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

/// The server as it was built, where no other build replaces it while the tests start it again and again: the target folder may be
/// shared with other checkouts.
fn kept_aside(house: &House) -> Result<PathBuf> {
    let folder = house.root.join("target/e2e");
    fs::create_dir_all(&folder)?;
    let aside = folder.join("yagura");
    // Copying onto a program that runs fails; a new one may stand beside it.
    let _ = fs::remove_file(&aside);
    fs::copy(house.built("debug", "yagura")?, &aside)
        .while_doing(|| "putting the server aside".into())?;
    Ok(aside)
}

/// Runs Playwright against the server and the site that were built.
pub(super) fn test(house: &House) -> Result<Count> {
    let mut count = Count::default();
    let server = kept_aside(house)?;
    let fine = step::watch(
        house
            .command("playwright")?
            .current_dir(house.end2end())
            .arg("test")
            .env("E2E_SERVER", server)
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
