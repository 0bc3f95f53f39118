//! Why a score moved: causes × places.

mod assemble;
mod error;
mod explanation;
mod game;
mod leaf_players;
mod leaves;
mod points;
mod row;
mod separate;
mod stored;
mod table;

pub use error::{ExplainError, MovedLeaves, Remedy, Snapshot};
pub use explanation::{
    Branch, Cause, CauseKind, CausePlace, Explanation, Level, Method, Place, Points, Question,
};

use crate::{
    diff::same_name,
    lineage::{ChangeSet, Lineage, LineageError, Release},
    model::{Runnable, ScoringModel},
};
use game::{Budget, Direction, Step};
pub(crate) use points::apportion as apportion_points;

/// An input under a version of a lineage; made by [`at`].
#[derive(Debug)]
pub struct At<'a, I: ?Sized> {
    version: &'a str,
    input: &'a I,
}

impl<I: ?Sized> Clone for At<'_, I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I: ?Sized> Copy for At<'_, I> {}

/// An input under a version, such as `at("2.0.0", &profile)`.
pub fn at<'a, I: ?Sized>(version: &'a str, input: &'a I) -> At<'a, I> {
    At { version, input }
}

/// How to explain; [`explain`], [`level`] and [`Lineage::explain`] use the defaults.
///
/// # What it costs
///
/// Every combination of a release's named changes is scored, on the data before and after: 2ⁿ recordings for n changes, twice
/// as many where the data moved, and four times as many where references moved too; [`Method::Owen`] takes 2ᵐ scores for m
/// moved inputs. A recording takes about ten times as long as a score, and comparing two formulas of other shapes
/// longer still. So three changes of a small formula take about a millisecond, each further one doubles that, and twenty moved
/// inputs are a matter of seconds; the [budget](Self::budget) refuses what is more, before anything is computed.
///
/// Explaining computes and never waits. In an asynchronous program, call it where computing belongs, such as
/// `tokio::task::spawn_blocking(move || lineage.explain(…))`, so that no other request has to wait for it. Lineages and models
/// are `Send + Sync`, and a lineage is cheap to clone. A [`preview`](Lineage::preview) explains too; a study of a population is
/// a matter of seconds or minutes.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{self, Network, Profile};
/// use scoreshift::{Explainer, at, explain::Method};
///
/// let before = Profile::new().with("Twitter", Network::new(900, 300, 80))?;
/// let after = Profile::new().with("Twitter", Network::new(950, 320, 140))?;
/// let why = Explainer::new()
///     .method(Method::Owen)
///     .budget(10_000)
///     .releases(&influence::lineage(), at("1.0.0", &before), at("2.0.0", &after))?;
/// assert!(why.evaluations <= why.budget);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Explainer {
    method: Method,
    budget: Option<u64>,
    causes_alone: bool,
}

impl Explainer {
    /// [`Method::Automatic`] with its default budget.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How the subject's own data is split into places.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// How many evaluations of a model are allowed. By default 5,000, enough for ten named changes, and for
    /// [`Method::Owen`] 2²¹, enough for twenty moved inputs under one version.
    #[must_use]
    pub fn budget(mut self, evaluations: u64) -> Self {
        self.budget = Some(evaluations);
        self
    }

    /// The same causes, but not where they did what they did: most of the time goes into that.
    pub(crate) fn causes_alone(mut self) -> Self {
        self.causes_alone = true;
        self
    }

    /// Why a score moved between two releases of a lineage, forwards or backwards, over any number of releases.
    ///
    /// Changes of several releases are tried one release after the other: those of each in every combination, on what was
    /// in force at their time, with the data before and with the data after, half and half. `applied_first` and `applied_last` of such a
    /// change are within its release. This is right for history, where a change made in 2019 met the algorithm of 2019. It
    /// is not the game in which all changes of the span are tried with each other: a change that a later one takes back has
    /// what it did, and the later one has the opposite. Causes add up along the way: an explanation over two releases has
    /// the causes of both, while the data counts by what it did under the first algorithm and under the last.
    ///
    /// # Errors
    ///
    /// [`ExplainError`]: an unknown version, an input that cannot be scored, a release that does not follow from
    /// the one before by its named changes, or more evaluations than the budget allows.
    pub fn releases<I: ?Sized + 'static>(
        &self,
        lineage: &Lineage<I>,
        before: At<'_, I>,
        after: At<'_, I>,
    ) -> Result<Explanation, ExplainError> {
        let (from, to) = (
            lineage.position(before.version)?,
            lineage.position(after.version)?,
        );
        // Changes lead from the older release to the newer one; backwards, the same is told with every sign turned.
        let backwards = from > to;
        let (older, newer) = if backwards {
            (after, before)
        } else {
            (before, after)
        };
        let first = lineage.find(older.version)?;
        let rest: Vec<&Release<I>> = lineage
            .releases()
            .skip(from.min(to) + 1)
            .take(from.abs_diff(to))
            .collect();
        let steps: Vec<Step<'_, I>> = rest
            .iter()
            .map(|release| Step {
                to: release.model(),
                set: release.changes.as_ref(),
            })
            .collect();
        let inputs = [older.input, newer.input];
        let budget = self.allowed();
        let both = if std::ptr::eq(older.input, newer.input) {
            1
        } else {
            2
        };
        // A derived release cannot be anything else than the one before with its changes.
        let is_declared = |release: &&&Release<I>| {
            let set = release.changes.as_ref();
            set.is_some_and(ChangeSet::is_declared)
        };
        let checks = 4 * (both * rest.iter().filter(is_declared).count()) as u64;
        budget.afford(
            checks + game::recordings(&steps, inputs),
            game::remedy(&steps),
        )?;
        budget.spend(checks);
        let told = if backwards {
            Direction::Backwards
        } else {
            Direction::Forwards
        };
        let mut earlier = first;
        for release in &rest {
            for (input, side) in inputs.into_iter().zip(told.sides()).take(both) {
                release
                    .check(earlier, input)
                    .map_err(|error| on_side(error, side))?;
            }
            earlier = release;
        }
        table::explain(self, &budget, first.model(), &steps, inputs, told)
    }

    /// Why a score moved from one model and input to another model and input.
    ///
    /// # Errors
    ///
    /// [`ExplainError`]: models of other names, or an input that cannot be scored.
    pub fn models<A, B>(
        &self,
        before: (&A, &A::Input),
        after: (&B, &A::Input),
    ) -> Result<Explanation, ExplainError>
    where
        A: ScoringModel,
        A::Input: 'static,
        B: ScoringModel<Input = A::Input>,
    {
        same_name(&before.0.id(), &after.0.id())?;
        let steps = if is_one_model(before.0, after.0) {
            Vec::new()
        } else {
            vec![Step {
                to: after.0 as &dyn Runnable<A::Input>,
                set: None,
            }]
        };
        let inputs = [before.1, after.1];
        table::explain(
            self,
            &self.allowed(),
            before.0,
            &steps,
            inputs,
            Direction::Forwards,
        )
    }

    /// Why a score is what it is, compared with a reference input: the median subject, a pass mark, an empty
    /// profile.
    ///
    /// # Errors
    ///
    /// As [`models`](Self::models).
    pub fn level<M>(
        &self,
        model: &M,
        reference: &M::Input,
        input: &M::Input,
    ) -> Result<Explanation, ExplainError>
    where
        M: ScoringModel,
        M::Input: 'static,
    {
        let mut explanation = self.models((model, reference), (model, input))?;
        explanation.question = Question::Level;
        Ok(explanation)
    }

    fn allowed(&self) -> Budget {
        let default = match self.method {
            Method::Automatic | Method::Secant => 5000,
            Method::Owen => 1 << 21,
        };
        Budget::new(self.budget.unwrap_or(default))
    }
}

/// Whether both are the same model in memory. Two models of one version may still differ in a field.
fn is_one_model<A: ScoringModel, B: ScoringModel>(before: &A, after: &B) -> bool {
    std::ptr::addr_eq(before, after)
        && std::any::type_name::<A>() == std::any::type_name::<B>()
        && before.id() == after.id()
}

/// Says which snapshot it is that a release cannot score.
fn on_side(error: LineageError, side: Snapshot) -> ExplainError {
    match error {
        LineageError::Evaluation {
            model,
            changes: None,
            source,
        } => ExplainError::Evaluation {
            model,
            input: side,
            source,
        },
        error => error.into(),
    }
}

impl<I: ?Sized + 'static> Lineage<I> {
    /// Why a score moved between two releases; see [`Explainer::releases`].
    ///
    /// # Errors
    ///
    /// As [`Explainer::releases`].
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Network, Profile};
    /// use scoreshift::at;
    ///
    /// let profile = Profile::new()
    ///     .with("Twitter", Network::new(8700, 3600, 1900))?
    ///     .with("Facebook", Network::new(420, 130, 38))?;
    /// let why = influence::lineage().explain(at("1.0.0", &profile), at("2.0.0", &profile))?;
    /// println!("{why}"); // … Your influence score fell from 71 to 54 …
    /// # assert!(why.to_string().contains("Your influence score fell from 71 to 54"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(
        &self,
        before: At<'_, I>,
        after: At<'_, I>,
    ) -> Result<Explanation, ExplainError> {
        Explainer::new().releases(self, before, after)
    }
}

/// Why a score moved from one model and input to another model and input; see [`Explainer::models`].
///
/// # Errors
///
/// As [`Explainer::models`].
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{EqualNetworkWeight, FollowerWeighted, Network, Profile};
///
/// let then = Profile::new().with("Twitter", Network::new(900, 300, 80))?;
/// let now = Profile::new().with("Twitter", Network::new(950, 320, 140))?;
/// let why = scoreshift::explain(
///     (&FollowerWeighted::default(), &then),
///     (&EqualNetworkWeight::default(), &now),
/// )?;
/// assert_eq!(why.data().micro + why.algorithm().micro, why.delta_micro);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explain<A, B>(
    before: (&A, &A::Input),
    after: (&B, &A::Input),
) -> Result<Explanation, ExplainError>
where
    A: ScoringModel,
    A::Input: 'static,
    B: ScoringModel<Input = A::Input>,
{
    Explainer::new().models(before, after)
}

/// Why a score is what it is, compared with a reference input; see [`Explainer::level`].
///
/// # Errors
///
/// As [`Explainer::models`].
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{EqualNetworkWeight, Network, Profile};
///
/// let typical = Profile::new().with("Twitter", Network::new(300, 100, 20))?;
/// let mine = Profile::new().with("Twitter", Network::new(900, 300, 80))?;
/// let why = scoreshift::explain::level(&EqualNetworkWeight::default(), &typical, &mine)?;
/// assert_eq!(why.data().micro, why.delta_micro);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn level<M>(
    model: &M,
    reference: &M::Input,
    input: &M::Input,
) -> Result<Explanation, ExplainError>
where
    M: ScoringModel,
    M::Input: 'static,
{
    Explainer::new().level(model, reference, input)
}
