//! The words of the page at hand.

pub use domain::text::{Locale, Text, dates, grouped, plural, text};
use leptos::prelude::use_context;

/// The page's language, as the server chose it. The browser reads it back from `<html lang>`, so that both render alike.
pub fn locale() -> Locale {
    use_context().unwrap_or_default()
}

/// All words in the page's language.
pub fn words() -> &'static Text {
    text(locale())
}
