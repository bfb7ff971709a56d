//! The page learners see first, under load.

use std::time::Duration;

use crate::{
    Context,
    browser::Browser,
    error::{Error, Result},
    figure::{Figure, Goal},
    house::{PASSWORD, learner_email},
    load::load,
    runtime,
    seed::{self, LEARNERS, Seed},
    server::{Server, Settings},
};

const CONNECTIONS: usize = 50;
const WARM_UP: Duration = Duration::from_secs(2);
const TIME: Duration = Duration::from_secs(10);

/// Pages a second and the 99th of a hundred times, milliseconds, over fifty connections of sixteen learners with three lessons each.
pub(crate) fn measure(context: &Context) -> Result<Vec<Figure>> {
    let context = context.clone();
    runtime::run(async move {
        let installation = seed::plant(Seed::Learners)?.finish()?;
        let (server, _) =
            Server::start(&context, installation.folder(), Settings::default()).await?;
        let sessions = sessions(&server).await?;
        load(server.address, "/", &sessions, CONNECTIONS, WARM_UP).await?;
        let answers = load(server.address, "/", &sessions, CONNECTIONS, TIME).await?;
        Ok(vec![
            Figure {
                name: "home_rps".into(),
                value: answers.rate,
                unit: "/s",
                goal: Goal::AtLeast(2_500.0),
            },
            Figure {
                name: "home_p99".into(),
                value: answers.p99,
                unit: "ms",
                goal: Goal::AtMost(40.0),
            },
        ])
    })
}

/// Signs every learner in. Their home must show a lesson, or the figure would be one of an empty page.
pub(crate) async fn sessions(server: &Server) -> Result<Vec<String>> {
    let mut sessions = Vec::new();
    for number in 0..LEARNERS {
        let mut browser = Browser::connect(server.address).await?;
        sessions.push(browser.sign_in(&learner_email(number), PASSWORD).await?);
        let page = browser.get("/").await?;
        if !String::from_utf8_lossy(&page).contains(crate::lessons::TITLE) {
            return Err(Error::missing("a learner's home shows no lesson"));
        }
    }
    Ok(sessions)
}
