//! Every page and its address, in one place. All are rendered whole before they are sent (`SsrMode::Async`):
//! they work without JavaScript, and their status tells the truth.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Outlet, ParentRoute, Route, Routes},
    path,
};

use crate::learning::{
    AttemptPage, ConfirmDeliveryPage, DeliveriesPage, DeliveryPage, HomePage, LearnPage,
    LessonEditorPage, LessonPage, LessonsPage, NewDeliveryPage, NewLessonPage, ResultPage,
};
use crate::{
    access::{ChangePasswordPage, ForgottenPage, SetPasswordPage, SignInPage},
    audit::{LogPage, MailPage, MailboxPage, UndeliveredPage},
    people::{
        EditPersonPage, GroupPage, GroupsPage, NewPersonPage, PeoplePage, PersonPage, SheetPage,
    },
    people_import::{ImportPage, ImportsPage},
    shell::{AccountPage, NotFoundPage, SignedIn},
};

#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=NotFoundPage>
            <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
            <Route path=path!("/forgotten") view=ForgottenPage ssr=SsrMode::Async/>
            <Route path=path!("/set-password/:token") view=SetPasswordPage ssr=SsrMode::Async/>
            <Route path=path!("/dev/mailbox") view=MailboxPage ssr=SsrMode::Async/>
            <Route path=path!("/dev/mailbox/:number") view=MailPage ssr=SsrMode::Async/>
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
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                // Nested by feature: a route has at most sixteen children.
                <ParentRoute path=path!("/learn") view=Outlet>
                    <Route path=path!("") view=LearnPage ssr=SsrMode::Async/>
                    <Route path=path!("/attempt/:attempt") view=AttemptPage ssr=SsrMode::Async/>
                    <Route path=path!("/result/:attempt") view=ResultPage ssr=SsrMode::Async/>
                    <Route path=path!("/:enrollment") view=LessonPage ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("/lessons") view=Outlet>
                    <Route path=path!("") view=LessonsPage ssr=SsrMode::Async/>
                    <Route path=path!("/new") view=NewLessonPage ssr=SsrMode::Async/>
                    <Route path=path!("/:lesson") view=LessonEditorPage ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("/deliveries") view=Outlet>
                    <Route path=path!("") view=DeliveriesPage ssr=SsrMode::Async/>
                    <Route path=path!("/new") view=NewDeliveryPage ssr=SsrMode::Async/>
                    <Route path=path!("/confirm") view=ConfirmDeliveryPage ssr=SsrMode::Async/>
                    <Route path=path!("/:delivery") view=DeliveryPage ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("/audit") view=Outlet>
                    <Route path=path!("") view=LogPage ssr=SsrMode::Async/>
                    <Route path=path!("/undelivered") view=UndeliveredPage ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("/imports") view=Outlet>
                    <Route path=path!("") view=ImportsPage ssr=SsrMode::Async/>
                    <Route path=path!("/:id") view=ImportPage ssr=SsrMode::Async/>
                </ParentRoute>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
            </ParentRoute>
        </Routes>
    }
}
