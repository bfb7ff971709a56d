//! The pages of authors and administrators, a part of the client.

use leptos::{LazyViewError, prelude::*};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    confirm_delivery_page::ConfirmDeliveryPage,
    deliveries_page::DeliveriesPage,
    delivery_page::DeliveryPage,
    lesson_editor_page::{LessonEditorPage, NewLessonPage},
    lessons_page::LessonsPage,
    new_delivery_page::NewDeliveryPage,
};
use crate::part::Part;

/// What can be opened.
#[derive(Clone, Copy, Debug)]
pub enum Pages {
    Lessons,
    NewLesson,
    Lesson,
    Deliveries,
    NewDelivery,
    Confirm,
    Delivery,
}

impl Part for Pages {
    const NAME: &'static str = "learning_admin";

    async fn fetch() -> Result<(), SplitLoaderError> {
        fetch().await
    }

    async fn show(self) -> Result<AnyView, LazyViewError> {
        learning_admin(self).await
    }
}

// A result is what `fallible` asks for.
#[allow(clippy::unnecessary_wraps)]
#[wasm_split(learning_admin, fallible, preload(fetch))]
fn learning_admin(page: Pages) -> Result<AnyView, LazyViewError> {
    Ok(match page {
        Pages::Lessons => view! { <LessonsPage/> }.into_any(),
        Pages::NewLesson => view! { <NewLessonPage/> }.into_any(),
        Pages::Lesson => view! { <LessonEditorPage/> }.into_any(),
        Pages::Deliveries => view! { <DeliveriesPage/> }.into_any(),
        Pages::NewDelivery => view! { <NewDeliveryPage/> }.into_any(),
        Pages::Confirm => view! { <ConfirmDeliveryPage/> }.into_any(),
        Pages::Delivery => view! { <DeliveryPage/> }.into_any(),
    })
}
