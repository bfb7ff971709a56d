//! The frame around every page: the document, navigation, who is signed in, what is shown when a page can't be.

mod account_page;
pub mod api;
#[cfg(feature = "ssr")]
mod document;
mod frame;
mod help;
mod lost;
mod navigation;
mod outside;
mod signed_in;

pub use account_page::AccountPage;
#[cfg(feature = "ssr")]
pub use document::{Asset, Document, shell};
pub use lost::NotFoundPage;
pub use outside::Outside;
pub use signed_in::{SignedIn, viewer};
