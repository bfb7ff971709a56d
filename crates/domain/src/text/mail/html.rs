//! The HTML half. Mail clients drop most of CSS, so the words stand well without it.

use std::fmt::Write;

use super::{Addressee, Body, Frame};
use crate::text::Locale;

const STYLE: &str = "body{margin:0;background:#f4f6fa;color:#1b2130;font-family:'Hiragino Sans','Noto Sans JP','Yu Gothic UI',Meiryo,sans-serif;line-height:1.7}\
main{max-width:36em;margin:0 auto;padding:24px;background:#fff}\
dt{color:#5b6478;font-size:14px}dd{margin:0 0 8px;font-weight:600}\
blockquote{margin:0;padding:0 0 0 12px;border-left:3px solid #d8dde8}\
.go{display:inline-block;padding:12px 20px;border-radius:8px;background:#24407a;color:#fff;text-decoration:none;font-weight:600}\
.url,footer{color:#5b6478;font-size:14px;overflow-wrap:anywhere}footer{margin-top:24px;border-top:1px solid #d8dde8}";

pub(super) fn document(locale: Locale, frame: &Frame, to: &Addressee, body: &Body) -> String {
    let mut page = String::with_capacity(2_048);
    let link = escape(&body.link);
    // Writing to a String cannot fail.
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        locale.tag(),
        escape(&super::one_line(&body.subject)),
    );
    paragraph(&mut page, &(frame.greeting)(&to.name));
    for text in &body.before {
        paragraph(&mut page, text);
    }
    if !body.facts.is_empty() {
        page.push_str("<dl>\n");
        for (label, value) in &body.facts {
            let _ = writeln!(page, "<dt>{}</dt><dd>{}</dd>", escape(label), escape(value));
        }
        page.push_str("</dl>\n");
    }
    if let Some(message) = &body.message {
        paragraph(&mut page, &(frame.message)(&to.organization));
        page.push_str("<blockquote>\n");
        for text in message.lines() {
            paragraph(&mut page, text);
        }
        page.push_str("</blockquote>\n");
    }
    let _ = writeln!(
        page,
        "<p><a class=\"go\" href=\"{link}\">{}</a></p>\n<p class=\"url\"><a href=\"{link}\">{link}</a></p>",
        escape(body.action),
    );
    for text in &body.after {
        paragraph(&mut page, text);
    }
    page.push_str("<footer>\n");
    for text in &(frame.footer)(&to.organization) {
        paragraph(&mut page, text);
    }
    page.push_str("</footer>\n</main>\n</body>\n</html>\n");
    page
}

fn paragraph(page: &mut String, text: &str) {
    let _ = writeln!(page, "<p>{}</p>", escape(text));
}

/// Text as it stands in HTML, in content and in quoted attributes alike.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // HTML has no other control characters.
            control if control.is_control() && control != '\n' && control != '\t' => {}
            plain => escaped.push(plain),
        }
    }
    escaped
}
