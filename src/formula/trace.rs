//! Where a formula reports to.

use std::borrow::Cow;

use super::{
    backend::Backend,
    category::{Category, Choice},
    code::{Code, Coded, CodedTerm},
    curve::Curve,
    error::EvalError,
    mean::WeightedMean,
    op::{GateOpens, LeafKind, Op, OpaqueSpec},
    term::{Operand, Term},
};

/// What a model asks for its inputs, and where its formula reports to.
///
/// A model's [`evaluate`](crate::ScoringModel::evaluate) is generic over the trace, as a serde type is over its
/// serializer. With the plain trace every call here but the arithmetic disappears; with the recording trace the
/// same code leaves a [`Breakdown`](crate::Breakdown). The trait is sealed. A trace is `Copy` and passed by
/// value; [`scope`](Self::scope) returns another handle.
///
/// Names become the places of an explanation: keep them stable between versions, and put what belongs to one
/// thing (a network, an audit) into one scope.
///
/// # Examples
///
/// ```
/// use scoreshift::{EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version};
///
/// struct Activity;
///
/// impl ScoringModel for Activity {
///     type Input = [(String, f64)];
///
///     fn id(&self) -> ModelId { ModelId::new("activity", Version::new(1, 0, 0)) }
///     fn scale(&self) -> Scale { Scale::new(0.0, 100.0) }
///
///     fn evaluate<T: Trace>(&self, posts: &[(String, f64)], t: T) -> Result<Term<T>, EvalError> {
///         let total = t.sum(posts.iter().map(|(network, posts)| t.scope(network).input("posts", *posts)));
///         Ok((t.parameter("points per post", 2.0) * total).at_most(100.0))
///     }
/// }
///
/// assert_eq!(Activity.score(&[("twitter".into(), 10.0), ("last.fm".into(), 7.0)])?, 34.0);
/// # Ok::<(), EvalError>(())
/// ```
///
/// What else a trace makes of terms:
///
/// ```
/// # use scoreshift::*;
/// # struct M; impl ScoringModel for M { type Input = Option<f64>;
/// # fn id(&self) -> ModelId { ModelId::new("m", Version::new(1, 0, 0)) }
/// # fn scale(&self) -> Scale { Scale::unbounded() }
/// fn evaluate<T: Trace>(&self, x: &Option<f64>, t: T) -> Result<Term<T>, EvalError> {
///     let x = t.required("x", *x)?; // a missing input is an error that names it
///     let typical = t.reference("typical x", 2.0);
///     let above = t.named("above typical", x - typical);
///     let ranks = Curve::piecewise_linear([(0.0, 0.0), (10.0, 100.0)])?;
///     let results = [
///         (above, 1.0),
///         (t.reference_curve("percentile", &ranks, x), 30.0),
///         (t.product([x, typical, above]), 6.0),
///         (t.max(x, [typical, above]), 3.0),
///         (t.min(x, [typical, above]), 1.0),
///         (t.gate("bonus", x, 3.0, typical), 2.0), // open from 3 on
///         (t.gate("large bonus", x, 3.5, typical), 0.0),
///         (t.gate_above("bonus above 3", x, 3.0, typical), 0.0), // open above 3
///         (t.opaque("distance", 1, &[x, typical], |v| (v[0] - v[1]).abs()), 1.0),
///     ];
///     for (place, (term, expected)) in results.into_iter().enumerate() {
///         assert_eq!(term.value(), expected, "line {place}");
///     }
///     if x.value() > 9.0 {
///         return Err(t.refuse("x", "too many to be true"));
///     }
///     Ok(above)
/// }
/// # }
/// assert_eq!(M.score(&Some(3.0))?, 1.0);
/// assert_eq!(M.score(&None).unwrap_err().to_string(), "missing input `x`");
/// # Ok::<(), EvalError>(())
/// ```
pub trait Trace: Backend {
    /// A handle for names inside `name`: `t.scope("twitter").input("audience", …)` is `twitter.audience`.
    #[inline]
    #[must_use]
    fn scope(self, name: &str) -> Self {
        self.enter(name)
    }

    /// A number from the subject's own data.
    ///
    /// Any finite number, in any unit the model likes. `f64`, `f32` and integers up to 2⁵³; a larger integer
    /// makes the score fail with [`EvalError::InexactInteger`], NaN and infinities with
    /// [`EvalError::NotFinite`]. Asked for twice with one value it is one input; with two values the recording
    /// fails with [`EvalError::Duplicate`]. A score alone takes both as they come, because it knows no names:
    /// [`conformance::check_model`](crate::conformance::check_model) finds what is asked for twice, and so does everything that is
    /// explained or recorded with its breakdown.
    #[inline]
    fn input(self, name: &str, value: impl Number) -> Term<Self> {
        number(self, LeafKind::Input, name, value)
    }

    /// A number from the subject's own data that may be missing.
    ///
    /// # Errors
    ///
    /// [`EvalError::MissingInput`] if it is.
    #[inline]
    fn required(self, name: &str, value: Option<impl Number>) -> Result<Term<Self>, EvalError> {
        match value {
            Some(value) => Ok(self.input(name, value)),
            None => Err(EvalError::MissingInput {
                place: self.place(name),
            }),
        }
    }

    /// A label from the subject's own data.
    #[inline]
    fn category<'c, C: Category>(self, name: &str, value: &'c C) -> Choice<'c, Self, C> {
        let (substituted, node) = self.label(name, value);
        Choice {
            trace: self,
            node,
            value: substituted.map_or(Cow::Borrowed(value), Cow::Owned),
        }
    }

    /// A number from the subject's own data, or a special code in its place; see [`Coded`].
    ///
    /// Told in words, never advised by a [`Recourse`](crate::recourse::Recourse), and handed to the part of the formula that is meant
    /// for it: a code never reaches the arithmetic of numbers.
    #[inline]
    fn input_or_code<C: Code>(self, name: &str, value: &Coded<C>) -> CodedTerm<Self, C> {
        CodedTerm::ask(self, name, value)
    }

    /// A number that the rest of the population moves, such as a mean audience.
    ///
    /// Mostly it comes with the input, and two snapshots tell how it moved. The model may hold it as well, such as one that is
    /// built anew each month with the mean of that month: where two versions have two numbers for one reference, and nothing
    /// of the data decides them, an explanation counts the difference as what moved around the subject, not as a change of
    /// the algorithm. In a release with [named changes](crate::Change) it is what they say it is. A number that is measured
    /// or scaled otherwise is another reference: give it another name.
    #[inline]
    fn reference(self, name: &str, value: impl Number) -> Term<Self> {
        number(self, LeafKind::Reference, name, value)
    }

    /// A curve that the rest of the population moves, such as a percentile table, of `term`; held by the input or by the
    /// model, as a [`reference`](Self::reference) is.
    #[inline]
    fn reference_curve(self, name: &str, curve: &Curve, term: Term<Self>) -> Term<Self> {
        let substituted = self.population_curve(name);
        let curve = substituted.as_ref().unwrap_or(curve);
        let value = curve.apply(term.value());
        let node = self.node(
            Some(name),
            value,
            || Op::ReferenceCurve(curve.clone()),
            &[term.node()],
        );
        Term::new(self, node, value)
    }

    /// A number that the owners of the algorithm chose: a weight, a cap, a half-life.
    ///
    /// Bare numbers in the formula are parameters too, but have no name of their own.
    #[inline]
    fn parameter(self, name: &str, value: impl Number) -> Term<Self> {
        number(self, LeafKind::Parameter, name, value)
    }

    /// Gives a term a name in this scope, so that what moves inside it is reported there.
    #[inline]
    fn named(self, name: &str, term: Term<Self>) -> Term<Self> {
        Term::new(
            self,
            self.rename(name, term.value(), term.node()),
            term.value(),
        )
    }

    /// The sum of the terms; 0 for none.
    ///
    /// Added up from the left, as `a + b + c` is.
    fn sum(self, terms: impl IntoIterator<Item = Term<Self>>) -> Term<Self> {
        let (value, nodes) = fold(terms, 0.0, |sum, term| sum + term);
        Term::new(
            self,
            self.node_of(value, || Op::Sum, nodes.into_iter()),
            value,
        )
    }

    /// The product of the terms; 1 for none.
    fn product(self, terms: impl IntoIterator<Item = Term<Self>>) -> Term<Self> {
        let (value, nodes) = fold(terms, 1.0, |product, term| product * term);
        Term::new(
            self,
            self.node_of(value, || Op::Product, nodes.into_iter()),
            value,
        )
    }

    /// The largest of `first` and the terms.
    fn max(self, first: Term<Self>, terms: impl IntoIterator<Item = Term<Self>>) -> Term<Self> {
        let all = std::iter::once(first).chain(terms);
        let (value, nodes) = fold(all, f64::MIN, larger);
        Term::new(
            self,
            self.node_of(value, || Op::Maximum, nodes.into_iter()),
            value,
        )
    }

    /// The smallest of `first` and the terms.
    fn min(self, first: Term<Self>, terms: impl IntoIterator<Item = Term<Self>>) -> Term<Self> {
        let all = std::iter::once(first).chain(terms);
        let (value, nodes) = fold(all, f64::MAX, smaller);
        Term::new(
            self,
            self.node_of(value, || Op::Minimum, nodes.into_iter()),
            value,
        )
    }

    /// The weighted mean of parts that are added one by one; see [`WeightedMean`].
    #[inline]
    fn weighted_mean(self, name: &str) -> WeightedMean<'_, Self> {
        WeightedMean::new(self, name)
    }

    /// `part` while `term` ≥ `threshold`, else 0.
    ///
    /// Opening or closing is one effect of kind *threshold* that names the term that crossed.
    #[inline]
    fn gate(
        self,
        name: &str,
        term: Term<Self>,
        threshold: impl Operand<Self>,
        part: Term<Self>,
    ) -> Term<Self> {
        let threshold = threshold.term(self);
        gate(self, name, GateOpens::AtLeast, [term, threshold, part])
    }

    /// `part` while `term` > `threshold`, else 0: a gate that the threshold itself does not open.
    ///
    /// For what any of something gives, whatever its unit: more than 0 reviews, more than 0 euros. Sentences say "more
    /// than".
    ///
    /// # Examples
    ///
    /// ```
    /// # use scoreshift::{Diff, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, formula::GateOpens};
    /// # struct M; impl ScoringModel for M { type Input = f64;
    /// # fn id(&self) -> ModelId { ModelId::new("m", Version::new(1, 0, 0)) }
    /// # fn scale(&self) -> Scale { Scale::new(0.0, 10.0) }
    /// fn evaluate<T: Trace>(&self, reviews: &f64, t: T) -> Result<Term<T>, EvalError> {
    ///     let reviews = t.input("reviews", *reviews);
    ///     Ok(t.gate_above("reviewed", reviews, 0.0, t.parameter("bonus", 5)))
    /// }
    /// # }
    /// assert_eq!((M.score(&0.0)?, M.score(&1.0)?), (0.0, 5.0));
    /// let diff = Diff::between(&M.breakdown(&0.0)?, &M.breakdown(&1.0)?)?;
    /// assert_eq!(diff.crossings()[0].opens, (GateOpens::Above, GateOpens::Above));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    fn gate_above(
        self,
        name: &str,
        term: Term<Self>,
        threshold: impl Operand<Self>,
        part: Term<Self>,
    ) -> Term<Self> {
        let threshold = threshold.term(self);
        gate(self, name, GateOpens::Above, [term, threshold, part])
    }

    /// The author's own function of several terms.
    ///
    /// The function must depend on nothing but `arguments`; `revision` is raised whenever its code changes. A
    /// recording keeps the name, the revision and the values, so a move that only one argument made belongs to
    /// that argument, and a move that several made together to the function's own place.
    fn opaque(
        self,
        name: &str,
        revision: u32,
        arguments: &[Term<Self>],
        function: impl FnOnce(&[f64]) -> f64,
    ) -> Term<Self> {
        let values: Vec<f64> = arguments.iter().map(|term| term.value()).collect();
        let value = if all_finite(&values) {
            function(&values)
        } else {
            f64::NAN
        };
        let nodes: Vec<_> = arguments.iter().map(|term| term.node()).collect();
        let op = || {
            Op::Opaque(
                OpaqueSpec {
                    name: name.to_owned(),
                    revision,
                }
                .into(),
            )
        };
        Term::new(self, self.node(Some(name), value, op, &nodes), value)
    }

    /// The error by which a model refuses its input, at the place `name` of this scope.
    fn refuse(self, name: &str, reason: impl std::fmt::Display) -> EvalError {
        EvalError::Refused {
            place: self.place(name),
            reason: reason.to_string(),
        }
    }
}

impl<B: Backend> Trace for B {}

#[inline]
fn gate<T: Trace>(
    trace: T,
    name: &str,
    opens: GateOpens,
    [term, threshold, part]: [Term<T>; 3],
) -> Term<T> {
    let value = if !all_finite(&[term.value(), threshold.value(), part.value()]) {
        f64::NAN
    } else if opens.holds(term.value(), threshold.value()) {
        part.value()
    } else {
        0.0
    };
    let arguments = [term.node(), threshold.node(), part.node()];
    let node = trace.node(Some(name), value, || Op::Gate(opens), &arguments);
    Term::new(trace, node, value)
}

/// A numeric leaf. Not a method: a model could give it a kind that holds no number.
#[inline]
fn number<T: Trace>(trace: T, kind: LeafKind, name: &str, value: impl Number) -> Term<T> {
    let exact = value.exact().unwrap_or_else(|| {
        trace.fault(|| EvalError::InexactInteger {
            place: trace.place(name),
            kind,
            value: format!("{value:?}"),
        });
        f64::NAN
    });
    let (value, node) = trace.leaf(kind, name, exact);
    Term::new(trace, node, value)
}

/// A number that an `f64` holds exactly.
///
/// Implemented for `f64`, `f32` and the integers; the wide integers up to 2⁵³.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that a formula can ask for",
    label = "not a number",
    note = "an input, reference or parameter is an `f64`, an `f32` or an integer, by value",
    note = "a number that may be missing is asked for with `required`, and a `Term` is not asked for: use it as it is"
)]
pub trait Number: Copy + std::fmt::Debug + sealed::Sealed {
    #[doc(hidden)]
    fn exact(self) -> Option<f64>;
}

macro_rules! exact_number {
    ($($type:ty),*) => {$(
        impl sealed::Sealed for $type {}
        impl Number for $type {
            #[inline]
            fn exact(self) -> Option<f64> {
                Some(f64::from(self))
            }
        }
    )*};
}

macro_rules! wide_integer {
    ($($type:ty),*) => {$(
        impl sealed::Sealed for $type {}
        impl Number for $type {
            #[inline]
            #[allow(
                clippy::cast_precision_loss,
                clippy::cast_lossless,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_possible_wrap,
                reason = "a cast that changes the number is what is looked for"
            )]
            fn exact(self) -> Option<f64> {
                const LIMIT: u128 = 1 << f64::MANTISSA_DIGITS;
                #[allow(unused_comparisons, reason = "the macro serves unsigned types too")]
                let magnitude = if self < 0 { (self as i128).unsigned_abs() } else { self as u128 };
                (magnitude <= LIMIT).then_some(self as f64)
            }
        }
    )*};
}

exact_number!(f64, f32, i8, i16, i32, u8, u16, u32);
wide_integer!(i64, u64, isize, usize, i128, u128);

mod sealed {
    #[allow(unreachable_pub, unnameable_types, reason = "seals `Number`")]
    pub trait Sealed {}
}

pub(super) fn all_finite(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite())
}

/// Larger of the two; NaN if one is not finite, so that a maximum absorbs nothing.
#[inline]
pub(super) fn larger(a: f64, b: f64) -> f64 {
    if !(a.is_finite() && b.is_finite()) {
        f64::NAN
    } else if a > b {
        a
    } else {
        b
    }
}

/// Smaller of the two; NaN if one is not finite.
#[inline]
pub(super) fn smaller(a: f64, b: f64) -> f64 {
    if !(a.is_finite() && b.is_finite()) {
        f64::NAN
    } else if a < b {
        a
    } else {
        b
    }
}

fn fold<T: Trace>(
    terms: impl IntoIterator<Item = Term<T>>,
    start: f64,
    step: impl Fn(f64, f64) -> f64,
) -> (f64, Vec<T::Node>) {
    let mut value = start;
    let mut nodes = Vec::new();
    for term in terms {
        value = step(value, term.value());
        nodes.push(term.node());
    }
    (value, nodes)
}
