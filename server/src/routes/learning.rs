//! The record of a delivery as a file.

use std::str::FromStr;

use app::{error::AppError, request::RequestContext};
use axum::{
    Extension, Json, Router,
    body::Body,
    extract::{Path, Query},
    response::{IntoResponse, Response},
    routing::get,
};
use backend::learning::{self, RecordsExport};
use domain::{error::Refusal, id::Id, tabular::CsvEncoding};
use futures::stream;
use http::{HeaderValue, StatusCode, header};
use leptos::server_fn::error::FromServerFnError;
use serde::Deserialize;

use crate::http::AppState;

/// `GET /deliveries/<id>/records.csv?encoding=cp932`
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/deliveries/{delivery}/records.csv", get(records))
}

/// How the file is to be written.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    encoding: CsvEncoding,
}

async fn records(
    Extension(context): Extension<RequestContext>,
    Path(delivery): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    match begin(&context, &delivery, wanted.encoding).await {
        Ok(export) => file(export, &delivery, wanted.encoding),
        Err(error) => refused(&error),
    }
}

async fn begin(
    context: &RequestContext,
    delivery: &str,
    encoding: CsvEncoding,
) -> Result<RecordsExport, AppError> {
    let scope = context.scope().await?;
    let id = Id::from_str(delivery).map_err(|_| Refusal::NotFound)?;
    let backend = context.backend();
    let locale = context.locale();
    Ok(learning::export_records(backend, &scope, id, encoding, locale).await?)
}

/// Sent chunk by chunk as it is read: memory stays flat. A failure on the way breaks the transfer off, so that nobody
/// takes a part for the whole.
fn file(export: RecordsExport, delivery: &str, encoding: CsvEncoding) -> Response {
    let chunks = stream::try_unfold(export, |mut export| async move {
        let next = export.next().await.inspect_err(|error| {
            tracing::error!(%error, "a record could not be written to its end");
        })?;
        Ok::<_, backend::error::Error>(next.map(|bytes| (bytes, export)))
    });
    let charset = match encoding {
        CsvEncoding::Utf8 => "text/csv; charset=utf-8",
        CsvEncoding::Cp932 => "text/csv; charset=shift_jis",
    };
    let name = format!("attachment; filename=\"records-{delivery}.csv\"");
    let mut response = Body::from_stream(chunks).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(charset));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

fn refused(error: &AppError) -> Response {
    let status = error.status_code();
    if status == StatusCode::UNAUTHORIZED {
        return axum::response::Redirect::to("/sign-in").into_response();
    }
    (status, Json(error.clone())).into_response()
}
