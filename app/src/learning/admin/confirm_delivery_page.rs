//! The last look before a delivery: whom it reaches, when which mail leaves.

use domain::{error::Refusal, learning::view::DeliveryPreview};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::{
    api::{CreateDelivery, preview_delivery},
    delivery_form::DeliveryForm,
};
use crate::{
    error::AppError,
    text::{dates, locale, words},
    ui::{
        ButtonLink, ErrorState, Fact, Facts, FormActions, FormErrors, Icon, Moment, Notice, Page,
        ServerForm, Skeleton, Steps, SubmitButton, Tone, set_status,
    },
};

/// `/deliveries/confirm`
#[component]
pub fn ConfirmDeliveryPage() -> impl IntoView {
    let text = &words().learning.deliveries;
    let query = use_query_map();
    let location = use_location();
    let plan = Memo::new(move |_| {
        let input = query.with(DeliveryForm::read).input()?;
        Ok::<_, AppError>(leptos::serde_json::to_string(&input).unwrap_or_default())
    });
    let preview = Resource::new(
        move || plan.get(),
        |plan| async move {
            let plan = plan?;
            preview_delivery(plan.clone())
                .await
                .map(|preview| (plan, preview))
        },
    );
    let back = move || format!("/deliveries/new{}", question(&location.search.get()));
    let crumbs = vec![(text.title.to_owned(), "/deliveries".to_owned())];
    view! {
        <Page title=text.confirm_title crumbs>
            <Steps steps=text.steps.to_vec() current=1/>
            <Transition fallback=|| view! { <Skeleton/> }>
                {move || {
                    let back = back();
                    Suspend::new(async move {
                        match preview.await {
                            Ok((plan, preview)) => view! { <Summary plan preview back/> }.into_any(),
                            Err(error) => view! { <Refused error back/> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </Page>
    }
}

fn question(search: &str) -> String {
    match search.trim_start_matches('?') {
        "" => String::new(),
        search => format!("?{search}"),
    }
}

/// What is wrong, and the way back with everything that was typed.
#[component]
fn Refused(error: AppError, back: String) -> impl IntoView {
    if !matches!(error, AppError::Refused(Refusal::Invalid(_))) {
        return view! { <ErrorState error/> }.into_any();
    }
    set_status(&error);
    let text = &words().learning.deliveries;
    let error = Signal::stored(Some(error));
    view! {
        <FormErrors error/>
        <div class="buttons">
            <ButtonLink href=back label=text.change icon=Icon::ArrowLeft/>
        </div>
    }
    .into_any()
}

#[component]
fn Summary(plan: String, preview: DeliveryPreview, back: String) -> impl IntoView {
    let common = &words().common;
    let text = &words().learning.deliveries;
    let create = ServerAction::<CreateDelivery>::new();
    let targets = [
        preview.everyone.then(|| text.everyone.to_owned()),
        (!preview.groups.is_empty()).then(|| preview.groups.join("、")),
        (!preview.people.is_empty()).then(|| preview.people.join("、")),
    ];
    let targets = targets
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" / ");
    let reached = if preview.reached == 0 {
        view! { <Notice tone=Tone::Warning>{text.nobody}</Notice> }.into_any()
    } else {
        let unmailed = (preview.unmailed > 0).then(|| (text.unmailed)(preview.unmailed));
        view! {
            <Notice tone=Tone::Info title=(text.reached)(preview.reached)>{unmailed}</Notice>
        }
        .into_any()
    };
    let starts = match preview.starts_at {
        None => text.now.into_any(),
        Some(at) => view! { <Moment at/> }.into_any(),
    };
    let due = preview
        .due_on
        .map_or_else(|| text.no_due.to_owned(), |day| dates::due(locale(), day));
    let reminders = preview
        .reminders
        .into_iter()
        .map(|(reminder, at)| {
            view! { <li>{text.timing.reminder(reminder)} " — " <Moment at/></li> }
        })
        .collect::<Vec<_>>();
    let reminders = if reminders.is_empty() {
        common.none.into_any()
    } else {
        view! { <ul class="plain-list">{reminders}</ul> }.into_any()
    };
    let message = preview.message.map(
        |message| view! { <Fact name=text.message><span class="pre-line">{message}</span></Fact> },
    );
    view! {
        {reached}
        <Facts>
            <Fact name=text.lesson>{preview.lesson}</Fact>
            <Fact name=text.name>{preview.name}</Fact>
            <Fact name=text.targets>{targets}</Fact>
            <Fact name=text.when>{starts}</Fact>
            <Fact name=text.due>{due}</Fact>
            <Fact name=text.request_mail>
                {if preview.sends_request { common.yes } else { common.no }}
            </Fact>
            <Fact name=text.reminders>{reminders}</Fact>
            {message}
        </Facts>
        <ServerForm action=create>
            <input type="hidden" name="id" value=preview.id.to_string()/>
            <input type="hidden" name="plan" value=plan/>
            <FormActions>
                <SubmitButton label=text.confirm icon=Icon::Send/>
                <ButtonLink href=back label=text.change icon=Icon::ArrowLeft/>
            </FormActions>
        </ServerForm>
    }
}
