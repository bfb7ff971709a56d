//! How much a request may bring, how long it may take, and how often its sender may fail.

use std::{
    error::Error as _,
    time::{Duration, Instant},
};

use app::request::RequestContext;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use backend::audit::Denial;
use http::{Method, StatusCode, header};
use http_body_util::LengthLimitError;

use super::{
    edge::Edge,
    failure::{Asked, Failure},
    visit::Visit,
};

/// Largest body of a server function, in bytes.
pub const BODY: u64 = 1 << 20;
/// Largest file that may be sent, with the form around it, in bytes.
pub const UPLOAD: usize = 24 << 20;
/// Longest time until an answer begins.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// Longest time for an upload or a download to begin its answer: a file may come over a slow line.
pub const PATIENCE_WITH_FILES: Duration = Duration::from_mins(10);

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Reads the body whole before anything inside sees it; more than [`BODY`] is answered with 413.
pub(super) async fn body(request: Request, next: Next) -> Response {
    if is_safe(request.method()) {
        return next.run(request).await;
    }
    let asked = Asked::of(&request);
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > BODY) {
        return asked.refuse(Failure::TooLarge);
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, usize::try_from(BODY).unwrap_or(usize::MAX)).await {
        Ok(bytes) => {
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Err(error)
            if error
                .source()
                .is_some_and(<dyn std::error::Error>::is::<LengthLimitError>) =>
        {
            asked.refuse(Failure::TooLarge)
        }
        Err(_) => asked.refuse(Failure::Unreadable),
    }
}

/// Answers 503 when nothing came in time.
pub(super) async fn time(
    State(patience): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    let asked = Asked::of(&request);
    if let Ok(response) = tokio::time::timeout(patience, next.run(request)).await {
        return response;
    }
    tracing::warn!("a request took too long");
    asked.refuse(Failure::Slow)
}

/// Counts the refused attempts of an address, and after too many lets only signed-in people of it change anything (429).
/// Guessed passwords are counted closer to the deed, by the use case; this is for everything else.
pub(super) async fn failures(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let visit = request.extensions().get::<Visit>().cloned();
    let (Some(visit), false) = (visit, is_safe(request.method())) else {
        return next.run(request).await;
    };
    if let Some(retry_after_s) = edge.failures().wait(visit.client, Instant::now())
        && !is_signed_in(request.extensions().get().cloned()).await
    {
        edge.count(Denial::TooMany);
        return Asked::of(&request).refuse(Failure::TooMany { retry_after_s });
    }
    // Whoever has no session yet has not failed at anything: an office signs in all at once.
    let has_token = request
        .extensions()
        .get::<RequestContext>()
        .is_some_and(|context| context.token().is_some());
    let response = next.run(request).await;
    let is_failure = match response.status() {
        StatusCode::FORBIDDEN => true,
        StatusCode::UNAUTHORIZED => has_token,
        _ => false,
    };
    if is_failure {
        edge.failures().count(visit.client, Instant::now());
    }
    response
}

async fn is_signed_in(context: Option<RequestContext>) -> bool {
    match context {
        Some(context) => context.scope().await.is_ok(),
        None => false,
    }
}
