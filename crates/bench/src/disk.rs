//! How fast the disk makes a write durable: the scale of every durable figure.

use std::{
    fs::File,
    io::{Seek as _, Write as _},
    time::Instant,
};

use crate::{
    error::Result,
    figure::{Figure, Goal},
    statistics::median,
};

pub(crate) const NAME: &str = "fsync_ms";

/// Durable figures are judged on disks that are at most this slow, milliseconds.
const FAST_ENOUGH: f64 = 0.2;

const WRITES: usize = 301;

/// The median of 4 KB written in place and synced, in milliseconds, in the folder where the benchmarks keep their data.
pub(crate) fn measure() -> Result<Figure> {
    let folder = tempfile::tempdir()?;
    let mut file = File::create(folder.path().join("probe"))?;
    let block = [7; 4096];
    let mut times = Vec::with_capacity(WRITES);
    for _ in 0..WRITES {
        let start = Instant::now();
        file.rewind()?;
        file.write_all(&block)?;
        file.sync_data()?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(Figure {
        name: NAME.into(),
        value: median(&mut times),
        unit: "ms",
        goal: Goal::AtMost(FAST_ENOUGH),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syncing_takes_time() {
        assert!(measure().unwrap().value > 0.0);
    }
}
