//! What a backtest found.

use serde::Serialize;

use crate::{id::ModelId, path::Path};

/// How well two versions rank an outcome.
///
/// Made by [`Backtest::run`](super::Backtest::run). Its `Display` is one sentence for each measure; it says that the data do not decide
/// where the interval contains 0.
///
/// # Examples
///
/// See [`Backtest`](super::Backtest).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BacktestReport {
    /// The version before.
    pub before: ModelId,
    /// The version after.
    pub after: ModelId,
    /// How many subjects both versions scored and that have a finite outcome; all statistics are of these.
    pub subjects: usize,
    /// How many were left out.
    pub failed: usize,
    /// The first hundred of those by key, then by reason.
    pub failures: Vec<BacktestFailure>,
    /// How many were left out for each reason, values aside.
    pub reasons: Vec<BacktestReason>,
    /// How many resamples were drawn.
    pub resamples: u32,
    /// Where their generator started.
    pub seed: u64,
    /// The level of the intervals, above 0 and below 1.
    pub level: f64,
    /// By Spearman's rank correlation of score and outcome, −1 to 1; 0 is chance.
    pub spearman: RankAccuracy,
    /// By the area under the receiver operating characteristic, 0 to 1; 0.5 is chance. Only where every outcome is 0
    /// or 1: how often a subject with outcome 1 scores above one with outcome 0, ties counting half.
    pub auc: Option<RankAccuracy>,
}

/// A subject that was left out of a backtest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct BacktestFailure {
    /// The subject's key.
    pub key: String,
    /// Why, with the place and the value.
    pub reason: String,
}

/// Why subjects were left out of a backtest, values aside, and how many for this reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BacktestReason {
    /// What is wrong: as [`EvalError::kind`](crate::EvalError::kind) calls it, or `no_outcome` of an outcome that is NaN or
    /// infinite.
    pub kind: &'static str,
    /// Where; the root where no place is to blame.
    pub place: Path,
    /// How many subjects.
    pub subjects: usize,
}

/// One measure of how well two versions rank an outcome. All values are finite, and zeros are positive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RankAccuracy {
    /// Of the version before.
    pub before: f64,
    /// Of the version after.
    pub after: f64,
    /// After − before.
    pub difference: f64,
    /// Where the difference lies; `None` of fewer than five subjects, or where more than one resample in ten does not
    /// define it.
    pub interval: Option<Interval>,
    /// How many resamples did not count, because all their outcomes or all scores of one version are the same.
    pub undefined: u32,
}

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
    pub(super) fn of(differences: &mut [f64], level: f64) -> Option<Self> {
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
