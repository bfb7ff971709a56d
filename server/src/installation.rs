//! The stores and keys of an installation: opening them, and making keys where there is nothing yet.

use std::{fs::DirBuilder, os::unix::fs::DirBuilderExt, path::Path, time::Duration};

use backend::{Backend, clock::Clock, keyring, store::Store};
use vault::ring::{EnvironmentProvider, EpochSecret, FileProvider, KeyProvider};

use crate::{
    config::{Configuration, Kek, SecretUrl, Storage},
    failure::Failure,
};

/// What is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// A database with something in it.
    pub database: bool,
    /// A key ring, or an epoch's secret.
    pub keys: bool,
}

/// What a start does about keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Opens what is there.
    Open,
    /// Makes keys first: nothing is there, and only this machine can reach the server.
    MakeKeys,
    /// Refuses: the operator makes keys first.
    NameKeysInit,
    /// Refuses: there is data, but not its keys. New ones would not open it.
    KeysMissing,
}

impl Found {
    /// Looks; an embedded store is judged by its folder, without opening it.
    ///
    /// # Errors
    /// When a remote store does not answer.
    pub async fn look(storage: &Storage) -> Result<Self, Failure> {
        Ok(Self {
            database: is_filled(&storage.database_url).await?,
            keys: has_epoch(&storage.keys) || is_filled(&storage.keyring_url).await?,
        })
    }

    /// What `serve` does about keys. They are never made beside data.
    pub const fn start(self, is_loopback: bool) -> Start {
        match (self.database, self.keys, is_loopback) {
            (_, true, _) => Start::Open,
            (false, false, true) => Start::MakeKeys,
            (false, false, false) => Start::NameKeysInit,
            (true, false, _) => Start::KeysMissing,
        }
    }
}

async fn is_filled(url: &SecretUrl) -> Result<bool, Failure> {
    match url.embedded_path() {
        Some(folder) => {
            Ok(std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()))
        }
        None => Ok(open_store(url).await?.has_tables().await?),
    }
}

fn has_epoch(keys: &Path) -> bool {
    let entries = std::fs::read_dir(keys).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .any(|name| EpochSecret::number_of_file(&name).is_some())
}

/// Opens the installation for `serve`, which may make the keys of a new one on this machine.
///
/// # Errors
/// One line that says what to do.
pub async fn open_for_server(configuration: &Configuration) -> Result<Backend, Failure> {
    let storage = &configuration.storage;
    let is_loopback = configuration.web.public_origin.is_loopback();
    match Found::look(storage).await?.start(is_loopback) {
        Start::Open => {}
        Start::MakeKeys => {
            tracing::info!("nothing is here yet: making keys");
            init(storage).await?;
        }
        Start::NameKeysInit => {
            return Err(Failure(
                "there are no keys yet: make them with yagura keys init, and keep them safe"
                    .to_owned(),
            ));
        }
        Start::KeysMissing => return Err(keys_missing(storage)),
    }
    open(configuration).await
}

/// Opens the installation for one command, while no server runs.
///
/// # Errors
/// One line that says what to do.
pub async fn open_for_command(configuration: &Configuration) -> Result<Backend, Failure> {
    let storage = &configuration.storage;
    match Found::look(storage).await? {
        Found { keys: true, .. } => open(configuration).await,
        Found { database: true, .. } => Err(keys_missing(storage)),
        Found { .. } => Err(Failure(
            "there is no installation here yet: yagura keys init, or yagura serve, makes one"
                .to_owned(),
        )),
    }
}

/// `yagura keys init`. What it made is said, and what to do with it.
///
/// # Errors
/// When there are keys already, or data that they would not open.
pub async fn make_keys(configuration: &Configuration) -> Result<String, Failure> {
    let storage = &configuration.storage;
    if is_filled(&storage.database_url).await? {
        return Err(Failure(format!(
            "there is a database already ({}); new keys would not open it, so none are made",
            storage.database_url
        )));
    }
    init(storage).await?;
    Ok(format!(
        "Made keys in {}.\nWithout them nothing can be read again: keep a copy of this folder in a safe place that holds no copy of the data.\n",
        storage.keys.display()
    ))
}

async fn init(storage: &Storage) -> Result<(), Failure> {
    private_folder(&storage.keys)?;
    let ring = open_store(&storage.keyring_url).await?;
    let now = Clock::System.now();
    keyring::Keys::init(ring, &storage.keys, &*provider(storage), now).await?;
    released(storage).await;
    Ok(())
}

/// Waits until the embedded stores, whose last handle is gone, have let go of their folders (30 seconds at most):
/// they finish what they write in the background.
pub async fn released(storage: &Storage) {
    for url in [&storage.database_url, &storage.keyring_url] {
        let Some(lock) = url.embedded_path().map(|folder| folder.join("LOCK")) else {
            continue;
        };
        for _ in 0..1_500 {
            match std::fs::File::open(&lock).map(|file| file.try_lock()) {
                Ok(Err(std::fs::TryLockError::WouldBlock)) => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                _ => break,
            }
        }
    }
}

async fn open(configuration: &Configuration) -> Result<Backend, Failure> {
    let storage = &configuration.storage;
    private_folder(&storage.data)?;
    let clock = clock();
    let ring = open_store(&storage.keyring_url).await?;
    let keys = keyring::Keys::open(ring, &storage.keys, provider(storage), clock.now()).await?;
    let store = open_store(&storage.database_url).await?;
    Ok(Backend::open(
        store,
        keys,
        clock,
        &configuration.web.public_origin.as_text(),
    )
    .await?)
}

#[cfg(not(feature = "testing"))]
const fn clock() -> Clock {
    Clock::System
}

/// The browser tests move it.
#[cfg(feature = "testing")]
fn clock() -> Clock {
    Clock::Shifted(std::sync::Arc::default())
}

async fn open_store(url: &SecretUrl) -> Result<Store, Failure> {
    if let Some(folder) = url.embedded_path().and_then(Path::parent) {
        private_folder(folder)?;
    }
    Store::open(url.expose()).await.map_err(|error| {
        let why = error.to_string();
        if why.contains("already locked") {
            Failure(format!("{url} is in use by another yagura; stop it first"))
        } else {
            Failure(why)
        }
    })
}

fn provider(storage: &Storage) -> Box<dyn KeyProvider> {
    match &storage.kek {
        Kek::File(path) => Box::new(FileProvider::new(path)),
        Kek::Environment(name) => Box::new(EnvironmentProvider::new(name)),
    }
}

fn keys_missing(storage: &Storage) -> Failure {
    Failure(format!(
        "there is a database ({}) but no key ring ({}): put the keys folder back; new keys would not open it",
        storage.database_url, storage.keyring_url
    ))
}

/// Makes a folder that only the server's user can enter; one that exists stays as it is.
fn private_folder(path: &Path) -> Result<(), Failure> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| {
            Failure(format!(
                "cannot make the folder {}: {error}",
                path.display()
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_only_where_nothing_is_and_only_on_this_machine() {
        for (database, keys, is_loopback, start) in [
            (false, false, true, Start::MakeKeys),
            (false, false, false, Start::NameKeysInit),
            (true, false, true, Start::KeysMissing),
            (true, false, false, Start::KeysMissing),
            (false, true, true, Start::Open),
            (true, true, false, Start::Open),
        ] {
            assert_eq!(Found { database, keys }.start(is_loopback), start);
        }
    }
}
