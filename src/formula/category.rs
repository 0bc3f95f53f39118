//! Inputs that are one of a few labels.

use std::{borrow::Cow, sync::Arc};

use super::{op::Op, term::Term, trace::Trace};

/// A type whose values are labels: a sex, a plan, a scope, yes or no.
///
/// A model branches only on categories (or on a term's [`value`](Term::value)), because a branch on anything
/// else would be invisible to the explanation.
///
/// # Examples
///
/// ```
/// use scoreshift::Category;
///
/// #[derive(Clone, Copy, Debug)]
/// enum Plan { Free, Paid }
///
/// impl Category for Plan {
///     const ALL: &'static [Self] = &[Plan::Free, Plan::Paid];
///
///     fn label(&self) -> &str {
///         match self {
///             Plan::Free => "free",
///             Plan::Paid => "paid",
///         }
///     }
/// }
///
/// assert!(matches!(Plan::from_label("paid"), Some(Plan::Paid)));
/// ```
pub trait Category: Clone + 'static {
    /// Every value, where they can be listed; empty for an open set such as a country name.
    const ALL: &'static [Self];

    /// The value's name, different for different values.
    fn label(&self) -> &str;

    /// The value with this label.
    #[must_use]
    fn from_label(label: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|value| value.label() == label)
            .cloned()
    }
}

/// `bool` is a category with the labels `yes` and `no`.
impl Category for bool {
    const ALL: &'static [Self] = &[false, true];

    fn label(&self) -> &str {
        if *self { "yes" } else { "no" }
    }
}

/// A `String` is a category of an open set.
impl Category for String {
    const ALL: &'static [Self] = &[];

    fn label(&self) -> &str {
        self
    }

    fn from_label(label: &str) -> Option<Self> {
        Some(label.to_owned())
    }
}

/// A category that a model asked for: it gives points or chooses a branch.
///
/// Made by [`Trace::category`].
#[derive(Clone, Debug)]
pub struct Choice<'c, T: Trace, C: Category> {
    pub(super) trace: T,
    pub(super) node: T::Node,
    pub(super) value: Cow<'c, C>,
}

impl<T: Trace, C: Category> Choice<'_, T, C> {
    /// The value, for a branch of the model's own.
    ///
    /// # Examples
    ///
    /// ```
    /// # use scoreshift::*;
    /// # struct M; impl ScoringModel for M { type Input = bool;
    /// # fn id(&self) -> ModelId { ModelId::new("m", Version::new(1, 0, 0)) }
    /// # fn scale(&self) -> Scale { Scale::new(0.0, 1.0) }
    /// fn evaluate<T: Trace>(&self, paid: &bool, t: T) -> Result<Term<T>, EvalError> {
    ///     let paid = t.category("paid", paid);
    ///     Ok(if *paid.value() { t.input("x", 1) } else { t.input("y", 0) })
    /// }
    /// # }
    /// assert_eq!(M.score(&true)?, 1.0);
    /// # Ok::<(), EvalError>(())
    /// ```
    #[must_use]
    pub fn value(&self) -> &C {
        &self.value
    }

    /// Points by label.
    ///
    /// The recording keeps the points of every label in [`Category::ALL`], so that a change of the table and
    /// a change of the label are told apart. Points that are not finite make the score fail.
    ///
    /// # Examples
    ///
    /// ```
    /// # use scoreshift::*;
    /// # struct M; impl ScoringModel for M { type Input = bool;
    /// # fn id(&self) -> ModelId { ModelId::new("m", Version::new(1, 0, 0)) }
    /// # fn scale(&self) -> Scale { Scale::new(0.0, 10.0) }
    /// fn evaluate<T: Trace>(&self, paid: &bool, t: T) -> Result<Term<T>, EvalError> {
    ///     Ok(t.category("paid", paid).points("plan points", |paid| if *paid { 5.0 } else { 0.0 }))
    /// }
    /// # }
    /// assert_eq!(M.score(&true)?, 5.0);
    /// # Ok::<(), EvalError>(())
    /// ```
    #[inline]
    pub fn points(&self, name: &str, points: impl Fn(&C) -> f64) -> Term<T> {
        self.points_among(Some(name), C::ALL, points)
    }

    /// The same where the labels are known when the model is built, and not when it is compiled.
    #[inline]
    pub(crate) fn points_among(
        &self,
        name: Option<&str>,
        all: &[C],
        points: impl Fn(&C) -> f64,
    ) -> Term<T> {
        let value = points(&self.value);
        let op = || {
            let mut table: Vec<(Arc<str>, f64)> =
                all.iter().map(|c| (c.label().into(), points(c))).collect();
            if !table
                .iter()
                .any(|(label, _)| **label == *self.value.label())
            {
                table.push((self.value.label().into(), value));
            }
            Op::Points(table.into())
        };
        let node = self.trace.node(name, value, op, &[self.node]);
        Term::new(self.trace, node, value)
    }

    /// The term that the model takes for this label.
    ///
    /// Where two snapshots have different labels, the whole difference of the two branches belongs to the
    /// category. A branch that can fail is computed first and passed with `|_| term`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use scoreshift::*;
    /// # struct M; impl ScoringModel for M { type Input = bool;
    /// # fn id(&self) -> ModelId { ModelId::new("m", Version::new(1, 0, 0)) }
    /// # fn scale(&self) -> Scale { Scale::new(0.0, 10.0) }
    /// fn evaluate<T: Trace>(&self, paid: &bool, t: T) -> Result<Term<T>, EvalError> {
    ///     let use_days = t.input("use days", 4);
    ///     Ok(t.category("paid", paid).choose(|paid| if *paid { 2.0 * use_days } else { use_days }))
    /// }
    /// # }
    /// assert_eq!(M.score(&true)?, 8.0);
    /// # Ok::<(), EvalError>(())
    /// ```
    #[inline]
    pub fn choose(&self, branch: impl FnOnce(&C) -> Term<T>) -> Term<T> {
        let branch = branch(&self.value);
        let node = self.trace.node(
            None,
            branch.value(),
            || Op::Choice,
            &[self.node, branch.node()],
        );
        Term::new(self.trace, node, branch.value())
    }
}
