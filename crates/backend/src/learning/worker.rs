//! What the clock does for deliveries: starts them, and hands their reminders to the outbox.

use std::collections::HashMap;

use domain::learning::{DeliveryState, EnrollmentState};

use super::{
    causes,
    records::{deliveries, enrollments, reminders},
    start,
};
use crate::{
    Backend, access,
    audit::{self, Event},
    error::Result,
    mail::{Mail, MailKind},
    store::Unit,
};

/// Enrollments looked at in one unit.
const CHUNK: u16 = 500;

/// Starts the deliveries whose time has come, and enqueues the reminders whose time has come. Whether there was anything to do:
/// then there may be more. It can be interrupted anywhere and called by several at once; each step is done once.
///
/// # Errors
/// When the store fails. The next call goes on.
pub async fn work(backend: &Backend) -> Result<bool> {
    let now = backend.now();
    let mut has_worked = false;
    for state in [DeliveryState::Starting, DeliveryState::Scheduled] {
        for (organization, id) in deliveries::due(backend, state, now).await? {
            let scope = access::system_scope(backend, organization).await?;
            start::start(backend, &scope, id).await?;
            has_worked = true;
        }
    }
    let due = reminders::due(backend, now).await?;
    // A server that slept through several timings of a delivery reminds once, with the last of them.
    let mut newest = HashMap::new();
    for timing in &due {
        let at = newest.entry(timing.delivery).or_insert(timing.at);
        *at = timing.at.max(*at);
    }
    for timing in due {
        let is_newest = newest.get(&timing.delivery) == Some(&timing.at);
        remind(backend, timing, is_newest).await?;
        has_worked = true;
    }
    Ok(has_worked)
}

/// Hands the mails of one timing to the outbox. Who has passed when their mail is about to leave is asked again then.
async fn remind(backend: &Backend, mut due: reminders::Due, is_newest: bool) -> Result<()> {
    let scope = access::system_scope(backend, due.organization).await?;
    let delivery = deliveries::one(backend, &scope, due.delivery).await?;
    // One that was begun before the server slept is finished; one that was not, is left out for its successor.
    let is_wanted = delivery.state == DeliveryState::Open && (is_newest || due.cursor.is_some());
    if !is_wanted {
        let mut unit = Unit::new();
        reminders::advance(&mut unit, &due, None, "skipped");
        start::is_elsewhere(backend.store.commit(unit).await.map(|_| ()))?;
        return Ok(());
    }
    loop {
        let now = backend.now();
        let found =
            enrollments::of_delivery(backend, &scope, due.delivery, None, due.cursor, CHUNK)
                .await?;
        let last = found.last().map(|enrolled| enrolled.id);
        let mut unit = Unit::new();
        reminders::advance(&mut unit, &due, last, "done");
        for enrolled in &found {
            if enrolled.standing.state != EnrollmentState::Passed {
                Mail {
                    kind: MailKind::LessonReminder,
                    person: enrolled.person,
                    cause: causes::reminder_mail(
                        due.delivery,
                        enrolled.person,
                        &due.timing,
                        due.at,
                    ),
                    batch: Some(due.delivery.uuid()),
                    due_at: now,
                    held: false,
                }
                .add_to(&mut unit, due.organization, now);
            }
        }
        if last.is_none() {
            audit::note(
                &mut unit,
                &scope,
                now,
                Event::RemindersSent,
                Some(due.delivery.uuid()),
                &[("timing", &due.timing)],
            )?;
        }
        if start::is_elsewhere(backend.store.commit(unit).await.map(|_| ()))? {
            return Ok(());
        }
        backend.wake.mail.notify_one();
        match last {
            None => {
                backend.wake.audit.notify_one();
                return Ok(());
            }
            Some(last) => due.cursor = Some(last),
        }
    }
}
