//! The terms of a sum that are the owner's alone: numbers, parameters, and what is made of them.

use std::{
    cmp::{Ordering, Reverse},
    collections::BTreeMap,
};

use super::{
    field::Element,
    half::NONE,
    lists::{Coefficient, Keyed, Target, keyed},
    matching::Found,
    products::NESTED,
    side::Side,
    sums::{Counts, close},
    term::{Stripped, Term},
    walk::Walk,
};
use crate::score::exact_sum;

/// Which parameters a term has, and which of them divide it.
type Key = Vec<(Option<Element>, bool)>;

/// Lists that are longer than this together are not compared term by term.
const COMPARED: usize = 4096;

pub(super) fn key(side: &Side<'_>, term: &Term) -> Key {
    let factors = term.all.parameters.iter();
    let mut key: Key = factors
        .map(|factor| (side.structure().matched(factor.node), factor.under))
        .collect();
    key.sort_unstable();
    key
}

fn are_numbers(term: &Term) -> bool {
    term.all.parameters.is_empty()
}

impl Walk<'_, '_> {
    /// Those of the same parameters answer to each other, and the numbers that are left are one.
    pub(super) fn owned_terms(
        &self,
        found: &Found,
        (ours, theirs): (Vec<Term>, Vec<Term>),
        counted: &(Counts, Counts),
        (gone, new): (&mut Vec<Term>, &mut Vec<Term>),
        slots: &mut Vec<Keyed>,
    ) {
        let (ours_numbers, ours): (Vec<Term>, Vec<Term>) = ours.into_iter().partition(are_numbers);
        let (theirs_numbers, theirs): (Vec<Term>, Vec<Term>) =
            theirs.into_iter().partition(are_numbers);
        let (mut ours, mut theirs) = self.of_parameters(found, ours, theirs, slots);
        self.became_factors(found, true, (&mut ours, new), slots);
        self.became_factors(found, false, (&mut theirs, gone), slots);
        gone.append(&mut ours);
        new.append(&mut theirs);
        let numbers = (
            close(&counted.0, ours_numbers, gone),
            close(&counted.1, theirs_numbers, new),
        );
        self.numbers(found, numbers, (gone, new), slots);
    }

    /// Most parameters in common first, then those with the same number, then by their places. Returns what is left.
    fn of_parameters(
        &self,
        found: &Found,
        ours: Vec<Term>,
        theirs: Vec<Term>,
        slots: &mut Vec<Keyed>,
    ) -> (Vec<Term>, Vec<Term>) {
        let keys = |side: &Side<'_>, terms: &[Term]| -> Vec<Key> {
            terms.iter().map(|term| key(side, term)).collect()
        };
        let (our_keys, their_keys) = (keys(self.a, &ours), keys(self.b, &theirs));
        let mut candidates = Vec::new();
        for (p, q) in comparable(&our_keys, &their_keys) {
            let (Some(one), Some(other)) = (our_keys.get(p), their_keys.get(q)) else {
                continue;
            };
            let common = in_common(one, other);
            if common > 0 {
                let more = one.len() + other.len() - 2 * common;
                let number = |terms: &[Term], at: usize| terms.get(at).map(|term| term.all.number);
                let differs = number(&ours, p) != number(&theirs, q);
                candidates.push((more, Reverse(common), differs, p + q, p.min(q), (p, q)));
            }
        }
        candidates.sort_unstable();
        let mut taken = (vec![false; ours.len()], vec![false; theirs.len()]);
        for (.., (p, q)) in candidates {
            let (Some(one @ false), Some(other @ false)) = (taken.0.get_mut(p), taken.1.get_mut(q))
            else {
                continue;
            };
            (*one, *other) = (true, true);
            if let (Some(term), Some(answer)) = (ours.get(p), theirs.get(q)) {
                let (before, after) = (term.worth(self.a), answer.worth(self.b));
                slots.push(keyed(
                    found,
                    self.term_target(found, (term, answer), NESTED),
                    before,
                    after,
                ));
            }
        }
        let left = |terms: Vec<Term>, taken: Vec<bool>| -> Vec<Term> {
            let free = terms.into_iter().zip(taken).filter(|(_, taken)| !taken);
            free.map(|(term, _)| term).collect()
        };
        (left(ours, taken.0), left(theirs, taken.1))
    }

    /// The owner's number became a factor of something that is new on the other side, or was one of something that is
    /// gone.
    fn became_factors(
        &self,
        found: &Found,
        before: bool,
        (owned, loose): (&mut Vec<Term>, &mut Vec<Term>),
        slots: &mut Vec<Keyed>,
    ) {
        if owned.len() * loose.len() > COMPARED {
            return;
        }
        let (own, across) = self.sides(before);
        // Whose other factors the loose one has as well; of those that have a core, what it is made of.
        let answer = |term: &Term, other: &Term| -> Option<Term> {
            if other.all.number != term.all.number {
                return None;
            }
            let theirs = key(across, other);
            let has_all = |wanted: &Key| in_common(wanted, &theirs) == wanted.len();
            if has_all(&key(own, term)) {
                return Some(term.clone());
            }
            let goes_on = |place: usize| {
                let factor = term.all.parameters.get(place)?;
                let core = other.all.core;
                let is_below = found.is_below(before, factor.node, (across, core));
                let mut term = term.clone();
                term.all.core = term.all.remove(own, place);
                (core != NONE && !factor.under && is_below && has_all(&key(own, &term)))
                    .then_some(term)
            };
            (0..term.all.parameters.len()).find_map(goes_on)
        };
        owned.retain(|term| {
            let mut answers = loose.iter().enumerate();
            let found_answer =
                answers.find_map(|(place, other)| Some((place, answer(term, other)?)));
            let Some((place, term)) = found_answer else {
                return true;
            };
            let answer = loose.remove(place);
            let (p, q) = if before {
                (&term, &answer)
            } else {
                (&answer, &term)
            };
            let (worth, other) = (p.worth(self.a), q.worth(self.b));
            let target = self.term_target(found, (p, q), NESTED);
            slots.push(keyed(found, target, worth, other));
            false
        });
    }

    fn numbers(
        &self,
        found: &Found,
        mut numbers: (Vec<Term>, Vec<Term>),
        (gone, new): (&mut Vec<Term>, &mut Vec<Term>),
        slots: &mut Vec<Keyed>,
    ) {
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
            ([p, ..], [q, ..]) if of_one_bracket(&numbers.0) && of_one_bracket(&numbers.1) => {
                let coefficient = Coefficient {
                    before: together(&numbers.0),
                    after: together(&numbers.1),
                    common: p.common,
                    tops: (p.top, q.top),
                };
                let target = Target::Coefficient(Box::new(coefficient));
                slots.push(keyed(found, target, before, after));
            }
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

/// Whether numbers have a factor around one bracket in common.
fn of_one_bracket(numbers: &[Term]) -> bool {
    let place = |term: &Term| term.common.map(|common| common.place);
    let mut places = numbers.iter().map(place);
    let first = places.next().flatten();
    first.is_some() && places.all(|place| place == first)
}

/// The sum of some numbers, as a factor of nothing.
fn together(numbers: &[Term]) -> Stripped {
    let sum = exact_sum(numbers.iter().map(|term| term.all.plain));
    let all = numbers.iter().map(|term| term.all.number);
    Stripped {
        coefficient: sum,
        plain: sum,
        number: all.fold(Element::ZERO, Element::plus),
        ..Stripped::default()
    }
}

/// The pairs of places that are compared: all, or in long lists those of equal keys, by occurrence.
fn comparable(ours: &[Key], theirs: &[Key]) -> Vec<(usize, usize)> {
    if ours.len() * theirs.len() <= COMPARED {
        let places = 0..ours.len();
        return places
            .flat_map(|p| (0..theirs.len()).map(move |q| (p, q)))
            .collect();
    }
    let mut waiting: BTreeMap<&Key, Vec<usize>> = BTreeMap::new();
    for (q, key) in theirs.iter().enumerate().rev() {
        waiting.entry(key).or_default().push(q);
    }
    let answer = |(p, key): (usize, &Key)| Some((p, waiting.get_mut(key)?.pop()?));
    ours.iter().enumerate().filter_map(answer).collect()
}

/// How many members two sorted lists have in common, each as often as both have it.
fn in_common<K: Ord>(ours: &[K], theirs: &[K]) -> usize {
    let (mut p, mut q, mut common) = (0, 0, 0);
    while let (Some(one), Some(other)) = (ours.get(p), theirs.get(q)) {
        match one.cmp(other) {
            Ordering::Less => p += 1,
            Ordering::Greater => q += 1,
            Ordering::Equal => (p, q, common) = (p + 1, q + 1, common + 1),
        }
    }
    common
}
