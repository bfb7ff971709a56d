//! What people see, and the typed server functions behind it. Features `ssr` (server) and `hydrate` (browser).

pub mod access;
pub mod audit;
pub mod error;
pub mod learning;
pub mod part;
pub mod people;
pub mod people_import;
#[cfg(feature = "ssr")]
pub mod request;
mod routes;
pub mod shell;
pub mod text;
pub mod ui;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::Router;

use crate::{
    text::words,
    ui::{Deeds, Visits},
};

/// The whole application: the same on the server and in the browser.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Visits::new());
    provide_context(Deeds::default());
    let product = words().common.product;
    view! {
        <Title formatter=move |title: String| {
            if title.is_empty() { product.to_owned() } else { format!("{title} | {product}") }
        }/>
        <Router>
            <routes::Pages/>
        </Router>
    }
}

/// Takes over the page that the server rendered. Called once by the client's entry.
///
/// The part the page is of is there before anything is taken over: then both build the same, at once.
#[cfg(feature = "hydrate")]
pub async fn hydrate() {
    let html = document().document_element();
    let locale = html
        .as_ref()
        .and_then(|html| html.get_attribute("lang"))
        .and_then(|tag| tag.parse::<text::Locale>().ok())
        .unwrap_or_default();
    let theme = document()
        .document_element()
        .and_then(|html| html.get_attribute("data-theme"))
        .and_then(|name| domain::access::Theme::parse(&name))
        .unwrap_or_default();
    if let Some(part) = part::of_document()
        && routes::fetch(&part).await.is_err()
    {
        return part::warn(locale);
    }
    leptos::mount::hydrate_body(move || {
        provide_context(locale);
        provide_context(theme);
        view! { <App/> }
    });
    // From here on a click is the application's: what the browser tests wait for.
    if let Some(html) = html {
        let _ = html.set_attribute("data-hydrated", "");
    }
}
