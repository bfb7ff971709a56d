//! Keys of people and organisations that never came to be: a crash, or a refused unit, between the key and the row leaves one in the key ring.

use domain::{id::Id, people::Person, time::DAY_MS};

use super::records::{erasure, list, roster};
use crate::{Backend, error::Result, organization};

/// How old a key without a row must be, by its owner's id. Younger ones may belong to a unit that is on its way.
const AGE_MS: u64 = 7 * DAY_MS;
/// Looked up at once.
const CHUNK: usize = 500;

/// Deletes keys that belong to nobody, seven days after they were made, in every organisation without a running import: its plan names people
/// whose rows are still to come. People who were deleted are not its matter. How many people's and organisations' keys went.
///
/// # Errors
/// When a store fails; the next run goes on.
pub async fn sweep_keys(backend: &Backend) -> Result<u32> {
    let before = backend.now().saturating_sub(AGE_MS);
    let mut count = 0;
    for organization in roster::without_import(backend).await? {
        let mut old = backend.keys.people_with_keys(organization).await?;
        old.retain(|person: &Id<Person>| person.made_at() < before);
        for chunk in old.chunks(CHUNK) {
            let mut known = list::existing(backend, organization, chunk).await?;
            known.extend(erasure::erased(backend, organization, chunk).await?);
            let orphans: Vec<_> = chunk
                .iter()
                .filter(|person| !known.contains(person))
                .copied()
                .collect();
            if !orphans.is_empty() {
                backend.keys.sweep(organization, &orphans).await?;
                count += u32::try_from(orphans.len()).unwrap_or(u32::MAX);
            }
        }
    }
    Ok(count + sweep_organizations(backend, before).await?)
}

/// The same for organisations: with their own keys go those of their people.
async fn sweep_organizations(backend: &Backend, before: u64) -> Result<u32> {
    let mut old = backend.keys.organizations_with_keys().await?;
    old.retain(|organization| organization.made_at() < before);
    let mut count = 0;
    for chunk in old.chunks(CHUNK) {
        let known = organization::existing(backend, chunk).await?;
        for orphan in chunk.iter().filter(|id| !known.contains(id)) {
            backend.keys.sweep_organization(*orphan).await?;
            count += 1;
        }
    }
    Ok(count)
}
