//! Keys for tests of other crates: known ones, so that a test needs no key ring.

use crate::{Key, KeyKind, Pepper, Secret};

/// The same key for the same byte, every time.
pub fn key(kind: KeyKind, byte: u8) -> Key {
    Key::new(kind, &Secret::from_bytes([byte; 32]))
}

/// A pepper at the price of tests.
pub fn pepper() -> Pepper {
    Pepper::of(&key(KeyKind::System, 1)).cheap()
}
