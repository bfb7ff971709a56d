use std::{
    fmt,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::{
    epoch::secret_from_base64,
    secret_file::{self, SecretFileError},
};
use crate::{Randomness, Secret};

/// The secret that never lies beside the data: together with the epoch's it opens the ring.
#[derive(Clone, Debug)]
pub struct ProviderSecret(Secret);

const MARK: &str = "yagura-provider-secret-v1";

impl ProviderSecret {
    /// A new secret.
    pub fn generate() -> Result<Self, Randomness> {
        Secret::generate().map(Self)
    }

    /// The text a file or the environment holds: `yagura-provider-secret-v1:` and 32 bytes in base64url.
    pub fn to_text(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.expose()));
        Zeroizing::new(format!("{MARK}:{}\n", &*secret))
    }

    fn from_text(text: &str) -> Option<Self> {
        let (MARK, secret) = text.trim().split_once(':')? else {
            return None;
        };
        secret_from_base64(secret).map(Self)
    }

    pub(super) const fn secret(&self) -> &Secret {
        &self.0
    }
}

/// Where the provider secret comes from. Hardware and key services come later behind the same trait.
pub trait KeyProvider: Send + Sync + fmt::Debug {
    /// The secret, read anew each time and kept by nobody longer than needed.
    fn secret(&self) -> Result<ProviderSecret, SecretFileError>;

    /// Makes a new secret where there is none and this provider can make one. What is there stays.
    fn create(&self) -> Result<(), SecretFileError>;

    /// Where it comes from, for people; no secret.
    fn description(&self) -> String;
}

/// A file only its owner can read.
#[derive(Clone, Debug)]
pub struct FileProvider(PathBuf);

impl FileProvider {
    /// The provider file of a keys folder.
    pub const FILE_NAME: &'static str = "provider.key";

    /// The secret in the file at `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl KeyProvider for FileProvider {
    fn secret(&self) -> Result<ProviderSecret, SecretFileError> {
        let text = secret_file::read(&self.0)?;
        ProviderSecret::from_text(&text).ok_or_else(|| SecretFileError::Malformed {
            place: self.description(),
        })
    }

    fn create(&self) -> Result<(), SecretFileError> {
        if self.0.exists() {
            return Ok(());
        }
        let secret = ProviderSecret::generate()?;
        secret_file::create(&self.0, &secret.to_text())
    }

    fn description(&self) -> String {
        self.0.display().to_string()
    }
}

/// A variable of the environment.
#[derive(Clone, Debug)]
pub struct EnvironmentProvider(String);

impl EnvironmentProvider {
    /// The secret in the variable `name`.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }
}

impl KeyProvider for EnvironmentProvider {
    fn secret(&self) -> Result<ProviderSecret, SecretFileError> {
        let text =
            std::env::var(&self.0)
                .map(Zeroizing::new)
                .map_err(|_| SecretFileError::Missing {
                    place: self.description(),
                })?;
        ProviderSecret::from_text(&text).ok_or_else(|| SecretFileError::Malformed {
            place: self.description(),
        })
    }

    /// The environment is the operator's: nothing is made.
    fn create(&self) -> Result<(), SecretFileError> {
        Ok(())
    }

    fn description(&self) -> String {
        format!("the environment variable {}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_in_a_file_is_the_one_that_was_put_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FileProvider::FILE_NAME);
        let provider = FileProvider::new(&path);
        provider.create().unwrap();
        let secret = provider.secret().unwrap();
        provider.create().unwrap();
        let read = provider.secret().unwrap();
        assert_eq!(read.to_text(), secret.to_text());
        assert!(!format!("{read:?}").contains(&secret.to_text()[27..40]));
    }

    #[test]
    fn a_file_or_variable_without_a_secret_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("provider.key");
        let missing = FileProvider::new(&path).secret().unwrap_err();
        assert!(missing.to_string().contains("provider.key"), "{missing}");
        secret_file::create(&path, "something else").unwrap();
        let malformed = FileProvider::new(&path).secret().unwrap_err();
        assert!(matches!(malformed, SecretFileError::Malformed { .. }));

        let unset = EnvironmentProvider::new("YAGURA_TEST_NO_SUCH_VARIABLE");
        let error = unset.secret().unwrap_err().to_string();
        assert!(error.contains("YAGURA_TEST_NO_SUCH_VARIABLE"), "{error}");
    }
}
