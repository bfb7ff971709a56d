//! Whom a delivery is for, and who they are: what `people` knows, as this feature needs it.

use std::collections::{BTreeMap, HashMap};

use domain::{
    id::Id,
    learning::Targets,
    people::{Group, Person, PersonState},
};

use crate::{
    Backend,
    access::Scope,
    error::Result,
    people::{self, Label, Recipient, groups},
};

/// Everyone a delivery starting now is for, by id, with whether a mail reaches them. Each once; nobody who is suspended.
pub(super) async fn resolve(
    backend: &Backend,
    scope: &Scope,
    targets: &Targets,
) -> Result<BTreeMap<Id<Person>, bool>> {
    let mut ids = if targets.everyone {
        people::everybody(backend, scope).await?
    } else {
        let mut ids = people::everybody_in_groups(backend, scope, &targets.groups).await?;
        ids.extend(&targets.people);
        ids
    };
    ids.sort_unstable();
    ids.dedup();
    // Who was deleted meanwhile, or was never of this organisation, is not there to be found.
    let found = people::known(backend, scope, &ids).await?;
    Ok(found
        .into_iter()
        .filter_map(|(id, label)| match label {
            Label::Known {
                state: PersonState::Suspended,
                ..
            }
            | Label::Deleted => None,
            Label::Known { email, .. } => Some((id, email.is_some())),
        })
        .collect())
}

/// Those of these people whom a mail reaches, in their order: who has an address and is not suspended.
pub(super) async fn reached(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<Person>],
) -> Result<Vec<Id<Person>>> {
    let found = people::recipients(backend, scope.organization(), ids).await?;
    let is_reached = |id: &Id<Person>| {
        matches!(
            found.get(id),
            Some(Ok(Recipient {
                email: Some(_),
                state: PersonState::Invited | PersonState::Active,
                ..
            }))
        )
    };
    Ok(ids.iter().copied().filter(is_reached).collect())
}

/// Who these people are.
pub(super) async fn labels(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<Person>],
) -> Result<HashMap<Id<Person>, Label>> {
    people::names(backend, scope, ids).await
}

/// Names of groups by person, for a record of the whole organisation.
pub(super) async fn groups_by_person(
    backend: &Backend,
    scope: &Scope,
) -> Result<HashMap<Id<Person>, Vec<String>>> {
    let names: HashMap<Id<Group>, String> = groups::all(backend, scope)
        .await?
        .into_iter()
        .map(|group| (group.id, group.name))
        .collect();
    let mut found: HashMap<_, Vec<String>> = HashMap::new();
    for membership in groups::all_memberships(backend, scope).await? {
        if let Some(name) = names.get(&membership.group) {
            found
                .entry(membership.person)
                .or_default()
                .push(name.clone());
        }
    }
    for groups in found.values_mut() {
        groups.sort_unstable();
    }
    Ok(found)
}

/// What these groups are called; those that are not the organisation's are left out.
pub(super) async fn group_names(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<Group>],
) -> Result<Vec<String>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let all = groups::all(backend, scope).await?;
    Ok(all
        .into_iter()
        .filter(|group| ids.contains(&group.id))
        .map(|group| group.name)
        .collect())
}

/// What these people are called; those that are not the organisation's are left out.
pub(super) async fn people_names(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<Person>],
) -> Result<Vec<(Id<Person>, String)>> {
    let found = people::known(backend, scope, ids).await?;
    Ok(ids
        .iter()
        .filter_map(|id| match found.get(id)? {
            Label::Known { name, .. } => Some((*id, name.clone())),
            Label::Deleted => None,
        })
        .collect())
}
