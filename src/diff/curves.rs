//! The rules for curves, clamps, roundings, and layers of curves.

use super::{
    align::Family,
    effect::{EffectKind, Value},
    layer,
    lists::View,
    rules::{in_proportion, op_of},
    walk::{At, Walk, WalkMode},
};
use crate::formula::{curve::Curve, op::Op, paths::PathId, rounding::Rounding};

/// A rounding that came takes half of the move into account where it multiplies it by no more than this.
const STEEPEST: f64 = 4.0;

/// A curve or table f that became g while its argument moved from a to b: all four values.
pub(super) struct Changed<'c> {
    f: &'c Curve,
    g: &'c Curve,
    arguments: (f64, f64),
    f_a: f64,
    f_b: f64,
    g_a: f64,
    g_b: f64,
}

impl<'c> Changed<'c> {
    pub(super) fn new((f, a): (&'c Curve, f64), (g, b): (&'c Curve, f64)) -> Self {
        let (f_a, f_b, g_a, g_b) = (f.apply(a), f.apply(b), g.apply(a), g.apply(b));
        Self {
            f,
            g,
            arguments: (a, b),
            f_a,
            f_b,
            g_a,
            g_b,
        }
    }

    /// What the change does, half at the old argument and half at the new one.
    pub(super) fn by_curve(&self) -> f64 {
        0.5 * (self.g_a - self.f_a) + 0.5 * (self.g_b - self.f_b)
    }

    /// What the move does, half by the old curve and half by the new one.
    pub(super) fn moved(&self) -> f64 {
        0.5 * (self.f_b - self.f_a) + 0.5 * (self.g_b - self.g_a)
    }

    /// See [`in_proportion`].
    pub(super) fn is_in_proportion(&self) -> bool {
        let (a, b) = self.arguments;
        in_proportion(&[self.f_b, self.g_a], &[self.f_a, self.g_b, a, b])
    }
}

impl Walk<'_, '_> {
    /// Curves and tables of one argument.
    pub(super) fn curve(&mut self, at: At, f: &Curve, g: &Curve, kind: EffectKind) {
        if !(f.continuous() && g.continuous()) {
            return self.table(at, f, g, kind);
        }
        let (cu, cv) = (self.a.child(at.u, 0), self.b.child(at.v, 0));
        let (a, b) = (self.a.value(cu), self.b.value(cv));
        if f == g {
            if self.aim == WalkMode::Slopes {
                return self.push(cu, cv, at.m * f.steepness(a), self.place(at));
            }
            if self.layer(at, f, (cu, cv)) {
                return;
            }
            let values = (self.a.value(at.u), self.b.value(at.v));
            let secant = f.secant_of((a, values.0), (b, values.1));
            return self.push(cu, cv, at.m * secant, self.place(at));
        }
        self.changed_curve(at, (f, cu), (g, cv), kind);
    }

    /// Half of what changing the curve does at the old argument and half at the new one, and likewise for the move.
    pub(super) fn changed_curve(
        &mut self,
        at: At,
        (f, cu): (&Curve, u32),
        (g, cv): (&Curve, u32),
        kind: EffectKind,
    ) {
        let (a, b) = (self.a.value(cu), self.b.value(cv));
        let changed = Changed::new((f, a), (g, b));
        let secant = 0.5 * f.secant_of((a, changed.f_a), (b, changed.f_b))
            + 0.5 * g.secant_of((a, changed.g_a), (b, changed.g_b));
        if !(changed.is_in_proportion() && changed.by_curve().is_finite() && secant.is_finite()) {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        let place = self.place(at);
        if self.aim == WalkMode::Moves {
            self.emit_changed(place, kind, at.m, &changed);
        }
        self.push(cu, cv, at.m * secant, place);
    }

    /// What a changed curve or table did by itself.
    pub(super) fn emit_changed(
        &mut self,
        place: PathId,
        kind: EffectKind,
        m: f64,
        changed: &Changed<'_>,
    ) {
        let (a, b) = changed.arguments;
        let before = Value::of_curve(changed.f, changed.f_a, a == b);
        let after = Value::of_curve(changed.g, changed.g_b, a == b);
        self.emit(place, kind, m * changed.by_curve(), before, after);
    }

    /// The child moves as if it were not rounded; the node answers for what rounding adds.
    pub(super) fn rounding(&mut self, at: At, cu: u32, cv: u32) {
        let (added_before, added_after) = (
            self.a.value(at.u) - self.a.value(cu),
            self.b.value(at.v) - self.b.value(cv),
        );
        let place = self.place(at);
        let (before, after) = (Value::Number(added_before), Value::Number(added_after));
        self.emit(
            place,
            EffectKind::Rounding,
            at.m * (added_after - added_before),
            before,
            after,
        );
        self.push(cu, cv, at.m, place);
    }

    /// A rounding around one side only: half of what it adds to either side, and half of the move as it is rounded.
    ///
    /// Where the rounded move is much larger than the move, or goes the other way, the child moves as if it were not rounded.
    pub(super) fn came_rounded(
        &mut self,
        at: At,
        inside: bool,
        (cu, cv): (u32, u32),
        rounding: &Rounding,
    ) {
        let (a, b) = (self.a.value(cu), self.b.value(cv));
        let (rounded_a, rounded_b) = (rounding.apply(a), rounding.apply(b));
        let secant = (rounded_b - rounded_a) / (b - a);
        if !(0.0..=STEEPEST).contains(&secant) {
            return self.rounding(at, cu, cv);
        }
        let added = 0.5 * (rounded_a - a) + 0.5 * (rounded_b - b);
        let place = self.place(at);
        let before = Value::Number(self.a.value(at.u) - a);
        let after = Value::Number(self.b.value(at.v) - b);
        let effect = if inside { added } else { -added };
        self.emit(place, EffectKind::Rounding, at.m * effect, before, after);
        self.push(cu, cv, at.m * (0.5 + 0.5 * secant), place);
    }

    /// Unchanged curves over one sum, product, maximum or minimum, as one function of its parts.
    pub(super) fn layer(&mut self, at: At, outermost: &Curve, below: (u32, u32)) -> bool {
        if self.barren.contains(&(at.u, at.v)) {
            return false;
        }
        let mut curves = vec![outermost];
        let mut chain = Vec::new();
        let (mut u, mut v) = (self.a.unwrap(below.0), self.b.unwrap(below.1));
        let mut users = 1_usize;
        // What goes into each curve, on both sides.
        let mut arguments = vec![(self.a.value(u), self.b.value(v))];
        let (family, slots) = loop {
            users = users.saturating_mul(self.a.users(u).max(self.b.users(v)).max(1));
            let parts = self.a.children(u).len().max(self.b.children(v).len());
            if users.saturating_mul(parts) > layer::MOST_SHARED {
                self.barren.extend(chain);
                return false;
            }
            let view = self.view(u, v);
            if let Some(lists) = self.slots(At { u, v, ..at }, &view) {
                break lists;
            }
            match (op_of(self.a, u), op_of(self.b, v)) {
                (Some(Op::Curve(f)), Some(Op::Curve(g)))
                    if view == View::Same && f == g && f.continuous() =>
                {
                    if curves.len() == layer::MOST_CURVES {
                        return false;
                    }
                    curves.push(f);
                    chain.push((u, v));
                    (u, v) = (
                        self.a.unwrap(self.a.child(u, 0)),
                        self.b.unwrap(self.b.child(v, 0)),
                    );
                    arguments.push((self.a.value(u), self.b.value(v)));
                }
                _ => {
                    // Else every curve of a long chain would look to its end again.
                    self.barren.extend(chain);
                    return false;
                }
            }
        };
        let moved = slots.iter().filter(|slot| slot.before != slot.after);
        let is_crowd = moved.count() > layer::MOST_MOVED;
        let beyond = slots.len() < 2 || (is_crowd && family != Family::Sum);
        if beyond {
            self.barren.extend(chain);
            return false;
        }
        let context = self.place(At { u, v, ..at });
        let mut active = slots.iter().filter(|slot| self.is_active(slot));
        if let (Family::Sum, Some(only), None) = (family, active.next(), active.next()) {
            // All else stands still, so the part goes through the curves as if it were alone.
            let secants = curves
                .iter()
                .zip(arguments)
                .map(|(curve, (a, b))| curve.secant(a, b));
            let only = only.clone();
            self.deliver(&only, at.m * secants.product::<f64>(), context);
            return true;
        }
        let core = match family {
            Family::Sum => layer::Core::Sum,
            Family::Product => layer::Core::Product,
            Family::Maximum => layer::Core::Maximum,
            Family::Minimum => layer::Core::Minimum,
        };
        let parts: Vec<(f64, f64)> = slots.iter().map(|slot| (slot.before, slot.after)).collect();
        let wanted: Vec<bool> = slots.iter().map(|slot| self.is_active(slot)).collect();
        let Some(multipliers) = (layer::Layer { curves, core }).multipliers(&parts, &wanted) else {
            return false;
        };
        for (slot, multiplier) in slots.iter().zip(multipliers) {
            self.deliver(slot, at.m * multiplier, context);
        }
        true
    }
}
