//! The pages that show what happened, a part of the client.

use leptos::{LazyViewError, prelude::*};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    log_page::LogPage,
    mailbox_page::{MailPage, MailboxPage},
    undelivered_page::UndeliveredPage,
};
use crate::part::Part;

/// What can be opened.
#[derive(Clone, Copy, Debug)]
pub enum Pages {
    Log,
    Undelivered,
    Mailbox,
    Mail,
}

impl Part for Pages {
    const NAME: &'static str = "audit";

    async fn fetch() -> Result<(), SplitLoaderError> {
        fetch().await
    }

    async fn show(self) -> Result<AnyView, LazyViewError> {
        audit(self).await
    }
}

// A result is what `fallible` asks for.
#[allow(clippy::unnecessary_wraps)]
#[wasm_split(audit, fallible, preload(fetch))]
fn audit(page: Pages) -> Result<AnyView, LazyViewError> {
    Ok(match page {
        Pages::Log => view! { <LogPage/> }.into_any(),
        Pages::Undelivered => view! { <UndeliveredPage/> }.into_any(),
        Pages::Mailbox => view! { <MailboxPage/> }.into_any(),
        Pages::Mail => view! { <MailPage/> }.into_any(),
    })
}
