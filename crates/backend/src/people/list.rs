//! Pages of people, and the page of one.

use std::collections::HashSet;

use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    people::{
        COUNTED, Group, GroupRow, PAGE, PeopleOrder, PeoplePage, PeopleQuery, Person, PersonRow,
        PersonView,
    },
};

use super::{
    directory, find, outranks_actor,
    records::{
        group::groups,
        list::{self, Page},
        membership::{counts, everybody_in, groups_of},
        person::{Opened, open_all, stored},
        roster::roster,
    },
};
use crate::{Backend, access::Scope, error::Result};

/// A page of people. Without a filter, and with a state or a group alone, newest first, it comes through an index at the same cost
/// for any number of people; search, roles and kana order come from the directory in memory.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right to view settings; [`Refusal::Invalid`] for a search that is too long;
/// [`Refusal::Busy`] when the directory took too long to build.
pub async fn list(backend: &Backend, scope: &Scope, query: &PeopleQuery) -> Result<PeoplePage> {
    scope.may(PermissionKey::Settings, Act::View)?;
    let query = query.clone().checked()?;
    let is_plain = query.search.is_empty()
        && query.role.is_none()
        && !query.org_admins
        && query.order == PeopleOrder::Newest;
    match (is_plain, query.group, query.state) {
        (true, None, None) => {
            let page = list::everybody(backend, scope, query.after).await?;
            let total = roster(backend, scope.organization()).await?.people;
            let rows = open_all(backend, scope, page.rows).await?;
            Ok(PeoplePage {
                rows: into_rows(rows),
                total,
                more: false,
                next: page.next,
            })
        }
        (true, None, Some(state)) => {
            let page = list::in_state(backend, scope, state, query.after).await?;
            let total = list::count_in_state_up_to(backend, scope, state, COUNTED + 1).await?;
            Ok(PeoplePage {
                more: total > COUNTED,
                ..of_ids(backend, scope, page, total.min(COUNTED)).await?
            })
        }
        (true, Some(group), None) => members_of(backend, scope, group, query.after).await,
        _ => from_directory(backend, scope, &query).await,
    }
}

fn into_rows(people: Vec<Opened>) -> Vec<PersonRow> {
    people.into_iter().map(Opened::into_row).collect()
}

/// A page of a group's people, newest first, counted as far as [`COUNTED`].
pub(super) async fn members_of(
    backend: &Backend,
    scope: &Scope,
    group: Id<Group>,
    after: Option<Id<Person>>,
) -> Result<PeoplePage> {
    let page = list::members(backend, scope, group, after).await?;
    let counts = counts(backend, scope, &[group], COUNTED + 1).await?;
    let total = counts.get(&group).copied().unwrap_or(0);
    Ok(PeoplePage {
        more: total > COUNTED,
        ..of_ids(backend, scope, page, total.min(COUNTED)).await?
    })
}

/// The rows of a page of ids.
pub(super) async fn of_ids(
    backend: &Backend,
    scope: &Scope,
    page: Page<Id<Person>>,
    total: u32,
) -> Result<PeoplePage> {
    let rows = stored(backend, scope, &page.rows).await?;
    let rows = open_all(backend, scope, rows).await?;
    Ok(PeoplePage {
        rows: into_rows(rows),
        total,
        more: false,
        next: page.next,
    })
}

async fn from_directory(
    backend: &Backend,
    scope: &Scope,
    query: &PeopleQuery,
) -> Result<PeoplePage> {
    let directory = directory::of(backend, scope).await?;
    let mut allowed: Option<HashSet<Id<Person>>> = None;
    if let Some(group) = query.group {
        allowed = Some(
            everybody_in(backend, scope, group)
                .await?
                .into_iter()
                .collect(),
        );
    }
    if let Some(state) = query.state {
        let in_state = list::ids_in_state(backend, scope, state).await?;
        allowed = Some(match allowed {
            None => in_state.into_iter().collect(),
            Some(members) => in_state
                .into_iter()
                .filter(|id| members.contains(id))
                .collect(),
        });
    }
    let found = directory.find(query, allowed.as_ref());
    let start = query
        .after
        .and_then(|last| found.iter().position(|id| *id == last))
        .map_or(0, |position| position + 1);
    let rows: Vec<_> = found
        .iter()
        .skip(start)
        .take(usize::from(PAGE))
        .copied()
        .collect();
    let next = rows
        .last()
        .filter(|_| start + rows.len() < found.len())
        .copied();
    let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
    of_ids(backend, scope, Page { rows, next }, total).await
}

/// Everything about one person, for their page.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right to view settings; [`Refusal::NotFound`].
pub async fn view(backend: &Backend, scope: &Scope, person: Id<Person>) -> Result<PersonView> {
    scope.may(PermissionKey::Settings, Act::View)?;
    let found = find(backend, scope, person).await?;
    let ids = groups_of(backend, scope, person).await?;
    let groups = groups(backend, scope, &ids)
        .await?
        .into_iter()
        .map(|group| GroupRow {
            id: group.id,
            name: group.name,
        })
        .collect();
    let may_change = scope.may(PermissionKey::Settings, Act::Edit).is_ok()
        && outranks_actor(scope, found.role, found.is_org_admin);
    Ok(PersonView {
        id: found.id,
        rev: u32::try_from(found.rev).map_err(|_| Refusal::NotFound)?,
        name: found.name,
        email: found.email,
        employee_number: found.employee_number,
        login_id: found.login_id,
        role: found.role,
        is_org_admin: found.is_org_admin,
        state: found.state,
        created_at: found.created_at,
        last_sign_in_at: found.last_sign_in_at,
        groups,
        is_self: scope.person().is_ok_and(|asking| asking == person),
        may_change,
    })
}
