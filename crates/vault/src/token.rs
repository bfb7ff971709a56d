//! Opaque tokens of 256 bits: sessions and one-time links. The store keeps only their SHA-256.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{Key, KeyKind, Randomness, Secret, purpose::label};

/// What a derived token is for. Frozen names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenPurpose {
    /// A link to set the first password.
    FirstPassword,
    /// A link to set a new password.
    PasswordReset,
}

impl TokenPurpose {
    const fn name(self) -> &'static str {
        match self {
            Self::FirstPassword => "first_password",
            Self::PasswordReset => "password_reset",
        }
    }
}

/// A token. Whoever holds it is let in: it is wiped when dropped and printed as `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Secret);

/// A text that is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a token")]
pub struct Malformed;

impl Token {
    /// A random token.
    pub fn generate() -> Result<Self, Randomness> {
        Secret::generate().map(Self)
    }

    /// The token of a row, always the same for the same row and generation: a mail that is sent again after a crash
    /// carries the same link, and no token has to be kept. A higher generation makes another one.
    ///
    /// # Panics
    /// In debug builds, when the key is not the system's.
    pub fn derive(system: &Key, purpose: TokenPurpose, record: Uuid, generation: u32) -> Self {
        debug_assert_eq!(system.kind(), KeyKind::System);
        Self(system.derive(
            label::TOKEN,
            &[
                purpose.name().as_bytes(),
                record.as_bytes(),
                &generation.to_be_bytes(),
            ],
        ))
    }

    /// As it stands in a link or a cookie: 43 characters of base64url.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.expose()))
    }

    /// Reads what [`Token::text`] wrote.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let mut bytes = Zeroizing::new([0; 33]);
        match URL_SAFE_NO_PAD.decode_slice(text, &mut *bytes) {
            Ok(32) => {
                let mut secret = [0; 32];
                secret.copy_from_slice(&bytes[..32]);
                Ok(Self(Secret::from_bytes(secret)))
            }
            _ => Err(Malformed),
        }
    }

    /// What the store keeps and finds it by: the SHA-256, 64 lower-case hexadecimal digits.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0.expose()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_through_a_link_and_shows_nowhere_else() {
        let token = Token::generate().unwrap();
        let text = token.text();
        assert_eq!(text.len(), 43);
        assert_eq!(Token::parse(&text), Ok(token.clone()));
        assert_eq!(format!("{token:?}"), "Token(***)");
        assert_eq!(token.hash().len(), 64);
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let good = Token::generate().unwrap().text();
        for bad in [
            "",
            "abc",
            &good[1..],
            &format!("{}A", &*good),
            &format!("{}=", &*good),
            &format!("{}!", &good[1..]),
            &"A".repeat(44),
            &"A".repeat(4_000),
        ] {
            assert_eq!(Token::parse(bad), Err(Malformed), "{bad}");
        }
    }

    #[test]
    fn a_derived_token_is_the_rows_own() {
        let system = |byte| Key::new(KeyKind::System, &Secret::from_bytes([byte; 32]));
        let derive = |byte, purpose, record, generation| {
            Token::derive(&system(byte), purpose, Uuid::from_u128(record), generation)
        };
        let one = derive(1, TokenPurpose::FirstPassword, 1, 0);
        assert_eq!(one, derive(1, TokenPurpose::FirstPassword, 1, 0));
        for other in [
            derive(2, TokenPurpose::FirstPassword, 1, 0),
            derive(1, TokenPurpose::PasswordReset, 1, 0),
            derive(1, TokenPurpose::FirstPassword, 2, 0),
            derive(1, TokenPurpose::FirstPassword, 1, 1),
        ] {
            assert_ne!(one, other);
        }
    }
}
