//! Many people at once, opened: what an import compares its lines with.

use std::sync::Arc;

use domain::{id::Id, people::Person};
use tokio::task::spawn_blocking;

use super::{OpenedPerson, records::person};
use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
};

/// Everybody of the organisation, newest first; opened on every core while the next rows are read. For use cases that asked already.
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
        let keys = Arc::new(backend.keys.people(organization, &ids).await?);
        opening.push(spawn_blocking(move || {
            rows.into_iter()
                .zip(ids)
                .map(|(row, id)| {
                    let key = keys
                        .get(&id)
                        .ok_or_else(|| Error::KeyLost(format!("person {id}")))?;
                    row.open(organization, key)
                })
                .collect::<Result<Vec<_>>>()
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
