//! The leaves of two recordings, side by side.

use std::collections::BTreeMap;

use super::game::is_reference;
use crate::{
    formula::{
        breakdown::{Breakdown, Formula},
        op::{LeafKind, Op},
        substitute::{LeafValue, Substitution},
    },
    path::Path,
};

/// Every bit of a substitution's mask.
const ALWAYS: u32 = u32::MAX;

/// The leaves of a recording that `wanted` accepts, by path and kind.
pub(super) fn by_path(
    breakdown: &Breakdown,
    wanted: impl Fn(LeafKind) -> bool,
) -> BTreeMap<(Path, LeafKind), LeafValue> {
    let formula = breakdown.formula();
    formula
        .nodes
        .iter()
        .filter_map(|node| Some((node, Formula::leaf_value(node)?)))
        .filter(|(_, (kind, _))| wanted(*kind))
        .map(|(node, (kind, value))| ((formula.paths.path(node.path), kind), value))
        .collect()
}

/// Whether a leaf belongs to the subject's own data.
pub(super) fn is_own(kind: LeafKind) -> bool {
    matches!(kind, LeafKind::Input | LeafKind::Category)
}

/// How many leaves of the subject's own data moved between two recordings that asked for the same things in the same
/// order; more than `most` are `most + 1`. `None` where they did not.
pub(super) fn moved(before: &Breakdown, after: &Breakdown, most: usize) -> Option<usize> {
    let (ours, theirs) = (before.formula(), after.formula());
    if ours.nodes.len() != theirs.nodes.len() || !ours.paths.is_same(&theirs.paths) {
        return None;
    }
    let mut moved = Vec::new();
    for (one, other) in ours.nodes.iter().zip(&theirs.nodes) {
        let kinds = (one.op.leaf_kind(), other.op.leaf_kind());
        if kinds.0 != kinds.1 || one.path != other.path {
            return None;
        }
        let Some(kind) = kinds.0.filter(|kind| is_own(*kind)) else {
            continue;
        };
        let stands_still = match (&one.op, &other.op) {
            (Op::Category(label), Op::Category(other)) | (Op::Code(label), Op::Code(other)) => {
                label == other
            }
            (Op::Code(_), _) | (_, Op::Code(_)) => false,
            _ => one.value.to_bits() == other.value.to_bits(),
        };
        if !stands_still && !moved.contains(&(one.path, kind)) {
            moved.push((one.path, kind));
            if moved.len() > most {
                break;
            }
        }
    }
    Some(moved.len())
}

/// A leaf with its value before and after.
type Differing = ((Path, LeafKind), LeafValue, LeafValue);

/// The leaves that differ between two recordings that asked for the same things in the same order; `None` where they did
/// not.
pub(super) fn differing(
    before: &Breakdown,
    after: &Breakdown,
    wanted: impl Fn(LeafKind) -> bool,
) -> Option<Vec<Differing>> {
    let (ours, theirs) = (before.formula(), after.formula());
    if ours.nodes.len() != theirs.nodes.len() || !ours.paths.is_same(&theirs.paths) {
        return None;
    }
    let mut differing = Vec::new();
    for (one, other) in ours.nodes.iter().zip(&theirs.nodes) {
        if one.op.leaf_kind() != other.op.leaf_kind() || one.path != other.path {
            return None;
        }
        if !one.op.leaf_kind().is_some_and(&wanted) {
            continue;
        }
        let (Some((kind, one_value)), Some((_, other_value))) =
            (Formula::leaf_value(one), Formula::leaf_value(other))
        else {
            continue;
        };
        if !one_value.is(&other_value) {
            let leaf = (ours.paths.path(one.path), kind);
            differing.push((leaf, one_value, other_value));
        }
    }
    Some(differing)
}

/// Most models have no reference at all, and are recorded again and again.
fn has_references(breakdown: &Breakdown) -> bool {
    breakdown
        .formula()
        .nodes
        .iter()
        .any(|node| node.op.leaf_kind().is_some_and(is_reference))
}

/// The value of one leaf of a recording.
pub(super) fn find(breakdown: &Breakdown, (path, kind): &(Path, LeafKind)) -> Option<LeafValue> {
    let formula = breakdown.formula();
    let path = formula.paths.find_path(path.segments())?;
    let node = formula
        .nodes
        .iter()
        .find(|node| node.path == path && node.op.leaf_kind() == Some(*kind))?;
    Formula::leaf_value(node).map(|(_, value)| value)
}

/// Whether a reference that both recordings asked for has two values.
pub(super) fn references_differ(before: &Breakdown, after: &Breakdown) -> bool {
    if !has_references(before) || !has_references(after) {
        return false;
    }
    let (before, after) = (by_path(before, is_reference), by_path(after, is_reference));
    before
        .iter()
        .any(|(leaf, value)| after.get(leaf).is_some_and(|other| !value.is(other)))
}

/// Hands out all references of a recording.
pub(super) fn references(breakdown: &Breakdown) -> Substitution {
    let mut substitution = Substitution::new();
    insert_references(&mut substitution, breakdown);
    substitution
}

pub(super) fn insert_references(substitution: &mut Substitution, breakdown: &Breakdown) {
    for ((path, kind), value) in by_path(breakdown, is_reference) {
        substitution.insert(path.segments(), kind, ALWAYS, value, None);
    }
}

/// References that only one of two recordings asked for.
pub(super) fn unmatched_references(before: &Breakdown, after: &Breakdown) -> Vec<Path> {
    if !has_references(before) && !has_references(after) {
        return Vec::new();
    }
    let (before, after) = (by_path(before, is_reference), by_path(after, is_reference));
    let lonely = |ours: &BTreeMap<(Path, LeafKind), LeafValue>,
                  theirs: &BTreeMap<(Path, LeafKind), LeafValue>| {
        ours.keys()
            .filter(|leaf| !theirs.contains_key(leaf))
            .map(|(path, _)| path.clone())
            .collect::<Vec<_>>()
    };
    let mut paths = lonely(&before, &after);
    paths.extend(lonely(&after, &before));
    paths.sort();
    paths.dedup();
    paths
}

/// Categories whose label differs, with both labels.
pub(super) fn relabelled(before: &Breakdown, after: &Breakdown) -> Vec<(Path, String, String)> {
    let is_category = |kind| kind == LeafKind::Category;
    let has = |breakdown: &Breakdown| {
        breakdown
            .formula()
            .nodes
            .iter()
            .any(|node| node.op.leaf_kind() == Some(LeafKind::Category))
    };
    if !has(before) || !has(after) {
        return Vec::new();
    }
    let after = by_path(after, is_category);
    by_path(before, is_category)
        .into_iter()
        .filter_map(|(leaf, ours)| match (ours, after.get(&leaf)?) {
            (LeafValue::Label(ours), LeafValue::Label(theirs)) if ours != *theirs => {
                Some((leaf.0, ours.to_string(), theirs.to_string()))
            }
            _ => None,
        })
        .collect()
}
