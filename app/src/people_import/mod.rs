//! Bringing in people from a file: choose it, say what its columns are, look at what would happen, confirm, watch (White paper §5).

pub mod api;
mod columns_form;
mod confirm_form;
mod dry_run;
mod import_page;
mod imports_page;
mod pages;
mod upload_form;

pub use pages::Pages;
