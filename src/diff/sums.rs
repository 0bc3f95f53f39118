//! Two sums side by side, as lists of terms with their coefficients.
//!
//! It is long: one rule, step by step in the order of its documentation; each step takes what the one before left.
#![allow(
    clippy::many_single_char_names,
    reason = "u and v are the nodes of a pair, p and q the parts of two lists"
)]

use std::collections::BTreeMap;

use super::{
    align::Family,
    common::Common,
    field::Element,
    half::NONE,
    lift::gathered,
    lists::{Keyed, Slot, Target, View, keyed, paired_once, sorted},
    matching::{Found, Matching},
    pairing::{self, Item, Pairs},
    products::{NESTED, Products},
    rules::op_of,
    side::Side,
    term::{self, Stripped, Term},
    walk::Walk,
};
use crate::{formula::op::Op, score::exact_sum};

impl Walk<'_, '_> {
    /// Two sums, or one of them and what goes on in it.
    pub(super) fn sum_slots(
        &self,
        found: &Found,
        u: u32,
        v: u32,
        whole: (bool, bool),
    ) -> Vec<Slot> {
        // One formula under another factor is one thing, and so are two means: their weights are compared as shares.
        let one = self.is_one_under_factors(u, v) || self.are_means_under_factors(u, v);
        let whole = (whole.0 || one, whole.1 || one);
        let whole = (
            whole.0 || self.is_one_term(found, true, u, v),
            whole.1 || self.is_one_term(found, false, v, u),
        );
        let ours = if whole.0 {
            term::whole(self.a, u)
        } else {
            let picked = self.picked(self.b, v);
            term::terms(self.a, u, |node| {
                self.keeps(found, true, node, v, whole.1)
                    || self.is_sum_of_what_is_picked(found, true, node, &picked)
            })
        };
        let theirs = if whole.1 {
            term::whole(self.b, v)
        } else {
            let picked = self.picked(self.a, u);
            term::terms(self.b, v, |node| {
                self.keeps(found, false, node, u, whole.0)
                    || self.is_sum_of_what_is_picked(found, false, node, &picked)
            })
        };
        let around = (Stripped::of(self.a, u), Stripped::of(self.b, v));
        let brackets = Brackets {
            terms: (ours, theirs),
            around: self.around_brackets((u, v), (&around.0, &around.1)),
            common: None,
        };
        self.term_slots(found, brackets, NESTED)
    }

    /// The maxima, minima and products of several values among the terms of a sum.
    fn picked(&self, side: &Side<'_>, root: u32) -> Vec<u32> {
        if !self.has_gathered {
            return Vec::new();
        }
        let terms = term::terms(side, root, |_| true).into_iter();
        let cores = terms.map(|term| term.all.core);
        cores
            .filter(|core| gathered(side, *core).is_some())
            .collect()
    }

    fn are_means_under_factors(&self, u: u32, v: u32) -> bool {
        let (ours, theirs) = (Stripped::of(self.a, u), Stripped::of(self.b, v));
        self.are_means_of_the_owners(ours.core, theirs.core)
    }

    /// Whether two means have weights of the owner's, which are compared as shares. One of them may have a single part.
    fn are_means_of_the_owners(&self, u: u32, v: u32) -> bool {
        let of_the_owners = (
            term::is_owned_mean(self.a, u),
            term::is_owned_mean(self.b, v),
        );
        (of_the_owners.0 || of_the_owners.1) && self.are_means(u, v)
    }

    /// Whether a product of the owner's alone stays one term: beside what has no parts, or what has this one's sum among its
    /// parts.
    fn is_one_term(&self, found: &Found, before: bool, node: u32, other: u32) -> bool {
        let (side, across) = self.sides(before);
        let own = Stripped::of(side, node);
        if own.core != NONE || Family::Sum.is(side, side.unwrap(node)) {
            return false;
        }
        let core = own.or_owned_sum(side, node).core;
        !term::is_bracket(across, Stripped::of(across, other).core)
            || self.keeps(found, before, core, other, false)
    }

    /// The terms of two sums.
    pub(super) fn term_slots(&self, found: &Found, brackets: Brackets, nested: usize) -> Vec<Slot> {
        let mut slots: Vec<Keyed> = Vec::new();
        let (mut gone, mut new) = (Vec::new(), Vec::new());
        let mut owned = (Vec::new(), Vec::new());
        let mut counted = (Counts::new(), Counts::new());
        let mut open = vec![brackets];
        let mut opened = 0;
        while let Some(brackets) = open.pop() {
            let (mut ours, mut theirs) = brackets.terms;
            // Brackets of several lists are told apart.
            let terms = ours.iter_mut().chain(&mut theirs);
            for bracket in terms.filter_map(|term| term.bracket.as_mut()) {
                bracket.list = opened;
            }
            opened += 1;
            count(&ours, &mut counted.0);
            count(&theirs, &mut counted.1);
            let split = |terms: Vec<Term>| -> (Vec<Term>, Vec<Term>) {
                terms.into_iter().partition(|term| term.all.core == NONE)
            };
            let (mut ours, mut theirs) = (split(ours), split(theirs));
            let pairs = self.term_pairs(found, &ours.1, &theirs.1);
            let both = |&(p, q): &(usize, usize)| Some((ours.1.get(p)?, theirs.1.get(q)?));
            let alike = pairs.alike.iter().filter_map(both);
            let owned_terms = (&ours.0[..], &theirs.0[..]);
            let common = self.in_common(brackets.common, brackets.around, alike, owned_terms);
            for term in [&mut ours.0, &mut ours.1, &mut theirs.0, &mut theirs.1]
                .into_iter()
                .flatten()
            {
                term.common = common;
            }
            let ((ours_owned, ours), (theirs_owned, theirs)) = (ours, theirs);
            let both = |&(p, q): &(usize, usize)| Some((ours.get(p)?, theirs.get(q)?));
            for (p, q) in pairs.alike.iter().filter_map(both) {
                let (u, v) = (p.all.core, q.all.core);
                if self.is_put_together_otherwise(found, u, v) {
                    let (before, after) = (p.worth(self.a), q.worth(self.b));
                    let target = Target::Replaced(p.top, q.top);
                    slots.push(keyed(found, target, before, after));
                    continue;
                }
                if self.opens((&p.all, u), (&q.all, v)) {
                    let around = self.around_brackets((u, v), (&p.all, &q.all));
                    let mut brackets = self.opened(found, (&p.all, u), (&q.all, v), around);
                    brackets.common = common;
                    open.push(brackets);
                    continue;
                }
                let (before, after) = (p.worth(self.a), q.worth(self.b));
                let target = self.term_target(found, (p, q), nested);
                slots.push(keyed(found, target, before, after));
            }
            for (p, q) in pairs.named.iter().filter_map(both) {
                let (before, after) = (p.worth(self.a), q.worth(self.b));
                let target = if self.are_comparable(p.all.core, q.all.core) {
                    self.term_target(found, (p, q), nested)
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
            owned.0.extend(ours_owned);
            owned.1.extend(theirs_owned);
            gone.append(&mut left);
            new.append(&mut came);
        }
        self.owned_terms(found, owned, &counted, (&mut gone, &mut new), &mut slots);
        for (node, factor) in counted_once(self.a, gone) {
            let target = Target::Gone(node, factor, 0.0);
            slots.push(keyed(found, target, factor * self.a.value(node), 0.0));
        }
        for (node, factor) in counted_once(self.b, new) {
            let target = Target::New(node, factor, 0.0);
            slots.push(keyed(found, target, 0.0, factor * self.b.value(node)));
        }
        paired_once(sorted(slots))
    }

    /// Which term answers to which.
    fn term_pairs(&self, found: &Found, ours: &[Term], theirs: &[Term]) -> Pairs {
        let item = |side: &Side<'_>, term: &Term| {
            let class = side.structure().class(term.all.core);
            let own = class.map_or(Element::UNIT, |class| class.coefficient);
            let around = term.all.element(side);
            Item {
                node: term.all.core,
                around,
                factor: around.times(own),
                negative: term.all.coefficient < 0.0,
                path: side.path(term.top),
            }
        };
        let items = |side: &Side<'_>, terms: &[Term]| -> Vec<Item> {
            terms.iter().map(|term| item(side, term)).collect()
        };
        let (ours, theirs) = (items(self.a, ours), items(self.b, theirs));
        pairing::pair(found, self.a, &ours, self.b, &theirs)
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

    /// Whether two brackets are compared part by part, because other factors stand around them.
    pub(super) fn opens(&self, (p, u): (&Stripped, u32), (q, v): (&Stripped, u32)) -> bool {
        let class = |side: &Side<'_>, node: u32| side.structure().class(node);
        term::is_bracket(self.a, u)
            && term::is_bracket(self.b, v)
            && !self.are_means_of_the_owners(u, v)
            && class(self.a, u) != class(self.b, v)
            && p.element(self.a) != q.element(self.b)
    }

    /// Whether what is no bracket goes on as a term of one, because other factors stand around them.
    pub(super) fn is_a_term(
        &self,
        found: &Found,
        (p, u): (&Stripped, u32),
        (q, v): (&Stripped, u32),
    ) -> bool {
        let brackets = (term::is_bracket(self.a, u), term::is_bracket(self.b, v));
        p.element(self.a) != q.element(self.b)
            && match brackets {
                (false, true) => found.is_below(true, u, (self.b, v)),
                (true, false) => found.is_below(false, v, (self.a, u)),
                _ => false,
            }
    }

    /// The terms of two brackets under their factors.
    pub(super) fn opened(
        &self,
        found: &Found,
        (p, u): (&Stripped, u32),
        (q, v): (&Stripped, u32),
        around: Common,
    ) -> Brackets {
        let keeps = |before, node, other| self.keeps(found, before, node, other, false);
        let ours = term::opened(self.a, p, |node| keeps(true, node, v));
        let theirs = term::opened(self.b, q, |node| keeps(false, node, u));
        Brackets {
            terms: (ours, theirs),
            around,
            common: None,
        }
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

    /// Whether two nodes compute so different things of the same data that a factor on the one says nothing of a factor on the
    /// other: −0.05·x² and −0.8·|x| differ as a whole. Not where one goes on inside the other.
    pub(super) fn is_another_function(&self, found: &Found, u: u32, v: u32) -> bool {
        let of_data = !(term::is_owned(self.a, u) || term::is_owned(self.b, v));
        of_data
            && found.shares_leaf(u, v)
            && match self.view(u, v) {
                View::Apart => true,
                View::Same => match (op_of(self.a, u), op_of(self.b, v)) {
                    (Some(Op::Curve(f)), Some(Op::Curve(g))) => !f.is_of_kind(g),
                    _ => false,
                },
                View::Inside(_) | View::Outside(_) => false,
            }
    }

    /// Who answers for two terms of one core.
    pub(super) fn term_target(
        &self,
        found: &Found,
        (p, q): (&Term, &Term),
        nested: usize,
    ) -> Target {
        // As they stand, if what is around them is the same; the two that are looked at are looked into.
        let still = |terms: (&Term, &Term)| terms.0.outer == terms.1.outer;
        if still((p, q)) && self.same_formula(p.top, q.top) && !self.is_current(p.top, q.top) {
            return Target::Pair(p.top, q.top, p.outer);
        }
        // What goes on inside with its factors keeps them.
        let (p, q) = &(self.undressed(true, p, q), self.undressed(false, q, p));
        let (u, v) = (p.all.core, q.all.core);
        if u == NONE && v == NONE {
            return Target::Term(Box::new((p.clone(), q.clone())));
        }
        let same = u != NONE && v != NONE && p.all.coefficient == q.all.coefficient;
        if same && p.all.element(self.a) == q.all.element(self.b) {
            return Target::Pair(u, v, p.all.coefficient);
        }
        if !same && self.is_another_function(found, u, v) {
            return Target::Replaced(p.top, q.top);
        }
        if let Some(curved) = self.as_curved(p, q).filter(|_| !same) {
            return Target::Curved(Box::new(curved));
        }
        let Some(whole) = self.as_products(u, v) else {
            return if same {
                Target::Pair(u, v, p.all.coefficient)
            } else {
                Target::Term(Box::new((p.clone(), q.clone())))
            };
        };
        let products = Products {
            u,
            v,
            around: (p.all.clone(), q.all.clone()),
            whole,
            common: p.common,
        };
        Target::List(
            Family::Product,
            self.product_slots(found, &products, nested),
        )
    }

    /// A term that goes on inside the core of the other side's with some of the owner's factors on it keeps those.
    pub(super) fn undressed(&self, before: bool, term: &Term, other: &Term) -> Term {
        let Matching::Found(found) = self.matching else {
            return term.clone();
        };
        let (own, across) = self.sides(before);
        let (core, top) = (term.all.core, other.all.core);
        if core == NONE || !found.is_below(before, core, (across, top)) {
            return term.clone();
        }
        let goes_on = |node: u32| {
            (found.has_whole(before, (own, node), across)
                || self.has_role_under_its_factors(found, before, node))
                && found.is_below(before, node, (across, top))
        };
        let mut layers = term.layers(own);
        layers.push(core);
        let kept: Vec<Term> = layers
            .into_iter()
            .filter(|&node| goes_on(node))
            .map(|node| term.with_core(own, node))
            .collect();
        // With the rest of the factors as on the other side, if that is one of the ways.
        let like_the_other = |term: &&Term| term.all.number == other.all.number;
        let found = kept.iter().find(like_the_other).or(kept.first());
        found.unwrap_or(term).clone()
    }

    /// Whether what has the role of a node on the other side has the same factors of the owner's around it somewhere.
    fn has_role_under_its_factors(&self, found: &Found, before: bool, node: u32) -> bool {
        let (own, across) = self.sides(before);
        let ours = Stripped::of(own, node);
        let is_like = |&node: &u32| {
            let theirs = Stripped::of(across, node);
            theirs.core != NONE && theirs.element(across) == ours.element(own)
        };
        ours.has_factors()
            && !found.has_equal(before, node)
            && found.standing_answers(before, node).iter().any(is_like)
    }

    /// Whether two cores are products, or one of them and what goes on as a factor of it, or the owner's number 1; and which
    /// of them is such a factor.
    fn as_products(&self, u: u32, v: u32) -> Option<(bool, bool)> {
        let product = |side: &Side<'_>, node: u32| Family::Product.is(side, node);
        let is_product = (product(self.a, u), product(self.b, v));
        if u == NONE || v == NONE {
            return Some((!is_product.0, !is_product.1));
        }
        if self.same_formula(u, v) {
            return None;
        }
        match is_product {
            (true, true) => Some((false, false)),
            (true, false) if matches!(self.view(u, v), View::Outside(_)) => Some((false, true)),
            (false, true) if matches!(self.view(u, v), View::Inside(_)) => Some((true, false)),
            _ => None,
        }
    }
}

/// Two brackets that are compared term by term.
pub(super) struct Brackets {
    pub(super) terms: (Vec<Term>, Vec<Term>),
    /// The numbers around them.
    pub(super) around: Common,
    /// What a bracket around these has in common for all of its terms.
    pub(super) common: Option<Common>,
}

/// Each node with its factor; what stands in a sum twice counts as often as all of it does.
fn counted_once(side: &Side<'_>, terms: Vec<Term>) -> Vec<(u32, f64)> {
    let mut by_node: BTreeMap<(bool, u32), Vec<Term>> = BTreeMap::new();
    for term in terms {
        let is_core = term.all.core != NONE;
        let node = if is_core { term.all.core } else { term.top };
        by_node.entry((is_core, node)).or_default().push(term);
    }
    let factor = |((is_core, node), terms): ((bool, u32), Vec<Term>)| match &terms[..] {
        [term] => (term.top, term.outer),
        several => {
            let factors = several.iter().map(|term| {
                if is_core {
                    term.all.coefficient
                } else {
                    term.outer
                }
            });
            (node, exact_sum(factors))
        }
    };
    // What is subtracted is the part, not its negation.
    let positive = |(mut node, mut factor): (u32, f64)| {
        while let (Some(Op::Negation), &[only]) = (op_of(side, node), side.children(node)) {
            (node, factor) = (only, -factor);
        }
        (node, factor)
    };
    let found = by_node.into_iter().map(factor).map(positive);
    found.filter(|(_, factor)| *factor != 0.0).collect()
}

/// How many terms that are no numbers stand in each bracket.
pub(super) type Counts = BTreeMap<(usize, usize), usize>;

fn count(terms: &[Term], counts: &mut Counts) {
    // Numbers alone go with their bracket; a parameter may have its answer elsewhere.
    let is_number = |term: &Term| term.all.core == NONE && term.all.parameters.is_empty();
    let terms = terms.iter().filter(|term| !is_number(term));
    for bracket in terms.filter_map(|term| term.bracket) {
        *counts.entry((bracket.list, bracket.number)).or_insert(0) += 1;
    }
}

/// Brackets of which nothing was found on the other side are one part again, with the owner's numbers in them. Returns
/// the numbers that are left.
pub(super) fn close(all: &Counts, numbers: Vec<Term>, loose: &mut Vec<Term>) -> Vec<Term> {
    let mut of_loose = Counts::new();
    count(loose, &mut of_loose);
    let closed = |term: &Term| {
        term.bracket.filter(|bracket| {
            let key = (bracket.list, bracket.number);
            of_loose.contains_key(&key) && of_loose.get(&key) == all.get(&key)
        })
    };
    let mut brackets: BTreeMap<(usize, usize), Term> = BTreeMap::new();
    let mut left = Vec::new();
    for term in loose.drain(..) {
        match closed(&term) {
            Some(bracket) => {
                brackets
                    .entry((bracket.list, bracket.number))
                    .or_insert_with(|| Term {
                        top: bracket.node,
                        outer: bracket.outer,
                        // Not that of the part: two brackets with one part in common are two of the bracket.
                        all: Stripped {
                            core: bracket.node,
                            coefficient: bracket.outer,
                            ..Stripped::default()
                        },
                        bracket: None,
                        ..term
                    });
            }
            None => left.push(term),
        }
    }
    left.extend(brackets.into_values());
    *loose = left;
    numbers
        .into_iter()
        .filter(|term| closed(term).is_none())
        .collect()
}
