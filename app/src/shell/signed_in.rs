//! The door: reads who is signed in, once for all pages below it.

use domain::{access::Viewer, error::Refusal};
use leptos::{prelude::*, reactive::owner::Owner};
use leptos_router::{
    components::{Outlet, Redirect},
    hooks::use_location,
};

use super::{Outside, api::read_viewer, frame::Frame};
use crate::{
    error::AppError,
    text::words,
    ui::{ErrorState, Page, sign_in_address},
};

/// Where a password that someone else has seen is replaced (W7.4).
const CHANGE_PASSWORD: &str = "/change-password";

/// The signed-in person, on every page below [`SignedIn`].
pub fn viewer() -> Viewer {
    expect_context()
}

/// The frame with the page in it, for who is signed in; others are led to sign in and back again.
///
/// The server has looked before it renders, so that nothing here waits: below a `Suspense` the page would be built twice,
/// and what the first one asked for would never be answered. Only a browser that comes from a page without a frame has to ask.
#[component]
pub fn SignedIn() -> impl IntoView {
    if let Some(outcome) = SharedValue::new(known_viewer).into_inner() {
        return shown(outcome);
    }
    let viewer = Resource::new(|| (), |()| read_viewer());
    // What is put into the context must be found by the outlet's pages: this route owns them, not the suspense.
    let owner = Owner::current();
    view! {
        <Suspense>
            {move || {
                let owner = owner.clone();
                Suspend::new(async move {
                    let outcome = viewer.await;
                    match owner {
                        Some(owner) => owner.with(|| shown(outcome)),
                        None => shown(outcome),
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}

/// What the server found out before it began to render.
pub(super) fn known_viewer() -> Option<Result<Viewer, AppError>> {
    #[cfg(feature = "ssr")]
    {
        use_context::<crate::request::KnownViewer>().map(|known| known.0)
    }
    #[cfg(not(feature = "ssr"))]
    None
}

fn shown(outcome: Result<Viewer, AppError>) -> AnyView {
    let location = use_location();
    let path = location.pathname.get_untracked();
    match outcome {
        Ok(viewer) if viewer.must_change_password && path != CHANGE_PASSWORD => {
            view! { <Redirect path=CHANGE_PASSWORD/> }.into_any()
        }
        Ok(viewer) => {
            provide_context(viewer.clone());
            view! { <Frame viewer><Outlet/></Frame> }.into_any()
        }
        Err(AppError::Refused(Refusal::NotSignedIn)) => {
            let query = location.search.get_untracked();
            view! { <Redirect path=sign_in_address(&path, &query)/> }.into_any()
        }
        Err(error) => view! {
            <Outside>
                <Page title=words().common.product>
                    <ErrorState error/>
                </Page>
            </Outside>
        }
        .into_any(),
    }
}
