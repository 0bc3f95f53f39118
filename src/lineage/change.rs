//! Named changes from one release to the next.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    model::{AnyModel, ScoringModel},
    path::readable,
};

/// Why the owners of a score changed its algorithm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// They decided to count something differently.
    #[default]
    Policy,
    /// Something had been counted wrongly.
    Fix,
    /// The whole scale was moved so that typical scores stay where they were. It cannot stand alone, and is told
    /// apart from the ranked reasons.
    Recalibration,
    /// Something new is counted.
    NewData,
}

/// One named change of a release.
///
/// # Examples
///
/// ```
/// use scoreshift::{Change, ChangeKind};
///
/// let change = Change::new("active-audience")
///     .title("Active audience")
///     .sentence("Followers who never react no longer count.")
///     .kind(ChangeKind::Policy);
/// assert_eq!(change.key, "active-audience");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The stable key: the reason code by which people and programs refer to the change.
    pub key: String,
    /// The change in a few words.
    pub title: String,
    /// One sentence for the person scored.
    pub sentence: String,
    /// Why the change was made.
    pub kind: ChangeKind,
}

impl Change {
    /// A change with a stable key, of kind [`ChangeKind::Policy`].
    ///
    /// Its title is the key made readable until [`title`](Self::title) says otherwise.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        let key = key.into();
        let title = readable(&key);
        Self {
            key,
            title,
            sentence: String::new(),
            kind: ChangeKind::Policy,
        }
    }

    /// The change in a few words.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// One sentence for the person scored; every change has one.
    #[must_use]
    pub fn sentence(mut self, sentence: impl Into<String>) -> Self {
        self.sentence = sentence.into();
        self
    }

    /// Why the change was made.
    #[must_use]
    pub fn kind(mut self, kind: ChangeKind) -> Self {
        self.kind = kind;
        self
    }
}

/// The changes of a release, as steps from a base model that reproduces the release before.
///
/// Applied all together, in the order in which they are declared, they reproduce the release. Both promises are
/// checked at every explanation.
///
/// # Examples
///
/// ```
/// use scoreshift::{Change, Changes, influence::Bridge};
///
/// let changes = Changes::starting_from(Bridge::like_v1()).change(
///     Change::new("equal-network-weight").sentence("Every network you connect now counts the same."),
///     |model| model.equal_weights = true,
/// );
/// ```
pub struct Changes<M> {
    base: M,
    steps: Vec<(Change, Step<M>)>,
}

type Step<M> = Arc<dyn Fn(&mut M) + Send + Sync>;

impl<M> Changes<M> {
    /// Starts from a model that reproduces the release before.
    pub fn starting_from(base: M) -> Self {
        Self {
            base,
            steps: Vec::new(),
        }
    }

    /// Adds a change: its name, and what it does to the model.
    #[must_use]
    pub fn change(
        mut self,
        change: Change,
        apply: impl Fn(&mut M) + Send + Sync + 'static,
    ) -> Self {
        self.steps.push((change, Arc::new(apply)));
        self
    }
}

impl<M> std::fmt::Debug for Changes<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.steps.iter().map(|(change, _)| change))
            .finish()
    }
}

/// Changes whose base model's type is hidden.
pub(crate) struct ChangeSet<I: ?Sized> {
    pub(crate) changes: Vec<Change>,
    build: Builder<I>,
}

type Builder<I> = Arc<dyn Fn(u32) -> AnyModel<I> + Send + Sync>;

impl<I: ?Sized + 'static> ChangeSet<I> {
    pub(crate) fn new<M>(changes: Changes<M>) -> Self
    where
        M: ScoringModel<Input = I> + Clone + Send + Sync + 'static,
    {
        let Changes { base, steps } = changes;
        let (changes, steps): (Vec<Change>, Vec<Step<M>>) = steps.into_iter().unzip();
        let build = move |coalition: u32| {
            let mut model = base.clone();
            for (bit, apply) in steps.iter().enumerate() {
                if coalition >> bit & 1 == 1 {
                    apply(&mut model);
                }
            }
            AnyModel::new(model)
        };
        Self {
            changes,
            build: Arc::new(build),
        }
    }

    /// The release as one change that cannot be taken apart.
    pub(crate) fn whole(change: Change, before: AnyModel<I>, after: AnyModel<I>) -> Self {
        let build = move |coalition: u32| {
            if coalition == 0 {
                before.clone()
            } else {
                after.clone()
            }
        };
        Self {
            changes: vec![change],
            build: Arc::new(build),
        }
    }

    /// The base model with the changes whose bit is set.
    pub(crate) fn model(&self, coalition: u32) -> AnyModel<I> {
        (self.build)(coalition)
    }

    /// All changes together.
    pub(crate) fn full(&self) -> u32 {
        (1_u32 << self.changes.len()) - 1
    }
}

impl<I: ?Sized> Clone for ChangeSet<I> {
    fn clone(&self) -> Self {
        Self {
            changes: self.changes.clone(),
            build: Arc::clone(&self.build),
        }
    }
}
