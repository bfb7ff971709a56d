//! The first half of the work: groups and people are written, each part in one unit that also says that it is done.

use std::{collections::HashMap, sync::Arc};

use domain::{
    access::Role,
    id::Id,
    people::{Email, Group, GroupName, Person, PersonInput},
};
use tokio::task::JoinSet;
use vault::normalize;

use super::{
    carry_out::{Context, again, first},
    confirm::{Part, Task},
    parts::{self, Kind, WRITTEN},
};
use crate::{
    access::{self, First},
    audit::{self, Event},
    error::{Error, Result},
    failpoint::Failpoint,
    people::{
        self, Keys, Membership, NewPerson, Origin, PersonChange, add_memberships, add_person,
        change_people, groups, remove_memberships, sheets,
    },
    store::{Unit, thrown},
};

/// Parts carried out at the same time: while one waits for the disk, the others are sealed.
const AT_ONCE: usize = 3;

/// For groups of the plan that the organisation had already: which they are.
type Known = HashMap<Id<Group>, Id<Group>>;

/// Every part that is not written yet: groups one after the other, for people refer to them; then people, several at once.
pub(super) async fn write_people(context: &Arc<Context>) -> Result<()> {
    let stages = parts::stages(&context.backend, &context.scope, context.stored.id).await?;
    let (mut known, mut left) = (Known::new(), Vec::new());
    for ((stage, lines), number) in stages.into_iter().zip(0_u32..) {
        // Parts that make groups have no lines.
        if lines == 0 {
            write_groups(context, number, stage < WRITTEN, &mut known).await?;
        } else if stage < WRITTEN {
            left.push(number);
        }
    }
    let known = Arc::new(known);
    let mut running: JoinSet<Result<()>> = JoinSet::new();
    for number in left {
        if running.len() >= AT_ONCE
            && let Some(done) = running.join_next().await
        {
            done??;
        }
        let (context, known) = (Arc::clone(context), Arc::clone(&known));
        running.spawn(async move { write_part(&context, number, &known).await });
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    Ok(())
}

/// Makes the groups of a part, unless that is done. A name that the organisation has already is no new group: its people join that one.
async fn write_groups(
    context: &Context,
    number: u32,
    is_to_do: bool,
    known: &mut Known,
) -> Result<()> {
    let (backend, scope) = (&context.backend, &context.scope);
    let import = context.stored.id;
    let Part::Groups(planned) = parts::read_one(backend, scope, import, Kind::Deed, number).await?
    else {
        return Err(Error::Corrupt("a part of an import"));
    };
    let planned = planned
        .into_iter()
        .map(|(id, name)| match GroupName::parse(&name) {
            Ok(name) => Ok((id, name)),
            Err(_) => Err(Error::Corrupt("a group of an import")),
        })
        .collect::<Result<Vec<(Id<Group>, GroupName)>>>()?;
    let names: Vec<_> = planned.iter().map(|(_, name)| name.clone()).collect();
    let there: HashMap<String, Id<Group>> = groups::by_names(backend, scope, &names)
        .await?
        .into_iter()
        .map(|group| (normalize::group_name(&group.name), group.id))
        .collect();
    let mut unit = Unit::new();
    parts::reach(&mut unit, scope, import, &[number], WRITTEN);
    for (id, name) in planned {
        match there.get(&normalize::group_name(name.as_str())) {
            Some(same) if *same == id => {}
            Some(other) => {
                known.insert(id, *other);
            }
            None => groups::add(&mut unit, &context.author, id, &name, backend.now())?,
        }
    }
    if is_to_do {
        commit(context, number, unit).await?;
    }
    Ok(())
}

async fn write_part(context: &Context, number: u32, known: &Known) -> Result<()> {
    let (backend, scope) = (&context.backend, &context.scope);
    let import = context.stored.id;
    let Part::People(mut tasks) =
        parts::read_one(backend, scope, import, Kind::Deed, number).await?
    else {
        return Err(Error::Corrupt("a part of an import"));
    };
    for group in tasks.iter_mut().flat_map(|task| &mut task.join) {
        *group = known.get(group).copied().unwrap_or(*group);
    }
    let mut unit = Unit::new();
    parts::reach(&mut unit, scope, import, &[number], WRITTEN);
    write_tasks(context, &mut unit, tasks).await?;
    commit(context, number, unit).await
}

async fn commit(context: &Context, number: u32, unit: Unit) -> Result<()> {
    let (backend, scope) = (&context.backend, &context.scope);
    match backend.store.commit(unit).await {
        // Another worker was there first.
        Err(error) if thrown(&error).as_deref() == Some("changed") => {
            let stages = parts::stages(backend, scope, context.stored.id).await?;
            let is_written = stages
                .get(number as usize)
                .is_some_and(|(stage, _)| *stage >= WRITTEN);
            if is_written { Ok(()) } else { Err(error) }
        }
        done => done.map(|_| backend.wake.audit.notify_one()),
    }
}

async fn write_tasks(context: &Context, unit: &mut Unit, tasks: Vec<Task>) -> Result<()> {
    let scope = &context.scope;
    let (new, changed): (Vec<Task>, Vec<Task>) = tasks.into_iter().partition(|task| task.is_new);
    let memberships = |of: fn(&Task) -> &[Id<Group>]| -> Vec<Membership> {
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
    audit::note(
        unit,
        &context.author,
        context.backend.now(),
        Event::PeopleImported,
        Some(context.stored.id.uuid()),
        &[
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
        let credential = match (task.sheet_line, context.stored.sheet) {
            (Some(line), Some(sheet)) => {
                let (password, verifier) = sheets::make(&context.pepper)?;
                sheets::insert_line(unit, scope, sheet, line, task.person, &password)?;
                First::Initial(verifier)
            }
            _ => First::Link(first(task.person)),
        };
        access::insert_credential(unit, scope.organization(), task.person, credential);
        if after.role != Role::Learner {
            // Rights somebody got are told one by one, like rights that changed.
            audit::note(
                unit,
                &context.author,
                backend.now(),
                Event::PersonRegistered,
                Some(task.person.uuid()),
                &[("role", after.role.as_str())],
            )?;
        }
    }
    Ok(())
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
        if before.email.as_deref() != input.email.as_ref().map(Email::as_str) {
            moved.push(task.person);
        }
        if before.role != input.role {
            other_rights.push(task.person);
            audit::note(
                unit,
                &context.author,
                backend.now(),
                Event::PersonChanged,
                Some(task.person.uuid()),
                &[
                    ("fields", "role"),
                    ("role_before", before.role.as_str()),
                    ("role", input.role.as_str()),
                ],
            )?;
        }
        changes.push(PersonChange {
            before,
            input,
            is_org_admin: before.is_org_admin,
            key,
        });
    }
    change_people(unit, &context.system, scope, &changes)?;
    renew_links(context, unit, moved).await?;
    // Other rights begin with a new session.
    access::end_sessions_of(unit, scope, &other_rights);
    Ok(())
}

/// Links that were sent to an old address die. Who was waiting for one gets another at the new address, when everybody is in.
async fn renew_links(context: &Context, unit: &mut Unit, moved: Vec<Id<Person>>) -> Result<()> {
    let (backend, scope) = (&context.backend, &context.scope);
    let waiting: Vec<Id<Person>> = people::awaiting_link(backend, scope, &moved)
        .await?
        .into_iter()
        .map(|(person, _)| person)
        .collect();
    let links: Vec<_> = waiting
        .iter()
        .map(|person| (*person, again(&context.stored, *person)))
        .collect();
    access::renew_links(unit, scope, &links);
    let others: Vec<_> = moved
        .into_iter()
        .filter(|person| !waiting.contains(person))
        .collect();
    access::end_links_of(unit, scope, &others);
    Ok(())
}
