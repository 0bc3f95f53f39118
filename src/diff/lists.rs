//! Two lists side by side: sums, products, maxima and minima, and what one side has around the other.
//!
//! It is long: sums, products, maxima and minima are lists, and share each step from finding what is equal to handing
//! down the multiplier; apart, each would have a copy.

use std::collections::BTreeMap;

use super::{
    align::{self, Family, Part},
    common::Common,
    curved::Curved,
    field::Element,
    matching::{Found, Matching},
    pairing::{self, Item},
    products::{NESTED, Products},
    side::Side,
    term::{self, Stripped, Term},
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
    /// A term whose coefficient changed.
    Term(Box<(Term, Term)>),
    /// The part is gone: what a unit of it counts, and at which value it would not be missed.
    Gone(u32, f64, f64),
    /// The part is new.
    New(u32, f64, f64),
    /// Bare numbers that became other ones.
    Numbers,
    /// Nothing in common but the place.
    Replaced(u32, u32),
    /// The owner's factors of two products.
    Coefficient(Box<Coefficient>),
    /// What one side multiplies goes through a curve on the other.
    Curved(Box<Curved>),
    /// A list in the list.
    List(Family, Vec<Slot>),
}

/// The owner's factors of two terms or products.
#[derive(Clone, Debug)]
pub(super) struct Coefficient {
    pub(super) before: Stripped,
    pub(super) after: Stripped,
    /// What of it is told for a whole bracket.
    pub(super) common: Option<Common>,
    /// What stands for a term of factors alone.
    pub(super) tops: (u32, u32),
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
        // Of what goes on as the owner's alone, and was more than that, only parts go on.
        let goes_on_by_parts = |ways: &[u32], inside: bool| {
            let owned = |side: &Side<'_>, node: u32| term::is_owned(side, node);
            let (way, other) = match (ways.first(), inside) {
                (Some(&way), true) => (owned(self.b, way), owned(self.a, u)),
                (Some(&way), false) => (owned(self.a, way), owned(self.b, v)),
                (None, _) => return false,
            };
            family == Family::Sum && linear.0 && linear.1 && way && !other
        };
        let whole = match view {
            View::Inside(ways) => (!goes_on_by_parts(ways, true), false),
            View::Outside(ways) => (false, !goes_on_by_parts(ways, false)),
            View::Same | View::Apart => (false, false),
        };
        let slots = match family {
            Family::Sum => self.sum_slots(found, u, v, whole),
            Family::Product => {
                let products = Products {
                    u,
                    v,
                    around: Default::default(),
                    whole,
                    common: None,
                };
                self.product_slots(found, &products, NESTED)
            }
            _ => self.list_slots(found, (u, v), family, whole),
        };
        Some((family, slots))
    }

    pub(super) fn are_means(&self, u: u32, v: u32) -> bool {
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
        if u == v && self.a.is_known_as(self.b) {
            // The same parts, too.
            return self.part_by_part(family, &before, &before);
        }
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
        self.part_by_part(family, &before, &after)
    }

    fn part_by_part(&self, family: Family, before: &[Part], after: &[Part]) -> Vec<Slot> {
        let slot = |(p, q): (&Part, &Part)| Slot {
            before: p.sign * self.a.value(p.node),
            after: q.sign * self.b.value(q.node),
            target: Target::Pair(p.node, q.node, p.sign),
        };
        let slots = before.iter().zip(after).map(slot).collect();
        if family == Family::Sum {
            paired_once(slots)
        } else {
            slots
        }
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
        if found.cancels(before, node) {
            return false;
        }
        let (own, across) = self.sides(before);
        // Of what is the owner's on one side alone, only the parts have answers.
        let in_kind = || {
            let owned = |side: &Side<'_>, node: u32| term::is_owned(side, node);
            found.has_equal(before, node)
                || !(owned(own, node)
                    || found
                        .standing_answer(before, node)
                        .is_some_and(|answer| owned(across, answer)))
        };
        (found.has_leaves(before, node) && !met)
            || (found.is_below(before, node, (across, other)) && in_kind())
            || (whole && answers(other))
    }

    /// The parts of a node of a family, those of brackets that say nothing to the other side among them.
    pub(super) fn flat(
        &self,
        found: &Found,
        before: bool,
        (node, other): (u32, u32),
        family: Family,
        whole: bool,
    ) -> Vec<u32> {
        let side = if before { self.a } else { self.b };
        let parts = align::parts(side, node, family, |part| {
            !self.keeps(found, before, side.unwrap(part), other, whole)
                || (family == Family::Product && term::is_one_with_factors(side, part))
        });
        parts.iter().map(|part| side.unwrap(part.node)).collect()
    }

    /// Two maxima or minima, or one of them and what goes on in it.
    fn list_slots(
        &self,
        found: &Found,
        (u, v): (u32, u32),
        family: Family,
        whole: (bool, bool),
    ) -> Vec<Slot> {
        let parts = |before, pair: (u32, u32), whole: (bool, bool)| {
            if whole.0 {
                vec![pair.0]
            } else {
                self.flat(found, before, pair, family, whole.1)
            }
        };
        let numbers = |side: &Side<'_>, parts: Vec<u32>| -> (Vec<u32>, Vec<u32>) {
            parts
                .into_iter()
                .partition(|&node| side.structure().matched(node).is_none())
        };
        let (our_numbers, ours) = numbers(self.a, parts(true, (u, v), whole));
        let (their_numbers, theirs) = numbers(self.b, parts(false, (v, u), (whole.1, whole.0)));
        let items = |side: &Side<'_>, nodes: &[u32]| -> Vec<Item> {
            let coefficient = |node| side.structure().class(node).map(|class| class.coefficient);
            let item = |&node: &u32| Item {
                node,
                around: Element::UNIT,
                factor: coefficient(node).unwrap_or(Element::UNIT),
                negative: false,
                path: side.path(node),
            };
            nodes.iter().map(item).collect()
        };
        let pairs = pairing::pair(
            found,
            self.a,
            &items(self.a, &ours),
            self.b,
            &items(self.b, &theirs),
        );
        let both = |&(p, q): &(usize, usize)| Some((*ours.get(p)?, *theirs.get(q)?));
        let mut slots: Vec<Keyed> = Vec::new();
        for (u, v) in pairs.alike.iter().filter_map(both) {
            let values = (self.a.value(u), self.b.value(v));
            slots.push(keyed(found, Target::Pair(u, v, 1.0), values.0, values.1));
        }
        for (u, v) in pairs.named.iter().filter_map(both) {
            let target = if self.are_comparable(u, v) {
                Target::Pair(u, v, 1.0)
            } else {
                Target::Replaced(u, v)
            };
            slots.push(keyed(found, target, self.a.value(u), self.b.value(v)));
        }
        let left = |places: &[usize], of: &[u32]| -> Vec<u32> {
            let found = places.iter().filter_map(|&place| of.get(place).copied());
            found.collect()
        };
        let (mut gone, mut new) = (left(&pairs.gone, &ours), left(&pairs.new, &theirs));
        self.numbers_of_a_list(
            found,
            family,
            (our_numbers, their_numbers),
            (&mut gone, &mut new),
            &mut slots,
        );
        let neutral = self.neutral(family, &slots, (&gone, &new));
        for node in gone {
            let target = Target::Gone(node, 1.0, neutral);
            slots.push(keyed(found, target, self.a.value(node), neutral));
        }
        for node in new {
            let target = Target::New(node, 1.0, neutral);
            slots.push(keyed(found, target, neutral, self.b.value(node)));
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

    /// The numbers of a list that is no sum: equal ones answer to each other, and the others are one.
    fn numbers_of_a_list(
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
        let ours = left;
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
        Target::Curved(of) => (element(true, of.tops.0), element(false, of.tops.1)),
        Target::Numbers | Target::Coefficient(_) | Target::List(..) => {
            (Element::ZERO, Element::ZERO)
        }
    };
    Keyed::new((one.min(other), one.max(other)), (before, after), target)
}

/// A slot with what it is sorted by, the same whichever side came first.
pub(super) struct Keyed {
    order: (Element, Element),
    slot: Slot,
}

impl Keyed {
    pub(super) fn new(
        order: (Element, Element),
        (before, after): (f64, f64),
        target: Target,
    ) -> Self {
        let slot = Slot {
            before,
            after,
            target,
        };
        Self { order, slot }
    }
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

/// Lists of so many are looked through for pairs that stand there twice.
const FEW: usize = 8;

/// A pair that stands in a sum twice moves it as one.
pub(super) fn paired_once(slots: Vec<Slot>) -> Vec<Slot> {
    let pair = |slot: &Slot| match slot.target {
        Target::Pair(u, v, _) => Some((u, v)),
        _ => None,
    };
    let again = |(place, slot): (usize, &Slot)| {
        let earlier = slots.get(..place).unwrap_or_default();
        pair(slot).is_some_and(|own| earlier.iter().any(|other| pair(other) == Some(own)))
    };
    if slots.len() <= FEW && !slots.iter().enumerate().any(again) {
        return slots;
    }
    let mut places: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    let mut once: Vec<Slot> = Vec::with_capacity(slots.len());
    for slot in slots {
        let Target::Pair(u, v, factor) = slot.target else {
            once.push(slot);
            continue;
        };
        let place = *places.entry((u, v)).or_insert(once.len());
        match once.get_mut(place) {
            Some(first) => {
                first.before += slot.before;
                first.after += slot.after;
                if let Target::Pair(.., sum) = &mut first.target {
                    *sum += factor;
                }
            }
            None => once.push(slot),
        }
    }
    once
}

/// Where a part without an answer stood, to be settled when all is walked.
pub(super) fn worth(loose: &[Loose], value: f64) -> f64 {
    exact_sum(loose.iter().map(|part| part.m * (value - part.neutral)))
}
