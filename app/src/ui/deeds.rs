//! What a page shows is read anew after each deed on it.

use leptos::prelude::*;

/// How many deeds were done since the page was opened. A page's resources have it in their key: a deed that leads back
/// to the page it was done on changes nothing else they are keyed by.
#[derive(Clone, Copy, Debug)]
pub struct Deeds(RwSignal<u32>);

impl Default for Deeds {
    fn default() -> Self {
        Self(RwSignal::new(0))
    }
}

impl Deeds {
    /// For a resource's key.
    pub fn count(self) -> u32 {
        self.0.get()
    }

    /// One more.
    #[cfg(feature = "hydrate")]
    fn add(self) {
        self.0.update(|count| *count = count.wrapping_add(1));
    }
}

/// The deeds of the page at hand.
pub fn deeds() -> Deeds {
    use_context().unwrap_or_default()
}

/// Counts what an action has done, unless it led to another page: that one reads what it shows by itself.
pub(super) fn count_deeds<S>(action: ServerAction<S>)
where
    S: leptos::server_fn::ServerFn + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Error: Send + Sync + 'static,
{
    #[cfg(feature = "hydrate")]
    {
        let Some(deeds) = use_context::<Deeds>() else {
            return;
        };
        let path = leptos_router::hooks::use_location().pathname;
        let (here, value) = (path.get_untracked(), action.value());
        Effect::new(move |_| {
            let is_done = value.with(|outcome| matches!(outcome, Some(Ok(_))));
            if is_done && path.with_untracked(|path| *path == here) {
                deeds.add();
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = action;
}
