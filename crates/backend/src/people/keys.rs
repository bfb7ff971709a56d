//! People's keys, where a deletion is told from a loss: a key that is missing with an erasure row belonged to somebody who was deleted,
//! without one it is an alarm (white paper §3).

use std::{collections::HashMap, sync::Arc};

use domain::{id::Id, organization::Organization, people::Person};
use vault::Key;

use super::records::erasure;
use crate::{
    Backend,
    error::{Error, Result},
};

/// A person's key.
///
/// # Errors
/// [`Error::Erased`] for somebody who was deleted; [`Error::KeyLost`] when a deletion does not explain it.
pub async fn key(
    backend: &Backend,
    organization: Id<Organization>,
    person: Id<Person>,
) -> Result<Arc<Key>> {
    match backend.keys.person(organization, person).await {
        Err(Error::KeyLost(key)) => {
            let erased = erasure::erased(backend, organization, &[person]).await?;
            Err(if erased.contains(&person) {
                Error::Erased
            } else {
                Error::KeyLost(key)
            })
        }
        found => found,
    }
}

/// The keys of people whose rows were read: who was deleted since has none.
///
/// # Errors
/// [`Error::KeyLost`] when a deletion does not explain that one is missing.
pub(super) async fn keys(
    backend: &Backend,
    organization: Id<Organization>,
    people: &[Id<Person>],
) -> Result<HashMap<Id<Person>, Arc<Key>>> {
    let keys = backend.keys.people(organization, people).await?;
    let missing: Vec<_> = people
        .iter()
        .filter(|person| !keys.contains_key(person))
        .copied()
        .collect();
    if !missing.is_empty() {
        let erased = erasure::erased(backend, organization, &missing).await?;
        if let Some(lost) = missing.iter().find(|person| !erased.contains(person)) {
            return Err(Error::KeyLost(format!("person {lost}")));
        }
    }
    Ok(keys)
}
