//! Versions of algorithms.

use std::{fmt, sync::Arc};

use crate::{
    formula::{
        backend::Plain,
        breakdown::{Breakdown, Formula},
        erased::Erased,
        error::EvalError,
        op::Op,
        recorder::{Recorder, Recording},
        substitute::{Substituting, Substitution},
        term::Term,
        trace::Trace,
    },
    id::ModelId,
    path::printable,
    score::Scale,
};

/// One version of one scoring algorithm.
///
/// A plain struct whose fields are its parameters. [`evaluate`](Self::evaluate) is the only formula: the score,
/// the breakdown and every explanation come from it, so they cannot drift apart. It must depend on nothing but
/// `self` and what it asks the trace for.
///
/// # Examples
///
/// ```
/// use scoreshift::{EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version};
///
/// /// Page quality: 100 for a page that loads at once, falling with each second.
/// struct Speed { points_per_second: f64 }
///
/// impl ScoringModel for Speed {
///     type Input = f64;
///
///     fn id(&self) -> ModelId { ModelId::new("speed", Version::new(1, 0, 0)) }
///     fn scale(&self) -> Scale { Scale::new(0.0, 100.0) }
///
///     fn evaluate<T: Trace>(&self, seconds: &f64, t: T) -> Result<Term<T>, EvalError> {
///         let lost = t.parameter("points per second", self.points_per_second) * t.input("seconds", *seconds);
///         Ok((100.0 - lost).at_least(0.0))
///     }
/// }
///
/// let model = Speed { points_per_second: 20.0 };
/// assert_eq!(model.score(&1.5)?, 70.0);
/// println!("{}", model.breakdown(&1.5)?);
/// # Ok::<(), EvalError>(())
/// ```
pub trait ScoringModel {
    /// What is scored; unsized types such as `[Network]` or `str` are allowed, and are borrowed from wherever they lie.
    ///
    /// A type with a lifetime of its own, such as `Row<'a>`, can be scored and recorded, but has no lineage: a lineage holds
    /// its models and probes for as long as the program runs, so they cannot speak of rows that live for one request.
    /// Where the data lies in a row or a request, let the model score a slice or a struct that owns what it needs; names in an
    /// `Arc<str>` cost next to nothing.
    type Input: ?Sized;

    /// The algorithm's name and version.
    ///
    /// A model whose releases are [derived](crate::lineage::LineageBuilder::release) from each other says its first version here:
    /// each later release carries the version that it is given, and so does all that comes from it.
    fn id(&self) -> ModelId;

    /// The points that scores lie on.
    fn scale(&self) -> Scale;

    /// The formula.
    ///
    /// # Errors
    ///
    /// What the model refuses; see [`EvalError`].
    fn evaluate<T: Trace>(&self, input: &Self::Input, t: T) -> Result<Term<T>, EvalError>;

    /// The score, as plain numbers.
    ///
    /// # Errors
    ///
    /// [`EvalError`]: what the model refuses, a value that is not finite (with the place where it first went
    /// wrong), or a score outside the scale.
    fn score(&self, input: &Self::Input) -> Result<f64, EvalError> {
        // The plain error knows no scope: the recording of `failure` does.
        let Ok(term) = self.evaluate(input, Plain) else {
            return Err(self.failure(input));
        };
        // An infinite bound contains infinity, which is no score.
        if term.value().is_finite() && self.scale().contains(term.value()) {
            Ok(term.value())
        } else {
            Err(self.failure(input))
        }
    }

    /// The score with its formula.
    ///
    /// # Errors
    ///
    /// As [`score`](Self::score), and [`EvalError::Duplicate`] where one path was given two values. A score alone does not
    /// look for that: it knows no names, and so costs nothing for them. [`conformance::check_model`](crate::conformance::check_model)
    /// records every input that it is given and finds it.
    fn breakdown(&self, input: &Self::Input) -> Result<Breakdown, EvalError> {
        record(self, input, None)
    }

    /// Why [`score`](Self::score) failed: the model once more, recording.
    #[doc(hidden)]
    #[cold]
    fn failure(&self, input: &Self::Input) -> EvalError {
        match record(self, input, None) {
            Err(error) => error,
            Ok(breakdown) => out_of_scale(self.id(), &self.scale(), breakdown.value()),
        }
    }
}

fn out_of_scale(model: ModelId, scale: &Scale, value: f64) -> EvalError {
    EvalError::OutOfScale {
        model: Box::new(model),
        value,
        min: scale.min(),
        max: scale.max(),
    }
}

/// Records a model, with some leaves substituted.
pub(crate) fn record<M: ScoringModel + ?Sized>(
    model: &M,
    input: &M::Input,
    substitution: Option<&Substitution>,
) -> Result<Breakdown, EvalError> {
    let (formula, root) = record_unchecked(|trace| model.evaluate(input, trace), substitution)?;
    let breakdown = Breakdown::new(model.id(), model.scale(), formula, root);
    if breakdown.scale().contains(breakdown.value()) {
        Ok(breakdown)
    } else {
        Err(out_of_scale(model.id(), &model.scale(), breakdown.value()))
    }
}

fn record_unchecked(
    evaluate: impl for<'r> FnOnce(Recording<'r>) -> Result<Term<Recording<'r>>, EvalError>,
    substitution: Option<&Substitution>,
) -> Result<(Formula, u32), EvalError> {
    let recorder = Recorder::new(substitution);
    let root = evaluate(recorder.trace()).map(Term::node);
    let (formula, fault) = recorder.finish();
    if let Some(fault) = fault.or_else(|| hidden_fault(&formula)) {
        return Err(fault);
    }
    let root = root?;
    if formula.value(root).is_finite() {
        Ok((formula, root))
    } else {
        Err(not_finite(&formula))
    }
}

/// A number of an author that is not finite and that no value shows: a constant or the slope of a function, or the points
/// of a label that the input does not have.
fn hidden_fault(formula: &Formula) -> Option<EvalError> {
    (0..)
        .zip(&formula.nodes)
        .find_map(|(id, node)| match &node.op {
            Op::Custom(spec) => {
                let of = format!("of custom function `{}`", printable(&spec.name));
                let mut constants = spec.constants.iter().enumerate();
                let constant = constants.find(|(_, constant)| !constant.is_finite());
                match constant {
                    Some((index, &value)) => Some((id, format!("constant {index} {of}"), value)),
                    None if node.value.is_finite() && spec.slope.is_nan() => {
                        Some((id, format!("the slope {of}"), spec.slope))
                    }
                    None => None,
                }
            }
            Op::Points(table) => {
                let entry = table.iter().find(|(_, points)| !points.is_finite());
                entry.map(|(label, points)| {
                    (
                        id,
                        format!("label `{}` of a table", printable(label)),
                        *points,
                    )
                })
            }
            _ => None,
        })
        .map(|(id, operation, value)| fault_at(formula, id, operation, value))
}

/// The first node that is not finite though all its arguments are.
fn not_finite(formula: &Formula) -> EvalError {
    let first = formula
        .nodes
        .iter()
        .position(|node| !node.value.is_finite())
        .unwrap_or(0);
    #[allow(clippy::cast_possible_truncation, reason = "node ids are u32")]
    let id = first as u32;
    let node = formula.node(id);
    let operation = match node.map(|node| &node.op) {
        Some(Op::Curve(curve)) => format!("curve {curve}"),
        Some(Op::Custom(spec)) => format!("custom function `{}`", printable(&spec.name)),
        Some(Op::Opaque(spec)) => format!("opaque function `{}`", printable(&spec.name)),
        Some(op) => op.name().to_owned(),
        None => String::new(),
    };
    fault_at(formula, id, operation, formula.value(id))
}

fn fault_at(formula: &Formula, id: u32, operation: String, value: f64) -> EvalError {
    EvalError::NotFinite {
        place: formula.node(id).map_or(crate::path::Path::root(), |node| {
            formula.paths.path(node.path)
        }),
        toward: formula.next_named(id),
        operation,
        value,
        arguments: formula
            .children(id)
            .iter()
            .map(|&child| (formula.nearest_path(child), formula.value(child)))
            .collect(),
    }
}

/// What an explanation asks of a model, whatever its type.
pub(crate) trait Runnable<I: ?Sized> {
    fn named(&self) -> ModelId;

    fn scale_of(&self) -> Scale;

    fn recorded(
        &self,
        input: &I,
        substitution: Option<&Substitution>,
    ) -> Result<Breakdown, EvalError>;

    /// As `recorded`, where the score may lie outside the scale.
    fn record_unchecked(
        &self,
        input: &I,
        substitution: Option<&Substitution>,
    ) -> Result<Breakdown, EvalError>;

    /// The score with leaves substituted, where there is one; it may lie outside the scale.
    fn try_score(&self, input: &I, substitution: &Substitution) -> Option<f64>;

    /// As `try_score`, with the reason where there is no score.
    fn substituted(&self, input: &I, substitution: &Substitution) -> Result<f64, EvalError> {
        match self.try_score(input, substitution) {
            Some(value) => Ok(value),
            // The recording knows the full place of what went wrong.
            None => self
                .record_unchecked(input, Some(substitution))
                .map(|breakdown| breakdown.value()),
        }
    }
}

impl<M: ScoringModel> Runnable<M::Input> for M {
    fn named(&self) -> ModelId {
        self.id()
    }

    fn scale_of(&self) -> Scale {
        self.scale()
    }

    fn recorded(
        &self,
        input: &M::Input,
        substitution: Option<&Substitution>,
    ) -> Result<Breakdown, EvalError> {
        record(self, input, substitution)
    }

    fn record_unchecked(
        &self,
        input: &M::Input,
        substitution: Option<&Substitution>,
    ) -> Result<Breakdown, EvalError> {
        let (formula, root) = record_unchecked(|trace| self.evaluate(input, trace), substitution)?;
        Ok(Breakdown::new(self.id(), self.scale(), formula, root))
    }

    fn try_score(&self, input: &M::Input, substitution: &Substitution) -> Option<f64> {
        let value = self.evaluate(input, substitution.trace()).map(Term::value);
        let fault = substitution.take_fault();
        value
            .ok()
            .filter(|value| value.is_finite() && fault.is_none())
    }
}

/// Any model of one input type, its own type hidden, so that versions are held together.
///
/// Cheap to clone. It is itself a [`ScoringModel`].
///
/// # Examples
///
/// ```
/// use scoreshift::{
///     AnyModel, ScoringModel, influence::{EqualNetworkWeight, FollowerWeighted, Profile},
/// };
///
/// let versions: Vec<AnyModel<Profile>> =
///     vec![AnyModel::new(FollowerWeighted::default()), AnyModel::new(EqualNetworkWeight::default())];
/// assert_eq!(versions[1].id().to_string(), "influence 2.0.0");
/// ```
pub struct AnyModel<I: ?Sized> {
    model: Arc<dyn Described<I>>,
    /// Asked for at every score, and never another one.
    scale: Scale,
}

/// An erased model with what does not depend on a trace.
trait Described<I: ?Sized>: Erased<I> {
    fn id(&self) -> &ModelId;
    fn erased(&self) -> &dyn Erased<I>;
}

/// A model and the name and version it goes by, which a derived release gives it.
struct Holder<M> {
    model: M,
    id: ModelId,
}

impl<M: ScoringModel + Send + Sync> Erased<M::Input> for Holder<M> {
    fn plain(&self, input: &M::Input) -> Result<Term<Plain>, EvalError> {
        self.model.evaluate(input, Plain)
    }

    fn recorded<'r>(
        &self,
        input: &M::Input,
        trace: Recording<'r>,
    ) -> Result<Term<Recording<'r>>, EvalError> {
        self.model.evaluate(input, trace)
    }

    fn substituted<'s>(
        &self,
        input: &M::Input,
        trace: Substituting<'s>,
    ) -> Result<Term<Substituting<'s>>, EvalError> {
        self.model.evaluate(input, trace)
    }
}

impl<M: ScoringModel + Send + Sync> Described<M::Input> for Holder<M> {
    fn id(&self) -> &ModelId {
        &self.id
    }

    fn erased(&self) -> &dyn Erased<M::Input> {
        self
    }
}

impl<I: ?Sized> AnyModel<I> {
    /// Hides the type of a model.
    pub fn new<M: ScoringModel<Input = I> + Send + Sync + 'static>(model: M) -> Self {
        let id = model.id();
        Self::called(model, id)
    }

    /// As [`new`](Self::new), under another name or version than the model gives itself.
    pub(crate) fn called<M>(model: M, id: ModelId) -> Self
    where
        M: ScoringModel<Input = I> + Send + Sync + 'static,
    {
        let scale = model.scale();
        Self {
            model: Arc::new(Holder { model, id }),
            scale,
        }
    }
}

impl<I: ?Sized> ScoringModel for AnyModel<I> {
    type Input = I;

    fn id(&self) -> ModelId {
        self.model.id().clone()
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
    }

    fn evaluate<T: Trace>(&self, input: &I, t: T) -> Result<Term<T>, EvalError> {
        t.run(self.model.erased(), input)
    }

    #[inline]
    fn score(&self, input: &I) -> Result<f64, EvalError> {
        match self.model.plain(input) {
            Ok(term) if term.value().is_finite() && self.scale.contains(term.value()) => {
                Ok(term.value())
            }
            _ => Err(self.failure(input)),
        }
    }
}

impl<I: ?Sized> Clone for AnyModel<I> {
    fn clone(&self) -> Self {
        Self {
            model: Arc::clone(&self.model),
            scale: self.scale.clone(),
        }
    }
}

impl<I: ?Sized> fmt::Debug for AnyModel<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AnyModel").field(self.model.id()).finish()
    }
}
