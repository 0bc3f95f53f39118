//! Why a lineage is not one, or does not have what was asked for.

use semver::Version;

use super::MAX_CHANGES;
use crate::{
    formula::error::EvalError,
    id::ModelId,
    path::{Path, printable},
    time::{Time, TimeError},
};

/// Why a lineage is not one, or does not have what was asked for.
///
/// # Examples
///
/// ```
/// let error = scoreshift::influence::lineage().find("4.0.0").unwrap_err();
/// assert_eq!(error.to_string(), "`influence` has no release `4.0.0`; it has 1.0.0, 2.0.0, 3.0.0");
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LineageError {
    /// The lineage has no release of this version or name.
    #[error(
        "`{}` has no release `{version}`; it has {}",
        printable(name),
        listed(releases, aliases)
    )]
    #[non_exhaustive]
    UnknownVersion {
        /// The score's name.
        name: String,
        /// What was asked for.
        version: String,
        /// The versions there are.
        releases: Vec<String>,
        /// The aliases there are, each with its version.
        aliases: Vec<String>,
    },

    /// Several releases match a version requirement.
    #[error(
        "`{request}` matches {} releases of `{}`: {}; ask for one of them, or for `latest`",
        matches.len(),
        printable(name),
        matches.join(", ")
    )]
    #[non_exhaustive]
    Ambiguous {
        /// The score's name.
        name: String,
        /// What was asked for.
        request: String,
        /// The releases that match.
        matches: Vec<String>,
    },

    /// An alias cannot be told from another way to ask for a release.
    #[error("`{}` cannot be an alias: it {problem}", printable(alias))]
    #[non_exhaustive]
    Alias {
        /// The alias.
        alias: String,
        /// What is wrong with it.
        problem: &'static str,
    },

    /// A release's date is not a date.
    #[error("the date of release {version}: {source}")]
    #[non_exhaustive]
    Date {
        /// The release.
        version: Version,
        /// Why.
        source: TimeError,
    },

    /// A release is dated before an older one.
    #[error("release {version} is dated {date}, before release {before} of {before_date}")]
    #[non_exhaustive]
    DatedBefore {
        /// The release.
        version: Version,
        /// Its date.
        date: Time,
        /// The older release.
        before: Box<Version>,
        /// The older release's date.
        before_date: Time,
    },

    /// A release has another name than the first one.
    #[error("`{}` is not a version of `{}`", printable(found), printable(name))]
    #[non_exhaustive]
    DifferentModels {
        /// The lineage's name.
        name: String,
        /// The release's name.
        found: String,
    },

    /// A release is not newer than the one before.
    #[error(
        "release {version} of `{}` is not newer than {before}",
        printable(name)
    )]
    #[non_exhaustive]
    NotNewer {
        /// The score's name.
        name: String,
        /// The release.
        version: Version,
        /// The release before it.
        before: Version,
    },

    /// A key is used twice, empty, or one that explanations use themselves.
    #[error("the key `{}` of release {version} {problem}", printable(key))]
    #[non_exhaustive]
    Key {
        /// The release.
        version: Version,
        /// The key.
        key: String,
        /// What is wrong with it.
        problem: &'static str,
    },

    /// A change has no title, or no sentence for the person scored.
    #[error("the change `{}` of release {version} has no {what}", printable(key))]
    #[non_exhaustive]
    NoText {
        /// The release.
        version: Version,
        /// The change's key.
        key: String,
        /// What is missing.
        what: &'static str,
    },

    /// A release names no change, or more than [`MAX_CHANGES`].
    #[error("release {version} names {count} changes; 1 to {MAX_CHANGES} can be told apart")]
    #[non_exhaustive]
    ChangeCount {
        /// The release.
        version: Version,
        /// How many it names.
        count: usize,
    },

    /// The base model of a release's changes does not reproduce the release before.
    #[error(
        "without any change, the base of release {version} scores {found}, but release {before} scores {expected}{}",
        differing(places)
    )]
    #[non_exhaustive]
    BaseDiffers {
        /// The release.
        version: Version,
        /// The release before it.
        before: Version,
        /// What the base model scores.
        found: f64,
        /// What the release before scores.
        expected: f64,
        /// Where the two formulas differ, as far as it has a name.
        places: Vec<Path>,
    },

    /// All changes of a release together do not reproduce it.
    #[error(
        "with all its changes, the base of release {version} scores {found}, but the release scores {expected}{}",
        differing(places)
    )]
    #[non_exhaustive]
    ReleaseDiffers {
        /// The release.
        version: Version,
        /// What the changed base model scores.
        found: f64,
        /// What the release scores.
        expected: f64,
        /// Where the two formulas differ, as far as it has a name.
        places: Vec<Path>,
    },

    /// A model could not be evaluated.
    #[error("{model}{} cannot score this input: {source}", with(changes.as_deref()))]
    #[non_exhaustive]
    Evaluation {
        /// Which model.
        model: Box<ModelId>,
        /// The changes applied to it, where it is the base of a release and not a release itself.
        changes: Option<Vec<String>>,
        /// Why.
        source: Box<EvalError>,
    },
}

impl LineageError {
    /// Whether the data is to blame that was to be scored, and not the model or the program: see
    /// [`EvalError::is_input_error`](crate::EvalError::is_input_error).
    ///
    /// An unknown version is no data: a service that takes versions from its callers matches on
    /// [`UnknownVersion`](Self::UnknownVersion).
    #[must_use]
    pub fn is_input_error(&self) -> bool {
        match self {
            // Only a release is known to those who ask; a base is its author's.
            Self::Evaluation {
                changes: None,
                source,
                ..
            } => source.is_input_error(),
            _ => false,
        }
    }
}

fn listed(releases: &[String], aliases: &[String]) -> String {
    let releases = releases.join(", ");
    if aliases.is_empty() {
        return releases;
    }
    format!("{releases}, and the aliases {}", aliases.join(", "))
}

/// Where two formulas differ, as the end of a sentence.
pub(crate) fn differing(places: &[Path]) -> String {
    let named = places.iter().take(MOST_PLACES);
    let mut named: Vec<String> = named.map(|place| format!("`{place}`")).collect();
    let further = places.len().saturating_sub(MOST_PLACES);
    if further > 0 {
        named.push(format!("{further} more places"));
    }
    match named.pop() {
        None => String::new(),
        Some(last) if named.is_empty() => format!("; they differ at {last}"),
        Some(last) => format!("; they differ at {} and {last}", named.join(", ")),
    }
}

/// Places beyond this many are only counted.
const MOST_PLACES: usize = 4;

fn with(changes: Option<&[String]>) -> String {
    match changes {
        None => String::new(),
        Some([]) => " without any change".to_owned(),
        Some(changes) => format!(" with {}", printable(&changes.join(" and "))),
    }
}
