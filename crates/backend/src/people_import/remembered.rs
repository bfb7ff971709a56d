//! How mappings that organisations remember lie in the store, by the digest of a file's heading.

use surrealdb::types::{Bytes, RecordId, RecordIdKey, SurrealValue};
use vault::{Field, Place};

use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
    store::{Unit, uuid},
};

/// The mapping that was chosen last for files of this heading.
pub(super) async fn mapping(
    backend: &Backend,
    scope: &Scope,
    digest: &str,
) -> Result<Option<Vec<u8>>> {
    let record = mapping_record(digest)?;
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE mapping FROM $import_mapping_id;")
        .bind("import_mapping_id", mapping_id(scope, digest));
    let rows: Vec<Bytes> = backend.store.read(query).await?.take(0)?;
    let place = place(scope, record);
    rows.into_iter()
        .next()
        .map(|sealed| Ok(scope.organization_key().open(&place, &sealed)?.to_vec()))
        .transpose()
}

/// Adds that files of this heading are mapped so.
pub(super) fn remember(unit: &mut Unit, scope: &Scope, digest: &str, mapping: &[u8]) -> Result<()> {
    let record = mapping_record(digest)?;
    let place = place(scope, record);
    let sealed: Bytes = scope.organization_key().seal(&place, mapping)?.into();
    unit.statement("UPSERT $import_mapping_id SET org = $import_mapping_org, mapping = $import_mapping RETURN NONE;")
        .bind("import_mapping_id", mapping_id(scope, digest))
        .id("import_mapping_org", scope.organization())
        .bind("import_mapping", sealed);
    Ok(())
}

fn place(scope: &Scope, record: uuid::Uuid) -> Place {
    Place {
        organization: scope.organization().uuid(),
        field: Field::ImportMapping,
        record,
    }
}

/// What a remembered mapping is sealed to: the digest itself, so that it cannot be moved to another heading.
fn mapping_record(digest: &str) -> Result<uuid::Uuid> {
    let start = digest.len().saturating_sub(32);
    digest
        .get(start..)
        .and_then(|hex| uuid::Uuid::parse_str(hex).ok())
        .ok_or(Error::Corrupt("a digest of headings"))
}

fn mapping_id(scope: &Scope, digest: &str) -> RecordId {
    let key = vec![
        uuid(scope.organization()).into_value(),
        digest.to_owned().into_value(),
    ];
    RecordId::new("import_mapping", RecordIdKey::Array(key.into()))
}
