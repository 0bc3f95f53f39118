//! Why a report cannot be made by a query.

use datafusion::{arrow::datatypes::DataType, error::DataFusionError};
use scoreshift::{impact::ImpactError, present::printable};

/// Why a report cannot be made by a query.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImpactQueryError {
    /// The study cannot be measured, or parts of the report do not belong together.
    #[error(transparent)]
    Study(#[from] ImpactError),

    /// The query failed: a column is missing or of another type, a file cannot be read, a machine is gone.
    #[error(transparent)]
    Query(DataFusionError),

    /// The study is of other releases than the functions.
    #[error(transparent)]
    Functions(#[from] crate::FunctionsError),

    /// Two divisions of the population have one name.
    #[error(
        "two divisions are called `{}`: name each dimension of segments once",
        printable(name)
    )]
    #[non_exhaustive]
    DimensionTwice {
        /// The name.
        name: String,
    },

    /// A column is not there.
    #[error(
        "{what} is read from `{column}`, which is not there: there is {there}",
        what = printable(what),
        column = printable(column),
        there = printable(&there.join(", "))
    )]
    #[non_exhaustive]
    NotThere {
        /// What would be read from it: the subject, the key, the weight, or the segment of a name.
        what: String,
        /// The column.
        column: String,
        /// The columns that are there, each once.
        there: Vec<String>,
    },

    /// No row can be read as what is scored.
    #[error("{what} cannot be read: {problem}")]
    #[non_exhaustive]
    Unread {
        /// Which subject: the one, or the one before or after.
        what: &'static str,
        /// What is missing or of another type.
        problem: String,
    },

    /// What names, divides or weighs subjects is of another type, such as a map.
    #[error("{what} is {found}, expected {expected}")]
    #[non_exhaustive]
    Column {
        /// Which: the key, the weight, or the segment of a name.
        what: String,
        /// Its type.
        found: DataType,
        /// What it should be.
        expected: &'static str,
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

    /// The engine's result is not what was asked for.
    #[error("the engine gave a report that is none")]
    Unreadable,
}

/// What the core says, it says through the engine as well.
impl From<DataFusionError> for ImpactQueryError {
    fn from(error: DataFusionError) -> Self {
        if let DataFusionError::External(inner) = error.find_root()
            && let Some(known) = inner.downcast_ref::<ImpactError>()
        {
            return Self::Study(known.clone());
        }
        Self::Query(error)
    }
}
