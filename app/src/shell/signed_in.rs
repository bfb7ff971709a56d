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
#[component]
pub fn SignedIn() -> impl IntoView {
    let viewer = Resource::new(|| (), |()| read_viewer());
    let location = use_location();
    // What is put into the context must be found by the outlet's pages: this route owns them, not the suspense.
    let owner = Owner::current();
    view! {
        <Suspense>
            {move || {
                let owner = owner.clone();
                let path = location.pathname.get_untracked();
                let query = location.search.get_untracked();
                Suspend::new(async move {
                    match viewer.await {
                        Ok(viewer) if viewer.must_change_password && path != CHANGE_PASSWORD => {
                            view! { <Redirect path=CHANGE_PASSWORD/> }.into_any()
                        }
                        Ok(viewer) => {
                            let framed = move || {
                                provide_context(viewer.clone());
                                view! { <Frame viewer><Outlet/></Frame> }.into_any()
                            };
                            match owner {
                                Some(owner) => owner.with(framed),
                                None => framed(),
                            }
                        }
                        Err(AppError::Refused(Refusal::NotSignedIn)) => {
                            view! { <Redirect path=sign_in_address(&path, &query)/> }.into_any()
                        }
                        Err(error) => {
                            view! {
                                <Outside>
                                    <Page title=words().common.product>
                                        <ErrorState error/>
                                    </Page>
                                </Outside>
                            }
                                .into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
}
