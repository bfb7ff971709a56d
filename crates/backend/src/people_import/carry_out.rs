//! The work: a confirmed plan is carried out part by part, each in one unit that also says that it is done,
//! so that after a crash exactly the parts that are missing are carried out. Nobody else changes the organisation's people meanwhile.

use std::sync::Arc;

use domain::{
    id::Id,
    organization::Organization,
    people::{GroupName, Person, PersonInput},
    people_import::{Import, ImportState},
};
use tokio::task::JoinSet;
use vault::Key;

use super::{
    confirm::{Part, Task},
    parts::{self, Kind, MAILED, WRITTEN},
    records::{self, Stored},
};
use crate::{
    Backend,
    access::{self, Scope},
    audit::{self, Event},
    error::{Error, Result},
    failpoint::Failpoint,
    mail::{Mail, MailKind},
    people::{
        self, Keys, Membership, NewPerson, Origin, PersonChange, add_memberships, add_person,
        change_people, groups, remove_memberships, sheets,
    },
    store::{Unit, thrown},
};

/// Parts carried out at the same time: while one waits for the disk, the others are sealed.
const AT_ONCE: usize = 3;
/// Mails put into one unit.
const MAILS_A_UNIT: usize = 1_000;

/// Carries out every import that is confirmed. Tells whether there was one.
///
/// # Errors
/// When a store fails; what was done is done, and the next call goes on from there.
pub async fn work(backend: &Backend) -> Result<bool> {
    let unfinished = records::unfinished(backend).await?;
    for (organization, import) in &unfinished {
        carry_out(backend, *organization, *import).await?;
    }
    Ok(!unfinished.is_empty())
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
    let context = Arc::new(Context {
        backend: backend.clone(),
        system: backend.keys.system().await?,
        pepper: backend.keys.pepper().await?,
        scope,
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

struct Context {
    backend: Backend,
    scope: Scope,
    system: Arc<Key>,
    pepper: Arc<vault::Pepper>,
    stored: Stored,
}

/// Every part that is not written yet: groups one after the other, for people refer to them; then people, several at once.
async fn write_people(context: &Arc<Context>) -> Result<()> {
    let stages = parts::stages(&context.backend, &context.scope, context.stored.id).await?;
    let mut left = stages
        .iter()
        .zip(0_u32..)
        .filter(|((stage, _), _)| *stage < WRITTEN)
        .map(|(part, number)| (number, part.1))
        .collect::<Vec<_>>()
        .into_iter()
        .peekable();
    // Parts that make groups have no lines.
    while let Some((number, 0)) = left.peek().copied() {
        write_part(context, number).await?;
        left.next();
    }
    let mut running: JoinSet<Result<()>> = JoinSet::new();
    for (number, _) in left {
        if running.len() >= AT_ONCE
            && let Some(done) = running.join_next().await
        {
            done??;
        }
        let context = Arc::clone(context);
        running.spawn(async move { write_part(&context, number).await });
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    Ok(())
}

async fn write_part(context: &Context, number: u32) -> Result<()> {
    let (backend, scope) = (&context.backend, &context.scope);
    let import = context.stored.id;
    let part: Part = parts::read_one(backend, scope, import, Kind::Deed, number).await?;
    let mut unit = Unit::new();
    parts::reach(&mut unit, scope, import, &[number], WRITTEN);
    match part {
        Part::Groups(new) => {
            for (id, name) in new {
                let name =
                    GroupName::parse(&name).map_err(|_| Error::Corrupt("a group of an import"))?;
                groups::add(&mut unit, scope, id, &name, backend.now())?;
            }
        }
        Part::People(tasks) => write_tasks(context, &mut unit, tasks).await?,
    }
    match backend.store.commit(unit).await {
        // Another worker was there first.
        Err(error) if thrown(&error).as_deref() == Some("changed") => {
            let stages = parts::stages(backend, scope, import).await?;
            let is_written = stages
                .get(number as usize)
                .is_some_and(|(stage, _)| *stage >= WRITTEN);
            if is_written { Ok(()) } else { Err(error) }
        }
        done => done.map(|_| backend.wake.audit.notify_one()),
    }
}

async fn write_tasks(context: &Context, unit: &mut Unit, tasks: Vec<Task>) -> Result<()> {
    let (backend, scope) = (&context.backend, &context.scope);
    let (new, changed): (Vec<Task>, Vec<Task>) = tasks.into_iter().partition(|task| task.is_new);
    let memberships = |of: fn(&Task) -> &[Id<domain::people::Group>]| -> Vec<Membership> {
        let of = &of;
        new.iter()
            .chain(&changed)
            .flat_map(|task| {
                of(task).iter().map(|group| Membership {
                    group: *group,
                    person: task.person,
                })
            })
            .collect()
    };
    add_memberships(unit, scope, &memberships(|task| &task.join), Origin::Import);
    remove_memberships(unit, scope, &memberships(|task| &task.leave));
    register(context, unit, &new).await?;
    change(context, unit, &changed).await?;
    let now = backend.now();
    audit::note(
        unit,
        scope,
        now,
        Event::PeopleImported,
        Some(context.stored.id.uuid()),
        &[
            ("by", &context.stored.actor.to_string()),
            ("created", &new.len().to_string()),
            ("changed", &changed.len().to_string()),
        ],
    )
}

/// Keys first, durable in their store, then the rows: what a crash leaves behind are keys without rows, and the same keys are taken again.
async fn register(context: &Context, unit: &mut Unit, tasks: &[Task]) -> Result<()> {
    let (backend, scope) = (&context.backend, &context.scope);
    let ids: Vec<Id<Person>> = tasks.iter().map(|task| task.person).collect();
    let keys = backend
        .keys
        .create_people(scope.organization(), &ids)
        .await?;
    Failpoint::ImportKeys.pass();
    for task in tasks {
        let key = keys
            .get(&task.person)
            .ok_or_else(|| Error::KeyLost(format!("person {}", task.person)))?;
        let after = &task.after;
        add_person(
            unit,
            &Keys {
                person: key,
                organization: scope.organization_key(),
                system: &context.system,
            },
            &NewPerson {
                id: task.person,
                organization: scope.organization(),
                name: &after.name,
                email: after.email.as_ref(),
                employee_number: after.employee_number.as_ref(),
                login_id: after.login_id.as_ref(),
                role: after.role,
                is_org_admin: false,
                created_at: context.stored.confirmed_at.unwrap_or_else(|| backend.now()),
            },
        )?;
        let first = match (task.sheet_line, context.stored.sheet) {
            (Some(line), Some(sheet)) => {
                let (password, verifier) = sheets::make(&context.pepper)?;
                sheets::insert_line(unit, scope, sheet, line, task.person, &password)?;
                access::First::Initial(verifier)
            }
            _ => access::First::Link(cause(task.person)),
        };
        access::insert_credential(unit, scope.organization(), task.person, first);
    }
    Ok(())
}

/// The cause of somebody's first mail is that they were registered: their own identifier names it, so that it is never sent for two reasons.
fn cause(person: Id<Person>) -> uuid::Uuid {
    person.uuid()
}

async fn change(context: &Context, unit: &mut Unit, tasks: &[Task]) -> Result<()> {
    if tasks.is_empty() {
        return Ok(());
    }
    let (backend, scope) = (&context.backend, &context.scope);
    let ids: Vec<Id<Person>> = tasks.iter().map(|task| task.person).collect();
    let before = people::opened(backend, scope, &ids).await?;
    let keys = backend.keys.people(scope.organization(), &ids).await?;
    let inputs: Vec<PersonInput> = tasks.iter().map(|task| task.after.clone().into()).collect();
    let mut changes = Vec::with_capacity(tasks.len());
    let (mut moved, mut other_rights) = (Vec::new(), Vec::new());
    for (task, input) in tasks.iter().zip(&inputs) {
        let before = before
            .iter()
            .find(|before| before.id == task.person)
            .ok_or(Error::Corrupt("somebody an import changes"))?;
        let key = keys
            .get(&task.person)
            .ok_or_else(|| Error::KeyLost(format!("person {}", task.person)))?;
        if before.email.as_deref() != input.email.as_ref().map(domain::people::Email::as_str) {
            moved.push(task.person);
        }
        if before.role != input.role {
            other_rights.push(task.person);
        }
        changes.push(PersonChange {
            before,
            input,
            is_org_admin: before.is_org_admin,
            key,
        });
    }
    change_people(unit, &context.system, scope, &changes)?;
    // Links that were sent to an old address die; other rights begin with a new session.
    access::end_links_of(unit, scope, &moved);
    access::end_sessions_of(unit, scope, &other_rights);
    Ok(())
}

/// Mails to everybody who was registered with one: only now, when all lines are in.
async fn queue_mails(context: &Context) -> Result<()> {
    let (backend, scope, import) = (&context.backend, &context.scope, context.stored.id);
    let stages = parts::stages(backend, scope, import).await?;
    let (mut unit, mut numbers, mut mails) = (Unit::new(), Vec::new(), 0);
    let now = backend.now();
    for ((stage, _), number) in stages.into_iter().zip(0_u32..) {
        if stage >= MAILED {
            continue;
        }
        let people = match parts::read_one(backend, scope, import, Kind::Deed, number).await? {
            Part::Groups(_) => Vec::new(),
            Part::People(tasks) => tasks,
        };
        let invited: Vec<_> = people
            .iter()
            .filter(|task| task.is_new && task.sheet_line.is_none())
            .collect();
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
        for task in invited {
            Mail {
                kind: MailKind::FirstPassword,
                person: task.person,
                cause: cause(task.person),
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
        scope,
        now,
        Event::ImportFinished,
        Some(stored.id.uuid()),
        &[("by", &stored.actor.to_string())],
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

/// Deletes imports that nobody confirmed within a day, and what a crash left of finished ones; a job calls it. The answer is their number.
///
/// # Errors
/// When the store fails.
pub async fn sweep(backend: &Backend) -> Result<u32> {
    let before = backend.now().saturating_sub(LIFE_MS);
    let mut count = 0;
    for (organization, import) in records::to_sweep(backend, before).await? {
        let scope = access::system_scope(backend, organization).await?;
        let state = records::one(backend, &scope, import)
            .await?
            .map(|stored| stored.state);
        match state {
            Some(state) if state.is_open() => {
                super::upload::cancel(backend, &scope, import).await?;
            }
            Some(ImportState::Finished) => clear(backend, &scope, import).await?,
            _ => continue,
        }
        count += 1;
    }
    Ok(count)
}
