//! The operation log, mails that could not be delivered, and the development mailbox.

mod api;
mod log_page;
mod mailbox_page;
mod pages;
mod undelivered_page;

pub use api::*;
pub use pages::Pages;
