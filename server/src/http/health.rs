//! For whoever watches the server: is it alive, and can it answer people.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;

use super::{AppState, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/healthz", healthz),
        Route::get("/readyz", readyz),
    ]
}

/// `/healthz`: the process answers.
async fn healthz() -> &'static str {
    "alive\n"
}

/// `/readyz`: the database and the key ring answer. Says which does not; why stands in the log.
async fn readyz(State(state): State<AppState>) -> Response {
    let (database, keys) = tokio::join!(state.backend.store.ping(), state.backend.keys.ping());
    let mut ready = true;
    let mut text = String::new();
    for (part, answer) in [("database", database), ("key ring", keys)] {
        match answer {
            Ok(()) => text.extend([part, ": ready\n"]),
            Err(error) => {
                tracing::error!(part, %error, "not ready");
                text.extend([part, ": no answer\n"]);
                ready = false;
            }
        }
    }
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, text).into_response()
}
