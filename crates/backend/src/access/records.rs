//! How sessions, credentials, links and drafts lie in the store. Nothing outside `access` imports this.

mod administration;
pub(super) mod drafts;
pub(super) mod sweep;

pub use administration::{end_links, end_links_of, end_sessions_of, forget_person, invite_many};

use domain::{
    access::{Role, Theme},
    id::Id,
    organization::Organization,
    people::Person,
};
use surrealdb::types::{Bytes, RecordId, RecordIdKey, SurrealValue, Uuid};

use super::{LinkKind, Scope, session::Account};
use crate::{
    Backend, audit,
    error::{Error, Result},
    mail::{Mail, MailKind},
    store::{Unit, id_of, record, thrown, uuid},
};

/// A session to insert.
#[derive(SurrealValue)]
pub(super) struct Session {
    id: String,
    org: Uuid,
    person: RecordId,
    origin: Bytes,
    mark: Uuid,
    must_change: bool,
    created_at: u64,
    seen_at: u64,
}

impl Session {
    pub fn new(
        hash: &str,
        scope: &Scope,
        person: Id<Person>,
        origin: Bytes,
        mark: Id<domain::access::Session>,
        must_change: bool,
        now: u64,
    ) -> Self {
        Self {
            id: hash.to_owned(),
            org: uuid(scope.organization()),
            person: record("person", person),
            origin,
            mark: uuid(mark),
            must_change,
            created_at: now,
            seen_at: now,
        }
    }
}

pub(super) fn insert_session(unit: &mut Unit, _scope: &Scope, session: Session) {
    unit.insert("session", session);
}

/// A session with what its person may do.
#[derive(SurrealValue)]
pub(super) struct LiveSession {
    pub org: Uuid,
    pub person: RecordId,
    pub must_change: bool,
    pub created_at: u64,
    pub seen_at: u64,
    pub role: String,
    pub is_org_admin: bool,
    pub state: String,
}

pub(super) async fn session(backend: &Backend, hash: &str) -> Result<Option<LiveSession>> {
    let mut query = Unit::new();
    query
        .statement(
            "SELECT org, person, must_change, created_at, seen_at, person.role AS role, person.is_org_admin AS is_org_admin, person.state AS state
             FROM $session_id WHERE person.org = org;",
        )
        .bind("session_id", RecordId::new("session", hash));
    Ok(backend.store.read(query).await?.take(0)?)
}

pub(super) async fn touch_session(backend: &Backend, hash: &str, now: u64) -> Result<()> {
    let mut unit = Unit::new();
    unit.statement("UPDATE $session_id SET seen_at = $session_now RETURN NONE;")
        .bind("session_id", RecordId::new("session", hash))
        .bind("session_now", now);
    backend.store.commit(unit).await.map(|_| ())
}

pub(super) fn end_session(unit: &mut Unit, scope: &Scope, hash: &str) {
    unit.statement("DELETE $session_id WHERE org = $session_org RETURN NONE;")
        .bind("session_id", RecordId::new("session", hash))
        .id("session_org", scope.organization());
}

/// Adds to a unit that every session of a person ends, at their next request.
pub fn end_sessions(unit: &mut Unit, scope: &Scope, person: Id<Person>) {
    unit.statement(
        "DELETE session WHERE org = $sessions_org AND person = $sessions_person RETURN NONE;",
    )
    .id("sessions_org", scope.organization())
    .record("sessions_person", "person", person);
}

#[derive(SurrealValue)]
pub(super) struct ViewerRow {
    pub name: Bytes,
    pub organization_name: Bytes,
}

pub(super) async fn viewer(
    backend: &Backend,
    scope: &Scope,
    person: Id<Person>,
) -> Result<Option<ViewerRow>> {
    let mut query = Unit::new();
    query
        .statement(
            "SELECT name, type::record('organization', org).name AS organization_name FROM $person_id WHERE org = $person_org;",
        )
        .record("person_id", "person", person)
        .id("person_org", scope.organization());
    Ok(backend.store.read(query).await?.take(0)?)
}

pub(super) fn set_preferences(
    unit: &mut Unit,
    scope: &Scope,
    person: Id<Person>,
    locale: &str,
    theme: Theme,
) {
    unit.statement("UPDATE $person_id SET locale = $person_locale, theme = $person_theme WHERE org = $person_org RETURN NONE;")
        .record("person_id", "person", person)
        .id("person_org", scope.organization())
        .bind("person_locale", locale.to_owned())
        .bind("person_theme", theme.as_str().to_owned());
}

#[derive(SurrealValue)]
struct AccountRow {
    id: RecordId,
    org: Uuid,
    role: String,
    is_org_admin: bool,
    state: String,
    locale: Option<String>,
    theme: Option<String>,
    last_sign_in_at: Option<u64>,
    has_email: bool,
    verifier: Option<String>,
    must_change: Option<bool>,
    link: Option<Uuid>,
}

const ACCOUNT: &str = "SELECT id, org, role, is_org_admin, state, locale, theme, last_sign_in_at, email != NONE AS has_email,
        type::record('credential', record::id(id)).verifier AS verifier,
        type::record('credential', record::id(id)).must_change AS must_change,
        type::record('credential', record::id(id)).link AS link
    FROM $account_people;";

impl AccountRow {
    fn account(self) -> Result<Account> {
        Ok(Account {
            id: id_of(&self.id)?,
            organization: Id::from_uuid(self.org.into()),
            role: Role::parse(&self.role).ok_or(Error::Corrupt("role"))?,
            is_org_admin: self.is_org_admin,
            suspended: self.state == "suspended",
            locale: self.locale,
            theme: self.theme.as_deref().and_then(Theme::parse),
            verifier: self.verifier,
            must_change: self.must_change.unwrap_or(false),
            link: self.link.map(uuid::Uuid::from),
            last_sign_in_at: self.last_sign_in_at,
            has_email: self.has_email,
        })
    }
}

async fn accounts(backend: &Backend, mut query: Unit, statement: u8) -> Result<Vec<Account>> {
    query.statement(ACCOUNT);
    let rows: Vec<AccountRow> = backend
        .store
        .read(query)
        .await?
        .take(usize::from(statement))?;
    rows.into_iter().map(AccountRow::account).collect()
}

/// The memberships of an address, by its blind index.
pub(super) async fn accounts_by_email(backend: &Backend, index: &str) -> Result<Vec<Account>> {
    let mut query = Unit::new();
    query
        .statement("LET $account_people = (SELECT VALUE person FROM sign_in:[$sign_in_index, NONE]..=[$sign_in_index, ..]);")
        .bind("sign_in_index", index.to_owned());
    accounts(backend, query, 1).await
}

/// The person of a login id, by its blind index.
pub(super) async fn accounts_by_login_id(
    backend: &Backend,
    organization: Id<Organization>,
    index: &str,
) -> Result<Vec<Account>> {
    let key = vec![
        uuid(organization).into_value(),
        index.to_owned().into_value(),
    ];
    let mut query = Unit::new();
    query
        .statement("LET $account_people = (SELECT VALUE person FROM $login_id_record);")
        .bind(
            "login_id_record",
            RecordId::new("login_id", RecordIdKey::Array(key.into())),
        );
    accounts(backend, query, 1).await
}

/// The person, with their credential.
pub(super) async fn account(backend: &Backend, person: Id<Person>) -> Result<Option<Account>> {
    let mut query = Unit::new();
    query.bind("account_people", record("person", person));
    Ok(accounts(backend, query, 0).await?.pop())
}

/// The organisation of a code, by its blind index.
pub(super) async fn organization_by_code(
    backend: &Backend,
    index: &str,
) -> Result<Option<Id<Organization>>> {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE org FROM ONLY $organization_code_id;")
        .bind(
            "organization_code_id",
            RecordId::new("organization_code", index),
        );
    let org: Option<Uuid> = backend.store.read(query).await?.take(0)?;
    Ok(org.map(|org| Id::from_uuid(org.into())))
}

/// Sealed values that context words are taken from.
#[derive(SurrealValue)]
pub(super) struct Words {
    pub name: Bytes,
    pub email: Option<Bytes>,
    pub login_id: Option<Bytes>,
}

pub(super) async fn words(
    backend: &Backend,
    organization: Id<Organization>,
    person: Id<Person>,
) -> Result<Option<Words>> {
    let mut query = Unit::new();
    query
        .statement("SELECT name, email, login_id FROM $person_id WHERE org = $person_org;")
        .record("person_id", "person", person)
        .id("person_org", organization);
    Ok(backend.store.read(query).await?.take(0)?)
}

/// Writes a person's own password: the verifier, no more links, every session gone, the account active.
pub(super) fn set_password(
    unit: &mut Unit,
    scope: &Scope,
    person: Id<Person>,
    verifier: String,
    now: u64,
) {
    unit.statement(
        "UPDATE $credential_id SET verifier = $credential_verifier, must_change = false, link = NONE, set_at = $credential_now
             WHERE org = $credential_org RETURN NONE;
         UPDATE $credential_person SET state = 'active', last_sign_in_at = $credential_now
             WHERE org = $credential_org AND state != 'suspended' RETURN NONE;",
    )
    .record("credential_id", "credential", person)
    .record("credential_person", "person", person)
    .id("credential_org", scope.organization())
    .bind("credential_verifier", verifier)
    .bind("credential_now", now);
    end_sessions(unit, scope, person);
}

/// Adds that the unit refuses itself, see [`is_replaced`], unless this is still the person's verifier. Whoever replaces one writes the
/// person's row too, as does who uses one: of the two, one comes after the other.
pub(super) fn expect_verifier(unit: &mut Unit, person: Id<Person>, verifier: String) {
    unit.statement(
        "IF (SELECT VALUE verifier FROM ONLY $checked_credential) != $checked_verifier { THROW 'credential_replaced' };",
    )
    .record("checked_credential", "credential", person)
    .bind("checked_verifier", verifier);
}

/// Adds that the unit refuses itself, see [`is_replaced`], unless this is still the cause of the person's newest link.
/// Whoever replaces one and who uses one write the credential.
pub(super) fn expect_link(unit: &mut Unit, person: Id<Person>, cause: uuid::Uuid) {
    unit.statement(
        "IF (SELECT VALUE link FROM ONLY $checked_credential) != $checked_link { THROW 'credential_replaced' };",
    )
    .record("checked_credential", "credential", person)
    .bind("checked_link", Uuid::from(cause));
}

/// Whether what was checked, a password or a link, was replaced before the unit that relies on it.
pub(super) fn is_replaced(error: &Error) -> bool {
    thrown(error).as_deref() == Some("credential_replaced")
}

/// Replaces a verifier that was checked by one of today's parameters.
pub(super) fn rehash(unit: &mut Unit, person: Id<Person>, new: String) {
    unit.statement("UPDATE $rehash_id SET verifier = $rehash_new RETURN NONE;")
        .record("rehash_id", "credential", person)
        .bind("rehash_new", new);
}

pub(super) fn signed_in(unit: &mut Unit, scope: &Scope, person: Id<Person>, now: u64) {
    unit.statement(
        "UPDATE $person_id SET last_sign_in_at = $person_now WHERE org = $person_org RETURN NONE;",
    )
    .record("person_id", "person", person)
    .id("person_org", scope.organization())
    .bind("person_now", now);
}

#[derive(SurrealValue)]
struct Credential {
    id: Uuid,
    org: Uuid,
    verifier: Option<String>,
    must_change: bool,
    link: Option<Uuid>,
    set_at: Option<u64>,
}

/// What a new person proves themselves with at first.
#[derive(Clone, Debug)]
pub enum First {
    /// A link will be mailed; its cause.
    Link(uuid::Uuid),
    /// A generated password was shown to who registered them: its verifier.
    Initial(String),
}

/// Adds the credential of a new person.
pub fn insert_credential(
    unit: &mut Unit,
    organization: Id<Organization>,
    person: Id<Person>,
    first: First,
) {
    let (verifier, must_change, link) = match first {
        First::Link(cause) => (None, false, Some(cause.into())),
        First::Initial(verifier) => (Some(verifier), true, None),
    };
    unit.insert(
        "credential",
        Credential {
            id: uuid(person),
            org: uuid(organization),
            verifier,
            must_change,
            link,
            set_at: None,
        },
    );
}

/// Adds a mail with a one-time link to an existing person; older links die (W7.3).
///
/// # Errors
/// When there is no randomness.
pub fn invite(
    unit: &mut Unit,
    scope: &Scope,
    person: Id<Person>,
    kind: LinkKind,
    now: u64,
) -> Result<()> {
    let cause = Id::<Mail>::new(now)?.uuid();
    unit.statement(
        "UPDATE $invite_credential SET link = $invite_cause WHERE org = $invite_org RETURN NONE;",
    )
    .record("invite_credential", "credential", person)
    .id("invite_org", scope.organization())
    .bind("invite_cause", Uuid::from(cause));
    Mail {
        kind: match kind {
            LinkKind::FirstPassword => MailKind::FirstPassword,
            LinkKind::Reset => MailKind::PasswordReset,
        },
        person,
        cause,
        batch: None,
        due_at: now,
    }
    .add_to(unit, scope.organization(), now);
    Ok(())
}

/// Adds a generated password to an existing person (W7.4): it replaces whatever they had, every session ends, and it must be changed at first sign-in.
pub fn initial_password(unit: &mut Unit, scope: &Scope, person: Id<Person>, verifier: String) {
    unit.statement(
        "UPDATE $initial_credential SET verifier = $initial_verifier, must_change = true, link = NONE WHERE org = $initial_org RETURN NONE;",
    )
    .record("initial_credential", "credential", person)
    .id("initial_org", scope.organization())
    .bind("initial_verifier", verifier);
    end_sessions(unit, scope, person);
}

#[derive(SurrealValue)]
pub(super) struct LinkRow {
    pub org: Uuid,
    pub person: RecordId,
    pub cause: Uuid,
    pub kind: String,
    pub sent_at: u64,
    pub used_at: Option<u64>,
}

pub(super) async fn link(backend: &Backend, hash: &str) -> Result<Option<LinkRow>> {
    let mut query = Unit::new();
    query
        .statement("SELECT org, person, cause, kind, sent_at, used_at FROM $link_id;")
        .bind("link_id", RecordId::new("link", hash));
    Ok(backend.store.read(query).await?.take(0)?)
}

/// Of two who consume a link at once, one finds it used.
pub(super) fn use_link(unit: &mut Unit, hash: &str, now: u64) {
    unit.statement(
        "IF (SELECT VALUE used_at FROM ONLY $link_id) != NONE { THROW 'link_used' };
         UPDATE $link_id SET used_at = $link_now RETURN NONE;",
    )
    .bind("link_id", RecordId::new("link", hash))
    .bind("link_now", now);
}

#[derive(SurrealValue)]
struct NewLink {
    id: String,
    org: Uuid,
    person: RecordId,
    cause: Uuid,
    kind: String,
    sent_at: u64,
    used_at: Option<u64>,
}

/// Adds links that are being sent. Sending again after a crash finds them there; a life counts from the last sending.
pub(super) fn insert_links(
    unit: &mut Unit,
    links: &[super::links::Issue],
    hashes: &[String],
    now: u64,
) {
    let rows: Vec<NewLink> = links
        .iter()
        .zip(hashes)
        .map(|(link, hash)| NewLink {
            id: hash.clone(),
            org: uuid(link.organization),
            person: record("person", link.person),
            cause: link.cause.into(),
            kind: link.kind.as_str().to_owned(),
            sent_at: now,
            used_at: None,
        })
        .collect();
    unit.statement(
        "INSERT INTO link $link_rows ON DUPLICATE KEY UPDATE sent_at = $input.sent_at RETURN NONE;",
    )
    .bind("link_rows", rows);
}

/// The causes of the people's newest links.
pub(super) async fn newest_causes(
    backend: &Backend,
    people: &[Id<Person>],
) -> Result<std::collections::HashSet<uuid::Uuid>> {
    let ids: Vec<RecordId> = people.iter().map(|id| record("credential", *id)).collect();
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE link FROM $newest_credentials WHERE link != NONE;")
        .bind("newest_credentials", ids);
    let causes: Vec<Uuid> = backend.store.read(query).await?.take(0)?;
    Ok(causes.into_iter().map(uuid::Uuid::from).collect())
}

/// The entry of a failed sign-in of a known person goes with the failure itself.
pub(super) fn note_failure(
    unit: &mut Unit,
    scope: &Scope,
    person: Id<Person>,
    now: u64,
) -> Result<()> {
    audit::add(
        unit,
        scope,
        now,
        audit::Event::SignInFailed,
        audit::Outcome::Denied,
        Some(person.uuid()),
        &[],
    )
}
