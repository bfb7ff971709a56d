//! How people and groups lie in the store. Nothing outside `people` imports this.

use domain::{
    access::Role,
    id::Id,
    organization::Organization,
    people::{Code, Email, Person, PersonName, PersonState},
};
use surrealdb::types::{Bytes, RecordId, RecordIdKey, SurrealValue, Uuid};
use vault::{Field, Index, Key, Place, normalize};

use crate::{
    error::Result,
    store::{Unit, record, uuid},
};

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

#[derive(SurrealValue)]
struct LookUp {
    id: RecordId,
    person: RecordId,
}

/// Adds the person's row and look-up rows. A value that is taken fails the unit: see [`is_taken`](crate::store::is_taken)
/// with `employee_number`, `login_id` and `sign_in`. The key must be in the ring already, and seats are the caller's to count.
///
/// # Errors
/// When there is no randomness.
pub fn add_person(unit: &mut Unit, keys: &Keys<'_>, person: &NewPerson<'_>) -> Result<()> {
    let place = |field| Place {
        organization: person.organization.uuid(),
        field,
        record: person.id.uuid(),
    };
    let seal = |field, text: Option<&str>| -> Result<Option<Bytes>> {
        text.map(|text| Ok(keys.person.seal_str(&place(field), text)?.into()))
            .transpose()
    };
    let name = serde_json::to_vec(person.name).unwrap_or_default();
    unit.insert(
        "person",
        Row {
            id: uuid(person.id),
            org: uuid(person.organization),
            name: keys.person.seal(&place(Field::PersonName), &name)?.into(),
            email: seal(Field::PersonEmail, person.email.map(Email::as_str))?,
            employee_number: seal(
                Field::PersonEmployeeNumber,
                person.employee_number.map(Code::as_str),
            )?,
            login_id: seal(Field::PersonLoginId, person.login_id.map(Code::as_str))?,
            role: person.role.as_str().to_owned(),
            is_org_admin: person.is_org_admin,
            state: PersonState::Invited.as_str().to_owned(),
            created_at: person.created_at,
            rev: 0,
        },
    );
    let org = || uuid(person.organization).into_value();
    let mut look_up = |table: &'static str, key: Vec<surrealdb::types::Value>| {
        unit.insert(
            table,
            LookUp {
                id: RecordId::new(table, RecordIdKey::Array(key.into())),
                person: record("person", person.id),
            },
        );
    };
    if let Some(number) = person.employee_number {
        let index = keys.organization.blind_index(
            Index::EmployeeNumber,
            &normalize::employee_number(number.as_str()),
        );
        look_up(
            "employee_number",
            vec![org(), index.as_str().to_owned().into_value()],
        );
    }
    if let Some(login_id) = person.login_id {
        let index = keys
            .organization
            .blind_index(Index::LoginId, &normalize::login_id(login_id.as_str()));
        look_up(
            "login_id",
            vec![org(), index.as_str().to_owned().into_value()],
        );
    }
    if let Some(email) = person.email {
        let index = keys
            .system
            .blind_index(Index::SignInEmail, &normalize::email(email.as_str()));
        look_up(
            "sign_in",
            vec![index.as_str().to_owned().into_value(), org()],
        );
    }
    Ok(())
}
