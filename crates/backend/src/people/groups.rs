//! Groups of people (W4.1, W4.2, W4.5, W4.8).

use std::collections::HashMap;

use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    people::{COUNTED, Group, GroupName, GroupRow, GroupSummary, GroupView, GroupsPage, Person},
};

use super::{
    Membership, Origin, RosterChange, add_memberships, commit,
    list::members_of,
    records::{self, group, membership},
    remove_memberships, touch_roster,
};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::Result,
    store::Unit,
};

/// People added to a group, or taken out, at once.
pub const MAX_AT_ONCE: usize = 500;

/// A page of the organisation's groups, newest first, with the number of their members.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right to view settings.
pub async fn page(
    backend: &Backend,
    scope: &Scope,
    after: Option<Id<Group>>,
) -> Result<GroupsPage> {
    scope.may(PermissionKey::Settings, Act::View)?;
    let (groups, next) = group::page(backend, scope, after).await?;
    let ids: Vec<_> = groups.iter().map(|group| group.id).collect();
    let counts = membership::counts(backend, scope, &ids, COUNTED + 1).await?;
    let rows = groups
        .into_iter()
        .map(|group| GroupSummary {
            members: counts.get(&group.id).copied().unwrap_or(0),
            id: group.id,
            name: group.name,
        })
        .collect();
    Ok(GroupsPage { rows, next })
}

/// Every group by name, at most 2,000: for a choice among them.
///
/// # Errors
/// [`Refusal::Forbidden`] for who may neither view settings nor run lessons.
pub async fn choices(backend: &Backend, scope: &Scope) -> Result<Vec<GroupRow>> {
    scope
        .may(PermissionKey::Settings, Act::View)
        .or_else(|_| scope.may(PermissionKey::LearningAdmin, Act::View))?;
    let mut groups: Vec<_> = group::window(backend, scope, None)
        .await?
        .into_iter()
        .map(|group| GroupRow {
            id: group.id,
            name: group.name,
        })
        .collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(groups)
}

/// A group with a page of its members, newest person first.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right to view settings; [`Refusal::NotFound`].
pub async fn view(
    backend: &Backend,
    scope: &Scope,
    id: Id<Group>,
    after: Option<Id<Person>>,
) -> Result<GroupView> {
    scope.may(PermissionKey::Settings, Act::View)?;
    let group = group::group(backend, scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    Ok(GroupView {
        id,
        name: group.name,
        rev: group.rev,
        members: members_of(backend, scope, id, after).await?,
    })
}

/// Creates a group.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right; [`Refusal::Taken`] when the organisation has a group of that name; [`Refusal::ImportRunning`].
pub async fn create(backend: &Backend, scope: &Scope, name: &GroupName) -> Result<Id<Group>> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    let now = backend.now();
    let id = Id::<Group>::new(now)?;
    let mut unit = Unit::new();
    touch_roster(&mut unit, scope, RosterChange::default());
    add(&mut unit, scope, id, name, now)?;
    commit(backend, unit).await?;
    Ok(id)
}

/// Adds a new group and its log entry to a unit that touches the roster. [`super::taken`] tells a name that is taken.
///
/// # Errors
/// When there is no randomness.
pub fn add(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<Group>,
    name: &GroupName,
    now: u64,
) -> Result<()> {
    group::insert_group(unit, scope, id, name, now)?;
    audit::note(unit, scope, now, Event::GroupCreated, Some(id.uuid()), &[])
}

/// What these groups are called; one that is not the organisation's is left out. For use cases that asked already.
///
/// # Errors
/// When the store fails.
pub async fn names(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<Group>],
) -> Result<HashMap<Id<Group>, String>> {
    let found = group::groups(backend, scope, ids).await?;
    Ok(found
        .into_iter()
        .map(|group| (group.id, group.name))
        .collect())
}

/// Those of the groups of these names that there are. For use cases that asked already.
///
/// # Errors
/// When the store fails.
pub async fn by_names(
    backend: &Backend,
    scope: &Scope,
    names: &[GroupName],
) -> Result<Vec<super::OpenedGroup>> {
    group::by_names(backend, scope, names).await
}

/// Every group as it is now. For use cases that asked already.
///
/// # Errors
/// When the store fails.
pub async fn all(backend: &Backend, scope: &Scope) -> Result<Vec<super::OpenedGroup>> {
    group::all(backend, scope).await
}

/// Every membership of the organisation. For use cases that asked already.
///
/// # Errors
/// When the store fails.
pub async fn all_memberships(
    backend: &Backend,
    scope: &Scope,
) -> Result<Vec<super::KnownMembership>> {
    membership::all(backend, scope).await
}

/// Gives a group another name. `rev` is what the form was filled from.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right; [`Refusal::NotFound`]; [`Refusal::Changed`]; [`Refusal::Taken`]; [`Refusal::ImportRunning`].
pub async fn rename(
    backend: &Backend,
    scope: &Scope,
    id: Id<Group>,
    rev: u32,
    name: &GroupName,
) -> Result<()> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    let before = group::group(backend, scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    if before.rev != rev {
        return Err(Refusal::Changed.into());
    }
    let mut unit = Unit::new();
    touch_roster(&mut unit, scope, RosterChange::default());
    group::rename_group(&mut unit, scope, &before, name)?;
    audit::note(
        &mut unit,
        scope,
        backend.now(),
        Event::GroupRenamed,
        Some(id.uuid()),
        &[],
    )?;
    commit(backend, unit).await
}

/// Adds people to a group, at most [`MAX_AT_ONCE`]; who is in it already stays.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right; [`Refusal::NotFound`]; [`Refusal::ImportRunning`]; [`Refusal::BadRequest`] for too many.
pub async fn add_people(
    backend: &Backend,
    scope: &Scope,
    id: Id<Group>,
    people: &[Id<Person>],
) -> Result<()> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    let Some(memberships) = bounded(id, people)? else {
        return Ok(());
    };
    let mut unit = Unit::new();
    touch_roster(&mut unit, scope, RosterChange::default());
    records::membership::require_people(&mut unit, scope, people);
    add_memberships(&mut unit, scope, &memberships, Origin::Manual);
    note(
        &mut unit,
        backend,
        scope,
        Event::GroupMembersAdded,
        id,
        people,
    )?;
    commit(backend, unit).await
}

/// Takes people out of a group, at most [`MAX_AT_ONCE`] (W4.8); who is not in it is passed over.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right; [`Refusal::NotFound`] for an unknown group; [`Refusal::ImportRunning`]; [`Refusal::BadRequest`] for too many.
pub async fn remove_people(
    backend: &Backend,
    scope: &Scope,
    id: Id<Group>,
    people: &[Id<Person>],
) -> Result<()> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    let Some(memberships) = bounded(id, people)? else {
        return Ok(());
    };
    group::group(backend, scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let mut unit = Unit::new();
    touch_roster(&mut unit, scope, RosterChange::default());
    remove_memberships(&mut unit, scope, &memberships);
    note(
        &mut unit,
        backend,
        scope,
        Event::GroupMembersRemoved,
        id,
        people,
    )?;
    commit(backend, unit).await
}

fn bounded(group: Id<Group>, people: &[Id<Person>]) -> Result<Option<Vec<Membership>>> {
    if people.len() > MAX_AT_ONCE {
        return Err(Refusal::BadRequest.into());
    }
    let memberships: Vec<_> = people
        .iter()
        .map(|person| Membership {
            group,
            person: *person,
        })
        .collect();
    Ok((!memberships.is_empty()).then_some(memberships))
}

fn note(
    unit: &mut Unit,
    backend: &Backend,
    scope: &Scope,
    event: Event,
    group: Id<Group>,
    people: &[Id<Person>],
) -> Result<()> {
    let count = people.len().to_string();
    let one = people.first().map(ToString::to_string).unwrap_or_default();
    let details: &[(&str, &str)] = if people.len() == 1 {
        &[("person", &one)]
    } else {
        &[("people", &count)]
    };
    audit::note(
        unit,
        scope,
        backend.now(),
        event,
        Some(group.uuid()),
        details,
    )
}
