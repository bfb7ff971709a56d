//! What the pages of an import show and ask.

use serde::{Deserialize, Serialize};

use super::{Counts, LineView, Mapping, MissingPerson, Outcome};
use crate::{
    id::Id,
    people::{FirstPassword, PasswordSheet},
    tabular::{Delimiter, Encoding},
};

/// Marker for [`Id`]s of imports.
#[derive(Debug)]
pub enum Import {}

/// Lines of a dry run on one page.
pub const LINES_A_PAGE: u16 = 100;

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Its lines are being put away; nobody sees it yet.
    Uploading,
    /// The file is read; its columns are to be mapped.
    Mapping,
    /// The dry run is there; it waits to be confirmed.
    Planned,
    /// Confirmed: people are being written.
    Running,
    /// Everybody is in; mails are being put into the outbox.
    Mailing,
    /// Done.
    Finished,
    /// It was cancelled: what was read from the file is being erased, and nobody sees it any more.
    Cancelling,
}

impl ImportState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Uploading,
        Self::Mapping,
        Self::Planned,
        Self::Running,
        Self::Mailing,
        Self::Finished,
        Self::Cancelling,
    ];

    /// The text form that is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Uploading => "uploading",
            Self::Mapping => "mapping",
            Self::Planned => "planned",
            Self::Running => "running",
            Self::Mailing => "mailing",
            Self::Finished => "finished",
            Self::Cancelling => "cancelling",
        }
    }

    /// The state of a stored text form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether it can still be cancelled without a trace.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Uploading | Self::Mapping | Self::Planned)
    }

    /// Whether people see it.
    #[must_use]
    pub const fn is_shown(self) -> bool {
        !matches!(self, Self::Uploading | Self::Cancelling)
    }
}

/// An import in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    pub id: Id<Import>,
    pub file_name: String,
    pub state: ImportState,
    /// Lines of the file.
    pub lines: u32,
    pub counts: Counts,
    pub created_at: u64,
    pub finished_at: Option<u64>,
}

/// One import at its present step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    pub row: ImportRow,
    pub step: Step,
}

/// What there is to see and to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Say what the columns are.
    Map(Box<MappingView>),
    /// Look at the dry run and confirm it.
    Confirm(Box<PlanView>),
    /// Watch.
    Run(Progress),
    /// See what was done.
    Done {
        /// Passwords to hand out, while the asking session may read them.
        sheet: Option<Id<PasswordSheet>>,
        first_password: Option<FirstPassword>,
    },
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnView {
    /// Its heading; may be empty.
    pub heading: String,
    /// Up to three values that are not blank.
    pub samples: Vec<String>,
    /// The number (from 0) of an earlier column with the same heading.
    pub same_as: Option<u16>,
}

/// The mapping step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingView {
    pub encoding: Encoding,
    pub delimiter: Delimiter,
    pub columns: Vec<ColumnView>,
    /// As guessed, remembered, or chosen before.
    pub mapping: Mapping,
    /// It was chosen for an earlier file with the same headings.
    pub is_remembered: bool,
    pub create_groups: bool,
}

/// The dry run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanView {
    /// Names this plan; a confirmation of another one is refused.
    pub number: u64,
    /// Since it was shown last the people have changed, and the plan with them.
    pub is_new: bool,
    pub filter: Option<Outcome>,
    /// Of the filtered lines, those from number `from` on.
    pub lines: Vec<LineView>,
    pub from: u32,
    /// Where the next page begins.
    pub next: Option<u32>,
    /// The first of those no line is about.
    pub missing: Vec<MissingPerson>,
    /// The first of the groups to be made.
    pub new_groups: Vec<String>,
    /// Headings of the columns nothing is taken from.
    pub unused: Vec<String>,
    /// Seats the contract lacks (W5.1).
    pub seats_missing: u32,
    /// As chosen before the plan changed; by mail until then.
    pub first_password: FirstPassword,
}

/// How far a confirmed import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Lines carried out.
    pub done: u32,
    /// Lines to carry out.
    pub total: u32,
    /// Seconds left, as far as can be told.
    pub seconds_left: Option<u32>,
}
