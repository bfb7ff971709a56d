//! What someone typed into a form that was refused, kept sealed for five minutes: without JavaScript the page that shows the refusal is a new one,
//! and nothing typed may be lost. Secrets are never kept.

use std::collections::BTreeMap;

use domain::{id::Id, time::MINUTE_MS};
use vault::{Field, Place};

use super::records;
use crate::{Backend, error::Result, store::Unit};

/// Marker for [`Id`]s of drafts.
#[derive(Debug)]
pub enum Draft {}

const LIFE_MS: u64 = 5 * MINUTE_MS;
const MAX_BYTES: usize = 256 << 10;
/// Fields that are never kept, by their names in forms.
const SECRETS: [&str; 3] = ["password", "password_again", "current_password"];

/// Keeps a form's fields under an identifier that only its typist is told. `None` when it is too large to keep.
///
/// # Errors
/// When the store fails.
pub async fn keep(
    backend: &Backend,
    fields: &BTreeMap<String, String>,
) -> Result<Option<Id<Draft>>> {
    let kept: BTreeMap<&String, &String> = fields
        .iter()
        .filter(|(name, _)| !SECRETS.contains(&name.as_str()))
        .collect();
    let form = serde_json::to_vec(&kept).unwrap_or_default();
    if form.len() > MAX_BYTES {
        return Ok(None);
    }
    let now = backend.now();
    let id = Id::<Draft>::new(now)?;
    let system = backend.keys.system().await?;
    let sealed = system.seal(&Place::of_system(Field::FormDraft, id.uuid()), &form)?;
    let mut unit = Unit::new();
    records::insert_draft(&mut unit, id, sealed, now + LIFE_MS);
    backend.store.commit(unit).await?;
    Ok(Some(id))
}

/// The fields of a draft; nothing when it is too old or never was.
///
/// # Errors
/// When the store fails.
pub async fn read(backend: &Backend, id: Id<Draft>) -> Result<BTreeMap<String, String>> {
    let Some(sealed) = records::draft(backend, id, backend.now()).await? else {
        return Ok(BTreeMap::new());
    };
    let system = backend.keys.system().await?;
    let form = system.open(&Place::of_system(Field::FormDraft, id.uuid()), &sealed)?;
    Ok(serde_json::from_slice(&form).unwrap_or_default())
}

/// Deletes drafts that are too old.
///
/// # Errors
/// When the store fails.
pub async fn sweep(backend: &Backend) -> Result<()> {
    records::sweep_drafts(backend, backend.now()).await
}
