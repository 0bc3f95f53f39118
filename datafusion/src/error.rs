//! Why a lineage cannot become functions.

use scoreshift::{lineage::LineageError, present::printable};

/// Why a lineage cannot become SQL functions, or a function is not there.
///
/// # Examples
///
/// ```
/// use scoreshift::{Lineage, influence::FollowerWeighted};
/// use scoreshift_datafusion::{Functions, InfluenceRows};
///
/// let lineage = Lineage::starting_with(FollowerWeighted::default()).build()?;
/// let error = Functions::new("influence", lineage, InfluenceRows).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "influence 1.0.0 has no fingerprint, and a function's name carries one: declare probes for it, by \
///      `LineageBuilder::probes`",
/// );
/// # Ok::<(), scoreshift::lineage::LineageFaults>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FunctionsError {
    /// A release has no fingerprint.
    #[error(
        "{release} has no fingerprint, and a function's name carries one: declare probes for it, by \
         `LineageBuilder::probes`",
        release = printable(release)
    )]
    #[non_exhaustive]
    NoFingerprint {
        /// The release.
        release: String,
    },

    /// Nothing of a name can stand in an SQL identifier.
    #[error(
        "no function can be named after `{}`: it has no letter or digit",
        printable(name)
    )]
    #[non_exhaustive]
    Name {
        /// The name.
        name: String,
    },

    /// Two functions have one name.
    #[error("`{name}` would be both {first} and {second}: give one of them another name", name = printable(name), first = printable(first), second = printable(second))]
    #[non_exhaustive]
    SameName {
        /// The name.
        name: String,
        /// The function that it is.
        first: String,
        /// The function that it would be as well.
        second: String,
    },

    /// The session has another function of this name.
    #[error("there is already another function `{name}`; choose another name for this score", name = printable(name))]
    #[non_exhaustive]
    Taken {
        /// The name.
        name: String,
    },

    /// Columns that cannot be passed by name.
    #[error("the column `{}` {problem}", printable(name))]
    #[non_exhaustive]
    Column {
        /// The column.
        name: String,
        /// What is wrong with it.
        problem: ColumnProblem,
    },

    /// A release does not move against itself.
    #[error("both versions are {version}: nothing moves from a version to itself")]
    #[non_exhaustive]
    SameRelease {
        /// The version.
        version: String,
    },

    /// A study is of a release that the lineage does not have.
    #[error("the functions are of another lineage, without {release}", release = printable(release))]
    #[non_exhaustive]
    NoRelease {
        /// The release.
        release: String,
    },

    /// A study has the ids of the functions' releases, and scores otherwise.
    #[error(
        "the study's {before} and {after} do not score as those of the functions: make it of the same lineage, by \
         `Lineage::impact`"
    )]
    #[non_exhaustive]
    OtherModels {
        /// The study's version before.
        before: String,
        /// The study's version after.
        after: String,
    },

    /// The lineage has no such release.
    #[error(transparent)]
    Lineage(#[from] LineageError),

    /// DataFusion refused.
    #[error(transparent)]
    DataFusion(#[from] Box<datafusion::error::DataFusionError>),
}

/// Why a column cannot be passed by name: [`FunctionsError::Column`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnProblem {
    /// Its name is empty.
    #[error("has no name")]
    NoName,
    /// Another one has its name.
    #[error("is named twice")]
    Twice,
}

impl From<datafusion::error::DataFusionError> for FunctionsError {
    fn from(error: datafusion::error::DataFusionError) -> Self {
        Self::DataFusion(Box::new(error))
    }
}

impl From<FunctionsError> for datafusion::error::DataFusionError {
    fn from(error: FunctionsError) -> Self {
        Self::External(Box::new(error))
    }
}
