//! Identifiers named by their cause, so that doing a thing twice is doing it once.

use domain::{
    id::Id,
    learning::{Attempt, Delivery, Enrollment, Reminder},
    people::Person,
};
use uuid::Uuid;
use vault::digest::cause;

/// Marker for [`Id`]s of a delivery's reminder timings.
#[derive(Debug)]
pub(super) enum Timing {}

/// One enrollment a delivery and person; it lists where the person lists.
pub(super) fn enrollment(delivery: Id<Delivery>, person: Id<Person>) -> Id<Enrollment> {
    let name = cause(&[
        b"enrollment",
        delivery.uuid().as_bytes(),
        person.uuid().as_bytes(),
    ]);
    Id::beside(person, name)
}

/// One attempt an enrollment and number.
pub(super) fn attempt(enrollment: Id<Enrollment>, enrolled_at: u64, number: u16) -> Id<Attempt> {
    let name = cause(&[
        b"attempt",
        enrollment.uuid().as_bytes(),
        &number.to_be_bytes(),
    ]);
    Id::named(enrolled_at, name)
}

/// One row a delivery and timing.
pub(super) fn timing(delivery: Id<Delivery>, reminder: Reminder, at: u64) -> Id<Timing> {
    let name = cause(&[
        b"reminder",
        delivery.uuid().as_bytes(),
        reminder.to_string().as_bytes(),
    ]);
    Id::named(at, name)
}

/// One row a delivery and moment at which an administrator reminds everybody.
pub(super) fn by_hand(delivery: Id<Delivery>, asked_at: u64) -> Id<Timing> {
    let name = cause(&[b"reminder", delivery.uuid().as_bytes(), b"by-hand"]);
    Id::named(asked_at, name)
}

/// The mail that asks a person to take a delivered lesson.
pub(super) fn request_mail(delivery: Id<Delivery>, person: Id<Person>, starts_at: u64) -> Uuid {
    mail(delivery, person, "request", starts_at)
}

/// The mail that reminds a person at one timing.
pub(super) fn reminder_mail(
    delivery: Id<Delivery>,
    person: Id<Person>,
    timing: &str,
    at: u64,
) -> Uuid {
    mail(delivery, person, timing, at)
}

fn mail(delivery: Id<Delivery>, person: Id<Person>, timing: &str, at: u64) -> Uuid {
    let name = cause(&[
        b"delivery-mail",
        delivery.uuid().as_bytes(),
        person.uuid().as_bytes(),
        timing.as_bytes(),
    ]);
    Id::<Timing>::named(at, name).uuid()
}
