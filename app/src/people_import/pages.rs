//! The pages of imports, a part of the client.

use leptos::{LazyViewError, prelude::*};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{import_page::ImportPage, imports_page::ImportsPage};
use crate::part::Part;

/// What can be opened.
#[derive(Clone, Copy, Debug)]
pub enum Pages {
    List,
    Import,
}

impl Part for Pages {
    const NAME: &'static str = "people_import";

    async fn fetch() -> Result<(), SplitLoaderError> {
        fetch().await
    }

    async fn show(self) -> Result<AnyView, LazyViewError> {
        people_import(self).await
    }
}

// A result is what `fallible` asks for.
#[allow(clippy::unnecessary_wraps)]
#[wasm_split(people_import, fallible, preload(fetch))]
fn people_import(page: Pages) -> Result<AnyView, LazyViewError> {
    Ok(match page {
        Pages::List => view! { <ImportsPage/> }.into_any(),
        Pages::Import => view! { <ImportPage/> }.into_any(),
    })
}
