//! The stored form of a breakdown; reading checks everything that recording guarantees.
//!
//! It is long: for each operation what is written, what is read and what is checked stand in one file, so that they
//! cannot part.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{
    breakdown::{Breakdown, Formula},
    curve::Curve,
    op::{Continuity, CustomSpec, GateOpens, LeafKind, Op, OpaqueSpec, Parts},
    paths::{NOWHERE, PathId},
    rounding::Rounding,
};
use crate::{
    exact,
    id::ModelId,
    path::{Path, printable, quoting, shown},
    score::Scale,
    worded::worded,
};

const FORMAT: &str = "scoreshift-breakdown-1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<'a> {
    format: Cow<'a, str>,
    model: Cow<'a, ModelId>,
    scale: Scale,
    root: u32,
    nodes: Vec<StoredNode>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredNode {
    #[serde(with = "exact")]
    value: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<Path>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    of: Vec<u32>,
    op: StoredOp,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum StoredOp {
    Constant,
    Input,
    Reference,
    Parameter,
    Category(Arc<str>),
    Code(Arc<str>),
    Sum,
    Difference,
    Negation,
    Product,
    Ratio,
    Power,
    Maximum,
    Minimum,
    Curve(Curve),
    ReferenceCurve(Curve),
    Rounding(Rounding),
    WeightedMean {
        parts: Vec<Path>,
        absent: Vec<Path>,
    },
    Points(Vec<StoredPoints>),
    Gate,
    GateAbove,
    Choice,
    Custom {
        name: String,
        revision: u32,
        constants: Vec<StoredNumber>,
        continuity: Continuity,
        slope: StoredNumber,
    },
    Opaque {
        name: String,
        revision: u32,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredPoints {
    label: Arc<str>,
    points: StoredNumber,
}

#[derive(Serialize, Deserialize)]
struct StoredNumber(#[serde(with = "exact")] f64);

impl Serialize for Breakdown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let formula = &self.formula;
        let nodes = formula.nodes.iter().map(|node| StoredNode {
            value: node.value,
            path: (node.path != NOWHERE).then(|| formula.paths.path(node.path)),
            of: formula.children_of(node).to_vec(),
            op: store(formula, &node.op),
        });
        Stored {
            format: FORMAT.into(),
            model: Cow::Borrowed(&self.model),
            scale: self.scale.clone(),
            root: self.root,
            nodes: nodes.collect(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Breakdown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer).map_err(quoting)?;
        restore(stored).map_err(D::Error::custom)
    }
}

fn store(formula: &Formula, op: &Op) -> StoredOp {
    let paths = |ids: &[PathId]| ids.iter().map(|&id| formula.paths.path(id)).collect();
    match op {
        Op::Constant => StoredOp::Constant,
        Op::Leaf(LeafKind::Reference) => StoredOp::Reference,
        Op::Leaf(LeafKind::Parameter) => StoredOp::Parameter,
        Op::Leaf(_) => StoredOp::Input,
        Op::Category(label) => StoredOp::Category(label.clone()),
        Op::Code(label) => StoredOp::Code(label.clone()),
        Op::Sum => StoredOp::Sum,
        Op::Difference => StoredOp::Difference,
        Op::Negation => StoredOp::Negation,
        Op::Product => StoredOp::Product,
        Op::Ratio => StoredOp::Ratio,
        Op::Power => StoredOp::Power,
        Op::Maximum => StoredOp::Maximum,
        Op::Minimum => StoredOp::Minimum,
        Op::Curve(curve) => StoredOp::Curve(curve.clone()),
        Op::ReferenceCurve(curve) => StoredOp::ReferenceCurve(curve.clone()),
        Op::Rounding(rounding) => StoredOp::Rounding(*rounding),
        Op::WeightedMean(parts) => StoredOp::WeightedMean {
            parts: paths(&parts.present),
            absent: paths(&parts.absent),
        },
        Op::Points(table) => StoredOp::Points(
            table
                .iter()
                .map(|(label, points)| StoredPoints {
                    label: label.clone(),
                    points: StoredNumber(*points),
                })
                .collect(),
        ),
        Op::Gate(GateOpens::AtLeast) => StoredOp::Gate,
        Op::Gate(GateOpens::Above) => StoredOp::GateAbove,
        Op::Choice => StoredOp::Choice,
        Op::Custom(spec) => StoredOp::Custom {
            name: spec.name.clone(),
            revision: spec.revision,
            constants: spec
                .constants
                .iter()
                .map(|&constant| StoredNumber(constant))
                .collect(),
            continuity: spec.continuity,
            slope: StoredNumber(spec.slope),
        },
        Op::Opaque(spec) => StoredOp::Opaque {
            name: spec.name.clone(),
            revision: spec.revision,
        },
    }
}

/// Why a stored breakdown could not have been recorded.
#[derive(Debug, thiserror::Error)]
enum StoredError {
    #[error("the format is `{}`, not `{FORMAT}`", printable(.0))]
    Format(String),
    #[error("root {root} is not one of the {nodes} nodes")]
    Root { root: u32, nodes: usize },
    #[error("node {node}: argument {argument} is not an older node")]
    Order { node: usize, argument: u32 },
    #[error("node {node}: {operation} cannot have {arguments} arguments")]
    Arguments {
        node: usize,
        operation: &'static str,
        arguments: usize,
    },
    #[error("node {node}: {operation} needs a path")]
    Unnamed {
        node: usize,
        operation: &'static str,
    },
    #[error("node {node}: a second {} leaf at `{place}`", kind.name(), place = shown(place))]
    Duplicate {
        node: usize,
        place: Path,
        kind: LeafKind,
    },
    #[error("node {node}: the first argument must be a category")]
    NotACategory { node: usize },
    #[error(
        "node {node}: the points of label `{label}` are {points}, but the node's value is {value}", label = printable(label))]
    Points {
        node: usize,
        label: String,
        points: f64,
        value: f64,
    },
    #[error("node {node}: there are no points of label `{label}`", label = printable(label))]
    NoPoints { node: usize, label: String },
    #[error("node {node}: weight {weight} is negative, or all weights are zero")]
    Weight { node: usize, weight: f64 },
    #[error("node {node}: {what} is {value}, which is not a finite number")]
    Hidden {
        node: usize,
        what: HiddenNumber,
        value: f64,
    },
    #[error("the score {value} lies outside its scale")]
    OutOfScale { value: f64 },
    #[error("node {node}: {value} is not finite, but the score depends on it")]
    NotFinite { node: usize, value: f64 },
}

worded! {
    /// A number of a node that is not its value.
    enum HiddenNumber {
        Slope = "the slope",
        Constant = "a constant",
        Entry = "an entry of a table",
    }
}

fn restore(stored: Stored<'_>) -> Result<Breakdown, StoredError> {
    if stored.format != FORMAT {
        return Err(StoredError::Format(stored.format.into_owned()));
    }
    let mut formula = Formula::new();
    let mut seen = std::collections::BTreeSet::new();
    for (index, node) in stored.nodes.into_iter().enumerate() {
        if let Some(&argument) = node.of.iter().find(|&&argument| argument as usize >= index) {
            return Err(StoredError::Order {
                node: index,
                argument,
            });
        }
        let op = restore_op(&mut formula, node.op);
        let path = node
            .path
            .as_ref()
            .map_or(NOWHERE, |path| formula.paths.intern_path(path.segments()));
        if let Some(kind) = op.leaf_kind() {
            let Some(place) = node.path else {
                return Err(StoredError::Unnamed {
                    node: index,
                    operation: op.name(),
                });
            };
            if kind != LeafKind::ReferenceCurve && !seen.insert((path, kind)) {
                return Err(StoredError::Duplicate {
                    node: index,
                    place,
                    kind,
                });
            }
        }
        check(&formula, index, &op, node.value, &node.of)?;
        formula.push(op, node.value, path, &node.of);
    }
    if formula.node(stored.root).is_none() {
        return Err(StoredError::Root {
            root: stored.root,
            nodes: formula.nodes.len(),
        });
    }
    check_finite(&formula, stored.root)?;
    let value = formula.value(stored.root);
    if !stored.scale.contains(value) {
        return Err(StoredError::OutOfScale { value });
    }
    Ok(Breakdown::new(
        stored.model.into_owned(),
        stored.scale,
        formula,
        stored.root,
    ))
}

fn restore_op(formula: &mut Formula, op: StoredOp) -> Op {
    let mut paths = |paths: Vec<Path>| -> Vec<PathId> {
        paths
            .iter()
            .map(|path| formula.paths.intern_path(path.segments()))
            .collect()
    };
    match op {
        StoredOp::Constant => Op::Constant,
        StoredOp::Input => Op::Leaf(LeafKind::Input),
        StoredOp::Reference => Op::Leaf(LeafKind::Reference),
        StoredOp::Parameter => Op::Leaf(LeafKind::Parameter),
        StoredOp::Category(label) => Op::Category(label),
        StoredOp::Code(label) => Op::Code(label),
        StoredOp::Sum => Op::Sum,
        StoredOp::Difference => Op::Difference,
        StoredOp::Negation => Op::Negation,
        StoredOp::Product => Op::Product,
        StoredOp::Ratio => Op::Ratio,
        StoredOp::Power => Op::Power,
        StoredOp::Maximum => Op::Maximum,
        StoredOp::Minimum => Op::Minimum,
        StoredOp::Curve(curve) => Op::Curve(curve),
        StoredOp::ReferenceCurve(curve) => Op::ReferenceCurve(curve),
        StoredOp::Rounding(rounding) => Op::Rounding(rounding),
        StoredOp::WeightedMean { parts, absent } => Op::WeightedMean(Box::new(Parts {
            present: paths(parts),
            absent: paths(absent),
        })),
        StoredOp::Points(table) => Op::Points(
            table
                .into_iter()
                .map(|entry| (entry.label, entry.points.0))
                .collect(),
        ),
        StoredOp::Gate => Op::Gate(GateOpens::AtLeast),
        StoredOp::GateAbove => Op::Gate(GateOpens::Above),
        StoredOp::Choice => Op::Choice,
        StoredOp::Custom {
            name,
            revision,
            constants,
            continuity,
            slope,
        } => {
            let constants = constants.into_iter().map(|constant| constant.0).collect();
            Op::Custom(
                CustomSpec {
                    name,
                    revision,
                    constants,
                    continuity,
                    slope: slope.0,
                }
                .into(),
            )
        }
        StoredOp::Opaque { name, revision } => Op::Opaque(OpaqueSpec { name, revision }.into()),
    }
}

/// What the diff relies on, for one node.
fn check(
    formula: &Formula,
    node: usize,
    op: &Op,
    value: f64,
    of: &[u32],
) -> Result<(), StoredError> {
    let fits = match op {
        Op::Constant | Op::Leaf(_) | Op::Category(_) | Op::Code(_) => of.is_empty(),
        Op::Sum | Op::Product | Op::Opaque(_) => true,
        Op::Maximum | Op::Minimum => !of.is_empty(),
        Op::Difference | Op::Ratio | Op::Power | Op::Choice => of.len() == 2,
        Op::Gate(_) => of.len() == 3,
        Op::WeightedMean(parts) => !of.is_empty() && of.len() == 2 * parts.present.len(),
        Op::Negation
        | Op::Curve(_)
        | Op::ReferenceCurve(_)
        | Op::Rounding(_)
        | Op::Points(_)
        | Op::Custom(_) => of.len() == 1,
    };
    if !fits {
        return Err(StoredError::Arguments {
            node,
            operation: op.name(),
            arguments: of.len(),
        });
    }
    let first = of.first().and_then(|&first| formula.node(first));
    let label = first.and_then(|first| match &first.op {
        Op::Category(label) | Op::Code(label) => Some(label),
        _ => None,
    });
    if let Some((what, value)) = hidden(op) {
        return Err(StoredError::Hidden { node, what, value });
    }
    match (op, label) {
        (Op::Choice, None)
            if first.is_some_and(|first| matches!(first.op, Op::Leaf(LeafKind::Input))) =>
        {
            Ok(())
        }
        (Op::Points(_) | Op::Choice, None) => Err(StoredError::NotACategory { node }),
        (Op::Points(table), Some(label)) => match table.iter().find(|(of, _)| of == label) {
            Some((_, points)) if points.to_bits() == value.to_bits() => Ok(()),
            Some(&(_, points)) => Err(StoredError::Points {
                node,
                label: label.to_string(),
                points,
                value,
            }),
            None => Err(StoredError::NoPoints {
                node,
                label: label.to_string(),
            }),
        },
        (Op::WeightedMean(_), _) => {
            let weights = || of.iter().step_by(2).map(|&weight| formula.value(weight));
            // What is not finite is refused where the score depends on it, as everywhere.
            let flawed = weights().find(|&weight| weight < 0.0);
            match flawed.or_else(|| weights().all(|weight| weight == 0.0).then_some(0.0)) {
                Some(weight) => Err(StoredError::Weight { node, weight }),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// What is not finite of an operation, though its value may be.
fn hidden(op: &Op) -> Option<(HiddenNumber, f64)> {
    match op {
        Op::Custom(spec) if spec.slope.is_nan() => Some((HiddenNumber::Slope, spec.slope)),
        Op::Custom(spec) => {
            let mut constants = spec.constants.iter();
            let constant = constants.find(|constant| !constant.is_finite());
            constant.map(|&constant| (HiddenNumber::Constant, constant))
        }
        Op::Points(table) => {
            let entry = table.iter().find(|(_, points)| !points.is_finite());
            entry.map(|&(_, points)| (HiddenNumber::Entry, points))
        }
        _ => None,
    }
}

/// Non-finite values are contagious, so none can stand below a finite root.
fn check_finite(formula: &Formula, root: u32) -> Result<(), StoredError> {
    for (index, (node, needed)) in formula
        .nodes
        .iter()
        .zip(formula.reachable(root))
        .enumerate()
    {
        if needed && !node.value.is_finite() {
            return Err(StoredError::NotFinite {
                node: index,
                value: node.value,
            });
        }
    }
    Ok(())
}
