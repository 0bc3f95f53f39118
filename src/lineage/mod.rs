//! The releases of a score, oldest first, and the named changes between them.

mod change;

pub(crate) use change::ChangeSet;
pub use change::{Change, ChangeKind, Changes};

use std::collections::BTreeSet;

use semver::Version;

use crate::{
    formula::error::EvalError,
    id::ModelId,
    model::{AnyModel, ScoringModel},
    path::printable,
    score,
};

/// The most changes that one release can name: their coalitions are all evaluated.
pub const MAX_CHANGES: usize = 16;

/// Why a lineage is not one.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LineageError {
    /// The lineage has no release of this version.
    #[error("`{}` has no release {version}; it has {}", printable(name), releases.join(", "))]
    #[non_exhaustive]
    UnknownVersion {
        /// The score's name.
        name: String,
        /// What was asked for.
        version: String,
        /// The versions there are.
        releases: Vec<String>,
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

    /// A change has no sentence for the person scored.
    #[error(
        "the change `{}` of release {version} has no sentence for the person scored",
        printable(key)
    )]
    #[non_exhaustive]
    NoSentence {
        /// The release.
        version: Version,
        /// The change's key.
        key: String,
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
        "without any change, the base of release {version} scores {found}, but release {before} scores {expected}"
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
    },

    /// All changes of a release together do not reproduce it.
    #[error(
        "with all its changes, the base of release {version} scores {found}, but the release scores {expected}"
    )]
    #[non_exhaustive]
    ReleaseDiffers {
        /// The release.
        version: Version,
        /// What the changed base model scores.
        found: f64,
        /// What the release scores.
        expected: f64,
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

fn with(changes: Option<&[String]>) -> String {
    match changes {
        None => String::new(),
        Some([]) => " without any change".to_owned(),
        Some(changes) => format!(" with {}", printable(&changes.join(" and "))),
    }
}

/// The releases of a score, oldest first, and the changes between them.
///
/// # Examples
///
/// ```
/// use scoreshift::{Change, Changes, Lineage, influence::{Bridge, EqualNetworkWeight, FollowerWeighted}};
///
/// let lineage = Lineage::starting_with(FollowerWeighted::default()).release(
///     EqualNetworkWeight::default(),
///     Changes::starting_from(Bridge::like_v1())
///         .change(
///             Change::new("equal-network-weight").sentence("Every network you connect now counts the same."),
///             |model| model.equal_weights = true,
///         )
///         .change(
///             Change::new("the-rest").sentence("Only active followers count, and the scale was adjusted."),
///             |model| {
///                 model.active_only = true;
///                 model.midpoint = 5.5;
///             },
///         ),
/// )?;
/// assert_eq!(lineage.latest().id().to_string(), "influence 2.0.0");
/// # Ok::<(), scoreshift::LineageError>(())
/// ```
pub struct Lineage<I: ?Sized> {
    first: Release<I>,
    rest: Vec<Release<I>>,
}

/// One release of a score.
pub struct Release<I: ?Sized> {
    id: ModelId,
    model: AnyModel<I>,
    pub(crate) changes: Option<ChangeSet<I>>,
}

impl<I: ?Sized + 'static> Lineage<I> {
    /// A score's first release.
    pub fn starting_with<M: ScoringModel<Input = I> + Send + Sync + 'static>(model: M) -> Self {
        Self {
            first: Release {
                id: model.id(),
                model: AnyModel::new(model),
                changes: None,
            },
            rest: Vec::new(),
        }
    }

    /// Adds the next release with its named changes.
    ///
    /// # Errors
    ///
    /// [`LineageError`] if the release has another name, is not newer, or its changes have no sentence or a key
    /// that is not unique in the lineage.
    pub fn release<M, B>(self, model: M, changes: Changes<B>) -> Result<Self, LineageError>
    where
        M: ScoringModel<Input = I> + Send + Sync + 'static,
        B: ScoringModel<Input = I> + Clone + Send + Sync + 'static,
    {
        self.push(AnyModel::new(model), ChangeSet::new(changes))
    }

    /// Adds the next release as one change that is not taken apart.
    ///
    /// # Errors
    ///
    /// As [`release`](Self::release).
    pub fn release_whole<M>(self, model: M, change: Change) -> Result<Self, LineageError>
    where
        M: ScoringModel<Input = I> + Send + Sync + 'static,
    {
        let model = AnyModel::new(model);
        let changes = ChangeSet::whole(change, self.latest().model.clone(), model.clone());
        self.push(model, changes)
    }

    /// As [`release`](Self::release), for a release of this crate's own, whose declaration a test checks.
    pub(crate) fn release_trusted<M, B>(mut self, model: M, changes: Changes<B>) -> Self
    where
        M: ScoringModel<Input = I> + Send + Sync + 'static,
        B: ScoringModel<Input = I> + Clone + Send + Sync + 'static,
    {
        let changes = Some(ChangeSet::new(changes));
        self.rest.push(Release {
            id: model.id(),
            model: AnyModel::new(model),
            changes,
        });
        self
    }

    fn push(mut self, model: AnyModel<I>, changes: ChangeSet<I>) -> Result<Self, LineageError> {
        let id = model.id();
        let before = self.latest().id.clone();
        if id.name() != before.name() {
            return Err(LineageError::DifferentModels {
                name: before.name().to_owned(),
                found: id.name().to_owned(),
            });
        }
        let version = id.version().clone();
        if version <= *before.version() {
            return Err(LineageError::NotNewer {
                name: id.name().to_owned(),
                version,
                before: before.version().clone(),
            });
        }
        self.check_changes(&version, &changes.changes)?;
        self.rest.push(Release {
            id,
            model,
            changes: Some(changes),
        });
        Ok(self)
    }

    fn check_changes(&self, version: &Version, changes: &[Change]) -> Result<(), LineageError> {
        if changes.is_empty() || changes.len() > MAX_CHANGES {
            return Err(LineageError::ChangeCount {
                version: version.clone(),
                count: changes.len(),
            });
        }
        let mut keys: BTreeSet<&str> = self
            .releases()
            .flat_map(Release::changes)
            .map(|change| change.key.as_str())
            .collect();
        for change in changes {
            let key = change.key.as_str();
            let problem = match key {
                _ if key.trim().is_empty() => Some("is empty"),
                "data" | "reference" | "algorithm" => {
                    Some("is one that explanations use themselves")
                }
                _ if !keys.insert(key) => Some("is used twice"),
                _ => None,
            };
            if let Some(problem) = problem {
                return Err(LineageError::Key {
                    version: version.clone(),
                    key: key.escape_debug().to_string(),
                    problem,
                });
            }
            if change.sentence.trim().is_empty() {
                return Err(LineageError::NoSentence {
                    version: version.clone(),
                    key: key.escape_debug().to_string(),
                });
            }
        }
        Ok(())
    }

    /// The name that all releases share.
    #[must_use]
    pub fn name(&self) -> &str {
        self.first.id.name()
    }

    /// The releases, oldest first.
    #[must_use]
    pub fn releases(&self) -> impl DoubleEndedIterator<Item = &Release<I>> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// The newest release.
    #[must_use]
    pub fn latest(&self) -> &Release<I> {
        self.rest.last().unwrap_or(&self.first)
    }

    /// The release of exactly this version, such as `"2.0.0"`.
    ///
    /// # Errors
    ///
    /// [`LineageError::UnknownVersion`], which lists the versions there are.
    pub fn find(&self, version: &str) -> Result<&Release<I>, LineageError> {
        self.position(version).and_then(|index| {
            self.releases()
                .nth(index)
                .ok_or_else(|| self.unknown(version))
        })
    }

    /// Where in the lineage a version stands.
    pub(crate) fn position(&self, version: &str) -> Result<usize, LineageError> {
        let asked = Version::parse(version.trim()).ok();
        self.releases()
            .position(|release| Some(release.id.version()) == asked.as_ref())
            .ok_or_else(|| self.unknown(version))
    }

    fn unknown(&self, version: &str) -> LineageError {
        LineageError::UnknownVersion {
            name: self.name().to_owned(),
            version: version.escape_debug().to_string(),
            releases: self
                .releases()
                .map(|release| release.id.version().to_string())
                .collect(),
        }
    }

    /// Checks the promises of all named changes on one input: none applied is the release before, all applied is
    /// the release.
    ///
    /// # Errors
    ///
    /// [`LineageError::BaseDiffers`] or [`LineageError::ReleaseDiffers`] with both scores, if they differ by more
    /// than 10⁻⁹ of the scale.
    pub fn check(&self, input: &I) -> Result<(), LineageError> {
        let mut before = &self.first;
        for release in &self.rest {
            release.check(before, input)?;
            before = release;
        }
        Ok(())
    }
}

impl<I: ?Sized + 'static> Release<I> {
    /// The release's name and version.
    #[must_use]
    pub fn id(&self) -> &ModelId {
        &self.id
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &AnyModel<I> {
        &self.model
    }

    /// What changed since the release before; empty for the first release.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        self.changes.as_ref().map_or(&[], |set| &set.changes)
    }

    /// Whether this release's changes lead from `before` to it, on one input. Four scores.
    pub(crate) fn check(&self, before: &Self, input: &I) -> Result<(), LineageError> {
        let Some(set) = &self.changes else {
            return Ok(());
        };
        let score = |model: &AnyModel<I>, changes: Option<&[Change]>| {
            model
                .score(input)
                .map_err(|source| LineageError::Evaluation {
                    model: Box::new(model.id()),
                    changes: changes
                        .map(|changes| changes.iter().map(|change| change.key.clone()).collect()),
                    source: Box::new(source),
                })
        };
        let version = self.id.version().clone();
        // The releases first: people know them, and not the models between them.
        let (expected, released) = (score(&before.model, None)?, score(&self.model, None)?);
        let found = score(&set.model(0), Some(&[]))?;
        if !is_close(found, expected, before.model.scale().span()) {
            let before = before.id.version().clone();
            return Err(LineageError::BaseDiffers {
                version,
                before,
                found,
                expected,
            });
        }
        let found = score(&set.model(set.full()), Some(&set.changes))?;
        if !is_close(found, released, self.model.scale().span()) {
            return Err(LineageError::ReleaseDiffers {
                version,
                found,
                expected: released,
            });
        }
        Ok(())
    }
}

fn is_close(found: f64, expected: f64, span: f64) -> bool {
    (found - expected).abs() <= score::slack(span, expected)
}

impl<I: ?Sized> Clone for Release<I> {
    fn clone(&self) -> Self {
        Self {
            id: self.id.clone(),
            model: self.model.clone(),
            changes: self.changes.clone(),
        }
    }
}

impl<I: ?Sized> Clone for Lineage<I> {
    fn clone(&self) -> Self {
        Self {
            first: self.first.clone(),
            rest: self.rest.clone(),
        }
    }
}

impl<I: ?Sized> std::fmt::Debug for Release<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let changes = self.changes.as_ref().map(|set| &set.changes);
        f.debug_struct("Release")
            .field("id", &self.id)
            .field("changes", &changes)
            .finish_non_exhaustive()
    }
}

impl<I: ?Sized> std::fmt::Debug for Lineage<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entry(&self.first)
            .entries(&self.rest)
            .finish()
    }
}
