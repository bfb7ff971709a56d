//! Of many nodes that share a database, one does a worker's work: who holds its lease.
//!
//! A holder that has not renewed in time loses the lease to whoever asks next. The fencing number counts the holders;
//! a unit that is [guarded](Fence::guard) takes effect only while its number is the newest, however late it comes.

use domain::time::MINUTE_MS;
use surrealdb::types::{RecordId, SurrealValue, Uuid};

use crate::{Backend, error::Result, store::Unit};

/// How long a lease lasts without being renewed.
const LASTS_MS: u64 = 5 * MINUTE_MS;
/// With more of it left than this it is not renewed: an idle worker writes nothing for minutes.
const ENOUGH_MS: u64 = 3 * MINUTE_MS;

/// The lease of one kind of work, held or not.
#[derive(Debug)]
pub struct Lease {
    name: &'static str,
    holder: uuid::Uuid,
    held: Option<Held>,
    /// Nobody else can be at work when it is taken first.
    is_alone: bool,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    until: u64,
    fence: u64,
}

#[derive(SurrealValue)]
struct Row {
    fence: Option<u64>,
}

impl Lease {
    /// Of the work called `name`; nobody holds it yet.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn new(name: &'static str) -> Result<Self> {
        let mut holder = [0; 16];
        getrandom::fill(&mut holder)?;
        Ok(Self {
            name,
            holder: uuid::Builder::from_random_bytes(holder).into_uuid(),
            held: None,
            is_alone: false,
        })
    }

    /// The lease of the one process that can open an embedded store: what a crash left of it is taken over at once.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn of_process(backend: &Backend, name: &'static str) -> Result<Self> {
        Ok(Self {
            is_alone: backend.store.is_embedded(),
            ..Self::new(name)?
        })
    }

    /// Takes the lease, or renews it where half of it is over. False while another node holds it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn hold(&mut self, backend: &Backend) -> Result<bool> {
        let now = backend.now();
        if self.held.is_some_and(|held| held.until > now + ENOUGH_MS) {
            return Ok(true);
        }
        let until = now.saturating_add(LASTS_MS);
        let mut unit = Unit::new();
        unit.statement(
            "LET $lease_row = (SELECT * FROM ONLY $lease_id);
             IF $lease_row = NONE OR $lease_row.holder = $lease_holder OR $lease_row.until <= $lease_now OR $lease_is_alone {
                 UPSERT $lease_id SET holder = $lease_holder, until = $lease_until,
                     fence = ($lease_row.fence ?? 0) + (IF $lease_row.holder = $lease_holder { 0 } ELSE { 1 }) RETURN NONE;
             };
             RETURN { fence: (SELECT VALUE fence FROM ONLY $lease_id WHERE holder = $lease_holder) };",
        )
        .bind("lease_id", RecordId::new("lease", self.name))
        .bind("lease_holder", Uuid::from(self.holder))
        .bind("lease_now", now)
        .bind("lease_until", until)
        .bind("lease_is_alone", std::mem::take(&mut self.is_alone));
        let row: Option<Row> = backend.store.commit(unit).await?.take(2)?;
        self.held = row
            .and_then(|row| row.fence)
            .map(|fence| Held { until, fence });
        Ok(self.held.is_some())
    }

    /// The number under which guarded units are written; none while it is not held.
    pub fn fence(&self) -> Option<Fence> {
        self.held.map(|held| Fence {
            name: self.name,
            number: held.fence,
        })
    }

    /// To be told when a guarded unit threw `lease_lost`.
    pub fn lost(&mut self) {
        self.held = None;
    }

    /// Gives the lease up, so that another node need not wait for its end.
    ///
    /// # Errors
    /// When the store fails; the lease then ends by itself.
    pub async fn release(&mut self, backend: &Backend) -> Result<()> {
        if self.held.take().is_none() {
            return Ok(());
        }
        let mut unit = Unit::new();
        unit.statement("UPDATE $lease_id SET until = 0 WHERE holder = $lease_holder RETURN NONE;")
            .bind("lease_id", RecordId::new("lease", self.name))
            .bind("lease_holder", Uuid::from(self.holder));
        backend.store.commit(unit).await.map(|_| ())
    }
}

/// Proof of a lease, to write under.
#[derive(Clone, Copy, Debug)]
pub struct Fence {
    name: &'static str,
    number: u64,
}

impl Fence {
    /// Adds, as two statements, that the unit throws `lease_lost` when somebody else has taken over.
    pub fn guard(self, unit: &mut Unit) {
        unit.statement(
            "LET $fence_newest = (SELECT VALUE fence FROM ONLY $fence_id);
             IF $fence_newest != $fence_number { THROW 'lease_lost' };",
        )
        .bind("fence_id", RecordId::new("lease", self.name))
        .bind("fence_number", self.number);
    }
}
