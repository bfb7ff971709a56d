//! Carries out imports that were confirmed, and goes on with those that a stop interrupted.

use std::time::Duration;

use backend::{Backend, people_import};

use super::{LOOK_AGAIN, Workers, rest};

/// After a failure of a store.
const BROKEN: Duration = Duration::from_secs(5);

pub(super) fn start(workers: &Workers, backend: &Backend) {
    let (backend, stop) = (backend.clone(), workers.stopping());
    workers.start("imports", async move {
        while !stop.is_cancelled() {
            // A stop in between loses nothing: the next start goes on from there.
            let done = tokio::select! {
                done = people_import::work(&backend) => done,
                () = stop.cancelled() => break,
            };
            let pause = match done {
                Ok(_) => LOOK_AGAIN,
                Err(error) => {
                    tracing::error!(%error, "an import could not be carried out");
                    BROKEN
                }
            };
            if !rest(&backend.wake.work, &stop, pause).await {
                break;
            }
        }
    });
}
