//! Why a report cannot be made by a query.

use std::fmt;

use datafusion::{arrow::datatypes::DataType, error::DataFusionError};
use scoreshift::{impact::ImpactError, present::printable};

use crate::RowError;

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
        column = printable(column),
        there = printable(&there.join(", "))
    )]
    #[non_exhaustive]
    NotThere {
        /// What would be read from it.
        what: SubjectPart,
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
        what: SubjectPart,
        /// What is missing or of another type.
        problem: RowError,
    },

    /// What names, divides or weighs subjects is of another type, such as a map.
    #[error("{what} is {found}, expected {expected}")]
    #[non_exhaustive]
    Column {
        /// Which: the key, the weight, or the segment of a name.
        what: SubjectPart,
        /// Its type.
        found: DataType,
        /// What it should be.
        expected: ColumnKind,
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

/// What a query reads of each subject.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubjectPart {
    /// The subject.
    Subject,
    /// What it was.
    Before,
    /// What it is.
    After,
    /// Its key.
    Key,
    /// Its weight.
    Weight,
    /// Its segment in a dimension.
    #[non_exhaustive]
    Segment {
        /// The dimension.
        dimension: String,
    },
}

impl fmt::Display for SubjectPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject => f.write_str("the subject"),
            Self::Before => f.write_str("the subject before"),
            Self::After => f.write_str("the subject after"),
            Self::Key => f.write_str("the key"),
            Self::Weight => f.write_str("the weight"),
            Self::Segment { dimension } => write!(f, "the segment `{}`", printable(dimension)),
        }
    }
}

/// What a column should hold: [`ImpactQueryError::Column`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnKind {
    /// Numbers.
    Number,
    /// Text, or what can be cast to it.
    Text,
}

impl fmt::Display for ColumnKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number => "a number",
            Self::Text => "text or what SQL can cast to text",
        })
    }
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
