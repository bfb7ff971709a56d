//! Who was deleted. The row outlives the person: it tells a deletion from a lost key.

use std::collections::HashSet;

use domain::{id::Id, organization::Organization, people::Person};
use surrealdb::types::{RecordId, SurrealValue, Uuid};

use crate::{
    Backend,
    access::Scope,
    error::Result,
    store::{Unit, id_of, uuid},
};

#[derive(SurrealValue)]
struct Row {
    id: Uuid,
    org: Uuid,
    asked_at: u64,
    done: bool,
}

/// Adds that somebody is to be forgotten.
pub fn insert(unit: &mut Unit, scope: &Scope, person: Id<Person>, now: u64) {
    unit.insert(
        "erasure",
        Row {
            id: uuid(person),
            org: uuid(scope.organization()),
            asked_at: now,
            done: false,
        },
    );
}

/// Those whose key may still be there, of every organisation.
pub async fn unfinished(backend: &Backend) -> Result<Vec<(Id<Organization>, Id<Person>)>> {
    #[derive(SurrealValue)]
    struct Found {
        id: RecordId,
        org: Uuid,
    }
    let mut query = Unit::new();
    query.statement("SELECT id, org FROM erasure WHERE done = false LIMIT 500;");
    let rows: Vec<Found> = backend.store.read(query).await?.take(0)?;
    rows.iter()
        .map(|row| Ok((Id::from_uuid(row.org.into()), id_of(&row.id)?)))
        .collect()
}

/// Writes that the key is gone.
pub async fn mark_done(backend: &Backend, person: Id<Person>, now: u64) -> Result<()> {
    let mut unit = Unit::new();
    unit.statement("UPDATE $erasure_id SET done = true, done_at = $erasure_now WHERE done = false RETURN NONE;")
        .record("erasure_id", "erasure", person)
        .bind("erasure_now", now);
    backend.store.commit(unit).await.map(|_| ())
}

/// Which of these people were deleted.
pub async fn erased(
    backend: &Backend,
    organization: Id<Organization>,
    people: &[Id<Person>],
) -> Result<HashSet<Id<Person>>> {
    backend.store.present("erasure", organization, people).await
}
