//! The operation log as its page shows it (white paper §12, §16).

use serde::{Deserialize, Serialize};

use crate::id::Id;

/// Marker for [`Id`]s of log entries.
#[derive(Debug)]
pub enum Entry {}

/// What the log is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogFilter {
    /// Text form of an event.
    pub event: Option<String>,
}

/// One page of the log, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPage {
    pub entries: Vec<LogEntry>,
    /// Where the next page begins; none on the last one.
    pub next: Option<Id<Entry>>,
}

/// What happened once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    pub id: Id<Entry>,
    /// Its number in the organisation's log; none in the seconds before it is numbered.
    pub number: Option<u64>,
    /// When the server did it; Unix milliseconds.
    pub at: u64,
    /// Text form; its words are in `domain::text::audit`.
    pub event: String,
    pub result: LogResult,
    pub actor: LogActor,
    /// What it was done to, where that has a name.
    pub subject: Option<LogSubject>,
    /// Codes, counts and roles; of one person among several, the name.
    pub details: Vec<(String, String)>,
    /// The client's address; none when the person behind it was deleted.
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

/// What something was done to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogSubject {
    /// A person, group, lesson or delivery, as it is called now.
    Named(String),
    /// Somebody who was deleted since.
    DeletedPerson,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogResult {
    Done,
    Denied,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogActor {
    /// A worker, or the operator's command line.
    System,
    /// By name.
    Person(String),
    /// Somebody who was deleted since.
    Deleted,
}

/// A mail that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    pub id: Id<DeadLetter>,
    /// Text form of the kind of mail.
    pub kind: String,
    /// None when the person was deleted.
    pub name: Option<String>,
    pub address: Option<String>,
    /// What the mail server said; none when nobody can read it any more.
    pub failure: Option<String>,
    /// Unix milliseconds.
    pub at: u64,
}

/// A mail of the development mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMail {
    /// Counts up from 1, in the order of arrival.
    pub number: u64,
    /// Unix milliseconds.
    pub at: u64,
    pub message_id: String,
    pub from: String,
    pub to: String,
    pub subject: String,
    pub plain: String,
    pub html: String,
}
