//! The row that every change of an organisation's people touches, so that they are counted one after the other.

use domain::{error::Refusal, id::Id, organization::Organization};
use surrealdb::types::{RecordId, SurrealValue, Uuid};

use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
    store::{Unit, id_of, thrown},
};

/// What a unit does to the number of people and of organisation administrators who can sign in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RosterChange {
    pub people: i64,
    pub org_admins: i64,
    /// The import on whose behalf it is done; every other unit waits for that import.
    pub import: Option<uuid::Uuid>,
}

/// Adds to a unit that it changes an organisation's people: it conflicts with every other such unit, and refuses itself while an import runs,
/// beyond the seats of the contract (W5.1), and when it would leave nobody to administer the organisation (W6.6).
/// Once a unit; [`refusal_of`] reads the refusal.
pub fn touch_roster(unit: &mut Unit, scope: &Scope, change: RosterChange) {
    unit.statement(
        "LET $roster_after = (UPDATE $roster_id SET rev += 1, people += $roster_people, org_admins += $roster_org_admins RETURN AFTER)[0];
         IF $roster_after = NONE { THROW 'no_roster' };
         IF $roster_after.import != NONE AND $roster_after.import != $roster_import { THROW 'import_running' };
         IF $roster_people > 0 AND $roster_after.people > $roster_after.seats {
             THROW 'no_seats:' + <string> ($roster_after.people - $roster_after.seats)
         };
         IF $roster_org_admins < 0 AND $roster_after.org_admins < 1 { THROW 'last_administrator' };",
    )
    .record("roster_id", "roster", scope.organization())
    .bind("roster_people", change.people)
    .bind("roster_org_admins", change.org_admins)
    .bind("roster_import", change.import.map(Uuid::from));
}

/// What a failed unit that touched the roster refused itself for; any other failure as it is.
pub fn refusal_of(error: Error) -> Error {
    let Some(code) = thrown(&error) else {
        return error;
    };
    match code.as_str() {
        "import_running" => Refusal::ImportRunning.into(),
        "last_administrator" => Refusal::LastAdministrator.into(),
        "changed" => Refusal::Changed.into(),
        "not_found" => Refusal::NotFound.into(),
        code => match code.strip_prefix("no_seats:").and_then(|n| n.parse().ok()) {
            Some(missing) => Refusal::NoSeats { missing }.into(),
            None => error,
        },
    }
}

/// The kept numbers of an organisation's people.
#[derive(Clone, Copy, Debug, SurrealValue)]
pub struct Roster {
    pub seats: u32,
    pub people: u32,
    pub org_admins: u32,
    /// Moves with every change of people, groups or memberships.
    pub rev: u64,
    pub import: Option<Uuid>,
}

/// The roster of an organisation.
///
/// # Errors
/// When the organisation has none.
pub async fn roster(backend: &Backend, organization: Id<Organization>) -> Result<Roster> {
    let mut query = Unit::new();
    query
        .statement("SELECT seats, people, org_admins, rev, import FROM $roster_id;")
        .record("roster_id", "roster", organization);
    let rows: Vec<Roster> = backend.store.read(query).await?.take(0)?;
    rows.into_iter().next().ok_or(Error::Corrupt("roster"))
}

/// Every organisation whose people are not being imported.
pub async fn without_import(backend: &Backend) -> Result<Vec<Id<Organization>>> {
    let mut query = Unit::new();
    query.statement("SELECT VALUE id FROM roster WHERE import = NONE;");
    let rows: Vec<RecordId> = backend.store.read(query).await?.take(0)?;
    rows.iter().map(id_of).collect()
}
