//! Reading a lesson: the page, the place kept, the end reached.

use domain::{
    access::{Act, PermissionKey},
    id::Id,
    learning::{DeliveryState, Enrollment, view::LessonPage},
};

use super::{home::assignment, records::enrollments, versions};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::Result,
    store::Unit,
};

/// A lesson as the signed-in person reads it. Looking at it changes nothing.
///
/// # Errors
/// [`Refusal::NotFound`] for what is not theirs; [`Refusal::Forbidden`], [`Refusal::NotSignedIn`].
pub async fn lesson_page(
    backend: &Backend,
    scope: &Scope,
    id: Id<Enrollment>,
) -> Result<LessonPage> {
    scope.may(PermissionKey::Learning, Act::View)?;
    let (enrolled, state) = enrollments::own(backend, scope, scope.person()?, id).await?;
    let version = versions::version(backend, scope, enrolled.version).await?;
    let (place, last_attempt) = (enrolled.place, enrolled.last_attempt);
    Ok(LessonPage {
        assignment: assignment(&enrolled, &version, backend.now()),
        html: version.html.clone(),
        pass_score: version.test.pass_score,
        attempts_allowed: version.test.attempts,
        place,
        is_closed: state == DeliveryState::Closed,
        last_attempt,
    })
}

/// Keeps how far the signed-in person has scrolled, in percent; the first time says that they began, 100 that they have read it.
/// Only the end is in the operation log: places come many times a minute.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`], [`Refusal::NotSignedIn`].
pub async fn save_place(
    backend: &Backend,
    scope: &Scope,
    id: Id<Enrollment>,
    place: u16,
) -> Result<()> {
    scope.may(PermissionKey::Learning, Act::View)?;
    let person = scope.person()?;
    let (enrolled, _) = enrollments::own(backend, scope, person, id).await?;
    let now = backend.now();
    let is_end = place >= 100 && enrolled.standing.read_at.is_none();
    let standing = if is_end {
        enrolled.standing.finished_reading(now)
    } else {
        enrolled.standing.opened(now)
    };
    let mut unit = Unit::new();
    enrollments::save_reading(&mut unit, scope, person, id, &standing, place.min(100));
    if is_end {
        audit::note(
            &mut unit,
            scope,
            now,
            Event::MaterialFinished,
            Some(enrolled.delivery.uuid()),
            &[],
        )?;
    }
    backend.store.commit(unit).await?;
    if is_end {
        backend.wake.audit.notify_one();
    }
    Ok(())
}
