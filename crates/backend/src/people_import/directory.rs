//! Who is registered, as the plan compares lines with them, and how they are found.

use std::collections::HashMap;

use domain::{
    access::Role,
    id::Id,
    people::{Group, Person, PersonName},
};
use vault::normalize;

/// Somebody registered.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Who.
    pub id: Id<Person>,
    /// Their name and kana.
    pub name: PersonName,
    /// Their address, as it was given.
    pub email: Option<String>,
    /// Their employee number, as it was given.
    pub employee_number: Option<String>,
    /// Their login id, as it was given.
    pub login_id: Option<String>,
    /// Their role.
    pub role: Role,
    /// Whether they administer the organisation.
    pub is_org_admin: bool,
    /// The groups they are in.
    pub groups: Vec<Membership>,
}

/// Somebody's being in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The group.
    pub group: Id<Group>,
    /// Whether an import made it. Only such a one is ended by an import.
    pub imported: bool,
}

/// Everybody registered and every group, found by what a line says.
#[derive(Debug, Default)]
pub struct Directory {
    people: Vec<Registered>,
    groups: Vec<(Id<Group>, String)>,
    by_number: HashMap<String, usize>,
    by_email: HashMap<String, usize>,
    by_login: HashMap<String, usize>,
    by_group: HashMap<String, usize>,
    by_group_id: HashMap<Id<Group>, usize>,
}

impl Directory {
    /// A directory of these people and groups.
    #[must_use]
    pub fn new(people: Vec<Registered>, groups: Vec<(Id<Group>, String)>) -> Self {
        let index = |key: fn(&Registered) -> Option<String>| {
            people
                .iter()
                .enumerate()
                .filter_map(|(at, person)| Some((key(person)?, at)))
                .collect()
        };
        Self {
            by_number: index(Registered::number_key),
            by_email: index(Registered::email_key),
            by_login: index(Registered::login_key),
            by_group: groups
                .iter()
                .enumerate()
                .map(|(at, (_, name))| (normalize::group_name(name), at))
                .collect(),
            by_group_id: groups
                .iter()
                .enumerate()
                .map(|(at, (id, _))| (*id, at))
                .collect(),
            people,
            groups,
        }
    }

    pub(super) fn people(&self) -> &[Registered] {
        &self.people
    }

    pub(super) fn by_number(&self, key: &str) -> Option<usize> {
        self.by_number.get(key).copied()
    }

    pub(super) fn by_email(&self, key: &str) -> Option<usize> {
        self.by_email.get(key).copied()
    }

    pub(super) fn by_login(&self, key: &str) -> Option<usize> {
        self.by_login.get(key).copied()
    }

    pub(super) fn group(&self, key: &str) -> Option<Id<Group>> {
        self.by_group.get(key).map(|&at| self.groups[at].0)
    }

    pub(super) fn group_name(&self, id: Id<Group>) -> &str {
        self.by_group_id
            .get(&id)
            .map_or("", |&at| &self.groups[at].1)
    }
}

impl Registered {
    pub(super) fn number_key(&self) -> Option<String> {
        self.employee_number
            .as_deref()
            .map(normalize::employee_number)
    }

    pub(super) fn email_key(&self) -> Option<String> {
        self.email.as_deref().map(normalize::email)
    }

    pub(super) fn login_key(&self) -> Option<String> {
        self.login_id.as_deref().map(normalize::login_id)
    }
}
