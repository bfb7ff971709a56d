//! A key that seals fields, makes blind indexes and derives tokens.

use std::{fmt, sync::OnceLock};

use crate::{
    Randomness, Secret,
    derive::{self, expand, extract, info},
    purpose::{Field, Index, KeyKind, label},
    xaes::Xaes,
};

/// Names a key in the values it sealed. Derived from the key, so that no other key can bear the same name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub(crate) [u8; 8]);

impl KeyId {
    /// The name as it stands in a sealed value.
    pub const fn bytes(self) -> [u8; 8] {
        self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// The key of an organisation, of a person or of the installation. Share it in an `Arc`; it is wiped when the last holder drops it.
///
/// A person's key is small (about 60 bytes) and derives a field's key whenever it is used; the others keep what they derived.
pub struct Key {
    id: KeyId,
    kind: KeyKind,
    /// What HKDF extracted from the secret; the secret itself is not kept.
    prk: Secret,
    prepared: Option<Box<[OnceLock<Box<Xaes>>]>>,
}

impl Key {
    /// A new key, for tests and tools; the key ring makes its keys from a wrapped [`Secret`].
    pub fn generate(kind: KeyKind) -> Result<Self, Randomness> {
        Ok(Self::new(kind, &Secret::generate()?))
    }

    /// The key made of `secret`.
    pub fn new(kind: KeyKind, secret: &Secret) -> Self {
        let prk = extract(secret.expose());
        let digest = expand(&prk, &info(label::KEY_ID, &[]));
        let mut id = [0; 8];
        id.copy_from_slice(&digest.expose()[..8]);
        let prepared =
            (kind != KeyKind::Person).then(|| Field::ALL.iter().map(|_| OnceLock::new()).collect());
        Self {
            id: KeyId(id),
            kind,
            prk,
            prepared,
        }
    }

    /// The name that values sealed under it carry.
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// Whose key it is.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Runs `work` with the key of `field`.
    pub(crate) fn with_field<T>(&self, field: Field, work: impl FnOnce(&Xaes) -> T) -> T {
        let derived = || {
            let names: [&[u8]; 2] = [field.table().as_bytes(), field.field().as_bytes()];
            Xaes::new(&expand(&self.prk, &info(label::FIELD, &names)))
        };
        match self
            .prepared
            .as_ref()
            .and_then(|all| all.get(field as usize))
        {
            Some(slot) => work(slot.get_or_init(|| Box::new(derived()))),
            None => work(&derived()),
        }
    }

    /// HMAC-SHA-256 of `text` under the key of version `version` of `index`.
    pub(crate) fn index_digest(&self, index: Index, version: u8, text: &[u8]) -> [u8; 32] {
        let names: [&[u8]; 3] = [
            index.table().as_bytes(),
            index.field().as_bytes(),
            &[version],
        ];
        derive::hmac(&expand(&self.prk, &info(label::INDEX, &names)), &[text])
    }

    /// A secret for another purpose.
    pub(crate) fn derive(&self, label: &str, parts: &[&[u8]]) -> Secret {
        expand(&self.prk, &info(label, parts))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("secret", &"***")
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_prints_its_name_and_no_secret() {
        let key = Key::new(KeyKind::Person, &Secret::from_bytes([9; 32]));
        let printed = format!("{key:?}");
        assert!(printed.contains("***") && printed.contains(&key.id().to_string()));
        assert!(!printed.contains(&hex::encode(key.prk.expose())));
        assert!(!printed.contains("9, 9"));
    }

    #[test]
    fn ten_thousand_peoples_keys_stay_small() {
        assert!(size_of::<Key>() <= 64);
        assert!(Key::generate(KeyKind::Person).unwrap().prepared.is_none());
    }

    #[test]
    fn the_same_secret_is_the_same_key() {
        let one = Key::new(KeyKind::System, &Secret::from_bytes([1; 32]));
        let same = Key::new(KeyKind::System, &Secret::from_bytes([1; 32]));
        let other = Key::new(KeyKind::System, &Secret::from_bytes([2; 32]));
        assert_eq!(one.id(), same.id());
        assert_ne!(one.id(), other.id());
    }
}
