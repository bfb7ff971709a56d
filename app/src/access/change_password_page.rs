//! One's own password.

use domain::error::Field;
use leptos::prelude::*;

use super::{api::ChangePassword, follow, password_fields::PasswordFields};
use crate::{
    shell::viewer,
    text::words,
    ui::{FormActions, Notice, Page, ServerForm, SubmitButton, TextInput, Tone},
};

/// Replaces the password; whoever got an initial one comes here first (W7.4).
#[component]
pub fn ChangePasswordPage() -> impl IntoView {
    let text = &words().access;
    let action = ServerAction::<ChangePassword>::new();
    follow(action);
    let must = viewer().must_change_password;
    view! {
        <Page title=text.change_title lead=text.change_lead>
            {must.then(|| view! { <Notice tone=Tone::Warning><p>{text.must_change}</p></Notice> })}
            <ServerForm action=action>
                <TextInput
                    field=Field::CurrentPassword
                    name="current_password"
                    label=text.current_password
                    kind="password"
                    autocomplete="current-password"
                    required=true
                />
                <PasswordFields/>
                <FormActions>
                    <SubmitButton label=text.change_password/>
                </FormActions>
            </ServerForm>
        </Page>
    }
}
