//! Inputs that are one of a few labels.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Deserializer, de::Error};

use super::{op::Op, term::Term, trace::Trace};
use crate::path::printable;

/// A type whose values are labels: a sex, a plan, a scope, yes or no.
///
/// A model branches only on categories (or on a term's [`value`](Term::value)), because a branch on anything
/// else would be invisible to the explanation.
///
/// An enum is declared with [`category!`](crate::category!). What has labels already implements the trait by hand:
///
/// # Examples
///
/// ```
/// use scoreshift::Category;
///
/// scoreshift::category! { pub enum Plan { Free = "free", Paid = "paid" } }
/// assert_eq!(Plan::from_label("paid"), Some(Plan::Paid));
///
/// // Any country is one, by its code.
/// #[derive(Clone, Debug)]
/// struct Country(String);
///
/// impl Category for Country {
///     const ALL: &'static [Self] = &[];
///
///     fn label(&self) -> &str { &self.0 }
///     fn from_label(code: &str) -> Option<Self> { Some(Country(code.to_owned())) }
/// }
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

/// Declares an enum whose values are labels, and makes it a [`Category`].
///
/// Each value is followed by its label; without one, its name is its label. The enum is `Copy`, can be compared, ordered
/// (as declared) and hashed, and serde reads and writes it as its label, so that it may stand in an input that is read
/// from JSON. Documentation and other attributes stay where they are written. Two values of one label do not compile.
///
/// What needs fields, another stored form, or values that are not known to the compiler, implements [`Category`] by hand.
///
/// # Examples
///
/// ```
/// use scoreshift::Category;
///
/// scoreshift::category! {
///     /// As in the registry.
///     pub enum Sex { Female = "F", Male = "M", Unknown }
/// }
///
/// assert_eq!(Sex::Female.label(), "F");
/// assert_eq!(Sex::from_label("Unknown"), Some(Sex::Unknown));
/// assert_eq!(serde_json::from_str::<Sex>(r#""M""#)?, Sex::Male);
/// let error = serde_json::from_str::<Sex>(r#""f""#).unwrap_err();
/// assert!(error.to_string().starts_with("`f` is none of the labels of `Sex`: F, M, Unknown"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// ```compile_fail
/// scoreshift::category! { enum Plan { Free = "plan", Paid = "plan" } }
/// ```
#[macro_export]
macro_rules! category {
    (@label $value:ident) => { ::core::stringify!($value) };
    (@label $value:ident $label:literal) => { $label };
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $( $(#[$of_value:meta])* $value:ident $(= $label:literal)? ),+ $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(
            ::core::clone::Clone,
            ::core::marker::Copy,
            ::core::fmt::Debug,
            ::core::cmp::PartialEq,
            ::core::cmp::Eq,
            ::core::cmp::PartialOrd,
            ::core::cmp::Ord,
            ::core::hash::Hash,
        )]
        $visibility enum $name { $( $(#[$of_value])* $value ),+ }

        impl $crate::Category for $name {
            const ALL: &'static [Self] = &[$( Self::$value ),+];

            fn label(&self) -> &str {
                match self { $( Self::$value => $crate::category!(@label $value $($label)?) ),+ }
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::__private::serde::Serializer,
            {
                serializer.serialize_str($crate::Category::label(self))
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::__private::serde::Deserializer<'de>,
            {
                $crate::__private::read_label(::core::stringify!($name), deserializer)
            }
        }

        const _: () = ::core::assert!(
            $crate::__private::labels_differ(&[$( $crate::category!(@label $value $($label)?) ),+]),
            "two values of a category have one label"
        );
    };
}

/// Whether no label comes twice; the compiler asks.
#[must_use]
#[allow(
    clippy::indexing_slicing,
    reason = "iterators are not const, and every index is below its length"
)]
pub const fn labels_differ(labels: &[&str]) -> bool {
    let mut one = 0;
    while one < labels.len() {
        let mut other = one + 1;
        while other < labels.len() {
            let (a, b) = (labels[one].as_bytes(), labels[other].as_bytes());
            let mut at = 0;
            while at < a.len() && at < b.len() && a[at] == b[at] {
                at += 1;
            }
            if at == a.len() && at == b.len() {
                return false;
            }
            other += 1;
        }
        one += 1;
    }
    true
}

/// Reads the value of a declared category by its label.
///
/// # Errors
///
/// No text, or one that is none of the labels.
pub fn read_label<'de, C: Category, D: Deserializer<'de>>(
    name: &str,
    deserializer: D,
) -> Result<C, D::Error> {
    let label = Cow::<'de, str>::deserialize(deserializer)?;
    C::from_label(&label).ok_or_else(|| {
        let known: Vec<&str> = C::ALL.iter().map(Category::label).collect();
        D::Error::custom(format!(
            "`{}` is none of the labels of `{name}`: {}",
            printable(&label),
            known.join(", ")
        ))
    })
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
    /// The table is a place of its own, beside its category: of a category that was asked for in the scope `user`, the
    /// table "plan points" is `user.plan points`, wherever this is called. A name belongs to one table. The same table may
    /// serve several categories of its scope (nine answers of one questionnaire); two tables of one name that say
    /// different things of a label are refused by whatever records ([`EvalError::TwoTables`](crate::EvalError::TwoTables)),
    /// as two parameters of one name are. The tables of an open set are known one label at a time, and compared where
    /// they know the same.
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
    /// assert_eq!(M.breakdown(&true)?.value_of("plan points"), Some(5.0));
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
        points_table(self.trace, self.node, name, (all, &*self.value), points)
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

/// Points by label: those of the value, with the whole table in the recording.
#[inline]
pub(crate) fn points_table<T: Trace, C: Category>(
    trace: T,
    of: T::Node,
    name: Option<&str>,
    (all, value): (&[C], &C),
    points: impl Fn(&C) -> f64,
) -> Term<T> {
    let given = points(value);
    let op = || {
        let mut table: Vec<(Arc<str>, f64)> =
            all.iter().map(|c| (c.label().into(), points(c))).collect();
        if !table.iter().any(|(label, _)| **label == *value.label()) {
            table.push((value.label().into(), given));
        }
        Op::Points(table.into())
    };
    let node = trace.node(name, given, op, &[of]);
    Term::new(trace, node, given)
}
