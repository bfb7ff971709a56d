//! What every learner's page needs again and again: opened versions, which never change, and the state of deliveries.

use std::{sync::Arc, time::Duration};

use domain::{
    id::Id,
    learning::{Delivery, DeliveryState, LessonVersion},
    organization::Organization,
};
use moka::sync::Cache as Moka;
use uuid::Uuid;

use super::versions::Version;

/// Bytes of opened versions that are held at most.
const VERSION_BYTES: u64 = 24 << 20;
/// Opened text does not stay longer than this after it was last of use.
const VERSION_IDLE: Duration = Duration::from_mins(15);
/// How long another node may still show a delivery that was just ended. Beginning an attempt always asks the store.
const STATE_AGE: Duration = Duration::from_secs(5);

/// Bounded, and keyed by organisation first. Clones share it.
#[derive(Clone)]
pub struct Cache {
    versions: Moka<(Uuid, Uuid), Arc<Version>>,
    states: Moka<(Uuid, Uuid), DeliveryState>,
}

impl Default for Cache {
    fn default() -> Self {
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
        }
    }
}

impl Cache {
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
