//! What only tests may do: move the clock, and look behind the scenes. Not compiled into a release.

#[cfg(not(debug_assertions))]
compile_error!("the feature `testing` lets anybody move the clock: never in a release build");

use std::{collections::BTreeMap, sync::atomic::Ordering};

use app::request::RequestContext;
use axum::{Extension, Json, extract::Path};
use backend::clock::Clock;
use http::StatusCode;

use crate::http::Route;

/// `POST /testing/clock/{ms}` moves the time forward, `POST /testing/epoch` begins a new epoch of the keys,
/// `GET /testing/sealed` names the fields that were sealed, each with whether a test's own mark was in one.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/testing/clock/{ms}", forward),
        Route::post("/testing/epoch", advance_epoch),
        Route::get("/testing/sealed", sealed),
    ]
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

async fn advance_epoch(Extension(context): Extension<RequestContext>) -> StatusCode {
    match context.backend().keys.advance_epoch().await {
        Ok(_) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

async fn sealed() -> Json<BTreeMap<String, bool>> {
    let fields = vault::testing::sealed();
    Json(
        fields
            .into_iter()
            .map(|(field, is_marked)| (format!("{field:?}"), is_marked))
            .collect(),
    )
}
