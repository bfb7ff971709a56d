//! What authors and administrators see: lessons, deliveries, progress.

pub mod api;
mod confirm_delivery_page;
mod deliveries_page;
mod delivery_form;
mod delivery_page;
mod delivery_people;
mod lesson_editor_page;
mod lesson_form;
mod lessons_page;
mod new_delivery_page;
mod pages;
mod question_editor;

pub use deliveries_page::DeliveryTable;
pub use pages::Pages;
