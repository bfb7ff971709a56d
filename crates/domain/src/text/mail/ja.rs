use super::{Body, Frame, Lesson, Letter};
use crate::text::{Locale, dates};

pub(super) const FRAME: Frame = Frame {
    sender: |organization| format!("{organization}(櫓 Yagura)"),
    greeting: |name| format!("{name} 様"),
    message: |organization| format!("{organization}の担当者より"),
    footer: |organization| {
        [
            format!(
                "{organization}の情報セキュリティ教育システム「櫓 Yagura」からお送りしました。"
            ),
            "このメールは送信専用です。ご不明な点は、組織の担当者にお尋ねください。".to_owned(),
        ]
    },
};

const NOT_YOU: &str = "心当たりがない場合は、このメールを破棄してください。リンクを開いて操作しないかぎり、パスワードは変更されません。";

pub(super) fn body(organization: &str, letter: &Letter) -> Body {
    match letter {
        Letter::FirstPassword { link } => Body {
            subject: format!("【{organization}】パスワードを設定してください"),
            before: vec![
                format!("{organization}の情報セキュリティ教育システムのアカウントを発行しました。"),
                "次のリンクを開いて、パスワードを設定してください。".to_owned(),
            ],
            facts: Vec::new(),
            message: None,
            action: "パスワードを設定する",
            link: link.clone(),
            after: vec![
                "このリンクは、送信から7日間、一度だけ使えます。期限が過ぎた場合は、リンク先の画面から新しいリンクを受け取れます。"
                    .to_owned(),
                NOT_YOU.to_owned(),
            ],
        },
        Letter::PasswordReset { link } => Body {
            subject: format!("【{organization}】パスワードの再設定"),
            before: vec![
                "パスワード再設定の依頼を受け付けました。".to_owned(),
                "次のリンクを開いて、新しいパスワードを設定してください。".to_owned(),
            ],
            facts: Vec::new(),
            message: None,
            action: "新しいパスワードを設定する",
            link: link.clone(),
            after: vec![
                "このリンクは、送信から30分間、一度だけ使えます。".to_owned(),
                NOT_YOU.to_owned(),
            ],
        },
        Letter::LessonRequest(lesson) => Body {
            subject: format!("【{organization}】受講依頼: {}", lesson.title),
            before: vec![format!("次のレッスンが配信されました。{}", please(lesson))],
            after: vec!["すでに受講を終えられている場合、ご対応は不要です。".to_owned()],
            ..of_lesson(lesson)
        },
        Letter::LessonReminder(lesson) => Body {
            subject: format!("【{organization}】受講がまだ終わっていません: {}", lesson.title),
            before: vec![format!("次のレッスンにまだ合格していません。{}", please(lesson))],
            after: vec!["行き違いで受講を終えられている場合は、ご容赦ください。".to_owned()],
            ..of_lesson(lesson)
        },
    }
}

fn please(lesson: &Lesson) -> &'static str {
    match lesson.due {
        None => "受講してください。",
        Some(_) if lesson.is_overdue => "期限を過ぎています。早めに受講してください。",
        Some(_) => "期限までに受講してください。",
    }
}

fn of_lesson(lesson: &Lesson) -> Body {
    let mut facts = vec![("レッスン", lesson.title.clone())];
    facts.extend(
        lesson
            .minutes
            .map(|minutes| ("所要時間", format!("約{minutes}分"))),
    );
    facts.extend(lesson.due.map(|due| ("期限", dates::due(Locale::Ja, due))));
    Body {
        subject: String::new(),
        before: Vec::new(),
        facts,
        message: lesson.message.clone(),
        action: "受講する",
        link: lesson.link.clone(),
        after: Vec::new(),
    }
}
