//! The sheet of initial passwords as a file (W7.4). Only the session that may read the page may download it.

use app::{error::AppError, request::RequestContext};
use axum::{
    Extension,
    extract::Path,
    response::{IntoResponse, Response},
};
use backend::people::sheets;
use domain::{id::Id, people::PasswordSheet};
use http::{HeaderMap, header};

use super::refused::refused;
use crate::http::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/people/passwords/{id}/csv", csv)]
}

async fn csv(
    Extension(context): Extension<RequestContext>,
    Path(id): Path<Id<PasswordSheet>>,
    headers: HeaderMap,
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
        Err(error) => refused(&headers, &format!("/people/passwords/{id}"), error),
    }
}

async fn read(context: &RequestContext, id: Id<PasswordSheet>) -> Result<Vec<u8>, AppError> {
    let scope = context.required_scope().await?;
    let bytes = sheets::csv(context.backend(), &scope, id, context.locale()).await;
    Ok(context.noting(bytes)?.to_vec())
}
