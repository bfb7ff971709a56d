//! The shape of a page: where one is, its title, one sentence, one action, then the rest.

use leptos::{children::ViewFnOnce, context::Provider, html::H1, prelude::*};
use leptos_meta::Title;

use crate::text::words;

/// Told by the frame: whether a page was shown before this one in the same document.
/// The first page came from the server, and the browser has put the focus where it belongs.
#[derive(Clone, Copy, Debug)]
pub struct Visits(StoredValue<bool>);

impl Visits {
    /// Nothing was shown yet.
    pub fn new() -> Self {
        Self(StoredValue::new(false))
    }
}

impl Default for Visits {
    fn default() -> Self {
        Self::new()
    }
}

/// In the context of what stands in a page, under its title.
#[derive(Clone, Copy, Debug)]
pub(super) struct InPage;

/// A page. After a navigation in the browser the focus moves to its heading.
#[component]
pub fn Page(
    #[prop(into)] title: String,
    /// One sentence, where the title does not say enough.
    #[prop(optional, into)]
    lead: Option<String>,
    /// Where this page hangs, outermost first: words and address. For depth ≥ 2.
    #[prop(optional)]
    crumbs: Vec<(String, String)>,
    /// The one primary action.
    #[prop(optional, into)]
    action: Option<ViewFnOnce>,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    let visits = use_context::<Visits>();
    Effect::new(move |focused: Option<bool>| {
        let (Some(visits), Some(heading)) = (visits, heading.get()) else {
            return false;
        };
        if visits.0.get_value() && focused != Some(true) {
            let _ = heading.focus();
        }
        visits.0.set_value(true);
        true
    });
    view! {
        <Title text=title.clone()/>
        <div class=format!("page {class}")>
            <Breadcrumbs crumbs/>
            <div class="page-head">
                <div class="page-words">
                    <h1 tabindex="-1" node_ref=heading>{title}</h1>
                    {lead.map(|lead| view! { <p class="page-lead">{lead}</p> })}
                </div>
                {action.map(|action| view! { <div class="buttons">{action.run()}</div> })}
            </div>
            <Provider value=InPage>{children()}</Provider>
        </div>
    }
}

/// The way to this page.
#[component]
pub fn Breadcrumbs(crumbs: Vec<(String, String)>) -> impl IntoView {
    (!crumbs.is_empty()).then(|| {
        view! {
            <nav class="crumbs" aria-label=words().common.breadcrumbs>
                <ol>
                    {crumbs
                        .into_iter()
                        .map(|(word, href)| view! { <li><a href=href>{word}</a></li> })
                        .collect_view()}
                </ol>
            </nav>
        }
    })
}

/// A part of a page with its own heading.
#[component]
pub fn Section(
    #[prop(into)] title: String,
    #[prop(optional, into)] action: Option<ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="section">
            <div class="section-head">
                <h2>{title}</h2>
                {action.map(|action| view! { <div class="buttons">{action.run()}</div> })}
            </div>
            {children()}
        </section>
    }
}

/// A name and its value, within `<dl class="facts">` or [`Facts`].
#[component]
pub fn Fact(#[prop(into)] name: String, children: Children) -> impl IntoView {
    view! {
        <dt>{name}</dt>
        <dd>{children()}</dd>
    }
}

/// Names and values in pairs.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// A moment in Japan's time, with its machine form.
#[component]
pub fn Moment(
    /// Unix milliseconds.
    at: u64,
    /// Whether the second matters.
    #[prop(optional)]
    seconds: bool,
) -> impl IntoView {
    use domain::text::dates;

    let locale = crate::text::locale();
    let text = if seconds {
        dates::date_time_seconds(locale, at)
    } else {
        dates::date_time(locale, at)
    };
    view! { <time class="nowrap" datetime=domain::text::dates::machine(at)>{text}</time> }
}
