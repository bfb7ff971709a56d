//! What an attempt came to, with what was right and why.

use domain::{
    id::Id,
    learning::{
        Attempt,
        view::{MarkedChoice, MarkedQuestion, ResultPage as Outcome},
    },
};
use leptos::prelude::*;

use super::{
    api::{StartAttempt, read_result},
    attempt_page::labels,
};
use crate::{
    error::AppError,
    learning::id_in_path,
    text::words,
    ui::{
        ButtonLink, Figure, Figures, Icon, Loaded, Notice, Page, Section, ServerForm, StatusBadge,
        SubmitButton, Tone,
    },
};

/// `/learn/result/<attempt>`
#[component]
pub fn ResultPage() -> impl IntoView {
    let attempt = id_in_path::<Attempt>("attempt");
    let result = Resource::new(attempt, |id: Result<Id<Attempt>, AppError>| async move {
        read_result(id?).await
    });
    view! {
        <Loaded resource=result rows=8 let:result>
            <ResultView result/>
        </Loaded>
    }
}

#[component]
fn ResultView(result: Outcome) -> impl IntoView {
    let text = words();
    let learner = &text.learning.learner;
    let crumbs = vec![
        (learner.title.to_owned(), "/learn".to_owned()),
        (
            learner.material.to_owned(),
            format!("/learn/{}", result.enrollment),
        ),
    ];
    let (tone, title, lead) = match (result.is_passed, result.may_retry) {
        (true, _) => (Tone::Success, learner.passed, learner.passed_lead),
        (false, true) => (Tone::Warning, learner.failed, learner.failed_lead),
        (false, false) => (Tone::Warning, learner.failed, learner.failed_last),
    };
    let figures = vec![
        Figure {
            name: learner.score.to_owned(),
            value: result.score.to_string(),
            unit: "%",
            tone,
            ..Figure::default()
        },
        Figure {
            name: learner.pass_score_name.to_owned(),
            value: result.pass_score.to_string(),
            unit: "%",
            ..Figure::default()
        },
        Figure {
            name: learner.attempts_name.to_owned(),
            value: result.number.to_string(),
            note: result
                .attempts_left
                .filter(|_| !result.is_closed)
                .map(|n| (learner.attempts_left)(n.into())),
            ..Figure::default()
        },
    ];
    let count = u32::try_from(result.questions.len()).unwrap_or(0);
    let questions = (1_u32..)
        .zip(result.questions)
        .map(|(number, question)| view! { <Marked number count question/> })
        .collect_view();
    view! {
        <Page title=(learner.result)(&result.title) crumbs>
            <Notice tone title=title>{lead}</Notice>
            <Figures figures/>
            <NextStep
                enrollment=result.enrollment
                is_completed=result.is_completed
                may_retry=result.may_retry
                is_closed=result.is_closed
            />
            <Section title=learner.explanation>
                <ol class="marked-questions">{questions}</ol>
            </Section>
        </Page>
    }
}

/// Home when it is done; else another attempt, or what to read first.
#[component]
fn NextStep(
    enrollment: Id<domain::learning::Enrollment>,
    is_completed: bool,
    may_retry: bool,
    is_closed: bool,
) -> impl IntoView {
    let learner = &words().learning.learner;
    let start = ServerAction::<StartAttempt>::new();
    let read = view! {
        <ButtonLink href=format!("/learn/{enrollment}") label=learner.read_again icon=Icon::Book/>
    };
    if is_completed {
        view! {
            <div class="buttons">
                <ButtonLink
                    href="/"
                    label=learner.back_home
                    kind=crate::ui::ButtonKind::Primary
                    icon=Icon::Home
                />
                {read}
            </div>
        }
        .into_any()
    } else if may_retry {
        view! {
            <ServerForm action=start>
                <input type="hidden" name="enrollment" value=enrollment.to_string()/>
                <div class="buttons">
                    <SubmitButton label=learner.retake icon=Icon::Edit/>
                    {read}
                </div>
            </ServerForm>
        }
        .into_any()
    } else {
        let why = if is_closed {
            learner.is_closed
        } else {
            learner.no_attempt_left
        };
        view! {
            <Notice tone=Tone::Warning>{why}</Notice>
            <div class="buttons">{read}</div>
        }
        .into_any()
    }
}

#[component]
fn Marked(number: u32, count: u32, question: MarkedQuestion) -> impl IntoView {
    let text = words();
    let learner = &text.learning.learner;
    let (tone, word) = if question.is_right {
        (Tone::Success, learner.right)
    } else {
        (Tone::Danger, learner.wrong)
    };
    let texts = question.choices.iter().map(|c| c.text.clone()).collect();
    let choices = labels(question.kind, texts)
        .into_iter()
        .zip(question.choices)
        .map(|(label, choice)| view! { <MarkedLine label choice/> })
        .collect_view();
    let explanation = (!question.explanation.is_empty())
        .then(|| view! { <p class="explanation">{question.explanation}</p> });
    view! {
        <li class="marked-question">
            <div class="card-head">
                <span class="quiet">{(learner.question_of)(number, count)}</span>
                <StatusBadge tone label=word/>
            </div>
            <p class="question-body">{question.body}</p>
            <ul class="marked-choices" role="list">{choices}</ul>
            {explanation}
        </li>
    }
}

#[component]
fn MarkedLine(label: String, choice: MarkedChoice) -> impl IntoView {
    let learner = &words().learning.learner;
    let chosen = choice
        .is_chosen
        .then(|| view! { <StatusBadge tone=Tone::Plain label=learner.your_answer/> });
    let right = choice
        .is_right
        .then(|| view! { <StatusBadge tone=Tone::Success label=learner.right_answer/> });
    let class = match (choice.is_right, choice.is_chosen) {
        (true, _) => "marked-choice is-right",
        (false, true) => "marked-choice is-wrong",
        (false, false) => "marked-choice",
    };
    view! {
        <li class=class>
            <span>{label}</span>
            {chosen}
            {right}
        </li>
    }
}
