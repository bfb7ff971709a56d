//! Loops beside the requests: each is woken by a commit or once a second, and ends when the server stops. One file each.

mod audit;
mod imports;
mod learning;
mod mail;
mod tidy;

use std::time::Duration;

use backend::{Backend, mail::Mailbox};
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{config::Mail, failure::Failure};

/// How long the workers get to finish what they are at.
const WITHIN: Duration = Duration::from_secs(15);
/// An idle worker looks again after this long, even when nobody woke it.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The running workers.
#[derive(Clone, Debug, Default)]
pub struct Workers {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Workers {
    /// Cancelled when the server stops.
    pub fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Starts one. It must end soon after [`Self::stopping`] is cancelled.
    pub fn start(&self, name: &'static str, work: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(async move {
            work.await;
            tracing::debug!(worker = name, "ended");
        });
    }

    /// Tells all to end and waits for them.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(WITHIN, self.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!("a worker did not end in time");
        }
    }
}

/// Starts every worker of the product. Mails go to `mailbox` while no mail server is configured.
///
/// # Errors
/// When the mail settings cannot be used.
pub fn start_all(
    workers: &Workers,
    backend: &Backend,
    settings: &Mail,
    mailbox: Option<Mailbox>,
) -> Result<(), Failure> {
    audit::start(workers, backend);
    learning::start(workers, backend);
    imports::start(workers, backend);
    tidy::start(workers, backend);
    mail::start(workers, backend, settings, mailbox)
}

/// Waits until somebody wakes the worker, a second has passed, or it is to end; tells whether to go on.
async fn rest(wake: &Notify, stop: &CancellationToken, longest: Duration) -> bool {
    tokio::select! {
        () = wake.notified() => true,
        () = tokio::time::sleep(longest) => true,
        () = stop.cancelled() => false,
    }
}
