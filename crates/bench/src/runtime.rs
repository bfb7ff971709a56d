//! A runtime for one benchmark.

use std::time::Duration;

use crate::error::Result;

/// The store's parser and executor recurse deeper than a thread usually has room for, in bytes.
const STACK: usize = 10 << 20;

/// Runs `work` on threads like the server's, and ends what it left running.
pub(crate) fn run<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()?;
    let done = runtime.block_on(async { tokio::spawn(work).await });
    runtime.shutdown_timeout(Duration::from_secs(5));
    done?
}
