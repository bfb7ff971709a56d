//! Sessions, and what pages need of who has one.

use std::sync::Arc;

use domain::{access::Theme, id::Id, people::Person};
use surrealdb::types::{Bytes, RecordId, SurrealValue, Uuid};

use crate::{
    Backend,
    access::Scope,
    error::Result,
    store::{Ids, Kept, Store, Unit, id_of, record, uuid},
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
#[cfg_attr(feature = "testing", derive(PartialEq, Debug))]
pub struct LiveSession {
    pub(in crate::access) session: Begun,
    pub(in crate::access) person: Holder,
    /// Of the person.
    pub(in crate::access) id: Id<Person>,
}

#[derive(SurrealValue)]
#[cfg_attr(feature = "testing", derive(PartialEq, Debug))]
pub(in crate::access) struct Begun {
    pub org: Uuid,
    pub person: RecordId,
    pub must_change: bool,
    pub created_at: u64,
    pub seen_at: u64,
}

/// Whose session it is.
#[derive(SurrealValue)]
#[cfg_attr(feature = "testing", derive(PartialEq, Debug))]
pub(in crate::access) struct Holder {
    org: Uuid,
    pub name: Bytes,
    pub role: String,
    pub is_org_admin: bool,
    pub state: String,
}

/// Sessions in memory, by the hash of their token.
pub type Sessions = Kept<String, LiveSession>;

/// Room for sessions: some 20,000.
const SESSION_BYTES: u64 = 16 << 20;

/// No session yet.
pub fn sessions(store: &Store) -> Sessions {
    Kept::new(store, SESSION_BYTES, |session| {
        u32::try_from(session.person.name.len())
            .unwrap_or(u32::MAX)
            .saturating_add(700)
    })
}

/// The session of a token's hash with its person, as of now: every request asks, so it comes from memory where nothing touched either.
pub(in crate::access) async fn session(
    backend: &Backend,
    hash: &str,
) -> Result<Option<Arc<LiveSession>>> {
    let ids = |found: &LiveSession| Ids::default().and_key(hash).and(found.id);
    let read = || read_session(backend, hash);
    backend.sessions.get(hash.to_owned(), read, ids).await
}

async fn read_session(backend: &Backend, hash: &str) -> Result<Option<LiveSession>> {
    #[derive(SurrealValue)]
    struct Found {
        session: Option<Begun>,
        person: Option<Holder>,
    }
    let mut query = Unit::new();
    // Two records by their ids, without a plan: half of what a SELECT over the link costs, and every request pays it.
    query
        .statement("RETURN { session: $session_id.*, person: $session_id.person.* };")
        .bind("session_id", RecordId::new("session", hash));
    let found: Option<Found> = backend.store.read(query).await?.take(0)?;
    Ok(match found {
        Some(Found {
            session: Some(session),
            person: Some(person),
        }) if session.org == person.org => Some(LiveSession {
            id: id_of(&session.person)?,
            session,
            person,
        }),
        _ => None,
    })
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
