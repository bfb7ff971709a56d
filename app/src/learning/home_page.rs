//! Home: what to do now. For learners what to take; for who runs lessons also how the deliveries get on.

use domain::access::{Act, PermissionKey};
use leptos::prelude::*;

use super::{
    admin::{DeliveryTable, api::list_open_deliveries},
    learner::{AssignmentCards, api::read_learner_home},
};
use crate::{
    shell::viewer,
    text::words,
    ui::{ButtonLink, EmptyState, Icon, Loaded, Page, Section},
};

/// `/`
#[component]
pub fn HomePage() -> impl IntoView {
    let text = words();
    let learner = &text.learning.learner;
    let viewer = viewer();
    let runs_lessons = viewer.may(PermissionKey::LearningAdmin, Act::View);
    let home = Resource::new(|| (), |()| read_learner_home());
    view! {
        <Page title=(learner.home_title)(&viewer.name)>
            <Section title=learner.to_do>
                <Loaded resource=home let:found>
                    {
                        let sentence = if found.done.is_empty() {
                            learner.nothing_to_do
                        } else {
                            learner.all_done
                        };
                        if found.to_do.is_empty() {
                            view! { <EmptyState sentence/> }.into_any()
                        } else {
                            view! { <AssignmentCards items=found.to_do/> }.into_any()
                        }
                    }
                </Loaded>
            </Section>
            {runs_lessons.then(|| view! { <OpenDeliveries/> })}
        </Page>
    }
}

#[component]
fn OpenDeliveries() -> impl IntoView {
    let words = &words().learning.deliveries;
    let deliveries = Resource::new(|| (), |()| list_open_deliveries());
    let new = move || {
        view! { <ButtonLink href="/deliveries/new" label=words.new icon=Icon::Send/> }
    };
    view! {
        <Section title=words.open_deliveries action=new>
            <Loaded resource=deliveries let:rows>
                {if rows.is_empty() {
                    view! { <p class="quiet">{words.empty}</p> }.into_any()
                } else {
                    view! { <DeliveryTable rows/> }.into_any()
                }}
            </Loaded>
        </Section>
    }
}
