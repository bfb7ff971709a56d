//! Sessions, and what pages need of who has one.

use domain::{access::Theme, id::Id, people::Person};
use surrealdb::types::{Bytes, RecordId, SurrealValue, Uuid};

use crate::{
    Backend,
    access::Scope,
    error::Result,
    store::{Unit, record, uuid},
};

/// A session to insert.
#[derive(SurrealValue)]
pub(in crate::access) struct Session {
    id: String,
    org: Uuid,
    person: RecordId,
    origin: Bytes,
    mark: Uuid,
    must_change: bool,
    created_at: u64,
    seen_at: u64,
}

impl Session {
    pub fn new(
        hash: &str,
        scope: &Scope,
        person: Id<Person>,
        origin: Bytes,
        mark: Id<domain::access::Session>,
        must_change: bool,
        now: u64,
    ) -> Self {
        Self {
            id: hash.to_owned(),
            org: uuid(scope.organization()),
            person: record("person", person),
            origin,
            mark: uuid(mark),
            must_change,
            created_at: now,
            seen_at: now,
        }
    }
}

pub(in crate::access) fn insert_session(unit: &mut Unit, _scope: &Scope, session: Session) {
    unit.insert("session", session);
}

/// A session with what its person may do.
#[derive(SurrealValue)]
pub(in crate::access) struct LiveSession {
    pub org: Uuid,
    pub person: RecordId,
    pub must_change: bool,
    pub created_at: u64,
    pub seen_at: u64,
    pub role: String,
    pub is_org_admin: bool,
    pub state: String,
}

pub(in crate::access) async fn session(
    backend: &Backend,
    hash: &str,
) -> Result<Option<LiveSession>> {
    let mut query = Unit::new();
    query
        .statement(
            "SELECT org, person, must_change, created_at, seen_at, person.role AS role, person.is_org_admin AS is_org_admin, person.state AS state
             FROM $session_id WHERE person.org = org;",
        )
        .bind("session_id", RecordId::new("session", hash));
    Ok(backend.store.read(query).await?.take(0)?)
}

pub(in crate::access) async fn touch_session(
    backend: &Backend,
    hash: &str,
    now: u64,
) -> Result<()> {
    let mut unit = Unit::new();
    unit.statement("UPDATE $session_id SET seen_at = $session_now RETURN NONE;")
        .bind("session_id", RecordId::new("session", hash))
        .bind("session_now", now);
    backend.store.commit(unit).await.map(|_| ())
}

pub(in crate::access) fn end_session(unit: &mut Unit, scope: &Scope, hash: &str) {
    unit.statement("DELETE $session_id WHERE org = $session_org RETURN NONE;")
        .bind("session_id", RecordId::new("session", hash))
        .id("session_org", scope.organization());
}

/// Adds to a unit that every session of a person ends, at their next request.
pub fn end_sessions(unit: &mut Unit, scope: &Scope, person: Id<Person>) {
    unit.statement(
        "DELETE session WHERE org = $sessions_org AND person = $sessions_person RETURN NONE;",
    )
    .id("sessions_org", scope.organization())
    .record("sessions_person", "person", person);
}

#[derive(SurrealValue)]
pub(in crate::access) struct ViewerRow {
    pub name: Bytes,
    pub organization_name: Bytes,
}

pub(in crate::access) async fn viewer(
    backend: &Backend,
    scope: &Scope,
    person: Id<Person>,
) -> Result<Option<ViewerRow>> {
    let mut query = Unit::new();
    query
        .statement(
            "SELECT name, type::record('organization', org).name AS organization_name FROM $person_id WHERE org = $person_org;",
        )
        .record("person_id", "person", person)
        .id("person_org", scope.organization());
    Ok(backend.store.read(query).await?.take(0)?)
}

pub(in crate::access) fn set_preferences(
    unit: &mut Unit,
    scope: &Scope,
    person: Id<Person>,
    locale: &str,
    theme: Theme,
) {
    unit.statement("UPDATE $person_id SET locale = $person_locale, theme = $person_theme WHERE org = $person_org RETURN NONE;")
        .record("person_id", "person", person)
        .id("person_org", scope.organization())
        .bind("person_locale", locale.to_owned())
        .bind("person_theme", theme.as_str().to_owned());
}
