//! How a use case ends when it does not succeed.

use domain::error::Refusal;

/// A use case either refuses, which people are told, or fails, which is logged and answered with an id to quote.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the store failed: {0}")]
    Store(#[from] surrealdb::Error),
    #[error("the store did not answer in time")]
    TimedOut,
    #[error("a unit of {rows} rows and {bytes} bytes is more than the store takes at once")]
    UnitTooLarge { rows: u64, bytes: u64 },
    /// A value that is not sealed, was moved, or was changed.
    #[error("a sealed value did not open")]
    Unreadable,
    /// The person was deleted; what was theirs cannot be read any more.
    #[error("the person was deleted")]
    Erased,
    /// A key is gone without a deletion that explains it: an alarm, never mistaken for a deletion.
    #[error("the key of {0} is lost")]
    KeyLost(String),
    #[error("no randomness")]
    Randomness,
    #[error("a mail could not be handed over: {0}")]
    Mail(String),
    /// Something the operator has to mend; the text says what.
    #[error("{0}")]
    Configuration(String),
    #[error("a file could not be read or written: {0}")]
    Io(#[from] std::io::Error),
    #[error("a stored value has an unknown form: {0}")]
    Corrupt(&'static str),
    #[error("a task was cancelled")]
    Cancelled,
}

impl From<getrandom::Error> for Error {
    fn from(_: getrandom::Error) -> Self {
        Self::Randomness
    }
}

impl From<vault::Unreadable> for Error {
    fn from(_: vault::Unreadable) -> Self {
        Self::Unreadable
    }
}

impl From<vault::Randomness> for Error {
    fn from(_: vault::Randomness) -> Self {
        Self::Randomness
    }
}

impl From<vault::SealError> for Error {
    fn from(error: vault::SealError) -> Self {
        match error {
            vault::SealError::Randomness(_) => Self::Randomness,
            vault::SealError::TooLong => Self::Corrupt("a value too long to seal"),
            vault::SealError::WrongKey { .. } => {
                Self::Corrupt("a field under a key of another kind")
            }
        }
    }
}

impl From<vault::password::HashError> for Error {
    fn from(_: vault::password::HashError) -> Self {
        Self::Randomness
    }
}

/// The text names the file and what to do; it holds no secret.
impl From<vault::ring::SecretFileError> for Error {
    fn from(error: vault::ring::SecretFileError) -> Self {
        Self::Configuration(error.to_string())
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::Cancelled
    }
}

/// What use cases return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
