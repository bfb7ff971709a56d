//! Where the link of a mail leads.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api::{LinkView, SetPassword, look_at_link},
    follow,
    forgotten_page::LinkForm,
    password_fields::PasswordFields,
};
use crate::{
    shell::Outside,
    text::words,
    ui::{ErrorState, FormActions, Page, Section, ServerForm, SubmitButton},
};

/// Sets a first password, or a new one. The link is used up by the form, not by looking.
#[component]
pub fn SetPasswordPage() -> impl IntoView {
    let text = &words().access;
    let params = use_params_map();
    let token = Signal::derive(move || {
        params
            .with(|params| params.get("token"))
            .unwrap_or_default()
    });
    let link = Resource::new(move || token.get(), look_at_link);
    view! {
        <Outside>
            <Suspense>
                {move || Suspend::new(async move {
                    match link.await {
                        Ok(LinkView::First) => view! {
                            <Page title=text.first_title lead=text.first_lead>
                                <PasswordForm token=token.get_untracked()/>
                            </Page>
                        }.into_any(),
                        Ok(LinkView::Reset) => view! {
                            <Page title=text.reset_title lead=text.reset_lead>
                                <PasswordForm token=token.get_untracked()/>
                            </Page>
                        }.into_any(),
                        Ok(LinkView::Over) => view! {
                            <Page title=text.link_over_title lead=text.link_over>
                                <Section title=text.ask_anew><LinkForm/></Section>
                            </Page>
                        }.into_any(),
                        Err(error) => view! {
                            <Page title=text.first_title><ErrorState error/></Page>
                        }.into_any(),
                    }
                })}
            </Suspense>
        </Outside>
    }
}

#[component]
fn PasswordForm(token: String) -> impl IntoView {
    let text = &words().access;
    let action = ServerAction::<SetPassword>::new();
    follow(action);
    view! {
        <ServerForm action=action>
            <input type="hidden" name="token" value=token/>
            <PasswordFields/>
            <FormActions>
                <SubmitButton label=text.set_password class="button-wide"/>
            </FormActions>
        </ServerForm>
    }
}
