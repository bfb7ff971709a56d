//! Plain HTTP routes: files that come in (multipart) and go out. One file a feature.

use axum::Router;

use crate::http::AppState;

/// Every upload and download. Each handler takes its [`RequestContext`](app::request::RequestContext) as an extension.
pub fn files() -> Router<AppState> {
    Router::new()
}
