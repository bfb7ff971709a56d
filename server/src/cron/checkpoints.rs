//! Signs where every operation log stands, once a day (W16.2).

use super::Job;

pub(super) const JOB: Job = Job {
    name: "audit_checkpoint",
    schedule: "0 5 0 * * *",
    run: |backend| Box::pin(backend::audit::checkpoint(backend)),
};
