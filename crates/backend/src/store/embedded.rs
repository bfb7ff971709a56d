//! The engine in this process (surrealkv), kept from losing what it acknowledged: `docs/adr/bounded-engine.md`.
//!
//! surrealkv 0.21 loses acknowledged writes in two cases. After a kill it may go on writing behind the torn end of its log, or into a file
//! it has just replaced; so a store that was not closed is opened, closed in order and opened again. And whenever its table of recent
//! writes is full, what was being written at that moment stands in a log that is deleted before its own table is kept; so that table never
//! fills here: well before, with nothing on its way, the store is closed in order and opened again.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use surrealdb::{IndexedResults, Surreal, engine::local::Db, types::Variables};
use surrealdb_cnf::ConfigMap;
use surrealdb_core::kvs::Datastore;
use tokio::sync::{RwLock, RwLockReadGuard};

use super::{PREPARE, kept::Touched, timed};
use crate::error::{Error, Result};

/// Room of the table of recent writes. It is address space: memory is taken as it fills, and [`LOG_BYTES`] keeps it from filling.
/// Between the two lies what may be on its way at once, several times over: see [`super::Unit::MAX_BYTES`].
const MEMTABLE_BYTES: u32 = 256 << 20;
/// With a log of so many bytes the store is closed and opened: what is in its table is written into a file.
const LOG_BYTES: u64 = 24 << 20;
/// Its cache of blocks. SurrealDB's own default takes half of the machine.
const BLOCK_CACHE_BYTES: u32 = 64 << 20;
/// How often, and after which pause, opening is tried again: what was closed lets go of its lock a moment later.
const TRIES: u8 = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// A store in this process.
pub(super) struct Embedded {
    /// Its address without parameters, and its settings.
    path: String,
    config: ConfigMap,
    /// Written by whoever closes and opens it; nothing when opening it again failed.
    opened: RwLock<Option<Opened>>,
    touched: Touched,
}

struct Opened {
    client: Surreal<Db>,
    engine: Arc<Datastore>,
}

impl Embedded {
    /// Opens the store at `url`.
    ///
    /// # Errors
    /// When it cannot be opened, or another process holds it.
    pub(super) async fn open(url: &str) -> Result<Self> {
        let (path, parameters) = url.split_once('?').unwrap_or((url, ""));
        let config = config(parameters)?;
        let opened = open_whole(path, &config, 1).await?;
        Ok(Self {
            path: path.to_owned(),
            config,
            opened: RwLock::new(Some(opened)),
            touched: Touched::default(),
        })
    }

    /// Sends a query.
    ///
    /// # Errors
    /// When it does not answer in time, or the store is closed and does not open.
    pub(super) async fn query(&self, text: &str, values: Variables) -> Result<IndexedResults> {
        let opened = self.opened().await?;
        timed(opened.client.query(text).bind(values)).await
    }

    /// What units touched.
    pub(super) fn touched(&self) -> &Touched {
        &self.touched
    }

    /// Makes room before something is written.
    ///
    /// # Errors
    /// When the store is closed and does not open.
    pub(super) async fn make_room(&self) -> Result<()> {
        if log_bytes(&self.path) < LOG_BYTES {
            return Ok(());
        }
        Box::pin(self.renew()).await
    }

    /// Closes the store where its log is long, and opens it where it is closed.
    async fn renew(&self) -> Result<()> {
        // Waits until nothing is on its way.
        let mut place = self.opened.write().await;
        if place.is_some() && log_bytes(&self.path) < LOG_BYTES {
            return Ok(());
        }
        let begun = Instant::now();
        if let Some(opened) = place.take() {
            close(&self.path, opened).await?;
        }
        *place = Some(open_whole(&self.path, &self.config, TRIES).await?);
        // What it holds now is what counts, whatever was read before.
        self.touched.everything();
        let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            milliseconds,
            "the store put its log away; whoever asked waited"
        );
        Ok(())
    }

    async fn opened(&self) -> Result<RwLockReadGuard<'_, Opened>> {
        loop {
            let place = self.opened.read().await;
            if let Ok(opened) = RwLockReadGuard::try_map(place, Option::as_ref) {
                return Ok(opened);
            }
            Box::pin(self.renew()).await?;
        }
    }
}

fn config(parameters: &str) -> Result<ConfigMap> {
    let mut config = ConfigMap::empty()
        .with_key_value("datastore_sync", "every")
        .with_key_value("surrealkv_max_memtable_size", MEMTABLE_BYTES.to_string())
        .with_key_value(
            "surrealkv_block_cache_capacity",
            BLOCK_CACHE_BYTES.to_string(),
        );
    for (key, value) in parameters
        .split('&')
        .filter_map(|pair| pair.split_once('='))
    {
        if key == "versioned" {
            // Deletes would keep history: white paper §3 forbids it.
            return Err(Error::Configuration(
                "a versioned store would keep what is deleted".to_owned(),
            ));
        }
        config = config.with_key_value(format!("datastore_{key}"), value);
    }
    Ok(config)
}

/// Opens a store, and first puts away the log of one that was not closed.
async fn open_whole(path: &str, config: &ConfigMap, tries: u8) -> Result<Opened> {
    if log_bytes(path) > 0 {
        // What a kill left of a repair of the log: the engine would go on writing behind it.
        if let Some(folder) = log_folder(path) {
            let _ = fs::remove_dir_all(folder.join("repair_temp"));
        }
        let opened = open_patiently(path, config, tries).await?;
        // Even where the log holds nothing whole there is something to write into the tables, so that it is put away.
        let marker = "DEFINE PARAM OVERWRITE $put_away VALUE true;";
        timed(opened.client.query(marker)).await?.check()?;
        close(path, opened).await?;
        return open_patiently(path, config, TRIES).await;
    }
    open_patiently(path, config, tries).await
}

async fn open_patiently(path: &str, config: &ConfigMap, tries: u8) -> Result<Opened> {
    let mut left = tries;
    loop {
        match open_once(path, config).await {
            Err(_) if left > 1 => {
                left -= 1;
                tokio::time::sleep(PAUSE).await;
            }
            done => return done,
        }
    }
}

async fn open_once(path: &str, config: &ConfigMap) -> Result<Opened> {
    let engine = Datastore::builder()
        .with_config(config.clone())
        .build_with_path(path)
        .await
        .map_err(|error| {
            Error::Configuration(format!("the store at {path} does not open: {error}"))
        })?;
    let client = Surreal::<Db>::unstable_from_datastore(Arc::clone(&engine), None).await?;
    client.query(PREPARE).await?.check()?;
    client.use_ns("yagura").use_db("main").await?;
    Ok(Opened { client, engine })
}

/// Everything goes into tables, and the log goes.
async fn close(path: &str, opened: Opened) -> Result<()> {
    let Opened { client, engine } = opened;
    drop(client);
    engine.shutdown().await.map_err(|error| {
        Error::Configuration(format!("the store at {path} does not close: {error}"))
    })?;
    // The engine only logs what went wrong.
    if log_bytes(path) > 0 {
        return Err(Error::Configuration(format!(
            "the store at {path} could not put its log away: is the disk full?"
        )));
    }
    Ok(())
}

/// The bytes of a store's log: none when it was closed, and in memory.
fn log_bytes(path: &str) -> u64 {
    let Some(folder) = log_folder(path) else {
        return 0;
    };
    let Ok(files) = fs::read_dir(folder) else {
        return 0;
    };
    let lengths = files
        .flatten()
        .filter_map(|file| file.metadata().ok())
        .filter(fs::Metadata::is_file)
        .map(|about| about.len());
    lengths.sum()
}

fn log_folder(path: &str) -> Option<PathBuf> {
    let folder = path.strip_prefix("surrealkv://")?;
    Some(Path::new(folder).join("wal"))
}
