//! Mail leaves only through the outbox: one row per cause, its id derived from the cause, so that a cause never mails twice.
//!
//! A round of the [`Postman`] looks at what is due, asks whether it is still wanted, marks it as being sent in one unit together with
//! its links, hands it to the mail server over several lines, and records the results. At least once on the wire: after a kill the mails
//! that were marked go again, with the same Message-ID and the same link; never otherwise.

mod carrier;
mod dead;
mod letters;
mod mailbox;
mod message;
mod postman;
mod records;
mod retry;
mod smtp;

pub use carrier::Post;
pub use dead::dead_letters;
pub use letters::{Author, Due};
pub use mailbox::Mailbox;
pub use message::{Outgoing, Sender};
pub use postman::{Lane, Postman, Round};
#[cfg(feature = "testing")]
pub use records::LIST_QUERIES;
pub use smtp::{Failure, Security, Server, Smtp};

use domain::{id::Id, organization::Organization, people::Person};

use crate::store::Unit;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $priority:literal);+ $(;)?) => {
        /// What a mail says. Text forms are stored: never rename one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum MailKind { $($(#[$doc])* $name),+ }

        impl MailKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The text form that is stored.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// Smaller goes first: somebody waits for a new password, nobody for a reminder.
            pub const fn priority(self) -> u8 {
                match self { $(Self::$name => $priority),+ }
            }

            /// The kind of a stored text form.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }
    };
}

kinds! {
    /// A new password was asked for.
    PasswordReset = "password_reset", 0;
    /// The link to set a first password (W7.2).
    FirstPassword = "first_password", 1;
    /// A lesson is to be taken.
    LessonRequest = "lesson_request", 2;
    /// A lesson has not been passed yet.
    LessonReminder = "lesson_reminder", 2;
}

/// One mail to one person.
#[derive(Clone, Debug)]
pub struct Mail {
    pub kind: MailKind,
    pub person: Id<Person>,
    /// Identifies the cause, and so the mail: the same cause gives the same id.
    pub cause: uuid::Uuid,
    /// The delivery or import it belongs to.
    pub batch: Option<uuid::Uuid>,
    /// Not before; Unix milliseconds.
    pub due_at: u64,
}

impl Mail {
    /// Adds the outbox row. A cause that mailed already fails the unit: see [`is_taken`](crate::store::is_taken) with `outbox`.
    pub fn add_to(&self, unit: &mut Unit, organization: Id<Organization>, now: u64) {
        records::insert(unit, self, organization, now);
    }
}

/// The host of an origin such as `https://yagura.example.jp`, as Message-IDs and greetings name it.
pub fn host(origin: &str) -> String {
    url::Url::parse(origin)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_else(|| "localhost".to_owned())
}
