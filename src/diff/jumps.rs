//! The rules for what jumps: tables, categories, gates, and the author's own functions.

use std::sync::Arc;

use super::{
    curves::Changed,
    effect::{EffectKind, Value},
    rules::op_of,
    walk::{At, RawCrossing, Walk, WalkMode},
};
use crate::formula::{
    curve::Curve,
    op::{Continuity, CustomSpec, GateOpens, Op},
    paths::PathId,
};

/// Below this relative move a quotient of differences is dominated by rounding.
const TINY: f64 = 1.0 / (1 << 20) as f64;

fn is_tiny(a: f64, b: f64) -> bool {
    (b - a).abs() <= TINY * a.abs().max(b.abs())
}

impl Walk<'_, '_> {
    /// Points by band: over a leaf the leaf gets the move, over anything composed it is a threshold.
    pub(super) fn table(&mut self, at: At, f: &Curve, g: &Curve, kind: EffectKind) {
        let (cu, cv) = (self.a.child(at.u, 0), self.b.child(at.v, 0));
        let (a, b) = (self.a.value(cu), self.b.value(cv));
        let changed = Changed::new((f, a), (g, b));
        let moved = changed.moved();
        // The points of two tables are in proportion by themselves.
        let tables = !f.continuous() && !g.continuous();
        if !((tables || changed.is_in_proportion())
            && changed.by_curve().is_finite()
            && moved.is_finite())
        {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        let place = self.place(at);
        if f != g {
            self.emit_changed(place, kind, at.m, &changed);
        }
        let (leaf_before, leaf_after) = (
            self.a.leaf(self.a.unwrap(cu)),
            self.b.leaf(self.b.unwrap(cv)),
        );
        match (leaf_before, leaf_after) {
            (Some((path, kind)), Some(other)) if (path, kind) == other => {
                let (before, after) = (Value::Number(a), Value::Number(b));
                self.emit(path, EffectKind::of_leaf(kind), at.m * moved, before, after);
            }
            _ => {
                let band = |curve: &Curve, x| curve.band(x).map_or(Value::Number(x), Value::Band);
                let (before, after) = (band(f, a), band(g, b));
                self.emit(place, EffectKind::Threshold, at.m * moved, before, after);
            }
        }
    }

    /// Points by the label of a category.
    pub(super) fn points(&mut self, at: At, f: &[(Arc<str>, f64)], g: &[(Arc<str>, f64)]) {
        let Some((path, kind, before, after)) = self.labels(at) else {
            return self.emit_whole(at, EffectKind::Replaced);
        };
        let look_up = |table: &[(Arc<str>, f64)], label: &str| {
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
        let moved = 0.5 * (f_b - f_a) + 0.5 * (g_b - g_a);
        let changed = 0.5 * (g_a - f_a) + 0.5 * (g_b - f_b);
        if !(moved.is_finite() && changed.is_finite()) {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        let figures = if before == after {
            (Value::Number(f_a), Value::Number(g_b))
        } else {
            // They would be of both moves.
            (Value::Several, Value::Several)
        };
        let (from, to) = (Value::Label(before.clone()), Value::Label(after.clone()));
        self.emit(path, kind, at.m * moved, from, to);
        let (from, to) = figures;
        self.emit(self.place(at), EffectKind::Curve, at.m * changed, from, to);
    }

    /// The path of the category or code that both nodes look at, its kind, and its label on each side; `None` where they
    /// look at two things.
    fn labels(&self, at: At) -> Option<(PathId, EffectKind, &Arc<str>, &Arc<str>)> {
        let (cu, cv) = (self.a.child(at.u, 0), self.b.child(at.v, 0));
        let leaf = self
            .a
            .leaf(cu)
            .filter(|leaf| self.b.leaf(cv) == Some(*leaf))?;
        match (op_of(self.a, cu)?, op_of(self.b, cv)?) {
            (Op::Category(before), Op::Category(after)) | (Op::Code(before), Op::Code(after)) => {
                Some((leaf.0, EffectKind::of_leaf(leaf.1), before, after))
            }
            _ => None,
        }
    }

    pub(super) fn choice(&mut self, at: At) {
        let (cu, cv) = (self.a.child(at.u, 0), self.b.child(at.v, 0));
        let leaf = self
            .a
            .leaf(cu)
            .filter(|leaf| self.b.leaf(cv) == Some(*leaf));
        let (Some((path, kind)), Some(before), Some(after)) =
            (leaf, op_of(self.a, cu), op_of(self.b, cv))
        else {
            return self.emit_whole(at, EffectKind::Replaced);
        };
        let is_same_branch = match (before, after) {
            (Op::Category(before), Op::Category(after)) | (Op::Code(before), Op::Code(after)) => {
                before == after
            }
            // What moved the number is told below.
            (Op::Leaf(_), Op::Leaf(_)) => true,
            _ => false,
        };
        if is_same_branch {
            return self.push(
                self.a.child(at.u, 1),
                self.b.child(at.v, 1),
                at.m,
                self.place(at),
            );
        }
        let effect = at.m * (self.b.value(at.v) - self.a.value(at.u));
        let figure = |op: &Op, value| match op {
            Op::Category(label) | Op::Code(label) => Value::Label(label.clone()),
            _ => Value::Number(value),
        };
        let from = figure(before, self.a.value(cu));
        let to = figure(after, self.b.value(cv));
        self.emit(path, EffectKind::of_leaf(kind), effect, from, to);
    }

    /// Opening or closing is one effect; what moved the term is listed apart.
    pub(super) fn gate(&mut self, at: At, opens: (GateOpens, GateOpens)) {
        let (term_before, term_after) = (self.a.child(at.u, 0), self.b.child(at.v, 0));
        let threshold = (
            self.a.value(self.a.child(at.u, 1)),
            self.b.value(self.b.child(at.v, 1)),
        );
        let (before, after) = (self.a.value(term_before), self.b.value(term_after));
        let place = self.place(at);
        match (
            opens.0.holds(before, threshold.0),
            opens.1.holds(after, threshold.1),
        ) {
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
                let places = self.places;
                let name = self
                    .terms
                    .entry(term_place)
                    .or_insert_with(|| places.name(term_place).into())
                    .clone();
                let figure = |value, threshold, opens| Value::AtThreshold {
                    term: name.clone(),
                    value,
                    threshold,
                    opens,
                };
                let figures = (
                    figure(before, threshold.0, opens.0),
                    figure(after, threshold.1, opens.1),
                );
                self.emit(place, EffectKind::Threshold, effect, figures.0, figures.1);
                self.crossings.push(RawCrossing {
                    place,
                    term_place,
                    before: (term_before, threshold.0),
                    after: (term_after, threshold.1),
                    opens,
                });
            }
        }
    }

    /// An author's own function: only its values at both ends and its slopes there are stored.
    pub(super) fn custom(&mut self, at: At, f: &CustomSpec, g: &CustomSpec) {
        let (cu, cv) = (self.a.child(at.u, 0), self.b.child(at.v, 0));
        let (a, b) = (self.a.value(cu), self.b.value(cv));
        let (f_a, f_b) = (self.a.value(at.u), self.b.value(at.v));
        if f.continuity == Continuity::Steps {
            return match (
                self.a.leaf(self.a.unwrap(cu)),
                self.b.leaf(self.b.unwrap(cv)),
            ) {
                (Some(leaf), Some(other)) if leaf == other => {
                    let (before, after) = (Value::Number(a), Value::Number(b));
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
        if self.aim == WalkMode::Moves && !multiplier.is_finite() {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        self.push(cu, cv, at.m * multiplier, self.place(at));
    }

    pub(super) fn opaque(&mut self, at: At) {
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

#[cfg(test)]
mod tests {
    use super::{TINY, is_tiny};

    #[test]
    fn a_move_is_tiny_beside_the_larger_of_its_ends() {
        for size in [1.0, -1.0, 1e6, -1e-6] {
            assert!(is_tiny(size, size));
            assert!(is_tiny(size, size * (1.0 - TINY)));
            assert!(is_tiny(size * (1.0 - TINY), size));
            assert!(!is_tiny(size, size * (1.0 - 1.001 * TINY)));
            assert!(!is_tiny(size * (1.0 - 2.0 * TINY), size));
            assert!(!is_tiny(size, -size) && !is_tiny(0.0, size));
        }
    }
}
