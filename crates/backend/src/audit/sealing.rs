//! Numbering and chaining entries: the work that follows every unit.
//!
//! Whoever changes something only writes an entry and a pending row with a key of its own, so people never wait for one another;
//! one row an organisation, its head, is written here alone.

use domain::{id::Id, organization::Organization};
use vault::audit::Head;

use super::records::{self, Waiting};
use crate::{
    Backend,
    error::Result,
    failpoint::Failpoint,
    store::{Unit, thrown},
};

/// Gives numbers and links to entries that wait, at most a batch of them, and puts the new heads out of reach of who can change the
/// database. How many were dealt with; nothing waits when it is less than a batch.
///
/// # Errors
/// When the store or the key ring fails.
pub async fn seal(backend: &Backend) -> Result<u32> {
    let waiting = records::waiting(backend).await?;
    let mut heads = Vec::new();
    for of_one in waiting.chunk_by(|a, b| a.organization == b.organization) {
        if let Some(head) = seal_one(backend, of_one).await? {
            heads.push((of_one[0].organization, head));
        }
    }
    if !heads.is_empty() {
        Failpoint::HeadSealed.pass();
        backend.keys.set_audit_heads(&heads).await?;
    }
    Ok(u32::try_from(waiting.len()).unwrap_or(u32::MAX))
}

/// Seals until nothing waits.
///
/// # Errors
/// As [`seal`].
pub async fn seal_all(backend: &Backend) -> Result<()> {
    while seal(backend).await? as usize == records::BATCH {}
    Ok(())
}

/// Puts the heads into the key ring as they are: finishes what a crash interrupted between the two stores.
///
/// # Errors
/// When the store or the key ring fails.
pub async fn publish_heads(backend: &Backend) -> Result<()> {
    let heads = records::heads(backend).await?;
    backend.keys.set_audit_heads(&heads).await
}

/// One organisation's entries, in one unit. None when another node was first.
async fn seal_one(backend: &Backend, waiting: &[Waiting]) -> Result<Option<Head>> {
    let organization: Id<Organization> = waiting[0].organization;
    let ids: Vec<_> = waiting.iter().map(|row| row.entry).collect();
    let entries = records::entries(backend, organization, &ids).await?;
    let from = records::head(backend, organization).await?;
    let mut head = from;
    let mut links = Vec::with_capacity(waiting.len());
    for row in waiting {
        let number = head.sequence + 1;
        let hash = if let Some(entry) = entries.get(&row.entry) {
            let hash = entry.link(organization, &head.hash, number)?;
            links.push((row.entry, number, hash));
            hash
        } else {
            // It was taken away before it was numbered: its number stays empty, and verification names the gap.
            tracing::error!(%organization, number, "an entry of the operation log is missing");
            head.hash.then(&[&number.to_be_bytes()], &head.hash)
        };
        head = Head {
            sequence: number,
            hash,
        };
    }
    let mut unit = Unit::new();
    let pending = waiting.iter().map(|row| row.pending.clone()).collect();
    records::seal(&mut unit, organization, from, head, &links, pending);
    match backend.store.commit(unit).await {
        Ok(_) => Ok(Some(head)),
        Err(error) if thrown(&error).as_deref() == Some("head_moved") => Ok(None),
        Err(error) => Err(error),
    }
}
