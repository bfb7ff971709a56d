//! What keeps guessing slow and hashing bounded. In memory: a flood of failures must not become a flood of writes.

use std::{sync::Arc, time::Duration};

use domain::error::Refusal;
use moka::sync::Cache;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// Failures of one account before its answers are delayed.
const FREE_FAILURES: u32 = 5;
/// The longest delay of an account: never a hard lock.
const LONGEST_DELAY_MS: u64 = 5 * 60_000;
/// Failures of one address in [`ADDRESS_WINDOW`]. Successes do not count: an office is one address.
const ADDRESS_FAILURES: u32 = 100;
const ADDRESS_WINDOW: Duration = Duration::from_mins(10);
/// Password checks that may wait for a core, for each core.
const QUEUE_PER_CORE: usize = 256;

#[derive(Clone, Copy, Default)]
struct Failures {
    count: u32,
    last_at: u64,
}

/// Bounded queue in front of the password hash, and delays after failures. Clones share it.
#[derive(Clone)]
pub struct Gate {
    cores: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    accounts: Cache<String, Failures>,
    addresses: Cache<String, Failures>,
}

impl Gate {
    pub(crate) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            cores: Arc::new(Semaphore::new(cores)),
            queue: Arc::new(Semaphore::new(cores * (QUEUE_PER_CORE + 1))),
            accounts: Cache::builder()
                .max_capacity(100_000)
                .time_to_idle(Duration::from_mins(30))
                .build(),
            addresses: Cache::builder()
                .max_capacity(100_000)
                .time_to_live(ADDRESS_WINDOW)
                .build(),
        }
    }

    /// Runs a slow hash on a core of its own; as many at once as there are cores.
    ///
    /// # Errors
    /// [`Refusal::Busy`] when too many wait already.
    pub async fn hash<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let Ok(_waiting) = self.queue.try_acquire() else {
            return Err(Refusal::Busy { retry_after_s: 10 }.into());
        };
        let _core = self.cores.acquire().await.map_err(|_| Error::Cancelled)?;
        Ok(tokio::task::spawn_blocking(work).await?)
    }

    /// Whether this account and this address may try now. Unknown accounts are counted like known ones.
    ///
    /// # Errors
    /// [`Refusal::Busy`] with the seconds to wait.
    pub fn admit(&self, account: &str, address: &str, now: u64) -> Result<(), Refusal> {
        if let Some(failures) = self.accounts.get(account)
            && failures.count >= FREE_FAILURES
        {
            let delay =
                (1_000_u64 << (failures.count - FREE_FAILURES).min(20)).min(LONGEST_DELAY_MS);
            let ends_at = failures.last_at.saturating_add(delay);
            if now < ends_at {
                return Err(busy(ends_at - now));
            }
        }
        if let Some(failures) = self.addresses.get(address)
            && failures.count >= ADDRESS_FAILURES
        {
            return Err(busy(60_000));
        }
        Ok(())
    }

    /// Counts a failure of this account from this address.
    pub fn failed(&self, account: &str, address: &str, now: u64) {
        for (cache, key) in [(&self.accounts, account), (&self.addresses, address)] {
            if key.is_empty() {
                continue;
            }
            cache.entry(key.to_owned()).and_upsert_with(|entry| {
                let count = entry.map_or(0, |e| e.into_value().count);
                Failures {
                    count: count.saturating_add(1),
                    last_at: now,
                }
            });
        }
    }

    /// Forgets an account's failures: it signed in, or its password was set anew.
    pub fn succeeded(&self, account: &str) {
        self.accounts.invalidate(account);
    }
}

fn busy(wait_ms: u64) -> Refusal {
    Refusal::Busy {
        retry_after_s: u16::try_from(wait_ms.div_ceil(1_000)).unwrap_or(u16::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_begin_after_five_failures_grow_and_end() {
        let gate = Gate::new();
        for _ in 0..5 {
            assert_eq!(gate.admit("a", "192.0.2.1", 0), Ok(()));
            gate.failed("a", "192.0.2.1", 0);
        }
        assert_eq!(
            gate.admit("a", "192.0.2.1", 0),
            Err(Refusal::Busy { retry_after_s: 1 })
        );
        assert_eq!(gate.admit("a", "192.0.2.1", 1_000), Ok(()));
        gate.failed("a", "192.0.2.1", 1_000);
        assert_eq!(
            gate.admit("a", "192.0.2.1", 1_000),
            Err(Refusal::Busy { retry_after_s: 2 })
        );
        for _ in 0..60 {
            gate.failed("a", "", 2_000);
        }
        assert_eq!(
            gate.admit("a", "192.0.2.1", 2_000),
            Err(Refusal::Busy { retry_after_s: 300 })
        );
        gate.succeeded("a");
        assert_eq!(gate.admit("a", "192.0.2.1", 2_000), Ok(()));
    }

    #[test]
    fn an_address_is_slowed_by_failures_only() {
        let gate = Gate::new();
        for n in 0..ADDRESS_FAILURES {
            gate.failed(&n.to_string(), "192.0.2.1", 0);
        }
        assert!(gate.admit("new", "192.0.2.1", 0).is_err());
        assert_eq!(gate.admit("new", "192.0.2.2", 0), Ok(()));
    }
}
