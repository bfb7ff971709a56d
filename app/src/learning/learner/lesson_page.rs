//! A lesson to read, with the way to its test at the end.

use domain::{
    id::Id,
    learning::{
        Enrollment,
        view::{Assignment, LessonPage as Lesson},
    },
};
use leptos::prelude::*;

use super::{
    api::{StartAttempt, read_assigned_lesson},
    place::KeptPlace,
};
use crate::{
    error::AppError,
    learning::id_in_path,
    text::{dates, locale, words},
    ui::{
        ButtonLink, Fact, Facts, FormActions, Icon, Loaded, Notice, Page, ServerForm, SubmitButton,
        Tone,
    },
};

/// `/learn/<enrollment>`: works without JavaScript; with it the place is kept.
#[component]
pub fn LessonPage() -> impl IntoView {
    let enrollment = id_in_path::<Enrollment>("enrollment");
    let lesson = Resource::new(
        enrollment,
        |id: Result<Id<Enrollment>, AppError>| async move { read_assigned_lesson(id?).await },
    );
    view! {
        <Loaded resource=lesson rows=8 let:lesson>
            <LessonView lesson/>
        </Loaded>
    }
}

#[component]
fn LessonView(lesson: Lesson) -> impl IntoView {
    let text = words();
    let learner = &text.learning.learner;
    let Lesson {
        assignment,
        html,
        place,
        ..
    } = lesson.clone();
    let crumbs = vec![(learner.title.to_owned(), "/learn".to_owned())];
    let due = assignment.due_on.map_or_else(
        || learner.no_due.to_owned(),
        |day| dates::due(locale(), day),
    );
    let attempts = attempts(&assignment);
    let (enrollment, is_done) = (assignment.enrollment, assignment.standing.read_at.is_some());
    let passed = assignment.standing.passed_at.map(|at| {
        let sentence = (learner.passed_on)(&dates::date_time(locale(), at));
        view! { <Notice tone=Tone::Success>{sentence}</Notice> }
    });
    let overdue = assignment
        .is_overdue
        .then(|| view! { <Notice tone=Tone::Warning>{learner.overdue}</Notice> });
    let closed = lesson
        .is_closed
        .then(|| view! { <Notice tone=Tone::Info>{learner.is_closed}</Notice> });
    view! {
        <Page title=assignment.title.clone() crumbs>
            {passed}
            {overdue}
            {closed}
            <Facts>
                <Fact name=learner.due_on>{due}</Fact>
                <Fact name=learner.time>{(text.common.minutes)(assignment.minutes.into())}</Fact>
                <Fact name=learner.questions>
                    {(text.learning.questions)(assignment.questions.into())} " · "
                    {(learner.pass_score)(lesson.pass_score.into())}
                </Fact>
                <Fact name=learner.attempts_name>{attempts}</Fact>
            </Facts>
            <KeptPlace enrollment place is_done>
                <div class="prose" inner_html=html></div>
            </KeptPlace>
            <ToTest lesson/>
        </Page>
    }
}

/// Attempts that are left, in words.
fn attempts(assignment: &Assignment) -> String {
    let learner = &words().learning.learner;
    match assignment.attempts_left {
        None => learner.attempts_unlimited.to_owned(),
        Some(left) => (learner.attempts_left)(left.into()),
    }
}

/// The way on: to the test, back into it, or to the last result.
#[component]
fn ToTest(lesson: Lesson) -> impl IntoView {
    let learner = &words().learning.learner;
    let start = ServerAction::<StartAttempt>::new();
    let assignment = lesson.assignment;
    let is_open = assignment.open_attempt.is_some();
    let may_begin = is_open || (!lesson.is_closed && assignment.may_begin());
    let label = if is_open {
        learner.go_on_test
    } else if assignment.standing.attempts > 0 {
        learner.retake
    } else {
        learner.go_to_test
    };
    let used_up = (!may_begin && !lesson.is_closed && assignment.standing.passed_at.is_none())
        .then(|| view! { <Notice tone=Tone::Warning>{learner.no_attempt_left}</Notice> });
    let result = lesson.last_attempt.map(|attempt| {
        view! {
            <ButtonLink href=format!("/learn/result/{attempt}") label=learner.see_result icon=Icon::Chart/>
        }
    });
    let form = may_begin.then(|| {
        view! {
            <ServerForm action=start>
                <input type="hidden" name="enrollment" value=assignment.enrollment.to_string()/>
                <FormActions>
                    <SubmitButton label icon=Icon::Edit/>
                </FormActions>
            </ServerForm>
        }
    });
    view! {
        {used_up}
        {form}
        {result.map(|result| view! { <div class="buttons">{result}</div> })}
    }
}
