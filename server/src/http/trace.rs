//! One line a request: its number, method, the template of its route, status and time. Never the URI: it may hold a token or a name.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use tracing::{Instrument, info_span};

use super::visit::Visit;

/// Logs the request, and gives everything logged on its way the same number.
pub(super) async fn log(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)", MatchedPath::as_str);
    let id = request
        .extensions()
        .get::<Visit>()
        .map_or(0, |visit| visit.id);
    let span = info_span!("request", request = id, method = %request.method(), route);
    async {
        let start = Instant::now();
        let response = next.run(request).await;
        let ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status = response.status().as_u16(), ms, "answered");
        response
    }
    .instrument(span)
    .await
}
