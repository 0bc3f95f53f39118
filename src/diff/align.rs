//! Which part of one sum answers to which part of the other.

use std::collections::BTreeMap;

use super::side::Side;
use crate::{
    formula::{
        op::{LeafKind, Op},
        paths::{NOWHERE, PathId, PathTable, ROOT},
    },
    path::Path,
};

/// A node that is added (or subtracted) in a sum, multiplied in a product, or compared in a maximum.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) node: u32,
    /// −1 where it is subtracted.
    pub(super) sign: f64,
}

/// Two parts that answer to each other, or one that stands alone.
#[derive(Clone, Copy, Debug)]
pub(super) enum Aligned {
    Both(Part, Part),
    Before(Part),
    After(Part),
}

/// The kinds of nodes that have parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Sum,
    Product,
    Maximum,
    Minimum,
}

impl Family {
    pub(super) fn of(op: &Op) -> Option<Self> {
        match op {
            Op::Sum | Op::Difference | Op::Negation => Some(Self::Sum),
            Op::Product => Some(Self::Product),
            Op::Maximum => Some(Self::Maximum),
            Op::Minimum => Some(Self::Minimum),
            _ => None,
        }
    }
}

/// What a part is recognised by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Leaf(PathId, LeafKind),
    Named(PathId),
    Unnamed(PathId, u8),
    Constant,
}

fn key(side: &Side<'_>, node: u32) -> Key {
    let Some(found) = side.node(node) else {
        return Key::Constant;
    };
    match side.leaf(node) {
        Some((path, kind)) => Key::Leaf(path, kind),
        None if side.is_constant(node) => Key::Constant,
        None if found.path != NOWHERE => Key::Named(side.path(node)),
        None => Key::Unnamed(side.scope(node), rank(&found.op)),
    }
}

/// A number for each kind of operation, the same for all that add.
fn rank(op: &Op) -> u8 {
    match Family::of(op) {
        Some(family) => family as u8,
        None => op.rank(),
    }
}

/// The parts of a node, with unnamed parts of the same family that have no other user dissolved into it.
///
/// A part that the other side keeps whole is kept whole here too: `kept` lists the scopes of those.
pub(super) fn parts(side: &Side<'_>, node: u32, family: Family, kept: &[PathId]) -> Vec<Part> {
    let dissolves = |node: u32| {
        side.dissolves(node)
            && side
                .node(node)
                .is_some_and(|node| Family::of(&node.op) == Some(family))
    };
    let mut open: Vec<Part> = Vec::with_capacity(8);
    push_arguments(side, Part { node, sign: 1.0 }, &mut open);
    if !open.iter().any(|part| dissolves(part.node)) {
        open.reverse();
        return open;
    }
    let mut kept = kept.to_vec();
    let mut parts = Vec::with_capacity(8);
    while let Some(part) = open.pop() {
        if dissolves(part.node) {
            let found = kept
                .iter()
                .position(|&scope| scope == side.scope(part.node));
            let Some(found) = found else {
                push_arguments(side, part, &mut open);
                continue;
            };
            kept.swap_remove(found);
        }
        parts.push(part);
    }
    parts
}

/// The scopes of unnamed parts that have other users, so that they cannot be dissolved.
pub(super) fn kept(side: &Side<'_>, parts: &[Part], family: Family) -> Vec<PathId> {
    parts
        .iter()
        .filter(|part| {
            side.path(part.node) == NOWHERE
                && side
                    .node(part.node)
                    .is_some_and(|node| Family::of(&node.op) == Some(family))
        })
        .map(|part| side.scope(part.node))
        .collect()
}

/// Pushes the arguments so that they are popped in their order.
fn push_arguments(side: &Side<'_>, part: Part, open: &mut Vec<Part>) {
    let op = side.node(part.node).map(|node| &node.op);
    for (place, &child) in side.children(part.node).iter().enumerate().rev() {
        let subtracted = matches!(
            (op, place),
            (Some(Op::Difference), 1) | (Some(Op::Negation), _)
        );
        open.push(Part {
            node: child,
            sign: if subtracted { -part.sign } else { part.sign },
        });
    }
}

/// Whether the parts answer to each other as they stand.
pub(super) fn are_aligned(before: (&Side<'_>, &[Part]), after: (&Side<'_>, &[Part])) -> bool {
    let same = |(a, b): (&Part, &Part)| key(before.0, a.node) == key(after.0, b.node);
    before.1.len() == after.1.len() && before.1.iter().zip(after.1).all(same)
}

/// Aligns by path, unnamed parts by scope and operation, repeated ones by their occurrence.
///
/// What is left over then is aligned where one scope has exactly one such part on each side. Parts that stand in
/// another order, or only on one side, are listed by name, so that swapping the sides lists them alike: products
/// and Shapley values of the same numbers in another order differ in their last bits.
pub(super) fn align(
    before: (&Side<'_>, &[Part]),
    after: (&Side<'_>, &[Part]),
    places: &PathTable,
) -> Vec<Aligned> {
    if let (&[only], &[other]) = (before.1, after.1) {
        // One name for two things, as where a model counts something else under the same name.
        let scope = before.0.scope(only.node);
        if scope == after.0.scope(other.node) && is_a_scope(scope) {
            return vec![Aligned::Both(only, other)];
        }
    }
    let keys = |(side, parts): (&Side<'_>, &[Part])| -> Vec<Key> {
        parts.iter().map(|part| key(side, part.node)).collect()
    };
    let (keys_before, keys_after) = (keys(before), keys(after));

    let mut waiting: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (index, key) in keys_after.iter().enumerate().rev() {
        waiting.entry(*key).or_default().push(index);
    }
    let mut partner: Vec<Option<usize>> = keys_before
        .iter()
        .map(|key| waiting.get_mut(key).and_then(Vec::pop))
        .collect();
    let mut taken = vec![false; after.1.len()];
    for index in partner.iter().flatten() {
        mark(&mut taken, *index);
    }
    align_by_scope(before, after, &mut partner, &mut taken);

    let names_before = names(&keys_before, places);
    let names_after = names(&keys_after, places);
    let mut aligned = Vec::with_capacity(before.1.len());
    for ((part, name), partner) in before.1.iter().zip(names_before).zip(&partner) {
        aligned.push(
            match partner.and_then(|index| Some((after.1.get(index)?, names_after.get(index)?))) {
                Some((answer, other)) => (name.min(other.clone()), Aligned::Both(*part, *answer)),
                None => (name, Aligned::Before(*part)),
            },
        );
    }
    for ((part, name), taken) in after.1.iter().zip(names_after).zip(&taken) {
        if !taken {
            aligned.push((name, Aligned::After(*part)));
        }
    }
    aligned.sort_by(|(a, _), (b, _)| a.cmp(b));
    aligned.into_iter().map(|(_, aligned)| aligned).collect()
}

/// A key in words, which are the same whichever side came first, with its occurrence: no two parts share one.
type Name = (u8, Path, u8, usize);

fn names(keys: &[Key], places: &PathTable) -> Vec<Name> {
    let mut seen: BTreeMap<Key, usize> = BTreeMap::new();
    let name = |key: &Key| {
        let occurrence = seen.entry(*key).or_default();
        *occurrence += 1;
        match *key {
            Key::Leaf(path, kind) => (0, places.path(path), kind as u8, *occurrence),
            Key::Named(path) => (1, places.path(path), 0, *occurrence),
            Key::Unnamed(NOWHERE, rank) => (2, Path::root(), rank, *occurrence),
            Key::Unnamed(path, rank) => (3, places.path(path), rank, *occurrence),
            Key::Constant => (4, Path::root(), 0, *occurrence),
        }
    };
    keys.iter().map(name).collect()
}

fn align_by_scope(
    before: (&Side<'_>, &[Part]),
    after: (&Side<'_>, &[Part]),
    partner: &mut [Option<usize>],
    taken: &mut [bool],
) {
    let mut left: BTreeMap<PathId, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (index, part) in before.1.iter().enumerate() {
        let scope = before.0.scope(part.node);
        if partner.get(index).is_some_and(Option::is_none) && is_a_scope(scope) {
            left.entry(scope).or_default().0.push(index);
        }
    }
    for (index, part) in after.1.iter().enumerate() {
        let scope = after.0.scope(part.node);
        if taken.get(index) == Some(&false) && is_a_scope(scope) {
            left.entry(scope).or_default().1.push(index);
        }
    }
    for (ours, theirs) in left.values() {
        if let (&[ours], &[theirs]) = (&ours[..], &theirs[..]) {
            if let Some(slot) = partner.get_mut(ours) {
                *slot = Some(theirs);
            }
            mark(taken, theirs);
        }
    }
}

/// Whether parts can be recognised by standing there: everything stands at the root.
fn is_a_scope(scope: PathId) -> bool {
    scope != ROOT && scope != NOWHERE
}

fn mark(taken: &mut [bool], index: usize) {
    if let Some(slot) = taken.get_mut(index) {
        *slot = true;
    }
}
