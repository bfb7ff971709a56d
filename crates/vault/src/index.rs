//! Blind indexes: look-up and uniqueness of sealed text without reading it.
//!
//! Of a normalised text (see [`crate::normalize`]) the first 16 bytes of an HMAC-SHA-256 under a key of its own,
//! as `v1` and 32 lower-case hexadecimal digits: a string, because the store finds bytes through no index,
//! and fit to be a record id.

use std::fmt;

use crate::{Key, purpose::Index};

/// The version that is written and read. Rotation writes two for a while.
const VERSION: u8 = 1;

/// A text's index: equal for equal texts under the same key, telling nothing else to who lacks the key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlindIndex(String);

impl BlindIndex {
    /// As the store keeps it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlindIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<BlindIndex> for String {
    fn from(index: BlindIndex) -> Self {
        index.0
    }
}

impl Key {
    /// The blind index of `normalised`. Use the key that [`Index::key`] names:
    /// an organisation's key finds within the organisation, the system's across all.
    ///
    /// # Panics
    /// In debug builds, when the key is not of the kind that [`Index::key`] names.
    pub fn blind_index(&self, index: Index, normalised: &str) -> BlindIndex {
        debug_assert_eq!(index.key(), self.kind(), "{index:?}");
        let digest = self.index_digest(index, VERSION, normalised.as_bytes());
        BlindIndex(format!("v{VERSION}{}", hex::encode(&digest[..16])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyKind, Secret};

    fn key(byte: u8) -> Key {
        Key::new(KeyKind::Organization, &Secret::from_bytes([byte; 32]))
    }

    #[test]
    fn equal_texts_meet_only_under_the_same_key_and_index() {
        let index = |byte, index, text: &str| key(byte).blind_index(index, text);
        let one = index(1, Index::GroupName, "営業部");
        assert_eq!(one, index(1, Index::GroupName, "営業部"));
        assert_ne!(one, index(1, Index::GroupName, "開発部"));
        assert_ne!(one, index(2, Index::GroupName, "営業部"));
        assert_ne!(one, index(1, Index::LoginId, "営業部"));
    }

    #[test]
    fn an_index_can_be_a_record_id() {
        let index = key(1).blind_index(Index::GroupName, "営業部");
        assert_eq!(index.as_str().len(), 34);
        assert!(index.as_str().starts_with("v1"));
        assert!(
            index.as_str()[2..]
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        );
    }

    #[test]
    fn the_frozen_indexes_are_made_as_ever() {
        let frozen: serde_json::Value =
            serde_json::from_str(include_str!("../tests/frozen/indexes.json")).unwrap();
        let cases = frozen.as_array().unwrap();
        assert_eq!(cases.len(), Index::ALL.len());
        for (case, index) in cases.iter().zip(Index::ALL) {
            assert_eq!(case["table"], index.table());
            assert_eq!(case["field"], index.field());
            assert_eq!(case["key"], index.key().name());
            let key = Key::new(index.key(), &Secret::from_bytes([6; 32]));
            let made = key.blind_index(*index, "taro@example.co.jp");
            assert_eq!(case["index"], made.as_str(), "{index:?}");
        }
    }
}
