//! The browser's part: WASM, its loader, one style sheet, precompressed, in `target/site`.
//!
//! ```text
//! target/site/index.html   read once by the server for names and integrity values
//! target/site/*.js .wasm .css, each with .br and .gz   served under /pkg/
//! ```

pub(crate) mod budget;
mod precompress;
mod stamp;
mod style;

pub(crate) use stamp::collect;

use std::{fs, path::Path};

use crate::{failure::Result, house::House, provision, step};

/// How small the bundle is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// With link-time optimisation and `wasm-opt`. What tests and releases use.
    Optimised,
    /// The same where npm is at hand; a machine without Node gets the quick one.
    AsPossible,
    /// Larger, built again in seconds.
    Quick,
}

/// Builds the bundle unless it was made from the very same files.
pub(crate) fn build(house: &House, size: Size) -> Result {
    let optimise = match size {
        Size::Optimised => true,
        Size::AsPossible => provision::has_npm(house)?,
        Size::Quick => false,
    };
    let state = stamp::of_inputs(house, optimise)?;
    let stamp = house.root.join("target/site.stamp");
    if fs::read_to_string(&stamp).is_ok_and(|was| was == state)
        && house.site().join("index.html").is_file()
    {
        println!("    bundle is up to date");
        return Ok(());
    }
    provision::for_the_bundle(house)?;
    if optimise {
        provision::node_packages(house)?;
    }
    step::step("bundle", || {
        // A build that is cut off must not pass for a finished one.
        remove(&stamp)?;
        style::join(
            &house.root.join("style"),
            &house.root.join("target/style/yagura.css"),
        )?;
        trunk(house, optimise)?;
        precompress::folder(&house.site())
    })?;
    Ok(fs::write(stamp, state)?)
}

/// Runs Trunk. Its release mode is what calls `wasm-opt`; `frontend/index.html` names the cargo profile of each mode.
fn trunk(house: &House, optimise: bool) -> Result {
    let mut trunk = house.command("trunk")?;
    trunk.args(["build", "--color", "never"]);
    if optimise {
        trunk.arg("--release");
    }
    // Trunk reads NO_COLOR as a truth value and stumbles over any other.
    step::run(trunk.env_remove("NO_COLOR"))
}

fn remove(file: &Path) -> Result {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
