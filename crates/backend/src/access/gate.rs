//! What keeps guessing slow and hashing bounded. In memory: a flood of failures must not become a flood of writes.

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
    time::Duration,
};

use domain::error::Refusal;
use moka::sync::Cache;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// Failures of one account before its answers are delayed.
const FREE_FAILURES: u32 = 5;
/// The longest delay of an account: never a hard lock.
const LONGEST_DELAY_MS: u64 = 5 * 60_000;
/// Failures of one network in [`ADDRESS_WINDOW_MS`] from the first of them. Successes do not count: an office is one address.
const ADDRESS_FAILURES: u32 = 100;
const ADDRESS_WINDOW_MS: u64 = 10 * 60_000;
/// Password checks that may wait for a core, for each core.
const QUEUE_PER_CORE: usize = 256;

/// Of an account.
#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last_at: u64,
}

/// Of a network: it ends by the clock, whatever comes in meanwhile.
#[derive(Clone, Copy)]
struct Window {
    count: u32,
    began_at: u64,
}

impl Window {
    /// How long it still lasts; nothing when it is over.
    fn rest(self, now: u64) -> Option<u64> {
        let ends_at = self.began_at.saturating_add(ADDRESS_WINDOW_MS);
        (now < ends_at).then(|| ends_at - now)
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

/// Bounded queue in front of the password hash, and delays after failures. Clones share it.
#[derive(Clone)]
pub struct Gate {
    cores: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    accounts: Cache<String, Failures>,
    networks: Cache<IpAddr, Window>,
}

impl Gate {
    pub(crate) fn new() -> Self {
        let cores = cores();
        Self {
            cores: Arc::new(Semaphore::new(cores)),
            queue: Arc::new(Semaphore::new(cores * (QUEUE_PER_CORE + 1))),
            accounts: Cache::builder()
                .max_capacity(100_000)
                .time_to_idle(Duration::from_mins(30))
                .build(),
            networks: Cache::builder()
                .max_capacity(100_000)
                .time_to_idle(Duration::from_millis(ADDRESS_WINDOW_MS))
                .build(),
        }
    }

    /// Runs a slow hash on a core of its own; as many at once as there are cores. A hash that began is carried through and holds its place
    /// until it ends, even when nobody waits for it any more: what must be remembered of it, `work` itself writes down.
    ///
    /// # Errors
    /// [`Refusal::Busy`] when too many wait already.
    pub async fn hash<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let Ok(waiting) = Arc::clone(&self.queue).try_acquire_owned() else {
            return Err(Refusal::Busy { retry_after_s: 10 }.into());
        };
        let core = Arc::clone(&self.cores)
            .acquire_owned()
            .await
            .map_err(|_| Error::Cancelled)?;
        let held = (waiting, core);
        Ok(tokio::task::spawn_blocking(move || {
            let done = work();
            drop(held);
            done
        })
        .await?)
    }

    /// Hashes that run or wait.
    #[cfg(feature = "testing")]
    pub fn length(&self) -> usize {
        cores() * (QUEUE_PER_CORE + 1) - self.queue.available_permits()
    }

    /// Whether this account and this address may try now. Unknown accounts are counted like known ones.
    ///
    /// # Errors
    /// [`Refusal::TooManyFailures`] with the seconds to wait.
    pub fn admit(&self, account: &str, address: &str, now: u64) -> Result<(), Refusal> {
        if let Some(failures) = self.accounts.get(account)
            && failures.count >= FREE_FAILURES
        {
            let delay =
                (1_000_u64 << (failures.count - FREE_FAILURES).min(20)).min(LONGEST_DELAY_MS);
            let ends_at = failures.last_at.saturating_add(delay);
            if now < ends_at {
                return Err(too_many(ends_at - now));
            }
        }
        if let Some(window) = network_of(address).and_then(|network| self.networks.get(&network))
            && window.count >= ADDRESS_FAILURES
            && let Some(rest) = window.rest(now)
        {
            return Err(too_many(rest));
        }
        Ok(())
    }

    /// Counts a failure of this account from this address; of the account alone when the address is empty.
    pub fn failed(&self, account: &str, address: &str, now: u64) {
        self.accounts
            .entry(account.to_owned())
            .and_upsert_with(|entry| Failures {
                count: entry.map_or(0, |e| e.into_value().count).saturating_add(1),
                last_at: now,
            });
        if let Some(network) = network_of(address) {
            self.networks.entry(network).and_upsert_with(|entry| {
                let open = entry
                    .map(moka::Entry::into_value)
                    .filter(|window| window.rest(now).is_some());
                let window = open.unwrap_or(Window {
                    count: 0,
                    began_at: now,
                });
                Window {
                    count: window.count.saturating_add(1),
                    ..window
                }
            });
        }
    }

    /// Forgets an account's failures: it signed in, or its password was set anew.
    pub fn succeeded(&self, account: &str) {
        self.accounts.invalidate(account);
    }
}

/// What failures of an address are counted under: itself; of IPv6 its /64, for that is what one customer gets.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

fn network_of(address: &str) -> Option<IpAddr> {
    address.parse().ok().map(network)
}

fn too_many(wait_ms: u64) -> Refusal {
    Refusal::TooManyFailures {
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
            Err(Refusal::TooManyFailures { retry_after_s: 1 })
        );
        assert_eq!(gate.admit("a", "192.0.2.1", 1_000), Ok(()));
        gate.failed("a", "192.0.2.1", 1_000);
        assert_eq!(
            gate.admit("a", "192.0.2.1", 1_000),
            Err(Refusal::TooManyFailures { retry_after_s: 2 })
        );
        for _ in 0..60 {
            gate.failed("a", "", 2_000);
        }
        assert_eq!(
            gate.admit("a", "192.0.2.1", 2_000),
            Err(Refusal::TooManyFailures { retry_after_s: 300 })
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

    #[test]
    fn an_address_is_let_in_ten_minutes_after_its_first_failure_whatever_it_does_meanwhile() {
        let gate = Gate::new();
        for n in 0..2 * ADDRESS_FAILURES {
            gate.failed(&n.to_string(), "192.0.2.1", u64::from(n) * 1_000);
        }
        assert_eq!(
            gate.admit("new", "192.0.2.1", 200_000),
            Err(Refusal::TooManyFailures { retry_after_s: 400 })
        );
        assert_eq!(gate.admit("new", "192.0.2.1", ADDRESS_WINDOW_MS), Ok(()));
        gate.failed("new", "192.0.2.1", ADDRESS_WINDOW_MS);
        assert_eq!(gate.admit("other", "192.0.2.1", ADDRESS_WINDOW_MS), Ok(()));
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_are_counted_together() {
        let gate = Gate::new();
        for n in 0..ADDRESS_FAILURES {
            gate.failed(&n.to_string(), &format!("2001:db8:0:1::{n:x}"), 0);
        }
        assert!(gate.admit("new", "2001:db8:0:1:9:9:9:9", 0).is_err());
        assert_eq!(gate.admit("new", "2001:db8:0:2::1", 0), Ok(()));
    }

    /// A client that hangs up frees neither the core nor the place in the queue that its hash still uses.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_hash_nobody_waits_for_any_more_holds_its_core_until_it_ends() {
        let gate = Gate::new();
        let (cores, places) = (
            gate.cores.available_permits(),
            gate.queue.available_permits(),
        );
        let (begun, has_begun) = std::sync::mpsc::channel();
        let (end, may_end) = std::sync::mpsc::channel::<()>();
        let (ended, has_ended) = tokio::sync::oneshot::channel();
        let (hashing, counting) = (gate.clone(), gate.clone());
        let request = tokio::spawn(async move {
            hashing
                .hash(move || {
                    begun.send(()).unwrap();
                    may_end.recv().unwrap();
                    counting.failed("a", "192.0.2.1", 0);
                    ended.send(()).unwrap();
                })
                .await
        });
        tokio::task::spawn_blocking(move || has_begun.recv())
            .await
            .unwrap()
            .unwrap();
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
        assert_eq!(gate.cores.available_permits(), cores - 1);
        assert_eq!(gate.queue.available_permits(), places - 1);
        end.send(()).unwrap();
        has_ended.await.unwrap();
        while gate.cores.available_permits() < cores {
            tokio::task::yield_now().await;
        }
        assert_eq!(gate.queue.available_permits(), places);
        assert_eq!(
            gate.accounts.get("a").map(|failures| failures.count),
            Some(1)
        );
    }
}
