//! One model that took another branch of its author's own: `if income.value() > 1000.0`.
//!
//! A recording knows what was computed, not which `if` decided it. Where two recordings of one model have one structure but
//! other numbers of the owner's, a branch was taken, and comparing the numbers one by one would tell of changes that
//! nobody made. So the lowest node that holds all of them is taken as one function of the leaves below it: if exactly one
//! leaf moved there, that leaf answers for all of it; else it is one effect at the node's place.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    align::Family,
    effect::{EffectKind, Value},
    field::{Element, Mixer},
    side::Side,
    structure::Class,
    walk::{At, Walk},
};
use crate::formula::{
    breakdown::{Formula, Node},
    op::{LeafKind, Op, OpaqueSpec},
    paths::{NOWHERE, PathId},
    substitute::LeafValue,
};

type Leaf = (PathId, LeafKind);

/// Who answers for a branch: the only leaf that moved, with its values, or nobody.
type Taker = Option<(Leaf, Value, Value)>;

/// Who answers for each pair of nodes that is a branch.
pub(super) type Takers = BTreeMap<(u32, u32), Taker>;

/// Both formulas with every branch taken as one function of its leaves.
pub(super) struct Branches {
    pub(super) before: Formula,
    pub(super) after: Formula,
    pub(super) takers: Takers,
}

/// The branches between two recordings of one model; `None` where there are none.
pub(super) fn between(a: &Side<'_>, b: &Side<'_>) -> Option<Branches> {
    if a.has_structure_of(b) {
        return None;
    }
    let leaves = Leaves::of(a, b)?;
    let mut search = Search {
        a,
        b,
        leaves,
        shapes: (shapes(a), shapes(b)),
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    search.run();
    contracted(a, b, search.found)
}

/// The leaves that can move by themselves, on either side.
struct Leaves {
    moved: BTreeMap<Leaf, (Value, Value)>,
    /// Whether both sides ask for the same ones.
    same: bool,
}

impl Leaves {
    /// `None` where no leaf moved, or a parameter did: then it is no branch that numbers differ by.
    fn of(a: &Side<'_>, b: &Side<'_>) -> Option<Self> {
        let of = |side: &Side<'_>| -> BTreeMap<Leaf, LeafValue> {
            (0..)
                .zip(&side.formula.nodes)
                .filter_map(|(id, node)| {
                    let (_, value) = Formula::leaf_value(node)?;
                    Some((side.leaf_of(id)?, value))
                })
                .collect()
        };
        let (ours, theirs) = (of(a), of(b));
        let own = |leaves: &BTreeMap<Leaf, LeafValue>| -> BTreeSet<Leaf> {
            let leaves = leaves.keys().copied();
            leaves
                .filter(|(_, kind)| *kind != LeafKind::Parameter)
                .collect()
        };
        let same = own(&ours) == own(&theirs);
        let mut moved = BTreeMap::new();
        for (leaf, before) in ours {
            let Some(after) = theirs.get(&leaf).filter(|after| !before.is(after)) else {
                continue;
            };
            if leaf.1 == LeafKind::Parameter {
                return None;
            }
            moved.insert(leaf, (Value::of_leaf(&before), Value::of_leaf(after)));
        }
        (!moved.is_empty()).then_some(Self { moved, same })
    }

    /// The only leaf of all that moved.
    fn only(&self) -> Taker {
        let (leaf, (before, after)) = self.moved.first_key_value()?;
        let is_only = self.same && self.moved.len() == 1;
        is_only.then(|| (*leaf, before.clone(), after.clone()))
    }
}

/// A pair of nodes that is one branch.
struct Branch {
    pair: (u32, u32),
    /// The leaves below each, as nodes.
    leaves: (Vec<u32>, Vec<u32>),
    taker: Taker,
}

struct Search<'s, 'a> {
    a: &'s Side<'a>,
    b: &'s Side<'a>,
    leaves: Leaves,
    shapes: (Vec<Shape>, Vec<Shape>),
    seen: BTreeSet<(u32, u32)>,
    found: Vec<Branch>,
}

impl Search<'_, '_> {
    fn run(&mut self) {
        let mut open = vec![(self.a.root, self.b.root)];
        while let Some((u, v)) = open.pop() {
            let (u, v) = (self.a.unwrap(u), self.b.unwrap(v));
            if !self.differs(u, v) || !self.seen.insert((u, v)) {
                continue;
            }
            match self.below(u, v) {
                Some(pairs) => open.extend(pairs),
                None => self.found.extend(self.branch(u, v)),
            }
        }
    }

    /// Whether two nodes are not one formula. What a recorded choice picks, the choice answers for.
    fn differs(&self, u: u32, v: u32) -> bool {
        let op = |side: &Side<'_>, node| side.node(node).map(|node: &Node| node.op.rank());
        let (ours, theirs) = (op(self.a, u), op(self.b, v));
        let is_choice = ours == Some(Op::Choice.rank()) && ours == theirs;
        let label = |side: &Side<'_>, node| {
            let of = side.node(side.child(node, 0));
            of.map(|node| node.op.clone())
        };
        self.a.structure().class(u) != self.b.structure().class(v)
            && !(is_choice && label(self.a, u) != label(self.b, v))
    }

    /// The arguments that hold all of the difference, if each of them does by itself.
    fn below(&self, u: u32, v: u32) -> Option<Vec<(u32, u32)>> {
        let (x, y) = (self.a.node(u)?, self.b.node(v)?);
        let (ours, theirs) = (self.a.children(u), self.b.children(v));
        let one_operation = match (Family::of(&x.op), Family::of(&y.op)) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => match (&x.op, &y.op) {
                (Op::WeightedMean(_), Op::WeightedMean(_)) => true,
                (ours, theirs) => ours == theirs,
            },
        };
        if !one_operation || ours.len() != theirs.len() {
            return None;
        }
        let pairs: Vec<(u32, u32)> = ours.iter().copied().zip(theirs.iter().copied()).collect();
        let differing: Vec<(u32, u32)> = pairs
            .into_iter()
            .filter(|&(p, q)| self.differs(self.a.unwrap(p), self.b.unwrap(q)))
            .collect();
        // A number or leaf has nothing below it that could hold the difference.
        let is_single = |&(p, q): &(u32, u32)| {
            let of = |side: &Side<'_>, node| side.children(side.unwrap(node)).is_empty();
            of(self.a, p) || of(self.b, q)
        };
        let stands_alone = |&(p, q): &(u32, u32)| {
            let path = self.a.path(p);
            path != NOWHERE && path == self.b.path(q)
        };
        let each = match &differing[..] {
            [] => false,
            [only] => !is_single(only),
            several => !several.iter().any(is_single) && several.iter().all(stands_alone),
        };
        each.then_some(differing)
    }

    /// The pair as a branch, if it is one structure, or the only leaf of all that moved can be nothing else's doing.
    fn branch(&self, u: u32, v: u32) -> Option<Branch> {
        if self.a.leaf_of(u).or(self.b.leaf_of(v)).is_some() {
            return None;
        }
        let (ours, theirs) = (leaves_below(self.a, u), leaves_below(self.b, v));
        let named = |side: &Side<'_>, leaves: &[u32]| -> BTreeSet<Leaf> {
            leaves.iter().filter_map(|&id| side.leaf_of(id)).collect()
        };
        let (own, others) = (named(self.a, &ours), named(self.b, &theirs));
        let shape = |shapes: &[Shape], node: u32| shapes.get(node as usize).copied();
        let one_shape = own == others && shape(&self.shapes.0, u) == shape(&self.shapes.1, v);
        let only = self.leaves.only();
        if !one_shape && only.is_none() {
            return None;
        }
        let mut moved = own
            .union(&others)
            .filter_map(|leaf| Some((leaf, self.leaves.moved.get(leaf)?)));
        let taker = match (moved.next(), moved.next()) {
            (Some((leaf, (before, after))), None) => Some((*leaf, before.clone(), after.clone())),
            (None, _) => only,
            _ => None,
        };
        Some(Branch {
            pair: (u, v),
            leaves: (ours, theirs),
            taker,
        })
    }
}

/// The leaves at or below a node, in the order of their ids.
fn leaves_below(side: &Side<'_>, node: u32) -> Vec<u32> {
    let (mut seen, mut open) = (BTreeSet::from([node]), vec![node]);
    let mut leaves = Vec::new();
    while let Some(node) = open.pop() {
        if side.leaf_of(node).is_some() {
            leaves.push(node);
        }
        for &child in side.children(node) {
            if seen.insert(child) {
                open.push(child);
            }
        }
    }
    leaves.sort_unstable();
    leaves
}

/// What a node computes, whatever numbers the owner wrote into it: they count as nothing at all.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Shape {
    element: Element,
    /// Whether it is a list of several parts of this family.
    list: Option<Family>,
}

const NOTHING: Shape = Shape {
    element: Element::ZERO,
    list: None,
};

fn shapes(side: &Side<'_>) -> Vec<Shape> {
    let mut shapes: Vec<Shape> = Vec::with_capacity(side.formula.nodes.len());
    for (id, node) in (0..).zip(&side.formula.nodes) {
        let tag = u64::from(node.op.rank());
        let of = |child: &u32| shapes.get(*child as usize).copied().unwrap_or(NOTHING);
        let children = side.formula.children_of(node);
        let parts = || {
            let parts = children.iter().map(of);
            parts.filter(|part| *part != NOTHING)
        };
        let whole = |element| Shape {
            element,
            list: None,
        };
        let shape = match (&node.op, Family::of(&node.op), children) {
            (Op::Constant, ..) => NOTHING,
            (op, _, []) if op.leaf_kind().is_some() => whole(
                side.structure()
                    .class(id)
                    .map_or(Element::ZERO, Class::whole),
            ),
            (_, Some(family), _) => list(family, parts()),
            (Op::Ratio, _, [over, under]) if of(under) == NOTHING => of(over),
            (Op::Choice, _, [category, ..]) => {
                whole(Mixer::new(tag).of(of(category).element).element())
            }
            _ if parts().next().is_none() => NOTHING,
            _ => {
                let with = |mixer: Mixer, child| mixer.of(of(child).element);
                whole(children.iter().fold(Mixer::new(tag), with).element())
            }
        };
        shapes.push(shape);
    }
    shapes
}

/// Parts in whatever order and brackets; a list of one is its part.
fn list(family: Family, parts: impl Iterator<Item = Shape>) -> Shape {
    let (mut raw, mut count, mut only) = (Element::ZERO, 0, NOTHING);
    for part in parts {
        count += 1;
        only = part;
        raw = raw.plus(if part.list == Some(family) {
            part.element
        } else {
            Mixer::new(PART)
                .with(family as u64)
                .of(part.element)
                .element()
        });
    }
    match count {
        0 | 1 => only,
        _ => Shape {
            element: raw,
            list: Some(family),
        },
    }
}

/// Tags the parts of a list.
const PART: u64 = 64;

/// How many leaves may stand below all branches together, for each node of the formula.
const MOST_LEAVES: usize = 4;

/// Both formulas with each branch as a function of its leaves; `None` where there is none, or one node is two branches.
fn contracted(a: &Side<'_>, b: &Side<'_>, found: Vec<Branch>) -> Option<Branches> {
    let of = |which: fn(&Branch) -> u32| found.iter().map(which).collect::<BTreeSet<u32>>();
    let apart = of(|branch| branch.pair.0).len() == found.len()
        && of(|branch| branch.pair.1).len() == found.len();
    let leaves = |which: fn(&Branch) -> usize| found.iter().map(which).sum::<usize>();
    let fits = leaves(|branch| branch.leaves.0.len()) <= MOST_LEAVES * a.formula.nodes.len()
        && leaves(|branch| branch.leaves.1.len()) <= MOST_LEAVES * b.formula.nodes.len();
    if found.is_empty() || !apart || !fits {
        return None;
    }
    let mut branches = Branches {
        before: a.formula.clone(),
        after: b.formula.clone(),
        takers: Takers::new(),
    };
    for (number, branch) in (0..).zip(found) {
        let op = Op::Opaque(
            OpaqueSpec {
                name: "a branch of the author's own".to_owned(),
                revision: number,
            }
            .into(),
        );
        let (u, v) = branch.pair;
        branches
            .before
            .replace(u, op.clone(), &branch.leaves.0)
            .then_some(())?;
        branches
            .after
            .replace(v, op, &branch.leaves.1)
            .then_some(())?;
        branches.takers.insert(branch.pair, branch.taker);
    }
    Some(branches)
}

impl Walk<'_, '_> {
    /// Tells a pair that is a branch; false where it is none.
    pub(super) fn is_told_as_branch(&mut self, at: At) -> bool {
        let Some(taker) = self.branches.and_then(|takers| takers.get(&(at.u, at.v))) else {
            return false;
        };
        match taker.clone() {
            Some(((place, kind), before, after)) => {
                let effect = at.m * (self.b.value(at.v) - self.a.value(at.u));
                self.emit(place, EffectKind::of_leaf(kind), effect, before, after);
            }
            None => self.emit_whole(at, EffectKind::Threshold),
        }
        true
    }
}
