//! Keys in memory: bounded, for a limited time, wiped when dropped.

use std::{sync::Arc, time::Duration};

use vault::{Key, Secret, audit::AuditKey, ring::Owner, sign::SigningKey};

use crate::error::{Error, Result};

/// How long a key stays unwrapped after it was read.
const LIFE: Duration = Duration::from_mins(10);
/// At most so many at once: about 10 MiB.
const CAPACITY: u64 = 50_000;

/// What a wrapped key is when unwrapped.
#[derive(Clone)]
pub(super) enum Unwrapped {
    Key(Arc<Key>),
    Audit(Arc<AuditKey>),
    Signing(Arc<SigningKey>),
}

impl Unwrapped {
    pub(super) fn new(owner: Owner, secret: &Secret) -> Self {
        match owner {
            Owner::AuditHmac(_) => Self::Audit(Arc::new(AuditKey::new(secret))),
            Owner::Signing => Self::Signing(Arc::new(SigningKey::new(secret))),
            Owner::System => Self::sealing(vault::KeyKind::System, secret),
            Owner::Organization(_) => Self::sealing(vault::KeyKind::Organization, secret),
            Owner::Person { .. } => Self::sealing(vault::KeyKind::Person, secret),
        }
    }

    fn sealing(kind: vault::KeyKind, secret: &Secret) -> Self {
        Self::Key(Arc::new(Key::new(kind, secret)))
    }

    pub(super) fn key(self) -> Result<Arc<Key>> {
        match self {
            Self::Key(key) => Ok(key),
            _ => Err(Error::Corrupt("key")),
        }
    }

    pub(super) fn audit(self) -> Result<Arc<AuditKey>> {
        match self {
            Self::Audit(key) => Ok(key),
            _ => Err(Error::Corrupt("audit key")),
        }
    }

    pub(super) fn signing(self) -> Result<Arc<SigningKey>> {
        match self {
            Self::Signing(key) => Ok(key),
            _ => Err(Error::Corrupt("signing key")),
        }
    }
}

/// The unwrapped keys of those who were asked for lately.
pub(super) struct Cache(moka::sync::Cache<Owner, Unwrapped>);

impl Cache {
    pub(super) fn new() -> Self {
        Self(
            moka::sync::Cache::builder()
                .max_capacity(CAPACITY)
                .time_to_live(LIFE)
                .build(),
        )
    }

    pub(super) fn get(&self, owner: Owner) -> Option<Unwrapped> {
        self.0.get(&owner)
    }

    pub(super) fn insert(&self, owner: Owner, unwrapped: Unwrapped) {
        self.0.insert(owner, unwrapped);
    }

    pub(super) fn remove(&self, owner: Owner) {
        self.0.invalidate(&owner);
    }

    pub(super) fn tidy(&self) {
        self.0.run_pending_tasks();
    }
}
