//! Statistics of ranks, in integers up to the last division.
//!
//! A value only counts by the *group* of its ties, and a group by its place among the groups. Weights are in millionths
//! of a subject, and their total is at most [`u64::MAX`]; where all of them are whole numbers of subjects they are counted
//! in subjects, so that a subject of weight two is two subjects to the last bit. Inputs are finite and of one length; −0
//! and 0 are ties. No result depends on the order of the subjects.

use std::{borrow::Cow, cmp::Ordering};

use super::wide::Wide;

/// A subject in the unit of weights.
const SUBJECT: u64 = 1_000_000;

/// Values by the groups of their ties, in ascending order.
pub(in crate::impact) struct Groups {
    /// For each value the number of its group.
    pub(in crate::impact) of: Vec<usize>,
    pub(in crate::impact) count: usize,
}

impl Groups {
    pub(in crate::impact) fn new(values: &[f64]) -> Self {
        // Adding zero drops the sign of a zero.
        let mut sorted: Vec<(f64, usize)> = values
            .iter()
            .enumerate()
            .map(|(index, value)| (value + 0.0, index))
            .collect();
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut of = vec![0; values.len()];
        let mut count = 0;
        for ties in sorted.chunk_by(|a, b| a.0 == b.0) {
            for (_, index) in ties {
                if let Some(group) = of.get_mut(*index) {
                    *group = count;
                }
            }
            count += 1;
        }
        Self { of, count }
    }

    /// The weight of each group.
    fn weights(&self, weights: Option<&[u64]>) -> Vec<u64> {
        let mut sums = vec![0_u64; self.count];
        for (group, weight) in self.of.iter().zip(each(weights)) {
            if let Some(sum) = sums.get_mut(*group) {
                *sum = sum.saturating_add(weight);
            }
        }
        sums
    }
}

/// The weights, or one for each.
fn each(weights: Option<&[u64]>) -> impl Iterator<Item = u64> {
    let given = weights.unwrap_or_default().iter().copied();
    let ones = if weights.is_none() { usize::MAX } else { 0 };
    given.chain(std::iter::repeat_n(1, ones))
}

/// Weights, and how much a subject weighs in their unit.
fn in_subjects(weights: Option<&[u64]>) -> (Option<Cow<'_, [u64]>>, u64) {
    match weights {
        None => (None, 1),
        Some(weights) if weights.iter().all(|weight| weight % SUBJECT == 0) => {
            let whole = weights.iter().map(|weight| weight / SUBJECT);
            (Some(Cow::Owned(whole.collect())), 1)
        }
        Some(weights) => (Some(Cow::Borrowed(weights)), SUBJECT),
    }
}

/// Twice the rank of each group less twice the mean rank, in units of weight.
///
/// The rank is the weight below and half of the ties, so the mean is half of the total. A group's value lies between
/// minus the total and the total, and it is 0 throughout only where all weight is in one group.
pub(in crate::impact) fn centred(weights: &[u64], ranks: &mut Vec<i128>) {
    let total: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
    let mut below = 0_i128;
    ranks.clear();
    ranks.extend(weights.iter().map(|&weight| {
        let ties = i128::from(weight);
        let rank = 2 * below + ties - total;
        below += ties;
        rank
    }));
}

/// Twice the average rank of each value, in units of weight: twice the weight below, the weight of the ties, and that of
/// a subject.
///
/// Without weights these are the ordinary ones, from 1: two values that share places 2 and 3 both have rank 2.5.
fn doubled_ranks(groups: &Groups, weights: Option<&[u64]>, subject: u64) -> Vec<u128> {
    let mut below = 0_u128;
    let ranks: Vec<u128> = groups
        .weights(weights)
        .into_iter()
        .map(|ties| {
            let doubled = 2 * below + u128::from(ties) + u128::from(subject);
            below += u128::from(ties);
            doubled
        })
        .collect();
    let rank = |group: &usize| ranks.get(*group).copied().unwrap_or(0);
    groups.of.iter().map(rank).collect()
}

/// How many average ranks subjects move from the groups of `x` to those of `y`: on average, and the most upwards and
/// downwards.
pub(in crate::impact) fn rank_moves(x: &Groups, y: &Groups, weights: Option<&[u64]>) -> [f64; 3] {
    let (weights, subject) = in_subjects(weights);
    let weights = weights.as_deref();
    let ranks = |groups| doubled_ranks(groups, weights, subject);
    let (mut sum, mut total) = (Wide::default(), 0_u128);
    let [mut rise, mut fall] = [0_u128; 2];
    for ((old, new), weight) in ranks(x).into_iter().zip(ranks(y)).zip(each(weights)) {
        sum = sum.plus(Wide::product(new.abs_diff(old), u128::from(weight)));
        total += u128::from(weight);
        rise = rise.max(new.saturating_sub(old));
        fall = fall.max(old.saturating_sub(new));
    }
    let doubled = 2.0 * real(u128::from(subject));
    [
        sum.real() / (doubled * real(total)),
        real(rise) / doubled,
        real(fall) / doubled,
    ]
}

/// Spearman's rank correlation: Pearson's of average ranks, from −1 to 1.
///
/// A weight of two counts as two subjects with the same values. `None` where one side has no two different values, of
/// those with a weight.
pub(in crate::impact) fn spearman(x: &Groups, y: &Groups, weights: Option<&[u64]>) -> Option<f64> {
    let (weights, _) = in_subjects(weights);
    let weights = weights.as_deref();
    // A rank is below 2⁶⁴ whichever way, and with its weight and another rank or itself below 2¹⁹².
    let product = |a: i128, b: i128, weight: u64| {
        Wide::product(a.unsigned_abs() * b.unsigned_abs(), u128::from(weight))
    };
    let side = |groups: &Groups| {
        let weights = groups.weights(weights);
        let mut ranks = Vec::new();
        centred(&weights, &mut ranks);
        let each = weights.iter().zip(&ranks);
        let squares = each.fold(Wide::default(), |sum, (&weight, &rank)| {
            sum.plus(product(rank, rank, weight))
        });
        (ranks, squares)
    };
    let ((x_ranks, x_squares), (y_ranks, y_squares)) = (side(x), side(y));
    let (mut along, mut against) = (Wide::default(), Wide::default());
    for ((x, y), weight) in x.of.iter().zip(&y.of).zip(each(weights)) {
        let rank = |ranks: &[i128], group: usize| ranks.get(group).copied().unwrap_or(0);
        let (x, y) = (rank(&x_ranks, *x), rank(&y_ranks, *y));
        let sum = if (x < 0) == (y < 0) {
            &mut along
        } else {
            &mut against
        };
        *sum = sum.plus(product(x, y, weight));
    }
    let products = if along.is_less(against) {
        -against.minus(along).real()
    } else {
        along.minus(against).real()
    };
    correlation(products, x_squares.real(), y_squares.real())
}

/// From the sum of products and the two sums of squares.
///
/// Equal sums give exactly 1, because the root of a square is exact.
pub(in crate::impact) fn correlation(products: f64, x_squares: f64, y_squares: f64) -> Option<f64> {
    let scale = (x_squares * y_squares).sqrt();
    (scale > 0.0).then(|| (products / scale).clamp(-1.0, 1.0))
}

/// Kendall's tau-b: the weight of pairs in the same order less that of pairs in the opposite one, over the geometric
/// mean of the weights of pairs that x and y tell apart. From −1 to 1.
///
/// A pair of different subjects counts by the product of their weights. Opposite pairs are counted by merge sort
/// (W. R. Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA 61, 1966), in integers.
/// `None` where one side tells no pair apart, and where the total weight is above [`u64::MAX`].
pub(in crate::impact) fn kendall(x: &Groups, y: &Groups, weights: Option<&[u64]>) -> Option<f64> {
    let (weights, _) = in_subjects(weights);
    let weights = weights.as_deref();
    let mut rows: Vec<(usize, usize, u64)> = (x.of.iter().zip(&y.of).zip(each(weights)))
        .map(|((&x, &y), weight)| (x, y, weight))
        .collect();
    let total = rows
        .iter()
        .try_fold(0_u64, |sum, row| sum.checked_add(row.2))?;
    rows.sort_unstable_by_key(|&(x, y, _)| (x, y));

    // Everything is doubled: the pairs within a set are the square of its weight less the squares of its members'.
    // With a total of 64 bits every one of these fits 128.
    let square = |weight: u64| u128::from(weight) * u128::from(weight);
    let own: u128 = rows.iter().map(|row| square(row.2)).sum();
    let squares =
        |groups: &Groups| -> u128 { groups.weights(weights).into_iter().map(square).sum() };
    let (all, x_ties, y_ties) = (square(total) - own, squares(x) - own, squares(y) - own);
    let both_ties: u128 = rows
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .map(|ties| square(ties.iter().map(|row| row.2).sum()))
        .sum::<u128>()
        - own;
    let mut by_x: Vec<(usize, u64)> = rows.into_iter().map(|(_, y, weight)| (y, weight)).collect();
    let opposite = 2 * inversions(&mut by_x);
    let same = (all - x_ties) - (y_ties - both_ties) - opposite;
    let excess = match same.cmp(&opposite) {
        Ordering::Less => -real(opposite - same),
        Ordering::Equal | Ordering::Greater => real(same - opposite),
    };
    correlation(excess, real(all - x_ties), real(all - y_ties))
}

/// The weight of pairs whose first stands before a smaller second; the rows are sorted on the way.
fn inversions(rows: &mut Vec<(usize, u64)>) -> u128 {
    let mut merged = Vec::with_capacity(rows.len());
    let (mut found, mut width) = (0, 1);
    while width < rows.len() {
        for block in rows.chunks(2 * width) {
            let (left, right) = block.split_at(width.min(block.len()));
            found += merge(left, right, &mut merged);
        }
        std::mem::swap(rows, &mut merged);
        merged.clear();
        width *= 2;
    }
    found
}

fn merge(left: &[(usize, u64)], right: &[(usize, u64)], merged: &mut Vec<(usize, u64)>) -> u128 {
    let mut found = 0;
    let mut waiting: u64 = left.iter().map(|row| row.1).sum();
    let mut left = left.iter().peekable();
    for &row in right {
        while let Some(&first) = left.next_if(|first| first.0 <= row.0) {
            waiting -= first.1;
            merged.push(first);
        }
        found += u128::from(waiting) * u128::from(row.1);
        merged.push(row);
    }
    merged.extend(left);
    found
}

/// The area under the receiver operating characteristic: how often a subject with the outcome scores above one without,
/// ties counting half (Mann and Whitney 1947). From 0 to 1; 0.5 is chance.
///
/// `None` where all subjects have the outcome, or none.
#[cfg(test)]
pub(crate) fn auc(score: &[f64], outcome: &[bool]) -> Option<f64> {
    let groups = Groups::new(score);
    let mut counts = vec![(0, 0); groups.count];
    for (group, outcome) in groups.of.iter().zip(outcome) {
        if let Some((without, with)) = counts.get_mut(*group) {
            *(if *outcome { with } else { without }) += 1;
        }
    }
    auc_of_counts(&counts)
}

/// From the counts without and with the outcome, by ascending score.
pub(in crate::impact) fn auc_of_counts(counts: &[(u64, u64)]) -> Option<f64> {
    let (mut without_so_far, mut with_so_far, mut doubled) = (0_u128, 0_u128, 0_u128);
    for &(without, with) in counts {
        doubled += u128::from(with) * (2 * without_so_far + u128::from(without));
        without_so_far += u128::from(without);
        with_so_far += u128::from(with);
    }
    let pairs = without_so_far * with_so_far;
    (pairs > 0).then(|| real(doubled) / real(2 * pairs))
}

#[allow(
    clippy::cast_precision_loss,
    reason = "rounded to the nearest f64 on purpose"
)]
pub(in crate::impact) fn real(value: u128) -> f64 {
    value as f64
}

#[allow(
    clippy::cast_precision_loss,
    reason = "rounded to the nearest f64 on purpose"
)]
pub(in crate::impact) fn signed(value: i128) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Groups, SUBJECT, auc, doubled_ranks, in_subjects, real};

    fn spearman(x: &[f64], y: &[f64], weights: Option<&[u64]>) -> Option<f64> {
        super::spearman(&Groups::new(x), &Groups::new(y), weights)
    }

    fn kendall(x: &[f64], y: &[f64], weights: Option<&[u64]>) -> Option<f64> {
        super::kendall(&Groups::new(x), &Groups::new(y), weights)
    }

    fn rank_moves(x: &[f64], y: &[f64], weights: Option<&[u64]>) -> [f64; 3] {
        super::rank_moves(&Groups::new(x), &Groups::new(y), weights)
    }

    // import numpy as np; from scipy import stats
    // rng = np.random.default_rng(20111026)
    // x = np.round(rng.normal(50, 25, 40), 0).clip(1, 100)
    // y = x.copy(); k = rng.permutation(40)[:12]
    // y[k] = np.round(y[k] + rng.normal(-15, 10, 12), 0).clip(1, 100)
    // z = rng.normal(size=40).round(1)
    // b = (x + rng.normal(0, 25, 40)) > 55
    // stats.spearmanr(x, y).statistic; stats.kendalltau(x, y).statistic
    // stats.mannwhitneyu(x[b], x[~b]).statistic / (b.sum() * (~b).sum())
    // w = 1 + (np.arange(40) * 7) % 5
    // stats.spearmanr(np.repeat(x, w), np.repeat(y, w)).statistic
    const X: [f64; 40] = [
        44., 23., 52., 82., 76., 34., 1., 17., 61., 33., 12., 23., 53., 58., 59., 48., 13., 87.,
        21., 46., 43., 70., 56., 20., 22., 35., 87., 59., 37., 34., 53., 53., 5., 43., 100., 87.,
        58., 52., 33., 34.,
    ];
    const Y: [f64; 40] = [
        23., 23., 48., 82., 76., 10., 1., 17., 52., 33., 12., 14., 53., 58., 59., 48., 13., 74.,
        21., 46., 43., 70., 56., 20., 2., 18., 87., 19., 37., 34., 53., 53., 5., 36., 100., 87.,
        52., 52., 33., 34.,
    ];
    const Z: [f64; 40] = [
        1.1, 1.2, 1.0, 0.1, 1.6, -0.8, -0.8, -0.1, 0.2, -2.3, 2.1, 2.3, -0.8, 1.4, 1.9, -0.5, 1.3,
        1.2, 1.3, 0.6, 0.0, -0.8, 0.8, -1.1, -0.6, 1.0, 0.8, -0.0, 0.5, 1.4, 0.4, -0.0, 0.5, 0.2,
        -0.2, -0.6, 0.8, -1.8, -0.5, -0.4,
    ];
    const B: [u8; 40] = [
        0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0,
        0, 1, 0, 0, 1, 1, 0, 0, 0, 0,
    ];

    fn clamped(values: &[f64; 40]) -> [f64; 40] {
        values.map(|value| value.clamp(40.0, 60.0))
    }

    fn close(found: Option<f64>, expected: f64) {
        assert!(
            found.is_some_and(|found| (found - expected).abs() < 1e-12),
            "{found:?} {expected}"
        );
    }

    fn average_ranks(values: &[f64], weights: Option<&[u64]>) -> Vec<f64> {
        let (weights, subject) = in_subjects(weights);
        let doubled = doubled_ranks(&Groups::new(values), weights.as_deref(), subject);
        let subject = real(u128::from(2 * subject));
        doubled
            .into_iter()
            .map(|rank| real(rank) / subject)
            .collect()
    }

    #[test]
    fn correlations_are_those_of_scipy() {
        for (x, y, rho, tau) in [
            (X, Y, 0.908_074_617_557_564_9, 0.818_777_229_486_260_3),
            (X, Z, 0.024_863_697_941_156_705, 0.017_049_271_966_233_73),
            (Y, Z, 0.034_114_944_573_068_69, 0.027_469_409_819_031_42),
            (
                clamped(&X),
                clamped(&Y),
                0.914_271_550_055_261_2,
                0.866_624_884_313_258_6,
            ),
        ] {
            close(spearman(&x, &y, None), rho);
            close(kendall(&x, &y, None), tau);
        }
    }

    #[test]
    fn a_weight_counts_as_so_many_subjects_as_in_scipy() {
        let weights: Vec<u64> = (0..40).map(|i| (1 + (i * 7) % 5) * SUBJECT).collect();
        close(spearman(&X, &Y, Some(&weights)), 0.896_106_587_227_528_8);
    }

    #[test]
    fn areas_are_those_of_scipy() {
        let outcome = B.map(|outcome| outcome == 1);
        close(auc(&X, &outcome), 0.958_666_666_666_666_7);
        close(auc(&Y, &outcome), 0.913_333_333_333_333_3);
        close(auc(&clamped(&X), &outcome), 0.958_666_666_666_666_7);
    }

    #[test]
    fn ranks_average_over_ties_and_zeros_have_no_sign() {
        let values = [3.0, 1.0, 3.0, 2.0, -0.0, 0.0];
        let ranks = vec![5.5, 3.0, 5.5, 4.0, 1.5, 1.5];
        assert_eq!(average_ranks(&values, None), ranks);
        assert_eq!(average_ranks(&values, Some(&[SUBJECT; 6])), ranks);
        assert_eq!(
            average_ranks(&[7.0, 5.0], Some(&[500_000, SUBJECT])),
            [1.75, 1.0]
        );
    }

    #[test]
    fn nothing_is_said_where_nothing_is_told_apart() {
        for (x, y) in [
            (&[][..], &[][..]),
            (&[1.0], &[2.0]),
            (&[1.0, 1.0], &[1.0, 2.0]),
            (&[0.0, -0.0], &[1.0, 2.0]),
        ] {
            assert_eq!(spearman(x, y, None), None);
            assert_eq!(spearman(y, x, None), None);
            assert_eq!(kendall(x, y, None), None);
            assert_eq!(kendall(y, x, None), None);
        }
        assert_eq!(spearman(&[1.0, 2.0], &[1.0, 2.0], Some(&[5, 0])), None);
        assert_eq!(kendall(&[1.0, 2.0], &[1.0, 2.0], Some(&[5, 0])), None);
        assert_eq!(auc(&[1.0, 2.0], &[true, true]), None);
        assert_eq!(auc(&[1.0, 1.0], &[true, false]), Some(0.5));
    }

    #[test]
    fn the_largest_weights_overflow_nothing() {
        let half = u64::MAX / 2;
        let weights = [half, half];
        for (y, sign) in [([1.0, 2.0], 1.0), ([2.0, 1.0], -1.0)] {
            assert_eq!(spearman(&[1.0, 2.0], &y, Some(&weights)), Some(sign));
            assert_eq!(kendall(&[1.0, 2.0], &y, Some(&weights)), Some(sign));
        }
        assert_eq!(
            kendall(&[1.0, 2.0], &[1.0, 2.0], Some(&[u64::MAX, 1])),
            None
        );
    }

    fn subjects() -> impl Strategy<Value = Vec<(f64, f64, u64)>> {
        let value = || prop_oneof![(-3_i8..4).prop_map(f64::from), Just(-0.0), -1e9..1e9];
        let weight = prop_oneof![Just(0), Just(SUBJECT), 0_u64..5_000_000];
        prop::collection::vec((value(), value(), weight), 0..60)
    }

    /// Pair by pair, as the definition says.
    fn slow_kendall(rows: &[(f64, f64, f64)]) -> Option<f64> {
        let sign = |a: f64, b: f64| f64::from(i8::from(a > b) - i8::from(a < b));
        let (mut excess, mut x, mut y) = (0.0, 0.0, 0.0);
        for (i, a) in rows.iter().enumerate() {
            for b in &rows[..i] {
                let (weight, dx, dy) = (a.2 * b.2, sign(a.0, b.0), sign(a.1, b.1));
                excess += weight * dx * dy;
                x += weight * dx.abs();
                y += weight * dy.abs();
            }
        }
        (x * y > 0.0).then(|| excess / (x * y).sqrt())
    }

    fn slow_ranks(values: &[f64], weights: &[f64]) -> Vec<f64> {
        let rank = |value: f64| -> f64 {
            let each = values.iter().zip(weights);
            let below = |other: f64| {
                if other < value {
                    1.0
                } else {
                    f64::from(u8::from(other == value)) / 2.0
                }
            };
            each.map(|(&other, weight)| weight * below(other))
                .sum::<f64>()
                + 0.5
        };
        values.iter().map(|&value| rank(value)).collect()
    }

    fn slow_spearman(x: &[f64], y: &[f64], weights: &[f64]) -> Option<f64> {
        let (x, y) = (slow_ranks(x, weights), slow_ranks(y, weights));
        let total: f64 = weights.iter().sum();
        let mean =
            |values: &[f64]| values.iter().zip(weights).map(|(v, w)| v * w).sum::<f64>() / total;
        let (mx, my) = (mean(&x), mean(&y));
        let cov = |a: &[f64], ma: f64, b: &[f64], mb: f64| -> f64 {
            (0..a.len())
                .map(|i| weights[i] * (a[i] - ma) * (b[i] - mb))
                .sum()
        };
        let (xx, yy) = (cov(&x, mx, &x, mx), cov(&y, my, &y, my));
        (xx > 1e-9 && yy > 1e-9).then(|| cov(&x, mx, &y, my) / (xx * yy).sqrt())
    }

    proptest! {
        #[test]
        fn fast_is_what_the_definitions_say(rows in subjects(), rotate in 0_usize..60) {
            let (x, y): (Vec<f64>, Vec<f64>) = rows.iter().map(|row| (row.0, row.1)).unzip();
            let weights: Vec<u64> = rows.iter().map(|row| row.2).collect();
            #[allow(clippy::cast_precision_loss, reason = "small numbers")]
            let reals: Vec<f64> = weights.iter().map(|&weight| weight as f64 / 1e6).collect();
            let ones = vec![1.0; rows.len()];
            let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-9,
                (a, b) => a == b,
            };
            for (given, weights) in [(None, &ones), (Some(&weights[..]), &reals)] {
                let of: Vec<_> = (0..x.len()).map(|i| (x[i], y[i], weights[i])).collect();
                let (tau, slow) = (kendall(&x, &y, given), slow_kendall(&of));
                prop_assert!(near(tau, slow), "{:?} {:?}", tau, slow);
                let (rho, slow) = (spearman(&x, &y, given), slow_spearman(&x, &y, weights));
                // A side that a few millionths of a subject tell apart is beyond the slow one.
                prop_assert!(slow.is_none() || near(rho, slow), "{:?} {:?}", rho, slow);
                for (fast, slow) in average_ranks(&x, given).iter().zip(slow_ranks(&x, weights)) {
                    prop_assert!((fast - slow).abs() < 1e-9);
                }
            }

            // Order does not matter, to the last bit; turning a side round turns the sign, and swapping sides nothing.
            let turned = |values: &[f64]| { let mut v = values.to_vec(); v.rotate_left(rotate % values.len().max(1)); v };
            let mut w = weights.clone();
            w.rotate_left(rotate % weights.len().max(1));
            let negated: Vec<f64> = y.iter().map(|y| -y).collect();
            for of in [spearman, kendall] {
                let all = of(&x, &y, Some(&weights));
                prop_assert_eq!(all, of(&turned(&x), &turned(&y), Some(&w)));
                prop_assert_eq!(all, of(&y, &x, Some(&weights)));
                prop_assert_eq!(all.map(|r| -r), of(&x, &negated, Some(&weights)));
                prop_assert!(of(&x, &x, None).is_none_or(|r| r == 1.0));
            }
        }

        #[test]
        fn a_weight_is_so_many_copies_to_the_last_bit(
            rows in prop::collection::vec((-3_i8..4, -3_i8..4, 0_u64..5), 0..40),
        ) {
            let copies = |of: fn(&(i8, i8, u64)) -> i8| -> Vec<f64> {
                let each = rows.iter().flat_map(|row| (0..row.2).map(move |_| f64::from(of(row))));
                each.collect()
            };
            let once = |of: fn(&(i8, i8, u64)) -> i8| -> Vec<f64> { rows.iter().map(|row| f64::from(of(row))).collect() };
            let weights: Vec<u64> = rows.iter().map(|row| row.2 * SUBJECT).collect();
            let (x, y) = (once(|row| row.0), once(|row| row.1));
            let (many_x, many_y) = (copies(|row| row.0), copies(|row| row.1));
            for of in [spearman, kendall] {
                prop_assert_eq!(of(&x, &y, Some(&weights)), of(&many_x, &many_y, None));
            }
            let bits = |moves: [f64; 3]| moves.map(f64::to_bits);
            // Those of no weight move too, and are nobody.
            if weights.iter().all(|weight| *weight > 0) {
                prop_assert_eq!(bits(rank_moves(&x, &y, Some(&weights))), bits(rank_moves(&many_x, &many_y, None)));
            }
        }

        #[test]
        fn an_area_is_a_share_of_pairs(rows in prop::collection::vec((-3_i8..4, any::<bool>()), 0..40)) {
            let score: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
            let outcome: Vec<bool> = rows.iter().map(|row| row.1).collect();
            let (mut won, mut pairs) = (0.0, 0.0);
            for a in rows.iter().filter(|row| row.1) {
                for b in rows.iter().filter(|row| !row.1) {
                    pairs += 1.0;
                    won += if a.0 > b.0 { 1.0 } else { f64::from(u8::from(a.0 == b.0)) / 2.0 };
                }
            }
            prop_assert_eq!(auc(&score, &outcome), (pairs > 0.0).then(|| won / pairs));
        }
    }
}
