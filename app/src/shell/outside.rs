//! The frame of who is not signed in: one card in the middle, the mark above it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::api::ChooseLanguage;
use crate::{
    text::{Locale, locale, words},
    ui::{Icon, Mark},
};

/// Around sign-in, setting a password, and errors of who is not signed in. Its child is a `Page`.
#[component]
pub fn Outside(children: Children) -> impl IntoView {
    let common = &words().common;
    view! {
        <a class="skip" href="#main">{common.skip_to_content}</a>
        <div class="outside">
            <main id="main" tabindex="-1">
                <a class="brand" href="/">
                    <Mark/>
                    <span class="word">{common.product}</span>
                </a>
                <div class="card">{children()}</div>
            </main>
            <footer>
                <LanguageForm class="button button-quiet button-small"/>
            </footer>
        </div>
    }
}

/// A button for each other language. A plain form: the whole page comes anew in that language.
#[component]
pub(super) fn LanguageForm(class: &'static str) -> impl IntoView {
    let now = locale();
    let languages = Locale::ALL
        .into_iter()
        .filter(|language| *language != now)
        .map(|language| {
            view! {
                <button
                    type="submit"
                    class=class
                    name="locale"
                    value=language.tag()
                    lang=language.tag()
                >
                    {Icon::Globe}
                    {language.own_name()}
                </button>
            }
        })
        .collect_view();
    view! { <form method="post" action=ChooseLanguage::url()>{languages}</form> }
}
