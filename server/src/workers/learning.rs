//! Starts deliveries and hands their reminders to the outbox when their time has come.

use std::time::Duration;

use backend::{Backend, learning};
use tokio_util::sync::CancellationToken;

use super::{LOOK_AGAIN, Workers, rest};

/// After a failure of the store.
const BROKEN: Duration = Duration::from_secs(5);

pub(super) fn start(workers: &Workers, backend: &Backend) {
    let (backend, stop) = (backend.clone(), workers.stopping());
    workers.start("deliveries", carry_out(backend, stop));
}

async fn carry_out(backend: Backend, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let pause = match learning::work(&backend).await {
            Ok(true) => continue,
            Ok(false) => LOOK_AGAIN,
            Err(error) => {
                tracing::error!(%error, "deliveries could not be started or reminded of");
                BROKEN
            }
        };
        if !rest(&backend.wake.work, &stop, pause).await {
            break;
        }
    }
}
