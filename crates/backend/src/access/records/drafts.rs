//! How drafts lie in the store.

use domain::id::Id;
use surrealdb::types::{Bytes, SurrealValue, Uuid};

use crate::{
    Backend,
    access::drafts::Draft,
    error::Result,
    store::{Unit, uuid},
};

#[derive(SurrealValue)]
struct Row {
    id: Uuid,
    form: Bytes,
    expires_at: u64,
}

pub fn insert(unit: &mut Unit, id: Id<Draft>, form: Vec<u8>, expires_at: u64) {
    unit.insert(
        "draft",
        Row {
            id: uuid(id),
            form: form.into(),
            expires_at,
        },
    );
}

pub async fn form(backend: &Backend, id: Id<Draft>, now: u64) -> Result<Option<Bytes>> {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE form FROM ONLY $draft_id WHERE expires_at > $draft_now;")
        .record("draft_id", "draft", id)
        .bind("draft_now", now);
    Ok(backend.store.read(query).await?.take(0)?)
}
