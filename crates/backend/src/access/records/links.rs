//! One-time links, by the hash of their token.

use domain::{id::Id, people::Person};
use surrealdb::types::{RecordId, SurrealValue, Uuid};

use crate::{
    Backend,
    access::links::Issue,
    error::Result,
    store::{Unit, record, uuid},
};

#[derive(SurrealValue)]
pub(in crate::access) struct LinkRow {
    pub org: Uuid,
    pub person: RecordId,
    pub cause: Uuid,
    pub kind: String,
    pub sent_at: u64,
    pub used_at: Option<u64>,
}

pub(in crate::access) async fn link(backend: &Backend, hash: &str) -> Result<Option<LinkRow>> {
    let mut query = Unit::new();
    query
        .statement("SELECT org, person, cause, kind, sent_at, used_at FROM $link_id;")
        .bind("link_id", RecordId::new("link", hash));
    Ok(backend.store.read(query).await?.take(0)?)
}

/// Of two who consume a link at once, one finds it used.
pub(in crate::access) fn use_link(unit: &mut Unit, hash: &str, now: u64) {
    unit.statement(
        "IF (SELECT VALUE used_at FROM ONLY $link_id) != NONE { THROW 'link_used' };
         UPDATE $link_id SET used_at = $link_now RETURN NONE;",
    )
    .bind("link_id", RecordId::new("link", hash))
    .bind("link_now", now);
}

#[derive(SurrealValue)]
struct NewLink {
    id: String,
    org: Uuid,
    person: RecordId,
    cause: Uuid,
    kind: String,
    sent_at: u64,
    used_at: Option<u64>,
}

/// Adds links that are being sent. Sending again after a crash finds them there; a life counts from the last sending.
pub(in crate::access) fn insert_links(
    unit: &mut Unit,
    links: &[Issue],
    hashes: &[String],
    now: u64,
) {
    let rows: Vec<NewLink> = links
        .iter()
        .zip(hashes)
        .map(|(link, hash)| NewLink {
            id: hash.clone(),
            org: uuid(link.organization),
            person: record("person", link.person),
            cause: link.cause.into(),
            kind: link.kind.as_str().to_owned(),
            sent_at: now,
            used_at: None,
        })
        .collect();
    unit.statement(
        "INSERT INTO link $link_rows ON DUPLICATE KEY UPDATE sent_at = $input.sent_at RETURN NONE;",
    )
    .bind("link_rows", rows);
}

/// The causes of the people's newest links.
pub(in crate::access) async fn newest_causes(
    backend: &Backend,
    people: &[Id<Person>],
) -> Result<std::collections::HashSet<uuid::Uuid>> {
    let ids: Vec<RecordId> = people.iter().map(|id| record("credential", *id)).collect();
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE link FROM $newest_credentials WHERE link != NONE;")
        .bind("newest_credentials", ids);
    let causes: Vec<Uuid> = backend.store.read(query).await?.take(0)?;
    Ok(causes.into_iter().map(uuid::Uuid::from).collect())
}
