//! The key ring: the keys of the installation, of organisations and of people, wrapped, in a store of their own
//! (white paper §3, §8).
//!
//! Two stores, one rule. *Create*: the key is durable here first, then the unit with the row is committed; a key without a row
//! is swept later. *Forget*: the unit with the erasure row first, then [`Keys::forget`]; then, within a day, [`Keys::advance_epoch`],
//! which makes every older copy of the ring useless for what was forgotten.

mod epoch;
mod folder;
mod records;
mod setup;
mod unwrapped;

pub use setup::Status;

use std::{collections::HashMap, sync::Arc};

use domain::{id::Id, organization::Organization, people::Person};
use tokio::sync::{Mutex, RwLock};
use uuid::Uuid;
use vault::{
    Key, Pepper, Secret,
    audit::{AuditKey, Head},
    ring::{KeyProvider, KeyRing, Owner, WrappedKey},
    sign::SigningKey,
};

use crate::error::{Error, Result};
use epoch::Keks;
use folder::KeysFolder;
use records::Ring;
use unwrapped::{Cache, Unwrapped};

/// With more keys missing than this, all between the first and the last are read at once: a look-up costs as much as ten rows of a scan.
const LOOK_UP_AT_MOST: usize = 1_000;

/// The keys. Clones share one cache.
#[derive(Clone)]
pub struct Keys {
    inner: Arc<Inner>,
    /// Password hashes at the price of tests.
    #[cfg(feature = "testing")]
    is_cheap: bool,
}

struct Inner {
    ring: Ring,
    folder: KeysFolder,
    provider: Box<dyn KeyProvider>,
    /// Held for reading from the moment a wrapped key is read or made until it is cached or durable,
    /// for writing while a key is forgotten or an epoch begins: so nothing forgotten comes back into the cache,
    /// and nothing is wrapped for an epoch whose secret is about to go.
    keks: RwLock<Keks>,
    advancing: Mutex<()>,
    cache: Cache,
}

impl Keys {
    /// The key for rows without an organisation.
    pub async fn system(&self) -> Result<Arc<Key>> {
        self.load(Owner::System).await?.key()
    }

    /// The key that signs checkpoints.
    pub async fn signing(&self) -> Result<Arc<SigningKey>> {
        self.load(Owner::Signing).await?.signing()
    }

    /// What every password hash is mixed with.
    pub async fn pepper(&self) -> Result<Arc<Pepper>> {
        let pepper = Pepper::of(&*self.system().await?);
        #[cfg(feature = "testing")]
        if self.is_cheap {
            return Ok(Arc::new(pepper.cheap()));
        }
        Ok(Arc::new(pepper))
    }

    /// An organisation's key.
    pub async fn organization(&self, organization: Id<Organization>) -> Result<Arc<Key>> {
        self.load(Owner::Organization(organization.uuid()))
            .await?
            .key()
    }

    /// An organisation's key for commitments of the operation log.
    pub async fn audit_key(&self, organization: Id<Organization>) -> Result<Arc<AuditKey>> {
        self.load(Owner::AuditHmac(organization.uuid()))
            .await?
            .audit()
    }

    /// A person's key.
    ///
    /// # Errors
    /// [`Error::KeyLost`] when the ring has none. Whoever finds an erasure row for the person says [`Error::Erased`] instead.
    pub async fn person(
        &self,
        organization: Id<Organization>,
        person: Id<Person>,
    ) -> Result<Arc<Key>> {
        self.load(person_owner(organization, person)).await?.key()
    }

    /// The keys of several people. Who has none is left out: deleted, or an alarm (see [`Error::KeyLost`]).
    pub async fn people(
        &self,
        organization: Id<Organization>,
        people: &[Id<Person>],
    ) -> Result<HashMap<Id<Person>, Arc<Key>>> {
        let mut found = HashMap::with_capacity(people.len());
        let mut missing = Vec::new();
        for person in people {
            let owner = person_owner(organization, *person);
            match self.inner.cache.get(owner) {
                Some(unwrapped) => {
                    found.insert(*person, unwrapped.key()?);
                }
                None => missing.push(owner),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        for (owner, unwrapped) in self.read(organization, &missing).await? {
            if let (Owner::Person { person, .. }, Unwrapped::Key(key)) = (owner, unwrapped) {
                found.insert(Id::from_uuid(person), key);
            }
        }
        Ok(found)
    }

    /// Makes an organisation's keys, durable when it returns. Keys that are there stay.
    pub async fn create_organization(&self, organization: Id<Organization>) -> Result<()> {
        let organization = organization.uuid();
        let owners = [
            Owner::Organization(organization),
            Owner::AuditHmac(organization),
        ];
        self.create(&owners).await.map(|_| ())
    }

    /// Makes people's keys, durable when it returns: before the unit that writes their rows. Who has one keeps it.
    pub async fn create_people(
        &self,
        organization: Id<Organization>,
        people: &[Id<Person>],
    ) -> Result<HashMap<Id<Person>, Arc<Key>>> {
        let owners: Vec<_> = people
            .iter()
            .map(|person| person_owner(organization, *person))
            .collect();
        let mut made = HashMap::with_capacity(people.len());
        for (owner, unwrapped) in self.create(&owners).await? {
            made.insert(Id::from_uuid(owner.person()), unwrapped.key()?);
        }
        if made.len() < people.len() {
            let others: Vec<_> = people
                .iter()
                .filter(|person| !made.contains_key(person))
                .copied()
                .collect();
            made.extend(self.people(organization, &others).await?);
        }
        Ok(made)
    }

    /// Deletes a person's key: what was sealed under it opens no more here, and after [`Keys::advance_epoch`] in no older copy either.
    /// Deleting what is not there is no error, so that a job can finish what a crash interrupted.
    pub async fn forget(&self, organization: Id<Organization>, person: Id<Person>) -> Result<()> {
        self.delete(&[person_owner(organization, person)]).await
    }

    /// The people of an organisation who have a key: to find keys without a row, which a crash left behind.
    pub async fn people_with_keys(
        &self,
        organization: Id<Organization>,
    ) -> Result<Vec<Id<Person>>> {
        let people = self.inner.ring.people_of(organization.uuid()).await?;
        Ok(people.into_iter().map(Id::from_uuid).collect())
    }

    /// Deletes the keys of people who never came to be.
    pub async fn sweep(&self, organization: Id<Organization>, people: &[Id<Person>]) -> Result<()> {
        let owners: Vec<_> = people
            .iter()
            .map(|person| person_owner(organization, *person))
            .collect();
        self.delete(&owners).await
    }

    /// The organisations that have a key: to find keys without a row, which a crash left behind.
    pub async fn organizations_with_keys(&self) -> Result<Vec<Id<Organization>>> {
        let organizations = self.inner.ring.organizations().await?;
        Ok(organizations.into_iter().map(Id::from_uuid).collect())
    }

    /// Deletes every key of an organisation that never came to be.
    pub async fn sweep_organization(&self, organization: Id<Organization>) -> Result<()> {
        let keys = self
            .inner
            .ring
            .load_organization(organization.uuid())
            .await?;
        let owners: Vec<_> = keys.into_iter().map(|(owner, _)| owner).collect();
        self.delete(&owners).await
    }

    /// Puts heads of operation logs out of reach of who can change the database. A head never goes back.
    pub async fn set_audit_heads(&self, heads: &[(Id<Organization>, Head)]) -> Result<()> {
        let heads: Vec<_> = heads
            .iter()
            .map(|(organization, head)| (organization.uuid(), *head))
            .collect();
        self.inner.ring.set_heads(&heads).await
    }

    /// An organisation's head as it was put here last.
    pub async fn audit_head(&self, organization: Id<Organization>) -> Result<Option<Head>> {
        self.inner.ring.head(organization.uuid()).await
    }

    /// Whether the ring answers.
    pub async fn ping(&self) -> Result<()> {
        self.inner.ring.ping().await
    }

    /// Wipes cached keys whose time is over; a worker calls it once a minute.
    pub fn tidy(&self) {
        self.inner.cache.tidy();
    }

    async fn load(&self, owner: Owner) -> Result<Unwrapped> {
        if let Some(unwrapped) = self.inner.cache.get(owner) {
            return Ok(unwrapped);
        }
        let keks = self.inner.keks.read().await;
        let loaded = self.inner.ring.load(&[owner]).await?;
        let (_, wrapped) = loaded.first().ok_or_else(|| lost(owner))?;
        let unwrapped = Unwrapped::new(owner, &keks.unwrap(owner, wrapped)?);
        self.inner.cache.insert(owner, unwrapped.clone());
        Ok(unwrapped)
    }

    /// Reads, unwraps and caches the keys of `owners`, people of one organisation.
    async fn read(
        &self,
        organization: Id<Organization>,
        owners: &[Owner],
    ) -> Result<Vec<(Owner, Unwrapped)>> {
        let keks = self.inner.keks.read().await;
        let people = owners.iter().map(|owner| owner.person());
        let wrapped = match (people.clone().min(), people.max()) {
            (Some(first), Some(last)) if owners.len() > LOOK_UP_AT_MOST => {
                let wanted: std::collections::HashSet<_> = owners.iter().collect();
                let ring = &self.inner.ring;
                let mut all = ring.load_people(organization.uuid(), first, last).await?;
                all.retain(|(owner, _)| wanted.contains(owner));
                all
            }
            _ => self.inner.ring.load(owners).await?,
        };
        wrapped
            .into_iter()
            .map(|(owner, wrapped)| {
                let unwrapped = Unwrapped::new(owner, &keks.unwrap(owner, &wrapped)?);
                self.inner.cache.insert(owner, unwrapped.clone());
                Ok((owner, unwrapped))
            })
            .collect()
    }

    /// Makes keys for those of `owners` that have none, and gives back these.
    async fn create(&self, owners: &[Owner]) -> Result<Vec<(Owner, Unwrapped)>> {
        let mut made = Vec::with_capacity(owners.len());
        for chunk in owners.chunks(records::CHUNK) {
            let keks = self.inner.keks.read().await;
            let mut wrapped: Vec<(Owner, WrappedKey)> = Vec::with_capacity(chunk.len());
            let mut secrets: HashMap<Owner, Secret> = HashMap::with_capacity(chunk.len());
            for owner in chunk {
                let secret = Secret::generate()?;
                wrapped.push((*owner, keks.wrap(*owner, &secret)?));
                secrets.insert(*owner, secret);
            }
            for owner in self.inner.ring.insert(&wrapped).await? {
                if let Some(secret) = secrets.get(&owner) {
                    let unwrapped = Unwrapped::new(owner, secret);
                    self.inner.cache.insert(owner, unwrapped.clone());
                    made.push((owner, unwrapped));
                }
            }
        }
        Ok(made)
    }

    async fn delete(&self, owners: &[Owner]) -> Result<()> {
        let _nobody_reads = self.inner.keks.write().await;
        self.inner.ring.delete(owners).await?;
        for owner in owners {
            self.inner.cache.remove(*owner);
        }
        Ok(())
    }
}

#[cfg(feature = "testing")]
impl Keys {
    /// Takes an organisation's head away, as only who can write to the ring's store could.
    pub async fn forget_audit_head(&self, organization: Id<Organization>) -> Result<()> {
        self.inner.ring.forget_head(organization.uuid()).await
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys")
            .field("provider", &self.inner.provider.description())
            .finish_non_exhaustive()
    }
}

const fn person_owner(organization: Id<Organization>, person: Id<Person>) -> Owner {
    Owner::Person {
        organization: organization.uuid(),
        person: person.uuid(),
    }
}

fn lost(owner: Owner) -> Error {
    let id = match owner {
        Owner::Person { person, .. } => person,
        other => other.organization(),
    };
    if id == Uuid::nil() {
        Error::KeyLost(owner.name().to_owned())
    } else {
        Error::KeyLost(format!("{} {id}", owner.name()))
    }
}
