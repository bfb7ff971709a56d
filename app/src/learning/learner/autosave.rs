//! Answers survive a lost connection and a reload: they are sent as they are given,
//! and what could not be sent stays on the device until it can.

use domain::{
    id::Id,
    learning::{Answers, Attempt},
};
use leptos::prelude::*;

use crate::text::words;

/// Where the answers on the page are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "only the browser sends and keeps")
)]
enum Place {
    /// Nothing was changed since the page was shown.
    Untouched,
    /// On their way to the server.
    Sending,
    /// On the server.
    Server,
    /// On this device only: the server was not reached.
    Device,
}

/// The answers of an attempt, and where they are.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only the browser sends and keeps")
    )]
    attempt: Id<Attempt>,
    answers: RwSignal<Answers>,
    place: RwSignal<Place>,
}

impl Kept {
    pub(super) fn new(attempt: Id<Attempt>, given: Answers) -> Self {
        Self {
            attempt,
            answers: RwSignal::new(given),
            place: RwSignal::new(Place::Untouched),
        }
    }

    /// As they stand on the page.
    pub(super) const fn answers(self) -> RwSignal<Answers> {
        self.answers
    }

    /// A choice was chosen or, among several, unchosen.
    pub(super) fn choose(self, question: u16, place: u16, is_chosen: bool, is_multiple: bool) {
        self.answers
            .update(|answers| *answers = changed(answers, question, place, is_chosen, is_multiple));
        self.place.set(Place::Sending);
        #[cfg(feature = "hydrate")]
        browser::keep(self);
    }
}

fn changed(
    answers: &Answers,
    question: u16,
    place: u16,
    is_chosen: bool,
    is_multiple: bool,
) -> Answers {
    let mut chosen = if is_multiple {
        answers.chosen(question).to_vec()
    } else {
        Vec::new()
    };
    chosen.retain(|other| *other != place);
    if is_chosen {
        chosen.push(place);
    }
    answers.with(question, &chosen)
}

/// Says where the answers are.
#[component]
pub(super) fn KeptState(kept: Kept) -> impl IntoView {
    let learner = &words().learning.learner;
    let sentence = move || match kept.place.get() {
        Place::Untouched => "",
        Place::Sending => learner.keeping,
        Place::Server => learner.kept,
        Place::Device => learner.kept_here,
    };
    view! { <span class="quiet" role="status">{sentence}</span> }
}

/// Takes up what an earlier visit left on the device, and tries again when the connection is back.
#[component]
pub(super) fn Autosave(kept: Kept) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::take_up(kept);
    #[cfg(not(feature = "hydrate"))]
    let _ = kept;
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use domain::{error::Refusal, learning::Answers};
    use leptos::{ev, prelude::*, task::spawn_local};

    use super::{Kept, Place};
    use crate::{error::AppError, learning::learner::api::save_answers};

    /// How long to wait before the server is tried again.
    const AGAIN: Duration = Duration::from_secs(10);

    fn key(kept: Kept) -> String {
        format!("attempt-{}", kept.attempt)
    }

    fn storage() -> Option<leptos::web_sys::Storage> {
        window().local_storage().ok().flatten()
    }

    /// On the device first, then to the server.
    pub(super) fn keep(kept: Kept) {
        let text = kept.answers.with_untracked(Answers::to_text);
        if let Some(storage) = storage() {
            let _ = storage.set_item(&key(kept), &text);
        }
        send(kept, text);
    }

    fn send(kept: Kept, text: String) {
        spawn_local(async move {
            let sent = save_answers(kept.attempt, text.clone()).await;
            let is_newest = kept
                .answers
                .try_with_untracked(|answers| answers.to_text() == text);
            // Left the page, or answered more meanwhile: that is sent by itself.
            if is_newest != Some(true) {
                return;
            }
            match sent {
                Ok(()) => {
                    forget(kept);
                    kept.place.set(Place::Server);
                }
                Err(AppError::Refused(Refusal::TooLate)) => forget(kept),
                Err(_) => {
                    kept.place.set(Place::Device);
                    let _ = set_timeout(move || retry(kept), AGAIN);
                }
            }
        });
    }

    fn forget(kept: Kept) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&key(kept));
        }
    }

    fn retry(kept: Kept) {
        if kept.place.try_get_untracked() == Some(Place::Device) {
            send(kept, kept.answers.with_untracked(Answers::to_text));
        }
    }

    pub(super) fn take_up(kept: Kept) {
        Effect::new(move |_| {
            let left = storage()
                .and_then(|storage| storage.get_item(&key(kept)).ok().flatten())
                .and_then(|text| Answers::parse(&text));
            if let Some(answers) = left {
                kept.answers.set(answers);
                kept.place.set(Place::Sending);
                keep(kept);
            }
        });
        let online = window_event_listener(ev::online, move |_| retry(kept));
        on_cleanup(move || online.remove());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_choice_replaces_the_other_and_several_stand_together() {
        let one = changed(&Answers::default(), 0, 2, true, false);
        assert_eq!(changed(&one, 0, 1, true, false).chosen(0), [1]);
        let two = changed(&one, 0, 1, true, true);
        assert_eq!(two.chosen(0), [1, 2]);
        assert_eq!(changed(&two, 0, 2, false, true).chosen(0), [1]);
    }
}
