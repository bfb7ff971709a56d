//! Answers survive a lost connection and a reload: they are sent as they are given,
//! and what could not be sent stays on the device until it can.

#[cfg(any(feature = "hydrate", test))]
use domain::learning::AnswerSheet;
use domain::{
    id::Id,
    learning::{Answers, Attempt, view::Saved},
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
    /// Nowhere: newer ones were saved from another page.
    Outrun,
}

/// The answers of an attempt, and where they are.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only the browser sends and keeps")
    )]
    attempt: Id<Attempt>,
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only the browser sends and keeps")
    )]
    saved: StoredValue<Saved>,
    /// The number of the last save that was sent.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only the browser sends and keeps")
    )]
    sent: StoredValue<u32>,
    answers: RwSignal<Answers>,
    place: RwSignal<Place>,
}

impl Kept {
    pub(super) fn new(attempt: Id<Attempt>, saved: Saved, given: Answers) -> Self {
        Self {
            attempt,
            saved: StoredValue::new(saved),
            sent: StoredValue::new(saved.number),
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
        Place::Outrun => learner.kept_elsewhere,
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

/// What a page leaves on the device until the server has it.
#[cfg(any(feature = "hydrate", test))]
#[derive(Clone, Debug, PartialEq)]
struct Left {
    /// The page that left it.
    page: Id<AnswerSheet>,
    /// The last save that page knew to be on the server.
    known: u32,
    answers: Answers,
}

#[cfg(any(feature = "hydrate", test))]
impl Left {
    fn to_text(&self) -> String {
        format!("{} {} {}", self.page, self.known, self.answers.to_text())
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ' ');
        Some(Self {
            page: parts.next()?.parse().ok()?,
            known: parts.next()?.parse().ok()?,
            answers: Answers::parse(parts.next()?)?,
        })
    }

    /// Whether nobody else saved since: else the server's are newer.
    fn is_newest(&self, saved: Saved) -> bool {
        saved.by == Some(self.page) || saved.number == self.known
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use domain::{error::Refusal, learning::Answers};
    use leptos::{ev, prelude::*, task::spawn_local};

    use super::{Kept, Left, Place};
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
        let before = kept.place.get_untracked();
        if before == Place::Outrun {
            return;
        }
        let left = Left {
            page: kept.saved.get_value().page,
            known: kept.saved.get_value().number,
            answers: kept.answers.get_untracked(),
        };
        if let Some(storage) = storage() {
            let _ = storage.set_item(&key(kept), &left.to_text());
        }
        kept.place.set(Place::Sending);
        // One request at a time, so that none overtakes another: the newest follows when this one is back.
        if before != Place::Sending {
            send(kept);
        }
    }

    fn send(kept: Kept) {
        let answers = kept.answers.get_untracked().to_text();
        let saved = kept.saved.get_value();
        let known = saved.number;
        // A request whose answer was lost may still arrive: the next one bears a higher number.
        let number = kept.sent.try_update_value(|sent| {
            *sent = known.max(*sent) + 1;
            *sent
        });
        let Some(number) = number else { return };
        spawn_local(async move {
            let done = save_answers(
                kept.attempt,
                answers.clone(),
                Some(saved.page),
                number,
                known,
            )
            .await;
            // The page may have been left: what it knew last lies on the device.
            let Some(newest) = kept.answers.try_with_untracked(Answers::to_text) else {
                return;
            };
            match done {
                Ok(()) => {
                    kept.saved.update_value(|saved| saved.number = number);
                    if newest == answers {
                        forget(kept);
                        kept.place.set(Place::Server);
                    } else {
                        kept.place.set(Place::Untouched);
                        keep(kept);
                    }
                }
                Err(AppError::Refused(Refusal::TooLate)) => forget(kept),
                Err(AppError::Refused(Refusal::Changed)) => {
                    forget(kept);
                    kept.place.set(Place::Outrun);
                }
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
            keep(kept);
        }
    }

    pub(super) fn take_up(kept: Kept) {
        Effect::new(move |_| {
            let text = storage().and_then(|storage| storage.get_item(&key(kept)).ok().flatten());
            let Some(text) = text else { return };
            match Left::parse(&text).filter(|left| left.is_newest(kept.saved.get_value())) {
                Some(left) => {
                    kept.answers.set(left.answers);
                    keep(kept);
                }
                None => forget(kept),
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
    fn what_was_left_here_is_taken_up_unless_another_page_saved_since() {
        let (mine, other) = (Id::named(1, [1; 16]), Id::named(2, [2; 16]));
        let left = Left {
            page: mine,
            known: 3,
            answers: changed(&Answers::default(), 0, 2, true, false),
        };
        assert_eq!(Left::parse(&left.to_text()), Some(left.clone()));
        assert_eq!(Left::parse("0:2"), None);
        let saved = |number, by| Saved {
            number,
            by,
            page: Id::named(3, [3; 16]),
        };
        assert!(left.is_newest(saved(3, Some(other))));
        // The answer to its own save was lost on the way.
        assert!(left.is_newest(saved(5, Some(mine))));
        assert!(!left.is_newest(saved(4, Some(other))));
    }

    #[test]
    fn one_choice_replaces_the_other_and_several_stand_together() {
        let one = changed(&Answers::default(), 0, 2, true, false);
        assert_eq!(changed(&one, 0, 1, true, false).chosen(0), [1]);
        let two = changed(&one, 0, 1, true, true);
        assert_eq!(two.chosen(0), [1, 2]);
        assert_eq!(changed(&two, 0, 2, false, true).chosen(0), [1]);
    }
}
