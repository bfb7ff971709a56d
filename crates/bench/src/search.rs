//! Finding people by a part of their name, which the store cannot read.

use std::time::Instant;

use backend::people;
use domain::people::PeopleQuery;

use crate::{
    Context,
    error::{Error, Result},
    figure::{Figure, Goal},
    house::House,
    imports::PEOPLE,
    runtime,
    seed::{self, Seed},
    statistics::median,
};

const COLD: usize = 3;
const PARTS: [&str; 8] = [
    "髙橋",
    "太郎",
    "ささき",
    "ハセ",
    "長谷川 隆",
    "user77",
    "0042",
    "翔",
];
const WARM: usize = 5;

/// Milliseconds for a page of a search among 10,000 people: the median of forty, and the median of the first search after a start,
/// when neither keys nor names are in memory.
pub(crate) fn measure(_: &Context) -> Result<Vec<Figure>> {
    runtime::run(async {
        let installation = seed::plant(Seed::People(PEOPLE))?.finish()?;
        let (mut cold, mut warm) = (Vec::new(), Vec::new());
        for _ in 0..COLD {
            let house = House::enter(installation.open().await?).await?;
            cold.push(search(&house, PARTS[0]).await?);
            for part in PARTS.iter().cycle().take(WARM * PARTS.len()) {
                warm.push(search(&house, part).await?);
            }
        }
        let figure = |name: &str, values: &mut [f64], goal| Figure {
            name: name.into(),
            value: median(values),
            unit: "ms",
            goal: Goal::AtMost(goal),
        };
        Ok(vec![
            figure("name_search_warm", &mut warm, 50.0),
            figure("name_search_cold", &mut cold, 250.0),
        ])
    })
}

/// Milliseconds until the first page is there.
async fn search(house: &House, part: &str) -> Result<f64> {
    let query = PeopleQuery {
        search: part.to_owned(),
        ..PeopleQuery::default()
    };
    let start = Instant::now();
    let page = people::list(&house.backend, &house.admin, &query).await?;
    let time = start.elapsed().as_secs_f64() * 1000.0;
    if page.total > 0 && page.total < PEOPLE {
        Ok(time)
    } else {
        Err(Error::missing(format!(
            "{part} was found {} times",
            page.total
        )))
    }
}
