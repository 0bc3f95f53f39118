//! All that is wrong with a lineage, at once.

use std::fmt;

use semver::Version;

use super::{ChangeKind, LineageError, MAX_CHANGES, SettingsError};
use crate::{
    path::{printable, prose},
    time::{Time, TimeError},
    worded::worded,
    words::counted,
};

/// Why a lineage cannot be built: everything that is wrong with it, by release and change.
///
/// `Display` and `Debug` are the same text, so that a test that unwraps the error shows all of it.
///
/// # Examples
///
/// ```
/// use scoreshift::{Change, Lineage, influence::FollowerWeighted};
///
/// let faults = Lineage::starting_with(FollowerWeighted::default())
///     .release("1.0")
///     .change(Change::new("renamed"), |_| ())
///     .dated("soon")
///     .build()
///     .unwrap_err();
/// assert_eq!(
///     faults.to_string(),
///     "the lineage of `influence` has 3 faults:\n  \
///      release 1.0: its version is none such as 2.1.0: unexpected end of input while parsing minor version number\n  \
///      release 1.0: `soon` is neither a day such as 2011-10-26 nor a moment in UTC such as 2011-10-26T09:30:00Z\n  \
///      release 1.0, change `renamed`: it has no sentence for the person scored",
/// );
/// ```
#[derive(Clone, PartialEq)]
pub struct LineageFaults {
    pub(super) name: String,
    pub(super) faults: Vec<LineageFault>,
}

impl LineageFaults {
    /// Every fault: release by release, and those of its changes after its own. There is at least one.
    #[must_use]
    pub fn as_slice(&self) -> &[LineageFault] {
        &self.faults
    }
}

impl fmt::Display for LineageFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, count) = (printable(&self.name), counted(self.faults.len(), "fault"));
        write!(f, "the lineage of `{name}` has {count}:")?;
        self.faults
            .iter()
            .try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

impl fmt::Debug for LineageFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::error::Error for LineageFaults {}

/// One fault of a lineage, with its place.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LineageFault {
    /// The version of the release, as it was given; empty where there is none.
    pub release: String,
    /// The key of the change, where the fault is one of a change.
    pub change: Option<String>,
    /// What is wrong.
    pub problem: LineageProblem,
}

impl fmt::Display for LineageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.problem == LineageProblem::NoRelease {
            return write!(f, "{}", self.problem);
        }
        match self.release.as_str() {
            "" => write!(f, "a release without a version")?,
            version => write!(f, "release {}", printable(version))?,
        }
        if let Some(change) = &self.change {
            write!(f, ", change `{}`", printable(change))?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// What can be wrong with a release or a change.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LineageProblem {
    /// The version of a release is not one.
    #[error("its version is none such as 2.1.0: {reason}", reason = prose(reason))]
    #[non_exhaustive]
    Version {
        /// Why.
        reason: String,
    },

    /// A release is not newer than the one before.
    #[error("it is not newer than release {before}")]
    #[non_exhaustive]
    NotNewer {
        /// The release before it.
        before: Version,
    },

    /// A release has another name than the first one.
    #[error(
        "it is a version of `{}`, not of `{}`",
        printable(found),
        printable(name)
    )]
    #[non_exhaustive]
    OtherName {
        /// The lineage's name.
        name: String,
        /// The release's name.
        found: String,
    },

    /// The date of a release is not one.
    #[error(transparent)]
    Date(TimeError),

    /// A release is dated before an older one.
    #[error("its date, {date}, is before that of release {before}, {before_date}")]
    #[non_exhaustive]
    DatedBefore {
        /// Its date.
        date: Time,
        /// The older release.
        before: Box<Version>,
        /// The older release's date.
        before_date: Time,
    },

    /// A release names more than [`MAX_CHANGES`].
    #[error("it names {count} changes, and {MAX_CHANGES} can be told apart: put some together")]
    #[non_exhaustive]
    TooManyChanges {
        /// How many it names.
        count: usize,
    },

    /// A change stands before the first release that could bring it.
    #[error("it belongs to the first release, before which there is nothing to change")]
    NothingToChange,

    /// A change is added to a release that is one change, not taken apart.
    #[error("it stands beside a rewrite that is not taken apart; give the rewrite all its changes")]
    BesideARewrite,

    /// A key is empty, used twice in its release, or one that explanations use themselves.
    #[error("its key {problem}")]
    #[non_exhaustive]
    Key {
        /// What is wrong with it.
        problem: KeyProblem,
    },

    /// A change has no title.
    #[error("it has no title")]
    NoTitle,

    /// A change has no sentence for the person scored.
    #[error("it has no sentence for the person scored")]
    NoSentence,

    /// A sheet has no release.
    #[error("the sheet has no release")]
    NoRelease,

    /// The first release of a sheet has no settings.
    #[error("it is the first release, and has no `model` with all settings")]
    NoSettings,

    /// A later release of a sheet has all settings again.
    #[error("it has a `model`, which only the first release has: say what it changes")]
    SettingsAgain,

    /// A sheet is of another score than the model that reads it.
    #[error(
        "the sheet is of the score `{}`, and its model of `{}`",
        printable(sheet),
        printable(model)
    )]
    #[non_exhaustive]
    OtherScore {
        /// The score of the sheet.
        sheet: String,
        /// The model's name.
        model: String,
    },

    /// The kind of a change in a sheet is none.
    #[error(
        "its kind `{}` is none of `policy`, `fix`, `recalibration` and `new_data`{}",
        printable(kind),
        nearest.map_or_else(String::new, |nearest| format!("; did you mean `{}`?", nearest.name()))
    )]
    #[non_exhaustive]
    UnknownKind {
        /// The kind that is given.
        kind: String,
        /// The kind that is most like it.
        nearest: Option<ChangeKind>,
    },

    /// The settings of a sheet are not the model's.
    #[error(transparent)]
    Settings(SettingsError),

    /// An alias is none, or stands for a release that the lineage does not have.
    #[error("the alias `{}`: {source}", printable(alias))]
    #[non_exhaustive]
    Alias {
        /// The alias.
        alias: String,
        /// What is wrong.
        source: LineageError,
    },
}

worded! {
    /// What can be wrong with the key of a change: [`LineageProblem::Key`].
    pub enum KeyProblem {
        Empty = "is empty",
        Reserved = "is one that explanations use themselves",
        Twice = "is used twice in the release",
    }
}
