//! Numbering and chaining entries: the work that follows every unit.
//!
//! Whoever changes something only writes an entry and a pending row with a key of its own, so people never wait for one another;
//! one row an organisation, its head, is written here alone.

use domain::{id::Id, organization::Organization};
use vault::audit::Head;

use super::records::{self, Waiting};
use crate::{
    Backend,
    error::{Error, Result},
    failpoint::Failpoint,
    store::{Unit, thrown},
};

/// Organisations whose entries could not be sealed, and why the first could not.
#[derive(Default)]
struct Failed {
    organizations: Vec<Id<Organization>>,
    first: Option<Error>,
}

impl Failed {
    fn add(&mut self, organization: Id<Organization>, error: Error) {
        tracing::error!(%organization, %error, "entries of the operation log could not be chained");
        self.organizations.push(organization);
        self.first.get_or_insert(error);
    }

    fn result(self) -> Result<()> {
        self.first.map_or(Ok(()), Err)
    }
}

/// Gives numbers and links to entries that wait, at most a batch of them, and puts the new heads out of reach of who can change the
/// database. How many were dealt with; nothing waits when it is less than a batch.
///
/// # Errors
/// When the store or the key ring fails; the logs of other organisations went on all the same.
pub async fn seal(backend: &Backend) -> Result<u32> {
    let mut failed = Failed::default();
    let count = seal_batch(backend, &mut failed).await?;
    failed.result()?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Seals until nothing waits.
///
/// # Errors
/// As [`seal`].
pub async fn seal_all(backend: &Backend) -> Result<()> {
    let mut failed = Failed::default();
    while seal_batch(backend, &mut failed).await? == records::BATCH {}
    failed.result()
}

/// One batch without the organisations that failed; what fails now is added to them.
async fn seal_batch(backend: &Backend, failed: &mut Failed) -> Result<usize> {
    let waiting = records::waiting(backend, &failed.organizations).await?;
    let mut heads = Vec::new();
    for of_one in waiting.chunk_by(|a, b| a.organization == b.organization) {
        let Some(organization) = of_one[0].organization else {
            discard(backend, of_one).await?;
            continue;
        };
        match seal_one(backend, organization, of_one).await {
            Ok(head) => heads.extend(head.map(|head| (organization, head))),
            Err(error) => failed.add(organization, error),
        }
    }
    if !heads.is_empty() {
        Failpoint::HeadSealed.pass();
        backend.keys.set_audit_heads(&heads).await?;
    }
    Ok(waiting.len())
}

/// Takes away what nobody's log can be given: the entries these rows stood for stay without a number, and verification names them.
async fn discard(backend: &Backend, waiting: &[Waiting]) -> Result<()> {
    for row in waiting {
        tracing::error!(pending = ?row.pending, "a pending row of the operation log names no organisation");
    }
    let mut unit = Unit::new();
    let pending = waiting.iter().map(|row| row.pending.clone()).collect();
    records::discard(&mut unit, pending);
    backend.store.commit(unit).await?;
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
async fn seal_one(
    backend: &Backend,
    organization: Id<Organization>,
    waiting: &[Waiting],
) -> Result<Option<Head>> {
    let ids: Vec<_> = waiting.iter().filter_map(|row| row.entry).collect();
    let entries = records::entries(backend, organization, &ids).await?;
    let from = records::head(backend, organization).await?;
    // A head that was changed into a number that none of the store's can follow.
    let count = u64::try_from(waiting.len()).unwrap_or(u64::MAX);
    if i64::try_from(from.sequence.saturating_add(count)).is_err() {
        return Err(Error::Corrupt("a log's head"));
    }
    let mut head = from;
    let mut links = Vec::with_capacity(waiting.len());
    for row in waiting {
        let number = head.sequence + 1;
        let entry = row.entry.and_then(|id| entries.get_key_value(&id));
        // What cannot be linked keeps its place all the same, so that the entries after it get theirs.
        let filler = head.hash.then(&[&number.to_be_bytes()], &head.hash);
        let hash = if let Some((id, entry)) = entry {
            let hash = entry.link(organization, &head.hash, number).unwrap_or_else(|_| {
                tracing::error!(%organization, number, entry = %id, "an entry of the operation log was spoiled");
                filler
            });
            links.push((*id, number, hash));
            hash
        } else {
            // It was taken away before it was numbered, or its pending row was spoiled: its number stays empty,
            // and verification names the gap.
            tracing::error!(%organization, number, "an entry of the operation log is missing");
            filler
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
