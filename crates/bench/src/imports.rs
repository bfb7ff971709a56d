//! Bringing in ten thousand people (W5.4).

use std::time::{Duration, Instant};

use backend::people_import;
use domain::people::{FirstPassword, PeopleQuery};

use crate::{
    Context,
    error::{Error, Result},
    figure::{Figure, Goal},
    house::House,
    installation::Installation,
    runtime, staff,
    workers::Sealing,
};

pub(crate) const PEOPLE: u32 = 10_000;

/// Seconds for the dry run, from the file's bytes to its first page; and from confirmation to finished, in either password mode.
pub(crate) fn measure(_: &Context) -> Result<Vec<Figure>> {
    let (dry_run, mail) = runtime::run(import(FirstPassword::Mail))?;
    let (_, display) = runtime::run(import(FirstPassword::Display))?;
    let figure = |name: &str, time: Duration, goal| Figure {
        name: name.into(),
        value: time.as_secs_f64(),
        unit: "s",
        goal: Goal::AtMost(goal),
    };
    Ok(vec![
        figure("import_dry_run", dry_run, 3.0),
        figure("import_mail", mail, 8.0),
        figure("import_display", display, 8.0),
    ])
}

/// One import into a new organisation, while the operation log is chained as in a server.
async fn import(first_password: FirstPassword) -> Result<(Duration, Duration)> {
    let installation = Installation::new()?;
    let house = House::build(installation.open().await?).await?;
    let _sealing = Sealing::start(&house.backend);
    let file = staff::file(PEOPLE)?;

    let start = Instant::now();
    let planned = staff::dry_run(&house, file).await?;
    let dry_run = start.elapsed();

    let start = Instant::now();
    staff::confirm(&house, planned, first_password).await?;
    people_import::work(&house.backend).await?;
    let carried_out = start.elapsed();

    let query = PeopleQuery::default();
    let page = backend::people::list(&house.backend, &house.admin, &query).await?;
    if page.total == PEOPLE + 1 {
        Ok((dry_run, carried_out))
    } else {
        Err(Error::missing(format!("{} people are in", page.total)))
    }
}

/// Leaves an import confirmed and not begun: whoever opens the store next carries it out.
pub(crate) async fn confirm_only(house: &House) -> Result<()> {
    let planned = staff::dry_run(house, staff::file(PEOPLE)?).await?;
    staff::confirm(house, planned, FirstPassword::Mail).await
}
