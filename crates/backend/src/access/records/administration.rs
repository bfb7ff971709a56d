//! What administrators do to the credentials of others.

use domain::{id::Id, people::Person};
use surrealdb::types::{RecordId, SurrealValue, Uuid};

use crate::{
    access::{LinkKind, Scope},
    error::Result,
    mail::{Mail, MailKind},
    store::{Unit, record, uuid},
};

/// Adds that no link of a person is good any more.
pub fn end_links(unit: &mut Unit, scope: &Scope, person: Id<Person>) {
    unit.statement("UPDATE $links_credential SET link = NONE WHERE org = $links_org RETURN NONE;")
        .record("links_credential", "credential", person)
        .id("links_org", scope.organization());
}

/// Adds that no link of these people is good any more. Once a unit.
pub fn end_links_of(unit: &mut Unit, scope: &Scope, people: &[Id<Person>]) {
    if people.is_empty() {
        return;
    }
    let credentials: Vec<_> = people.iter().map(|id| record("credential", *id)).collect();
    unit.statement(
        "UPDATE $links_credentials SET link = NONE WHERE org = $links_of_org RETURN NONE;",
    )
    .bind("links_credentials", credentials)
    .id("links_of_org", scope.organization());
}

/// Adds that every session of these people ends, at their next request. Once a unit.
pub fn end_sessions_of(unit: &mut Unit, scope: &Scope, people: &[Id<Person>]) {
    if people.is_empty() {
        return;
    }
    let people: Vec<_> = people.iter().map(|id| record("person", *id)).collect();
    unit.statement(
        "FOR $person IN $sessions_people { DELETE session WHERE org = $sessions_of_org AND person = $person RETURN NONE; };",
    )
    .bind("sessions_people", people)
    .id("sessions_of_org", scope.organization());
}

/// Adds a mail with a one-time link to each of these people; their older links die (W7.3). Once a unit.
///
/// # Errors
/// When there is no randomness.
pub fn invite_many(
    unit: &mut Unit,
    scope: &Scope,
    people: &[Id<Person>],
    kind: LinkKind,
    now: u64,
) -> Result<()> {
    #[derive(SurrealValue)]
    struct Row {
        credential: RecordId,
        cause: Uuid,
    }
    let mut rows = Vec::with_capacity(people.len());
    for person in people {
        let cause = Id::<Mail>::new(now)?;
        rows.push(Row {
            credential: record("credential", *person),
            cause: uuid(cause),
        });
        Mail {
            kind: match kind {
                LinkKind::FirstPassword => MailKind::FirstPassword,
                LinkKind::Reset => MailKind::PasswordReset,
            },
            person: *person,
            cause: cause.uuid(),
            batch: None,
            due_at: now,
        }
        .add_to(unit, scope.organization(), now);
    }
    unit.statement(
        "FOR $row IN $invite_rows {
             LET $invite_one = $row.credential;
             UPDATE $invite_one SET link = $row.cause WHERE org = $invite_many_org RETURN NONE;
         };",
    )
    .bind("invite_rows", rows)
    .id("invite_many_org", scope.organization());
    Ok(())
}

/// Adds that nothing is left of how a deleted person came in: credential, sessions, links.
pub fn forget_person(unit: &mut Unit, scope: &Scope, person: Id<Person>) {
    unit.statement(
        "DELETE $forget_credential WHERE org = $forget_org RETURN NONE;
         DELETE link WHERE org = $forget_org AND person = $forget_person RETURN NONE;",
    )
    .record("forget_credential", "credential", person)
    .record("forget_person", "person", person)
    .id("forget_org", scope.organization());
    super::end_sessions(unit, scope, person);
}
