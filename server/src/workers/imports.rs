//! Carries out imports that were confirmed, and goes on with those that a stop interrupted.

use std::time::Duration;

use backend::{Backend, error::Result, lease::Lease, people_import};

use super::{LOOK_AGAIN, Workers, rest};

/// After a failure of a store.
const BROKEN: Duration = Duration::from_secs(5);

pub(super) fn start(workers: &Workers, backend: &Backend) {
    let (backend, stop) = (backend.clone(), workers.stopping());
    workers.start("imports", async move {
        let mut lease = None;
        while !stop.is_cancelled() {
            // A stop in between loses nothing: the next start goes on from there.
            let done = tokio::select! {
                done = work(&backend, &mut lease) => done,
                () = stop.cancelled() => break,
            };
            let pause = match done {
                Ok(()) => LOOK_AGAIN,
                Err(error) => {
                    tracing::error!(%error, "an import could not be carried out");
                    BROKEN
                }
            };
            if !rest(&backend.wake.work, &stop, pause).await {
                break;
            }
        }
        if let Some(lease) = &mut lease
            && let Err(error) = lease.release(&backend).await
        {
            tracing::warn!(%error, "the lease of the imports was not given back");
        }
    });
}

/// Of many nodes one carries imports out. What two would write at once is refused by the parts themselves, so no unit needs the fence.
async fn work(backend: &Backend, lease: &mut Option<Lease>) -> Result<()> {
    let lease = match lease {
        Some(lease) => lease,
        None => lease.insert(Lease::of_process(backend, "imports")?),
    };
    if lease.hold(backend).await? {
        people_import::work(backend).await?;
    }
    Ok(())
}
