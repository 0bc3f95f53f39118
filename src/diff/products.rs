//! Two products side by side: the owner's factors are one coefficient, whatever brackets they stand in.
#![allow(
    clippy::many_single_char_names,
    reason = "u and v are the nodes of a pair, p and q the parts of two lists"
)]

use super::{
    align::{self, Family},
    common::Common,
    field::Element,
    half::NONE,
    lists::{Coefficient, Keyed, Slot, Target, keyed, sorted},
    matching::Found,
    pairing::{self, Item, Pairs},
    side::Side,
    term::{self, Stripped},
    walk::Walk,
};

/// How deep products in sums in products are told with their factors on the terms.
pub(super) const NESTED: usize = 4;

/// Two products, or one of them and what goes on as a factor of it.
pub(super) struct Products {
    pub(super) u: u32,
    pub(super) v: u32,
    /// What stands around them.
    pub(super) around: (Stripped, Stripped),
    /// Which of them is a factor of the other one.
    pub(super) whole: (bool, bool),
    /// What of the coefficient is told for a whole bracket.
    pub(super) common: Option<Common>,
}

/// A factor that is not the owner's.
struct Factor {
    node: u32,
    /// What it is without the owner's factors, and those.
    own: Stripped,
}

/// The factors of two products, and who answers to whom.
struct Compared {
    ours: Vec<Factor>,
    theirs: Vec<Factor>,
    pairs: Pairs,
    /// The owner's factors.
    before: Stripped,
    after: Stripped,
    /// Those of the alike pairs whose own factors are among these.
    bare: Vec<(usize, usize)>,
}

impl Compared {
    fn both(&self, &(p, q): &(usize, usize)) -> Option<(&Factor, &Factor)> {
        Some((self.ours.get(p)?, self.theirs.get(q)?))
    }

    /// What a pair is compared as.
    fn nodes(&self, pair: &(usize, usize)) -> Option<(u32, u32)> {
        let (p, q) = self.both(pair)?;
        Some(if self.bare.contains(pair) {
            (p.own.core, q.own.core)
        } else {
            (p.node, q.node)
        })
    }

    /// A factor that went from one part to another one, or out of it, is compared outside of them.
    fn fold(&mut self, a: &Side<'_>, b: &Side<'_>) {
        let differs = |pair: &&(usize, usize)| {
            self.both(pair)
                .is_some_and(|(p, q)| p.own.element(a) != q.own.element(b))
        };
        let mut bare: Vec<(usize, usize)> =
            self.pairs.alike.iter().filter(differs).copied().collect();
        let outside = self.before.element(a) != self.after.element(b);
        if bare.len() + usize::from(outside) < 2 {
            return;
        }
        // Each side in its own order, so that swapping the sides changes no bit.
        bare.sort_unstable_by_key(|pair| pair.1);
        let theirs = bare.iter().filter_map(|pair| self.theirs.get(pair.1));
        self.after = theirs.fold(self.after.clone(), |all, factor| all.around(&factor.own));
        bare.sort_unstable();
        let ours = bare.iter().filter_map(|pair| self.ours.get(pair.0));
        self.before = ours.fold(self.before.clone(), |all, factor| all.around(&factor.own));
        self.bare = bare;
    }
}

impl Walk<'_, '_> {
    /// The owner's factors, with those around the products, are one of the slots. Where some of them went into a sum or
    /// came out of it, they stand before its terms.
    pub(super) fn product_slots(
        &self,
        found: &Found,
        products: &Products,
        nested: usize,
    ) -> Vec<Slot> {
        let compared = self.compared(found, products);
        let mut slots: Vec<Keyed> = Vec::new();
        if self.is_replaced(found, &compared) {
            let worth = (products.worth(self.a, true), products.worth(self.b, false));
            let target = Target::Replaced(products.u, products.v);
            return sorted(vec![keyed(found, target, worth.0, worth.1)]);
        }
        let opened = self.on_a_bracket(found, products, &compared, nested);
        let opened = opened.map(|(pair, slot)| {
            slots.push(slot);
            pair
        });
        let curved = if opened.is_none() {
            self.on_a_curve(found, &compared)
        } else {
            None
        };
        let curved = curved.map(|(pair, slot)| {
            slots.push(slot);
            pair
        });
        let opened = opened.or(curved);
        let Compared { before, after, .. } = &compared;
        if opened.is_none() && (before.has_factors() || after.has_factors()) {
            let on = |factors: &Stripped, core: u32| Stripped {
                core,
                ..factors.clone()
            };
            let coefficient = Coefficient {
                before: on(before, products.u),
                after: on(after, products.v),
                common: products.common,
                tops: (products.u, products.v),
            };
            let worth = (before.coefficient, after.coefficient);
            let target = Target::Coefficient(Box::new(coefficient));
            slots.push(Keyed::new((Element::ZERO, Element::ZERO), worth, target));
        }
        let pairs = &compared.pairs;
        let alike = pairs.alike.iter().filter(|pair| Some(**pair) != opened);
        for (u, v) in alike.filter_map(|pair| compared.nodes(pair)) {
            let values = (self.a.value(u), self.b.value(v));
            slots.push(keyed(found, Target::Pair(u, v, 1.0), values.0, values.1));
        }
        for (p, q) in pairs.named.iter().filter_map(|pair| compared.both(pair)) {
            let (u, v) = (p.node, q.node);
            let target = if self.are_comparable(u, v) {
                Target::Pair(u, v, 1.0)
            } else {
                Target::Replaced(u, v)
            };
            slots.push(keyed(found, target, self.a.value(u), self.b.value(v)));
        }
        for factor in pairs.gone.iter().filter_map(|&p| compared.ours.get(p)) {
            let target = Target::Gone(factor.node, 1.0, 1.0);
            slots.push(keyed(found, target, self.a.value(factor.node), 1.0));
        }
        for factor in pairs.new.iter().filter_map(|&q| compared.theirs.get(q)) {
            let target = Target::New(factor.node, 1.0, 1.0);
            slots.push(keyed(found, target, 1.0, self.b.value(factor.node)));
        }
        sorted(slots)
    }

    /// Whether all there is on either side is one factor under other factors of the owner's, and the two are of two kinds.
    fn is_replaced(&self, found: &Found, compared: &Compared) -> bool {
        let Compared { pairs, .. } = compared;
        let &[pair] = &pairs.alike[..] else {
            return false;
        };
        let alone = [&pairs.gone, &pairs.new].iter().all(|left| left.is_empty());
        let nodes = compared
            .nodes(&pair)
            .filter(|_| alone && pairs.named.is_empty());
        compared.before.element(self.a) != compared.after.element(self.b)
            && nodes.is_some_and(|(u, v)| self.is_another_function(found, u, v))
    }

    /// The factor that goes through a curve on one side only, with the numbers of both products.
    fn on_a_curve(&self, found: &Found, compared: &Compared) -> Option<((usize, usize), Keyed)> {
        let Compared { before, after, .. } = compared;
        let curved = |pair: &(usize, usize)| {
            let (p, q) = compared.both(pair)?;
            let (u, v) = compared.nodes(pair)?;
            let on = |factors: &Stripped, core| Stripped {
                core,
                ..factors.clone()
            };
            let around = (on(before, u), on(after, v));
            let curved = self.curved_under((&around.0, p.node), (&around.1, q.node))?;
            let (one, other) = (found.element(true, u), found.element(false, v));
            let worth = (
                before.coefficient * self.a.value(u),
                after.coefficient * self.b.value(v),
            );
            Some(((one.min(other), one.max(other)), *pair, worth, curved))
        };
        let found = compared.pairs.alike.iter().filter_map(curved);
        let (order, pair, worth, curved) = found.min_by_key(|(order, pair, ..)| (*order, *pair))?;
        let target = Target::Curved(Box::new(curved));
        Some((pair, Keyed::new(order, worth, target)))
    }

    /// The pair of sums that a factor went into or came out of, with all factors on its terms.
    fn on_a_bracket(
        &self,
        found: &Found,
        products: &Products,
        compared: &Compared,
        nested: usize,
    ) -> Option<((usize, usize), Keyed)> {
        if nested == 0 {
            return None;
        }
        let Compared { before, after, .. } = compared;
        let opens = |pair: &(usize, usize)| {
            let (p, q) = compared.both(pair)?;
            // Below its own factors, of which a negation is one: that is no bracket.
            let (ours, theirs) = ((before, p.own.core), (after, q.own.core));
            if !(self.opens(ours, theirs) || self.is_a_term(found, ours, theirs)) {
                return None;
            }
            let (u, v) = compared.nodes(pair)?;
            let (one, other) = (found.element(true, u), found.element(false, v));
            let order = (one.min(other), one.max(other));
            Some((order, pair.0 + pair.1, *pair, (u, v)))
        };
        let brackets = compared.pairs.alike.iter().filter_map(opens);
        let (order, _, pair, (u, v)) = brackets.min()?;
        let worth = (
            before.coefficient * self.a.value(u),
            after.coefficient * self.b.value(v),
        );
        let (p, q) = compared.both(&pair)?;
        let is_bare = compared.bare.contains(&pair);
        let around = (before.on(&p.own, is_bare), after.on(&q.own, is_bare));
        let factor = self.around_brackets((u, v), (&around.0, &around.1));
        let cores = (p.own.core, q.own.core);
        let mut brackets = self.opened(found, (&around.0, cores.0), (&around.1, cores.1), factor);
        brackets.common = products.common;
        let target = Target::List(Family::Sum, self.term_slots(found, brackets, nested - 1));
        Some((pair, Keyed::new(order, worth, target)))
    }

    fn compared(&self, found: &Found, products: &Products) -> Compared {
        let &Products { u, v, whole, .. } = products;
        let (mut our_owned, mut ours) = self.factors(found, true, (u, v), whole);
        let (mut their_owned, mut theirs) = self.factors(found, false, (v, u), (whole.1, whole.0));
        let mut around = products.around.clone();
        let known = |owned: &[u32], around: &Stripped| -> Vec<u32> {
            let around = around.parameters.iter().map(|factor| factor.node);
            owned.iter().copied().chain(around).collect()
        };
        let their_known = known(&their_owned, &around.1);
        let ours_with = (&mut around.0, &mut our_owned, &mut ours);
        self.promote(found, true, ours_with, (&their_known, &theirs));
        let our_known = known(&our_owned, &around.0);
        let theirs_with = (&mut around.1, &mut their_owned, &mut theirs);
        self.promote(found, false, theirs_with, (&our_known, &ours));
        let items = |side: &Side<'_>, factors: &[Factor]| -> Vec<Item> {
            factors.iter().map(|factor| factor.item(side)).collect()
        };
        let (a, b) = (self.a, self.b);
        let pairs = pairing::pair(found, a, &items(a, &ours), b, &items(b, &theirs));
        let mut compared = Compared {
            pairs,
            before: around.0.with(a, &our_owned),
            after: around.1.with(b, &their_owned),
            ours,
            theirs,
            bare: Vec::new(),
        };
        compared.fold(a, b);
        compared
    }

    /// The owner's factors of a product, and the others, those of brackets that say nothing to the other side among them.
    fn factors(
        &self,
        found: &Found,
        before: bool,
        (node, other): (u32, u32),
        whole: (bool, bool),
    ) -> (Vec<u32>, Vec<Factor>) {
        let side = if before { self.a } else { self.b };
        let parts: Vec<u32> = if node == NONE {
            Vec::new()
        } else if whole.0 && term::is_one_with_factors(side, node) {
            let opens = |part| term::is_one_with_factors(side, part);
            let parts = align::parts(side, side.unwrap(node), Family::Product, opens);
            parts.iter().map(|part| side.unwrap(part.node)).collect()
        } else if whole.0 {
            vec![node]
        } else if other == NONE {
            let parts = align::parts(side, node, Family::Product, |_| true);
            parts.iter().map(|part| side.unwrap(part.node)).collect()
        } else {
            self.flat(found, before, (node, other), Family::Product, whole.1)
        };
        let (owned, others): (Vec<u32>, Vec<u32>) = parts
            .into_iter()
            .partition(|&node| term::is_owned(side, node));
        (
            owned,
            others
                .into_iter()
                .map(|node| Factor::of(side, node))
                .collect(),
        )
    }

    /// What is the owner's alone, but goes on in a factor of the other side that is not, is a factor as well.
    fn promote(
        &self,
        found: &Found,
        before: bool,
        (around, owned, own): (&mut Stripped, &mut Vec<u32>, &mut Vec<Factor>),
        others: (&[u32], &[Factor]),
    ) {
        let (side, across) = self.sides(before);
        // A bracket, or what goes on as a term of one.
        let is_of_terms = |factor: &Factor| {
            let core = factor.own.core;
            let is_a_term = |other: &Factor| {
                term::is_bracket(across, other.own.core)
                    && found.is_below(before, core, (across, other.own.core))
            };
            term::is_bracket(side, core) || others.1.iter().any(is_a_term)
        };
        let has_bracket = own.iter().any(is_of_terms);
        let goes_on = |node: u32| {
            let is_number = side.structure().matched(node).is_none();
            // A parameter goes on only where the other one is made of it; before a sum's terms it is a factor of theirs.
            let is_leaf = side.leaf(node).is_some();
            let least = if is_leaf { 1.0 } else { 0.0 };
            let same = |&other: &u32| {
                if before {
                    self.same_formula(node, other)
                } else {
                    self.same_formula(other, node)
                }
            };
            let in_other = |other: &Factor| {
                if is_leaf && has_bracket && term::is_bracket(across, other.own.core) {
                    false
                } else if before {
                    found.affinity((side, node), (across, other.own.core)) > least
                } else {
                    found.affinity((across, other.own.core), (side, node)) > least
                }
            };
            !is_number && !others.0.iter().any(same) && others.1.iter().any(in_other)
        };
        let is_promoted = |factor: &term::Factor| !factor.under && goes_on(factor.node);
        while let Some(place) = around.parameters.iter().position(is_promoted) {
            own.push(Factor::of(side, around.remove(side, place)));
        }
        owned.retain(|&node| {
            let is_promoted = goes_on(node);
            if is_promoted {
                own.push(Factor::of(side, node));
            }
            !is_promoted
        });
    }
}

impl Factor {
    fn of(side: &Side<'_>, node: u32) -> Self {
        let mut own = Stripped::of(side, node);
        if own.core == NONE {
            own = Stripped {
                core: node,
                ..Stripped::default()
            };
        }
        Self { node, own }
    }

    fn item(&self, side: &Side<'_>) -> Item {
        let class = side.structure().class(self.own.core);
        let inner = class.map_or(Element::UNIT, |class| class.coefficient);
        Item {
            node: self.own.core,
            around: self.own.element(side),
            factor: self.own.element(side).times(inner),
            negative: false,
            path: side.path(self.node),
        }
    }
}

impl Products {
    fn worth(&self, side: &Side<'_>, before: bool) -> f64 {
        let (node, around) = if before {
            (self.u, &self.around.0)
        } else {
            (self.v, &self.around.1)
        };
        let value = if node == NONE { 1.0 } else { side.value(node) };
        around.coefficient * value
    }
}
