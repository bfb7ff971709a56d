//! A person's row: sealing, opening, inserting, changing.

use std::{collections::HashMap, sync::Arc};

use domain::{
    access::Role,
    id::Id,
    organization::Organization,
    people::{Code, Email, Person, PersonInput, PersonName, PersonRow, PersonState},
};
use surrealdb::types::{Bytes, RecordId, SurrealValue, Uuid};
use vault::{Field, Key, Place};

use super::lookup::{self, Known, Lookups};
use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
    people::keys::keys,
    store::{Unit, id_of, record, uuid},
};

/// A person as the store holds them.
#[derive(Clone, SurrealValue)]
pub struct Stored {
    pub id: RecordId,
    pub name: Bytes,
    pub email: Option<Bytes>,
    pub employee_number: Option<Bytes>,
    pub login_id: Option<Bytes>,
    pub role: String,
    pub is_org_admin: bool,
    pub state: String,
    pub last_sign_in_at: Option<u64>,
    pub created_at: u64,
    pub rev: u64,
}

/// A person, opened.
#[derive(Clone, Debug)]
pub struct Opened {
    pub id: Id<Person>,
    pub name: PersonName,
    pub email: Option<String>,
    pub employee_number: Option<String>,
    pub login_id: Option<String>,
    pub role: Role,
    pub is_org_admin: bool,
    pub state: PersonState,
    pub last_sign_in_at: Option<u64>,
    pub created_at: u64,
    pub rev: u64,
}

impl Stored {
    pub fn person(&self) -> Result<Id<Person>> {
        id_of(&self.id)
    }

    pub fn open(self, organization: Id<Organization>, key: &Key) -> Result<Opened> {
        let id = self.person()?;
        let place = |field| Place {
            organization: organization.uuid(),
            field,
            record: id.uuid(),
        };
        let text = |sealed: Option<Bytes>, field| -> Result<Option<String>> {
            Ok(match sealed {
                Some(sealed) => Some(key.open_str(&place(field), &sealed)?),
                None => None,
            })
        };
        Ok(Opened {
            id,
            name: open_name(key, &place(Field::PersonName), &self.name)?,
            email: text(self.email, Field::PersonEmail)?,
            employee_number: text(self.employee_number, Field::PersonEmployeeNumber)?,
            login_id: text(self.login_id, Field::PersonLoginId)?,
            role: Role::parse(&self.role).ok_or(Error::Corrupt("role"))?,
            is_org_admin: self.is_org_admin,
            state: PersonState::parse(&self.state).ok_or(Error::Corrupt("state"))?,
            last_sign_in_at: self.last_sign_in_at,
            created_at: self.created_at,
            rev: self.rev,
        })
    }
}

/// Name and kana are one sealed value.
pub fn open_name(key: &Key, place: &Place, sealed: &[u8]) -> Result<PersonName> {
    serde_json::from_slice(&key.open(place, sealed)?).map_err(|_| Error::Corrupt("name"))
}

impl Opened {
    pub fn known(&self) -> Known<'_> {
        Known {
            email: self.email.as_deref(),
            employee_number: self.employee_number.as_deref(),
            login_id: self.login_id.as_deref(),
        }
    }

    pub fn into_row(self) -> PersonRow {
        PersonRow {
            id: self.id,
            name: self.name.full(),
            kana: self.name.full_kana(),
            email: self.email,
            employee_number: self.employee_number,
            login_id: self.login_id,
            role: self.role,
            is_org_admin: self.is_org_admin,
            state: self.state,
            last_sign_in_at: self.last_sign_in_at,
        }
    }
}

/// A person to be written, with the keys that seal them.
pub struct NewPerson<'a> {
    pub id: Id<Person>,
    pub organization: Id<Organization>,
    pub name: &'a PersonName,
    pub email: Option<&'a Email>,
    pub employee_number: Option<&'a Code>,
    pub login_id: Option<&'a Code>,
    pub role: Role,
    pub is_org_admin: bool,
    pub created_at: u64,
}

/// The keys a person is written with.
pub struct Keys<'a> {
    pub person: &'a Key,
    pub organization: &'a Key,
    pub system: &'a Key,
}

#[derive(SurrealValue)]
struct Row {
    id: Uuid,
    org: Uuid,
    name: Bytes,
    email: Option<Bytes>,
    employee_number: Option<Bytes>,
    login_id: Option<Bytes>,
    role: String,
    is_org_admin: bool,
    state: String,
    created_at: u64,
    rev: u32,
}

struct Sealed {
    name: Bytes,
    email: Option<Bytes>,
    employee_number: Option<Bytes>,
    login_id: Option<Bytes>,
}

fn seal(
    key: &Key,
    organization: Id<Organization>,
    id: Id<Person>,
    name: &PersonName,
    known: Known<'_>,
) -> Result<Sealed> {
    let place = |field| Place {
        organization: organization.uuid(),
        field,
        record: id.uuid(),
    };
    let text = |plain: Option<&str>, field| -> Result<Option<Bytes>> {
        plain
            .map(|plain| Ok(key.seal_str(&place(field), plain)?.into()))
            .transpose()
    };
    let name = serde_json::to_vec(name).map_err(|_| Error::Corrupt("name"))?;
    Ok(Sealed {
        name: key.seal(&place(Field::PersonName), &name)?.into(),
        email: text(known.email, Field::PersonEmail)?,
        employee_number: text(known.employee_number, Field::PersonEmployeeNumber)?,
        login_id: text(known.login_id, Field::PersonLoginId)?,
    })
}

/// What somebody will be known by. Without a login id of its own, the employee number is one.
pub fn known(input: &PersonInput) -> Known<'_> {
    let number = input.employee_number.as_ref().map(Code::as_str);
    Known {
        email: input.email.as_ref().map(Email::as_str),
        employee_number: number,
        login_id: input.login_id.as_ref().map(Code::as_str).or(number),
    }
}

/// Adds the person's row and look-up rows. A value that is taken fails the unit: see [`lookup::taken`].
/// The key must be in the ring already; roster and credential are the caller's.
///
/// # Errors
/// When there is no randomness.
pub fn add_person(unit: &mut Unit, keys: &Keys<'_>, person: &NewPerson<'_>) -> Result<()> {
    let known = Known {
        email: person.email.map(Email::as_str),
        employee_number: person.employee_number.map(Code::as_str),
        login_id: person.login_id.map(Code::as_str),
    };
    let sealed = seal(
        keys.person,
        person.organization,
        person.id,
        person.name,
        known,
    )?;
    Lookups::of(keys.system, keys.organization, person.organization, known).insert_new(
        unit,
        &Lookups::default(),
        person.id,
    );
    unit.insert(
        "person",
        Row {
            id: uuid(person.id),
            org: uuid(person.organization),
            name: sealed.name,
            email: sealed.email,
            employee_number: sealed.employee_number,
            login_id: sealed.login_id,
            role: person.role.as_str().to_owned(),
            is_org_admin: person.is_org_admin,
            state: PersonState::Invited.as_str().to_owned(),
            created_at: person.created_at,
            rev: 0,
        },
    );
    Ok(())
}

/// The look-up rows of somebody of the scope's organisation.
pub fn lookups(system: &Key, scope: &Scope, known: Known<'_>) -> Lookups {
    Lookups::of(
        system,
        scope.organization_key(),
        scope.organization(),
        known,
    )
}

/// A change of somebody who was read before.
pub struct PersonChange<'a> {
    pub before: &'a Opened,
    pub input: &'a PersonInput,
    pub is_org_admin: bool,
    /// Theirs.
    pub key: &'a Key,
}

#[derive(SurrealValue)]
struct Changed {
    id: RecordId,
    name: Bytes,
    email: Option<Bytes>,
    employee_number: Option<Bytes>,
    login_id: Option<Bytes>,
    role: String,
    is_org_admin: bool,
    rev: u64,
}

/// Adds changes of people, with their look-up rows. Once a unit. The unit refuses itself as changed when a row is no longer as it was read.
///
/// # Errors
/// When there is no randomness.
pub fn change_people(
    unit: &mut Unit,
    system: &Key,
    scope: &Scope,
    changes: &[PersonChange<'_>],
) -> Result<()> {
    let mut rows = Vec::with_capacity(changes.len());
    let mut gone = Vec::new();
    for change in changes {
        let id = change.before.id;
        let sealed = seal(
            change.key,
            scope.organization(),
            id,
            &change.input.name,
            known(change.input),
        )?;
        let old = lookups(system, scope, change.before.known());
        let new = lookups(system, scope, known(change.input));
        gone.extend(old.gone(&new));
        new.insert_new(unit, &old, id);
        rows.push(Changed {
            id: record("person", id),
            name: sealed.name,
            email: sealed.email,
            employee_number: sealed.employee_number,
            login_id: sealed.login_id,
            role: change.input.role.as_str().to_owned(),
            is_org_admin: change.is_org_admin,
            rev: change.before.rev,
        });
    }
    lookup::delete(unit, gone);
    unit.statement(
        "FOR $row IN $person_changes {
             LET $person_target = $row.id;
             LET $person_done = (UPDATE $person_target SET name = $row.name, email = $row.email, employee_number = $row.employee_number,
                 login_id = $row.login_id, role = $row.role, is_org_admin = $row.is_org_admin, rev += 1
                 WHERE org = $person_org AND rev = $row.rev RETURN VALUE rev);
             IF array::len($person_done) != 1 { THROW 'changed' };
         };",
    )
    .bind("person_changes", rows)
    .id("person_org", scope.organization());
    Ok(())
}

/// Adds a change of state of somebody who was read before; on reactivation they come back as they were.
pub fn set_suspended(unit: &mut Unit, scope: &Scope, before: &Opened, suspended: bool) {
    unit.statement(if suspended {
        "LET $person_done = (UPDATE $person_id SET suspended_from = state, state = 'suspended', rev += 1
             WHERE org = $person_org AND rev = $person_rev AND state != 'suspended' RETURN VALUE rev);
         IF array::len($person_done) != 1 { THROW 'changed' };"
    } else {
        "LET $person_done = (UPDATE $person_id SET state = suspended_from ?? 'invited', suspended_from = NONE, rev += 1
             WHERE org = $person_org AND rev = $person_rev AND state = 'suspended' RETURN VALUE rev);
         IF array::len($person_done) != 1 { THROW 'changed' };"
    })
    .record("person_id", "person", before.id)
    .id("person_org", scope.organization())
    .bind("person_rev", before.rev);
}

/// Adds that somebody who was read before has to set a password of their own again.
pub fn set_invited(unit: &mut Unit, scope: &Scope, before: &Opened) {
    unit.statement(
        "LET $person_done = (UPDATE $person_id SET state = 'invited', rev += 1
             WHERE org = $person_org AND rev = $person_rev AND state != 'suspended' RETURN VALUE rev);
         IF array::len($person_done) != 1 { THROW 'changed' };",
    )
    .record("person_id", "person", before.id)
    .id("person_org", scope.organization())
    .bind("person_rev", before.rev);
}

/// Adds the deletion of somebody who was read before: row, look-ups, memberships.
pub fn delete_person(unit: &mut Unit, system: &Key, scope: &Scope, before: &Opened) {
    lookup::delete(
        unit,
        lookups(system, scope, before.known()).gone(&Lookups::default()),
    );
    unit.statement(
        "LET $person_done = (DELETE $person_id WHERE org = $person_org AND rev = $person_rev RETURN BEFORE);
         IF array::len($person_done) != 1 { THROW 'changed' };
         DELETE membership WHERE org = $person_org AND person = $person_uuid RETURN NONE;",
    )
    .record("person_id", "person", before.id)
    .id("person_org", scope.organization())
    .id("person_uuid", before.id)
    .bind("person_rev", before.rev);
}

/// The rows of these people, in this order; who is of another organisation or deleted is left out.
pub async fn stored(
    backend: &Backend,
    scope: &Scope,
    people: &[Id<Person>],
) -> Result<Vec<Stored>> {
    let mut query = Unit::new();
    query
        .statement(
            "SELECT id, name, email, employee_number, login_id, role, is_org_admin, state, last_sign_in_at, created_at, rev
             FROM $person_ids WHERE org = $person_org;",
        )
        .bind("person_ids", people.iter().map(|id| record("person", *id)).collect::<Vec<_>>())
        .id("person_org", scope.organization());
    Ok(backend.store.read(query).await?.take(0)?)
}

/// Rows of one read of [`window`].
pub const WINDOW: usize = 2_500;

/// The next rows of the organisation, newest first, at most [`WINDOW`].
pub async fn window(
    backend: &Backend,
    scope: &Scope,
    after: Option<Id<Person>>,
) -> Result<Vec<Stored>> {
    let mut query = Unit::new();
    query.id("person_org", scope.organization());
    match after {
        None => query.statement(
            "SELECT id, name, email, employee_number, login_id, role, is_org_admin, state, last_sign_in_at, created_at, rev
             FROM person WHERE org = $person_org ORDER BY id LIMIT 2500;",
        ),
        Some(last) => query
            .statement(
                "SELECT id, name, email, employee_number, login_id, role, is_org_admin, state, last_sign_in_at, created_at, rev
                 FROM person WHERE org = $person_org AND id > $person_after ORDER BY id LIMIT 2500;",
            )
            .bind("person_after", record("person", last)),
    };
    Ok(backend.store.read(query).await?.take(0)?)
}

/// Opens rows, each under its person's key, in their order; who was deleted since they were read is left out.
pub async fn open_all(backend: &Backend, scope: &Scope, rows: Vec<Stored>) -> Result<Vec<Opened>> {
    let ids = rows
        .iter()
        .map(Stored::person)
        .collect::<Result<Vec<_>>>()?;
    let keys = keys(backend, scope.organization(), &ids).await?;
    open_with(scope.organization(), &keys, rows.into_iter().zip(ids))
}

/// Opens rows whose person has a key among `keys`; the others are left out.
pub fn open_with(
    organization: Id<Organization>,
    keys: &HashMap<Id<Person>, Arc<Key>>,
    rows: impl Iterator<Item = (Stored, Id<Person>)>,
) -> Result<Vec<Opened>> {
    rows.filter_map(|(row, id)| Some(row.open(organization, keys.get(&id)?)))
        .collect()
}
