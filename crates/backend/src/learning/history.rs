//! Deliveries of the past: for demonstrations, and for records that come from elsewhere.

use domain::{
    access::{Act, PermissionKey},
    id::Id,
    learning::{Delivery, DeliveryPlan, DeliveryState, LessonVersion, Standing, Targets},
    people::Person,
    time::Day,
};

use super::records::{deliveries, enrollments};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::Result,
    store::Unit,
};

/// People of a unit.
const CHUNK: usize = 500;

/// A delivery that was begun before it is written here.
#[derive(Clone, Debug)]
pub struct PastDelivery {
    pub version: Id<LessonVersion>,
    /// Unix milliseconds.
    pub starts_at: u64,
    pub due_on: Option<Day>,
    /// Everybody it went to, and where they stand.
    pub people: Vec<(Id<Person>, Standing)>,
}

/// Writes a delivery that is open, with where its people stand. No mail leaves.
///
/// # Errors
/// [`Refusal::Forbidden`](domain::error::Refusal::Forbidden).
pub async fn insert_past_delivery(
    backend: &Backend,
    scope: &Scope,
    past: PastDelivery,
) -> Result<Id<Delivery>> {
    scope.may(PermissionKey::LearningAdmin, Act::Edit)?;
    let id = Id::new(past.starts_at)?;
    let plan = DeliveryPlan {
        version: past.version,
        name: None,
        message: None,
        targets: Targets::default(),
        starts_at: past.starts_at,
        due_on: past.due_on,
        sends_request: false,
        reminders: Vec::new(),
    };
    let mut unit = Unit::new();
    deliveries::insert_in(&mut unit, scope, id, &plan, DeliveryState::Open)?;
    audit::note(
        &mut unit,
        scope,
        backend.now(),
        Event::DeliveryCreated,
        Some(id.uuid()),
        &[("people", &past.people.len().to_string())],
    )?;
    backend.store.commit(unit).await?;
    for chunk in past.people.chunks(CHUNK) {
        let mut unit = Unit::new();
        for (person, standing) in chunk {
            let new = enrollments::New {
                delivery: id,
                version: past.version,
                due_on: past.due_on,
                person: *person,
                enrolled_at: past.starts_at,
                standing,
            };
            enrollments::insert(&mut unit, scope, new);
        }
        backend.store.commit(unit).await?;
    }
    backend.wake.audit.notify_one();
    Ok(id)
}
