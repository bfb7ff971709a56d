//! The operation log, mails that could not be delivered, and the development mailbox.

mod api;
mod log_page;
mod mailbox_page;
mod undelivered_page;

pub use api::*;
pub use log_page::LogPage;
pub use mailbox_page::{MailPage, MailboxPage};
pub use undelivered_page::UndeliveredPage;
