//! Resident memory of the server.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::{
    Context,
    browser::Browser,
    error::{Error, Result},
    figure::{Figure, Goal},
    home,
    house::{ADMIN, PASSWORD},
    imports::PEOPLE,
    installation::Installation,
    load::load,
    runtime,
    seed::{self, Seed},
    server::{Server, Settings},
    sign_in::sign_ins,
    sink::Sink,
};

/// After the seed, so that what it needed for a moment is gone.
const REST: Duration = Duration::from_secs(5);
const LOAD: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_mins(3);

/// MiB a while after the demonstration was seeded; and the most there was in one server that carried out an import of 10,000, mailed them all
/// and meanwhile answered learners, signed people in, listed and searched people.
pub(crate) fn measure(context: &Context) -> Result<Vec<Figure>> {
    let context = context.clone();
    runtime::run(async move {
        let idle = idle(&context).await?;
        let load = loaded(&context).await?;
        let figure = |name: &str, value, goal| Figure {
            name: name.into(),
            value,
            unit: "MiB",
            goal: Goal::AtMost(goal),
        };
        Ok(vec![
            figure("rss_idle", idle, 200.0),
            figure("rss_load", load, 500.0),
        ])
    })
}

async fn idle(context: &Context) -> Result<f64> {
    let installation = Installation::new()?;
    let settings = Settings {
        demo: true,
        ..Settings::default()
    };
    let (server, _) = Server::start(context, installation.folder(), settings).await?;
    sleep(REST).await;
    Ok(server.memory()?.0)
}

async fn loaded(context: &Context) -> Result<f64> {
    let installation = seed::plant(Seed::Importing)?.finish()?;
    let sink = Sink::start(ADMIN).await?;
    let settings = Settings {
        smtp: Some(sink.address),
        ..Settings::default()
    };
    let (server, _) = Server::start(context, installation.folder(), settings).await?;
    let sessions = home::sessions(&server).await?;
    load(server.address, "/", &sessions, 50, LOAD).await?;
    sign_ins(server.address, LOAD).await?;
    people(&server).await?;
    let start = Instant::now();
    while sink.count() < PEOPLE {
        if start.elapsed() > PATIENCE {
            return Err(Error::missing(format!("{} mails left", sink.count())));
        }
        sleep(Duration::from_millis(100)).await;
    }
    people(&server).await?;
    Ok(server.memory()?.1)
}

/// An administrator lists and searches.
async fn people(server: &Server) -> Result<()> {
    let mut browser = Browser::connect(server.address).await?;
    let cookie = browser.sign_in(ADMIN, PASSWORD).await?;
    browser.get("/people?q=%E9%AB%99%E6%A9%8B").await?;
    load(server.address, "/people", &[cookie], 8, LOAD).await?;
    Ok(())
}
