//! What a backtest found.

use serde::Serialize;

use crate::{id::ModelId, impact::Interval, path::Path};

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
