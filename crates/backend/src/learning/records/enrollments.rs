//! One person in one delivery.

use std::sync::Arc;

use domain::{
    error::Refusal,
    id::Id,
    learning::{
        Attempt, Delivery, DeliveryState, Enrollment, EnrollmentState, LessonVersion, Standing,
        view::Counts,
    },
    people::Person,
    time::Day,
};
use surrealdb::types::{RecordId, SurrealValue, Uuid};

use super::super::causes;
use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
    store::{Ids, Unit, id_of, record, uuid},
};

macro_rules! open {
    () => {
        "SELECT * FROM enrollment WHERE org = $enrollment_org AND person = $enrollment_person AND done = false ORDER BY delivery LIMIT 200"
    };
}
macro_rules! done {
    () => {
        "SELECT * FROM enrollment WHERE org = $enrollment_org AND person = $enrollment_person AND done = true ORDER BY delivery LIMIT 20"
    };
}
#[cfg(feature = "testing")]
pub const OPEN: &str = concat!(open!(), ";");
#[cfg(feature = "testing")]
pub const DONE: &str = concat!(done!(), ";");
/// Both in one statement: the store reads its definitions of a table once a statement, which costs as much as the rows.
const HOME: &str = concat!("RETURN [(", open!(), "), (", done!(), ")];");
pub const DONE_AFTER: &str = "SELECT * FROM enrollment WHERE org = $enrollment_org AND person = $enrollment_person AND done = true AND delivery > $enrollment_delivery ORDER BY delivery LIMIT 20;";
pub const FIRST: &str = "SELECT * FROM enrollment WHERE org = $enrollment_org AND delivery = $enrollment_delivery ORDER BY id LIMIT $enrollment_limit;";
pub const AFTER: &str = "SELECT * FROM enrollment WHERE org = $enrollment_org AND delivery = $enrollment_delivery AND id > $enrollment_after ORDER BY id LIMIT $enrollment_limit;";
pub const STATE_FIRST: &str = "SELECT * FROM enrollment WHERE org = $enrollment_org AND delivery = $enrollment_delivery AND state = $enrollment_state ORDER BY id LIMIT $enrollment_limit;";
pub const STATE_AFTER: &str = "SELECT * FROM enrollment WHERE org = $enrollment_org AND delivery = $enrollment_delivery AND state = $enrollment_state AND id > $enrollment_after ORDER BY id LIMIT $enrollment_limit;";
/// One of the four that [`counts`] asks.
#[cfg(feature = "testing")]
pub const COUNT: &str = "SELECT count() FROM enrollment WHERE org = $enrollment_org AND delivery = $enrollment_delivery AND state = 'passed' GROUP ALL;";
pub const PASSED_TIMES: &str = "SELECT VALUE passed_at FROM enrollment WHERE org = $enrollment_org AND delivery = $enrollment_delivery AND state = 'passed';";

#[derive(SurrealValue)]
struct Row {
    id: Uuid,
    org: Uuid,
    delivery: RecordId,
    person: Uuid,
    version: Uuid,
    due_on: Option<String>,
    enrolled_at: u64,
    state: String,
    done: bool,
    started_at: Option<u64>,
    read_at: Option<u64>,
    attempts: u16,
    best_score: Option<u16>,
    passed_at: Option<u64>,
    place: u16,
}

/// A person to be enrolled, and where they stand already.
pub(in super::super) struct New<'a> {
    pub delivery: Id<Delivery>,
    pub version: Id<LessonVersion>,
    pub due_on: Option<Day>,
    pub person: Id<Person>,
    pub enrolled_at: u64,
    pub standing: &'a Standing,
}

/// As it lies in the store.
#[derive(SurrealValue)]
pub(in super::super) struct Stored {
    id: RecordId,
    delivery: RecordId,
    person: Uuid,
    version: Uuid,
    due_on: Option<String>,
    enrolled_at: u64,
    state: String,
    started_at: Option<u64>,
    read_at: Option<u64>,
    attempts: u16,
    best_score: Option<u16>,
    passed_at: Option<u64>,
    place: u16,
    open_attempt: Option<Uuid>,
    last_attempt: Option<Uuid>,
}

/// An enrollment with everything that its row says.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Enrolled {
    pub id: Id<Enrollment>,
    pub delivery: Id<Delivery>,
    pub person: Id<Person>,
    pub version: Id<LessonVersion>,
    pub due_on: Option<Day>,
    /// When they were enrolled.
    pub since: u64,
    pub standing: Standing,
    pub place: u16,
    pub open_attempt: Option<Id<Attempt>>,
    pub last_attempt: Option<Id<Attempt>>,
}

impl Stored {
    pub(in super::super) fn read(self) -> Result<Enrolled> {
        let due_on = self.due_on.as_deref();
        Ok(Enrolled {
            id: id_of(&self.id)?,
            delivery: id_of(&self.delivery)?,
            person: Id::from_uuid(self.person.into()),
            version: Id::from_uuid(self.version.into()),
            due_on: due_on
                .map(|text| Day::parse(text).ok_or(Error::Corrupt("due_on")))
                .transpose()?,
            since: self.enrolled_at,
            standing: Standing {
                state: EnrollmentState::parse(&self.state).ok_or(Error::Corrupt("enrollment"))?,
                started_at: self.started_at,
                read_at: self.read_at,
                attempts: self.attempts,
                best_score: self.best_score,
                passed_at: self.passed_at,
            },
            place: self.place,
            open_attempt: self.open_attempt.map(|id| Id::from_uuid(id.into())),
            last_attempt: self.last_attempt.map(|id| Id::from_uuid(id.into())),
        })
    }
}

fn read_all(rows: Vec<Stored>) -> Result<Vec<Enrolled>> {
    rows.into_iter().map(Stored::read).collect()
}

/// Adds a person's row.
pub(in super::super) fn insert(unit: &mut Unit, scope: &Scope, new: New<'_>) {
    let standing = new.standing;
    unit.insert(
        "enrollment",
        Row {
            id: uuid(causes::enrollment(new.delivery, new.person)),
            org: uuid(scope.organization()),
            delivery: record("delivery", new.delivery),
            person: uuid(new.person),
            version: uuid(new.version),
            due_on: new.due_on.map(|day| day.to_string()),
            enrolled_at: new.enrolled_at,
            state: standing.state.as_str().to_owned(),
            done: standing.state == EnrollmentState::Passed,
            started_at: standing.started_at,
            read_at: standing.read_at,
            attempts: standing.attempts,
            best_score: standing.best_score,
            passed_at: standing.passed_at,
            place: 0,
        },
    );
}

/// What a person has to do and has done: at most 200 and 20, newest delivery first.
#[cfg_attr(feature = "testing", derive(PartialEq, Debug))]
pub(in super::super) struct Home {
    pub open: Box<[Enrolled]>,
    pub done: Box<[Enrolled]>,
}

impl Home {
    /// Bytes, roughly.
    pub fn weight(&self) -> u32 {
        let bytes = (self.open.len() + self.done.len()) * size_of::<Enrolled>() + 200;
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }
}

/// The person's home as of now, from memory where nothing touched it.
pub(in super::super) async fn home(
    backend: &Backend,
    scope: &Scope,
    person: Id<Person>,
) -> Result<Arc<Home>> {
    let key = (scope.organization().uuid(), person.uuid());
    let read = || async move { read_home(backend, scope, person).await.map(Some) };
    let homes = &backend.learning.homes;
    // Every statement that changes a row of theirs says whose it is.
    let ids = |_: &Home| Ids::default().and(person);
    let home = homes.get(key, read, ids).await?;
    home.ok_or_else(|| Refusal::NotFound.into())
}

async fn read_home(backend: &Backend, scope: &Scope, person: Id<Person>) -> Result<Home> {
    let mut query = Unit::new();
    query
        .statement(HOME)
        .id("enrollment_org", scope.organization())
        .id("enrollment_person", person);
    let both: Vec<Vec<Stored>> = backend.store.read(query).await?.take(0)?;
    let mut both = both.into_iter();
    let mut next = || read_all(both.next().unwrap_or_default()).map(Vec::into_boxed_slice);
    Ok(Home {
        open: next()?,
        done: next()?,
    })
}

/// What a person has done, after a delivery.
pub(in super::super) async fn done_after(
    backend: &Backend,
    scope: &Scope,
    person: Id<Person>,
    after: Id<Delivery>,
) -> Result<Vec<Enrolled>> {
    let mut query = Unit::new();
    query
        .statement(DONE_AFTER)
        .id("enrollment_org", scope.organization())
        .id("enrollment_person", person)
        .record("enrollment_delivery", "delivery", after);
    read_all(backend.store.read(query).await?.take(0)?)
}

/// A person's own enrollment, with the state of its delivery.
pub(in super::super) async fn own(
    backend: &Backend,
    scope: &Scope,
    person: Id<Person>,
    id: Id<Enrollment>,
) -> Result<(Enrolled, DeliveryState)> {
    let mut query = Unit::new();
    query
        .statement("SELECT * FROM $enrollment_id WHERE org = $enrollment_org AND person = $enrollment_person;")
        .statement("SELECT VALUE delivery.state FROM $enrollment_id WHERE org = $enrollment_org AND person = $enrollment_person;")
        .record("enrollment_id", "enrollment", id)
        .id("enrollment_org", scope.organization())
        .id("enrollment_person", person);
    let mut results = backend.store.read(query).await?;
    let row: Option<Stored> = results.take(0)?;
    let state: Option<String> = results.take(1)?;
    let row = row.ok_or(Refusal::NotFound)?.read()?;
    let state = state
        .as_deref()
        .and_then(DeliveryState::parse)
        .ok_or(Error::Corrupt("delivery"))?;
    Ok((row, state))
}

/// Several by id, in the order of the ids; those that are not there are left out.
pub(in super::super) async fn by_ids(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<Enrollment>],
) -> Result<Vec<Enrolled>> {
    let records: Vec<_> = ids.iter().map(|id| record("enrollment", *id)).collect();
    let mut query = Unit::new();
    query
        .statement("SELECT * FROM $enrollment_ids WHERE org = $enrollment_org;")
        .bind("enrollment_ids", records)
        .id("enrollment_org", scope.organization());
    read_all(backend.store.read(query).await?.take(0)?)
}

/// People of a delivery, in the order in which people list.
pub(in super::super) async fn of_delivery(
    backend: &Backend,
    scope: &Scope,
    delivery: Id<Delivery>,
    state: Option<EnrollmentState>,
    after: Option<Id<Enrollment>>,
    limit: u16,
) -> Result<Vec<Enrolled>> {
    let mut query = Unit::new();
    query
        .statement(match (state, after) {
            (None, None) => FIRST,
            (None, Some(_)) => AFTER,
            (Some(_), None) => STATE_FIRST,
            (Some(_), Some(_)) => STATE_AFTER,
        })
        .id("enrollment_org", scope.organization())
        .record("enrollment_delivery", "delivery", delivery)
        .bind("enrollment_limit", limit);
    if let Some(state) = state {
        query.bind("enrollment_state", state.as_str().to_owned());
    }
    if let Some(after) = after {
        query.record("enrollment_after", "enrollment", after);
    }
    read_all(backend.store.read(query).await?.take(0)?)
}

/// How many people of a delivery are where, counted over the index.
pub(in super::super) async fn counts(
    backend: &Backend,
    scope: &Scope,
    delivery: Id<Delivery>,
) -> Result<Counts> {
    let mut query = Unit::new();
    query
        .statement("RETURN (SELECT count() FROM enrollment WHERE org = $enrollment_org AND delivery = $enrollment_delivery AND state = 'not_started' GROUP ALL)[0].count ?? 0;")
        .statement("RETURN (SELECT count() FROM enrollment WHERE org = $enrollment_org AND delivery = $enrollment_delivery AND state = 'in_progress' GROUP ALL)[0].count ?? 0;")
        .statement("RETURN (SELECT count() FROM enrollment WHERE org = $enrollment_org AND delivery = $enrollment_delivery AND state = 'failed' GROUP ALL)[0].count ?? 0;")
        .statement("RETURN (SELECT count() FROM enrollment WHERE org = $enrollment_org AND delivery = $enrollment_delivery AND state = 'passed' GROUP ALL)[0].count ?? 0;")
        .id("enrollment_org", scope.organization())
        .record("enrollment_delivery", "delivery", delivery);
    let mut results = backend.store.read(query).await?;
    let mut next = |index: usize| -> Result<u32> {
        let count: Option<u32> = results.take(index)?;
        Ok(count.unwrap_or(0))
    };
    Ok(Counts {
        not_started: next(0)?,
        in_progress: next(1)?,
        failed: next(2)?,
        passed: next(3)?,
    })
}

/// When those who passed did: Unix milliseconds, in no order.
pub(in super::super) async fn passed_times(
    backend: &Backend,
    scope: &Scope,
    delivery: Id<Delivery>,
) -> Result<Vec<u64>> {
    let mut query = Unit::new();
    query
        .statement(PASSED_TIMES)
        .id("enrollment_org", scope.organization())
        .record("enrollment_delivery", "delivery", delivery);
    Ok(backend.store.read(query).await?.take(0)?)
}

/// Where the reader is, and what that changes of their standing.
pub(in super::super) fn save_reading(
    unit: &mut Unit,
    scope: &Scope,
    person: Id<Person>,
    id: Id<Enrollment>,
    standing: &Standing,
    place: u16,
) {
    unit.statement(
        "UPDATE $enrollment_id SET place = $enrollment_place, started_at = started_at ?? $enrollment_started, read_at = read_at ?? $enrollment_read,
             state = IF state = 'not_started' { 'in_progress' } ELSE { state }
             WHERE org = $enrollment_org AND person = $enrollment_person RETURN NONE;",
    )
    .record("enrollment_id", "enrollment", id)
    .id("enrollment_org", scope.organization())
    .id("enrollment_person", person)
    .bind("enrollment_place", place)
    .bind("enrollment_started", standing.started_at)
    .bind("enrollment_read", standing.read_at);
}

/// Another attempt, number `standing.attempts`. Refuses the unit with `moved` when another began one meanwhile.
pub(in super::super) fn begin_attempt(
    unit: &mut Unit,
    scope: &Scope,
    person: Id<Person>,
    id: Id<Enrollment>,
    standing: &Standing,
    attempt: Id<Attempt>,
) {
    unit.statement(
        "LET $enrollment_begun = (UPDATE $enrollment_id SET attempts = $enrollment_attempts, open_attempt = $enrollment_attempt,
             started_at = started_at ?? $enrollment_started, read_at = read_at ?? $enrollment_read, state = $enrollment_state
             WHERE org = $enrollment_org AND person = $enrollment_person AND attempts = $enrollment_attempts - 1 AND open_attempt = NONE
             RETURN VALUE id);
         IF array::is_empty($enrollment_begun) { THROW 'moved' };",
    )
    .record("enrollment_id", "enrollment", id)
    .id("enrollment_org", scope.organization())
    .id("enrollment_person", person)
    .id("enrollment_attempt", attempt)
    .bind("enrollment_attempts", standing.attempts)
    .bind("enrollment_started", standing.started_at)
    .bind("enrollment_read", standing.read_at)
    .bind("enrollment_state", standing.state.as_str().to_owned());
}

/// What handing in the open attempt makes of the enrollment.
pub(in super::super) fn finish_attempt(
    unit: &mut Unit,
    scope: &Scope,
    person: Id<Person>,
    id: Id<Enrollment>,
    standing: &Standing,
    attempt: Id<Attempt>,
) {
    unit.statement(
        "UPDATE $enrollment_id SET state = $enrollment_state, done = $enrollment_done, best_score = $enrollment_best,
             passed_at = $enrollment_passed, open_attempt = NONE, last_attempt = $enrollment_attempt
             WHERE org = $enrollment_org AND person = $enrollment_person AND open_attempt = $enrollment_attempt RETURN NONE;",
    )
    .record("enrollment_id", "enrollment", id)
    .id("enrollment_org", scope.organization())
    .id("enrollment_person", person)
    .id("enrollment_attempt", attempt)
    .bind("enrollment_state", standing.state.as_str().to_owned())
    .bind("enrollment_done", standing.state == EnrollmentState::Passed)
    .bind("enrollment_best", standing.best_score)
    .bind("enrollment_passed", standing.passed_at);
}
