//! How often an address has failed lately. Only failures count, for an office of hundreds is one address.

use std::{
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

use moka::sync::Cache;

/// Failures an address may make at once.
const BURST: f64 = 600.0;
/// Failures forgiven a second.
const FORGIVEN_PER_SECOND: f64 = 1.0;
/// Addresses remembered. Beyond that the least used is forgotten.
const ADDRESSES: u64 = 100_000;
/// After this long an address is forgiven everything.
const MEMORY: Duration = Duration::from_mins(10);

/// One bucket an address; of IPv6, one a /64, for that is what one customer gets.
#[derive(Clone)]
pub(super) struct Failures(Cache<IpAddr, Bucket>);

#[derive(Clone, Copy)]
struct Bucket {
    level: f64,
    at: Instant,
}

impl Default for Failures {
    fn default() -> Self {
        Self(
            Cache::builder()
                .max_capacity(ADDRESSES)
                .time_to_idle(MEMORY)
                .build(),
        )
    }
}

impl Bucket {
    fn level(self, now: Instant) -> f64 {
        (self.level - now.duration_since(self.at).as_secs_f64() * FORGIVEN_PER_SECOND).max(0.0)
    }
}

impl Failures {
    /// Counts one more failure of that address.
    pub(super) fn count(&self, address: IpAddr, now: Instant) {
        self.0.entry(network(address)).and_upsert_with(|entry| {
            let level = entry.map_or(0.0, |entry| entry.into_value().level(now));
            Bucket {
                level: (level + 1.0).min(BURST * 2.0),
                at: now,
            }
        });
    }

    /// How many seconds the address has to wait; none while it has failed less than it may.
    pub(super) fn wait(&self, address: IpAddr, now: Instant) -> Option<u16> {
        let level = self.0.get(&network(address))?.level(now);
        (level >= BURST).then(|| {
            let seconds = ((level - BURST) / FORGIVEN_PER_SECOND)
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

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_waits_after_many_failures_and_is_forgiven_with_time() {
        let (failures, now) = (Failures::default(), Instant::now());
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
        let (failures, now) = (Failures::default(), Instant::now());
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
