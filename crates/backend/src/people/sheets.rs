//! Initial passwords until they are handed out (W7.4, W7.5): on one sheet, which only the session that made it can read,
//! until it says "finished", signs out, or half an hour passes. Every reading is logged. Afterwards a password can only be issued anew.

use std::collections::HashMap;

use domain::{
    error::{Field, Refusal},
    id::Id,
    people::{PasswordSheet, PasswordSheetView, Person, SheetLine},
    tabular::CsvEncoding,
    text::{Locale, text},
    time::MINUTE_MS,
};
use vault::{Pepper, Zeroizing, machine};

pub use super::records::sheet::{insert_line, insert_sheet};
use super::records::{
    person,
    sheet::{self, Stored},
};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::{Error, Result},
    organization,
    store::Unit,
    tabular::{CsvFile, Writer},
};

/// How long a sheet can be read, in milliseconds.
pub const LIFE_MS: u64 = 30 * MINUTE_MS;
/// Lines of one reading.
pub const WINDOW: u32 = sheet::WINDOW;

/// A new initial password and what the store keeps of it.
///
/// # Errors
/// When there is no randomness.
pub fn make(pepper: &Pepper) -> Result<(Zeroizing<String>, String)> {
    let password = machine::initial_password()?;
    let verifier = machine::verifier(pepper, &password);
    Ok((password, verifier))
}

/// Adds a sheet with one person's new initial password for the asking session; the answer is the sheet and the verifier.
///
/// # Errors
/// [`Refusal::NotSignedIn`] for the system: nobody could read it.
pub(super) async fn of_one(
    backend: &Backend,
    unit: &mut Unit,
    scope: &Scope,
    person: Id<Person>,
    now: u64,
) -> Result<(Id<PasswordSheet>, String)> {
    let reader = scope.signed_in()?;
    let id = Id::<PasswordSheet>::new(now)?;
    let (password, verifier) = make(&*backend.keys.pepper().await?)?;
    insert_sheet(
        unit,
        scope,
        id,
        &reader.session,
        reader.person,
        1,
        now + LIFE_MS,
    );
    insert_line(unit, scope, id, 0, person, &password)?;
    Ok((id, verifier))
}

/// The sheet, when the asking session may read it now.
async fn readable(backend: &Backend, scope: &Scope, id: Id<PasswordSheet>) -> Result<Stored> {
    let reader = scope.signed_in()?;
    let found = sheet::sheet(backend, scope, id)
        .await?
        .ok_or(Refusal::Gone)?;
    let is_readers = found.session == reader.session && found.reader == reader.person.uuid().into();
    if is_readers && backend.now() < found.expires_at {
        Ok(found)
    } else {
        Err(Refusal::Gone.into())
    }
}

/// Whether the asking session may read the sheet now. Nothing is logged: nothing of it is shown.
///
/// # Errors
/// [`Refusal::NotSignedIn`] for the system.
pub async fn is_readable(backend: &Backend, scope: &Scope, id: Id<PasswordSheet>) -> Result<bool> {
    match readable(backend, scope, id).await {
        Ok(_) => Ok(true),
        Err(Error::Refused(Refusal::Gone)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Lines of a sheet from number `from` on, at most [`WINDOW`]; the reading is logged first.
///
/// # Errors
/// [`Refusal::Gone`] for every other session, and when its time is over.
pub async fn read(
    backend: &Backend,
    scope: &Scope,
    id: Id<PasswordSheet>,
    from: u32,
) -> Result<PasswordSheetView> {
    let found = readable(backend, scope, id).await?;
    note_reading(backend, scope, id, "page", found.lines).await?;
    let lines = lines(backend, scope, id, from).await?;
    let names = organization::names(backend, scope.organization()).await?;
    let next = from.saturating_add(WINDOW);
    Ok(PasswordSheetView {
        id,
        organization_code: names.code.clone(),
        sign_in_at: format!("{}/sign-in", backend.public_origin),
        lines,
        total: found.lines,
        next: (next < found.lines).then_some(next),
        expires_at: found.expires_at,
    })
}

/// The whole sheet as CSV; the reading is logged before a byte of it leaves. In code page 932 it asks first, unless it is `agreed`
/// that characters are replaced.
///
/// # Errors
/// As [`read`].
pub async fn csv(
    backend: &Backend,
    scope: &Scope,
    id: Id<PasswordSheet>,
    (encoding, agreed): (CsvEncoding, bool),
    locale: Locale,
) -> Result<CsvFile> {
    let found = readable(backend, scope, id).await?;
    let names = organization::names(backend, scope.organization()).await?;
    let words = text(locale);
    let field = words.errors.field;
    let mut writer = Writer::new(Vec::new(), encoding)?;
    writer.row([
        words.people.name,
        field(Field::EmployeeNumber),
        field(Field::Email),
        field(Field::OrganizationCode),
        field(Field::LoginId),
        words.people.sheet_password,
    ])?;
    let mut from = 0;
    while from < found.lines {
        for line in lines(backend, scope, id, from).await? {
            writer.row([
                line.name.as_str(),
                line.employee_number.as_deref().unwrap_or_default(),
                line.email.as_deref().unwrap_or_default(),
                &names.code,
                line.login_id.as_deref().unwrap_or_default(),
                &line.password,
            ])?;
        }
        from = from.saturating_add(WINDOW);
    }
    let (bytes, replaced) = writer.finish()?;
    let bytes = Zeroizing::new(bytes);
    if replaced.count > 0 && !agreed {
        return Ok(CsvFile::Asks(replaced));
    }
    note_reading(backend, scope, id, "csv", found.lines).await?;
    Ok(CsvFile::Ready { bytes, replaced })
}

async fn note_reading(
    backend: &Backend,
    scope: &Scope,
    id: Id<PasswordSheet>,
    how: &str,
    lines: u32,
) -> Result<()> {
    let mut unit = Unit::new();
    let details = [("as", how), ("lines", &lines.to_string())];
    audit::note(
        &mut unit,
        scope,
        backend.now(),
        Event::PasswordSheetRead,
        Some(id.uuid()),
        &details,
    )?;
    backend.store.commit(unit).await?;
    backend.wake.audit.notify_one();
    Ok(())
}

async fn lines(
    backend: &Backend,
    scope: &Scope,
    id: Id<PasswordSheet>,
    from: u32,
) -> Result<Vec<SheetLine>> {
    let passwords = sheet::lines(backend, scope, id, from).await?;
    let ids: Vec<_> = passwords.iter().map(|(person, _)| *person).collect();
    let rows = person::stored(backend, scope, &ids).await?;
    let mut people: HashMap<_, _> = person::open_all(backend, scope, rows)
        .await?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let lines = passwords.into_iter().filter_map(|(id, password)| {
        // Who was deleted meanwhile needs no password.
        let person = people.remove(&id)?;
        Some(SheetLine {
            person: id,
            name: person.name.full(),
            employee_number: person.employee_number,
            email: person.email,
            login_id: person.login_id,
            password,
        })
    });
    Ok(lines.collect())
}

/// Says that the passwords are handed out: nobody can read the sheet any more.
///
/// # Errors
/// [`Refusal::Gone`] for every other session, and when it is closed already.
pub async fn finish(backend: &Backend, scope: &Scope, id: Id<PasswordSheet>) -> Result<()> {
    let found = readable(backend, scope, id).await?;
    let mut unit = Unit::new();
    sheet::close_sheet(&mut unit, scope, id);
    audit::note(
        &mut unit,
        scope,
        backend.now(),
        Event::PasswordSheetFinished,
        Some(id.uuid()),
        &[],
    )?;
    backend.store.commit(unit).await?;
    backend.wake.audit.notify_one();
    sheet::delete(backend, id, found.lines).await
}

/// Deletes sheets whose time is over, of every organisation; a job calls it. The answer is their number.
///
/// # Errors
/// When the store fails.
pub async fn sweep(backend: &Backend) -> Result<u32> {
    let mut count = 0;
    for (id, lines) in sheet::over(backend, backend.now()).await? {
        sheet::delete(backend, id, lines).await?;
        count += 1;
    }
    Ok(count)
}
