//! Why a command did not do what it was told: one clear line for the operator, never with a secret in it.

/// The line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub String);

impl From<crate::config::Error> for Failure {
    fn from(error: crate::config::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<backend::error::Error> for Failure {
    fn from(error: backend::error::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}
