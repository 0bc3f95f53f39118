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
    /// The least weight so far, and not an error at once: that would cost every part a branch.
    least: f64,
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
            least: 0.0,
            parts: T::Parts::default(),
            empty: true,
        }
    }

    /// Adds a part. The weight is a number or a term, not negative.
    #[inline]
    pub fn part(&mut self, name: &str, weight: impl Operand<T>, value: Term<T>) {
        let weight = weight.term(self.trace);
        if weight.value() < self.least {
            self.least = weight.value();
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
        if self.least < 0.0 {
            return Err(negative(self.trace, self.name, self.least, &self.parts));
        }
        if self.empty || self.weight == 0.0 {
            return Err(nothing_to_average(
                self.trace,
                self.name,
                self.empty,
                &self.parts,
            ));
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
}

// Free functions: a mean whose address is taken is kept in memory.
#[cold]
fn negative<T: Trace>(trace: T, name: &str, weight: f64, parts: &T::Parts) -> EvalError {
    let place = trace
        .part_that_weighs(parts, weight)
        .unwrap_or_else(|| trace.place(name));
    EvalError::NegativeWeight { place, weight }
}

#[cold]
fn nothing_to_average<T: Trace>(trace: T, name: &str, empty: bool, parts: &T::Parts) -> EvalError {
    let place = trace.place(name);
    if empty {
        let absent = trace.absent_places(parts);
        EvalError::EveryPartAbsent { place, absent }
    } else {
        EvalError::ZeroTotalWeight { place }
    }
}
