//! Keys for tests of other crates: known ones, so that a test needs no key ring. And what went through the vault, for tests that look
//! for it elsewhere.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::{Key, KeyKind, Pepper, Secret, purpose::Field};

/// A text with this in it is a test's own.
pub const MARK: &str = "kanaria";

const SEALED: u8 = 1;
const MARKED: u8 = 2;

static SEEN: [AtomicU8; Field::ALL.len()] = [const { AtomicU8::new(0) }; Field::ALL.len()];

/// The same key for the same byte, every time.
pub fn key(kind: KeyKind, byte: u8) -> Key {
    Key::new(kind, &Secret::from_bytes([byte; 32]))
}

/// A pepper at the price of tests.
pub fn pepper() -> Pepper {
    Pepper::of(&key(KeyKind::System, 1)).cheap()
}

/// The fields this process has sealed so far, each with whether a value had [`MARK`] in it.
pub fn sealed() -> Vec<(Field, bool)> {
    Field::ALL
        .iter()
        .filter_map(|field| {
            let seen = SEEN[*field as usize].load(Ordering::Relaxed);
            (seen & SEALED != 0).then_some((*field, seen & MARKED != 0))
        })
        .collect()
}

pub(crate) fn note(field: Field, plain: &[u8]) {
    let is_marked = plain
        .windows(MARK.len())
        .any(|window| window == MARK.as_bytes());
    let seen = if is_marked { SEALED | MARKED } else { SEALED };
    SEEN[field as usize].fetch_or(seen, Ordering::Relaxed);
}
