//! Look-up rows: what makes numbers, login ids and addresses unique and findable without reading them.

use domain::{
    error::{Field, Refusal},
    id::Id,
    organization::Organization,
    people::Person,
};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue};
use vault::{Index, Key, normalize};

use crate::{
    error::Error,
    store::{Unit, is_taken, record, uuid},
};

/// What a person is known by, in plain text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    pub email: Option<&'a str>,
    pub employee_number: Option<&'a str>,
    pub login_id: Option<&'a str>,
}

/// The rows that look a person up. Equal when the plain texts mean the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lookups {
    sign_in: Option<RecordId>,
    employee_number: Option<RecordId>,
    login_id: Option<RecordId>,
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    person: RecordId,
}

impl Lookups {
    /// The rows of what a person is known by in an organisation.
    pub fn of(
        system: &Key,
        organization_key: &Key,
        organization: Id<Organization>,
        known: Known<'_>,
    ) -> Self {
        let organization = uuid(organization).into_value();
        let own = |table: &'static str, index, text: String| {
            let digest = organization_key
                .blind_index(index, &text)
                .as_str()
                .to_owned();
            let key = vec![organization.clone(), digest.into_value()];
            RecordId::new(table, RecordIdKey::Array(key.into()))
        };
        Self {
            sign_in: known.email.map(|email| {
                let digest = system.blind_index(Index::SignInEmail, &normalize::email(email));
                let key = vec![
                    digest.as_str().to_owned().into_value(),
                    organization.clone(),
                ];
                RecordId::new("sign_in", RecordIdKey::Array(key.into()))
            }),
            employee_number: known.employee_number.map(|number| {
                own(
                    "employee_number",
                    Index::EmployeeNumber,
                    normalize::employee_number(number),
                )
            }),
            login_id: known
                .login_id
                .map(|id| own("login_id", Index::LoginId, normalize::login_id(id))),
        }
    }

    fn tables(&self) -> [(&'static str, Option<&RecordId>); 3] {
        [
            ("sign_in", self.sign_in.as_ref()),
            ("employee_number", self.employee_number.as_ref()),
            ("login_id", self.login_id.as_ref()),
        ]
    }

    /// Adds those rows that `before` lacks. One that belongs to someone else fails the unit: see [`taken`].
    pub fn insert_new(&self, unit: &mut Unit, before: &Self, person: Id<Person>) {
        for ((table, new), (_, old)) in self.tables().into_iter().zip(before.tables()) {
            if let Some(id) = new.filter(|new| Some(*new) != old) {
                unit.insert(
                    table,
                    Row {
                        id: id.clone(),
                        person: record("person", person),
                    },
                );
            }
        }
    }

    /// The rows that `after` lacks.
    pub fn gone(&self, after: &Self) -> Vec<RecordId> {
        self.tables()
            .into_iter()
            .zip(after.tables())
            .filter_map(|((_, old), (_, new))| old.filter(|old| Some(*old) != new).cloned())
            .collect()
    }
}

/// Adds the deletion of look-up rows. Once a unit.
pub fn delete(unit: &mut Unit, rows: Vec<RecordId>) {
    if !rows.is_empty() {
        unit.statement("DELETE $lookup_gone RETURN NONE;")
            .bind("lookup_gone", rows);
    }
}

/// Which field of a person somebody else has already, when a unit failed for that; any other failure as it is.
pub fn taken(error: Error) -> Error {
    let field = [
        ("sign_in", Field::Email),
        ("employee_number", Field::EmployeeNumber),
        ("login_id", Field::LoginId),
        ("group_name", Field::GroupName),
    ]
    .into_iter()
    .find(|(table, _)| is_taken(&error, table));
    match field {
        Some((_, field)) => Refusal::Taken(field).into(),
        None => error,
    }
}
