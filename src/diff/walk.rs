//! The walk over aligned pairs of nodes, from the roots down.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use super::{
    DiffError,
    align::{self, Aligned, Family, Part},
    effect::{EffectKind, Figure, TooLarge},
    shared::SharedLeaves,
    side::Side,
    twins::Twins,
};
use crate::{
    formula::{
        breakdown::Node,
        op::GateOpens,
        paths::{NOWHERE, PathId, PathTable, ROOT},
    },
    score::exact_sum,
};

/// An effect whose place is an id of the shared table.
#[derive(Clone, Debug)]
pub(crate) struct RawEffect {
    pub(crate) place: PathId,
    pub(crate) kind: EffectKind,
    pub(crate) value: f64,
    pub(crate) before: Figure,
    pub(crate) after: Figure,
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
pub(super) enum Aim {
    /// How far each place moved the score.
    Moves,
    /// How far a unit of each leaf would move it; both sides are one recording.
    Slopes,
}

pub(super) struct Walk<'s, 'a> {
    pub(super) a: &'s Side<'a>,
    pub(super) b: &'s Side<'a>,
    pub(super) places: &'s PathTable,
    pub(super) aim: Aim,
    twins: Twins,
    pub(super) effects: Vec<RawEffect>,
    pub(super) crossings: Vec<RawCrossing>,
    /// The open pairs by their nodes. The newest pair of all has no older parent that is still open: a parent is
    /// newer on one side at least, and on neither side older.
    pairs: BTreeMap<(u32, u32), Pair>,
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

/// One moving argument of a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) before: f64,
    pub(super) after: f64,
    pub(super) target: Target,
}

/// Who answers for a slot's move.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    /// What is below the pair; the sign of the part in its sum.
    Pair(u32, u32, f64),
    /// The part is gone.
    Gone(u32),
    /// The part is new.
    New(u32),
    /// The part changed its sign.
    Flipped(u32, u32),
}

impl<'s, 'a> Walk<'s, 'a> {
    pub(super) fn new(a: &'s Side<'a>, b: &'s Side<'a>, places: &'s PathTable, aim: Aim) -> Self {
        Self {
            a,
            b,
            places,
            aim,
            twins: if aim == Aim::Moves {
                Twins::between(a, b)
            } else {
                Twins::none()
            },
            effects: Vec::new(),
            crossings: Vec::new(),
            pairs: BTreeMap::new(),
            barren: BTreeSet::new(),
            terms: BTreeMap::new(),
            steps: 0,
            too_large: None,
            shared: OnceCell::new(),
        }
    }

    /// Walks from a pair down; children are always older than their parents, so every pair has all its
    /// multipliers when its turn comes.
    pub(super) fn run(&mut self, u: u32, v: u32) {
        self.push(u, v, 1.0, ROOT);
        while let Some(((u, v), pair)) = self.pairs.pop_last() {
            self.steps += 1;
            let m = if pair.more.is_empty() {
                pair.multiplier
            } else {
                self.total(pair.more.into_iter().chain([pair.multiplier]))
            };
            self.step(At {
                u,
                v,
                m,
                context: pair.place,
            });
        }
    }

    pub(super) fn push(&mut self, u: u32, v: u32, m: f64, context: PathId) {
        if m == 0.0 || self.is_nothing(m) || self.is_idle(u, v) {
            return;
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

    /// Whether it is the product of 0 and an infinite slope. A step that does nothing is not made to do something by what is
    /// steep before or after it.
    fn is_nothing(&self, m: f64) -> bool {
        self.aim == Aim::Slopes && m.is_nan()
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

    /// Whether nothing can be found below a pair: both are the same.
    pub(super) fn is_idle(&self, u: u32, v: u32) -> bool {
        self.twins.are(u, v)
    }

    /// Whether some leaf that moved is below both of two pairs.
    pub(super) fn have_a_moved_leaf_in_common(&self, one: (u32, u32), other: (u32, u32)) -> bool {
        let find = || SharedLeaves::between(self.a, self.b, self.places);
        self.shared.get_or_init(find).have_one(one, other)
    }

    /// Where the effects of a pair are reported.
    pub(super) fn place(&self, at: At) -> PathId {
        let (a, b) = (self.a.place(at.u), self.b.place(at.v));
        if a == b {
            return a;
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
        before: Figure,
        after: Figure,
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

    /// The whole move of a pair as one effect.
    pub(super) fn emit_whole(&mut self, at: At, kind: EffectKind) {
        let (before, after) = (self.a.value(at.u), self.b.value(at.v));
        self.emit(
            self.place(at),
            kind,
            at.m * (after - before),
            Figure::Number(before),
            Figure::Number(after),
        );
    }

    pub(super) fn deliver(&mut self, slot: Slot, m: f64, context: PathId) {
        let effect = m * (slot.after - slot.before);
        match slot.target {
            Target::Pair(u, v, sign) => self.push(u, v, m * sign, context),
            Target::Gone(node) => {
                let before = Figure::Number(self.a.value(node));
                self.emit(
                    self.a.place(node),
                    EffectKind::Removed,
                    effect,
                    before,
                    Figure::Absent,
                );
            }
            Target::New(node) => {
                let after = Figure::Number(self.b.value(node));
                self.emit(
                    self.b.place(node),
                    EffectKind::Added,
                    effect,
                    Figure::Absent,
                    after,
                );
            }
            Target::Flipped(u, v) => {
                let place = self.place(At { u, v, m, context });
                let (before, after) = (Figure::Number(slot.before), Figure::Number(slot.after));
                self.emit(place, EffectKind::Replaced, effect, before, after);
            }
        }
    }

    /// The arguments of two nodes of one family. A part that is missing on one side stands at a value there that
    /// leaves the rest as it is.
    pub(super) fn slots(&self, u: u32, v: u32, family: Family) -> Vec<Slot> {
        let mut before = align::parts(self.a, u, family, &[]);
        let mut after = align::parts(self.b, v, family, &[]);
        let kept_before = align::kept(self.a, &before, family);
        let kept_after = align::kept(self.b, &after, family);
        if !(kept_before.is_empty() && kept_after.is_empty()) {
            before = align::parts(self.a, u, family, &kept_after);
            after = align::parts(self.b, v, family, &kept_before);
        }
        if align::are_aligned((self.a, &before), (self.b, &after)) {
            return before
                .iter()
                .zip(&after)
                .map(|(p, q)| self.slot(*p, *q))
                .collect();
        }
        let aligned = align::align((self.a, &before), (self.b, &after), self.places);
        self.slots_of(aligned, family)
    }

    fn slot(&self, p: Part, q: Part) -> Slot {
        let target = if p.sign == q.sign {
            Target::Pair(p.node, q.node, p.sign)
        } else {
            Target::Flipped(p.node, q.node)
        };
        Slot {
            before: p.sign * self.a.value(p.node),
            after: q.sign * self.b.value(q.node),
            target,
        }
    }

    /// As [`Self::slots`], where only one side is of the family: the other one counts as its only part, if it is
    /// found there. With the slots comes how many parts of the part that was found are found again themselves.
    pub(super) fn lifted_slots(
        &self,
        u: u32,
        v: u32,
        family: Family,
    ) -> Option<(usize, Vec<Slot>)> {
        let of = |node: Option<&Node>| node.and_then(|node| Family::of(&node.op)) == Some(family);
        let whole = |node| vec![Part { node, sign: 1.0 }];
        let (before, after) = (of(self.a.node(u)), of(self.b.node(v)));
        let (ours, theirs) = match (before, after) {
            (true, false) => (align::parts(self.a, u, family, &[]), whole(v)),
            (false, true) => (whole(u), align::parts(self.b, v, family, &[])),
            _ => return None,
        };
        let aligned = align::align((self.a, &ours), (self.b, &theirs), self.places);
        let found = aligned.iter().find_map(|aligned| match aligned {
            Aligned::Both(p, q) => Some((p.node, q.node)),
            _ => None,
        });
        // An empty sum or product has no part to be found, and is no part itself.
        let empty = if before {
            ours.is_empty()
        } else {
            theirs.is_empty()
        };
        match found {
            Some((p, q)) => Some((self.likeness(p, q), self.slots_of(aligned, family))),
            None if empty => {
                let aligned = if before {
                    theirs.into_iter().map(Aligned::After).collect()
                } else {
                    ours.into_iter().map(Aligned::Before).collect()
                };
                Some((0, self.slots_of(aligned, family)))
            }
            None => None,
        }
    }

    /// How many parts two nodes of one family have in common.
    fn likeness(&self, u: u32, v: u32) -> usize {
        let of = |node: Option<&Node>| node.and_then(|node| Family::of(&node.op));
        let (Some(family), Some(other)) = (of(self.a.node(u)), of(self.b.node(v))) else {
            return 0;
        };
        if family != other {
            return 0;
        }
        let (ours, theirs) = (
            align::parts(self.a, u, family, &[]),
            align::parts(self.b, v, family, &[]),
        );
        let aligned = align::align((self.a, &ours), (self.b, &theirs), self.places);
        aligned
            .iter()
            .filter(|aligned| matches!(aligned, Aligned::Both(..)))
            .count()
    }

    fn slots_of(&self, aligned: Vec<Aligned>, family: Family) -> Vec<Slot> {
        let neutral = match family {
            Family::Sum => 0.0,
            Family::Product => 1.0,
            Family::Maximum => self.all_values(&aligned).fold(f64::MAX, f64::min),
            Family::Minimum => self.all_values(&aligned).fold(f64::MIN, f64::max),
        };
        let slot = |aligned| match aligned {
            Aligned::Both(p, q) => self.slot(p, q),
            Aligned::Before(p) => Slot {
                before: p.sign * self.a.value(p.node),
                after: neutral,
                target: Target::Gone(p.node),
            },
            Aligned::After(q) => Slot {
                before: neutral,
                after: q.sign * self.b.value(q.node),
                target: Target::New(q.node),
            },
        };
        aligned.into_iter().map(slot).collect()
    }

    fn all_values(&self, aligned: &[Aligned]) -> impl Iterator<Item = f64> {
        aligned.iter().flat_map(|aligned| match aligned {
            Aligned::Both(p, q) => [self.a.value(p.node), self.b.value(q.node)],
            Aligned::Before(p) => [self.a.value(p.node); 2],
            Aligned::After(q) => [self.b.value(q.node); 2],
        })
    }

    /// Whether the node has a name of its own.
    pub(super) fn is_named(side: &Side<'_>, node: u32) -> bool {
        side.path(node) != NOWHERE
    }
}
