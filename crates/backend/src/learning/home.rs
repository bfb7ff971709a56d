//! A learner's home: what to do, what is done. Rows and opened versions are kept in memory.

use std::{cmp::Reverse, collections::HashMap};

use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    learning::{
        Delivery, DeliveryState,
        view::{Assignment, LearnerHome},
    },
};

use super::{
    progress::is_overdue,
    records::{
        deliveries,
        enrollments::{self, Enrolled},
    },
    versions::{self, Version},
};
use crate::{Backend, access::Scope, error::Result};

/// What the signed-in person has to do, what is late, and what is done.
///
/// # Errors
/// [`Refusal::Forbidden`], [`Refusal::NotSignedIn`].
pub async fn home(backend: &Backend, scope: &Scope) -> Result<LearnerHome> {
    scope.may(PermissionKey::Learning, Act::View)?;
    let home = enrollments::home(backend, scope, scope.person()?).await?;
    let states = states(backend, scope, &home.open).await?;
    let is_open = |row: &&Enrolled| states.get(&row.delivery) != Some(&DeliveryState::Closed);
    let mut to_do = assignments(backend, scope, home.open.iter().filter(is_open)).await?;
    to_do.sort_by_key(|item| {
        let due = item.due_on.map_or(u64::MAX, domain::time::Day::ends_at);
        (!item.is_overdue, due, Reverse(item.delivery.made_at()))
    });
    Ok(LearnerHome {
        to_do,
        done: assignments(backend, scope, home.done.iter()).await?,
    })
}

/// What the signed-in person has done, at most 20 after a delivery.
///
/// # Errors
/// [`Refusal::Forbidden`], [`Refusal::NotSignedIn`].
pub async fn done_after(
    backend: &Backend,
    scope: &Scope,
    after: Id<Delivery>,
) -> Result<Vec<Assignment>> {
    scope.may(PermissionKey::Learning, Act::View)?;
    let found = enrollments::done_after(backend, scope, scope.person()?, after).await?;
    assignments(backend, scope, found.iter()).await
}

/// States of the deliveries, from memory where they are known for some seconds.
async fn states(
    backend: &Backend,
    scope: &Scope,
    open: &[Enrolled],
) -> Result<HashMap<Id<Delivery>, DeliveryState>> {
    let organization = scope.organization();
    let mut found = HashMap::with_capacity(open.len());
    let mut missing = Vec::new();
    for enrolled in open {
        match backend.learning.state(organization, enrolled.delivery) {
            Some(state) => {
                found.insert(enrolled.delivery, state);
            }
            None => missing.push(enrolled.delivery),
        }
    }
    if !missing.is_empty() {
        for (id, state) in deliveries::states(backend, scope, &missing).await? {
            backend.learning.keep_state(organization, id, state);
            found.insert(id, state);
        }
    }
    Ok(found)
}

async fn assignments(
    backend: &Backend,
    scope: &Scope,
    enrolled: impl Iterator<Item = &Enrolled> + Clone + Send,
) -> Result<Vec<Assignment>> {
    let ids: Vec<_> = enrolled.clone().map(|row| row.version).collect();
    let found = versions::versions(backend, scope, &ids).await?;
    let now = backend.now();
    enrolled
        .map(|row| {
            let version = found.get(&row.version).ok_or(Refusal::NotFound)?;
            Ok(assignment(row, version, now))
        })
        .collect()
}

pub(super) fn assignment(row: &Enrolled, version: &Version, now: u64) -> Assignment {
    Assignment {
        enrollment: row.id,
        delivery: row.delivery,
        title: version.title.clone(),
        category: version.category.clone(),
        minutes: version.minutes,
        questions: version.questions(),
        is_overdue: is_overdue(row, now),
        attempts_left: attempts_left(version, row.standing.attempts),
        standing: row.standing.clone(),
        due_on: row.due_on,
        open_attempt: row.open_attempt,
    }
}

/// Attempts that can still be begun; `None` for as many as one likes.
pub(super) fn attempts_left(version: &Version, used: u16) -> Option<u16> {
    version
        .test
        .attempts
        .map(|allowed| allowed.saturating_sub(used))
}
