//! The operation log: numbered, chained, and every manipulation of it named (W16.2).

mod names;
mod reading;
mod sealing;
mod tampering;

use backend::{
    Backend,
    access::Scope,
    audit::{self, BreakKind, Event, Report},
    store::Unit,
};
use surrealdb::types::{Bytes, RecordId, SurrealValue};

use crate::harness::{House, Office};

/// An entry as who can change the database sees it.
#[derive(Clone, Debug, SurrealValue)]
struct Raw {
    id: RecordId,
    number: Option<u64>,
    hash: Option<String>,
    event: String,
    detail: Bytes,
}

async fn run(house: &House, fill: impl FnOnce(&mut Unit)) {
    let mut unit = Unit::new();
    fill(&mut unit);
    house.backend.store.commit(unit).await.unwrap();
}

/// A unit of one entry.
async fn note_one(backend: &Backend, scope: &Scope) {
    let mut unit = Unit::new();
    audit::note(&mut unit, scope, backend.now(), Event::SignedOut, None, &[]).unwrap();
    backend.store.commit(unit).await.unwrap();
}

/// Entries that wait, one unit each hundred.
async fn crowded(house: &House, scope: &Scope, hundreds: u32) {
    for _ in 0..hundreds {
        let mut unit = Unit::new();
        for _ in 0..100 {
            let now = house.backend.now();
            audit::note(&mut unit, scope, now, Event::SignedOut, None, &[]).unwrap();
        }
        house.backend.store.commit(unit).await.unwrap();
    }
}

async fn note(house: &House, scope: &Scope, count: u32) {
    for n in 0..count {
        let mut unit = Unit::new();
        let details = [("n", &*n.to_string())];
        audit::note(
            &mut unit,
            scope,
            house.backend.now(),
            Event::PreferencesChanged,
            None,
            &details,
        )
        .unwrap();
        house.backend.store.commit(unit).await.unwrap();
        house.wait(1);
    }
}

/// The organisation's entries in the order of their numbers.
async fn raw(house: &House, office: &Office) -> Vec<Raw> {
    let mut query = Unit::new();
    query
        .statement(
            "SELECT id, number, hash, event, detail FROM audit_entry WHERE org = $org ORDER BY number;",
        )
        .id("org", office.id);
    crate::harness::read(&house.backend, query).await
}

/// An organisation with a log of `count` entries at least, sealed and sound, and another beside it.
async fn logged(count: u32) -> (House, Office, Vec<Raw>) {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let other = house.organization("other").await;
    note(&house, &office.scope, count).await;
    note(&house, &other.scope, 3).await;
    audit::seal_all(&house.backend).await.unwrap();
    let entries = raw(&house, &office).await;
    let numbers: Vec<_> = entries.iter().map(|entry| entry.number.unwrap()).collect();
    let expected: Vec<_> = (1..=entries.len() as u64).collect();
    assert_eq!(numbers, expected);
    assert!(verify(&house, &office).await.holds());
    assert!(verify(&house, &other).await.holds());
    (house, office, entries)
}

async fn verify(house: &House, office: &Office) -> Report {
    audit::verify(&house.backend, office.id).await.unwrap()
}

/// What was found, by number, entry and kind.
async fn found(house: &House, office: &Office) -> Vec<(u64, Option<uuid::Uuid>, BreakKind)> {
    let report = verify(house, office).await;
    assert!(!report.holds());
    report
        .breaks
        .into_iter()
        .map(|found| (found.number, found.entry, found.kind))
        .collect()
}

fn key(entry: &Raw) -> uuid::Uuid {
    let surrealdb::types::RecordIdKey::Uuid(key) = &entry.id.key else {
        panic!("{:?}", entry.id)
    };
    (*key).into()
}
