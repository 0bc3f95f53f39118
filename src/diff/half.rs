//! One side of a matching: its classes, who uses whom, and what lies below.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    align::Family,
    field::Element,
    side::Side,
    sketch::{Sketch, Sketches},
};
use crate::formula::op::{LeafKind, Op};

/// Nothing.
pub(super) const NONE: u32 = u32::MAX;

/// How many nodes a search upwards may see. What is not found by then counts as not below: it would be dozens of levels
/// and hundreds of users away.
const CLIMB: usize = 512;

/// What a matching asks of one side, whatever the other one is.
#[derive(Debug)]
pub(super) struct Skeleton {
    needed: Vec<bool>,
    /// By node: the places of its users in `users`.
    starts: Vec<u32>,
    /// Users, and whether the node goes into them as something that can be looked through.
    users: Vec<(u32, bool)>,
    /// By node: leaves, and leaves of data.
    leaves: Sketches,
    data: Sketches,
    /// By node: everything below it with itself, while nothing has a role.
    below: Sketches,
}

/// One side of a matching.
#[derive(Debug)]
pub(super) struct Half {
    /// The class of each node, [`NONE`] where it is numbers alone or nobody needs it.
    class: Vec<u32>,
    /// By class: the places of its nodes in `nodes`.
    class_starts: Vec<u32>,
    /// The nodes of each class, the oldest first.
    nodes: Vec<u32>,
    /// By class: the class of the other side that has its role.
    pub(super) role: Vec<u32>,
    skeleton: Arc<Skeleton>,
    /// By node: everything below it with itself, where some of it has a role.
    below: Option<Sketches>,
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

impl Skeleton {
    pub(super) fn of(side: &Side<'_>) -> Self {
        let structure = side.structure();
        let count = side.formula.nodes.len();
        let needed = side.formula.reachable(side.root);
        let is_needed = |id: u32| needed.get(id as usize) == Some(&true);
        let mut edges: Vec<(u32, u32, bool)> = Vec::with_capacity(side.formula.arguments.len());
        let mut leaves = Sketches::with_capacity(count);
        let mut data = Sketches::with_capacity(count);
        let mut below = Sketches::with_capacity(count);
        for (id, node) in (0..).zip(&side.formula.nodes) {
            if !is_needed(id) {
                leaves.push_empty();
                data.push_empty();
                below.push_empty();
                continue;
            }
            let children = side.formula.children_of(node);
            for (place, &child) in children.iter().enumerate() {
                edges.push((child, id, is_hole(&node.op, place)));
            }
            let kind = node.op.leaf_kind();
            let key = kind.and_then(|_| Some(structure.class(id)?.whole().key()));
            leaves.push_union(children.iter().copied(), key);
            let is_data = kind.is_some_and(|kind| kind != LeafKind::Parameter);
            data.push_union(children.iter().copied(), key.filter(|_| is_data));
            below.push_union(children.iter().copied(), structure.key(id));
        }
        edges.sort_unstable();
        let starts = starts_of(count, edges.iter().map(|(child, ..)| *child));
        Self {
            needed,
            starts,
            users: edges
                .into_iter()
                .map(|(_, user, hole)| (user, hole))
                .collect(),
            leaves,
            data,
            below,
        }
    }
}

/// Where the entries of each of `count` keys begin in a list that is sorted by them, and where the last one's end.
fn starts_of(count: usize, keys: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = vec![0; count + 1];
    for key in keys {
        if let Some(slot) = starts.get_mut(key as usize + 1) {
            *slot += 1;
        }
    }
    let mut total = 0;
    for slot in &mut starts {
        total += *slot;
        *slot = total;
    }
    starts
}

/// The entries of one key.
fn entries<'l, T>(starts: &[u32], list: &'l [T], key: u32) -> &'l [T] {
    let at = |index: usize| starts.get(index).map(|&start| start as usize);
    let Some((from, to)) = at(key as usize).zip(at((key as usize).saturating_add(1))) else {
        return &[];
    };
    list.get(from..to).unwrap_or_default()
}

impl Half {
    /// `class_of` gives every element its number.
    pub(super) fn new(side: &Side<'_>, mut class_of: impl FnMut(Element) -> u32) -> Self {
        let skeleton = Arc::clone(side.skeleton());
        let structure = side.structure();
        let class = |(id, needed): (u32, &bool)| match structure.matched(id) {
            Some(element) if *needed => class_of(element),
            _ => NONE,
        };
        let class: Vec<u32> = (0..).zip(&skeleton.needed).map(class).collect();
        Self {
            class,
            class_starts: Vec::new(),
            nodes: Vec::new(),
            role: Vec::new(),
            skeleton,
            below: None,
        }
    }

    /// With all classes known: who belongs to each.
    pub(super) fn finish(&mut self, classes: usize) {
        self.role = vec![NONE; classes];
        let known = self.class.iter().copied().filter(|class| *class != NONE);
        self.class_starts = starts_of(classes, known);
        let mut next = self.class_starts.clone();
        self.nodes = vec![NONE; self.class_starts.last().copied().unwrap_or(0) as usize];
        for (id, class) in (0..).zip(&self.class) {
            let Some(place) = next.get_mut(*class as usize) else {
                continue;
            };
            if let Some(slot) = self.nodes.get_mut(*place as usize) {
                *slot = id;
            }
            *place += 1;
        }
    }

    /// What lies below, where `token` names the classes that have a role in terms that both sides share.
    pub(super) fn look_below(&mut self, side: &Side<'_>, token: impl Fn(u32) -> Option<u64>) {
        let known = &self.skeleton.below;
        let mut below = Sketches::with_capacity(side.formula.nodes.len());
        let mut has_role: Vec<bool> = Vec::with_capacity(side.formula.nodes.len());
        for (id, node) in (0..).zip(&side.formula.nodes) {
            let children = side.formula.children_of(node);
            let own = token(self.class_of(id));
            let inside = |child: &u32| has_role.get(*child as usize) == Some(&true);
            let differs = own.is_some() || children.iter().any(inside);
            has_role.push(differs);
            if differs && self.skeleton.needed.get(id as usize) == Some(&true) {
                let own = own.or_else(|| side.structure().key(id));
                below.push_union(children.iter().copied(), own);
            } else {
                below.push_copy(known.get(id));
            }
        }
        self.below = Some(below);
    }

    pub(super) fn class_of(&self, node: u32) -> u32 {
        self.class.get(node as usize).copied().unwrap_or(NONE)
    }

    pub(super) fn nodes_of(&self, class: u32) -> &[u32] {
        entries(&self.class_starts, &self.nodes, class)
    }

    pub(super) fn users(&self, node: u32) -> &[(u32, bool)] {
        entries(&self.skeleton.starts, &self.skeleton.users, node)
    }

    pub(super) fn leaves(&self, node: u32) -> Option<Sketch<'_>> {
        self.skeleton.leaves.get(node)
    }

    pub(super) fn data(&self, node: u32) -> Option<Sketch<'_>> {
        self.skeleton.data.get(node)
    }

    /// The data below each node, by node.
    pub(super) fn all_data(&self) -> impl Iterator<Item = Sketch<'_>> {
        self.skeleton.data.iter()
    }

    /// Everything below a node, with itself.
    pub(super) fn below(&self, node: u32) -> Option<Sketch<'_>> {
        self.below
            .as_ref()
            .unwrap_or(&self.skeleton.below)
            .get(node)
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::is_hole;
    use crate::formula::{
        curve::Curve,
        op::{Continuity, CustomSpec, GateOpens, LeafKind, Op},
    };

    /// The arguments that can be seen as what goes on inside an operation, of the first six.
    fn holes(op: &Op) -> Vec<usize> {
        (0..6).filter(|&place| is_hole(op, place)).collect()
    }

    #[test]
    fn what_can_be_looked_through_is_one_argument_or_all_of_a_list() {
        for list in [Op::Sum, Op::Product, Op::Maximum, Op::Minimum] {
            assert_eq!(holes(&list), [0, 1, 2, 3, 4, 5], "{list:?}");
        }
        // Not the divisor, the exponent, the term that is watched, the threshold, or the category.
        assert_eq!(holes(&Op::Ratio), [0]);
        assert_eq!(holes(&Op::Power), [0]);
        assert_eq!(holes(&Op::Curve(Curve::tanh())), [0]);
        assert_eq!(holes(&Op::Gate(GateOpens::Above)), [2]);
        assert_eq!(holes(&Op::Choice), [1]);
        let custom = CustomSpec {
            name: "f".to_owned(),
            revision: 1,
            constants: Vec::new(),
            continuity: Continuity::Steps,
            slope: 0.0,
        };
        assert_eq!(holes(&Op::Custom(custom.into())), [0]);
        for leaf in [
            Op::Constant,
            Op::Leaf(LeafKind::Input),
            Op::Category(Arc::from("low")),
            Op::Points(Arc::from([])),
        ] {
            assert!(holes(&leaf).is_empty(), "{leaf:?}");
        }
    }
}
