//! How much a request may bring, how long it may take, and how often its sender may fail.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
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
use http_body_util::BodyExt as _;
use leptos::server_fn::error::FromServerFnError as _;

use super::{
    edge::Edge,
    failure::{Asked, Failure},
    refused,
    visit::Visit,
};

/// Largest body of a server function, in bytes.
pub const BODY: usize = 1 << 20;
/// Largest body that saves a lesson, in bytes: its text and a test of a hundred questions, each character of Japanese as nine bytes.
pub const LESSON: usize = 8 << 20;
/// Where a lesson is saved.
const SAVES_LESSON: &str = "/api/save_lesson";
/// Largest file that may be sent, with the form around it, in bytes.
pub const UPLOAD: usize = 24 << 20;
/// How long a form that is too large is listened to.
const LISTENS: Duration = Duration::from_secs(10);
/// How long a file that is too large is listened to.
pub const LISTENS_TO_FILES: Duration = Duration::from_mins(5);
/// Longest time until an answer begins.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// Longest time for an upload or a download to begin its answer: a file may come over a slow line.
pub const PATIENCE_WITH_FILES: Duration = Duration::from_mins(10);

/// Largest body taken, in bytes. A lesson is taken only of somebody signed in.
async fn largest_body(saves_lesson: bool, context: Option<RequestContext>) -> usize {
    if saves_lesson && is_signed_in(context).await {
        LESSON
    } else {
        BODY
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Reads the body whole before anything inside sees it; more than may come in there is answered with 413.
pub(super) async fn body(request: Request, next: Next) -> Response {
    if is_safe(request.method()) {
        return next.run(request).await;
    }
    let asked = Asked::of(&request);
    let context = request.extensions().get().cloned();
    let largest = largest_body(request.uri().path() == SAVES_LESSON, context).await;
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > largest) {
        if !request.headers().contains_key(header::EXPECT) {
            discard(request.into_body(), LISTENS).await;
        }
        return asked.refuse(Failure::TooLarge);
    }
    let (parts, body) = request.into_parts();
    let (body, is_too_much) = bounded(body, largest, LISTENS);
    match to_bytes(body, usize::MAX).await {
        Ok(bytes) => {
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Err(_) if is_too_much.load(Ordering::Relaxed) => asked.refuse(Failure::TooLarge),
        Err(_) => asked.refuse(Failure::Unreadable),
    }
}

/// Reads what is too much and keeps nothing of it, so long. A browser listens when it has sent everything: what is not read breaks the
/// connection, and the answer with it. Whoever asked first whether to send it needs no such patience.
pub(crate) async fn discard(mut body: Body, patience: Duration) {
    let all = async { while let Some(Ok(_)) = body.frame().await {} };
    let _ = tokio::time::timeout(patience, all).await;
}

/// A body that fails once more than `most` bytes have come, and then says so; what comes after them is listened to for `patience`,
/// as [`discard`] does, before it fails. For bodies that do not announce how long they are.
pub(crate) fn bounded(body: Body, most: usize, patience: Duration) -> (Body, Arc<AtomicBool>) {
    let is_too_much = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&is_too_much);
    let next = move |(mut body, taken): (Body, usize)| {
        let told = Arc::clone(&told);
        async move {
            while let Some(frame) = body.frame().await {
                let Ok(data) = frame?.into_data() else {
                    continue;
                };
                let taken = taken.saturating_add(data.len());
                if taken > most {
                    discard(body, patience).await;
                    told.store(true, Ordering::Relaxed);
                    return Err(axum::Error::new(std::io::Error::other("too much")));
                }
                return Ok(Some((data, (body, taken))));
            }
            Ok(None)
        }
    };
    let stream = futures::stream::try_unfold((body, 0), next);
    (Body::from_stream(stream), is_too_much)
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
    if is_failure(&response, has_token) {
        edge.failures().count(visit.client, Instant::now());
    }
    response
}

/// Whether an answer refuses somebody who may be trying things out. A plain form is told so by a redirect.
fn is_failure(response: &Response, has_token: bool) -> bool {
    let status = refused::refusal(response).map_or(response.status(), |error| error.status_code());
    match status {
        StatusCode::FORBIDDEN => true,
        StatusCode::UNAUTHORIZED => has_token,
        _ => false,
    }
}

async fn is_signed_in(context: Option<RequestContext>) -> bool {
    match context {
        Some(context) => context.scope().await.is_ok(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use app::error::AppError;
    use domain::error::Refusal;
    use leptos::server_fn::error::ServerFnUrlError;

    use super::*;

    #[test]
    fn a_refusal_counts_whether_it_is_told_by_a_status_or_by_a_redirect() {
        let redirect = |refusal: Refusal| {
            let told = ServerFnUrlError::new("/api/sign_in", AppError::Refused(refusal));
            let address = told.to_url("http://127.0.0.1:3000/sign-in").unwrap();
            let answer = Response::builder().status(StatusCode::FOUND);
            answer
                .header(header::LOCATION, address.as_str())
                .body(Body::empty())
                .unwrap()
        };
        let status = |status| {
            Response::builder()
                .status(status)
                .body(Body::empty())
                .unwrap()
        };
        assert!(is_failure(&status(StatusCode::FORBIDDEN), false));
        assert!(is_failure(&redirect(Refusal::Forbidden), false));
        for answer in [
            status(StatusCode::UNAUTHORIZED),
            redirect(Refusal::NotSignedIn),
        ] {
            assert!(is_failure(&answer, true));
            assert!(
                !is_failure(&answer, false),
                "an office signs in all at once"
            );
        }
        assert!(!is_failure(&redirect(Refusal::NotFound), true));
        assert!(!is_failure(&status(StatusCode::FOUND), true));
    }
}
