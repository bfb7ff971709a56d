//! How often an address has done lately what it may do only so often. An office of hundreds is one address.

use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

use backend::access::network;
use moka::sync::Cache;

/// What an address may do, of one kind.
#[derive(Clone, Copy)]
pub(super) struct Allowance {
    /// At once.
    pub burst: f64,
    /// Forgiven a second.
    pub per_second: f64,
}

/// Refused attempts.
pub(super) const FAILURES: Allowance = Allowance {
    burst: 600.0,
    per_second: 1.0,
};
/// Drafts of forms that nobody signed in sends.
pub(super) const DRAFTS: Allowance = Allowance {
    burst: 60.0,
    per_second: 0.2,
};

/// Addresses remembered. Beyond that the least used is forgotten.
const ADDRESSES: u64 = 100_000;
/// After this long an address is forgiven everything.
const MEMORY: Duration = Duration::from_mins(10);

/// One bucket an address; of IPv6, one a /64, for that is what one customer gets.
#[derive(Clone)]
pub(super) struct Buckets {
    allowance: Allowance,
    buckets: Cache<IpAddr, Bucket>,
}

#[derive(Clone, Copy)]
struct Bucket {
    level: f64,
    at: Instant,
}

impl Buckets {
    pub(super) fn new(allowance: Allowance) -> Self {
        Self {
            allowance,
            buckets: Cache::builder()
                .max_capacity(ADDRESSES)
                .time_to_idle(MEMORY)
                .build(),
        }
    }

    fn level(&self, bucket: Bucket, now: Instant) -> f64 {
        let forgiven = now.duration_since(bucket.at).as_secs_f64() * self.allowance.per_second;
        (bucket.level - forgiven).max(0.0)
    }

    /// Counts one more of that address.
    pub(super) fn count(&self, address: IpAddr, now: Instant) {
        self.buckets
            .entry(network(address))
            .and_upsert_with(|entry| {
                let level = entry.map_or(0.0, |entry| self.level(entry.into_value(), now));
                Bucket {
                    level: (level + 1.0).min(self.allowance.burst * 2.0),
                    at: now,
                }
            });
    }

    /// How many seconds the address has to wait; none while it has not used up its allowance.
    pub(super) fn wait(&self, address: IpAddr, now: Instant) -> Option<u16> {
        let level = self.level(self.buckets.get(&network(address))?, now);
        (level >= self.allowance.burst).then(|| {
            let seconds = ((level - self.allowance.burst) / self.allowance.per_second)
                .ceil()
                .clamp(1.0, 600.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 1 and 600"
            )]
            let seconds = seconds as u16;
            seconds
        })
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    #[test]
    fn an_address_waits_after_many_failures_and_is_forgiven_with_time() {
        let (failures, now) = (Buckets::new(FAILURES), Instant::now());
        let (bad, good) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        for _ in 0..599 {
            failures.count(bad, now);
        }
        assert_eq!(failures.wait(bad, now), None);
        for _ in 0..11 {
            failures.count(bad, now);
        }
        assert_eq!(failures.wait(bad, now), Some(10));
        assert_eq!(failures.wait(good, now), None);
        assert_eq!(failures.wait(bad, now + Duration::from_secs(25)), None);
    }

    #[test]
    fn the_addresses_of_one_network_share_a_bucket() {
        let (failures, now) = (Buckets::new(FAILURES), Instant::now());
        for host in 0..650_u16 {
            failures.count(
                Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, host).into(),
                now,
            );
        }
        assert!(
            failures
                .wait(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 9, 9, 9, 9).into(), now)
                .is_some()
        );
        assert!(
            failures
                .wait(Ipv6Addr::new(0x2001, 0xdb8, 0, 2, 0, 0, 0, 1).into(), now)
                .is_none()
        );
    }
}
