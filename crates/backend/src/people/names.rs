//! What other features need of people: who somebody is called, who is in a group. They have asked for permission already.

use std::collections::HashMap;

use domain::{
    access::Role,
    id::Id,
    people::{Group, Person, PersonState},
};

use super::records::{
    erasure::erased,
    membership::everybody_in,
    person::{open_all, stored},
};
use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
};

/// Somebody as lists of other features show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// Of the organisation.
    Known {
        name: String,
        kana: String,
        email: Option<String>,
        employee_number: Option<String>,
        login_id: Option<String>,
        role: Role,
        state: PersonState,
    },
    /// Deleted: shown as 削除済みユーザー (W3.3).
    Deleted,
}

impl Label {
    /// 姓 名; nothing for somebody deleted.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Known { name, .. } => Some(name),
            Self::Deleted => None,
        }
    }
}

/// Who of these are people of the organisation, and who they are. Others are left out: for ids that came from a form.
///
/// # Errors
/// When the store fails or a key is lost.
pub async fn known(
    backend: &Backend,
    scope: &Scope,
    people: &[Id<Person>],
) -> Result<HashMap<Id<Person>, Label>> {
    let mut labels = HashMap::with_capacity(people.len());
    for chunk in people.chunks(1_000) {
        let rows = stored(backend, scope, chunk).await?;
        for person in open_all(backend, scope, rows).await? {
            let label = Label::Known {
                name: person.name.full(),
                kana: person.name.full_kana(),
                email: person.email,
                employee_number: person.employee_number,
                login_id: person.login_id,
                role: person.role,
                state: person.state,
            };
            labels.insert(person.id, label);
        }
    }
    Ok(labels)
}

/// Who these people are. Each is found, or was deleted.
///
/// # Errors
/// [`Error::KeyLost`] for somebody who is neither: an alarm, never taken for a deletion.
pub async fn names(
    backend: &Backend,
    scope: &Scope,
    people: &[Id<Person>],
) -> Result<HashMap<Id<Person>, Label>> {
    let mut labels = known(backend, scope, people).await?;
    let missing: Vec<_> = people
        .iter()
        .filter(|id| !labels.contains_key(id))
        .copied()
        .collect();
    if missing.is_empty() {
        return Ok(labels);
    }
    let gone = erased(backend, scope.organization(), &missing).await?;
    for id in missing {
        if !gone.contains(&id) {
            return Err(Error::KeyLost(format!("person {id}")));
        }
        labels.insert(id, Label::Deleted);
    }
    Ok(labels)
}

/// Everybody who is in at least one of these groups, each once, newest first.
///
/// # Errors
/// When the store fails.
pub async fn everybody_in_groups(
    backend: &Backend,
    scope: &Scope,
    groups: &[Id<Group>],
) -> Result<Vec<Id<Person>>> {
    let mut all = Vec::new();
    for group in groups {
        all.extend(everybody_in(backend, scope, *group).await?);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}
