//! Many people at once, opened: what an import compares its lines with.

use domain::{id::Id, people::Person};
use tokio::task::spawn_blocking;

use super::{OpenedPerson, keys::keys, records::person};
use crate::{Backend, access::Scope, error::Result};

/// Everybody of the organisation, newest first; opened on every core while the next rows are read. Who is deleted meanwhile is left out.
/// For use cases that asked already.
///
/// # Errors
/// When the store fails, or somebody's key is lost.
pub async fn everybody_opened(backend: &Backend, scope: &Scope) -> Result<Vec<OpenedPerson>> {
    let organization = scope.organization();
    let mut opening = Vec::new();
    let mut after = None;
    loop {
        let rows = person::window(backend, scope, after).await?;
        let is_last = rows.len() < person::WINDOW;
        let ids = rows
            .iter()
            .map(person::Stored::person)
            .collect::<Result<Vec<_>>>()?;
        after = ids.last().copied();
        let keys = keys(backend, organization, &ids).await?;
        opening.push(spawn_blocking(move || {
            person::open_with(organization, &keys, rows.into_iter().zip(ids))
        }));
        if is_last {
            break;
        }
    }
    let mut everybody = Vec::new();
    for opened in opening {
        everybody.extend(opened.await??);
    }
    Ok(everybody)
}

/// These people; who is of another organisation or deleted is left out. For use cases that asked already.
///
/// # Errors
/// When the store fails, or somebody's key is lost.
pub async fn opened(
    backend: &Backend,
    scope: &Scope,
    people: &[Id<Person>],
) -> Result<Vec<OpenedPerson>> {
    let rows = person::stored(backend, scope, people).await?;
    person::open_all(backend, scope, rows).await
}
