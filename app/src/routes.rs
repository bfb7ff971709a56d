//! Every page and its address, in one place. All are rendered whole before they are sent (`SsrMode::Async`):
//! they work without JavaScript, and their status tells the truth.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Outlet, ParentRoute, Route, Routes},
    path,
};

use crate::{
    access::{ChangePasswordPage, ForgottenPage, SetPasswordPage, SignInPage},
    audit,
    learning::{AttemptPage, HomePage, LearnPage, LessonPage, ResultPage, admin},
    part::Lazy,
    people, people_import,
    shell::{AccountPage, NotFoundPage, SignedIn},
};

#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=NotFoundPage>
            <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
            <Route path=path!("/forgotten") view=ForgottenPage ssr=SsrMode::Async/>
            <Route path=path!("/set-password/:token") view=SetPasswordPage ssr=SsrMode::Async/>
            <Route path=path!("/dev/mailbox") view=Lazy(audit::Pages::Mailbox) ssr=SsrMode::Async/>
            <Route path=path!("/dev/mailbox/:number") view=Lazy(audit::Pages::Mail) ssr=SsrMode::Async/>
            // For who is signed in: the frame around each.
            <ParentRoute path=path!("") view=SignedIn ssr=SsrMode::Async>
                <Route path=path!("/change-password") view=ChangePasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/people") view=Lazy(people::Pages::List) ssr=SsrMode::Async/>
                <Route path=path!("/people/new") view=Lazy(people::Pages::New) ssr=SsrMode::Async/>
                <Route path=path!("/people/passwords/:id") view=Lazy(people::Pages::Sheet) ssr=SsrMode::Async/>
                <Route path=path!("/people/:id") view=Lazy(people::Pages::Person) ssr=SsrMode::Async/>
                <Route path=path!("/people/:id/edit") view=Lazy(people::Pages::Edit) ssr=SsrMode::Async/>
                <Route path=path!("/groups") view=Lazy(people::Pages::Groups) ssr=SsrMode::Async/>
                <Route path=path!("/groups/:id") view=Lazy(people::Pages::Group) ssr=SsrMode::Async/>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                // Nested by feature: a route has at most sixteen children.
                <ParentRoute path=path!("/learn") view=Outlet>
                    <Route path=path!("") view=LearnPage ssr=SsrMode::Async/>
                    <Route path=path!("/attempt/:attempt") view=AttemptPage ssr=SsrMode::Async/>
                    <Route path=path!("/result/:attempt") view=ResultPage ssr=SsrMode::Async/>
                    <Route path=path!("/:enrollment") view=LessonPage ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("/lessons") view=Outlet>
                    <Route path=path!("") view=Lazy(admin::Pages::Lessons) ssr=SsrMode::Async/>
                    <Route path=path!("/new") view=Lazy(admin::Pages::NewLesson) ssr=SsrMode::Async/>
                    <Route path=path!("/:lesson") view=Lazy(admin::Pages::Lesson) ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("/deliveries") view=Outlet>
                    <Route path=path!("") view=Lazy(admin::Pages::Deliveries) ssr=SsrMode::Async/>
                    <Route path=path!("/new") view=Lazy(admin::Pages::NewDelivery) ssr=SsrMode::Async/>
                    <Route path=path!("/confirm") view=Lazy(admin::Pages::Confirm) ssr=SsrMode::Async/>
                    <Route path=path!("/:delivery") view=Lazy(admin::Pages::Delivery) ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("/audit") view=Outlet>
                    <Route path=path!("") view=Lazy(audit::Pages::Log) ssr=SsrMode::Async/>
                    <Route path=path!("/undelivered") view=Lazy(audit::Pages::Undelivered) ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("/imports") view=Outlet>
                    <Route path=path!("") view=Lazy(people_import::Pages::List) ssr=SsrMode::Async/>
                    <Route path=path!("/:id") view=Lazy(people_import::Pages::Import) ssr=SsrMode::Async/>
                </ParentRoute>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
            </ParentRoute>
        </Routes>
    }
}

/// Downloads a part by its name; a name of another version has nothing to download.
#[cfg(feature = "hydrate")]
pub(crate) async fn fetch(part: &str) -> Result<(), wasm_split_helpers::SplitLoaderError> {
    use crate::part::Part as _;

    match part {
        admin::Pages::NAME => admin::Pages::fetch().await,
        audit::Pages::NAME => audit::Pages::fetch().await,
        people::Pages::NAME => people::Pages::fetch().await,
        people_import::Pages::NAME => people_import::Pages::fetch().await,
        _ => Ok(()),
    }
}
