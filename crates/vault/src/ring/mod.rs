//! The key ring: every key of the installation, wrapped, in a store of its own (white paper §3, §8).
//!
//! ```text
//! provider secret   from a [`KeyProvider`]: a file or the environment
//! epoch secret e    a file in the keys folder
//!  KEK(e)           = HKDF(lp(provider secret) ‖ epoch secret e): wraps every key, bound to its owner
//! ```
//!
//! Deleting a wrapped key and then advancing the epoch, which destroys the old epoch secret, makes every older copy of the ring
//! useless for what was deleted. The vault holds the formats; `backend::keyring` keeps the rows.

mod epoch;
mod owner;
mod provider;
mod secret_file;
mod wrap;

use std::future::Future;

use uuid::Uuid;

pub use epoch::{EpochSecret, EpochSecretError};
pub use owner::Owner;
pub use provider::{EnvironmentProvider, FileProvider, KeyProvider, ProviderSecret};
pub use secret_file::{SecretFileError, create, destroy, read};
pub use wrap::{Kek, WrappedKey};

/// Where wrapped keys lie. What it holds is useless without the KEK of its epoch.
pub trait KeyRing: Send + Sync {
    /// How the store fails.
    type Error;

    /// The wrapped keys of those owners that have one.
    fn load(
        &self,
        owners: &[Owner],
    ) -> impl Future<Output = Result<Vec<(Owner, WrappedKey)>, Self::Error>> + Send;

    /// All wrapped keys of an organisation and its people.
    fn load_organization(
        &self,
        organization: Uuid,
    ) -> impl Future<Output = Result<Vec<(Owner, WrappedKey)>, Self::Error>> + Send;

    /// Adds keys, durably when it returns. An owner that has a key keeps it; the answer names who had none.
    fn insert(
        &self,
        keys: &[(Owner, WrappedKey)],
    ) -> impl Future<Output = Result<Vec<Owner>, Self::Error>> + Send;

    /// Deletes keys, durably when it returns. Deleting what is not there is no error.
    fn delete(&self, owners: &[Owner]) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// At most `limit` keys that are wrapped under an earlier epoch than `epoch`.
    fn behind(
        &self,
        epoch: u32,
        limit: u16,
    ) -> impl Future<Output = Result<Vec<(Owner, WrappedKey)>, Self::Error>> + Send;

    /// Puts keys in the place of the same owners' older wrappings. An owner whose key was deleted meanwhile stays without one.
    fn rewrap(
        &self,
        keys: &[(Owner, WrappedKey)],
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}
