//! Thirty-two secret bytes.

use std::fmt;

use zeroize::Zeroizing;

use crate::Randomness;

/// Number of bytes of every secret of the vault.
pub(crate) const SECRET_BYTES: usize = 32;

/// 32 uniformly random bytes, wiped when dropped and printed as `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<[u8; SECRET_BYTES]>);

impl Secret {
    /// A new secret from the operating system's generator.
    pub fn generate() -> Result<Self, Randomness> {
        let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
        fill(&mut *bytes)?;
        Ok(Self(bytes))
    }

    /// A secret read back from where it lay wrapped.
    pub fn from_bytes(bytes: [u8; SECRET_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes themselves, for wrapping and deriving.
    pub fn expose(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Fills `bytes` from the operating system's generator.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), Randomness> {
    getrandom::fill(bytes).map_err(Randomness)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_as_stars() {
        let secret = Secret::from_bytes([7; 32]);
        assert_eq!(format!("{secret:?}"), "***");
    }

    #[test]
    fn two_secrets_differ() {
        assert_ne!(Secret::generate().unwrap(), Secret::generate().unwrap());
    }
}
