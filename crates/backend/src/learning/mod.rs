//! E-learning: lessons and their versions, deliveries, what learners do, what administrators see of it.
//!
//! No learner's unit changes a row that another's changes too: whoever hands in touches their own enrollment and attempt,
//! and progress is counted over an index.

mod attempts;
mod audience;
mod cache;
mod causes;
mod deliveries;
mod export;
mod history;
mod home;
mod lessons;
mod mails;
mod markdown;
mod names;
mod progress;
mod reading;
mod records;
mod remind;
mod start;
mod versions;
mod worker;

pub use attempts::{Save, attempt, hand_in, result, save_answers, start_attempt};
pub use cache::Cache;
pub use deliveries::{
    cancel_delivery, chosen_version, close_delivery, create_delivery, deliveries, new_delivery_id,
    people_options, preview_delivery,
};
pub use export::{RecordsExport, export_records, records_replaced};
pub use history::{PastDelivery, insert_past_delivery};
pub use home::{done_after, home};
pub use lessons::{create_lesson, lesson, lessons, publish_lesson, render_material, save_lesson};
pub use mails::LessonMails;
pub use names::{delivery_names, lesson_titles};
pub use progress::{open_deliveries, people_of, progress};
pub use reading::{lesson_page, save_place};
pub use remind::remind;
pub use worker::work;

/// Texts of the queries that list, for tests that ask the store how it would carry them out.
#[cfg(feature = "testing")]
pub use records::LIST_QUERIES;
