//! Handing in tests.

use std::time::Instant;

use backend::{access::Scope, learning};
use domain::{
    id::Id,
    learning::{Answers, Attempt},
};
use tokio::task::JoinSet;

use crate::{
    Context,
    error::Result,
    figure::{Figure, Goal},
    house::House,
    installation::Installation,
    lessons, runtime,
    seed::LEARNERS,
    workers::Sealing,
};

/// Attempts of each writer.
const EACH: u16 = 100;

/// Attempts handed in a second by sixteen learners at once, scored, recorded and durable, while the operation log is chained.
/// The attempts were begun before: only handing in is measured.
pub(crate) fn measure(_: &Context) -> Result<Vec<Figure>> {
    runtime::run(async {
        let installation = Installation::new()?;
        let house = House::build(installation.open().await?).await?;
        let learners = house.learners(LEARNERS).await?;
        let version = lessons::publish(&house, 1).await?;
        for _ in 0..EACH {
            lessons::deliver(&house, version).await?;
        }
        let _sealing = Sealing::start(&house.backend);
        let mut begun: JoinSet<Result<(Scope, Vec<Open>)>> = JoinSet::new();
        for scope in learners {
            begun.spawn(begin(house.clone(), scope));
        }
        let begun: Vec<_> = begun.join_all().await.into_iter().collect::<Result<_>>()?;

        let start = Instant::now();
        let mut running: JoinSet<Result<u32>> = JoinSet::new();
        for (scope, attempts) in begun {
            let backend = house.backend.clone();
            running.spawn(async move {
                let mut count = 0;
                for (attempt, answers) in attempts {
                    learning::hand_in(&backend, &scope, attempt, &answers).await?;
                    count += 1;
                }
                Ok(count)
            });
        }
        let mut count = 0;
        while let Some(done) = running.join_next().await {
            count += done??;
        }
        Ok(vec![Figure {
            name: "attempts_per_s".into(),
            value: f64::from(count) / start.elapsed().as_secs_f64(),
            unit: "/s",
            goal: Goal::AtLeast(500.0),
        }])
    })
}

type Open = (Id<Attempt>, Answers);

/// Begins an attempt in every delivery, and answers every question with its first choice.
async fn begin(house: House, scope: Scope) -> Result<(Scope, Vec<Open>)> {
    let backend = &house.backend;
    let mut open = Vec::new();
    for item in learning::home(backend, &scope).await?.to_do {
        let attempt = learning::start_attempt(backend, &scope, item.enrollment).await?;
        let page = learning::attempt(backend, &scope, attempt).await?;
        let mut answers = Answers::default();
        for (position, _) in (0_u16..).zip(&page.questions) {
            answers.choose(position, 0);
        }
        open.push((attempt, answers));
    }
    Ok((scope, open))
}
