//! Timings of a delivery's reminders, and how far each has got.

use domain::{
    id::Id,
    learning::{Delivery, Enrollment, Reminder, view::ReminderRow},
    organization::Organization,
};
use surrealdb::types::{RecordId, SurrealValue, Uuid};

use super::super::causes::Timing;
use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
    store::{Unit, id_of, record, uuid},
};

/// Of all organisations: whose time has come.
pub const DUE: &str = "SELECT * FROM delivery_reminder WHERE state = 'waiting' AND at <= $reminder_now ORDER BY at LIMIT 100 START $reminder_skipped;";
pub const OF_DELIVERY: &str = "SELECT * FROM delivery_reminder WHERE org = $reminder_org AND delivery = $reminder_delivery LIMIT 500;";

/// The text form of the timing at which an administrator reminds by hand.
pub(in super::super) const BY_HAND: &str = "by-hand";

#[derive(SurrealValue)]
struct New {
    id: Uuid,
    org: Uuid,
    delivery: RecordId,
    timing: String,
    at: u64,
    state: String,
}

#[derive(SurrealValue)]
struct Stored {
    id: RecordId,
    org: Uuid,
    delivery: RecordId,
    timing: String,
    at: u64,
    state: String,
    cursor: Option<Uuid>,
}

/// A timing whose time has come.
pub(in super::super) struct Due {
    pub id: Id<Timing>,
    pub organization: Id<Organization>,
    pub delivery: Id<Delivery>,
    /// Its text form, which names the mails.
    pub timing: String,
    pub at: u64,
    /// The last enrollment looked at.
    pub cursor: Option<Id<Enrollment>>,
}

pub(in super::super) fn insert(
    unit: &mut Unit,
    scope: &Scope,
    delivery: Id<Delivery>,
    id: Id<Timing>,
    timing: &str,
    at: u64,
) {
    unit.insert(
        "delivery_reminder",
        New {
            id: uuid(id),
            org: uuid(scope.organization()),
            delivery: record("delivery", delivery),
            timing: timing.to_owned(),
            at,
            state: "waiting".to_owned(),
        },
    );
}

/// The earliest first, after the first `skipped`.
pub(in super::super) async fn due(backend: &Backend, now: u64, skipped: u32) -> Result<Vec<Due>> {
    let mut query = Unit::new();
    query
        .statement(DUE)
        .bind("reminder_now", now)
        .bind("reminder_skipped", skipped);
    let rows: Vec<Stored> = backend.store.read(query).await?.take(0)?;
    rows.into_iter()
        .map(|row| {
            Ok(Due {
                id: id_of(&row.id)?,
                organization: Id::from_uuid(row.org.into()),
                delivery: id_of(&row.delivery)?,
                timing: row.timing,
                at: row.at,
                cursor: row.cursor.map(|id| Id::from_uuid(id.into())),
            })
        })
        .collect()
}

fn reminder(timing: &str) -> Result<Option<Reminder>> {
    if timing == BY_HAND {
        return Ok(None);
    }
    let reminder = timing.parse().map_err(|_| Error::Corrupt("timing"))?;
    Ok(Some(reminder))
}

/// In the order in which they leave, at most 500.
pub(in super::super) async fn of_delivery(
    backend: &Backend,
    scope: &Scope,
    delivery: Id<Delivery>,
) -> Result<Vec<ReminderRow>> {
    let mut query = Unit::new();
    query
        .statement(OF_DELIVERY)
        .id("reminder_org", scope.organization())
        .record("reminder_delivery", "delivery", delivery);
    let rows: Vec<Stored> = backend.store.read(query).await?.take(0)?;
    let mut found = rows
        .into_iter()
        .map(|row| {
            Ok(ReminderRow {
                reminder: reminder(&row.timing)?,
                at: row.at,
                is_done: row.state != "waiting",
            })
        })
        .collect::<Result<Vec<_>>>()?;
    found.sort_by_key(|row| row.at);
    Ok(found)
}

/// Those that wait never leave: the delivery was withdrawn or ended.
pub(in super::super) fn skip_waiting(unit: &mut Unit, scope: &Scope, delivery: Id<Delivery>) {
    unit.statement(
        "UPDATE delivery_reminder SET state = 'skipped'
             WHERE org = $reminder_org AND delivery = $reminder_delivery AND state = 'waiting' RETURN NONE;",
    )
    .id("reminder_org", scope.organization())
    .record("reminder_delivery", "delivery", delivery);
}

/// Every enrollment up to `to` was looked at with this unit, or all of them with `None`.
/// Refuses the unit with `moved` when another unit did it.
pub(in super::super) fn advance(
    unit: &mut Unit,
    due: &Due,
    to: Option<Id<Enrollment>>,
    end: &'static str,
) {
    let state = if to.is_some() { "waiting" } else { end };
    unit.statement(
        "LET $reminder_advanced = (UPDATE $reminder_id SET cursor = $reminder_to, state = $reminder_state
             WHERE org = $reminder_org AND state = 'waiting' AND cursor = $reminder_from RETURN VALUE id);
         IF array::is_empty($reminder_advanced) { THROW 'moved' };",
    )
    .record("reminder_id", "delivery_reminder", due.id)
    .id("reminder_org", due.organization)
    .bind("reminder_from", due.cursor.map(uuid))
    .bind("reminder_to", to.or(due.cursor).map(uuid))
    .bind("reminder_state", state.to_owned());
}
