//! Checksums: of migrations, of plans. Not for secrets.

use sha2::{Digest, Sha256};

use crate::derive::lp;

/// SHA-256 as lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The first 16 bytes of a SHA-256 over `parts`, each with its length: the name of a cause.
/// The same parts always give the same bytes, so that what is done for a cause is done once.
pub fn cause(parts: &[&[u8]]) -> [u8; 16] {
    let mut text = Vec::with_capacity(64);
    for part in parts {
        lp(&mut text, part);
    }
    let mut name = [0; 16];
    name.copy_from_slice(&Sha256::digest(text)[..16]);
    name
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_cause_is_named_by_its_parts_and_where_they_end() {
        let name = super::cause(&[b"ab", b"c"]);
        assert_eq!(name, super::cause(&[b"ab", b"c"]));
        assert_ne!(name, super::cause(&[b"a", b"bc"]));
        assert_ne!(name, super::cause(&[b"ab", b"c", b""]));
    }

    /// FIPS 180-4, the one-block example.
    #[test]
    fn a_known_checksum() {
        assert_eq!(
            super::sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
