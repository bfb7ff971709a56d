//! Benchmarks: an optimised build, then the runner of `crates/bench`.

use crate::{
    bundle::{self, Size},
    failure::Result,
    house::House,
    release, step,
};

/// Runs all benchmarks, or the one named. Their figures go to standard output, one JSON line each.
pub(crate) fn bench(house: &House, name: Option<&str>) -> Result {
    bundle::build(house, Size::Optimised)?;
    release::binaries(house)?;
    let mut runner = house.command(&house.built("release", "bench")?.to_string_lossy())?;
    runner
        .arg("--server")
        .arg(house.built("release", "yagura")?)
        .arg("--site")
        .arg(house.site())
        .args(name)
        .env_remove("YAGURA_CACHE");
    step::run(&mut runner)
}
