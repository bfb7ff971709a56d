//! Groups: sealed names, unique by a look-up row.

use domain::{
    id::Id,
    people::{Group, GroupName, PAGE},
};
use surrealdb::types::{Bytes, RecordId, RecordIdKey, SurrealValue, Uuid};
use vault::{Field, Index, Place, normalize};

use crate::{
    Backend,
    access::Scope,
    error::Result,
    store::{Unit, id_of, record, uuid},
};

pub const PAGE_FIRST: &str =
    "SELECT id, name, rev FROM group WHERE org = $group_org ORDER BY id LIMIT 51;";
pub const PAGE_AFTER: &str = "SELECT id, name, rev FROM group WHERE org = $group_org AND id > $group_after ORDER BY id LIMIT 51;";

#[derive(SurrealValue)]
struct Row {
    id: Uuid,
    org: Uuid,
    name: Bytes,
    created_at: u64,
    rev: u32,
}

#[derive(SurrealValue)]
struct NameRow {
    id: RecordId,
    of: RecordId,
}

#[derive(SurrealValue)]
struct Stored {
    id: RecordId,
    name: Bytes,
    rev: u32,
}

/// A group, opened.
#[derive(Clone, Debug)]
pub struct Opened {
    pub id: Id<Group>,
    pub name: String,
    pub rev: u32,
}

fn place(scope: &Scope, id: Id<Group>) -> Place {
    Place {
        organization: scope.organization().uuid(),
        field: Field::GroupName,
        record: id.uuid(),
    }
}

fn name_row(scope: &Scope, name: &str) -> RecordId {
    let index = scope
        .organization_key()
        .blind_index(Index::GroupName, &normalize::group_name(name));
    let key = vec![
        uuid(scope.organization()).into_value(),
        index.as_str().to_owned().into_value(),
    ];
    RecordId::new("group_name", RecordIdKey::Array(key.into()))
}

impl Stored {
    fn open(self, scope: &Scope) -> Result<Opened> {
        let id = id_of(&self.id)?;
        Ok(Opened {
            id,
            name: scope
                .organization_key()
                .open_str(&place(scope, id), &self.name)?,
            rev: self.rev,
        })
    }
}

fn open_all(scope: &Scope, rows: Vec<Stored>) -> Result<Vec<Opened>> {
    rows.into_iter().map(|row| row.open(scope)).collect()
}

/// Adds a group and the row that keeps its name unique in the organisation.
pub fn insert_group(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<Group>,
    name: &GroupName,
    now: u64,
) -> Result<()> {
    let sealed = scope
        .organization_key()
        .seal_str(&place(scope, id), name.as_str())?;
    unit.insert(
        "group",
        Row {
            id: uuid(id),
            org: uuid(scope.organization()),
            name: sealed.into(),
            created_at: now,
            rev: 0,
        },
    )
    .insert(
        "group_name",
        NameRow {
            id: name_row(scope, name.as_str()),
            of: record("group", id),
        },
    );
    Ok(())
}

/// Adds a new name for a group that was read before.
pub fn rename_group(
    unit: &mut Unit,
    scope: &Scope,
    before: &Opened,
    name: &GroupName,
) -> Result<()> {
    let sealed = scope
        .organization_key()
        .seal_str(&place(scope, before.id), name.as_str())?;
    let (old, new) = (
        name_row(scope, &before.name),
        name_row(scope, name.as_str()),
    );
    unit.statement(
        "LET $group_done = (UPDATE $group_id SET name = $group_name, rev += 1 WHERE org = $group_org AND rev = $group_rev RETURN VALUE rev);
         IF array::len($group_done) != 1 { THROW 'changed' };",
    )
    .record("group_id", "group", before.id)
    .id("group_org", scope.organization())
    .bind("group_name", Bytes::from(sealed))
    .bind("group_rev", before.rev);
    if old != new {
        unit.statement("DELETE $group_old_name RETURN NONE;")
            .bind("group_old_name", old)
            .insert(
                "group_name",
                NameRow {
                    id: new,
                    of: record("group", before.id),
                },
            );
    }
    Ok(())
}

/// One group.
pub async fn group(backend: &Backend, scope: &Scope, id: Id<Group>) -> Result<Option<Opened>> {
    Ok(groups(backend, scope, &[id]).await?.pop())
}

/// These groups; one of another organisation is left out.
pub async fn groups(backend: &Backend, scope: &Scope, ids: &[Id<Group>]) -> Result<Vec<Opened>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Unit::new();
    query
        .statement("SELECT id, name, rev FROM $group_ids WHERE org = $group_org;")
        .bind(
            "group_ids",
            ids.iter()
                .map(|id| record("group", *id))
                .collect::<Vec<_>>(),
        )
        .id("group_org", scope.organization());
    open_all(scope, backend.store.read(query).await?.take(0)?)
}

/// A page of groups, newest first, and where the next begins.
pub async fn page(
    backend: &Backend,
    scope: &Scope,
    after: Option<Id<Group>>,
) -> Result<(Vec<Opened>, Option<Id<Group>>)> {
    let mut query = Unit::new();
    query.id("group_org", scope.organization());
    match after {
        None => query.statement(PAGE_FIRST),
        Some(last) => query
            .statement(PAGE_AFTER)
            .record("group_after", "group", last),
    };
    let mut rows = open_all(scope, backend.store.read(query).await?.take(0)?)?;
    let has_more = rows.len() > usize::from(PAGE);
    rows.truncate(usize::from(PAGE));
    let next = rows.last().filter(|_| has_more).map(|last| last.id);
    Ok((rows, next))
}

/// Groups read at once by [`window`].
pub const WINDOW: usize = 2_000;

/// The next groups of the organisation, newest first, at most [`WINDOW`].
pub async fn window(
    backend: &Backend,
    scope: &Scope,
    after: Option<Id<Group>>,
) -> Result<Vec<Opened>> {
    let mut query = Unit::new();
    query.id("group_org", scope.organization());
    match after {
        None => query.statement(
            "SELECT id, name, rev FROM group WHERE org = $group_org ORDER BY id LIMIT 2000;",
        ),
        Some(last) => query
            .statement("SELECT id, name, rev FROM group WHERE org = $group_org AND id > $group_after ORDER BY id LIMIT 2000;")
            .record("group_after", "group", last),
    };
    open_all(scope, backend.store.read(query).await?.take(0)?)
}

/// Every group of the organisation, newest first.
pub async fn all(backend: &Backend, scope: &Scope) -> Result<Vec<Opened>> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let window = window(backend, scope, after).await?;
        let is_last = window.len() < WINDOW;
        after = window.last().map(|group| group.id);
        all.extend(window);
        if is_last {
            return Ok(all);
        }
    }
}

/// The groups of these names that there are; found by their look-up rows.
pub async fn by_names(
    backend: &Backend,
    scope: &Scope,
    names: &[GroupName],
) -> Result<Vec<Opened>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Unit::new();
    query
        .statement(
            "LET $group_found = (SELECT VALUE of FROM $group_names);
             SELECT id, name, rev FROM $group_found WHERE org = $group_org;",
        )
        .bind(
            "group_names",
            names
                .iter()
                .map(|name| name_row(scope, name.as_str()))
                .collect::<Vec<_>>(),
        )
        .id("group_org", scope.organization());
    open_all(scope, backend.store.read(query).await?.take(1)?)
}
