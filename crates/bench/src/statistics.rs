//! Many measurements into one number.

/// The value below which `share` (0 to 1) of the values lie; 0 without values.
pub(crate) fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = u32::try_from(values.len().saturating_sub(1)).unwrap_or(u32::MAX);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a small count"
    )]
    let at = (f64::from(last) * share).round() as usize;
    values.get(at).copied().unwrap_or_default()
}

/// The middle value; 0 without values.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    percentile(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(found: f64, expected: f64) -> bool {
        (found - expected).abs() < f64::EPSILON
    }

    #[test]
    fn one_slow_value_does_not_move_the_median() {
        assert!(is(median(&mut [0.3, 0.1, 90.0, 0.2, 0.25]), 0.25));
    }

    #[test]
    fn the_slowest_of_a_hundred_is_beyond_the_99th() {
        let mut values: Vec<f64> = (1..=101).rev().map(f64::from).collect();
        assert!(is(percentile(&mut values, 0.99), 100.0));
        assert!(is(percentile(&mut [], 0.99), 0.0));
    }
}
