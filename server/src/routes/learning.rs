//! The record of a delivery as a file.

use app::{error::AppError, request::RequestContext};
use axum::{
    Extension,
    body::Body,
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use backend::{
    learning::{self, RecordsExport},
    tabular::Replaced,
};
use domain::{id::Id, learning::Delivery, tabular::CsvEncoding};
use futures::stream;
use http::{HeaderMap, header};

use super::{
    csv::{self, Wanted},
    refused::refused,
};
use crate::http::Route;

/// `GET /deliveries/<id>/records.csv?encoding=cp932`
pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/deliveries/{delivery}/records.csv", records)]
}

async fn records(
    Extension(context): Extension<RequestContext>,
    Path(delivery): Path<Id<Delivery>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let page = format!("/deliveries/{delivery}");
    match begin(&context, delivery, wanted, &headers).await {
        Ok(Begun::File(export)) => file(*export, delivery, wanted),
        Ok(Begun::Asks(replaced)) => csv::ask(&replaced, &page),
        Err(error) => refused(&headers, &page, error),
    }
}

/// What asking for the record came to.
enum Begun {
    File(Box<RecordsExport>),
    /// The encoding would lose these, and nobody agreed to it yet.
    Asks(Replaced),
}

async fn begin(
    context: &RequestContext,
    delivery: Id<Delivery>,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Begun, AppError> {
    let scope = context.required_scope().await?;
    let (backend, locale) = (context.backend(), context.locale());
    if let (CsvEncoding::Cp932, false) = wanted.agreed(headers) {
        let replaced = learning::records_replaced(backend, &scope, delivery, locale).await;
        let replaced = context.noting(replaced)?;
        if replaced.count > 0 {
            return Ok(Begun::Asks(replaced));
        }
    }
    let export =
        learning::export_records(backend, &scope, delivery, wanted.encoding(), locale).await;
    Ok(Begun::File(Box::new(context.noting(export)?)))
}

/// Sent chunk by chunk as it is read: memory stays flat. A failure on the way breaks the transfer off, so that nobody
/// takes a part for the whole.
fn file(export: RecordsExport, delivery: Id<Delivery>, wanted: Wanted) -> Response {
    let chunks = stream::try_unfold(export, |mut export| async move {
        let next = export.next().await.inspect_err(|error| {
            tracing::error!(%error, "a record could not be written to its end");
        })?;
        Ok::<_, backend::error::Error>(next.map(|bytes| (bytes, export)))
    });
    let name = csv::attachment(&format!("records-{delivery}.csv"));
    let headers = [
        (header::CONTENT_TYPE, wanted.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, Body::from_stream(chunks)).into_response()
}
