//! Lessons as they are edited.

use domain::{
    error::Refusal,
    id::Id,
    learning::{
        Lesson, LessonContent, LessonVersion,
        view::{LessonDraft, LessonRow, LessonState, VersionRow},
    },
};
use surrealdb::types::{Bytes, RecordId, SurrealValue, Uuid};
use vault::Field;

use super::{open, open_test, seal, seal_test};
use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
    store::{Unit, id_of, record, uuid},
};

pub const FIRST: &str = "SELECT id, title, category, minutes, questions, rev, version, version_rev, updated_at FROM lesson WHERE org = $lesson_org ORDER BY id LIMIT 50;";
pub const AFTER: &str = "SELECT id, title, category, minutes, questions, rev, version, version_rev, updated_at FROM lesson WHERE org = $lesson_org AND id > $lesson_after ORDER BY id LIMIT 50;";

#[derive(SurrealValue)]
struct New {
    id: Uuid,
    org: Uuid,
    title: Bytes,
    category: Option<Bytes>,
    body: Bytes,
    test: Bytes,
    minutes: u16,
    questions: u32,
    rev: u32,
    versions: u32,
    updated_at: u64,
}

#[derive(SurrealValue)]
struct Listed {
    id: RecordId,
    title: Bytes,
    category: Option<Bytes>,
    minutes: u16,
    questions: u16,
    rev: u32,
    version: Option<Uuid>,
    version_rev: Option<u32>,
    updated_at: u64,
}

#[derive(SurrealValue)]
struct Edited {
    title: Bytes,
    category: Option<Bytes>,
    body: Bytes,
    test: Bytes,
    minutes: u16,
    rev: u32,
    version: Option<Uuid>,
    version_rev: Option<u32>,
    version_at: Option<u64>,
    versions: u32,
    updated_at: u64,
}

fn state(rev: u32, version_rev: Option<u32>) -> LessonState {
    match version_rev {
        None => LessonState::Draft,
        Some(published) if published == rev => LessonState::Published,
        Some(_) => LessonState::Changed,
    }
}

fn count(content: &LessonContent) -> u32 {
    u32::try_from(content.test.questions.len()).unwrap_or(u32::MAX)
}

fn seal_category(scope: &Scope, id: Id<Lesson>, content: &LessonContent) -> Result<Option<Bytes>> {
    let category = content.category.as_deref();
    category
        .map(|category| seal(scope, Field::MaterialCategory, id, category))
        .transpose()
}

pub(in super::super) fn insert(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<Lesson>,
    content: &LessonContent,
    now: u64,
) -> Result<()> {
    let row = New {
        id: uuid(id),
        org: uuid(scope.organization()),
        title: seal(scope, Field::LessonTitle, id, &content.title)?,
        category: seal_category(scope, id, content)?,
        body: seal(scope, Field::MaterialBody, id, &content.body)?,
        test: seal_test(scope, id, &content.test)?,
        minutes: content.minutes,
        questions: count(content),
        rev: 1,
        versions: 0,
        updated_at: now,
    };
    unit.insert("lesson", row);
    Ok(())
}

pub(in super::super) fn save(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<Lesson>,
    rev: u32,
    content: &LessonContent,
    now: u64,
) -> Result<()> {
    unit.statement(
        "LET $lesson_found = (SELECT VALUE rev FROM ONLY $lesson_id WHERE org = $lesson_org);
         IF $lesson_found = NONE { THROW 'not_found' };
         IF $lesson_found != $lesson_rev { THROW 'changed' };
         UPDATE $lesson_id SET title = $lesson_title, category = $lesson_category, body = $lesson_body, test = $lesson_test,
             minutes = $lesson_minutes, questions = $lesson_questions, rev += 1, updated_at = $lesson_now
             WHERE org = $lesson_org RETURN NONE;",
    )
    .record("lesson_id", "lesson", id)
    .id("lesson_org", scope.organization())
    .bind("lesson_rev", rev)
    .bind("lesson_title", seal(scope, Field::LessonTitle, id, &content.title)?)
    .bind("lesson_category", seal_category(scope, id, content)?)
    .bind("lesson_body", seal(scope, Field::MaterialBody, id, &content.body)?)
    .bind("lesson_test", seal_test(scope, id, &content.test)?)
    .bind("lesson_minutes", content.minutes)
    .bind("lesson_questions", count(content))
    .bind("lesson_now", now);
    Ok(())
}

/// Makes `version` the one of revision `rev`. Refuses the unit with `changed` when the lesson is at another revision,
/// or this one has a version already.
pub(in super::super) fn set_version(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<Lesson>,
    rev: u32,
    version: Id<LessonVersion>,
    now: u64,
) {
    unit.statement(
        "LET $lesson_set = (UPDATE $lesson_id SET version = $lesson_version, version_rev = rev, version_at = $lesson_now, versions += 1
             WHERE org = $lesson_org AND rev = $lesson_rev AND version_rev != rev RETURN VALUE rev);
         IF array::is_empty($lesson_set) { THROW 'changed' };",
    )
    .record("lesson_id", "lesson", id)
    .id("lesson_org", scope.organization())
    .bind("lesson_rev", rev)
    .id("lesson_version", version)
    .bind("lesson_now", now);
}

pub(in super::super) async fn list(
    backend: &Backend,
    scope: &Scope,
    after: Option<Id<Lesson>>,
) -> Result<Vec<LessonRow>> {
    let mut query = Unit::new();
    query.id("lesson_org", scope.organization());
    match after {
        None => query.statement(FIRST),
        Some(last) => query
            .statement(AFTER)
            .record("lesson_after", "lesson", last),
    };
    let rows: Vec<Listed> = backend.store.read(query).await?.take(0)?;
    rows.into_iter()
        .map(|row| {
            let id = id_of(&row.id)?;
            Ok(LessonRow {
                id,
                title: open(scope, Field::LessonTitle, id, &row.title)?,
                category: open_category(scope, id, row.category.as_ref())?,
                minutes: row.minutes,
                questions: row.questions,
                state: state(row.rev, row.version_rev),
                updated_at: row.updated_at,
                version: row.version.map(|version| Id::from_uuid(version.into())),
            })
        })
        .collect()
}

/// The titles of several; one that is not the organisation's is left out.
pub(in super::super) async fn titles(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<Lesson>],
) -> Result<Vec<(Id<Lesson>, String)>> {
    #[derive(SurrealValue)]
    struct Found {
        id: RecordId,
        title: Bytes,
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let records: Vec<_> = ids.iter().map(|id| record("lesson", *id)).collect();
    let mut query = Unit::new();
    query
        .statement("SELECT id, title FROM $lesson_ids WHERE org = $lesson_org;")
        .bind("lesson_ids", records)
        .id("lesson_org", scope.organization());
    let rows: Vec<Found> = backend.store.read(query).await?.take(0)?;
    rows.into_iter()
        .map(|row| {
            let id = id_of(&row.id)?;
            Ok((id, open(scope, Field::LessonTitle, id, &row.title)?))
        })
        .collect()
}

fn open_category<T>(scope: &Scope, id: Id<T>, sealed: Option<&Bytes>) -> Result<Option<String>> {
    sealed
        .map(|sealed| open(scope, Field::MaterialCategory, id, sealed))
        .transpose()
}

pub(in super::super) async fn one(
    backend: &Backend,
    scope: &Scope,
    id: Id<Lesson>,
) -> Result<LessonDraft> {
    let mut query = Unit::new();
    query
        .statement(
            "SELECT title, category, body, test, minutes, rev, version, version_rev, version_at, versions, updated_at
             FROM $lesson_id WHERE org = $lesson_org;",
        )
        .record("lesson_id", "lesson", id)
        .id("lesson_org", scope.organization());
    let row: Option<Edited> = backend.store.read(query).await?.take(0)?;
    let row = row.ok_or(Refusal::NotFound)?;
    let version = match (row.version, row.version_at) {
        (Some(version), Some(published_at)) => Some(VersionRow {
            id: Id::from_uuid(version.into()),
            number: row.versions,
            published_at,
        }),
        (None, None) => None,
        _ => return Err(Error::Corrupt("version")),
    };
    Ok(LessonDraft {
        id,
        rev: row.rev,
        content: LessonContent {
            title: open(scope, Field::LessonTitle, id, &row.title)?,
            category: open_category(scope, id, row.category.as_ref())?,
            body: open(scope, Field::MaterialBody, id, &row.body)?,
            minutes: row.minutes,
            test: open_test(scope, id, &row.test)?,
        },
        state: state(row.rev, row.version_rev),
        updated_at: row.updated_at,
        version,
    })
}
