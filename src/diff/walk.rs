//! The walk over aligned pairs of nodes, from the roots down.
//!
//! It is long: the state of a walk and all that changes it stand together, so that nobody else can.

use std::{
    cell::{Cell, OnceCell, RefCell},
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use super::{
    DiffError,
    branch::Takers,
    effect::{EffectKind, TooLarge, Value},
    matching::Matching,
    shared::SharedLeaves,
    side::Side,
};
use crate::{
    formula::{
        breakdown::Node,
        op::{GateOpens, LeafKind, Op},
        paths::{PathId, PathTable, ROOT},
    },
    score::exact_sum,
};

/// An effect whose place is an id of the shared table.
#[derive(Clone, Debug)]
pub(crate) struct RawEffect {
    pub(crate) place: PathId,
    pub(crate) kind: EffectKind,
    pub(crate) value: f64,
    pub(crate) before: Value,
    pub(crate) after: Value,
}

impl RawEffect {
    /// The same told backwards.
    pub(super) fn turned(self) -> Self {
        Self {
            place: self.place,
            kind: self.kind.turned(),
            value: -self.value + 0.0,
            before: self.after,
            after: self.before,
        }
    }
}

/// A gate that opened or closed: its place, and the term on both sides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawCrossing {
    pub(crate) place: PathId,
    pub(crate) term_place: PathId,
    pub(super) before: (u32, f64),
    pub(super) after: (u32, f64),
    pub(super) opens: (GateOpens, GateOpens),
}

/// What the walk looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WalkMode {
    /// How far each place moved the score.
    Moves,
    /// How far a unit of each leaf would move it; both sides are one recording.
    Slopes,
}

pub(super) struct Walk<'s, 'a> {
    pub(super) a: &'s Side<'a>,
    pub(super) b: &'s Side<'a>,
    pub(super) places: &'s PathTable,
    pub(super) aim: WalkMode,
    pub(super) matching: &'s Matching,
    stirred: Stirred,
    /// Where parameters stand, on either side.
    parameters: BTreeSet<PathId>,
    pub(super) effects: Vec<RawEffect>,
    pub(super) crossings: Vec<RawCrossing>,
    /// The open pairs by their nodes. The newest pair of all has no older parent that is still open: a parent is
    /// newer on one side at least, and on neither side older.
    pairs: BTreeMap<(u32, u32), Pair>,
    /// The pair that is looked at.
    current: Option<At>,
    /// Parts that left a list and parts that came into one.
    pub(super) gone: Vec<Loose>,
    pub(super) new: Vec<Loose>,
    /// Pairs of curves that are known to stand on no layer.
    pub(super) barren: BTreeSet<(u32, u32)>,
    /// The names of terms that crossed a threshold, which many gates may watch.
    pub(super) terms: BTreeMap<PathId, Arc<str>>,
    /// How many pairs were looked at.
    pub(super) steps: usize,
    /// What was too large to be split, and where.
    pub(super) too_large: Option<DiffError>,
    /// Looked for where a denominator moves, which it does in few formulas.
    shared: OnceCell<SharedLeaves>,
    /// Which wide lists were gone through, and how many parts it took to go through some again.
    wide: RefCell<BTreeSet<(bool, u32)>>,
    again: Cell<usize>,
    /// Who answers for the branches that the author's code took otherwise.
    pub(super) branches: Option<&'s Takers>,
    /// Whether either side has a maximum, a minimum or a product of several values of data, which many formulas have not.
    pub(super) has_gathered: bool,
}

/// A part that has no answer in its list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loose {
    pub(super) node: u32,
    pub(super) place: PathId,
    /// What a unit of the part is worth there.
    pub(super) m: f64,
    /// What leaves the rest of the list as it is.
    pub(super) neutral: f64,
}

/// An aligned pair that waits for all its multipliers.
struct Pair {
    place: PathId,
    multiplier: f64,
    more: Vec<f64>,
}

/// A pair whose multiplier is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) u: u32,
    pub(super) v: u32,
    pub(super) m: f64,
    /// Where the pair's parent is reported.
    pub(super) context: PathId,
}

impl<'s, 'a> Walk<'s, 'a> {
    /// One of the two sides, and the other one.
    pub(super) fn sides(&self, before: bool) -> (&'s Side<'a>, &'s Side<'a>) {
        if before {
            (self.a, self.b)
        } else {
            (self.b, self.a)
        }
    }

    pub(super) fn new(
        a: &'s Side<'a>,
        b: &'s Side<'a>,
        places: &'s PathTable,
        matching: &'s Matching,
        aim: WalkMode,
    ) -> Self {
        Self {
            a,
            b,
            places,
            aim,
            matching,
            stirred: if aim == WalkMode::Moves {
                Stirred::between(a, b, matching)
            } else {
                Stirred::default()
            },
            parameters: match matching {
                Matching::Same => BTreeSet::new(),
                Matching::Found(_) => [a, b].into_iter().flat_map(parameters_of).collect(),
            },
            effects: Vec::new(),
            crossings: Vec::new(),
            pairs: BTreeMap::new(),
            current: None,
            gone: Vec::new(),
            new: Vec::new(),
            barren: BTreeSet::new(),
            terms: BTreeMap::new(),
            steps: 0,
            too_large: None,
            shared: OnceCell::new(),
            wide: RefCell::default(),
            again: Cell::new(0),
            branches: None,
            has_gathered: [a, b].into_iter().any(has_gathered),
        }
    }

    /// Walks from a pair down; children are always older than their parents, so every pair has all its
    /// multipliers when its turn comes. What left and what came is settled when nothing is open.
    pub(super) fn run(&mut self, u: u32, v: u32) {
        self.push(u, v, 1.0, ROOT);
        for round in (0..SETTLED).rev() {
            while let Some(((u, v), pair)) = self.pairs.pop_last() {
                let m = if pair.more.is_empty() {
                    pair.multiplier
                } else {
                    self.total(pair.more.into_iter().chain([pair.multiplier]))
                };
                if self.too_large.is_some() {
                    break;
                }
                self.steps += 1;
                let at = At {
                    u,
                    v,
                    m,
                    context: pair.place,
                };
                self.current = Some(at);
                self.step(at);
            }
            self.current = None;
            self.settle(round > 0);
            if self.pairs.is_empty() {
                break;
            }
        }
    }

    pub(super) fn push(&mut self, u: u32, v: u32, m: f64, context: PathId) {
        if m == 0.0 || self.is_nothing(m) || self.is_idle(u, v) {
            return;
        }
        // Every step leads to older nodes; what would not is told whole, so that no walk is without end.
        if self
            .current
            .is_some_and(|at| u > at.u || v > at.v || (u, v) == (at.u, at.v))
        {
            let at = At { u, v, m, context };
            return self.emit_whole(at, EffectKind::Replaced);
        }
        match self.pairs.entry((u, v)) {
            Entry::Vacant(free) => {
                free.insert(Pair {
                    place: context,
                    multiplier: m,
                    more: Vec::new(),
                });
            }
            Entry::Occupied(pair) => {
                let pair = pair.into_mut();
                pair.more.push(m);
                // Whoever comes first, the context is the same.
                pair.place = self.places.common(pair.place, context);
            }
        }
    }

    /// Counts the parts of a wide list of one side, if it was gone through before.
    pub(super) fn goes_through(&self, before: bool, node: u32, parts: usize) {
        if parts > WIDE && !self.wide.borrow_mut().insert((before, node)) {
            self.again.set(self.again.get() + parts);
        }
    }

    /// Whether too many parts were gone through again; then nothing more is.
    pub(super) fn is_tired(&mut self, at: At) -> bool {
        let again = self.again.get();
        if again > MOST_PARTS {
            self.refuse(self.place(at), TooLarge::Parts, again);
        }
        again > MOST_PARTS
    }

    /// Whether it is the product of 0 and an infinite slope. A step that does nothing is not made to do something by what is
    /// steep before or after it.
    fn is_nothing(&self, m: f64) -> bool {
        self.aim == WalkMode::Slopes && m.is_nan()
    }

    /// The sum of multipliers or effects of one place.
    pub(super) fn total(&self, values: impl Iterator<Item = f64>) -> f64 {
        let total = exact_sum(values);
        if self.is_nothing(total) {
            // Infinitely steep upwards and downwards at once.
            return f64::INFINITY;
        }
        total
    }

    /// Whether some leaf that moved is below both of two pairs.
    pub(super) fn have_a_moved_leaf_in_common(&self, one: (u32, u32), other: (u32, u32)) -> bool {
        let find = || SharedLeaves::between(self.a, self.b, self.places);
        self.shared.get_or_init(find).have_one(one, other)
    }

    /// Whether nothing can be found below a pair: both are the same formula of the same numbers.
    ///
    /// Written another way, it may have other last bits, which are nobody's doing.
    pub(super) fn is_idle(&self, u: u32, v: u32) -> bool {
        let (x, y) = (self.a.value(u), self.b.value(v));
        self.aim == WalkMode::Moves
            && self.same_formula(u, v)
            && self.stirred.is_still(u, v)
            && (x - y).abs() <= LAST_BITS * x.abs().max(y.abs())
    }

    /// Whether both compute the same, whatever their numbers are.
    pub(super) fn same_formula(&self, u: u32, v: u32) -> bool {
        match self.matching {
            Matching::Same => u == v || self.a.structure().class(u) == self.b.structure().class(v),
            Matching::Found(_) => {
                let class = self.a.structure().class(u);
                class.is_some() && class == self.b.structure().class(v)
            }
        }
    }

    /// Whether two nodes are the pair that is looked at.
    pub(super) fn is_current(&self, u: u32, v: u32) -> bool {
        self.current.is_some_and(|at| {
            (self.a.unwrap(at.u), self.b.unwrap(at.v)) == (self.a.unwrap(u), self.b.unwrap(v))
        })
    }

    /// Where the effects of the pair that is looked at are reported.
    pub(super) fn here(&self) -> PathId {
        self.current.map_or(ROOT, |at| self.place(at))
    }

    /// Where the effects of a pair are reported. What has a name on one side only has it for both, rather than that of what it is
    /// made of.
    pub(super) fn place(&self, at: At) -> PathId {
        let (a, b) = (self.a.place(at.u), self.b.place(at.v));
        if a == b {
            return a;
        }
        let is_composed =
            |side: &Side<'_>, node| Self::name(side, node).is_some() && side.leaf(node).is_none();
        let named = (is_composed(self.a, at.u), is_composed(self.b, at.v));
        let of_leaves = (
            self.a.is_told_at_its_leaves(at.u),
            self.b.is_told_at_its_leaves(at.v),
        );
        let is_root = |side: &Side<'_>, node| side.unwrap(node) == side.unwrap(side.root);
        let is_root = (is_root(self.a, at.u), is_root(self.b, at.v));
        let mine = (named.0 && !named.1) || (of_leaves.1 && !of_leaves.0);
        let theirs = (named.1 && !named.0) || (of_leaves.0 && !of_leaves.1);
        let name = match (mine, theirs) {
            (true, false) if !is_root.1 && a != ROOT => Some(a),
            (false, true) if !is_root.0 && b != ROOT => Some(b),
            _ => None,
        };
        let is_one = || match self.matching {
            Matching::Found(found) => found.rests_on_same_data(at.u, at.v) == Some(true),
            Matching::Same => true,
        };
        if let Some(name) = name.filter(|_| is_one()) {
            return name;
        }
        let common = self.places.common(a, b);
        if self.places.starts_with(at.context, common) {
            at.context
        } else {
            common
        }
    }

    pub(super) fn emit(
        &mut self,
        place: PathId,
        kind: EffectKind,
        value: f64,
        before: Value,
        after: Value,
    ) {
        if value != 0.0 && !self.is_nothing(value) {
            self.effects.push(RawEffect {
                place,
                kind,
                value,
                before,
                after,
            });
        }
    }

    /// What is beyond a bound is an error, the first one found.
    pub(super) fn refuse(&mut self, place: PathId, what: TooLarge, found: usize) {
        if self.too_large.is_none() {
            let place = self.places.path(place);
            self.too_large = Some(DiffError::TooLarge { place, what, found });
        }
    }

    /// The effects that were found.
    pub(super) fn finish(self) -> Result<Vec<RawEffect>, DiffError> {
        self.too_large.map_or(Ok(self.effects), Err)
    }

    /// The place of a bare number: not that of the parameter which it stands beside.
    pub(super) fn beside(&self, place: PathId) -> PathId {
        if self.parameters.contains(&place) {
            self.places.parent(place)
        } else {
            place
        }
    }

    /// The whole move of a pair as one effect.
    pub(super) fn emit_whole(&mut self, at: At, kind: EffectKind) {
        let (before, after) = (self.a.value(at.u), self.b.value(at.v));
        self.emit(
            self.place(at),
            kind,
            at.m * (after - before),
            Value::Number(before),
            Value::Number(after),
        );
    }

    /// Whether the node has a name of its own.
    pub(super) fn is_named(side: &Side<'_>, node: u32) -> bool {
        Side::is_named(side, node)
    }
}

/// Lists of more parts than this are counted each time they are gone through again.
const WIDE: usize = 64;

/// How many parts of wide lists may be gone through again in one walk: a list of n parts that answers to n others would
/// take n².
pub(super) const MOST_PARTS: usize = 2_000_000;

fn has_gathered(side: &Side<'_>) -> bool {
    let mut nodes = (0_u32..).zip(&side.formula.nodes);
    nodes.any(|(at, node)| match node.op {
        Op::Maximum | Op::Minimum => true,
        Op::Product => side.has_several_of_data(at),
        _ => false,
    })
}

fn parameters_of<'a>(side: &'a Side<'_>) -> impl Iterator<Item = PathId> + 'a {
    let nodes = side.formula.nodes.iter();
    let own = nodes.filter(|node| matches!(node.op, Op::Leaf(LeafKind::Parameter)));
    own.map(|node| side.shared(node.path))
}

/// What the order of adding and multiplying may make of a value, as a share of it.
const LAST_BITS: f64 = 1e-13;

/// How often parts that moved are walked and what came of it is settled again.
const SETTLED: usize = 8;

/// Below which nodes a leaf has another value on the other side.
#[derive(Debug, Default)]
struct Stirred {
    before: Vec<bool>,
    after: Vec<bool>,
}

impl Stirred {
    fn between(a: &Side<'_>, b: &Side<'_>, matching: &Matching) -> Self {
        if matches!(matching, Matching::Same) {
            let nodes = a.formula.nodes.iter().zip(&b.formula.nodes);
            let moved: Vec<bool> = nodes
                .map(|(ours, theirs)| leaf_moved(ours, theirs))
                .collect();
            let before = Self::upwards(a, moved);
            return Self {
                after: before.clone(),
                before,
            };
        }
        // By name, which is faster to find than in a map.
        let leaves = |side: &Side<'_>| -> Vec<((PathId, LeafKind), Reverse<u32>)> {
            let ids = (0..).take(side.formula.nodes.len());
            let leaves = ids.filter_map(|id| Some((side.leaf_of(id)?, Reverse(id))));
            let mut leaves: Vec<_> = leaves.collect();
            leaves.sort_unstable();
            leaves.dedup_by_key(|(leaf, _)| *leaf);
            leaves
        };
        let (ours, theirs) = (leaves(a), leaves(b));
        let stirred = |side: &Side<'_>,
                       own: &[((PathId, LeafKind), Reverse<u32>)],
                       others: &[((PathId, LeafKind), Reverse<u32>)],
                       other: &Side<'_>| {
            let mut moved = vec![false; side.formula.nodes.len()];
            for &(leaf, Reverse(id)) in own {
                let found = others.binary_search_by_key(&leaf, |(leaf, _)| *leaf).ok();
                let theirs = found.and_then(|at| others.get(at));
                let nodes = (
                    side.node(id),
                    theirs.and_then(|&(_, Reverse(id))| other.node(id)),
                );
                let still =
                    matches!(nodes, (Some(ours), Some(theirs)) if !leaf_moved(ours, theirs));
                if let Some(slot) = moved.get_mut(id as usize) {
                    *slot = !still;
                }
            }
            Self::upwards(side, moved)
        };
        Self {
            before: stirred(a, &ours, &theirs, b),
            after: stirred(b, &theirs, &ours, a),
        }
    }

    fn upwards(side: &Side<'_>, mut moved: Vec<bool>) -> Vec<bool> {
        for (id, node) in side.formula.nodes.iter().enumerate() {
            let children = side.formula.children_of(node);
            if children
                .iter()
                .any(|&child| moved.get(child as usize) == Some(&true))
            {
                if let Some(slot) = moved.get_mut(id) {
                    *slot = true;
                }
            }
        }
        moved
    }

    fn is_still(&self, u: u32, v: u32) -> bool {
        self.before.get(u as usize) == Some(&false) && self.after.get(v as usize) == Some(&false)
    }
}

fn leaf_moved(ours: &Node, theirs: &Node) -> bool {
    match (&ours.op, &theirs.op) {
        (Op::Category(label), Op::Category(other)) | (Op::Code(label), Op::Code(other)) => {
            label != other
        }
        (Op::Code(_), _) | (_, Op::Code(_)) => true,
        (Op::ReferenceCurve(curve), Op::ReferenceCurve(other)) => curve != other,
        (op, _) => op.leaf_kind().is_some() && ours.value.to_bits() != theirs.value.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::{EffectKind, ROOT, RawEffect, Value};

    #[test]
    fn told_backwards_nothing_has_no_sign() {
        let of = |value| RawEffect {
            place: ROOT,
            kind: EffectKind::Removed,
            value,
            before: Value::Number(1.0),
            after: Value::Absent,
        };
        let turned = of(2.0).turned();
        assert_eq!((turned.value, turned.kind), (-2.0, EffectKind::Added));
        assert_eq!(
            (turned.before, turned.after),
            (Value::Absent, Value::Number(1.0))
        );
        assert_eq!(of(0.0).turned().value.to_bits(), 0.0_f64.to_bits());
    }
}
