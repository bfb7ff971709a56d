//! Identifiers that sort newest first.
//!
//! The store reads indexes fast in one direction only, and people want the newest row first.
//! So the first 48 bits are the *inverted* Unix millisecond; the rest is a counter or random (UUID version 8, RFC 9562).

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Identifier of a `T`. Made on the server only; unique without asking the database, so a retried write is idempotent.
/// Reveals when the row was made: never a secret.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<T>(Uuid, #[serde(skip)] PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// A new identifier for something made at `unix_ms`.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn new(unix_ms: u64) -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes[6..])?;
        Ok(Self::stamped(bytes, unix_ms))
    }

    /// The identifier of number `position` (less than 2²⁶) among things made together at `unix_ms`:
    /// they list in the order of their positions, so an import keeps the order of its file.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn in_sequence(unix_ms: u64, position: u32) -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes[10..])?;
        // 26 bits around version and variant, which take the upper bits of bytes 6 and 8.
        let position = position.to_be_bytes();
        let whole = u32::from_be_bytes(position);
        bytes[6..8].copy_from_slice(&(whole >> 14).to_be_bytes()[2..]);
        bytes[8] = (whole >> 8).to_be_bytes()[3] & 0x3f;
        bytes[9] = position[3];
        Ok(Self::stamped(bytes, unix_ms))
    }

    /// The identifier of something made at `unix_ms` whose cause has the digest `digest` (the vault makes it):
    /// the same cause gives the same identifier, so that doing it twice is doing it once.
    pub fn named(unix_ms: u64, digest: [u8; 16]) -> Self {
        Self::stamped(digest, unix_ms)
    }

    /// Like [`Self::named`], listing where `other` lists: an enrollment stands where its person stands.
    pub fn beside<U>(other: Id<U>, mut digest: [u8; 16]) -> Self {
        digest[..10].copy_from_slice(&other.0.as_bytes()[..10]);
        Self(
            uuid::Builder::from_custom_bytes(digest).into_uuid(),
            PhantomData,
        )
    }

    fn stamped(mut bytes: [u8; 16], unix_ms: u64) -> Self {
        bytes[..6].copy_from_slice(&(!unix_ms).to_be_bytes()[2..]);
        Self(
            uuid::Builder::from_custom_bytes(bytes).into_uuid(),
            PhantomData,
        )
    }

    /// An identifier read back from the store or from a form.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The identifier as the store and the vault take it.
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// Unix milliseconds at which the thing was made.
    pub fn made_at(self) -> u64 {
        let mut stamp = [0; 8];
        stamp[2..].copy_from_slice(&self.0.as_bytes()[..6]);
        (!u64::from_be_bytes(stamp)) & 0x0000_ffff_ffff_ffff
    }
}

// Derives would demand the same of `T`, which is only a label.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::parse_str(text).map(Self::from_uuid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_identifier_sorts_before_an_earlier_one() {
        let earlier = Id::<()>::new(1_000).unwrap();
        let later = Id::<()>::new(1_001).unwrap();
        assert!(later < earlier);
    }

    #[test]
    fn things_made_together_list_in_their_order() {
        let at = 1_800_000_000_000;
        let ids: Vec<_> = [0, 1, 255, 256, 16_383, 16_384, 70_000, (1 << 26) - 1]
            .into_iter()
            .map(|n| Id::<()>::in_sequence(at, n).unwrap())
            .collect();
        assert!(ids.is_sorted());
        assert!(Id::<()>::in_sequence(at + 1, 99_999).unwrap() < ids[0]);
    }

    #[test]
    fn one_cause_is_one_identifier_and_lists_beside_its_neighbour() {
        let people: Vec<_> = (0..3)
            .map(|n| Id::<()>::in_sequence(9_000, n).unwrap())
            .collect();
        let beside: Vec<_> = (0..3)
            .map(|n| Id::<u8>::beside(people[n], [7; 16]))
            .collect();
        assert!(beside.is_sorted() && beside[0] != beside[1]);
        assert_eq!(beside[0], Id::beside(people[0], [7; 16]));
        assert_ne!(beside[0], Id::beside(people[0], [8; 16]));
        assert_eq!(Id::<u8>::named(5, [1; 16]), Id::named(5, [1; 16]));
        assert_eq!(Id::<u8>::named(5, [1; 16]).made_at(), 5);
    }

    #[test]
    fn an_identifier_tells_when_its_thing_was_made() {
        let id = Id::<()>::in_sequence(1_800_000_000_123, 7).unwrap();
        assert_eq!(id.made_at(), 1_800_000_000_123);
        assert_eq!(id.uuid().get_version_num(), 8);
        assert_eq!(id.to_string().parse::<Id<()>>().unwrap(), id);
    }
}
