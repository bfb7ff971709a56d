//! Starting a delivery: its people are found, enrolled in chunks, and asked by mail.
//!
//! A chunk and the place it reached are one unit, so that a start that was interrupted goes on where it stopped,
//! and two nodes that start the same delivery do not enroll anybody twice.

use std::ops::Bound;

use domain::{
    error::Refusal,
    id::Id,
    learning::{Delivery, DeliveryState, Standing},
};

use super::{
    audience, causes,
    records::{deliveries as records, enrollments},
};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::{Error, Result},
    mail::{Mail, MailKind},
    store::{Unit, thrown},
};

/// People of a unit: an enrollment and a mail each, well below [`Unit::MAX_ROWS`].
const CHUNK: usize = 500;

/// Brings a delivery whose time has come from scheduled to open.
pub(super) async fn start(backend: &Backend, scope: &Scope, id: Id<Delivery>) -> Result<()> {
    let mut delivery = records::one(backend, scope, id).await?;
    if delivery.state == DeliveryState::Scheduled {
        let mut unit = Unit::new();
        records::set_state(
            &mut unit,
            scope,
            id,
            DeliveryState::Scheduled,
            DeliveryState::Starting,
        );
        if is_elsewhere(backend.store.commit(unit).await.map(|_| ()))? {
            return Ok(());
        }
        delivery.state = DeliveryState::Starting;
    }
    if delivery.state != DeliveryState::Starting {
        return Ok(());
    }
    let targets = records::targets(backend, scope, id).await?;
    let everyone = audience::resolve(backend, scope, &targets).await?;
    let mut cursor = delivery.cursor;
    loop {
        let from = cursor.map_or(Bound::Unbounded, Bound::Excluded);
        let chunk: Vec<_> = everyone
            .range((from, Bound::Unbounded))
            .take(CHUNK)
            .map(|(person, has_mail)| (*person, *has_mail))
            .collect();
        let Some((last, _)) = chunk.last() else {
            break;
        };
        let now = backend.now();
        let mut unit = Unit::new();
        records::advance(&mut unit, scope, id, cursor, *last);
        for (person, has_mail) in &chunk {
            let new = enrollments::New {
                delivery: id,
                version: delivery.version,
                due_on: delivery.due_on,
                person: *person,
                enrolled_at: now,
                standing: &Standing::default(),
            };
            enrollments::insert(&mut unit, scope, new);
            if *has_mail && delivery.sends_request {
                Mail {
                    kind: MailKind::LessonRequest,
                    person: *person,
                    cause: causes::request_mail(id, *person, delivery.starts_at),
                    batch: Some(id.uuid()),
                    due_at: now,
                }
                .add_to(&mut unit, scope.organization(), now);
            }
        }
        if is_elsewhere(backend.store.commit(unit).await.map(|_| ()))? {
            return Ok(());
        }
        backend.wake.mail.notify_one();
        cursor = Some(*last);
    }
    open(backend, scope, id, everyone.len()).await
}

async fn open(backend: &Backend, scope: &Scope, id: Id<Delivery>, people: usize) -> Result<()> {
    let mut unit = Unit::new();
    records::set_state(
        &mut unit,
        scope,
        id,
        DeliveryState::Starting,
        DeliveryState::Open,
    );
    audit::note(
        &mut unit,
        scope,
        backend.now(),
        Event::DeliveryStarted,
        Some(id.uuid()),
        &[("people", &people.to_string())],
    )?;
    is_elsewhere(backend.store.commit(unit).await.map(|_| ()))?;
    backend.learning.forget_state(scope.organization(), id);
    backend.wake.audit.notify_one();
    Ok(())
}

/// Whether another node did it, or is at it: then this one leaves it alone.
pub(super) fn is_elsewhere(done: Result<()>) -> Result<bool> {
    match done {
        Ok(()) => Ok(false),
        Err(Error::Refused(Refusal::TooLate | Refusal::Changed)) => Ok(true),
        Err(error) => match thrown(&error).as_deref() {
            Some("moved" | "too_late") => Ok(true),
            _ => Err(error),
        },
    }
}
