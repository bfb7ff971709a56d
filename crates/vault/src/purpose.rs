//! Every use of a key, in one place: `yagura keys inventory` prints it.
//!
//! The names bind keys and sealed values for ever. They are logical names, not the store's; a test pins each.
//! A field may be added; a name that stands here is never changed and never used again for something else.

/// Whose key seals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// The installation's: rows without an organisation.
    System,
    /// One an organisation.
    Organization,
    /// One a natural person: deleting it is deleting the person from every copy.
    Person,
}

impl KeyKind {
    /// The word for it in lists and in the key ring.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Organization => "organization",
            Self::Person => "person",
        }
    }
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $table:literal . $field:literal by $($kind:ident)|+;)+) => {
        /// What is sealed. One key is derived for each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Field { $($(#[$doc])* $name,)+ }

        impl Field {
            /// All of them, in the order they stand here.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The logical table.
            pub const fn table(self) -> &'static str {
                match self { $(Self::$name => $table,)+ }
            }

            /// The logical field of it.
            pub const fn field(self) -> &'static str {
                match self { $(Self::$name => $field,)+ }
            }

            /// The keys it may be sealed under; the first is the usual one.
            pub const fn keys(self) -> &'static [KeyKind] {
                match self { $(Self::$name => &[$(KeyKind::$kind,)+],)+ }
            }
        }
    };
}

fields! {
    /// An organisation's name.
    OrganizationName = "organization"."name" by System;
    /// The short code people without an address sign in with.
    OrganizationCode = "organization"."code" by System;
    /// An organisation's settings that hold free text.
    OrganizationSettings = "organization"."settings" by Organization;
    /// Name and kana together.
    PersonName = "person"."name" by Person;
    /// E-mail address.
    PersonEmail = "person"."email" by Person;
    /// Employee number.
    PersonEmployeeNumber = "person"."employee_number" by Person;
    /// Login id of people without an address.
    PersonLoginId = "person"."login_id" by Person;
    /// An administrator's note on a person.
    PersonNote = "person"."note" by Person;
    /// A group's name.
    GroupName = "group"."name" by Organization;
    /// Address and user agent of a session.
    SessionOrigin = "session"."origin" by Person | System;
    /// What a mail is rendered from; wiped when sent.
    MailParameters = "mail"."parameters" by Person | Organization | System;
    /// Where a mail goes when it has no person behind it.
    MailRecipient = "mail"."recipient" by Person | Organization | System;
    /// What the mail server answered.
    MailFailure = "mail"."failure" by Person | Organization | System;
    /// A lesson's title.
    LessonTitle = "lesson"."title" by Organization;
    /// A material's title.
    MaterialTitle = "material"."title" by Organization;
    /// A material's category.
    MaterialCategory = "material"."category" by Organization;
    /// A material's Markdown.
    MaterialBody = "material"."body" by Organization;
    /// A question with its choices.
    QuestionBody = "question"."body" by Organization;
    /// A question's explanation.
    QuestionExplanation = "question"."explanation" by Organization;
    /// The answers somebody gave.
    AttemptAnswers = "attempt"."answers" by Person;
    /// The questions somebody drew, in their order.
    AttemptQuestions = "attempt"."questions" by Organization | Person;
    /// A delivery's title.
    DeliveryTitle = "delivery"."title" by Organization;
    /// The words sent along with a delivery.
    DeliveryMessage = "delivery"."message" by Organization;
    /// What an entry of the operation log says in words.
    AuditDetail = "audit"."detail" by Person | Organization | System;
    /// Address and user agent an operation came from.
    AuditOrigin = "audit"."origin" by Person | Organization | System;
    /// One line of a file being imported.
    ImportLine = "import"."line" by Organization;
    /// Which column is what.
    ImportMapping = "import"."mapping" by Organization;
    /// Name of the imported file.
    ImportFileName = "import"."file_name" by Organization;
    /// What an import said about itself: counts in words, people missing.
    ImportReport = "import"."report" by Organization;
    /// A form as far as it was filled in.
    FormDraft = "draft"."form" by System;
    /// Initial passwords until they are handed out.
    PasswordSheet = "password_sheet"."line" by Organization;
    /// A one-time link kept for sending again.
    LinkToken = "link"."token" by Person | System;
    /// A plan carried out in steps.
    WorkPlan = "work"."plan" by Organization | System;
    /// An operator's name.
    OperatorName = "operator"."name" by System;
    /// An operator's address.
    OperatorEmail = "operator"."email" by System;
}

macro_rules! indexes {
    ($($(#[$doc:meta])* $name:ident = $table:literal . $field:literal by $kind:ident;)+) => {
        /// What is found, or kept unique, without being readable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Index { $($(#[$doc])* $name,)+ }

        impl Index {
            /// All of them, in the order they stand here.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The logical table.
            pub const fn table(self) -> &'static str {
                match self { $(Self::$name => $table,)+ }
            }

            /// The logical field of it.
            pub const fn field(self) -> &'static str {
                match self { $(Self::$name => $field,)+ }
            }

            /// The key whose holder can compute it.
            pub const fn key(self) -> KeyKind {
                match self { $(Self::$name => KeyKind::$kind,)+ }
            }
        }
    };
}

indexes! {
    /// An address, in every organisation: the look-up of sign-in. Never shown to an organisation.
    SignInEmail = "sign_in"."email" by System;
    /// An organisation's code, unique in the installation.
    OrganizationCode = "organization"."code" by System;
    /// An operator's address.
    OperatorEmail = "operator"."email" by System;
    /// A person's address, unique in the organisation.
    PersonEmail = "person"."email" by Organization;
    /// An employee number, unique in the organisation.
    EmployeeNumber = "person"."employee_number" by Organization;
    /// A login id, unique in the organisation.
    LoginId = "person"."login_id" by Organization;
    /// A group's name, unique in the organisation.
    GroupName = "group"."name" by Organization;
    /// A material's category, to list by.
    MaterialCategory = "material"."category" by Organization;
    /// A set of column headers, to remember a mapping by.
    ImportHeaders = "import"."headers" by Organization;
    /// Who fails to sign in again and again: a digest of what was typed, for delays.
    SignInAttempt = "sign_in"."attempt" by System;
}

/// The labels that begin every derivation and every associated data. Frozen.
pub(crate) mod label {
    pub(crate) const KEY_ID: &str = "yagura/key-id/v1";
    pub(crate) const FIELD: &str = "yagura/field/v1";
    pub(crate) const INDEX: &str = "yagura/index/v1";
    pub(crate) const TOKEN: &str = "yagura/token/v1";
    pub(crate) const PEPPER: &str = "yagura/pepper/v1";
    pub(crate) const MACHINE_SECRET: &str = "yagura/machine-secret/v1";
    pub(crate) const AUDIT_COMMITMENT: &str = "yagura/audit-commitment/v1";
    pub(crate) const AUDIT_CHAIN: &str = "yagura/audit-chain/v1";
    pub(crate) const AUDIT_START: &str = "yagura/audit-start/v1";
    pub(crate) const SIGNATURE: &str = "yagura/signature/v1";
    pub(crate) const KEK: &str = "yagura/kek/v1";
    pub(crate) const RING: &str = "yagura/ring/v1";

    pub(crate) const ALL: &[&str] = &[
        KEY_ID,
        FIELD,
        INDEX,
        TOKEN,
        PEPPER,
        MACHINE_SECRET,
        AUDIT_COMMITMENT,
        AUDIT_CHAIN,
        AUDIT_START,
        SIGNATURE,
        KEK,
        RING,
    ];
}

/// One line of the inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// What the derivation begins with.
    pub label: &'static str,
    /// Logical table and field, or nothing for a use that has none.
    pub what: Option<(&'static str, &'static str)>,
    /// The keys it may be derived from, or nothing where the key is one of its own.
    pub keys: &'static [KeyKind],
}

/// Everything a key of this installation is used for.
pub fn inventory() -> Vec<Use> {
    const fn alone(kind: KeyKind) -> &'static [KeyKind] {
        match kind {
            KeyKind::System => &[KeyKind::System],
            KeyKind::Organization => &[KeyKind::Organization],
            KeyKind::Person => &[KeyKind::Person],
        }
    }
    let fields = Field::ALL.iter().map(|field| Use {
        label: label::FIELD,
        what: Some((field.table(), field.field())),
        keys: field.keys(),
    });
    let indexes = Index::ALL.iter().map(|index| Use {
        label: label::INDEX,
        what: Some((index.table(), index.field())),
        keys: alone(index.key()),
    });
    let others = label::ALL
        .iter()
        .filter(|name| ![label::FIELD, label::INDEX].contains(name))
        .map(|name| Use {
            label: name,
            what: None,
            keys: match *name {
                label::PEPPER | label::TOKEN => alone(KeyKind::System),
                label::KEY_ID => &[KeyKind::System, KeyKind::Organization, KeyKind::Person],
                _ => &[],
            },
        });
    fields.chain(indexes).chain(others).collect()
}
