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
        // What is missing is told in place of the page.
        drop(P::fetch().await);
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

/// Name of the `<meta>` that tells the client which part the page is of.
const META: &str = "part";

/// Names the part in the head, and its files, so that the browser fetches them together with the first one.
#[cfg(feature = "ssr")]
fn announce(name: &'static str) {
    use leptos_meta::{Link, Meta};

    // Rendering is what puts them into the head.
    drop(view! { <Meta name=META content=name/> }.to_html());
    let Some(PartFiles(files)) = use_context() else {
        return;
    };
    for file in files.get(name).into_iter().flatten() {
        let link = view! {
            <Link rel="preload" href=file.clone() as_="fetch" type_="application/wasm" crossorigin="anonymous"/>
        };
        drop(link.to_html());
    }
}

/// The part of the page that the server sent.
#[cfg(feature = "hydrate")]
pub(crate) fn of_document() -> Option<String> {
    document()
        .query_selector(&format!("meta[name={META}]"))
        .ok()
        .flatten()?
        .get_attribute("content")
}

/// Says on top of the server's page, which stays as it is, that it works as without JavaScript.
#[cfg(feature = "hydrate")]
pub(crate) fn warn(locale: crate::text::Locale) {
    let main = document()
        .query_selector(".content-inner")
        .ok()
        .flatten()
        .or_else(|| document().body().map(Into::into));
    if let (Some(main), Ok(notice)) = (main, document().create_element("p")) {
        let text = crate::text::text(locale);
        notice.set_text_content(Some(text.errors.part_missing));
        // Attributes with these names are always accepted.
        let _ = notice.set_attribute("role", "alert");
        let _ = notice.set_attribute("class", "notice tone-warning");
        let _ = main.insert_before(&notice, main.first_child().as_ref());
    }
}
