//! Inputs that hand their leaves to each other, so that what is hidden shows.

use std::collections::BTreeMap;

use super::{Case, PARTNERS, Violation, same_decision};
use crate::{
    formula::{
        breakdown::{Breakdown, Formula, Node},
        op::{LeafKind, Op},
        paths::NOWHERE,
        substitute::Substitution,
    },
    model::{ScoringModel, record},
    path::{Path, printable},
};

/// The leaves that a model asked for, without parameters.
type LeafSet = Vec<(Path, LeafKind)>;

/// The leaves of one input give its score, whichever input they are handed to.
pub(super) fn nothing_is_hidden<M: ScoringModel + ?Sized>(
    model: &M,
    cases: &[Case<'_, M::Input>],
    found: &mut Vec<Violation>,
) {
    // A decision that depends on the data is a hidden input that was told already.
    let mut told: Vec<Path> = found
        .iter()
        .filter_map(|violation| match violation {
            Violation::MovingParameter { place, .. } => Some(place.clone()),
            Violation::MovingConstant { near, .. } => Some(near.clone()),
            _ => None,
        })
        .collect();
    let mut groups: BTreeMap<LeafSet, Vec<&Case<'_, M::Input>>> = BTreeMap::new();
    for case in cases {
        let mut asked: Vec<_> = case
            .breakdown
            .leaves()
            .filter(|leaf| leaf.kind != LeafKind::Parameter)
            .map(|leaf| (leaf.path, leaf.kind))
            .collect();
        asked.sort();
        groups.entry(asked).or_default().push(case);
    }
    for group in groups.values() {
        let count = group.len();
        // The giver itself and up to so many on either side of it, each once.
        let offsets = (0..count.min(PARTNERS + 1))
            .chain(count.saturating_sub(PARTNERS).max(PARTNERS + 1)..count);
        for (place, giver) in group.iter().enumerate() {
            let leaves = leaves(giver.formula());
            for offset in offsets.clone() {
                let Some(taker) = group.get((place + offset) % count) else {
                    continue;
                };
                let Some((violation, places)) = exchange(model, taker, giver, &leaves) else {
                    continue;
                };
                if places.is_empty() || !places.iter().any(|place| told.contains(place)) {
                    told.extend(places);
                    found.push(violation);
                }
            }
        }
    }
}

/// Scores one input with the leaves of another; a violation comes with the places where the recordings part.
fn exchange<M: ScoringModel + ?Sized>(
    model: &M,
    taker: &Case<'_, M::Input>,
    giver: &Case<'_, M::Input>,
    leaves: &Substitution,
) -> Option<(Violation, Vec<Path>)> {
    let (of, from) = (taker.index, giver.index);
    let breakdown = match record(model, taker.input, Some(leaves)) {
        Ok(breakdown) => breakdown,
        Err(error) => {
            let leaves = from;
            return Some((
                Violation::NotSubstitutable { of, leaves, error },
                Vec::new(),
            ));
        }
    };
    let (score, expected) = (breakdown.value(), giver.breakdown.value());
    if score.to_bits() == expected.to_bits() {
        return None;
    }
    let difference = Difference::between(&breakdown, &giver.breakdown)?;
    let places = vec![difference.near.clone(), difference.near_theirs];
    let violation = Violation::HiddenInput {
        of,
        leaves: from,
        score,
        expected,
        near: difference.near,
        found: difference.ours,
        wanted: difference.theirs,
    };
    Some((violation, places))
}

/// The data and reference leaves of a recording.
fn leaves(formula: &Formula) -> Substitution {
    let mut leaves = Substitution::new();
    for node in &formula.nodes {
        match Formula::leaf_value(node) {
            Some((kind, value)) if kind != LeafKind::Parameter => {
                let path = formula.paths.path(node.path);
                leaves.insert(path.segments(), kind, u32::MAX, value, None);
            }
            _ => {}
        }
    }
    leaves
}

/// The first node in which two recordings differ.
pub(crate) struct Difference {
    pub(crate) near: Path,
    pub(super) near_theirs: Path,
    pub(crate) ours: String,
    pub(crate) theirs: String,
}

impl Difference {
    pub(crate) fn between(ours: &Breakdown, theirs: &Breakdown) -> Option<Self> {
        let (ours, theirs) = (ours.formula(), theirs.formula());
        let common = ours.nodes.len().min(theirs.nodes.len());
        let first = ours
            .nodes
            .iter()
            .zip(&theirs.nodes)
            .position(|(a, b)| {
                a.op.rank() != b.op.rank()
                    || a.value.to_bits() != b.value.to_bits()
                    || ours.children_of(a) != theirs.children_of(b)
                    || ours.paths.path(a.path) != theirs.paths.path(b.path)
                    || !same_decision(a, b)
            })
            .or((ours.nodes.len() != theirs.nodes.len()).then_some(common))?;
        let told = |formula: &Formula| formula.nodes.get(first).map_or("nothing".to_owned(), shown);
        let place = |formula: &Formula, other: &Formula| {
            let longer = if first < formula.nodes.len() {
                formula
            } else {
                other
            };
            near(longer, first)
        };
        Some(Self {
            near: place(ours, theirs),
            near_theirs: place(theirs, ours),
            ours: told(ours),
            theirs: told(theirs),
        })
    }
}

/// The node's own path, else one below it, else one beside it in what uses it.
pub(super) fn near(formula: &Formula, node: usize) -> Path {
    let mut at = node;
    loop {
        if let Some(path) = below(formula, at) {
            return path;
        }
        let has_it = |node: &Node| {
            formula
                .children_of(node)
                .iter()
                .any(|&child| child as usize == at)
        };
        match formula.nodes.iter().position(has_it) {
            Some(user) => at = user,
            None => return Path::root(),
        }
    }
}

/// The first path at a node or below it.
fn below(formula: &Formula, node: usize) -> Option<Path> {
    let mut seen = vec![false; formula.nodes.len()];
    let mut open = vec![node];
    while let Some(at) = open.pop() {
        let found = formula.nodes.get(at)?;
        if found.path != NOWHERE {
            return Some(formula.paths.path(found.path));
        }
        if let Some(seen) = seen.get_mut(at) {
            if !std::mem::replace(seen, true) {
                let children = formula.children_of(found).iter().rev();
                open.extend(children.map(|&child| child as usize));
            }
        }
    }
    None
}

/// A node as it is shown in a violation.
pub(super) fn shown(node: &Node) -> String {
    let value = node.value;
    match &node.op {
        Op::Category(label) => format!("category `{}`", printable(label)),
        Op::Code(label) => format!("code `{}`", label.escape_debug()),
        Op::Constant => format!("a bare {value}"),
        Op::Curve(curve) => format!("{value} by {curve}"),
        op => format!("{} {value}", op.name()),
    }
}
