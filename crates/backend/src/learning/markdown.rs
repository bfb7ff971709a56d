//! Materials: Markdown as authors write it, HTML as readers get it.
//!
//! HTML in the Markdown is shown as text, and what comes out is cleaned once more when it is written and whenever it is read:
//! known elements, our own classes, links to the web and to mail addresses. No images, styles or scripts (CSP).

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use domain::text::{Locale, learning::Callout, text};
use pulldown_cmark::{
    BlockQuoteKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html,
};

/// The HTML of a material. Headings begin at the second level, under the page's own, and carry `section-1`, `section-2` … as ids.
pub(super) fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM;
    let words = text(language_of(markdown)).learning.callout;
    let mut section = 0_u32;
    let mut callouts = Vec::new();
    let events = Parser::new_ext(markdown, options).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::Start(Tag::Heading { level, .. }) => {
            section += 1;
            Event::Start(Tag::Heading {
                level: lower(level),
                id: Some(CowStr::from(format!("section-{section}"))),
                classes: Vec::new(),
                attrs: Vec::new(),
            })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        Event::Start(Tag::BlockQuote(kind)) => {
            callouts.push(kind.is_some());
            match kind.map(callout) {
                None => Event::Start(Tag::BlockQuote(None)),
                Some((callout, class)) => Event::Html(CowStr::from(format!(
                    "<div class=\"callout {class}\"><p class=\"callout-title\">{}</p>",
                    words(callout)
                ))),
            }
        }
        Event::End(TagEnd::BlockQuote(_)) => {
            if callouts.pop() == Some(true) {
                Event::Html(CowStr::from("</div>\n"))
            } else {
                Event::End(TagEnd::BlockQuote(None))
            }
        }
        other => other,
    });
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events);
    clean(&out)
}

/// The HTML without anything that is not allowed in a material.
pub(super) fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "div",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    let classes = [
        "callout",
        "callout-note",
        "callout-success",
        "callout-warning",
        "callout-danger",
    ];
    let mut attributes = HashMap::from([
        ("a", HashSet::from(["href"])),
        ("ol", HashSet::from(["start"])),
    ]);
    for heading in ["h2", "h3", "h4", "h5", "h6"] {
        attributes.insert(heading, HashSet::from(["id"]));
    }
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(tags))
        .tag_attributes(attributes)
        .allowed_classes(HashMap::from([
            ("div", HashSet::from(classes)),
            ("p", HashSet::from(["callout-title"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .attribute_filter(|_, attribute, value| {
            // An id of ours cannot meet one of the page.
            (attribute != "id" || value.starts_with("section-")).then(|| value.into())
        })
        .link_rel(Some("noopener noreferrer"));
    builder
});

const fn callout(kind: BlockQuoteKind) -> (Callout, &'static str) {
    match kind {
        BlockQuoteKind::Note => (Callout::Note, "callout-note"),
        BlockQuoteKind::Tip => (Callout::Tip, "callout-success"),
        BlockQuoteKind::Important => (Callout::Important, "callout-warning"),
        BlockQuoteKind::Warning => (Callout::Warning, "callout-warning"),
        BlockQuoteKind::Caution => (Callout::Caution, "callout-danger"),
    }
}

const fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

/// A call-out is titled in the material's language, not in its reader's.
fn language_of(markdown: &str) -> Locale {
    let is_japanese = |c: char| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}');
    if markdown.chars().any(is_japanese) {
        Locale::Ja
    } else {
        Locale::En
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn headings_lists_tables_and_callouts_come_through() {
        let html = to_html(
            "# はじめに\n\n1. 確かめる\n2. 知らせる\n\n|件名|差出人|\n|---|---|\n|請求書|不明|\n\n> [!WARNING]\n> 開かない\n\n> 引用\n",
        );
        for part in [
            "<h2 id=\"section-1\">はじめに</h2>",
            "<ol>\n<li>確かめる</li>",
            "<th>件名</th>",
            "<td>請求書</td>",
            "<div class=\"callout callout-warning\"><p class=\"callout-title\">注意</p>",
            "<blockquote>\n<p>引用</p>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(
            to_html("> [!TIP]\n> ask").contains("callout-success\"><p class=\"callout-title\">Tip")
        );
    }

    #[test]
    fn html_in_the_markdown_is_shown_not_run() {
        let html = to_html("<script>alert(1)</script>\n\na <img src=x onerror=alert(1)> b\n");
        assert!(!html.contains("<script") && !html.contains("<img"));
        assert!(html.contains("&lt;script&gt;"));
    }

    #[test]
    fn links_lead_to_the_web_and_nowhere_else() {
        let html = to_html(
            "[a](https://www.ipa.go.jp/) [b](javascript:alert(1)) [c](/people) [d](data:text/html,x) ![e](https://x.jp/p.png)",
        );
        assert!(
            html.contains("<a href=\"https://www.ipa.go.jp/\" rel=\"noopener noreferrer\">a</a>")
        );
        for refused in ["javascript:", "data:", "/people", "<img", "p.png"] {
            assert!(!html.contains(refused), "{refused} in {html}");
        }
    }

    #[test]
    fn what_was_tampered_with_in_the_store_is_cleaned_when_it_is_read() {
        let html = clean(
            "<h2 id=\"section-1\" onclick=\"x()\">a</h2><p style=\"color:red\" class=\"toast callout-title\" id=\"main\">b</p>",
        );
        assert_eq!(
            html,
            "<h2 id=\"section-1\">a</h2><p class=\"callout-title\">b</p>"
        );
    }

    proptest! {
        #[test]
        fn nothing_written_runs_and_cleaning_again_changes_nothing(text in "[<>a-z\"'=/#>|\\-\\[\\]()!: \n&;]{0,200}") {
            let html = to_html(&text);
            prop_assert!(!html.contains("<script") && !html.contains("<iframe") && !html.contains(" style="));
            prop_assert_eq!(clean(&html), html);
        }
    }
}
