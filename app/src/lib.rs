//! What people see, and the typed server functions behind it. Features `ssr` (server) and `hydrate` (browser).

pub mod error;
#[cfg(feature = "ssr")]
pub mod request;
#[cfg(feature = "ssr")]
pub mod shell;
use leptos::prelude::*;
#[component]
pub fn App() -> impl IntoView {
    use leptos_router::{components::*, path};
    view! { <Router><Routes fallback=|| "none"><Route path=path!("/") view=|| "home"/></Routes></Router> }
}
