//! Files: the built client under names that change with their content, and the few every site has.

use std::path::Path;

use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use tower_http::services::ServeDir;

use super::{
    Route,
    failure::{Asked, Failure},
};

/// A name never gets another content, so it may be kept for a year.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Files without a hash in their name.
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// The client from the `site` folder under `/pkg/`, compressed beforehand.
pub(super) fn client<S: Clone + Send + Sync + 'static>(site: &Path) -> Router<S> {
    let client = ServeDir::new(site)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        .nest_service("/pkg", client)
        .layer(from_fn(keep))
}

/// The files of `public/`.
pub(super) fn files() -> Vec<Route> {
    vec![
        file(
            "/favicon.svg",
            "image/svg+xml",
            include_bytes!("../../../public/favicon.svg"),
        ),
        file(
            "/manifest.webmanifest",
            "application/manifest+json",
            include_bytes!("../../../public/manifest.webmanifest"),
        ),
        file(
            "/robots.txt",
            "text/plain; charset=utf-8",
            include_bytes!("../../../public/robots.txt"),
        ),
    ]
}

fn file(path: &'static str, kind: &'static str, bytes: &'static [u8]) -> Route {
    let headers: [(HeaderName, HeaderValue); 2] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, AN_HOUR),
    ];
    Route::get(path, async move || (headers, bytes).into_response())
}

/// Names with a hash are kept; the bundle's own page, which only the server reads, is not handed out.
async fn keep(request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let mut response = next.run(request).await;
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match response.status() {
        StatusCode::NOT_FOUND => asked.refuse(Failure::NotFound),
        _ if is_page => asked.refuse(Failure::NotFound),
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED => {
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, FOREVER);
            response
                .headers_mut()
                .insert(header::VARY, HeaderValue::from_static("accept-encoding"));
            response
        }
        _ => response,
    }
}
