//! When a reminder leaves, in words: where deliveries are planned, and in the operation log.

use super::plural;
use crate::learning::{Anchor, Reminder};

/// A language's words for it.
#[derive(Debug)]
pub struct TimingText {
    pub at_hour: fn(u8) -> String,
    pub day: fn(Anchor, u16) -> String,
}

impl TimingText {
    /// 「期限の3日前 10時」
    pub fn reminder(&self, reminder: Reminder) -> String {
        let day = (self.day)(reminder.anchor(), reminder.days());
        format!("{day} {}", (self.at_hour)(reminder.hour()))
    }
}

pub const JA: TimingText = TimingText {
    at_hour: |hour| format!("{hour}時"),
    day: |anchor, days| match (anchor, days) {
        (Anchor::AfterStart, n) => format!("配信の{n}日後"),
        (Anchor::BeforeDue, 0) => "期限の当日".to_owned(),
        (Anchor::BeforeDue, n) => format!("期限の{n}日前"),
        (Anchor::AfterDue, n) => format!("期限の{n}日後"),
    },
};

pub const EN: TimingText = TimingText {
    at_hour: |hour| format!("{hour:02}:00"),
    day: |anchor, days| match (anchor, days) {
        (Anchor::AfterStart, n) => format!("{} after delivery", plural(n.into(), "day", "days")),
        (Anchor::BeforeDue, 0) => "On the due date".to_owned(),
        (Anchor::BeforeDue, n) => {
            format!("{} before the due date", plural(n.into(), "day", "days"))
        }
        (Anchor::AfterDue, n) => format!("{} after the due date", plural(n.into(), "day", "days")),
    },
};
