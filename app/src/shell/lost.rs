//! The page for an address that leads nowhere.

use domain::error::Refusal;
use leptos::prelude::*;

use super::Outside;
use crate::{
    error::AppError,
    text::words,
    ui::{ButtonKind, ButtonLink, Page, set_status},
};

/// Answers 404.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let errors = &words().errors;
    set_status(&AppError::Refused(Refusal::NotFound));
    view! {
        <Outside>
            <Page title=errors.not_found_title lead=errors.not_found>
                <ButtonLink href="/" label=errors.back_home kind=ButtonKind::Primary/>
            </Page>
        </Outside>
    }
}
