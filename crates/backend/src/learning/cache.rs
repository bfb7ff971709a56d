//! What every learner's page needs again and again: opened versions, which never change, and the state of deliveries.

use std::{sync::Arc, time::Duration};

use domain::{
    id::Id,
    learning::{Delivery, DeliveryState, LessonVersion},
    organization::Organization,
};
use moka::sync::Cache as Moka;
use uuid::Uuid;

use super::{records::enrollments::Home, versions::Version};
use crate::store::{Kept, Store};

/// Bytes of opened versions that are held at most.
const VERSION_BYTES: u64 = 24 << 20;
/// Opened text does not stay longer than this after it was last of use.
const VERSION_IDLE: Duration = Duration::from_mins(15);
/// Bytes of what people have to do and have done.
const HOME_BYTES: u64 = 16 << 20;
/// How long another node may still show a delivery that was just ended. Beginning an attempt always asks the store.
const STATE_AGE: Duration = Duration::from_secs(5);

/// Bounded, and keyed by organisation first. Clones share it.
#[derive(Clone)]
pub struct Cache {
    versions: Moka<(Uuid, Uuid), Arc<Version>>,
    states: Moka<(Uuid, Uuid), DeliveryState>,
    /// What people have to do and have done, by organisation and person.
    pub(super) homes: Kept<(Uuid, Uuid), Home>,
}

impl Cache {
    /// Nothing yet.
    pub(crate) fn new(store: &Store) -> Self {
        Self {
            versions: Moka::builder()
                .weigher(|_, version: &Arc<Version>| version.weight())
                .max_capacity(VERSION_BYTES)
                .time_to_idle(VERSION_IDLE)
                .build(),
            states: Moka::builder()
                .max_capacity(20_000)
                .time_to_live(STATE_AGE)
                .build(),
            homes: Kept::new(store, HOME_BYTES, Home::weight),
        }
    }
}

impl Cache {
    /// Drops what was of no use for too long; a job calls it.
    pub fn tidy(&self) {
        self.versions.run_pending_tasks();
        self.states.run_pending_tasks();
        self.homes.tidy();
    }

    pub(super) fn version(
        &self,
        organization: Id<Organization>,
        id: Id<LessonVersion>,
    ) -> Option<Arc<Version>> {
        self.versions.get(&(organization.uuid(), id.uuid()))
    }

    pub(super) fn keep_version(&self, organization: Id<Organization>, version: &Arc<Version>) {
        self.versions.insert(
            (organization.uuid(), version.id.uuid()),
            Arc::clone(version),
        );
    }

    pub(super) fn state(
        &self,
        organization: Id<Organization>,
        id: Id<Delivery>,
    ) -> Option<DeliveryState> {
        self.states.get(&(organization.uuid(), id.uuid()))
    }

    pub(super) fn keep_state(
        &self,
        organization: Id<Organization>,
        id: Id<Delivery>,
        state: DeliveryState,
    ) {
        self.states.insert((organization.uuid(), id.uuid()), state);
    }

    pub(super) fn forget_state(&self, organization: Id<Organization>, id: Id<Delivery>) {
        self.states.invalidate(&(organization.uuid(), id.uuid()));
    }
}
