//! A panic ends its request, never the process: it is caught, counted, logged and answered with a number to quote.

use std::{
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicU64, Ordering},
};

use axum::{extract::Request, middleware::Next, response::Response};
use futures::FutureExt;

use super::failure::{Asked, Failure};

static CAUGHT: AtomicU64 = AtomicU64::new(0);

/// How many were caught since the start.
pub fn caught() -> u64 {
    CAUGHT.load(Ordering::Relaxed)
}

/// Answers a panicking request with 500. Where it panicked is logged by the hook of [`crate::logging`].
pub(super) async fn catch(request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    if let Ok(response) = AssertUnwindSafe(next.run(request)).catch_unwind().await {
        return response;
    }
    let count = CAUGHT.fetch_add(1, Ordering::Relaxed) + 1;
    tracing::error!(count, "a request panicked");
    asked.refuse(Failure::Broken)
}
