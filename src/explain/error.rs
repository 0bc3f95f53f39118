//! Why a move cannot be explained.

use crate::{
    attribution::GameError,
    diff::DiffError,
    formula::error::EvalError,
    id::ModelId,
    lineage::LineageError,
    path::{Path, printable, prose, shown},
    score::ApportionError,
    worded::worded,
};

/// Why a move could not be explained.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// A version is unknown, or a release does not follow from the one before.
    #[error(transparent)]
    Lineage(#[from] LineageError),

    /// The recordings could not be compared.
    #[error(transparent)]
    Diff(#[from] DiffError),

    /// One of the two scores could not be computed.
    #[error("{model} cannot score the `{input}` snapshot: {source}")]
    #[non_exhaustive]
    Evaluation {
        /// Which model.
        model: Box<ModelId>,
        /// Which snapshot.
        input: Snapshot,
        /// Why.
        source: Box<EvalError>,
    },

    /// Some changes without the others, or one snapshot's data with the other's references, give no score.
    #[error(
        "{} cannot be scored: {source}{}",
        prose(&coalition(model, changes, *input, *is_with_other_references)),
        if changes.is_empty() { "" } else { "; name changes together that cannot stand alone" }
    )]
    #[non_exhaustive]
    Coalition {
        /// Which model.
        model: Box<ModelId>,
        /// The keys of the changes that are made of all; empty for a release as it is.
        changes: Vec<String>,
        /// On which snapshot.
        input: Snapshot,
        /// Whether the references are those of the other snapshot.
        is_with_other_references: bool,
        /// Why.
        source: Box<EvalError>,
    },

    /// Some leaves of the other snapshot without the rest give no score.
    #[error(
        "{model} with some {what} of the other snapshot cannot be scored: {source}; {}",
        Remedy::Secant
    )]
    #[non_exhaustive]
    Mixture {
        /// Which model.
        model: Box<ModelId>,
        /// Of which kind the leaves are.
        what: MovedLeaves,
        /// Why.
        source: Box<EvalError>,
    },

    /// More evaluations would be needed than are allowed.
    #[error(
        "{needed} evaluations are needed and {budget} are allowed; {}allow more",
        remedy.map_or_else(String::new, |remedy| format!("{remedy}, or "))
    )]
    #[non_exhaustive]
    Budget {
        /// How many are needed.
        needed: u64,
        /// How many are allowed.
        budget: u64,
        /// What else helps; none where nothing does.
        remedy: Option<Remedy>,
    },

    /// Too many leaves moved for exact values.
    #[error(
        "{moved} {what} moved and exact values reach to {limit}; {}",
        Remedy::Secant
    )]
    #[non_exhaustive]
    TooManyPlayers {
        /// Of which kind they are.
        what: MovedLeaves,
        /// How many moved.
        moved: usize,
        /// How many are possible.
        limit: usize,
    },

    /// The model depends on something that never passed the trace.
    #[error(
        "{model} has a hidden input: with all leaves of the other snapshot it scores {substituted}, not {expected}; \
         pass every field that it uses through the trace{}", near(place.as_ref())
    )]
    #[non_exhaustive]
    HiddenInput {
        /// Which model.
        model: ModelId,
        /// The first place whose value differs, where it can be told.
        place: Option<Path>,
        /// The score with all leaves substituted.
        substituted: f64,
        /// The other snapshot's score.
        expected: f64,
    },

    /// The causes cancel, and are so much larger than any move that is counted that they cannot be told to a millionth of a
    /// point: a change took the score far beyond what [`MOST_POINTS`](crate::score::MOST_POINTS) allows, and another one
    /// brought it back.
    #[error(
        "`{cause}` moves the score by {effect:e} points, which other causes take back: {source}"
    )]
    #[non_exhaustive]
    Cancelling {
        /// The cause that moves it most, by its id.
        cause: String,
        /// What it does, in points.
        effect: f64,
        /// Why that cannot be counted.
        source: ApportionError,
    },

    /// A level could not be counted in millionths of a point.
    #[error("the move cannot be counted in millionths of a point: {0}")]
    Apportion(#[from] ApportionError),

    /// The values are too extreme for a game.
    #[error(transparent)]
    Game(#[from] GameError),
}

impl ExplainError {
    /// Whether the data is to blame that was to be scored, and not the model or the program: see
    /// [`EvalError::is_input_error`](crate::EvalError::is_input_error).
    ///
    /// It is not where only a coalition of changes cannot be scored: both versions score this data then.
    #[must_use]
    pub fn is_input_error(&self) -> bool {
        match self {
            Self::Evaluation { source, .. } => source.is_input_error(),
            Self::Lineage(error) => error.is_input_error(),
            _ => false,
        }
    }
}

fn near(place: Option<&Path>) -> String {
    place.map_or_else(String::new, |place| {
        format!(" (it first shows at `{}`)", shown(place))
    })
}

/// The model, changes, data and references of a coalition.
fn coalition(
    model: &ModelId,
    changes: &[String],
    input: Snapshot,
    is_with_other_references: bool,
) -> String {
    let with = if changes.is_empty() {
        String::new()
    } else {
        format!(" with only {}", printable(&changes.join(" and ")))
    };
    let references = if is_with_other_references {
        " with the other snapshot's references"
    } else {
        ""
    };
    format!("{model}{with} on the `{input}` snapshot{references}")
}

worded! {
    /// One side of the subject or of the population.
    pub enum Snapshot {
        Before = "before",
        After = "after",
    }
}

worded! {
    /// Leaves of a formula that moved, by whose they are.
    pub enum MovedLeaves {
        /// The subject's own data.
        Inputs = "inputs",
        /// The others' data, against which it is held.
        References = "references",
    }
}

worded! {
    /// What helps where an explanation takes more than it may.
    pub enum Remedy {
        GroupChanges = "group changes into fewer, as `Changes::at_most` does",
        /// [`Method::Secant`](super::Method::Secant).
        Secant = "use the secant method",
    }
}
