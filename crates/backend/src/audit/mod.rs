//! The operation log: what a unit of work leaves behind (white paper §12, §16; W12.1, W16.2).
//!
//! An entry is written in the same unit as what it tells of, with a pending row beside it; a worker numbers and chains the entries later,
//! so that nobody waits for anybody. Said openly: an entry removed in the seconds before it is chained is not detectable.

mod checkpoint;
mod denials;
mod event;
mod list;
mod names;
mod records;
mod sealing;
mod verify;

pub use checkpoint::checkpoint;
pub use denials::{Denial, Denials, denials, flush_denials};
pub use event::{Event, Outcome};
pub use list::list;
#[cfg(feature = "testing")]
pub use records::LIST_QUERIES;
pub use sealing::{publish_heads, seal, seal_all};
pub use verify::{Break, BreakKind, Report, verify};

pub use domain::audit::Entry;
use domain::id::Id;
use surrealdb::types::{Bytes, RecordId, RecordIdKey, SurrealValue, Uuid};
use vault::{Field, Place, audit::SALT_BYTES};

use crate::{
    Backend,
    access::{Actor, Scope},
    error::Result,
    store::{Unit, uuid},
};

#[derive(SurrealValue)]
struct Row {
    id: Uuid,
    org: Uuid,
    at: u64,
    event: String,
    result: String,
    actor_kind: String,
    actor: Option<Uuid>,
    subject: Option<Uuid>,
    origin: Bytes,
    detail: Bytes,
    commitment: String,
}

#[derive(SurrealValue)]
struct Pending {
    id: RecordId,
}

/// Adds an entry that tells of something done to `unit`. `details` are codes, counts and roles, never names or addresses:
/// they outlive the people they tell of.
///
/// # Errors
/// When there is no randomness.
pub fn note(
    unit: &mut Unit,
    scope: &Scope,
    now: u64,
    event: Event,
    subject: Option<uuid::Uuid>,
    details: &[(&str, &str)],
) -> Result<()> {
    add(unit, scope, now, event, Outcome::Done, subject, details)
}

/// Writes an entry that tells of an attempt that was denied, in a unit of its own.
///
/// # Errors
/// When the store fails.
pub async fn denied(backend: &Backend, scope: &Scope, what: &str) -> Result<()> {
    let mut unit = Unit::new();
    add(
        &mut unit,
        scope,
        backend.now(),
        Event::AccessDenied,
        Outcome::Denied,
        None,
        &[("what", what)],
    )?;
    backend.store.commit(unit).await?;
    backend.wake.audit.notify_one();
    Ok(())
}

/// Adds an entry with any outcome.
///
/// # Errors
/// When there is no randomness.
pub fn add(
    unit: &mut Unit,
    scope: &Scope,
    now: u64,
    event: Event,
    outcome: Outcome,
    subject: Option<uuid::Uuid>,
    details: &[(&str, &str)],
) -> Result<()> {
    let id = Id::<Entry>::new(now)?;
    let salt = vault::audit::salt()?;
    let organization = scope.organization().uuid();
    let origin = serde_json::to_vec(scope.origin()).unwrap_or_default();
    let detail = serde_json::to_vec(details).unwrap_or_default();
    let commitment = scope.audit_key().commit(&salt, &[&origin, &detail]);
    let mut salted = Vec::with_capacity(SALT_BYTES + origin.len());
    salted.extend_from_slice(&salt);
    salted.extend_from_slice(&origin);
    let place = |field| Place {
        organization,
        field,
        record: id.uuid(),
    };
    let (kind, actor, key) = match scope.actor() {
        Actor::System => ("system", None, scope.organization_key()),
        Actor::Person(person) => ("person", Some(uuid(person.person)), &*person.key),
    };
    unit.insert(
        "audit_entry",
        Row {
            id: uuid(id),
            org: uuid(scope.organization()),
            at: now,
            event: event.as_str().to_owned(),
            result: outcome.as_str().to_owned(),
            actor_kind: kind.to_owned(),
            actor,
            subject: subject.map(Uuid::from),
            origin: key.seal(&place(Field::AuditOrigin), &salted)?.into(),
            detail: scope
                .organization_key()
                .seal(&place(Field::AuditDetail), &detail)?
                .into(),
            commitment: commitment.to_hex(),
        },
    );
    let key = vec![
        uuid(scope.organization()).into_value(),
        now.into_value(),
        uuid(id).into_value(),
    ];
    unit.insert(
        "audit_pending",
        Pending {
            id: RecordId::new("audit_pending", RecordIdKey::Array(key.into())),
        },
    );
    Ok(())
}
