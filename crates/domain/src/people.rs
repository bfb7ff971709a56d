//! People and the groups they are put in (white paper §4, §5).

mod input;
mod list;

pub use input::PersonFields;
pub use list::{
    COUNTED, GroupSummary, GroupView, GroupsPage, INVITED_COUNTED, PAGE, PasswordSheet,
    PasswordSheetView, PeopleOrder, PeoplePage, PeopleQuery, PersonView, SheetLine,
};

use serde::{Deserialize, Serialize};

use crate::{
    access::Role,
    error::{Field, Problem, Refusal},
    id::Id,
    line::{one_line, optional_line},
};

/// Marker for [`Id`]s of people.
#[derive(Debug)]
pub enum Person {}
/// Marker for [`Id`]s of groups.
#[derive(Debug)]
pub enum Group {}

/// A person's name. Japanese names come as 姓 and 名; a name that cannot be told apart stays whole in `family`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonName {
    family: String,
    given: String,
    family_kana: String,
    given_kana: String,
}

impl PersonName {
    /// Longest part of a name, in characters.
    pub const MAX: u16 = 60;

    /// `family` is required; everything else may be empty. Stored as given, outer blanks apart.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming each part that is not good.
    pub fn parse(
        family: &str,
        given: &str,
        family_kana: &str,
        given_kana: &str,
    ) -> Result<Self, Refusal> {
        let mut problems = Vec::new();
        let mut part = |parsed: Result<Option<String>, Problem>, field| match parsed {
            Ok(text) => text.unwrap_or_default(),
            Err(problem) => {
                problems.push((field, problem));
                String::new()
            }
        };
        let name = Self {
            family: part(one_line(family, Self::MAX).map(Some), Field::FamilyName),
            given: part(optional_line(given, Self::MAX), Field::GivenName),
            family_kana: part(optional_line(family_kana, Self::MAX), Field::Kana),
            given_kana: part(optional_line(given_kana, Self::MAX), Field::Kana),
        };
        if problems.is_empty() {
            Ok(name)
        } else {
            problems.dedup();
            Err(Refusal::Invalid(problems))
        }
    }

    /// 姓, or the whole name.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// 名; may be empty.
    pub fn given(&self) -> &str {
        &self.given
    }

    /// セイ; may be empty.
    pub fn family_kana(&self) -> &str {
        &self.family_kana
    }

    /// メイ; may be empty.
    pub fn given_kana(&self) -> &str {
        &self.given_kana
    }

    /// 姓 名 with a blank between.
    pub fn full(&self) -> String {
        joined(&self.family, &self.given)
    }

    /// セイ メイ with a blank between; empty when unknown.
    pub fn full_kana(&self) -> String {
        joined(&self.family_kana, &self.given_kana)
    }
}

fn joined(first: &str, second: &str) -> String {
    match (first.is_empty(), second.is_empty()) {
        (_, true) => first.to_owned(),
        (true, false) => second.to_owned(),
        (false, false) => format!("{first} {second}"),
    }
}

/// An e-mail address as it was given. Two addresses are the same when their normalised forms are (the vault's index).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Accepts what mail servers commonly accept: one `@`, a local part of at most 64 octets without blanks, and a domain with a dot.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(text: &str) -> Result<Self, Problem> {
        let text = one_line(text, 254)?;
        let good = text.rsplit_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && local.len() <= 64
                && !local.starts_with('.')
                && !local.ends_with('.')
                && !local.contains("..")
                && local
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b))
                && domain.contains('.')
                && domain.split('.').all(|label| {
                    !label.is_empty()
                        && label.chars().count() <= 63
                        && !label.starts_with('-')
                        && !label.ends_with('-')
                        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                })
        });
        if good {
            Ok(Self(text))
        } else {
            Err(Problem::Malformed)
        }
    }

    /// # Errors
    /// [`Refusal::Invalid`] for anything that is not one address.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        Self::check(text).map_err(|problem| Refusal::invalid(Field::Email, problem))
    }

    /// The address as it was given, outer blanks apart.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An employee number or a login id: 1 to 64 characters on one line, without blanks inside.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// # Errors
    /// What is wrong with it.
    pub fn check(text: &str) -> Result<Self, Problem> {
        let text = one_line(text, 64)?;
        if text.chars().any(char::is_whitespace) {
            return Err(Problem::Malformed);
        }
        Ok(Self(text))
    }

    /// # Errors
    /// [`Refusal::Invalid`] naming `field`.
    pub fn parse(text: &str, field: Field) -> Result<Self, Refusal> {
        Self::check(text).map_err(|problem| Refusal::invalid(field, problem))
    }

    /// `None` for nothing at all.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming `field`.
    pub fn parse_optional(text: &str, field: Field) -> Result<Option<Self>, Refusal> {
        if text.trim().is_empty() {
            Ok(None)
        } else {
            Self::parse(text, field).map(Some)
        }
    }

    /// The code as it was given, outer blanks apart.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A group's name: 1 to 60 characters after trimming, on one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupName(String);

impl GroupName {
    const MAX: u16 = 60;

    /// # Errors
    /// [`Refusal::Invalid`] for an empty name, a long one, or one with a control character.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        one_line(text, Self::MAX)
            .map(Self)
            .map_err(|problem| Refusal::invalid(Field::GroupName, problem))
    }

    /// The name as it was given, outer blanks apart.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a person's account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonState {
    /// Registered; has not yet set a password of their own.
    Invited,
    Active,
    /// Cannot sign in.
    Suspended,
}

impl PersonState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Invited, Self::Active, Self::Suspended];

    /// The text form that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }

    /// The state of a stored text form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// The two ways in which a first password reaches its owner (white paper §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstPassword {
    /// ① A mail with a one-time link (W7.2).
    Mail,
    /// ② Generated and shown to who registers (W7.4).
    Display,
}

/// Everything an administrator types to register or change a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonInput {
    pub name: PersonName,
    pub email: Option<Email>,
    pub employee_number: Option<Code>,
    /// Signs in together with the organisation's code; the employee number when left out.
    pub login_id: Option<Code>,
    pub role: Role,
}

/// A group as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRow {
    pub id: Id<Group>,
    pub name: String,
}

/// A person as a list shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub id: Id<Person>,
    pub name: String,
    pub kana: String,
    pub email: Option<String>,
    pub employee_number: Option<String>,
    pub login_id: Option<String>,
    pub role: Role,
    pub is_org_admin: bool,
    pub state: PersonState,
    /// Unix milliseconds of the last sign-in.
    pub last_sign_in_at: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_name_is_trimmed_and_bounded() {
        assert_eq!(GroupName::parse("  営業部 ").unwrap().as_str(), "営業部");
        let long = "あ".repeat(61);
        for (bad, why) in [
            ("   ", Problem::Missing),
            ("a\nb", Problem::ControlCharacter),
            (&long, Problem::TooLong { max: 60 }),
        ] {
            assert_eq!(
                GroupName::parse(bad),
                Err(Refusal::invalid(Field::GroupName, why)),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn an_address_is_one_address() {
        for good in ["a@example.co.jp", " User.Name+x@Example.JP ", "x@日本語.jp"] {
            assert!(Email::check(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.jp",
            "a@b",
            "a b@c.jp",
            "a@b..jp",
            "a@@b.jp",
            ".a@b.jp",
            "a@b.jp,c@d.jp",
            "あ@b.jp",
        ] {
            assert!(Email::check(bad).is_err(), "{bad}");
        }
    }

    /// The characters that other systems lose come back as they were given.
    #[test]
    fn a_name_keeps_every_character() {
        for text in ["塚", "晴", "朗", "隆", "神", "福", "髙", "﨑", "𠮷"] {
            let name = PersonName::parse(text, text, "", "").unwrap();
            assert_eq!(name.family(), text);
            assert_eq!(name.full(), format!("{text} {text}"));
        }
    }

    #[test]
    fn a_name_without_a_blank_stays_whole() {
        let name = PersonName::parse("山田太郎", "", "ヤマダタロウ", "").unwrap();
        assert_eq!(name.full(), "山田太郎");
        assert_eq!(name.full_kana(), "ヤマダタロウ");
    }
}
