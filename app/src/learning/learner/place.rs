//! Keeps how far a material was scrolled, and comes back there.

use domain::{id::Id, learning::Enrollment};
use leptos::prelude::*;

use crate::{
    text::words,
    ui::{Notice, Tone},
};

/// Around a material. In the browser it scrolls to the kept place once, and keeps the new one when reading pauses.
#[component]
pub(super) fn KeptPlace(
    enrollment: Id<Enrollment>,
    /// Percent scrolled past last time.
    place: u16,
    /// Read to its end already: shown from the top.
    is_done: bool,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Div>::new();
    let restored = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    browser::keep(node, enrollment, place, is_done, restored);
    #[cfg(not(feature = "hydrate"))]
    let _ = (enrollment, place, is_done);
    let told = move || {
        restored.get().then(|| {
            view! { <Notice tone=Tone::Info>{words().learning.learner.place_restored}</Notice> }
        })
    };
    view! {
        {told}
        <div node_ref=node>{children()}</div>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use domain::{id::Id, learning::Enrollment};
    use leptos::{
        ev,
        prelude::*,
        task::spawn_local,
        wasm_bindgen::JsCast,
        web_sys::{HtmlDivElement, HtmlElement},
    };

    use crate::learning::learner::api::save_reading_place;

    /// Reading pauses when nothing moved for so long.
    const PAUSE: Duration = Duration::from_secs(2);

    pub(super) fn keep(
        node: NodeRef<leptos::html::Div>,
        enrollment: Id<Enrollment>,
        place: u16,
        is_done: bool,
        restored: RwSignal<bool>,
    ) {
        let sent = StoredValue::new(place);
        Effect::new(move |_| {
            let Some(element) = node.get() else { return };
            if !is_done && (5..95).contains(&place) {
                let height = f64::from(element.offset_height());
                let line = top(&element) + height * f64::from(place) / 100.0;
                // The line that was read last comes to the middle again.
                window().scroll_to_with_x_and_y(0.0, (line - visible() / 2.0).max(0.0));
                restored.set(true);
            }
        });
        let send = move || {
            let Some(percent) = node.get_untracked().and_then(|element| reached(&element)) else {
                return;
            };
            // Going back to look something up does not lose the place.
            if percent > sent.get_value() || sent.get_value() == 0 {
                sent.set_value(percent);
                spawn_local(async move {
                    // Kept again at the next pause; nothing to tell anybody.
                    let _ = save_reading_place(enrollment, percent).await;
                });
            }
        };
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        let scrolling = window_event_listener(ev::scroll, move |_| {
            if let Some(handle) = waiting.get_value() {
                handle.clear();
            }
            waiting.set_value(set_timeout(send, PAUSE).ok());
        });
        // Opening it is the first thing to keep: reading has begun.
        if place == 0 && !is_done {
            let _ = set_timeout(send, PAUSE);
        }
        on_cleanup(move || scrolling.remove());
    }

    /// Pixels of the window's height.
    fn visible() -> f64 {
        let height = window().inner_height().ok();
        height.and_then(|height| height.as_f64()).unwrap_or(0.0)
    }

    /// Pixels from the top of the document.
    fn top(element: &HtmlDivElement) -> f64 {
        let mut sum = 0;
        let mut at: Option<HtmlElement> = Some(element.clone().into());
        while let Some(current) = at {
            sum += current.offset_top();
            at = current
                .offset_parent()
                .and_then(|parent| parent.dyn_into().ok());
        }
        f64::from(sum)
    }

    /// Percent of the material above the middle of the window, at least 1; all of it when its end is in sight.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 1..=100 before"
    )]
    fn reached(element: &HtmlDivElement) -> Option<u16> {
        let height = f64::from(element.offset_height());
        if height <= 0.0 {
            return None;
        }
        let (from, start) = (window().scroll_y().unwrap_or(0.0), top(element));
        if start + height <= from + visible() {
            return Some(100);
        }
        // The line that is being read stands in the middle.
        let percent = (from + visible() / 2.0 - start) / height * 100.0;
        Some(percent.clamp(1.0, 100.0) as u16)
    }
}
