//! Accounts: a membership with its credential, as sign-in looks for it.

use domain::{
    access::{Role, Theme},
    id::Id,
    organization::Organization,
    people::Person,
};
use surrealdb::types::{Bytes, RecordId, RecordIdKey, SurrealValue, Uuid};

use crate::{
    Backend,
    access::{Scope, session::Account},
    audit,
    error::{Error, Result},
    store::{Unit, id_of, record, uuid},
};

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
pub(in crate::access) async fn accounts_by_email(
    backend: &Backend,
    index: &str,
) -> Result<Vec<Account>> {
    let mut query = Unit::new();
    query
        .statement("LET $account_people = (SELECT VALUE person FROM sign_in:[$sign_in_index, NONE]..=[$sign_in_index, ..]);")
        .bind("sign_in_index", index.to_owned());
    accounts(backend, query, 1).await
}

/// The person of a login id, by its blind index.
pub(in crate::access) async fn accounts_by_login_id(
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
pub(in crate::access) async fn account(
    backend: &Backend,
    person: Id<Person>,
) -> Result<Option<Account>> {
    let mut query = Unit::new();
    query.bind("account_people", record("person", person));
    Ok(accounts(backend, query, 0).await?.pop())
}

/// Sealed values that context words are taken from.
#[derive(SurrealValue)]
pub(in crate::access) struct Words {
    pub name: Bytes,
    pub email: Option<Bytes>,
    pub login_id: Option<Bytes>,
}

pub(in crate::access) async fn words(
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

pub(in crate::access) fn signed_in(unit: &mut Unit, scope: &Scope, person: Id<Person>, now: u64) {
    unit.statement(
        "UPDATE $person_id SET last_sign_in_at = $person_now WHERE org = $person_org RETURN NONE;",
    )
    .record("person_id", "person", person)
    .id("person_org", scope.organization())
    .bind("person_now", now);
}

/// The entry of a failed sign-in of a known person goes with the failure itself.
pub(in crate::access) fn note_failure(
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
