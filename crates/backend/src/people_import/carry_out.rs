//! The work: a confirmed plan is carried out part by part, each in one unit that also says that it is done,
//! so that after a crash exactly the parts that are missing are carried out. Nobody else changes the organisation's people meanwhile.

use std::sync::Arc;

use domain::{
    id::Id,
    organization::Organization,
    people::Person,
    people_import::{Import, ImportState},
};
use vault::{Key, digest::cause};

use super::{
    confirm::{Part, Task},
    parts::{self, Kind, MAILED},
    records::{self, Stored},
    upload::{cancel, erase},
    write::write_people,
};
use crate::{
    Backend,
    access::{self, Scope},
    audit::{self, Event},
    error::{Error, Result},
    mail::{Mail, MailKind},
    people::sheets,
    store::{Unit, thrown},
};

/// Mails put into one unit.
const MAILS_A_UNIT: usize = 1_000;

/// Carries out every import that is confirmed. Tells whether there was one.
///
/// # Errors
/// The first failure, once the others were carried out; what was done is done, and the next call goes on from there.
pub async fn work(backend: &Backend) -> Result<bool> {
    let unfinished = records::unfinished(backend).await?;
    let mut failed = None;
    for (organization, import) in &unfinished {
        if let Err(error) = carry_out(backend, *organization, *import).await {
            tracing::error!(%organization, %import, %error, "an import could not be carried out");
            failed.get_or_insert(error);
        }
    }
    failed.map_or(Ok(!unfinished.is_empty()), Err)
}

async fn carry_out(
    backend: &Backend,
    organization: Id<Organization>,
    import: Id<Import>,
) -> Result<()> {
    let scope = access::system_scope(backend, organization).await?;
    let stored = records::one(backend, &scope, import)
        .await?
        .ok_or(Error::Corrupt("import"))?;
    let author = access::scope_on_behalf(backend, stored.actor).await?;
    let context = Arc::new(Context {
        backend: backend.clone(),
        system: backend.keys.system().await?,
        pepper: backend.keys.pepper().await?,
        scope,
        author,
        stored,
    });
    if context.stored.state == ImportState::Running {
        write_people(&context).await?;
        let mut unit = Unit::new();
        records::mailing(&mut unit, &context.scope, import);
        backend.store.commit(unit).await?;
    }
    queue_mails(&context).await?;
    finish(&context).await
}

/// What the work on one import needs.
pub(super) struct Context {
    pub backend: Backend,
    pub scope: Scope,
    /// Who confirmed it: the entries of the operation log are theirs.
    pub author: Scope,
    pub system: Arc<Key>,
    pub pepper: Arc<vault::Pepper>,
    pub stored: Stored,
}

/// Mails to everybody who was registered with one, or is to get another at a new address: only now, when all lines are in.
async fn queue_mails(context: &Context) -> Result<()> {
    let (backend, scope, import) = (&context.backend, &context.scope, context.stored.id);
    let stages = parts::stages(backend, scope, import).await?;
    let (mut unit, mut numbers, mut mails) = (Unit::new(), Vec::new(), 0);
    let now = backend.now();
    for ((stage, _), number) in stages.into_iter().zip(0_u32..) {
        if stage >= MAILED {
            continue;
        }
        let invited = match parts::read_one(backend, scope, import, Kind::Deed, number).await? {
            Part::Groups(_) => Vec::new(),
            Part::People(tasks) => invited(context, &tasks).await?,
        };
        if mails + invited.len() > MAILS_A_UNIT && !numbers.is_empty() {
            commit_mails(
                context,
                std::mem::take(&mut unit),
                std::mem::take(&mut numbers),
            )
            .await?;
            mails = 0;
        }
        numbers.push(number);
        mails += invited.len();
        for (person, cause) in invited {
            Mail {
                kind: MailKind::FirstPassword,
                person,
                cause,
                batch: Some(import.uuid()),
                due_at: now,
            }
            .add_to(&mut unit, scope.organization(), now);
        }
    }
    if !numbers.is_empty() {
        commit_mails(context, unit, numbers).await?;
    }
    Ok(())
}

/// Whom a part mails a link, with the cause that names it.
async fn invited(context: &Context, tasks: &[Task]) -> Result<Vec<(Id<Person>, uuid::Uuid)>> {
    let (new, changed): (Vec<&Task>, Vec<&Task>) = tasks.iter().partition(|task| task.is_new);
    let renewed: Vec<_> = changed
        .into_iter()
        .map(|task| (task.person, again(&context.stored, task.person)))
        .collect();
    let waiting = access::links::newest(&context.backend, &renewed).await?;
    Ok(new
        .into_iter()
        .filter(|task| task.sheet_line.is_none())
        .map(|task| (task.person, first(task.person)))
        .chain(
            renewed
                .into_iter()
                .filter(|(_, cause)| waiting.contains(cause)),
        )
        .collect())
}

/// The cause of somebody's first mail is that they were registered: their own identifier names it, so that it is never sent for two reasons.
pub(super) fn first(person: Id<Person>) -> uuid::Uuid {
    person.uuid()
}

/// The cause of another is that an import moved them to a new address.
pub(super) fn again(import: &Stored, person: Id<Person>) -> uuid::Uuid {
    let name = cause(&[
        b"import-mail",
        import.id.uuid().as_bytes(),
        person.uuid().as_bytes(),
    ]);
    let at = import.confirmed_at.unwrap_or(import.created_at);
    Id::<Mail>::named(at, name).uuid()
}

async fn commit_mails(context: &Context, mut unit: Unit, numbers: Vec<u32>) -> Result<()> {
    parts::reach(
        &mut unit,
        &context.scope,
        context.stored.id,
        &numbers,
        MAILED,
    );
    context.backend.store.commit(unit).await?;
    context.backend.wake.mail.notify_one();
    Ok(())
}

/// Opens the password sheet for the session that confirmed, lets others change people again, and clears away what was kept.
async fn finish(context: &Context) -> Result<()> {
    let (backend, scope, stored) = (&context.backend, &context.scope, &context.stored);
    let now = backend.now();
    let mut unit = Unit::new();
    records::finish(&mut unit, scope, stored.id, now);
    if let Some(sheet) = stored.sheet {
        let until = now + sheets::LIFE_MS;
        sheets::insert_sheet(
            &mut unit,
            scope,
            sheet,
            &stored.session,
            stored.actor,
            stored.sheet_lines,
            until,
        );
    }
    audit::note(
        &mut unit,
        &context.author,
        now,
        Event::ImportFinished,
        Some(stored.id.uuid()),
        &[],
    )?;
    match backend.store.commit(unit).await {
        Err(error) if thrown(&error).as_deref() == Some("changed") => return Ok(()),
        done => done?,
    };
    backend.wake.audit.notify_one();
    backend.wake.mail.notify_one();
    clear(backend, scope, stored.id).await
}

async fn clear(backend: &Backend, scope: &Scope, import: Id<Import>) -> Result<()> {
    parts::delete_all(backend, scope, import).await?;
    records::no_parts(backend, scope, import).await
}

/// How long the parsed lines of an import that nobody confirmed are kept, in milliseconds (W8.6).
pub const LIFE_MS: u64 = domain::time::DAY_MS;

/// Deletes imports that nobody confirmed within a day, and what a crash left of finished and of cancelled ones; a job calls it.
/// The answer is their number.
///
/// # Errors
/// The first failure, once the others were swept.
pub async fn sweep(backend: &Backend) -> Result<u32> {
    let before = backend.now().saturating_sub(LIFE_MS);
    let (mut count, mut failed) = (0, None);
    for (organization, import) in records::to_sweep(backend, before).await? {
        match sweep_one(backend, organization, import).await {
            Ok(is_swept) => count += u32::from(is_swept),
            // Confirmed or cancelled at this moment.
            Err(Error::Refused(_)) => {}
            Err(error) => {
                tracing::error!(%organization, %import, %error, "an import could not be swept");
                failed.get_or_insert(error);
            }
        }
    }
    failed.map_or(Ok(count), Err)
}

async fn sweep_one(
    backend: &Backend,
    organization: Id<Organization>,
    import: Id<Import>,
) -> Result<bool> {
    let scope = access::system_scope(backend, organization).await?;
    let Some(stored) = records::one(backend, &scope, import).await? else {
        return Ok(false);
    };
    match stored.state {
        ImportState::Cancelling => erase(backend, &scope, import).await?,
        ImportState::Finished => clear(backend, &scope, import).await?,
        state if state.is_open() => cancel(backend, &scope, import).await?,
        _ => return Ok(false),
    }
    Ok(true)
}
