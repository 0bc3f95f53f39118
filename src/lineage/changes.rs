//! What the changes of a release do to a model, one by one and in every combination.

use std::{fmt, marker::PhantomData, sync::Arc};

use super::{Change, SettingsError, sheet::Edits};
use crate::{
    formula::{error::EvalError, term::Term, trace::Trace},
    id::ModelId,
    model::{AnyModel, ScoringModel},
    score::Scale,
};

/// What a change does to a model's settings. Code cannot fail; data can, where it makes no model without the other changes.
pub(super) type Apply<M> = Arc<dyn Fn(&mut M) -> Result<(), SettingsError> + Send + Sync>;

/// Named changes of one type of model, each with what it does, in the order in which they are applied.
///
/// For changes that come as a list; where they are written down one by one,
/// [`LineageBuilder::change`](super::LineageBuilder::change) is shorter.
///
/// # Examples
///
/// ```
/// use scoreshift::{Change, lineage::Changes};
///
/// struct Air { points_per_ppm: f64 }
///
/// let changes = Changes::new()
///     .change(Change::new("stricter").sentence("Stale air now costs more."), |air: &mut Air| air.points_per_ppm = 0.08);
/// assert_eq!(changes.len(), 1);
/// ```
pub struct Changes<M> {
    pub(super) steps: Vec<Step<M>>,
}

/// A change, and what it does.
pub(super) struct Step<M> {
    pub(super) change: Change,
    pub(super) apply: Apply<M>,
    /// The settings that it edits, where it was made of data.
    pub(super) edits: Option<Edits>,
}

impl<M> Clone for Step<M> {
    fn clone(&self) -> Self {
        Self {
            change: self.change.clone(),
            apply: Arc::clone(&self.apply),
            edits: self.edits.clone(),
        }
    }
}

impl<M> Changes<M> {
    /// No change yet.
    #[must_use]
    pub fn new() -> Self {
        Self { steps: Vec::new() }
    }

    /// Adds a change: its name, and what it does to the model.
    #[must_use]
    pub fn change(
        mut self,
        change: Change,
        apply: impl Fn(&mut M) + Send + Sync + 'static,
    ) -> Self {
        let apply = move |model: &mut M| {
            apply(model);
            Ok(())
        };
        self.steps.push(Step {
            change,
            apply: Arc::new(apply),
            edits: None,
        });
        self
    }

    /// How many changes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The changes, without what they do.
    pub fn iter(&self) -> impl Iterator<Item = &Change> {
        self.steps.iter().map(|step| &step.change)
    }
}

impl<M> Default for Changes<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M> Clone for Changes<M> {
    fn clone(&self) -> Self {
        Self {
            steps: self.steps.clone(),
        }
    }
}

impl<M> fmt::Debug for Changes<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The changes of a release that is a model of another type or shape, as steps from a base that reproduces the release
/// before.
///
/// Applied all together, in the order in which they are declared, they reproduce the release. Both promises are
/// checked at every explanation. A release of the same type needs none of this: it is
/// [derived](super::LineageBuilder::release).
///
/// # Examples
///
/// ```
/// use scoreshift::{
///     Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version,
///     lineage::Rewrite,
/// };
///
/// /// Points by steps per day; `round` came with the rewrite.
/// #[derive(Clone)]
/// struct Steps { version: Version, per_point: f64, round: bool }
///
/// impl ScoringModel for Steps {
///     type Input = f64;
///
///     fn id(&self) -> ModelId { ModelId::new("steps", self.version.clone()) }
///     fn scale(&self) -> Scale { Scale::new(0.0, 1000.0) }
///
///     fn evaluate<T: Trace>(&self, steps: &f64, t: T) -> Result<Term<T>, EvalError> {
///         let points = t.input("steps", *steps) / t.parameter("steps per point", self.per_point);
///         Ok(if self.round { points.round_to(1.0, 1e-9) } else { points })
///     }
/// }
///
/// let old = Steps { version: Version::new(1, 0, 0), per_point: 100.0, round: false };
/// let new = Steps { version: Version::new(2, 0, 0), per_point: 80.0, round: true };
/// let changes = Rewrite::starting_from(old.clone())
///     .change(Change::new("easier").sentence("A point now takes fewer steps."), |steps| steps.per_point = 80.0)
///     .change(Change::new("whole").sentence("Points are now whole."), |steps| steps.round = true);
/// let lineage = Lineage::starting_with(old).rewritten(new, changes).build()?;
/// assert_eq!(lineage.latest().changes().len(), 2);
/// # Ok::<(), scoreshift::lineage::LineageFaults>(())
/// ```
pub struct Rewrite<B> {
    base: B,
    changes: Changes<B>,
}

impl<B> Rewrite<B> {
    /// Starts from a model that reproduces the release before.
    pub fn starting_from(base: B) -> Self {
        Self {
            base,
            changes: Changes::new(),
        }
    }

    /// Adds a change: its name, and what it does to the base.
    #[must_use]
    pub fn change(
        mut self,
        change: Change,
        apply: impl Fn(&mut B) + Send + Sync + 'static,
    ) -> Self {
        self.changes = self.changes.change(change, apply);
        self
    }
}

impl<B> fmt::Debug for Rewrite<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.changes.fmt(f)
    }
}

/// How a rewritten release came from the one before: by the changes of a [`Rewrite`], or by one [`Change`] that is not
/// taken apart.
pub struct Rewritten<I: ?Sized>(pub(super) Split<I>);

pub(super) enum Split<I: ?Sized> {
    Whole(Change),
    Changes(ChangeSet<I>),
}

impl<I: ?Sized> From<Change> for Rewritten<I> {
    fn from(change: Change) -> Self {
        Self(Split::Whole(change))
    }
}

impl<B> From<Rewrite<B>> for Rewritten<B::Input>
where
    B: ScoringModel + Clone + Send + Sync + 'static,
    B::Input: 'static,
{
    fn from(rewrite: Rewrite<B>) -> Self {
        let Rewrite { base, changes } = rewrite;
        let steps = changes.steps.into_iter();
        let (changes, steps): (Vec<Change>, Vec<Apply<B>>) =
            steps.map(|step| (step.change, step.apply)).unzip();
        let build = move |coalition: u32| match applied(&base, &steps, coalition) {
            Ok(model) => AnyModel::new(model),
            Err(error) => NoModel::of(&base, base.id(), &error),
        };
        Self(Split::Changes(ChangeSet {
            changes,
            build: Arc::new(build),
            origin: Origin::Declared,
        }))
    }
}

impl<I: ?Sized> fmt::Debug for Rewritten<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Split::Whole(change) => f.debug_tuple("Whole").field(change).finish(),
            Split::Changes(set) => f.debug_tuple("Changes").field(&set.changes).finish(),
        }
    }
}

/// A model with the changes whose bit is set.
fn applied<M: Clone>(base: &M, steps: &[Apply<M>], coalition: u32) -> Result<M, SettingsError> {
    let mut model = base.clone();
    for (bit, apply) in steps.iter().enumerate() {
        if coalition >> bit & 1 == 1 {
            apply(&mut model)?;
        }
    }
    Ok(model)
}

/// Settings that are no model without the other changes of their release: nothing can be scored by them.
struct NoModel<I: ?Sized> {
    id: ModelId,
    scale: Scale,
    reason: String,
    input: PhantomData<fn(&I)>,
}

impl<I: ?Sized + 'static> NoModel<I> {
    fn of(base: &impl ScoringModel<Input = I>, id: ModelId, error: &SettingsError) -> AnyModel<I> {
        AnyModel::new(Self {
            id,
            scale: base.scale(),
            reason: error.to_string(),
            input: PhantomData,
        })
    }
}

impl<I: ?Sized> ScoringModel for NoModel<I> {
    type Input = I;

    fn id(&self) -> ModelId {
        self.id.clone()
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
    }

    fn evaluate<T: Trace>(&self, _: &I, t: T) -> Result<Term<T>, EvalError> {
        Err(t.refuse("settings", &self.reason))
    }
}

/// How a release came from the one before, whatever the type of its models.
pub(crate) struct ChangeSet<I: ?Sized> {
    pub(crate) changes: Vec<Change>,
    build: Build<I>,
    origin: Origin,
}

type Build<I> = Arc<dyn Fn(u32) -> AnyModel<I> + Send + Sync>;

/// Whether the ends of a set of changes can disagree with the two releases.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Without changes it is the release before, and with all of them it is the release.
    Derived,
    /// A base was declared that should be both.
    Declared,
}

impl<I: ?Sized + 'static> ChangeSet<I> {
    /// The changes that make `after` of `before`, whose settings are `base`. With only some of them the model still goes
    /// by the name and version of `before`.
    pub(super) fn derived<M>(
        changes: Vec<Change>,
        steps: Vec<Apply<M>>,
        base: M,
        (before, after): (AnyModel<I>, AnyModel<I>),
    ) -> Self
    where
        M: ScoringModel<Input = I> + Clone + Send + Sync + 'static,
    {
        let id: ModelId = before.id();
        let full = full(changes.len());
        let build = move |coalition: u32| match coalition {
            // Without any change at all, the two releases differ in their versions alone.
            _ if coalition == full => after.clone(),
            0 => before.clone(),
            some => match applied(&base, &steps, some) {
                Ok(model) => AnyModel::called(model, id.clone()),
                Err(error) => NoModel::of(&base, id.clone(), &error),
            },
        };
        Self {
            changes,
            build: Arc::new(build),
            origin: Origin::Derived,
        }
    }

    /// The release as one change that cannot be taken apart.
    pub(super) fn unsplit(change: Change, before: AnyModel<I>, after: AnyModel<I>) -> Self {
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
            origin: Origin::Derived,
        }
    }

    /// The release before, or the declared base, with the changes whose bit is set.
    pub(crate) fn model(&self, coalition: u32) -> AnyModel<I> {
        (self.build)(coalition)
    }

    /// All changes together.
    pub(crate) fn full(&self) -> u32 {
        full(self.changes.len())
    }

    /// Whether a base was declared, which could be another model than the two releases.
    pub(crate) fn is_declared(&self) -> bool {
        self.origin == Origin::Declared
    }

    /// Whether the release is the one before under another version.
    pub(crate) fn is_same(&self) -> bool {
        self.changes.is_empty() && !self.is_declared()
    }
}

/// Every bit of so many changes; a lineage whose release has more than 16 is not built.
fn full(changes: usize) -> u32 {
    (0..changes).fold(0, |bits, _| bits << 1 | 1)
}

impl<I: ?Sized> Clone for ChangeSet<I> {
    fn clone(&self) -> Self {
        Self {
            changes: self.changes.clone(),
            build: Arc::clone(&self.build),
            origin: self.origin,
        }
    }
}
