//! One form for texts that mean the same, used inside search keys only: what people gave is stored as they gave it.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// NFKC. Most texts have that form already, and looking costs a tenth of making it.
fn nfkc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

/// Outer blanks trimmed, NFKC, lower case, NFKC again (lower case can leave a sequence that composes).
fn folded(text: &str) -> String {
    let lower = nfkc(text).to_lowercase();
    nfkc(&lower).trim().to_owned()
}

/// An address: [`folded`], with the domain in its ASCII form (IDNA, UTS #46), so that `例え.jp` and `xn--r8jz45g.jp` are one.
///
/// The part before the `@` is folded too. RFC 5321 §2.4 lets a server tell `Taro@` from `taro@`; no mail service in use does,
/// and people type both.
pub fn email(address: &str) -> String {
    let folded = folded(address);
    match folded.rsplit_once('@') {
        Some((local, domain)) => {
            let end = |character: char| character == '.' || character.is_whitespace();
            let domain = domain.trim_end_matches(end);
            let ascii = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
            format!("{local}@{}", ascii.trim_end_matches(end))
        }
        None => folded,
    }
}

/// A login id: [`folded`], so that `ＡＢ１２` typed on a Japanese keyboard finds `ab12`.
pub fn login_id(id: &str) -> String {
    folded(id)
}

/// An employee number: [`folded`]. Leading zeros count: `0042` and `42` are two people's.
pub fn employee_number(number: &str) -> String {
    folded(number)
}

/// A group's name: [`folded`], inner blanks of any kind and number as one space.
pub fn group_name(name: &str) -> String {
    folded(name)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// An organisation's code: [`folded`].
pub fn organization_code(code: &str) -> String {
    folded(code)
}

/// A text to search by, or to search in: NFKC, lower case, katakana for hiragana, no blanks,
/// so that `たかはし` and `ﾀｶﾊｼ` find `タカハシ`.
pub fn search(text: &str) -> String {
    let katakana: String = folded(text)
        .chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => {
                char::from_u32(u32::from(character) + 0x60).unwrap_or(character)
            }
            other => other,
        })
        .collect();
    nfkc(&katakana).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_address_in_many_spellings() {
        for spelling in [
            "taro@example.co.jp",
            "  Taro@Example.CO.JP ",
            "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ",
            "taro@example.co.jp.",
            "\u{3000}taro@example.co.jp\u{3000}",
        ] {
            assert_eq!(email(spelling), "taro@example.co.jp", "{spelling}");
        }
        assert_eq!(email("a@例え.JP"), email("a@xn--r8jz45g.jp"));
        assert_eq!(email("a@é\u{85}."), "a@xn--9ca");
        assert_ne!(email("taro@example.jp"), email("jiro@example.jp"));
    }

    #[test]
    fn a_number_keeps_its_zeros() {
        assert_eq!(employee_number(" ００４２ "), "0042");
        assert_ne!(employee_number("0042"), employee_number("42"));
    }

    #[test]
    fn groups_that_read_alike_are_one() {
        assert_eq!(group_name("Sales　 Team"), group_name("ｓａｌｅｓ team "));
        assert_ne!(group_name("営業一部"), group_name("営業二部"));
    }

    #[test]
    fn kana_of_either_kind_and_width_find_each_other() {
        assert_eq!(search("たかはし"), search("ﾀｶﾊｼ"));
        assert_eq!(search("ｶﾞﾘｭｳ"), "ガリュウ");
        assert_eq!(search("高橋 太郎"), search("高橋\u{3000}太郎"));
        // Names that only look alike stay apart.
        assert_ne!(search("髙橋"), search("高橋"));
    }

    proptest! {
        #[test]
        fn looking_first_changes_nothing(text in "([a-zA-Zａ-ｚｱ-ﾝぁ-んァ-ヶ\u{300}-\u{345}가-힣Ⅰ-Ⅻ㍻ ]|.){0,20}") {
            let all: String = text.nfkc().collect();
            prop_assert_eq!(nfkc(&text), all);
        }

        #[test]
        fn normalising_twice_changes_nothing(text in ".{0,40}") {
            for normal in [email, login_id, employee_number, group_name, organization_code, search] {
                let once = normal(&text);
                prop_assert_eq!(normal(&once), once);
            }
        }
    }
}
