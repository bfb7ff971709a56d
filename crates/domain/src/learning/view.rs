//! What pages show: decrypted, sized to the page, with nothing it does not show. Times are Unix milliseconds.

use serde::{Deserialize, Serialize};

use super::{
    AnswerSheet, Attempt, Delivery, DeliveryState, Enrollment, EnrollmentState, Lesson,
    LessonContent, LessonVersion, QuestionKind, Reminder, Standing,
};
use crate::{id::Id, people::Person, time::Day};

/// Whether a lesson can be delivered, and whether what is delivered is what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LessonState {
    /// Never published.
    Draft,
    /// The newest version is what is written.
    Published,
    /// Changed since its newest version.
    Changed,
}

/// A lesson as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonRow {
    pub id: Id<Lesson>,
    pub title: String,
    pub category: Option<String>,
    pub minutes: u16,
    pub questions: u16,
    pub state: LessonState,
    pub updated_at: u64,
    /// The newest version, which can be delivered.
    pub version: Option<Id<LessonVersion>>,
}

/// A lesson in its editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonDraft {
    pub id: Id<Lesson>,
    /// Saving names the revision it changes.
    pub rev: u32,
    pub content: LessonContent,
    pub state: LessonState,
    pub updated_at: u64,
    pub version: Option<VersionRow>,
}

/// A published version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    pub id: Id<LessonVersion>,
    /// Counts from 1.
    pub number: u32,
    pub published_at: u64,
}

/// How many people of a delivery are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub not_started: u32,
    pub in_progress: u32,
    pub failed: u32,
    pub passed: u32,
}

impl Counts {
    /// Everyone.
    pub const fn total(self) -> u32 {
        self.not_started + self.in_progress + self.failed + self.passed
    }

    /// Everyone who still has to pass.
    pub const fn open(self) -> u32 {
        self.total() - self.passed
    }

    /// Percent who passed, rounded down; 0 of nobody.
    pub fn percent(self) -> u32 {
        (self.passed * 100).checked_div(self.total()).unwrap_or(0)
    }
}

/// A delivery as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRow {
    pub id: Id<Delivery>,
    /// Its own name, or the lesson's title.
    pub name: String,
    pub lesson: String,
    pub state: DeliveryState,
    pub starts_at: u64,
    pub due_on: Option<Day>,
    pub is_overdue: bool,
    pub counts: Counts,
}

/// A delivery with how it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub delivery: DeliveryRow,
    pub version_number: u32,
    pub pass_score: u16,
    pub message: Option<String>,
    pub sends_request: bool,
    pub reminders: Vec<ReminderRow>,
    /// People who passed, by day in Japan, oldest first; days without any are left out.
    pub passed_by_day: Vec<(Day, u32)>,
}

/// A reminder of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderRow {
    /// None for one that an administrator sent by hand.
    pub reminder: Option<Reminder>,
    pub at: u64,
    /// Its mails were handed to the outbox.
    pub is_done: bool,
}

/// Which people of a delivery are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressFilter {
    pub state: Option<EnrollmentState>,
    pub group: Option<Id<crate::people::Group>>,
    /// Part of a name or number.
    pub search: String,
}

/// One person of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressPerson {
    pub enrollment: Id<Enrollment>,
    pub person: Id<Person>,
    /// `None` for someone who was deleted.
    pub name: Option<String>,
    pub kana: String,
    pub standing: Standing,
    pub is_overdue: bool,
}

/// One thing to learn, as its learner's home shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    pub enrollment: Id<Enrollment>,
    pub delivery: Id<Delivery>,
    pub title: String,
    pub category: Option<String>,
    pub minutes: u16,
    pub questions: u16,
    pub standing: Standing,
    pub due_on: Option<Day>,
    pub is_overdue: bool,
    /// An attempt that was begun and not handed in.
    pub open_attempt: Option<Id<Attempt>>,
    /// Attempts that are left; `None` for as many as one likes.
    pub attempts_left: Option<u16>,
}

impl Assignment {
    /// Whether the test can be begun, or gone on with.
    pub fn may_begin(&self) -> bool {
        self.open_attempt.is_some() || self.attempts_left != Some(0)
    }
}

/// A learner's home: what needs doing first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnerHome {
    /// Late ones, then by due date, then newest first.
    pub to_do: Vec<Assignment>,
    /// Passed ones, newest delivery first, at most 20; the rest is a page away.
    pub done: Vec<Assignment>,
}

/// A lesson as its learner reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonPage {
    pub assignment: Assignment,
    pub html: String,
    pub pass_score: u16,
    pub attempts_allowed: Option<u16>,
    /// Percent of the material that was scrolled past when it was left.
    pub place: u16,
    /// The delivery was ended: reading only.
    pub is_closed: bool,
    /// The newest attempt that was handed in.
    pub last_attempt: Option<Id<Attempt>>,
}

/// A question as it is asked. Nothing in it tells which choice is right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedQuestion {
    pub kind: QuestionKind,
    pub body: String,
    /// In the drawn order; empty texts for right-or-wrong questions.
    pub choices: Vec<String>,
    pub points: u16,
    /// Positions chosen so far.
    pub chosen: Vec<u16>,
}

/// An attempt that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptPage {
    pub attempt: Id<Attempt>,
    pub enrollment: Id<Enrollment>,
    pub title: String,
    /// Counts from 1.
    pub number: u16,
    pub attempts_allowed: Option<u16>,
    pub pass_score: u16,
    pub questions: Vec<AskedQuestion>,
    /// Handed in already: there is a result to look at.
    pub is_handed_in: bool,
    pub saved: Saved,
}

/// Which answers of an attempt are kept. Numbers only grow, whoever saves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// 0 before anything was saved.
    pub number: u32,
    /// The page that saved them.
    pub by: Option<Id<AnswerSheet>>,
    /// The page that is shown now.
    pub page: Id<AnswerSheet>,
}

/// A choice with what was right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedChoice {
    pub text: String,
    pub is_chosen: bool,
    pub is_right: bool,
}

/// A question with what was right and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedQuestion {
    pub kind: QuestionKind,
    pub body: String,
    pub choices: Vec<MarkedChoice>,
    pub is_right: bool,
    pub points: u16,
    pub explanation: String,
}

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a claim of its own that the page shows; no two of them are one state"
)]
pub struct ResultPage {
    pub attempt: Id<Attempt>,
    pub enrollment: Id<Enrollment>,
    pub title: String,
    pub number: u16,
    /// Percent.
    pub score: u16,
    pub pass_score: u16,
    pub is_passed: bool,
    /// The lesson is completed, by this attempt or an earlier one.
    pub is_completed: bool,
    pub handed_in_at: u64,
    pub questions: Vec<MarkedQuestion>,
    /// Another attempt may be begun.
    pub may_retry: bool,
    /// The delivery was ended: nothing can be begun any more.
    pub is_closed: bool,
    /// Attempts that are left; `None` for as many as one likes.
    pub attempts_left: Option<u16>,
}

/// A version that was chosen for a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenVersion {
    pub id: Id<LessonVersion>,
    pub title: String,
    /// Counts from 1.
    pub number: u32,
    pub published_at: u64,
}

/// A delivery before it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryPreview {
    /// To confirm with: confirming twice delivers once.
    pub id: Id<Delivery>,
    pub name: String,
    pub lesson: String,
    /// Names of the groups chosen.
    pub groups: Vec<String>,
    /// Names of the people chosen one by one.
    pub people: Vec<String>,
    pub everyone: bool,
    /// People it would go to now.
    pub reached: u32,
    /// Of them, people whom no mail reaches.
    pub unmailed: u32,
    /// `None` for at once.
    pub starts_at: Option<u64>,
    pub due_on: Option<Day>,
    pub sends_request: bool,
    pub message: Option<String>,
    pub reminders: Vec<(Reminder, u64)>,
}
