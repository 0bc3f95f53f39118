//! What a model can break.

use crate::{
    diff::DiffError,
    formula::error::EvalError,
    path::{Path, printable, shown},
    score::BandsError,
};

/// One law that a model breaks, with the inputs, the place and the values.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// Nothing was checked.
    #[error("no input was given, so nothing was checked")]
    NoInput,

    /// The bands of the scale are none.
    #[error("the scale's bands: {error}")]
    #[non_exhaustive]
    Bands {
        /// What is wrong with them.
        error: BandsError,
    },

    /// An input has no score: it is refused, not finite or outside the scale.
    #[error("input {input} has no score: {error}")]
    #[non_exhaustive]
    NoScore {
        /// Which input.
        input: usize,
        /// Why.
        error: EvalError,
    },

    /// An input has a score, and cannot be recorded.
    #[error("input {input} scores {score} but cannot be recorded: {error}")]
    #[non_exhaustive]
    NoRecording {
        /// Which input.
        input: usize,
        /// Its score.
        score: f64,
        /// Why.
        error: EvalError,
    },

    /// One input has two scores.
    #[error(
        "input {input} scores {first} and then {}: a score depends on nothing but model and input",
        second.map_or("nothing".to_owned(), |second| second.to_string())
    )]
    #[non_exhaustive]
    ScoreNotRepeatable {
        /// Which input.
        input: usize,
        /// The first score.
        first: f64,
        /// The second score; none where the input was refused then.
        second: Option<f64>,
    },

    /// One input has two recordings.
    #[error("input {input} is recorded as {first} and then as {second} near `{near}`", first = printable(first), second = printable(second), near = shown(near))]
    #[non_exhaustive]
    RecordingNotRepeatable {
        /// Which input.
        input: usize,
        /// The named place next to the first node that differs.
        near: Path,
        /// That node in the first recording.
        first: String,
        /// That node in the second recording.
        second: String,
    },

    /// The recording's value is not the score.
    #[error("input {input} scores {score} but is recorded as {recorded}")]
    #[non_exhaustive]
    Unequal {
        /// Which input.
        input: usize,
        /// The score.
        score: f64,
        /// The recording's value.
        recorded: f64,
    },

    /// One path names two things.
    #[error("input {input}: `{place}` names two things, {first} and {second}", place = shown(place), first = printable(first), second = printable(second))]
    #[non_exhaustive]
    SharedName {
        /// Which input.
        input: usize,
        /// The path.
        place: Path,
        /// The first thing.
        first: String,
        /// The second thing.
        second: String,
    },

    /// A recording compared with itself moves something.
    #[error("input {input} compared with itself moves `{place}` by {effect}", place = shown(place))]
    #[non_exhaustive]
    MovesAgainstItself {
        /// Which input.
        input: usize,
        /// Where.
        place: Path,
        /// By how many points.
        effect: f64,
    },

    /// A recording cannot be compared with itself.
    #[error("input {input} cannot be compared with itself: {error}")]
    #[non_exhaustive]
    NotComparable {
        /// Which input.
        input: usize,
        /// Why.
        error: DiffError,
    },

    /// A parameter depends on the data.
    #[error(
        "parameter `{place}` depends on the data: {first} for input {before}, {second} for input {after}; \
         ask the trace for what decides it", place = shown(place))]
    #[non_exhaustive]
    MovingParameter {
        /// Which parameter.
        place: Path,
        /// An input.
        before: usize,
        /// Another input of the same categories.
        after: usize,
        /// The parameter for the first input.
        first: f64,
        /// The parameter for the second input.
        second: f64,
    },

    /// A bare number, or a curve or table, depends on the data.
    #[error(
        "{} near `{near}` depends on the data: {first} for input {before}, {second} for input {after}; \
         ask the trace for what decides it", decided(operation), near = shown(near), first = printable(first), second = printable(second))]
    #[non_exhaustive]
    MovingConstant {
        /// Which operation it is, by its name: `constant` for a bare number.
        operation: &'static str,
        /// The named place next to it.
        near: Path,
        /// An input.
        before: usize,
        /// Another input with the same formula and the same categories.
        after: usize,
        /// What it is for the first input.
        first: String,
        /// What it is for the second input.
        second: String,
    },

    /// The leaves of another input do not give that input's score.
    #[error(
        "input {of} with the leaves of input {leaves} scores {score}, not {expected}: something that the trace was \
         not asked for decides near `{near}`, {found} instead of {wanted}", near = shown(near), found = printable(found), wanted = printable(wanted))]
    #[non_exhaustive]
    HiddenInput {
        /// The input that was scored.
        of: usize,
        /// The input whose leaves it was given.
        leaves: usize,
        /// The score that came out.
        score: f64,
        /// The score of the input whose leaves they are.
        expected: f64,
        /// The named place next to the first node that differs.
        near: Path,
        /// That node as it came out.
        found: String,
        /// That node in the recording of the input whose leaves they are.
        wanted: String,
    },

    /// An input has no score with the leaves of another.
    #[error("input {of} with the leaves of input {leaves} has no score: {error}")]
    #[non_exhaustive]
    NotSubstitutable {
        /// The input that was scored.
        of: usize,
        /// The input whose leaves it was given.
        leaves: usize,
        /// Why.
        error: EvalError,
    },
}

fn decided(operation: &str) -> String {
    match operation {
        "constant" => "a bare number".to_owned(),
        operation => format!("the {operation}"),
    }
}
