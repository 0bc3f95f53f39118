//! One side goes on inside the other: what stands around it is new, or gone.

use super::{
    align::{self, Family},
    effect::{EffectKind, Value},
    field::Element,
    lists::View,
    matching::{Found, Matching},
    rules::op_of,
    side::Side,
    term::{self, Stripped},
    walk::{At, Loose, Walk},
};
use crate::formula::{
    curve::Curve,
    op::{GateOpens, Op},
};

impl Walk<'_, '_> {
    /// How a pair is seen.
    pub(super) fn view(&self, u: u32, v: u32) -> View {
        let Matching::Found(found) = self.matching else {
            return View::Same;
        };
        if self.is_positional(u, v) || found.answers(u, v) || self.sums_answer(found, u, v) {
            return View::Same;
        }
        let (mut inside, mut outside) = (
            found.ways(true, u, (self.b, v)),
            found.ways(false, v, (self.a, u)),
        );
        let is_unequal = || !found.has_equal(true, u) && !found.has_equal(false, v);
        if is_unequal() && self.are_grouped_means(found, u, v) {
            return View::Same;
        }
        // What is only alike goes on where most of what both have in common is, and not as another list of the same parts.
        let is_sure = |inside: bool, ways: &[u32]| {
            let within = |&way: &u32| found.most_leaves_within(u, v, (!inside, way));
            found.has_equal(inside, if inside { u } else { v })
                || (ways.iter().any(within) && !self.is_put_together_otherwise(found, u, v))
        };
        if !is_sure(true, &inside) {
            inside.clear();
        }
        if !is_sure(false, &outside) {
            outside.clear();
        }
        if !(inside.is_empty() || outside.is_empty()) {
            // Both: the surer one.
            if is_surer_inside(found, u, v) {
                outside.clear();
            } else {
                inside.clear();
            }
        }
        if !inside.is_empty() {
            return View::Inside(inside);
        }
        if !outside.is_empty() {
            return View::Outside(outside);
        }
        let (Some(x), Some(y)) = (op_of(self.a, u), op_of(self.b, v)) else {
            return View::Apart;
        };
        if self.is_put_together_otherwise(found, u, v) {
            return View::Apart;
        }
        let owned = (term::is_owned(self.a, u), term::is_owned(self.b, v));
        let linear = (term::is_linear(self.a, u), term::is_linear(self.b, v));
        let is_list = (linear.0 || owned.0, linear.1 || owned.1);
        let both_linear = (is_list == (true, true) && (linear.0 || linear.1))
            || (linear.0 && owned.0)
            || (linear.1 && owned.1);
        if super::half::kind_of(x) == super::half::kind_of(y) && x.leaf_kind().is_none() {
            return View::Same;
        }
        if both_linear && (found.shares_leaf(u, v) || owned.0 || owned.1) {
            return View::Same;
        }
        self.likeliest(found, u, v)
    }

    /// Whether two nodes put the same parts together in two ways, such as the largest of several and their mean, or a
    /// geometric mean and another one: no part is then what goes on, and none was added or removed.
    pub(super) fn is_put_together_otherwise(&self, found: &Found, u: u32, v: u32) -> bool {
        if !self.has_gathered {
            return false;
        }
        let (Some(ours), Some(theirs)) = (gathering(self.a, u), gathering(self.b, v)) else {
            return false;
        };
        if ours.0 == theirs.0 {
            return false;
        }
        let mut ours = self.gathered_parts(found, true, ours);
        let mut theirs = self.gathered_parts(found, false, theirs);
        ours.sort_unstable();
        theirs.sort_unstable();
        let mut rest = theirs.iter().peekable();
        let is_in_both = |part: &&Element| {
            while rest.next_if(|other| other < part).is_some() {}
            rest.next_if(|other| other == part).is_some()
        };
        ours.iter().filter(is_in_both).nth(1).is_some()
    }

    /// What the parts of a list compute, but for the owner's factors.
    fn gathered_parts(
        &self,
        found: &Found,
        before: bool,
        (family, node): (Family, u32),
    ) -> Vec<Element> {
        let (side, _) = self.sides(before);
        let parts: Vec<u32> = if term::is_owned_mean(side, node) {
            let terms = term::terms(side, node, |_| true).into_iter();
            terms.map(|term| term.all.core).collect()
        } else {
            let parts = align::parts(side, node, family, |part| side.dissolves(part)).into_iter();
            parts
                .map(|part| core(side, side.unwrap(part.node)))
                .collect()
        };
        let elements = parts.into_iter().map(|part| found.element(before, part));
        elements.filter(|element| !element.is_zero()).collect()
    }

    /// Whether a sum among the terms of one side is to be compared with the largest, the smallest or the product of its parts,
    /// which is a term of the other side.
    pub(super) fn is_sum_of_what_is_picked(
        &self,
        found: &Found,
        before: bool,
        node: u32,
        terms: &[u32],
    ) -> bool {
        terms.iter().any(|&other| {
            let (u, v) = if before { (node, other) } else { (other, node) };
            !found.has_equal(!before, other) && self.is_put_together_otherwise(found, u, v)
        })
    }

    /// Whether one is a sum of the owner's under factors, and its sum answers to that of the other.
    fn sums_answer(&self, found: &Found, u: u32, v: u32) -> bool {
        if !(term::is_owned(self.a, u) || term::is_owned(self.b, v)) {
            return false;
        }
        let (x, y) = (core(self.a, u), core(self.b, v));
        (x, y) != (u, v)
            && term::is_bracket(self.a, x)
            && term::is_bracket(self.b, y)
            && found.answers(x, y)
            && !self.same_formula(x, y)
    }

    /// The part of one side that is most like the other side, if all that both have in common lies below it.
    fn likeliest(&self, found: &Found, u: u32, v: u32) -> View {
        let mut best: Option<(_, View)> = None;
        let sides: [(bool, &Side<'_>, u32); 2] = [(true, self.b, v), (false, self.a, u)];
        for (inside, side, top) in sides {
            let Some(node) = side.node(top) else { continue };
            self.goes_through(!inside, top, side.children(top).len());
            for (place, &child) in side.children(top).iter().enumerate() {
                if !super::half::is_hole(&node.op, place) {
                    continue;
                }
                let part = side.unwrap(child);
                let (ours, theirs) = if inside { (u, part) } else { (part, v) };
                let affinity = found.affinity((self.a, ours), (self.b, theirs));
                let holds_enough = match affinity {
                    ..=0.0 => false,
                    ..3.0 => found.leaves_within(u, v, (!inside, part)),
                    ..4.0 => found.most_leaves_within(u, v, (!inside, part)),
                    _ => true,
                };
                if !holds_enough {
                    continue;
                }
                // Of equal ones a rounding goes first: it scales nothing that the others need.
                let rounding = matches!(node.op, Op::Rounding(_));
                let order = (
                    affinity,
                    found.element(!inside, part),
                    rounding,
                    found.element(!inside, top),
                );
                if best.as_ref().is_none_or(|(found, _)| {
                    order.partial_cmp(found) == Some(std::cmp::Ordering::Greater)
                }) {
                    let view = if inside {
                        View::Inside(vec![child])
                    } else {
                        View::Outside(vec![child])
                    };
                    best = Some((order, view));
                }
            }
        }
        best.map_or(View::Apart, |(_, view)| view)
    }

    /// Compares what stands around one side with nothing around it. `inside` says that it stands around the side after.
    pub(super) fn lift(&mut self, at: At, inside: bool, ways: &[u32]) {
        let (around, top) = if inside {
            (self.b, at.v)
        } else {
            (self.a, at.u)
        };
        let Some(op) = op_of(around, top) else { return };
        let Some(&way) = ways.first() else { return };
        let (cu, cv) = if inside { (at.u, way) } else { (way, at.v) };
        let identity = Curve::linear(1.0, 0.0);
        match op {
            Op::Curve(curve) if curve.continuous() => {
                // A value that was held already is held once.
                let held = if inside {
                    op_of(self.a, self.a.unwrap(at.u))
                } else {
                    op_of(self.b, self.b.unwrap(at.v))
                };
                if curve.is_clamp() && matches!(held, Some(Op::Curve(other)) if other == curve) {
                    return self.held_once(at, (cu, cv), curve);
                }
                let (f, g) = if inside {
                    (&identity, curve)
                } else {
                    (curve, &identity)
                };
                self.changed_curve(at, (f, cu), (g, cv), EffectKind::Curve);
            }
            Op::ReferenceCurve(curve) if curve.continuous() => {
                let (f, g) = if inside {
                    (&identity, curve)
                } else {
                    (curve, &identity)
                };
                self.changed_curve(at, (f, cu), (g, cv), EffectKind::Reference);
            }
            Op::Rounding(rounding) => self.came_rounded(at, inside, (cu, cv), rounding),
            Op::Ratio => self.under(at, inside, (cu, cv)),
            Op::WeightedMean(_) => self.in_mean(at, inside, ways),
            Op::Gate(opens) => self.through_gate(at, inside, (cu, cv), *opens),
            Op::Choice => self.push(cu, cv, at.m, self.place(at)),
            _ => self.through(at, inside, op, (cu, cv)),
        }
    }

    /// A clamp inside the same clamp: both are one.
    fn held_once(&mut self, at: At, (cu, cv): (u32, u32), curve: &Curve) {
        // What is held already is held as it is, so that the curve stands on both sides.
        if self.layer(at, curve, (cu, cv)) {
            return;
        }
        let (a, b) = (self.a.value(cu), self.b.value(cv));
        self.push(cu, cv, at.m * curve.secant(a, b), self.place(at));
    }

    /// u/d compared with u.
    fn under(&mut self, at: At, inside: bool, (cu, cv): (u32, u32)) {
        let (side, top) = if inside {
            (self.b, at.v)
        } else {
            (self.a, at.u)
        };
        let divisor = side.child(top, 1);
        let d = side.value(divisor);
        let place = side.place(divisor);
        let mean = 0.5 * self.a.value(cu) + 0.5 * self.b.value(cv);
        if d != 1.0 {
            let m = at.m * mean * (1.0 / d - 1.0) / (d - 1.0);
            let part = Loose {
                node: divisor,
                place,
                m,
                neutral: 1.0,
            };
            if inside {
                self.new.push(part);
            } else {
                self.gone.push(part);
            }
        }
        self.push(cu, cv, at.m * (0.5 + 0.5 / d), self.place(at));
    }

    /// An open gate changes nothing; a closed one takes all that is in it.
    fn through_gate(&mut self, at: At, inside: bool, (cu, cv): (u32, u32), opens: GateOpens) {
        let (side, top) = if inside {
            (self.b, at.v)
        } else {
            (self.a, at.u)
        };
        let (term, threshold) = (side.child(top, 0), side.child(top, 1));
        let place = self.place(at);
        if opens.holds(side.value(term), side.value(threshold)) {
            return self.push(cu, cv, at.m, place);
        }
        let held = 0.5 * self.a.value(cu) + 0.5 * self.b.value(cv);
        let (effect, figures) = if inside {
            (-held, (Value::Number(self.a.value(cu)), Value::Number(0.0)))
        } else {
            (held, (Value::Number(0.0), Value::Number(self.b.value(cv))))
        };
        self.emit(
            side.place(top),
            EffectKind::Threshold,
            at.m * effect,
            figures.0,
            figures.1,
        );
        self.push(cu, cv, 0.5 * at.m, place);
    }

    /// Something of which only its value is known stands around: it answers for what it makes of what it stands around.
    fn through(&mut self, at: At, inside: bool, op: &Op, (cu, cv): (u32, u32)) {
        let (ours, theirs) = (self.a.value(cu), self.b.value(cv));
        let (before, after) = (self.a.value(at.u), self.b.value(at.v));
        let effect = (after - theirs) - (before - ours);
        let figures = |curve: &Curve| {
            let still = ours == theirs;
            let none = Curve::linear(1.0, 0.0);
            let curves = if inside {
                (&none, curve)
            } else {
                (curve, &none)
            };
            (
                Value::of_curve(curves.0, before, still),
                Value::of_curve(curves.1, after, still),
            )
        };
        let (kind, (from, to)) = match op {
            Op::Curve(curve) => (EffectKind::Curve, figures(curve)),
            Op::ReferenceCurve(curve) => (EffectKind::Reference, figures(curve)),
            _ => {
                let values = (Value::Number(before), Value::Number(after));
                (EffectKind::Replaced, values)
            }
        };
        let place = self.place(at);
        self.emit(place, kind, at.m * effect, from, to);
        self.push(cu, cv, at.m, place);
    }
}

/// What is left of a node without the owner's factors; a sum of the owner's is one too.
fn core(side: &Side<'_>, node: u32) -> u32 {
    Stripped::of(side, node).or_owned_sum(side, node).core
}

/// The list that a node is but for the owner's factors: one of several values of data, or a sum or mean.
fn gathering(side: &Side<'_>, node: u32) -> Option<(Family, u32)> {
    let core = core(side, node);
    let is_bracket = || term::is_bracket(side, core).then_some((Family::Sum, core));
    gathered(side, core).or_else(is_bracket)
}

/// A maximum, a minimum or a product of several values of data, also under a power, as a geometric mean is.
pub(super) fn gathered(side: &Side<'_>, node: u32) -> Option<(Family, u32)> {
    let mut node = node;
    while let Some(Op::Curve(curve)) = op_of(side, node) {
        if !curve.is_power() {
            return None;
        }
        node = side.unwrap(side.child(node, 0));
    }
    let family = op_of(side, node).and_then(Family::of)?;
    match family {
        Family::Maximum | Family::Minimum => Some((family, node)),
        Family::Product if side.has_several_of_data(node) => Some((family, node)),
        Family::Product | Family::Sum => None,
    }
}

/// Of two ways to see a pair, whether the one before more surely goes on inside the one after.
fn is_surer_inside(found: &Found, u: u32, v: u32) -> bool {
    let equal = (found.has_equal(true, u), found.has_equal(false, v));
    if equal.0 != equal.1 {
        return equal.0;
    }
    let (inside, outside) = (
        found.answer_likeness(true, u),
        found.answer_likeness(false, v),
    );
    if (inside - outside).abs() > 1e-9 {
        return inside > outside;
    }
    found.element(true, u) < found.element(false, v)
}
