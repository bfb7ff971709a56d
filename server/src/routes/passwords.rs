//! The sheet of initial passwords as a file (W7.4). Only the session that may read the page may download it.

use app::{error::AppError, request::RequestContext};
use axum::{
    Extension,
    extract::{Path, Query},
    response::Response,
};
use backend::{people::sheets, tabular::CsvFile};
use domain::{id::Id, people::PasswordSheet, tabular::CsvEncoding};
use http::HeaderMap;

use super::{csv::Wanted, refused::refused};
use crate::http::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/people/passwords/{id}/csv", csv)]
}

async fn csv(
    Extension(context): Extension<RequestContext>,
    Path(id): Path<Id<PasswordSheet>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let page = format!("/people/passwords/{id}");
    match read(&context, id, wanted.agreed(&headers)).await {
        Ok(file) => wanted.answer(file, "first-passwords.csv", &page),
        Err(error) => refused(&headers, &page, error),
    }
}

async fn read(
    context: &RequestContext,
    id: Id<PasswordSheet>,
    way: (CsvEncoding, bool),
) -> Result<CsvFile, AppError> {
    let scope = context.required_scope().await?;
    let file = sheets::csv(context.backend(), &scope, id, way, context.locale()).await;
    context.noting(file)
}
