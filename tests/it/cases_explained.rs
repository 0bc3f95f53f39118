//! What stands in an explanation and what does not, checked by hand.

#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    Change, EvalError, Explainer, Explanation, Lineage, ModelId, Scale, ScoringModel, Term, Trace,
    Version, at,
    diff::{EffectKind, Value},
    explain,
    explain::Method,
    lineage::Rewrite,
    math,
};

use crate::{
    formula::{Model, Op, Weight},
    rules_diff::{over, part, six},
};

scoreshift::category! { enum Tier { Basic = "basic", Gold = "gold" } }

/// Points by one category, and another one that decides what counts.
struct Tiers;

impl ScoringModel for Tiers {
    type Input = (Tier, Tier, Tier);

    fn id(&self) -> ModelId {
        ModelId::new("tiers", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &Self::Input, t: T) -> Result<Term<T>, EvalError> {
        let points = t
            .category("size", &x.0)
            .points("size points", |size| match size {
                Tier::Basic => 1.0,
                Tier::Gold => 4.0,
            });
        let (one, other) = (t.input("one", 2.0), t.input("other", 5.0));
        let _ = t.category("idle", &x.2);
        Ok(points
            + match t.category("tier", &x.1).value() {
                Tier::Basic => one,
                Tier::Gold => other,
            })
    }
}

#[test]
fn a_category_that_decides_what_counts_is_told_where_it_has_no_points_of_its_own() {
    let (a, b) = (
        (Tier::Basic, Tier::Basic, Tier::Basic),
        (Tier::Gold, Tier::Gold, Tier::Basic),
    );
    let branches = |method, a, b| {
        let explainer = Explainer::new().method(method);
        let why = explainer.models((&Tiers, a), (&Tiers, b)).unwrap();
        let told = why.branches.into_iter();
        told.map(|branch| (branch.id.to_string(), branch.before, branch.after))
            .collect::<Vec<_>>()
    };
    let line = |before: &str, after: &str| ("tier".to_owned(), before.to_owned(), after.to_owned());
    assert_eq!(branches(Method::Secant, &a, &b), [line("basic", "gold")]);
    assert_eq!(branches(Method::Secant, &b, &a), [line("gold", "basic")]);
    // By all mixtures each category has its own effect.
    assert_eq!(branches(Method::Owen, &a, &b), []);
}

fn places(why: &Explanation) -> Vec<(String, f64, i64)> {
    let places = why.places.iter();
    places
        .map(|place| (place.id.to_string(), place.effect, place.micro))
        .collect()
}

#[test]
fn where_all_data_is_of_one_scope_places_are_named_below_it() {
    let model = over(1, [Op::Product(vec![0])]);
    let why = explain((&model, &six(&[3.0])), (&model, &six(&[5.0]))).unwrap();
    assert_eq!(places(&why), [("twitter.i0".to_owned(), 2.0, 2_000_000)]);
    let model = over(2, [Op::Sum(vec![0, 1])]);
    let why = explain((&model, &six(&[3.0, 1.0])), (&model, &six(&[5.0, 1.0]))).unwrap();
    assert_eq!(places(&why), [("twitter".to_owned(), 2.0, 2_000_000)]);
}

#[test]
fn a_place_is_there_where_anything_acted_and_its_causes_do_not_cancel() {
    // A billionth is no millionth, and yet something.
    let small = math::exp2(-30.0);
    let model = over(
        2,
        [
            Op::Constant(small),
            Op::Product(vec![0, 2]),
            Op::Sum(vec![3, 1]),
        ],
    );
    let why = explain((&model, &six(&[3.0, 0.0])), (&model, &six(&[4.0, 2.0]))).unwrap();
    let found = places(&why);
    assert_eq!(
        found,
        [
            ("last\\.fm".to_owned(), 2.0, 2_000_000),
            ("twitter".to_owned(), small, 0)
        ]
    );
    let found = places(&taken_back());
    assert_eq!(found, []);
}

fn change(key: &str) -> Change {
    Change::new(key).sentence("We did it.")
}

/// (1·x + w·y) / (1 + w), where w became 3 and then 1 again.
fn taken_back() -> Explanation {
    let version = |number| {
        let mut model = over(
            2,
            [Op::Mean(vec![
                part(0, Weight::Number(1.0), 0),
                part(1, Weight::Parameter(0), 1),
            ])],
        );
        model.version = number;
        model.with_parameters(&[if number == 2 { 3.0 } else { 1.0 }])
    };
    let step = |key: &str, from: u64| {
        let weight = version(from + 1).parameters;
        Rewrite::starting_from(version(from)).change(change(key), move |model: &mut Model| {
            model.parameters.clone_from(&weight);
        })
    };
    let lineage = Lineage::starting_with(version(1))
        .rewritten(version(2), step("more", 1))
        .rewritten(version(3), step("less", 2))
        .build()
        .unwrap();
    let data = six(&[4.0, 8.0]);
    lineage
        .explain(at("1.0.0", &data), at("3.0.0", &data))
        .unwrap()
}

#[test]
fn a_weight_that_was_taken_back_has_no_share_that_could_be_told() {
    let why = taken_back();
    let weights: Vec<_> = why
        .causes
        .iter()
        .flat_map(|cause| &cause.places)
        .filter(|place| place.kind == EffectKind::Weight)
        .map(|place| (place.effect, place.before.clone(), place.after.clone()))
        .collect();
    // 6 → 7 → 6, and each part counts a half at both ends. Between them a quarter went from x to y: x stands 2.5 below the mean
    // of both means, and y 1.5 above it.
    let line = |effect| (effect, Value::Several, Value::Several);
    assert_eq!(weights, [0.625, 0.375, -0.625, -0.375].map(line));
}

#[test]
fn an_input_that_is_asked_for_twice_is_one_that_moved() {
    // x·y with x asked for once, and with the weight |x| of a mean of one part beside it.
    let once = over(2, [Op::Product(vec![0, 1])]);
    let twice = over(
        2,
        [
            Op::Mean(vec![part(0, Weight::Input(0), 1)]),
            Op::Product(vec![0, 2]),
        ],
    );
    let later = |mut model: Model| {
        model.version = 2;
        model.with_parameters(&[1.0])
    };
    let (a, b) = (six(&[2.0, 3.0]), six(&[4.0, 3.0]));
    let count = |model: &Model| {
        let why = explain((model, &a), (&later(model.clone()), &b)).unwrap();
        why.evaluations
    };
    assert_eq!(count(&twice), count(&once));
}

#[test]
fn an_explanation_that_took_all_of_its_budget_is_read_again() {
    let mut stored = serde_json::to_value(taken_back()).unwrap();
    let read = |stored: &serde_json::Value| {
        serde_json::from_value::<Explanation>(stored.clone()).map(|why| why.budget)
    };
    let evaluations = stored.get("evaluations").cloned().unwrap();
    let count = evaluations.as_u64().unwrap();
    if let Some(budget) = stored.get_mut("budget") {
        *budget = evaluations;
    }
    assert_eq!(read(&stored).unwrap(), count);
    if let Some(budget) = stored.get_mut("budget") {
        *budget = (count - 1).into();
    }
    assert!(read(&stored).is_err());
}
