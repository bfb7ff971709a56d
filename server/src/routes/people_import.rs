//! Files of people: the one that comes in, and the dry run that goes out.

use std::sync::atomic::Ordering;

use app::{error::AppError, request::RequestContext};
use axum::{
    Extension,
    body::Bytes,
    extract::{FromRequest, Multipart, Path, Query, Request, multipart::MultipartError},
    response::{IntoResponse, Redirect, Response},
};
use backend::{people_import, tabular::CsvFile};
use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    people_import::{Import, Outcome},
    tabular::{CsvEncoding, FileProblem, Limits},
};
use http::{HeaderMap, header};
use serde::Deserialize;

use super::{csv::Wanted, refused::refused};
use crate::http::{
    Route,
    limits::{LISTENS_TO_FILES, UPLOAD, bounded, discard},
};

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
    let problem = |problem: FileProblem| format!("/imports?problem={}", problem.code());
    let (name, bytes) = match file(request).await? {
        Sent::File(name, bytes) => (name, bytes),
        Sent::TooMuch => return Ok(problem(TOO_LARGE)),
        Sent::Nothing => return Ok("/imports?problem=no_file".to_owned()),
    };
    let uploaded = people_import::upload(context.backend(), &scope, &name, bytes.to_vec()).await;
    Ok(match context.noting(uploaded)? {
        Ok(id) => format!("/imports/{id}"),
        Err(refused) => problem(refused),
    })
}

/// What came with the form.
enum Sent {
    /// A file's name and its bytes.
    File(String, Bytes),
    /// More than a request may bring.
    TooMuch,
    Nothing,
}

const TOO_LARGE: FileProblem = FileProblem::TooManyBytes {
    max: Limits::UPLOAD.bytes,
};

async fn file(request: Request) -> Result<Sent, Refusal> {
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > UPLOAD) {
        discard(request.into_body(), LISTENS_TO_FILES).await;
        return Ok(Sent::TooMuch);
    }
    let (parts, body) = request.into_parts();
    let (body, is_too_much) = bounded(body, UPLOAD, LISTENS_TO_FILES);
    let form = Multipart::from_request(Request::from_parts(parts, body), &())
        .await
        .map_err(|_| Refusal::BadRequest)?;
    match read(form).await {
        Err(_) if is_too_much.load(Ordering::Relaxed) => Ok(Sent::TooMuch),
        sent => sent.map_err(|_| Refusal::BadRequest),
    }
}

async fn read(mut form: Multipart) -> Result<Sent, MultipartError> {
    while let Some(field) = form.next_field().await? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await?;
            if name.is_empty() && bytes.is_empty() {
                break;
            }
            return Ok(Sent::File(name, bytes));
        }
    }
    Ok(Sent::Nothing)
}

#[derive(Deserialize)]
struct Lines {
    outcome: Option<String>,
}

/// The dry run as a file.
async fn lines(
    Extension(context): Extension<RequestContext>,
    Path(id): Path<Id<Import>>,
    Query(Lines { outcome }): Query<Lines>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let filter = outcome.as_deref().and_then(Outcome::parse);
    let page = format!("/imports/{id}");
    match export(&context, id, filter, wanted.agreed(&headers)).await {
        Ok(file) => {
            let page = filter.map_or_else(
                || page.clone(),
                |filter| format!("{page}?outcome={}", filter.as_str()),
            );
            wanted.answer(file, "import-lines.csv", &page)
        }
        Err(error) => refused(&headers, &page, error),
    }
}

async fn export(
    context: &RequestContext,
    id: Id<Import>,
    filter: Option<Outcome>,
    way: (CsvEncoding, bool),
) -> Result<CsvFile, AppError> {
    let scope = context.required_scope().await?;
    let (backend, locale) = (context.backend(), context.locale());
    let file = people_import::lines_csv(backend, &scope, id, filter, way, locale).await;
    context.noting(file)
}
