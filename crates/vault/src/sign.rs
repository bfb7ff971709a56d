//! Ed25519 signatures over checkpoints of the operation log and, later, manifests and certificates.

use std::fmt;

use ed25519_dalek::{Signer, VerifyingKey};

use crate::{Secret, derive::info, purpose::label};

/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// What is signed: a signature over one kind of thing is none over another. Frozen names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signed {
    /// The head of an organisation's operation log on a day.
    AuditCheckpoint,
}

impl Signed {
    const fn name(self) -> &'static str {
        match self {
            Self::AuditCheckpoint => "audit_checkpoint",
        }
    }

    fn message(self, message: &[u8]) -> Vec<u8> {
        info(label::SIGNATURE, &[self.name().as_bytes(), message])
    }
}

/// The installation's signing key.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key made of `secret`.
    pub fn new(secret: &Secret) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(secret.expose()))
    }

    /// The signature over `message` as a thing of this kind.
    pub fn sign(&self, what: Signed, message: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.0.sign(&what.message(message)).to_bytes()
    }

    /// What anyone checks its signatures with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(***, {:?})", self.public())
    }
}

/// The public half of a [`SigningKey`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads the 32 bytes of RFC 8032. `None` when they are no point, or a weak one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        VerifyingKey::from_bytes(bytes)
            .ok()
            .filter(|key| !key.is_weak())
            .map(Self)
    }

    /// The 32 bytes of RFC 8032.
    pub fn to_bytes(self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Whether `signature` is this key's over `message` as a thing of this kind.
    pub fn verifies(
        &self,
        what: Signed,
        message: &[u8],
        signature: &[u8; SIGNATURE_BYTES],
    ) -> bool {
        self.0
            .verify_strict(&what.message(message), &signature.into())
            .is_ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", hex::encode(self.0.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_over_one_message_by_one_key() {
        let key = SigningKey::new(&Secret::from_bytes([1; 32]));
        let signature = key.sign(Signed::AuditCheckpoint, b"head");
        let public = PublicKey::from_bytes(&key.public().to_bytes()).unwrap();
        assert!(public.verifies(Signed::AuditCheckpoint, b"head", &signature));
        assert!(!public.verifies(Signed::AuditCheckpoint, b"Head", &signature));
        let mut changed = signature;
        changed[0] ^= 1;
        assert!(!public.verifies(Signed::AuditCheckpoint, b"head", &changed));
        let other = SigningKey::new(&Secret::from_bytes([2; 32])).public();
        assert!(!other.verifies(Signed::AuditCheckpoint, b"head", &signature));
        assert!(!format!("{key:?}").contains("0101"));
    }

    #[test]
    fn a_weak_public_key_is_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(PublicKey::from_bytes(&identity), None);
    }
}
