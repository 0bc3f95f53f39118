//! The operations that a recording knows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{curve::Curve, paths::PathId, rounding::Rounding};

/// Who can move a leaf of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LeafKind {
    /// A number that the subject's own data moves.
    Input,
    /// One of a few labels that the subject's own data moves.
    Category,
    /// A number that the rest of the population moves.
    Reference,
    /// A curve that the rest of the population moves.
    ReferenceCurve,
    /// A number that the owners of the algorithm move.
    Parameter,
}

impl LeafKind {
    pub(crate) const COUNT: usize = 5;

    pub(crate) fn index(self) -> usize {
        self as usize
    }

    /// The kind's name in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Category => "category",
            Self::Reference => "reference",
            Self::ReferenceCurve => "reference curve",
            Self::Parameter => "parameter",
        }
    }
}

/// Whether a function jumps.
///
/// # Examples
///
/// ```
/// use scoreshift::formula::Continuity;
///
/// assert_ne!(Continuity::Continuous, Continuity::Steps);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Continuity {
    /// A small move of the argument moves the result a little.
    Continuous,
    /// The result jumps: a move is credited to crossing a threshold.
    Steps,
}

/// When a gate is open.
///
/// # Examples
///
/// ```
/// use scoreshift::formula::GateOpens;
///
/// assert!(GateOpens::AtLeast.holds(5.0, 5.0) && !GateOpens::Above.holds(5.0, 5.0));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GateOpens {
    /// While its term is the threshold or more: [`Trace::gate`](crate::Trace::gate).
    #[default]
    AtLeast,
    /// While its term is more than the threshold: [`Trace::gate_above`](crate::Trace::gate_above).
    Above,
}

impl GateOpens {
    /// Whether the gate is open at this term and threshold; never where one of them is NaN.
    #[must_use]
    pub fn holds(self, term: f64, threshold: f64) -> bool {
        match self {
            Self::AtLeast => term >= threshold,
            Self::Above => term > threshold,
        }
    }

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
    pub(crate) fn is_at_least(&self) -> bool {
        *self == Self::AtLeast
    }
}

/// One operation. Its arguments are older nodes of the same recording.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// A bare number in the model's code.
    Constant,
    /// An input, reference or parameter; the node has a path.
    Leaf(LeafKind),
    /// A category leaf with its label; the node has a path and the value 0.
    Category(Arc<str>),
    /// An input that holds a special code with its label; the node has a path and the value 0.
    Code(Arc<str>),
    /// Sum of all arguments.
    Sum,
    /// First argument minus the second.
    Difference,
    /// Minus the only argument.
    Negation,
    /// Product of all arguments.
    Product,
    /// First argument divided by the second.
    Ratio,
    /// First argument to the power of the second.
    Power,
    /// Largest argument.
    Maximum,
    /// Smallest argument.
    Minimum,
    /// A curve of the only argument.
    Curve(Curve),
    /// A curve that belongs to the population; the node has a path.
    ReferenceCurve(Curve),
    /// Rounding of the only argument.
    Rounding(Rounding),
    /// Mean of values by weights; the arguments are weight, value, weight, value, …
    WeightedMean(Box<Parts>),
    /// Points by the label of the only argument, a category or code.
    Points(Arc<[(Arc<str>, f64)]>),
    /// Arguments term, threshold, part: the part while the gate is open, else 0.
    Gate(GateOpens),
    /// Arguments category (or code, or a number that might be one), branch: the branch that the model takes for it.
    Choice,
    /// The author's own function of one argument.
    Custom(Arc<CustomSpec>),
    /// The author's own function of several arguments.
    Opaque(Arc<OpaqueSpec>),
}

/// The places of a weighted mean's parts, in order, and of those that are absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    pub(crate) present: Vec<PathId>,
    pub(crate) absent: Vec<PathId>,
}

/// What is stored of an author's own function.
#[derive(Clone, Debug)]
pub struct CustomSpec {
    pub(crate) name: String,
    pub(crate) revision: u32,
    pub(crate) constants: Vec<f64>,
    pub(crate) continuity: Continuity,
    pub(crate) slope: f64,
}

impl CustomSpec {
    /// Whether both are the same code with the same constants, as far as a recording can tell.
    pub(crate) fn same_function(&self, other: &Self) -> bool {
        self.name == other.name
            && self.revision == other.revision
            && self.continuity == other.continuity
            && self
                .constants
                .iter()
                .map(|c| c.to_bits())
                .eq(other.constants.iter().map(|c| c.to_bits()))
    }
}

/// Bit for bit, as everything in a recording.
impl PartialEq for CustomSpec {
    fn eq(&self, other: &Self) -> bool {
        self.same_function(other) && self.slope.to_bits() == other.slope.to_bits()
    }
}

/// What is stored of an author's own function of several arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpaqueSpec {
    pub(crate) name: String,
    pub(crate) revision: u32,
}

impl Op {
    /// The operation's name: its stored form and its name in messages.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Leaf(kind) => kind.name(),
            Self::Category(_) => "category",
            Self::Code(_) => "code",
            Self::Sum => "sum",
            Self::Difference => "difference",
            Self::Negation => "negation",
            Self::Product => "product",
            Self::Ratio => "ratio",
            Self::Power => "power",
            Self::Maximum => "maximum",
            Self::Minimum => "minimum",
            Self::Curve(_) => "curve",
            Self::ReferenceCurve(_) => "reference curve",
            Self::Rounding(_) => "rounding",
            Self::WeightedMean(_) => "weighted mean",
            Self::Points(_) => "points",
            Self::Gate(GateOpens::AtLeast) => "gate",
            Self::Gate(GateOpens::Above) => "strict gate",
            Self::Choice => "choice",
            Self::Custom(_) => "custom function",
            Self::Opaque(_) => "opaque function",
        }
    }

    /// A number for each operation, from 8 on.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Self::Constant => 8,
            Self::Leaf(_) => 9,
            Self::Category(_) => 10,
            Self::Sum => 11,
            Self::Difference => 12,
            Self::Negation => 13,
            Self::Product => 14,
            Self::Ratio => 15,
            Self::Power => 16,
            Self::Maximum => 17,
            Self::Minimum => 18,
            Self::Curve(_) => 19,
            Self::ReferenceCurve(_) => 20,
            Self::Rounding(_) => 21,
            Self::WeightedMean(_) => 22,
            Self::Points(_) => 23,
            Self::Gate(_) => 24,
            Self::Choice => 25,
            Self::Custom(_) => 26,
            Self::Opaque(_) => 27,
            Self::Code(_) => 28,
        }
    }

    /// Whether the node is a leaf, its kind and who moves it.
    pub(crate) fn leaf_kind(&self) -> Option<LeafKind> {
        match self {
            Self::Leaf(kind) => Some(*kind),
            Self::Category(_) => Some(LeafKind::Category),
            Self::Code(_) => Some(LeafKind::Input),
            Self::ReferenceCurve(_) => Some(LeafKind::ReferenceCurve),
            _ => None,
        }
    }
}
