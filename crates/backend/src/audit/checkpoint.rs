//! The heads of all logs, signed once a day: who can write to both stores but has no signing key cannot write a log anew
//! without a checkpoint telling of it (W16.2).

use domain::{id::Id, organization::Organization};
use vault::{
    audit::{Hash, Head},
    sign::{PublicKey, Signed},
};

use super::{records, sealing};
use crate::{Backend, error::Result, store::Unit};

/// What verification knows of a checkpoint.
#[derive(Clone, Copy, Debug)]
pub(super) struct Checkpoint {
    pub number: u64,
    /// None when the signature is not ours.
    pub hash: Option<Hash>,
}

/// What is signed: organisation, number, link, time. The order and the widths are frozen.
fn message(organization: Id<Organization>, head: Head, at: u64) -> Vec<u8> {
    let mut message = Vec::with_capacity(64);
    message.extend_from_slice(organization.uuid().as_bytes());
    message.extend_from_slice(&head.sequence.to_be_bytes());
    message.extend_from_slice(head.hash.bytes());
    message.extend_from_slice(&at.to_be_bytes());
    message
}

/// Signs the head of every log that went on since its last checkpoint. How many were signed.
///
/// # Errors
/// When the store or the key ring fails.
pub async fn checkpoint(backend: &Backend) -> Result<u32> {
    sealing::seal_all(backend).await?;
    let key = backend.keys.signing().await?;
    let at = backend.now();
    let mut count = 0;
    for (organization, head) in records::heads(backend).await? {
        let signature = key.sign(Signed::AuditCheckpoint, &message(organization, head, at));
        let mut unit = Unit::new();
        records::checkpoints::insert(&mut unit, organization, head, at, &signature);
        backend.store.commit(unit).await?;
        count += 1;
    }
    Ok(count)
}

/// An organisation's checkpoints, oldest first, with their signatures checked.
pub(super) async fn checked(
    backend: &Backend,
    organization: Id<Organization>,
    public: &PublicKey,
) -> Result<Vec<Checkpoint>> {
    let mut found = Vec::new();
    for row in records::checkpoints::all(backend, organization).await? {
        let hash = Hash::from_hex(&row.hash).filter(|hash| {
            let head = Head {
                sequence: row.number,
                hash: *hash,
            };
            row.signature.as_ref().try_into().is_ok_and(|signature| {
                public.verifies(
                    Signed::AuditCheckpoint,
                    &message(organization, head, row.at),
                    signature,
                )
            })
        });
        found.push(Checkpoint {
            number: row.number,
            hash,
        });
    }
    Ok(found)
}
