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
    people::{
        EditPersonPage, GroupPage, GroupsPage, NewPersonPage, PeoplePage, PersonPage, SheetPage,
    },
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
                <Route path=path!("/people") view=PeoplePage ssr=SsrMode::Async/>
                <Route path=path!("/people/new") view=NewPersonPage ssr=SsrMode::Async/>
                <Route path=path!("/people/passwords/:id") view=SheetPage ssr=SsrMode::Async/>
                <Route path=path!("/people/:id") view=PersonPage ssr=SsrMode::Async/>
                <Route path=path!("/people/:id/edit") view=EditPersonPage ssr=SsrMode::Async/>
                <Route path=path!("/groups") view=GroupsPage ssr=SsrMode::Async/>
                <Route path=path!("/groups/:id") view=GroupPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
            </ParentRoute>
        </Routes>
    }
}
