//! The releases of a score, oldest first, and the named changes between them.

mod change;
mod changelog;
mod error;
mod find;
mod fingerprint;
mod release;

pub(crate) use change::ChangeSet;
pub use change::{Change, ChangeKind, Changes};
pub use error::LineageError;
pub(crate) use error::differing;
pub use fingerprint::Fingerprint;
pub use release::Release;
pub(crate) use release::{differ, is_close};

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use semver::Version;

use crate::{
    model::{AnyModel, ScoringModel},
    time::Time,
};

/// The most changes that one release can name: their coalitions are all evaluated.
pub const MAX_CHANGES: usize = 16;

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
    /// Names for releases, each with the place of its release.
    aliases: BTreeMap<String, usize>,
}

impl<I: ?Sized + 'static> Lineage<I> {
    /// A score's first release.
    pub fn starting_with<M: ScoringModel<Input = I> + Send + Sync + 'static>(model: M) -> Self {
        Self {
            first: Release::new(AnyModel::new(model), None),
            rest: Vec::new(),
            aliases: BTreeMap::new(),
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
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{Change, Lineage, influence::{EqualNetworkWeight, FollowerWeighted}};
    ///
    /// let change = Change::new("rewritten").sentence("The whole score was rewritten.");
    /// let lineage = Lineage::starting_with(FollowerWeighted::default())
    ///     .release_whole(EqualNetworkWeight::default(), change)?;
    /// assert_eq!(lineage.latest().changes().len(), 1);
    /// # Ok::<(), scoreshift::LineageError>(())
    /// ```
    pub fn release_whole<M>(self, model: M, change: Change) -> Result<Self, LineageError>
    where
        M: ScoringModel<Input = I> + Send + Sync + 'static,
    {
        let model = AnyModel::new(model);
        let changes = ChangeSet::whole(change, self.latest().model().clone(), model.clone());
        self.push(model, changes)
    }

    /// As [`release`](Self::release), for a release of this crate's own, whose declaration a test checks.
    pub(crate) fn release_trusted<M, B>(mut self, model: M, changes: Changes<B>) -> Self
    where
        M: ScoringModel<Input = I> + Send + Sync + 'static,
        B: ScoringModel<Input = I> + Clone + Send + Sync + 'static,
    {
        self.add(Release::new(
            AnyModel::new(model),
            Some(ChangeSet::new(changes)),
        ));
        self
    }

    /// As [`dated`](Self::dated), for a release of this crate's own, whose date a test checks.
    pub(crate) fn dated_trusted(mut self, date: &str) -> Self {
        self.newest().date = date.parse().ok();
        self
    }

    /// Adds a release, which declares the probes of the one before until it declares others.
    fn add(&mut self, mut release: Release<I>) {
        release.probes.clone_from(&self.latest().probes);
        self.rest.push(release);
    }

    fn push(mut self, model: AnyModel<I>, changes: ChangeSet<I>) -> Result<Self, LineageError> {
        let id = model.id();
        let before = self.latest().id().clone();
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
        self.add(Release::new(model, Some(changes)));
        Ok(self)
    }

    /// Dates the newest release: the day from which it holds, such as `"2011-10-26"`.
    ///
    /// # Errors
    ///
    /// [`LineageError::Date`] if this is no [`Time`], [`LineageError::DatedBefore`] if an older release has a later
    /// date.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{Lineage, influence::FollowerWeighted};
    ///
    /// let lineage = Lineage::starting_with(FollowerWeighted::default())
    ///     .dated("2011-10-19")?
    ///     .notes("Every follower counts as reach.");
    /// assert_eq!(lineage.changelog(), "- **influence 1.0.0** (2011-10-19): Every follower counts as reach.\n");
    /// # Ok::<(), scoreshift::LineageError>(())
    /// ```
    pub fn dated(mut self, date: &str) -> Result<Self, LineageError> {
        let version = self.latest().id().version();
        let date: Time = date.parse().map_err(|source| LineageError::Date {
            version: version.clone(),
            source,
        })?;
        let older = self.releases().rev().skip(1);
        for (release, before_date) in older.filter_map(|release| Some((release, release.date()?))) {
            if date.surely_before(before_date) {
                return Err(LineageError::DatedBefore {
                    version: version.clone(),
                    date,
                    before: Box::new(release.id().version().clone()),
                    before_date,
                });
            }
        }
        self.newest().date = Some(date);
        Ok(self)
    }

    /// What the newest release is about, in the author's words, for the [changelog](Self::changelog).
    #[must_use]
    pub fn notes(mut self, notes: impl Into<String>) -> Self {
        self.newest().notes = notes.into();
        self
    }

    /// Declares the probe inputs of the newest release, over whose recordings its [`Fingerprint`] is taken.
    ///
    /// Releases that are added later declare the same probes, until others are declared for them. Probes belong to
    /// a release as its formula does: other probes are another fingerprint. Choose a few inputs that reach every
    /// branch of the formula.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{Lineage, influence::{FollowerWeighted, Network, Profile}};
    ///
    /// let lineage = Lineage::starting_with(FollowerWeighted::default()).probes([
    ///     Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?.without("Facebook"),
    ///     Profile::new(),
    /// ]);
    /// let fingerprint = lineage.latest().fingerprint().ok_or("no probes")?;
    /// assert_eq!((fingerprint.probes(), fingerprint.refused()), (2, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn probes(mut self, probes: impl IntoIterator<Item = impl Into<Arc<I>>>) -> Self {
        let probes = probes.into_iter().map(Into::into).collect();
        self.newest().declare(probes);
        self
    }

    fn newest(&mut self) -> &mut Release<I> {
        self.rest.last_mut().unwrap_or(&mut self.first)
    }

    fn check_changes(&self, version: &Version, changes: &[Change]) -> Result<(), LineageError> {
        if changes.is_empty() || changes.len() > MAX_CHANGES {
            return Err(LineageError::ChangeCount {
                version: version.clone(),
                count: changes.len(),
            });
        }
        let mut keys = BTreeSet::new();
        keys.extend(
            self.releases()
                .flat_map(Release::changes)
                .map(|change| change.key.as_str()),
        );
        check_texts(&mut keys, version, changes)
    }

    /// Checks the keys and texts of all changes, as they were checked when each release was added.
    pub(crate) fn check_all_texts(&self) -> Result<(), LineageError> {
        let mut keys = BTreeSet::new();
        for release in self.releases() {
            check_texts(&mut keys, release.id().version(), release.changes())?;
        }
        Ok(())
    }

    /// The name that all releases share.
    #[must_use]
    pub fn name(&self) -> &str {
        self.first.id().name()
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

    /// Checks the promises of all named changes on one input: none applied is the release before, all applied is
    /// the release.
    ///
    /// # Errors
    ///
    /// [`LineageError::BaseDiffers`] or [`LineageError::ReleaseDiffers`] with both scores, if they differ by more
    /// than 10⁻⁹ of the scale.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Network, Profile};
    ///
    /// let profile = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?;
    /// influence::lineage().check(&profile)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(&self, input: &I) -> Result<(), LineageError> {
        let mut before = &self.first;
        for release in &self.rest {
            release.check(before, input)?;
            before = release;
        }
        Ok(())
    }
}

/// Whether the keys of changes are new and usable, and each change is told in words.
fn check_texts<'c>(
    keys: &mut BTreeSet<&'c str>,
    version: &Version,
    changes: &'c [Change],
) -> Result<(), LineageError> {
    for change in changes {
        let key = change.key.as_str();
        let problem = match key {
            _ if key.trim().is_empty() => Some("is empty"),
            "data" | "reference" | "algorithm" => Some("is one that explanations use themselves"),
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
        let texts = [
            (&change.title, "title"),
            (&change.sentence, "sentence for the person scored"),
        ];
        if let Some((_, what)) = texts.into_iter().find(|(text, _)| text.trim().is_empty()) {
            return Err(LineageError::NoText {
                version: version.clone(),
                key: key.escape_debug().to_string(),
                what,
            });
        }
    }
    Ok(())
}

impl<I: ?Sized> Clone for Lineage<I> {
    fn clone(&self) -> Self {
        Self {
            first: self.first.clone(),
            rest: self.rest.clone(),
            aliases: self.aliases.clone(),
        }
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
