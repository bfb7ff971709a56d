//! Asking for a link by mail.

use domain::error::Field;
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;

use super::{api::RequestLink, follow};
use crate::{
    shell::Outside,
    text::words,
    ui::{
        ButtonKind, ButtonLink, FormActions, Page, ServerForm, SubmitButton, TextInput, draft_value,
    },
};

/// For who has lost a password, or has a link that is too old.
#[component]
pub fn ForgottenPage() -> impl IntoView {
    let text = &words().access;
    let query = use_query_map();
    move || {
        if query.with(|query| query.get("done")).as_deref() == Some("sent") {
            Either::Left(view! {
                <Outside>
                    <Page title=text.link_sent_title lead=text.link_sent>
                        <ButtonLink href="/sign-in" label=text.back_to_sign_in kind=ButtonKind::Plain/>
                    </Page>
                </Outside>
            })
        } else {
            Either::Right(view! {
                <Outside>
                    <Page title=text.forgotten_title lead=text.forgotten_lead>
                        <LinkForm/>
                        <p class="muted">{text.forgotten_without_address}</p>
                        <p><a href="/sign-in">{text.back_to_sign_in}</a></p>
                    </Page>
                </Outside>
            })
        }
    }
}

/// The address a link is sent to.
#[component]
pub(super) fn LinkForm() -> impl IntoView {
    let text = &words().access;
    let action = ServerAction::<RequestLink>::new();
    follow(action);
    view! {
        <ServerForm action=action>
            <TextInput
                field=Field::Email
                name="email"
                kind="email"
                value=draft_value("email")
                autocomplete="username"
                required=true
                maxlength=254
            />
            <details class="more">
                <summary>{text.code_summary}</summary>
                <TextInput
                    field=Field::OrganizationCode
                    name="code"
                    hint=text.code_hint
                    value=draft_value("code")
                    maxlength=32
                />
            </details>
            <FormActions>
                <SubmitButton label=text.send_link class="button-wide"/>
            </FormActions>
        </ServerForm>
    }
}
