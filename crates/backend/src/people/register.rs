//! Registering one person (W5.2, W5.3), with a first password in one of the two ways (W7.1).

use domain::{
    access::{Act, PermissionKey},
    error::{Field, Problem, Refusal},
    id::Id,
    people::{FirstPassword, Group, PasswordSheet, Person, PersonInput},
};

use super::{
    Keys, Membership, NewPerson, Origin, RosterChange, add_memberships, add_person, commit,
    may_act_on, sheets, touch_roster,
};
use crate::{
    Backend,
    access::{self, Scope},
    audit::{self, Event},
    error::{Error, Result},
    failpoint::Failpoint,
    mail::{Mail, MailKind},
    store::Unit,
};

/// Somebody to register.
#[derive(Clone, Debug)]
pub struct Registration {
    pub input: PersonInput,
    pub is_org_admin: bool,
    pub first_password: FirstPassword,
    pub groups: Vec<Id<Group>>,
}

/// Who was registered, and where their initial password can be read when it is shown.
#[derive(Clone, Copy, Debug)]
pub struct Registered {
    pub person: Id<Person>,
    pub sheet: Option<Id<PasswordSheet>>,
}

/// Registers one person. With ① a mail with a one-time link leaves (W7.2); with ② a generated password lies on a sheet
/// that the asking session can read (W7.4).
///
/// # Errors
/// [`Refusal::Forbidden`] without the right, or for more rights than one's own; [`Refusal::Invalid`] for a mail without an address;
/// [`Refusal::Taken`]; [`Refusal::NoSeats`]; [`Refusal::ImportRunning`]; [`Refusal::NotFound`] for an unknown group.
pub async fn register(backend: &Backend, scope: &Scope, new: &Registration) -> Result<Registered> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    if new.is_org_admin {
        scope.may(PermissionKey::Organization, Act::Edit)?;
    }
    let input = &new.input;
    may_act_on(scope, input.role, new.is_org_admin)?;
    if new.first_password == FirstPassword::Mail && input.email.is_none() {
        return Err(Refusal::invalid(Field::Email, Problem::Missing).into());
    }

    let now = backend.now();
    let id = Id::<Person>::new(now)?;
    let organization = scope.organization();
    let system = backend.keys.system().await?;
    let keys = backend.keys.create_people(organization, &[id]).await?;
    Failpoint::PersonKey.pass();
    let person_key = keys
        .get(&id)
        .ok_or_else(|| Error::KeyLost(format!("person {id}")))?;

    let mut unit = Unit::new();
    touch_roster(
        &mut unit,
        scope,
        RosterChange {
            people: 1,
            org_admins: i64::from(new.is_org_admin),
            import: None,
        },
    );
    add_person(
        &mut unit,
        &Keys {
            person: person_key,
            organization: scope.organization_key(),
            system: &system,
        },
        &NewPerson {
            id,
            organization,
            name: &input.name,
            email: input.email.as_ref(),
            employee_number: input.employee_number.as_ref(),
            login_id: input.login_id.as_ref().or(input.employee_number.as_ref()),
            role: input.role,
            is_org_admin: new.is_org_admin,
            created_at: now,
        },
    )?;
    let memberships: Vec<_> = new
        .groups
        .iter()
        .map(|group| Membership {
            group: *group,
            person: id,
        })
        .collect();
    add_memberships(&mut unit, scope, &memberships, Origin::Manual);
    let sheet = match new.first_password {
        FirstPassword::Mail => {
            let cause = Id::<Mail>::new(now)?.uuid();
            access::insert_credential(&mut unit, organization, id, access::First::Link(cause));
            Mail {
                kind: MailKind::FirstPassword,
                person: id,
                cause,
                batch: None,
                due_at: now,
            }
            .add_to(&mut unit, organization, now);
            None
        }
        FirstPassword::Display => {
            let (sheet, verifier) = sheets::of_one(backend, &mut unit, scope, id, now).await?;
            access::insert_credential(
                &mut unit,
                organization,
                id,
                access::First::Initial(verifier),
            );
            Some(sheet)
        }
    };
    let details = [
        ("role", input.role.as_str()),
        ("org_admin", if new.is_org_admin { "true" } else { "false" }),
        (
            "first_password",
            if sheet.is_some() { "display" } else { "mail" },
        ),
    ];
    audit::note(
        &mut unit,
        scope,
        now,
        Event::PersonRegistered,
        Some(id.uuid()),
        &details,
    )?;
    commit(backend, unit).await?;
    if sheet.is_none() {
        backend.wake.mail.notify_one();
    }
    Ok(Registered { person: id, sheet })
}
