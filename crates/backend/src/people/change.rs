//! Changing what is known of somebody, their rights, and whether they can sign in (W6.1, W6.5, W6.6).

use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    people::{Person, PersonInput, PersonState},
};

use super::{
    OpenedPerson, PersonChange, RosterChange, TRIES, change_people, commit, find, is_changed, key,
    may_act_on,
    records::{
        list,
        person::{known, set_suspended},
    },
    touch_roster,
};
use crate::{
    Backend,
    access::{self, LinkKind, Scope},
    audit::{self, Event},
    error::{Error, Result},
    store::Unit,
};

/// Saves what an administrator typed about somebody. `rev` is what the form was filled from.
/// A new address kills links sent to the old one; another role or flag ends the person's sessions.
///
/// # Errors
/// [`Refusal::Forbidden`] for who has, or would get, more rights than one's own; [`Refusal::Changed`] when somebody saved meanwhile;
/// [`Refusal::Taken`]; [`Refusal::LastAdministrator`]; [`Refusal::ImportRunning`]; [`Refusal::NotFound`].
pub async fn change(
    backend: &Backend,
    scope: &Scope,
    person: Id<Person>,
    rev: u32,
    input: &PersonInput,
    is_org_admin: bool,
) -> Result<()> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    let before = find(backend, scope, person).await?;
    may_act_on(scope, before.role, before.is_org_admin)?;
    may_act_on(scope, input.role, is_org_admin)?;
    if before.is_org_admin != is_org_admin {
        scope.may(PermissionKey::Organization, Act::Edit)?;
    }
    if before.rev != u64::from(rev) {
        return Err(Refusal::Changed.into());
    }

    let changed = changed_fields(&before, input, is_org_admin);
    if changed.is_empty() {
        return Ok(());
    }
    let counts = before.state != PersonState::Suspended;
    let org_admins = if counts {
        i64::from(is_org_admin) - i64::from(before.is_org_admin)
    } else {
        0
    };
    let system = backend.keys.system().await?;
    let key = key(backend, scope.organization(), person).await?;
    let now = backend.now();

    let mut unit = Unit::new();
    touch_roster(
        &mut unit,
        scope,
        RosterChange {
            people: 0,
            org_admins,
            import: None,
        },
    );
    let change = PersonChange {
        before: &before,
        input,
        is_org_admin,
        key: &key,
    };
    change_people(&mut unit, &system, scope, &[change])?;
    if changed.contains(&"email") {
        // Links that were sent to the old address die; who was waiting for one gets it at the new address.
        let was_waiting = !list::awaiting_link(backend, scope, &[person])
            .await?
            .is_empty();
        if was_waiting && input.email.is_some() {
            access::invite(&mut unit, scope, person, LinkKind::FirstPassword, now)?;
        } else {
            access::end_links(&mut unit, scope, person);
        }
    }
    if changed.contains(&"role") || changed.contains(&"org_admin") {
        access::end_sessions(&mut unit, scope, person);
    }
    let details = [
        ("fields", &*changed.join(",")),
        ("role", input.role.as_str()),
        ("org_admin", if is_org_admin { "true" } else { "false" }),
    ];
    audit::note(
        &mut unit,
        scope,
        now,
        Event::PersonChanged,
        Some(person.uuid()),
        &details,
    )?;
    commit(backend, unit).await?;
    backend.wake.mail.notify_one();
    Ok(())
}

fn changed_fields(
    before: &OpenedPerson,
    input: &PersonInput,
    is_org_admin: bool,
) -> Vec<&'static str> {
    let (old, new) = (before.known(), known(input));
    [
        ("name", before.name != input.name),
        ("email", old.email != new.email),
        (
            "employee_number",
            old.employee_number != new.employee_number,
        ),
        ("login_id", old.login_id != new.login_id),
        ("role", before.role != input.role),
        ("org_admin", before.is_org_admin != is_org_admin),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}

/// Somebody can no longer sign in; their sessions end.
///
/// # Errors
/// [`Refusal::Forbidden`] for oneself and for who has more rights; [`Refusal::LastAdministrator`]; [`Refusal::TooLate`] when it is so already.
pub async fn suspend(backend: &Backend, scope: &Scope, person: Id<Person>) -> Result<()> {
    if scope.person().is_ok_and(|asking| asking == person) {
        return Err(Refusal::Forbidden.into());
    }
    set(backend, scope, person, true).await
}

/// Somebody can sign in again, as before.
///
/// # Errors
/// [`Refusal::Forbidden`] for who has more rights; [`Refusal::TooLate`] when it is so already.
pub async fn reactivate(backend: &Backend, scope: &Scope, person: Id<Person>) -> Result<()> {
    set(backend, scope, person, false).await
}

async fn set(backend: &Backend, scope: &Scope, person: Id<Person>, suspended: bool) -> Result<()> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    for attempt in 1.. {
        let before = find(backend, scope, person).await?;
        may_act_on(scope, before.role, before.is_org_admin)?;
        if (before.state == PersonState::Suspended) == suspended {
            return Err(Refusal::TooLate.into());
        }
        let org_admins = match (before.is_org_admin, suspended) {
            (false, _) => 0,
            (true, true) => -1,
            (true, false) => 1,
        };
        let mut unit = Unit::new();
        touch_roster(
            &mut unit,
            scope,
            RosterChange {
                people: 0,
                org_admins,
                import: None,
            },
        );
        set_suspended(&mut unit, scope, &before, suspended);
        let event = if suspended {
            access::end_links(&mut unit, scope, person);
            access::end_sessions(&mut unit, scope, person);
            Event::PersonSuspended
        } else {
            Event::PersonReactivated
        };
        audit::note(
            &mut unit,
            scope,
            backend.now(),
            event,
            Some(person.uuid()),
            &[],
        )?;
        match commit(backend, unit).await {
            Err(error) if is_changed(&error) && attempt < TRIES => {}
            done => return done,
        }
    }
    Err(Error::Cancelled)
}
