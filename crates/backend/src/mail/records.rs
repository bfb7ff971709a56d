//! How the outbox lies in the store. Nothing outside `mail` imports this.

use domain::{id::Id, organization::Organization};
use surrealdb::types::{Bytes, SurrealValue, Uuid};

use super::Mail;
use crate::store::{Unit, uuid};

#[derive(SurrealValue)]
struct Row {
    id: Uuid,
    org: Uuid,
    person: Uuid,
    kind: String,
    parameters: Option<Bytes>,
    priority: u8,
    state: String,
    due_at: u64,
    tries: u32,
    batch: Option<Uuid>,
    created_at: u64,
}

pub(super) fn insert(unit: &mut Unit, mail: &Mail, organization: Id<Organization>, now: u64) {
    unit.insert(
        "outbox",
        Row {
            id: mail.cause.into(),
            org: uuid(organization),
            person: uuid(mail.person),
            kind: mail.kind.as_str().to_owned(),
            parameters: None,
            priority: mail.kind.priority(),
            state: if mail.held { "held" } else { "waiting" }.to_owned(),
            due_at: mail.due_at,
            tries: 0,
            batch: mail.batch.map(Uuid::from),
            created_at: now,
        },
    );
}
