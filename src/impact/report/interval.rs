//! How far the figures of a sample may be from those of all.

use serde::Serialize;

use super::{mass::real, wide::Wide};
use crate::impact::{Slice, WeightedCount};

/// An interval, ends included: of a backtest's paired difference, after − before, or of a figure of a
/// [sample](crate::impact::Intervals).
///
/// Of a backtest the ends are quantiles of the differences in those resamples that define one: (1 − level)/2 from either end, by
/// linear interpolation (type 7 of Hyndman and Fan 1996, numpy's default).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// Whether a difference lies within.
    ///
    /// Where it contains 0, the data do not decide which version is better.
    #[must_use]
    pub fn contains(&self, difference: f64) -> bool {
        self.low <= difference && difference <= self.high
    }

    /// Counted from either end alike, so that negated differences give the mirrored interval to the last bit.
    pub(in crate::impact) fn of(differences: &mut [f64], level: f64) -> Option<Self> {
        differences.sort_unstable_by(f64::total_cmp);
        let last = u32::try_from(differences.len().checked_sub(1)?).ok()?;
        let place = f64::from(last) * ((1.0 - level) / 2.0);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to half of the resamples"
        )]
        let whole = place as usize;
        let part = place - place.floor();
        let end = |mut from_end: &mut dyn Iterator<Item = &f64>| {
            let inner = *(&mut from_end).nth(whole)?;
            let next = from_end.next().copied().unwrap_or(inner);
            Some(inner + part * (next - inner) + 0.0)
        };
        Some(Self {
            low: end(&mut differences.iter())?,
            high: end(&mut differences.iter().rev())?,
        })
    }
}

/// The quantile of the normal distribution that 2.5 % lie beyond.
const Z: f64 = 1.959_963_984_540_054;

/// Means of fewer have no interval: their distribution is not normal yet.
const LEAST: f64 = 30.0;

/// Where the figures of all lie, of whom the subjects are a random sample, with a confidence of 95 %; made by
/// [`Slice::intervals`].
///
/// With weights w the sample counts as n = (Σw)² ∕ Σw² subjects (Kish 1965); of N in all, a share f of them is in it, and f is 0
/// where N was not said.
///
/// * A mean m of values with the standard deviation s (of the sample, as [`Slice::moves`] has it) lies within
///   m ± z·s·√((1 − f) ∕ (n − 1)), with z = 1.96. None where n is below 30.
/// * A share p lies where Wilson (1927) has it, of n ∕ (1 − f) subjects.
///
/// They speak of chance alone: not of a sample that was not drawn at random, nor of who could not be scored.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Intervals {
    /// The mean move, in points.
    pub mean_move: Option<Interval>,
    /// The share of those who fall, by the scores as they are shown, 0 to 1.
    pub down: Interval,
    /// The share of those who stay.
    pub same: Interval,
    /// The share of those who rise.
    pub up: Interval,
    /// The mean effect of each named change, in declared order, in points; empty where they were not asked for, and where
    /// moves could not be explained.
    pub causes: Vec<Option<Interval>>,
}

/// What a sample tells.
#[derive(Clone, Copy)]
struct Sampled {
    /// As how many it counts.
    subjects: f64,
    /// The share of all that is not in it.
    unseen: f64,
}

impl Slice<'_> {
    /// Where the figures of all lie, where the study [says](crate::impact::Study::sampled) that the subjects are a sample; none where
    /// nobody was scored, and where all were read.
    ///
    /// A segment is a sample of its own, of as large a share of its own people.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Network, Profile};
    ///
    /// let people = (0..400_u32).map(|at| {
    ///     let network = Network::new(900, 300, at * 7919 % 500);
    ///     Profile::new().with("Twitter", network).map(|profile| (at.to_string(), profile))
    /// });
    /// let people = people.collect::<Result<Vec<_>, _>>()?;
    /// let impact = influence::lineage().impact("1.0.0", "2.0.0")?.sampled_from(1_000_000).run(people)?;
    ///
    /// let intervals = impact.whole().intervals().ok_or("it is a sample")?;
    /// let mean = intervals.mean_move.ok_or("of enough subjects")?;
    /// assert!(mean.contains(impact.whole().moves().mean()) && mean.low < mean.high);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "as a mean")]
    pub fn intervals(&self) -> Option<Intervals> {
        let (group, heading) = (self.group(), self.heading());
        let sample = heading.questions.sample?;
        let whole = self.impact().whole().scored().subjects;
        let weight = group.scored.weight_micro;
        if weight == 0 {
            return None;
        }
        let unseen = match sample.of {
            Some(all) if all <= whole => return None,
            Some(all) => 1.0 - real(whole) / real(all),
            None => 1.0,
        };
        let sampled = Sampled {
            subjects: real(weight) * (real(weight) / group.weight_squares.real()),
            unseen,
        };
        let ways = self.as_shown();
        let share = |who: WeightedCount| sampled.share(who.share_of(group.scored));
        let why = &group.why;
        let causes = if why.unexplained.subjects > 0 {
            Vec::new()
        } else {
            let sums = why.causes.iter().zip(&why.cause_squares);
            sums.map(|(sum, squares)| {
                let mean = *sum as f64 / real(weight);
                sampled.mean(mean / 1e6, deviation(*sum, *squares, weight))
            })
            .collect()
        };
        let moves = self.moves();
        Some(Intervals {
            mean_move: sampled.mean(moves.mean(), moves.standard_deviation()),
            down: share(ways.down),
            same: share(ways.same),
            up: share(ways.up),
            causes,
        })
    }
}

/// The standard deviation in points, of whole micro-points by weight.
fn deviation(sum: i128, squares: Wide, weight: u64) -> f64 {
    super::distribution::moments(weight, sum, squares, 0).1
}

impl Sampled {
    fn mean(self, mean: f64, deviation: f64) -> Option<Interval> {
        (self.subjects >= LEAST).then(|| {
            let off = Z * deviation * (self.unseen / (self.subjects - 1.0)).sqrt();
            Interval {
                low: mean - off,
                high: mean + off,
            }
        })
    }

    fn share(self, share: f64) -> Interval {
        let subjects = self.subjects / self.unseen;
        let spread = Z * Z / subjects;
        let middle = (share + spread / 2.0) / (1.0 + spread);
        let inner = share * (1.0 - share) / subjects + spread / (4.0 * subjects);
        let off = Z * inner.sqrt() / (1.0 + spread);
        Interval {
            low: (middle - off).max(0.0),
            high: (middle + off).min(1.0),
        }
    }
}
