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

use crate::{text::words, ui::Visits};

/// The whole application: the same on the server and in the browser.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Visits::new());
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
/// Waits for the part the page is of, so that both build the same.
#[cfg(feature = "hydrate")]
pub async fn hydrate() {
    let locale = document()
        .document_element()
        .and_then(|html| html.get_attribute("lang"))
        .and_then(|tag| tag.parse::<text::Locale>().ok())
        .unwrap_or_default();
    let Some(body) = document().body() else {
        return;
    };
    let app = leptos::mount::hydrate_from_async(body, move || {
        provide_context(locale);
        view! { <App/> }
    });
    app.await.forget();
    // From here on a click is the application's: what the browser tests wait for.
    if let Some(html) = document().document_element() {
        let _ = html.set_attribute("data-hydrated", "");
    }
}
