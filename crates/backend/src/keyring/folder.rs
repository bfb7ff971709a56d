//! The epoch secrets in the folder of keys.

use std::path::{Path, PathBuf};

use vault::ring::{self, EpochSecret, SecretFileError};

use crate::error::{Error, Result};

/// The folder of keys: never inside the data folder, never in a backup.
#[derive(Clone, Debug)]
pub(super) struct KeysFolder(PathBuf);

impl KeysFolder {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Makes the folder, for the server's user alone.
    pub(super) fn create(&self) -> Result<()> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        Ok(builder.create(&self.0)?)
    }

    fn file(&self, number: u32) -> PathBuf {
        self.0.join(EpochSecret::file_name(number))
    }

    /// The epochs whose secrets are here, oldest first.
    pub(super) fn epochs(&self) -> Result<Vec<u32>> {
        let mut numbers = Vec::new();
        for entry in std::fs::read_dir(&self.0)? {
            let name = entry?.file_name();
            numbers.extend(name.to_str().and_then(EpochSecret::number_of_file));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// The secret of an epoch.
    pub(super) fn secret(&self, number: u32) -> Result<EpochSecret> {
        let path = self.file(number);
        let text = ring::read(&path)?;
        match EpochSecret::from_text(&text) {
            Ok(secret) if secret.number() == number => Ok(secret),
            _ => Err(SecretFileError::Malformed {
                place: path.display().to_string(),
            }
            .into()),
        }
    }

    /// The secret of an epoch that begins: a new one, or the one that a crash kept from being used.
    pub(super) fn begin(&self, number: u32) -> Result<EpochSecret> {
        let secret = EpochSecret::generate(number)?;
        match ring::create(&self.file(number), &secret.to_text()) {
            Ok(()) => Ok(secret),
            Err(SecretFileError::Exists { .. }) => self.secret(number),
            Err(error) => Err(Error::from(error)),
        }
    }

    /// Destroys the secrets of all epochs before `number`.
    pub(super) fn destroy_before(&self, number: u32) -> Result<()> {
        for old in self.epochs()? {
            if old < number {
                ring::destroy(&self.file(old))?;
            }
        }
        Ok(())
    }
}
