//! One side of a matching: its classes, who uses whom, and what lies below.

use std::collections::BTreeSet;

use super::{align::Family, side::Side, sketch::Sketch, structure::Structure};
use crate::formula::op::{LeafKind, Op};

/// Nothing.
pub(super) const NONE: u32 = u32::MAX;

/// How many nodes a search upwards may see. What is not found by then counts as not below: it would be dozens of levels
/// and hundreds of users away.
const CLIMB: usize = 512;

/// One side of a matching.
#[derive(Debug)]
pub(super) struct Half {
    /// The class of each node, [`NONE`] where it is numbers alone or nobody needs it.
    class: Vec<u32>,
    /// By class: its nodes, the oldest first.
    pub(super) nodes: Vec<Vec<u32>>,
    /// By class: the class of the other side that has its role.
    pub(super) role: Vec<u32>,
    /// By node: the places of its users in `users`.
    starts: Vec<u32>,
    /// Users, and whether the node goes into them as something that can be looked through.
    users: Vec<(u32, bool)>,
    /// By node: leaves, leaves of data, and everything below it with itself.
    pub(super) leaves: Vec<Sketch>,
    pub(super) data: Vec<Sketch>,
    pub(super) below: Vec<Sketch>,
    needed: Vec<bool>,
}

/// What kind of operation a node is, when roles are looked for: the same for all that add.
pub(super) fn kind_of(op: &Op) -> u8 {
    match Family::of(op) {
        Some(family) => family as u8,
        None => op.rank(),
    }
}

/// Whether a node can be seen as what stands around its argument at that place.
pub(super) fn is_hole(op: &Op, place: usize) -> bool {
    match op {
        Op::Sum | Op::Difference | Op::Negation | Op::Product | Op::Maximum | Op::Minimum => true,
        Op::Ratio | Op::Power | Op::Curve(_) | Op::ReferenceCurve(_) | Op::Rounding(_) => {
            place == 0
        }
        Op::Custom(_) => place == 0,
        Op::WeightedMean(_) => place % 2 == 1,
        Op::Gate(_) => place == 2,
        Op::Choice => place == 1,
        Op::Constant
        | Op::Leaf(_)
        | Op::Category(_)
        | Op::Code(_)
        | Op::Points(_)
        | Op::Opaque(_) => false,
    }
}

impl Half {
    /// `class_of` gives every element its number.
    pub(super) fn new(
        side: &Side<'_>,
        structure: &Structure,
        mut class_of: impl FnMut(super::field::Element) -> u32,
    ) -> Self {
        let count = side.formula.nodes.len();
        let needed = side.formula.reachable(side.root);
        let mut class = vec![NONE; count];
        let mut edges: Vec<(u32, u32, bool)> = Vec::with_capacity(side.formula.arguments.len());
        for (id, node) in (0..).zip(&side.formula.nodes) {
            if needed.get(id as usize) != Some(&true) {
                continue;
            }
            if let (Some(element), Some(slot)) = (structure.matched(id), class.get_mut(id as usize))
            {
                *slot = class_of(element);
            }
            for (place, &child) in side.formula.children_of(node).iter().enumerate() {
                edges.push((child, id, is_hole(&node.op, place)));
            }
        }
        edges.sort_unstable();
        let mut starts = vec![0; count + 1];
        for (child, ..) in &edges {
            if let Some(slot) = starts.get_mut(*child as usize + 1) {
                *slot += 1;
            }
        }
        let mut total = 0;
        for slot in &mut starts {
            total += *slot;
            *slot = total;
        }
        Self {
            class,
            nodes: Vec::new(),
            role: Vec::new(),
            starts,
            users: edges
                .into_iter()
                .map(|(_, user, hole)| (user, hole))
                .collect(),
            leaves: Vec::new(),
            data: Vec::new(),
            below: Vec::new(),
            needed,
        }
    }

    /// With all classes known: who belongs to each, and what lies below.
    pub(super) fn finish(&mut self, side: &Side<'_>, structure: &Structure, classes: usize) {
        self.nodes = vec![Vec::new(); classes];
        self.role = vec![NONE; classes];
        for (id, class) in (0..).zip(&self.class) {
            if let Some(nodes) = self.nodes.get_mut(*class as usize) {
                nodes.push(id);
            }
        }
        let count = side.formula.nodes.len();
        self.leaves = Vec::with_capacity(count);
        self.data = Vec::with_capacity(count);
        for (id, node) in (0..).zip(&side.formula.nodes) {
            if !self.is_needed(id) {
                self.leaves.push(Sketch::default());
                self.data.push(Sketch::default());
                continue;
            }
            let children = side.formula.children_of(node);
            let kind = node.op.leaf_kind();
            let key = structure.class(id).map(|class| class.whole().key());
            let of = |sketches: &[Sketch], own: bool| {
                let below = children
                    .iter()
                    .filter_map(|&child| sketches.get(child as usize));
                Sketch::union(below, key.filter(|_| own))
            };
            let (leaves, data) = (
                of(&self.leaves, kind.is_some()),
                of(
                    &self.data,
                    kind.is_some_and(|kind| kind != LeafKind::Parameter),
                ),
            );
            self.leaves.push(leaves);
            self.data.push(data);
        }
    }

    /// What lies below, where `token` names the classes in terms that both sides share.
    pub(super) fn look_below(
        &mut self,
        side: &Side<'_>,
        structure: &Structure,
        token: impl Fn(u32) -> Option<u64>,
    ) {
        let mut below: Vec<Sketch> = Vec::with_capacity(side.formula.nodes.len());
        for (id, node) in (0..).zip(&side.formula.nodes) {
            if !self.is_needed(id) {
                below.push(Sketch::default());
                continue;
            }
            let own = token(self.class_of(id))
                .or_else(|| structure.class(id).map(|class| class.whole().key()));
            let children = side.formula.children_of(node).iter();
            let sketches = children.filter_map(|&child| below.get(child as usize));
            let sketch = Sketch::union(sketches, own);
            below.push(sketch);
        }
        self.below = below;
    }

    fn is_needed(&self, node: u32) -> bool {
        self.needed.get(node as usize) == Some(&true)
    }

    pub(super) fn class_of(&self, node: u32) -> u32 {
        self.class.get(node as usize).copied().unwrap_or(NONE)
    }

    pub(super) fn nodes_of(&self, class: u32) -> &[u32] {
        self.nodes.get(class as usize).map_or(&[], Vec::as_slice)
    }

    pub(super) fn users(&self, node: u32) -> &[(u32, bool)] {
        let at = |index: usize| self.starts.get(index).copied().unwrap_or(0) as usize;
        self.users
            .get(at(node as usize)..at(node as usize + 1))
            .unwrap_or_default()
    }

    /// The arguments of `top` through which the nodes of a class are reached, each node on the way being one that can
    /// be looked through; the nearest ones only.
    pub(super) fn ways(&self, side: &[u32], top: u32, class: u32) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        for &child in side {
            let hole = self
                .users(child)
                .iter()
                .any(|&(user, hole)| user == top && hole);
            if self.class_of(child) == class && hole && !found.contains(&child) {
                found.push(child);
            }
        }
        if !found.is_empty() {
            return found;
        }
        let mut level: Vec<u32> = self.nodes_of(class).to_vec();
        level.retain(|&node| node < top);
        let mut seen: BTreeSet<u32> = level.iter().copied().collect();
        while !level.is_empty() && found.is_empty() && seen.len() < CLIMB {
            let mut next = Vec::new();
            for node in level {
                for &(user, hole) in self.users(node) {
                    if !hole || user > top {
                        continue;
                    }
                    if user == top {
                        if !found.contains(&node) {
                            found.push(node);
                        }
                    } else if seen.len() < CLIMB && seen.insert(user) {
                        next.push(user);
                    }
                }
            }
            level = next;
        }
        found
    }
}
