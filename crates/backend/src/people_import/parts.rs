//! The sealed parts of an import: parsed lines, the dry run, what is carried out. A part is sealed whole, for a line alone would cost more to seal than to read.

use domain::{id::Id, people_import::Import};
use serde::{Serialize, de::DeserializeOwned};
use surrealdb::types::{Bytes, RecordId, RecordIdKey, SurrealValue, Uuid};
use vault::{Field, Place};

use super::claim::Claim;
use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
    store::{Unit, uuid},
};

/// What a part holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Parsed lines of the file.
    Line,
    /// Lines of the dry run.
    Plan,
    /// What is carried out.
    Deed,
}

/// How far a part of what is carried out is.
pub(super) const WRITTEN: u8 = 1;
pub(super) const MAILED: u8 = 2;

/// Lines in one part.
const LINES_A_PART: usize = 500;
/// Bytes of its lines as they are sealed, unless one line alone is longer: a reader bounds that (`Limits::row`).
const BYTES_A_PART: usize = 1 << 20;
/// Bytes of parts that are put into one unit.
const BYTES_A_UNIT: usize = 4 << 20;

impl Kind {
    const ALL: [Self; 3] = [Self::Line, Self::Plan, Self::Deed];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Plan => "plan",
            Self::Deed => "deed",
        }
    }

    const fn field(self) -> Field {
        match self {
            Self::Line => Field::ImportLine,
            Self::Plan => Field::ImportReport,
            Self::Deed => Field::WorkPlan,
        }
    }
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    org: Uuid,
    data: Bytes,
    lines: u32,
    stage: u8,
}

/// The record a part's seal is bound to: the import's id with the part's number in it.
fn place(scope: &Scope, kind: Kind, import: Id<Import>, number: u32) -> Place {
    let mut bytes = *import.uuid().as_bytes();
    for (byte, of_number) in bytes[12..].iter_mut().zip((number + 1).to_be_bytes()) {
        *byte ^= of_number;
    }
    Place {
        organization: scope.organization().uuid(),
        field: kind.field(),
        record: uuid::Uuid::from_bytes(bytes),
    }
}

fn id(import: Id<Import>, kind: Kind, number: u32) -> RecordId {
    let key = vec![
        uuid(import).into_value(),
        kind.as_str().to_owned().into_value(),
        number.into_value(),
    ];
    RecordId::new("import_part", RecordIdKey::Array(key.into()))
}

/// Cuts lines into parts, each with the number of its lines.
pub(super) fn cut<T: Serialize>(lines: &[T]) -> Result<Vec<(&[T], u32)>> {
    let part = |lines| (lines, u32::try_from(<[T]>::len(lines)).unwrap_or(u32::MAX));
    let mut parts = Vec::new();
    let (mut from, mut bytes) = (0, 0);
    for (at, line) in lines.iter().enumerate() {
        let size = json(line)?.len();
        if at > from && (at - from == LINES_A_PART || bytes + size > BYTES_A_PART) {
            parts.push(part(&lines[from..at]));
            (from, bytes) = (at, 0);
        }
        bytes += size;
    }
    if from < lines.len() {
        parts.push(part(&lines[from..]));
    }
    Ok(parts)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|_| Error::Corrupt("import part"))
}

/// Seals parts and writes them, in as few units as their size allows. `parts` are values with the number of lines in each.
pub(super) async fn write<T: Serialize + Sync>(
    backend: &Backend,
    scope: &Scope,
    claim: &mut Claim,
    kind: Kind,
    parts: &[(T, u32)],
) -> Result<()> {
    let import = claim.import();
    let mut unit = claim.unit(scope);
    let mut bytes = 0;
    for ((part, lines), number) in parts.iter().zip(0_u32..) {
        let sealed = scope
            .organization_key()
            .seal(&place(scope, kind, import, number), &json(part)?)?;
        if bytes + sealed.len() > BYTES_A_UNIT && bytes > 0 {
            claim.commit(backend, unit).await?;
            unit = claim.unit(scope);
            bytes = 0;
        }
        bytes += sealed.len();
        unit.insert(
            "import_part",
            Row {
                id: id(import, kind, number),
                org: uuid(scope.organization()),
                data: sealed.into(),
                lines: *lines,
                stage: 0,
            },
        );
    }
    if bytes > 0 {
        claim.commit(backend, unit).await?;
    }
    Ok(())
}

#[derive(SurrealValue)]
struct Data {
    data: Bytes,
}

/// Every part of a kind, in order.
pub(super) async fn read<T: DeserializeOwned + Send + 'static>(
    backend: &Backend,
    scope: &Scope,
    import: Id<Import>,
    kind: Kind,
) -> Result<Vec<T>> {
    let mut query = Unit::new();
    query
        .statement(
            "SELECT data FROM import_part:[$import_part, $import_part_kind, 0]..[$import_part, $import_part_kind, 1000000]
             WHERE org = $import_part_org;",
        )
        .id("import_part", import)
        .bind("import_part_kind", kind.as_str().to_owned())
        .id("import_part_org", scope.organization());
    let rows: Vec<Data> = backend.store.read(query).await?.take(0)?;
    let scope = scope.clone();
    tokio::task::spawn_blocking(move || {
        rows.into_iter()
            .zip(0..)
            .map(|(row, number)| open(&scope, kind, import, number, &row.data))
            .collect()
    })
    .await?
}

fn open<T: DeserializeOwned>(
    scope: &Scope,
    kind: Kind,
    import: Id<Import>,
    number: u32,
    sealed: &[u8],
) -> Result<T> {
    let plain = scope
        .organization_key()
        .open(&place(scope, kind, import, number), sealed)?;
    serde_json::from_slice(&plain).map_err(|_| Error::Corrupt("import part"))
}

/// One part.
pub(super) async fn read_one<T: DeserializeOwned>(
    backend: &Backend,
    scope: &Scope,
    import: Id<Import>,
    kind: Kind,
    number: u32,
) -> Result<T> {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE data FROM $import_part_id WHERE org = $import_part_org;")
        .bind("import_part_id", id(import, kind, number))
        .id("import_part_org", scope.organization());
    let rows: Vec<Bytes> = backend.store.read(query).await?.take(0)?;
    let sealed = rows
        .into_iter()
        .next()
        .ok_or(Error::Corrupt("import part"))?;
    open(scope, kind, import, number, &sealed)
}

/// How far each part of what is carried out is: its stage and its lines, in order.
pub(super) async fn stages(
    backend: &Backend,
    scope: &Scope,
    import: Id<Import>,
) -> Result<Vec<(u8, u32)>> {
    #[derive(SurrealValue)]
    struct Stage {
        stage: u8,
        lines: u32,
    }
    let mut query = Unit::new();
    query
        .statement(
            "SELECT stage, lines FROM import_part:[$import_part, 'deed', 0]..[$import_part, 'deed', 1000000] WHERE org = $import_part_org;",
        )
        .id("import_part", import)
        .id("import_part_org", scope.organization());
    let rows: Vec<Stage> = backend.store.read(query).await?.take(0)?;
    Ok(rows.into_iter().map(|row| (row.stage, row.lines)).collect())
}

/// Adds that parts reached the next stage. The unit refuses itself as changed when another worker was there first. Once a unit.
pub(super) fn reach(
    unit: &mut Unit,
    scope: &Scope,
    import: Id<Import>,
    numbers: &[u32],
    stage: u8,
) {
    unit.statement(
        "LET $import_part_done = (UPDATE $import_parts SET stage = $import_part_stage
             WHERE org = $import_part_org AND stage = $import_part_before RETURN VALUE stage);
         IF array::len($import_part_done) != $import_part_count { THROW 'changed' };",
    )
    .bind(
        "import_parts",
        numbers
            .iter()
            .map(|number| id(import, Kind::Deed, *number))
            .collect::<Vec<_>>(),
    )
    .bind("import_part_count", numbers.len() as u64)
    .bind("import_part_stage", stage)
    .bind("import_part_before", stage - 1)
    .id("import_part_org", scope.organization());
}

/// Deletes every part of a kind, before others are written in their place.
pub(super) async fn delete(
    backend: &Backend,
    scope: &Scope,
    claim: &mut Claim,
    kind: Kind,
) -> Result<()> {
    loop {
        let left = some(backend, scope, claim.import(), kind).await?;
        if left.is_empty() {
            return Ok(());
        }
        let mut unit = claim.unit(scope);
        delete_these(&mut unit, scope, left);
        claim.commit(backend, unit).await?;
    }
}

/// Deletes every part of an import that nobody writes any more.
pub(super) async fn delete_all(backend: &Backend, scope: &Scope, import: Id<Import>) -> Result<()> {
    for kind in Kind::ALL {
        loop {
            let left = some(backend, scope, import, kind).await?;
            if left.is_empty() {
                break;
            }
            let mut unit = Unit::new();
            delete_these(&mut unit, scope, left);
            backend.store.commit(unit).await?;
        }
    }
    Ok(())
}

/// Some of the parts there are, wherever the first of them is: an earlier deletion may have been interrupted.
async fn some(
    backend: &Backend,
    scope: &Scope,
    import: Id<Import>,
    kind: Kind,
) -> Result<Vec<RecordId>> {
    let mut query = Unit::new();
    query
        .statement(
            "SELECT VALUE id FROM import_part:[$import_part, $import_part_kind, 0]..[$import_part, $import_part_kind, 1000000]
             WHERE org = $import_part_org LIMIT 500;",
        )
        .id("import_part", import)
        .bind("import_part_kind", kind.as_str().to_owned())
        .id("import_part_org", scope.organization());
    let mut parts: Vec<RecordId> = backend.store.read(query).await?.take(0)?;
    // A range passes over the limit.
    parts.truncate(500);
    Ok(parts)
}

fn delete_these(unit: &mut Unit, scope: &Scope, parts: Vec<RecordId>) {
    unit.statement("DELETE $import_parts WHERE org = $import_part_org RETURN NONE;")
        .bind("import_parts", parts)
        .id("import_part_org", scope.organization());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(lines: &[String]) -> Vec<u32> {
        let parts = cut(lines).unwrap();
        assert_eq!(
            parts
                .iter()
                .flat_map(|(lines, _)| *lines)
                .collect::<Vec<_>>(),
            lines.iter().collect::<Vec<_>>()
        );
        parts.into_iter().map(|(_, lines)| lines).collect()
    }

    #[test]
    fn parts_are_bounded_in_lines_and_in_bytes() {
        assert_eq!(lengths(&[]), [0; 0]);
        assert_eq!(lengths(&vec!["short".to_owned(); 1_001]), [500, 500, 1]);
        // A quarter and a little more, four times.
        let long = "x".repeat(BYTES_A_PART / 4);
        assert_eq!(lengths(&vec![long; 4]), [3, 1]);
        let longer = "x".repeat(BYTES_A_PART);
        assert_eq!(lengths(&vec![longer; 2]), [1, 1]);
    }
}
