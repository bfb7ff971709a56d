//! What a plain route answers that does not do what was asked.

use app::error::AppError;
use axum::{
    Json,
    response::{IntoResponse, Redirect, Response},
};
use http::HeaderMap;
use leptos::server_fn::error::FromServerFnError;

use crate::http::wants_page;

/// Browsers are led to the page, which says what is the matter and leads to signing in; programs are told.
pub(super) fn refused(headers: &HeaderMap, page: &str, error: AppError) -> Response {
    if wants_page(headers) && matches!(error, AppError::Refused(_)) {
        Redirect::to(page).into_response()
    } else {
        (error.status_code(), Json(error)).into_response()
    }
}
