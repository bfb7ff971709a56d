//! Lessons to take, as a list of cards: what it is, until when, and the one thing to do.

use domain::learning::{EnrollmentState, view::Assignment};
use leptos::prelude::*;

use crate::{
    text::{dates, locale, words},
    ui::{ButtonKind, ButtonLink, Icon, StatusBadge, Tone},
};

/// Each lesson with its state and what to do next.
#[component]
pub fn AssignmentCards(items: Vec<Assignment>) -> impl IntoView {
    let cards = items
        .into_iter()
        .map(|item| view! { <li><AssignmentCard item/></li> })
        .collect_view();
    view! { <ul class="cards" role="list">{cards}</ul> }
}

#[component]
fn AssignmentCard(item: Assignment) -> impl IntoView {
    let text = words();
    let learner = &text.learning.learner;
    let state = item.standing.state;
    let tone = match state {
        _ if item.is_overdue => Tone::Danger,
        EnrollmentState::Passed => Tone::Success,
        EnrollmentState::Failed => Tone::Warning,
        EnrollmentState::InProgress => Tone::Info,
        EnrollmentState::NotStarted => Tone::Plain,
    };
    let badge = if item.is_overdue {
        text.learning.overdue
    } else {
        (text.learning.enrollment_state)(state)
    };
    let due = item.due_on.map_or_else(
        || learner.no_due.to_owned(),
        |day| (learner.due)(&dates::due(locale(), day)),
    );
    let when = match item.standing.passed_at {
        Some(at) => (learner.passed_on)(&dates::date(locale(), at)),
        None => due,
    };
    let label = match state {
        EnrollmentState::NotStarted => learner.start,
        EnrollmentState::InProgress => learner.go_on,
        EnrollmentState::Failed if !item.may_begin() => learner.review,
        EnrollmentState::Failed => learner.again,
        EnrollmentState::Passed => learner.review,
    };
    let kind = if state == EnrollmentState::Passed {
        ButtonKind::Plain
    } else {
        ButtonKind::Primary
    };
    let size = format!(
        "{} · {}",
        (text.common.minutes)(item.minutes.into()),
        (text.learning.questions)(item.questions.into())
    );
    let best = item
        .standing
        .best_score
        .map(|score| view! { <span class="quiet">{(learner.best_score)(score.into())}</span> });
    view! {
        <article class="card">
            <div class="card-head">
                <StatusBadge tone label=badge/>
                {item.category.map(|category| view! { <span class="quiet">{category}</span> })}
            </div>
            <h3>{item.title}</h3>
            <p class="card-facts">
                <span>{when}</span>
                <span class="quiet">{size}</span>
                {best}
            </p>
            <div class="buttons">
                <ButtonLink href=format!("/learn/{}", item.enrollment) label=label kind icon=Icon::Book/>
            </div>
        </article>
    }
}
