//! Shares of an experiment as GrowthBook counts them: weights to ranges, ranges to whole buckets.
//!
//! The floats stay here. Bounds are made with the additions and multiplications of GrowthBook's SDK, in its order, and
//! then become integers once, at build time, so that no float decides during a visit.

use crate::decide::bucket::{BUCKETS_V1, BUCKETS_V2, hash_v1, hash_v2};
use crate::limits::BUCKETS;

/// Where seed and unit fall in `0.0..1.0`; `None` for a hash version that does not exist.
///
/// ```
/// assert_eq!(nearside::compile::bucket("seed", "b", 2), Some(0.2696));
/// ```
pub fn bucket(seed: &str, unit: &str, version: u32) -> Option<f64> {
    match version {
        1 => Some(f64::from(hash_v1(seed.as_bytes(), unit.as_bytes())) / f64::from(BUCKETS_V1)),
        2 => Some(f64::from(hash_v2(seed.as_bytes(), unit.as_bytes())) / f64::from(BUCKETS_V2)),
        _ => None,
    }
}

/// `n` equal shares; none when there is nothing to share, or more than [`BUCKETS`] want some: no draw tells them apart.
pub fn equal_weights(n: usize) -> Vec<f64> {
    if n > BUCKETS as usize { Vec::new() } else { vec![1.0 / n.max(1) as f64; n] }
}

/// The stretch of `0.0..1.0` that each of `n` variants gets. A coverage outside `0.0..=1.0` is brought inside; weights
/// that are missing, too few, or do not add up to one (± 0.01) become equal.
///
/// ```
/// use nearside::compile::bucket_ranges;
/// assert_eq!(bucket_ranges(2, 0.5, None), [(0.0, 0.25), (0.5, 0.75)]);
/// ```
pub fn bucket_ranges(n: usize, coverage: f64, weights: Option<&[f64]>) -> Vec<(f64, f64)> {
    let coverage = if coverage.is_nan() { 1.0 } else { coverage.clamp(0.0, 1.0) };
    let equal = equal_weights(n);
    let weights = weights.filter(|weights| weights.len() == n && adds_up(weights)).unwrap_or(&equal);
    let mut cumulative = 0.0;
    weights
        .iter()
        .map(|weight| {
            let start = cumulative;
            cumulative += weight;
            (start, start + coverage * weight)
        })
        .collect()
}

/// The weights are shares of a whole, to a hundredth.
pub(super) fn adds_up(weights: &[f64]) -> bool {
    (0.99..=1.01).contains(&weights.iter().sum::<f64>())
}

/// The first range that holds `n`.
pub fn choose_variation(n: f64, ranges: &[(f64, f64)]) -> Option<usize> {
    ranges.iter().position(|(from, until)| n >= *from && n < *until)
}

/// The smallest `k` with `k / buckets >= bound`: of the draws `k / buckets`, those below `bound` are `0..k`.
pub(super) fn threshold(bound: f64, buckets: u32) -> u32 {
    let scale = f64::from(buckets);
    // Written so that NaN gives 0. The guess is off by one at most: multiplying rounds, dividing rounds again.
    let guess = if bound > 0.0 { (bound * scale).min(scale) as u32 } else { 0 };
    (guess.saturating_sub(1)..buckets).find(|k| f64::from(*k) / scale >= bound).unwrap_or(if bound > 0.0 {
        buckets
    } else {
        0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_parts_the_draws_exactly_as_the_float_does() {
        for bound in [0.0, 0.07, 0.1, 0.29, 1.0 / 3.0, 0.57, 0.9999, 0.99990001, 1.0, 1.01, -0.5] {
            for buckets in [BUCKETS_V1, BUCKETS_V2] {
                let k = threshold(bound, buckets);
                for draw in 0..buckets {
                    assert_eq!(draw < k, f64::from(draw) / f64::from(buckets) < bound, "{bound} {buckets} {draw}");
                }
            }
        }
    }

    #[test]
    fn not_a_number_gives_nobody_anything() {
        assert_eq!(threshold(f64::NAN, BUCKETS_V2), 0);
    }

    #[test]
    fn shares_are_bounded_at_n_and_not_before() {
        assert_eq!(equal_weights(BUCKETS as usize).len(), BUCKETS as usize);
        assert!(equal_weights(BUCKETS as usize + 1).is_empty());
        assert!(bucket_ranges(usize::MAX, 1.0, None).is_empty());
    }

    #[test]
    fn a_hash_version_that_does_not_exist_draws_nothing() {
        assert_eq!(bucket("a", "b", 3), None);
    }
}
