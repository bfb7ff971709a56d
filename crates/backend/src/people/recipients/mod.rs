//! People as mail needs them: how to address them, where, and in which language.

mod records;

use std::collections::{HashMap, HashSet};

use domain::{
    id::Id,
    organization::Organization,
    people::{Person, PersonName, PersonState},
    text::Locale,
};
use vault::{Field, Place};

use super::records::erasure;
use crate::{
    Backend,
    error::{Error, Result},
    store::id_of,
};

/// A person whom mail may reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Full name, as given.
    pub name: String,
    /// None for people who sign in with a login id.
    pub email: Option<String>,
    pub locale: Locale,
    pub state: PersonState,
}

/// Why a person cannot be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// There is no such person any more.
    Erased,
    /// The person's key is gone though the person is there: an alarm.
    KeyLost,
}

/// The people of `organization` among `people`.
///
/// # Errors
/// When the store or the key ring fails, or a row does not open.
pub async fn recipients(
    backend: &Backend,
    organization: Id<Organization>,
    people: &[Id<Person>],
) -> Result<HashMap<Id<Person>, std::result::Result<Recipient, Unreachable>>> {
    let rows = records::recipients(backend, organization, people).await?;
    let keys = backend.keys.people(organization, people).await?;
    let keyless: Vec<_> = people
        .iter()
        .filter(|person| !keys.contains_key(person))
        .copied()
        .collect();
    let erased = if keyless.is_empty() {
        HashSet::new()
    } else {
        erasure::erased(backend, organization, &keyless).await?
    };
    let mut found: HashMap<_, _> = people
        .iter()
        .map(|person| (*person, Err(Unreachable::Erased)))
        .collect();
    for row in rows {
        let id = id_of(&row.id)?;
        let Some(key) = keys.get(&id) else {
            if !erased.contains(&id) {
                found.insert(id, Err(Unreachable::KeyLost));
            }
            continue;
        };
        let place = |field| Place {
            organization: organization.uuid(),
            field,
            record: id.uuid(),
        };
        let name = key.open(&place(Field::PersonName), &row.name)?;
        let name: PersonName = serde_json::from_slice(&name).map_err(|_| Error::Corrupt("name"))?;
        let email = row
            .email
            .map(|sealed| key.open_str(&place(Field::PersonEmail), &sealed))
            .transpose()?;
        let recipient = Recipient {
            name: name.full(),
            email,
            locale: row
                .locale
                .and_then(|text| text.parse().ok())
                .unwrap_or_default(),
            state: PersonState::parse(&row.state).ok_or(Error::Corrupt("state"))?,
        };
        found.insert(id, Ok(recipient));
    }
    Ok(found)
}
