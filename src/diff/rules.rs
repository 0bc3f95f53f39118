//! One rule for each pair of operations.

#![allow(
    clippy::float_cmp,
    reason = "a move is none only where both sides are the same number"
)]

use super::{
    align::Family,
    effect::{EffectKind, Figure},
    extremum, layer, product,
    side::Side,
    walk::{Aim, At, RawCrossing, Slot, Target, Walk},
};
use std::sync::Arc;

use crate::{
    formula::{
        curve::Curve,
        op::{Continuity, CustomSpec, Op},
        paths::NOWHERE,
    },
    math,
};

/// Below this relative move a quotient of differences is dominated by rounding.
const TINY: f64 = 1.0 / (1 << 20) as f64;

fn is_tiny(a: f64, b: f64) -> bool {
    (b - a).abs() <= TINY * a.abs().max(b.abs())
}

impl Walk<'_, '_> {
    /// Hands a pair's multiplier down, or reports what moved here.
    pub(super) fn step(&mut self, at: At) {
        let (Some(before), Some(after)) = (self.a.node(at.u), self.b.node(at.v)) else {
            return;
        };
        if self.through_names(at) {
            return;
        }
        let families = (Family::of(&before.op), Family::of(&after.op));
        match (&before.op, &after.op) {
            (Op::Constant, Op::Constant) => self.leaf(at, EffectKind::Parameter),
            (Op::Leaf(kind), Op::Leaf(_)) if self.a.leaf(at.u) == self.b.leaf(at.v) => {
                self.leaf(at, EffectKind::of_leaf(*kind));
            }
            (Op::Ratio, Op::Ratio) => self.ratio(at),
            (Op::Power, Op::Power) => self.power(at),
            (Op::WeightedMean(ours), Op::WeightedMean(theirs)) => {
                self.weighted_mean(at, ours, theirs);
            }
            (Op::Curve(f), Op::Curve(g)) => self.curve(at, f, g, EffectKind::Curve),
            (Op::ReferenceCurve(f), Op::ReferenceCurve(g))
                if self.a.path(at.u) == self.b.path(at.v) =>
            {
                self.curve(at, f, g, EffectKind::Reference);
            }
            (Op::Points(f), Op::Points(g)) => self.points(at, f, g),
            (Op::Gate, Op::Gate) => self.gate(at),
            (Op::Choice, Op::Choice) => self.choice(at),
            (Op::Custom(f), Op::Custom(g)) if f.same_function(g) => self.custom(at, f, g),
            (Op::Opaque(f), Op::Opaque(g)) if f == g => self.opaque(at),
            (Op::Rounding(_), Op::Rounding(_)) => {
                self.rounding(at, self.a.child(at.u, 0), self.b.child(at.v, 0));
            }
            _ if families.0.is_some() && families.0 == families.1 => {
                if let Some(family) = families.0 {
                    self.family(at, family, &self.slots(at.u, at.v, family));
                }
            }
            _ if self.wrapped_on_one_side(at) => {}
            _ => {
                // Both may fit: a sum that became a factor looks like a product that became a part. The better
                // likeness wins, and of equal ones the same family whichever side came first.
                let mut best: Option<(usize, Family, Vec<Slot>)> = None;
                for family in [
                    Family::Sum,
                    Family::Product,
                    Family::Maximum,
                    Family::Minimum,
                ] {
                    if !(families.0 == Some(family) || families.1 == Some(family)) {
                        continue;
                    }
                    if let Some((likeness, slots)) = self.lifted_slots(at.u, at.v, family) {
                        if best.as_ref().is_none_or(|(most, ..)| likeness > *most) {
                            best = Some((likeness, family, slots));
                        }
                    }
                }
                match best {
                    Some((_, family, slots)) => self.family(at, family, &slots),
                    None => self.emit_whole(at, EffectKind::Replaced),
                }
            }
        }
    }

    /// A sum of one only gives a name, unless the other side is a list of another length or of another thing.
    fn through_names(&mut self, at: At) -> bool {
        let only = |side: &Side<'_>, node| match (op_of(side, node), side.children(node)) {
            (Some(Op::Sum), &[only]) => Some(only),
            _ => None,
        };
        let adds = |side, node| op_of(side, node).and_then(Family::of) == Some(Family::Sum);
        let (u, v) = (only(self.a, at.u), only(self.b, at.v));
        let lists = match (u, v) {
            (None, None) => return false,
            (Some(u), Some(v)) => {
                let (here, there) = (self.a.path(u), self.b.path(v));
                here != there && here != NOWHERE && there != NOWHERE
            }
            (Some(u), None) => adds(self.b, at.v) && !adds(self.a, u),
            (None, Some(v)) => adds(self.a, at.u) && !adds(self.b, v),
        };
        if !lists {
            self.push(u.unwrap_or(at.u), v.unwrap_or(at.v), at.m, self.place(at));
        }
        !lists
    }

    fn leaf(&mut self, at: At, kind: EffectKind) {
        let (before, after) = (self.a.value(at.u), self.b.value(at.v));
        let effect = match self.aim {
            Aim::Moves => at.m * (after - before),
            Aim::Slopes if Self::is_named(self.a, at.u) => at.m,
            Aim::Slopes => return,
        };
        self.emit(
            self.place(at),
            kind,
            effect,
            Figure::Number(before),
            Figure::Number(after),
        );
    }

    fn family(&mut self, at: At, family: Family, slots: &[Slot]) {
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
                    self.deliver(*slot, at.m, context);
                }
                return;
            }
            (Family::Product, &[one, other]) => {
                // By far the most common product, and not worth a list.
                let mean = |slot: Slot| 0.5 * slot.before + 0.5 * slot.after;
                self.deliver(one, at.m * mean(other), context);
                self.deliver(other, at.m * mean(one), context);
                return;
            }
            (Family::Product, _) => product::multipliers(&moves()),
            (Family::Maximum, _) => extremum::multipliers(&moves()),
            (Family::Minimum, _) => {
                let mirrored: Vec<(f64, f64)> = moves().iter().map(|(a, b)| (-a, -b)).collect();
                extremum::multipliers(&mirrored)
            }
        };
        for (slot, multiplier) in slots.iter().zip(multipliers) {
            self.deliver(*slot, at.m * multiplier, context);
        }
    }

    /// Δq = (Δu − q̄·Δv)/v̄: a midpoint rule, so that a factor common to both does not blow up.
    fn ratio(&mut self, at: At) {
        let (over, under) = (
            (self.a.child(at.u, 0), self.b.child(at.v, 0)),
            (self.a.child(at.u, 1), self.b.child(at.v, 1)),
        );
        let (v_before, v_after) = (self.a.value(under.0), self.b.value(under.1));
        if v_before * v_after <= 0.0 && (v_before > 0.0) != (v_after > 0.0) {
            return self.emit_whole(at, EffectKind::Threshold);
        }
        let v_mean = 0.5 * v_before + 0.5 * v_after;
        let q_mean = 0.5 * self.a.value(at.u) + 0.5 * self.b.value(at.v);
        let context = self.place(at);
        self.push(over.0, over.1, at.m / v_mean, context);
        self.push(under.0, under.1, -at.m * (q_mean / v_mean), context);
    }

    /// Base and exponent have their Shapley values.
    fn power(&mut self, at: At) {
        let (base, exponent) = (
            (self.a.child(at.u, 0), self.b.child(at.v, 0)),
            (self.a.child(at.u, 1), self.b.child(at.v, 1)),
        );
        let (x, y) = (self.a.value(base.0), self.b.value(base.1));
        let (p, q) = (self.a.value(exponent.0), self.b.value(exponent.1));
        let base_multiplier =
            0.5 * Curve::power(p).secant(x, y) + 0.5 * Curve::power(q).secant(x, y);
        let exponent_multiplier = 0.5 * power_secant(x, p, q) + 0.5 * power_secant(y, p, q);
        let ends = [self.a.value(at.u), self.b.value(at.v), x, y];
        let sound = in_proportion(&[math::powf(x, q), math::powf(y, p)], &ends);
        if !(sound && base_multiplier.is_finite() && exponent_multiplier.is_finite()) {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        let context = self.place(at);
        self.push(base.0, base.1, at.m * base_multiplier, context);
        self.push(exponent.0, exponent.1, at.m * exponent_multiplier, context);
    }

    /// Curves and tables of one argument.
    fn curve(&mut self, at: At, f: &Curve, g: &Curve, kind: EffectKind) {
        if let Some(before) = self.clamp_over_a_curve(at, f, g) {
            return self.unwrap_one(at, before);
        }
        if !(f.continuous() && g.continuous()) {
            return self.table(at, f, g, kind);
        }
        let (cu, cv) = (self.a.child(at.u, 0), self.b.child(at.v, 0));
        let (a, b) = (self.a.value(cu), self.b.value(cv));
        if f == g {
            if self.layer(at, f) {
                return;
            }
            return self.push(cu, cv, at.m * f.secant(a, b), self.place(at));
        }
        self.changed_curve(at, (f, cu), (g, cv), kind);
    }

    /// Half of what changing the curve does at the old argument and half at the new one, and likewise for the move.
    fn changed_curve(
        &mut self,
        at: At,
        (f, cu): (&Curve, u32),
        (g, cv): (&Curve, u32),
        kind: EffectKind,
    ) {
        let (a, b) = (self.a.value(cu), self.b.value(cv));
        let (f_a, f_b, g_a, g_b) = (f.apply(a), f.apply(b), g.apply(a), g.apply(b));
        let changed = 0.5 * (g_a - f_a) + 0.5 * (g_b - f_b);
        let secant = 0.5 * f.secant(a, b) + 0.5 * g.secant(a, b);
        let sound = in_proportion(&[f_b, g_a], &[f_a, g_b, a, b]);
        if !(sound && changed.is_finite() && secant.is_finite()) {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        let place = self.place(at);
        if self.aim == Aim::Moves {
            self.emit(
                place,
                kind,
                at.m * changed,
                Figure::Curve {
                    curve: f.clone(),
                    value: f_a,
                },
                Figure::Curve {
                    curve: g.clone(),
                    value: g_b,
                },
            );
        }
        self.push(cu, cv, at.m * secant, place);
    }

    /// A clamp or rounding that only one side has is compared with doing nothing.
    fn wrapped_on_one_side(&mut self, at: At) -> bool {
        let wraps = |op: Option<&Op>| match op {
            Some(Op::Curve(curve)) => curve.is_clamp(),
            Some(Op::Rounding(_)) => true,
            _ => false,
        };
        let (u, v) = (op_of(self.a, at.u), op_of(self.b, at.v));
        let before = match (wraps(u), wraps(v)) {
            (false, false) => return false,
            (before, after) if before != after => before,
            // One is a clamp and one a rounding. The rounding goes first, as it stands in nobody's way, unless
            // the clamp hides another rounding that answers to it.
            _ => {
                let rounding = |op: Option<&Op>| matches!(op, Some(Op::Rounding(_)));
                let inner = (
                    op_of(self.a, self.a.child(at.u, 0)),
                    op_of(self.b, self.b.child(at.v, 0)),
                );
                let (of_rounding, of_clamp) = if rounding(u) {
                    inner
                } else {
                    (inner.1, inner.0)
                };
                let clamp_first = rounding(of_clamp) && !matches!(of_rounding, Some(Op::Curve(_)));
                rounding(u) != clamp_first
            }
        };
        self.unwrap_one(at, before);
        true
    }

    /// Whether only one of two curves is a clamp, and which, and it stands on another curve: the clamp is new or
    /// gone, and the other curve did not become it.
    fn clamp_over_a_curve(&self, at: At, f: &Curve, g: &Curve) -> Option<bool> {
        let over_curve = match (f.is_clamp(), g.is_clamp()) {
            (true, false) => op_of(self.a, self.a.child(at.u, 0)),
            (false, true) => op_of(self.b, self.b.child(at.v, 0)),
            _ => None,
        };
        matches!(over_curve, Some(Op::Curve(_))).then(|| f.is_clamp())
    }

    /// Compares the clamp or rounding of one side with doing nothing.
    fn unwrap_one(&mut self, at: At, before: bool) {
        let (cu, cv) = if before {
            (self.a.child(at.u, 0), at.v)
        } else {
            (at.u, self.b.child(at.v, 0))
        };
        let op = if before {
            op_of(self.a, at.u)
        } else {
            op_of(self.b, at.v)
        };
        let identity = Curve::linear(1.0, 0.0);
        match op {
            Some(Op::Curve(clamp)) if before => {
                self.changed_curve(at, (clamp, cu), (&identity, cv), EffectKind::Curve);
            }
            Some(Op::Curve(clamp)) => {
                self.changed_curve(at, (&identity, cu), (clamp, cv), EffectKind::Curve);
            }
            _ => self.rounding(at, cu, cv),
        }
    }

    /// The child moves as if it were not rounded; the node answers for what rounding adds.
    fn rounding(&mut self, at: At, cu: u32, cv: u32) {
        let (added_before, added_after) = (
            self.a.value(at.u) - self.a.value(cu),
            self.b.value(at.v) - self.b.value(cv),
        );
        let place = self.place(at);
        let (before, after) = (Figure::Number(added_before), Figure::Number(added_after));
        self.emit(
            place,
            EffectKind::Rounding,
            at.m * (added_after - added_before),
            before,
            after,
        );
        self.push(cu, cv, at.m, place);
    }

    /// Unchanged curves over one sum, product, maximum or minimum, as one function of its parts.
    fn layer(&mut self, at: At, outermost: &Curve) -> bool {
        if self.barren.contains(&(at.u, at.v)) {
            return false;
        }
        let mut curves = vec![outermost];
        let mut chain = Vec::new();
        let (mut u, mut v) = (
            self.a.unwrap(self.a.child(at.u, 0)),
            self.b.unwrap(self.b.child(at.v, 0)),
        );
        // What goes into each curve, on both sides.
        let mut arguments = vec![(self.a.value(u), self.b.value(v))];
        let family = loop {
            let (Some(before), Some(after)) = (self.a.node(u), self.b.node(v)) else {
                return false;
            };
            match (&before.op, &after.op) {
                (Op::Curve(f), Op::Curve(g)) if f == g && f.continuous() => {
                    curves.push(f);
                    chain.push((u, v));
                    (u, v) = (
                        self.a.unwrap(self.a.child(u, 0)),
                        self.b.unwrap(self.b.child(v, 0)),
                    );
                    arguments.push((self.a.value(u), self.b.value(v)));
                }
                (f, g) => match (Family::of(f), Family::of(g)) {
                    (Some(f), Some(g)) if f == g => break f,
                    _ => {
                        // Else every curve of a long chain would look to its end again.
                        self.barren.extend(chain);
                        return false;
                    }
                },
            }
        };
        let slots = self.slots(u, v, family);
        if slots.len() < 2 {
            return false;
        }
        let context = self.place(At { u, v, ..at });
        let mut active = slots.iter().filter(|slot| {
            slot.before != slot.after
                || matches!(slot.target, Target::Pair(u, v, _) if !self.is_idle(u, v))
        });
        if let (Family::Sum, Some(&only), None) = (family, active.next(), active.next()) {
            // All else stands still, so the part goes through the curves as if it were alone.
            let secants = curves
                .iter()
                .zip(arguments)
                .map(|(curve, (a, b))| curve.secant(a, b));
            self.deliver(only, at.m * secants.product::<f64>(), context);
            return true;
        }
        let core = match family {
            Family::Sum => layer::Core::Sum,
            Family::Product => layer::Core::Product,
            Family::Maximum => layer::Core::Maximum,
            Family::Minimum => layer::Core::Minimum,
        };
        let parts: Vec<(f64, f64)> = slots.iter().map(|slot| (slot.before, slot.after)).collect();
        let wanted: Vec<bool> = slots
            .iter()
            .map(|slot| matches!(slot.target, Target::Pair(u, v, _) if !self.is_idle(u, v)))
            .collect();
        let Some(multipliers) = (layer::Layer { curves, core }).multipliers(&parts, &wanted) else {
            return false;
        };
        for (slot, multiplier) in slots.iter().zip(multipliers) {
            self.deliver(*slot, at.m * multiplier, context);
        }
        true
    }

    /// Points by band: over a leaf the leaf gets the move, over anything composed it is a threshold.
    fn table(&mut self, at: At, f: &Curve, g: &Curve, kind: EffectKind) {
        let (cu, cv) = (self.a.child(at.u, 0), self.b.child(at.v, 0));
        let (a, b) = (self.a.value(cu), self.b.value(cv));
        let (f_a, f_b, g_a, g_b) = (f.apply(a), f.apply(b), g.apply(a), g.apply(b));
        let changed = 0.5 * (g_a - f_a) + 0.5 * (g_b - f_b);
        let moved = 0.5 * (f_b - f_a) + 0.5 * (g_b - g_a);
        // The points of two tables are in proportion by themselves.
        let tables = !f.continuous() && !g.continuous();
        let sound = tables || in_proportion(&[f_b, g_a], &[f_a, g_b, a, b]);
        if !(sound && changed.is_finite() && moved.is_finite()) {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        let place = self.place(at);
        if f != g {
            self.emit(
                place,
                kind,
                at.m * changed,
                Figure::Curve {
                    curve: f.clone(),
                    value: f_a,
                },
                Figure::Curve {
                    curve: g.clone(),
                    value: g_b,
                },
            );
        }
        let (leaf_before, leaf_after) = (
            self.a.leaf(self.a.unwrap(cu)),
            self.b.leaf(self.b.unwrap(cv)),
        );
        match (leaf_before, leaf_after) {
            (Some((path, kind)), Some(other)) if (path, kind) == other => {
                let (before, after) = (Figure::Number(a), Figure::Number(b));
                self.emit(path, EffectKind::of_leaf(kind), at.m * moved, before, after);
            }
            _ => {
                let band = |curve: &Curve, x| {
                    curve
                        .band(x)
                        .map_or(Figure::Number(x), |band| Figure::Label(band.into()))
                };
                let (before, after) = (band(f, a), band(g, b));
                self.emit(place, EffectKind::Threshold, at.m * moved, before, after);
            }
        }
    }

    /// Points by the label of a category.
    fn points(
        &mut self,
        at: At,
        f: &[(std::sync::Arc<str>, f64)],
        g: &[(std::sync::Arc<str>, f64)],
    ) {
        let (cu, cv) = (self.a.child(at.u, 0), self.b.child(at.v, 0));
        let (Some(Op::Category(before)), Some(Op::Category(after))) = (
            self.a.node(cu).map(|node| &node.op),
            self.b.node(cv).map(|node| &node.op),
        ) else {
            return self.emit_whole(at, EffectKind::Replaced);
        };
        if self.a.leaf(cu) != self.b.leaf(cv) {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        let look_up = |table: &[(std::sync::Arc<str>, f64)], label: &str| {
            table
                .iter()
                .find(|(of, _)| **of == *label)
                .map(|(_, points)| *points)
        };
        let (f_a, g_b) = (self.a.value(at.u), self.b.value(at.v));
        let (f_b, g_a) = match (look_up(f, after), look_up(g, before)) {
            (Some(f_b), Some(g_a)) => (f_b, g_a),
            // An open set lists only the labels that were seen: one known cross value tells the tables alike.
            (Some(f_b), None) if f_b.to_bits() == g_b.to_bits() => (f_b, f_a),
            (None, Some(g_a)) if g_a.to_bits() == f_a.to_bits() => (g_b, g_a),
            // Neither table knows the other's label: as with a branch, the label answers for all of it.
            (None, None) => (g_b, f_a),
            _ => return self.emit_whole(at, EffectKind::Replaced),
        };
        let labels = || (Figure::Label(before.clone()), Figure::Label(after.clone()));
        let moved = 0.5 * (f_b - f_a) + 0.5 * (g_b - g_a);
        let changed = 0.5 * (g_a - f_a) + 0.5 * (g_b - f_b);
        if !(moved.is_finite() && changed.is_finite()) {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        let (from, to) = labels();
        self.emit(
            self.a.path(cu),
            EffectKind::Category,
            at.m * moved,
            from,
            to,
        );
        let (from, to) = (Figure::Number(f_a), Figure::Number(g_b));
        self.emit(self.place(at), EffectKind::Curve, at.m * changed, from, to);
    }

    fn choice(&mut self, at: At) {
        let (cu, cv) = (self.a.child(at.u, 0), self.b.child(at.v, 0));
        let (Some(Op::Category(before)), Some(Op::Category(after))) = (
            self.a.node(cu).map(|node| &node.op),
            self.b.node(cv).map(|node| &node.op),
        ) else {
            return self.emit_whole(at, EffectKind::Replaced);
        };
        if self.a.leaf(cu) != self.b.leaf(cv) {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        if before == after {
            return self.push(
                self.a.child(at.u, 1),
                self.b.child(at.v, 1),
                at.m,
                self.place(at),
            );
        }
        let effect = at.m * (self.b.value(at.v) - self.a.value(at.u));
        let (from, to) = (Figure::Label(before.clone()), Figure::Label(after.clone()));
        self.emit(self.a.path(cu), EffectKind::Category, effect, from, to);
    }

    /// Opening or closing is one effect; what moved the term is listed apart.
    fn gate(&mut self, at: At) {
        let (term_before, term_after) = (self.a.child(at.u, 0), self.b.child(at.v, 0));
        let threshold = (
            self.a.value(self.a.child(at.u, 1)),
            self.b.value(self.b.child(at.v, 1)),
        );
        let (before, after) = (self.a.value(term_before), self.b.value(term_after));
        let place = self.place(at);
        match (before >= threshold.0, after >= threshold.1) {
            (true, true) => self.push(self.a.child(at.u, 2), self.b.child(at.v, 2), at.m, place),
            (false, false) => {}
            _ => {
                let effect = at.m * (self.b.value(at.v) - self.a.value(at.u));
                if effect == 0.0 {
                    return;
                }
                let term = At {
                    u: term_before,
                    v: term_after,
                    m: 1.0,
                    context: place,
                };
                let term_place = self.place(term);
                let name: Arc<str> = self.places.name(term_place).into();
                let figure = |value, threshold| Figure::AtThreshold {
                    term: name.clone(),
                    value,
                    threshold,
                };
                let figures = (figure(before, threshold.0), figure(after, threshold.1));
                self.emit(place, EffectKind::Threshold, effect, figures.0, figures.1);
                self.crossings.push(RawCrossing {
                    place,
                    term_place,
                    before: (term_before, threshold.0),
                    after: (term_after, threshold.1),
                });
            }
        }
    }

    /// An author's own function: only its values at both ends and its slopes there are stored.
    fn custom(&mut self, at: At, f: &CustomSpec, g: &CustomSpec) {
        let (cu, cv) = (self.a.child(at.u, 0), self.b.child(at.v, 0));
        let (a, b) = (self.a.value(cu), self.b.value(cv));
        let (f_a, f_b) = (self.a.value(at.u), self.b.value(at.v));
        if f.continuity == Continuity::Steps {
            return match (
                self.a.leaf(self.a.unwrap(cu)),
                self.b.leaf(self.b.unwrap(cv)),
            ) {
                (Some(leaf), Some(other)) if leaf == other => {
                    let (before, after) = (Figure::Number(a), Figure::Number(b));
                    self.emit(
                        leaf.0,
                        EffectKind::of_leaf(leaf.1),
                        at.m * (f_b - f_a),
                        before,
                        after,
                    );
                }
                _ => self.emit_whole(at, EffectKind::Threshold),
            };
        }
        let slope = 0.5 * f.slope + 0.5 * g.slope;
        let noise = 1e-13 * f_a.abs().max(f_b.abs());
        let multiplier = if a == b {
            if f_a.to_bits() != f_b.to_bits() {
                // The function depends on something that never passed the trace.
                return self.emit_whole(at, EffectKind::Replaced);
            }
            slope
        } else if is_tiny(a, b) && (slope * (b - a) - (f_b - f_a)).abs() <= noise {
            slope
        } else {
            (f_b - f_a) / (b - a)
        };
        if !multiplier.is_finite() {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        self.push(cu, cv, at.m * multiplier, self.place(at));
    }

    fn opaque(&mut self, at: At) {
        let (ours, theirs) = (self.a.children(at.u), self.b.children(at.v));
        let mut moved = ours
            .iter()
            .zip(theirs)
            .filter(|(u, v)| self.a.value(**u).to_bits() != self.b.value(**v).to_bits());
        match (moved.next(), moved.next()) {
            (Some((&u, &v)), None) if ours.len() == theirs.len() => {
                let (a, b) = (self.a.value(u), self.b.value(v));
                let whole = self.b.value(at.v) - self.a.value(at.u);
                let quotient = whole / (b - a);
                if quotient.is_finite() && !(is_tiny(a, b) && whole != 0.0) {
                    return self.push(u, v, at.m * quotient, self.place(at));
                }
                self.emit_whole(at, EffectKind::Opaque);
            }
            _ => self.emit_whole(at, EffectKind::Opaque),
        }
    }
}

/// Whether what would have been, had only one of two things changed, stays within a thousand times of what was.
///
/// e^x at another curve's argument may be 10²³: two effects of that size that cancel explain nothing, and do not
/// add up.
pub(super) fn in_proportion(mixed: &[f64], real: &[f64]) -> bool {
    let size = |values: &[f64]| values.iter().map(|value| value.abs()).fold(0.0, f64::max);
    size(mixed) <= 1e3 * size(real)
}

fn op_of<'a>(side: &Side<'a>, node: u32) -> Option<&'a Op> {
    side.node(node).map(|node| &node.op)
}

/// The secant of x^p between the exponents p and q.
fn power_secant(x: f64, p: f64, q: f64) -> f64 {
    if x > 0.0 {
        return Curve::exponential(x).secant(p, q);
    }
    if p == q {
        return 0.0;
    }
    (math::powf(x, q) - math::powf(x, p)) / (q - p)
}
