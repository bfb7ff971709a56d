//! Work by the clock, written down: one row for each time a job was due, so that it runs once for it, after a crash and among many nodes.
//!
//! When jobs are due is the server's matter (`server::cron`). A job may be cut off at any place and begun again.

use domain::time::MINUTE_MS;
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue};

use crate::{
    Backend,
    error::Result,
    lease::Fence,
    store::{Unit, thrown},
};

/// How long a run that failed, or was cut off, waits for the next try; as often again for every further one.
const PAUSE_MS: u64 = 5 * MINUTE_MS;

fn id(job: &'static str, due: u64) -> RecordId {
    let key = vec![job.to_owned().into_value(), due.into_value()];
    RecordId::new("job_run", RecordIdKey::Array(key.into()))
}

/// What claiming a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is ours to carry through.
    Claimed,
    /// It was tried a short while ago.
    Later,
    /// Nothing is left to do.
    Finished,
}

/// Claims the run of `job` that was due at `due` (Unix milliseconds).
///
/// # Errors
/// When the store fails, or somebody else holds the lease by now.
pub async fn begin(backend: &Backend, fence: Fence, job: &'static str, due: u64) -> Result<Begun> {
    let mut unit = Unit::new();
    fence.guard(&mut unit);
    unit.statement(
        "LET $job_row = (SELECT * FROM ONLY $job_id);
         IF $job_row.finished_at != NONE { THROW 'job_finished' };
         IF $job_row != NONE AND $job_row.started_at + $job_row.attempts * $job_pause > $job_now { THROW 'job_later' };
         UPSERT $job_id SET started_at = $job_now, attempts = ($job_row.attempts ?? 0) + 1 RETURN NONE;",
    )
    .bind("job_id", id(job, due))
    .bind("job_now", backend.now())
    .bind("job_pause", PAUSE_MS);
    match backend.store.commit(unit).await {
        Ok(_) => Ok(Begun::Claimed),
        Err(error) => match thrown(&error).as_deref() {
            Some("job_finished") => Ok(Begun::Finished),
            Some("job_later") => Ok(Begun::Later),
            _ => Err(error),
        },
    }
}

/// Writes down that the run was carried through.
///
/// # Errors
/// When the store fails, or somebody else holds the lease by now; the job then runs once more.
pub async fn finish(backend: &Backend, fence: Fence, job: &'static str, due: u64) -> Result<()> {
    let mut unit = Unit::new();
    fence.guard(&mut unit);
    unit.statement("UPDATE $job_id SET finished_at = $job_now RETURN NONE;")
        .bind("job_id", id(job, due))
        .bind("job_now", backend.now());
    backend.store.commit(unit).await.map(|_| ())
}
