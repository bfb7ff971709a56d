//! Benchmarks: an optimised build, then the runner of `crates/bench`.

use crate::{
    bundle::{self, Size},
    failure::Result,
    house::House,
    release, step,
};

/// The figure that is about the client alone.
const CLIENT: &str = "client_brotli";

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
        // What was linked, before it was cut: its names tell what each page adds.
        runner.arg("--symbols").arg(bundle::whole(house));
    }
    step::run(runner.args(name))
}
