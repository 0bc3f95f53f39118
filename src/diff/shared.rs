//! Which moved leaves two terms have in common.

use std::collections::BTreeMap;

use super::side::Side;
use crate::formula::{
    breakdown::Formula,
    op::LeafKind,
    paths::{NOWHERE, PathId, PathTable},
    substitute::LeafValue,
};

/// Leaves beyond this many share their bits with others: then two terms may be taken to have one in common that have not,
/// never the other way about.
const BITS: usize = 128;

/// For each node of both sides the moved leaves below it that are used in more than one way, as bits.
///
/// Only those can be below two terms at once. Two passes over each side, whatever is asked afterwards.
pub(super) struct SharedLeaves {
    before: Vec<u128>,
    after: Vec<u128>,
}

/// A leaf on both sides: how often it is used (2 for more), and its value.
#[derive(Default)]
struct Seen {
    used: [u8; 2],
    values: [Option<LeafValue>; 2],
}

type Leaf = (PathId, LeafKind);

impl SharedLeaves {
    pub(super) fn between(a: &Side<'_>, b: &Side<'_>, places: &PathTable) -> Self {
        let mut seen: BTreeMap<Leaf, Seen> = BTreeMap::new();
        for (which, side) in [a, b].into_iter().enumerate() {
            for ((index, ways), node) in (0..).zip(ways(side)).zip(&side.formula.nodes) {
                let Some(leaf) = leaf(side, index).filter(|_| ways > 0) else {
                    continue;
                };
                let seen = seen.entry(leaf).or_default();
                if let (Some(used), Some(value)) =
                    (seen.used.get_mut(which), seen.values.get_mut(which))
                {
                    *used = (*used + ways).min(2);
                    *value = Formula::leaf_value(node).map(|(_, value)| value);
                }
            }
        }
        let moved = |seen: &Seen| seen.values.first() != seen.values.get(1);
        let mut shared: Vec<Leaf> = seen
            .into_iter()
            .filter(|(_, seen)| seen.used.contains(&2) && moved(seen))
            .map(|(leaf, _)| leaf)
            .collect();
        if shared.len() > BITS {
            // By name, as ids depend on which side came first.
            shared.sort_by_cached_key(|&(path, kind)| (places.path(path), kind));
        }
        let bits: BTreeMap<Leaf, u128> = shared
            .into_iter()
            .enumerate()
            .map(|(index, leaf)| (leaf, 1 << (index % BITS)))
            .collect();
        Self {
            before: below(a, &bits),
            after: below(b, &bits),
        }
    }

    /// Whether a moved leaf is below both of two pairs of nodes.
    pub(super) fn have_one(&self, one: (u32, u32), other: (u32, u32)) -> bool {
        let bits = |(u, v): (u32, u32)| {
            let of = |bits: &[u128], node: u32| bits.get(node as usize).copied().unwrap_or(0);
            of(&self.before, u) | of(&self.after, v)
        };
        bits(one) & bits(other) != 0
    }
}

fn leaf(side: &Side<'_>, index: u32) -> Option<Leaf> {
    let node = side.node(index)?;
    let kind = node.op.leaf_kind().filter(|_| node.path != NOWHERE)?;
    Some((side.path(index), kind))
}

/// In how many ways the root depends on each node; 2 for more.
fn ways(side: &Side<'_>) -> Vec<u8> {
    let mut ways = vec![0_u8; side.formula.nodes.len()];
    if let Some(slot) = ways.get_mut(side.root as usize) {
        *slot = 1;
    }
    for index in (0..=side.root).rev() {
        let own = ways.get(index as usize).copied().unwrap_or(0);
        for &child in side.children(index) {
            if let Some(slot) = ways.get_mut(child as usize) {
                *slot = (*slot + own).min(2);
            }
        }
    }
    ways
}

/// The bits of all leaves at or below each node.
fn below(side: &Side<'_>, bits: &BTreeMap<Leaf, u128>) -> Vec<u128> {
    let mut below: Vec<u128> = Vec::with_capacity(side.formula.nodes.len());
    if bits.is_empty() {
        return below;
    }
    for index in (0..).take(side.formula.nodes.len()) {
        let own = leaf(side, index).and_then(|leaf| bits.get(&leaf).copied());
        let children = side.children(index).iter();
        let of = |&child: &u32| below.get(child as usize).copied().unwrap_or(0);
        let all = children
            .map(of)
            .fold(own.unwrap_or(0), |all, one| all | one);
        below.push(all);
    }
    below
}
