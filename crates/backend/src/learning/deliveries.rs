//! Deliveries: made, listed, withdrawn, ended.

use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    learning::{
        Delivery, DeliveryInput, DeliveryState, LessonVersion, Targets, check_delivery,
        view::{ChosenVersion, Counts, DeliveryPreview, DeliveryRow},
    },
    people::Person,
};
use futures::future::try_join_all;

use super::{
    audience, causes,
    lessons::refused,
    records::{deliveries as records, enrollments, reminders},
    versions::{self, Version},
};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::Result,
    store::{Unit, is_taken},
};

/// Deliveries of a page of their list.
const PAGE: u16 = 20;

/// An id for a delivery that is about to be confirmed: the form carries it, so that confirming twice delivers once.
///
/// # Errors
/// When there is no randomness.
pub fn new_delivery_id(backend: &Backend) -> Result<Id<Delivery>> {
    Ok(Id::new(backend.now())?)
}

/// What these people are called, so that a form can go on showing them; those that are not the organisation's are left out.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn people_options(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<Person>],
) -> Result<Vec<(Id<Person>, String)>> {
    scope.may(PermissionKey::LearningAdmin, Act::Edit)?;
    let ids = ids.get(..Targets::MAX).unwrap_or(ids);
    audience::people_names(backend, scope, ids).await
}

/// The version that was asked for, so that a form shows it however old its lesson is; none that is not the organisation's.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn chosen_version(
    backend: &Backend,
    scope: &Scope,
    id: Id<LessonVersion>,
) -> Result<Option<ChosenVersion>> {
    scope.may(PermissionKey::LearningAdmin, Act::Edit)?;
    let found = versions::versions(backend, scope, &[id]).await?;
    Ok(found.get(&id).map(|version| ChosenVersion {
        id,
        title: version.title.clone(),
        number: version.number,
        published_at: id.made_at(),
    }))
}

/// What a delivery would be, before it is confirmed: whom it reaches now, and when which mail leaves.
///
/// # Errors
/// As [`create_delivery`].
pub async fn preview_delivery(
    backend: &Backend,
    scope: &Scope,
    input: DeliveryInput,
) -> Result<DeliveryPreview> {
    scope.may(PermissionKey::LearningAdmin, Act::Edit)?;
    let starts_at = input.starts_at;
    let plan = check_delivery(input, backend.now())?;
    let version = versions::version(backend, scope, plan.version).await?;
    let reached = audience::resolve(backend, scope, &plan.targets).await?;
    let people = audience::people_names(backend, scope, &plan.targets.people).await?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(DeliveryPreview {
        id: new_delivery_id(backend)?,
        name: plan.name.unwrap_or_else(|| version.title.clone()),
        lesson: version.title.clone(),
        groups: audience::group_names(backend, scope, &plan.targets.groups).await?,
        people: people.into_iter().map(|(_, name)| name).collect(),
        everyone: plan.targets.everyone,
        reached: count(reached.len()),
        unmailed: count(reached.values().filter(|has_mail| !**has_mail).count()),
        starts_at,
        due_on: plan.due_on,
        sends_request: plan.sends_request,
        message: plan.message,
        reminders: plan.reminders,
    })
}

/// Delivers a version to people and groups, at once or later. A worker starts it. Doing it again with the same id does nothing more.
///
/// # Errors
/// [`Refusal::Invalid`] as [`check_delivery`] says; [`Refusal::NotFound`] for a version that is not the organisation's;
/// [`Refusal::Forbidden`].
pub async fn create_delivery(
    backend: &Backend,
    scope: &Scope,
    id: Id<Delivery>,
    input: DeliveryInput,
) -> Result<Id<Delivery>> {
    scope.may(PermissionKey::LearningAdmin, Act::Edit)?;
    let now = backend.now();
    let plan = check_delivery(input, now)?;
    versions::version(backend, scope, plan.version).await?;
    let mut unit = Unit::new();
    records::insert(&mut unit, scope, id, &plan)?;
    for (reminder, at) in &plan.reminders {
        let timing = causes::timing(id, *reminder, *at);
        reminders::insert(&mut unit, scope, id, timing, &reminder.to_string(), *at);
    }
    let targets = &plan.targets;
    let everyone = targets.everyone.then(|| ("everyone", "true".to_owned()));
    let counts = [
        ("groups", targets.groups.len()),
        ("people", targets.people.len()),
        ("reminders", plan.reminders.len()),
    ];
    // What was not chosen is not told.
    let chosen: Vec<_> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| (name, count.to_string()))
        .chain(everyone)
        .collect();
    let details: Vec<_> = chosen
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    audit::note(
        &mut unit,
        scope,
        now,
        Event::DeliveryCreated,
        Some(id.uuid()),
        &details,
    )?;
    match backend.store.commit(unit).await {
        Err(error) if is_taken(&error, "delivery") => {
            // Confirmed before: it must be this organisation's.
            records::one(backend, scope, id).await?;
        }
        Err(error) => return Err(error),
        Ok(_) => {
            backend.wake.audit.notify_one();
            backend.wake.work.notify_one();
        }
    }
    Ok(id)
}

/// A page of deliveries, newest first, with how far each has got.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn deliveries(
    backend: &Backend,
    scope: &Scope,
    after: Option<Id<Delivery>>,
) -> Result<Vec<DeliveryRow>> {
    scope.may(PermissionKey::LearningAdmin, Act::View)?;
    let listed = records::list(backend, scope, after, PAGE).await?;
    rows(backend, scope, listed).await
}

/// Withdraws a delivery that has not started.
///
/// # Errors
/// [`Refusal::TooLate`] once it started; [`Refusal::Forbidden`], [`Refusal::NotFound`].
pub async fn cancel_delivery(backend: &Backend, scope: &Scope, id: Id<Delivery>) -> Result<()> {
    let states = (DeliveryState::Scheduled, DeliveryState::Cancelled);
    end(backend, scope, id, states, Event::DeliveryCancelled).await
}

/// Ends a delivery: nothing can be begun any more, no reminder leaves, records stay.
///
/// # Errors
/// [`Refusal::TooLate`] when it is not open; [`Refusal::Forbidden`], [`Refusal::NotFound`].
pub async fn close_delivery(backend: &Backend, scope: &Scope, id: Id<Delivery>) -> Result<()> {
    let states = (DeliveryState::Open, DeliveryState::Closed);
    end(backend, scope, id, states, Event::DeliveryClosed).await
}

async fn end(
    backend: &Backend,
    scope: &Scope,
    id: Id<Delivery>,
    (from, to): (DeliveryState, DeliveryState),
    event: Event,
) -> Result<()> {
    scope.may(PermissionKey::LearningAdmin, Act::Edit)?;
    let found = records::one(backend, scope, id).await?;
    if !found.state.may_become(to) {
        return Err(Refusal::TooLate.into());
    }
    let mut unit = Unit::new();
    records::set_state(&mut unit, scope, id, from, to);
    reminders::skip_waiting(&mut unit, scope, id);
    audit::note(&mut unit, scope, backend.now(), event, Some(id.uuid()), &[])?;
    backend.store.commit(unit).await.map_err(refused)?;
    backend.learning.forget_state(scope.organization(), id);
    backend.wake.audit.notify_one();
    Ok(())
}

/// Deliveries as lists show them.
pub(super) async fn rows(
    backend: &Backend,
    scope: &Scope,
    listed: Vec<records::Opened>,
) -> Result<Vec<DeliveryRow>> {
    let ids: Vec<_> = listed.iter().map(|delivery| delivery.version).collect();
    let found = versions::versions(backend, scope, &ids).await?;
    let counted = listed
        .iter()
        .map(|delivery| counts(backend, scope, delivery));
    let counts = try_join_all(counted).await?;
    let now = backend.now();
    listed
        .into_iter()
        .zip(counts)
        .map(|(delivery, counts)| {
            let version = found.get(&delivery.version).ok_or(Refusal::NotFound)?;
            Ok(row(delivery, version, counts, now))
        })
        .collect()
}

/// Nobody is enrolled before it starts: nothing to count.
async fn counts(backend: &Backend, scope: &Scope, delivery: &records::Opened) -> Result<Counts> {
    match delivery.state {
        DeliveryState::Scheduled | DeliveryState::Cancelled => Ok(Counts::default()),
        DeliveryState::Starting | DeliveryState::Open | DeliveryState::Closed => {
            enrollments::counts(backend, scope, delivery.id).await
        }
    }
}

fn row(delivery: records::Opened, version: &Version, counts: Counts, now: u64) -> DeliveryRow {
    DeliveryRow {
        id: delivery.id,
        name: delivery.name.unwrap_or_else(|| version.title.clone()),
        lesson: version.title.clone(),
        state: delivery.state,
        starts_at: delivery.starts_at,
        due_on: delivery.due_on,
        is_overdue: delivery.due_on.is_some_and(|due| now >= due.ends_at()) && counts.open() > 0,
        counts,
    }
}
