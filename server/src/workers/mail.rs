//! The mail workers: one for mails somebody waits for, one for all others.

use std::{sync::Arc, time::Duration};

use backend::{
    Backend,
    learning::LessonMails,
    mail::{self, Author, Lane, Mailbox, Post, Postman, Round, Server, Smtp},
};
use tokio_util::sync::CancellationToken;

use super::{LOOK_AGAIN, Workers, rest};
use crate::{config::Mail, failure::Failure};

/// A mail server that takes nothing is asked again after this long.
const UNREACHABLE: Duration = Duration::from_secs(15);
/// After a failure of our own store.
const BROKEN: Duration = Duration::from_secs(5);

/// # Errors
/// When the mail settings cannot be used.
pub(super) fn start(
    workers: &Workers,
    backend: &Backend,
    settings: &Mail,
    mailbox: Option<Mailbox>,
) -> Result<(), Failure> {
    let post = match &settings.smtp_url {
        Some(url) => Post::Smtp(Smtp::new(
            Server::parse(url.expose())?,
            &mail::host(&backend.public_origin),
        )),
        None => Post::Mailbox(mailbox.unwrap_or_default()),
    };
    let authors: Vec<Arc<dyn Author>> = vec![Arc::new(LessonMails)];
    let postman = Postman::new(backend.clone(), post, &settings.from, authors)?;
    for (name, lane) in [("urgent mail", Lane::Urgent), ("mail", Lane::Bulk)] {
        let (postman, backend, stop) = (postman.clone(), backend.clone(), workers.stopping());
        workers.start(name, carry(postman, lane, backend, stop));
    }
    Ok(())
}

async fn carry(postman: Postman, lane: Lane, backend: Backend, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let pause = match postman.round(lane, &stop).await {
            Ok(Round::Worked(_)) => continue,
            Ok(Round::Idle) => LOOK_AGAIN,
            Ok(Round::Unreachable) => UNREACHABLE,
            Err(error) => {
                tracing::error!(?lane, %error, "a round of mails failed");
                BROKEN
            }
        };
        if !rest(&backend.wake.mail, &stop, pause).await {
            break;
        }
    }
}
