//! A test: one form that works without JavaScript; with it, answers are kept as they are given.

use domain::{
    id::Id,
    learning::{
        Answers, Attempt, QuestionKind,
        view::{AskedQuestion, AttemptPage as Test, Saved},
    },
};
use leptos::prelude::*;

use super::{
    api::{HandInAttempt, read_attempt},
    autosave::{Autosave, Kept, KeptState},
};
use crate::{
    error::AppError,
    learning::id_in_path,
    text::words,
    ui::{ButtonLink, FormActions, Icon, Loaded, Notice, Page, ServerForm, SubmitButton, Tone},
};

/// `/learn/attempt/<attempt>`
#[component]
pub fn AttemptPage() -> impl IntoView {
    let attempt = id_in_path::<Attempt>("attempt");
    let test = Resource::new(attempt, |id: Result<Id<Attempt>, AppError>| async move {
        read_attempt(id?).await
    });
    view! {
        <Loaded resource=test rows=8 let:test>
            <TestView test/>
        </Loaded>
    }
}

#[component]
fn TestView(test: Test) -> impl IntoView {
    let text = words();
    let learner = &text.learning.learner;
    let crumbs = vec![
        (learner.title.to_owned(), "/learn".to_owned()),
        (
            learner.material.to_owned(),
            format!("/learn/{}", test.enrollment),
        ),
    ];
    let lead = format!(
        "{} · {} · {}",
        (learner.attempt_number)(test.number.into()),
        (text.learning.questions)(u32::try_from(test.questions.len()).unwrap_or(0)),
        (learner.pass_score)(test.pass_score.into())
    );
    let body = if test.is_handed_in {
        view! {
            <Notice tone=Tone::Info>{learner.handed_in_already}</Notice>
            <div class="buttons">
                <ButtonLink
                    href=format!("/learn/result/{}", test.attempt)
                    label=learner.see_result
                    icon=Icon::Chart
                />
            </div>
        }
        .into_any()
    } else {
        view! { <TestForm attempt=test.attempt saved=test.saved questions=test.questions/> }
            .into_any()
    };
    view! {
        <Page title=(learner.test)(&test.title) lead crumbs>
            {body}
        </Page>
    }
}

#[component]
fn TestForm(attempt: Id<Attempt>, saved: Saved, questions: Vec<AskedQuestion>) -> impl IntoView {
    let learner = &words().learning.learner;
    let hand_in = ServerAction::<HandInAttempt>::new();
    let count = u16::try_from(questions.len()).unwrap_or(0);
    let kept = Kept::new(attempt, saved, given(&questions));
    let answered = move || {
        let done = kept.answers().with(Answers::count);
        (learner.answered)(done.into(), count.into())
    };
    let fields = (0_u16..)
        .zip(questions)
        .map(|(number, question)| view! { <QuestionField number count question kept/> })
        .collect_view();
    view! {
        <ServerForm action=hand_in>
            <input type="hidden" name="attempt" value=attempt.to_string()/>
            {fields}
            <p class="quiet">{learner.hand_in_hint}</p>
            <FormActions>
                <SubmitButton label=learner.hand_in icon=Icon::Check/>
                <span class="quiet" aria-live="polite">{answered}</span>
                <KeptState kept/>
            </FormActions>
        </ServerForm>
        <Autosave kept/>
    }
}

/// The answers that were kept before.
fn given(questions: &[AskedQuestion]) -> Answers {
    let mut answers = Answers::default();
    for (number, question) in (0_u16..).zip(questions) {
        for place in &question.chosen {
            answers.choose(number, *place);
        }
    }
    answers
}

#[component]
fn QuestionField(number: u16, count: u16, question: AskedQuestion, kept: Kept) -> impl IntoView {
    let text = words();
    let learner = &text.learning.learner;
    let is_multiple = question.kind == QuestionKind::Multiple;
    let control = if is_multiple { "checkbox" } else { "radio" };
    let task = if is_multiple {
        learner.choose_all
    } else {
        learner.choose_one
    };
    let labels = labels(question.kind, question.choices);
    let choices = (0_u16..)
        .zip(labels)
        .map(|(place, label)| {
            let checked = question.chosen.contains(&place);
            let is_chosen = move || kept.answers().with(|a| a.chosen(number).contains(&place));
            let choose = move |event| {
                kept.choose(number, place, event_target_checked(&event), is_multiple);
            };
            view! {
                <label class="choice">
                    <input
                        type=control
                        name=format!("answers[{number}][]")
                        value=place.to_string()
                        checked=checked
                        prop:checked=is_chosen
                        on:change=choose
                    />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    let id = format!("question-{number}");
    view! {
        <fieldset class="field question" id=id.clone() aria-describedby=format!("{id}-task")>
            <legend class="field-label">
                <span class="question-number">
                    {(learner.question_of)(u32::from(number) + 1, count.into())}
                </span>
                <span class="question-body">{question.body}</span>
            </legend>
            <p class="field-hint" id=format!("{id}-task")>
                {task} " (" {(text.learning.points)(question.points.into())} ")"
            </p>
            <div class="choices choices-framed">{choices}</div>
        </fieldset>
    }
}

/// Words of the choices; those of a right-or-wrong question are the page's own.
pub(super) fn labels(kind: QuestionKind, choices: Vec<String>) -> Vec<String> {
    let learning = &words().learning;
    match kind {
        QuestionKind::TrueFalse => vec![
            learning.true_word.to_owned(),
            learning.false_word.to_owned(),
        ],
        QuestionKind::Single | QuestionKind::Multiple => choices,
    }
}
