//! Why nothing could be said about what would move a score.

use crate::{
    exact,
    formula::error::{EvalError, known_labels},
    id::ModelId,
    path::{self, Path, PathError, printable, shown},
};

/// Why it could not be looked for what would move a score.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{EqualNetworkWeight, Network, Profile};
/// use scoreshift::recourse::Recourse;
///
/// let profile = Profile::new().with("Twitter", Network::new(900, 300, 80))?;
/// let error = Recourse::to_reach(60.0)
///     .bound("Twitter.likes", 0.0..=1000.0)
///     .find(&EqualNetworkWeight::default(), &profile)
///     .unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the model asks for no input `Twitter.likes`; it asks for `Twitter.active audience` and `Twitter.reactions`",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecourseError {
    /// The score as it is could not be computed.
    #[error("{model} cannot score the input as it is: {source}")]
    #[non_exhaustive]
    Evaluation {
        /// Which model.
        model: Box<ModelId>,
        /// Why.
        source: Box<EvalError>,
    },

    /// The target is not a score.
    #[error("a target of {} does not lie on the scale {min} to {max}", exact::write(*target))]
    #[non_exhaustive]
    Target {
        /// The target.
        target: f64,
        /// The scale's lower end.
        min: f64,
        /// The scale's upper end.
        max: f64,
    },

    /// No input may move.
    #[error("no input may move; bound one of {}", listed(known))]
    #[non_exhaustive]
    NothingMayMove {
        /// What the model asks for.
        known: Vec<Path>,
    },

    /// A name is not the text form of a path.
    #[error("`{}` names no input: {source}", printable(name))]
    #[non_exhaustive]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        source: PathError,
    },

    /// The model asks for no such input.
    #[error("the model asks for no input `{place}`; it asks for {}", listed(known), place = shown(place))]
    #[non_exhaustive]
    UnknownInput {
        /// The input.
        place: Path,
        /// What the model asks for.
        known: Vec<Path>,
    },

    /// An input is named twice.
    #[error("`{place}` is bounded twice", place = shown(place))]
    #[non_exhaustive]
    Twice {
        /// The input.
        place: Path,
    },

    /// A range was given for a category.
    #[error("`{place}` is a label and has no range; list its labels", place = shown(place))]
    #[non_exhaustive]
    NotANumber {
        /// The input.
        place: Path,
    },

    /// A number may move, and a special code stands in its place.
    #[error(
        "`{place}` is the code `{}`: codes are no numbers that could move, and none is advised",
        printable(code)
    )]
    #[non_exhaustive]
    Code {
        /// The input.
        place: Path,
        /// What the code is called.
        code: String,
    },

    /// Labels were given for a number.
    #[error("`{place}` is a number and has no labels; give its range", place = shown(place))]
    #[non_exhaustive]
    NotALabel {
        /// The input.
        place: Path,
    },

    /// A range is not finite or does not rise.
    #[error("`{place}` may go from {} to {}, which is no range: both ends must be finite and the second the larger",
        exact::write(*min), exact::write(*max), place = shown(place))]
    #[non_exhaustive]
    Range {
        /// The input.
        place: Path,
        /// The lower end.
        min: f64,
        /// The upper end.
        max: f64,
    },

    /// A step is not a positive number.
    #[error("`{place}` moves in steps of {}, which is not positive and finite", exact::write(*step), place = shown(place))]
    #[non_exhaustive]
    Step {
        /// The input.
        place: Path,
        /// The step.
        step: f64,
    },

    /// A step is too fine to be counted.
    #[error("`{place}` has more than 2^53 steps of {} from 0 to an end of {} to {}; take a larger step",
        exact::write(*step), exact::write(*min), exact::write(*max), place = shown(place))]
    #[non_exhaustive]
    TooFine {
        /// The input.
        place: Path,
        /// The step.
        step: f64,
        /// The lower end of the range.
        min: f64,
        /// The upper end of the range.
        max: f64,
    },

    /// No multiple of the step lies in the range.
    #[error("`{place}` has no multiple of {} from {} to {}",
        exact::write(*step), exact::write(*min), exact::write(*max), place = shown(place))]
    #[non_exhaustive]
    EmptyGrid {
        /// The input.
        place: Path,
        /// The step.
        step: f64,
        /// The lower end of the range.
        min: f64,
        /// The upper end of the range.
        max: f64,
    },

    /// The model knows no such label.
    #[error("`{place}` has no label `{}`{}", printable(label), known_labels(known), place = shown(place))]
    #[non_exhaustive]
    UnknownLabel {
        /// The category.
        place: Path,
        /// The label.
        label: String,
        /// The labels that it has, in declared order; empty where they cannot be listed.
        known: Vec<String>,
    },

    /// More evaluations are needed than are allowed.
    #[error(
        "{budget} evaluations are allowed, and they were used up at `{place}`; allow more, or look at fewer inputs", place = shown(place))]
    #[non_exhaustive]
    Budget {
        /// How many are allowed.
        budget: u64,
        /// The input that was looked at.
        place: Path,
    },

    /// Scored once more, a change gave another score: the model does not depend on its input alone.
    #[error("with `{place}` changed, {model} scored {} and then {}: it must depend on its input alone",
        exact::write(*first), second.map_or("nothing".to_owned(), exact::write), place = shown(place))]
    #[non_exhaustive]
    Unsteady {
        /// Which model.
        model: Box<ModelId>,
        /// The input that was changed.
        place: Path,
        /// The score that was found.
        first: f64,
        /// The score of the check; none where it failed.
        second: Option<f64>,
    },
}

impl RecourseError {
    /// Whether the data is to blame that was to be scored, and not the model or the program: see
    /// [`EvalError::is_input_error`](crate::EvalError::is_input_error).
    ///
    /// A target, a bound or a name that cannot be is the request's: it is not meant here.
    #[must_use]
    pub fn is_input_error(&self) -> bool {
        match self {
            Self::Evaluation { source, .. } => source.is_input_error(),
            Self::Code { .. } => true,
            _ => false,
        }
    }
}

fn listed(places: &[Path]) -> String {
    if places.is_empty() {
        return "nothing".to_owned();
    }
    path::listed(places.iter().map(|place| format!("`{}`", shown(place))))
}
