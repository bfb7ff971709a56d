//! When a mail that did not leave is tried again.

use domain::time::{HOUR_MS, MINUTE_MS};

/// A mail that failed so often is dead: about five hours after the first try.
pub(super) const TRIES: u32 = 10;

/// The longest pause between two tries.
const LONGEST_MS: u64 = 2 * HOUR_MS;

/// How long to wait after the failure number `tries`, from 1: half a minute, doubled each time, up to two hours;
/// a quarter more or less, so that a thousand mails do not come back at once.
pub(super) fn pause_ms(tries: u32) -> u64 {
    let base = (MINUTE_MS / 2)
        .saturating_mul(1 << tries.saturating_sub(1).min(16))
        .min(LONGEST_MS);
    base - base / 4 + rand::random_range(0..=base / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_two_hours_and_differ() {
        for (tries, base) in [
            (1, 30_000),
            (2, 60_000),
            (5, 480_000),
            (9, 7_200_000),
            (40, 7_200_000),
        ] {
            for _ in 0..50 {
                let pause = pause_ms(tries);
                assert!(
                    pause >= base * 3 / 4 && pause <= base * 5 / 4,
                    "{tries}: {pause}"
                );
            }
        }
        let many: std::collections::HashSet<u64> = (0..20).map(|_| pause_ms(5)).collect();
        assert!(many.len() > 1);
    }

    #[test]
    fn a_mail_is_given_up_after_some_hours() {
        let longest: u64 = (1..TRIES).map(|tries| pause_ms(tries).max(1)).sum();
        assert!((3 * HOUR_MS..9 * HOUR_MS).contains(&longest), "{longest}");
    }
}
