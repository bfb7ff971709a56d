//! The page learners see first, under load.

use std::time::Duration;

use http_body_util::BodyExt as _;

use crate::{
    Context,
    browser::Browser,
    error::{Error, Result},
    figure::{Figure, Goal},
    house::{PASSWORD, learner_email},
    load::{Answers, load},
    runtime,
    seed::{self, LEARNERS, Seed},
    server::{Server, Settings},
};

const CONNECTIONS: usize = 50;
const WARM_UP: Duration = Duration::from_secs(2);
const TIME: Duration = Duration::from_secs(10);
/// A second, told beside the figures: each drops what is kept of one learner.
const CHANGES: u32 = 50;

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
        let changing = changing(&server, &sessions).await?;
        eprintln!(
            "home: {:.0} pages a second, 99 of 100 within {:.1} ms, while its learners are changed {CHANGES} times a second",
            changing.rate, changing.p99
        );
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

/// The same load while somebody's row is changed all the time, so that it has to be read again.
async fn changing(server: &Server, sessions: &[String]) -> Result<Answers> {
    let mut writers = Vec::new();
    for session in sessions {
        writers.push(Browser::connect_as(server.address, session).await?);
    }
    let count = writers.len();
    let writing = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / CHANGES);
        for number in 0.. {
            ticks.tick().await;
            let Some(writer) = writers.get_mut(number % count) else {
                break;
            };
            let theme = ["light", "dark"][number / count % 2];
            let form = [("theme", theme)];
            let answer = writer.post("/api/choose_theme", &form).await?;
            let status = answer.status();
            answer.into_body().collect().await?;
            if !status.is_success() && !status.is_redirection() {
                return Err(Error::missing(format!("a change was answered {status}")));
            }
        }
        Ok::<_, Error>(())
    });
    let answers = load(server.address, "/", sessions, CONNECTIONS, TIME).await;
    if writing.is_finished() {
        writing.await??;
    } else {
        writing.abort();
    }
    answers
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
