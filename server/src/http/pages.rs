//! The pages, rendered here before the browser takes over, and the server functions behind them.

use std::sync::LazyLock;

use app::{
    error::RequestNumber,
    request::{KnownViewer, RequestContext},
    shell,
    ui::DraftValues,
};
use axum::{
    Router,
    body::Body,
    extract::State,
    middleware::{self, Next},
    response::Response,
};
use http::{Method, Request, StatusCode, header, request::Parts};
use leptos::prelude::{provide_context, with_context};
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, generate_route_list, render_app_async_with_context,
};

use super::{AppState, visit::Visit};

/// Every page that has a route.
///
/// They are listed once a process. While Leptos lists routes it lets no resource of the whole process load, and one that is asked for
/// meanwhile never does: its page would hang. Nothing can be rendered before the list stands, since the router is made of it.
pub fn pages() -> &'static [AxumRouteListing] {
    static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(app::App));
    &PAGES
}

/// Every page and server function; whatever has no route is the application's own 404 page.
pub(super) fn routes(state: &AppState) -> Router<AppState> {
    let document = state.document.clone();
    Router::new()
        .leptos_routes_with_context(state, pages().to_vec(), hand_over, move || {
            shell::shell(document.clone())
        })
        .fallback(not_found)
        .layer(middleware::from_fn(know_viewer))
}

/// Looks who is signed in before a page is rendered; the rendering itself must not wait for it.
/// Where the page leads elsewhere, the answer does too: Leptos redirects only whoever says that they accept HTML.
async fn know_viewer(mut request: Request<Body>, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    if let Some(context) = request.extensions().get::<RequestContext>().cloned() {
        let viewer = KnownViewer(context.viewer().await);
        request.extensions_mut().insert(viewer);
    }
    let mut response = next.run(request).await;
    if response.status() == StatusCode::OK && response.headers().contains_key(header::LOCATION) {
        *response.status_mut() = StatusCode::FOUND;
    }
    response
}

async fn not_found(State(state): State<AppState>, request: Request<Body>) -> Response {
    let document = state.document.clone();
    let render = render_app_async_with_context(hand_over, move || shell::shell(document.clone()));
    let mut response = render(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// Hands what the layers found to the rendering: the request's context, its number, its nonce, and a draft.
fn hand_over() {
    let found = with_context::<Parts, _>(|parts| {
        (
            parts.extensions.get::<RequestContext>().cloned(),
            parts.extensions.get::<Visit>().cloned(),
            parts.extensions.get::<DraftValues>().cloned(),
            parts.extensions.get::<KnownViewer>().cloned(),
        )
    });
    let Some((context, visit, draft, viewer)) = found else {
        return;
    };
    if let Some(visit) = visit {
        provide_context(visit.nonce);
        provide_context(RequestNumber(visit.id));
    }
    if let Some(context) = context {
        provide_context(context);
    }
    if let Some(draft) = draft {
        provide_context(draft);
    }
    if let Some(viewer) = viewer {
        provide_context(viewer);
    }
}
