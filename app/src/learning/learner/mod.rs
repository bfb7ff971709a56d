//! What learners see: their list, a lesson, its test, the result.

pub mod api;
mod assignment_card;
mod attempt_page;
mod autosave;
mod learn_page;
mod lesson_page;
mod place;
mod result_page;

pub use assignment_card::AssignmentCards;
pub use attempt_page::AttemptPage;
pub use learn_page::LearnPage;
pub use lesson_page::LessonPage;
pub use result_page::ResultPage;
