//! Organisations: the customers of an installation.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Field, Problem, Refusal},
    id::Id,
    line::one_line,
};

/// Marker for [`Id`]s of organisations.
#[derive(Debug)]
pub enum Organization {}

/// An organisation's name: 1 to 100 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationName(String);

impl OrganizationName {
    /// # Errors
    /// [`Refusal::Invalid`] for an empty name, a long one, or one with a control character.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        one_line(text, 100)
            .map(Self)
            .map_err(|problem| Refusal::invalid(Field::OrganizationName, problem))
    }

    /// The name as it was given, outer blanks apart.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The code people without an address sign in with: 3 to 32 of `a-z`, `0-9` and `-`, written in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationCode(String);

impl OrganizationCode {
    /// Capitals are taken as small letters.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] for any other form.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let code = text.trim().to_ascii_lowercase();
        let problem = if code.is_empty() {
            Problem::Missing
        } else if code.len() < 3 {
            Problem::TooShort { min: 3 }
        } else if code.len() > 32 {
            Problem::TooLong { max: 32 }
        } else if code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            return Ok(Self(code));
        } else {
            Problem::Malformed
        };
        Err(Refusal::invalid(Field::OrganizationCode, problem))
    }

    /// The code in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An organisation as the operator's list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationRow {
    pub id: Id<Organization>,
    pub name: String,
    pub code: String,
    pub seats: u32,
    pub people: u32,
    /// Unix milliseconds.
    pub created_at: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_short_plain_and_in_lower_case() {
        assert_eq!(
            OrganizationCode::parse(" Acme-01 ").unwrap().as_str(),
            "acme-01"
        );
        for bad in ["", "ab", "社名", "a b c", "a_b_c"] {
            assert!(OrganizationCode::parse(bad).is_err(), "{bad}");
        }
    }
}
