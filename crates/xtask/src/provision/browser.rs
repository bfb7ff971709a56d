//! Chromium and Japanese fonts for the browser tests, from the system's packages.

use std::{path::Path, process::Command};

use super::debian;
use crate::{failure::Result, house::House, step, versions::BROWSER_PACKAGES};

/// Installs what is missing.
pub(crate) fn ensure(_house: &House) -> Result {
    let missing: Vec<_> = BROWSER_PACKAGES
        .into_iter()
        .filter(|package| !installed(package))
        .collect();
    if missing.is_empty() {
        println!("    browser and fonts are there");
        return Ok(());
    }
    step::step(&missing.join(" and "), || debian::install(&missing))
}

fn installed(package: &str) -> bool {
    // A browser that came another way is as good.
    (package == "chromium" && Path::new("/usr/bin/chromium").is_file())
        || step::output(Command::new("dpkg-query").args([
            "-W",
            "-f",
            "${db:Status-Status}",
            package,
        ]))
        .is_ok_and(|status| status == "installed")
}
