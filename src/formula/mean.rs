//! The weighted mean, whose parts may be absent.

use super::{
    error::EvalError,
    term::{Operand, Term},
    trace::Trace,
};
use crate::path::Path;

/// A weighted mean under construction: Σ weight·value / Σ weight.
///
/// Made by [`Trace::weighted_mean`]. Weights are shares of each other: only their ratios count. A part that is
/// absent is named, weighs nothing and costs nothing: missing is not zero. A part's name is relative to the
/// trace the mean was made from, so that `part(&network.name, …)` and `t.scope(&network.name)` are one place.
///
/// # Examples
///
/// ```
/// # use scoreshift::*;
/// # struct M; impl ScoringModel for M { type Input = [(&'static str, Option<f64>)];
/// # fn id(&self) -> ModelId { ModelId::new("m", Version::new(1, 0, 0)) }
/// # fn scale(&self) -> Scale { Scale::new(0.0, 10.0) }
/// fn evaluate<T: Trace>(&self, marks: &[(&'static str, Option<f64>)], t: T) -> Result<Term<T>, EvalError> {
///     let mut mean = t.weighted_mean("marks");
///     for (subject, mark) in marks {
///         match mark {
///             Some(mark) => mean.part(subject, 1.0, t.scope(subject).input("mark", *mark)),
///             None => mean.absent(subject),
///         }
///     }
///     mean.finish()
/// }
/// # }
/// assert_eq!(M.score(&[("maths", Some(4.0)), ("sports", None), ("art", Some(6.0))])?, 5.0);
/// # Ok::<(), EvalError>(())
/// ```
#[derive(Debug)]
#[must_use = "a mean that is not finished counts for nothing"]
pub struct WeightedMean<'n, T: Trace> {
    trace: T,
    name: &'n str,
    total: f64,
    weight: f64,
    negative: Option<f64>,
    parts: T::Parts,
    empty: bool,
}

impl<'n, T: Trace> WeightedMean<'n, T> {
    pub(super) fn new(trace: T, name: &'n str) -> Self {
        Self {
            trace,
            name,
            total: 0.0,
            weight: 0.0,
            negative: None,
            parts: T::Parts::default(),
            empty: true,
        }
    }

    /// Adds a part. The weight is a number or a term, not negative.
    #[inline]
    pub fn part(&mut self, name: &str, weight: impl Operand<T>, value: Term<T>) {
        let weight = weight.term(self.trace);
        if weight.value() < 0.0 {
            self.negative = Some(weight.value());
            self.trace
                .fault(|| negative(self.trace.place(name), weight.value()));
        }
        self.total += weight.value() * value.value();
        self.weight += weight.value();
        self.empty = false;
        self.trace
            .add_part(&mut self.parts, name, weight.node(), value.node());
    }

    /// Names a part that is absent.
    #[inline]
    pub fn absent(&mut self, name: &str) {
        self.trace.add_absent(&mut self.parts, name);
    }

    /// The mean.
    ///
    /// # Errors
    ///
    /// [`EvalError::EveryPartAbsent`], [`EvalError::NegativeWeight`] or [`EvalError::ZeroTotalWeight`].
    #[inline]
    pub fn finish(self) -> Result<Term<T>, EvalError> {
        if let Some(weight) = self.negative {
            // A recording has kept the place of the first one.
            return Err(negative(self.trace.place(self.name), weight));
        }
        if self.empty || self.weight == 0.0 {
            return Err(self.nothing_to_average());
        }
        let value = if self.weight.is_finite() {
            self.total / self.weight
        } else {
            f64::NAN
        };
        Ok(Term::new(
            self.trace,
            self.trace.mean(self.name, value, self.parts),
            value,
        ))
    }

    #[cold]
    fn nothing_to_average(&self) -> EvalError {
        let place = self.trace.place(self.name);
        if self.empty {
            EvalError::EveryPartAbsent {
                place,
                absent: self.trace.absent_places(&self.parts),
            }
        } else {
            EvalError::ZeroTotalWeight { place }
        }
    }
}

#[cold]
fn negative(place: Path, weight: f64) -> EvalError {
    EvalError::NegativeWeight { place, weight }
}
