//! What can be refused, as people and programs are told.

use serde::{Deserialize, Serialize};

/// Closed on purpose: without JavaScript a refusal travels in the URL, where anyone can forge one,
/// so no variant carries text to show. The words are chosen from it in `domain::text`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refusal {
    #[error("not signed in")]
    NotSignedIn,
    /// Address, code or password do not fit; which of them is not told.
    #[error("wrong credentials")]
    WrongCredentials,
    #[error("not allowed")]
    Forbidden,
    #[error("no such thing")]
    NotFound,
    #[error("not acceptable: {0:?}")]
    Invalid(Vec<(Field, Problem)>),
    #[error("taken: {0:?}")]
    Taken(Field),
    /// Someone else saved meanwhile.
    #[error("changed meanwhile")]
    Changed,
    /// An import of this organisation's people is under way; other changes of people wait.
    #[error("an import is running")]
    ImportRunning,
    /// The contract's seats do not suffice (W5.1).
    #[error("{missing} seats are missing")]
    NoSeats { missing: u32 },
    /// The last organisation administrator cannot be removed (W6.6).
    #[error("the last organisation administrator")]
    LastAdministrator,
    /// A link that was used, replaced by a newer one, or is too old.
    #[error("the link is no longer good")]
    LinkExpired,
    /// What was readable for a while no longer is (password sheets, drafts).
    #[error("no longer readable")]
    Gone,
    /// The initial password must be replaced first (W7.4).
    #[error("the password must be changed first")]
    MustChangePassword,
    /// The delivery is over, or the attempts are used up.
    #[error("no attempt is left")]
    NoAttemptLeft,
    /// Not in this state: already started, already finished.
    #[error("too late for that")]
    TooLate,
    #[error("busy")]
    Busy { retry_after_s: u16 },
    /// Too many tries have failed: of an account, or from an address.
    #[error("too many tries have failed")]
    TooManyFailures { retry_after_s: u16 },
    /// No mail reaches the person: there is no address (W5.3).
    #[error("the person has no address")]
    NoAddress,
    #[error("the request could not be read")]
    BadRequest,
}

/// What a refusal speaks of: a field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Field {
    OrganizationName,
    OrganizationCode,
    Seats,
    GroupName,
    FamilyName,
    GivenName,
    Kana,
    Email,
    /// An address or a login id, in one field.
    Identifier,
    EmployeeNumber,
    LoginId,
    Role,
    Password,
    PasswordAgain,
    CurrentPassword,
    File,
    Mapping,
    Lesson,
    Title,
    Category,
    Body,
    Minutes,
    Question,
    Choice,
    Explanation,
    Points,
    PassScore,
    Attempts,
    Targets,
    StartsAt,
    DueOn,
    Reminders,
    Answer,
    Search,
    ConfirmationWord,
}

/// Why a field was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    Missing,
    TooLong {
        max: u16,
    },
    TooShort {
        min: u16,
    },
    TooSmall {
        min: u32,
    },
    TooLarge {
        max: u32,
    },
    ControlCharacter,
    /// Not of the form it must have (an address, a number, a date).
    Malformed,
    /// Too common, or made of the person's own name or address.
    TooEasy,
    /// The two entries differ.
    Differs,
    Wrong,
    InThePast,
    /// Before what it must follow.
    TooEarly,
    /// No choice is right, or more than the type allows.
    NoRightChoice,
}

impl Refusal {
    /// The refusal of one field.
    pub fn invalid(field: Field, problem: Problem) -> Self {
        Self::Invalid(vec![(field, problem)])
    }
}
