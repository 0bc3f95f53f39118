//! What was multiplied by a number is turned into something of another unit, with another number: one thing, not two.
//!
//! Of 200·x and f(x) neither number says anything of the other: one is per unit of x, the other one per unit of what the curve
//! gives; and 10·x became 100·x / y where a share is counted instead of an amount. Told apart, the number and what came would
//! cancel.
#![allow(
    clippy::many_single_char_names,
    reason = "u and v are the nodes of a pair, f and g what is computed of it, a and b the arguments, c and d coefficients"
)]

use super::{
    effect::{EffectKind, Value},
    half::NONE,
    lists::View,
    rules::{in_proportion, op_of},
    side::Side,
    term::{self, Stripped, Term},
    walk::{At, Walk},
};
use crate::formula::{curve::Curve, op::Op, paths::PathId};

/// How many steps there may be from one side's term to the other's.
const MOST_STEPS: usize = 16;

/// A number that is taken back by what else is around its term is no number of its own from here on.
const TAKEN_BACK: f64 = 2.0;

/// c·x on one side, d·f(x) on the other.
#[derive(Clone, Debug)]
pub(super) struct Curved {
    /// What stands for x.
    inner: (u32, u32),
    pub(super) tops: (u32, u32),
    /// Both coefficients.
    numbers: (f64, f64),
    /// What is around x, the outermost first.
    steps: Vec<Step>,
    /// Whether that stands around the side after.
    came: bool,
    /// The outermost node of it.
    outermost: u32,
}

/// What is done to a value on its way to the term.
#[derive(Clone, Debug)]
enum Step {
    Curve(Curve),
    /// Numbers of the owner's before it.
    Number(f64),
    /// Other data that it is multiplied with.
    Data(f64),
}

impl Step {
    fn of(&self, x: f64) -> f64 {
        match self {
            Self::Curve(curve) => curve.apply(x),
            Self::Number(factor) | Self::Data(factor) => factor * x,
        }
    }
}

impl Curved {
    /// What the steps make of an argument.
    fn through(&self, x: f64) -> f64 {
        self.steps.iter().rev().fold(x, |x, step| step.of(x))
    }

    /// What both sides make of an argument.
    fn of(&self, x: f64) -> (f64, f64) {
        let (c, d) = self.numbers;
        if self.came {
            (c * x, d * self.through(x))
        } else {
            (c * self.through(x), d * x)
        }
    }

    /// By how much the steps multiply a move of their argument.
    fn secant(&self, mut a: f64, mut b: f64) -> f64 {
        let mut secant = 1.0;
        for step in self.steps.iter().rev() {
            secant *= match step {
                Step::Curve(curve) => curve.secant(a, b),
                Step::Number(factor) | Step::Data(factor) => *factor,
            };
            (a, b) = (step.of(a), step.of(b));
        }
        secant
    }

    /// Whether the number and what is around the other side do opposite things, and both much.
    fn is_taken_back(&self, x: f64) -> bool {
        // Of the numbers inside a curve, that is said by the curve.
        let outside = self
            .steps
            .iter()
            .take_while(|step| !matches!(step, Step::Curve(_)));
        let inner: f64 = outside
            .map(|step| match step {
                Step::Number(number) => *number,
                _ => 1.0,
            })
            .product();
        let (c, d) = self.numbers;
        let (number, around) = if self.came {
            (d * inner / c, self.through(x) / (inner * x))
        } else {
            (d / (c * inner), inner * x / self.through(x))
        };
        let (number, around) = (number.abs(), around.abs());
        let is_much = |more: f64, less: f64| more > TAKEN_BACK && 1.0 / less > TAKEN_BACK;
        is_much(number, around) || is_much(around, number)
    }
}

impl Walk<'_, '_> {
    /// Two terms with other numbers before them, of which the one goes on inside the other under a curve or beside other data.
    pub(super) fn as_curved(&self, p: &Term, q: &Term) -> Option<Curved> {
        self.curved_under((&p.all, p.top), (&q.all, q.top))
    }

    /// The same of two nodes as they stand. What goes on inside with its factors keeps them.
    pub(super) fn as_curved_whole(&self, u: u32, v: u32) -> Option<Curved> {
        let (ours, theirs) = (term::whole(self.a, u), term::whole(self.b, v));
        let (p, q) = (ours.first()?, theirs.first()?);
        self.as_curved(&self.undressed(true, p, q), &self.undressed(false, q, p))
    }

    /// Of what is left of two tops under their numbers.
    pub(super) fn curved_under(
        &self,
        (p, p_top): (&Stripped, u32),
        (q, q_top): (&Stripped, u32),
    ) -> Option<Curved> {
        let (u, v) = (p.core, q.core);
        if u == NONE || v == NONE || p.number == q.number {
            return None;
        }
        let (came, side, outermost) = match self.view(u, v) {
            View::Inside(_) => (true, self.b, v),
            View::Outside(_) => (false, self.a, u),
            View::Same | View::Apart => return None,
        };
        let (steps, inner) = self.steps_to(came, side, (u, v), outermost)?;
        let curved = Curved {
            inner,
            tops: (p_top, q_top),
            numbers: (p.coefficient, q.coefficient),
            steps,
            came,
            outermost,
        };
        // A limit is no such curve: what it lets through keeps its unit.
        let is_limit = |step: &Step| matches!(step, Step::Curve(curve) if curve.is_clamp());
        let mean = 0.5 * self.a.value(inner.0) + 0.5 * self.b.value(inner.1);
        let is_one = !curved.steps.iter().any(is_limit) && curved.is_taken_back(mean);
        is_one.then_some(curved)
    }

    /// What stands between a node and what goes on in it of the other side, and the pair that that is.
    fn steps_to(
        &self,
        came: bool,
        side: &Side<'_>,
        (u, v): (u32, u32),
        outermost: u32,
    ) -> Option<(Vec<Step>, (u32, u32))> {
        let mut steps = Vec::new();
        let mut at = outermost;
        loop {
            let pair = if came { (u, at) } else { (at, v) };
            let ways = match (self.view(pair.0, pair.1), came) {
                (View::Same, _) => {
                    // The owner's factors are the last step, where the other side has none there.
                    let (across, other) = if came { (self.a, u) } else { (self.b, v) };
                    let own = Stripped::of(side, at);
                    let inner = if came { (u, own.core) } else { (own.core, v) };
                    let is_told = own.core != NONE
                        && own.has_factors()
                        && !Stripped::of(across, other).has_factors()
                        && self.view(inner.0, inner.1) == View::Same;
                    if !is_told {
                        return Some((steps, pair));
                    }
                    steps.push(Step::Number(own.coefficient));
                    return Some((steps, inner));
                }
                (View::Inside(ways), true) | (View::Outside(ways), false) => ways,
                _ => return None,
            };
            let way = *ways.first()?;
            let op = op_of(side, at)?;
            match op {
                Op::Curve(curve) => steps.push(Step::Curve(curve.clone())),
                Op::Product | Op::Ratio | Op::Negation => {
                    let (mut number, mut data) = (1.0, 1.0);
                    let mut is_past = false;
                    for (place, &node) in side.children(at).iter().enumerate() {
                        // What goes on may be a factor twice.
                        if node == way && !is_past {
                            is_past = true;
                            continue;
                        }
                        let of = if term::is_owned(side, node) {
                            &mut number
                        } else {
                            &mut data
                        };
                        match (op, place) {
                            (Op::Ratio, 1) => *of /= side.value(node),
                            _ => *of *= side.value(node),
                        }
                    }
                    if matches!(op, Op::Negation) {
                        number = -number;
                    }
                    steps.push(Step::Number(number));
                    steps.push(Step::Data(data));
                }
                _ => return None,
            }
            if steps.len() > MOST_STEPS {
                return None;
            }
            at = side.unwrap(way);
        }
    }

    /// Half of what the change does at the old argument and half at the new one, and likewise for the move.
    pub(super) fn curved(&mut self, of: &Curved, m: f64, context: PathId) {
        let (u, v) = of.inner;
        let (a, b) = (self.a.value(u), self.b.value(v));
        let ((f_a, g_a), (f_b, g_b)) = (of.of(a), of.of(b));
        let place = self.place_of_curved(of, context);
        let by_curve = 0.5 * (g_a - f_a) + 0.5 * (g_b - f_b);
        let ((c, d), secant) = (of.numbers, of.secant(a, b));
        let secant = if of.came {
            0.5 * c + 0.5 * d * secant
        } else {
            0.5 * c * secant + 0.5 * d
        };
        let is_sound = in_proportion(&[f_b, g_a], &[f_a, g_b, a, b]);
        if !(is_sound && by_curve.is_finite() && secant.is_finite()) {
            let (before, after) = (Value::Number(f_a), Value::Number(g_b));
            return self.emit(place, EffectKind::Replaced, m * (g_b - f_a), before, after);
        }
        let (kind, before, after) = of.told((f_a, g_b), a == b);
        self.emit(place, kind, m * by_curve, before, after);
        self.push(u, v, m * secant, place);
    }

    fn place_of_curved(&self, of: &Curved, context: PathId) -> PathId {
        let side: &Side<'_> = if of.came { self.b } else { self.a };
        let at = |(u, v): (u32, u32)| At {
            u,
            v,
            m: 1.0,
            context,
        };
        // The curve's own name, or that of what it is made of.
        if of.is_a_curve() && Self::is_named(side, of.outermost) {
            return side.place(of.outermost);
        }
        let is_of_data = !of.steps.iter().any(|step| matches!(step, Step::Curve(_)));
        self.place(at(if is_of_data { of.inner } else { of.tops }))
    }
}

impl Curved {
    fn is_a_curve(&self) -> bool {
        matches!(self.steps.first(), Some(Step::Curve(_)))
    }

    /// The number as a line, where one curve stands alone on the other side.
    fn told(&self, (before, after): (f64, f64), still: bool) -> (EffectKind, Value, Value) {
        let is_curve = |step: &Step| matches!(step, Step::Curve(_));
        if !self.steps.iter().any(is_curve) {
            return (EffectKind::Replaced, Value::Several, Value::Several);
        }
        let (multiplied, curved) = if self.came {
            self.numbers
        } else {
            (self.numbers.1, self.numbers.0)
        };
        let [Step::Curve(curve)] = &self.steps[..] else {
            return (EffectKind::Curve, Value::Several, Value::Several);
        };
        if curved.abs() != 1.0 {
            return (EffectKind::Curve, Value::Several, Value::Several);
        }
        let figure = |curve: &Curve, gives: f64| Value::of_curve(curve, gives * curved, still);
        let line = Curve::linear(multiplied * curved, 0.0);
        let (before, after) = if self.came {
            (figure(&line, before), figure(curve, after))
        } else {
            (figure(curve, before), figure(&line, after))
        };
        (EffectKind::Curve, before, after)
    }
}
