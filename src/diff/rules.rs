//! One rule for each pair of operations.

use super::{
    effect::{EffectKind, Value},
    lists::View,
    side::Side,
    walk::{At, Loose, Walk, WalkMode},
};

use crate::{
    formula::{curve::Curve, op::Op, paths::PathId},
    math,
};

impl Walk<'_, '_> {
    /// Hands a pair's multiplier down, or reports what moved here.
    pub(super) fn step(&mut self, at: At) {
        if self.lists_of_one(at) {
            return;
        }
        // A sum of one only gives a name.
        let tops = (at.u, at.v);
        let at = At {
            context: self.place(at),
            u: self.a.unwrap(at.u),
            v: self.b.unwrap(at.v),
            ..at
        };
        if self.is_idle(at.u, at.v) || self.is_told_as_branch(at) {
            return;
        }
        let view = self.view(at.u, at.v);
        let lists = self.slots(at, &view);
        let parts = lists.as_ref().map_or(0, |(_, slots)| slots.len());
        self.goes_through(true, at.u, parts.max(self.a.children(at.u).len()));
        self.goes_through(false, at.v, parts.max(self.b.children(at.v).len()));
        if self.is_tired(at) {
            return;
        }
        if let Some((family, slots)) = lists {
            return self.family(at, family, &slots);
        }
        if matches!(view, View::Inside(_) | View::Outside(_)) {
            if let Some(curved) = self.as_curved_whole(tops.0, tops.1) {
                return self.curved(&curved, at.m, at.context);
            }
        }
        match view {
            View::Same => self.same(at),
            View::Inside(ways) => {
                let name = Self::name(self.b, tops.1);
                self.lift(Self::named_by(at, name), true, &ways);
            }
            View::Outside(ways) => {
                let name = Self::name(self.a, tops.0);
                self.lift(Self::named_by(at, name), false, &ways);
            }
            View::Apart => self.emit_whole(at, EffectKind::Replaced),
        }
    }

    /// The name that a node has by itself.
    pub(super) fn name(side: &Side<'_>, node: u32) -> Option<PathId> {
        [node, side.unwrap(node)]
            .into_iter()
            .find(|&node| Self::is_named(side, node))
            .map(|node| side.place(node))
    }

    /// What stands around the other side is told under its own name, if it has one.
    fn named_by(at: At, name: Option<PathId>) -> At {
        At {
            context: name.unwrap_or(at.context),
            ..at
        }
    }

    /// Two sums of one leaf each, of two leaves: one left and one came.
    fn lists_of_one(&mut self, at: At) -> bool {
        let only = |side: &Side<'_>, node| {
            let (sum, leaf) = (op_of(side, node), side.leaf(side.unwrap(node)));
            leaf.filter(|_| matches!(sum, Some(Op::Sum)))
        };
        match (only(self.a, at.u), only(self.b, at.v)) {
            (Some(ours), Some(theirs)) if ours != theirs => {}
            _ => return false,
        }
        // One name for two things, as where a model counts something else under the same name.
        if Self::is_named(self.a, at.u) && self.a.path(at.u) == self.b.path(at.v) {
            return false;
        }
        let (u, v) = (self.a.unwrap(at.u), self.b.unwrap(at.v));
        let loose = |node, place| Loose {
            node,
            place,
            m: at.m,
            neutral: 0.0,
        };
        self.gone.push(loose(u, self.a.place(u)));
        self.new.push(loose(v, self.b.place(v)));
        true
    }

    /// Two nodes that are one thing, and no lists.
    fn same(&mut self, at: At) {
        let (Some(before), Some(after)) = (self.a.node(at.u), self.b.node(at.v)) else {
            return;
        };
        match (&before.op, &after.op) {
            (Op::Constant, Op::Constant) => self.leaf(at, EffectKind::Constant),
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
            _ => self.emit_whole(at, EffectKind::Replaced),
        }
    }

    fn leaf(&mut self, at: At, kind: EffectKind) {
        let (before, after) = (self.a.value(at.u), self.b.value(at.v));
        let effect = match self.aim {
            WalkMode::Moves => at.m * (after - before),
            WalkMode::Slopes if Self::is_named(self.a, at.u) => at.m,
            WalkMode::Slopes => return,
        };
        self.emit(
            self.place(at),
            kind,
            effect,
            Value::Number(before),
            Value::Number(after),
        );
    }

    /// Two parts that move apart from each other have their Shapley values. Where both hang on one leaf it is
    /// Δq = (Δu − q̄·Δv)/v̄: a midpoint rule, so that a factor common to both does not blow up.
    fn ratio(&mut self, at: At) {
        let (over, under) = (
            (self.a.child(at.u, 0), self.b.child(at.v, 0)),
            (self.a.child(at.u, 1), self.b.child(at.v, 1)),
        );
        let (v_before, v_after) = (self.a.value(under.0), self.b.value(under.1));
        if (v_before > 0.0) != (v_after > 0.0) {
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
            WalkMode::Slopes => Curve::power(p).steepness(x),
            WalkMode::Moves => {
                0.5 * Curve::power(p).secant(x, y) + 0.5 * Curve::power(q).secant(x, y)
            }
        };
        let exponent_multiplier = 0.5 * power_secant(x, p, q) + 0.5 * power_secant(y, p, q);
        let ends = [self.a.value(at.u), self.b.value(at.v), x, y];
        let sound = in_proportion(&[math::powf(x, q), math::powf(y, p)], &ends);
        let are_finite = base_multiplier.is_finite() && exponent_multiplier.is_finite();
        if self.aim == WalkMode::Moves && !(sound && are_finite) {
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

#[cfg(test)]
mod tests {
    use super::{in_proportion, power_secant};

    #[test]
    fn a_thousand_times_the_largest_of_what_was_is_the_most_there_may_have_been() {
        assert!(in_proportion(&[1000.0], &[1.0]) && !in_proportion(&[1000.1], &[1.0]));
        assert!(in_proportion(&[-5e4, 2.0], &[3.0, -100.0]));
        assert!(!in_proportion(&[10.0], &[1e-3]) && in_proportion(&[], &[0.0]));
        assert!(in_proportion(&[0.0], &[0.0]) && !in_proportion(&[1e-300], &[0.0]));
    }

    #[test]
    fn the_secant_of_a_power_by_its_exponent_is_that_of_its_values() {
        assert_eq!(power_secant(-2.0, 2.0, 3.0), -12.0);
        assert_eq!(power_secant(-2.0, 1.0, 3.0), -3.0);
        assert_eq!(power_secant(0.0, 1.0, 2.0), 0.0);
        assert_eq!(power_secant(-2.0, 3.0, 3.0), 0.0);
        assert!((power_secant(2.0, 1.0, 3.0) - 3.0).abs() < 1e-12);
    }
}
