//! Use cases: one module a feature, over the store, the vault and mail. Knows no Leptos, no axum.
//!
//! Every use case takes the [`Backend`] and a [`Scope`](access::Scope), asks `scope.may(…)` before it reads or writes,
//! collects one [`Unit`](store::Unit) of rows, log entries and mails, and commits it.

pub mod access;
pub mod audit;
pub mod clock;
pub mod demo;
pub mod error;
pub mod failpoint;
pub mod jobs;
pub mod keyring;
pub mod learning;
pub mod lease;
pub mod mail;
pub mod organization;
pub mod people;
pub mod people_import;
mod schema;
pub mod store;
pub mod tabular;

use std::sync::Arc;

use clock::Clock;
use error::Result;
use keyring::Keys;
use store::Store;
use tokio::sync::Notify;

/// Everything a use case works with. Clones share it.
#[derive(Clone)]
pub struct Backend {
    pub store: Store,
    pub keys: Keys,
    pub clock: Clock,
    /// Where people reach the product: `https://yagura.example.jp`, without a slash at the end. Links are built from it alone.
    pub public_origin: Arc<str>,
    pub gate: access::Gate,
    pub sessions: access::Sessions,
    pub learning: learning::Cache,
    pub organizations: organization::Known,
    pub wake: Wake,
    /// Denials of people who are not signed in, on their way to the operation log.
    pub denials: audit::Denials,
    pub directories: people::Directories,
}

/// Rings for workers when a commit left them something to do, so that they need not wait for their next look.
#[derive(Clone, Default)]
pub struct Wake {
    pub mail: Arc<Notify>,
    pub audit: Arc<Notify>,
    pub work: Arc<Notify>,
}

impl Backend {
    /// Puts the parts together and brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails.
    pub async fn open(store: Store, keys: Keys, clock: Clock, public_origin: &str) -> Result<Self> {
        store.migrate(schema::MIGRATIONS, clock.now()).await?;
        Ok(Self {
            gate: access::Gate::new(),
            sessions: access::sessions(&store),
            learning: learning::Cache::new(&store),
            store,
            keys,
            clock,
            public_origin: public_origin.trim_end_matches('/').into(),
            organizations: organization::Known::default(),
            wake: Wake::default(),
            denials: audit::Denials::default(),
            directories: people::Directories::default(),
        })
    }

    /// Unix milliseconds.
    pub fn now(&self) -> u64 {
        self.clock.now()
    }
}
