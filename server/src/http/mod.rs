//! HTTP: the layers every request passes, the plain routes, and the loop that accepts connections.

mod assets;
mod context;
mod csrf;
mod edge;
mod failure;
mod failures;
mod headers;
mod health;
mod host;
pub mod limits;
pub mod listen;
mod pages;
pub mod panics;
mod refused;
mod route;
mod trace;
mod visit;

use std::{path::Path, sync::Arc};

use app::shell::Document;
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware::{from_fn, from_fn_with_state},
};
use backend::{Backend, mail::Mailbox};
use leptos::config::LeptosOptions;

pub use edge::Edge;
pub(crate) use failure::wants_page;
pub use pages::pages;
pub use route::Route;
pub use visit::Visit;

use crate::routes;

/// What every handler may use.
#[derive(Clone)]
pub struct AppState {
    /// All use cases.
    pub backend: Backend,
    /// The configuration of the outer layers.
    pub edge: Edge,
    /// The built client's files, by their hashed names.
    pub document: Arc<Document>,
    /// Where mails go while no mail server is configured.
    pub mailbox: Option<Mailbox>,
    /// What Leptos wants to know; we serve the files ourselves.
    pub leptos: LeptosOptions,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

/// Everything the server answers.
pub fn router(state: &AppState, site: &Path) -> Router {
    let attach = from_fn_with_state(state.clone(), context::attach);
    let failures = from_fn_with_state(state.edge.clone(), limits::failures);
    let pages = pages::routes(state)
        .layer(from_fn_with_state(state.edge.clone(), refused::drafts))
        .layer(from_fn(limits::body))
        .layer(failures.clone())
        .layer(from_fn_with_state(limits::PATIENCE, limits::time))
        .layer(attach.clone());
    let files = Route::router(routes::files())
        .layer(DefaultBodyLimit::max(limits::UPLOAD))
        .layer(failures)
        .layer(from_fn_with_state(
            limits::PATIENCE_WITH_FILES,
            limits::time,
        ))
        .layer(attach);
    let open = Route::router(open()).merge(assets::client(site));
    guarded(
        &state.edge,
        pages.merge(files).merge(open).with_state(state.clone()),
    )
}

/// What is answered to everybody, whoever they are: health, and the files of `public/`. The built client lies beside them.
pub fn open() -> Vec<Route> {
    let mut open = health::routes();
    open.extend(assets::files());
    open
}

/// The layers that every answer passes, whatever made it. From the outside: number and origin of the request, log line,
/// security headers, panics, host, cross-site requests.
pub fn guarded(edge: &Edge, router: Router) -> Router {
    router
        .layer(from_fn_with_state(edge.clone(), csrf::check))
        .layer(from_fn_with_state(edge.clone(), host::check))
        .layer(from_fn(panics::catch))
        .layer(from_fn_with_state(edge.clone(), headers::secure))
        .layer(from_fn(trace::log))
        .layer(from_fn_with_state(edge.clone(), visit::identify))
}
