//! Words of e-learning.

mod author;
mod deliveries;
mod learner;
pub(super) mod timing;

pub use author::AuthorText;
pub use deliveries::DeliveriesText;
pub use learner::LearnerText;
pub use timing::TimingText;

use super::{Apart, Locale, grouped, plural};
use crate::learning::{DeliveryState, EnrollmentState};

/// What a call-out in a material is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callout {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

#[derive(Debug)]
pub struct LearningText {
    /// Title of a call-out.
    #[cfg(feature = "server")]
    pub callout: fn(Callout) -> &'static str,
    #[cfg(feature = "server")]
    pub record: RecordText,
    pub enrollment_state: fn(EnrollmentState) -> &'static str,
    pub delivery_state: fn(DeliveryState) -> &'static str,
    pub overdue: &'static str,
    pub questions: fn(u32) -> String,
    pub points: fn(u32) -> String,
    /// The two choices of a right-or-wrong question.
    pub true_word: &'static str,
    pub false_word: &'static str,
    pub author: Apart<AuthorText>,
    pub deliveries: Apart<DeliveriesText>,
    pub learner: LearnerText,
}

/// Words of the record as CSV.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct RecordText {
    /// Number, name, groups, lesson, delivery, delivered, due, started, completed, state, attempts, best score, pass score, passed.
    pub headings: [&'static str; 14],
    /// The state, and whether it is late.
    pub state: fn(EnrollmentState, bool) -> &'static str,
}

pub const JA: LearningText = LearningText {
    #[cfg(feature = "server")]
    callout: |callout| match callout {
        Callout::Note => "補足",
        Callout::Tip => "ヒント",
        Callout::Important => "重要",
        Callout::Warning => "注意",
        Callout::Caution => "警告",
    },
    #[cfg(feature = "server")]
    record: RecordText {
        headings: [
            "識別ID(社員番号・ログインID・メールアドレス)",
            "氏名",
            "グループ",
            "レッスン",
            "配信名",
            "配信日時(JST)",
            "期限(JST)",
            "受講開始日時(JST)",
            "修了日時(JST)",
            "受講状況",
            "受験回数",
            "最高得点(%)",
            "合格点(%)",
            "合格日時(JST)",
        ],
        state: |state, is_overdue| match (state, is_overdue) {
            (EnrollmentState::NotStarted, false) => "未受講",
            (EnrollmentState::NotStarted, true) => "未受講(期限超過)",
            (EnrollmentState::InProgress, false) => "受講中",
            (EnrollmentState::InProgress, true) => "受講中(期限超過)",
            (EnrollmentState::Failed, false) => "不合格",
            (EnrollmentState::Failed, true) => "不合格(期限超過)",
            (EnrollmentState::Passed, _) => "合格",
        },
    },
    enrollment_state: |state| match state {
        EnrollmentState::NotStarted => "未受講",
        EnrollmentState::InProgress => "受講中",
        EnrollmentState::Failed => "不合格",
        EnrollmentState::Passed => "合格",
    },
    delivery_state: |state| match state {
        DeliveryState::Scheduled => "予約済み",
        DeliveryState::Starting => "配信準備中",
        DeliveryState::Open => "配信中",
        DeliveryState::Closed => "終了",
        DeliveryState::Cancelled => "取り消し済み",
    },
    overdue: "期限超過",
    questions: |n| format!("{}問", grouped(n)),
    points: |n| format!("{}点", grouped(n)),
    true_word: "正しい",
    false_word: "誤り",
    author: Apart::new(Locale::Ja),
    deliveries: Apart::new(Locale::Ja),
    learner: learner::JA,
};

pub const EN: LearningText = LearningText {
    #[cfg(feature = "server")]
    callout: |callout| match callout {
        Callout::Note => "Note",
        Callout::Tip => "Tip",
        Callout::Important => "Important",
        Callout::Warning => "Caution",
        Callout::Caution => "Warning",
    },
    #[cfg(feature = "server")]
    record: RecordText {
        headings: [
            "ID (employee number / login ID / e-mail)",
            "Name",
            "Groups",
            "Lesson",
            "Delivery",
            "Delivered (JST)",
            "Due (JST)",
            "First started (JST)",
            "Completed (JST)",
            "State",
            "Attempts",
            "Best score (%)",
            "Pass score (%)",
            "Passed (JST)",
        ],
        state: |state, is_overdue| match (state, is_overdue) {
            (EnrollmentState::NotStarted, false) => "Not started",
            (EnrollmentState::NotStarted, true) => "Not started (overdue)",
            (EnrollmentState::InProgress, false) => "In progress",
            (EnrollmentState::InProgress, true) => "In progress (overdue)",
            (EnrollmentState::Failed, false) => "Not passed",
            (EnrollmentState::Failed, true) => "Not passed (overdue)",
            (EnrollmentState::Passed, _) => "Passed",
        },
    },
    enrollment_state: |state| match state {
        EnrollmentState::NotStarted => "Not started",
        EnrollmentState::InProgress => "In progress",
        EnrollmentState::Failed => "Not passed",
        EnrollmentState::Passed => "Passed",
    },
    delivery_state: |state| match state {
        DeliveryState::Scheduled => "Scheduled",
        DeliveryState::Starting => "Starting",
        DeliveryState::Open => "Open",
        DeliveryState::Closed => "Ended",
        DeliveryState::Cancelled => "Withdrawn",
    },
    overdue: "Overdue",
    questions: |n| plural(n, "question", "questions"),
    points: |n| plural(n, "point", "points"),
    true_word: "True",
    false_word: "False",
    author: Apart::new(Locale::En),
    deliveries: Apart::new(Locale::En),
    learner: learner::EN,
};
