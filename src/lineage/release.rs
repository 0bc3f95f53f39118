//! One release of a score.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use super::{Change, ChangeSet, Fingerprint, LineageError};
use crate::{
    id::ModelId,
    model::{AnyModel, ScoringModel},
    path::{Path, printable},
    score,
    time::Time,
};

/// One release of a score: its model, what changed in it, and what its author says of it.
///
/// # Examples
///
/// ```
/// let lineage = scoreshift::influence::lineage();
/// let release = lineage.find("2.0.0")?;
/// assert_eq!(release.id().to_string(), "influence 2.0.0");
/// assert_eq!(release.date().map(|date| date.to_string()).as_deref(), Some("2026-11-23"));
/// assert_eq!(release.changes()[1].key, "active-audience");
/// assert!(release.notes().starts_with("Every connected network weighs the same"));
/// assert_eq!(release.probes().count(), 6);
/// # Ok::<(), scoreshift::lineage::LineageError>(())
/// ```
pub struct Release<I: ?Sized> {
    id: ModelId,
    model: AnyModel<I>,
    pub(crate) changes: Option<ChangeSet<I>>,
    date: Option<Time>,
    notes: String,
    pub(super) probes: Arc<[Arc<I>]>,
    /// Taken when it is first asked for.
    fingerprint: OnceLock<Option<Fingerprint>>,
}

impl<I: ?Sized + 'static> Release<I> {
    pub(super) fn new(
        model: AnyModel<I>,
        changes: Option<ChangeSet<I>>,
        date: Option<Time>,
        notes: String,
        probes: Arc<[Arc<I>]>,
    ) -> Self {
        Self {
            id: model.id(),
            model,
            changes,
            date,
            notes,
            probes,
            fingerprint: OnceLock::new(),
        }
    }

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

    /// What changed since the release before; empty for the first release and for a patch.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        self.changes.as_ref().map_or(&[], |set| &set.changes)
    }

    /// The release before with only some of this release's changes, named by their keys: what a score would be if no more
    /// than these had been made. It goes by the name and version of the release before.
    ///
    /// With none of them it is the release before, with all of them it is this one; where the release was
    /// [rewritten](super::LineageBuilder::rewritten), both by the author's word.
    ///
    /// # Errors
    ///
    /// [`LineageError::UnknownChange`], which lists what the release changed.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{ScoringModel, influence::{self, Profile}};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
    /// let lineage = influence::lineage();
    /// let release = lineage.find("2.0.0")?;
    /// let uncalibrated = release.with_only(["equal-network-weight", "active-audience"])?;
    /// assert_eq!(uncalibrated.scale().show(uncalibrated.score(&marketer)?), "49");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_only<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k str>,
    ) -> Result<AnyModel<I>, LineageError> {
        let mut coalition = 0;
        for key in keys {
            let place = self.changes().iter().position(|change| change.key == key);
            coalition |= 1
                << place.ok_or_else(|| LineageError::UnknownChange {
                    version: self.id.version().clone(),
                    key: printable(key),
                    changes: self
                        .changes()
                        .iter()
                        .map(|change| change.key.clone())
                        .collect(),
                })?;
        }
        Ok(self
            .changes
            .as_ref()
            .map_or_else(|| self.model.clone(), |set| set.model(coalition)))
    }

    /// From when the release holds, where its author says so.
    #[must_use]
    pub fn date(&self) -> Option<Time> {
        self.date
    }

    /// What the release is about, in its author's words; empty where they say nothing.
    #[must_use]
    pub fn notes(&self) -> &str {
        &self.notes
    }

    /// The declared probe inputs.
    pub fn probes(&self) -> impl Iterator<Item = &I> {
        self.probes.iter().map(AsRef::as_ref)
    }

    /// What identifies the release's behaviour on its probes; none where no probe is declared.
    ///
    /// It is taken when it is first asked for, and kept.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        *self
            .fingerprint
            .get_or_init(|| Fingerprint::of(&self.model, &self.probes))
    }

    /// Whether the changes of a rewritten release lead from `before` to it, on one input. Four scores; none for a
    /// release that is derived, which can be nothing else.
    pub(crate) fn check(&self, before: &Self, input: &I) -> Result<(), LineageError> {
        let Some(set) = self.changes.as_ref().filter(|set| set.is_declared()) else {
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
            let (of, before) = (&before.model, before.id.version().clone());
            return Err(LineageError::BaseDiffers {
                version,
                before,
                found,
                expected,
                places: differ(&set.model(0), of, input),
            });
        }
        let found = score(&set.model(set.full()), Some(&set.changes))?;
        if !is_close(found, released, self.model.scale().span()) {
            return Err(LineageError::ReleaseDiffers {
                version,
                found,
                expected: released,
                places: differ(&set.model(set.full()), &self.model, input),
            });
        }
        Ok(())
    }
}

/// Where two models that should be one differ on an input; nothing where it cannot be told.
pub(crate) fn differ<I: ?Sized>(ours: &AnyModel<I>, theirs: &AnyModel<I>, input: &I) -> Vec<Path> {
    match (ours.breakdown(input), theirs.breakdown(input)) {
        (Ok(ours), Ok(theirs)) => ours.differing_places(&theirs),
        _ => Vec::new(),
    }
}

pub(crate) fn is_close(found: f64, expected: f64, span: f64) -> bool {
    (found - expected).abs() <= score::slack(span, expected)
}

impl<I: ?Sized> Clone for Release<I> {
    fn clone(&self) -> Self {
        Self {
            id: self.id.clone(),
            model: self.model.clone(),
            changes: self.changes.clone(),
            date: self.date,
            notes: self.notes.clone(),
            probes: Arc::clone(&self.probes),
            fingerprint: self.fingerprint.clone(),
        }
    }
}

impl<I: ?Sized> fmt::Debug for Release<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let changes = self.changes.as_ref().map(|set| &set.changes);
        f.debug_struct("Release")
            .field("id", &self.id)
            .field("date", &self.date)
            .field("notes", &self.notes)
            .field("changes", &changes)
            .field("probes", &self.probes.len())
            .finish_non_exhaustive()
    }
}
