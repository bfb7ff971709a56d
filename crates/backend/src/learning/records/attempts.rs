//! Attempts: the order drawn and the answers, sealed with their person's key.

use domain::{
    error::Refusal,
    id::Id,
    learning::{AnswerSheet, Answers, Attempt, DeliveryState, Drawing, Enrollment, Score},
};
use surrealdb::types::{Bytes, RecordId, SurrealValue, Uuid};
use vault::{Field, Key};

use super::{
    super::attempts::Save,
    enrollments::{self, Enrolled},
    open_with, seal_with,
};
use crate::{
    Backend,
    access::{Scope, SignedIn},
    error::{Error, Result},
    store::{Unit, id_of, record, uuid},
};

#[derive(SurrealValue)]
struct New {
    id: Uuid,
    org: Uuid,
    enrollment: RecordId,
    person: Uuid,
    number: u16,
    state: String,
    drawn: Bytes,
    started_at: u64,
}

#[derive(SurrealValue)]
struct Stored {
    id: RecordId,
    number: u16,
    drawn: Bytes,
    answers: Option<Bytes>,
    points: Option<u32>,
    points_of: Option<u32>,
    passed: Option<bool>,
    handed_in_at: Option<u64>,
    saves: Option<u32>,
    saved_by: Option<Uuid>,
    enrolled: enrollments::Stored,
    delivery_state: String,
}

/// An attempt, opened, with the enrollment it belongs to.
pub(in super::super) struct Opened {
    pub number: u16,
    pub drawing: Drawing,
    /// By places on the page.
    pub answers: Answers,
    /// Set when it was handed in, and when that was.
    pub result: Option<(Score, u64)>,
    /// The number of the last save, and the page that did it.
    pub saved: (u32, Option<Id<AnswerSheet>>),
    pub enrolled: Enrolled,
    pub delivery_state: DeliveryState,
}

#[expect(clippy::too_many_arguments, reason = "one row, all of it")]
pub(in super::super) fn insert(
    unit: &mut Unit,
    scope: &Scope,
    signed_in: &SignedIn,
    id: Id<Attempt>,
    enrollment: Id<Enrollment>,
    number: u16,
    drawing: &Drawing,
    now: u64,
) -> Result<()> {
    let drawn = serde_json::to_string(drawing).map_err(|_| Error::Corrupt("drawing"))?;
    let row = New {
        id: uuid(id),
        org: uuid(scope.organization()),
        enrollment: record("enrollment", enrollment),
        person: uuid(signed_in.person),
        number,
        state: "open".to_owned(),
        drawn: seal_with(&signed_in.key, scope, Field::AttemptQuestions, id, &drawn)?,
        started_at: now,
    };
    unit.insert("attempt", row);
    Ok(())
}

/// A person's own attempt.
pub(in super::super) async fn own(
    backend: &Backend,
    scope: &Scope,
    signed_in: &SignedIn,
    id: Id<Attempt>,
) -> Result<Opened> {
    let mut query = Unit::new();
    query
        .statement(
            "SELECT id, number, drawn, answers, points, points_of, passed, handed_in_at, saves, saved_by,
             enrollment.* AS enrolled, enrollment.delivery.state AS delivery_state
             FROM $attempt_id WHERE org = $attempt_org AND person = $attempt_person;",
        )
        .record("attempt_id", "attempt", id)
        .id("attempt_org", scope.organization())
        .id("attempt_person", signed_in.person);
    let row: Option<Stored> = backend.store.read(query).await?.take(0)?;
    row.ok_or(Refusal::NotFound)?.open(scope, &signed_in.key)
}

impl Stored {
    fn open(self, scope: &Scope, key: &Key) -> Result<Opened> {
        let id: Id<Attempt> = id_of(&self.id)?;
        let drawn = open_with(key, scope, Field::AttemptQuestions, id, &self.drawn)?;
        let drawing = serde_json::from_str(&drawn).map_err(|_| Error::Corrupt("drawing"))?;
        let answers = match &self.answers {
            None => Answers::default(),
            Some(sealed) => {
                let text = open_with(key, scope, Field::AttemptAnswers, id, sealed)?;
                Answers::parse(&text).ok_or(Error::Corrupt("answers"))?
            }
        };
        let result = match (self.points, self.points_of, self.passed, self.handed_in_at) {
            (Some(points), Some(of), Some(passed), Some(at)) => {
                Some((Score { points, of, passed }, at))
            }
            _ => None,
        };
        Ok(Opened {
            number: self.number,
            drawing,
            answers,
            result,
            saved: (
                self.saves.unwrap_or(0),
                self.saved_by.map(|page| Id::from_uuid(page.into())),
            ),
            enrolled: self.enrolled.read()?,
            delivery_state: DeliveryState::parse(&self.delivery_state)
                .ok_or(Error::Corrupt("delivery"))?,
        })
    }
}

fn seal_answers(
    scope: &Scope,
    signed_in: &SignedIn,
    id: Id<Attempt>,
    answers: &Answers,
) -> Result<Bytes> {
    let text = answers.to_text();
    seal_with(&signed_in.key, scope, Field::AttemptAnswers, id, &text)
}

/// Keeps the answers so far. Refuses the unit with `too_late` when the attempt is not open, with `changed` when newer answers are kept:
/// later ones of the same page, or another page's that this one has not seen.
pub(in super::super) fn save_answers(
    unit: &mut Unit,
    scope: &Scope,
    signed_in: &SignedIn,
    id: Id<Attempt>,
    save: &Save<'_>,
) -> Result<()> {
    unit.statement(
        "LET $attempt_open = (SELECT saves ?? 0 AS saves, saved_by FROM ONLY $attempt_id
             WHERE org = $attempt_org AND person = $attempt_person AND state = 'open');
         IF $attempt_open = NONE { THROW 'too_late' };
         IF $attempt_open.saves != $attempt_known
             AND !($attempt_open.saved_by = $attempt_page AND $attempt_open.saves < $attempt_number) { THROW 'changed' };
         UPDATE $attempt_id SET answers = $attempt_answers, saves = $attempt_number, saved_by = $attempt_page
             WHERE org = $attempt_org RETURN NONE;",
    )
    .record("attempt_id", "attempt", id)
    .id("attempt_org", scope.organization())
    .id("attempt_person", signed_in.person)
    .bind("attempt_answers", seal_answers(scope, signed_in, id, save.answers)?)
    .bind("attempt_page", save.page.map(uuid))
    .bind("attempt_number", save.number)
    .bind("attempt_known", save.known);
    Ok(())
}

/// Hands it in. Refuses the unit with `too_late` when that was done already.
pub(in super::super) fn finish(
    unit: &mut Unit,
    scope: &Scope,
    signed_in: &SignedIn,
    id: Id<Attempt>,
    answers: &Answers,
    reached: Score,
    now: u64,
) -> Result<()> {
    unit.statement(
        "LET $attempt_finished = (UPDATE $attempt_id SET state = 'handed_in', answers = $attempt_answers, points = $attempt_points,
             points_of = $attempt_of, passed = $attempt_passed, handed_in_at = $attempt_now
             WHERE org = $attempt_org AND person = $attempt_person AND state = 'open' RETURN VALUE id);
         IF array::is_empty($attempt_finished) { THROW 'too_late' };",
    )
    .record("attempt_id", "attempt", id)
    .id("attempt_org", scope.organization())
    .id("attempt_person", signed_in.person)
    .bind("attempt_answers", seal_answers(scope, signed_in, id, answers)?)
    .bind("attempt_points", reached.points)
    .bind("attempt_of", reached.of)
    .bind("attempt_passed", reached.passed)
    .bind("attempt_now", now);
    Ok(())
}
