//! The operation log as organisation administrators read it (W12.1).

use domain::{
    access::{Act, PermissionKey},
    audit::{LogEntry, LogFilter, LogPage, LogResult},
    id::Id,
    organization::Organization,
    people::Person,
};
use vault::{Field, Place, audit::SALT_BYTES};

use super::{
    Entry,
    names::{Details, Names},
    records::{self, Stored},
};
use crate::{
    Backend,
    access::{Origin, Scope},
    error::Result,
};

/// Entries a page.
const PAGE: usize = 50;

/// The organisation's log, newest first, a page of it.
///
/// # Errors
/// [`Forbidden`](domain::error::Refusal::Forbidden) for who does not administer the organisation.
pub async fn list(
    backend: &Backend,
    scope: &Scope,
    filter: &LogFilter,
    after: Option<Id<Entry>>,
) -> Result<LogPage> {
    scope.may(PermissionKey::Organization, Act::View)?;
    let organization = scope.organization();
    let mut rows = records::newest(backend, organization, filter.event.as_deref(), after).await?;
    let is_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let opened: Vec<Details> = rows
        .iter()
        .map(|row| details(scope, row))
        .collect::<Result<_>>()?;
    let names = Names::of(backend, scope, &rows, &opened).await?;
    let mut actors: Vec<Id<Person>> = rows.iter().filter_map(Stored::actor).collect();
    actors.sort_unstable();
    actors.dedup();
    let keys = backend.keys.people(organization, &actors).await?;
    let entries: Vec<LogEntry> = rows
        .iter()
        .zip(opened)
        .map(|(row, details)| {
            let origin_key = match row.actor() {
                None => Some(scope.organization_key()),
                Some(person) => keys.get(&person).map(|key| &**key),
            };
            let origin = origin_key.and_then(|key| origin(key, organization, row));
            Ok(LogEntry {
                id: row.id()?,
                number: row.number(),
                at: row.at(),
                event: row.event.clone(),
                result: if row.result == "done" {
                    LogResult::Done
                } else {
                    LogResult::Denied
                },
                actor: names.actor(row),
                subject: names.subject(row),
                details: names.told(details),
                address: origin.as_ref().map(|origin| origin.address.clone()),
                user_agent: origin.map(|origin| origin.user_agent),
            })
        })
        .collect::<Result<_>>()?;
    let next = if is_more {
        entries.last().map(|entry| entry.id)
    } else {
        None
    };
    Ok(LogPage { entries, next })
}

/// Where it came from; nothing when it does not open, which verification tells of.
fn origin(key: &vault::Key, organization: Id<Organization>, row: &Stored) -> Option<Origin> {
    let place = Place {
        organization: organization.uuid(),
        field: Field::AuditOrigin,
        record: row.id().ok()?.uuid(),
    };
    let salted = key.open(&place, &row.origin).ok()?;
    let (_, origin) = salted.split_first_chunk::<SALT_BYTES>()?;
    serde_json::from_slice(origin).ok()
}

fn details(scope: &Scope, row: &Stored) -> Result<Details> {
    let id: Id<Entry> = row.id()?;
    let place = Place {
        organization: scope.organization().uuid(),
        field: Field::AuditDetail,
        record: id.uuid(),
    };
    Ok(scope
        .organization_key()
        .open(&place, &row.detail)
        .ok()
        .and_then(|detail| serde_json::from_slice(&detail).ok())
        .unwrap_or_default())
}
