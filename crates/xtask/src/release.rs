//! What is installed on a server: the binary `target/yagura`, the folder `target/site` and the licences of both.

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
    licenses(house)?;
    println!("{}\n{}", binary.display(), house.site().display());
    Ok(())
}

/// Ours, and those of the database and the allocator, whose terms ask to travel with them.
fn licenses(house: &House) -> Result {
    let folder = house.root.join("target/licenses");
    fs::create_dir_all(&folder)?;
    for file in [
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "docs/licenses/surrealdb-BSL-1.1.txt",
        "docs/licenses/jemalloc-BSD-2-Clause.txt",
    ] {
        let from = house.root.join(file);
        let name = from.file_name().unwrap_or_default();
        fs::copy(&from, folder.join(name)).while_doing(|| format!("copying {file}"))?;
    }
    Ok(())
}

/// The server and the benchmarks, optimised.
pub(crate) fn binaries(house: &House) -> Result {
    step::step("release build", || {
        step::run(serve::release_cargo(house, "build")?.arg("--quiet"))
    })
}
