//! How a delivery goes, as its administrator watches it.

use std::collections::BTreeMap;

use domain::{
    access::{Act, PermissionKey},
    id::Id,
    learning::{
        Delivery, DeliveryState, Enrollment,
        view::{DeliveryRow, Progress, ProgressFilter, ProgressPerson},
    },
    people::{PeopleQuery, Person},
    time::Day,
};

use super::{
    audience, causes,
    deliveries::rows,
    records::{
        deliveries as records,
        enrollments::{self, Enrolled},
        reminders,
    },
    versions,
};
use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
    people::{self, Label},
};

/// People of a page.
const PAGE: u16 = 50;
/// Pages of people that are looked through for one page of those who are in the delivery.
const LOOKS: u8 = 20;

/// The newest deliveries that are open, with how far each has got: what an administrator's home shows.
///
/// # Errors
/// [`Refusal::Forbidden`](domain::error::Refusal::Forbidden).
pub async fn open_deliveries(backend: &Backend, scope: &Scope) -> Result<Vec<DeliveryRow>> {
    scope.may(PermissionKey::LearningAdmin, Act::View)?;
    let mut listed = records::list(backend, scope, None, 50).await?;
    listed.retain(|delivery| {
        matches!(
            delivery.state,
            DeliveryState::Scheduled | DeliveryState::Starting | DeliveryState::Open
        )
    });
    listed.truncate(5);
    rows(backend, scope, listed).await
}

/// One delivery with its figures.
///
/// # Errors
/// [`Refusal::Forbidden`](domain::error::Refusal::Forbidden), [`Refusal::NotFound`](domain::error::Refusal::NotFound).
pub async fn progress(backend: &Backend, scope: &Scope, id: Id<Delivery>) -> Result<Progress> {
    scope.may(PermissionKey::LearningAdmin, Act::View)?;
    let delivery = records::one(backend, scope, id).await?;
    let version = versions::version(backend, scope, delivery.version).await?;
    let message = delivery.message.clone();
    let sends_request = delivery.sends_request;
    let mut by_day = BTreeMap::new();
    for at in enrollments::passed_times(backend, scope, id).await? {
        *by_day.entry(Day::at(at)).or_insert(0_u32) += 1;
    }
    let delivery = rows(backend, scope, vec![delivery])
        .await?
        .pop()
        .ok_or(Error::Corrupt("delivery"))?;
    Ok(Progress {
        delivery,
        version_number: version.number,
        pass_score: version.test.pass_score,
        message,
        sends_request,
        reminders: reminders::of_delivery(backend, scope, id).await?,
        passed_by_day: by_day.into_iter().collect(),
    })
}

/// People of a delivery, at most 50 after `after`, and where the next page begins.
/// Filters by state come through an index; names and groups through the directory of `people`.
///
/// # Errors
/// [`Refusal::Forbidden`](domain::error::Refusal::Forbidden), [`Refusal::NotFound`](domain::error::Refusal::NotFound),
/// [`Refusal::Invalid`](domain::error::Refusal::Invalid) for a search that is too long.
pub async fn people_of(
    backend: &Backend,
    scope: &Scope,
    id: Id<Delivery>,
    filter: &ProgressFilter,
    after: Option<Id<Person>>,
) -> Result<(Vec<ProgressPerson>, Option<Id<Person>>)> {
    scope.may(PermissionKey::LearningAdmin, Act::View)?;
    records::one(backend, scope, id).await?;
    let (found, next) = if filter.search.trim().is_empty() && filter.group.is_none() {
        by_index(backend, scope, id, filter, after).await?
    } else {
        by_directory(backend, scope, id, filter, after).await?
    };
    let people: Vec<_> = found.iter().map(|enrolled| enrolled.person).collect();
    let mut labels = audience::labels(backend, scope, &people).await?;
    let now = backend.now();
    let rows = found
        .into_iter()
        .map(|enrolled| {
            let (name, kana) = match labels.remove(&enrolled.person) {
                Some(Label::Known { name, kana, .. }) => (Some(name), kana),
                Some(Label::Deleted) | None => (None, String::new()),
            };
            ProgressPerson {
                enrollment: enrolled.id,
                person: enrolled.person,
                name,
                kana,
                is_overdue: is_overdue(&enrolled, now),
                standing: enrolled.standing,
            }
        })
        .collect();
    Ok((rows, next))
}

pub(super) fn is_overdue(enrolled: &Enrolled, now: u64) -> bool {
    enrolled
        .standing
        .is_overdue(enrolled.due_on.map(Day::ends_at), now)
}

async fn by_index(
    backend: &Backend,
    scope: &Scope,
    id: Id<Delivery>,
    filter: &ProgressFilter,
    after: Option<Id<Person>>,
) -> Result<(Vec<Enrolled>, Option<Id<Person>>)> {
    let after: Option<Id<Enrollment>> = after.map(|person| causes::enrollment(id, person));
    let mut found =
        enrollments::of_delivery(backend, scope, id, filter.state, after, PAGE + 1).await?;
    let has_more = found.len() > usize::from(PAGE);
    found.truncate(usize::from(PAGE));
    let next = found.last().map(|last| last.person).filter(|_| has_more);
    Ok((found, next))
}

async fn by_directory(
    backend: &Backend,
    scope: &Scope,
    id: Id<Delivery>,
    filter: &ProgressFilter,
    after: Option<Id<Person>>,
) -> Result<(Vec<Enrolled>, Option<Id<Person>>)> {
    let mut query = PeopleQuery {
        search: filter.search.clone(),
        group: filter.group,
        after,
        ..PeopleQuery::default()
    };
    let mut found = Vec::new();
    for _ in 0..LOOKS {
        let page = people::list(backend, scope, &query).await?;
        let ids: Vec<_> = page
            .rows
            .iter()
            .map(|row| causes::enrollment(id, row.id))
            .collect();
        let enrolled = enrollments::by_ids(backend, scope, &ids).await?;
        found.extend(enrolled.into_iter().filter(|enrolled| {
            filter
                .state
                .is_none_or(|state| enrolled.standing.state == state)
        }));
        query.after = page.next;
        if page.next.is_none() || found.len() >= usize::from(PAGE) {
            break;
        }
    }
    Ok((found, query.after))
}
