//! Means of whole numbers, and parts of a mean that add up to it.

use crate::score;

/// The whole number nearest to a mean of whole numbers: halves away from zero, so that a mirrored sum has the mirrored
/// mean.
pub(in crate::impact) fn rounded_mean(sum: i128, weight: u64) -> i64 {
    let weight = i128::from(weight.max(1));
    let size = (sum.abs() * 2 + weight) / (weight * 2);
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    if sum < 0 { -size } else { size }
}

/// The difference of two means of whole numbers, each a sum over a weight that is not 0: the whole part exactly, and the
/// rest.
pub(in crate::impact) fn mean_difference(after: (i128, u64), before: (i128, u64)) -> (i64, f64) {
    #[allow(
        clippy::cast_precision_loss,
        reason = "a fraction has the precision of an f64"
    )]
    let parts = |(sum, weight): (i128, u64)| {
        let weight = i128::from(weight.max(1));
        (
            sum.div_euclid(weight),
            sum.rem_euclid(weight) as f64 / weight as f64,
        )
    };
    let ((after, after_rest), (before, before_rest)) = (parts(after), parts(before));
    let whole =
        i64::try_from(after - before).unwrap_or(if after < before { i64::MIN } else { i64::MAX });
    (whole, after_rest - before_rest)
}

/// Parts in micro-points as whole numbers, which add up to the whole.
pub(in crate::impact) fn means_of<const N: usize>(total: i64, parts: [f64; N]) -> [i64; N] {
    let shares = shared(total, &parts);
    let mut all = [0; N];
    for (of, share) in all.iter_mut().zip(shares) {
        *of = share;
    }
    all
}

/// Parts in micro-points as whole numbers, which add up to the whole.
///
/// Parts that no move is as large as, which those who join and leave can have together on the longest scales, are rounded, and
/// the last takes what is missing.
fn shared(total: i64, parts: &[f64]) -> Vec<i64> {
    score::apportion(total, parts).unwrap_or_else(|_| {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "a mean is no larger than what it is a mean of"
        )]
        let mut shares: Vec<i64> = parts.iter().map(|part| part.round() as i64).collect();
        let sum: i64 = shares
            .iter()
            .fold(0, |sum, share| sum.saturating_add(*share));
        if let Some(last) = shares.last_mut() {
            *last = last.saturating_add(total.saturating_sub(sum));
        }
        shares
    })
}

/// Means of parts in micro-points, which add up to the mean of the whole.
pub(in crate::impact) fn means(total: i64, sums: &[i128], weight: u64) -> Vec<i64> {
    #[allow(
        clippy::cast_precision_loss,
        reason = "whole part and remainder have the precision of an f64 each"
    )]
    let parts: Vec<f64> = sums
        .iter()
        .map(|sum| {
            let weight = i128::from(weight.max(1));
            (sum / weight) as f64 + (sum % weight) as f64 / weight as f64
        })
        .collect();
    shared(total, &parts)
}
