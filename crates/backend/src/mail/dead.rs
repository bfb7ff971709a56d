//! Mails that were given up, as administrators see them.

use domain::{
    access::{Act, PermissionKey},
    audit::DeadLetter,
    id::Id,
};
use vault::{Field, Place};

use super::{Mail, records};
use crate::{Backend, access::Scope, error::Result, people, store::id_of};

/// The organisation's mails that were given up, newest first, at most 50 after `after`.
///
/// # Errors
/// [`Forbidden`](domain::error::Refusal::Forbidden) for who does not administer the organisation.
pub async fn dead_letters(
    backend: &Backend,
    scope: &Scope,
    after: Option<Id<DeadLetter>>,
) -> Result<Vec<DeadLetter>> {
    scope.may(PermissionKey::Organization, Act::View)?;
    let organization = scope.organization();
    let rows = records::dead(
        backend,
        organization,
        after.map(|last| Id::from_uuid(last.uuid())),
    )
    .await?;
    let ids: Vec<_> = rows.iter().map(records::DeadMail::person).collect();
    let people = people::recipients(backend, organization, &ids).await?;
    let keys = backend.keys.people(organization, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let id = id_of::<Mail>(&row.id)?.uuid();
            let place = Place {
                organization: organization.uuid(),
                field: Field::MailFailure,
                record: id,
            };
            let person = people
                .get(&row.person())
                .and_then(|found| found.as_ref().ok());
            let failure = row.failure.as_ref().and_then(|sealed| {
                keys.get(&row.person())
                    .and_then(|key| key.open_str(&place, sealed).ok())
            });
            Ok(DeadLetter {
                id: Id::from_uuid(id),
                name: person.map(|person| person.name.clone()),
                address: person.and_then(|person| person.email.clone()),
                failure,
                at: row.finished_at.unwrap_or_default(),
                kind: row.kind,
            })
        })
        .collect()
}
