//! The fields of a lesson. Those of the material and the test's settings work without JavaScript;
//! the questions need it, and say so.

use domain::{error::Field, learning::LessonContent};
use leptos::prelude::*;

use super::question_editor::QuestionEditor;
use crate::{
    text::words,
    ui::{
        ButtonKind, Checkbox, FormActions, Icon, Notice, SubmitButton, TextArea, TextInput, Tone,
        draft_value, ticked, typed,
    },
};

/// Within a `ServerForm` of `SaveLesson`.
#[component]
pub(super) fn LessonForm(
    content: LessonContent,
    /// Told each change of the material.
    on_body: Callback<String>,
) -> impl IntoView {
    let text = words();
    let author = &text.learning.author;
    let LessonContent {
        title,
        category,
        body,
        minutes,
        test,
    } = content;
    // What was typed into a form that was refused, where no script kept it.
    let title = typed("title", &title);
    let category = typed("category", &category.unwrap_or_default());
    let minutes = typed("minutes", &minutes.to_string());
    let body = typed("body", &body);
    let pass_score = typed("pass_score", &test.pass_score.to_string());
    let attempts = test.attempts.map(|n| n.to_string()).unwrap_or_default();
    let attempts = typed("attempts", &attempts);
    let shuffle = ticked("shuffle", test.shuffle);
    let questions = leptos::serde_json::from_str(&draft_value("questions"));
    let questions = questions.unwrap_or(test.questions);
    view! {
        <fieldset class="form-part">
            <legend>{author.material}</legend>
            <TextInput
                field=Field::Title
                name="title"
                value=title
                required=true
                maxlength=LessonContent::TITLE_MAX
            />
            <TextInput
                field=Field::Category
                name="category"
                value=category
                hint=author.category_hint
                maxlength=LessonContent::CATEGORY_MAX
                class="input-middle"
            />
            <TextInput
                field=Field::Minutes
                name="minutes"
                kind="number"
                value=minutes
                hint=author.minutes_hint
                min="1"
                max=LessonContent::MINUTES_MAX.to_string()
                required=true
                class="input-short"
            />
            <TextArea
                field=Field::Body
                name="body"
                value=body
                hint=author.body_hint
                maxlength=LessonContent::BODY_MAX
                class="input-tall"
                on_input=on_body
            />
        </fieldset>
        <fieldset class="form-part">
            <legend>{author.test}</legend>
            <TextInput
                field=Field::PassScore
                name="pass_score"
                kind="number"
                value=pass_score
                hint=author.pass_score_hint
                min="1"
                max="100"
                required=true
                class="input-short"
            />
            <TextInput
                field=Field::Attempts
                name="attempts"
                kind="number"
                value=attempts
                hint=author.attempts_hint
                min="1"
                max="99"
                class="input-short"
            />
            <Checkbox name="shuffle" label=author.shuffle checked=shuffle/>
            <noscript>
                <Notice tone=Tone::Info>{author.needs_script}</Notice>
            </noscript>
            <QuestionEditor questions/>
        </fieldset>
        <FormActions>
            <SubmitButton
                label=author.save_and_publish
                name="then"
                value="publish"
                icon=Icon::Check
            />
            <SubmitButton label=author.save_draft kind=ButtonKind::Plain/>
        </FormActions>
    }
}
