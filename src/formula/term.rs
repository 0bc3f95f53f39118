//! A number that may know its formula.

use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use super::{
    backend::Plain,
    curve::Curve,
    error::EvalError,
    op::{Continuity, CustomSpec, Op},
    rounding::Rounding,
    trace::{Trace, all_finite, larger, smaller},
};
use crate::math;

/// A number of a model's formula.
///
/// Terms are added, subtracted, multiplied and divided with each other and with `f64` on either side; what
/// else a formula may do are the methods here. With the plain trace a term is a bare `f64`.
///
/// A value that is not finite is never absorbed: a cap, a minimum or a saturating curve of NaN is NaN, and the
/// score fails with the place where it first went wrong.
///
/// # Examples
///
/// ```
/// # use scoreshift::*;
/// # struct M; impl ScoringModel for M { type Input = f64;
/// # fn id(&self) -> ModelId { ModelId::new("m", Version::new(1, 0, 0)) }
/// # fn scale(&self) -> Scale { Scale::new(0.0, 100.0) }
/// fn evaluate<T: Trace>(&self, posts: &f64, t: T) -> Result<Term<T>, EvalError> {
///     let posts = t.input("posts", *posts);
///     Ok((10.0 * posts.ln_1p() + 5.0).clamp(0.0, 100.0))
/// }
/// # }
/// assert_eq!(M.score(&0.0)?, 5.0);
/// # Ok::<(), EvalError>(())
/// ```
///
/// What each operation gives for one term `x` = 2.5:
///
/// ```
/// # use scoreshift::*;
/// # struct M; impl ScoringModel for M { type Input = f64;
/// # fn id(&self) -> ModelId { ModelId::new("m", Version::new(1, 0, 0)) }
/// # fn scale(&self) -> Scale { Scale::unbounded() }
/// fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
///     let x = t.input("x", *x).within(0.0, 10.0)?; // else the score fails and names `x`
///     let results = [
///         (2.0 * x + 1.0, 6.0),
///         (-x / 5.0, -0.5),
///         ((x - 1.5).ln(), 0.0),
///         ((x - 2.5).ln_1p(), 0.0),
///         ((x - 2.5).exp(), 1.0),
///         ((x - 2.5).tanh(), 0.0),
///         (x.powf(2.0), 6.25),
///         (x.powi(2), 6.25),
///         (t.parameter("two", 2).pow(x - 0.5), 4.0),
///         ((x - 0.5).exponential(3.0), 9.0),
///         ((x + 1.5).sqrt(), 2.0),
///         ((x - 3.0).abs(), 0.5),
///         (x.at_least(3.0), 3.0),
///         (x.at_most(2.0), 2.0),
///         (x.clamp(0.0, t.parameter("cap", 1)), 1.0),
///         (x.max(4.0), 4.0),
///         (x.min(x - 1.0), 1.5),
///         (x.round_to(1.0, 0.0), 3.0), // halves go up
///         (x.floor_to(1.0, 0.0), 2.0),
///         (x.ceil_to(1.0, 0.0), 3.0),
///         (x.ceil_to(0.4, 0.2), 2.4), // within the snap above 2.4
///         ((x - 2.35 - 0.1).round_to(0.1, 1e-9), 0.1), // computed as 0.04999999999999991
///         (x.curve(&Curve::linear(4.0, 1.0)), 11.0),
///     ];
///     for (place, (term, expected)) in results.into_iter().enumerate() {
///         assert_eq!(term.value(), expected, "line {place}");
///     }
///     Ok(x)
/// }
/// # }
/// M.score(&2.5)?;
/// assert_eq!(M.score(&11.0).unwrap_err().to_string(), "`x` is 11, outside 0 to 10");
/// # Ok::<(), EvalError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Term<T: Trace> {
    value: f64,
    node: T::Node,
    trace: T,
}

impl<T: Trace> Term<T> {
    #[inline]
    pub(crate) fn new(trace: T, node: T::Node, value: f64) -> Self {
        Self { value, node, trace }
    }

    #[inline]
    pub(crate) fn node(self) -> T::Node {
        self.node
    }

    /// The number itself, for a branch of the model's own.
    #[inline]
    #[must_use]
    pub fn value(self) -> f64 {
        self.value
    }

    /// Natural logarithm; the score fails where the term is not positive.
    #[inline]
    #[must_use]
    pub fn ln(self) -> Self {
        self.through(Curve::ln)
    }

    /// ln(1 + x), exact near 0; the score fails where the term is −1 or less.
    #[inline]
    #[must_use]
    pub fn ln_1p(self) -> Self {
        self.through(Curve::ln_1p)
    }

    /// eˣ.
    #[inline]
    #[must_use]
    pub fn exp(self) -> Self {
        self.through(Curve::exp)
    }

    /// The term to a fixed power.
    #[inline]
    #[must_use]
    pub fn powf(self, exponent: f64) -> Self {
        self.through(|| Curve::power(exponent))
    }

    /// The term to a fixed whole power; the same function as [`powf`](Self::powf).
    #[inline]
    #[must_use]
    pub fn powi(self, exponent: i32) -> Self {
        self.powf(f64::from(exponent))
    }

    /// The term to the power of another term.
    #[inline]
    #[must_use]
    pub fn pow(self, exponent: Self) -> Self {
        let value = if all_finite(&[self.value, exponent.value]) {
            math::powf(self.value, exponent.value)
        } else {
            f64::NAN
        };
        self.with(exponent, value, || Op::Power)
    }

    /// `base` to the power of the term, for a positive `base`: `age.exponential(0.993)` is 0.993^age.
    #[inline]
    #[must_use]
    pub fn exponential(self, base: f64) -> Self {
        self.through(|| Curve::exponential(base))
    }

    /// Square root; the score fails where the term is negative.
    #[inline]
    #[must_use]
    pub fn sqrt(self) -> Self {
        self.through(Curve::sqrt)
    }

    /// Absolute value.
    #[inline]
    #[must_use]
    pub fn abs(self) -> Self {
        self.through(Curve::abs)
    }

    /// Hyperbolic tangent.
    #[inline]
    #[must_use]
    pub fn tanh(self) -> Self {
        self.through(Curve::tanh)
    }

    /// The term, or `floor` where it is smaller; `floor` is a number or a term.
    #[inline]
    #[must_use]
    pub fn at_least(self, floor: impl Operand<T>) -> Self {
        match floor.number() {
            Some(floor) => self.through(|| Curve::at_least(floor)),
            None => self.max(floor.term(self.trace)),
        }
    }

    /// The term, or `cap` where it is larger; `cap` is a number or a term.
    #[inline]
    #[must_use]
    pub fn at_most(self, cap: impl Operand<T>) -> Self {
        match cap.number() {
            Some(cap) => self.through(|| Curve::at_most(cap)),
            None => self.min(cap.term(self.trace)),
        }
    }

    /// The term, kept between `floor` and `cap`; each is a number or a term.
    ///
    /// With two numbers of which `floor` is the larger, the score fails.
    #[inline]
    #[must_use]
    pub fn clamp(self, floor: impl Operand<T>, cap: impl Operand<T>) -> Self {
        match (floor.number(), cap.number()) {
            (Some(floor), Some(cap)) => self.through(|| Curve::clamp(floor, cap)),
            _ => self.at_least(floor).at_most(cap),
        }
    }

    /// The larger of the term and another term or number.
    #[inline]
    #[must_use]
    pub fn max(self, other: impl Operand<T>) -> Self {
        let other = other.term(self.trace);
        self.with(other, larger(self.value, other.value), || Op::Maximum)
    }

    /// The smaller of the term and another term or number.
    #[inline]
    #[must_use]
    pub fn min(self, other: impl Operand<T>) -> Self {
        let other = other.term(self.trace);
        self.with(other, smaller(self.value, other.value), || Op::Minimum)
    }

    /// The nearest multiple of `step`, halves upwards.
    ///
    /// A term that lies less than `snap` below a half counts as that half, so that the noise of floating-point
    /// numbers decides nothing: 0.15 − 0.1 is computed as 0.04999999999999999, which `round_to(0.1, 1e-9)` takes to
    /// 0.1 and `round_to(0.1, 0.0)` to 0. The score fails where the snap is negative, or half a step or more.
    #[inline]
    #[must_use]
    pub fn round_to(self, step: f64, snap: f64) -> Self {
        self.rounded(Rounding::round_to(step, snap))
    }

    /// The largest multiple of `step` that is not above the term.
    ///
    /// A term that lies less than `snap` below a multiple counts as that multiple, so that the noise of
    /// floating-point numbers costs nobody a step.
    #[inline]
    #[must_use]
    pub fn floor_to(self, step: f64, snap: f64) -> Self {
        self.rounded(Rounding::floor_to(step, snap))
    }

    /// The smallest multiple of `step` that is not below the term.
    ///
    /// A term that lies less than `snap` above a multiple counts as that multiple.
    #[inline]
    #[must_use]
    pub fn ceil_to(self, step: f64, snap: f64) -> Self {
        self.rounded(Rounding::ceil_to(step, snap))
    }

    /// A curve of the term.
    #[inline]
    #[must_use]
    pub fn curve(self, curve: &Curve) -> Self {
        let value = curve.apply(self.value);
        self.unary(value, || Op::Curve(curve.clone()))
    }

    /// The author's own function of the term.
    ///
    /// The score fails where the function gives something that is not finite or has such a constant, and the
    /// recording also where the derivative that its author gives is `NaN`.
    #[inline]
    #[must_use]
    pub fn custom(self, function: &Function) -> Self {
        let value = if function.has_finite_constants {
            function.call(self.value)
        } else {
            f64::NAN
        };
        self.unary(value, || Op::Custom(function.stored_at(self.value).into()))
    }

    /// The term itself, if it lies between `min` and `max`.
    ///
    /// # Errors
    ///
    /// [`EvalError::OutOfRange`] if it does not, or a bound is `NaN`; a term that is not finite passes, and the score
    /// fails with [`EvalError::NotFinite`].
    #[inline]
    pub fn within(self, min: f64, max: f64) -> Result<Self, EvalError> {
        // A bound that is not a number bounds nothing, and nothing is within it.
        if self.value.is_finite() && !(self.value >= min && self.value <= max) {
            return Err(self.out_of_range(min, max));
        }
        Ok(self)
    }

    #[cold]
    fn out_of_range(self, min: f64, max: f64) -> EvalError {
        EvalError::OutOfRange {
            place: self.trace.place_of(self.node),
            value: self.value,
            min,
            max,
        }
    }

    /// A curve whose kind is known where this is called, so that nothing is left of it but its arithmetic.
    #[allow(clippy::inline_always, reason = "else the kind is not known")]
    #[inline(always)]
    fn through(self, curve: impl Fn() -> Curve) -> Self {
        let value = curve().apply_known(self.value);
        self.unary(value, || Op::Curve(curve()))
    }

    #[inline]
    fn rounded(self, rounding: Rounding) -> Self {
        self.unary(rounding.apply(self.value), || Op::Rounding(rounding))
    }

    #[inline]
    fn unary(self, value: f64, op: impl FnOnce() -> Op) -> Self {
        Self::new(
            self.trace,
            self.trace.node(None, value, op, &[self.node]),
            value,
        )
    }

    #[inline]
    fn with(self, other: Self, value: f64, op: impl FnOnce() -> Op) -> Self {
        Self::new(
            self.trace,
            self.trace.node(None, value, op, &[self.node, other.node]),
            value,
        )
    }
}

/// A number or a term.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a number nor a term of this formula",
    label = "not a number or a term",
    note = "an operand is an `f64` or a `Term` of the same trace: write `2.0 * x` rather than `2 * x` (whole numbers are \
            none, because `3 / 4 * x` would be 0)",
    note = "to compare or branch on a term, take its `value()`"
)]
pub trait Operand<T: Trace>: Copy + sealed::Sealed {
    #[doc(hidden)]
    fn number(self) -> Option<f64>;
    #[doc(hidden)]
    fn term(self, trace: T) -> Term<T>;
}

mod sealed {
    #[allow(unreachable_pub, unnameable_types, reason = "seals `Operand`")]
    pub trait Sealed {}
    impl Sealed for f64 {}
    impl<T: super::Trace> Sealed for super::Term<T> {}
}

impl<T: Trace> Operand<T> for f64 {
    #[inline]
    fn number(self) -> Option<f64> {
        Some(self)
    }

    #[inline]
    fn term(self, trace: T) -> Term<T> {
        Term::new(trace, trace.constant(self), self)
    }
}

impl<T: Trace> Operand<T> for Term<T> {
    #[inline]
    fn number(self) -> Option<f64> {
        None
    }

    #[inline]
    fn term(self, _: T) -> Term<T> {
        self
    }
}

/// An author's own function of one number.
///
/// # Examples
///
/// ```
/// use scoreshift::formula::{Continuity, Function};
///
/// let half_life = 30.0;
/// let decay = Function::new("decay", 1, Continuity::Continuous, move |days| {
///     scoreshift::math::exp2(-days / half_life)
/// })
/// .constants([half_life])
/// .slope(move |days| -std::f64::consts::LN_2 / half_life * scoreshift::math::exp2(-days / half_life));
/// assert_eq!(decay.call(30.0), 0.5);
/// ```
pub struct Function {
    name: String,
    revision: u32,
    continuity: Continuity,
    constants: Vec<f64>,
    has_finite_constants: bool,
    apply: Box<dyn Fn(f64) -> f64 + Send + Sync>,
    slope: Option<Box<dyn Fn(f64) -> f64 + Send + Sync>>,
}

impl Function {
    /// Names a function. `revision` is raised whenever the code of `function` changes, and `continuity` says
    /// whether it jumps.
    pub fn new(
        name: impl Into<String>,
        revision: u32,
        continuity: Continuity,
        function: impl Fn(f64) -> f64 + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            revision,
            continuity,
            constants: Vec::new(),
            has_finite_constants: true,
            apply: Box::new(function),
            slope: None,
        }
    }

    /// The numbers that the function depends on besides its argument, so that a change of one is seen.
    ///
    /// They are finite; with another one, every score that the function is a part of fails and names it.
    #[must_use]
    pub fn constants(mut self, constants: impl IntoIterator<Item = f64>) -> Self {
        self.constants = constants.into_iter().collect();
        self.has_finite_constants = self.constants.iter().all(|constant| constant.is_finite());
        self
    }

    /// The derivative; without it one is measured by a small symmetric step, or to one side where the function ends.
    ///
    /// It may be infinite, as that of a square root is at 0. Where it is `NaN`, a score cannot be recorded.
    #[must_use]
    pub fn slope(mut self, slope: impl Fn(f64) -> f64 + Send + Sync + 'static) -> Self {
        self.slope = Some(Box::new(slope));
        self
    }

    /// The function's value at `x`; NaN where `x` is not finite.
    #[must_use]
    pub fn call(&self, x: f64) -> f64 {
        if x.is_finite() {
            (self.apply)(x)
        } else {
            f64::NAN
        }
    }

    fn stored_at(&self, x: f64) -> CustomSpec {
        let slope = match &self.slope {
            Some(slope) => slope(x),
            None => self.measured_slope(x),
        };
        CustomSpec {
            name: self.name.clone(),
            revision: self.revision,
            constants: self.constants.clone(),
            continuity: self.continuity,
            slope,
        }
    }

    /// By a symmetric step, or to the side where the function has values; infinite where it has none on either.
    fn measured_slope(&self, x: f64) -> f64 {
        let step = x.abs().max(1.0) * 1e-6;
        let at = |x| Some(self.call(x)).filter(|value| value.is_finite());
        let quotient = match (at(x - step), at(x), at(x + step)) {
            (Some(below), _, Some(above)) => (above - below) / (2.0 * step),
            (None, Some(here), Some(above)) => (above - here) / step,
            (Some(below), Some(here), None) => (here - below) / step,
            // Not of interest: the score fails.
            (_, None, _) => 0.0,
            (None, Some(_), None) => f64::INFINITY,
        };
        // The difference of two large numbers may be too large.
        if quotient.is_nan() {
            f64::INFINITY
        } else {
            quotient
        }
    }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Function")
            .field("name", &self.name)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}

/// Division that lets nothing disappear: by an infinity it is NaN.
#[inline]
fn quotient(a: f64, b: f64) -> f64 {
    if b.is_finite() { a / b } else { f64::NAN }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $assign_trait:ident, $assign:ident, $op:expr, $value:expr) => {
        impl<T: Trace> $trait for Term<T> {
            type Output = Self;

            #[inline]
            fn $method(self, other: Self) -> Self {
                self.with(other, $value(self.value, other.value), || $op)
            }
        }

        impl<T: Trace> $trait<f64> for Term<T> {
            type Output = Self;

            #[inline]
            fn $method(self, other: f64) -> Self {
                self.$method(other.term(self.trace))
            }
        }

        impl<T: Trace> $trait<Term<T>> for f64 {
            type Output = Term<T>;

            #[inline]
            fn $method(self, other: Term<T>) -> Term<T> {
                self.term(other.trace).$method(other)
            }
        }

        impl<T: Trace> $assign_trait for Term<T> {
            #[inline]
            fn $assign(&mut self, other: Self) {
                *self = (*self).$method(other);
            }
        }

        impl<T: Trace> $assign_trait<f64> for Term<T> {
            #[inline]
            fn $assign(&mut self, other: f64) {
                *self = (*self).$method(other);
            }
        }
    };
}

operator!(
    Add,
    add,
    AddAssign,
    add_assign,
    Op::Sum,
    |a: f64, b: f64| a + b
);
operator!(
    Sub,
    sub,
    SubAssign,
    sub_assign,
    Op::Difference,
    |a: f64, b: f64| a - b
);
operator!(
    Mul,
    mul,
    MulAssign,
    mul_assign,
    Op::Product,
    |a: f64, b: f64| a * b
);
operator!(Div, div, DivAssign, div_assign, Op::Ratio, quotient);

impl<T: Trace> Neg for Term<T> {
    type Output = Self;

    #[inline]
    fn neg(self) -> Self {
        self.unary(-self.value, || Op::Negation)
    }
}

const _: () = assert!(
    size_of::<Term<Plain>>() == size_of::<f64>(),
    "a plain term is a bare number"
);
