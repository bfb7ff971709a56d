//! Who is in which group. A membership's id is [group, person], so that nobody is in a group twice.

use std::collections::HashMap;

use domain::{
    id::Id,
    people::{Group, Person},
};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Uuid};

use crate::{
    Backend,
    access::Scope,
    error::Result,
    store::{Unit, record, uuid},
};

/// Who put somebody into a group. An import replaces only what an import made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Manual,
    Import,
}

impl Origin {
    /// The text form that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Import => "import",
        }
    }
}

/// Somebody in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Membership {
    pub group: Id<Group>,
    pub person: Id<Person>,
}

impl Membership {
    fn record(self) -> RecordId {
        let key = vec![
            uuid(self.group).into_value(),
            uuid(self.person).into_value(),
        ];
        RecordId::new("membership", RecordIdKey::Array(key.into()))
    }
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    org: Uuid,
    of: Uuid,
    person: Uuid,
    origin: String,
}

fn rows(scope: &Scope, memberships: &[Membership], origin: Origin) -> Vec<Row> {
    memberships
        .iter()
        .map(|membership| Row {
            id: membership.record(),
            org: uuid(scope.organization()),
            of: uuid(membership.group),
            person: uuid(membership.person),
            origin: origin.as_str().to_owned(),
        })
        .collect()
}

/// Adds memberships; one that is there stays as it is. Groups and people that are not the organisation's make the unit refuse itself.
/// Once a unit.
pub fn add_memberships(unit: &mut Unit, scope: &Scope, memberships: &[Membership], origin: Origin) {
    if memberships.is_empty() {
        return;
    }
    let mut groups: Vec<_> = memberships.iter().map(|m| m.group).collect();
    groups.sort_unstable();
    groups.dedup();
    unit.statement(
        "IF array::len((SELECT VALUE id FROM $membership_groups WHERE org = $membership_org)) != $membership_group_count { THROW 'not_found' };
         INSERT IGNORE INTO membership $membership_rows RETURN NONE;",
    )
    .bind("membership_group_count", groups.len() as u64)
    .bind("membership_groups", groups.into_iter().map(|id| record("group", id)).collect::<Vec<_>>())
    .bind("membership_rows", rows(scope, memberships, origin))
    .id("membership_org", scope.organization());
}

/// Adds that these people must be the organisation's, or the unit refuses itself. Once a unit.
pub fn require_people(unit: &mut Unit, scope: &Scope, people: &[Id<Person>]) {
    let mut people = people.to_vec();
    people.sort_unstable();
    people.dedup();
    unit.statement(
        "IF array::len((SELECT VALUE id FROM $require_people WHERE org = $require_org)) != $require_count { THROW 'not_found' };",
    )
    .bind("require_count", people.len() as u64)
    .bind("require_people", people.into_iter().map(|id| record("person", id)).collect::<Vec<_>>())
    .id("require_org", scope.organization());
}

/// Adds the end of memberships. Once a unit.
pub fn remove_memberships(unit: &mut Unit, scope: &Scope, memberships: &[Membership]) {
    if memberships.is_empty() {
        return;
    }
    unit.statement("DELETE $membership_gone WHERE org = $membership_gone_org RETURN NONE;")
        .bind(
            "membership_gone",
            memberships.iter().map(|m| m.record()).collect::<Vec<_>>(),
        )
        .id("membership_gone_org", scope.organization());
}

/// The groups that somebody is in.
pub async fn groups_of(
    backend: &Backend,
    scope: &Scope,
    person: Id<Person>,
) -> Result<Vec<Id<Group>>> {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE of FROM membership WHERE org = $membership_org AND person = $membership_person;")
        .id("membership_org", scope.organization())
        .id("membership_person", person);
    let rows: Vec<Uuid> = backend.store.read(query).await?.take(0)?;
    Ok(rows
        .into_iter()
        .map(|id| Id::from_uuid(id.into()))
        .collect())
}

/// Everybody in a group.
pub async fn everybody_in(
    backend: &Backend,
    scope: &Scope,
    group: Id<Group>,
) -> Result<Vec<Id<Person>>> {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE person FROM membership WHERE org = $membership_org AND of = $membership_of;")
        .id("membership_org", scope.organization())
        .id("membership_of", group);
    let rows: Vec<Uuid> = backend.store.read(query).await?.take(0)?;
    Ok(rows
        .into_iter()
        .map(|id| Id::from_uuid(id.into()))
        .collect())
}

/// How many people are in each of these groups, counted as far as `most`: a page of groups costs the same for any number of people.
pub async fn counts(
    backend: &Backend,
    scope: &Scope,
    groups: &[Id<Group>],
    most: u32,
) -> Result<HashMap<Id<Group>, u32>> {
    #[derive(SurrealValue)]
    struct Count {
        of: Uuid,
        number: u32,
    }
    let mut query = Unit::new();
    query
        .statement(
            "$membership_groups.map(|$group: uuid| {
                 of: $group,
                 number: array::len((SELECT VALUE id FROM membership WHERE org = $membership_org AND of = $group LIMIT $membership_most))
             });",
        )
        .bind("membership_groups", groups.iter().map(|id| uuid(*id)).collect::<Vec<_>>())
        .bind("membership_most", most)
        .id("membership_org", scope.organization());
    let counts: Vec<Count> = backend.store.read(query).await?.take(0)?;
    Ok(counts
        .into_iter()
        .map(|count| (Id::from_uuid(count.of.into()), count.number))
        .collect())
}

/// A membership with who made it, as an import compares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KnownMembership {
    pub group: Id<Group>,
    pub person: Id<Person>,
    pub by_import: bool,
}

/// Every membership of the organisation.
pub async fn all(backend: &Backend, scope: &Scope) -> Result<Vec<KnownMembership>> {
    #[derive(SurrealValue)]
    struct Found {
        of: Uuid,
        person: Uuid,
        origin: String,
    }
    let mut query = Unit::new();
    query
        .statement("SELECT of, person, origin FROM membership WHERE org = $membership_org;")
        .id("membership_org", scope.organization());
    let rows: Vec<Found> = backend.store.read(query).await?.take(0)?;
    Ok(rows
        .into_iter()
        .map(|row| KnownMembership {
            group: Id::from_uuid(row.of.into()),
            person: Id::from_uuid(row.person.into()),
            by_import: row.origin == Origin::Import.as_str(),
        })
        .collect())
}
