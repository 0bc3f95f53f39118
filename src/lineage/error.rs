//! Why a lineage does not have what was asked for, or does not keep its promises.

use semver::Version;

use crate::{
    formula::error::EvalError,
    id::ModelId,
    path::{self, Path, printable, prose, shown},
    worded::worded,
};

/// Why a lineage does not have what was asked for, or why its named changes do not lead from release to release.
///
/// What is wrong with a lineage that is being written down is told by [`LineageFaults`](super::LineageFaults).
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
        listed(releases, aliases), version = printable(version))]
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
        path::first_of(matches.iter().cloned()).join(", "), request = printable(request))]
    #[non_exhaustive]
    Ambiguous {
        /// The score's name.
        name: String,
        /// What was asked for.
        request: String,
        /// The releases that match.
        matches: Vec<String>,
    },

    /// A release did not make this change.
    #[error(
        "release {version} has no change `{}`; it has {}",
        printable(key),
        changed(changes)
    )]
    #[non_exhaustive]
    UnknownChange {
        /// The release.
        version: Version,
        /// What was asked for.
        key: String,
        /// The keys of the changes that there are.
        changes: Vec<String>,
    },

    /// An alias cannot be told from another way to ask for a release.
    #[error("`{}` cannot be an alias: it {problem}", printable(alias))]
    #[non_exhaustive]
    Alias {
        /// The alias.
        alias: String,
        /// What is wrong with it.
        problem: AliasProblem,
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

worded! {
    /// Why a name cannot stand for a release: [`LineageError::Alias`].
    pub enum AliasProblem {
        Empty = "is empty",
        Space = "begins or ends with a space",
        Latest = "always means the newest release",
        Version = "reads as a version",
    }
}

fn changed(keys: &[String]) -> String {
    if keys.is_empty() {
        return "none".to_owned();
    }
    path::first_of(keys.iter().map(|key| printable(key))).join(", ")
}

fn listed(releases: &[String], aliases: &[String]) -> String {
    let releases = path::first_of(releases.iter().cloned()).join(", ");
    if aliases.is_empty() {
        return releases;
    }
    format!(
        "{releases}, and the aliases {}",
        path::first_of(aliases.iter().cloned()).join(", ")
    )
}

/// Where two formulas differ, as the end of a sentence.
pub(crate) fn differing(places: &[Path]) -> String {
    let named = places.iter().take(MOST_PLACES);
    let mut named: Vec<String> = named.map(|place| format!("`{}`", shown(place))).collect();
    let further = places.len().saturating_sub(MOST_PLACES);
    if further > 0 {
        named.push(format!(
            "{further} more {}",
            if further == 1 { "place" } else { "places" }
        ));
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
        Some(changes) => format!(" with {}", prose(&changes.join(" and "))),
    }
}
