//! A lesson in its editor: material and test in one form, and how the material looks on a phone.

use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    learning::{Lesson, LessonContent, Part},
};
use leptos::prelude::*;

use super::{
    api::{EditedLesson, SaveLesson, preview_material, read_lesson},
    lesson_form::LessonForm,
    lessons_page::LessonBadge,
};
use crate::{
    error::AppError,
    learning::id_in_path,
    shell::viewer,
    text::{dates, locale, words},
    ui::{
        Button, ButtonLink, Done, ErrorState, Icon, Loaded, Notice, Page, Section, ServerForm, Tone,
    },
};

/// `/lessons/new`
#[component]
pub fn NewLessonPage() -> impl IntoView {
    if !viewer().may(PermissionKey::LearningAdmin, Act::Edit) {
        return view! { <ErrorState error=AppError::Refused(Refusal::Forbidden)/> }.into_any();
    }
    let author = &words().learning.author;
    let save = ServerAction::<SaveLesson>::new();
    let crumbs = vec![(author.title.to_owned(), "/lessons".to_owned())];
    let content = LessonContent {
        minutes: 10,
        ..LessonContent::default()
    };
    view! {
        <Page title=author.new crumbs>
            <ServerForm action=save wide=true guard=true>
                <LessonForm content on_body=Callback::new(|_| ())/>
            </ServerForm>
        </Page>
    }
    .into_any()
}

/// `/lessons/<id>`
#[component]
pub fn LessonEditorPage() -> impl IntoView {
    let id = id_in_path::<Lesson>("lesson");
    let save = ServerAction::<SaveLesson>::new();
    let lesson = Resource::new(
        move || (id(), save.version().get()),
        |(id, _): (Result<Id<Lesson>, AppError>, _)| async move { read_lesson(id?).await },
    );
    view! {
        <Loaded resource=lesson rows=8 let:lesson>
            <Editor lesson save/>
        </Loaded>
    }
}

#[component]
fn Editor(lesson: EditedLesson, save: ServerAction<SaveLesson>) -> impl IntoView {
    let text = words();
    let author = &text.learning.author;
    let EditedLesson { draft, html } = lesson;
    let crumbs = vec![(author.title.to_owned(), "/lessons".to_owned())];
    let version = draft.version.clone();
    let lead = version.as_ref().map_or_else(
        || author.unpublished.to_owned(),
        |version| {
            let at = dates::date_time(locale(), version.published_at);
            (author.version)(version.number, &at)
        },
    );
    let deliver = move || {
        version.as_ref().map(|version| {
            let href = format!("/deliveries/new?version={}", version.id);
            view! { <ButtonLink href label=author.deliver icon=Icon::Send/> }
        })
    };
    let body = RwSignal::new(draft.content.body.clone());
    let outcomes = vec![
        ("created", author.created),
        ("saved", author.saved),
        ("published", author.published),
    ];
    view! {
        <Page title=draft.content.title.clone() lead crumbs action=deliver>
            <Done outcomes/>
            <p><LessonBadge state=draft.state/></p>
            <OpenProblems content=draft.content.clone()/>
            <div class="editor">
                <ServerForm action=save wide=true guard=true>
                    <input type="hidden" name="id" value=draft.id.to_string()/>
                    <input type="hidden" name="rev" value=draft.rev.to_string()/>
                    <LessonForm content=draft.content on_body=Callback::new(move |text| body.set(text))/>
                </ServerForm>
                <Preview body html/>
            </div>
        </Page>
    }
}

/// What still keeps the lesson from being published.
#[component]
fn OpenProblems(content: LessonContent) -> impl IntoView {
    let text = words();
    let author = &text.learning.author;
    let problems = content.complete().err().unwrap_or_default();
    (!problems.is_empty()).then(|| {
        let lines = problems
            .into_iter()
            .map(|found| {
                let place = match found.part {
                    Part::Material => author.material.to_owned(),
                    Part::Test => author.test.to_owned(),
                    Part::Question(n) => (author.question)(u32::from(n) + 1),
                    Part::Choice(n, choice) => format!(
                        "{} {}",
                        (author.question)(u32::from(n) + 1),
                        (author.choice)(u32::from(choice) + 1)
                    ),
                };
                let sentence = (text.errors.problem)(found.field, found.problem);
                view! { <li>{place} ": " {sentence}</li> }
            })
            .collect_view();
        view! {
            <Notice tone=Tone::Info title=author.open_problems>
                <ul>{lines}</ul>
            </Notice>
        }
    })
}

/// The material in a frame as wide as a phone.
#[component]
fn Preview(
    /// What is typed now.
    body: RwSignal<String>,
    /// What was saved, rendered.
    html: String,
) -> impl IntoView {
    let author = &words().learning.author;
    let shown = RwSignal::new(html);
    let refresh = Action::new(move |markdown: &String| {
        let markdown = markdown.clone();
        async move {
            if let Ok(html) = preview_material(markdown).await {
                shown.set(html);
            }
        }
    });
    let on_press = Callback::new(move |()| {
        refresh.dispatch(body.get_untracked());
    });
    view! {
        <Section title=author.preview>
            <p class="quiet small">{author.preview_hint}</p>
            <div class="needs-script">
                <Button label=author.preview_refresh icon=Icon::Book on_press/>
            </div>
            <div class="phone-preview" tabindex="0" role="region" aria-label=author.preview>
                <div class="prose" inner_html=move || shown.get()></div>
            </div>
        </Section>
    }
}
