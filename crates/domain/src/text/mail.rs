//! The mails people receive, in both languages: subject, plain text and HTML of the same words.
//!
//! Nothing here is stored: a mail is rendered when it leaves, in the person's language, and forgotten.
//! Every link also stands written out, so that people can see where it leads before they follow it.

mod en;
mod html;
mod ja;

use super::Locale;
use crate::time::Day;

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Letter {
    /// A link to set the first password; good for seven days from sending (W7.1).
    FirstPassword { link: String },
    /// A link to set a new password; good for 30 minutes from sending (W7.3).
    PasswordReset { link: String },
    /// A lesson has been delivered.
    LessonRequest(Lesson),
    /// The lesson has not been passed yet.
    LessonReminder(Lesson),
}

/// A delivered lesson, as its mails name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    pub title: String,
    /// How long it takes, in minutes.
    pub minutes: Option<u16>,
    /// The last day; it lasts until 24:00 in Japan.
    pub due: Option<Day>,
    /// That day is over.
    pub is_overdue: bool,
    /// What the administrator wrote to go with it; may have several lines.
    pub message: Option<String>,
    pub link: String,
}

/// To whom it goes, and from whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// Full name, without an honorific.
    pub name: String,
    pub organization: String,
}

/// A mail ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The sender's name: the organisation's, and the product's.
    pub sender: String,
    /// One line.
    pub subject: String,
    pub plain: String,
    /// A whole document; nothing people wrote is markup in it.
    pub html: String,
}

/// A mail's words between greeting and footer.
struct Body {
    subject: String,
    /// Paragraphs before the link.
    before: Vec<String>,
    /// Label and value, one under the other.
    facts: Vec<(&'static str, String)>,
    /// What somebody of the organisation wrote.
    message: Option<String>,
    /// What the link does.
    action: &'static str,
    link: String,
    /// Paragraphs after the link.
    after: Vec<String>,
}

/// One language's frame around every mail.
struct Frame {
    sender: fn(&str) -> String,
    greeting: fn(&str) -> String,
    message: fn(&str) -> String,
    footer: fn(&str) -> [String; 2],
}

/// The mail in the words of `locale`.
pub fn render(locale: Locale, to: &Addressee, letter: &Letter) -> Rendered {
    let (frame, body) = match locale {
        Locale::Ja => (&ja::FRAME, ja::body(&to.organization, letter)),
        Locale::En => (&en::FRAME, en::body(&to.organization, letter)),
    };
    Rendered {
        sender: one_line(&(frame.sender)(&to.organization)),
        subject: one_line(&body.subject),
        plain: plain(frame, to, &body),
        html: html::document(locale, frame, to, &body),
    }
}

/// Names may hold what a header must not.
fn one_line(text: &str) -> String {
    text.split(char::is_control)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn plain(frame: &Frame, to: &Addressee, body: &Body) -> String {
    let mut blocks = vec![(frame.greeting)(&to.name), body.before.join("\n")];
    if !body.facts.is_empty() {
        let lines: Vec<_> = body
            .facts
            .iter()
            .map(|(label, value)| format!("{label}: {value}"))
            .collect();
        blocks.push(lines.join("\n"));
    }
    if let Some(message) = &body.message {
        let quoted: Vec<_> = message.lines().map(|line| format!("> {line}")).collect();
        blocks.push(format!(
            "{}\n{}",
            (frame.message)(&to.organization),
            quoted.join("\n")
        ));
    }
    blocks.push(format!("{}\n{}", body.action, body.link));
    blocks.push(body.after.join("\n"));
    blocks.push(format!(
        "--\n{}",
        (frame.footer)(&to.organization).join("\n")
    ));
    blocks.retain(|block| !block.is_empty());
    let mut text = blocks.join("\n\n");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests;
