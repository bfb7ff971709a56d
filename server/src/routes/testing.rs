//! What only the browser tests may do: move the clock. Not compiled into a release.

#[cfg(not(debug_assertions))]
compile_error!("the feature `testing` lets anybody move the clock: never in a release build");

use std::sync::atomic::Ordering;

use app::request::RequestContext;
use axum::{Extension, extract::Path};
use backend::clock::Clock;
use http::StatusCode;

use crate::http::Route;

/// `POST /testing/clock/{ms}` moves the time forward.
pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/testing/clock/{ms}", forward)]
}

async fn forward(Extension(context): Extension<RequestContext>, Path(ms): Path<u64>) -> StatusCode {
    match &context.backend().clock {
        Clock::Shifted(by) => {
            by.fetch_add(ms, Ordering::Relaxed);
            StatusCode::NO_CONTENT
        }
        _ => StatusCode::CONFLICT,
    }
}
