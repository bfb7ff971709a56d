//! Plain HTTP routes: files that come in (multipart) and go out. One file a feature.

mod csv;
mod learning;
mod passwords;
mod people_import;
mod refused;
#[cfg(feature = "testing")]
mod testing;

use crate::http::Route;

/// Every upload and download. Each handler takes its [`RequestContext`](app::request::RequestContext) as an extension.
pub fn files() -> Vec<Route> {
    let mut files = learning::routes();
    files.extend(passwords::routes());
    files.extend(people_import::routes());
    #[cfg(feature = "testing")]
    files.extend(testing::routes());
    files
}
