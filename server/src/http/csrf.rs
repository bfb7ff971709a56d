//! A page of another site cannot make a signed-in person's browser change anything here.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use backend::audit::Denial;
use http::{HeaderMap, Method, header};

use super::{
    edge::Edge,
    failure::{Failure, refuse},
};

/// Refuses (403) an unsafe method that does not come from one of our own pages.
pub(super) async fn check(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || comes_from_us(request.headers(), edge.origin_text()) {
        next.run(request).await
    } else {
        edge.count(Denial::WrongOrigin);
        refuse(&request, Failure::CrossSite)
    }
}

/// What the browser says of itself; where it says nothing (before 2023), the origin; where it says neither, no.
fn comes_from_us(headers: &HeaderMap, origin: &str) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => headers
            .get(header::ORIGIN)
            .is_some_and(|named| named == origin),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn only_our_own_pages_may_change_anything() {
        for (site, origin, expected) in [
            (Some("same-origin"), None, true),
            (Some("same-origin"), Some("https://evil.example"), true),
            (
                Some("same-site"),
                Some("https://training.example.jp"),
                false,
            ),
            (Some("cross-site"), None, false),
            (Some("none"), None, false),
            (None, Some("https://training.example.jp"), true),
            (
                None,
                Some("https://training.example.jp.evil.example"),
                false,
            ),
            (None, Some("null"), false),
            (None, None, false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(site) = site {
                headers.insert("sec-fetch-site", HeaderValue::from_static(site));
            }
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            }
            assert_eq!(
                comes_from_us(&headers, "https://training.example.jp"),
                expected,
                "{site:?} {origin:?}"
            );
        }
    }
}
