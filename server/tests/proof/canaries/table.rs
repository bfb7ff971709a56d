//! Which of a test's own texts lies in which sealed field, and which columns the store may hold in plain.

use vault::Field;

/// What a field of the vault holds after the run.
pub enum Sown {
    /// Texts of ours, by their names.
    Words(&'static [&'static str]),
    /// Secrets that the product makes; they are collected when they are shown.
    Made,
    /// Numbers, codes and ids only: nothing that anybody wrote.
    Codes,
    /// Nothing in the product seals it yet.
    Unused,
}

/// Without a wildcard: a new field does not compile until it is said here what lies in it.
pub const fn sown(field: Field) -> Sown {
    use Sown::{Codes, Made, Unused, Words};
    match field {
        Field::OrganizationName => Words(&["organization"]),
        Field::OrganizationCode => Words(&["code"]),
        Field::PersonName => Words(&["family", "given", "kana", "kana-given", "imported"]),
        Field::PersonEmail => Words(&["mail", "admin", "imported-mail"]),
        Field::PersonEmployeeNumber => Words(&["number", "imported-number"]),
        Field::PersonLoginId => Words(&["login"]),
        Field::GroupName => Words(&["group", "imported-group"]),
        Field::SessionOrigin | Field::AuditOrigin => Words(&["agent"]),
        Field::MailFailure => Words(&["failure"]),
        Field::LessonTitle => Words(&["title"]),
        Field::MaterialCategory => Words(&["category"]),
        Field::MaterialBody => Words(&["body"]),
        Field::QuestionBody => Words(&["question", "choice", "explanation"]),
        Field::DeliveryTitle => Words(&["delivery"]),
        Field::DeliveryMessage => Words(&["message"]),
        Field::ImportLine => Words(&["cell"]),
        Field::ImportFileName => Words(&["file"]),
        Field::ImportReport => Words(&["heading"]),
        Field::WorkPlan => Words(&["imported"]),
        Field::FormDraft => Words(&["draft"]),
        Field::PasswordSheet => Made,
        Field::AttemptAnswers
        | Field::AttemptQuestions
        | Field::AuditDetail
        | Field::ImportMapping => Codes,
        Field::OrganizationSettings
        | Field::PersonNote
        | Field::MailParameters
        | Field::MailRecipient
        | Field::MaterialTitle
        | Field::QuestionExplanation
        | Field::LinkToken
        | Field::OperatorName
        | Field::OperatorEmail => Unused,
    }
}

/// Texts that are written into no field: they are typed, and must not stay anywhere.
pub const TYPED: &[&str] = &["password", "wrong-password", "unknown", "search", "preview"];

/// The sealed columns of the database.
pub const SEALED: &[(&str, &[&str])] = &[
    ("attempt", &["answers", "drawn"]),
    ("audit_entry", &["detail", "origin"]),
    ("delivery", &["message", "name"]),
    ("draft", &["form"]),
    ("group", &["name"]),
    ("import_mapping", &["mapping"]),
    ("import_part", &["data"]),
    ("lesson", &["body", "category", "test", "title"]),
    ("lesson_version", &["body", "category", "test", "title"]),
    ("organization", &["code", "name"]),
    ("outbox", &["failure"]),
    ("password_sheet_line", &["password"]),
    ("people_import", &["choice", "file_name", "head", "report"]),
    ("person", &["email", "employee_number", "login_id", "name"]),
    ("session", &["origin"]),
];

/// Bytes that are no text and sealed under no key.
pub const SIGNATURES: &[(&str, &[&str])] = &[("audit_checkpoint", &["signature"])];

/// The columns in which a text could stand in plain, each for a reason of `docs/adr/sealed-and-plain.md`.
pub const PLAIN: &[(&str, &[&str])] = &[
    // Codes of states, roles, kinds and settings.
    ("attempt", &["state"]),
    ("audit_entry", &["actor_kind", "event", "result"]),
    ("delivery", &["state"]),
    ("delivery_reminder", &["state", "timing"]),
    ("enrollment", &["state"]),
    ("link", &["kind"]),
    ("membership", &["origin"]),
    ("outbox", &["kind", "state"]),
    ("people_import", &["first_password", "state"]),
    (
        "person",
        &["locale", "role", "state", "suspended_from", "theme"],
    ),
    // Days.
    ("delivery", &["due_on"]),
    ("enrollment", &["due_on"]),
    // Ids that are digests: of tokens, and blind indexes. In an array, beside UUIDs, numbers and codes of ours.
    ("audit_checkpoint", &["id"]),
    ("audit_denial", &["id"]),
    ("audit_pending", &["id"]),
    ("employee_number", &["id"]),
    ("group_name", &["id"]),
    ("import_mapping", &["id"]),
    ("import_part", &["id"]),
    ("link", &["id"]),
    ("login_id", &["id"]),
    ("membership", &["id"]),
    ("organization_code", &["id"]),
    ("password_sheet", &["session"]),
    ("password_sheet_line", &["id"]),
    ("people_import", &["session"]),
    ("session", &["id"]),
    ("sign_in", &["id"]),
    // Verifiers of passwords, the chain of the operation log.
    ("audit_checkpoint", &["hash"]),
    ("audit_entry", &["commitment", "hash"]),
    ("audit_head", &["hash"]),
    ("credential", &["verifier"]),
    // The name of a job.
    ("job_run", &["id"]),
    ("lease", &["id"]),
    // What was applied, by our own names.
    ("migration", &["checksum"]),
];
