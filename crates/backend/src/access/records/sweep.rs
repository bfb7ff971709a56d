//! Deleting what is over, a few rows at a time: no unit grows with what a flood left behind.

use surrealdb::types::RecordId;

use crate::{Backend, error::Result, store::Unit};

/// Drafts that expired by `$sweep_until`.
pub const DRAFTS: &str =
    "SELECT VALUE id FROM draft WHERE expires_at <= $sweep_until LIMIT $sweep_limit;";
/// Sessions that began by `$sweep_until`.
pub const SESSIONS: &str =
    "SELECT VALUE id FROM session WHERE created_at <= $sweep_until LIMIT $sweep_limit;";
/// Links that were sent by `$sweep_until`.
pub const LINKS: &str =
    "SELECT VALUE id FROM link WHERE sent_at <= $sweep_until LIMIT $sweep_limit;";

/// Rows of one unit.
const BATCH: usize = 200;

/// Deletes all that `select` finds.
pub async fn sweep(backend: &Backend, select: &'static str, until: u64) -> Result<()> {
    loop {
        let mut query = Unit::new();
        query
            .statement(select)
            .bind("sweep_until", until)
            .bind("sweep_limit", BATCH as u64);
        let ids: Vec<RecordId> = backend.store.read(query).await?.take(0)?;
        let is_last = ids.len() < BATCH;
        if !ids.is_empty() {
            let mut unit = Unit::new();
            unit.statement("DELETE $sweep_ids RETURN NONE;")
                .bind("sweep_ids", ids);
            backend.store.commit(unit).await?;
        }
        if is_last {
            return Ok(());
        }
    }
}
