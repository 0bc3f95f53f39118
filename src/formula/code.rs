//! Numbers that may be a special code.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    backend::Backend,
    category::{Category, points_table},
    error::EvalError,
    op::Op,
    substitute::LeafValue,
    term::Term,
    trace::Trace,
};
use crate::path::printable;

/// A category whose values are codes of a number: "never borrowed" where a number of months would stand.
///
/// Credit files and questionnaires write such codes as numbers of their own (−7, 99), which are no amounts: nothing may be
/// added to them, no threshold lies between them and the others, and nobody can be advised to reach one. The values are
/// listed in [`Category::ALL`], with different numbers.
///
/// # Examples
///
/// See [`Coded`].
pub trait Code: Category {
    /// The number that stands for the code.
    fn number(&self) -> f64;
}

/// A number, or a special code that stands in its place.
///
/// Made of a raw number with `From`; serde reads and writes the raw number.
///
/// # Examples
///
/// ```
/// use scoreshift::{
///     Category, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, at,
///     formula::{Code, Coded},
/// };
///
/// scoreshift::category! { pub enum Special { NeverBorrowed = "never borrowed", Unknown = "not reported" } }
///
/// impl Code for Special {
///     fn number(&self) -> f64 {
///         match self {
///             Special::NeverBorrowed => -7.0,
///             Special::Unknown => -9.0,
///         }
///     }
/// }
///
/// struct Card;
///
/// impl ScoringModel for Card {
///     type Input = Coded<Special>;
///
///     fn id(&self) -> ModelId { ModelId::new("card", Version::new(1, 0, 0)) }
///     fn scale(&self) -> Scale { Scale::new(0.0, 100.0) }
///
///     fn evaluate<T: Trace>(&self, months: &Coded<Special>, t: T) -> Result<Term<T>, EvalError> {
///         Ok(t.input_or_code("months since", months).points(
///             "points of codes",
///             |months| (2.0 * months).at_most(100.0),
///             |code| match code {
///                 Special::NeverBorrowed => 40.0,
///                 Special::Unknown => 10.0,
///             },
///         ))
///     }
/// }
///
/// let (never, nine): (Coded<Special>, Coded<Special>) = (serde_json::from_str("-7")?, 9.0.into());
/// assert_eq!((Card.score(&never)?, Card.score(&nine)?), (40.0, 18.0));
/// let why = scoreshift::explain((&Card, &nine), (&Card, &never))?;
/// assert!(why.to_string().contains("from 9 to never borrowed"), "{why}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::exhaustive_enums, reason = "a model handles both")]
pub enum Coded<C> {
    /// An amount.
    Number(f64),
    /// What stands in its place.
    Code(C),
}

impl<C: Code> From<f64> for Coded<C> {
    fn from(number: f64) -> Self {
        #[allow(clippy::float_cmp, reason = "a code is this number and no other")]
        let code = C::ALL.iter().find(|code| code.number() == number);
        code.cloned().map_or(Self::Number(number), Self::Code)
    }
}

impl<C: Code> Serialize for Coded<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(match self {
            Self::Number(number) => *number,
            Self::Code(code) => code.number(),
        })
    }
}

impl<'de, C: Code> Deserialize<'de> for Coded<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::from)
    }
}

/// What a trace knows of the codes of a number: their labels and numbers.
pub(crate) type Codes<'c> = &'c dyn Fn() -> Vec<(String, f64)>;

/// What stands at a place that may hold a code: a number, or which of the codes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stands {
    Number(f64),
    /// Counted from 0.
    Code(usize),
}

/// What stands at a place under a substitution.
///
/// A number that is a code's is that code: an older version may have taken it for a number. Only who looks for numbers to
/// advise is refused it.
pub(super) fn under<B: Backend>(
    backend: B,
    name: &str,
    own: Stands,
    asked: Option<&LeafValue>,
    advises: bool,
    codes: Codes<'_>,
) -> Stands {
    match asked {
        Some(LeafValue::Number(number)) => {
            let codes = codes();
            #[allow(clippy::float_cmp, reason = "a code is this number and no other")]
            let found = codes.iter().position(|(_, code)| code == number);
            if let (true, Some((label, _))) = (advises, found.and_then(|at| codes.get(at))) {
                backend.fault(|| EvalError::Refused {
                    place: backend.place(name),
                    reason: format!("{number} is the code `{}` and no number", printable(label)),
                });
            }
            found.map_or(Stands::Number(*number), Stands::Code)
        }
        Some(LeafValue::Label(label)) => {
            let codes = codes();
            let found = codes.iter().position(|(known, _)| **known == **label);
            found.map_or_else(
                || {
                    backend.fault(|| EvalError::UnknownLabel {
                        place: backend.place(name),
                        label: label.to_string(),
                        known: codes.into_iter().map(|(label, _)| label).collect(),
                    });
                    own
                },
                Stands::Code,
            )
        }
        _ => own,
    }
}

/// A number or code that a model asked for.
///
/// Made by [`Trace::input_or_code`].
#[derive(Clone, Debug)]
pub struct CodedTerm<T: Trace, C: Code> {
    pub(super) trace: T,
    pub(super) node: T::Node,
    pub(super) value: Coded<C>,
}

impl<T: Trace, C: Code> CodedTerm<T, C> {
    pub(super) fn ask(trace: T, name: &str, value: &Coded<C>) -> Self {
        let own = match value {
            Coded::Number(number) => Coded::from(*number),
            Coded::Code(code) => Coded::Code(code.clone()),
        };
        let place = |code: &C| {
            C::ALL
                .iter()
                .position(|other| other.label() == code.label())
        };
        let stands = match &own {
            Coded::Number(number) => Stands::Number(*number),
            // A code that is not listed has no place, and is none of the numbers.
            Coded::Code(code) => Stands::Code(place(code).unwrap_or(usize::MAX)),
        };
        let codes = || {
            C::ALL
                .iter()
                .map(|code| (code.label().to_owned(), code.number()))
                .collect()
        };
        let (stands, node) = trace.coded(name, stands, &codes);
        let value = match stands {
            Stands::Number(number) => Coded::Number(number),
            Stands::Code(at) => match (C::ALL.get(at), own) {
                (Some(code), _) => Coded::Code(code.clone()),
                (None, own) => own,
            },
        };
        Self { trace, node, value }
    }

    /// The number or code, for a branch of the model's own.
    #[must_use]
    pub fn value(&self) -> &Coded<C> {
        &self.value
    }

    /// The number as a term, where it is no code.
    #[must_use]
    pub fn number(&self) -> Option<Term<T>> {
        match self.value {
            Coded::Number(number) => Some(Term::new(self.trace, self.node, number)),
            Coded::Code(_) => None,
        }
    }

    /// The term that the model makes of a number, or of a code.
    ///
    /// Where two snapshots have different codes, or one a code and the other a number, the whole difference of the two
    /// branches belongs to the input, and is told as "from 9 to never borrowed". A branch that can fail is computed first,
    /// from [`number`](Self::number), and passed with `|_| term`.
    #[inline]
    pub fn choose(
        &self,
        number: impl FnOnce(Term<T>) -> Term<T>,
        code: impl FnOnce(&C) -> Term<T>,
    ) -> Term<T> {
        let branch = match &self.value {
            Coded::Number(value) => number(Term::new(self.trace, self.node, *value)),
            Coded::Code(value) => code(value),
        };
        chosen(self.trace, self.node, branch)
    }

    /// The term that the model makes of a number, and points by code.
    ///
    /// The table of the codes is a place of its own, beside the input, as that of a [`Choice`](crate::formula::Choice::points); it
    /// is there while the input is a code.
    #[inline]
    pub fn points(
        &self,
        name: &str,
        number: impl FnOnce(Term<T>) -> Term<T>,
        points: impl Fn(&C) -> f64,
    ) -> Term<T> {
        self.choose(number, |code| {
            points_table(self.trace, self.node, Some(name), (C::ALL, code), &points)
        })
    }
}

/// A branch that was taken for what stands at a place.
#[inline]
pub(crate) fn chosen<T: Trace>(trace: T, of: T::Node, branch: Term<T>) -> Term<T> {
    let node = trace.node(None, branch.value(), || Op::Choice, &[of, branch.node()]);
    Term::new(trace, node, branch.value())
}
