//! What someone typed into a form that was refused, kept sealed for five minutes: without JavaScript the page that shows the refusal is a new one,
//! and nothing typed may be lost. Secrets are never kept.

use std::collections::BTreeMap;

use domain::{id::Id, time::MINUTE_MS};
use vault::{Field, Place};

use super::records::drafts as records;
use crate::{Backend, error::Result, store::Unit};

/// Marker for [`Id`]s of drafts.
#[derive(Debug)]
pub enum Draft {}

/// What was typed, by the names of the fields; a box ticked among several is one value of their name.
pub type Fields = BTreeMap<String, Vec<String>>;

/// Most bytes kept of somebody signed in: the longest lesson, with its test.
pub const MAX_BYTES: usize = 2 << 20;
/// Most bytes kept of a stranger: an address and a code.
pub const MAX_BYTES_OF_STRANGERS: usize = 2 << 10;

const LIFE_MS: u64 = 5 * MINUTE_MS;
/// Fields that are never kept, by their names in forms. The token of a link is in the address of its page.
const SECRETS: [&str; 4] = ["password", "password_again", "current_password", "token"];

/// Keeps a form's fields under an identifier that only its typist is told. `None` when nothing is left to keep, or more than `max_bytes`.
///
/// # Errors
/// When the store fails.
pub async fn keep(
    backend: &Backend,
    fields: &Fields,
    max_bytes: usize,
) -> Result<Option<Id<Draft>>> {
    let kept: BTreeMap<_, _> = fields
        .iter()
        .filter(|(name, _)| !SECRETS.contains(&name.as_str()))
        .collect();
    let form = serde_json::to_vec(&kept).unwrap_or_default();
    if kept.is_empty() || form.len() > max_bytes {
        return Ok(None);
    }
    let now = backend.now();
    let id = Id::<Draft>::new(now)?;
    let system = backend.keys.system().await?;
    let sealed = system.seal(&Place::of_system(Field::FormDraft, id.uuid()), &form)?;
    let mut unit = Unit::new();
    records::insert(&mut unit, id, sealed, now + LIFE_MS);
    backend.store.commit(unit).await?;
    Ok(Some(id))
}

/// The fields of a draft; nothing when it is too old or never was.
///
/// # Errors
/// When the store fails.
pub async fn read(backend: &Backend, id: Id<Draft>) -> Result<Fields> {
    let Some(sealed) = records::form(backend, id, backend.now()).await? else {
        return Ok(Fields::new());
    };
    let system = backend.keys.system().await?;
    let form = system.open(&Place::of_system(Field::FormDraft, id.uuid()), &sealed)?;
    Ok(serde_json::from_slice(&form).unwrap_or_default())
}
