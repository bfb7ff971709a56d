//! One import at its present step; it can be left and found again at any of them.

use std::time::Duration;

use domain::{
    id::Id,
    people::{FirstPassword, PasswordSheet},
    people_import::{Import, ImportRow, ImportView, Outcome, Progress, Step},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::read_import,
    columns_form::ColumnsForm,
    confirm_form::{ConfirmForm, Planned},
    dry_run::DryRun,
};
use crate::{
    error::AppError,
    text::words,
    ui::{ButtonKind, ButtonLink, Icon, Loaded, Notice, Page, ProgressBar, Steps, Tone, deeds},
};

/// How often a running import is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(1_500);

/// The page of one import.
#[component]
pub fn ImportPage() -> impl IntoView {
    let text = words();
    let params = use_params_map();
    let query = use_query_map();
    let looked = RwSignal::new(0_u32);
    let deeds = deeds();
    let import = Resource::new_blocking(
        move || {
            let id = params
                .with(|params| params.get("id"))
                .and_then(|id| id.parse::<Id<Import>>().ok());
            let (filter, from) = query.with(|query| {
                let filter = query.get("outcome").and_then(|text| Outcome::parse(&text));
                let from = query
                    .get("from")
                    .and_then(|text| text.parse().ok())
                    .unwrap_or(0);
                (filter, from)
            });
            (id, filter, from, (looked.get(), deeds.count()))
        },
        |(id, filter, from, _)| async move {
            let id = id.ok_or(AppError::Refused(domain::error::Refusal::NotFound))?;
            read_import(id, filter, from).await
        },
    );
    let crumbs = vec![
        (text.people.title.to_owned(), "/people".to_owned()),
        (text.people_import.title.to_owned(), "/imports".to_owned()),
    ];
    view! {
        <Page title=text.people_import.title crumbs>
            <Loaded resource=import let:import>
                <AtStep import looked/>
            </Loaded>
        </Page>
    }
}

#[component]
fn AtStep(import: ImportView, looked: RwSignal<u32>) -> impl IntoView {
    let text = &words().people_import;
    let names = vec![
        text.mapping_title,
        text.plan_title,
        text.running_title,
        text.done_title,
    ];
    let ImportView { row, step } = import;
    let (current, heading) = match &step {
        Step::Map(_) => (0, text.mapping_title),
        Step::Confirm(_) => (1, text.plan_title),
        Step::Run(_) => (2, text.running_title),
        Step::Done { .. } => (4, text.done_title),
    };
    let file_name = row.file_name.clone();
    let shown = match step {
        Step::Map(mapping) => {
            view! { <ColumnsForm id=row.id lines=row.lines step=*mapping/> }.into_any()
        }
        Step::Confirm(plan) => {
            let form = Planned::from(&*plan);
            view! {
                <p>{text.plan_lead}</p>
                <DryRun row=row.clone() plan=*plan/>
                <ConfirmForm row plan=form/>
            }
            .into_any()
        }
        Step::Run(progress) => view! { <Running row progress looked/> }.into_any(),
        Step::Done {
            sheet,
            first_password,
        } => view! { <Finished row sheet first_password/> }.into_any(),
    };
    view! {
        <Steps steps=names current/>
        <h2>{heading}</h2>
        <p class="quiet">{file_name}</p>
        {shown}
    }
}

/// Looks again by itself; without JavaScript by the link.
#[component]
fn Running(row: ImportRow, progress: Progress, looked: RwSignal<u32>) -> impl IntoView {
    let text = &words().people_import;
    // Once for each time it is shown; after the page was left nobody listens.
    Effect::new(move |_| {
        let _ = set_timeout(
            move || {
                let _ = looked.try_update(|looked| *looked = looked.wrapping_add(1));
            },
            LOOK_AGAIN,
        );
    });
    view! {
        <ProgressBar
            label=text.running_title
            done=Signal::stored(progress.done)
            total=Signal::stored(progress.total)
            seconds_left=Signal::stored(progress.seconds_left)
        />
        <p>{text.running_about}</p>
        <div class="buttons">
            <ButtonLink href=format!("/imports/{}", row.id) label=text.reload icon=Icon::Clock external=true/>
        </div>
    }
}

#[component]
fn Finished(
    row: ImportRow,
    sheet: Option<Id<PasswordSheet>>,
    first_password: Option<FirstPassword>,
) -> impl IntoView {
    let text = &words().people_import;
    let counts = row.counts;
    let has_mails =
        first_password == Some(FirstPassword::Mail) && counts.create > counts.create_without_email;
    let slips = sheet.map(|sheet| {
        view! {
            <Notice tone=Tone::Warning><p>{text.sheet_about}</p></Notice>
            <div class="buttons">
                <ButtonLink
                    href=format!("/people/passwords/{sheet}")
                    label=text.sheet
                    kind=ButtonKind::Primary
                    icon=Icon::Key
                />
            </div>
        }
    });
    view! {
        <Notice tone=Tone::Success live=true>
            <p>{(text.done)(counts.create, counts.change, counts.error)}</p>
            {has_mails.then(|| view! { <p>{text.mails_leave}</p> })}
        </Notice>
        {slips}
        <div class="buttons">
            <ButtonLink href="/people" label=text.to_people icon=Icon::People/>
        </div>
    }
}
