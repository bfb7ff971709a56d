//! All lessons, newest first.

use domain::{
    id::Id,
    learning::{
        Lesson,
        view::{LessonRow, LessonState},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::list_lessons;
use crate::{
    text::words,
    ui::{
        ButtonKind, ButtonLink, Column, EmptyState, Icon, Loaded, Moment, Page, Pager, StatusBadge,
        Table, Tone,
    },
};

/// Rows of a page.
const PAGE: usize = 50;

/// `/lessons`
#[component]
pub fn LessonsPage() -> impl IntoView {
    let text = words();
    let author = &text.learning.author;
    let query = use_query_map();
    let after = Memo::new(move |_| {
        let text = query.with(|query| query.get("after"))?;
        text.parse::<Id<Lesson>>().ok()
    });
    let lessons = Resource::new(move || after.get(), list_lessons);
    let new = move || {
        view! {
            <ButtonLink href="/lessons/new" label=author.new kind=ButtonKind::Primary icon=Icon::Plus/>
        }
    };
    view! {
        <Page title=author.title lead=author.lead action=new>
            <Loaded resource=lessons let:rows>
                {
                    let next = (rows.len() >= PAGE)
                        .then(|| rows.last().map(|last| format!("/lessons?after={}", last.id)))
                        .flatten();
                    let first = after.get().map(|_| "/lessons".to_owned());
                    if rows.is_empty() {
                        view! { <EmptyState sentence=author.empty/> }.into_any()
                    } else {
                        view! {
                            <LessonTable rows/>
                            <Pager first next/>
                        }
                            .into_any()
                    }
                }
            </Loaded>
        </Page>
    }
}

#[component]
fn LessonTable(rows: Vec<LessonRow>) -> impl IntoView {
    let text = words();
    let author = &text.learning.author;
    let state_word = text.learning.deliveries.state;
    let columns = vec![
        Column::new(text.learning.deliveries.lesson),
        Column::new(state_word),
        Column::new(author.test),
        Column::new(author.updated),
        Column::hidden(author.deliver),
    ];
    let lines = rows
        .into_iter()
        .map(|row| {
            let questions = (text.learning.questions)(row.questions.into());
            let deliver = row.version.map(|version| {
                let href = format!("/deliveries/new?version={version}");
                view! { <ButtonLink href label=author.deliver icon=Icon::Send class="button-small"/> }
            });
            view! {
                <tr>
                    <th scope="row">
                        <a href=format!("/lessons/{}", row.id)>{row.title}</a>
                        {row.category.map(|category| view! { <p class="quiet small">{category}</p> })}
                    </th>
                    <td data-label=state_word>
                        <LessonBadge state=row.state/>
                    </td>
                    <td data-label=author.test>{questions}</td>
                    <td data-label=author.updated>
                        <Moment at=row.updated_at/>
                    </td>
                    <td>{deliver}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=author.title quiet=true columns>
            {lines}
        </Table>
    }
}

/// Whether a lesson can be delivered as it is written.
#[component]
pub(super) fn LessonBadge(state: LessonState) -> impl IntoView {
    let tone = match state {
        LessonState::Draft => Tone::Plain,
        LessonState::Published => Tone::Success,
        LessonState::Changed => Tone::Warning,
    };
    view! { <StatusBadge tone label=(words().learning.author.state)(state)/> }
}
