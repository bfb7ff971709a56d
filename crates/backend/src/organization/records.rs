//! How organisations lie in the store. Nothing outside `organization` imports this.

use std::collections::HashSet;

use domain::{id::Id, organization::Organization};
use surrealdb::types::{Bytes, RecordId, SurrealValue, Uuid};

use crate::{
    Backend,
    error::Result,
    store::{Unit, id_of, record, uuid},
};

#[derive(SurrealValue)]
struct New {
    id: Uuid,
    name: Bytes,
    code: Bytes,
    seats: u32,
    created_at: u64,
}

#[derive(SurrealValue)]
struct Code {
    id: String,
    org: Uuid,
}

#[derive(SurrealValue)]
struct Roster {
    id: Uuid,
    seats: u32,
    people: u32,
    org_admins: u32,
    rev: u32,
}

/// The organisation, its code, and its roster with the first administrator counted.
pub(super) fn insert(
    unit: &mut Unit,
    id: Id<Organization>,
    name: Vec<u8>,
    code: Vec<u8>,
    code_index: &str,
    seats: u32,
    now: u64,
) {
    unit.insert(
        "organization",
        New {
            id: uuid(id),
            name: name.into(),
            code: code.into(),
            seats,
            created_at: now,
        },
    )
    .insert(
        "organization_code",
        Code {
            id: code_index.to_owned(),
            org: uuid(id),
        },
    )
    .insert(
        "roster",
        Roster {
            id: uuid(id),
            seats,
            people: 1,
            org_admins: 1,
            rev: 0,
        },
    );
}

#[derive(SurrealValue)]
pub(super) struct Row {
    id: RecordId,
    pub name: Bytes,
    pub code: Bytes,
    pub seats: u32,
    pub people: u32,
    pub created_at: u64,
}

impl Row {
    pub fn id(&self) -> Result<Id<Organization>> {
        id_of(&self.id)
    }
}

pub(super) async fn list(backend: &Backend) -> Result<Vec<Row>> {
    let mut query = Unit::new();
    query.statement(
        "SELECT id, name, code, seats, created_at, type::record('roster', record::id(id)).people AS people FROM organization LIMIT 1000;",
    );
    Ok(backend.store.read(query).await?.take(0)?)
}

#[derive(SurrealValue)]
pub(super) struct Names {
    pub name: Bytes,
    pub code: Bytes,
}

pub(super) async fn one(backend: &Backend, id: Id<Organization>) -> Result<Option<Names>> {
    let mut query = Unit::new();
    query
        .statement("SELECT name, code FROM $organization_id;")
        .record("organization_id", "organization", id);
    Ok(backend.store.read(query).await?.take(0)?)
}

pub(super) async fn by_code(backend: &Backend, index: &str) -> Result<Option<Id<Organization>>> {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE org FROM ONLY $organization_code_id;")
        .bind(
            "organization_code_id",
            RecordId::new("organization_code", index),
        );
    let org: Option<Uuid> = backend.store.read(query).await?.take(0)?;
    Ok(org.map(|org| Id::from_uuid(org.into())))
}

pub(super) async fn existing(
    backend: &Backend,
    organizations: &[Id<Organization>],
) -> Result<HashSet<Id<Organization>>> {
    let ids: Vec<_> = organizations
        .iter()
        .map(|id| record("organization", *id))
        .collect();
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE id FROM $organization_ids;")
        .bind("organization_ids", ids);
    let found: Vec<RecordId> = backend.store.read(query).await?.take(0)?;
    found.iter().map(id_of).collect()
}
