//! What each line of a file would do: the dry run, as a page and a file show it.

use serde::{Deserialize, Serialize};

use crate::{error::Problem, id::Id, people::Person, tabular::RowProblem};

/// What carrying out a line does. Pages filter by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Registers somebody new.
    Create,
    /// Changes somebody.
    Change,
    /// Everything is as the line says already.
    Unchanged,
    /// Nothing: the line is left out.
    Error,
}

impl Outcome {
    /// Every outcome, in the order a page shows them: what needs doing comes first.
    pub const ALL: [Self; 4] = [Self::Error, Self::Create, Self::Change, Self::Unchanged];

    /// The text form in addresses and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Change => "change",
            Self::Unchanged => "unchanged",
            Self::Error => "error",
        }
    }

    /// The outcome of a text form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
    }
}

/// What of a person a line speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    Name,
    Kana,
    EmployeeNumber,
    Email,
    LoginId,
    Role,
    Groups,
}

/// One attribute of a person that a line changes. Roles are told by their stored text form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub attribute: Attribute,
    /// Empty where there was nothing.
    pub from: String,
    /// Empty where nothing is left.
    pub to: String,
}

/// Why a line cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineProblem {
    /// The line itself is broken.
    Row(RowProblem),
    /// A value is not acceptable.
    Value {
        attribute: Attribute,
        problem: Problem,
    },
    /// Neither an address, an employee number nor a login id: this person could not sign in.
    NoWayToSignIn,
    /// Another line of the file says the same of somebody else.
    Duplicate { attribute: Attribute, line: u32 },
    /// Another line is about the same registered person.
    SamePerson { line: u32 },
    /// Two values belong to two registered people.
    Disagreement {
        first: Attribute,
        /// Whose `first` is.
        first_name: String,
        second: Attribute,
        /// Whose `second` is.
        second_name: String,
    },
    /// No group of this name, and none is to be made.
    UnknownGroup { name: String },
    /// None of the four roles.
    UnknownRole { text: String },
    /// Who imports has fewer rights than this person has, or would get (W6.5).
    MoreRights,
    /// This line would make more groups than one import may.
    TooManyNewGroups { max: u32 },
    /// More groups than somebody may be put into by one line.
    TooManyGroups { max: u32 },
}

/// One line of the dry run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView {
    /// The physical line of the file.
    pub line: u32,
    /// As the line gives it.
    pub name: String,
    pub employee_number: String,
    pub email: String,
    pub outcome: Outcome,
    pub changes: Vec<Change>,
    pub problems: Vec<LineProblem>,
}

/// Somebody registered whom no line is about. They are left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingPerson {
    pub id: Id<Person>,
    pub name: String,
    pub employee_number: Option<String>,
}

/// The dry run in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub create: u32,
    pub change: u32,
    pub unchanged: u32,
    pub error: u32,
    /// People registered whom no line is about.
    pub missing: u32,
    /// Groups that will be made.
    pub new_groups: u32,
    /// Of the people to be registered, those without an address: they get a displayed password in either way (W5.3).
    pub create_without_email: u32,
}

impl Counts {
    /// How many lines have this outcome.
    #[must_use]
    pub const fn of(&self, outcome: Outcome) -> u32 {
        match outcome {
            Outcome::Create => self.create,
            Outcome::Change => self.change,
            Outcome::Unchanged => self.unchanged,
            Outcome::Error => self.error,
        }
    }

    /// Lines of the file, blank ones apart.
    #[must_use]
    pub const fn lines(&self) -> u32 {
        self.create + self.change + self.unchanged + self.error
    }
}
