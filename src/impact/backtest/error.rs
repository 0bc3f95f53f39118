//! Why there is no backtest.

use crate::{
    id::ModelId,
    path::{printable, prose},
};

/// Why there is no backtest.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BacktestError {
    /// The level is not above 0 and below 1.
    #[error("the level of an interval is above 0 and below 1, such as 0.95, not {level}")]
    #[non_exhaustive]
    Level {
        /// The level.
        level: f64,
    },

    /// No resample was asked for.
    #[error("an interval needs resamples, and none were asked for")]
    NoResamples,

    /// There is no subject.
    #[error("there are no subjects to rank")]
    NoSubjects,

    /// No subject can be used.
    #[error(
        "none of {failed} subjects can be ranked; `{}`: {reason}",
        printable(key), reason = prose(reason))]
    #[non_exhaustive]
    NothingScored {
        /// How many subjects there are.
        failed: usize,
        /// The first by key.
        key: String,
        /// What is wrong with it.
        reason: String,
    },

    /// All subjects have one outcome, which no score can rank.
    #[error("all {subjects} subjects have the outcome {outcome}, so there is nothing to rank")]
    #[non_exhaustive]
    OneOutcome {
        /// How many subjects there are.
        subjects: usize,
        /// Their outcome.
        outcome: f64,
    },

    /// A version gives all subjects one score, which ranks nothing.
    #[error("{model} scores all {subjects} subjects {score}, which ranks nobody")]
    #[non_exhaustive]
    OneScore {
        /// Which version.
        model: Box<ModelId>,
        /// How many subjects there are.
        subjects: usize,
        /// Their score.
        score: f64,
    },
}
