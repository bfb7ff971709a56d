//! Benchmarks: an optimised build, then the runner of `crates/bench`.

use std::path::PathBuf;

use crate::{
    bundle::{self, Size},
    failure::Result,
    house::House,
    release, step,
};

/// The figure that is about the client alone.
const CLIENT: &str = "client_brotli";
const PROFILE: &str = "wasm-release";
const TARGET: &str = "wasm32-unknown-unknown";

/// Runs all benchmarks, or the one of a figure. The figures go to standard output, one JSON line each.
pub(crate) fn bench(house: &House, name: Option<&str>) -> Result {
    bundle::build(house, Size::Optimised)?;
    release::binaries(house)?;
    let mut runner = house.command(&house.built("release", "bench")?.to_string_lossy())?;
    runner
        .arg("--server")
        .arg(house.built("release", "yagura")?)
        .arg("--site")
        .arg(house.site())
        .env_remove("YAGURA_CACHE");
    if name.is_none_or(|name| name == CLIENT) {
        runner.arg("--symbols").arg(client_with_names(house)?);
    }
    step::run(runner.args(name))
}

/// Links the client once more, with the names a release leaves out: they tell what each page adds to it.
fn client_with_names(house: &House) -> Result<PathBuf> {
    step::step("client with names", || {
        let mut cargo = house.command("cargo")?;
        // As Trunk calls it, so that nothing but the link is done again.
        cargo
            .args(["rustc", "--quiet", "--locked", "--bin", "frontend"])
            .arg("--manifest-path")
            .arg(house.root.join("frontend/Cargo.toml"))
            .args(["--profile", PROFILE, "--target", TARGET])
            .args(["--", "-C", "strip=none"]);
        step::run(&mut cargo)
    })?;
    Ok(house
        .target
        .join(TARGET)
        .join(PROFILE)
        .join("frontend.wasm"))
}
