//! What can be wrong with a scorecard.

use std::fmt;

use crate::{
    exact,
    formula::{curve::CurveError, error::EvalError},
    path::printable,
    reasons::ReasonCodeError,
};

/// Why a scorecard could not be built, or could give no reasons.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScorecardError {
    /// It has no characteristic.
    #[error("a scorecard needs a characteristic")]
    NoCharacteristic,

    /// Two characteristics have one name.
    #[error("two characteristics are named `{}`", printable(name))]
    #[non_exhaustive]
    NameTwice {
        /// The name.
        name: String,
    },

    /// A number is NaN or infinite.
    #[error("the {what}: {value} is not finite")]
    #[non_exhaustive]
    NotFinite {
        /// Which.
        what: ScorecardNumber,
        /// Its value.
        value: f64,
    },

    /// A characteristic gives no points.
    #[error("the characteristic `{}` has no attribute", printable(characteristic))]
    #[non_exhaustive]
    NoAttribute {
        /// Which characteristic.
        characteristic: String,
    },

    /// A characteristic gives points to codes of a number, and to no other number.
    #[error(
        "the characteristic `{}` gives points to codes only: give them to a range too, or otherwise",
        printable(characteristic)
    )]
    #[non_exhaustive]
    NoRange {
        /// Which characteristic.
        characteristic: String,
    },

    /// A number has points by label, or a label has points by range.
    #[error(
        "the characteristic `{}` mixes ranges of a number and labels",
        printable(characteristic)
    )]
    #[non_exhaustive]
    WrongKind {
        /// Which characteristic.
        characteristic: String,
    },

    /// A label has points twice.
    #[error(
        "the characteristic `{}` has the label `{}` twice",
        printable(characteristic),
        printable(label)
    )]
    #[non_exhaustive]
    LabelTwice {
        /// Which characteristic.
        characteristic: String,
        /// Which label.
        label: String,
    },

    /// An edge is not finite, or the range below it is empty.
    #[error("the edge {} of the characteristic `{}` does not rise or is not finite", exact::write(*edge), printable(characteristic))]
    #[non_exhaustive]
    Edge {
        /// Which characteristic.
        characteristic: String,
        /// The edge.
        edge: f64,
    },

    /// The points by range make no curve.
    #[error("the characteristic `{}`: {source}", printable(characteristic))]
    #[non_exhaustive]
    Curve {
        /// Which characteristic.
        characteristic: String,
        /// Why.
        source: CurveError,
    },

    /// A characteristic has no baseline, and the scorecard has none for all.
    #[error(
        "the characteristic `{}` has no baseline, and the scorecard has none",
        printable(characteristic)
    )]
    #[non_exhaustive]
    NoBaseline {
        /// Which characteristic.
        characteristic: String,
    },

    /// The subject cannot be scored.
    #[error(transparent)]
    Evaluation(#[from] EvalError),

    /// The reason codes cannot be ranked.
    #[error(transparent)]
    ReasonCode(#[from] ReasonCodeError),
}

impl ScorecardError {
    /// Whether the data is to blame that was to be scored, and not the model or the program: see
    /// [`EvalError::is_input_error`](crate::EvalError::is_input_error).
    ///
    /// Everything that is wrong with the scorecard itself is its author's.
    #[must_use]
    pub fn is_input_error(&self) -> bool {
        matches!(self, Self::Evaluation(error) if error.is_input_error())
    }
}

/// A number of a scorecard: [`ScorecardError::NotFinite`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScorecardNumber {
    /// What every subject begins with.
    InitialScore,
    /// The baseline of all characteristics.
    Baseline,
    /// The points of an attribute, or the baseline, of a characteristic.
    #[non_exhaustive]
    Points {
        /// Which characteristic.
        characteristic: String,
    },
    /// The number by which a characteristic knows a code.
    #[non_exhaustive]
    Code {
        /// Which characteristic.
        characteristic: String,
        /// What the code is called.
        label: String,
    },
}

impl fmt::Display for ScorecardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InitialScore => f.write_str("initial score"),
            Self::Baseline => f.write_str("baseline"),
            Self::Points { characteristic } => {
                write!(f, "points of `{}`", printable(characteristic))
            }
            Self::Code {
                characteristic,
                label,
            } => write!(
                f,
                "code `{}` of `{}`",
                printable(label),
                printable(characteristic)
            ),
        }
    }
}
