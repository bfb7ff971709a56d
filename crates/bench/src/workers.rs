//! The server's loops beside the requests, for benchmarks that work in process: so that these pay for what a server does behind its back.

use std::time::Duration;

use backend::{Backend, audit};
use tokio::{task::JoinHandle, time::timeout};

/// Chains the entries of the operation log as they come, until it is dropped.
pub(crate) struct Sealing(JoinHandle<()>);

impl Sealing {
    pub(crate) fn start(backend: &Backend) -> Self {
        let backend = backend.clone();
        Self(tokio::spawn(async move {
            loop {
                if let Err(error) = audit::seal_all(&backend).await {
                    eprintln!("the operation log could not be chained: {error}");
                }
                // Woken or not, it looks again.
                let _ = timeout(Duration::from_secs(1), backend.wake.audit.notified()).await;
            }
        }))
    }
}

impl Drop for Sealing {
    fn drop(&mut self) {
        self.0.abort();
    }
}
