//! At start: carries through what a crash interrupted between the two stores, a new epoch of the keys and deletions.
//! Then once a minute: writes down how many strangers were turned away, finishes deletions,
//! wipes unwrapped keys and sweeps drafts, sessions, links, password sheets and imports whose time is over.

use std::time::Duration;

use backend::{Backend, access, audit, people, people_import};

use super::Workers;

const EVERY: Duration = Duration::from_mins(1);

pub(super) fn start(workers: &Workers, backend: &Backend) {
    let (backend, stop) = (backend.clone(), workers.stopping());
    workers.start("tidying", async move {
        if let Err(error) = backend.keys.finish_epoch().await {
            tracing::error!(%error, "a new epoch of the keys could not be carried through");
        }
        loop {
            if let Err(error) = audit::flush_denials(&backend).await {
                tracing::error!(%error, "counts of denials could not be written down");
            }
            if let Err(error) = access::tidy(&backend).await {
                tracing::error!(%error, "old drafts, sessions or links could not be swept");
            }
            if let Err(error) = people::tidy(&backend).await {
                tracing::error!(%error, "deletions or password sheets could not be finished");
            }
            if let Err(error) = people_import::sweep(&backend).await {
                tracing::error!(%error, "imports nobody confirmed could not be swept");
            }
            backend.keys.tidy();
            backend.organizations.tidy();
            backend.sessions.tidy();
            backend.learning.tidy();
            if stop.is_cancelled() {
                break;
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = stop.cancelled() => {}
            }
        }
    });
}
