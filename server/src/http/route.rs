//! Routes that are neither pages nor server functions, as a list that can be read: the authorisation tests name each of them.

use axum::{
    Router,
    handler::Handler,
    routing::{self, MethodRouter},
};
use http::Method;

use super::AppState;

/// A plain route: what it answers, where, and by whom.
pub struct Route {
    pub method: Method,
    /// As axum writes it: `/imports/{id}/lines.csv`.
    pub path: &'static str,
    handler: MethodRouter<AppState>,
}

impl Route {
    /// Answers GET at `path`.
    pub fn get<T: 'static>(path: &'static str, handler: impl Handler<T, AppState>) -> Self {
        Self {
            method: Method::GET,
            path,
            handler: routing::get(handler),
        }
    }

    /// Answers POST at `path`.
    pub fn post<T: 'static>(path: &'static str, handler: impl Handler<T, AppState>) -> Self {
        Self {
            method: Method::POST,
            path,
            handler: routing::post(handler),
        }
    }

    /// The router of a list.
    pub fn router(list: Vec<Self>) -> Router<AppState> {
        list.into_iter().fold(Router::new(), |router, route| {
            router.route(route.path, route.handler)
        })
    }
}
