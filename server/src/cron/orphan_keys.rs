//! Takes away keys of people who never came to be.

use super::Job;

pub(super) const JOB: Job = Job {
    name: "orphan_keys",
    schedule: "0 40 3 * * *",
    run: |backend| Box::pin(backend::people::sweep_keys(backend)),
};
