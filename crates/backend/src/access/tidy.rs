//! Deleting what nobody can use any more.

use domain::time::DAY_MS;

use super::{
    LinkKind,
    records::sweep::{DRAFTS, LINKS, SESSIONS, sweep},
    session,
};
use crate::{Backend, error::Result};

/// How long a link stays after its end.
const LINK_REST_MS: u64 = 7 * DAY_MS;

/// Deletes drafts that are too old, sessions that have lived as long as any may, and links a week after the longest-lived of them ended.
/// A worker calls it once a minute.
///
/// # Errors
/// When the store fails; the next call carries on.
pub async fn tidy(backend: &Backend) -> Result<()> {
    let now = backend.now();
    let links = LinkKind::FirstPassword.life_ms() + LINK_REST_MS;
    sweep(backend, DRAFTS, now).await?;
    sweep(backend, SESSIONS, now.saturating_sub(session::LONGEST_MS)).await?;
    sweep(backend, LINKS, now.saturating_sub(links)).await
}
