//! What the slots of two lists get of the lists' multiplier.
#![allow(
    clippy::many_single_char_names,
    reason = "u and v are the nodes of a pair, p and q two terms, c and d their coefficients"
)]

use std::collections::BTreeMap;

use super::{
    align::Family,
    common::Common,
    effect::{EffectKind, TooLarge, Value},
    extremum,
    half::NONE,
    lists::{Coefficient, Slot, Target},
    matching::Matching,
    product,
    side::Side,
    term::{Factor, Stripped, Term},
    walk::{At, Loose, Walk},
};
use crate::formula::paths::{NOWHERE, PathId};

impl Walk<'_, '_> {
    pub(super) fn family(&mut self, at: At, family: Family, slots: &[Slot]) {
        let context = self.place(at);
        self.share_out(family, slots, at.m, context);
    }

    fn share_out(&mut self, family: Family, slots: &[Slot], m: f64, context: PathId) {
        let moves = || {
            slots
                .iter()
                .map(|slot| (slot.before, slot.after))
                .collect::<Vec<_>>()
        };
        let multipliers = match (family, slots) {
            (Family::Sum, _) => {
                for slot in slots {
                    self.deliver(slot, m, context);
                }
                return;
            }
            (Family::Product, [one, other]) => {
                // By far the most common product, and not worth a list.
                let mean = |slot: &Slot| 0.5 * slot.before + 0.5 * slot.after;
                self.deliver(one, m * mean(other), context);
                self.deliver(other, m * mean(one), context);
                return;
            }
            (Family::Product, _) => {
                let factors = moves();
                let found = product::moved(&factors);
                if found > product::MOST_MOVED {
                    return self.refuse(context, TooLarge::Factors, found);
                }
                product::multipliers(&factors)
            }
            (Family::Maximum, _) => extremum::multipliers(&moves()),
            (Family::Minimum, _) => {
                let mirrored: Vec<(f64, f64)> = moves().iter().map(|(a, b)| (-a, -b)).collect();
                extremum::multipliers(&mirrored)
            }
        };
        for (slot, multiplier) in slots.iter().zip(multipliers) {
            self.deliver(slot, m * multiplier, context);
        }
    }

    pub(super) fn deliver(&mut self, slot: &Slot, m: f64, context: PathId) {
        match &slot.target {
            Target::Pair(u, v, factor) => self.push(*u, *v, m * factor, context),
            Target::Term(terms) => self.term(&terms.0, &terms.1, m, context),
            &Target::Gone(node, factor, neutral) => {
                let place = self.a.place(node);
                self.gone.push(Loose {
                    node,
                    place,
                    m: m * factor,
                    neutral,
                });
            }
            &Target::New(node, factor, neutral) => {
                let place = self.b.place(node);
                self.new.push(Loose {
                    node,
                    place,
                    m: m * factor,
                    neutral,
                });
            }
            Target::Coefficient(of) => self.coefficient(of, m, context),
            Target::Curved(of) => self.curved(of, m, context),
            Target::List(family, slots) => self.share_out(*family, slots, m, context),
            Target::Numbers => {
                let figures = (Value::Number(slot.before), Value::Number(slot.after));
                let effect = m * (slot.after - slot.before);
                let place = self.beside(context);
                self.emit(place, EffectKind::Constant, effect, figures.0, figures.1);
            }
            &Target::Replaced(u, v) => {
                let place = self.place(At { u, v, m, context });
                let figures = (Value::Number(slot.before), Value::Number(slot.after));
                let effect = m * (slot.after - slot.before);
                self.emit(place, EffectKind::Replaced, effect, figures.0, figures.1);
            }
        }
    }

    /// Whether anything can be found below a slot.
    pub(super) fn is_active(&self, slot: &Slot) -> bool {
        slot.before != slot.after
            || match &slot.target {
                Target::Pair(u, v, _) => !self.is_idle(*u, *v),
                Target::Term(_) | Target::Coefficient(_) | Target::Curved(_) | Target::List(..) => {
                    true
                }
                _ => false,
            }
    }

    /// c·t → c′·t′: the term has the mean coefficient, the coefficient the mean term.
    fn term(&mut self, p: &Term, q: &Term, m: f64, context: PathId) {
        let (c, d) = (p.all.coefficient, q.all.coefficient);
        let (s, t) = (p.all.bare_value(self.a), q.all.bare_value(self.b));
        let (u, v) = (p.all.core, q.all.core);
        if u != NONE && v != NONE {
            self.push(u, v, m * (0.5 * c + 0.5 * d), context);
        }
        let coefficient = Coefficient {
            before: p.all.clone(),
            after: q.all.clone(),
            common: p.common,
            tops: (p.top, q.top),
        };
        self.coefficient(&coefficient, m * (0.5 * s + 0.5 * t), context);
    }

    /// Parameters by what they are, the same whichever side came first. One that stands there twice is one on both sides
    /// as often as both have it.
    fn factor_pairs(&self, p: &Stripped, q: &Stripped) -> Vec<(Option<Factor>, Option<Factor>)> {
        let mut named: BTreeMap<_, (Vec<Factor>, Vec<Factor>)> = BTreeMap::new();
        for factor in &p.parameters {
            let key = (self.a.structure().matched(factor.node), factor.under);
            named.entry(key).or_default().0.push(*factor);
        }
        for factor in &q.parameters {
            let key = (self.b.structure().matched(factor.node), factor.under);
            named.entry(key).or_default().1.push(*factor);
        }
        let pairs = named.into_values().flat_map(|(ours, theirs)| {
            let most = ours.len().max(theirs.len());
            (0..most).map(move |place| (ours.get(place).copied(), theirs.get(place).copied()))
        });
        let mut pairs: Vec<(Option<Factor>, Option<Factor>)> = pairs.collect();
        let Matching::Found(found) = self.matching else {
            return pairs;
        };
        // One that is made of the other answers to it.
        let goes_on = |f: &Factor, g: &Factor| {
            let is_below = || {
                found.is_below(true, f.node, (self.b, g.node))
                    || found.is_below(false, g.node, (self.a, f.node))
            };
            !f.under && !g.under && (found.answers(f.node, g.node) || is_below())
        };
        let mut at = 0;
        while let Some(&pair) = pairs.get(at) {
            at += 1;
            let (Some(f), None) = pair else { continue };
            let answer = pairs
                .iter()
                .position(|other| matches!(other, (None, Some(g)) if goes_on(&f, g)));
            let answer = answer.and_then(|place| pairs.get_mut(place)?.1.take());
            if let Some(slot) = pairs.get_mut(at - 1) {
                slot.1 = answer;
            }
        }
        pairs
    }

    fn place_of_a_coefficient(&self, of: &Coefficient, context: PathId) -> PathId {
        // What is a part of a mean on one side only has its name there.
        let parts = (self.a.mean_part(of.tops.0), self.b.mean_part(of.tops.1));
        if let (part, NOWHERE) | (NOWHERE, part) = parts {
            if part != NOWHERE {
                return part;
            }
        }
        let (u, v) = match (of.before.core, of.after.core) {
            (NONE, NONE) => of.tops,
            cores => cores,
        };
        if u == NONE || v == NONE {
            return self.beside(context);
        }
        let at = At {
            u,
            v,
            m: 1.0,
            context,
        };
        self.beside(self.place(at))
    }

    /// What changing a coefficient did: the numbers at the term's place, each parameter at its own.
    fn coefficient(&mut self, of: &Coefficient, m: f64, context: PathId) {
        let (p, q) = (&of.before, &of.after);
        let value = |side: &Side<'_>, factor: &Factor| {
            let value = side.value(factor.node);
            if factor.under { 1.0 / value } else { value }
        };
        let place = self.place_of_a_coefficient(of, context);
        let pairs = self.factor_pairs(p, q);
        // What is made of parameters and became something else that is, is one number.
        let made = |side: &Side<'_>, factor: Factor| side.leaf(factor.node).is_none();
        let remade = (
            pairs
                .iter()
                .any(|pair| matches!(pair, (Some(f), None) if made(self.a, *f))),
            pairs
                .iter()
                .any(|pair| matches!(pair, (None, Some(g)) if made(self.b, *g))),
        );
        let mut slots: Vec<(f64, f64)> = Vec::new();
        let mut owners: Vec<Owner> = Vec::new();
        let mut rest = (p.plain, q.plain);
        let mut numbers = (p.number, q.number);
        if let Some(common) = of.common.as_ref().filter(|common| common.is_part_of(rest)) {
            rest = (rest.0 / common.numbers.0, rest.1 / common.numbers.1);
            numbers = (
                numbers.0.times(common.elements.1),
                numbers.1.times(common.elements.0),
            );
            slots.push(common.numbers);
            owners.push(common.owner());
        }
        let mut numbers_moved = numbers.0 != numbers.1
            || (rest.0 - rest.1).abs() > 1e-9 * rest.0.abs().max(rest.1.abs());
        for (ours, theirs) in pairs {
            let (x, y) = (
                ours.map(|factor| value(self.a, &factor)),
                theirs.map(|factor| value(self.b, &factor)),
            );
            match (ours, theirs) {
                (Some(f), Some(g)) if (made(self.a, f) || made(self.b, g)) && !f.under => {
                    slots.push((x.unwrap_or(1.0), y.unwrap_or(1.0)));
                    owners.push(Owner::Below(f.node, g.node));
                }
                (Some(f), None) if remade == (true, true) && made(self.a, f) => {
                    rest.0 *= value(self.a, &f);
                    numbers_moved = true;
                }
                (None, Some(g)) if remade == (true, true) && made(self.b, g) => {
                    rest.1 *= value(self.b, &g);
                    numbers_moved = true;
                }
                (Some(f), Some(g)) => {
                    slots.push((x.unwrap_or(1.0), y.unwrap_or(1.0)));
                    owners.push(Owner::Told(
                        self.a.place(f.node),
                        EffectKind::Parameter,
                        Value::Number(self.a.value(f.node)),
                        Value::Number(self.b.value(g.node)),
                    ));
                }
                (Some(f), None) => {
                    slots.push((x.unwrap_or(1.0), 1.0));
                    owners.push(Owner::Left(f));
                }
                (None, Some(g)) => {
                    slots.push((1.0, y.unwrap_or(1.0)));
                    owners.push(Owner::Came(g));
                }
                (None, None) => {}
            }
        }
        if is_taken_back(rest, &slots, &owners) {
            rest = into_one(rest, &mut slots, &mut owners);
            numbers_moved = true;
        }
        if numbers_moved {
            let flipped = numbers.0 == numbers.1.negated();
            // What counts the other way is the same as before.
            let (kind, before, after) = if flipped {
                (EffectKind::Replaced, Value::Several, Value::Several)
            } else {
                let (before, after) = (Value::Number(rest.0), Value::Number(rest.1));
                (EffectKind::Constant, before, after)
            };
            slots.push(rest);
            owners.push(Owner::Told(place, kind, before, after));
        } else {
            let mean = 0.5 * rest.0 + 0.5 * rest.1;
            slots.push((mean, mean));
            owners.push(Owner::Nobody);
        }
        self.hand_out(slots, owners, m, context);
    }

    /// Each factor's part of what they did together.
    fn hand_out(&mut self, slots: Vec<(f64, f64)>, owners: Vec<Owner>, m: f64, context: PathId) {
        let multipliers = product::multipliers(&slots);
        for (((before, after), multiplier), owner) in slots.into_iter().zip(multipliers).zip(owners)
        {
            match owner {
                Owner::Told(place, kind, from, to) => {
                    self.emit(place, kind, m * multiplier * (after - before), from, to);
                }
                Owner::Below(u, v) => self.push(u, v, m * multiplier, context),
                Owner::Left(factor) => {
                    let part = loose_factor(self.a, factor, m * multiplier);
                    self.gone.push(part);
                }
                Owner::Came(factor) => {
                    let part = loose_factor(self.b, factor, m * multiplier);
                    self.new.push(part);
                }
                Owner::Nobody => {}
            }
        }
    }
}

impl Common {
    /// Who answers for it, once for all terms.
    fn owner(&self) -> Owner {
        let is_flipped = self.elements.0 == self.elements.1.negated();
        let kind = if is_flipped {
            EffectKind::Replaced
        } else {
            EffectKind::Constant
        };
        let (before, after) = if self.is_around && !is_flipped {
            (Value::Number(self.numbers.0), Value::Number(self.numbers.1))
        } else {
            (Value::Several, Value::Several)
        };
        Owner::Told(self.place, kind, before, after)
    }
}

impl Owner {
    /// Whether it is a parameter that is no factor on the other side.
    fn is_loose(&self) -> bool {
        matches!(self, Self::Left(_) | Self::Came(_))
    }
}

/// Who answers for a factor of a coefficient.
enum Owner {
    Told(PathId, EffectKind, Value, Value),
    /// What a formula of parameters is made of.
    Below(u32, u32),
    /// A parameter that is no factor on the other side.
    Left(Factor),
    Came(Factor),
    /// It stands still.
    Nobody,
}

/// A parameter that left takes back what a number became, or one that came does, where both do at least so much.
const TAKEN_BACK: f64 = 2.0;

/// Whether the number before a term and the parameters that left it or came to it do opposite things, and both much: neither
/// says anything without the other.
fn is_taken_back(rest: (f64, f64), slots: &[(f64, f64)], owners: &[Owner]) -> bool {
    let loose = slots
        .iter()
        .zip(owners)
        .filter(|(_, owner)| owner.is_loose());
    let ratios = loose.map(|((before, after), _)| after / before);
    let (number, others) = ((rest.1 / rest.0).abs(), ratios.product::<f64>().abs());
    // What is nothing takes all, and gives nothing back.
    let is_much = |more: f64, less: f64| {
        let are_something = more.is_finite() && less > 0.0;
        are_something && more > TAKEN_BACK && 1.0 / less > TAKEN_BACK
    };
    is_much(number, others) || is_much(others, number)
}

/// The number with the parameters that left the term or came to it.
fn into_one(rest: (f64, f64), slots: &mut Vec<(f64, f64)>, owners: &mut Vec<Owner>) -> (f64, f64) {
    let all = std::mem::take(slots)
        .into_iter()
        .zip(std::mem::take(owners));
    let (loose, kept): (Vec<_>, Vec<_>) = all.partition(|(_, owner)| owner.is_loose());
    (*slots, *owners) = kept.into_iter().unzip();
    loose.into_iter().fold(rest, |rest, ((before, after), _)| {
        (rest.0 * before, rest.1 * after)
    })
}

/// A factor beside a factor of 1, as a part whose value counts: f − 1, and of a divisor 1/f − 1.
fn loose_factor(side: &Side<'_>, factor: Factor, m: f64) -> Loose {
    let value = side.value(factor.node);
    Loose {
        node: factor.node,
        place: side.place(factor.node),
        m: if factor.under { -m / value } else { m },
        neutral: 1.0,
    }
}
