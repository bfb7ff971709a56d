//! Deleting somebody (W3.1–W3.3): here and in the key ring, by the rule of two stores.
//!
//! The unit with the erasure row is first, then the ring key goes, then the row says that it is done. Whatever a crash interrupts,
//! [`finish`] carries on: until the key is gone the row says so, and deleting a key twice is no error.

use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    organization::Organization,
    people::{Person, PersonState},
};

use super::{
    RosterChange, commit, find, may_act_on,
    records::{erasure, person::delete_person},
    touch_roster,
};
use crate::{
    Backend,
    access::{self, Scope},
    audit::{self, Event},
    error::Result,
    failpoint::Failpoint,
    store::Unit,
};

/// Deletes somebody. When it returns they can be read in no row of this store, and their key is gone;
/// history keeps their id and shows 削除済みユーザー.
///
/// # Errors
/// [`Refusal::Forbidden`] for oneself and for who has more rights; [`Refusal::NotFound`]; [`Refusal::LastAdministrator`];
/// [`Refusal::ImportRunning`]; [`Refusal::Changed`] when somebody saved meanwhile.
pub async fn forget(backend: &Backend, scope: &Scope, person: Id<Person>) -> Result<()> {
    begin(backend, scope, person).await?;
    Failpoint::RowsForgotten.pass();
    complete(backend, scope.organization(), person).await
}

/// The first step: the rows go, and the erasure row says that the key has to.
///
/// # Errors
/// As [`forget`].
pub async fn begin(backend: &Backend, scope: &Scope, person: Id<Person>) -> Result<()> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    if scope.person().is_ok_and(|asking| asking == person) {
        return Err(Refusal::Forbidden.into());
    }
    let before = find(backend, scope, person).await?;
    may_act_on(scope, before.role, before.is_org_admin)?;
    let counts = before.is_org_admin && before.state != PersonState::Suspended;
    let system = backend.keys.system().await?;
    let now = backend.now();

    let mut unit = Unit::new();
    touch_roster(
        &mut unit,
        scope,
        RosterChange {
            people: -1,
            org_admins: if counts { -1 } else { 0 },
            import: None,
        },
    );
    delete_person(&mut unit, &system, scope, &before);
    access::forget_person(&mut unit, scope, person);
    erasure::insert(&mut unit, scope, person, now);
    audit::note(
        &mut unit,
        scope,
        now,
        Event::PersonDeleted,
        Some(person.uuid()),
        &[],
    )?;
    commit(backend, unit).await
}

/// The other steps.
async fn complete(
    backend: &Backend,
    organization: Id<Organization>,
    person: Id<Person>,
) -> Result<()> {
    backend.keys.forget(organization, person).await?;
    Failpoint::KeyForgotten.pass();
    erasure::mark_done(backend, person, backend.now()).await
}

/// Carries on what a crash interrupted, for every organisation; a job calls it at start and once a minute.
/// The answer is how many were still to be forgotten.
///
/// # Errors
/// The first failure, once the others were forgotten; the next call carries on.
pub async fn finish(backend: &Backend) -> Result<u32> {
    let mut count = 0;
    loop {
        let waiting = erasure::unfinished(backend).await?;
        if waiting.is_empty() {
            return Ok(count);
        }
        let mut failed = None;
        for (organization, person) in waiting {
            match complete(backend, organization, person).await {
                Ok(()) => count += 1,
                Err(error) => {
                    tracing::error!(%organization, %person, %error, "somebody deleted could not be forgotten");
                    failed.get_or_insert(error);
                }
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
    }
}

/// Whether these people were deleted: a key that is missing without this is an alarm.
///
/// # Errors
/// When the store fails.
pub async fn is_forgotten(backend: &Backend, scope: &Scope, person: Id<Person>) -> Result<bool> {
    Ok(erasure::erased(backend, scope.organization(), &[person])
        .await?
        .contains(&person))
}
