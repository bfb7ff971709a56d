//! Signing in against the password hash alone.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;
use vault::{Key, KeyKind, Pepper, password};

use crate::{
    Context,
    browser::Browser,
    error::{Error, Result},
    figure::{Figure, Goal},
    house::{PASSWORD, learner_email},
    runtime,
    seed::{self, LEARNERS, Seed},
    server::{Server, Settings},
    statistics::median,
};

const ROUNDS: usize = 3;
const TIME: Duration = Duration::from_secs(5);

/// Sign-ins a second over HTTP by sixteen people at once, divided by bare hashes a second on all cores; taken in turn, the median of three.
pub(crate) fn measure(context: &Context) -> Result<Vec<Figure>> {
    let context = context.clone();
    runtime::run(async move {
        let installation = seed::plant(Seed::Learners)?.finish()?;
        let (server, _) =
            Server::start(&context, installation.folder(), Settings::default()).await?;
        let mut ratios = Vec::new();
        for _ in 0..ROUNDS {
            let hashes = bare(TIME).await?;
            ratios.push(sign_ins(server.address, TIME).await? / hashes);
        }
        Ok(vec![Figure {
            name: "signin_ratio".into(),
            value: median(&mut ratios),
            unit: "",
            goal: Goal::AtLeast(0.9),
        }])
    })
}

/// Sign-ins a second, each learner on a connection of their own.
pub(crate) async fn sign_ins(address: SocketAddr, time: Duration) -> Result<f64> {
    let start = Instant::now();
    let mut running: JoinSet<Result<u32>> = JoinSet::new();
    for number in 0..LEARNERS {
        running.spawn(async move {
            let mut browser = Browser::connect(address).await?;
            let (email, mut count) = (learner_email(number), 0);
            while start.elapsed() < time {
                browser.sign_in(&email, PASSWORD).await?;
                count += 1;
            }
            Ok(count)
        });
    }
    rate(running, start).await
}

/// Hashes a second, one thread a core.
async fn bare(time: Duration) -> Result<f64> {
    let key = Key::generate(KeyKind::System).map_err(backend::error::Error::from)?;
    let pepper = Arc::new(Pepper::of(&key));
    let cores = std::thread::available_parallelism()?.get();
    let start = Instant::now();
    let mut running: JoinSet<Result<u32>> = JoinSet::new();
    for _ in 0..cores {
        let pepper = Arc::clone(&pepper);
        running.spawn_blocking(move || {
            let mut count = 0;
            while start.elapsed() < time {
                password::hash(&pepper, PASSWORD)
                    .map_err(|_| Error::missing("a password did not hash"))?;
                count += 1;
            }
            Ok(count)
        });
    }
    rate(running, start).await
}

async fn rate(mut running: JoinSet<Result<u32>>, start: Instant) -> Result<f64> {
    let mut count = 0;
    while let Some(done) = running.join_next().await {
        count += done??;
    }
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}
