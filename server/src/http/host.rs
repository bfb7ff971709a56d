//! Only the public origin's `Host` is answered: links, cookies and rules of origin all rest on it.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use backend::audit::Denial;
use http::header;

use super::{
    edge::Edge,
    failure::{Failure, refuse},
};

/// Answers any other host with 421.
pub(super) async fn check(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let named = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let is_ours = |host: &str| is_authority(&edge, host);
    let header_fits =
        named.is_some_and(is_ours) && request.headers().get_all(header::HOST).iter().count() == 1;
    let target_fits = request
        .uri()
        .authority()
        .is_none_or(|authority| is_ours(authority.as_str()));
    if header_fits && target_fits {
        next.run(request).await
    } else {
        edge.count(Denial::WrongOrigin);
        refuse(&request, Failure::Misdirected)
    }
}

/// The origin's authority, with or without the scheme's own port.
fn is_authority(edge: &Edge, host: &str) -> bool {
    let ours = edge.authority();
    host.eq_ignore_ascii_case(ours)
        || host
            .strip_suffix(&format!(":{}", edge.origin().port()))
            .is_some_and(|bare| bare.eq_ignore_ascii_case(ours))
}
