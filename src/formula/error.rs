//! Why a score could not be computed.

use crate::{
    exact,
    id::ModelId,
    path::{Path, first_of, listed, printable, prose, shown},
};

use super::{curve::CurveError, op::LeafKind};

/// Why a score could not be computed, with the place and the value that are to blame.
///
/// # Examples
///
/// ```
/// # use scoreshift::*;
/// # struct M; impl ScoringModel for M { type Input = f64;
/// # fn id(&self) -> ModelId { ModelId::new("m", Version::new(1, 0, 0)) }
/// # fn scale(&self) -> Scale { Scale::new(0.0, 10.0) }
/// fn evaluate<T: Trace>(&self, age: &f64, t: T) -> Result<Term<T>, EvalError> {
///     Ok(t.input("age", *age).ln())
/// }
/// # }
/// let error = M.score(&-1.0).unwrap_err();
/// assert_eq!(error.to_string(), "not a finite number: curve ln(x) gives NaN in an unnamed step for -1 at `age`");
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A value was NaN or infinite; this is where it first went wrong.
    #[error(
        "not a finite number: {operation} gives {value} {}{}",
        step(place, toward.as_ref()),
        for_arguments(arguments), operation = printable(operation))]
    #[non_exhaustive]
    NotFinite {
        /// Where; the root where the step has no name.
        place: Path,
        /// For a step without a name, the next named place that it is computed for, if there is one.
        toward: Option<Path>,
        /// Which operation.
        operation: String,
        /// The value that arose.
        value: f64,
        /// The places and values of the operation's arguments.
        arguments: Vec<(Path, f64)>,
    },

    /// The score lies outside the model's scale.
    #[error("{model} scored {}, outside its scale {min} to {max}", exact::write(*value))]
    #[non_exhaustive]
    OutOfScale {
        /// Which model.
        model: Box<ModelId>,
        /// The score.
        value: f64,
        /// The scale's lower end.
        min: f64,
        /// The scale's upper end.
        max: f64,
    },

    /// An input that the model needs is missing.
    #[error("missing input `{place}`", place = shown(place))]
    #[non_exhaustive]
    MissingInput {
        /// Which input.
        place: Path,
    },

    /// A value lies outside what the model accepts.
    #[error("`{place}` is {}, outside {min} to {max}", exact::write(*value), place = shown(place))]
    #[non_exhaustive]
    OutOfRange {
        /// Where.
        place: Path,
        /// The value.
        value: f64,
        /// The smallest accepted value.
        min: f64,
        /// The largest accepted value.
        max: f64,
    },

    /// A whole number is too large to be held exactly.
    #[error("`{place}` is {value}, beyond 2^53, and cannot be held exactly", place = shown(place), value = printable(value))]
    #[non_exhaustive]
    InexactInteger {
        /// Where.
        place: Path,
        /// The kind of the leaf.
        kind: LeafKind,
        /// The number.
        value: String,
    },

    /// A weighted mean has no present part.
    #[error("nothing to average at `{place}`: {}", all_absent(absent), place = shown(place))]
    #[non_exhaustive]
    EveryPartAbsent {
        /// Which mean.
        place: Path,
        /// The parts that were declared absent.
        absent: Vec<Path>,
    },

    /// The weights of a mean add up to zero.
    #[error("the weights at `{place}` add up to zero", place = shown(place))]
    #[non_exhaustive]
    ZeroTotalWeight {
        /// Which mean.
        place: Path,
    },

    /// A weight is negative.
    #[error("the weight of `{place}` is negative: {weight}", place = shown(place))]
    #[non_exhaustive]
    NegativeWeight {
        /// Which part.
        place: Path,
        /// Its weight.
        weight: f64,
    },

    /// One path was given two values.
    #[error("duplicate {} `{place}`: {first} and {second}", kind.name(), place = shown(place), first = printable(first), second = printable(second))]
    #[non_exhaustive]
    Duplicate {
        /// The path.
        place: Path,
        /// The kind of the leaf.
        kind: LeafKind,
        /// The value it had first.
        first: String,
        /// The value it was given then.
        second: String,
    },

    /// Two tables of points have one name and say different things.
    #[error(
        "two tables of points are named `{place}`: `{}` is {} in the one and {} in the other",
        printable(label),
        points(*first),
        points(*second), place = shown(place))]
    #[non_exhaustive]
    TwoTables {
        /// The name.
        place: Path,
        /// The first label of which they say different things.
        label: String,
        /// Its points in the first table; `None` where that does not have it.
        first: Option<f64>,
        /// Its points in the second.
        second: Option<f64>,
    },

    /// A category has no value of this label.
    #[error("`{place}` has no label `{}`{}", printable(label), known_labels(known), place = shown(place))]
    #[non_exhaustive]
    UnknownLabel {
        /// Which category.
        place: Path,
        /// The label.
        label: String,
        /// The labels that it has, in declared order; empty where they cannot be listed.
        known: Vec<String>,
    },

    /// A curve that the model builds from its input cannot be.
    #[error(transparent)]
    Curve(#[from] CurveError),

    /// The model itself refused the input.
    #[error("`{place}`: {reason}", place = shown(place), reason = prose(reason))]
    #[non_exhaustive]
    Refused {
        /// Where.
        place: Path,
        /// Why, in the author's words.
        reason: String,
    },
}

impl EvalError {
    /// Whether what was scored is to blame, so that other data would have a score: a service answers 422 then. Otherwise the
    /// model is, and a service answers 500.
    ///
    /// To blame is the data where it is missing, not a number, outside of what the model accepts, in a category that it does
    /// not know, in a list with two items of one name, or such that no part of a mean counts; and where the model refuses it
    /// in its author's words. To blame is the model where it makes something that is not a finite number of numbers that
    /// are, a score outside its own scale, a curve that cannot be, or gives a parameter or reference two values. An
    /// author who means to refuse such data says so, with [`refuse`](crate::Trace::refuse) or a range.
    ///
    /// # Examples
    ///
    /// ```
    /// # use scoreshift::*;
    /// # struct M; impl ScoringModel for M { type Input = Option<f64>;
    /// # fn id(&self) -> ModelId { ModelId::new("m", Version::new(1, 0, 0)) }
    /// # fn scale(&self) -> Scale { Scale::new(0.0, 10.0) }
    /// fn evaluate<T: Trace>(&self, age: &Option<f64>, t: T) -> Result<Term<T>, EvalError> {
    ///     Ok(t.required("age", *age)?.ln())
    /// }
    /// # }
    /// assert!(M.score(&None).unwrap_err().is_input_error());
    /// assert!(M.score(&Some(f64::NAN)).unwrap_err().is_input_error());
    /// // The author forgot that an age can be 0.
    /// assert!(!M.score(&Some(0.0)).unwrap_err().is_input_error());
    /// ```
    #[must_use]
    pub fn is_input_error(&self) -> bool {
        let is_data = |kind: &LeafKind| matches!(kind, LeafKind::Input | LeafKind::Category);
        match self {
            Self::MissingInput { .. }
            | Self::OutOfRange { .. }
            | Self::EveryPartAbsent { .. }
            | Self::ZeroTotalWeight { .. }
            | Self::NegativeWeight { .. }
            | Self::UnknownLabel { .. }
            | Self::Refused { .. } => true,
            Self::Duplicate { kind, .. } | Self::InexactInteger { kind, .. } => is_data(kind),
            Self::NotFinite { operation, .. } => operation == LeafKind::Input.name(),
            Self::OutOfScale { .. } | Self::TwoTables { .. } | Self::Curve(_) => false,
        }
    }
}

impl EvalError {
    /// What is wrong, in a word that stays the same from version to version and holds no value: the name of the variant, such
    /// as `missing_input`. For counts of failures and for metrics.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{ScoringModel, influence::{FollowerWeighted, Profile}};
    ///
    /// let error = FollowerWeighted::default().score(&Profile::new()).unwrap_err();
    /// assert_eq!((error.kind(), error.place().map(ToString::to_string).as_deref()), ("every_part_absent", Some("networks")));
    /// ```
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotFinite { .. } => "not_finite",
            Self::OutOfScale { .. } => "out_of_scale",
            Self::MissingInput { .. } => "missing_input",
            Self::OutOfRange { .. } => "out_of_range",
            Self::InexactInteger { .. } => "inexact_integer",
            Self::EveryPartAbsent { .. } => "every_part_absent",
            Self::ZeroTotalWeight { .. } => "zero_total_weight",
            Self::NegativeWeight { .. } => "negative_weight",
            Self::Duplicate { .. } => "duplicate",
            Self::TwoTables { .. } => "two_tables",
            Self::UnknownLabel { .. } => "unknown_label",
            Self::Curve(_) => "curve",
            Self::Refused { .. } => "refused",
        }
    }

    /// The place that is to blame; none where that is the whole formula.
    ///
    /// # Examples
    ///
    /// See [`kind`](Self::kind).
    #[must_use]
    pub fn place(&self) -> Option<&Path> {
        match self {
            Self::NotFinite { place, toward, .. } if place.is_root() => toward.as_ref(),
            Self::NotFinite { place, .. }
            | Self::MissingInput { place }
            | Self::OutOfRange { place, .. }
            | Self::InexactInteger { place, .. }
            | Self::EveryPartAbsent { place, .. }
            | Self::ZeroTotalWeight { place }
            | Self::NegativeWeight { place, .. }
            | Self::Duplicate { place, .. }
            | Self::TwoTables { place, .. }
            | Self::UnknownLabel { place, .. }
            | Self::Refused { place, .. } => Some(place),
            Self::OutOfScale { .. } | Self::Curve(_) => None,
        }
    }
}

fn points(points: Option<f64>) -> String {
    points.map_or_else(|| "missing".to_owned(), exact::write)
}

fn step(place: &Path, toward: Option<&Path>) -> String {
    match toward {
        _ if !place.is_root() => format!("at `{}`", shown(place)),
        Some(toward) => format!("in an unnamed step on the way to `{}`", shown(toward)),
        None => "in an unnamed step".to_owned(),
    }
}

/// The labels of a category, as the end of a sentence about one that it has not.
pub(crate) fn known_labels(known: &[String]) -> String {
    if known.is_empty() {
        return String::new();
    }
    let quoted = |label: &String| format!("`{}`", printable(label));
    format!("; it has {}", listed(known.iter().map(quoted)))
}

fn for_arguments(arguments: &[(Path, f64)]) -> String {
    if arguments.is_empty() {
        return String::new();
    }
    let told = |(place, value): &(Path, f64)| match exact::write(*value) {
        value if place.is_root() => value,
        value => format!("{value} at `{}`", shown(place)),
    };
    format!(" for {}", listed(arguments.iter().map(told)))
}

fn all_absent(absent: &[Path]) -> String {
    if absent.is_empty() {
        return "it has no parts".to_owned();
    }
    let absent = absent.iter().map(|place| format!("`{}`", shown(place)));
    format!("every part is absent ({})", first_of(absent).join(", "))
}
