//! What the edge answers itself: a small page for people, the server functions' own error for programs.

use app::error::AppError;
use axum::{
    Json,
    extract::Request,
    response::{Html, IntoResponse, Response},
};
use domain::{
    error::Refusal,
    text::{Locale, text},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::{context, visit::Visit};

/// Why the edge does not let a request through, or lost it inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Another host than ours was asked for.
    Misdirected,
    /// Another site's page sent it.
    CrossSite,
    /// More than [`super::limits::BODY`] was sent.
    TooLarge,
    /// The connection broke while it was read.
    Unreadable,
    /// There is no such file.
    NotFound,
    /// The address has failed too often.
    TooMany {
        /// Seconds to wait.
        retry_after_s: u16,
    },
    /// It took too long.
    Slow,
    /// It panicked.
    Broken,
}

impl Failure {
    const fn status(self) -> StatusCode {
        match self {
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Slow => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn retry_after_s(self) -> Option<u16> {
        match self {
            Self::TooMany { retry_after_s } => Some(retry_after_s),
            Self::Slow => Some(10),
            _ => None,
        }
    }

    fn error(self, number: u64) -> AppError {
        AppError::Refused(match self {
            Self::CrossSite => Refusal::Forbidden,
            Self::NotFound => Refusal::NotFound,
            Self::Misdirected | Self::TooLarge | Self::Unreadable => Refusal::BadRequest,
            Self::TooMany { retry_after_s } => Refusal::TooManyFailures { retry_after_s },
            Self::Slow => Refusal::Busy { retry_after_s: 10 },
            Self::Broken => return AppError::Broken(number),
        })
    }

    fn sentence(self, locale: Locale) -> String {
        let words = &text(locale).edge;
        match self {
            Self::Misdirected => words.misdirected.to_owned(),
            Self::CrossSite => words.cross_site.to_owned(),
            Self::TooLarge => words.too_large.to_owned(),
            Self::Unreadable => words.unreadable.to_owned(),
            Self::NotFound => words.not_found.to_owned(),
            Self::TooMany { retry_after_s } => (words.too_many)(retry_after_s),
            Self::Slow => words.slow.to_owned(),
            Self::Broken => words.broken.to_owned(),
        }
    }
}

/// What of a request decides the form of a failure; kept while the request itself is consumed.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    number: u64,
    locale: Locale,
    wants_page: bool,
}

impl Asked {
    /// Of this request.
    pub fn of(request: &Request) -> Self {
        let headers = request.headers();
        Self {
            number: request
                .extensions()
                .get::<Visit>()
                .map_or(0, |visit| visit.id),
            locale: context::locale(headers),
            wants_page: wants_page(headers),
        }
    }

    /// The answer.
    pub fn refuse(self, failure: Failure) -> Response {
        let mut response = if self.wants_page {
            Html(self.page(failure)).into_response()
        } else {
            Json(failure.error(self.number)).into_response()
        };
        *response.status_mut() = failure.status();
        if let Some(seconds) = failure.retry_after_s() {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    /// Every word is ours, so nothing needs escaping.
    fn page(self, failure: Failure) -> String {
        let words = &text(self.locale).edge;
        format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head>\
             <body><main><h1>{title}</h1><p>{sentence}</p><p>{number}</p><p><a href=\"/\">{home}</a></p></main></body></html>\n",
            lang = self.locale.tag(),
            title = words.title,
            sentence = failure.sentence(self.locale),
            number = (words.number)(self.number),
            home = words.home,
        )
    }
}

/// The answer to this request.
pub(super) fn refuse(request: &Request, failure: Failure) -> Response {
    Asked::of(request).refuse(failure)
}

/// Whether a browser asks, which shows pages, and not a program.
pub(crate) fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}
