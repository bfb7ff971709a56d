//! Which passwords are taken (NIST SP 800-63B-4 §3.1.1: length, no composition rules, no forced rotation).

use domain::error::{Field, Problem, Refusal};
use zeroize::Zeroizing;

/// Fewest characters while no second factor is used.
pub const MIN_CHARACTERS: u16 = 15;
const MAX_BYTES: u16 = 1_024;

/// A password that may be set.
pub struct NewPassword(Zeroizing<String>);

impl NewPassword {
    /// # Errors
    /// [`Refusal::Invalid`] for a password that is too short, too long, of one character only, or hardly more than a word of `context`
    /// (the person's address, login id, name).
    pub fn parse(password: &str, again: &str, context: &[&str]) -> Result<Self, Refusal> {
        let problem = if password.is_empty() {
            Problem::Missing
        } else if password.len() > usize::from(MAX_BYTES) {
            Problem::TooLong { max: MAX_BYTES }
        } else if password.chars().count() < usize::from(MIN_CHARACTERS) {
            Problem::TooShort {
                min: MIN_CHARACTERS,
            }
        } else if is_easy(password, context) {
            Problem::TooEasy
        } else if password != again {
            return Err(Refusal::invalid(Field::PasswordAgain, Problem::Differs));
        } else {
            return Ok(Self(Zeroizing::new(password.to_owned())));
        };
        Err(Refusal::invalid(Field::Password, problem))
    }

    /// The password itself, to be hashed.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// What remains without the context words must still be eight characters, and not one of them only.
fn is_easy(password: &str, context: &[&str]) -> bool {
    let mut rest = password.to_lowercase();
    for word in context {
        for part in std::iter::once(*word).chain(word.split(['@', '.', ' '])) {
            if part.chars().count() >= 3 {
                rest = rest.replace(&part.to_lowercase(), "");
            }
        }
    }
    let mut distinct: Vec<char> = rest.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    rest.chars().count() < 8 || distinct.len() < 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_password_of_any_characters_is_taken() {
        for good in [
            "correct horse battery",
            "雨ニモマケズ風ニモマケズ雪ニモ",
            "aB3$aB3$aB3$aB3$",
        ] {
            assert!(NewPassword::parse(good, good, &[]).is_ok(), "{good}");
        }
    }

    #[test]
    fn a_short_an_easy_and_a_mistyped_password_are_refused() {
        let refused = |password: &str, again: &str| {
            NewPassword::parse(password, again, &["sato.hanako@example.co.jp"]).err()
        };
        assert_eq!(
            refused("short", "short"),
            Some(Refusal::invalid(
                Field::Password,
                Problem::TooShort { min: 15 }
            ))
        );
        for easy in [
            "aaaaaaaaaaaaaaaaaaaa",
            "sato.hanako@example.co.jp",
            "hanako-sato-2026",
        ] {
            assert_eq!(
                refused(easy, easy),
                Some(Refusal::invalid(Field::Password, Problem::TooEasy)),
                "{easy}"
            );
        }
        assert_eq!(
            refused("correct horse battery", "correct horse batterz"),
            Some(Refusal::invalid(Field::PasswordAgain, Problem::Differs))
        );
    }
}
