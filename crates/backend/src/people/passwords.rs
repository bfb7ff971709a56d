//! Invitations again and passwords issued anew (W7.3, W7.4, W7.6).

use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    people::{FirstPassword, INVITED_COUNTED, PasswordSheet, Person, PersonState},
};

use super::{
    RosterChange, TRIES, commit, find, is_changed, may_act_on,
    records::{list, person::set_invited},
    sheets, touch_roster,
};
use crate::{
    Backend,
    access::{self, LinkKind, Scope},
    audit::{self, Event},
    error::{Error, Result},
    store::Unit,
};

/// People whose invitations leave in one unit.
const CHUNK: usize = 200;

/// Gives somebody a way to a new password. ① mails a one-time link: a first password's to who has none yet, a reset's to others;
/// older links die, and what they had stays good until they use it. ② replaces whatever they had by a generated password on a sheet
/// of the asking session, and ends their sessions: not one's own, for the sheet would end with them.
///
/// # Errors
/// [`Refusal::Forbidden`] for who has more rights, and to show oneself a password; [`Refusal::TooLate`] for who is suspended; [`Refusal::Invalid`] for a mail
/// without an address; [`Refusal::ImportRunning`].
pub async fn reissue(
    backend: &Backend,
    scope: &Scope,
    person: Id<Person>,
    way: FirstPassword,
) -> Result<Option<Id<PasswordSheet>>> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    if way == FirstPassword::Display && scope.person().is_ok_and(|asking| asking == person) {
        return Err(Refusal::Forbidden.into());
    }
    for attempt in 1.. {
        let before = find(backend, scope, person).await?;
        may_act_on(scope, before.role, before.is_org_admin)?;
        if before.state == PersonState::Suspended {
            return Err(Refusal::TooLate.into());
        }
        let now = backend.now();
        let mut unit = Unit::new();
        touch_roster(&mut unit, scope, RosterChange::default());
        let sheet = match way {
            FirstPassword::Mail if before.email.is_none() => {
                return Err(Refusal::NoAddress.into());
            }
            FirstPassword::Mail => {
                let kind = if before.state == PersonState::Invited {
                    LinkKind::FirstPassword
                } else {
                    LinkKind::Reset
                };
                access::invite(&mut unit, scope, person, kind, now)?;
                audit::note(
                    &mut unit,
                    scope,
                    now,
                    Event::InvitationSent,
                    Some(person.uuid()),
                    &[("kind", kind.as_str())],
                )?;
                None
            }
            FirstPassword::Display => {
                let (sheet, verifier) =
                    sheets::of_one(backend, &mut unit, scope, person, now).await?;
                set_invited(&mut unit, scope, &before);
                access::initial_password(&mut unit, scope, person, verifier);
                audit::note(
                    &mut unit,
                    scope,
                    now,
                    Event::InitialPasswordIssued,
                    Some(person.uuid()),
                    &[],
                )?;
                Some(sheet)
            }
        };
        match commit(backend, unit).await {
            Err(error) if is_changed(&error) && attempt < TRIES => {}
            Err(error) => return Err(error),
            Ok(()) => {
                if sheet.is_none() {
                    backend.wake.mail.notify_one();
                }
                return Ok(sheet);
            }
        }
    }
    Err(Error::Cancelled)
}

/// Mails a new link to everybody who was invited by mail and has not set a password yet; older links die (W7.3).
/// Who was given a generated password, who has no address and who has more rights is left alone. The answer is their number.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right; [`Refusal::ImportRunning`]. What was sent before a failure stays sent.
pub async fn invite_all_again(backend: &Backend, scope: &Scope) -> Result<u32> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    let invited = list::ids_in_state(backend, scope, PersonState::Invited).await?;
    let mut count = 0;
    for chunk in invited.chunks(CHUNK) {
        let people: Vec<_> = list::awaiting_link(backend, scope, chunk)
            .await?
            .into_iter()
            .filter(|(_, is_org_admin)| {
                may_act_on(scope, domain::access::Role::Learner, *is_org_admin).is_ok()
            })
            .map(|(person, _)| person)
            .collect();
        if people.is_empty() {
            continue;
        }
        let now = backend.now();
        let mut unit = Unit::new();
        touch_roster(&mut unit, scope, RosterChange::default());
        access::invite_many(&mut unit, scope, &people, LinkKind::FirstPassword, now)?;
        let number = u32::try_from(people.len()).unwrap_or(u32::MAX);
        audit::note(
            &mut unit,
            scope,
            now,
            Event::InvitationsSent,
            None,
            &[("people", &number.to_string())],
        )?;
        commit(backend, unit).await?;
        backend.wake.mail.notify_one();
        count += number;
    }
    Ok(count)
}

/// How many have not set a password yet; one more than [`INVITED_COUNTED`] stands for any larger number, so that the page costs the same for any number of people.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right to view settings.
pub async fn count_invited(backend: &Backend, scope: &Scope) -> Result<u32> {
    scope.may(PermissionKey::Settings, Act::View)?;
    list::count_in_state_up_to(backend, scope, PersonState::Invited, INVITED_COUNTED + 1).await
}
