//! Generated formulas: a model that is interpreted, its inputs, and strategies for both.
//!
//! A formula is a list of steps, each over older ones, so that leaves and whole terms are shared as they are in
//! a real recording. Every step has a bound that depends on the formula alone; where it grows beyond
//! [`LIMIT`] the step is scaled down, so that no formula leaves the range of points that can be apportioned.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, sample::select};
use scoreshift::{
    Breakdown, Category, Curve, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version,
    formula::{Continuity, Function},
    math,
};

/// The name of a step: stable between the versions of a formula.
pub(crate) type Id = usize;

pub(crate) const INPUTS: usize = 6;
pub(crate) const REFERENCES: usize = 2;
pub(crate) const PARAMETERS: usize = 3;
pub(crate) const LEAVES: usize = INPUTS + REFERENCES + PARAMETERS;

/// A step that could become larger is scaled down.
const LIMIT: f64 = 1e5;

/// Steps from this one on are never scaled down.
pub(crate) const FREE: Id = 1000;

/// No generated leaf is larger.
pub(crate) const LARGEST_LEAF: f64 = 1e4;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) id: Id,
    pub(crate) op: Op,
    pub(crate) named: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Op {
    Input(usize),
    Reference(usize),
    Parameter(usize),
    Constant(f64),
    Points(usize, [f64; 3]),
    Choose(usize, [Id; 3]),
    Sum(Vec<Id>),
    Difference(Id, Id),
    Negation(Id),
    Product(Vec<Id>),
    /// Over a denominator of one sign, or of the sign that `under` has.
    Ratio {
        over: Id,
        under: Id,
        crossing: bool,
    },
    /// The plain quotient, for cases that are checked by hand.
    Quotient(Id, Id),
    Power(Id, Id),
    Maximum(Vec<Id>),
    Minimum(Vec<Id>),
    Curve(Id, Shape),
    /// A curve that belongs to the population.
    Population(Id, Shape),
    Rounding(Id, Mode, f64),
    Mean(Vec<Part>),
    Gate {
        term: Id,
        threshold: f64,
        part: Id,
        /// Whether the threshold itself leaves it closed.
        above: bool,
    },
    Custom {
        of: Id,
        jumps: bool,
        revision: u32,
        size: f64,
    },
    Opaque {
        of: Vec<Id>,
        revision: u32,
    },
    /// Another term under the name of the step.
    Rename(Id),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Mode {
    Nearest,
    Floor,
    Ceil,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Clamp(f64, f64),
    AtLeast(f64),
    AtMost(f64),
    Logistic(f64, f64),
    LogNormal(f64, f64),
    Piecewise(Vec<(f64, f64)>),
    Bands(f64, Vec<(f64, f64)>),
    Saturating(f64),
    Linear(f64, f64),
    Abs,
    Tanh,
    /// ln(1 + |x|), two operations.
    LnOfAbs,
    /// √|x|, two operations.
    RootOfAbs,
    /// eˣ for x within ±5, two operations.
    BoundedExp,
    Square,
    /// A base to the power of x within ±5.
    BoundedPower(f64),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) name: usize,
    pub(crate) weight: Weight,
    pub(crate) value: Id,
    /// The flag of the input that makes the part absent.
    pub(crate) absent: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Weight {
    Number(f64),
    Parameter(usize),
    /// The absolute value of an input.
    Input(usize),
}

/// What is scored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Data {
    pub(crate) inputs: Vec<f64>,
    pub(crate) references: Vec<f64>,
    pub(crate) labels: [Label; 2],
    pub(crate) absent: [bool; 4],
}

impl Data {
    pub(crate) fn of(inputs: &[f64]) -> Self {
        Self {
            inputs: inputs.to_vec(),
            references: vec![0.0; REFERENCES],
            labels: [Label(0); 2],
            absent: [false; 4],
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label(pub(crate) usize);

impl Category for Label {
    const ALL: &'static [Self] = &[Self(0), Self(1), Self(2)];

    fn label(&self) -> &str {
        ["low", "mid", "high"][self.0]
    }
}

/// One version of a generated algorithm.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Model {
    pub(crate) version: u64,
    pub(crate) steps: Vec<Step>,
    pub(crate) root: Id,
    pub(crate) parameters: Vec<f64>,
    /// Steps that could become larger are scaled down.
    limit: f64,
}

impl Model {
    /// The operations in order, each named by its position; the last one is the score.
    pub(crate) fn of(ops: impl IntoIterator<Item = Op>) -> Self {
        let steps: Vec<Step> = ops
            .into_iter()
            .enumerate()
            .map(|(id, op)| Step {
                id,
                op,
                named: false,
            })
            .collect();
        Self {
            version: 1,
            root: steps.len() - 1,
            steps,
            parameters: vec![1.0; PARAMETERS],
            limit: f64::INFINITY,
        }
    }

    /// The same with other parameters.
    pub(crate) fn with_parameters(mut self, parameters: &[f64]) -> Self {
        self.parameters = parameters.to_vec();
        self
    }

    /// The same with a name `s0`, `s1`, … for the steps of these ids.
    pub(crate) fn naming(mut self, ids: &[Id]) -> Self {
        for step in &mut self.steps {
            step.named |= ids.contains(&step.id);
        }
        self
    }

    /// Without the steps that the score does not depend on.
    fn pruned(mut self) -> Self {
        let mut needed = BTreeSet::from([self.root]);
        for step in self.steps.iter().rev() {
            if needed.contains(&step.id) {
                needed.extend(step.op.arguments());
            }
        }
        self.steps.retain(|step| needed.contains(&step.id));
        self
    }

    fn position(&self, id: Id) -> usize {
        self.steps.iter().position(|step| step.id == id).unwrap()
    }

    /// Puts a new step on top of an old one, so that all its users see the new one.
    fn wrap(&mut self, id: Id, wrapper: impl FnOnce(Id) -> Op) {
        let fresh = self.steps.iter().map(|step| step.id).max().unwrap() + 1;
        let at = self.position(id) + 1;
        for step in &mut self.steps {
            step.op.redirect(id, fresh);
        }
        let op = wrapper(id);
        let last = op.arguments().into_iter().map(|of| self.position(of) + 1);
        let at = last.max().unwrap_or(at).max(at);
        // A leaf that the wrapper needs may stand later only if it was put there by another wrapper.
        self.steps.insert(
            at,
            Step {
                id: fresh,
                op,
                named: false,
            },
        );
        if self.root == id {
            self.root = fresh;
        }
    }
}

impl Op {
    pub(crate) fn arguments(&self) -> Vec<Id> {
        match self {
            Self::Input(_)
            | Self::Reference(_)
            | Self::Parameter(_)
            | Self::Constant(_)
            | Self::Points(..) => Vec::new(),
            Self::Choose(_, of) => of.to_vec(),
            Self::Sum(of)
            | Self::Product(of)
            | Self::Maximum(of)
            | Self::Minimum(of)
            | Self::Opaque { of, .. } => of.clone(),
            Self::Difference(a, b)
            | Self::Power(a, b)
            | Self::Quotient(a, b)
            | Self::Ratio {
                over: a, under: b, ..
            }
            | Self::Gate {
                term: a, part: b, ..
            } => vec![*a, *b],
            Self::Negation(of)
            | Self::Curve(of, _)
            | Self::Population(of, _)
            | Self::Rounding(of, ..)
            | Self::Custom { of, .. }
            | Self::Rename(of) => vec![*of],
            Self::Mean(parts) => parts.iter().map(|part| part.value).collect(),
        }
    }

    fn redirect(&mut self, from: Id, to: Id) {
        let change = |id: &mut Id| {
            if *id == from {
                *id = to;
            }
        };
        match self {
            Self::Input(_)
            | Self::Reference(_)
            | Self::Parameter(_)
            | Self::Constant(_)
            | Self::Points(..) => {}
            Self::Choose(_, of) => of.iter_mut().for_each(change),
            Self::Sum(of)
            | Self::Product(of)
            | Self::Maximum(of)
            | Self::Minimum(of)
            | Self::Opaque { of, .. } => of.iter_mut().for_each(change),
            Self::Difference(a, b)
            | Self::Power(a, b)
            | Self::Quotient(a, b)
            | Self::Ratio {
                over: a, under: b, ..
            }
            | Self::Gate {
                term: a, part: b, ..
            } => [a, b].into_iter().for_each(change),
            Self::Negation(of)
            | Self::Curve(of, _)
            | Self::Population(of, _)
            | Self::Rounding(of, ..)
            | Self::Custom { of, .. }
            | Self::Rename(of) => change(of),
            Self::Mean(parts) => parts
                .iter_mut()
                .map(|part| &mut part.value)
                .for_each(change),
        }
    }
}

impl Shape {
    fn curve(&self) -> Curve {
        match self {
            Self::Clamp(low, high) => Curve::clamp(*low, *high),
            Self::AtLeast(low) => Curve::at_least(*low),
            Self::AtMost(high) => Curve::at_most(*high),
            Self::Logistic(midpoint, spread) => Curve::logistic(*midpoint, *spread).unwrap(),
            Self::LogNormal(median, p10) => Curve::log_normal(*median, *p10).unwrap(),
            Self::Piecewise(points) => Curve::piecewise_linear(points.clone()).unwrap(),
            Self::Bands(below, bands) => Curve::bands(*below, bands.clone()).unwrap(),
            Self::Saturating(half) => Curve::saturating(*half).unwrap(),
            Self::Linear(slope, intercept) => Curve::linear(*slope, *intercept),
            Self::Abs => Curve::abs(),
            Self::Tanh => Curve::tanh(),
            Self::LnOfAbs => Curve::ln_1p(),
            Self::RootOfAbs => Curve::sqrt(),
            Self::BoundedExp => Curve::exp(),
            Self::Square => Curve::power(2.0),
            Self::BoundedPower(base) => Curve::exponential(*base),
        }
    }

    fn prepared<T: Trace>(&self, term: Term<T>) -> Term<T> {
        match self {
            Self::LnOfAbs | Self::RootOfAbs => term.abs(),
            Self::BoundedExp | Self::BoundedPower(_) => term.clamp(-5.0, 5.0),
            _ => term,
        }
    }

    fn bound(&self, of: f64) -> f64 {
        let largest = |points: &[(f64, f64)]| points.iter().map(|p| p.1.abs()).fold(0.0, f64::max);
        match self {
            Self::Clamp(low, high) => of.max(low.abs()).max(high.abs()),
            Self::AtLeast(at) | Self::AtMost(at) => of.max(at.abs()),
            Self::Logistic(..) | Self::LogNormal(..) | Self::Saturating(_) | Self::Tanh => 1.0,
            Self::Piecewise(points) => largest(points),
            Self::Bands(below, bands) => largest(bands).max(below.abs()),
            Self::Linear(slope, intercept) => of * slope.abs() + intercept.abs(),
            Self::Abs | Self::LnOfAbs => of,
            Self::RootOfAbs => of.max(1.0),
            Self::BoundedExp => 150.0,
            Self::Square => of * of,
            Self::BoundedPower(base) => math::powf(base.max(1.0 / base), 5.0),
        }
    }
}

impl ScoringModel for Model {
    type Input = Data;

    fn id(&self) -> ModelId {
        ModelId::new("generated", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, data: &Data, t: T) -> Result<Term<T>, EvalError> {
        let mut terms: BTreeMap<Id, (Term<T>, f64)> = BTreeMap::new();
        for step in &self.steps {
            let name = format!("s{}", step.id);
            let (mut term, mut bound) = self.step(&step.op, &name, data, t, &terms)?;
            if bound > self.limit && step.id < FREE {
                let down = math::exp2(-math::log2(bound / 1e3).ceil());
                (term, bound) = (term * down, bound * down);
            }
            if step.named || matches!(step.op, Op::Rename(_)) {
                term = t.named(&name, term);
            }
            terms.insert(step.id, (term, bound));
        }
        Ok(terms[&self.root].0)
    }
}

const SCOPES: [&str; 3] = ["twitter", "last.fm", "blog"];

fn input<T: Trace>(t: T, data: &Data, index: usize) -> Term<T> {
    let name = format!("i{index}");
    let value = data.inputs[index];
    match index % 4 {
        3 => t.input(&name, value),
        scope => t.scope(SCOPES[scope]).input(&name, value),
    }
}

/// The path of an input.
pub(crate) fn input_path(index: usize) -> scoreshift::formula::Path {
    let name = format!("i{index}");
    match index % 4 {
        3 => scoreshift::formula::Path::new([name]),
        scope => scoreshift::formula::Path::new([SCOPES[scope], &name]),
    }
}

impl Model {
    #[allow(clippy::too_many_lines, reason = "one arm for each operation")]
    fn step<T: Trace>(
        &self,
        op: &Op,
        name: &str,
        data: &Data,
        t: T,
        terms: &BTreeMap<Id, (Term<T>, f64)>,
    ) -> Result<(Term<T>, f64), EvalError> {
        let all = |of: &[Id]| of.iter().map(|id| terms[id].0).collect::<Vec<_>>();
        let bounds = |of: &[Id]| of.iter().map(|id| terms[id].1).collect::<Vec<_>>();
        let parameter = |index: usize| t.parameter(&format!("p{index}"), self.parameters[index]);
        let category = |index: usize| t.category(["size", "plan"][index], &data.labels[index]);
        Ok(match op {
            Op::Input(index) => (input(t, data, *index), LARGEST_LEAF),
            Op::Reference(index) => {
                let name = format!("r{index}");
                (
                    t.scope("population")
                        .reference(&name, data.references[*index]),
                    LARGEST_LEAF,
                )
            }
            Op::Parameter(index) => (parameter(*index), LARGEST_LEAF),
            Op::Constant(value) => {
                // A bare number needs an operation to stand in.
                (t.sum([]) + *value, value.abs())
            }
            Op::Points(of, table) => {
                let largest = table.iter().map(|points| points.abs()).fold(0.0, f64::max);
                (category(*of).points(name, |label| table[label.0]), largest)
            }
            Op::Choose(of, branches) => {
                let term = category(*of).choose(|label| terms[&branches[label.0]].0);
                (term, bounds(branches).into_iter().fold(0.0, f64::max))
            }
            Op::Sum(of) => (t.sum(all(of)), bounds(of).iter().sum()),
            Op::Difference(a, b) => (terms[a].0 - terms[b].0, terms[a].1 + terms[b].1),
            Op::Negation(of) => (-terms[of].0, terms[of].1),
            Op::Product(of) => (t.product(all(of)), bounds(of).iter().product()),
            Op::Ratio {
                over,
                under,
                crossing,
            } => {
                let under = terms[under].0;
                let under = if *crossing {
                    let side = Curve::bands(-2.0, [(0.0, 2.0)]).unwrap();
                    under.curve(&side) + 0.5 * under.tanh()
                } else {
                    0.5 + under.abs()
                };
                (terms[over].0 / under, 2.0 * terms[over].1)
            }
            Op::Quotient(over, under) => (terms[over].0 / terms[under].0, LIMIT),
            Op::Power(base, exponent) => {
                let term = (0.5 + terms[base].0.abs()).pow(terms[exponent].0.clamp(-2.0, 2.0));
                let bound = terms[base].1 + 0.5;
                (term, (bound * bound).max(4.0))
            }
            Op::Maximum(of) => {
                let all = all(of);
                (
                    t.max(all[0], all[1..].to_vec()),
                    bounds(of).into_iter().fold(0.0, f64::max),
                )
            }
            Op::Minimum(of) => {
                let all = all(of);
                (
                    t.min(all[0], all[1..].to_vec()),
                    bounds(of).into_iter().fold(0.0, f64::max),
                )
            }
            Op::Curve(of, shape) => {
                let (term, bound) = terms[of];
                (
                    shape.prepared(term).curve(&shape.curve()),
                    shape.bound(bound),
                )
            }
            Op::Population(of, shape) => {
                let (term, bound) = terms[of];
                let term = shape.prepared(term);
                (
                    t.scope("population")
                        .reference_curve(name, &shape.curve(), term),
                    shape.bound(bound),
                )
            }
            Op::Rounding(of, mode, step) => {
                let (term, bound) = terms[of];
                let term = match mode {
                    Mode::Nearest => term.round_to(*step, 1e-9),
                    Mode::Floor => term.floor_to(*step, 0.0),
                    Mode::Ceil => term.ceil_to(*step, 1e-9),
                };
                (term, bound + step)
            }
            Op::Mean(parts) => {
                let mut mean = t.weighted_mean(name);
                for part in parts {
                    let name = format!("part {}", part.name);
                    let value = terms[&part.value].0;
                    match (
                        part.absent.is_some_and(|flag| data.absent[flag]),
                        part.weight,
                    ) {
                        (true, _) => mean.absent(&name),
                        (_, Weight::Number(weight)) => mean.part(&name, weight, value),
                        (_, Weight::Parameter(index)) => {
                            mean.part(&name, parameter(index).abs(), value);
                        }
                        (_, Weight::Input(index)) => {
                            mean.part(&name, input(t, data, index).abs(), value);
                        }
                    }
                }
                let values: Vec<Id> = parts.iter().map(|part| part.value).collect();
                (
                    mean.finish()?,
                    bounds(&values).into_iter().fold(0.0, f64::max),
                )
            }
            Op::Gate {
                term,
                threshold,
                part,
                above,
            } => (
                if *above {
                    t.gate_above(name, terms[term].0, *threshold, terms[part].0)
                } else {
                    t.gate(name, terms[term].0, *threshold, terms[part].0)
                },
                terms[part].1,
            ),
            Op::Custom {
                of,
                jumps,
                revision,
                size,
            } => {
                let (size, revised) = (*size, f64::from(*revision));
                let function = if *jumps {
                    Function::new("stairs", *revision, Continuity::Steps, move |x| {
                        size * (x / 3.0).floor().clamp(-3.0, 3.0) + revised
                    })
                } else {
                    Function::new("bend", *revision, Continuity::Continuous, move |x| {
                        size * revised * x / (1.0 + x.abs())
                    })
                };
                let term = terms[of].0.custom(&function.constants([size]));
                (term, size.abs() * revised.max(3.0) + revised)
            }
            Op::Opaque { of, revision } => {
                let revised = f64::from(*revision);
                let function = |values: &[f64]| {
                    let sum: f64 = values.iter().zip(1..).map(|(x, k)| x / f64::from(k)).sum();
                    5.0 * revised * math::tanh(0.1 * sum)
                };
                (t.opaque(name, *revision, &all(of), function), 5.0 * revised)
            }
            Op::Rename(of) => terms[of],
        })
    }
}

// ------------------------------------------------------------------------------------------ strategies

/// Two scores to compare.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) before: Model,
    pub(crate) a: Data,
    pub(crate) after: Model,
    pub(crate) b: Data,
}

impl Pair {
    /// Both recordings, or nothing where a formula cannot be evaluated (all weights zero).
    pub(crate) fn record(&self) -> Option<(Breakdown, Breakdown)> {
        Some((
            self.before.breakdown(&self.a).ok()?,
            self.after.breakdown(&self.b).ok()?,
        ))
    }
}

/// Numbers that meet caps, edges and each other, and numbers that do not.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => select(vec![0.0, 1.0, -1.0, 10.0, -10.0, 5.0, 0.5, 2.0, -0.0, 3.0, 100.0]),
        4 => -10.0..10.0_f64,
        1 => -1000.0..1000.0_f64,
        1 => -1e-6..1e-6_f64,
    ]
}

fn constant() -> impl Strategy<Value = f64> {
    select(vec![0.0, 1.0, -1.0, 5.0, 10.0, -10.0, 0.5, 2.0, 100.0])
}

fn clamp() -> impl Strategy<Value = Shape> {
    (constant(), constant()).prop_map(|(x, y)| Shape::Clamp(f64::min(x, y), f64::max(x, y)))
}

fn logistic() -> impl Strategy<Value = Shape> {
    let spread = select(vec![0.5, 1.0, 3.0, -2.0]);
    (-5.0..5.0_f64, spread).prop_map(|(midpoint, spread)| Shape::Logistic(midpoint, spread))
}

fn linear() -> impl Strategy<Value = Shape> {
    (-3.0..3.0_f64, constant()).prop_map(|(slope, intercept)| Shape::Linear(slope, intercept))
}

fn table() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let run = select(vec![0.1, 0.5, 1.0, 2.0, 5.0, 7.3]);
    prop::collection::vec((run, -10.0..10.0_f64), 1..5).prop_map(|runs| {
        let mut x = -4.0;
        let points = runs.into_iter().map(|(run, y)| {
            x += run;
            (x, y)
        });
        points.collect()
    })
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        9 => smooth_or_kinked(),
        1 => (0.5..20.0_f64, prop_oneof![0.3..0.8_f64, 1.5..3.0_f64])
            .prop_map(|(median, ratio)| Shape::LogNormal(median, median * ratio)),
        1 => (-5.0..5.0_f64, table()).prop_map(|(below, bands)| Shape::Bands(below, bands)),
        1 => Just(Shape::LnOfAbs),
        1 => select(vec![Shape::RootOfAbs, Shape::BoundedExp, Shape::Square]),
        1 => (0.4..2.5_f64).prop_map(Shape::BoundedPower),
    ]
}

/// One step before it knows what stands before it.
#[derive(Clone, Debug)]
struct Raw {
    kind: u8,
    /// Which older steps: the first one is recent, the others are recent or leaves.
    of: Vec<u8>,
    numbers: [f64; 3],
    shape: Shape,
    named: bool,
}

fn raw(kinds: std::ops::Range<u8>) -> impl Strategy<Value = Raw> {
    let of = prop_oneof![
        4 => prop::collection::vec(any::<u8>(), 1..5),
        2 => prop::collection::vec(any::<u8>(), 5..12),
    ];
    (
        kinds,
        of,
        [number(), number(), number()],
        shape(),
        prop::bool::weighted(0.3),
    )
        .prop_map(|(kind, of, numbers, shape, named)| Raw {
            kind,
            of,
            numbers,
            shape,
            named,
        })
}

fn leaf(id: Id) -> Op {
    if id < PARAMETERS {
        Op::Parameter(id)
    } else if id < PARAMETERS + REFERENCES {
        Op::Reference(id - PARAMETERS)
    } else {
        // The first composed steps find these nearest.
        Op::Input(id - PARAMETERS - REFERENCES)
    }
}

impl Raw {
    fn build(&self, next: Id) -> Op {
        let of: Vec<Id> = (0..)
            .zip(&self.of)
            .map(|(place, &pick)| {
                let recent = next - 1 - usize::from(pick % 4);
                if place == 0 || pick >= 128 {
                    recent
                } else {
                    usize::from(pick) % LEAVES
                }
            })
            .collect();
        let first = of[0];
        let second = of
            .get(1)
            .copied()
            .unwrap_or(usize::from(self.of[0]) % LEAVES);
        let pick = usize::from(self.of[0]);
        let [x, y, z] = self.numbers;
        match self.kind {
            0..=3 | 30 => Op::Sum(of),
            4 => Op::Difference(first, second),
            5 => Op::Negation(first),
            6..=8 => Op::Product(of),
            9 => Op::Ratio {
                over: first,
                under: second,
                crossing: pick % 3 == 0,
            },
            10 => Op::Power(first, second),
            11 | 31 => Op::Maximum(of),
            12 => Op::Minimum(of),
            13..=17 => Op::Curve(first, self.shape.clone()),
            18 => Op::Population(first, self.shape.clone()),
            19 => {
                let mode = [Mode::Nearest, Mode::Floor, Mode::Ceil][pick % 3];
                Op::Rounding(first, mode, [1.0, 5.0, 0.1, 0.25][pick / 3 % 4])
            }
            20..=22 => Op::Mean(
                (0..)
                    .zip(&of)
                    .map(|(place, &value)| Part {
                        name: if pick == 7 { place / 2 } else { place },
                        weight: match (usize::from(self.of[place]) + place + pick) % 8 {
                            0 => Weight::Number(0.0),
                            1..=3 => Weight::Number(x.abs() + 0.5),
                            4 | 5 => Weight::Parameter(pick % PARAMETERS),
                            _ => Weight::Input(place % INPUTS),
                        },
                        value,
                        absent: (place > 0 && usize::from(self.of[place]) % 2 == 0)
                            .then_some(place % 4),
                    })
                    .collect(),
            ),
            23 => Op::Gate {
                term: first,
                threshold: [0.0, 1.0, 5.0, y][pick % 4],
                part: second,
                above: pick % 8 > 3,
            },
            24 => Op::Custom {
                of: first,
                jumps: pick % 2 == 0,
                revision: 1,
                size: y.clamp(-10.0, 10.0),
            },
            25 => Op::Opaque { of, revision: 1 },
            26 => Op::Points(pick % 2, [x, y, z]),
            27 => Op::Choose(
                pick % 2,
                [first, second, of.last().copied().unwrap_or(second)],
            ),
            28 => Op::Constant(x),
            29 => {
                // Neighbours, of which one may lose what the other gains.
                let from = LEAVES - INPUTS + pick % (INPUTS - 2);
                Op::Sum((from..from + 2 + pick % 2).collect())
            }
            32..=34 => Op::Curve(next - 1, self.shape.clone()),
            35 => Op::Curve(usize::from(self.of[0]) % LEAVES, self.shape.clone()),
            36 => Op::Curve(LEAVES - INPUTS + pick % INPUTS, Shape::Clamp(0.0, 10.0)),
            37 | 38 => Op::Gate {
                term: LEAVES - INPUTS + pick % INPUTS,
                threshold: [0.0, 1.0, 5.0, y][pick % 4],
                part: first,
                above: pick % 8 > 3,
            },
            _ => Op::Rename(first),
        }
    }
}

/// Kinds of raw steps.
const KINDS: u8 = 40;

/// Formulas of 1 to `longest` steps over six inputs, two references and three parameters; some end in a curve over
/// the sum of everything.
pub(crate) fn model(longest: usize) -> impl Strategy<Value = Model> {
    let steps = prop::collection::vec(raw(0..KINDS), 1..longest);
    let parameters = prop::collection::vec(number(), PARAMETERS);
    let wide = prop::option::weighted(0.1, shape());
    (steps, parameters, prop::bool::weighted(0.9), wide).prop_map(
        |(raw, parameters, pruned, wide)| {
            let mut steps: Vec<Step> = (0..LEAVES).map(|id| plain(id, leaf(id))).collect();
            for raw in &raw {
                let id = steps.len();
                steps.push(Step {
                    named: raw.named,
                    ..plain(id, raw.build(id))
                });
            }
            if let Some(shape) = wide {
                let id = steps.len();
                steps.push(plain(id, Op::Sum((PARAMETERS..id).collect())));
                steps.push(plain(id + 1, Op::Curve(id, shape)));
            }
            let model = Model {
                version: 1,
                root: steps.len() - 1,
                steps,
                parameters,
                limit: LIMIT,
            };
            if pruned { model.pruned() } else { model }
        },
    )
}

/// A step without a name.
pub(crate) fn plain(id: Id, op: Op) -> Step {
    Step {
        id,
        op,
        named: false,
    }
}

fn label() -> impl Strategy<Value = Label> {
    (0..3_usize).prop_map(Label)
}

pub(crate) fn data() -> impl Strategy<Value = Data> {
    (
        prop::collection::vec(number(), INPUTS),
        prop::collection::vec(number(), REFERENCES),
        [label(), label()],
        [0.25, 0.25, 0.5, 0.5].map(prop::bool::weighted),
    )
        .prop_map(|(inputs, references, labels, absent)| Data {
            inputs,
            references,
            labels,
            absent,
        })
}

/// How one leaf moves.
#[derive(Clone, Copy, Debug)]
enum Move {
    Still,
    To(f64),
    By(f64),
    Times(f64),
    /// What the leaf before it gained, this one loses.
    Cancel,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        3 => Just(Move::Still),
        4 => number().prop_map(Move::To),
        2 => number().prop_map(Move::By),
        4 => Just(Move::Cancel),
        1 => select(vec![1000.0, 0.001, -1.0, 1.0 + 1e-9, 1.0 + 1e-14, 0.0, 1.1]).prop_map(Move::Times),
    ];
    let each = prop::collection::vec(one, INPUTS + REFERENCES);
    // A few leaves move, or all of them.
    (each, any::<u8>(), prop::bool::weighted(0.3)).prop_map(|(mut moves, mask, few)| {
        for (bit, step) in moves.iter_mut().enumerate() {
            if few && mask >> bit & 1 == 0 {
                *step = Move::Still;
            }
        }
        moves
    })
}

fn moved(a: &Data, moves: &[Move]) -> Data {
    let mut b = a.clone();
    let mut gained = 0.0;
    let before = a.inputs.iter().chain(&a.references);
    let after = b.inputs.iter_mut().chain(&mut b.references);
    for ((x, y), step) in before.zip(after).zip(moves) {
        let to = match step {
            Move::Still => *x,
            Move::To(to) => *to,
            Move::By(by) => x + by,
            Move::Times(factor) => x * factor,
            Move::Cancel => x - gained,
        };
        *y = to.clamp(-LARGEST_LEAF, LARGEST_LEAF);
        gained = *y - x;
    }
    b
}

/// What the next version does differently.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mutation {
    kind: u8,
    at: usize,
    leaf: Id,
    x: f64,
}

fn mutation() -> impl Strategy<Value = Mutation> {
    (0..19_u8, any::<prop::sample::Index>(), 0..LEAVES, number()).prop_map(|(kind, at, leaf, x)| {
        Mutation {
            kind,
            at: at.index(1 << 16),
            leaf,
            x,
        }
    })
}

impl Mutation {
    #[allow(clippy::too_many_lines, reason = "one arm for each kind of change")]
    pub(crate) fn apply(&self, model: &mut Model) {
        let composed: Vec<Id> = model
            .steps
            .iter()
            .filter(|step| step.id >= LEAVES)
            .map(|step| step.id)
            .collect();
        let mean = model
            .steps
            .iter()
            .find(|step| matches!(step.op, Op::Mean(_)));
        let mean = mean.filter(|_| self.kind > 16).map(|step| &step.id);
        let Some(&id) = mean.or(composed.get(self.at % composed.len().max(1))) else {
            return;
        };
        // A leaf that the old version never asked for is new.
        if !model.steps.iter().any(|step| step.id == self.leaf) {
            let fresh = Step {
                id: self.leaf,
                op: leaf(self.leaf),
                named: false,
            };
            model.steps.insert(0, fresh);
        }
        let at = model.position(id);
        let (leaf, x) = (self.leaf, self.x);
        match self.kind {
            0 => model.parameters[leaf % PARAMETERS] = x,
            1 => model.wrap(id, |of| Op::Curve(of, Shape::Clamp(x.min(0.0), x.max(5.0)))),
            2 => model.wrap(id, |of| Op::Product(vec![of, leaf])),
            3 => model.wrap(id, |of| Op::Sum(vec![of, leaf])),
            4 => model.wrap(id, |of| Op::Rounding(of, Mode::Nearest, 1.0)),
            5 => model.wrap(id, |of| Op::Maximum(vec![leaf, of])),
            6 => model.steps[at].named ^= true,
            7 => model.root = id,
            _ => {
                let op = model.steps[at].op.clone();
                model.steps[at].op = self.changed(op);
            }
        }
    }

    /// Another operation in the same place.
    #[allow(clippy::too_many_lines, reason = "one arm for each kind of change")]
    fn changed(&self, op: Op) -> Op {
        let (leaf, x) = (self.leaf, self.x);
        let parts = |mut of: Vec<Id>| {
            match self.kind {
                8 => of.push(leaf),
                9 => of.insert(0, leaf),
                10 if of.len() > 1 => {
                    of.remove(self.at % of.len());
                }
                11 => of.reverse(),
                12 => of.rotate_left(1),
                _ => {}
            }
            of
        };
        match (op, self.kind) {
            (Op::Sum(of), 13) => Op::Product(of),
            (Op::Product(of), 13) => Op::Sum(of),
            (Op::Maximum(of), 13) => Op::Minimum(of),
            (Op::Sum(of), _) => Op::Sum(parts(of)),
            (Op::Product(of), _) => Op::Product(parts(of)),
            (Op::Maximum(of), _) => Op::Maximum(parts(of)),
            (Op::Minimum(of), _) => Op::Minimum(parts(of)),
            (Op::Opaque { of, .. }, 13) => Op::Opaque { of, revision: 2 },
            (Op::Opaque { of, revision }, _) => Op::Opaque {
                of: parts(of),
                revision,
            },
            (Op::Mean(mut of), kind) => {
                match kind {
                    8 | 9 => of.push(Part {
                        name: 20,
                        weight: Weight::Number(1.0),
                        value: leaf,
                        absent: None,
                    }),
                    10 if of.len() > 1 => {
                        of.remove(self.at % of.len());
                    }
                    11 => of.reverse(),
                    12 => of.rotate_left(1),
                    13 if of.len() > 1 => of.truncate(1),
                    _ => {
                        for part in of.iter_mut().take(1) {
                            part.weight = Weight::Number(x.abs() + 1.0);
                        }
                    }
                }
                Op::Mean(of)
            }
            (Op::Curve(of, _), 13) => Op::Curve(of, Shape::Bands(1.0, vec![(0.0, x)])),
            (Op::Curve(of, shape), kind) => Op::Curve(of, changed_shape(shape, kind, x)),
            (Op::Population(of, shape), kind) => Op::Population(of, changed_shape(shape, kind, x)),
            (Op::Points(of, [p, q, r]), kind) => match kind {
                8..=10 => Op::Points(of, [x, q, r]),
                _ => Op::Points(of, [p, q, x]),
            },
            (
                Op::Custom {
                    of,
                    jumps,
                    revision,
                    size,
                },
                kind,
            ) => Op::Custom {
                of,
                jumps,
                revision: if kind < 10 { revision + 1 } else { revision },
                size: if kind < 10 { size } else { size + 1.0 },
            },
            (
                Op::Gate {
                    term,
                    part,
                    threshold,
                    above,
                },
                kind,
            ) => Op::Gate {
                term,
                threshold: if kind == 13 { threshold } else { x },
                part,
                above: above ^ (kind > 11),
            },
            (Op::Rounding(of, ..), kind) if kind > 10 => Op::Rounding(of, Mode::Floor, 5.0),
            (Op::Constant(_), _) => Op::Constant(x),
            (Op::Difference(a, b), _) => Op::Difference(b, a),
            (Op::Choose(of, [a, b, c]), _) => Op::Choose(of, [b, c, a]),
            (
                Op::Ratio {
                    over,
                    under,
                    crossing,
                },
                _,
            ) => Op::Ratio {
                over,
                under,
                crossing: !crossing,
            },
            (op, _) => op,
        }
    }
}

fn changed_shape(shape: Shape, kind: u8, x: f64) -> Shape {
    match shape {
        Shape::Clamp(low, high) => Shape::Clamp(low.min(x), high.max(x)),
        Shape::AtLeast(_) => Shape::AtLeast(x),
        Shape::AtMost(_) => Shape::AtMost(x),
        Shape::Logistic(_, spread) => Shape::Logistic(x, spread),
        Shape::LogNormal(median, p10) => Shape::LogNormal(median * 1.5, p10 * 1.5),
        Shape::Piecewise(mut points) => {
            points[0].1 = x;
            Shape::Piecewise(points)
        }
        Shape::Bands(below, mut bands) => {
            bands[0].1 = x;
            Shape::Bands(below, bands)
        }
        Shape::Saturating(half) => Shape::Saturating(half + 1.0),
        Shape::Linear(slope, _) => Shape::Linear(slope, x),
        _ if kind % 2 == 0 => Shape::Tanh,
        other => other,
    }
}

/// Two inputs, scored by one version or by two.
pub(crate) fn pair(longest: usize) -> impl Strategy<Value = Pair> {
    let mutations = prop_oneof![
        1 => Just(Vec::new()),
        1 => prop::collection::vec(mutation(), 1..5),
    ];
    (
        model(longest),
        data(),
        moves(),
        mutations,
        [any::<bool>(), any::<bool>(), any::<bool>()],
        label(),
    )
        .prop_map(|(before, a, moves, mutations, flips, label)| {
            let mut b = moved(&a, &moves);
            if flips[0] {
                b.labels[0] = label;
            }
            if flips[1] {
                b.absent[2] ^= true;
            }
            if flips[2] {
                b.absent.rotate_left(1);
            }
            let mut after = before.clone();
            for mutation in &mutations {
                mutation.apply(&mut after);
            }
            if !mutations.is_empty() {
                after.version = 2;
            }
            Pair {
                before,
                a,
                after,
                b,
            }
        })
}

/// A lineage: its first release, the changes of each later one, and two snapshots.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub(crate) first: Model,
    pub(crate) steps: Vec<Vec<Mutation>>,
    pub(crate) a: Data,
    pub(crate) b: Data,
}

impl Chain {
    /// The release of this index with some of the changes of the next one.
    pub(crate) fn partial(&self, release: usize, coalition: usize) -> Model {
        let mut model = self.first.clone();
        for step in &self.steps[..release] {
            for change in step {
                change.apply(&mut model);
            }
        }
        if let Some(step) = self.steps.get(release) {
            for (bit, change) in step.iter().enumerate() {
                if coalition >> bit & 1 == 1 {
                    change.apply(&mut model);
                }
            }
        }
        model.version = release as u64 + 1;
        model
    }

    /// The release of this index, counted from 0.
    pub(crate) fn release(&self, index: usize) -> Model {
        self.partial(index, 0)
    }

    pub(crate) fn last(&self) -> Model {
        self.release(self.steps.len())
    }

    /// What is scored when the subject or the population has moved.
    pub(crate) fn mixed(&self, data: bool, reference: bool) -> Data {
        let side = |after| if after { &self.b } else { &self.a };
        Data {
            references: side(reference).references.clone(),
            ..side(data).clone()
        }
    }
}

/// Lineages of `releases` releases with 1 to `changes` named changes each.
pub(crate) fn chain(
    longest: usize,
    releases: usize,
    changes: usize,
) -> impl Strategy<Value = Chain> {
    let step = prop::collection::vec(mutation(), 1..=changes);
    (
        model(longest),
        prop::collection::vec(step, releases - 1),
        data(),
        moves(),
        [0.3, 0.1, 0.1].map(prop::bool::weighted),
        label(),
        prop::bool::weighted(0.5),
    )
        .prop_map(|(first, steps, a, moves, flips, label, others)| {
            let mut b = moved(&a, &moves);
            if !others {
                b.references.clone_from(&a.references);
            }
            if flips[0] {
                b.labels[0] = label;
            }
            if flips[1] {
                b.absent[2] ^= true;
            }
            if flips[2] {
                b.absent.rotate_left(1);
            }
            Chain { first, steps, a, b }
        })
}

// --------------------------------------------------------------------------------------- seen from outside

/// A node of a recording as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The operation's name.
    pub(crate) op: String,
    /// What is stored of the operation besides its name.
    pub(crate) constants: serde_json::Value,
    pub(crate) value: f64,
    pub(crate) of: Vec<usize>,
    pub(crate) path: Option<String>,
}

/// The nodes of a recording, and which of them is the score.
pub(crate) fn nodes(breakdown: &Breakdown) -> (Vec<Node>, usize) {
    let stored = serde_json::to_value(breakdown).unwrap();
    let nodes = stored["nodes"].as_array().unwrap().iter().map(|node| {
        let (op, constants) = match &node["op"] {
            serde_json::Value::Object(op) => op
                .iter()
                .next()
                .map(|(k, v)| (k.clone(), v.clone()))
                .unwrap(),
            op => (op.as_str().unwrap().to_owned(), serde_json::Value::Null),
        };
        let of = node
            .get("of")
            .and_then(|of| of.as_array())
            .cloned()
            .unwrap_or_default();
        Node {
            op,
            constants,
            value: node["value"].as_str().unwrap().parse().unwrap(),
            of: of
                .iter()
                .map(|of| usize::try_from(of.as_u64().unwrap()).unwrap())
                .collect(),
            path: node
                .get("path")
                .and_then(|path| path.as_str())
                .map(str::to_owned),
        }
    });
    let root = usize::try_from(stored["root"].as_u64().unwrap()).unwrap();
    (nodes.collect(), root)
}

/// The largest value of a node that the score depends on, at least 1.
pub(crate) fn largest(breakdown: &Breakdown) -> f64 {
    let (nodes, root) = nodes(breakdown);
    let mut needed = vec![false; nodes.len()];
    needed[root] = true;
    let mut largest = 1.0_f64;
    for (index, node) in nodes.iter().enumerate().rev() {
        if needed[index] {
            largest = largest.max(node.value.abs());
            node.of.iter().for_each(|&of| needed[of] = true);
        }
    }
    largest
}

/// Curves whose slope is bounded, for laws that need the bound.
pub(crate) fn smooth_or_kinked() -> impl Strategy<Value = Shape> {
    prop_oneof![
        4 => clamp(),
        2 => constant().prop_map(Shape::AtLeast),
        2 => constant().prop_map(Shape::AtMost),
        2 => logistic(),
        2 => table().prop_map(Shape::Piecewise),
        1 => (0.5..30.0_f64).prop_map(Shape::Saturating),
        1 => linear(),
        1 => Just(Shape::Abs),
        2 => Just(Shape::Tanh),
    ]
}

/// Formulas of operations whose largest local multipliers are known.
pub(crate) fn lipschitz(longest: usize) -> impl Strategy<Value = Model> {
    let steps = (
        prop::collection::vec((raw(0..18), smooth_or_kinked()), 1..longest),
        values(),
    );
    steps.prop_map(|(raw, parameters)| {
        let mut steps: Vec<Step> = (0..LEAVES)
            .map(|id| Step {
                id,
                op: leaf(id),
                named: false,
            })
            .collect();
        for (mut raw, shape) in raw {
            raw.shape = shape;
            if raw.kind == 10 {
                raw.kind = 13;
            }
            let id = steps.len();
            let op = match raw.build(id) {
                // The numerator and denominator stay of one sign.
                Op::Ratio { over, under, .. } => Op::Ratio {
                    over,
                    under,
                    crossing: false,
                },
                op => op,
            };
            steps.push(Step {
                id,
                op,
                named: raw.named,
            });
        }
        Model {
            version: 1,
            root: steps.len() - 1,
            steps,
            parameters,
            limit: LIMIT,
        }
        .pruned()
    })
}

fn values() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(number(), PARAMETERS)
}
