//! The Node packages of `end2end/`: `wasm-opt`, Playwright, a mail server for the tests.

use std::{
    fs,
    hash::{DefaultHasher, Hasher as _},
};

use super::debian;
use crate::{
    failure::{Failure, Result, While},
    house::House,
    step,
    versions::NODE_MAJOR,
};

/// Installs exactly what the lock file says, once for each state of it.
pub(crate) fn ensure(house: &House) -> Result {
    if !has_npm(house)? {
        step::step("node and npm", || debian::install(&["nodejs", "npm"]))?;
    }
    let said = step::output(house.command("node")?.arg("--version"))?;
    if major(&said).is_none_or(|found| found < NODE_MAJOR) {
        return Err(Failure::new(format!(
            "Node {NODE_MAJOR} or newer is needed, found {}",
            said.trim()
        )));
    }

    let folder = house.end2end();
    let lock = fs::read(folder.join("package-lock.json"))
        .while_doing(|| "reading end2end/package-lock.json".into())?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&lock);
    let state = format!("{:016x}", hasher.finish());
    let stamp = folder.join("node_modules/.installed");
    if fs::read_to_string(&stamp).is_ok_and(|was| was == state) {
        println!("    node packages are there");
        return Ok(());
    }
    step::step("node packages", || {
        step::run(house.command("npm")?.current_dir(&folder).args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ]))?;
        Ok(fs::write(&stamp, &state)?)
    })
}

/// Whether npm can be started.
pub(crate) fn has_npm(house: &House) -> Result<bool> {
    Ok(step::answers(house.command("npm")?.arg("--version")))
}

/// The major version in `v20.20.2`.
fn major(said: &str) -> Option<u32> {
    said.trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_node_says() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("20.20.2"), None);
    }
}
