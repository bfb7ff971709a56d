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
mod question_editor;

pub use confirm_delivery_page::ConfirmDeliveryPage;
pub use deliveries_page::{DeliveriesPage, DeliveryTable};
pub use delivery_page::DeliveryPage;
pub use lesson_editor_page::{LessonEditorPage, NewLessonPage};
pub use lessons_page::LessonsPage;
pub use new_delivery_page::NewDeliveryPage;
