//! Thirty-two secret bytes.

use std::{cell::RefCell, fmt};

use zeroize::Zeroizing;

use crate::{Randomness, xaes::NONCE_BYTES};

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

/// A random nonce. Nonces are no secrets, so each thread draws sixty-four at a time:
/// asking the operating system for every one would cost as much as the encryption itself.
pub(crate) fn nonce() -> Result<[u8; NONCE_BYTES], Randomness> {
    struct Pool {
        bytes: [u8; NONCE_BYTES * 64],
        left: usize,
    }
    thread_local! {
        static POOL: RefCell<Pool> = const {
            RefCell::new(Pool { bytes: [0; NONCE_BYTES * 64], left: 0 })
        };
    }
    POOL.with_borrow_mut(|pool| {
        if pool.left == 0 {
            fill(&mut pool.bytes)?;
            pool.left = 64;
        }
        pool.left -= 1;
        let mut nonce = [0; NONCE_BYTES];
        let at = pool.left * NONCE_BYTES;
        nonce.copy_from_slice(&pool.bytes[at..at + NONCE_BYTES]);
        Ok(nonce)
    })
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

    #[test]
    fn no_nonce_comes_twice_on_any_thread() {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                std::thread::spawn(|| (0..1_000).map(|_| nonce().unwrap()).collect::<Vec<_>>())
            })
            .collect();
        let nonces: std::collections::HashSet<_> = threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect();
        assert_eq!(nonces.len(), 4_000);
    }
}
