//! Deliveries and to whom they go.

use domain::{
    error::Refusal,
    id::Id,
    learning::{Delivery, DeliveryPlan, DeliveryState, LessonVersion, Targets},
    organization::Organization,
    people::Person,
    time::Day,
};
use surrealdb::types::{Bytes, RecordId, SurrealValue, Uuid};
use vault::Field;

use super::{open, seal};
use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
    store::{Unit, id_of, record, uuid},
};

pub const FIRST: &str =
    "SELECT * FROM delivery WHERE org = $delivery_org ORDER BY id LIMIT $delivery_limit;";
pub const AFTER: &str = "SELECT * FROM delivery WHERE org = $delivery_org AND id > $delivery_after ORDER BY id LIMIT $delivery_limit;";
/// Of all organisations: what the worker has to start or to go on starting.
pub const DUE: &str = "SELECT id, org, starts_at FROM delivery WHERE state = $delivery_state AND starts_at <= $delivery_now ORDER BY starts_at LIMIT 20 START $delivery_skipped;";

#[derive(SurrealValue)]
struct New {
    id: Uuid,
    org: Uuid,
    version: Uuid,
    name: Option<Bytes>,
    message: Option<Bytes>,
    state: String,
    starts_at: u64,
    due_on: Option<String>,
    sends_request: bool,
}

#[derive(SurrealValue)]
struct Target {
    id: Uuid,
    org: Uuid,
    everyone: bool,
    groups: Vec<Uuid>,
    people: Vec<Uuid>,
}

#[derive(SurrealValue)]
struct Stored {
    id: RecordId,
    version: Uuid,
    name: Option<Bytes>,
    message: Option<Bytes>,
    state: String,
    starts_at: u64,
    due_on: Option<String>,
    sends_request: bool,
    cursor: Option<Uuid>,
}

/// A delivery, opened.
pub(in super::super) struct Opened {
    pub id: Id<Delivery>,
    pub version: Id<LessonVersion>,
    pub name: Option<String>,
    pub message: Option<String>,
    pub state: DeliveryState,
    pub starts_at: u64,
    pub due_on: Option<Day>,
    pub sends_request: bool,
    /// The last person enrolled while it starts.
    pub cursor: Option<Id<Person>>,
}

impl Stored {
    fn open(self, scope: &Scope) -> Result<Opened> {
        let id = id_of(&self.id)?;
        let text = |field, sealed: Option<&Bytes>| {
            sealed
                .map(|sealed| open(scope, field, id, sealed))
                .transpose()
        };
        let due_on = self.due_on.as_deref();
        Ok(Opened {
            id,
            version: Id::from_uuid(self.version.into()),
            name: text(Field::DeliveryTitle, self.name.as_ref())?,
            message: text(Field::DeliveryMessage, self.message.as_ref())?,
            state: DeliveryState::parse(&self.state).ok_or(Error::Corrupt("delivery"))?,
            starts_at: self.starts_at,
            due_on: due_on
                .map(|text| Day::parse(text).ok_or(Error::Corrupt("due_on")))
                .transpose()?,
            sends_request: self.sends_request,
            cursor: self.cursor.map(|id| Id::from_uuid(id.into())),
        })
    }
}

/// A delivery that waits for its time.
pub(in super::super) fn insert(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<Delivery>,
    plan: &DeliveryPlan,
) -> Result<()> {
    insert_in(unit, scope, id, plan, DeliveryState::Scheduled)
}

pub(in super::super) fn insert_in(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<Delivery>,
    plan: &DeliveryPlan,
    state: DeliveryState,
) -> Result<()> {
    let text =
        |field, text: Option<&str>| text.map(|text| seal(scope, field, id, text)).transpose();
    let org = uuid(scope.organization());
    let row = New {
        id: uuid(id),
        org,
        version: uuid(plan.version),
        name: text(Field::DeliveryTitle, plan.name.as_deref())?,
        message: text(Field::DeliveryMessage, plan.message.as_deref())?,
        state: state.as_str().to_owned(),
        starts_at: plan.starts_at,
        due_on: plan.due_on.map(|day| day.to_string()),
        sends_request: plan.sends_request,
    };
    unit.insert("delivery", row).insert(
        "delivery_target",
        Target {
            id: uuid(id),
            org,
            everyone: plan.targets.everyone,
            groups: plan.targets.groups.iter().map(|id| uuid(*id)).collect(),
            people: plan.targets.people.iter().map(|id| uuid(*id)).collect(),
        },
    );
    Ok(())
}

pub(in super::super) async fn list(
    backend: &Backend,
    scope: &Scope,
    after: Option<Id<Delivery>>,
    limit: u16,
) -> Result<Vec<Opened>> {
    let mut query = Unit::new();
    query
        .id("delivery_org", scope.organization())
        .bind("delivery_limit", limit);
    match after {
        None => query.statement(FIRST),
        Some(last) => query
            .statement(AFTER)
            .record("delivery_after", "delivery", last),
    };
    let rows: Vec<Stored> = backend.store.read(query).await?.take(0)?;
    rows.into_iter().map(|row| row.open(scope)).collect()
}

pub(in super::super) async fn one(
    backend: &Backend,
    scope: &Scope,
    id: Id<Delivery>,
) -> Result<Opened> {
    let mut query = Unit::new();
    query
        .statement("SELECT * FROM $delivery_id WHERE org = $delivery_org;")
        .record("delivery_id", "delivery", id)
        .id("delivery_org", scope.organization());
    let row: Option<Stored> = backend.store.read(query).await?.take(0)?;
    row.ok_or(Refusal::NotFound)?.open(scope)
}

/// Several; one that is not the organisation's is left out.
pub(in super::super) async fn several(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<Delivery>],
) -> Result<Vec<Opened>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let records: Vec<_> = ids.iter().map(|id| record("delivery", *id)).collect();
    let mut query = Unit::new();
    query
        .statement("SELECT * FROM $delivery_ids WHERE org = $delivery_org;")
        .bind("delivery_ids", records)
        .id("delivery_org", scope.organization());
    let rows: Vec<Stored> = backend.store.read(query).await?.take(0)?;
    rows.into_iter().map(|row| row.open(scope)).collect()
}

pub(in super::super) async fn targets(
    backend: &Backend,
    scope: &Scope,
    id: Id<Delivery>,
) -> Result<Targets> {
    #[derive(SurrealValue)]
    struct Found {
        everyone: bool,
        groups: Vec<Uuid>,
        people: Vec<Uuid>,
    }
    let mut query = Unit::new();
    query
        .statement("SELECT * FROM $delivery_id WHERE org = $delivery_org;")
        .record("delivery_id", "delivery_target", id)
        .id("delivery_org", scope.organization());
    let found: Option<Found> = backend.store.read(query).await?.take(0)?;
    let found = found.ok_or(Refusal::NotFound)?;
    Ok(Targets {
        everyone: found.everyone,
        groups: found
            .groups
            .iter()
            .map(|id| Id::from_uuid((*id).into()))
            .collect(),
        people: found
            .people
            .iter()
            .map(|id| Id::from_uuid((*id).into()))
            .collect(),
    })
}

/// The states of several, without opening anything.
pub(in super::super) async fn states(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<Delivery>],
) -> Result<Vec<(Id<Delivery>, DeliveryState)>> {
    #[derive(SurrealValue)]
    struct Found {
        id: RecordId,
        state: String,
    }
    let records: Vec<_> = ids.iter().map(|id| record("delivery", *id)).collect();
    let mut query = Unit::new();
    query
        .statement("SELECT id, state FROM $delivery_ids WHERE org = $delivery_org;")
        .bind("delivery_ids", records)
        .id("delivery_org", scope.organization());
    let rows: Vec<Found> = backend.store.read(query).await?.take(0)?;
    rows.into_iter()
        .map(|row| {
            let state = DeliveryState::parse(&row.state).ok_or(Error::Corrupt("delivery"))?;
            Ok((id_of(&row.id)?, state))
        })
        .collect()
}

/// Moves it from one state to another. Refuses the unit with `too_late` when it is in a third.
pub(in super::super) fn set_state(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<Delivery>,
    from: DeliveryState,
    to: DeliveryState,
) {
    debug_assert!(from.may_become(to), "{from:?} {to:?}");
    unit.statement(
        "LET $delivery_moved = (UPDATE $delivery_id SET state = $delivery_to
             WHERE org = $delivery_org AND state = $delivery_from RETURN VALUE id);
         IF array::is_empty($delivery_moved) { THROW 'too_late' };",
    )
    .record("delivery_id", "delivery", id)
    .id("delivery_org", scope.organization())
    .bind("delivery_from", from.as_str().to_owned())
    .bind("delivery_to", to.as_str().to_owned());
}

/// Refuses the unit with `too_late` when it is not open.
pub(in super::super) fn while_open(unit: &mut Unit, scope: &Scope, id: Id<Delivery>) {
    unit.statement(
        "IF (SELECT VALUE state FROM ONLY $delivery_id WHERE org = $delivery_org) != 'open' { THROW 'too_late' };",
    )
    .record("delivery_id", "delivery", id)
    .id("delivery_org", scope.organization());
}

/// Everyone up to `to` is enrolled with this unit. Refuses it with `moved` when another unit enrolled them.
pub(in super::super) fn advance(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<Delivery>,
    from: Option<Id<Person>>,
    to: Id<Person>,
) {
    unit.statement(
        "LET $delivery_advanced = (UPDATE $delivery_id SET cursor = $delivery_to
             WHERE org = $delivery_org AND state = 'starting' AND cursor = $delivery_from RETURN VALUE id);
         IF array::is_empty($delivery_advanced) { THROW 'moved' };",
    )
    .record("delivery_id", "delivery", id)
    .id("delivery_org", scope.organization())
    .bind("delivery_from", from.map(uuid))
    .id("delivery_to", to);
}

/// Deliveries of any organisation in a state whose time has come, the oldest first, after the first `skipped`.
pub(in super::super) async fn due(
    backend: &Backend,
    state: DeliveryState,
    now: u64,
    skipped: u32,
) -> Result<Vec<(Id<Organization>, Id<Delivery>)>> {
    #[derive(SurrealValue)]
    struct Found {
        id: RecordId,
        org: Uuid,
    }
    let mut query = Unit::new();
    query
        .statement(DUE)
        .bind("delivery_state", state.as_str().to_owned())
        .bind("delivery_now", now)
        .bind("delivery_skipped", skipped);
    let rows: Vec<Found> = backend.store.read(query).await?.take(0)?;
    rows.into_iter()
        .map(|row| Ok((Id::from_uuid(row.org.into()), id_of(&row.id)?)))
        .collect()
}
