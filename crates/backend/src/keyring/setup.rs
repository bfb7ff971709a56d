//! Making the keys of an installation, opening them, and telling how they are.

use std::{path::Path, sync::Arc};

use tokio::sync::{Mutex, RwLock};
use vault::{
    Secret,
    ring::{Kek, KeyProvider, KeyRing, Owner},
};

use super::{Inner, Keys, epoch::Keks, folder::KeysFolder, records::Ring, unwrapped::Cache};
use crate::{
    error::{Error, Result},
    failpoint::Failpoint,
    store::Store,
};

/// The first epoch.
const FIRST_EPOCH: u32 = 1;

/// How the keys of an installation are; holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Where the provider's secret comes from.
    pub provider: String,
    /// The folder of the epoch secrets.
    pub folder: String,
    /// The epoch under which keys are wrapped now.
    pub epoch: u32,
    /// The epochs whose secrets are still there; more than one while an advance is under way.
    pub secrets: Vec<u32>,
    /// How many keys are still wrapped under an earlier epoch.
    pub behind: u64,
    /// How many keys there are, by what they are.
    pub keys: Vec<(String, u64)>,
}

impl Keys {
    /// Makes the keys of an installation, once, in an empty ring: `yagura keys init`.
    /// The provider's secret is made too where the provider can make one. What exists is never replaced; a crash leaves nothing
    /// that a second call does not complete.
    ///
    /// # Errors
    /// [`Error::Configuration`] when the ring has keys already, or a secret is missing or readable by others.
    pub async fn init(
        ring: Store,
        keys_dir: &Path,
        provider: &dyn KeyProvider,
        now: u64,
    ) -> Result<()> {
        let ring = Ring::open(ring, now).await?;
        if ring.epoch().await?.is_some() {
            return Err(Error::Configuration(
                "there is a key ring already; it is left as it is".to_owned(),
            ));
        }
        let folder = KeysFolder::new(keys_dir);
        folder.create()?;
        if folder.epochs()?.iter().any(|epoch| *epoch > FIRST_EPOCH) {
            return Err(Error::Configuration(format!(
                "{} holds secrets of a key ring that is not here: put that ring back, or choose another folder",
                keys_dir.display()
            )));
        }
        provider.create()?;
        Failpoint::ProviderMade.pass();
        let kek = Kek::derive(&provider.secret()?, &folder.begin(FIRST_EPOCH)?);
        Failpoint::EpochMade.pass();
        let mut keys = Vec::new();
        for owner in [Owner::System, Owner::Signing] {
            keys.push((owner, kek.wrap(owner, &Secret::generate()?)?));
        }
        ring.create(FIRST_EPOCH, &keys).await
    }

    /// Opens the keys of an installation and proves that the secrets fit the ring.
    ///
    /// # Errors
    /// [`Error::Configuration`] when there is no ring, a secret is missing or readable by others, or the secrets are another ring's.
    pub async fn open(
        ring: Store,
        keys_dir: &Path,
        provider: Box<dyn KeyProvider>,
        now: u64,
    ) -> Result<Self> {
        let ring = Ring::open(ring, now).await?;
        let epoch = ring.epoch().await?.ok_or_else(|| {
            Error::Configuration(
                "there is no key ring yet: make one with `yagura keys init`".to_owned(),
            )
        })?;
        let folder = KeysFolder::new(keys_dir);
        let keks = Keks::read(&provider.secret()?, &folder, epoch)?;
        prove(&ring, &keks, &*provider).await?;
        let inner = Inner {
            ring,
            folder,
            provider,
            keks: RwLock::new(keks),
            advancing: Mutex::new(()),
            cache: Cache::new(),
        };
        Ok(Self {
            inner: Arc::new(inner),
            #[cfg(feature = "testing")]
            is_cheap: false,
        })
    }

    /// How the keys are: `yagura keys status`.
    pub async fn status(&self) -> Result<Status> {
        let epoch = self.epoch().await;
        Ok(Status {
            provider: self.inner.provider.description(),
            folder: self.inner.folder.path().display().to_string(),
            epoch,
            secrets: self.inner.folder.epochs()?,
            behind: self.inner.ring.count_behind(epoch).await?,
            keys: self.inner.ring.counts().await?,
        })
    }
}

/// Unwraps the installation's key, which every ring has.
async fn prove(ring: &Ring, keks: &Keks, provider: &dyn KeyProvider) -> Result<()> {
    let loaded = ring.load(&[Owner::System]).await?;
    let (_, wrapped) = loaded
        .first()
        .ok_or_else(|| Error::KeyLost(Owner::System.name().to_owned()))?;
    match keks.unwrap(Owner::System, wrapped) {
        Err(Error::Unreadable) => Err(Error::Configuration(format!(
            "{} or the epoch's secret is not the one this key ring was made with",
            provider.description()
        ))),
        unwrapped => unwrapped.map(|_| ()),
    }
}

#[cfg(feature = "testing")]
impl Keys {
    /// The same keys, with password hashes at the price of tests.
    #[must_use]
    pub fn cheap(self) -> Self {
        Self {
            is_cheap: true,
            ..self
        }
    }

    /// New keys in `folder` (the ring in `folder/ring`, the secrets in `folder/keys`), or those made there before,
    /// with password hashes at the price of tests.
    pub async fn for_tests(folder: &Path) -> Result<Self> {
        let url = format!("surrealkv://{}?sync=every", folder.join("ring").display());
        let (ring, keys) = (Store::open(&url).await?, folder.join("keys"));
        let provider =
            vault::ring::FileProvider::new(keys.join(vault::ring::FileProvider::FILE_NAME));
        if !keys.exists() {
            Self::init(ring.clone(), &keys, &provider, 1).await?;
        }
        let opened = Self::open(ring, &keys, Box::new(provider), 1).await?;
        Ok(opened.cheap())
    }
}
