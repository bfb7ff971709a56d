//! The operation log's chain: an entry that is edited, taken away, put in or moved shows (white paper §12, §16).
//!
//! ```text
//! commitment(n) = HMAC-SHA-256(audit key, label ‖ lp(salt) ‖ lp(sealed field's plaintext) ‖ …)
//! h(n)          = SHA-256(label ‖ h(n-1) ‖ u32 number of plain fields ‖ lp(plain field) ‖ … ‖ commitment(n))
//! ```
//!
//! The store keeps the commitment beside the entry and the salt *inside* the sealed part: sealing anew leaves the chain as it was,
//! and once a person's key is gone the chain still holds while nobody can try out what the entry said.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::{
    Randomness, Secret,
    derive::{hmac, info},
    purpose::label,
    secret::fill,
};

/// Bytes of the salt that lies in the sealed part of an entry.
pub const SALT_BYTES: usize = 16;

/// A link of the chain, or a commitment to sealed fields.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What an organisation's first entry follows.
    pub fn start(organization: Uuid) -> Self {
        Self(Sha256::digest(info(label::AUDIT_START, &[organization.as_bytes()])).into())
    }

    /// The link after `self`: over the entry's plain fields in their fixed order (its number and organisation among them)
    /// and the commitment to its sealed fields.
    #[must_use]
    pub fn then(&self, plain: &[&[u8]], commitment: &Self) -> Self {
        let count = u32::try_from(plain.len()).unwrap_or(u32::MAX);
        let mut hasher = Sha256::new();
        hasher.update(label::AUDIT_CHAIN);
        hasher.update(self.0);
        hasher.update(count.to_be_bytes());
        hasher.update(info("", plain));
        hasher.update(commitment.0);
        Self(hasher.finalize().into())
    }

    /// 64 lower-case hexadecimal digits, as the store keeps it.
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }

    /// Reads what [`Hash::to_hex`] wrote.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// The bytes, to be signed.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// How far an organisation's log goes. Kept in the key-ring store too, so that a cut-off shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last entry; 0 before the first.
    pub sequence: u64,
    /// Its link.
    pub hash: Hash,
}

impl Head {
    /// The head of a log without entries.
    pub fn start(organization: Uuid) -> Self {
        Self {
            sequence: 0,
            hash: Hash::start(organization),
        }
    }
}

/// An organisation's key for commitments; the ring keeps it apart from the key that seals.
#[derive(Clone, Debug)]
pub struct AuditKey(Secret);

impl AuditKey {
    /// The key made of `secret`.
    pub fn new(secret: &Secret) -> Self {
        Self(secret.clone())
    }

    /// The commitment to an entry's sealed fields, in their fixed order.
    pub fn commit(&self, salt: &[u8; SALT_BYTES], sealed: &[&[u8]]) -> Hash {
        let fields = info("", sealed);
        Hash(hmac(
            &self.0,
            &[&info(label::AUDIT_COMMITMENT, &[salt]), &fields],
        ))
    }

    /// Whether `commitment` was made of these.
    pub fn is_commitment(
        &self,
        commitment: &Hash,
        salt: &[u8; SALT_BYTES],
        sealed: &[&[u8]],
    ) -> bool {
        self.commit(salt, sealed).0.ct_eq(&commitment.0).into()
    }
}

/// A new entry's salt.
pub fn salt() -> Result<[u8; SALT_BYTES], Randomness> {
    let mut salt = [0; SALT_BYTES];
    fill(&mut salt)?;
    Ok(salt)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORGANIZATION: Uuid = Uuid::from_u128(7);

    fn key(byte: u8) -> AuditKey {
        AuditKey::new(&Secret::from_bytes([byte; 32]))
    }

    /// The links of a log of which entry `n` says `texts[n]` openly and in secret.
    fn chain(texts: &[&str]) -> Vec<Hash> {
        let mut last = Hash::start(ORGANIZATION);
        (1_u64..)
            .zip(texts)
            .map(|(number, text)| {
                let commitment = key(1).commit(&[0; 16], &[text.as_bytes()]);
                last = last.then(&[&number.to_be_bytes(), text.as_bytes()], &commitment);
                last
            })
            .collect()
    }

    #[test]
    fn a_change_shows_in_every_link_after_it() {
        let honest = chain(&["a", "b", "c", "d"]);
        for tampered in [
            chain(&["a", "B", "c", "d"]),
            chain(&["a", "c", "d"]),
            chain(&["a", "x", "b", "c"]),
            chain(&["a", "c", "b", "d"]),
        ] {
            assert_eq!(honest[0], tampered[0]);
            for (at, link) in tampered.iter().enumerate().skip(1) {
                assert_ne!(honest[at], *link);
            }
        }
    }

    #[test]
    fn fields_cannot_be_cut_elsewhere() {
        let start = Hash::start(ORGANIZATION);
        let commitment = key(1).commit(&[0; 16], &[]);
        let link = |plain: &[&[u8]]| start.then(plain, &commitment);
        assert_ne!(link(&[b"ab", b"c"]), link(&[b"a", b"bc"]));
        assert_ne!(link(&[b"ab"]), link(&[b"ab", b""]));
        let sealed = |fields: &[&[u8]]| key(1).commit(&[0; 16], fields);
        assert_ne!(sealed(&[b"ab", b"c"]), sealed(&[b"a", b"bc"]));
    }

    #[test]
    fn a_commitment_is_to_one_text_under_one_key_and_salt() {
        let made = key(1).commit(&[1; 16], &[b"text"]);
        assert!(key(1).is_commitment(&made, &[1; 16], &[b"text"]));
        assert!(!key(2).is_commitment(&made, &[1; 16], &[b"text"]));
        assert!(!key(1).is_commitment(&made, &[2; 16], &[b"text"]));
        assert!(!key(1).is_commitment(&made, &[1; 16], &[b"texts"]));
        assert_ne!(salt().unwrap(), salt().unwrap());
    }

    #[test]
    fn organisations_start_apart() {
        assert_ne!(Hash::start(ORGANIZATION), Hash::start(Uuid::from_u128(8)));
    }

    #[test]
    fn the_frozen_chain_is_made_as_ever() {
        let links: Vec<_> = chain(&["サインイン", "変更"])
            .into_iter()
            .map(Hash::to_hex)
            .collect();
        assert_eq!(
            links.join("\n"),
            include_str!("../tests/frozen/audit_chain.txt").trim_end()
        );
        assert_eq!(Hash::from_hex(&links[0]).unwrap().to_hex(), links[0]);
        assert_eq!(Hash::from_hex("00"), None);
    }
}
