//! What is wrong with a line of a lock's file.

use semver::Version;

use crate::{id::ModelId, words::counted};

/// What is wrong with a line of a lock's file: [`LockError::Malformed`](super::LockError::Malformed).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LockFlaw {
    /// There is no line.
    #[error("the file is empty")]
    Empty,

    /// It is no text.
    #[error("it is not UTF-8")]
    NotUtf8,

    /// It is not JSON, or not of a line's form.
    #[error("{reason}")]
    #[non_exhaustive]
    Json {
        /// Why, in the words of the library that reads it.
        reason: String,
    },

    /// It has the form of no line of this lock.
    #[error("it is no line of this lock")]
    NotALine,

    /// The file is of another format, such as that of a later version of the crate.
    #[error("the format is {found:?}, not {expected:?}")]
    #[non_exhaustive]
    Format {
        /// The name of the format that it says it has.
        found: String,
        /// The name of the format that is read.
        expected: &'static str,
    },

    /// A release has two lines.
    #[error("release {release} stands twice")]
    #[non_exhaustive]
    ReleaseTwice {
        /// The release.
        release: Version,
    },

    /// An input of a release has two lines.
    #[error("input {input:?} of release {release} stands twice")]
    #[non_exhaustive]
    InputTwice {
        /// The release.
        release: Version,
        /// The input.
        input: String,
    },

    /// It does not stand below the line of its release.
    #[error("it belongs below the line of release {release}")]
    #[non_exhaustive]
    Misplaced {
        /// The release.
        release: Version,
    },

    /// A score has other bits than those beside it.
    #[error("{score} has the bits {:016x}, not {found:?}", score.to_bits())]
    #[non_exhaustive]
    Bits {
        /// The score.
        score: f64,
        /// The bits beside it, as text.
        found: String,
    },

    /// An input without a score is not refused.
    #[error("an input is refused or has a score")]
    NotRefused,

    /// A recording belongs to no score.
    #[error("no score awaits this recording of {input:?} under {release}")]
    #[non_exhaustive]
    NoScore {
        /// The release.
        release: Version,
        /// The input.
        input: String,
    },

    /// A recording is of another score or release.
    #[error("the recording is of {found}")]
    #[non_exhaustive]
    OtherModel {
        /// What it is of.
        found: ModelId,
    },

    /// A recording has another score than the line of its input.
    #[error("the recording scores {found}, but line {line} says {score}")]
    #[non_exhaustive]
    OtherScore {
        /// What the recording scores.
        found: f64,
        /// The line of its input.
        line: usize,
        /// The score on that line.
        score: f64,
    },

    /// A score has no recording.
    #[error(
        "the recording of {input:?} under {release} is missing from the end of the file: was it cut off?"
    )]
    #[non_exhaustive]
    NoRecording {
        /// The release.
        release: Version,
        /// The input.
        input: String,
    },

    /// A release has more or fewer inputs than it says.
    #[error("release {release} should have {}, and has {found}", counted(*expected, "input"))]
    #[non_exhaustive]
    Inputs {
        /// The release.
        release: Version,
        /// How many it says it has.
        expected: usize,
        /// How many it has.
        found: usize,
    },

    /// A release has more or fewer changes, or combinations of them, than it says.
    #[error(
        "release {release} should have {} changes in {} combinations, and has {} in {}: was the file cut off?",
        expected.0, expected.1, found.0, found.1
    )]
    #[non_exhaustive]
    Changes {
        /// The release.
        release: Version,
        /// How many changes and combinations it says it has.
        expected: (usize, usize),
        /// How many it has.
        found: (usize, usize),
    },

    /// There is no release.
    #[error("no release is locked: was the file cut off?")]
    NoRelease,
}
