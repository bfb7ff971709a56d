//! Secrets the machine makes for people: initial passwords (white paper §7).
//!
//! They have 100 bits, so a plain keyed hash keeps them: ten thousand can be made at once.

use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{Pepper, Randomness, derive::hmac, secret::fill};

/// 32 signs, five bits each: no 0 beside o, no 1 beside l, one case only, so that it can be read out and typed on a phone.
const ALPHABET: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";
const LENGTH: usize = 20;
const GROUP: usize = 5;
const MARK: &str = "$machine$v1$";

/// An initial password: 20 characters without look-alikes in groups of five (`h7k2m-…`), 100 bits.
pub fn initial_password() -> Result<Zeroizing<String>, Randomness> {
    let mut random = Zeroizing::new([0; LENGTH]);
    fill(&mut *random)?;
    let mut password = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
    for (at, byte) in random.iter().enumerate() {
        if at > 0 && at % GROUP == 0 {
            password.push('-');
        }
        // A byte has eight times the signs: none is likelier than another.
        password.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    Ok(password)
}

/// What the store keeps of a machine-made secret.
pub fn verifier(pepper: &Pepper, secret: &str) -> String {
    format!("{MARK}{}", hex::encode(digest(pepper, secret)))
}

/// Whether `stored` was made by [`verifier`].
pub fn is_verifier(stored: &str) -> bool {
    stored.starts_with(MARK)
}

/// Whether `stored` is the verifier of `secret`; in a time that does not depend on how much of it fits.
pub fn matches(pepper: &Pepper, secret: &str, stored: &str) -> bool {
    stored
        .strip_prefix(MARK)
        .and_then(|text| hex::decode(text).ok())
        .is_some_and(|expected| digest(pepper, secret).ct_eq(&expected).into())
}

/// People type them in capitals, without the dashes, with blanks between the groups or in full width.
fn digest(pepper: &Pepper, secret: &str) -> [u8; 32] {
    let typed: Zeroizing<String> = Zeroizing::new(
        secret
            .nfkc()
            .filter(|character| !character.is_whitespace() && !is_dash(*character))
            .flat_map(char::to_lowercase)
            .collect(),
    );
    hmac(&pepper.machine, &[typed.as_bytes()])
}

const fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}'
    )
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::{Key, KeyKind, Secret, password};

    fn pepper(byte: u8) -> Pepper {
        Pepper::of(&Key::new(KeyKind::System, &Secret::from_bytes([byte; 32])))
    }

    #[test]
    fn an_initial_password_is_four_groups_of_five_without_look_alikes() {
        let mut seen = HashSet::new();
        let mut counts = HashMap::<char, u32>::new();
        for _ in 0..2_000 {
            let password = initial_password().unwrap();
            let groups: Vec<_> = password.split('-').collect();
            assert_eq!(groups.len(), 4);
            assert!(groups.iter().all(|group| group.len() == 5));
            for sign in groups.concat().chars() {
                assert!(!"0o1lO I".contains(sign) && !sign.is_uppercase());
                *counts.entry(sign).or_default() += 1;
            }
            assert!(seen.insert(password.to_string()));
        }
        // 40,000 signs, 1,250 of each expected; the standard deviation is 35.
        assert_eq!(counts.len(), 32);
        assert!(counts.values().all(|count| (1_000..1_500).contains(count)));
    }

    #[test]
    fn it_is_recognised_as_people_type_it() {
        let pepper = pepper(1);
        let stored = verifier(&pepper, "h7k2m-abcde-fghij-kmnpq");
        assert!(is_verifier(&stored));
        for typed in [
            "h7k2m-abcde-fghij-kmnpq",
            "H7K2M-ABCDE-FGHIJ-KMNPQ",
            "h7k2mabcdefghijkmnpq",
            " h7k2m abcde fghij kmnpq ",
            "ｈ７ｋ２ｍ－ａｂｃｄｅ－ｆｇｈｉｊ－ｋｍｎｐｑ",
        ] {
            assert!(matches(&pepper, typed, &stored), "{typed}");
            let verdict = password::verify(&pepper, typed, &stored);
            assert!(verdict.ok && verdict.machine_made);
        }
        assert!(!matches(&pepper, "h7k2m-abcde-fghij-kmnpr", &stored));
    }

    #[test]
    fn neither_another_pepper_nor_a_broken_verifier_accepts_it() {
        let stored = verifier(&pepper(1), "h7k2m-abcde-fghij-kmnpq");
        assert!(!matches(&pepper(2), "h7k2m-abcde-fghij-kmnpq", &stored));
        for broken in [MARK, "", &stored[..stored.len() - 2], &stored[1..]] {
            assert!(!matches(&pepper(1), "h7k2m-abcde-fghij-kmnpq", broken));
        }
    }
}
