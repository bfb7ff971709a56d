//! Attempts at a test: begun, answered, handed in once, looked at.

use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    learning::{
        AnswerSheet, Answers, Attempt, DeliveryState, Drawing, Enrollment, Score,
        score::is_right,
        view::{AskedQuestion, AttemptPage, MarkedChoice, MarkedQuestion, ResultPage, Saved},
    },
};

use super::{
    causes,
    home::attempts_left,
    lessons::refused,
    records::{attempts as records, enrollments},
    versions::{self, Version},
};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::{Error, Result},
    store::{Unit, is_taken, thrown},
};

/// Begins an attempt, or goes on with the one that is open: of two tabs that begin at once, both get the same.
/// The material counts as read from then on.
///
/// # Errors
/// [`Refusal::NoAttemptLeft`] when all are used up or the delivery was ended; [`Refusal::NotFound`] for what is not theirs;
/// [`Refusal::Forbidden`], [`Refusal::NotSignedIn`].
pub async fn start_attempt(
    backend: &Backend,
    scope: &Scope,
    enrollment: Id<Enrollment>,
) -> Result<Id<Attempt>> {
    const TRIES: u8 = 3;
    scope.may(PermissionKey::Learning, Act::View)?;
    let signed_in = scope.signed_in()?;
    for _ in 0..TRIES {
        let (enrolled, state) =
            enrollments::own(backend, scope, signed_in.person, enrollment).await?;
        if let Some(open) = enrolled.open_attempt {
            return Ok(open);
        }
        let version = versions::version(backend, scope, enrolled.version).await?;
        if state == DeliveryState::Closed
            || !version.test.allows_another(enrolled.standing.attempts)
        {
            return Err(Refusal::NoAttemptLeft.into());
        }
        let now = backend.now();
        let standing = enrolled.standing.began_attempt(now);
        let number = standing.attempts;
        let id = causes::attempt(enrollment, enrolled.since, number);
        let drawing = Drawing::draw(&version.test, |below| rand::random_range(0..below.max(1)));
        let mut unit = Unit::new();
        records::insert(
            &mut unit, scope, signed_in, id, enrollment, number, &drawing, now,
        )?;
        enrollments::begin_attempt(
            &mut unit,
            scope,
            signed_in.person,
            enrollment,
            &standing,
            id,
        );
        audit::note(
            &mut unit,
            scope,
            now,
            Event::AttemptStarted,
            Some(enrolled.delivery.uuid()),
            &[("number", &number.to_string())],
        )?;
        match backend.store.commit(unit).await {
            Ok(_) => {
                backend.wake.audit.notify_one();
                return Ok(id);
            }
            // The other tab was faster: look again.
            Err(error) if is_taken(&error, "attempt") || is_moved(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Refusal::Busy { retry_after_s: 1 }.into())
}

fn is_moved(error: &Error) -> bool {
    thrown(error).as_deref() == Some("moved")
}

/// An attempt as it is answered. Nothing in it tells what is right.
///
/// # Errors
/// [`Refusal::NotFound`] for what is not theirs; [`Refusal::Forbidden`], [`Refusal::NotSignedIn`].
pub async fn attempt(backend: &Backend, scope: &Scope, id: Id<Attempt>) -> Result<AttemptPage> {
    scope.may(PermissionKey::Learning, Act::View)?;
    let found = records::own(backend, scope, scope.signed_in()?, id).await?;
    let version = versions::version(backend, scope, found.enrolled.version).await?;
    Ok(AttemptPage {
        attempt: id,
        enrollment: found.enrolled.id,
        title: version.title.clone(),
        number: found.number,
        attempts_allowed: version.test.attempts,
        pass_score: version.test.pass_score,
        questions: asked(&version, &found)?,
        is_handed_in: found.result.is_some(),
        saved: Saved {
            number: found.saved.0,
            by: found.saved.1,
            page: Id::new(backend.now())?,
        },
    })
}

/// Answers that a page saves, and how they come after those that are kept.
#[derive(Clone, Copy, Debug)]
pub struct Save<'a> {
    pub answers: &'a Answers,
    /// [`Saved::page`]; none for a form without a script.
    pub page: Option<Id<AnswerSheet>>,
    /// Grows with every save that the page sends.
    pub number: u32,
    /// The last save that the page knows is kept.
    pub known: u32,
}

/// Keeps the answers so far, by their places on the page, as the save that comes after those the page knows of.
///
/// # Errors
/// [`Refusal::TooLate`] after handing in; [`Refusal::Changed`] when newer ones are kept: requests overtake one another, and people
/// answer on two devices; [`Refusal::NotFound`] for what is not theirs; [`Refusal::Forbidden`], [`Refusal::NotSignedIn`].
pub async fn save_answers(
    backend: &Backend,
    scope: &Scope,
    id: Id<Attempt>,
    save: &Save<'_>,
) -> Result<()> {
    scope.may(PermissionKey::Learning, Act::View)?;
    let signed_in = scope.signed_in()?;
    let mut unit = Unit::new();
    records::save_answers(&mut unit, scope, signed_in, id, save)?;
    match backend.store.commit(unit).await.map_err(refused) {
        Err(Error::Refused(Refusal::TooLate)) => {
            // Handed in, or not theirs: the same statement finds neither.
            records::own(backend, scope, signed_in, id).await?;
            Err(Refusal::TooLate.into())
        }
        done => done.map(|_| ()),
    }
}

/// Hands in the answers. Whoever hands in again gets the result of the first time, whatever they send.
/// Completion is part of the same unit, which touches two rows of this person and nobody else's.
///
/// # Errors
/// [`Refusal::NotFound`] for what is not theirs; [`Refusal::Forbidden`], [`Refusal::NotSignedIn`].
pub async fn hand_in(
    backend: &Backend,
    scope: &Scope,
    id: Id<Attempt>,
    answers: &Answers,
) -> Result<Score> {
    scope.may(PermissionKey::Learning, Act::View)?;
    let signed_in = scope.signed_in()?;
    let found = records::own(backend, scope, signed_in, id).await?;
    if let Some((reached, _)) = found.result {
        return Ok(reached);
    }
    let version = versions::version(backend, scope, found.enrolled.version).await?;
    let reached = Score::of(&version.test, &found.drawing.to_version(answers));
    let now = backend.now();
    let standing = found.enrolled.standing.handed_in(reached, now);
    let mut unit = Unit::new();
    records::finish(&mut unit, scope, signed_in, id, answers, reached, now)?;
    enrollments::finish_attempt(
        &mut unit,
        scope,
        signed_in.person,
        found.enrolled.id,
        &standing,
        id,
    );
    audit::note(
        &mut unit,
        scope,
        now,
        Event::AttemptHandedIn,
        Some(found.enrolled.delivery.uuid()),
        &[("number", &found.number.to_string())],
    )?;
    match backend.store.commit(unit).await.map_err(refused) {
        Ok(_) => {
            backend.wake.audit.notify_one();
            Ok(reached)
        }
        Err(Error::Refused(Refusal::TooLate)) => {
            let found = records::own(backend, scope, signed_in, id).await?;
            let (reached, _) = found.result.ok_or(Refusal::TooLate)?;
            Ok(reached)
        }
        Err(error) => Err(error),
    }
}

/// What an attempt that was handed in came to, with what was right and why.
///
/// # Errors
/// [`Refusal::NotFound`] for what is not theirs or is not handed in; [`Refusal::Forbidden`],
/// [`Refusal::NotSignedIn`].
pub async fn result(backend: &Backend, scope: &Scope, id: Id<Attempt>) -> Result<ResultPage> {
    scope.may(PermissionKey::Learning, Act::View)?;
    let signed_in = scope.signed_in()?;
    let found = records::own(backend, scope, signed_in, id).await?;
    let (reached, handed_in_at) = found.result.ok_or(Refusal::NotFound)?;
    let version = versions::version(backend, scope, found.enrolled.version).await?;
    let standing = &found.enrolled.standing;
    let is_closed = found.delivery_state == DeliveryState::Closed;
    Ok(ResultPage {
        attempt: id,
        enrollment: found.enrolled.id,
        title: version.title.clone(),
        number: found.number,
        score: reached.percent(),
        pass_score: version.test.pass_score,
        is_passed: reached.passed,
        is_completed: standing.passed_at.is_some(),
        handed_in_at,
        questions: marked(&version, &found)?,
        may_retry: found.enrolled.open_attempt.is_some()
            || (!is_closed && version.test.allows_another(standing.attempts)),
        is_closed,
        attempts_left: attempts_left(&version, standing.attempts),
    })
}

fn asked(version: &Version, found: &records::Opened) -> Result<Vec<AskedQuestion>> {
    (0_u16..)
        .zip(&found.drawing.0)
        .map(|(position, drawn)| {
            let question = version
                .test
                .questions
                .get(usize::from(drawn.question))
                .ok_or(Error::Corrupt("drawing"))?;
            let choices = drawn.choices.iter().map(|choice| {
                let choice = question.choices.get(usize::from(*choice));
                Ok(choice.ok_or(Error::Corrupt("drawing"))?.text.clone())
            });
            Ok(AskedQuestion {
                kind: question.kind,
                body: question.body.clone(),
                choices: choices.collect::<Result<_>>()?,
                points: question.points,
                chosen: found.answers.chosen(position).to_vec(),
            })
        })
        .collect()
}

fn marked(version: &Version, found: &records::Opened) -> Result<Vec<MarkedQuestion>> {
    let answers = found.drawing.to_version(&found.answers);
    found
        .drawing
        .0
        .iter()
        .map(|drawn| {
            let question = version
                .test
                .questions
                .get(usize::from(drawn.question))
                .ok_or(Error::Corrupt("drawing"))?;
            let chosen = answers.chosen(drawn.question);
            let choices = drawn.choices.iter().map(|number| {
                let choice = question.choices.get(usize::from(*number));
                let choice = choice.ok_or(Error::Corrupt("drawing"))?;
                Ok(MarkedChoice {
                    text: choice.text.clone(),
                    is_chosen: chosen.contains(number),
                    is_right: choice.is_right,
                })
            });
            Ok(MarkedQuestion {
                kind: question.kind,
                body: question.body.clone(),
                choices: choices.collect::<Result<_>>()?,
                is_right: is_right(question, chosen),
                points: question.points,
                explanation: question.explanation.clone(),
            })
        })
        .collect()
}
