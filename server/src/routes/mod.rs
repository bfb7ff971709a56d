//! Plain HTTP routes: files that come in (multipart) and go out. One file a feature.

mod learning;
mod passwords;
mod people_import;
#[cfg(feature = "testing")]
mod testing;

use axum::Router;

use crate::http::AppState;

/// Every upload and download. Each handler takes its [`RequestContext`](app::request::RequestContext) as an extension.
pub fn files() -> Router<AppState> {
    let files = Router::new()
        .merge(learning::routes())
        .merge(passwords::routes())
        .merge(people_import::routes());
    #[cfg(feature = "testing")]
    let files = files.merge(testing::routes());
    files
}
