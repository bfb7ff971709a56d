//! Numbers and chains what units wrote into the operation log, and puts the heads out of reach of who can change the database.

use std::time::Duration;

use backend::{Backend, audit};
use tokio_util::sync::CancellationToken;

use super::{LOOK_AGAIN, Workers, rest};

/// After a failure of a store.
const BROKEN: Duration = Duration::from_secs(5);

pub(super) fn start(workers: &Workers, backend: &Backend) {
    let (backend, stop) = (backend.clone(), workers.stopping());
    workers.start("operation log", async move {
        // What a crash interrupted between the two stores.
        if let Err(error) = audit::publish_heads(&backend).await {
            tracing::error!(%error, "the heads of the operation log could not be put into the key ring");
        }
        seal(&backend, &stop).await;
        // What the last requests wrote.
        if let Err(error) = audit::seal_all(&backend).await {
            tracing::error!(%error, "the last entries of the operation log wait for the next start");
        }
    });
}

async fn seal(backend: &Backend, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        let pause = match audit::seal_all(backend).await {
            Ok(()) => LOOK_AGAIN,
            Err(error) => {
                tracing::error!(%error, "entries of the operation log could not be chained");
                BROKEN
            }
        };
        if !rest(&backend.wake.audit, stop, pause).await {
            break;
        }
    }
}
