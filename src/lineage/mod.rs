//! The releases of a score, oldest first, and the named changes between them.

mod builder;
mod change;
mod changelog;
mod changes;
mod error;
mod fault;
mod find;
mod fingerprint;
mod release;
mod sheet;

pub use builder::LineageBuilder;
pub use change::{Change, ChangeKind};
pub(crate) use changes::ChangeSet;
pub use changes::{Changes, Rewrite, Rewritten};
pub(crate) use error::differing;
pub use error::{AliasProblem, LineageError};
pub use fault::{KeyProblem, LineageFault, LineageFaults, LineageProblem};
pub use fingerprint::Fingerprint;
pub use release::Release;
pub(crate) use release::{differ, is_close};
pub use sheet::{ReleaseSheet, SettingsError, SheetChange, SheetRelease};

use std::{collections::BTreeMap, sync::Arc};

use crate::model::{AnyModel, ScoringModel};

/// The most changes that one release can name: explanations evaluate their coalitions, 2ⁿ for n changes. More than ten need a
/// larger [budget](crate::Explainer::budget) than the default one; see [`Changes::at_most`].
pub const MAX_CHANGES: usize = 16;

/// The releases of a score, oldest first, and the changes between them.
///
/// Cheap to clone, and to hold in many places.
///
/// # Examples
///
/// ```
/// let lineage = scoreshift::influence::lineage();
/// let versions: Vec<String> = lineage.releases().map(|release| release.id().version().to_string()).collect();
/// assert_eq!(versions, ["1.0.0", "2.0.0", "3.0.0"]);
/// ```
///
/// How one is written down is shown at [`LineageBuilder`].
pub struct Lineage<I: ?Sized> {
    releases: Arc<Releases<I>>,
    /// Names for releases, each with the place of its release.
    aliases: BTreeMap<String, usize>,
}

/// All releases: there is always a newest one.
struct Releases<I: ?Sized> {
    older: Vec<Release<I>>,
    latest: Release<I>,
}

impl<I: ?Sized + 'static> Lineage<I> {
    /// Begins a lineage with a score's first release, whose version is the model's own.
    pub fn starting_with<M>(model: M) -> LineageBuilder<M>
    where
        M: ScoringModel<Input = I> + Clone + Send + Sync + 'static,
    {
        LineageBuilder::new(model)
    }

    /// Goes on writing where a lineage ends: what follows is a further release, or says more of the latest.
    ///
    /// The settings of the latest release are no longer known by type, so that what follows is a patch or
    /// [rewritten](LineageBuilder::rewritten).
    pub fn continued(&self) -> LineageBuilder<AnyModel<I>> {
        LineageBuilder::following(self)
    }

    fn of(older: Vec<Release<I>>, latest: Release<I>) -> Self {
        Self {
            releases: Arc::new(Releases { older, latest }),
            aliases: BTreeMap::new(),
        }
    }

    /// The name that all releases share.
    #[must_use]
    pub fn name(&self) -> &str {
        self.latest().id().name()
    }

    /// The releases, oldest first.
    #[must_use]
    pub fn releases(&self) -> impl DoubleEndedIterator<Item = &Release<I>> {
        let Releases { older, latest } = &*self.releases;
        older.iter().chain(std::iter::once(latest))
    }

    /// The newest release.
    #[must_use]
    pub fn latest(&self) -> &Release<I> {
        &self.releases.latest
    }

    /// Checks the promises of all rewritten releases on one input: without any change their base is the release before,
    /// with all of them it is the release. A derived release keeps them by what it is.
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
        let mut pairs = self.releases().zip(self.releases().skip(1));
        pairs.try_for_each(|(before, release)| release.check(before, input))
    }
}

impl<I: ?Sized> Clone for Lineage<I> {
    fn clone(&self) -> Self {
        Self {
            releases: Arc::clone(&self.releases),
            aliases: self.aliases.clone(),
        }
    }
}

impl<I: ?Sized> std::fmt::Debug for Lineage<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Releases { older, latest } = &*self.releases;
        f.debug_list().entries(older).entry(latest).finish()
    }
}
