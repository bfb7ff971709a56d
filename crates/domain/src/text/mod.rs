//! Every word people read. One typed struct a feature, one constant a language: a missing word does not compile.
//!
//! A feature's file holds `pub struct XxxText { pub heading: &'static str, … }` and the constants `JA` and `EN`.
//! A sentence with a value in it is a function pointer, so that each language builds it its own way:
//!
//! ```
//! pub struct GroupsText {
//!     pub members: fn(u32) -> String,
//! }
//! pub const JA: GroupsText = GroupsText { members: |n| format!("{n}人") };
//! pub const EN: GroupsText = GroupsText { members: |n| domain::text::plural(n, "person", "people") };
//! assert_eq!((EN.members)(1), "1 person");
//! ```

pub mod access;
mod apart;
pub mod audit;
pub mod common;
pub mod dates;
pub mod edge;
pub mod errors;
pub mod groups;
pub mod help;
pub mod learning;
mod locale;
#[cfg(feature = "server")]
pub mod mail;
pub mod people;
pub mod people_import;

pub use apart::{Apart, Bilingual};
pub use locale::{Locale, UnknownLocale};

/// All words of one language.
#[derive(Debug)]
pub struct Text {
    pub locale: Locale,
    pub access: access::AccessText,
    pub audit: Apart<audit::AuditText>,
    pub common: common::CommonText,
    pub edge: edge::EdgeText,
    pub errors: errors::ErrorsText,
    pub groups: Apart<groups::GroupsText>,
    pub help: help::HelpText,
    pub people: Apart<people::PeopleText>,
    pub learning: learning::LearningText,
    pub people_import: Apart<people_import::PeopleImportText>,
}

static JA: Text = Text {
    locale: Locale::Ja,
    access: access::JA,
    audit: Apart::new(Locale::Ja),
    common: common::JA,
    edge: edge::JA,
    errors: errors::JA,
    groups: Apart::new(Locale::Ja),
    help: help::JA,
    people: Apart::new(Locale::Ja),
    learning: learning::JA,
    people_import: Apart::new(Locale::Ja),
};

static EN: Text = Text {
    locale: Locale::En,
    access: access::EN,
    audit: Apart::new(Locale::En),
    common: common::EN,
    edge: edge::EN,
    errors: errors::EN,
    groups: Apart::new(Locale::En),
    help: help::EN,
    people: Apart::new(Locale::En),
    learning: learning::EN,
    people_import: Apart::new(Locale::En),
};

/// The words of a language.
pub const fn text(locale: Locale) -> &'static Text {
    match locale {
        Locale::Ja => &JA,
        Locale::En => &EN,
    }
}

/// `1 person`, `1,200 people`: an English count with the right form of its noun.
pub fn plural(n: u32, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A number with commas between thousands, as both languages write it.
pub fn grouped(n: u32) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (n, wanted) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (10_000_000, "10,000,000"),
        ] {
            assert_eq!(grouped(n), wanted);
        }
        assert_eq!(plural(1, "person", "people"), "1 person");
        assert_eq!(plural(1200, "person", "people"), "1,200 people");
    }

    #[test]
    fn each_language_has_its_own_words() {
        for locale in Locale::ALL {
            assert_eq!(text(locale).locale, locale);
        }
        assert_eq!((text(Locale::Ja).common.results)(2000), "2,000件");
        assert_eq!((text(Locale::En).common.results)(1), "1 result");
    }
}
