//! Signed heads as they lie in the store.

use domain::{id::Id, organization::Organization};
use surrealdb::types::{Bytes, RecordId, RecordIdKey, SurrealValue, Uuid};
use vault::{audit::Head, sign::SIGNATURE_BYTES};

use crate::{
    Backend,
    error::Result,
    store::{Unit, uuid},
};

/// A checkpoint as it lies there; nothing of it is believed yet.
#[derive(SurrealValue)]
pub(in crate::audit) struct Row {
    id: RecordId,
    org: Uuid,
    pub number: u64,
    pub hash: String,
    pub at: u64,
    pub signature: Bytes,
}

/// Adds a checkpoint, unless the log has one at this number.
pub(in crate::audit) fn insert(
    unit: &mut Unit,
    organization: Id<Organization>,
    head: Head,
    at: u64,
    signature: &[u8; SIGNATURE_BYTES],
) {
    let key = vec![uuid(organization).into_value(), head.sequence.into_value()];
    let row = Row {
        id: RecordId::new("audit_checkpoint", RecordIdKey::Array(key.into())),
        org: uuid(organization),
        number: head.sequence,
        hash: head.hash.to_hex(),
        at,
        signature: Bytes::from(signature.to_vec()),
    };
    unit.statement("INSERT IGNORE INTO audit_checkpoint $audit_checkpoint RETURN NONE;")
        .bind("audit_checkpoint", row);
}

/// An organisation's checkpoints by number: one a day on which the log went on.
pub(in crate::audit) const ALL: &str =
    "SELECT * FROM audit_checkpoint WHERE org = $audit_org ORDER BY number;";

pub(in crate::audit) async fn all(
    backend: &Backend,
    organization: Id<Organization>,
) -> Result<Vec<Row>> {
    let mut query = Unit::new();
    query.statement(ALL).id("audit_org", organization);
    Ok(backend.store.read(query).await?.take(0)?)
}
