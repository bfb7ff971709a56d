use super::{Body, Frame, Lesson, Letter};
use crate::text::{Locale, dates, plural};

pub(super) const FRAME: Frame = Frame {
    sender: |organization| format!("{organization} (Yagura)"),
    greeting: |name| format!("Dear {name},"),
    message: |organization| format!("A word from {organization}:"),
    footer: |organization| {
        [
            format!("Sent by Yagura, the security training of {organization}."),
            "Replies to this address are not read. If anything is unclear, ask the person in charge at your organization."
                .to_owned(),
        ]
    },
};

const NOT_YOU: &str =
    "If you did not expect this mail, delete it. No password changes unless the link is used.";

pub(super) fn body(organization: &str, letter: &Letter) -> Body {
    match letter {
        Letter::FirstPassword { link } => Body {
            subject: format!("[{organization}] Set your password"),
            before: vec![
                format!("Your account for the security training of {organization} is ready."),
                "Open the following link and set your password.".to_owned(),
            ],
            facts: Vec::new(),
            message: None,
            action: "Set your password",
            link: link.clone(),
            after: vec![
                "The link works once, within 7 days of being sent. When it is too old, the page behind it sends you a new one."
                    .to_owned(),
                NOT_YOU.to_owned(),
            ],
        },
        Letter::PasswordReset { link } => Body {
            subject: format!("[{organization}] Reset your password"),
            before: vec![
                "Somebody asked to reset your password.".to_owned(),
                "Open the following link and set a new one.".to_owned(),
            ],
            facts: Vec::new(),
            message: None,
            action: "Set a new password",
            link: link.clone(),
            after: vec![
                "The link works once, within 30 minutes of being sent.".to_owned(),
                NOT_YOU.to_owned(),
            ],
        },
        Letter::LessonRequest(lesson) => Body {
            subject: format!("[{organization}] Please take a lesson: {}", lesson.title),
            before: vec![format!("A lesson is waiting for you. {}", please(lesson))],
            after: vec!["If you have already taken it, there is nothing left to do.".to_owned()],
            ..of_lesson(lesson)
        },
        Letter::LessonReminder(lesson) => Body {
            subject: format!("[{organization}] A lesson is still open: {}", lesson.title),
            before: vec![format!("You have not passed this lesson yet. {}", please(lesson))],
            after: vec!["If you have passed it since, please disregard this mail.".to_owned()],
            ..of_lesson(lesson)
        },
    }
}

fn please(lesson: &Lesson) -> &'static str {
    match lesson.due {
        None => "Please take it.",
        Some(_) if lesson.is_overdue => "Its due date has passed: please take it soon.",
        Some(_) => "Please take it in time.",
    }
}

fn of_lesson(lesson: &Lesson) -> Body {
    let mut facts = vec![("Lesson", lesson.title.clone())];
    facts.extend(lesson.minutes.map(|minutes| {
        (
            "Takes",
            format!("about {}", plural(u32::from(minutes), "minute", "minutes")),
        )
    }));
    facts.extend(lesson.due.map(|due| ("Due", dates::due(Locale::En, due))));
    Body {
        subject: String::new(),
        before: Vec::new(),
        facts,
        message: lesson.message.clone(),
        action: "Take the lesson",
        link: lesson.link.clone(),
        after: Vec::new(),
    }
}
