//! The form of one person, read as a whole.

use serde::{Deserialize, Serialize};

use super::{Code, Email, PersonInput, PersonName};
use crate::{
    access::Role,
    error::{Field, Problem, Refusal},
};

/// What was typed, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonFields {
    pub family: String,
    pub given: String,
    pub family_kana: String,
    pub given_kana: String,
    pub email: String,
    pub employee_number: String,
    pub login_id: String,
    pub role: String,
}

impl PersonInput {
    /// Reads the form. Somebody without an address (W5.3) needs an employee number or a login id to sign in with.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming every field that is not good.
    pub fn parse(fields: &PersonFields) -> Result<Self, Refusal> {
        let mut problems = Vec::new();
        let name = PersonName::parse(
            &fields.family,
            &fields.given,
            &fields.family_kana,
            &fields.given_kana,
        );
        let name = match name {
            Ok(name) => Some(name),
            Err(Refusal::Invalid(found)) => {
                problems.extend(found);
                None
            }
            Err(other) => return Err(other),
        };
        let mut optional = |text: &str, field| {
            Code::parse_optional(text, field).unwrap_or_else(|refusal| {
                if let Refusal::Invalid(found) = refusal {
                    problems.extend(found);
                }
                None
            })
        };
        let employee_number = optional(&fields.employee_number, Field::EmployeeNumber);
        let login_id = optional(&fields.login_id, Field::LoginId);
        let email = if fields.email.trim().is_empty() {
            None
        } else {
            Email::check(&fields.email)
                .map_err(|problem| problems.push((Field::Email, problem)))
                .ok()
        };
        let role = Role::parse(&fields.role);
        if role.is_none() {
            problems.push((Field::Role, Problem::Missing));
        }
        let is_known = [&fields.email, &fields.employee_number, &fields.login_id]
            .into_iter()
            .any(|text| !text.trim().is_empty());
        if !is_known {
            problems.push((Field::LoginId, Problem::Missing));
        }
        match (name, role) {
            (Some(name), Some(role)) if problems.is_empty() => Ok(Self {
                name,
                email,
                login_id: login_id.or_else(|| employee_number.clone()),
                employee_number,
                role,
            }),
            _ => Err(Refusal::Invalid(problems)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> PersonFields {
        PersonFields {
            family: "髙橋".into(),
            given: "晴朗".into(),
            email: "takahashi@example.co.jp".into(),
            role: "learner".into(),
            ..PersonFields::default()
        }
    }

    #[test]
    fn every_field_that_is_not_good_is_named_at_once() {
        let refused = PersonInput::parse(&PersonFields {
            family: " ".into(),
            email: "takahashi".into(),
            employee_number: "00 42".into(),
            role: "emperor".into(),
            ..fields()
        });
        let Err(Refusal::Invalid(problems)) = refused else {
            panic!("{refused:?}");
        };
        let named: Vec<_> = problems.into_iter().map(|(field, _)| field).collect();
        assert_eq!(
            named,
            [
                Field::FamilyName,
                Field::EmployeeNumber,
                Field::Email,
                Field::Role
            ]
        );
    }

    /// W5.3
    #[test]
    fn somebody_without_an_address_signs_in_with_a_number_or_a_login_id() {
        let nobody = PersonFields {
            email: String::new(),
            ..fields()
        };
        assert_eq!(
            PersonInput::parse(&nobody),
            Err(Refusal::invalid(Field::LoginId, Problem::Missing))
        );
        let numbered = PersonFields {
            employee_number: "0042".into(),
            ..nobody.clone()
        };
        let input = PersonInput::parse(&numbered).unwrap();
        assert_eq!(input.login_id.unwrap().as_str(), "0042");
        let own = PersonFields {
            login_id: "taka".into(),
            ..numbered
        };
        assert_eq!(
            PersonInput::parse(&own).unwrap().login_id.unwrap().as_str(),
            "taka"
        );
    }
}
