//! How a server function fails, on both sides of the wire.

use domain::{
    error::{Field, Refusal},
    text::Text,
};
use http::StatusCode;
use leptos::{
    prelude::*,
    server_fn::{codec::JsonEncoding, error::FromServerFnError},
};
use serde::{Deserialize, Serialize};

/// No text in it: see [`Refusal`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum AppError {
    /// What people can mend; `domain::text` has the words.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something broke on the server; the log has it under the request's number (twelve digits).
    #[error("request {0} failed")]
    Broken(u64),
    /// The server was not reached, or spoke another version.
    #[error("no connection")]
    Unreachable,
}

impl AppError {
    /// The sentence that says what happened and how to mend it.
    pub fn sentence(&self, text: &Text) -> String {
        match self {
            Self::Refused(refusal) => (text.errors.refusal)(refusal),
            Self::Broken(_) => text.errors.broken.to_owned(),
            Self::Unreachable => text.errors.unreachable.to_owned(),
        }
    }

    /// The sentence that stands under `field`, when it is about that.
    pub fn of_field(&self, text: &Text, field: Field) -> Option<String> {
        match self {
            Self::Refused(refusal) => text.errors.of_field(refusal, field),
            Self::Broken(_) | Self::Unreachable => None,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Self::Refused(Refusal::BadRequest),
            _ => Self::Unreachable,
        }
    }

    fn status_code(&self) -> StatusCode {
        match self {
            Self::Refused(refusal) => status_of(refusal),
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unreachable => StatusCode::BAD_GATEWAY,
        }
    }
}

/// What programs are told of a refusal.
pub const fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::NotSignedIn | Refusal::WrongCredentials => StatusCode::UNAUTHORIZED,
        Refusal::Forbidden | Refusal::MustChangePassword => StatusCode::FORBIDDEN,
        Refusal::NotFound => StatusCode::NOT_FOUND,
        Refusal::LinkExpired | Refusal::Gone => StatusCode::GONE,
        Refusal::Taken(_)
        | Refusal::Changed
        | Refusal::ImportRunning
        | Refusal::NoSeats { .. }
        | Refusal::LastAdministrator
        | Refusal::NoAttemptLeft
        | Refusal::NoAddress
        | Refusal::TooLate => StatusCode::CONFLICT,
        Refusal::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::TooManyFailures { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refusal::BadRequest => StatusCode::BAD_REQUEST,
        Refusal::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The number of the request at hand, provided to everything that runs for it.
#[cfg(feature = "ssr")]
#[derive(Clone, Copy, Debug)]
pub struct RequestNumber(pub u64);

/// The only place where a failure is logged and stripped of detail.
#[cfg(feature = "ssr")]
impl From<backend::error::Error> for AppError {
    fn from(error: backend::error::Error) -> Self {
        match error {
            backend::error::Error::Refused(refusal) => {
                if refusal == Refusal::Forbidden
                    && let Some(request) = use_context::<crate::request::RequestContext>()
                {
                    request.note_denial();
                }
                Self::Refused(refusal)
            }
            // Deleted while it was being read.
            backend::error::Error::Erased => Self::Refused(Refusal::NotFound),
            failure => {
                let number = use_context::<RequestNumber>().map_or(0, |number| number.0);
                tracing::error!(request = number, error = %failure, "a use case failed");
                Self::Broken(number)
            }
        }
    }
}
