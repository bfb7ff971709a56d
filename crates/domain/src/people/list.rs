//! Lists of people and of groups: what is asked for, and what is shown (white paper §4, §5).

use serde::{Deserialize, Serialize};

use super::{Group, GroupRow, Person, PersonRow, PersonState};
use crate::{
    access::Role,
    error::{Field, Refusal},
    id::Id,
    line::optional_line,
};

/// Beyond so many people in a state a page says only that there are more: counting them all would cost more with every person.
pub const COUNTED: u32 = 1_000;

/// The same of those without a password, who are counted whenever the page is opened.
pub const INVITED_COUNTED: u32 = 200;

/// Rows of a page.
pub const PAGE: u8 = 50;

/// The orders a list of people knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeopleOrder {
    /// The one registered last comes first; of an import, in the order of its file.
    #[default]
    Newest,
    /// アイウエオ; those without kana follow, by name.
    Kana,
}

impl PeopleOrder {
    /// Its form in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Kana => "kana",
        }
    }

    /// The order of a text form; the usual one for any other text.
    pub fn parse(text: &str) -> Self {
        if text == Self::Kana.as_str() {
            Self::Kana
        } else {
            Self::Newest
        }
    }
}

/// Whom a list of people shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PeopleQuery {
    /// Parts of a name, kana, number, login id or address, with blanks between; each must be found.
    pub search: String,
    pub group: Option<Id<Group>>,
    pub role: Option<Role>,
    /// Organisation administrators only.
    pub org_admins: bool,
    pub state: Option<PersonState>,
    pub order: PeopleOrder,
    /// The last person of the page before.
    pub after: Option<Id<Person>>,
}

impl PeopleQuery {
    /// Longest search, in characters.
    pub const MAX_SEARCH: u16 = 100;

    /// The query with a search that is not longer than it may be.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming the search.
    pub fn checked(self) -> Result<Self, Refusal> {
        let search = optional_line(&self.search, Self::MAX_SEARCH)
            .map_err(|problem| Refusal::invalid(Field::Search, problem))?
            .unwrap_or_default();
        Ok(Self { search, ..self })
    }

    /// Whether anybody is left out.
    pub fn is_filtered(&self) -> bool {
        !self.search.trim().is_empty()
            || self.group.is_some()
            || self.role.is_some()
            || self.org_admins
            || self.state.is_some()
    }
}

/// A page of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    pub rows: Vec<PersonRow>,
    /// How many the whole list has.
    pub total: u32,
    /// There are more than that; they were not counted.
    pub more: bool,
    /// Where the next page begins, when there is one.
    pub next: Option<Id<Person>>,
}

/// A group as the list of groups shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSummary {
    pub id: Id<Group>,
    pub name: String,
    /// How many people are in it; one more than [`COUNTED`] stands for any larger number.
    pub members: u32,
}

/// A page of groups, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupsPage {
    pub rows: Vec<GroupSummary>,
    /// Where the next page begins, when there is one.
    pub next: Option<Id<Group>>,
}

/// A group with a page of its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    pub id: Id<Group>,
    pub name: String,
    /// What a rename must name, so that a stale one is noticed.
    pub rev: u32,
    pub members: PeoplePage,
}

/// Everything an administrator sees of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    pub id: Id<Person>,
    /// What a save must name, so that a stale one is noticed.
    pub rev: u32,
    pub name: super::PersonName,
    pub email: Option<String>,
    pub employee_number: Option<String>,
    pub login_id: Option<String>,
    pub role: Role,
    pub is_org_admin: bool,
    pub state: PersonState,
    /// Unix milliseconds.
    pub created_at: u64,
    /// Unix milliseconds of the last sign-in.
    pub last_sign_in_at: Option<u64>,
    pub groups: Vec<GroupRow>,
    /// Whether it is the one who asks.
    pub is_self: bool,
    /// Whether the one who asks may change this person: nobody acts on who has more rights (W6.5).
    pub may_change: bool,
}

/// One line of a sheet of initial passwords, to be handed to its person (W7.4, W7.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetLine {
    pub person: Id<Person>,
    pub name: String,
    pub employee_number: Option<String>,
    pub email: Option<String>,
    pub login_id: Option<String>,
    pub password: String,
}

/// A sheet of initial passwords: readable by the session that made it, for half an hour or until it says "finished".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordSheetView {
    pub id: Id<PasswordSheet>,
    pub organization_code: String,
    /// Where its people sign in.
    pub sign_in_at: String,
    pub lines: Vec<SheetLine>,
    pub total: u32,
    /// Number of the first line that follows, when there is one.
    pub next: Option<u32>,
    /// Unix milliseconds.
    pub expires_at: u64,
}

/// Marker for [`Id`]s of password sheets.
#[derive(Debug)]
pub enum PasswordSheet {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Problem;

    #[test]
    fn a_query_filters_as_soon_as_one_thing_is_asked_for() {
        let none = PeopleQuery::default();
        assert!(!none.is_filtered());
        let blank = PeopleQuery {
            search: " \u{3000}".into(),
            ..none.clone()
        };
        assert!(!blank.is_filtered());
        for query in [
            PeopleQuery {
                search: "高橋".into(),
                ..none.clone()
            },
            PeopleQuery {
                role: Some(Role::Learner),
                ..none.clone()
            },
            PeopleQuery {
                org_admins: true,
                ..none.clone()
            },
            PeopleQuery {
                state: Some(PersonState::Invited),
                ..none.clone()
            },
        ] {
            assert!(query.is_filtered());
        }
    }

    #[test]
    fn a_search_is_bounded() {
        let query = |search: &str| PeopleQuery {
            search: search.into(),
            ..PeopleQuery::default()
        };
        assert_eq!(query(" 高橋 ").checked().unwrap().search, "高橋");
        assert_eq!(
            query(&"あ".repeat(101)).checked(),
            Err(Refusal::invalid(
                Field::Search,
                Problem::TooLong { max: 100 }
            ))
        );
    }

    #[test]
    fn an_unknown_order_is_the_usual_one() {
        for order in [PeopleOrder::Newest, PeopleOrder::Kana] {
            assert_eq!(PeopleOrder::parse(order.as_str()), order);
        }
        assert_eq!(PeopleOrder::parse("name; DROP"), PeopleOrder::Newest);
    }
}
