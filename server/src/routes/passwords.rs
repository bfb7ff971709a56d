//! The sheet of initial passwords as a file (W7.4). Only the session that may read the page may download it.

use app::{error::AppError, request::RequestContext};
use axum::{
    Extension, Json, Router,
    extract::Path,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use backend::people::sheets;
use domain::{id::Id, people::PasswordSheet};
use http::header;
use leptos::server_fn::error::FromServerFnError;

use crate::http::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/people/passwords/{id}/csv", get(csv))
}

async fn csv(
    Extension(context): Extension<RequestContext>,
    Path(id): Path<Id<PasswordSheet>>,
) -> Response {
    match read(&context, id).await {
        Ok(bytes) => (
            [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"first-passwords.csv\"",
                ),
                (header::CACHE_CONTROL, "no-store"),
            ],
            bytes,
        )
            .into_response(),
        // The page says what is the matter, and leads to signing in.
        Err(AppError::Refused(_)) => {
            Redirect::to(&format!("/people/passwords/{id}")).into_response()
        }
        Err(error) => (error.status_code(), Json(error)).into_response(),
    }
}

async fn read(context: &RequestContext, id: Id<PasswordSheet>) -> Result<Vec<u8>, AppError> {
    let scope = context.scope().await?;
    let bytes = sheets::csv(context.backend(), &scope, id, context.locale()).await?;
    Ok(bytes.to_vec())
}
