//! Who takes parcels from a queue and hands them over, one after the other.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{
    Due, Mailbox, Outgoing,
    smtp::{Failure, Smtp},
};

/// Where mails go.
pub enum Post {
    Smtp(Smtp),
    /// Nowhere: they are shown on a page.
    Mailbox(Mailbox),
}

/// A mail with everything in it.
pub(super) struct Parcel {
    pub due: Due,
    pub outgoing: Outgoing,
}

pub(super) type Queue = Arc<Mutex<VecDeque<Parcel>>>;
/// What became of a parcel.
pub(super) type Done = (Due, std::result::Result<(), Failure>);

/// The parcels nobody has taken yet.
pub(super) fn lock(queue: &Queue) -> std::sync::MutexGuard<'_, VecDeque<Parcel>> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes parcels from the queue until it is empty, no line can be had, or `stop` is cancelled.
pub(super) async fn carry(
    post: Arc<Post>,
    queue: Queue,
    report: mpsc::UnboundedSender<Done>,
    stop: CancellationToken,
) {
    let mut carrier = match &*post {
        Post::Smtp(smtp) => Some(smtp.carrier()),
        Post::Mailbox(_) => None,
    };
    while !stop.is_cancelled() {
        let Some(parcel) = lock(&queue).pop_front() else {
            break;
        };
        let result = match (&*post, &mut carrier) {
            (Post::Mailbox(mailbox), _) => {
                mailbox.keep(&parcel.outgoing);
                Ok(())
            }
            (Post::Smtp(_), Some(carrier)) => carrier.send(&parcel.outgoing).await,
            (Post::Smtp(_), None) => Err(Failure::Unreachable(String::new())),
        };
        if let Err(Failure::Unreachable(why)) = result {
            tracing::warn!(why, "the mail server cannot be reached");
            lock(&queue).push_front(parcel);
            break;
        }
        if report.send((parcel.due, result)).is_err() {
            break;
        }
    }
    if let Some(carrier) = carrier {
        carrier.end();
    }
}
