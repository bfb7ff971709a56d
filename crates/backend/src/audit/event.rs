//! What can happen. Text forms are stored and hashed: never rename one.

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Event { $($(#[$doc])* $name),+ }

        impl Event {
            /// Every event.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The text form that is stored.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

events! {
    OrganizationCreated = "organization_created",
    SignedIn = "signed_in",
    SignInFailed = "sign_in_failed",
    SignedOut = "signed_out",
    PasswordSet = "password_set",
    PasswordChanged = "password_changed",
    PasswordResetRequested = "password_reset_requested",
    PreferencesChanged = "preferences_changed",
    InvitationSent = "invitation_sent",
    InitialPasswordIssued = "initial_password_issued",
    AccessDenied = "access_denied",
    PersonRegistered = "person_registered",
    PersonChanged = "person_changed",
    PersonSuspended = "person_suspended",
    PersonReactivated = "person_reactivated",
    PersonDeleted = "person_deleted",
    InvitationsSent = "invitations_sent",
    PasswordSheetRead = "password_sheet_read",
    PasswordSheetFinished = "password_sheet_finished",
    GroupCreated = "group_created",
    GroupRenamed = "group_renamed",
    GroupMembersAdded = "group_members_added",
    GroupMembersRemoved = "group_members_removed",
    LessonCreated = "lesson_created",
    LessonChanged = "lesson_changed",
    LessonPublished = "lesson_published",
    DeliveryCreated = "delivery_created",
    DeliveryStarted = "delivery_started",
    DeliveryCancelled = "delivery_cancelled",
    DeliveryClosed = "delivery_closed",
    RemindersSent = "reminders_sent",
    ReminderAsked = "reminder_asked",
    MaterialFinished = "material_finished",
    AttemptStarted = "attempt_started",
    AttemptHandedIn = "attempt_handed_in",
    RecordsExported = "records_exported",
    ImportUploaded = "import_uploaded",
    ImportCancelled = "import_cancelled",
    ImportLinesExported = "import_lines_exported",
    ImportConfirmed = "import_confirmed",
    PeopleImported = "people_imported",
    ImportFinished = "import_finished",
}

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Person,
    Group,
    Lesson,
    Delivery,
    /// Nothing that has a name: a file, a list, the organisation itself.
    Other,
}

impl Event {
    /// Its text form read back.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|event| event.as_str() == text)
    }

    /// What its subject is.
    pub const fn about(self) -> About {
        match self {
            Self::SignedIn
            | Self::SignInFailed
            | Self::SignedOut
            | Self::PasswordSet
            | Self::PasswordChanged
            | Self::PasswordResetRequested
            | Self::PreferencesChanged
            | Self::InvitationSent
            | Self::InitialPasswordIssued
            | Self::PersonRegistered
            | Self::PersonChanged
            | Self::PersonSuspended
            | Self::PersonReactivated
            | Self::PersonDeleted => About::Person,
            Self::GroupCreated
            | Self::GroupRenamed
            | Self::GroupMembersAdded
            | Self::GroupMembersRemoved => About::Group,
            Self::LessonCreated | Self::LessonChanged | Self::LessonPublished => About::Lesson,
            Self::DeliveryCreated
            | Self::DeliveryStarted
            | Self::DeliveryCancelled
            | Self::DeliveryClosed
            | Self::RemindersSent
            | Self::ReminderAsked
            | Self::MaterialFinished
            | Self::AttemptStarted
            | Self::AttemptHandedIn
            | Self::RecordsExported => About::Delivery,
            Self::OrganizationCreated
            | Self::AccessDenied
            | Self::InvitationsSent
            | Self::PasswordSheetRead
            | Self::PasswordSheetFinished
            | Self::ImportUploaded
            | Self::ImportCancelled
            | Self::ImportLinesExported
            | Self::ImportConfirmed
            | Self::PeopleImported
            | Self::ImportFinished => About::Other,
        }
    }
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    Done,
    Denied,
}

impl Outcome {
    /// The text form that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Denied => "denied",
        }
    }
}
