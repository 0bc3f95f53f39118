//! Branches of the author's own: `if income.value() > 1000.0`, `match plan.value()`.
//!
//! While few inputs moved, a model is asked what it would have said of every mixture, and a branch is a player's like
//! everything else. Of recordings alone, the lowest node that holds all of the branch is one function of its leaves.

#![allow(clippy::float_cmp, reason = "figures are chosen to be exact")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    Breakdown, Curve, Diff, EvalError, Explainer, Explanation, ModelId, Scale, ScoringModel, Term,
    Trace, Version,
    attribution::shapley,
    diff::{EffectKind, Value},
    explain::{Cause, Method},
};

use crate::cases_changed::{PLACES, Place};

scoreshift::category! { enum Plan { Free = "free", Paid = "paid" } }

/// What is scored, and what branches.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Formula {
    /// 0.03·i + 11 up to 1,000, 0.01·i − 18 beyond.
    Jump,
    /// (0.03·i + 0.2·j + 11), or with other numbers beyond 1,000.
    Pair,
    /// The same with j's part first, and in brackets, beyond 1,000.
    Turned,
    /// √i at most 30, or √i at most 20 and a number added.
    Curved,
    /// i by one rate of two, each a parameter of its own name, and a fee.
    Rates,
    /// The larger of i and j counts, with other factors.
    Larger,
    /// Other numbers by the plan.
    ByPlan,
    /// Two branches, each with a name.
    Named,
    /// 5 more beyond 1,000, else nothing that is written down.
    Bonus,
}

use Formula::{Bonus, ByPlan, Curved, Jump, Larger, Named, Pair, Rates, Turned};

const ALL: [Formula; 9] = [
    Jump, Pair, Turned, Curved, Rates, Larger, ByPlan, Named, Bonus,
];

#[derive(Clone, Copy, Debug)]
struct Model {
    formula: Formula,
    place: Place,
    names: bool,
    version: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Data {
    i: f64,
    j: f64,
    beside: f64,
    plan: Plan,
}

const DATA: Data = Data {
    i: 900.0,
    j: 40.0,
    beside: 12.0,
    plan: Plan::Free,
};

impl Model {
    fn own<T: Trace>(&self, t: T, x: &Data) -> Term<T> {
        let (i, j) = (t.input("i", x.i), t.input("j", x.j));
        // Another version draws the line elsewhere.
        let far = i.value() > if self.version == 1 { 1000.0 } else { 1200.0 };
        match (self.formula, far) {
            (Jump, false) => 0.03 * i + 11.0,
            (Jump, true) => 0.01 * i - 18.0,
            (Pair | Turned, false) => 0.03 * i + 0.2 * j + 11.0,
            (Pair, true) => 0.01 * i + 0.5 * j - 18.0,
            (Turned, true) => 0.5 * j + (0.01 * i - 18.0),
            (Curved, false) => i.sqrt().at_most(30.0),
            (Curved, true) => i.sqrt().at_most(20.0) + 2.0,
            (Rates, false) => 0.01 * i * t.parameter("low rate", 2.0),
            (Rates, true) => 0.01 * i * t.parameter("high rate", 3.0) + t.parameter("fee", 7.0),
            (Larger, false) => (0.1 * i).max(j),
            (Larger, true) => (0.05 * i).max(3.0 * j),
            (ByPlan, _) => match t.category("tier", &x.plan).value() {
                Plan::Free => 0.02 * i + 1.0,
                Plan::Paid => 0.05 * i + 3.0,
            },
            (Named, far) => {
                let one = if far {
                    0.01 * i - 18.0
                } else {
                    0.03 * i + 11.0
                };
                let other = if j.value() > 50.0 {
                    2.0 * j + 1.0
                } else {
                    3.0 * j - 4.0
                };
                t.named("one", one) + t.named("other", other)
            }
            (Bonus, false) => t.sum([i, j]),
            (Bonus, true) => t.sum([i, j]) + 5.0,
        }
    }
}

impl ScoringModel for Model {
    type Input = Data;

    fn id(&self) -> ModelId {
        ModelId::new("branches", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &Data, t: T) -> Result<Term<T>, EvalError> {
        let own = self.own(t, x);
        let own = if self.names { t.named("own", own) } else { own };
        let beside = t.input("beside", x.beside);
        self.place.hold(t, own, beside)
    }
}

fn each(of: impl Fn(Model, f64)) {
    for formula in ALL {
        for (place, share) in PLACES {
            for names in [false, true] {
                let model = Model {
                    formula,
                    place,
                    names,
                    version: 1,
                };
                of(model, share);
            }
        }
    }
}

fn data(why: &Explanation) -> &Cause {
    why.causes.iter().find(|cause| cause.id == "data").unwrap()
}

/// The subject with some of its fields as they are after.
fn mixed(a: &Data, b: &Data, mask: usize) -> Data {
    let pick = |bit: usize| if mask >> bit & 1 == 1 { b } else { a };
    Data {
        i: pick(0).i,
        j: pick(1).j,
        beside: pick(2).beside,
        plan: pick(3).plan,
    }
}

const FIELDS: [&str; 4] = ["i", "j", "beside", "tier"];

/// What each field does by all orders, alone and last.
fn exact(model: &Model, a: &Data, b: &Data) -> Vec<[f64; 3]> {
    let worths: Vec<f64> = (0..16)
        .map(|mask| model.score(&mixed(a, b, mask)).unwrap())
        .collect();
    let values = shapley(&worths).unwrap();
    let of = |(bit, value): (usize, f64)| {
        let (alone, last) = (1 << bit, 15 & !(1 << bit));
        [value, worths[alone] - worths[0], worths[15] - worths[last]]
    };
    values.into_iter().enumerate().map(of).collect()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9 * a.abs().max(b.abs()).max(1.0)
}

#[track_caller]
fn is_exact(why: &Explanation, expected: &[[f64; 3]], negated: bool) {
    let data = data(why);
    assert_eq!(data.method, Method::Owen);
    let places = data.places.iter();
    for (field, expected) in FIELDS.iter().zip(expected) {
        let found = places.clone().find(|place| place.id.to_string() == *field);
        let [effect, alone, last] =
            found.map_or([0.0; 3], |p| [p.effect, p.applied_first, p.applied_last]);
        let expected = if negated {
            [-expected[0], -expected[2], -expected[1]]
        } else {
            *expected
        };
        assert!(
            near(effect, expected[0]) && near(alone, expected[1]) && near(last, expected[2]),
            "{field}: {effect} {alone} {last} is not {expected:?}"
        );
    }
    for place in &data.places {
        assert!(
            FIELDS.contains(&place.id.to_string().as_str())
                && matches!(place.kind, EffectKind::Input | EffectKind::Category),
            "{place:?}"
        );
    }
}

/// Moves across the line: one field, two, all four.
const AFTER: [Data; 3] = [
    Data { i: 1600.0, ..DATA },
    Data {
        i: 1600.0,
        j: 70.0,
        ..DATA
    },
    Data {
        i: 1700.0,
        j: 65.0,
        beside: 20.0,
        plan: Plan::Paid,
    },
];

#[test]
fn few_inputs_have_their_exact_values_whatever_branch_they_decide() {
    each(|model, _| {
        for b in &AFTER {
            let expected = exact(&model, &DATA, b);
            for method in [Method::Automatic, Method::Owen] {
                let explainer = Explainer::new().method(method);
                let forth = explainer.models((&model, &DATA), (&model, b)).unwrap();
                is_exact(&forth, &expected, false);
                let back = explainer.models((&model, b), (&model, &DATA)).unwrap();
                is_exact(&back, &expected, true);
            }
        }
    });
}

#[test]
fn under_two_versions_few_inputs_have_the_mean_of_what_they_do_under_each() {
    each(|model, _| {
        let later = Model {
            version: 2,
            ..model
        };
        for b in &AFTER {
            let (first, last) = (exact(&model, &DATA, b), exact(&later, &DATA, b));
            let expected: Vec<[f64; 3]> = first
                .iter()
                .zip(&last)
                .map(|(first, last)| [0.5 * first[0] + 0.5 * last[0], first[1], last[2]])
                .collect();
            let why = Explainer::new()
                .models((&model, &DATA), (&later, b))
                .unwrap();
            is_exact(&why, &expected, false);
            let back = Explainer::new()
                .models((&later, b), (&model, &DATA))
                .unwrap();
            is_exact(&back, &expected, true);
        }
    });
}

#[test]
fn an_income_beyond_the_line_costs_forty() {
    let model = Model {
        formula: Jump,
        place: Place::Root,
        names: false,
        version: 1,
    };
    let why = Explainer::new()
        .models((&model, &DATA), (&model, &AFTER[0]))
        .unwrap();
    let [income] = &data(&why).places[..] else {
        unreachable!("{why:?}")
    };
    assert_eq!(
        (income.id.to_string().as_str(), income.effect),
        ("i", -40.0)
    );
    assert_eq!(
        (
            income.applied_first,
            income.applied_last,
            income.interacting
        ),
        (-40.0, -40.0, false)
    );
}

/// Six inputs beside it.
struct Many(Model);

impl ScoringModel for Many {
    type Input = (Data, [f64; 6]);

    fn id(&self) -> ModelId {
        self.0.id()
    }

    fn scale(&self) -> Scale {
        self.0.scale()
    }

    fn evaluate<T: Trace>(&self, (x, more): &Self::Input, t: T) -> Result<Term<T>, EvalError> {
        let own = self.0.evaluate(x, t)?;
        let more = (0..)
            .zip(more)
            .map(|(at, x)| t.input(&format!("x{at}"), *x));
        Ok(own + t.sum(more))
    }
}

#[test]
fn among_many_inputs_a_branch_still_belongs_to_the_only_one_that_moved_below_it() {
    each(|model, share| {
        let many = Many(model);
        let (a, b) = ((DATA, [1.0; 6]), (AFTER[0], [2.0, 3.0, 4.0, 5.0, 6.0, 7.0]));
        let secant = Explainer::new().method(Method::Secant);
        let why = secant.models((&many, &a), (&many, &b)).unwrap();
        let own = model.score(&AFTER[0]).unwrap() - model.score(&DATA).unwrap();
        // A branch that asks for other parameters is told by them, where more than one input moved.
        if model.formula == Rates {
            return;
        }
        let found: Vec<_> = data(&why)
            .places
            .iter()
            .filter(|place| place.id.to_string() == "i")
            .collect();
        assert_eq!(found.len(), 1, "{model:?} {why:?}");
        assert!(
            near(found[0].effect, own),
            "{model:?} {share} {found:?} {own}"
        );
        assert_eq!(
            data(&why).places.len(),
            7,
            "{model:?} {:?}",
            data(&why).places
        );
    });
}

fn stored(model: &Model, x: &Data) -> Breakdown {
    let json = serde_json::to_string(&model.breakdown(x).unwrap()).unwrap();
    serde_json::from_str(&json).unwrap()
}

#[track_caller]
fn differences(model: &Model, a: &Data, b: &Data) -> Vec<(String, EffectKind, f64)> {
    let of = |a: &Data, b: &Data| Diff::between(&stored(model, a), &stored(model, b)).unwrap();
    let (forth, back) = (of(a, b), of(b, a));
    let lines = |diff: &Diff| -> Vec<(String, EffectKind, f64)> {
        let effects = diff.effects().iter();
        effects
            .map(|effect| (effect.place.to_string(), effect.kind, effect.effect))
            .collect()
    };
    let turned: Vec<_> = lines(&back)
        .into_iter()
        .map(|(place, kind, effect)| (place, kind, 0.0 - effect))
        .collect();
    assert_eq!(lines(&forth), turned, "{model:?}");
    let sum: f64 = forth.effects().iter().map(|effect| effect.effect).sum();
    assert!(near(sum, forth.moved()), "{model:?} {forth}");
    lines(&forth)
}

#[test]
fn of_recordings_alone_a_branch_belongs_to_the_only_leaf_that_moved() {
    each(|model, _| {
        let whole = model.score(&AFTER[0]).unwrap() - model.score(&DATA).unwrap();
        let found = differences(&model, &DATA, &AFTER[0]);
        assert_eq!(found.len(), 1, "{model:?} {found:?}");
        let (place, kind, effect) = &found[0];
        assert_eq!(
            (place.as_str(), *kind),
            ("i", EffectKind::Input),
            "{model:?}"
        );
        assert!(near(*effect, whole), "{model:?} {found:?}");
    });
}

#[test]
fn of_recordings_alone_a_branch_of_several_moved_leaves_is_one_effect_where_it_stands() {
    each(|model, share| {
        if !matches!(model.formula, Pair | Turned) {
            return;
        }
        let b = Data {
            i: 1600.0,
            j: 70.0,
            ..DATA
        };
        let found = differences(&model, &DATA, &b);
        let whole = share * ((16.0 + 35.0 - 18.0) - (27.0 + 8.0 + 11.0));
        assert_eq!(found.len(), 1, "{model:?} {found:?}");
        assert_eq!(found[0].1, EffectKind::Threshold, "{model:?} {found:?}");
        assert!(near(found[0].2, whole), "{model:?} {found:?}");
    });
}

#[test]
fn of_recordings_alone_two_named_branches_are_told_apart() {
    each(|model, share| {
        if model.formula != Named {
            return;
        }
        let b = Data {
            i: 1600.0,
            j: 70.0,
            ..DATA
        };
        let found = differences(&model, &DATA, &b);
        let expected = [("i", -40.0 * share), ("j", (141.0 - 116.0) * share)];
        assert_eq!(found.len(), 2, "{model:?} {found:?}");
        for ((place, kind, effect), expected) in found.iter().zip(expected) {
            assert_eq!((place.as_str(), *kind), (expected.0, EffectKind::Input));
            assert!(near(*effect, expected.1), "{model:?} {found:?}");
        }
    });
}

#[test]
fn of_recordings_alone_a_plan_that_alone_moved_answers_for_its_branch() {
    each(|model, share| {
        if model.formula != ByPlan {
            return;
        }
        let b = Data {
            plan: Plan::Paid,
            ..DATA
        };
        let diff = Diff::between(&stored(&model, &DATA), &stored(&model, &b)).unwrap();
        let [effect] = diff.effects() else {
            unreachable!("{model:?} {diff}")
        };
        assert_eq!(
            (effect.place.to_string().as_str(), effect.kind),
            ("tier", EffectKind::Category)
        );
        assert!(near(effect.effect, share * (48.0 - 19.0)), "{diff}");
        let label = |text: &str| Value::Label(text.into());
        assert_eq!(
            (&effect.before, &effect.after),
            (&label("free"), &label("paid"))
        );
    });
}

#[test]
fn another_version_with_other_numbers_is_no_branch() {
    let model = |version| Model {
        formula: Jump,
        place: Place::Root,
        names: false,
        version,
    };
    // Version 2 draws the line at 1,200: of one subject at 1,100 the numbers differ, and nothing of the data moved.
    let x = Data { i: 1100.0, ..DATA };
    let (one, two) = (stored(&model(1), &x), stored(&model(2), &x));
    let diff = Diff::between(&one, &two).unwrap();
    assert!(!diff.effects().is_empty());
    for effect in diff.effects() {
        assert_ne!(effect.kind, EffectKind::Input, "{diff}");
    }
    // And where data moved too, the version's numbers are not the data's.
    let diff = Diff::between(&stored(&model(1), &DATA), &stored(&model(2), &AFTER[0])).unwrap();
    assert!(diff.effects().len() > 1, "{diff}");
}

/// A model that holds what it knows of the population.
#[derive(Clone, Copy, Debug)]
struct Held {
    version: u64,
    factor: f64,
    mean: f64,
    curve: f64,
}

impl ScoringModel for Held {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("held", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        let all = t.scope("all");
        let above = t.input("x", *x) - all.reference("mean", self.mean);
        let curve = Curve::linear(self.curve, 0.0);
        Ok(self.factor * all.reference_curve("table", &curve, above))
    }
}

const MONTH: Held = Held {
    version: 1,
    factor: 1.0,
    mean: 50.0,
    curve: 2.0,
};

#[test]
fn a_reference_that_the_model_holds_moved_around_the_subject() {
    let later = Held {
        version: 2,
        mean: 60.0,
        ..MONTH
    };
    for method in [Method::Automatic, Method::Secant, Method::Owen] {
        let explainer = Explainer::new().method(method);
        for (before, after, sign) in [(MONTH, later, 1.0), (later, MONTH, -1.0)] {
            let why = explainer.models((&before, &70.0), (&after, &70.0)).unwrap();
            assert_eq!(why.reference().effect, -20.0 * sign);
            assert_eq!((why.data().micro, why.algorithm().micro), (0, 0));
            let text = why.to_string();
            assert!(text.contains("What changed around you"), "{text}");
            assert!(text.contains("This made no difference for you"), "{text}");
        }
    }
}

#[test]
fn held_references_algorithm_and_data_share_a_move_as_owen_values() {
    let later = Held {
        version: 2,
        factor: 1.5,
        mean: 60.0,
        curve: 3.0,
    };
    let (x, y) = (70.0, 95.0);
    // Players: algorithm, reference, data.
    let worths: Vec<f64> = (0..8)
        .map(|mask: usize| {
            let has = |bit: usize| mask >> bit & 1 == 1;
            let references = if has(1) { later } else { MONTH };
            let model = Held {
                factor: if has(0) { later.factor } else { MONTH.factor },
                ..references
            };
            model.score(&if has(2) { y } else { x }).unwrap()
        })
        .collect();
    let expected = shapley(&worths).unwrap();
    for method in [Method::Automatic, Method::Secant, Method::Owen] {
        let explainer = Explainer::new().method(method);
        let why = explainer.models((&MONTH, &x), (&later, &y)).unwrap();
        let found = [why.algorithm(), why.reference(), why.data()].map(|points| points.effect);
        for (found, expected) in found.iter().zip(&expected) {
            assert!(near(*found, *expected), "{method:?} {found} {expected}");
        }
        let back = explainer.models((&later, &y), (&MONTH, &x)).unwrap();
        let found = [back.algorithm(), back.reference(), back.data()].map(|points| points.effect);
        for (found, expected) in found.iter().zip(&expected) {
            assert!(near(*found, -*expected), "{method:?} {found} {expected}");
        }
    }
}
