//! Alone, last and the mark, over operations of every kind, wherever they stand: told forwards and backwards alike, for
//! places and totals.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    Change, Curve, Diff, EvalError, Explainer, Explanation, Lineage, ModelId, Scale, ScoringModel,
    Term, Trace, Version, at,
    attribution::shapley,
    diff::EffectKind,
    explain::{Cause, Method},
};

/// What is made of x0, x1 and x2.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Formula {
    Square,
    Larger,
    Smaller,
    Rounded,
    Ratio,
    RatioOfSums,
    RatioByCurve,
    Power,
    Points,
    Within,
    Logistic,
    Gate,
    Twice,
}

use Formula::{
    Gate, Larger, Logistic, Points, Power, Ratio, RatioByCurve, RatioOfSums, Rounded, Smaller,
    Square, Twice, Within,
};

const ALL: [Formula; 13] = [
    Square,
    Larger,
    Smaller,
    Rounded,
    Ratio,
    RatioOfSums,
    RatioByCurve,
    Power,
    Points,
    Within,
    Logistic,
    Gate,
    Twice,
];

/// Where it stands, and what a point of it is worth there.
#[derive(Clone, Copy, Debug)]
enum Place {
    Root,
    Mean,
    Deep,
}

const PLACES: [(Place, f64); 3] = [(Place::Root, 1.0), (Place::Mean, 0.25), (Place::Deep, 0.5)];

#[derive(Clone, Copy, Debug)]
struct Model {
    formula: Formula,
    place: Place,
    names: bool,
}

impl Model {
    fn own<T: Trace>(self, t: T, x: &[Term<T>]) -> Term<T> {
        let give = |name: &str, term: Term<T>| {
            if self.names {
                t.named(name, term)
            } else {
                term
            }
        };
        match self.formula {
            Square => {
                let difference = give("difference", x[0] - x[0] * x[1]);
                difference * difference + x[2]
            }
            Larger => x[0].max(give("rest", x[1] - x[0])).max(x[2]),
            Smaller => x[0].min(give("both", x[1] + x[2])),
            Rounded => give("sum", x[0] + x[1] + x[2]).round_to(5.0, 0.0),
            Ratio => give("share", 100.0 * x[0] / x[1]) + x[2],
            RatioOfSums => 100.0 * give("over", x[0] + x[2] - 3.0) / (2.0 * x[1]),
            RatioByCurve => give("over", x[0].ln_1p()) / x[1].sqrt() + x[2],
            Power => x[0].pow(give("by", 0.25 * x[1])) + x[2],
            Points => {
                let points = [(0.0, 0.0), (5.0, 10.0), (50.0, 20.0)];
                let curve = Curve::piecewise_linear(points).unwrap();
                give("sum", x[0] + x[1]).curve(&curve) + x[2]
            }
            Within => give("sum", x[0] + x[1] + x[2]).clamp(0.0, 12.0),
            Logistic => {
                let curve = Curve::logistic(6.0, 2.0).unwrap();
                100.0 * give("sum", x[0] + x[1] - x[2]).curve(&curve)
            }
            Gate => t.gate("gate", give("sum", x[0] + x[2]), 6.0, 10.0 * x[1]),
            Twice => give("product", x[0] * x[1]) * x[0] - x[2] * x[2],
        }
    }
}

impl ScoringModel for Model {
    type Input = [f64; 3];

    fn id(&self) -> ModelId {
        ModelId::new("marks", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &[f64; 3], t: T) -> Result<Term<T>, EvalError> {
        let x = [0, 1, 2].map(|at| t.input(&format!("x{at}"), x[at]));
        let own = self.own(t, &x);
        Ok(match self.place {
            Place::Root => own,
            Place::Mean => {
                let mut mean = t.weighted_mean("mean");
                mean.part("own", 1.0, own);
                mean.part("other", 3.0, t.input("still", 7.0));
                mean.finish()?
            }
            Place::Deep => (0.5 * (own + t.input("still", 7.0))).at_most(1e9) + 1.0,
        })
    }
}

/// From and to: one input still, two, none; up, down and across each other.
const MOVES: [([f64; 3], [f64; 3]); 6] = [
    ([6.0, 1.0, 2.0], [1.0, 2.0, 2.0]),
    ([2.0, 1.0, 0.5], [3.0, 9.0, 0.5]),
    ([2.0, 4.0, 3.0], [3.0, 4.0, 3.0]),
    ([4.0, 10.0, 1.0], [6.0, 2.5, 5.0]),
    ([0.5, 3.0, 9.0], [7.0, 3.5, 0.25]),
    ([9.0, 0.5, 6.0], [1.5, 8.0, 4.0]),
];

fn data(why: &Explanation) -> &Cause {
    why.causes.iter().find(|cause| cause.id == "data").unwrap()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// What the inputs do by all orders, alone and last.
fn exact(model: Model, a: &[f64; 3], b: &[f64; 3]) -> Vec<[f64; 3]> {
    let worths: Vec<f64> = (0..8)
        .map(|mask: usize| {
            let pick = |at: usize| if mask >> at & 1 == 1 { b[at] } else { a[at] };
            model.score(&[pick(0), pick(1), pick(2)]).unwrap()
        })
        .collect();
    let values = shapley(&worths).unwrap();
    let of = |(at, value): (usize, f64)| {
        let (alone, last) = (1 << at, 7 & !(1 << at));
        [value, worths[alone] - worths[0], worths[7] - worths[last]]
    };
    values.into_iter().enumerate().map(of).collect()
}

fn each(of: impl Fn(Model, f64, &[f64; 3], &[f64; 3])) {
    for formula in ALL {
        for (place, share) in PLACES {
            for names in [false, true] {
                for (a, b) in &MOVES {
                    let model = Model {
                        formula,
                        place,
                        names,
                    };
                    of(model, share, a, b);
                    of(model, share, b, a);
                }
            }
        }
    }
}

/// The rule of the mark, as it is documented.
fn is_marked(effect: f64, alone: f64, last: f64, digit: f64) -> bool {
    let off = (effect - 0.5 * (alone + last)).abs();
    off > 0.25 * effect.abs() && off > digit
}

#[test]
fn what_an_input_does_alone_and_last_is_measured_by_every_method() {
    each(|model, _, a, b| {
        let expected = exact(model, a, b);
        for method in [Method::Automatic, Method::Secant, Method::Owen] {
            let explainer = Explainer::new().method(method);
            let why = explainer.models((&model, a), (&model, b)).unwrap();
            let inputs = data(&why)
                .places
                .iter()
                .filter(|place| place.kind == EffectKind::Input);
            for place in inputs {
                let at = usize::from(place.id.to_string().as_bytes()[1] - b'0');
                let [value, alone, last] = expected[at];
                assert!(
                    near(place.applied_first, alone) && near(place.applied_last, last),
                    "{model:?} {a:?} {b:?} {method:?} {place:?} {alone} {last}"
                );
                if data(&why).method == Method::Owen {
                    assert!(near(place.effect, value), "{model:?} {place:?} {value}");
                }
                let marked = is_marked(place.effect, place.applied_first, place.applied_last, 1.0);
                assert_eq!(place.interacting, marked, "{model:?} {place:?}");
            }
            // Totals of single places are what the places are.
            for total in &why.places {
                let of = data(&why)
                    .places
                    .iter()
                    .filter(|place| place.id.prefix(1) == total.id);
                let sum = |figure: fn(&scoreshift::explain::CausePlace) -> f64| {
                    of.clone().map(figure).sum::<f64>()
                };
                assert!(near(total.effect, sum(|p| p.effect)), "{total:?}");
                assert!(
                    near(total.applied_first, sum(|p| p.applied_first))
                        && near(total.applied_last, sum(|p| p.applied_last))
                );
                let marked = is_marked(total.effect, total.applied_first, total.applied_last, 1.0);
                assert_eq!(total.interacting, marked, "{model:?} {total:?}");
            }
        }
    });
}

#[test]
fn of_two_inputs_that_move_the_exact_value_is_the_middle_and_never_marked() {
    each(|model, _, a, b| {
        if a.iter().zip(b).filter(|(a, b)| a != b).count() != 2 {
            return;
        }
        let why = Explainer::new().models((&model, a), (&model, b)).unwrap();
        for place in &data(&why).places {
            assert!(
                near(
                    place.effect,
                    0.5 * (place.applied_first + place.applied_last)
                ),
                "{place:?}"
            );
            assert!(!place.interacting, "{place:?}");
        }
    });
}

#[test]
fn a_ratio_of_separate_inputs_is_exact_by_the_secant_wherever_it_stands() {
    each(|model, _, a, b| {
        if !matches!(model.formula, Ratio | RatioOfSums | RatioByCurve) {
            return;
        }
        let expected = exact(model, a, b);
        let secant = Explainer::new().method(Method::Secant);
        let why = secant.models((&model, a), (&model, b)).unwrap();
        for (at, [value, ..]) in expected.into_iter().enumerate() {
            let found = data(&why)
                .places
                .iter()
                .find(|place| place.id.to_string() == format!("x{at}"));
            let effect = found.map_or(0.0, |place| place.effect);
            assert!(
                near(effect, value),
                "{model:?} {a:?} {b:?} x{at} {effect} {value}"
            );
        }
    });
}

/// A curve over a sum of many.
#[derive(Clone, Copy, Debug)]
enum Many {
    Within(f64, f64),
    AtLeast(f64),
    Logistic(f64, f64),
    Root,
}

impl ScoringModel for Many {
    type Input = [f64];

    fn id(&self) -> ModelId {
        ModelId::new("many", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &[f64], t: T) -> Result<Term<T>, EvalError> {
        let x = (0..).zip(x).map(|(at, x)| t.input(&format!("x{at}"), *x));
        let sum = t.sum(x.collect::<Vec<_>>());
        Ok(match *self {
            Self::Within(low, high) => sum.clamp(low, high),
            Self::AtLeast(low) => sum.at_least(low),
            Self::Logistic(at, spread) => {
                let curve = Curve::logistic(at, spread).unwrap();
                100.0 * sum.curve(&curve)
            }
            Self::Root => sum.sqrt(),
        })
    }
}

/// Numbers that look like none, the same in every run.
fn numbers(seed: u64, count: usize) -> Vec<f64> {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 40).unwrap()) / f64::from(1_u32 << 24)
    };
    (0..count).map(|_| 20.0 * next() * next()).collect()
}

#[test]
fn a_curve_over_a_sum_of_many_moved_inputs_is_near_the_exact_values_or_marked() {
    let models = [
        Many::Within(0.0, 40.0),
        Many::Within(30.0, 60.0),
        Many::AtLeast(45.0),
        Many::Logistic(50.0, 5.0),
        Many::Root,
    ];
    for (number, model) in (0..).zip(models) {
        for count in [9, 10, 11] {
            for seed in 0..4 {
                let (a, b) = (numbers(2 * seed + number, count), numbers(77 + seed, count));
                let worths: Vec<f64> = (0..1_usize << count)
                    .map(|mask| {
                        let pick = |at: usize| if mask >> at & 1 == 1 { b[at] } else { a[at] };
                        model
                            .score(&(0..count).map(pick).collect::<Vec<_>>())
                            .unwrap()
                    })
                    .collect();
                let expected = shapley(&worths).unwrap();
                let span = worths.iter().fold(f64::MIN, |p, q| p.max(*q))
                    - worths.iter().fold(f64::MAX, |p, q| p.min(*q));
                let why = Explainer::new()
                    .models((&model, &a[..]), (&model, &b[..]))
                    .unwrap();
                assert_eq!(data(&why).method, Method::Secant);
                for (at, value) in expected.into_iter().enumerate() {
                    let name = format!("x{at}");
                    let found = data(&why)
                        .places
                        .iter()
                        .find(|place| place.id.to_string() == name);
                    let (effect, marked) =
                        found.map_or((0.0, false), |p| (p.effect, p.interacting));
                    assert!(
                        (effect - value).abs() <= 0.02 * span || marked,
                        "{model:?}, {count}, {seed}, {name}: {effect} is not {value} (span {span})"
                    );
                }
            }
        }
    }
}

#[test]
fn a_power_of_which_both_parts_move_far_is_one_effect() {
    /// x to the power of y.
    struct Raised;
    impl ScoringModel for Raised {
        type Input = (f64, f64);
        fn id(&self) -> ModelId {
            ModelId::new("raised", Version::new(1, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, x: &(f64, f64), t: T) -> Result<Term<T>, EvalError> {
            Ok(t.input("x", x.0).pow(t.input("y", x.1)))
        }
    }
    let of = |x, y| Raised.breakdown(&(x, y)).unwrap();
    // 2¹⁰ → 100^½: with only one of them moved it would have been 10²⁰.
    let diff = Diff::between(&of(2.0, 10.0), &of(100.0, 0.5)).unwrap();
    let [effect] = diff.effects() else {
        unreachable!("{diff}")
    };
    assert_eq!(
        (effect.kind, effect.micro),
        (EffectKind::Replaced, -1_014_000_000)
    );
    // Nearer by, both have their own.
    let diff = Diff::between(&of(2.0, 3.0), &of(3.0, 2.0)).unwrap();
    let kinds: Vec<EffectKind> = diff.effects().iter().map(|effect| effect.kind).collect();
    assert_eq!(kinds, [EffectKind::Input, EffectKind::Input]);
}

#[test]
fn a_ratio_of_very_small_denominators_keeps_its_parts() {
    /// x over y.
    struct Over;
    impl ScoringModel for Over {
        type Input = (f64, f64);
        fn id(&self) -> ModelId {
            ModelId::new("over", Version::new(1, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, x: &(f64, f64), t: T) -> Result<Term<T>, EvalError> {
            Ok(t.input("x", x.0) / t.input("y", x.1))
        }
    }
    // The product of the denominators is less than there are numbers for, and positive all the same.
    let of = |x, y| Over.breakdown(&(x, y)).unwrap();
    let diff = Diff::between(&of(3e-200, 1e-200), &of(8e-200, 2e-200)).unwrap();
    let found: Vec<(EffectKind, i64)> = diff
        .effects()
        .iter()
        .map(|effect| (effect.kind, effect.micro / 1_000_000))
        .collect();
    assert!(
        found.iter().all(|(kind, _)| *kind == EffectKind::Input),
        "{diff}"
    );
    assert_eq!(found.len(), 2, "{diff}");
}

/// (x + bonus)·factor
#[derive(Clone, Debug)]
struct Settings {
    bonus: f64,
    factor: f64,
}

impl ScoringModel for Settings {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("settings", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        let bonus = t.parameter("bonus", self.bonus);
        Ok((t.input("x", *x) + bonus) * t.parameter("factor", self.factor))
    }
}

#[test]
fn changes_of_several_releases_meet_what_was_in_force_at_their_time() {
    let change = |key: &str| Change::new(key).sentence("We did it.");
    let lineage = Lineage::starting_with(Settings {
        bonus: 0.0,
        factor: 1.0,
    })
    .release("2.0.0")
    .change(change("bonus"), |model| model.bonus = 10.0)
    .release("3.0.0")
    .change(change("double"), |model| model.factor = 2.0)
    .release("4.0.0")
    .change(change("no bonus"), |model| model.bonus = 0.0)
    .build()
    .unwrap();
    let why = lineage
        .explain(at("1.0.0", &5.0), at("4.0.0", &7.0))
        .unwrap();
    let of = |id: &str| {
        let found = why.causes.iter().find(|cause| cause.id == id).unwrap();
        [found.effect, found.applied_first, found.applied_last]
    };
    // What a later release takes back has what it did, and so has the one that takes it back.
    assert_eq!(of("bonus"), [10.0, 10.0, 10.0]);
    assert_eq!(of("double"), [16.0, 15.0, 17.0]);
    assert_eq!(of("no bonus"), [-20.0, -20.0, -20.0]);
    // The data counts under the first algorithm and under the last.
    assert_eq!(of("data"), [3.0, 2.0, 4.0]);
    assert_eq!(why.delta, 9.0);
}
