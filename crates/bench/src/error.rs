//! Why a benchmark could not measure.

/// Anything that keeps a figure from being measured; a goal that is missed is no error.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Backend(#[from] backend::error::Error),
    #[error("refused: {0}")]
    Refused(#[from] domain::error::Refusal),
    #[error(transparent)]
    Connection(#[from] hyper::Error),
    #[error(transparent)]
    Request(#[from] http::Error),
    #[error(transparent)]
    Task(#[from] tokio::task::JoinError),
    #[error("what was written down cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// Something is not there that must be.
    #[error("{0}")]
    Missing(String),
}

impl Error {
    /// Something is not there that must be.
    pub(crate) fn missing(what: impl Into<String>) -> Self {
        Self::Missing(what.into())
    }
}

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;
