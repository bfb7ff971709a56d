//! Pages of people, newest first, through an index each.

use std::collections::HashSet;

use domain::{
    id::Id,
    organization::Organization,
    people::{Group, PAGE, Person, PersonState},
};
use surrealdb::types::{Bytes, RecordId, SurrealValue, Uuid};

use super::person::Stored;
use crate::{
    Backend,
    access::Scope,
    error::Result,
    store::{Unit, record},
};

/// The statements of the lists, for the tests that look how the store carries them out.
pub const PAGE_FIRST: &str = "SELECT id, name, email, employee_number, login_id, role, is_org_admin, state, last_sign_in_at, created_at, rev
     FROM person WHERE org = $person_org ORDER BY id LIMIT 51;";
pub const PAGE_AFTER: &str = "SELECT id, name, email, employee_number, login_id, role, is_org_admin, state, last_sign_in_at, created_at, rev
     FROM person WHERE org = $person_org AND id > $person_after ORDER BY id LIMIT 51;";
pub const STATE_FIRST: &str = "SELECT VALUE id FROM person WHERE org = $person_org AND state = $person_state ORDER BY id LIMIT 51;";
pub const STATE_AFTER: &str = "SELECT VALUE id FROM person WHERE org = $person_org AND state = $person_state AND id > $person_after ORDER BY id LIMIT 51;";
pub const MEMBERS_FIRST: &str = "SELECT VALUE person FROM membership WHERE org = $membership_org AND of = $membership_of ORDER BY person LIMIT 51;";
pub const MEMBERS_AFTER: &str = "SELECT VALUE person FROM membership WHERE org = $membership_org AND of = $membership_of AND person > $membership_after
     ORDER BY person LIMIT 51;";

/// A page of something and where the next begins.
pub struct Page<T> {
    pub rows: Vec<T>,
    pub next: Option<Id<Person>>,
}

/// One more than a page was asked for, to know whether there is a next.
fn page<T>(mut rows: Vec<T>, id: impl Fn(&T) -> Result<Id<Person>>) -> Result<Page<T>> {
    let next = if rows.len() > usize::from(PAGE) {
        rows.truncate(usize::from(PAGE));
        rows.last().map(id).transpose()?
    } else {
        None
    };
    Ok(Page { rows, next })
}

/// Everybody, newest first.
pub async fn everybody(
    backend: &Backend,
    scope: &Scope,
    after: Option<Id<Person>>,
) -> Result<Page<Stored>> {
    let mut query = Unit::new();
    query.id("person_org", scope.organization());
    match after {
        None => query.statement(PAGE_FIRST),
        Some(last) => query
            .statement(PAGE_AFTER)
            .record("person_after", "person", last),
    };
    let rows: Vec<Stored> = backend.store.read(query).await?.take(0)?;
    page(rows, Stored::person)
}

/// Those in a state, newest first.
pub async fn in_state(
    backend: &Backend,
    scope: &Scope,
    state: PersonState,
    after: Option<Id<Person>>,
) -> Result<Page<Id<Person>>> {
    let mut query = Unit::new();
    query
        .id("person_org", scope.organization())
        .bind("person_state", state.as_str().to_owned());
    match after {
        None => query.statement(STATE_FIRST),
        Some(last) => query
            .statement(STATE_AFTER)
            .record("person_after", "person", last),
    };
    let rows: Vec<RecordId> = backend.store.read(query).await?.take(0)?;
    let rows = rows
        .iter()
        .map(crate::store::id_of)
        .collect::<Result<Vec<_>>>()?;
    page(rows, |id| Ok(*id))
}

/// How many are in a state, counted as far as `most`.
pub async fn count_in_state_up_to(
    backend: &Backend,
    scope: &Scope,
    state: PersonState,
    most: u32,
) -> Result<u32> {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE id FROM person WHERE org = $person_org AND state = $person_state ORDER BY id LIMIT $person_most;")
        .id("person_org", scope.organization())
        .bind("person_state", state.as_str().to_owned())
        .bind("person_most", most);
    let found: Vec<RecordId> = backend.store.read(query).await?.take(0)?;
    Ok(u32::try_from(found.len()).unwrap_or(most))
}

/// Everybody in a state.
pub async fn ids_in_state(
    backend: &Backend,
    scope: &Scope,
    state: PersonState,
) -> Result<Vec<Id<Person>>> {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE id FROM person WHERE org = $person_org AND state = $person_state;")
        .id("person_org", scope.organization())
        .bind("person_state", state.as_str().to_owned());
    let rows: Vec<RecordId> = backend.store.read(query).await?.take(0)?;
    rows.iter().map(crate::store::id_of).collect()
}

/// The members of a group, newest person first.
pub async fn members(
    backend: &Backend,
    scope: &Scope,
    group: Id<Group>,
    after: Option<Id<Person>>,
) -> Result<Page<Id<Person>>> {
    let mut query = Unit::new();
    query
        .id("membership_org", scope.organization())
        .id("membership_of", group);
    match after {
        None => query.statement(MEMBERS_FIRST),
        Some(last) => query.statement(MEMBERS_AFTER).id("membership_after", last),
    };
    let rows: Vec<Uuid> = backend.store.read(query).await?.take(0)?;
    page(
        rows.into_iter()
            .map(|id| Id::from_uuid(id.into()))
            .collect(),
        |id| Ok(*id),
    )
}

/// What a directory is made of.
#[derive(SurrealValue)]
pub struct DirectoryRow {
    pub id: RecordId,
    pub name: Bytes,
    pub email: Option<Bytes>,
    pub employee_number: Option<Bytes>,
    pub login_id: Option<Bytes>,
    pub role: String,
    pub is_org_admin: bool,
}

/// The next rows of an organisation, newest first, at most `limit`.
pub async fn directory_rows(
    backend: &Backend,
    scope: &Scope,
    after: Option<Id<Person>>,
) -> Result<Vec<DirectoryRow>> {
    let mut query = Unit::new();
    query.id("person_org", scope.organization());
    match after {
        None => query.statement(
            "SELECT id, name, email, employee_number, login_id, role, is_org_admin FROM person
             WHERE org = $person_org ORDER BY id LIMIT 1250;",
        ),
        Some(last) => query
            .statement(
                "SELECT id, name, email, employee_number, login_id, role, is_org_admin FROM person
                 WHERE org = $person_org AND id > $person_after ORDER BY id LIMIT 1250;",
            )
            .bind("person_after", record("person", last)),
    };
    Ok(backend.store.read(query).await?.take(0)?)
}

/// Rows of one read of [`directory_rows`].
pub const DIRECTORY_CHUNK: usize = 1_250;

/// Of these people, those who were invited by mail and have set no password yet; with the organisation administrators marked.
pub async fn awaiting_link(
    backend: &Backend,
    scope: &Scope,
    people: &[Id<Person>],
) -> Result<Vec<(Id<Person>, bool)>> {
    #[derive(SurrealValue)]
    struct Found {
        id: RecordId,
        is_org_admin: bool,
    }
    let mut query = Unit::new();
    query
        .statement(
            "SELECT id, is_org_admin FROM $person_ids WHERE org = $person_org AND state = 'invited' AND email != NONE
                 AND type::record('credential', record::id(id)).verifier = NONE;",
        )
        .bind("person_ids", people.iter().map(|id| record("person", *id)).collect::<Vec<_>>())
        .id("person_org", scope.organization());
    let rows: Vec<Found> = backend.store.read(query).await?.take(0)?;
    rows.iter()
        .map(|row| Ok((crate::store::id_of(&row.id)?, row.is_org_admin)))
        .collect()
}

/// Everybody's id, newest first.
pub async fn all_ids(backend: &Backend, scope: &Scope) -> Result<Vec<Id<Person>>> {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE id FROM person WHERE org = $person_org ORDER BY id;")
        .id("person_org", scope.organization());
    let rows: Vec<RecordId> = backend.store.read(query).await?.take(0)?;
    rows.iter().map(crate::store::id_of).collect()
}

/// Those of an organisation's `people` who have a row. For jobs; nobody's rights are asked.
pub async fn existing(
    backend: &Backend,
    organization: Id<Organization>,
    people: &[Id<Person>],
) -> Result<HashSet<Id<Person>>> {
    backend.store.present("person", organization, people).await
}
