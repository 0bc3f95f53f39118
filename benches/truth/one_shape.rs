//! Formulas of one shape whose inputs moved.

use scoreshift::{
    Curve, EvalError, Explainer, ModelId, Scale, ScoringModel, Term, Trace, Version,
    attribution::shapley,
    diff::EffectKind,
    explain::{CausePlace, Method},
};

use crate::{Against, Asked, edits::Random, is_top, top};

/// No more inputs are in a formula, and no more move: the table has 2⁸ scores.
const MOST: usize = 8;

enum Op {
    Input(usize),
    Constant(f64),
    /// Which parts are subtracted.
    Sum(Vec<bool>),
    Product,
    Ratio,
    Maximum,
    Minimum,
    Curve(Curve),
    Round(f64),
    Floor(f64),
    /// Opens at a threshold.
    Gate(f64),
    /// What the author branches on by himself: from a value on, less of it.
    Branch(f64),
    Mean(Vec<f64>),
}

struct Formula {
    nodes: Vec<(Op, Vec<usize>)>,
    inputs: usize,
    shared: bool,
    jumps: bool,
}

impl Formula {
    fn generate(random: &mut Random, shared: bool, jumps: bool) -> Self {
        let mut formula = Self {
            nodes: Vec::new(),
            inputs: 0,
            shared,
            jumps,
        };
        let depth = 2 + random.below(3);
        formula.term(random, depth);
        formula
    }

    fn add(&mut self, op: Op, of: Vec<usize>) -> usize {
        self.nodes.push((op, of));
        self.nodes.len() - 1
    }

    fn leaf(&mut self, random: &mut Random) -> usize {
        let again = self.shared && self.inputs > 0 && random.chance(40);
        if again || self.inputs == MOST {
            if !self.shared {
                let value = random.between(1, 9);
                return self.add(Op::Constant(value), Vec::new());
            }
            let input = random.below(self.inputs);
            return self.add(Op::Input(input), Vec::new());
        }
        self.inputs += 1;
        self.add(Op::Input(self.inputs - 1), Vec::new())
    }

    fn term(&mut self, random: &mut Random, depth: usize) -> usize {
        if depth == 0 || random.chance(8) {
            return self.leaf(random);
        }
        let several = |formula: &mut Self, random: &mut Random, most: usize| -> Vec<usize> {
            let count = 2 + random.below(most - 1);
            (0..count)
                .map(|_| formula.term(random, depth - 1))
                .collect()
        };
        let (op, of) = match random.below(if self.jumps { 18 } else { 13 }) {
            0..=3 => {
                let of = several(self, random, 4);
                (
                    Op::Sum(
                        (0..of.len())
                            .map(|at| at > 0 && random.chance(25))
                            .collect(),
                    ),
                    of,
                )
            }
            4 | 5 => (Op::Product, several(self, random, 3)),
            6 => {
                // No denominator comes near zero.
                let over = self.term(random, depth - 1);
                let (leaf, two) = (self.leaf(random), self.add(Op::Constant(2.0), Vec::new()));
                let under = self.add(Op::Sum(vec![false; 2]), vec![leaf, two]);
                (Op::Ratio, vec![over, under])
            }
            7 | 8 => {
                let op = if random.chance(50) {
                    Op::Maximum
                } else {
                    Op::Minimum
                };
                (op, several(self, random, 2))
            }
            9..=11 => {
                let curve = match random.below(5) {
                    0 => Curve::logistic(5.0, 4.0).expect("a curve"),
                    1 => Curve::tanh(),
                    2 => Curve::saturating(6.0).expect("a curve"),
                    3 => Curve::piecewise_linear([(0.0, 0.0), (4.0, 6.0), (10.0, 8.0)])
                        .expect("a curve"),
                    _ => Curve::clamp(0.0, [8.0, 15.0, 30.0][random.below(3)]),
                };
                (Op::Curve(curve), vec![self.term(random, depth - 1)])
            }
            12 => {
                let of = several(self, random, 3);
                (
                    Op::Mean(of.iter().map(|_| random.between(1, 4)).collect()),
                    of,
                )
            }
            13 => (
                Op::Round([0.5, 1.0, 5.0][random.below(3)]),
                vec![self.term(random, depth - 1)],
            ),
            14 => (Op::Floor(1.0), vec![self.term(random, depth - 1)]),
            15 => {
                let curve = Curve::bands(1.0, [(3.0, 4.0), (6.0, 9.0)]).expect("a curve");
                (Op::Curve(curve), vec![self.term(random, depth - 1)])
            }
            16 => (
                Op::Gate(random.between(2, 8)),
                vec![self.leaf(random), self.term(random, depth - 1)],
            ),
            _ => (
                Op::Branch(random.between(2, 8)),
                vec![self.term(random, depth - 1)],
            ),
        };
        self.add(op, of)
    }
}

impl ScoringModel for Formula {
    type Input = [f64];

    fn id(&self) -> ModelId {
        ModelId::new("generated", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded().decimals(2)
    }

    fn evaluate<T: Trace>(&self, inputs: &[f64], t: T) -> Result<Term<T>, EvalError> {
        let mut terms: Vec<Term<T>> = Vec::with_capacity(self.nodes.len());
        for (at, (op, of)) in self.nodes.iter().enumerate() {
            let one = || terms[of[0]];
            let all = || of.iter().map(|&part| terms[part]);
            let term = match op {
                Op::Input(input) => t.input(&format!("x{input}"), inputs[*input]),
                Op::Constant(value) => t.sum([]) + *value,
                Op::Sum(signs) => t.sum(
                    all()
                        .zip(signs)
                        .map(|(part, &negative)| if negative { -part } else { part }),
                ),
                Op::Product => t.product(all()),
                Op::Ratio => one() / terms[of[1]],
                Op::Maximum => t.max(one(), all().skip(1)),
                Op::Minimum => t.min(one(), all().skip(1)),
                Op::Curve(curve) => one().curve(curve),
                Op::Round(step) => one().round_to(*step, 0.0),
                Op::Floor(step) => one().floor_to(*step, 0.0),
                Op::Gate(threshold) => {
                    t.gate(&format!("gate {at}"), one(), *threshold, terms[of[1]])
                }
                Op::Branch(from) if one().value() > *from => 0.3 * one() + 9.0,
                Op::Branch(_) => 1.5 * one(),
                Op::Mean(weights) => {
                    let name = format!("mean {at}");
                    let mut mean = t.weighted_mean(&name);
                    for (part, (value, weight)) in all().zip(weights).enumerate() {
                        mean.part(&format!("mean {at} part {part}"), *weight, value);
                    }
                    mean.finish()?
                }
            };
            terms.push(term);
        }
        terms
            .last()
            .copied()
            .ok_or_else(|| t.refuse("formula", "it is empty"))
    }
}

struct Judged {
    top_agrees: bool,
    top_sign_wrong: bool,
    misleading_unmarked: bool,
}

fn case(number: u64, shared: bool, jumps: bool, method: Method) -> Option<Judged> {
    let mut random = Random(number);
    let formula = Formula::generate(&mut random, shared, jumps);
    if formula.inputs < 2 {
        return None;
    }
    let values = |random: &mut Random| -> Vec<f64> {
        (0..formula.inputs).map(|_| random.between(0, 10)).collect()
    };
    let before = values(&mut random);
    let mut after = values(&mut random);
    let still = random.below(formula.inputs - 1);
    for _ in 0..still {
        let at = random.below(formula.inputs);
        after[at] = before[at];
    }
    let moved: Vec<usize> = (0..formula.inputs)
        .filter(|&at| before[at] != after[at])
        .collect();
    if moved.len() < 2 {
        return None;
    }
    let mixed = |coalition: usize| {
        let mut mixed = before.clone();
        for (bit, &at) in moved
            .iter()
            .enumerate()
            .filter(|(bit, _)| coalition >> bit & 1 == 1)
        {
            mixed[at] = after[at];
            let _ = bit;
        }
        mixed
    };
    let worths: Option<Vec<f64>> = (0..1 << moved.len())
        .map(|coalition| {
            formula
                .score(&mixed(coalition))
                .ok()
                .filter(|worth| worth.abs() < 1e4)
        })
        .collect();
    let worths = worths?;
    let exact = shapley(&worths).ok()?;
    let bounds = worths
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| {
            (low.min(x), high.max(x))
        });
    let span = bounds.1 - bounds.0;
    if span < 1e-3 {
        return None;
    }
    let explainer = Explainer::new().method(method);
    let why = explainer
        .models((&formula, &before[..]), (&formula, &after[..]))
        .expect("both sides have a score");
    let cells: Vec<&CausePlace> = why.causes.iter().flat_map(|cause| &cause.places).collect();
    let of_input = |at: usize| {
        let name = format!("x{at}");
        let own = move |cell: &&&CausePlace| {
            cell.kind == EffectKind::Input && cell.id.last() == Some(&name)
        };
        let found = cells.iter().find(own);
        found.map_or((0.0, false), |cell| (cell.effect, cell.interacting))
    };
    let told: Vec<(f64, bool)> = moved.iter().map(|&at| of_input(at)).collect();
    let effects: Vec<f64> = told.iter().map(|(effect, _)| *effect).collect();
    // What is told of no input, such as that a gate opened.
    let beside = cells
        .iter()
        .filter(|cell| cell.kind != EffectKind::Input)
        .map(|cell| (cell.effect, cell.interacting))
        .max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()))
        .unwrap_or((0.0, false));
    let best = top(&effects);
    let is_beside = beside.0.abs() > effects[best].abs() + 1e-9;
    let (shown, marked, right) = if is_beside {
        (beside.0, beside.1, 0.0)
    } else {
        (effects[best], told[best].1, exact[best])
    };
    let off = (shown - right).abs();
    Some(Judged {
        top_agrees: !is_beside && is_top(&exact, best),
        top_sign_wrong: shown * right < 0.0 && off > 1e-9 * span,
        misleading_unmarked: !marked
            && (off > 0.2 * span || (shown * right < 0.0 && off > 0.1 * span)),
    })
}

pub(crate) fn print(asked: &Asked) {
    for (shared, inputs) in [(false, "once"), (true, "shared")] {
        for (jumps, kind) in [(false, "smooth"), (true, "jumps")] {
            for (method, by) in [(Method::Automatic, ""), (Method::Secant, "_secant")] {
                let cases = asked.each(|number| case(number, shared, jumps, method));
                let name = |figure: &str| format!("one_shape_{inputs}_{kind}{by}_{figure}");
                asked.share(
                    &name("top_agrees"),
                    &cases,
                    |case| case.top_agrees,
                    Against::WhereNot,
                );
                asked.share(
                    &name("top_sign_wrong"),
                    &cases,
                    |case| case.top_sign_wrong,
                    Against::Where,
                );
                asked.share(
                    &name("misleading_unmarked"),
                    &cases,
                    |case| case.misleading_unmarked,
                    Against::Where,
                );
            }
        }
    }
}
