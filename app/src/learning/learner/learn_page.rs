//! Everything to learn: to do, and done.

use domain::{id::Id, learning::Delivery};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    AssignmentCards,
    api::{read_done_lessons, read_learner_home},
};
use crate::{
    text::words,
    ui::{EmptyState, Loaded, Page, Pager, Section},
};

/// How many done lessons the first page and each later one shows.
const PAGE: usize = 20;

/// My lessons. `?after=<delivery>` shows earlier ones that are done.
#[component]
pub fn LearnPage() -> impl IntoView {
    let learner = &words().learning.learner;
    let query = use_query_map();
    let after = Memo::new(move |_| {
        let text = query.with(|query| query.get("after"))?;
        text.parse::<Id<Delivery>>().ok()
    });
    let home = Resource::new(
        move || after.get(),
        |after| async move {
            match after {
                Some(after) => read_done_lessons(after).await.map(|done| (None, done)),
                None => read_learner_home()
                    .await
                    .map(|home| (Some(home.to_do), home.done)),
            }
        },
    );
    view! {
        <Page title=learner.title>
            <Loaded resource=home let:found>
                {
                    let (to_do, done) = found;
                    let next = (done.len() >= PAGE)
                        .then(|| done.last().map(|last| format!("/learn?after={}", last.delivery)))
                        .flatten();
                    let first = to_do.is_none().then(|| "/learn".to_owned());
                    let to_do = to_do
                        .map(|items| {
                            view! {
                                <Section title=learner.to_do>
                                    {if items.is_empty() {
                                        view! { <EmptyState sentence=learner.nothing_to_do/> }.into_any()
                                    } else {
                                        view! { <AssignmentCards items/> }.into_any()
                                    }}
                                </Section>
                            }
                        });
                    view! {
                        {to_do}
                        <Section title=learner.done>
                            {if done.is_empty() {
                                view! { <p class="quiet">{learner.nothing_done}</p> }.into_any()
                            } else {
                                view! { <AssignmentCards items=done/> }.into_any()
                            }}
                            <Pager first next/>
                        </Section>
                    }
                }
            </Loaded>
        </Page>
    }
}
