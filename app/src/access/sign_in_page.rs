//! Address, then password.

use domain::error::Field;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{api::SignIn, follow};
use crate::{
    shell::Outside,
    text::words,
    ui::{
        Done, FormActions, Page, ServerForm, SubmitButton, TextInput, draft_value, is_about,
        refused,
    },
};

/// Where people come in.
#[component]
pub fn SignInPage() -> impl IntoView {
    let text = &words().access;
    let action = ServerAction::<SignIn>::new();
    follow(action);
    let query = use_query_map();
    let next = move || query.with(|query| query.get("next")).unwrap_or_default();
    let code = draft_value("code");
    let has_code = !code.is_empty();
    let refusal = refused(action);
    let needs_code =
        move || has_code || refusal.with(|error| is_about(error.as_ref(), Field::OrganizationCode));
    view! {
        <Outside>
            <Page title=text.sign_in_title>
                <Done outcomes=vec![("signed_out", text.signed_out)]/>
                <ServerForm action=action>
                    <input type="hidden" name="next" value=next/>
                    <TextInput
                        field=Field::Identifier
                        name="identifier"
                        label=text.identifier
                        value=draft_value("identifier")
                        autocomplete="username"
                        required=true
                        maxlength=320
                    />
                    <details class="more" open=needs_code>
                        <summary>{text.code_summary}</summary>
                        <TextInput
                            field=Field::OrganizationCode
                            name="code"
                            hint=text.code_hint
                            value=code
                            autocomplete="organization"
                            maxlength=32
                        />
                    </details>
                    <TextInput
                        field=Field::Password
                        name="password"
                        label=text.password
                        kind="password"
                        autocomplete="current-password"
                        required=true
                    />
                    <FormActions>
                        <SubmitButton label=text.sign_in class="button-wide"/>
                    </FormActions>
                    <p><a href="/forgotten">{text.forgotten}</a></p>
                </ServerForm>
            </Page>
        </Outside>
    }
}
