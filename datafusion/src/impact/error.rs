//! Why a report cannot be made by a query.

use datafusion::{
    arrow::{datatypes::DataType, error::ArrowError},
    error::DataFusionError,
};
use scoreshift::{impact::ImpactError, present::printable};

/// Why a report cannot be made by a query.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImpactQueryError {
    /// The study cannot be measured, or what was counted cannot be assembled.
    #[error(transparent)]
    Study(#[from] ImpactError),

    /// The query failed: a column is missing or of another type, a file cannot be read, a machine is gone.
    #[error(transparent)]
    Query(#[from] DataFusionError),

    /// The study is of other releases than the functions.
    #[error(transparent)]
    Functions(#[from] crate::FunctionsError),

    /// The study asks for what a query does not find out.
    #[error("{what} cannot be had by a query: {instead}")]
    #[non_exhaustive]
    NotByQuery {
        /// What was asked for.
        what: &'static str,
        /// Why not, and what to do instead.
        instead: &'static str,
    },

    /// The weight of a row is no number.
    #[error("the weight is {found}, expected a number")]
    #[non_exhaustive]
    Weight {
        /// Its type.
        found: DataType,
    },

    /// What names subjects or divides them is no text and cannot become one, such as a map.
    #[error("{what} is {found}, expected text or what SQL can cast to text")]
    #[non_exhaustive]
    NoText {
        /// Which: the key, or the segment of a name.
        what: String,
        /// Its type.
        found: DataType,
    },

    /// A subject cannot be scored, and the study stops at failures. It is the first by key.
    #[error("`{}`: {reason}", printable(key))]
    #[non_exhaustive]
    Subject {
        /// Which.
        key: String,
        /// Why.
        reason: String,
    },

    /// There are more segments than the study allows.
    #[error(
        "there are more than {most} segments: allow more with `.segments(…)`, or divide the population less finely"
    )]
    #[non_exhaustive]
    TooManySegments {
        /// How many are allowed.
        most: usize,
    },

    /// The bins, bands and bounds together are too many to be numbered.
    #[error("the scales, bands and bounds of this study make too many groups to count")]
    TooManyCells,

    /// The subjects weigh more than can be counted.
    #[error("the subjects weigh more than 9e12 together")]
    TooMuchWeight,

    /// The engine's result is not what was asked for.
    #[error("the engine gave {what} that is none")]
    #[non_exhaustive]
    Unreadable {
        /// What was asked for.
        what: &'static str,
    },
}

impl From<ArrowError> for ImpactQueryError {
    fn from(error: ArrowError) -> Self {
        Self::Query(error.into())
    }
}
