//! Leaving with unsaved work asks.

use leptos::prelude::*;

/// Whether something was typed and not sent. Put into the context by the frame.
#[derive(Clone, Copy, Debug)]
pub struct Unsaved(StoredValue<bool>);

impl Default for Unsaved {
    fn default() -> Self {
        Self(StoredValue::new(false))
    }
}

impl Unsaved {
    /// Something was typed, or was sent.
    pub fn set(self, unsaved: bool) {
        self.0.set_value(unsaved);
    }

    /// Asks before the window closes, and before a link is followed. For the frame, once.
    #[cfg(feature = "hydrate")]
    pub fn guard_window(self) {
        use leptos::ev;

        let closing = window_event_listener(ev::beforeunload, move |event| {
            if self.0.get_value() {
                event.prevent_default();
            }
        });
        on_cleanup(move || closing.remove());
    }

    /// For a press anywhere in the frame, in the capture phase: whether to stop it.
    pub fn stops(self, event: &leptos::ev::MouseEvent) -> bool {
        if !self.0.get_value() || !is_on_link(event) {
            return false;
        }
        let leave = window()
            .confirm_with_message(crate::text::words().common.unsaved)
            .unwrap_or(true);
        if leave {
            self.0.set_value(false);
        }
        !leave
    }
}

/// Whether the press follows a link to another page in this window.
fn is_on_link(event: &leptos::ev::MouseEvent) -> bool {
    use leptos::{wasm_bindgen::JsCast, web_sys::Element};

    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|element| {
            element
                .closest("a[href]:not([href^='#']):not([download]):not([target])")
                .ok()
                .flatten()
        })
        .is_some()
}
