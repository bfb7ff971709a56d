//! The deed: how first passwords are handed out, what is left out, and the button.

use domain::{
    error::Field,
    people::FirstPassword,
    people_import::{ImportRow, PlanView},
};
use leptos::prelude::*;

use super::{
    api::{ConfirmImport, MapImportAgain},
    columns_form::Cancel,
};
use crate::{
    text::words,
    ui::{
        ButtonKind, Checkbox, Choice, ChoiceKind, Choices, FormActions, Icon, Notice, ServerForm,
        SubmitButton, Tone, draft_value, ticked,
    },
};

#[component]
pub(super) fn ConfirmForm(row: ImportRow, plan: Planned) -> impl IntoView {
    let import = &words().people_import;
    let counts = row.counts;
    let id = row.id;
    let again = ServerAction::<MapImportAgain>::new();
    let deed = if plan.seats_missing > 0 {
        view! { <Notice tone=Tone::Danger><p>{(import.no_seats)(plan.seats_missing)}</p></Notice> }
            .into_any()
    } else if counts.create + counts.change == 0 {
        view! { <Notice tone=Tone::Info><p>{import.nothing_to_do}</p></Notice> }.into_any()
    } else {
        view! { <Deed row plan/> }.into_any()
    };
    view! {
        {deed}
        <ServerForm action=again>
            <input type="hidden" name="id" value=id.to_string()/>
            <div class="buttons">
                <SubmitButton label=import.map_again kind=ButtonKind::Quiet icon=Icon::ArrowLeft/>
            </div>
        </ServerForm>
        <Cancel id/>
    }
}

#[component]
fn Deed(row: ImportRow, plan: Planned) -> impl IntoView {
    let text = words();
    let import = &text.people_import;
    let counts = row.counts;
    let confirm = ServerAction::<ConfirmImport>::new();
    let kept = match plan.first_password {
        FirstPassword::Mail => "mail",
        FirstPassword::Display => "display",
    };
    let chosen = Some(draft_value("first_password"))
        .filter(|typed| !typed.is_empty())
        .unwrap_or_else(|| kept.to_owned());
    let way = |value: &str, label: &str, hint: &str| Choice {
        hint: Some(hint.to_owned()),
        ..Choice::new(value, label, value == chosen)
    };
    let ways = vec![
        way("mail", text.people.by_mail, text.people.by_mail_hint),
        way(
            "display",
            text.people.by_display,
            text.people.by_display_hint,
        ),
    ];
    let passwords = if counts.create > 0 {
        view! {
            <Choices
                field=Field::Password
                name="first_password"
                kind=ChoiceKind::Radio
                choices=ways
                label=import.first_password
                required=true
                framed=true
            />
            {(counts.create_without_email > 0)
                .then(|| view! { <p>{(import.without_email)(counts.create_without_email)}</p> })}
        }
        .into_any()
    } else {
        view! { <input type="hidden" name="first_password" value="mail"/> }.into_any()
    };
    view! {
        <ServerForm action=confirm>
            <input type="hidden" name="id" value=row.id.to_string()/>
            <input type="hidden" name="plan" value=plan.number.to_string()/>
            {passwords}
            {(counts.error > 0)
                .then(|| {
                    view! {
                        <Checkbox
                            name="leaves_out_errors"
                            label=(import.leave_out)(counts.error)
                            hint=import.leave_out_needed
                            checked=ticked("leaves_out_errors", false)
                            required=true
                        />
                    }
                })}
            <p><strong>{(import.summary)(counts.create, counts.change)}</strong></p>
            <p class="quiet">{import.confirm_about}</p>
            <FormActions>
                <SubmitButton label=import.confirm kind=ButtonKind::Primary icon=Icon::Import/>
            </FormActions>
        </ServerForm>
    }
}

/// What of a plan the form needs.
#[derive(Clone, Copy)]
pub(super) struct Planned {
    number: u64,
    seats_missing: u32,
    first_password: FirstPassword,
}

impl From<&PlanView> for Planned {
    fn from(plan: &PlanView) -> Self {
        Self {
            number: plan.number,
            seats_missing: plan.seats_missing,
            first_password: plan.first_password,
        }
    }
}
