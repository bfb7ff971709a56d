//! Epochs: how what was forgotten becomes unreadable in older copies too (white paper §3).
//!
//! An advance makes a new epoch secret, wraps every remaining key anew under it and destroys the old secret. It may stop anywhere,
//! by a crash or a kill, and goes on where it stopped: a row names its epoch, and the old secret goes only when no row needs it.

use std::collections::BTreeMap;

use vault::{
    Randomness, Secret,
    ring::{Kek, KeyRing, Owner, ProviderSecret, WrappedKey},
};

use super::{Keys, folder::KeysFolder, records};
use crate::{
    error::{Error, Result},
    failpoint::Failpoint,
};

/// The keys that wrap: the current epoch's, and those of earlier ones while rows still need them.
pub(super) struct Keks {
    current: Kek,
    earlier: BTreeMap<u32, Kek>,
}

impl Keks {
    /// The keys of `epoch` and of every earlier epoch whose secret is still there.
    pub(super) fn read(provider: &ProviderSecret, folder: &KeysFolder, epoch: u32) -> Result<Self> {
        let current = Kek::derive(provider, &folder.secret(epoch)?);
        let mut earlier = BTreeMap::new();
        for number in folder.epochs()?.into_iter().filter(|n| *n < epoch) {
            earlier.insert(number, Kek::derive(provider, &folder.secret(number)?));
        }
        Ok(Self { current, earlier })
    }

    pub(super) const fn epoch(&self) -> u32 {
        self.current.epoch()
    }

    pub(super) fn wrap(&self, owner: Owner, secret: &Secret) -> Result<WrappedKey, Randomness> {
        self.current.wrap(owner, secret)
    }

    pub(super) fn unwrap(&self, owner: Owner, wrapped: &WrappedKey) -> Result<Secret> {
        let epoch = wrapped.epoch();
        let kek = if epoch == self.epoch() {
            &self.current
        } else {
            self.earlier.get(&epoch).ok_or_else(|| {
                Error::Configuration(format!(
                    "the secret of epoch {epoch} is not in the folder of keys"
                ))
            })?
        };
        Ok(kek.unwrap(owner, wrapped)?)
    }

    /// The same keys with `kek` as the current one.
    fn advance(&mut self, kek: Kek) {
        let old = std::mem::replace(&mut self.current, kek);
        self.earlier.insert(old.epoch(), old);
    }
}

impl Keys {
    /// The epoch under which keys are wrapped now.
    pub async fn epoch(&self) -> u32 {
        self.inner.keks.read().await.epoch()
    }

    /// Begins a new epoch and carries it through: a copy of the ring taken before opens nothing that was deleted since.
    /// People go on working meanwhile. Returns the new epoch's number.
    ///
    /// # Errors
    /// When a key does not unwrap, or a file or the store fails; the old secret is still there then, and a later call goes on.
    pub async fn advance_epoch(&self) -> Result<u32> {
        let _alone = self.inner.advancing.lock().await;
        self.carry_through().await?;
        let next = self.begin_epoch().await?;
        self.carry_through().await?;
        Ok(next)
    }

    /// Carries an interrupted advance through; does nothing when there is none. The server calls it after its start.
    ///
    /// # Errors
    /// As for [`Keys::advance_epoch`].
    pub async fn finish_epoch(&self) -> Result<()> {
        let _alone = self.inner.advancing.lock().await;
        self.carry_through().await
    }

    /// The new secret is durable in its file before the first row is wrapped under it.
    async fn begin_epoch(&self) -> Result<u32> {
        let mut keks = self.inner.keks.write().await;
        let next = keks.epoch() + 1;
        let secret = self.inner.folder.begin(next)?;
        Failpoint::EpochSecret.pass();
        let kek = Kek::derive(&self.inner.provider.secret()?, &secret);
        self.inner.ring.begin_epoch(next).await?;
        Failpoint::EpochBegun.pass();
        keks.advance(kek);
        Ok(next)
    }

    async fn carry_through(&self) -> Result<()> {
        const TOGETHER: u16 = 500;
        const { assert!(TOGETHER as usize <= records::CHUNK) };
        let epoch = self.epoch().await;
        loop {
            let keks = self.inner.keks.read().await;
            let behind = self.inner.ring.behind(epoch, TOGETHER).await?;
            if behind.is_empty() {
                break;
            }
            let mut anew = Vec::with_capacity(behind.len());
            for (owner, wrapped) in behind {
                let secret = keks.unwrap(owner, &wrapped)?;
                anew.push((owner, keks.wrap(owner, &secret)?));
            }
            self.inner.ring.rewrap(&anew).await?;
            Failpoint::EpochHalf.pass();
        }
        let mut keks = self.inner.keks.write().await;
        if self.inner.ring.count_behind(epoch).await? == 0 {
            if !keks.earlier.is_empty() {
                Failpoint::EpochWrapped.pass();
            }
            keks.earlier.clear();
            self.inner.folder.destroy_before(epoch)?;
        }
        Ok(())
    }
}

#[cfg(feature = "testing")]
impl Keys {
    /// Begins an epoch and stops there, as a kill would: for tests of what comes after.
    pub async fn begin_epoch_and_stop(&self) -> Result<u32> {
        self.begin_epoch().await
    }
}
