//! Reading the chain again: finds entries that were edited, taken away, put in, moved or cut off, and names them (W16.2).
//!
//! Reads in pages, so that a long log needs no more memory than a short one. Where the chain does not hold, the neighbours tell what
//! happened: an entry whose link still fits the next one was edited in place; one that fits somewhere else was moved; one that the next
//! entry does not know was put in.

mod chain;
mod report;

pub use report::{Break, BreakKind, Report};

use std::collections::{HashMap, HashSet};

use domain::{id::Id, organization::Organization, people::Person};
use vault::{
    Field, Place,
    audit::{AuditKey, SALT_BYTES},
};

use self::chain::Chain;
use super::{
    Entry, checkpoint,
    records::{self, Stored},
    sealing,
};
use crate::{Backend, error::Result};

/// Verifies an organisation's log, after numbering what still waits.
///
/// # Errors
/// When the store or the key ring fails. What is wrong with the log is no error but in the report.
pub async fn verify(backend: &Backend, organization: Id<Organization>) -> Result<Report> {
    // What could not be numbered, of this organisation or another, still waits and is not judged.
    if let Err(error) = sealing::seal_all(backend).await {
        tracing::warn!(%error, "not every entry of the operation log could be chained before verifying");
    }
    // First what is out of reach of who changes the database: it is never ahead of an honest log.
    let kept = backend.keys.audit_head(organization).await?;
    let head = records::head(backend, organization).await?;
    let mut report = Report::default();
    let audit_key = backend.keys.audit_key(organization).await?;
    let public = backend.keys.signing().await?.public();
    let checkpoints = checkpoint::checked(backend, organization, &public).await?;
    let mut chain = Chain::new(organization, head, kept, checkpoints);
    let mut from = 1;
    let mut seen: HashSet<Id<Entry>> = HashSet::new();
    loop {
        let page = records::by_number(backend, organization, from).await?;
        let is_full = page.len() == records::BATCH;
        let mut fresh = Vec::with_capacity(page.len());
        for entry in page {
            // The page begins with the number the last one ended with: others may bear it too.
            if let Some(number) = entry.number()
                && seen.insert(entry.id()?)
            {
                fresh.push((number, entry));
            }
        }
        check_sealed_parts(backend, organization, &audit_key, &fresh, &mut report).await?;
        let end = fresh.last().map_or(from, |(number, _)| *number);
        seen.clear();
        let is_new = !fresh.is_empty();
        for (number, entry) in fresh {
            if number == end {
                seen.insert(entry.id()?);
            }
            chain.add(number, entry, &mut report)?;
        }
        if !is_full {
            break;
        }
        from = if is_new { end } else { end + 1 };
    }
    chain.end(records::head(backend, organization).await?, &mut report)?;
    check_unnumbered(backend, organization, &mut report).await?;
    report.sort();
    Ok(report)
}

/// The commitments of entries whose sealed parts can still be opened.
async fn check_sealed_parts(
    backend: &Backend,
    organization: Id<Organization>,
    audit_key: &AuditKey,
    entries: &[(u64, Stored)],
    report: &mut Report,
) -> Result<()> {
    let organization_key = backend.keys.organization(organization).await?;
    let mut actors: Vec<Id<Person>> = entries
        .iter()
        .filter_map(|(_, entry)| entry.actor())
        .collect();
    actors.sort_unstable();
    actors.dedup();
    let keys: HashMap<_, _> = backend.keys.people(organization, &actors).await?;
    for (number, entry) in entries {
        report.entries += 1;
        let id = entry.id()?;
        let place = |field| Place {
            organization: organization.uuid(),
            field,
            record: id.uuid(),
        };
        let origin_key = match entry.actor() {
            None => Some(&organization_key),
            Some(person) => keys.get(&person),
        };
        let detail = organization_key.open(&place(Field::AuditDetail), &entry.detail);
        let holds = match (origin_key, detail) {
            (_, Err(_)) => false,
            // The person was deleted: what they left is out of everybody's reach, and the commitment stands in the chain.
            (None, Ok(_)) => {
                report.out_of_reach += 1;
                true
            }
            (Some(key), Ok(detail)) => {
                match (
                    key.open(&place(Field::AuditOrigin), &entry.origin),
                    entry.commitment(),
                ) {
                    (Ok(salted), Some(commitment)) => salted
                        .split_first_chunk::<SALT_BYTES>()
                        .is_some_and(|(salt, origin)| {
                            audit_key.is_commitment(&commitment, salt, &[origin, &detail])
                        }),
                    _ => false,
                }
            }
        };
        if !holds {
            report.add(*number, Some(id), BreakKind::Edited);
        }
    }
    Ok(())
}

/// Entries without a number: put in, unless they wait for it.
async fn check_unnumbered(
    backend: &Backend,
    organization: Id<Organization>,
    report: &mut Report,
) -> Result<()> {
    let mut after = Id::from_uuid(uuid::Uuid::nil());
    let mut odd: Vec<(Id<Entry>, u64)> = Vec::new();
    loop {
        let page = records::numbers(backend, organization, after).await?;
        for row in &page {
            if row.number().is_none() && odd.len() < report::MOST {
                odd.push((row.id()?, row.at()));
            }
        }
        match page.last() {
            Some(row) if page.len() == records::BATCH => after = row.id()?,
            _ => break,
        }
    }
    if odd.is_empty() {
        return Ok(());
    }
    let pending = odd
        .iter()
        .map(|(entry, at)| records::pending(organization, *at, *entry))
        .collect();
    let pending = records::still_pending(backend, pending).await?;
    let ids: Vec<_> = odd
        .iter()
        .map(|(entry, _)| *entry)
        .filter(|entry| !pending.contains(entry))
        .collect();
    // What was numbered between the two looks is none of them.
    for (id, entry) in records::entries(backend, organization, &ids).await? {
        if entry.number().is_none() {
            report.add(0, Some(id), BreakKind::Inserted);
        }
    }
    Ok(())
}
