//! What a person sets for themselves: password, language and appearance.

use domain::access::Theme;
use leptos::{prelude::*, server_fn::ServerFn};

use super::{api::ChooseTheme, outside::LanguageForm, viewer};
use crate::{
    text::words,
    ui::{ButtonLink, Done, Fact, Facts, Icon, Page, Section},
};

/// My settings. The forms are plain: the whole page comes anew.
#[component]
pub fn AccountPage() -> impl IntoView {
    let (common, access) = (&words().common, &words().access);
    let viewer = viewer();
    let now = use_context::<Theme>().unwrap_or_default();
    let themes = [Theme::Auto, Theme::Light, Theme::Dark]
        .into_iter()
        .map(|theme| {
            let is_set = theme == now;
            view! {
                <button
                    type="submit"
                    class="button button-toggle"
                    name="theme"
                    value=theme.as_str()
                    aria-pressed=is_set.to_string()
                >
                    {is_set.then(|| Icon::Check.view())}
                    {(common.theme_name)(theme)}
                </button>
            }
        })
        .collect_view();
    view! {
        <Page title=common.account>
            <Done outcomes=vec![("password_changed", access.changed)]/>
            <Facts>
                <Fact name=common.name>{viewer.name}</Fact>
                <Fact name=common.organization>{viewer.organization_name}</Fact>
            </Facts>
            <Section title=access.password>
                <div class="buttons">
                    <ButtonLink href="/change-password" label=access.change_password icon=Icon::Key/>
                </div>
            </Section>
            <Section title=common.language>
                <LanguageForm class="button"/>
            </Section>
            <Section title=common.theme>
                <form method="post" action=ChooseTheme::url()>
                    <div class="buttons">{themes}</div>
                </form>
            </Section>
        </Page>
    }
}
