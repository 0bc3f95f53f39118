//! Why an impact cannot be measured.

use super::ReadError;
use crate::{
    id::ModelId,
    path::{printable, prose},
    score::{BandsError, MOST_POINTS},
    worded::worded,
};

/// Why an impact cannot be measured, or two reports cannot be merged.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ImpactError {
    /// A scale has no bounds, or is too long for bins.
    #[error(
        "{model} scores from {min} to {max}, which is too wide to count in bins: give the model a bounded scale, or use \
         `.exact()`"
    )]
    #[non_exhaustive]
    Unbounded {
        /// Which version.
        model: ModelId,
        /// The least score.
        min: f64,
        /// The largest score.
        max: f64,
    },

    /// The resolution is none.
    #[error("the resolution is {points} points, not a number from 0.000001 to {most}")]
    #[non_exhaustive]
    Resolution {
        /// What was asked for.
        points: f64,
        /// The coarsest on these scales.
        most: f64,
    },

    /// The bands are none.
    #[error(transparent)]
    Bands(#[from] BandsError),

    /// A bound on falls or rises is negative, NaN or too large.
    #[error(
        "falls and rises cannot be counted beyond {value} points: it is not a number from 0 to {MOST_POINTS:e}"
    )]
    #[non_exhaustive]
    Bound {
        /// The bound.
        value: f64,
    },

    /// So many named changes take too many scores of every subject.
    #[error(
        "the named changes take {needed} scores of every subject, and {most} are the most; group changes, or leave out \
         `.by_change()`"
    )]
    #[non_exhaustive]
    TooManyChanges {
        /// How many scores.
        needed: u64,
        /// The most.
        most: u64,
    },

    /// There are more segments than are allowed.
    #[error(
        "there are more than {most} segments (one of them is {}: {}); allow more with `.segments(…)`, or divide the \
         population less finely",
        printable(dimension),
        printable(value)
    )]
    #[non_exhaustive]
    TooManySegments {
        /// How many are allowed.
        most: usize,
        /// The dimension of the last one by name.
        dimension: String,
        /// Its value.
        value: String,
    },

    /// The weights together are more than can be counted.
    #[error("{}the subjects weigh more than 9e12 together", with(key))]
    #[non_exhaustive]
    TooMuchWeight {
        /// The subject at which they do; empty where two reports are merged.
        key: String,
    },

    /// A subject cannot be scored, and the study stops at failures.
    #[error("`{key}`: {reason}", key = printable(key), reason = prose(reason))]
    #[non_exhaustive]
    Subject {
        /// Which.
        key: String,
        /// Why.
        reason: String,
    },

    /// A subject cannot be read, and the study stops at failures.
    #[error(transparent)]
    Read(#[from] ReadError),

    /// What is told of the [progress](super::Study::progress) has stopped the run.
    #[error("stopped after {seen} subjects")]
    #[non_exhaustive]
    Stopped {
        /// How many had been seen.
        seen: u64,
    },

    /// What was stored contradicts itself or its study.
    #[error("this cannot have been counted: its {what} do not fit the rest or the study")]
    #[non_exhaustive]
    Counts {
        /// Which counts.
        what: ReportPart,
    },

    /// Two reports are about different things.
    #[error("two reports of different studies cannot be merged: their {what} differ")]
    #[non_exhaustive]
    DifferentStudies {
        /// What differs first.
        what: StudyPart,
    },
}

worded! {
    /// Counts of a stored report that contradict the rest: [`ImpactError::Counts`].
    pub enum ReportPart {
        SegmentSubjects = "subjects of a segment",
        Failures = "failures",
        Thresholds = "thresholds",
        FailureReasons = "reasons of failures",
        LevelsBefore = "levels before",
        ThresholdSubjects = "subjects that reach a threshold",
        Weightless = "subjects without weight",
        TooHeavy = "subjects that weigh more than 9e12",
        LeastWeight = "the least weight of a subject",
        Sums = "sums of scores and moves",
        Directions = "subjects that rise, stay and fall",
        ShownDirections = "subjects that rise, stay and fall as shown",
        Extremes = "least and largest scores",
        Falls = "bounds of falls",
        Rises = "bounds of rises",
        Bands = "bands",
        BandCrossings = "crossings of bands",
        BandLevels = "levels by band",
        Unscored = "subjects without a score",
        ScoresBefore = "scores before",
        ScoresAfter = "scores after",
        Moves = "moves",
        MoveBars = "bars of moves",
        Scores = "scores of subjects",
        Movers = "movers",
        Unexplained = "unexplained subjects",
        CauseSums = "sums of what causes did",
        Changes = "named changes",
        Places = "places, which were not asked for",
    }
}

worded! {
    /// What two studies differ in, so that their reports cannot be merged: [`ImpactError::DifferentStudies`].
    pub enum StudyPart {
        Versions = "versions",
        Scales = "scales",
        Models = "models (of one version, but they do other things)",
        Resolutions = "modes or resolutions",
        Bands = "bands",
        Changes = "named changes",
        Kept = "counts, movers, failures or segments asked for",
    }
}

fn with(key: &str) -> String {
    if key.is_empty() {
        String::new()
    } else {
        format!("with `{}`, ", printable(key))
    }
}
