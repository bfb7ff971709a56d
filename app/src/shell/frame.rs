//! The frame of who is signed in: top bar, rail on wide windows, five places at the foot of narrow ones.

use domain::access::{Role, Viewer};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{
    help::HelpMenu,
    navigation::{Entry, destinations, menu},
    outside::LanguageForm,
};
use crate::{
    text::words,
    ui::{Icon, Mark, Menu, Toaster, Toasts, Unsaved},
};

/// Everything around a signed-in person's page.
#[component]
pub fn Frame(viewer: Viewer, children: Children) -> impl IntoView {
    let common = &words().common;
    let toasts = Toasts::default();
    provide_context(toasts);
    let unsaved = Unsaved::default();
    provide_context(unsaved);
    #[cfg(feature = "hydrate")]
    unsaved.guard_window();
    let ask = move |event: leptos::ev::MouseEvent| {
        if unsaved.stops(&event) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let groups = menu(&viewer);
    let is_learner = viewer.role == Role::Learner && !viewer.is_org_admin;
    let four = destinations(&groups);
    let rail = groups
        .iter()
        .map(|group| view! { <NavGroup word=(group.word)(common) entries=group.entries.clone()/> })
        .collect_view();
    let rest = groups
        .into_iter()
        .filter_map(|group| {
            let entries: Vec<Entry> = group
                .entries
                .into_iter()
                .filter(|entry| !four.iter().any(|chosen| chosen.path == entry.path))
                .collect();
            (!entries.is_empty()).then(|| view! { <NavGroup word=(group.word)(common) entries/> })
        })
        .collect_view();
    let places = four
        .iter()
        .map(|entry| view! { <li><Place entry=*entry/></li> })
        .collect_view();
    let more = move || {
        view! {
            <span class="destination">
                {Icon::More}
                <span class="clip">{common.more}</span>
            </span>
        }
    };
    view! {
        <a class="skip" href="#main">{common.skip_to_content}</a>
        <div class="framed" on:click:capture=ask>
            <header class="top-bar">
                <a class="brand" href="/">
                    <Mark/>
                    <span class="word">{common.product}</span>
                </a>
                <p class="top-organization clip" title=viewer.organization_name.clone()>
                    {viewer.organization_name.clone()}
                </p>
                <HelpMenu is_learner/>
                <PersonMenu name=viewer.name/>
            </header>
            <nav class="rail" aria-label=common.main_navigation>{rail}</nav>
            <main id="main" class="content" tabindex="-1">
                <div class="content-inner">{children()}</div>
            </main>
            <nav class="bottom-bar" aria-label=common.main_navigation>
                <ul>
                    {places}
                    <li>
                        <Menu summary=more>{rest}</Menu>
                    </li>
                </ul>
            </nav>
            <Toaster toasts/>
        </div>
    }
}

#[component]
fn NavGroup(word: &'static str, entries: Vec<Entry>) -> impl IntoView {
    let common = &words().common;
    let items = entries
        .into_iter()
        .map(|entry| {
            view! {
                <li>
                    <a class="nav-item" href=entry.path aria-current=current(entry)>
                        {entry.icon}
                        <span>{(entry.word)(common)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="nav-group">{word}</p>
        <ul role="list">{items}</ul>
    }
}

#[component]
fn Place(entry: Entry) -> impl IntoView {
    view! {
        <a class="destination" href=entry.path aria-current=current(entry)>
            {entry.icon}
            <span class="clip">{(entry.word)(&words().common)}</span>
        </a>
    }
}

/// For `aria-current`: whether the page shown belongs to the entry.
fn current(entry: Entry) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync + 'static {
    let path = use_location().pathname;
    move || path.with(|path| entry.is_at(path)).then_some("page")
}

/// Language, settings, sign out.
#[component]
fn PersonMenu(name: String) -> impl IntoView {
    let common = &words().common;
    let summary = move || {
        view! {
            {Icon::Person}
            <span class="clip person-name">{name}</span>
            {Icon::ArrowDown}
        }
    };
    view! {
        <Menu summary>
            <a class="menu-item" href="/account">
                {Icon::Settings}
                {common.account}
            </a>
            <LanguageForm class="menu-item"/>
            <hr/>
            <form method="post" action="/api/sign_out">
                <button type="submit" class="menu-item">
                    {Icon::SignOut}
                    {common.sign_out}
                </button>
            </form>
        </Menu>
    }
}
