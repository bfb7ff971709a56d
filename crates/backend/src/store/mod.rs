//! The one place that talks to SurrealDB: connection, reads, units of work, retry.

mod embedded;
mod errors;
mod kept;
mod migrations;
mod unit;

#[cfg(feature = "testing")]
pub use dump::{Row, Snapshot, Table};
pub use errors::{is_taken, thrown};
pub use kept::{Ids, Kept};
pub use migrations::Migration;
pub use unit::Unit;

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::{error::Refusal, id::Id, organization::Organization};
use surrealdb::{
    IndexedResults, Surreal,
    engine::any::{self, Any},
    types::{RecordId, RecordIdKey, SurrealValue, Uuid},
};

use self::{
    embedded::Embedded,
    kept::{Touched, Touching},
};
use crate::error::{Error, Result};

/// How long one query may take before it is given up. While a remote store reconnects, calls would hang for ever.
/// Shorter than a request may take, so that the log tells which of the two waited.
const PATIENCE: Duration = Duration::from_secs(20);

/// Makes the one database of a store.
const PREPARE: &str = "DEFINE NAMESPACE IF NOT EXISTS yagura; USE NS yagura; DEFINE DATABASE IF NOT EXISTS main STRICT;";

/// A connection to one store. Clones share it; the store closes when the last clone is dropped.
#[derive(Clone)]
pub struct Store(Arc<Shared>);

struct Shared {
    connection: Connection,
    conflicts: AtomicU64,
}

enum Connection {
    Embedded(Embedded),
    Remote(Surreal<Any>),
}

macro_rules! query {
    ($store:expr, $text:expr, $values:expr) => {
        match &$store.0.connection {
            Connection::Embedded(store) => store.query($text, $values).await,
            Connection::Remote(db) => timed(db.query($text).bind($values)).await,
        }
    };
}

#[cfg(feature = "testing")]
mod dump;

async fn timed(
    query: impl IntoFuture<Output = surrealdb::Result<IndexedResults>>,
) -> Result<IndexedResults> {
    match tokio::time::timeout(PATIENCE, query).await {
        Ok(done) => Ok(done?),
        Err(_) => {
            tracing::error!(seconds = PATIENCE.as_secs(), "the store did not answer");
            Err(Error::TimedOut)
        }
    }
}

impl Store {
    /// Opens the store at `url` (`surrealkv:///absolute/folder?sync=every`, `wss://…`) and prepares its database.
    ///
    /// # Errors
    /// When the address cannot be opened, or another process holds it.
    pub async fn open(url: &str) -> Result<Self> {
        let connection = if url.starts_with("surrealkv:") || url.starts_with("mem:") {
            Connection::Embedded(Embedded::open(url).await?)
        } else {
            let db = any::connect(url).await?;
            db.query(PREPARE).await?.check()?;
            db.use_ns("yagura").use_db("main").await?;
            Connection::Remote(db)
        };
        Ok(Self(Arc::new(Shared {
            connection,
            conflicts: AtomicU64::new(0),
        })))
    }

    /// Runs statements that change nothing.
    ///
    /// # Errors
    /// The first statement that failed.
    pub async fn read(&self, query: Unit) -> Result<IndexedResults> {
        let (text, values) = query.into_read();
        Ok(query!(self, text.as_str(), values)?.check()?)
    }

    /// Which of these ids an organisation has a record of in `table`.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn present<T>(
        &self,
        table: &'static str,
        organization: Id<Organization>,
        ids: &[Id<T>],
    ) -> Result<HashSet<Id<T>>> {
        let ids: Vec<_> = ids.iter().map(|id| record(table, *id)).collect();
        let mut query = Unit::new();
        query
            .statement("SELECT VALUE id FROM $present_ids WHERE org = $present_org;")
            .bind("present_ids", ids)
            .id("present_org", organization);
        let rows: Vec<RecordId> = self.read(query).await?.take(0)?;
        rows.iter().map(id_of).collect()
    }

    /// All statements take effect together, or none does. A conflict with another unit is retried.
    /// Results are numbered from 0 in the order of the unit's own statements; its inserts come after them.
    ///
    /// # Errors
    /// The cause of the failure, not its echo in the other statements; [`Error::UnitTooLarge`] before anything is sent;
    /// [`Refusal::Busy`] after sixteen conflicts in a row.
    pub async fn commit(&self, unit: Unit) -> Result<Committed> {
        const TRIES: u32 = 16;
        let (text, values) = unit.into_transaction()?;
        let mut touching = self.touched().map(|touched| touched.by(&values));
        for attempt in 1.. {
            if let Connection::Embedded(store) = &self.0.connection {
                store.make_room().await?;
            }
            touching.iter_mut().for_each(Touching::sent);
            let mut results = query!(self, text.as_str(), values.clone())?;
            let failure = errors::cause_of_failure(&mut results);
            if failure.as_ref().is_none_or(errors::is_refusal) {
                touching.iter_mut().for_each(Touching::settled);
            }
            match failure {
                None => return Ok(Committed(results)),
                Some(error) if attempt < TRIES && errors::is_conflict(&error) => {
                    self.0.conflicts.fetch_add(1, Ordering::Relaxed);
                    let wait = rand::random_range(1..=5_u64 << attempt.min(6));
                    tokio::time::sleep(Duration::from_millis(wait)).await;
                }
                // Nothing of it took effect: whoever asked may ask again.
                Some(error) if errors::is_conflict(&error) => {
                    tracing::warn!(attempt, "a unit gave way to others every time");
                    return Err(Refusal::Busy { retry_after_s: 1 }.into());
                }
                Some(error) => return Err(error.into()),
            }
        }
        unreachable!("the loop returns")
    }

    /// Brings the schema to the newest of `migrations`.
    ///
    /// # Errors
    /// When a migration fails, or one that was applied has changed since.
    pub async fn migrate(&self, migrations: &[Migration], now: u64) -> Result<()> {
        migrations::run(self, migrations, now).await
    }

    /// Whether anything was ever defined in it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn has_tables(&self) -> Result<bool> {
        let found = query!(
            self,
            "RETURN object::len((INFO FOR DB).tables)",
            surrealdb::types::Variables::new()
        )?;
        let tables: Option<i64> = found.check()?.take(0)?;
        Ok(tables.is_some_and(|tables| tables > 0))
    }

    /// Whether this process alone has it open.
    pub fn is_embedded(&self) -> bool {
        matches!(self.0.connection, Connection::Embedded(_))
    }

    /// What units touched; only a process that has the store to itself knows.
    fn touched(&self) -> Option<&Touched> {
        match &self.0.connection {
            Connection::Embedded(store) => Some(store.touched()),
            Connection::Remote(_) => None,
        }
    }

    /// How often a unit had to go again because another came between, since the store was opened.
    pub fn conflicts(&self) -> u64 {
        self.0.conflicts.load(Ordering::Relaxed)
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        query!(self, "RETURN 1", surrealdb::types::Variables::new())?.check()?;
        Ok(())
    }
}

/// What a unit of work returned.
pub struct Committed(IndexedResults);

impl Committed {
    /// The value of the unit's statement number `index`, from 0.
    ///
    /// # Errors
    /// When it is of another type.
    pub fn take<T: SurrealValue>(&mut self, index: u8) -> Result<Option<T>>
    where
        usize: surrealdb::opt::QueryResult<Option<T>>,
    {
        // `BEGIN` takes the first place.
        Ok(self.0.take(usize::from(index) + 1)?)
    }
}

/// An id as the store takes it.
pub fn uuid<T>(id: Id<T>) -> Uuid {
    id.uuid().into()
}

/// The record of `table` with that id.
pub fn record<T>(table: &'static str, id: Id<T>) -> RecordId {
    RecordId::new(table, uuid(id))
}

/// The id of a record whose key is a UUID.
///
/// # Errors
/// [`Error::Unreadable`] for any other key.
pub fn id_of<T>(record: &RecordId) -> Result<Id<T>> {
    match &record.key {
        RecordIdKey::Uuid(key) => Ok(Id::from_uuid((*key).into())),
        _ => Err(Error::Unreadable),
    }
}
