//! One rule for each pair of operations.

use super::{
    align::Family,
    effect::{EffectKind, Figure, TooLarge},
    extremum, product,
    side::Side,
    walk::{Aim, At, Slot, Walk},
};

use crate::{
    formula::{curve::Curve, op::Op, paths::NOWHERE},
    math,
};

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
            (Op::Gate(f), Op::Gate(g)) => self.gate(at, (*f, *g)),
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
            self.deliver(*slot, at.m * multiplier, context);
        }
    }

    /// Two parts that move apart from each other have their Shapley values. Where both hang on one leaf it is
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
        let context = self.place(at);
        let (q_before, q_after) = (self.a.value(at.u), self.b.value(at.v));
        if v_before != v_after && !self.have_a_moved_leaf_in_common(over, under) {
            let (u_before, u_after) = (self.a.value(over.0), self.b.value(over.1));
            let over_multiplier = 0.5 / v_before + 0.5 / v_after;
            let under_multiplier = -(0.5 * u_before + 0.5 * u_after) / (v_before * v_after);
            let mixed = [u_before / v_after, u_after / v_before];
            if in_proportion(&mixed, &[q_before, q_after])
                && over_multiplier.is_finite()
                && under_multiplier.is_finite()
            {
                self.push(over.0, over.1, at.m * over_multiplier, context);
                self.push(under.0, under.1, at.m * under_multiplier, context);
                return;
            }
        }
        let v_mean = 0.5 * v_before + 0.5 * v_after;
        let q_mean = 0.5 * q_before + 0.5 * q_after;
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
        let base_multiplier = match self.aim {
            Aim::Slopes => Curve::power(p).steepness(x),
            Aim::Moves => 0.5 * Curve::power(p).secant(x, y) + 0.5 * Curve::power(q).secant(x, y),
        };
        let exponent_multiplier = 0.5 * power_secant(x, p, q) + 0.5 * power_secant(y, p, q);
        let ends = [self.a.value(at.u), self.b.value(at.v), x, y];
        let sound = in_proportion(&[math::powf(x, q), math::powf(y, p)], &ends);
        let are_finite = base_multiplier.is_finite() && exponent_multiplier.is_finite();
        if self.aim == Aim::Moves && !(sound && are_finite) {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        let context = self.place(at);
        self.push(base.0, base.1, at.m * base_multiplier, context);
        self.push(exponent.0, exponent.1, at.m * exponent_multiplier, context);
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

pub(super) fn op_of<'a>(side: &Side<'a>, node: u32) -> Option<&'a Op> {
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
