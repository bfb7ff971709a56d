//! The record of a delivery as a file.

use app::{error::AppError, request::RequestContext};
use axum::{
    Extension,
    body::Body,
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use backend::learning::{self, RecordsExport};
use domain::{id::Id, learning::Delivery, tabular::CsvEncoding};
use futures::stream;
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;

use super::refused::refused;
use crate::http::Route;

/// `GET /deliveries/<id>/records.csv?encoding=cp932`
pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/deliveries/{delivery}/records.csv", records)]
}

/// How the file is to be written.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    encoding: CsvEncoding,
}

async fn records(
    Extension(context): Extension<RequestContext>,
    Path(delivery): Path<Id<Delivery>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    match begin(&context, delivery, wanted.encoding).await {
        Ok(export) => file(export, delivery, wanted.encoding),
        Err(error) => refused(&headers, &format!("/deliveries/{delivery}"), error),
    }
}

async fn begin(
    context: &RequestContext,
    delivery: Id<Delivery>,
    encoding: CsvEncoding,
) -> Result<RecordsExport, AppError> {
    let scope = context.required_scope().await?;
    let (backend, locale) = (context.backend(), context.locale());
    let export = learning::export_records(backend, &scope, delivery, encoding, locale).await;
    context.noting(export)
}

/// Sent chunk by chunk as it is read: memory stays flat. A failure on the way breaks the transfer off, so that nobody
/// takes a part for the whole.
fn file(export: RecordsExport, delivery: Id<Delivery>, encoding: CsvEncoding) -> Response {
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
