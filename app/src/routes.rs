//! Every page and its address, in one place. All are rendered whole before they are sent (`SsrMode::Async`):
//! they work without JavaScript, and their status tells the truth.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Routes},
    path,
};

use crate::{
    access::{ChangePasswordPage, ForgottenPage, SetPasswordPage, SignInPage},
    shell::{AccountPage, NotFoundPage, SignedIn},
};

#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=NotFoundPage>
            <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
            <Route path=path!("/forgotten") view=ForgottenPage ssr=SsrMode::Async/>
            <Route path=path!("/set-password/:token") view=SetPasswordPage ssr=SsrMode::Async/>
            // For who is signed in: the frame around each.
            <ParentRoute path=path!("") view=SignedIn ssr=SsrMode::Async>
                <Route path=path!("/change-password") view=ChangePasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
            </ParentRoute>
        </Routes>
    }
}
