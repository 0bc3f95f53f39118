//! Two lists side by side: sums, products, maxima and minima, and what one side has around the other.

use super::{
    align::{self, Family, Part},
    field::Element,
    matching::{Found, Matching},
    pairing::{self, Item},
    side::Side,
    term::{self, Term},
    walk::{At, Loose, Walk},
};
use crate::{formula::op::Op, score::exact_sum};

/// How a pair of nodes is seen.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum View {
    /// Both are one thing.
    Same,
    /// The one before goes on inside the one after, below these arguments of it.
    Inside(Vec<u32>),
    /// The one after was inside the one before.
    Outside(Vec<u32>),
    /// They have nothing to do with each other.
    Apart,
}

/// One moving argument of a list.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) before: f64,
    pub(super) after: f64,
    pub(super) target: Target,
}

/// Who answers for a slot's move.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// What is below the pair, times a coefficient that did not change.
    Pair(u32, u32, f64),
    /// A term whose coefficient changed, or whose core is a product without its numbers.
    Term(Box<(Term, Term)>),
    /// The part is gone: what a unit of it counts, and at which value it would not be missed.
    Gone(u32, f64, f64),
    /// The part is new.
    New(u32, f64, f64),
    /// Bare numbers that became other ones.
    Numbers,
    /// Nothing in common but the place.
    Replaced(u32, u32),
}

impl Walk<'_, '_> {
    /// A pair that is seen as two lists, and which.
    pub(super) fn slots(&self, at: At, view: &View) -> Option<(Family, Vec<Slot>)> {
        let (u, v) = (at.u, at.v);
        if self.is_positional(u, v) {
            let family = Family::of(&self.a.node(u)?.op)?;
            return Some((family, self.positional(u, v, family)));
        }
        let Matching::Found(found) = self.matching else {
            return None;
        };
        let linear = (term::is_linear(self.a, u), term::is_linear(self.b, v));
        let family =
            |side: &Side<'_>, node: u32| side.node(node).and_then(|node| Family::of(&node.op));
        let (ours, theirs) = (family(self.a, u), family(self.b, v));
        let means = (
            term::is_owned_mean(self.a, u),
            term::is_owned_mean(self.b, v),
        );
        let family = match view {
            View::Same if self.are_means(u, v) => return None,
            View::Same if linear.0 || linear.1 => Family::Sum,
            View::Same if ours == theirs => ours?,
            View::Apart | View::Same => return None,
            View::Inside(_) if means.1 => return None,
            View::Inside(_) if linear.1 => Family::Sum,
            View::Inside(_) => theirs?,
            View::Outside(_) if means.0 => return None,
            View::Outside(_) if linear.0 => Family::Sum,
            View::Outside(_) => ours?,
        };
        let whole = (
            matches!(view, View::Inside(_)),
            matches!(view, View::Outside(_)),
        );
        let slots = if family == Family::Sum {
            self.sum_slots(found, u, v, whole)
        } else {
            self.list_slots(found, u, v, (family, false), whole)
        };
        Some((family, slots))
    }

    fn are_means(&self, u: u32, v: u32) -> bool {
        let mean = |side: &Side<'_>, node| {
            matches!(
                side.node(node).map(|node| &node.op),
                Some(Op::WeightedMean(_))
            )
        };
        mean(self.a, u) && mean(self.b, v)
    }

    /// Whether two nodes are one operation over arguments that compute the same one by one.
    pub(super) fn is_positional(&self, u: u32, v: u32) -> bool {
        let (Some(x), Some(y)) = (self.a.node(u), self.b.node(v)) else {
            return false;
        };
        if matches!(self.matching, Matching::Same) && u == v {
            return true;
        }
        x.len == y.len
            && x.op.rank() == y.op.rank()
            && self.same_formula(u, v)
            && self
                .a
                .children(u)
                .iter()
                .zip(self.b.children(v))
                .all(|(&p, &q)| self.same_formula(p, q))
    }

    /// Unnamed brackets with no other user are dissolved, if that leaves the parts side by side.
    fn positional(&self, u: u32, v: u32, family: Family) -> Vec<Slot> {
        let mut before = align::parts(self.a, u, family, |node| self.a.dissolves(node));
        let mut after = align::parts(self.b, v, family, |node| self.b.dissolves(node));
        let beside = before.len() == after.len()
            && before
                .iter()
                .zip(&after)
                .all(|(p, q)| p.sign == q.sign && self.same_formula(p.node, q.node));
        if !beside {
            before = align::parts(self.a, u, family, |_| false);
            after = align::parts(self.b, v, family, |_| false);
        }
        let slot = |(p, q): (&Part, &Part)| Slot {
            before: p.sign * self.a.value(p.node),
            after: q.sign * self.b.value(q.node),
            target: Target::Pair(p.node, q.node, p.sign),
        };
        before.iter().zip(&after).map(slot).collect()
    }

    /// Whether a bracket is kept whole: it has its answer in the other formula, or nothing to do with it.
    pub(super) fn keeps(
        &self,
        found: &Found,
        before: bool,
        node: u32,
        other: u32,
        whole: bool,
    ) -> bool {
        let met = if before {
            found.shares_leaf(node, other)
        } else {
            found.shares_leaf(other, node)
        };
        let answers = |other: u32| {
            if before {
                found.answers(node, other)
            } else {
                found.answers(other, node)
            }
        };
        (found.has_leaves(before, node) && !met)
            || found.is_below(before, node, (if before { self.b } else { self.a }, other))
            || (whole && answers(other))
    }

    /// The parts of a node of a family, those of brackets that say nothing to the other side among them.
    fn flat(
        &self,
        found: &Found,
        before: bool,
        (node, other): (u32, u32),
        (family, bare): (Family, bool),
        whole: bool,
    ) -> Vec<u32> {
        let side = if before { self.a } else { self.b };
        let mut parts = align::parts(side, node, family, |part| {
            !self.keeps(found, before, side.unwrap(part), other, whole)
        });
        if bare {
            // Its own numbers were told already.
            let own = side.children(node);
            parts.retain(|part| !(own.contains(&part.node) && term::is_owned(side, part.node)));
        }
        parts.iter().map(|part| side.unwrap(part.node)).collect()
    }

    /// Two products, maxima or minima, or one of them and what goes on in it.
    pub(super) fn list_slots(
        &self,
        found: &Found,
        u: u32,
        v: u32,
        (family, bare): (Family, bool),
        whole: (bool, bool),
    ) -> Vec<Slot> {
        let ours = if whole.0 {
            vec![u]
        } else {
            self.flat(found, true, (u, v), (family, bare), whole.1)
        };
        let theirs = if whole.1 {
            vec![v]
        } else {
            self.flat(found, false, (v, u), (family, bare), whole.0)
        };
        let owned = |side: &Side<'_>, parts: Vec<u32>| -> (Vec<u32>, Vec<u32>) {
            parts
                .into_iter()
                .partition(|&node| term::is_owned(side, node))
        };
        let ((ours_owned, ours), (theirs_owned, theirs)) =
            (owned(self.a, ours), owned(self.b, theirs));
        let item = |side: &Side<'_>, &node: &u32| Item {
            node,
            factor: Element::UNIT,
            negative: false,
            path: side.path(node),
        };
        let pairs = pairing::pair(
            found,
            self.a,
            &ours
                .iter()
                .map(|node| item(self.a, node))
                .collect::<Vec<_>>(),
            self.b,
            &theirs
                .iter()
                .map(|node| item(self.b, node))
                .collect::<Vec<_>>(),
        );
        let both = |&(p, q): &(usize, usize)| Some((*ours.get(p)?, *theirs.get(q)?));
        let mut slots: Vec<Keyed> = Vec::new();
        for (u, v) in pairs.alike.iter().filter_map(both) {
            slots.push(keyed(
                found,
                Target::Pair(u, v, 1.0),
                self.a.value(u),
                self.b.value(v),
            ));
        }
        for (u, v) in pairs.named.iter().filter_map(both) {
            let target = if self.are_comparable(u, v) {
                Target::Pair(u, v, 1.0)
            } else {
                Target::Replaced(u, v)
            };
            slots.push(keyed(found, target, self.a.value(u), self.b.value(v)));
        }
        let mut gone: Vec<u32> = pairs
            .gone
            .iter()
            .filter_map(|&p| ours.get(p).copied())
            .collect();
        let mut new: Vec<u32> = pairs
            .new
            .iter()
            .filter_map(|&q| theirs.get(q).copied())
            .collect();
        self.owned_parts(
            found,
            family,
            (ours_owned, theirs_owned),
            (&mut gone, &mut new),
            &mut slots,
        );
        let neutral = self.neutral(family, &slots, (&gone, &new));
        for node in gone {
            slots.push(keyed(
                found,
                Target::Gone(node, 1.0, neutral),
                self.a.value(node),
                neutral,
            ));
        }
        for node in new {
            slots.push(keyed(
                found,
                Target::New(node, 1.0, neutral),
                neutral,
                self.b.value(node),
            ));
        }
        sorted(slots)
    }

    /// The value at which a part that is missing leaves the rest of its list as it is.
    fn neutral(&self, family: Family, slots: &[Keyed], loose: (&[u32], &[u32])) -> f64 {
        let known = slots
            .iter()
            .flat_map(|slot| [slot.slot.before, slot.slot.after]);
        let values = known
            .chain(loose.0.iter().map(|&node| self.a.value(node)))
            .chain(loose.1.iter().map(|&node| self.b.value(node)));
        match family {
            Family::Sum => 0.0,
            Family::Product => 1.0,
            Family::Maximum => values.fold(f64::MAX, f64::min),
            Family::Minimum => values.fold(f64::MIN, f64::max),
        }
    }

    /// The owner's parts of a list that is no sum: equal ones answer to each other, numbers to numbers.
    fn owned_parts(
        &self,
        found: &Found,
        family: Family,
        (ours, theirs): (Vec<u32>, Vec<u32>),
        (gone, new): (&mut Vec<u32>, &mut Vec<u32>),
        slots: &mut Vec<Keyed>,
    ) {
        let mut theirs = theirs;
        let mut left = Vec::new();
        for u in ours {
            let equal = theirs.iter().position(|&v| self.same_formula(u, v));
            match equal {
                Some(place) => {
                    let v = theirs.remove(place);
                    slots.push(keyed(
                        found,
                        Target::Pair(u, v, 1.0),
                        self.a.value(u),
                        self.b.value(v),
                    ));
                }
                None => left.push(u),
            }
        }
        let bare = |side: &Side<'_>, nodes: Vec<u32>| -> (Vec<u32>, Vec<u32>) {
            nodes.into_iter().partition(|&node| side.is_constant(node))
        };
        let ((ours, ours_named), (theirs, theirs_named)) =
            (bare(self.a, left), bare(self.b, theirs));
        if ours.is_empty() || theirs.is_empty() {
            gone.extend(ours);
            new.extend(theirs);
        } else {
            let of = |side: &Side<'_>, nodes: &[u32]| -> f64 {
                let values = nodes.iter().map(|&node| side.value(node));
                match family {
                    Family::Sum => exact_sum(values),
                    Family::Product => values.product(),
                    Family::Maximum => values.fold(f64::MIN, f64::max),
                    Family::Minimum => values.fold(f64::MAX, f64::min),
                }
            };
            let (before, after) = (of(self.a, &ours), of(self.b, &theirs));
            let target = match (&ours[..], &theirs[..]) {
                (&[u], &[v]) => Target::Pair(u, v, 1.0),
                _ => Target::Numbers,
            };
            slots.push(keyed(found, target, before, after));
        }
        gone.extend(ours_named);
        new.extend(theirs_named);
    }
}

pub(super) fn keyed(found: &Found, target: Target, before: f64, after: f64) -> Keyed {
    let element = |before: bool, node: u32| found.element(before, node);
    let (one, other) = match &target {
        Target::Pair(u, v, _) | Target::Replaced(u, v) => (element(true, *u), element(false, *v)),
        Target::Term(terms) => (
            element(true, terms.0.all.core),
            element(false, terms.1.all.core),
        ),
        Target::Gone(node, ..) => (element(true, *node), Element::ZERO),
        Target::New(node, ..) => (element(false, *node), Element::ZERO),
        Target::Numbers => (Element::ZERO, Element::ZERO),
    };
    Keyed {
        order: (one.min(other), one.max(other)),
        slot: Slot {
            before,
            after,
            target,
        },
    }
}

/// A slot with what it is sorted by, the same whichever side came first.
pub(super) struct Keyed {
    order: (Element, Element),
    slot: Slot,
}

pub(super) fn sorted(mut slots: Vec<Keyed>) -> Vec<Slot> {
    let size = |slot: &Slot| (slot.before.min(slot.after), slot.before.max(slot.after));
    slots.sort_by(|p, q| {
        let ((low, high), (least, most)) = (size(&p.slot), size(&q.slot));
        p.order
            .cmp(&q.order)
            .then(low.total_cmp(&least))
            .then(high.total_cmp(&most))
    });
    slots.into_iter().map(|keyed| keyed.slot).collect()
}

/// Where a part without an answer stood, to be settled when all is walked.
pub(super) fn worth(loose: &[Loose], value: f64) -> f64 {
    exact_sum(loose.iter().map(|part| part.m * (value - part.neutral)))
}
