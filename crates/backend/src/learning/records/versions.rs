//! Published versions: inserted, read, never changed.

use domain::{
    id::Id,
    learning::{CompleteLesson, Lesson, LessonVersion},
};
use surrealdb::types::{Bytes, RecordId, SurrealValue, Uuid};
use vault::Field;

use super::{
    super::{markdown, versions::Version},
    open, open_test, seal, seal_test,
};
use crate::{
    Backend,
    access::Scope,
    error::Result,
    store::{Unit, id_of, record, uuid},
};

#[derive(SurrealValue)]
struct New {
    id: Uuid,
    org: Uuid,
    lesson: Uuid,
    number: u32,
    title: Bytes,
    category: Option<Bytes>,
    body: Bytes,
    test: Bytes,
    minutes: u16,
    published_at: u64,
}

#[derive(SurrealValue)]
struct Stored {
    id: RecordId,
    number: u32,
    title: Bytes,
    category: Option<Bytes>,
    body: Bytes,
    test: Bytes,
    minutes: u16,
}

#[expect(clippy::too_many_arguments, reason = "one row, all of it")]
pub(in super::super) fn insert(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<LessonVersion>,
    lesson: Id<Lesson>,
    number: u32,
    content: &CompleteLesson,
    html: &str,
    now: u64,
) -> Result<()> {
    let category = content.category.as_deref();
    let row = New {
        id: uuid(id),
        org: uuid(scope.organization()),
        lesson: uuid(lesson),
        number,
        title: seal(scope, Field::LessonTitle, id, &content.title)?,
        category: category
            .map(|category| seal(scope, Field::MaterialCategory, id, category))
            .transpose()?,
        body: seal(scope, Field::MaterialBody, id, html)?,
        test: seal_test(scope, id, &content.test)?,
        minutes: content.minutes,
        published_at: now,
    };
    unit.insert("lesson_version", row);
    Ok(())
}

pub(in super::super) async fn read(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<LessonVersion>],
) -> Result<Vec<Version>> {
    let records: Vec<RecordId> = ids.iter().map(|id| record("lesson_version", *id)).collect();
    let mut query = Unit::new();
    query
        .statement("SELECT id, number, title, category, body, test, minutes FROM $version_ids WHERE org = $version_org;")
        .bind("version_ids", records)
        .id("version_org", scope.organization());
    let rows: Vec<Stored> = backend.store.read(query).await?.take(0)?;
    rows.into_iter()
        .map(|row| {
            let id = id_of(&row.id)?;
            let category = row.category.as_ref();
            Ok(Version {
                id,
                number: row.number,
                title: open(scope, Field::LessonTitle, id, &row.title)?,
                category: category
                    .map(|sealed| open(scope, Field::MaterialCategory, id, sealed))
                    .transpose()?,
                minutes: row.minutes,
                html: markdown::clean(&open(scope, Field::MaterialBody, id, &row.body)?),
                test: open_test(scope, id, &row.test)?,
            })
        })
        .collect()
}
