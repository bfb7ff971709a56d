//! Organisations: made and listed by the operator (command line).

mod known;
mod records;

use std::{collections::HashSet, sync::Arc};

use domain::{
    access::Role,
    error::{Field as FormField, Problem, Refusal},
    id::Id,
    organization::{Organization, OrganizationCode, OrganizationName, OrganizationRow},
    people::{Email, Person, PersonName},
};
use vault::{Field, Index, Place, normalize};

pub use known::{Known, Names};

use crate::{
    Backend,
    access::{self, LinkKind, links},
    audit::{self, Event},
    error::{Error, Result},
    failpoint::Failpoint,
    mail::{Mail, MailKind},
    people::{self, NewPerson},
    store::{Unit, is_taken},
};

/// A new organisation and its first administrator.
pub struct NewOrganization {
    pub name: OrganizationName,
    pub code: OrganizationCode,
    pub seats: u32,
    pub admin_name: PersonName,
    pub admin_email: Email,
}

/// What the operator is told about it.
pub struct Created {
    pub organization: Id<Organization>,
    pub admin: Id<Person>,
    /// The first administrator's link to set a password; mailed too. A secret until used.
    pub link: String,
}

/// Makes an organisation with its keys and its first organisation administrator, who gets a link by mail.
/// Keys come before rows: what a crash leaves behind are keys without a row, which [`people::sweep_keys`] takes away.
///
/// # Errors
/// [`Refusal::Taken`] for a code that is in use; [`Refusal::Invalid`] for no seats.
pub async fn create(backend: &Backend, new: &NewOrganization) -> Result<Created> {
    if new.seats == 0 || new.seats > 1_000_000 {
        return Err(Refusal::invalid(FormField::Seats, Problem::TooSmall { min: 1 }).into());
    }
    let system = backend.keys.system().await?;
    let index = system.blind_index(
        Index::OrganizationCode,
        &normalize::organization_code(new.code.as_str()),
    );
    if records::by_code(backend, index.as_str()).await?.is_some() {
        return Err(Refusal::Taken(FormField::OrganizationCode).into());
    }
    let now = backend.now();
    let organization = Id::<Organization>::new(now)?;
    let admin = Id::<Person>::new(now)?;
    backend.keys.create_organization(organization).await?;
    let keys = backend.keys.create_people(organization, &[admin]).await?;
    Failpoint::OrganizationKeys.pass();
    let person_key = keys
        .get(&admin)
        .ok_or_else(|| Error::KeyLost(admin.to_string()))?;
    let scope = access::system_scope(backend, organization).await?;

    let mut unit = Unit::new();
    let seal =
        |field, text: &str| system.seal_str(&Place::of_system(field, organization.uuid()), text);
    records::insert(
        &mut unit,
        organization,
        seal(Field::OrganizationName, new.name.as_str())?,
        seal(Field::OrganizationCode, new.code.as_str())?,
        index.as_str(),
        new.seats,
        now,
    );
    people::add_person(
        &mut unit,
        &people::Keys {
            person: person_key,
            organization: scope.organization_key(),
            system: &system,
        },
        &NewPerson {
            id: admin,
            organization,
            name: &new.admin_name,
            email: Some(&new.admin_email),
            employee_number: None,
            login_id: None,
            role: Role::Manager,
            is_org_admin: true,
            created_at: now,
        },
    )?;
    let cause = Id::<Mail>::new(now)?.uuid();
    access::insert_credential(&mut unit, organization, admin, access::First::Link(cause));
    Mail {
        kind: MailKind::FirstPassword,
        person: admin,
        cause,
        batch: None,
        due_at: now,
    }
    .add_to(&mut unit, organization, now);
    // The operator is shown the same link that is mailed: it must be good before the mail is sent.
    let issue = links::Issue {
        organization,
        person: admin,
        cause,
        kind: LinkKind::FirstPassword,
    };
    let link = links::issue(backend, &mut unit, &[issue])
        .await?
        .pop()
        .unwrap_or_default();
    audit::note(
        &mut unit,
        &scope,
        now,
        Event::OrganizationCreated,
        Some(organization.uuid()),
        &[("seats", &new.seats.to_string())],
    )?;
    audit::note(
        &mut unit,
        &scope,
        now,
        Event::PersonRegistered,
        Some(admin.uuid()),
        &[("role", "manager"), ("org_admin", "true")],
    )?;
    match backend.store.commit(unit).await {
        Err(error) if is_taken(&error, "organization_code") => {
            Err(Refusal::Taken(FormField::OrganizationCode).into())
        }
        Err(error) => Err(error),
        Ok(_) => {
            backend.wake.mail.notify_one();
            backend.wake.audit.notify_one();
            Ok(Created {
                organization,
                admin,
                link,
            })
        }
    }
}

/// Every organisation of the installation, newest first, at most 1,000. For the operator alone: the command line asks.
///
/// # Errors
/// When the store fails or a name does not open.
pub async fn list(backend: &Backend) -> Result<Vec<OrganizationRow>> {
    let system = backend.keys.system().await?;
    records::list(backend)
        .await?
        .into_iter()
        .map(|row| {
            let id = row.id()?;
            let open =
                |field, sealed: &[u8]| system.open_str(&Place::of_system(field, id.uuid()), sealed);
            Ok(OrganizationRow {
                id,
                name: open(Field::OrganizationName, &row.name)?,
                code: open(Field::OrganizationCode, &row.code)?,
                seats: row.seats,
                people: row.people,
                created_at: row.created_at,
            })
        })
        .collect()
}

/// The organisation of a code.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn by_code(backend: &Backend, code: &OrganizationCode) -> Result<Id<Organization>> {
    find(backend, code.as_str())
        .await?
        .ok_or_else(|| Refusal::NotFound.into())
}

/// The organisation of a code as somebody typed it; `None` when no organisation has it.
///
/// # Errors
/// When the store or the key ring fails.
pub async fn find(backend: &Backend, code: &str) -> Result<Option<Id<Organization>>> {
    let system = backend.keys.system().await?;
    let index = system.blind_index(Index::OrganizationCode, &normalize::organization_code(code));
    records::by_code(backend, index.as_str()).await
}

/// An organisation's name and code, as mails, slips and pages show them; from memory where they were read in the last minute.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn names(backend: &Backend, organization: Id<Organization>) -> Result<Arc<Names>> {
    if let Some(known) = backend.organizations.get(organization) {
        return Ok(known);
    }
    let system = backend.keys.system().await?;
    let row = records::one(backend, organization)
        .await?
        .ok_or(Refusal::NotFound)?;
    let open = |field, sealed: &[u8]| {
        system.open_str(&Place::of_system(field, organization.uuid()), sealed)
    };
    let names = Arc::new(Names {
        name: open(Field::OrganizationName, &row.name)?.into(),
        code: open(Field::OrganizationCode, &row.code)?,
    });
    backend.organizations.keep(organization, &names);
    Ok(names)
}

/// Those of these organisations that there are. For jobs; nobody's rights are asked.
///
/// # Errors
/// When the store fails.
pub async fn existing(
    backend: &Backend,
    organizations: &[Id<Organization>],
) -> Result<HashSet<Id<Organization>>> {
    records::existing(backend, organizations).await
}
