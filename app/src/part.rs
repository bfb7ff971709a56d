//! Parts: features whose code a browser downloads when one of their pages is opened.
//!
//! A feature is a part when it has a `pages.rs`: an enum of its pages that is a [`Part`], and one function marked `#[wasm_split]`,
//! which is where the bundle is cut. Routes name the pages as `Lazy(people::Pages::List)`.
//! Nothing outside of a feature names its pages otherwise, or they would be in the first file again.
//!
//! The server has every part at hand, renders its pages like any other, and names the part's files in the head of the page.

use leptos::{LazyViewError, prelude::*};
use leptos_router::{ChooseView, hooks::use_location};
use wasm_split_helpers::SplitLoaderError;

use crate::{
    text::words,
    ui::{ButtonKind, ButtonLink, Notice, Page, Tone},
};

/// The pages of a feature that is downloaded on demand.
pub trait Part: Copy + Send + Sync + 'static {
    /// What `#[wasm_split]` calls it.
    const NAME: &'static str;

    /// Downloads it, once; what failed is tried again by the next call.
    fn fetch() -> impl Future<Output = Result<(), SplitLoaderError>>;

    /// The page itself.
    fn show(self) -> impl Future<Output = Result<AnyView, LazyViewError>>;
}

/// A page of a part, as a route's view.
#[derive(Clone, Copy, Debug)]
pub struct Lazy<P>(pub P);

impl<P: Part> ChooseView for Lazy<P> {
    async fn choose(self) -> AnyView {
        #[cfg(feature = "ssr")]
        announce(P::NAME);
        match self.0.show().await {
            Ok(page) => page,
            Err(_) => view! { <Missing/> }.into_any(),
        }
    }

    async fn preload(&self) {
        let fetched = P::fetch().await;
        #[cfg(feature = "hydrate")]
        if fetched.is_err() && is_hydrating() {
            // What the server rendered stays, and works as it does without JavaScript.
            warn();
            std::future::pending::<()>().await;
        }
        // After a navigation the page itself says what is missing.
        drop(fetched);
    }
}

/// In place of a page whose part did not come. The way on loads the document whole: a newer server has other parts.
#[component]
fn Missing() -> impl IntoView {
    let text = words();
    let here = use_location();
    let address = format!(
        "{}{}",
        here.pathname.get_untracked(),
        here.search.get_untracked()
    );
    view! {
        <Page title=text.errors.unreachable_title>
            <Notice tone=Tone::Warning live=true>
                <p>{text.errors.part_missing}</p>
            </Notice>
            <div class="buttons">
                <ButtonLink href=address label=text.common.reload kind=ButtonKind::Primary external=true/>
                <ButtonLink href="/" label=text.errors.back_home/>
            </div>
        </Page>
    }
}

/// The files of the parts, as the bundle names them. Provided by the document.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug)]
pub struct PartFiles(pub std::sync::Arc<std::collections::BTreeMap<String, Vec<String>>>);

/// Names the part's files in the head, so that the browser fetches them together with the first one.
#[cfg(feature = "ssr")]
fn announce(name: &str) {
    use leptos_meta::Link;

    let Some(PartFiles(files)) = use_context() else {
        return;
    };
    for file in files.get(name).into_iter().flatten() {
        // Rendering is what puts a link into the head.
        let link = view! {
            <Link rel="preload" href=file.clone() as_="fetch" type_="application/wasm" crossorigin="anonymous"/>
        };
        drop(link.to_html());
    }
}

#[cfg(feature = "hydrate")]
fn is_hydrating() -> bool {
    Owner::current_shared_context().is_some_and(|context| context.during_hydration())
}

/// Says on top of the page that the client does not help here. The page is the server's: nothing is hydrated, so it is told by hand.
#[cfg(feature = "hydrate")]
fn warn() {
    let main = document()
        .query_selector(".content-inner")
        .ok()
        .flatten()
        .or_else(|| document().body().map(Into::into));
    if let (Some(main), Ok(notice)) = (main, document().create_element("p")) {
        notice.set_text_content(Some(words().errors.part_missing));
        // Attributes with these names are always accepted.
        let _ = notice.set_attribute("role", "alert");
        let _ = notice.set_attribute("class", "notice tone-warning");
        let _ = main.insert_before(&notice, main.first_child().as_ref());
    }
}
