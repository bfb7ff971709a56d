//! What opens when asked: menus, details, and the confirmation of what can't be undone. All are `<details>`: no JavaScript.

use leptos::{children::ViewFnOnce, prelude::*};

use super::{ButtonKind, Icon, SubmitButton, form::field_id};
use crate::text::words;

/// A menu. Its children are `class="menu-item"` links and buttons. In the browser it closes when one leaves it, and on Escape.
#[component]
pub fn Menu(
    /// Read out in place of the summary, when that is only an icon.
    #[prop(optional, into)]
    label: Option<String>,
    /// What is pressed.
    #[prop(into)]
    summary: ViewFnOnce,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Details>::new();
    #[cfg(feature = "hydrate")]
    close_when_left(node);
    view! {
        <details class=format!("menu {class}") node_ref=node>
            <summary aria-label=label>{summary.run()}</summary>
            <div class="menu-list">{children()}</div>
        </details>
    }
}

/// Closes a menu on Escape, on a press elsewhere and after a link in it was followed.
#[cfg(feature = "hydrate")]
fn close_when_left(node: NodeRef<leptos::html::Details>) {
    use leptos::{ev, wasm_bindgen::JsCast, web_sys};

    let close = move || {
        if let Some(menu) = node.get_untracked() {
            menu.set_open(false);
        }
    };
    let pressed = window_event_listener(ev::click, move |event| {
        let target = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let Some((menu, target)) = node.get_untracked().zip(target) else {
            return;
        };
        let on_link = target.closest("a").ok().flatten().is_some();
        if menu.open() && (on_link || !menu.contains(Some(&target))) {
            menu.set_open(false);
        }
    });
    let escaped = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape"
            && let Some(menu) = node.get_untracked()
            && menu.open()
        {
            close();
            if let Ok(Some(summary)) = menu.query_selector("summary")
                && let Ok(summary) = summary.dyn_into::<web_sys::HtmlElement>()
            {
                let _ = summary.focus();
            }
        }
    });
    on_cleanup(move || {
        pressed.remove();
        escaped.remove();
    });
}

/// More about something, folded.
#[component]
pub fn More(
    #[prop(into)] summary: String,
    #[prop(optional)] open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="more" open=open>
            <summary>{summary}</summary>
            <div class="more-body">{children()}</div>
        </details>
    }
}

/// Within a `ServerForm`: what is about to happen and cannot be undone, how much it touches, and the word to type.
/// The form sends it as `confirmation`; the server compares it with the word in either language.
#[component]
pub fn Confirm(
    /// What it touches, counted: 「3人の受講記録が消えます。」
    #[prop(into)]
    consequence: String,
    /// The verb on the button.
    #[prop(into)]
    verb: String,
    /// The word that is to be typed: `text.common.confirm_word`, unless nothing is deleted.
    #[prop(optional)]
    word: Option<&'static str>,
    /// Beside the verb.
    #[prop(default = Icon::Trash)]
    icon: Icon,
) -> impl IntoView {
    use domain::error::Field;

    let common = &words().common;
    let word = word.unwrap_or(common.confirm_word);
    view! {
        <p>
            <strong>{common.cannot_be_undone}</strong>
            <br/>
            {consequence}
        </p>
        <div class="field">
            <label class="field-label" for=field_id(Field::ConfirmationWord)>
                {(common.type_to_confirm)(word)}
            </label>
            <input
                class="input input-middle"
                id=field_id(Field::ConfirmationWord)
                name="confirmation"
                pattern=word
                required=true
                autocomplete="off"
                autocapitalize="none"
            />
        </div>
        <div class="buttons">
            <SubmitButton label=verb kind=ButtonKind::Danger icon/>
        </div>
    }
}
