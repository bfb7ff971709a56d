//! CSV files that go out: in UTF-8, or in code page 932 once the person knows what is lost in it.

use std::fmt::Write as _;

use app::ui::REPLACED;
use axum::response::{IntoResponse, Redirect, Response};
use backend::tabular::{CsvFile, Replaced};
use domain::tabular::CsvEncoding;
use http::{HeaderMap, HeaderName, header};
use serde::Deserialize;

use crate::http::wants_page;

/// Tells programs how many characters code page 932 could not say.
const COUNT: HeaderName = HeaderName::from_static("x-replaced-characters");

/// How a file is to be written.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    encoding: CsvEncoding,
    /// It was said that characters are replaced.
    #[serde(default)]
    replace: bool,
}

impl Wanted {
    pub(super) const fn encoding(self) -> CsvEncoding {
        self.encoding
    }

    /// The encoding, and whether it may replace characters. Programs are told in a header; people are asked on the page.
    pub(super) fn agreed(self, headers: &HeaderMap) -> (CsvEncoding, bool) {
        (self.encoding, self.replace || !wants_page(headers))
    }

    /// What the file is, for the browser.
    pub(super) const fn content_type(self) -> &'static str {
        match self.encoding {
            CsvEncoding::Utf8 => "text/csv; charset=utf-8",
            CsvEncoding::Cp932 => "text/csv; charset=shift_jis",
        }
    }

    /// A file to be saved as `name`; or, where it asks first, the way back to `page` (an address that may have a query).
    pub(super) fn answer(self, file: CsvFile, name: &str, page: &str) -> Response {
        match file {
            CsvFile::Ready { bytes, replaced } => (
                [
                    (header::CONTENT_TYPE, self.content_type().to_owned()),
                    (header::CONTENT_DISPOSITION, attachment(name)),
                    (header::CACHE_CONTROL, "no-store".to_owned()),
                    (COUNT, replaced.count.to_string()),
                ],
                bytes.to_vec(),
            )
                .into_response(),
            CsvFile::Asks(replaced) => ask(&replaced, page),
        }
    }
}

/// `Content-Disposition` of a file to be saved as `name` (ASCII).
pub(super) fn attachment(name: &str) -> String {
    format!("attachment; filename=\"{name}\"")
}

/// Back to the page, which says what would be lost and asks.
pub(super) fn ask(replaced: &Replaced, page: &str) -> Response {
    let characters: String = replaced.characters.iter().collect();
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair(REPLACED.0, &replaced.count.to_string())
        .append_pair(REPLACED.1, &characters)
        .finish();
    let mut to = page.to_owned();
    let mark = if page.contains('?') { '&' } else { '?' };
    // Writing to a string cannot fail.
    let _ = write!(to, "{mark}{query}");
    Redirect::to(&to).into_response()
}
