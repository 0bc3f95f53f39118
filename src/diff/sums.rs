//! Two sums side by side, as lists of terms with their coefficients.
#![allow(
    clippy::many_single_char_names,
    reason = "u and v are the nodes of a pair, p and q the parts of two lists"
)]

use std::collections::BTreeMap;

use super::{
    align::Family,
    field::Element,
    half::NONE,
    lists::{Keyed, Slot, Target, keyed, sorted},
    matching::Found,
    pairing::{self, Item},
    side::Side,
    term::{self, Stripped, Term},
    walk::Walk,
};
use crate::{formula::paths::PathId, score::exact_sum};

impl Walk<'_, '_> {
    /// Two sums, or one of them and what goes on in it.
    pub(super) fn sum_slots(
        &self,
        found: &Found,
        u: u32,
        v: u32,
        whole: (bool, bool),
    ) -> Vec<Slot> {
        // One formula under another factor is one thing.
        let one = self.is_one_under_factors(u, v);
        let whole = (whole.0 || one, whole.1 || one);
        let ours = if whole.0 {
            term::whole(self.a, u)
        } else {
            term::terms(self.a, u, |node| self.keeps(found, true, node, v, whole.1))
        };
        let theirs = if whole.1 {
            term::whole(self.b, v)
        } else {
            term::terms(self.b, v, |node| self.keeps(found, false, node, u, whole.0))
        };
        let mut slots: Vec<Keyed> = Vec::new();
        let (mut gone, mut new) = (Vec::new(), Vec::new());
        let mut owned = (Vec::new(), Vec::new());
        let mut open = vec![(ours, theirs)];
        while let Some((ours, theirs)) = open.pop() {
            let split = |terms: Vec<Term>| -> (Vec<Term>, Vec<Term>) {
                terms.into_iter().partition(|term| term.all.core == NONE)
            };
            let ((ours_owned, ours), (theirs_owned, theirs)) = (split(ours), split(theirs));
            let item = |side: &Side<'_>, term: &Term| Item {
                node: term.all.core,
                factor: term.all.number,
                negative: term.all.coefficient < 0.0,
                path: side.path(term.top),
            };
            let pairs = pairing::pair(
                found,
                self.a,
                &ours
                    .iter()
                    .map(|term| item(self.a, term))
                    .collect::<Vec<_>>(),
                self.b,
                &theirs
                    .iter()
                    .map(|term| item(self.b, term))
                    .collect::<Vec<_>>(),
            );
            let both = |&(p, q): &(usize, usize)| Some((ours.get(p)?, theirs.get(q)?));
            for (p, q) in pairs.alike.iter().filter_map(both) {
                if self.opens(p, q) {
                    let (u, v) = (p.all.core, q.all.core);
                    let ours =
                        term::opened(self.a, p, |node| self.keeps(found, true, node, v, false));
                    let theirs =
                        term::opened(self.b, q, |node| self.keeps(found, false, node, u, false));
                    open.push((ours, theirs));
                    continue;
                }
                let (before, after) = (p.worth(self.a), q.worth(self.b));
                slots.push(keyed(found, self.term_target(p, q), before, after));
            }
            for (p, q) in pairs.named.iter().filter_map(both) {
                let (before, after) = (p.worth(self.a), q.worth(self.b));
                let target = if self.are_comparable(p.all.core, q.all.core) {
                    self.term_target(p, q)
                } else {
                    Target::Replaced(p.top, q.top)
                };
                slots.push(keyed(found, target, before, after));
            }
            let mut left: Vec<Term> = pairs
                .gone
                .iter()
                .filter_map(|&p| ours.get(p).cloned())
                .collect();
            let mut came: Vec<Term> = pairs
                .new
                .iter()
                .filter_map(|&q| theirs.get(q).cloned())
                .collect();
            owned.0.extend(close(&ours, ours_owned, &mut left));
            owned.1.extend(close(&theirs, theirs_owned, &mut came));
            gone.append(&mut left);
            new.append(&mut came);
        }
        self.owned_terms(found, owned.0, owned.1, (&mut gone, &mut new), &mut slots);
        for term in gone {
            let target = Target::Gone(term.top, term.outer, 0.0);
            slots.push(keyed(found, target, term.worth(self.a), 0.0));
        }
        for term in new {
            let target = Target::New(term.top, term.outer, 0.0);
            slots.push(keyed(found, target, 0.0, term.worth(self.b)));
        }
        sorted(slots)
    }

    /// Whether both are the same formula with other factors of the owner's around it.
    fn is_one_under_factors(&self, u: u32, v: u32) -> bool {
        let (ours, theirs) = (Stripped::of(self.a, u), Stripped::of(self.b, v));
        ours.core != NONE
            && theirs.core != NONE
            && (ours.core, theirs.core) != (u, v)
            && self.same_formula(ours.core, theirs.core)
            && (ours.number != theirs.number || ours.parameters.len() != theirs.parameters.len())
    }

    /// Whether two brackets are compared part by part, because other numbers stand around them. One formula under
    /// another factor is one thing, unless the factor only went into it or came out of it.
    fn opens(&self, p: &Term, q: &Term) -> bool {
        let (u, v) = (p.all.core, q.all.core);
        if !(term::is_bracket(self.a, u) && term::is_bracket(self.b, v)) {
            return false;
        }
        let (Some(ours), Some(theirs)) = (self.a.structure().class(u), self.b.structure().class(v))
        else {
            return false;
        };
        let (c, d) = (
            p.all.number.times(ours.coefficient),
            q.all.number.times(theirs.coefficient),
        );
        if ours.rest == theirs.rest && (c != d || ours == theirs) {
            return false;
        }
        p.all.number != q.all.number
    }

    /// Whether two parts that have only their name in common are still one operation, of one argument.
    pub(super) fn are_comparable(&self, u: u32, v: u32) -> bool {
        let (u, v) = (self.a.unwrap(u), self.b.unwrap(v));
        match (self.a.node(u), self.b.node(v)) {
            (Some(x), Some(y)) => {
                x.op.rank() == y.op.rank()
                    && Family::of(&x.op).is_none()
                    && x.op.leaf_kind().is_none()
            }
            _ => false,
        }
    }

    /// Who answers for two terms of one core.
    pub(super) fn term_target(&self, p: &Term, q: &Term) -> Target {
        // As they stand, if what is around them is the same.
        let still = |terms: (&Term, &Term)| terms.0.outer == terms.1.outer;
        if still((p, q)) && (self.same_formula(p.top, q.top)) {
            return Target::Pair(p.top, q.top, p.outer);
        }
        // A product's own numbers are factors only beside another product, and where nothing is divided by 0.
        let product = |side: &Side<'_>, node: u32| Family::Product.is(side, node);
        let bare = product(self.a, p.all.core)
            && product(self.b, q.all.core)
            && p.all.coefficient != 0.0
            && q.all.coefficient != 0.0;
        let dressed = |term: &Term| Term {
            all: if bare {
                term.all.clone()
            } else {
                term.all.dressed()
            },
            ..term.clone()
        };
        let (p, q) = (dressed(p), dressed(q));
        let is_bare = p.all.bare.is_some() || q.all.bare.is_some();
        if !is_bare
            && p.all.coefficient == q.all.coefficient
            && p.all.core != NONE
            && q.all.core != NONE
        {
            return Target::Pair(p.all.core, q.all.core, p.all.coefficient);
        }
        Target::Term(Box::new((p, q)))
    }

    /// The owner's own terms: equal ones answer to each other, those of the same parameters too, and the numbers that
    /// are left are one.
    fn owned_terms(
        &self,
        found: &Found,
        ours: Vec<Term>,
        theirs: Vec<Term>,
        (gone, new): (&mut Vec<Term>, &mut Vec<Term>),
        slots: &mut Vec<Keyed>,
    ) {
        let key = |side: &Side<'_>, term: &Term| -> Vec<(PathId, bool)> {
            let mut key: Vec<_> = term
                .all
                .parameters
                .iter()
                .map(|factor| (side.path(factor.node), factor.under))
                .collect();
            key.sort_unstable();
            key
        };
        let mut waiting: Vec<(Vec<(PathId, bool)>, Term)> = theirs
            .into_iter()
            .map(|term| (key(self.b, &term), term))
            .collect();
        let mut numbers = (Vec::new(), Vec::new());
        for term in ours {
            let own = key(self.a, &term);
            if own.is_empty() {
                numbers.0.push(term);
                continue;
            }
            let exact = waiting
                .iter()
                .position(|(other, found)| *other == own && found.all.number == term.all.number);
            match exact.or_else(|| waiting.iter().position(|(other, _)| *other == own)) {
                Some(place) => {
                    let (_, answer) = waiting.remove(place);
                    let (before, after) = (term.worth(self.a), answer.worth(self.b));
                    slots.push(keyed(
                        found,
                        self.term_target(&term, &answer),
                        before,
                        after,
                    ));
                }
                None => gone.push(term),
            }
        }
        for (key, term) in waiting {
            if key.is_empty() {
                numbers.1.push(term);
            } else {
                new.push(term);
            }
        }
        let sum = |terms: &[Term]| {
            terms
                .iter()
                .fold(Element::ZERO, |sum, term| sum.plus(term.all.number))
        };
        let worth =
            |side: &Side<'_>, terms: &[Term]| exact_sum(terms.iter().map(|term| term.worth(side)));
        let (before, after) = (worth(self.a, &numbers.0), worth(self.b, &numbers.1));
        if sum(&numbers.0) == sum(&numbers.1) {
            // They stand still, and the rest of the list stands beside them.
            let mean = 0.5 * before + 0.5 * after;
            return slots.push(keyed(found, Target::Numbers, mean, mean));
        }
        match (&numbers.0[..], &numbers.1[..]) {
            ([], []) => {}
            ([], _) => new.append(&mut numbers.1),
            (_, []) => gone.append(&mut numbers.0),
            ([p], [q]) => {
                let target = if p.outer == q.outer {
                    Target::Pair(p.top, q.top, p.outer)
                } else {
                    Target::Numbers
                };
                slots.push(keyed(found, target, before, after));
            }
            _ => slots.push(keyed(found, Target::Numbers, before, after)),
        }
    }
}

/// Brackets of which nothing was found on the other side are one part again, with the owner's numbers in them. Returns
/// the owner's terms that are left.
fn close(all: &[Term], owned: Vec<Term>, loose: &mut Vec<Term>) -> Vec<Term> {
    let count = |terms: &[Term]| -> BTreeMap<usize, usize> {
        let mut counts = BTreeMap::new();
        for bracket in terms.iter().filter_map(|term| term.bracket) {
            *counts.entry(bracket.number).or_insert(0) += 1;
        }
        counts
    };
    let (mut of_all, of_loose) = (count(all), count(loose));
    // A parameter may have its answer elsewhere: numbers alone go with their bracket.
    for term in owned.iter().filter(|term| !term.all.parameters.is_empty()) {
        if let Some(bracket) = term.bracket {
            *of_all.entry(bracket.number).or_insert(0) += 1;
        }
    }
    let closed = |term: &Term| {
        term.bracket.filter(|bracket| {
            let found = of_loose.get(&bracket.number);
            found.is_some() && found == of_all.get(&bracket.number)
        })
    };
    let mut brackets: BTreeMap<usize, Term> = BTreeMap::new();
    let mut left = Vec::new();
    for term in loose.drain(..) {
        match closed(&term) {
            Some(bracket) => {
                brackets.entry(bracket.number).or_insert_with(|| Term {
                    top: bracket.node,
                    outer: bracket.outer,
                    bracket: None,
                    ..term
                });
            }
            None => left.push(term),
        }
    }
    left.extend(brackets.into_values());
    *loose = left;
    owned
        .into_iter()
        .filter(|term| closed(term).is_none())
        .collect()
}
