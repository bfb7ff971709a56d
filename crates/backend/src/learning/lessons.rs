//! Lessons: written, saved, published.

use domain::{
    access::{Act, PermissionKey},
    error::{Field, Problem, Refusal},
    id::Id,
    learning::{
        Lesson, LessonContent, LessonVersion,
        lesson::refusal,
        view::{LessonDraft, LessonRow, LessonState},
    },
};

use super::{
    markdown,
    records::{lessons as records, versions},
};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::{Error, Result},
    store::{Unit, thrown},
};

/// The organisation's lessons, newest first, at most 50 after `after`.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn lessons(
    backend: &Backend,
    scope: &Scope,
    after: Option<Id<Lesson>>,
) -> Result<Vec<LessonRow>> {
    scope.may(PermissionKey::LearningAdmin, Act::View)?;
    records::list(backend, scope, after).await
}

/// A lesson as it is edited.
///
/// # Errors
/// [`Refusal::Forbidden`], [`Refusal::NotFound`].
pub async fn lesson(backend: &Backend, scope: &Scope, id: Id<Lesson>) -> Result<LessonDraft> {
    scope.may(PermissionKey::LearningAdmin, Act::View)?;
    records::one(backend, scope, id).await
}

/// A new lesson. It may be unfinished, but has a title.
///
/// # Errors
/// [`Refusal::Forbidden`], [`Refusal::Invalid`].
pub async fn create_lesson(
    backend: &Backend,
    scope: &Scope,
    content: LessonContent,
) -> Result<Id<Lesson>> {
    scope.may(PermissionKey::LearningAdmin, Act::Edit)?;
    let content = content.check().map_err(|found| refusal(&found))?;
    let now = backend.now();
    let id = Id::new(now)?;
    let mut unit = Unit::new();
    records::insert(&mut unit, scope, id, &content, now)?;
    note(&mut unit, scope, now, Event::LessonCreated, id, &content)?;
    backend.store.commit(unit).await?;
    backend.wake.audit.notify_one();
    Ok(id)
}

/// Saves what was edited from revision `rev`; answers with the new revision.
///
/// # Errors
/// [`Refusal::Changed`] when somebody else saved meanwhile; [`Refusal::Forbidden`], [`Refusal::NotFound`], [`Refusal::Invalid`].
pub async fn save_lesson(
    backend: &Backend,
    scope: &Scope,
    id: Id<Lesson>,
    rev: u32,
    content: LessonContent,
) -> Result<u32> {
    scope.may(PermissionKey::LearningAdmin, Act::Edit)?;
    let content = content.check().map_err(|found| refusal(&found))?;
    let now = backend.now();
    let mut unit = Unit::new();
    records::save(&mut unit, scope, id, rev, &content, now)?;
    note(&mut unit, scope, now, Event::LessonChanged, id, &content)?;
    commit(backend, unit).await?;
    Ok(rev + 1)
}

/// Makes what is written an unchangeable version that can be delivered. What is published already is not published again.
///
/// # Errors
/// [`Refusal::Invalid`] while something is missing; [`Refusal::Changed`] when the lesson is not the one that was looked at;
/// [`Refusal::Forbidden`], [`Refusal::NotFound`].
pub async fn publish_lesson(
    backend: &Backend,
    scope: &Scope,
    id: Id<Lesson>,
    rev: u32,
) -> Result<Id<LessonVersion>> {
    scope.may(PermissionKey::LearningAdmin, Act::Edit)?;
    let draft = records::one(backend, scope, id).await?;
    if draft.rev != rev {
        return Err(Refusal::Changed.into());
    }
    if let (LessonState::Published, Some(version)) = (draft.state, &draft.version) {
        return Ok(version.id);
    }
    let content = draft.content.complete().map_err(|found| refusal(&found))?;
    let now = backend.now();
    let version = Id::new(now)?;
    let number = draft.version.map_or(1, |newest| newest.number + 1);
    let html = markdown::to_html(&content.body);
    let mut unit = Unit::new();
    versions::insert(&mut unit, scope, version, id, number, &content, &html, now)?;
    records::set_version(&mut unit, scope, id, rev, version, now);
    audit::note(
        &mut unit,
        scope,
        now,
        Event::LessonPublished,
        Some(id.uuid()),
        &[("version", &number.to_string())],
    )?;
    match commit(backend, unit).await {
        Ok(()) => Ok(version),
        // Somebody else, or a second click, published it meanwhile.
        Err(Error::Refused(Refusal::Changed)) => {
            let now = records::one(backend, scope, id).await?;
            let published = now.version.filter(|_| now.rev == rev);
            Ok(published.ok_or(Refusal::Changed)?.id)
        }
        Err(error) => Err(error),
    }
}

/// Markdown that is not saved yet, as its reader would see it.
///
/// # Errors
/// [`Refusal::Forbidden`]; [`Refusal::Invalid`] for more than a material may hold.
pub fn render_material(scope: &Scope, markdown: &str) -> Result<String> {
    scope.may(PermissionKey::LearningAdmin, Act::View)?;
    let max = LessonContent::BODY_MAX;
    if markdown.chars().count() > usize::try_from(max).unwrap_or(usize::MAX) {
        return Err(Refusal::invalid(Field::Body, Problem::TooLarge { max }).into());
    }
    Ok(markdown::to_html(markdown))
}

fn note(
    unit: &mut Unit,
    scope: &Scope,
    now: u64,
    event: Event,
    id: Id<Lesson>,
    content: &LessonContent,
) -> Result<()> {
    let questions = content.test.questions.len().to_string();
    audit::note(
        unit,
        scope,
        now,
        event,
        Some(id.uuid()),
        &[("questions", &questions)],
    )
}

async fn commit(backend: &Backend, unit: Unit) -> Result<()> {
    backend.store.commit(unit).await.map_err(refused)?;
    backend.wake.audit.notify_one();
    Ok(())
}

/// What a unit of this feature refused itself with, as people are told.
pub(super) fn refused(error: Error) -> Error {
    match thrown(&error).as_deref() {
        Some("changed") => Refusal::Changed.into(),
        Some("not_found") => Refusal::NotFound.into(),
        Some("too_late") => Refusal::TooLate.into(),
        _ => error,
    }
}
