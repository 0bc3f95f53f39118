//! What the slots of two lists get of the lists' multiplier.
#![allow(
    clippy::many_single_char_names,
    reason = "u and v are the nodes of a pair, p and q two terms, c and d their coefficients"
)]

use std::collections::BTreeMap;

use super::{
    align::Family,
    effect::{EffectKind, TooLarge, Value},
    extremum,
    half::NONE,
    lists::{Slot, Target},
    matching::Matching,
    product,
    side::Side,
    term::{Factor, Term},
    walk::{At, Loose, Walk},
};
use crate::{formula::paths::PathId, path::Path};

impl Walk<'_, '_> {
    pub(super) fn family(&mut self, at: At, family: Family, slots: &[Slot]) {
        let context = self.place(at);
        let moves = || {
            slots
                .iter()
                .map(|slot| (slot.before, slot.after))
                .collect::<Vec<_>>()
        };
        let multipliers = match (family, slots) {
            (Family::Sum, _) => {
                for slot in slots {
                    self.deliver(slot, at.m, context);
                }
                return;
            }
            (Family::Product, [one, other]) => {
                // By far the most common product, and not worth a list.
                let mean = |slot: &Slot| 0.5 * slot.before + 0.5 * slot.after;
                self.deliver(one, at.m * mean(other), context);
                self.deliver(other, at.m * mean(one), context);
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
            self.deliver(slot, at.m * multiplier, context);
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
                Target::Term(_) => true,
                _ => false,
            }
    }

    /// c·t → c′·t′: the term has the mean coefficient, the coefficient the mean term.
    fn term(&mut self, p: &Term, q: &Term, m: f64, context: PathId) {
        let (c, d) = (p.all.coefficient, q.all.coefficient);
        let (s, t) = (p.bare_value(self.a), q.bare_value(self.b));
        let mean = m * (0.5 * c + 0.5 * d);
        let (u, v) = (p.all.core, q.all.core);
        if u != NONE && v != NONE {
            if p.all.bare.is_some() || q.all.bare.is_some() {
                self.bare_product(At {
                    u,
                    v,
                    m: mean,
                    context,
                });
            } else {
                self.push(u, v, mean, context);
            }
        }
        self.coefficient(p, q, m * (0.5 * s + 0.5 * t), context);
    }

    /// Two products whose own numbers were told already.
    fn bare_product(&mut self, at: At) {
        let Matching::Found(found) = self.matching else {
            return;
        };
        let slots = self.list_slots(found, at.u, at.v, (Family::Product, true), (false, false));
        self.family(at, Family::Product, &slots);
    }

    /// What changing a coefficient did: the numbers at the term's place, each parameter at its own.
    fn coefficient(&mut self, p: &Term, q: &Term, m: f64, context: PathId) {
        let value = |side: &Side<'_>, factor: &Factor| {
            let value = side.value(factor.node);
            if factor.under { 1.0 / value } else { value }
        };
        let place = if p.all.core == NONE || q.all.core == NONE {
            self.beside(context)
        } else {
            let at = At {
                u: p.all.core,
                v: q.all.core,
                m,
                context,
            };
            self.beside(self.place(at))
        };
        // Parameters by name, the same whichever side came first.
        let mut named: BTreeMap<(Path, bool), (Option<Factor>, Option<Factor>)> = BTreeMap::new();
        let rest = (p.all.plain, q.all.plain);
        let mut several = Vec::new();
        for factor in &p.all.parameters {
            let key = (self.places.path(self.a.path(factor.node)), factor.under);
            let slot = named.entry(key).or_default();
            if slot.0.is_none() {
                slot.0 = Some(*factor);
            } else {
                several.push((Some(*factor), None));
            }
        }
        for factor in &q.all.parameters {
            let key = (self.places.path(self.b.path(factor.node)), factor.under);
            let slot = named.entry(key).or_default();
            if slot.1.is_none() {
                slot.1 = Some(*factor);
            } else {
                several.push((None, Some(*factor)));
            }
        }
        let numbers_moved = p.all.number != q.all.number
            || (rest.0 - rest.1).abs() > 1e-9 * rest.0.abs().max(rest.1.abs());
        let mut slots: Vec<(f64, f64)> = Vec::new();
        let mut owners: Vec<(PathId, EffectKind, Value, Value)> = Vec::new();
        let pairs: Vec<(Option<Factor>, Option<Factor>)> =
            named.into_values().chain(several).collect();
        for (ours, theirs) in pairs {
            let (x, y) = (
                ours.map(|factor| value(self.a, &factor)),
                theirs.map(|factor| value(self.b, &factor)),
            );
            let figure = |side: &Side<'_>, factor: Option<Factor>| {
                factor.map_or(Value::Absent, |factor| {
                    Value::Number(side.value(factor.node))
                })
            };
            let kind = match (ours, theirs) {
                (Some(_), Some(_)) => EffectKind::Parameter,
                (None, _) => EffectKind::Added,
                (_, None) => EffectKind::Removed,
            };
            let place = match (ours, theirs) {
                (Some(factor), _) => self.a.path(factor.node),
                (None, Some(factor)) => self.b.path(factor.node),
                (None, None) => continue,
            };
            slots.push((x.unwrap_or(1.0), y.unwrap_or(1.0)));
            owners.push((place, kind, figure(self.a, ours), figure(self.b, theirs)));
        }
        if numbers_moved {
            let flipped = p.all.number == q.all.number.negated();
            let (kind, figures) = if flipped {
                (EffectKind::Replaced, (p.worth(self.a), q.worth(self.b)))
            } else {
                (EffectKind::Constant, rest)
            };
            slots.push(rest);
            owners.push((
                place,
                kind,
                Value::Number(figures.0),
                Value::Number(figures.1),
            ));
        } else {
            let mean = 0.5 * rest.0 + 0.5 * rest.1;
            slots.push((mean, mean));
            owners.push((place, EffectKind::Constant, Value::Several, Value::Several));
        }
        let multipliers = product::multipliers(&slots);
        for (((before, after), multiplier), (place, kind, from, to)) in
            slots.into_iter().zip(multipliers).zip(owners)
        {
            self.emit(place, kind, m * multiplier * (after - before), from, to);
        }
    }
}
