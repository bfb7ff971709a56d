//! How sealing and opening fail.

use crate::purpose::{Field, KeyKind};

/// The operating system gave no randomness. Nothing may be sealed or made without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no randomness: {0}")]
pub struct Randomness(pub(crate) getrandom::Error);

/// Why a value was not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// No nonce could be drawn.
    #[error(transparent)]
    Randomness(#[from] Randomness),
    /// A field holds less than 4 GiB; the store refuses far smaller values.
    #[error("the value is too long for a field")]
    TooLong,
    /// Sealing a person's field under the organisation's key would make it outlive the person's deletion.
    #[error("{field:?} is not sealed under a key of kind {key:?}")]
    WrongKey {
        /// What was to be sealed.
        field: Field,
        /// The key that was offered.
        key: KeyKind,
    },
}

/// A value that is not sealed, or was sealed for another place, or under another key, or was changed.
/// Which of these is not told: it would help who tries, and nobody else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open")]
pub struct Unreadable;
