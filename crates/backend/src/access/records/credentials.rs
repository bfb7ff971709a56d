//! Credentials: what people prove themselves with, and how it is replaced.

use domain::{id::Id, organization::Organization, people::Person};
use surrealdb::types::{RecordId, SurrealValue, Uuid};

use super::end_sessions;
use crate::{
    access::{LinkKind, Scope},
    error::{Error, Result},
    mail::{Mail, MailKind},
    store::{Unit, record, thrown, uuid},
};

/// Writes a person's own password: the verifier, no more links, every session gone, the account active.
pub(in crate::access) fn set_password(
    unit: &mut Unit,
    scope: &Scope,
    person: Id<Person>,
    verifier: String,
    now: u64,
) {
    unit.statement(
        "UPDATE $credential_id SET verifier = $credential_verifier, must_change = false, link = NONE, set_at = $credential_now
             WHERE org = $credential_org RETURN NONE;
         UPDATE $credential_person SET state = 'active', last_sign_in_at = $credential_now
             WHERE org = $credential_org AND state != 'suspended' RETURN NONE;",
    )
    .record("credential_id", "credential", person)
    .record("credential_person", "person", person)
    .id("credential_org", scope.organization())
    .bind("credential_verifier", verifier)
    .bind("credential_now", now);
    end_sessions(unit, scope, person);
}

/// Writes that people have signed in, each at a time of the past (Unix milliseconds), with one verifier for all: the demonstration's crowd.
pub fn have_signed_in(
    unit: &mut Unit,
    scope: &Scope,
    people: &[(Id<Person>, u64)],
    verifier: &str,
) {
    #[derive(SurrealValue)]
    struct Row {
        person: RecordId,
        credential: RecordId,
        at: u64,
    }
    let rows: Vec<_> = people
        .iter()
        .map(|(person, at)| Row {
            person: record("person", *person),
            credential: record("credential", *person),
            at: *at,
        })
        .collect();
    unit.statement(
        "FOR $row IN $credential_rows {
             UPDATE $row.credential SET verifier = $credential_verifier, link = NONE, set_at = $row.at WHERE org = $credential_org RETURN NONE;
             UPDATE $row.person SET state = 'active', last_sign_in_at = $row.at WHERE org = $credential_org RETURN NONE;
         };",
    )
    .bind("credential_rows", rows)
    .bind("credential_verifier", verifier.to_owned())
    .id("credential_org", scope.organization());
}

/// Adds that the unit refuses itself, see [`is_replaced`], unless this is still the person's verifier. Whoever replaces one writes the
/// person's row too, as does who uses one: of the two, one comes after the other.
pub(in crate::access) fn expect_verifier(unit: &mut Unit, person: Id<Person>, verifier: String) {
    unit.statement(
        "IF (SELECT VALUE verifier FROM ONLY $checked_credential) != $checked_verifier { THROW 'credential_replaced' };",
    )
    .record("checked_credential", "credential", person)
    .bind("checked_verifier", verifier);
}

/// Adds that the unit refuses itself, see [`is_replaced`], unless this is still the cause of the person's newest link.
/// Whoever replaces one and who uses one write the credential.
pub(in crate::access) fn expect_link(unit: &mut Unit, person: Id<Person>, cause: uuid::Uuid) {
    unit.statement(
        "IF (SELECT VALUE link FROM ONLY $checked_credential) != $checked_link { THROW 'credential_replaced' };",
    )
    .record("checked_credential", "credential", person)
    .bind("checked_link", Uuid::from(cause));
}

/// Whether what was checked, a password or a link, was replaced before the unit that relies on it.
pub(in crate::access) fn is_replaced(error: &Error) -> bool {
    thrown(error).as_deref() == Some("credential_replaced")
}

/// Replaces a verifier that was checked by one of today's parameters.
pub(in crate::access) fn rehash(unit: &mut Unit, person: Id<Person>, new: String) {
    unit.statement("UPDATE $rehash_id SET verifier = $rehash_new RETURN NONE;")
        .record("rehash_id", "credential", person)
        .bind("rehash_new", new);
}

#[derive(SurrealValue)]
struct Credential {
    id: Uuid,
    org: Uuid,
    verifier: Option<String>,
    must_change: bool,
    link: Option<Uuid>,
    set_at: Option<u64>,
}

/// What a new person proves themselves with at first.
#[derive(Clone, Debug)]
pub enum First {
    /// A link will be mailed; its cause.
    Link(uuid::Uuid),
    /// A generated password was shown to who registered them: its verifier.
    Initial(String),
}

/// Adds the credential of a new person.
pub fn insert_credential(
    unit: &mut Unit,
    organization: Id<Organization>,
    person: Id<Person>,
    first: First,
) {
    let (verifier, must_change, link) = match first {
        First::Link(cause) => (None, false, Some(cause.into())),
        First::Initial(verifier) => (Some(verifier), true, None),
    };
    unit.insert(
        "credential",
        Credential {
            id: uuid(person),
            org: uuid(organization),
            verifier,
            must_change,
            link,
            set_at: None,
        },
    );
}

/// Adds a mail with a one-time link to an existing person; older links die (W7.3).
///
/// # Errors
/// When there is no randomness.
pub fn invite(
    unit: &mut Unit,
    scope: &Scope,
    person: Id<Person>,
    kind: LinkKind,
    now: u64,
) -> Result<()> {
    let cause = Id::<Mail>::new(now)?.uuid();
    unit.statement(
        "UPDATE $invite_credential SET link = $invite_cause WHERE org = $invite_org RETURN NONE;",
    )
    .record("invite_credential", "credential", person)
    .id("invite_org", scope.organization())
    .bind("invite_cause", Uuid::from(cause));
    Mail {
        kind: match kind {
            LinkKind::FirstPassword => MailKind::FirstPassword,
            LinkKind::Reset => MailKind::PasswordReset,
        },
        person,
        cause,
        batch: None,
        due_at: now,
    }
    .add_to(unit, scope.organization(), now);
    Ok(())
}

/// Adds a generated password to an existing person (W7.4): it replaces whatever they had, every session ends, and it must be changed at first sign-in.
pub fn initial_password(unit: &mut Unit, scope: &Scope, person: Id<Person>, verifier: String) {
    unit.statement(
        "UPDATE $initial_credential SET verifier = $initial_verifier, must_change = true, link = NONE WHERE org = $initial_org RETURN NONE;",
    )
    .record("initial_credential", "credential", person)
    .id("initial_org", scope.organization())
    .bind("initial_verifier", verifier);
    end_sessions(unit, scope, person);
}
