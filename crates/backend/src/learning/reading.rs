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
        assignment: assignment(enrolled, &version, backend.now()),
        html: version.html.clone(),
        pass_score: version.test.pass_score,
        attempts_allowed: version.test.attempts,
        place,
        is_closed: state == DeliveryState::Closed,
        last_attempt,
    })
}

/// Keeps how far the signed-in person has scrolled, in percent; the first time says that they began.
/// Not in the operation log: it is no deed, and comes many times a minute.
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
    let standing = enrolled.standing.opened(backend.now());
    let mut unit = Unit::new();
    enrollments::save_reading(&mut unit, scope, person, id, &standing, place.min(100));
    backend.store.commit(unit).await?;
    Ok(())
}

/// The signed-in person has read the material to its end.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`], [`Refusal::NotSignedIn`].
pub async fn finish_reading(backend: &Backend, scope: &Scope, id: Id<Enrollment>) -> Result<()> {
    scope.may(PermissionKey::Learning, Act::View)?;
    let person = scope.person()?;
    let (enrolled, _) = enrollments::own(backend, scope, person, id).await?;
    if enrolled.standing.read_at.is_some() {
        return Ok(());
    }
    let now = backend.now();
    let standing = enrolled.standing.finished_reading(now);
    let mut unit = Unit::new();
    enrollments::save_reading(&mut unit, scope, person, id, &standing, 100);
    audit::note(
        &mut unit,
        scope,
        now,
        Event::MaterialFinished,
        Some(enrolled.delivery.uuid()),
        &[],
    )?;
    backend.store.commit(unit).await?;
    backend.wake.audit.notify_one();
    Ok(())
}
