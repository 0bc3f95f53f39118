//! What moved, where, and by how many points.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    exact,
    formula::curve::{Curve, CurveBand},
    formula::op::{GateOpens, LeafKind},
    formula::substitute::LeafValue,
    path::{Path, printable, shortened},
};

/// What kind of thing moved the score at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EffectKind {
    /// A number of the subject's own data moved.
    Input,
    /// A label of the subject's own data changed.
    Category,
    /// The rest of the population moved.
    Reference,
    /// A number that the owners of the algorithm chose, and gave a name, was changed.
    Parameter,
    /// A number without a name was changed: a factor of what stands at the place, an amount that is added there, or a limit.
    /// The figures are that number's, never the place's own.
    Constant,
    /// A part's share of a weighted mean changed.
    Weight,
    /// A curve or table was changed.
    Curve,
    /// Rounding took another amount than before.
    Rounding,
    /// A gate opened or closed, a band was entered, or a value jumped.
    Threshold,
    /// A part is new. Before, it is [`Absent`](Value::Absent) where the part is all that the place names; a number, at which it would
    /// not be missed, where it came into a place that was there; and [`Several`](Value::Several) where the place was looked up already.
    Added,
    /// A part is gone; what is said to stand there after is as for [`Added`](Self::Added).
    Removed,
    /// The formula here became another one.
    Replaced,
    /// An opaque function whose arguments moved together.
    Opaque,
}

impl EffectKind {
    pub(crate) fn of_leaf(kind: LeafKind) -> Self {
        match kind {
            LeafKind::Input => Self::Input,
            LeafKind::Category => Self::Category,
            LeafKind::Reference | LeafKind::ReferenceCurve => Self::Reference,
            LeafKind::Parameter => Self::Parameter,
        }
    }

    /// The same kind of move told backwards.
    pub(crate) fn turned(self) -> Self {
        match self {
            Self::Added => Self::Removed,
            Self::Removed => Self::Added,
            kind => kind,
        }
    }

    /// The kind's name, as it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Category => "category",
            Self::Reference => "reference",
            Self::Parameter => "parameter",
            Self::Constant => "constant",
            Self::Weight => "weight",
            Self::Curve => "curve",
            Self::Rounding => "rounding",
            Self::Threshold => "threshold",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Replaced => "replaced",
            Self::Opaque => "opaque",
        }
    }
}

impl fmt::Display for EffectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What there may not be more of in a comparison, and why it is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TooLarge {
    /// The moved factors of one product: their exact Shapley values take the square of their number in steps.
    Factors,
    /// What moved the terms of all gates that opened or closed: each term is taken apart by itself.
    TermMoves,
    /// The steps that taking those terms apart takes.
    TermSteps,
    /// Parts of wide lists that many others are compared with: one list that answers to many is gone through with each.
    Parts,
}

impl TooLarge {
    /// The most there may be.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Self::Factors => super::product::MOST_MOVED,
            Self::TermMoves => super::MOST_TERM_MOVES,
            Self::TermSteps => super::MOST_TERM_STEPS,
            Self::Parts => super::walk::MOST_PARTS,
        }
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Factors => "moved factors of one product",
            Self::TermMoves => "moves of terms that crossed a threshold",
            Self::TermSteps => "steps to the moves of terms that crossed a threshold",
            Self::Parts => "parts of lists that answer to many others",
        })
    }
}

/// What stood at a place before or after.
///
/// Stored as a number, a label, null for nothing, or an object for what is neither: `{"share": 0.5}`, `{"limit": 40}`,
/// `{"band": {"from": 10, "below": 20}}`,
/// `{"curve": …, "value": 3.2}` (without `value` where the curve's argument moved as well), `{"term": "visits", "value": 9, "threshold": 10}` (with `"opens": "above"` where more than
/// the threshold is asked for), `{"several": true}`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A number in the place's own unit.
    Number(f64),
    /// A share of a weighted mean, 0 to 1.
    Share(f64),
    /// A category's label.
    Label(Arc<str>),
    /// The band of a table that a value falls in.
    Band(CurveBand),
    /// A curve, and the value that it gives.
    #[non_exhaustive]
    Curve {
        /// The curve.
        curve: Curve,
        /// What it makes of its argument there; none where the argument moved as well, since then the values before and after
        /// would be of both moves and not of the curve alone.
        value: Option<f64>,
    },
    /// A term at the threshold of a gate.
    #[non_exhaustive]
    AtThreshold {
        /// The name of the term that crossed.
        term: Arc<str>,
        /// The term, in its own unit.
        value: f64,
        /// The threshold.
        threshold: f64,
        /// Whether the threshold itself opens the gate.
        opens: GateOpens,
    },
    /// A number that the owners gave a name, and that holds what else is there down or up: `x.at_most(limit)`.
    Limit(f64),
    /// Nothing was there.
    Absent,
    /// Several things at one place moved.
    Several,
}

impl Value {
    /// A curve with what it gives, which is of the curve alone only where its argument stood still.
    pub(super) fn of_curve(curve: &Curve, gives: f64, still: bool) -> Self {
        Self::Curve {
            curve: curve.clone(),
            value: still.then_some(gives),
        }
    }

    /// What a leaf holds.
    pub(crate) fn of_leaf(value: &LeafValue) -> Self {
        match value {
            LeafValue::Number(value) => Self::Number(*value),
            LeafValue::Label(label) => Self::Label(label.clone()),
            LeafValue::Curve(curve) => Self::Label(curve.to_string().into()),
        }
    }

    /// The number, limit, share, or value at a threshold, where it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(value)
            | Self::Limit(value)
            | Self::Share(value)
            | Self::AtThreshold { value, .. } => Some(*value),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) | Self::Limit(value) | Self::AtThreshold { value, .. } => {
                f.write_str(&exact::write(*value))
            }
            Self::Share(value) => write!(f, "{:.1} %", 100.0 * value),
            Self::Label(label) => write!(f, "{}", printable(label)),
            Self::Band(band) => write!(f, "{band}"),
            Self::Curve { curve, .. } => write!(f, "{curve}"),
            Self::Absent => f.write_str("absent"),
            Self::Several => f.write_str("several"),
        }
    }
}

/// The stored form of a figure: what cannot be taken for something else has no name.
#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "a figure is a number, a label, null, or an object with `share`, `curve`, `term`, `value` and \
                 `threshold`, `limit`, `band`, or `several`"
)]
enum Stored {
    Number(f64),
    Label(Arc<str>),
    Absent,
    Share {
        share: f64,
    },
    Limit {
        limit: f64,
    },
    Band {
        band: CurveBand,
    },
    Curve {
        curve: Curve,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<f64>,
    },
    AtThreshold {
        term: Arc<str>,
        value: f64,
        threshold: f64,
        #[serde(default, skip_serializing_if = "GateOpens::is_at_least")]
        opens: GateOpens,
    },
    /// Always `true`.
    Several {
        several: bool,
    },
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = match self.clone() {
            Self::Number(value) => Stored::Number(value),
            Self::Share(share) => Stored::Share { share },
            Self::Limit(limit) => Stored::Limit { limit },
            Self::Label(label) => Stored::Label(label),
            Self::Band(band) => Stored::Band { band },
            Self::Curve { curve, value } => Stored::Curve { curve, value },
            Self::AtThreshold {
                term,
                value,
                threshold,
                opens,
            } => Stored::AtThreshold {
                term,
                value,
                threshold,
                opens,
            },
            Self::Absent => Stored::Absent,
            Self::Several => Stored::Several { several: true },
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Stored::deserialize(deserializer)? {
            Stored::Number(value) => Self::Number(value),
            Stored::Share { share } => Self::Share(share),
            Stored::Limit { limit } => Self::Limit(limit),
            Stored::Label(label) => Self::Label(label),
            Stored::Band { band } => Self::Band(band),
            Stored::Curve { curve, value } => Self::Curve { curve, value },
            Stored::AtThreshold {
                term,
                value,
                threshold,
                opens,
            } => Self::AtThreshold {
                term,
                value,
                threshold,
                opens,
            },
            Stored::Absent => Self::Absent,
            Stored::Several { .. } => Self::Several,
        })
    }
}

/// How far one place moved the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Effect {
    /// Where in the formula.
    #[serde(rename = "id")]
    pub place: Path,
    /// What kind of thing moved.
    pub kind: EffectKind,
    /// By how many points, after − before; never NaN.
    pub effect: f64,
    /// The same in millionths of a point, so that the parts add up identically.
    pub micro: i64,
    /// What stood there before.
    pub before: Value,
    /// What stands there after.
    pub after: Value,
}

impl Effect {
    /// The place in words, to be read and not to be parsed: a dot within a name stands as it is.
    pub(crate) fn named_place(&self) -> String {
        let told = |segment: &str| match segment {
            "" => "“”".to_owned(),
            _ => printable(segment),
        };
        let names: Vec<String> = self.place.segments().map(told).collect();
        if names.is_empty() {
            "the whole score".to_owned()
        } else {
            shortened(&names.join("."))
        }
    }
}

/// A gate that opened or closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GateCrossing {
    /// The gate.
    #[serde(rename = "id")]
    pub place: Path,
    /// The term that crossed the threshold.
    pub term: Path,
    /// The term before, in its own unit.
    pub before: f64,
    /// The term after, in its own unit.
    pub after: f64,
    /// The threshold before and after.
    pub threshold: (f64, f64),
    /// Whether the threshold itself opened the gate, before and after; stored where it did not.
    #[serde(default, skip_serializing_if = "both_at_least")]
    pub opens: (GateOpens, GateOpens),
    /// What moved the term, in the term's own unit: not part of the score's sum. Empty where that is no finite number. Gates
    /// that watch one term share it.
    pub moves: Arc<[TermMove]>,
}

impl GateCrossing {
    /// The same told backwards, with the moves of its term told so.
    pub(super) fn turned(self, moves: Arc<[TermMove]>) -> Self {
        Self {
            before: self.after,
            after: self.before,
            threshold: (self.threshold.1, self.threshold.0),
            opens: (self.opens.1, self.opens.0),
            moves,
            ..self
        }
    }
}

impl TermMove {
    /// The same told backwards.
    pub(super) fn turned(&self) -> Self {
        Self {
            place: self.place.clone(),
            kind: self.kind.turned(),
            effect: -self.effect + 0.0,
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn both_at_least((before, after): &(GateOpens, GateOpens)) -> bool {
    before.is_at_least() && after.is_at_least()
}

/// How far one place moved a term that crossed a threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TermMove {
    /// Where in the formula.
    #[serde(rename = "id")]
    pub place: Path,
    /// What kind of thing moved.
    pub kind: EffectKind,
    /// By how much, in the term's own unit.
    pub effect: f64,
}

#[cfg(test)]
mod tests {
    use super::{EffectKind, TermMove, both_at_least};
    use crate::{
        formula::op::GateOpens::{Above, AtLeast},
        path::Path,
    };

    #[test]
    fn told_backwards_a_term_moved_the_other_way() {
        let moved = |effect| TermMove {
            place: Path::root(),
            kind: EffectKind::Added,
            effect,
        };
        let turned = moved(2.0).turned();
        assert_eq!((turned.effect, turned.kind), (-2.0, EffectKind::Removed));
        // Nothing has no sign.
        assert_eq!(moved(0.0).turned().effect.to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn how_gates_open_is_stored_where_one_opens_above_its_threshold() {
        assert!(both_at_least(&(AtLeast, AtLeast)));
        for one_above in [(Above, AtLeast), (AtLeast, Above), (Above, Above)] {
            assert!(!both_at_least(&one_above));
        }
    }
}
