//! What lessons and deliveries are called now, for the operation log.

use std::collections::HashMap;

use domain::{
    id::Id,
    learning::{Delivery, Lesson},
};

use super::{
    records::{deliveries, lessons},
    versions,
};
use crate::{Backend, access::Scope, error::Result};

/// The titles of these lessons; one that is not the organisation's is left out. For use cases that asked already.
///
/// # Errors
/// When the store fails.
pub async fn lesson_titles(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<Lesson>],
) -> Result<HashMap<Id<Lesson>, String>> {
    let found = lessons::titles(backend, scope, ids).await?;
    Ok(found.into_iter().collect())
}

/// What these deliveries are called: their own name, else their lesson's title; as [`lesson_titles`].
///
/// # Errors
/// When the store fails.
pub async fn delivery_names(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<Delivery>],
) -> Result<HashMap<Id<Delivery>, String>> {
    let found = deliveries::several(backend, scope, ids).await?;
    let versions: Vec<_> = found.iter().map(|delivery| delivery.version).collect();
    let titles = versions::versions(backend, scope, &versions).await?;
    let name = |delivery: deliveries::Opened| {
        let title = || Some(titles.get(&delivery.version)?.title.clone());
        Some((delivery.id, delivery.name.clone().or_else(title)?))
    };
    Ok(found.into_iter().filter_map(name).collect())
}
