//! Mails to a server on the same machine.

use std::time::{Duration, Instant};

use backend::{
    Backend,
    access::{self, Origin},
    mail::{Lane, Post, Postman, Round, Server, Smtp, host},
    people_import,
};
use domain::people::FirstPassword;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    Context,
    error::{Error, Result},
    figure::{Figure, Goal},
    house::{ADMIN, House},
    imports::PEOPLE,
    installation::Installation,
    runtime,
    sink::Sink,
    staff,
    workers::Sealing,
};

/// Mails that have left when somebody asks for a new password: the lanes are in full work then.
const UNDER_WAY: u32 = 1_000;
const PATIENCE: Duration = Duration::from_mins(3);

/// Mails a second from the first round until all are delivered and recorded; and seconds from asking for a new password until its mail is there
/// while the others wait.
pub(crate) fn measure(_: &Context) -> Result<Vec<Figure>> {
    runtime::run(async {
        let installation = Installation::new()?;
        let house = House::build(installation.open().await?).await?;
        let planned = staff::dry_run(&house, staff::file(PEOPLE)?).await?;
        staff::confirm(&house, planned, FirstPassword::Mail).await?;
        people_import::work(&house.backend).await?;
        let backend = &house.backend;

        let sink = Sink::start(ADMIN).await?;
        let _sealing = Sealing::start(backend);
        let postman = postman(backend, &sink)?;
        let stop = CancellationToken::new();
        let start = Instant::now();
        let bulk = tokio::spawn(until_idle(postman.clone(), stop.clone()));
        let urgent = tokio::spawn(urgent_lane(postman, backend.clone(), stop.clone()));
        while sink.count() < UNDER_WAY {
            sleep(Duration::from_millis(5)).await;
        }
        // What came for the administrator before does not count.
        let _ = timeout(Duration::ZERO, sink.arrival()).await;
        let asked = Instant::now();
        access::request_link(backend, ADMIN, "", &Origin::default()).await?;
        let arrived = timeout(PATIENCE, sink.arrival()).await;
        arrived.map_err(|_| Error::missing("the urgent mail never came"))?;
        let waited = asked.elapsed();
        bulk.await??;
        let time = start.elapsed();
        stop.cancel();
        urgent.await??;
        if sink.count() < PEOPLE {
            return Err(Error::missing(format!("{} mails left", sink.count())));
        }
        Ok(vec![
            Figure {
                name: "mails_per_s".into(),
                value: f64::from(PEOPLE) / time.as_secs_f64(),
                unit: "/s",
                goal: Goal::AtLeast(300.0),
            },
            Figure {
                name: "urgent_mail".into(),
                value: waited.as_secs_f64(),
                unit: "s",
                goal: Goal::AtMost(5.0),
            },
        ])
    })
}

fn postman(backend: &Backend, sink: &Sink) -> Result<Postman> {
    let server = Server::parse(&format!("smtp://{}", sink.address))?;
    let post = Post::Smtp(Smtp::new(server, &host(&backend.public_origin)));
    Ok(Postman::new(
        backend.clone(),
        post,
        "yagura@localhost",
        Vec::new(),
    )?)
}

/// Rounds as the server's worker does them; after the last, all that was due is recorded.
async fn until_idle(postman: Postman, stop: CancellationToken) -> Result<()> {
    loop {
        match postman.round(Lane::Bulk, &stop).await? {
            Round::Worked(_) => {}
            Round::Idle => return Ok(()),
            Round::Unreachable => return Err(Error::missing("the sink took no mail")),
        }
    }
}

async fn urgent_lane(postman: Postman, backend: Backend, stop: CancellationToken) -> Result<()> {
    while !stop.is_cancelled() {
        if postman.round(Lane::Urgent, &stop).await? == Round::Idle {
            tokio::select! {
                () = backend.wake.mail.notified() => {}
                () = sleep(Duration::from_secs(1)) => {}
                () = stop.cancelled() => {}
            }
        }
    }
    Ok(())
}
