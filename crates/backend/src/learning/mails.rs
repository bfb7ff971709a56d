//! What mails about lessons say. The mail worker asks just before they leave, so that nobody who has passed meanwhile is reminded.

use std::collections::{HashMap, HashSet};

use domain::{
    id::Id,
    learning::{Delivery, DeliveryState, EnrollmentState},
    organization::Organization,
    people::Person,
    text::mail::{Lesson, Letter},
};
use futures::future::BoxFuture;
use uuid::Uuid;

use super::{
    causes,
    records::{
        deliveries::{self, Opened},
        enrollments,
    },
    versions,
};
use crate::{
    Backend,
    access::{self, Scope},
    error::Result,
    mail::{Author, Due, MailKind},
};

/// Writes the mails that ask and remind people to take a lesson.
#[derive(Clone, Copy, Debug, Default)]
pub struct LessonMails;

impl Author for LessonMails {
    fn kinds(&self) -> &[MailKind] {
        &[MailKind::LessonRequest, MailKind::LessonReminder]
    }

    fn letters<'a>(
        &'a self,
        backend: &'a Backend,
        organization: Id<Organization>,
        mails: &'a [Due],
    ) -> BoxFuture<'a, Result<HashMap<Uuid, Letter>>> {
        Box::pin(letters(backend, organization, mails))
    }
}

async fn letters(
    backend: &Backend,
    organization: Id<Organization>,
    mails: &[Due],
) -> Result<HashMap<Uuid, Letter>> {
    let scope = access::system_scope(backend, organization).await?;
    let mut by_delivery: HashMap<Id<Delivery>, Vec<&Due>> = HashMap::new();
    for mail in mails {
        if let Some(delivery) = mail.batch {
            by_delivery
                .entry(Id::from_uuid(delivery))
                .or_default()
                .push(mail);
        }
    }
    let mut written = HashMap::with_capacity(mails.len());
    for (delivery, mails) in by_delivery {
        let found = deliveries::one(backend, &scope, delivery).await?;
        let people: Vec<_> = mails.iter().map(|mail| mail.person).collect();
        let wanted = still_wanted(backend, &scope, &found, &people).await?;
        if wanted.is_empty() {
            continue;
        }
        let version = versions::version(backend, &scope, found.version).await?;
        let is_overdue = found
            .due_on
            .is_some_and(|due| backend.now() >= due.ends_at());
        for mail in mails {
            if !wanted.contains(&mail.person) {
                continue;
            }
            let enrollment = causes::enrollment(delivery, mail.person);
            let lesson = Lesson {
                title: version.title.clone(),
                minutes: Some(version.minutes),
                due: found.due_on,
                is_overdue,
                message: found.message.clone(),
                link: format!("{}/learn/{enrollment}", backend.public_origin),
            };
            let letter = match mail.kind {
                MailKind::LessonReminder => Letter::LessonReminder(lesson),
                _ => Letter::LessonRequest(lesson),
            };
            written.insert(mail.cause, letter);
        }
    }
    Ok(written)
}

/// Who of these people still has to pass a delivery, if it is still open.
async fn still_wanted(
    backend: &Backend,
    scope: &Scope,
    delivery: &Opened,
    people: &[Id<Person>],
) -> Result<HashSet<Id<Person>>> {
    // Request mails may leave while the rest of the people is still being enrolled.
    if !matches!(
        delivery.state,
        DeliveryState::Starting | DeliveryState::Open
    ) {
        return Ok(HashSet::new());
    }
    let ids: Vec<_> = people
        .iter()
        .map(|person| causes::enrollment(delivery.id, *person))
        .collect();
    let found = enrollments::by_ids(backend, scope, &ids).await?;
    Ok(found
        .into_iter()
        .filter(|enrolled| enrolled.standing.state != EnrollmentState::Passed)
        .map(|enrolled| enrolled.person)
        .collect())
}
