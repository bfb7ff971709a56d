//! Jobs: work by the clock, in Japan's time. One file each; the only module that names the crate `cron`.
//!
//! A run is a row of its own ([`backend::jobs`]), so that a job runs once for each time it is due. Runs that were missed while nothing ran
//! are made up for by one.

mod checkpoints;
mod orphan_keys;

use std::{pin::Pin, str::FromStr as _, time::Duration};

use backend::{Backend, jobs, lease::Lease};
use chrono::{DateTime, FixedOffset, Utc};
use cron::Schedule;
use tokio_util::sync::CancellationToken;

use crate::{failure::Failure, workers::Workers};

/// The lease under which one node of many runs the jobs.
const LEASE: &str = "jobs";
/// How often the clock is looked at.
const LOOK: Duration = Duration::from_secs(10);
const JST_SECONDS: i32 = 9 * 3_600;

type Running<'a> = Pin<Box<dyn Future<Output = backend::error::Result<u32>> + Send + 'a>>;

/// Something that is done by the clock.
struct Job {
    /// Part of the key of its runs: never changed.
    name: &'static str,
    /// Second, minute, hour, day, month, weekday in Japan.
    schedule: &'static str,
    /// May be cut off anywhere and begun again. The answer is how much there was to do.
    run: for<'a> fn(&'a Backend) -> Running<'a>,
}

const JOBS: [Job; 2] = [checkpoints::JOB, orphan_keys::JOB];

/// Starts the clock.
///
/// # Errors
/// When a schedule cannot be read.
pub fn start(workers: &Workers, backend: &Backend) -> Result<(), Failure> {
    let planned = JOBS
        .into_iter()
        .map(|job| Ok((schedule(&job)?, job)))
        .collect::<Result<Vec<_>, Failure>>()?;
    let lease = Lease::of_process(backend, LEASE).map_err(|error| Failure(error.to_string()))?;
    let (backend, stop) = (backend.clone(), workers.stopping());
    workers.start(LEASE, keep_time(backend, planned, lease, stop));
    Ok(())
}

fn schedule(job: &Job) -> Result<Schedule, Failure> {
    Schedule::from_str(job.schedule)
        .map_err(|error| Failure(format!("schedule of the job {}: {error}", job.name)))
}

async fn keep_time(
    backend: Backend,
    planned: Vec<(Schedule, Job)>,
    mut lease: Lease,
    stop: CancellationToken,
) {
    // What each job was last found finished for, so that an idle clock asks nothing of the store.
    let mut finished = vec![0; planned.len()];
    while !stop.is_cancelled() {
        for ((schedule, job), finished) in planned.iter().zip(&mut finished) {
            let Some(due) = last_due(schedule, backend.now()).filter(|due| due > finished) else {
                continue;
            };
            let run = tokio::select! {
                run = run_once(&backend, &mut lease, job, due) => run,
                () = stop.cancelled() => break,
            };
            match run {
                Ok(true) => *finished = due,
                Ok(false) => {}
                Err(error) => {
                    lease.lost();
                    tracing::error!(job = job.name, %error, "a job failed and is tried again");
                }
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => {}
        }
    }
    if let Err(error) = lease.release(&backend).await {
        tracing::warn!(%error, "the lease of the jobs was not given back");
    }
}

/// Runs a job for the time it was due, unless that was done. True when nothing is left to do for it.
async fn run_once(
    backend: &Backend,
    lease: &mut Lease,
    job: &Job,
    due: u64,
) -> backend::error::Result<bool> {
    if !lease.hold(backend).await? {
        return Ok(false);
    }
    let Some(fence) = lease.fence() else {
        return Ok(false);
    };
    match jobs::begin(backend, fence, job.name, due).await? {
        jobs::Begun::Claimed => {}
        jobs::Begun::Finished => return Ok(true),
        jobs::Begun::Later => return Ok(false),
    }
    let count = (job.run)(backend).await?;
    jobs::finish(backend, fence, job.name, due).await?;
    tracing::info!(job = job.name, count, "job done");
    Ok(true)
}

/// The last time at or before `now` (Unix milliseconds) at which `schedule` was due.
fn last_due(schedule: &Schedule, now: u64) -> Option<u64> {
    let japan = FixedOffset::east_opt(JST_SECONDS)?;
    // The crate looks strictly before the time it is given.
    let after = DateTime::<Utc>::from_timestamp_millis(i64::try_from(now).ok()? + 1)?;
    let due = schedule.after(&after.with_timezone(&japan)).next_back()?;
    u64::try_from(due.timestamp_millis()).ok()
}

#[cfg(test)]
mod tests {
    use domain::time::{DAY_MS, Day, HOUR_MS, MINUTE_MS};

    use super::*;

    #[test]
    fn every_job_has_a_name_of_its_own_and_a_schedule_that_can_be_read() {
        for (place, job) in JOBS.iter().enumerate() {
            assert!(schedule(job).is_ok(), "{}", job.name);
            assert!(JOBS[..place].iter().all(|other| other.name != job.name));
        }
    }

    #[test]
    fn a_job_is_due_by_the_clock_in_japan() {
        let daily = Schedule::from_str("0 10 3 * * *").unwrap();
        let midnight = Day::parse("2026-11-23").unwrap().starts_at();
        let due = midnight + 3 * HOUR_MS + 10 * MINUTE_MS;
        assert_eq!(last_due(&daily, due), Some(due));
        assert_eq!(last_due(&daily, due + DAY_MS - 1), Some(due));
        assert_eq!(last_due(&daily, due - 1), Some(due - DAY_MS));
        assert_eq!(last_due(&daily, due + DAY_MS), Some(due + DAY_MS));
    }
}
