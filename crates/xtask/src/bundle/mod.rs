//! The browser's part: WASM, its scripts, one style sheet, precompressed, in `target/site`.
//!
//! ```text
//! target/site/index.html   read once by the server for names and integrity values
//! target/site/yagura-HASH.css   with .br and .gz like all that follows; served under /pkg/
//! target/site/HASH/frontend.js frontend_bg.wasm __wasm_split.js   what every page loads
//! target/site/HASH/split_PART.wasm chunk_N.wasm   loaded with the first page of a part
//! ```

pub(crate) mod budget;
mod client;
mod page;
mod parts;
mod precompress;
mod stamp;
mod style;

pub(crate) use client::whole;
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
        trunk(house)?;
        client::build(house, optimise)?;
        precompress::folder(&house.site())
    })?;
    Ok(fs::write(stamp, state)?)
}

/// Runs Trunk, which makes the page and the sheet. It cannot cut a client into parts.
fn trunk(house: &House) -> Result {
    let mut trunk = house.command("trunk")?;
    trunk.args(["build", "--color", "never"]);
    // Trunk reads NO_COLOR as a truth value and stumbles over any other.
    step::run(trunk.env_remove("NO_COLOR"))
}

fn remove(file: &Path) -> Result {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
