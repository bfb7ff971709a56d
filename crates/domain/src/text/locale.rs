//! The two languages people read.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The language of a page, a mail or a file. Its text form (`ja`, `en`) is stored and stands in `<html lang>`: never rename one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    #[default]
    Ja,
    En,
}

/// The text was not `ja` or `en`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language of ours")]
pub struct UnknownLocale;

impl Locale {
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// The language tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The language's name in itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Ja => "日本語",
            Self::En => "English",
        }
    }

    /// The language a browser asks for in `Accept-Language` (RFC 9110 §12.5.4): of ours, the one with the highest
    /// weight, the earlier of two equals. `None` when it asks for neither.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for range in header.split(',').take(32) {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let primary = tag.split('-').next().unwrap_or_default();
            let Ok(locale) = primary.to_ascii_lowercase().parse() else {
                continue;
            };
            let weight = parts
                .find_map(|p| p.trim().strip_prefix("q="))
                .map_or(Some(1000), thousandths)
                .unwrap_or(0);
            if weight > 0 && best.is_none_or(|(top, _)| weight > top) {
                best = Some((weight, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }
}

impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(text: &str) -> Result<Self, UnknownLocale> {
        Self::ALL
            .into_iter()
            .find(|locale| locale.tag() == text)
            .ok_or(UnknownLocale)
    }
}

/// A quality value `0`, `0.5`, `1.000` in thousandths.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: u16 = whole.parse().ok().filter(|w| *w <= 1)?;
    let fraction: u16 = format!("{fraction:0<3}").parse().ok()?;
    Some((whole * 1000 + fraction).min(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_weights_decide_the_language() {
        for (header, wanted) in [
            ("ja", Some(Locale::Ja)),
            ("ja-JP,ja;q=0.9,en;q=0.8", Some(Locale::Ja)),
            ("en-GB;q=0.4, ja;q=0.7", Some(Locale::Ja)),
            ("en;q=0.7,ja;q=0.7", Some(Locale::En)),
            ("fr,de;q=0.9,EN;q=0.1", Some(Locale::En)),
            ("ja;q=0", None),
            ("fr", None),
            ("", None),
            ("ja;q=9,en;q=x", None),
        ] {
            assert_eq!(Locale::from_accept_language(header), wanted, "{header:?}");
        }
    }

    #[test]
    fn tags_are_read_back() {
        for locale in Locale::ALL {
            assert_eq!(locale.tag().parse(), Ok(locale));
        }
        assert_eq!("de".parse::<Locale>(), Err(UnknownLocale));
    }
}
