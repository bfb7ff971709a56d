use std::fmt;

use zeroize::Zeroizing;

use super::{EpochSecret, Owner, ProviderSecret};
use crate::{
    Randomness, Secret, Unreadable,
    derive::{expand, extract, info, lp},
    purpose::label,
    secret::{SECRET_BYTES, nonce},
    xaes::{NONCE_BYTES, TAG_BYTES, Xaes},
};

const MARK: u8 = 0xE2;
const XAES_256_GCM: u8 = 1;
const HEADER_BYTES: usize = 6;
const WRAPPED_BYTES: usize = HEADER_BYTES + NONCE_BYTES + SECRET_BYTES + TAG_BYTES;

/// A key as it lies in the ring: `0xE2 | alg u8 | epoch u32 | nonce 24 B | 32 B | tag 16 B`, bound to its owner.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey([u8; WRAPPED_BYTES]);

impl WrappedKey {
    /// As the store keeps it: 78 bytes.
    pub const fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the store gave back. Refused when it does not look like a wrapped key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let bytes: [u8; WRAPPED_BYTES] = bytes.try_into().map_err(|_| Unreadable)?;
        match bytes {
            [MARK, XAES_256_GCM, ..] => Ok(Self(bytes)),
            _ => Err(Unreadable),
        }
    }

    /// The epoch under which it was wrapped.
    pub const fn epoch(&self) -> u32 {
        let [_, _, a, b, c, d, ..] = self.0;
        u32::from_be_bytes([a, b, c, d])
    }
}

impl fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WrappedKey(epoch {})", self.epoch())
    }
}

/// The key-encryption key of one epoch: wraps and unwraps every key of the ring.
pub struct Kek {
    epoch: u32,
    xaes: Xaes,
}

impl Kek {
    /// From the provider's secret and the epoch's: without either, nothing opens.
    pub fn derive(provider: &ProviderSecret, epoch: &EpochSecret) -> Self {
        let mut secrets = Zeroizing::new(Vec::with_capacity(4 + 2 * SECRET_BYTES));
        lp(&mut secrets, provider.secret().expose());
        secrets.extend_from_slice(epoch.secret().expose());
        let number = epoch.number();
        let kek = expand(
            &extract(&secrets),
            &info(label::KEK, &[&number.to_be_bytes()]),
        );
        Self {
            epoch: number,
            xaes: Xaes::new(&kek),
        }
    }

    /// The epoch it wraps for.
    pub const fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Wraps an owner's secret.
    pub fn wrap(&self, owner: Owner, secret: &Secret) -> Result<WrappedKey, Randomness> {
        Ok(self.wrap_with(owner, secret, &nonce()?))
    }

    fn wrap_with(&self, owner: Owner, secret: &Secret, nonce: &[u8; NONCE_BYTES]) -> WrappedKey {
        let mut bytes = [0; WRAPPED_BYTES];
        let (header, rest) = bytes.split_at_mut(HEADER_BYTES);
        header[0] = MARK;
        header[1] = XAES_256_GCM;
        header[2..].copy_from_slice(&self.epoch.to_be_bytes());
        let (nonce_at, rest) = rest.split_at_mut(NONCE_BYTES);
        nonce_at.copy_from_slice(nonce);
        let (body, tag) = rest.split_at_mut(SECRET_BYTES);
        body.copy_from_slice(secret.expose());
        tag.copy_from_slice(&self.xaes.seal(nonce, &owner.associated_data(header), body));
        WrappedKey(bytes)
    }

    /// The owner's secret. Refused for another owner, another epoch or a changed bit.
    pub fn unwrap(&self, owner: Owner, wrapped: &WrappedKey) -> Result<Secret, Unreadable> {
        if wrapped.epoch() != self.epoch {
            return Err(Unreadable);
        }
        let (header, rest) = wrapped
            .0
            .split_first_chunk::<HEADER_BYTES>()
            .ok_or(Unreadable)?;
        let (nonce, rest) = rest.split_first_chunk().ok_or(Unreadable)?;
        let (body, tag) = rest.split_last_chunk().ok_or(Unreadable)?;
        let mut secret = Zeroizing::new([0; SECRET_BYTES]);
        secret.copy_from_slice(body);
        self.xaes
            .open(nonce, &owner.associated_data(header), &mut *secret, tag)?;
        Ok(Secret::from_bytes(*secret))
    }
}

impl fmt::Debug for Kek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kek(epoch {}, ***)", self.epoch)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn owners() -> [Owner; 7] {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let person = |organization, person| Owner::Person {
            organization,
            person,
        };
        [
            Owner::System,
            Owner::Signing,
            Owner::Organization(a),
            Owner::AuditHmac(a),
            person(a, a),
            person(a, b),
            person(b, a),
        ]
    }

    fn kek(number: u32) -> Kek {
        Kek::derive(
            &ProviderSecret::generate().unwrap(),
            &EpochSecret::generate(number).unwrap(),
        )
    }

    #[test]
    fn a_wrapped_key_unwraps_for_its_owner_only() {
        let (kek, secret) = (kek(3), Secret::generate().unwrap());
        for owner in owners() {
            let wrapped = kek.wrap(owner, &secret).unwrap();
            let stored = WrappedKey::from_bytes(wrapped.bytes()).unwrap();
            assert_eq!(stored.epoch(), 3);
            for other in owners() {
                let opened = kek.unwrap(other, &stored);
                assert_eq!(opened.is_ok(), other == owner, "{owner:?} {other:?}");
            }
            assert_eq!(kek.unwrap(owner, &stored), Ok(secret.clone()));
        }
    }

    #[test]
    fn both_secrets_of_the_epoch_are_needed() {
        let provider = ProviderSecret::generate().unwrap();
        let epoch = EpochSecret::generate(1).unwrap();
        let secret = Secret::generate().unwrap();
        let wrapped = Kek::derive(&provider, &epoch)
            .wrap(Owner::System, &secret)
            .unwrap();
        let opens = |provider: &ProviderSecret, epoch: &EpochSecret| {
            Kek::derive(provider, epoch)
                .unwrap(Owner::System, &wrapped)
                .is_ok()
        };
        assert!(opens(&provider, &epoch));
        assert!(!opens(&ProviderSecret::generate().unwrap(), &epoch));
        assert!(!opens(&provider, &EpochSecret::generate(1).unwrap()));
        assert!(!opens(&provider, &EpochSecret::generate(2).unwrap()));
    }

    #[test]
    fn a_wrapped_key_with_any_bit_changed_is_refused() {
        let kek = kek(1);
        let wrapped = kek
            .wrap(Owner::System, &Secret::generate().unwrap())
            .unwrap();
        for bit in 0..WRAPPED_BYTES * 8 {
            let mut bytes = wrapped.bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let opened = WrappedKey::from_bytes(&bytes)
                .and_then(|changed| kek.unwrap(Owner::System, &changed));
            assert_eq!(opened, Err(Unreadable), "{bit}");
        }
        for length in [0, 6, WRAPPED_BYTES - 1, WRAPPED_BYTES + 1] {
            assert!(WrappedKey::from_bytes(&vec![MARK; length]).is_err());
        }
    }

    #[test]
    fn the_frozen_wrapping_opens_as_ever() {
        let frozen: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/frozen/ring.json")).unwrap();
        let text = |name: &str| frozen[name].as_str().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("provider.key");
        super::super::create(&path, text("provider")).unwrap();
        let provider = crate::ring::FileProvider::new(path);
        let provider = crate::ring::KeyProvider::secret(&provider).unwrap();
        let epoch = EpochSecret::from_text(text("epoch")).unwrap();
        let owner = Owner::Person {
            organization: Uuid::parse_str(text("organization")).unwrap(),
            person: Uuid::parse_str(text("person")).unwrap(),
        };
        let wrapped = WrappedKey::from_bytes(&hex::decode(text("wrapped")).unwrap()).unwrap();
        let kek = Kek::derive(&provider, &epoch);
        let secret = kek.unwrap(owner, &wrapped).unwrap();
        assert_eq!(hex::encode(secret.expose()), text("secret"));
        let nonce = wrapped.bytes()[6..30].try_into().unwrap();
        assert_eq!(kek.wrap_with(owner, &secret, &nonce), wrapped);
    }
}
