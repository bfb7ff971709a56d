//! What every page and mail says of an organisation, kept for a moment.

use std::{sync::Arc, time::Duration};

use domain::{id::Id, organization::Organization};
use moka::sync::Cache;

/// How long what was changed may still be shown as it was.
const LIFE: Duration = Duration::from_mins(1);

/// An organisation's name and code, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub name: Arc<str>,
    pub code: String,
}

/// The names of organisations that were asked for lately. Clones share it.
#[derive(Clone)]
pub struct Known(Cache<Id<Organization>, Arc<Names>>);

impl Default for Known {
    fn default() -> Self {
        Self(
            Cache::builder()
                .max_capacity(1_000)
                .time_to_live(LIFE)
                .build(),
        )
    }
}

impl Known {
    pub(super) fn get(&self, organization: Id<Organization>) -> Option<Arc<Names>> {
        self.0.get(&organization)
    }

    /// Drops those whose time is over; a job calls it.
    pub fn tidy(&self) {
        self.0.run_pending_tasks();
    }

    pub(super) fn keep(&self, organization: Id<Organization>, names: &Arc<Names>) {
        self.0.insert(organization, Arc::clone(names));
    }
}
