//! The page for an address that leads nowhere.

use domain::error::Refusal;
use leptos::prelude::*;

use super::{Outside, frame::Frame, signed_in::known_viewer};
use crate::{
    error::AppError,
    text::words,
    ui::{ButtonKind, ButtonLink, Page, set_status},
};

/// Answers 404; within the frame of who is signed in.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_status(&AppError::Refused(Refusal::NotFound));
    match SharedValue::new(known_viewer).into_inner() {
        Some(Ok(viewer)) => {
            provide_context(viewer.clone());
            view! {
                <Frame viewer>
                    <Lost/>
                </Frame>
            }
            .into_any()
        }
        _ => view! {
            <Outside>
                <Lost/>
            </Outside>
        }
        .into_any(),
    }
}

#[component]
fn Lost() -> impl IntoView {
    let errors = &words().errors;
    view! {
        <Page title=errors.not_found_title lead=errors.not_found>
            <div class="buttons">
                <ButtonLink href="/" label=errors.back_home kind=ButtonKind::Primary/>
            </div>
        </Page>
    }
}
