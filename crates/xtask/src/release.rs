//! What is installed on a server: the binary `target/yagura` and the folder `target/site`.

use std::fs;

use crate::{
    bundle::{self, Size, budget},
    failure::{Result, While},
    house::House,
    serve, step,
};

/// Builds both, optimised.
pub(crate) fn build(house: &House) -> Result {
    bundle::build(house, Size::Optimised)?;
    budget::check(&house.site())?;
    binaries(house)?;
    let built = house.built("release", "yagura")?;
    let binary = house.root.join("target/yagura");
    // A running server keeps its own file.
    let fresh = house.root.join("target/yagura.new");
    fs::copy(&built, &fresh).while_doing(|| format!("copying {}", built.display()))?;
    fs::rename(&fresh, &binary)?;
    println!("{}\n{}", binary.display(), house.site().display());
    Ok(())
}

/// The server and the benchmarks, optimised.
pub(crate) fn binaries(house: &House) -> Result {
    step::step("release build", || {
        step::run(serve::release_cargo(house, "build")?.arg("--quiet"))
    })
}
