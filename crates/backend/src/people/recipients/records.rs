//! The columns of people that mail needs.

use domain::{id::Id, organization::Organization, people::Person};
use surrealdb::types::{Bytes, RecordId, SurrealValue};

use crate::{
    Backend,
    error::Result,
    store::{Unit, record},
};

#[derive(SurrealValue)]
pub(super) struct RecipientRow {
    pub id: RecordId,
    pub name: Bytes,
    pub email: Option<Bytes>,
    pub locale: Option<String>,
    pub state: String,
}

pub(super) async fn recipients(
    backend: &Backend,
    organization: Id<Organization>,
    people: &[Id<Person>],
) -> Result<Vec<RecipientRow>> {
    let ids: Vec<RecordId> = people.iter().map(|id| record("person", *id)).collect();
    let mut query = Unit::new();
    query
        .statement(
            "SELECT id, name, email, locale, state FROM $recipient_ids WHERE org = $recipient_org;",
        )
        .bind("recipient_ids", ids)
        .id("recipient_org", organization);
    Ok(backend.store.read(query).await?.take(0)?)
}
