//! Sheets of initial passwords (W7.4): the lines lie sealed beside a row that says who may read them, and until when.

use domain::{
    id::Id,
    people::{PasswordSheet, Person},
};
use surrealdb::types::{Bytes, RecordId, RecordIdKey, SurrealValue, Uuid};
use vault::{Field, Place};

use crate::{
    Backend,
    access::Scope,
    error::Result,
    store::{Unit, uuid},
};

/// Lines that are read, or deleted, at once.
pub const WINDOW: u32 = 500;

#[derive(SurrealValue)]
struct Row {
    id: Uuid,
    org: Uuid,
    session: String,
    reader: Uuid,
    lines: u32,
    expires_at: u64,
}

#[derive(SurrealValue)]
struct LineRow {
    id: RecordId,
    org: Uuid,
    person: Uuid,
    password: Bytes,
}

/// A sheet as the store holds it.
#[derive(SurrealValue)]
pub struct Stored {
    pub session: String,
    pub reader: Uuid,
    pub lines: u32,
    pub expires_at: u64,
}

fn place(scope: &Scope, person: Id<Person>) -> Place {
    Place {
        organization: scope.organization().uuid(),
        field: Field::PasswordSheet,
        record: person.uuid(),
    }
}

fn line_id(sheet: Id<PasswordSheet>, number: u32) -> RecordId {
    let key = vec![uuid(sheet).into_value(), number.into_value()];
    RecordId::new("password_sheet_line", RecordIdKey::Array(key.into()))
}

/// Adds a sheet of `lines` lines that only `session`, of `reader`, can read until `expires_at`.
pub fn insert_sheet(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<PasswordSheet>,
    session: &str,
    reader: Id<Person>,
    lines: u32,
    expires_at: u64,
) {
    unit.insert(
        "password_sheet",
        Row {
            id: uuid(id),
            org: uuid(scope.organization()),
            session: session.to_owned(),
            reader: uuid(reader),
            lines,
            expires_at,
        },
    );
}

/// Adds line `number` (from 0) of a sheet.
///
/// # Errors
/// When there is no randomness.
pub fn insert_line(
    unit: &mut Unit,
    scope: &Scope,
    sheet: Id<PasswordSheet>,
    number: u32,
    person: Id<Person>,
    password: &str,
) -> Result<()> {
    let sealed = scope
        .organization_key()
        .seal_str(&place(scope, person), password)?;
    unit.insert(
        "password_sheet_line",
        LineRow {
            id: line_id(sheet, number),
            org: uuid(scope.organization()),
            person: uuid(person),
            password: sealed.into(),
        },
    );
    Ok(())
}

/// A sheet of the organisation.
pub async fn sheet(
    backend: &Backend,
    scope: &Scope,
    id: Id<PasswordSheet>,
) -> Result<Option<Stored>> {
    let mut query = Unit::new();
    query
        .statement("SELECT session, reader, lines, expires_at FROM $password_sheet_id WHERE org = $password_sheet_org;")
        .record("password_sheet_id", "password_sheet", id)
        .id("password_sheet_org", scope.organization());
    let rows: Vec<Stored> = backend.store.read(query).await?.take(0)?;
    Ok(rows.into_iter().next())
}

/// The lines from number `from` on, at most [`WINDOW`].
pub async fn lines(
    backend: &Backend,
    scope: &Scope,
    id: Id<PasswordSheet>,
    from: u32,
) -> Result<Vec<(Id<Person>, String)>> {
    #[derive(SurrealValue)]
    struct Found {
        person: Uuid,
        password: Bytes,
    }
    let mut query = Unit::new();
    query
        .statement(
            "SELECT person, password FROM password_sheet_line:[$password_sheet, $password_sheet_from]..[$password_sheet, $password_sheet_to]
             WHERE org = $password_sheet_org;",
        )
        .id("password_sheet", id)
        .bind("password_sheet_from", from)
        .bind("password_sheet_to", from.saturating_add(WINDOW))
        .id("password_sheet_org", scope.organization());
    let rows: Vec<Found> = backend.store.read(query).await?.take(0)?;
    rows.into_iter()
        .map(|row| {
            let person = Id::from_uuid(row.person.into());
            Ok((
                person,
                scope
                    .organization_key()
                    .open_str(&place(scope, person), &row.password)?,
            ))
        })
        .collect()
}

/// Adds that nobody can read the sheet any more.
pub fn close_sheet(unit: &mut Unit, scope: &Scope, id: Id<PasswordSheet>) {
    unit.statement("UPDATE $password_sheet_id SET session = '', expires_at = 0 WHERE org = $password_sheet_org RETURN NONE;")
        .record("password_sheet_id", "password_sheet", id)
        .id("password_sheet_org", scope.organization());
}

/// Sheets whose time is over, of every organisation, with their number of lines.
pub async fn over(backend: &Backend, now: u64) -> Result<Vec<(Id<PasswordSheet>, u32)>> {
    #[derive(SurrealValue)]
    struct Found {
        id: RecordId,
        lines: u32,
    }
    let mut query = Unit::new();
    query
        .statement("SELECT id, lines FROM password_sheet WHERE expires_at <= $password_sheet_now LIMIT 100;")
        .bind("password_sheet_now", now);
    let rows: Vec<Found> = backend.store.read(query).await?.take(0)?;
    rows.iter()
        .map(|row| Ok((crate::store::id_of(&row.id)?, row.lines)))
        .collect()
}

/// Deletes a sheet's lines, then the sheet itself, so that an interrupted deletion is found again.
pub async fn delete(backend: &Backend, id: Id<PasswordSheet>, lines: u32) -> Result<()> {
    let mut from = 0;
    while from < lines {
        let mut unit = Unit::new();
        unit.statement(
            "DELETE password_sheet_line:[$password_sheet, $password_sheet_from]..[$password_sheet, $password_sheet_to] RETURN NONE;",
        )
        .id("password_sheet", id)
        .bind("password_sheet_from", from)
        .bind("password_sheet_to", from.saturating_add(WINDOW));
        backend.store.commit(unit).await?;
        from = from.saturating_add(WINDOW);
    }
    let mut unit = Unit::new();
    unit.statement("DELETE $password_sheet_id RETURN NONE;")
        .record("password_sheet_id", "password_sheet", id);
    backend.store.commit(unit).await.map(|_| ())
}
