//! Quantiles, mean and spread of a population.

use super::{
    mass::{ONE, real},
    wide::Wide,
};
use crate::score::exact_sum;

/// How scores, or moves, are distributed over a population.
///
/// In exact mode of the scores themselves; streaming, of scores to the stated
/// [resolution](crate::impact::Impact::resolution). All figures are in points, and by weight.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{self, Profile};
///
/// let profiles: Vec<(String, Profile)> = serde_json::from_str(
///     r#"[["a", {"networks": {"Twitter": {"audience": 90, "active": 40, "reactions": 7}}}],
///         ["b", {"networks": {"Twitter": {"audience": 80, "active": 9, "reactions": 70}}}]]"#,
/// )?;
/// let impact = influence::lineage().impact("1.0.0", "2.0.0")?.exact().run(&profiles)?;
/// let before = impact.whole().before();
/// assert_eq!(before.quantile(0.5), (before.quantile(0.0) + before.quantile(1.0)) / 2.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// Distinct values, rising.
    values: Vec<f64>,
    /// The weight of each value and all below it.
    upto: Vec<u64>,
    /// A subject, or the weight of the lightest one if that is less.
    unit: u64,
    /// Least and largest, which are known exactly in either mode.
    extremes: [f64; 2],
    mean: f64,
    deviation: f64,
}

impl Distribution {
    /// From rising values with their weights, which are `total` together: mean and deviation are those of the values.
    pub(in crate::impact) fn exact(
        rising: impl Iterator<Item = (f64, u64)> + Clone,
        total: u64,
        unit: u64,
        extremes: [f64; 2],
    ) -> Self {
        let subjects = |weight: u64| real(weight) / real(ONE);
        let mean_of = |value: &dyn Fn(f64) -> f64| {
            let each = rising.clone();
            exact_sum(each.map(|(x, weight)| value(x) * subjects(weight))) / subjects(total)
        };
        let mean = mean_of(&|x| x);
        let square = mean_of(&|x| (x - mean) * (x - mean));
        Self::of_rising(rising, unit, extremes, mean, square.sqrt())
    }

    /// From rising values with their weights, of which none is less than `unit`.
    pub(in crate::impact) fn of_rising(
        weighted: impl Iterator<Item = (f64, u64)>,
        unit: u64,
        extremes: [f64; 2],
        mean: f64,
        deviation: f64,
    ) -> Self {
        let (mut values, mut upto): (Vec<f64>, Vec<u64>) = (Vec::new(), Vec::new());
        let mut total = 0;
        for (value, weight) in weighted {
            total += weight;
            if values.last() == Some(&value) {
                if let Some(last) = upto.last_mut() {
                    *last = total;
                }
            } else {
                values.push(value);
                upto.push(total);
            }
        }
        Self {
            values,
            upto,
            unit,
            extremes,
            mean,
            deviation,
        }
    }

    /// The mean; NaN of nothing.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation of the population: numpy's default, which divides by the number of subjects and not by
    /// one less. NaN of nothing.
    #[must_use]
    pub fn standard_deviation(&self) -> f64 {
        self.deviation
    }

    /// The least value, exact in either mode; NaN of nothing.
    #[must_use]
    pub fn min(&self) -> f64 {
        self.extremes[0]
    }

    /// The largest value, exact in either mode; NaN of nothing.
    #[must_use]
    pub fn max(&self) -> f64 {
        self.extremes[1]
    }

    /// The quantile of type 7 (Hyndman and Fan 1996), numpy's default: linear between the two subjects on either side
    /// of position p·(n − 1).
    ///
    /// A subject of weight w stands for w subjects with its value. Where some weigh less than 1, the lightest takes the
    /// place of one subject: with total weight W and lightest w, position p·(W − w), linear over a width of w. NaN of
    /// nothing, and for a `p` outside 0 to 1.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        let total = self.upto.last().copied().unwrap_or(0);
        if total == 0 || !(0.0..=1.0).contains(&p) {
            return f64::NAN;
        }
        if p == 0.0 || p == 1.0 {
            return if p == 0.0 { self.min() } else { self.max() };
        }
        let (below, rest) = position(total.saturating_sub(self.unit), p);
        let index = self.upto.partition_point(|upto| *upto <= below);
        let value = |index: usize| self.values.get(index).or(self.values.last());
        let (Some(&low), Some(&high)) = (value(index), value(index + 1)) else {
            return f64::NAN;
        };
        let upto = self.upto.get(index).copied().unwrap_or(total);
        // How far a subject's width from the position on reaches into the next value.
        let beyond = below.saturating_add(self.unit);
        if beyond < upto || low == high {
            return low;
        }
        let fraction = (real(beyond - upto) + rest) / real(self.unit);
        // As numpy does, from the nearer end.
        if fraction < 0.5 {
            low + (high - low) * fraction
        } else {
            high - (high - low) * (1.0 - fraction)
        }
    }

    pub(in crate::impact) fn weight(&self) -> u64 {
        self.upto.last().copied().unwrap_or(0)
    }

    /// The weight of the values below `value`.
    pub(in crate::impact) fn below(&self, value: f64) -> u64 {
        let index = self.values.partition_point(|known| *known < value);
        index
            .checked_sub(1)
            .and_then(|at| self.upto.get(at))
            .copied()
            .unwrap_or(0)
    }

    /// The distinct values, rising, each with the weight of the values below it.
    pub(in crate::impact) fn steps(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        let below = std::iter::once(0).chain(self.upto.iter().copied());
        self.values.iter().copied().zip(below)
    }
}

/// Position p·last, as whole millionths of a subject and a fraction of one.
fn position(last: u64, p: f64) -> (u64, f64) {
    let millionths = (p * 1e6).round();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 10⁶, or to `last`"
    )]
    if (p * 1e6 - millionths).abs() < 1e-9 {
        // Whole numbers, so that the quantiles of mirrored moves are mirrored.
        let product = u128::from(last) * u128::from(millionths as u64);
        let (whole, rest) = (product / u128::from(ONE), product % u128::from(ONE));
        let narrow = |number: u128| u64::try_from(number).unwrap_or(u64::MAX);
        (narrow(whole), real(narrow(rest)) / real(ONE))
    } else {
        let place = real(last) * p;
        (place.floor() as u64, place - place.floor())
    }
}

/// The mean and the population's standard deviation from exact sums of whole numbers: Σ w·x and Σ w·x², with `w` in
/// millionths of a subject and `x` in millionths of a point above `from`.
pub(in crate::impact) fn moments(weight: u64, sum: i128, squares: Wide, from: i64) -> (f64, f64) {
    if weight == 0 {
        return (f64::NAN, f64::NAN);
    }
    let weight = i128::from(weight);
    let (whole, rest) = (sum.div_euclid(weight), sum.rem_euclid(weight));
    #[allow(
        clippy::cast_precision_loss,
        reason = "a mean has the precision of an f64"
    )]
    let (whole_points, fraction) = (
        (whole + i128::from(from)) as f64,
        rest as f64 / weight as f64,
    );
    let mean = (whole_points + fraction) / 1e6;
    // Σ w·(x − whole)² in whole numbers, so that nothing cancels. The whole mean has the sign of the sum.
    let size = whole.unsigned_abs();
    let around = squares
        .plus(Wide::product(size * size, weight.unsigned_abs()))
        .minus(Wide::product(sum.unsigned_abs(), 2 * size));
    #[allow(
        clippy::cast_precision_loss,
        reason = "a deviation has the precision of an f64"
    )]
    let square = around.real() / weight as f64 - fraction * fraction;
    (mean, square.max(0.0).sqrt() / 1e6)
}
