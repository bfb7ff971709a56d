//! What the clock does for deliveries: starts them, and hands their reminders to the outbox.

use std::collections::HashMap;

use domain::{
    id::Id,
    learning::{Delivery, DeliveryState, EnrollmentState},
    organization::Organization,
};

use super::{
    audience, causes,
    records::{deliveries, enrollments, reminders},
    start,
};
use crate::{
    Backend, access,
    audit::{self, Event},
    error::{Error, Result},
    mail::{Mail, MailKind},
    store::Unit,
};

/// Enrollments looked at in one unit.
const CHUNK: u16 = 500;

/// Starts the deliveries whose time has come, and enqueues the reminders whose time has come. Whether there was anything to do:
/// then there may be more. It can be interrupted anywhere and called by several at once; each step is done once.
///
/// # Errors
/// When the store fails, or something of one delivery: everything else was done all the same. The next call goes on.
pub async fn work(backend: &Backend) -> Result<bool> {
    let now = backend.now();
    let mut done = Done::default();
    for state in [DeliveryState::Starting, DeliveryState::Scheduled] {
        start_due(backend, state, now, &mut done).await?;
    }
    remind_due(backend, now, &mut done).await?;
    match done.first {
        None => Ok(done.has_worked),
        Some(error) => Err(error),
    }
}

/// What came of a round.
#[derive(Default)]
struct Done {
    has_worked: bool,
    /// Why the first thing that failed did.
    first: Option<Error>,
}

impl Done {
    /// Takes one delivery's result, and whether it failed.
    fn add(
        &mut self,
        organization: Id<Organization>,
        delivery: Id<Delivery>,
        result: Result<()>,
    ) -> bool {
        match result {
            Ok(()) => {
                self.has_worked = true;
                false
            }
            Err(error) => {
                tracing::error!(%organization, %delivery, %error, "a delivery could not be started or reminded of");
                self.first.get_or_insert(error);
                true
            }
        }
    }
}

/// What fails stays at the front of what is due: it is passed over to reach the rest.
async fn start_due(
    backend: &Backend,
    state: DeliveryState,
    now: u64,
    done: &mut Done,
) -> Result<()> {
    let mut failed = 0;
    loop {
        let before = failed;
        for (organization, id) in deliveries::due(backend, state, now, failed).await? {
            let started = async {
                let scope = access::system_scope(backend, organization).await?;
                start::start(backend, &scope, id).await
            };
            failed += u32::from(done.add(organization, id, started.await));
        }
        if failed == before {
            return Ok(());
        }
    }
}

/// As [`start_due`].
async fn remind_due(backend: &Backend, now: u64, done: &mut Done) -> Result<()> {
    let mut failed = 0;
    loop {
        let before = failed;
        let due = reminders::due(backend, now, failed).await?;
        // A server that slept through several timings of a delivery reminds once, with the last of them.
        let mut newest = HashMap::new();
        for timing in &due {
            let at = newest.entry(timing.delivery).or_insert(timing.at);
            *at = timing.at.max(*at);
        }
        for timing in due {
            let (organization, delivery) = (timing.organization, timing.delivery);
            let is_newest = newest.get(&delivery) == Some(&timing.at);
            let reminded = remind(backend, timing, is_newest).await;
            failed += u32::from(done.add(organization, delivery, reminded));
        }
        if failed == before {
            return Ok(());
        }
    }
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
        let late: Vec<_> = found
            .iter()
            .filter(|enrolled| enrolled.standing.state != EnrollmentState::Passed)
            .map(|enrolled| enrolled.person)
            .collect();
        let reached = audience::reached(backend, &scope, &late).await?;
        let mut unit = Unit::new();
        reminders::advance(&mut unit, &due, last, "done");
        for person in reached {
            Mail {
                kind: MailKind::LessonReminder,
                person,
                cause: causes::reminder_mail(due.delivery, person, &due.timing, due.at),
                batch: Some(due.delivery.uuid()),
                due_at: now,
            }
            .add_to(&mut unit, due.organization, now);
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
