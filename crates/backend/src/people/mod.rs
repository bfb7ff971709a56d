//! People and groups (white paper §4, §5, §6, §7).
//!
//! * [`register`]: one new person, with a first password in one of the two ways.
//! * [`change`]: what is known of somebody, their rights, suspension.
//! * [`passwords`]: invitations again, passwords issued anew.
//! * [`sheets`]: initial passwords until they are handed out.
//! * [`list`], [`Directories`]: pages of people; search and kana order in memory.
//! * [`groups`]: who belongs together.
//! * [`forget`]: deleting somebody, in this store and in the key ring.

mod bulk;
pub mod change;
mod directory;
pub mod forget;
pub mod groups;
mod keys;
mod list;
mod names;
mod orphans;
pub mod passwords;
mod recipients;
mod records;
pub mod register;
pub mod sheets;

pub use bulk::{everybody_opened, opened};
pub use change::{change, reactivate, suspend};
pub use directory::Directories;
pub use forget::forget;
pub use keys::key;
pub use list::{list, view};
pub use names::{Label, everybody_in_groups, known, names};
pub use orphans::sweep_keys;
pub use recipients::{Recipient, Unreachable, recipients};
pub use records::{
    group::Opened as OpenedGroup,
    list::{all_ids as everybody, awaiting_link},
    lookup::taken,
    membership::{KnownMembership, Membership, Origin, add_memberships, remove_memberships},
    person::{Keys, NewPerson, Opened as OpenedPerson, PersonChange, add_person, change_people},
    roster::{Roster, RosterChange, refusal_of, roster, touch_roster},
};
pub use register::{Registered, Registration, register};

use domain::{
    access::{Role, outranks},
    error::Refusal,
    id::Id,
    people::Person,
};

use crate::{
    Backend,
    access::{Actor, Scope},
    error::{Error, Result},
    store::Unit,
};

/// How often something that was changed meanwhile is read and tried again where nobody typed anything.
const TRIES: u8 = 5;

/// Whether the one who asks has every right that somebody with this role and flag has (W6.5).
///
/// # Errors
/// [`Refusal::Forbidden`].
fn may_act_on(scope: &Scope, role: Role, is_org_admin: bool) -> Result<()> {
    if outranks_actor(scope, role, is_org_admin) {
        Ok(())
    } else {
        Err(Refusal::Forbidden.into())
    }
}

fn outranks_actor(scope: &Scope, role: Role, is_org_admin: bool) -> bool {
    match scope.actor() {
        Actor::System => true,
        Actor::Person(actor) => outranks((actor.role, actor.is_org_admin), (role, is_org_admin)),
    }
}

/// Somebody of the organisation.
async fn find(backend: &Backend, scope: &Scope, person: Id<Person>) -> Result<OpenedPerson> {
    let rows = records::person::stored(backend, scope, &[person]).await?;
    records::person::open_all(backend, scope, rows)
        .await?
        .pop()
        .ok_or_else(|| Refusal::NotFound.into())
}

/// Commits a unit that changes people and tells refusals from failures.
async fn commit(backend: &Backend, unit: Unit) -> Result<()> {
    backend
        .store
        .commit(unit)
        .await
        .map_err(|error| refusal_of(taken(error)))?;
    backend.wake.audit.notify_one();
    Ok(())
}

/// Whether something was refused only because somebody else came first.
fn is_changed(error: &Error) -> bool {
    matches!(error, Error::Refused(Refusal::Changed))
}

/// What is to be done once a minute, and at start: deletions that a crash interrupted are finished, password sheets whose time is over
/// and directories that nobody uses are wiped.
///
/// # Errors
/// When a store fails; the next call carries on.
pub async fn tidy(backend: &Backend) -> Result<()> {
    backend.directories.tidy();
    sheets::sweep(backend).await?;
    forget::finish(backend).await?;
    Ok(())
}

/// Every statement that lists people and groups, with the index it must read through: for the tests that ask the store how it carries them out.
#[cfg(feature = "testing")]
pub fn list_statements() -> Vec<(&'static str, &'static str)> {
    use records::{group, list};
    vec![
        (list::PAGE_FIRST, "person_list"),
        (list::PAGE_AFTER, "person_list"),
        (list::STATE_FIRST, "person_state"),
        (list::STATE_AFTER, "person_state"),
        (list::MEMBERS_FIRST, "membership_of"),
        (list::MEMBERS_AFTER, "membership_of"),
        (group::PAGE_FIRST, "group_list"),
        (group::PAGE_AFTER, "group_list"),
    ]
}
