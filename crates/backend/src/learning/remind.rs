//! Reminding by hand: everybody of a delivery who has not passed, or one person, now.

use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    learning::{Delivery, DeliveryState, EnrollmentState},
    people::Person,
};

use super::{
    audience, causes,
    lessons::refused,
    records::{deliveries, enrollments, reminders},
};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::Result,
    mail::{Mail, MailKind},
    store::{Unit, is_taken},
};

/// Asking again within it is asking once: people press twice.
const ONCE_MS: u64 = 60_000;

/// Reminds everybody of a delivery who has not passed, or `person` alone. A worker hands the mails of everybody to the outbox; who has
/// passed is asked again just before they leave, as with every reminder. Asking again within a minute does nothing more.
///
/// # Errors
/// [`Refusal::TooLate`] when the delivery is not open, or the person has passed; [`Refusal::NoAddress`] when no mail reaches the person;
/// [`Refusal::Forbidden`], [`Refusal::NotFound`].
pub async fn remind(
    backend: &Backend,
    scope: &Scope,
    id: Id<Delivery>,
    person: Option<Id<Person>>,
) -> Result<()> {
    scope.may(PermissionKey::LearningAdmin, Act::Edit)?;
    if deliveries::one(backend, scope, id).await?.state != DeliveryState::Open {
        return Err(Refusal::TooLate.into());
    }
    let now = backend.now();
    let asked_at = now - now % ONCE_MS;
    let mut unit = Unit::new();
    deliveries::while_open(&mut unit, scope, id);
    match person {
        None => {
            let timing = causes::by_hand(id, asked_at);
            reminders::insert(&mut unit, scope, id, timing, reminders::BY_HAND, now);
        }
        Some(person) => {
            check_person(backend, scope, id, person).await?;
            Mail {
                kind: MailKind::LessonReminder,
                person,
                cause: causes::reminder_mail(id, person, "one-by-hand", asked_at),
                batch: Some(id.uuid()),
                due_at: now,
            }
            .add_to(&mut unit, scope.organization(), now);
        }
    }
    let whom = if person.is_some() { "person" } else { "open" };
    audit::note(
        &mut unit,
        scope,
        now,
        Event::ReminderAsked,
        Some(id.uuid()),
        &[("whom", whom)],
    )?;
    match backend.store.commit(unit).await {
        Err(error) if is_taken(&error, "delivery_reminder") || is_taken(&error, "outbox") => Ok(()),
        Err(error) => Err(refused(error)),
        Ok(_) => {
            backend.wake.audit.notify_one();
            backend.wake.work.notify_one();
            backend.wake.mail.notify_one();
            Ok(())
        }
    }
}

async fn check_person(
    backend: &Backend,
    scope: &Scope,
    id: Id<Delivery>,
    person: Id<Person>,
) -> Result<()> {
    let enrollment = causes::enrollment(id, person);
    let found = enrollments::by_ids(backend, scope, &[enrollment]).await?;
    let enrolled = found.first().ok_or(Refusal::NotFound)?;
    if enrolled.standing.state == EnrollmentState::Passed {
        return Err(Refusal::TooLate.into());
    }
    if audience::reached(backend, scope, &[person])
        .await?
        .is_empty()
    {
        return Err(Refusal::NoAddress.into());
    }
    Ok(())
}
