//! Load on one page: kept connections, each asking again as soon as it has its answer.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{browser::Browser, error::Result, statistics::percentile};

/// What came of it.
pub(crate) struct Answers {
    /// Pages a second.
    pub(crate) rate: f64,
    /// 99 of 100 pages came within this many milliseconds.
    pub(crate) p99: f64,
}

/// Loads `path` over `connections` connections for `time`, with the sessions in turn. What is not 200 fails the run.
pub(crate) async fn load(
    address: SocketAddr,
    path: &'static str,
    sessions: &[String],
    connections: usize,
    time: Duration,
) -> Result<Answers> {
    let mut browsers = Vec::new();
    for cookie in sessions.iter().cycle().take(connections) {
        let mut browser = Browser::connect_as(address, cookie).await?;
        browser.get(path).await?;
        browsers.push(browser);
    }
    let start = Instant::now();
    let mut running: JoinSet<Result<Vec<f64>>> = JoinSet::new();
    for mut browser in browsers {
        running.spawn(async move {
            let mut times = Vec::new();
            while start.elapsed() < time {
                let asked = Instant::now();
                browser.get(path).await?;
                times.push(asked.elapsed().as_secs_f64() * 1000.0);
            }
            Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(done) = running.join_next().await {
        times.extend(done??);
    }
    let seconds = start.elapsed().as_secs_f64();
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
    Ok(Answers {
        rate: f64::from(count) / seconds,
        p99: percentile(&mut times, 0.99),
    })
}
