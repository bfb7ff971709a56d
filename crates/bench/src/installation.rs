//! An installation in a temporary folder: opened here, or by a server.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use backend::{Backend, clock::Clock, keyring::Keys, store::Store};
use tempfile::TempDir;
use tokio::time::sleep;
use vault::ring::FileProvider;

use crate::error::Result;

/// Links in mails begin with it; nothing is fetched from there.
const ORIGIN: &str = "http://127.0.0.1:3000";

/// The folders of an installation, as `yagura serve` lays them out. They go with the value.
pub(crate) struct Installation {
    folder: TempDir,
}

impl Installation {
    /// With nothing in it.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            folder: tempfile::tempdir()?,
        })
    }

    /// The folder that holds everything.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Opens it here.
    pub(crate) async fn open(&self) -> Result<Backend> {
        open(self.folder()).await
    }
}

/// The folder of the database.
pub(crate) fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

/// The folder of the key ring and its secrets.
pub(crate) fn keys(folder: &Path) -> PathBuf {
    folder.join("keys")
}

/// Opens the installation in `folder`, and makes its keys where there are none. Every commit is durable, as in the product.
pub(crate) async fn open(folder: &Path) -> Result<Backend> {
    let (data, keys_folder) = (data(folder), keys(folder));
    for folder in [&data, &keys_folder] {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    let provider = FileProvider::new(keys_folder.join(FileProvider::FILE_NAME));
    let clock = Clock::System;
    let ring = unlocked(&keys_folder.join("ring")).await?;
    if !provider.path().exists() {
        Keys::init(ring.clone(), &keys_folder, &provider, clock.now()).await?;
    }
    let keys = Keys::open(ring, &keys_folder, Box::new(provider), clock.now()).await?;
    let store = unlocked(&data.join("db")).await?;
    Ok(Backend::open(store, keys, clock, ORIGIN).await?)
}

/// Opens a store. Whoever held it before lets go of the lock a moment after it was dropped.
async fn unlocked(folder: &Path) -> Result<Store> {
    const TRIES: u8 = 250;
    let url = format!("surrealkv://{}?sync=every", folder.display());
    for _ in 1..TRIES {
        if let Ok(store) = Store::open(&url).await {
            return Ok(store);
        }
        sleep(Duration::from_millis(20)).await;
    }
    Ok(Store::open(&url).await?)
}
