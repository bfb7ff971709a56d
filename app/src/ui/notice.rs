//! What the product tells: notices, badges, toasts.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::Icon;
use crate::text::words;

/// What a message means. Colour never stands alone: an icon or a word goes with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "tone-plain",
            Self::Info => "tone-info",
            Self::Success => "tone-success",
            Self::Warning => "tone-warning",
            Self::Danger => "tone-danger",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Plain | Self::Info => Icon::Info,
            Self::Success => Icon::Check,
            Self::Warning => Icon::Warning,
            Self::Danger => Icon::Error,
        }
    }

    fn word(self) -> &'static str {
        let common = &words().common;
        match self {
            Self::Plain | Self::Info => common.tone_info,
            Self::Success => common.tone_success,
            Self::Warning => common.tone_warning,
            Self::Danger => common.tone_danger,
        }
    }
}

/// A message within a page.
#[component]
pub fn Notice(
    tone: Tone,
    #[prop(optional, into)] title: Option<String>,
    /// Read out at once: for the outcome of what the person just did.
    #[prop(optional)]
    live: bool,
    children: Children,
) -> impl IntoView {
    let role = match (live, tone) {
        (false, _) => None,
        (true, Tone::Danger | Tone::Warning) => Some("alert"),
        (true, _) => Some("status"),
    };
    view! {
        <div class=format!("notice {}", tone.class()) role=role>
            {tone.icon()}
            <div class="notice-body">
                <span class="visually-hidden">{tone.word()}</span>
                {title.map(|title| view! { <p class="notice-title">{title}</p> })}
                {children()}
            </div>
        </div>
    }
}

/// The outcome of a form that led here: `?done=saved` shows the word that goes with `saved`, without JavaScript too.
/// Only words named here are ever shown, since anyone can write an address.
#[component]
pub fn Done(outcomes: Vec<(&'static str, &'static str)>) -> impl IntoView {
    let query = use_query_map();
    move || {
        let done = query.with(|query| query.get("done"))?;
        let (_, sentence) = *outcomes.iter().find(|(key, _)| *key == done)?;
        Some(view! { <Notice tone=Tone::Success live=true><p>{sentence}</p></Notice> })
    }
}

/// The state of something, in a word.
#[component]
pub fn StatusBadge(tone: Tone, #[prop(into)] label: String) -> impl IntoView {
    let icon = (tone != Tone::Plain).then(|| tone.icon().view());
    view! {
        <span class=format!("badge {}", tone.class())>
            {icon}
            <span>{label}</span>
        </span>
    }
}

/// A short word about what was just done, at the foot of the window.
#[derive(Clone, Debug)]
struct Toast {
    number: u32,
    sentence: String,
    undo: Option<Callback<()>>,
}

/// The toasts on show. Needs JavaScript: without it the page itself says what was done ([`Done`]).
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    last: StoredValue<u32>,
}

impl Default for Toasts {
    fn default() -> Self {
        Self {
            shown: RwSignal::default(),
            last: StoredValue::new(0),
        }
    }
}

impl Toasts {
    /// Says it for six seconds; twelve when it can be undone (WCAG 2.2, 2.2.1: nothing is lost when it goes).
    pub fn say(self, sentence: impl Into<String>, undo: Option<Callback<()>>) {
        let number = self.last.get_value().wrapping_add(1);
        self.last.set_value(number);
        let life = Duration::from_secs(if undo.is_some() { 12 } else { 6 });
        let sentence = sentence.into();
        self.shown.update(|toasts| {
            toasts.push(Toast {
                number,
                sentence,
                undo,
            });
        });
        let _ = set_timeout(move || self.dismiss(number), life);
    }

    fn dismiss(self, number: u32) {
        self.shown
            .try_update(|toasts| toasts.retain(|toast| toast.number != number));
    }
}

/// Where toasts appear: once, in the frame.
#[component]
pub fn Toaster(toasts: Toasts) -> impl IntoView {
    let common = &words().common;
    view! {
        <div class="toasts" role="status">
            <For each=move || toasts.shown.get() key=|toast| toast.number let:toast>
                <div class="toast">
                    <span>{toast.sentence}</span>
                    {toast
                        .undo
                        .map(|undo| {
                            view! {
                                <button
                                    type="button"
                                    class="button button-small"
                                    on:click=move |_| {
                                        toasts.dismiss(toast.number);
                                        undo.run(());
                                    }
                                >
                                    {common.undo}
                                </button>
                            }
                        })}
                    <button
                        type="button"
                        class="button button-small"
                        aria-label=common.close
                        on:click=move |_| toasts.dismiss(toast.number)
                    >
                        {Icon::Close}
                    </button>
                </div>
            </For>
        </div>
    }
}
