//! Files of people: the one that comes in, and the dry run that goes out.

use app::{error::AppError, request::RequestContext};
use axum::{
    Extension,
    extract::{FromRequest, Multipart, Path, Query, Request},
    response::{IntoResponse, Redirect, Response},
};
use backend::people_import;
use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    people_import::{Import, Outcome},
    tabular::CsvEncoding,
};
use http::{HeaderMap, HeaderName, header};
use serde::Deserialize;

use super::refused::refused;
use crate::http::Route;

/// Tells programs how many characters code page 932 could not say.
const REPLACED: HeaderName = HeaderName::from_static("x-replaced-characters");

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/imports/upload", upload),
        Route::get("/imports/{id}/lines.csv", lines),
    ]
}

/// Leads to the new import, or back to the form with what is wrong with the file.
async fn upload(Extension(context): Extension<RequestContext>, request: Request) -> Response {
    let headers = request.headers().clone();
    match take(&context, request).await {
        Ok(path) => Redirect::to(&path).into_response(),
        Err(error) => refused(&headers, "/imports", error),
    }
}

async fn take(context: &RequestContext, request: Request) -> Result<String, AppError> {
    // Who may not import is told so before the file is read.
    let scope = context.required_scope().await?;
    let may = scope.may(PermissionKey::Settings, Act::Edit);
    context.noting(may.map_err(Into::into))?;
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| Refusal::BadRequest)?;
    while let Some(field) = form.next_field().await.map_err(|_| Refusal::BadRequest)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| Refusal::BadRequest)?;
        if name.is_empty() && bytes.is_empty() {
            break;
        }
        let uploaded =
            people_import::upload(context.backend(), &scope, &name, bytes.to_vec()).await;
        return Ok(match context.noting(uploaded)? {
            Ok(id) => format!("/imports/{id}"),
            Err(problem) => format!("/imports?problem={}", problem.code()),
        });
    }
    Ok("/imports?problem=no_file".to_owned())
}

#[derive(Deserialize)]
struct Wanted {
    outcome: Option<String>,
    #[serde(default)]
    encoding: CsvEncoding,
}

/// The dry run as a file.
async fn lines(
    Extension(context): Extension<RequestContext>,
    Path(id): Path<Id<Import>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    match export(&context, id, &wanted).await {
        Ok(file) => {
            let charset = match wanted.encoding {
                CsvEncoding::Utf8 => "text/csv; charset=utf-8",
                CsvEncoding::Cp932 => "text/csv; charset=shift_jis",
            };
            (
                [
                    (header::CONTENT_TYPE, charset.to_owned()),
                    (
                        header::CONTENT_DISPOSITION,
                        "attachment; filename=\"import-lines.csv\"".to_owned(),
                    ),
                    (header::CACHE_CONTROL, "no-store".to_owned()),
                    (REPLACED, file.replaced.count.to_string()),
                ],
                file.bytes,
            )
                .into_response()
        }
        Err(error) => refused(&headers, &format!("/imports/{id}"), error),
    }
}

async fn export(
    context: &RequestContext,
    id: Id<Import>,
    wanted: &Wanted,
) -> Result<people_import::Exported, AppError> {
    let scope = context.required_scope().await?;
    let filter = wanted.outcome.as_deref().and_then(Outcome::parse);
    let (backend, locale) = (context.backend(), context.locale());
    let file = people_import::lines_csv(backend, &scope, id, filter, wanted.encoding, locale).await;
    context.noting(file)
}
