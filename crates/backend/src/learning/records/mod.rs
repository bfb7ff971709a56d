//! How learning lies in the store. Nothing outside `learning` imports this.

pub(super) mod attempts;
pub(super) mod deliveries;
pub(super) mod enrollments;
pub(super) mod lessons;
pub(super) mod reminders;
pub(super) mod versions;

use domain::{id::Id, learning::Test};
use surrealdb::types::Bytes;
use vault::{Field, Key, Place};

use crate::{
    access::Scope,
    error::{Error, Result},
};

fn place<T>(scope: &Scope, field: Field, record: Id<T>) -> Place {
    Place {
        organization: scope.organization().uuid(),
        field,
        record: record.uuid(),
    }
}

/// Sealed with the organisation's key.
fn seal<T>(scope: &Scope, field: Field, record: Id<T>, text: &str) -> Result<Bytes> {
    seal_with(scope.organization_key(), scope, field, record, text)
}

fn seal_with<T>(
    key: &Key,
    scope: &Scope,
    field: Field,
    record: Id<T>,
    text: &str,
) -> Result<Bytes> {
    Ok(key.seal_str(&place(scope, field, record), text)?.into())
}

fn open<T>(scope: &Scope, field: Field, record: Id<T>, sealed: &[u8]) -> Result<String> {
    open_with(scope.organization_key(), scope, field, record, sealed)
}

fn open_with<T>(
    key: &Key,
    scope: &Scope,
    field: Field,
    record: Id<T>,
    sealed: &[u8],
) -> Result<String> {
    Ok(key.open_str(&place(scope, field, record), sealed)?)
}

/// A test as it is sealed: questions, choices and explanations together, for they are only ever needed together.
fn seal_test<T>(scope: &Scope, record: Id<T>, test: &Test) -> Result<Bytes> {
    let json = serde_json::to_string(test).map_err(|_| Error::Corrupt("test"))?;
    seal(scope, Field::QuestionBody, record, &json)
}

fn open_test<T>(scope: &Scope, record: Id<T>, sealed: &[u8]) -> Result<Test> {
    let text = open(scope, Field::QuestionBody, record, sealed)?;
    serde_json::from_str(&text).map_err(|_| Error::Corrupt("test"))
}

/// Every query that lists, with the index it must be carried out over. A name binds the values a test needs.
#[cfg(feature = "testing")]
pub const LIST_QUERIES: &[(&str, &str)] = &[
    (lessons::FIRST, "lesson_list"),
    (lessons::AFTER, "lesson_list"),
    (deliveries::FIRST, "delivery_list"),
    (deliveries::AFTER, "delivery_list"),
    (deliveries::DUE, "delivery_due"),
    (reminders::DUE, "delivery_reminder_due"),
    (reminders::OF_DELIVERY, "delivery_reminder_list"),
    (enrollments::OPEN, "enrollment_home"),
    (enrollments::DONE, "enrollment_home"),
    (enrollments::DONE_AFTER, "enrollment_home"),
    (enrollments::FIRST, "enrollment_list"),
    (enrollments::AFTER, "enrollment_list"),
    (enrollments::STATE_FIRST, "enrollment_state"),
    (enrollments::STATE_AFTER, "enrollment_state"),
    (enrollments::COUNT, "enrollment_state"),
    (enrollments::PASSED_TIMES, "enrollment_state"),
];
