//! Numbers that are none, and odd ones, at every place that takes a number: an error that shows the value, and never a
//! result that hides it.

#![allow(
    clippy::unwrap_used,
    reason = "a helper of tests may fail as a test does"
)]

use scoreshift::{
    Curve, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version,
    attribution::{owen, shapley},
    bump::{self, BumpPolicy},
    conformance,
    formula::{Continuity, Function},
    impact::{Condition, Gate, Mover, Study, Subject},
    lock,
    recourse::{Bound, Recourse},
    score::{Bands, apportion, micro},
    scorecard::{Characteristic, Scorecard},
};
use serde_json::json;

/// A formula with one number that its author got wrong, wherever a formula takes numbers.
#[derive(Clone)]
struct Odd {
    place: &'static str,
    number: f64,
}

/// Where a formula takes a number that decides the score of the input 2.
const USED: &[&str] = &[
    "input",
    "reference",
    "parameter",
    "constant",
    "factor",
    "at_least",
    "at_most",
    "clamp low",
    "clamp high",
    "linear slope",
    "linear intercept",
    "power",
    "exponential",
    "reference curve",
    "round step",
    "round snap",
    "floor step",
    "ceil snap",
    "threshold",
    "gated",
    "points",
    "points of another label",
    "weight",
    "part",
    "within low",
    "within high",
    "function constant",
    "function value",
    "opaque",
    "scale low",
    "scale high",
];

impl ScoringModel for Odd {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("odd", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        match self.place {
            "scale low" => Scale::new(self.number, 100.0),
            "scale high" => Scale::new(-100.0, self.number),
            _ => Scale::new(-100.0, 100.0),
        }
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        let (odd, x) = (self.number, t.input("x", *x));
        let function = Function::new("odd", 1, Continuity::Continuous, |x| x);
        let term = match self.place {
            "input" => x + t.input("odd", odd),
            "reference" => x + t.reference("odd", odd),
            "parameter" => x + t.parameter("odd", odd),
            "constant" => x + odd,
            "factor" => x * odd,
            "at_least" => x.at_least(odd),
            "at_most" => x.at_most(odd),
            "clamp low" => x.clamp(odd, 100.0),
            "clamp high" => x.clamp(-100.0, odd),
            "linear slope" => x.curve(&Curve::linear(odd, 0.0)),
            "linear intercept" => x.curve(&Curve::linear(1.0, odd)),
            "power" => x.powf(odd),
            "exponential" => x.curve(&Curve::exponential(odd)),
            "reference curve" => t.reference_curve("odd", &Curve::at_least(odd), x),
            "round step" => x.round_to(odd, 0.0),
            "round snap" => x.round_to(1.0, odd),
            "floor step" => x.floor_to(odd, 0.0),
            "ceil snap" => x.ceil_to(1.0, odd),
            "threshold" => t.gate("gate", x, t.parameter("odd", odd), x),
            "gated" => t.gate("gate", x, t.parameter("high", 50.0), x * odd),
            "points" => t.category("odd", &true).points("points", |_| odd),
            "points of another label" => t
                .category("odd", &true)
                .points("points", |yes| if *yes { 1.0 } else { odd }),
            "weight" => {
                let mut mean = t.weighted_mean("mean");
                mean.part("one", odd, x);
                mean.part("other", 1.0, x);
                mean.finish()?
            }
            "part" => {
                let mut mean = t.weighted_mean("mean");
                mean.part("one", 1.0, x * odd);
                mean.finish()?
            }
            "within low" => x.within(odd, 100.0)?,
            "within high" => x.within(-100.0, odd)?,
            "function constant" => x.custom(&function.constants([1.0, odd])),
            "function value" => x.custom(&Function::new(
                "odd",
                1,
                Continuity::Continuous,
                move |_| odd,
            )),
            "function slope" => x.custom(&function.slope(move |_| odd)),
            "opaque" => t.opaque("odd", 1, &[x], |_| odd),
            _ => x,
        };
        Ok(t.named("total", term))
    }
}

const NONE: [f64; 3] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
const ODD: [f64; 6] = [-0.0, 5e-324, -5e-324, 1e-310, f64::MAX, f64::MIN];

/// An infinite bound is none, as its author means it.
fn is_open(place: &str, number: f64) -> bool {
    match place {
        "within low" | "at_least" | "clamp low" | "reference curve" | "scale low" => {
            number == f64::NEG_INFINITY
        }
        "within high" | "at_most" | "clamp high" | "scale high" => number == f64::INFINITY,
        _ => false,
    }
}

#[test]
fn a_number_that_is_none_fails_the_score_and_the_recording_and_conformance_finds_it() {
    for &place in USED {
        for number in NONE {
            if is_open(place, number) {
                continue;
            }
            let model = Odd { place, number };
            let recording = model.breakdown(&2.0).map(|breakdown| breakdown.value());
            let told = match recording {
                Err(error) => error.to_string(),
                Ok(value) => panic!("{place} {number}: recorded as {value}"),
            };
            // A number may become NaN on the way, as ∞ · 0 does.
            let shown = told.contains(&number.to_string()) || told.contains("NaN");
            assert!(shown, "{place} {number}: {told}");
            // A score needs no entry for a label that the input does not have.
            if place != "points of another label" {
                assert_eq!(model.score(&2.0).unwrap_err().to_string(), told, "{place}");
            }
            let broken = conformance::check_model(&model, &[2.0, 3.0]).unwrap_err();
            assert!(!broken.as_slice().is_empty(), "{place} {number}");
        }
    }
}

#[test]
fn an_odd_number_has_a_score_that_is_recorded_to_the_bit_or_an_error() {
    for &place in USED.iter().chain(&["function slope"]) {
        for number in ODD {
            let model = Odd { place, number };
            match (model.score(&2.0), model.breakdown(&2.0)) {
                (Ok(score), Ok(recording)) => {
                    assert!(score.is_finite(), "{place} {number}: {score}");
                    assert_eq!(score.to_bits(), recording.value().to_bits(), "{place}");
                    assert_eq!(recording, model.breakdown(&2.0).unwrap(), "{place}");
                    let stored = serde_json::to_string(&recording).unwrap();
                    let read: scoreshift::Breakdown = serde_json::from_str(&stored).unwrap();
                    assert_eq!(read, recording, "{place} {number}");
                    let slopes = recording.sensitivities();
                    assert!(slopes.iter().all(|leaf| !leaf.per_unit.is_nan()), "{place}");
                }
                (Err(score), Err(recording)) => {
                    assert_eq!(score.to_string(), recording.to_string(), "{place} {number}");
                }
                (score, recording) => panic!("{place} {number}: {score:?}, {recording:?}"),
            }
        }
    }
}

#[test]
fn what_no_value_shows_is_named_with_its_place() {
    for (place, number, told) in [
        (
            "function constant",
            f64::NAN,
            "not a finite number: constant 1 of custom function `odd` gives NaN at `total` for 2 at `x`",
        ),
        (
            "function slope",
            f64::NAN,
            "not a finite number: the slope of custom function `odd` gives NaN at `total` for 2 at `x`",
        ),
        (
            "points of another label",
            f64::INFINITY,
            "not a finite number: label `no` of a table gives inf at `points` for 0 at `odd`",
        ),
        ("within low", f64::NAN, "`x` is 2, outside NaN to 100"),
    ] {
        let model = Odd { place, number };
        assert_eq!(model.breakdown(&2.0).unwrap_err().to_string(), told);
        let broken = conformance::check_model(&model, &[2.0])
            .unwrap_err()
            .to_string();
        assert!(broken.contains(told), "{broken}");
    }
}

#[test]
fn a_slope_that_is_infinite_is_recorded_and_the_lock_of_it_holds() {
    let model = Odd {
        place: "function slope",
        number: f64::INFINITY,
    };
    let recording = model.breakdown(&2.0).unwrap();
    assert_eq!(recording, recording.clone());
    assert_eq!(recording.sensitivities()[0].per_unit, f64::INFINITY);
    conformance::check_model(&model, &[2.0, 3.0]).unwrap();
    let stored = serde_json::to_string(&recording).unwrap();
    let read: scoreshift::Breakdown = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, recording);
    let missing = lock::verify(
        &Lineage::starting_with(model).build().unwrap(),
        &[("two", 2.0)],
        "no/such.lock",
    );
    assert!(missing.unwrap_err().to_string().contains("not locked yet"));
}

/// What a formula of one input does at 0.
struct Steep(&'static str);

impl ScoringModel for Steep {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("steep", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(-100.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        let (x, y) = (t.input("x", *x), t.input("y", 3.0));
        Ok(match self.0 {
            "root" => 2.0 * x.sqrt() + y,
            "falling root" => y - x.sqrt(),
            "power" => x.powf(0.5) + y,
            "power of a term" => x.pow(t.parameter("half", 0.5)) + y,
            "root of a root" => x.sqrt().sqrt().ln_1p() + y,
            "in a product" => y * x.sqrt() * 2.0,
            "in a mean" => {
                let mut mean = t.weighted_mean("mean");
                mean.part("a", 1.0, x.sqrt());
                mean.part("b", 3.0, y);
                mean.finish()?
            }
            "measured" => {
                x.custom(&Function::new("root", 1, Continuity::Continuous, f64::sqrt)) + y
            }
            "both ways" => x.sqrt() - x.powf(0.25) + y,
            "times nothing" => 0.0 * x.sqrt() + y,
            "behind a cap" => x.sqrt().at_least(1.0) + y,
            name => unreachable!("{name}"),
        })
    }
}

#[test]
fn the_steepest_leaf_of_all_is_listed() {
    let of = |name, x: f64| {
        let slopes = Steep(name).breakdown(&x).unwrap().sensitivities();
        let of = |place: &str| {
            let found = slopes.iter().find(|leaf| leaf.place.to_string() == place);
            found.map(|leaf| leaf.per_unit)
        };
        (of("x"), of("y"))
    };
    let up = Some(f64::INFINITY);
    for x in [0.0, -0.0] {
        assert_eq!(of("root", x), (up, Some(1.0)));
        assert_eq!(of("falling root", x), (Some(f64::NEG_INFINITY), Some(1.0)));
        assert_eq!(of("power", x), (up, Some(1.0)));
        assert_eq!(of("power of a term", x), (up, Some(1.0)));
        assert_eq!(of("root of a root", x), (up, Some(1.0)));
        assert_eq!(of("in a product", x), (up, None));
        assert_eq!(of("in a mean", x), (up, Some(0.75)));
        assert_eq!(of("both ways", x), (up, Some(1.0)));
        // Whatever is steep below them, these do nothing.
        assert_eq!(of("times nothing", x), (None, Some(1.0)));
        assert_eq!(of("behind a cap", x), (None, Some(1.0)));
    }
    // A step to the left ends the function, so that the one to the right is all there is.
    assert!((of("measured", 0.0).0.unwrap() - 1000.0).abs() < 1e-9);
    assert_eq!(of("root", 4.0), (Some(0.5), Some(1.0)));
    let leaf = &Steep("root").breakdown(&0.0).unwrap().sensitivities()[0];
    assert_eq!(
        serde_json::to_value(leaf).unwrap()["per_unit"],
        json!("inf")
    );
}

type Taker = fn(f64) -> Result<(), String>;

fn refused<T, E: ToString>(result: Result<T, E>) -> Result<(), String> {
    result.map(drop).map_err(|error| error.to_string())
}

fn line() -> Odd {
    Odd {
        place: "line",
        number: 0.0,
    }
}

fn study(change: impl FnOnce(Study<f64>) -> Study<f64>) -> Result<(), String> {
    let people = [("ann", 1.0), ("bob", 2.0)];
    refused(change(Study::between(line(), line())).run(people))
}

fn card(change: impl FnOnce(Characteristic<f64>) -> Characteristic<f64>) -> Result<(), String> {
    let age = Characteristic::number("age", |x: &f64| Some(*x));
    let age = change(age.code("A").below(50.0, 1.0));
    let id = ModelId::new("card", Version::new(1, 0, 0));
    refused(
        Scorecard::builder(id, Scale::new(-1e3, 1e3))
            .characteristic(age)
            .finish(),
    )
}

fn policy(policy: &BumpPolicy) -> Result<(), String> {
    refused(bump::check_declared(
        &Lineage::starting_with(line()).build().unwrap(),
        &[("one", 1.0)],
        policy,
    ))
}

/// Everything outside of formulas that takes a number, and what it says of one that is none.
const TAKERS: &[(&str, Taker)] = &[
    ("piecewise x", |v| {
        refused(Curve::piecewise_linear([(v, 1.0)]))
    }),
    ("piecewise y", |v| {
        refused(Curve::piecewise_linear([(1.0, v)]))
    }),
    ("log-normal median", |v| refused(Curve::log_normal(v, 1.0))),
    ("log-normal p10", |v| refused(Curve::log_normal(1.0, v))),
    ("saturating", |v| refused(Curve::saturating(v))),
    ("logistic midpoint", |v| refused(Curve::logistic(v, 1.0))),
    ("logistic spread", |v| refused(Curve::logistic(1.0, v))),
    ("bands below", |v| refused(Curve::bands(v, [(1.0, 1.0)]))),
    ("bands edge", |v| refused(Curve::bands(0.0, [(v, 1.0)]))),
    ("bands points", |v| refused(Curve::bands(0.0, [(1.0, v)]))),
    ("shapley", |v| refused(shapley(&[0.0, v]))),
    ("owen", |v| refused(owen(&[0.0, v], &[[0]]))),
    ("micro", |v| refused(micro(v))),
    ("apportion", |v| refused(apportion(1, &[v, 1.0]))),
    ("target", |v| {
        refused(
            Recourse::to_reach(v)
                .bound("x", 0.0..=9.0)
                .find(&line(), &1.0),
        )
    }),
    ("bound low", |v| {
        refused(
            Recourse::to_reach(5.0)
                .bound("x", v..=9.0)
                .find(&line(), &1.0),
        )
    }),
    ("bound high", |v| {
        refused(
            Recourse::to_reach(5.0)
                .bound("x", 0.0..=v)
                .find(&line(), &1.0),
        )
    }),
    ("bound step", |v| {
        let bound = Bound::from(0.0..=9.0).step(v);
        refused(
            Recourse::to_reach(5.0)
                .bound("x", bound)
                .find(&line(), &1.0),
        )
    }),
    ("policy move", |v| {
        policy(&BumpPolicy::default().largest_move(v))
    }),
    ("policy share", |v| {
        policy(&BumpPolicy::default().share_moved(v))
    }),
    ("policy grade", |v| {
        policy(&BumpPolicy::default().grades([v]))
    }),
    ("band", |v| study(|study| study.bands(Bands::at([v])))),
    ("rebased band", |v| {
        study(|study| study.bands(Bands::at([1.0]).rebased([v])))
    }),
    ("falls", |v| study(|study| study.count_falls([v]))),
    ("rises", |v| study(|study| study.count_rises([v]))),
    ("resolution", |v| study(|study| study.resolution(v))),
    ("weight", |v| {
        let people = [Subject::new("ann", 1.0).weight(v)];
        refused(Study::between(line(), line()).stop_at_failure().run(people))
    }),
    ("rebase", |v| {
        let impact = Study::between(line(), line()).exact().run([("ann", 1.0)]);
        refused(impact.unwrap().rebase(v))
    }),
    ("gate", |v| {
        refused(Gate::new([Condition::LargestFall {
            points: v,
            within: None,
        }]))
    }),
    ("card points", |v| card(|age| age.otherwise(v))),
    ("card missing", |v| {
        card(|age| age.otherwise(1.0).missing(v))
    }),
    ("card baseline", |v| {
        card(|age| age.otherwise(1.0).baseline(v))
    }),
    ("card edge", |v| {
        card(|age| age.below(v, 1.0).otherwise(1.0))
    }),
    ("card initial", |v| {
        let id = ModelId::new("card", Version::new(1, 0, 0));
        let age = Characteristic::number("age", |x: &f64| Some(*x))
            .code("A")
            .otherwise(1.0);
        let card = Scorecard::builder(id, Scale::new(-1e3, 1e3)).initial_score(v);
        refused(card.characteristic(age).finish())
    }),
];

#[test]
fn whatever_takes_a_number_refuses_one_that_is_none_and_shows_it() {
    for (name, take) in TAKERS {
        for number in NONE {
            let Err(told) = take(number) else {
                panic!("{name} takes {number}");
            };
            assert!(
                told.contains(&number.to_string()),
                "{name} {number}: {told}"
            );
        }
    }
}

#[test]
fn whatever_takes_a_number_takes_an_odd_one_or_says_why_not() {
    for (name, take) in TAKERS {
        for number in ODD {
            if let Err(told) = take(number) {
                assert!(!told.is_empty(), "{name} {number}");
            }
        }
    }
}

#[test]
fn a_stored_recording_holds_no_number_that_is_none() {
    let function = Odd {
        place: "function constant",
        number: 7.25,
    };
    let table = Odd {
        place: "points of another label",
        number: 7.25,
    };
    for (model, number) in [(function, "7.25"), (table, "7.25")] {
        let stored = serde_json::to_string(&model.breakdown(&2.0).unwrap()).unwrap();
        for none in ["NaN", "inf", "-inf"] {
            let bent = stored.replacen(&format!("\"{number}\""), &format!("\"{none}\""), 1);
            assert_ne!(bent, stored);
            let told = serde_json::from_str::<scoreshift::Breakdown>(&bent).unwrap_err();
            assert!(told.to_string().contains(none), "{told}");
        }
    }
    let recording = Odd {
        place: "function slope",
        number: 7.25,
    }
    .breakdown(&2.0)
    .unwrap();
    let stored = serde_json::to_string(&recording).unwrap();
    let bent = stored.replacen("\"7.25\"", "\"NaN\"", 1);
    assert!(serde_json::from_str::<scoreshift::Breakdown>(&bent).is_err());
    // Also where a score depends on no number of it: nothing in a recording differs from itself.
    assert_eq!(recording, recording.clone());
}

#[test]
fn a_mover_of_no_number_is_ordered_and_equal_to_itself() {
    for number in NONE.into_iter().chain(ODD) {
        let mover = Mover::new("ann", number, 1.0);
        assert_eq!(mover, mover.clone());
    }
}
