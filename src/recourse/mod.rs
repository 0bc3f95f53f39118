//! What would move a score: the smallest change of a single input that reaches a target.
//!
//! Only within bounds that the caller states, and every answer is scored again before it is given.

mod answer;
mod bound;
mod edges;
mod error;
mod search;
mod text;

pub(crate) use answer::rounded_apart;
pub use answer::{InputValue, OutOfReach, RecourseAnswer, SingleChange};
pub use bound::Bound;
pub use error::RecourseError;

use std::collections::BTreeMap;

use crate::{
    diff::EffectKind,
    formula::{breakdown::Breakdown, op::LeafKind},
    math,
    model::{Runnable, ScoringModel},
    path::Path,
    score::{Direction, Scale},
};
use search::{Adjustable, Counter};

/// What would move a score: the target, which inputs may move, and how far.
///
/// The literature calls it *algorithmic recourse* (Ustun, Spangher and Liu 2019) or a *counterfactual explanation*
/// (Wachter, Mittelstadt and Russell 2018). Here one input moves at a time.
///
/// Only what is bounded may move; what a person cannot or should not change is left out. The other value is handed to
/// the model in place of the subject's own, at the trace, so that nothing has to be known of the input's type; the model
/// must therefore [ask the trace for everything it uses](crate::conformance).
///
/// A target is reached by a score at it or on its better side: at least the target where higher is better, at most where
/// lower is better, and on a neutral scale at or beyond it as seen from the present score. People see rounded scores; to
/// reach what shows as 60, ask for 59.5.
///
/// # What is guaranteed
///
/// The values that a bound allows are those of its grid ([`Bound`]). On either side of the present value up to
/// [`scan`](Self::scan) of them are tried, evenly over the whole side to its end, besides those 1, 2, 4, 8, … steps away,
/// and on both sides of every edge that the recording shows for this input alone (bands, kinks, clamps, gates); from the
/// first one that reaches the target it is halved back to the last one that does not.
///
/// - A change that is given reaches the target: it was scored again, with a recording.
/// - The value one step nearer to the present one does not reach it.
/// - Where the score moves one way along the side, or one way between any two edges as on a scorecard, or where the side
///   has no more values than are scanned, no smaller change reaches it. Otherwise the score may have reached the target between two tried values and fallen back, and a smaller
///   change, or any change, may be missed: scan more.
/// - Equal distances up and down: up.
/// - What is [stated](SingleChange::stated) to people is a value with few decimals that reaches the target as it is
///   written: it was scored again as well.
///
/// A number that stands for a special [code](crate::formula::Code) is never advised, and an input that holds one cannot be asked to
/// move. A value that the model refuses, or whose score lies outside the scale, does not reach the target. The same question
/// gives the same answer, to the last bit.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{EqualNetworkWeight, Network, Profile};
/// use scoreshift::recourse::{Bound, Recourse};
///
/// let marketer = Profile::new()
///     .with("Twitter", Network::new(8700, 3600, 1900))?
///     .with("Facebook", Network::new(420, 130, 38))?;
/// let answer = Recourse::to_reach(60.0)
///     .bound("Twitter.reactions", Bound::from(0.0..=50_000.0).whole())
///     .bound("Facebook.reactions", Bound::from(0.0..=20_000.0).whole())
///     .bound("Facebook.active audience", Bound::from(0.0..=420.0).whole())
///     .find(&EqualNetworkWeight::default(), &marketer)?;
/// println!("{answer}");
/// # assert_eq!(answer.to_string(), "\
/// # Your influence score is 54, and the goal is 60.
/// #
/// # With “Twitter: reactions” at 20,732 instead of 1,900, the score would be 60.
/// # With “Facebook: reactions” at 171 instead of 38, the score would be 60.
/// #
/// # No other single change was found that reaches 60:
/// #   “Facebook: active audience”: 56 is the best found, at 420.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// prints
///
/// ```text
/// Your influence score is 54, and the goal is 60.
///
/// With “Twitter: reactions” at 20,732 instead of 1,900, the score would be 60.
/// With “Facebook: reactions” at 171 instead of 38, the score would be 60.
///
/// No other single change was found that reaches 60:
///   “Facebook: active audience”: 56 is the best found, at 420.
/// ```
///
/// [`Presenter::recourse`](crate::Presenter::recourse) adds the answer to a message, in the reader's language and under the
/// app's names.
///
/// A release of a lineage is asked in the same way: `.find(lineage.find("2.0.0")?.model(), &marketer)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Recourse {
    target: f64,
    asked: Vec<(String, Adjustable)>,
    scan: u32,
    budget: u64,
}

impl Recourse {
    /// Looks for a score at the target or on its better side, in points of the model's scale.
    #[must_use]
    pub fn to_reach(target: f64) -> Self {
        Self {
            target,
            asked: Vec::new(),
            scan: 64,
            budget: 10_000,
        }
    }

    /// Looks for the next better band of a [scale with bands](Scale::bands), as seen from a score.
    ///
    /// Where higher is better, the target is the limit of that band. Where lower is better, a band is reached below its
    /// limit: the target is the limit less one in the last digit that people see. None where the score is in the best band,
    /// on a scale without bands, and on one that is neutral.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{Scale, recourse::Recourse, score::Bands};
    ///
    /// let scale = Scale::new(0.0, 100.0).bands(Bands::fixed(&[40.0, 60.0], &["low", "middle", "high"]));
    /// assert_eq!(Recourse::to_next_band(&scale, 54.0), Some(Recourse::to_reach(60.0)));
    /// assert_eq!(Recourse::to_next_band(&scale, 60.0), None);
    /// ```
    #[must_use]
    pub fn to_next_band(scale: &Scale, score: f64) -> Option<Self> {
        let bands = scale.declared_bands()?;
        let (limits, band) = (bands.limits(), bands.of(score));
        let target = match scale.better() {
            Direction::HigherIsBetter => *limits.get(band)?,
            Direction::LowerIsBetter => {
                let digits = math::powi(10.0, i32::from(scale.shown_decimals()));
                limits.get(band.checked_sub(1)?)? - 1.0 / digits
            }
            Direction::Neutral => return None,
        };
        Some(Self::to_reach(target))
    }

    /// Lets a number of the subject's own data move within a bound.
    ///
    /// The input is named by its place, in the [text form](Path) of paths: `"Twitter.reactions"`. A bound is a range, or
    /// a [`Bound`] for more than a range.
    #[must_use]
    pub fn bound(mut self, input: impl Into<String>, bound: impl Into<Bound>) -> Self {
        self.asked
            .push((input.into(), Adjustable::Number(bound.into())));
        self
    }

    /// Lets a category of the subject's own data take one of these labels.
    ///
    /// The present label may be among them, and is passed over.
    ///
    /// # Examples
    ///
    /// ```
    /// # use scoreshift::{recourse::{Recourse, RecourseError}, *};
    /// # struct Meter;
    /// # impl ScoringModel for Meter {
    /// #     type Input = bool;
    /// #     fn id(&self) -> ModelId { ModelId::new("meter", Version::new(1, 0, 0)) }
    /// #     fn scale(&self) -> Scale { Scale::new(0.0, 10.0) }
    /// fn evaluate<T: Trace>(&self, paid: &bool, t: T) -> Result<Term<T>, EvalError> {
    ///     Ok(t.category("paid", paid).points("plan points", |paid| if *paid { 5.0 } else { 0.0 }))
    /// }
    /// # }
    /// let answer = Recourse::to_reach(5.0).labels("paid", ["yes", "no"]).find(&Meter, &false)?;
    /// assert!(answer.to_string().ends_with("With “Paid” being “yes” instead of “no”, the score would be 5."));
    /// # Ok::<(), RecourseError>(())
    /// ```
    #[must_use]
    pub fn labels(
        mut self,
        category: impl Into<String>,
        labels: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let labels = labels.into_iter().map(Into::into).collect();
        self.asked
            .push((category.into(), Adjustable::Label(labels)));
        self
    }

    /// How many values are tried evenly on either side of the present one, at least 1; by default 64.
    #[must_use]
    pub fn scan(mut self, values: u32) -> Self {
        self.scan = values.max(1);
        self
    }

    /// How many evaluations of the model are allowed; by default 10,000.
    ///
    /// A number needs at most 4 · (scan + 107) and 6 for each of its edges, and two for each decimal of what is found, a category two for each label.
    #[must_use]
    pub fn budget(mut self, evaluations: u64) -> Self {
        self.budget = evaluations;
        self
    }

    /// Looks.
    ///
    /// # Errors
    ///
    /// [`RecourseError`]: an input that cannot be scored as it is, a target that is not on the scale, a bound that is no
    /// bound, an input or label that the model does not know, or more evaluations than the budget allows.
    pub fn find<M: ScoringModel>(
        &self,
        model: &M,
        input: &M::Input,
    ) -> Result<RecourseAnswer, RecourseError> {
        let (id, scale) = (model.id(), model.scale());
        if !(self.target.is_finite() && scale.contains(self.target)) {
            return Err(RecourseError::Target {
                target: self.target,
                min: scale.min(),
                max: scale.max(),
            });
        }
        let mut counter = Counter::new(self.budget);
        let now = recorded(model, input)?;
        let leaves = Leaves::of(&now);
        let asked = self.placed(&leaves)?;
        let goal = Goal::new(&scale, now.value(), self.target);
        let mut answer = RecourseAnswer {
            model: id,
            scale,
            score: now.value(),
            target: self.target,
            reached: goal.reached_by(now.value()),
            sensitivities: now.sensitivities(),
            options: Vec::new(),
            out_of_reach: Vec::new(),
            evaluations: 0,
            budget: self.budget,
        };
        answer
            .sensitivities
            .retain(|leaf| leaf.kind == EffectKind::Input);
        // Counted here, so that a budget of nothing is overdrawn at the first input.
        if let Some((place, ..)) = asked.first() {
            counter.spend(place)?;
        }
        let search = search::Search {
            model: model as &dyn Runnable<M::Input>,
            input,
            now: &now,
            goal,
            scan: self.scan,
        };
        for (place, asked, before) in &asked {
            // What is wrong with a bound is said also where nothing has to change.
            let asked = asked.checked(place)?;
            if !answer.reached {
                search.input(&mut counter, place, &asked, before, &mut answer)?;
            }
        }
        answer.evaluations = counter.spent();
        Ok(answer)
    }

    /// Looks, where a rule says of each number of the subject's own data whether it may move, and how far: for inputs that
    /// some subjects have and others lack, or have many of. What was [bounded](Self::bound) by name comes first.
    ///
    /// The rule is asked for each number once, with its place and its present value, in the order of places.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find).
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{EqualNetworkWeight, Network, Profile};
    /// use scoreshift::recourse::{Bound, Recourse};
    ///
    /// let marketer = Profile::new()
    ///     .with("Twitter", Network::new(8700, 3600, 1900))?
    ///     .with("Facebook", Network::new(420, 130, 38))?;
    /// // Reactions in any network, and up to five times as many.
    /// let answer = Recourse::to_reach(60.0).find_each(&EqualNetworkWeight::default(), &marketer, |place, now| {
    ///     (place.last() == Some("reactions")).then(|| Bound::from(now..=5.0 * now).whole())
    /// })?;
    /// assert_eq!(answer.options[0].id.to_string(), "Facebook.reactions");
    /// assert_eq!(answer.out_of_reach[0].id.to_string(), "Twitter.reactions");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn find_each<M: ScoringModel>(
        mut self,
        model: &M,
        input: &M::Input,
        mut bound: impl FnMut(&Path, f64) -> Option<Bound>,
    ) -> Result<RecourseAnswer, RecourseError> {
        let now = recorded(model, input)?;
        for (place, values) in Leaves::of(&now).by_path {
            let number = values.iter().find_map(|value| match value {
                InputValue::Number(now) => Some(*now),
                InputValue::Label(_) => None,
            });
            if let Some(bound) = number.and_then(|now| bound(&place, now)) {
                self = self.bound(place.to_string(), bound);
            }
        }
        self.find(model, input)
    }

    /// What was asked, by place, with what stands there now.
    fn placed(
        &self,
        leaves: &Leaves,
    ) -> Result<Vec<(Path, &Adjustable, InputValue)>, RecourseError> {
        if self.asked.is_empty() {
            return Err(RecourseError::NothingMayMove {
                known: leaves.known(),
            });
        }
        let mut placed: Vec<(Path, &Adjustable, InputValue)> = Vec::new();
        for (name, asked) in &self.asked {
            let place: Path = name.parse().map_err(|source| RecourseError::Name {
                name: name.clone(),
                source,
            })?;
            if placed.iter().any(|(other, ..)| *other == place) {
                return Err(RecourseError::Twice { place });
            }
            let before = leaves.find(&place, asked)?;
            placed.push((place, asked, before));
        }
        Ok(placed)
    }
}

fn recorded<M: ScoringModel>(model: &M, input: &M::Input) -> Result<Breakdown, RecourseError> {
    let recording = model.recorded(input, None);
    recording.map_err(|source| RecourseError::Evaluation {
        model: Box::new(model.id()),
        source: Box::new(source),
    })
}

/// What a model asks of the subject's own data.
struct Leaves {
    by_path: BTreeMap<Path, Vec<InputValue>>,
    /// Inputs that hold a special code.
    codes: BTreeMap<Path, String>,
}

impl Leaves {
    fn of(breakdown: &Breakdown) -> Self {
        let mut by_path: BTreeMap<Path, Vec<InputValue>> = BTreeMap::new();
        let mut codes = BTreeMap::new();
        for leaf in breakdown.leaves() {
            let value = match (leaf.kind, leaf.label) {
                (LeafKind::Input, Some(code)) => {
                    codes.insert(leaf.path, code);
                    continue;
                }
                (LeafKind::Input, None) => InputValue::Number(leaf.value),
                (LeafKind::Category, Some(label)) => InputValue::Label(label),
                _ => continue,
            };
            by_path.entry(leaf.path).or_default().push(value);
        }
        Self { by_path, codes }
    }

    fn known(&self) -> Vec<Path> {
        let mut known: Vec<Path> = self
            .by_path
            .keys()
            .chain(self.codes.keys())
            .cloned()
            .collect();
        known.sort();
        known.dedup();
        known
    }

    /// A number and a category may share a place: what is asked decides.
    fn find(&self, place: &Path, asked: &Adjustable) -> Result<InputValue, RecourseError> {
        let is_number = matches!(asked, Adjustable::Number(_));
        let values = self.by_path.get(place);
        if let (Some(code), true) = (self.codes.get(place), is_number || values.is_none()) {
            return Err(RecourseError::Code {
                place: place.clone(),
                code: code.clone(),
            });
        }
        let Some(values) = values else {
            return Err(RecourseError::UnknownInput {
                place: place.clone(),
                known: self.known(),
            });
        };
        values
            .iter()
            .find(|value| matches!(value, InputValue::Number(_)) == is_number)
            .cloned()
            .ok_or_else(|| {
                let place = place.clone();
                if is_number {
                    RecourseError::NotANumber { place }
                } else {
                    RecourseError::NotALabel { place }
                }
            })
    }
}

/// Which scores reach the target.
#[derive(Clone, Copy, Debug)]
struct Goal {
    /// The ends of the scale.
    ends: (f64, f64),
    target: f64,
    upwards: bool,
}

impl Goal {
    fn new(scale: &Scale, score: f64, target: f64) -> Self {
        let upwards = match scale.better() {
            Direction::HigherIsBetter => true,
            Direction::LowerIsBetter => false,
            Direction::Neutral => score <= target,
        };
        Self {
            ends: (scale.min(), scale.max()),
            target,
            upwards,
        }
    }

    fn is_on_scale(&self, score: f64) -> bool {
        self.ends.0 <= score && score <= self.ends.1
    }

    fn reached_by(&self, score: f64) -> bool {
        if self.upwards {
            score >= self.target
        } else {
            score <= self.target
        }
    }

    /// Whether the first of two scores is the better one.
    fn prefers(&self, score: f64, other: f64) -> bool {
        if self.upwards {
            score > other
        } else {
            score < other
        }
    }
}
