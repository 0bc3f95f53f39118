//! What would move a score: stories, refusals and laws.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use pretty_assertions::assert_eq;
use proptest::prelude::*;
use scoreshift::{
    AnyModel, Curve, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version,
    influence::{self, EqualNetworkWeight, Network, Profile},
    recourse::{Bound, InputValue, Recourse, RecourseAnswer, RecourseError},
    score::{Bands, Direction},
};

use crate::formula::{self, Data, Model};

/// A score of one number and one label, on a scale of one's choice.
#[derive(Clone)]
struct Toy {
    scale: Scale,
    shape: Shape,
}

#[derive(Clone)]
enum Shape {
    Line,
    /// 100 at 500 and nothing ten away.
    Needle,
    /// 10 from 20 on, 30 from 40 on, 20 from 60 on.
    Bands,
    /// 100 from 500.375 on, and nothing from 500.9 on.
    Shelf,
    /// Refuses what is above 50.
    Picky,
}

#[derive(Clone, Debug)]
struct Subject {
    x: f64,
    plan: String,
}

fn subject(x: f64) -> Subject {
    Subject {
        x,
        plan: "free".to_owned(),
    }
}

impl ScoringModel for Toy {
    type Input = Subject;

    fn id(&self) -> ModelId {
        ModelId::new("toy", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
    }

    fn evaluate<T: Trace>(&self, subject: &Subject, t: T) -> Result<Term<T>, EvalError> {
        let x = t.scope("my").input("x", subject.x);
        let plan = t.category("plan", &subject.plan);
        if !["free", "paid", "gold"].contains(&plan.value().as_str()) {
            return Err(t.refuse("plan", "unknown plan"));
        }
        let plan = plan.points("plan points", |plan| match plan.as_str() {
            "paid" => 5.0,
            "gold" => 15.0,
            _ => 0.0,
        });
        let x = match self.shape {
            Shape::Line => x,
            Shape::Needle => (100.0 - 10.0 * (x - 500.0).abs()).at_least(0.0),
            Shape::Bands => x.curve(&Curve::bands(
                0.0,
                [(20.0, 10.0), (40.0, 30.0), (60.0, 20.0)],
            )?),
            Shape::Shelf => x.curve(&Curve::bands(0.0, [(500.375, 100.0), (500.9, 0.0)])?),
            Shape::Picky => x.within(0.0, 50.0)?,
        };
        Ok(x + plan)
    }
}

fn toy(shape: Shape) -> Toy {
    Toy {
        scale: Scale::new(0.0, 2000.0).decimals(1),
        shape,
    }
}

fn after(answer: &RecourseAnswer) -> f64 {
    match answer.options[0].after {
        InputValue::Number(value) => value,
        _ => panic!("{answer}"),
    }
}

// ------------------------------------------------------------------------------------------ stories

#[test]
fn the_marketer_reads_what_would_bring_him_back_to_60() {
    let marketer = Profile::new()
        .with("Twitter", Network::new(8700, 3600, 1900))
        .unwrap()
        .with("Facebook", Network::new(420, 130, 38))
        .unwrap();
    let lineage = influence::lineage();
    let answer = Recourse::to_reach(60.0)
        .bound("Twitter.reactions", Bound::from(0.0..=50_000.0).whole())
        .bound(
            "Facebook.reactions",
            Bound::from(0.0..=50_000.0).whole().only_up(),
        )
        .bound("Facebook.active audience", Bound::from(0.0..=420.0).whole())
        .find(lineage.find("2.0.0").unwrap().model(), &marketer)
        .unwrap();
    // By hand: z = 0.3·ln(1 + active) + 0.7·ln(1 + reactions), strength = 100/(1 + e^(−(z − 5.5)/2)), and the mean of
    // both strengths is 59.99998 at 20,731 reactions and 60.00007 at 20,732; on Facebook 59.979 at 170 and 60.005 at 171.
    assert_eq!(
        answer.to_string(),
        "Your influence score is 54, and the goal is 60.\n\n\
         With “Twitter: reactions” at 20,732 instead of 1,900, the score would be 60.\n\
         With “Facebook: reactions” at 171 instead of 38, the score would be 60.\n\n\
         No other single change was found that reaches 60:\n  \
         “Facebook: active audience”: 56 is the best found, at 420."
    );
    for option in &answer.options {
        let network = match option.id.to_string().as_str() {
            "Twitter.reactions" => ("Twitter", Network::new(8700, 3600, 20_732)),
            _ => ("Facebook", Network::new(420, 130, 171)),
        };
        let changed = marketer.clone().with(network.0, network.1).unwrap();
        let score = EqualNetworkWeight::default().score(&changed).unwrap();
        assert_eq!(score.to_bits(), option.score.to_bits());
    }
    assert_eq!(answer.sensitivities.len(), 4);
    let sensitivities = EqualNetworkWeight::default()
        .breakdown(&marketer)
        .unwrap()
        .sensitivities();
    assert!(
        answer
            .sensitivities
            .iter()
            .all(|leaf| sensitivities.contains(leaf))
    );
}

#[test]
fn what_is_said_where_nothing_has_to_change_and_where_nothing_helps() {
    let model = toy(Shape::Line);
    let ask = |target, range: std::ops::RangeInclusive<f64>| {
        Recourse::to_reach(target)
            .bound("my.x", range)
            .find(&model, &subject(30.0))
            .unwrap()
    };
    let reached = ask(30.0, 0.0..=100.0);
    assert!(reached.reached && reached.options.is_empty() && reached.out_of_reach.is_empty());
    assert_eq!(
        reached.to_string(),
        "Your toy score is 30.0, which reaches 30.0."
    );
    assert_eq!(reached.evaluations, 1);

    assert_eq!(
        ask(1000.0, 0.0..=1000.0 - 1.0).to_string(),
        "Your toy score is 30.0, and the goal is 1000.0.\n\nNo single change was found that reaches 1000.0:\n  \
         “My: x”: 999.0 is the best found, at 999."
    );
    assert_eq!(
        ask(40.0, 0.0..=20.0).to_string(),
        "Your toy score is 30.0, and the goal is 40.0.\n\nNo single change was found that reaches 40.0:\n  \
         “My: x”: nothing better than 30, as it is, was found."
    );
    // Scores that differ are not shown as one.
    let close = Recourse::to_reach(40.0)
        .bound("my.x", Bound::from(30.0..=39.99).step(0.01))
        .find(&model, &subject(30.0))
        .unwrap();
    assert!(
        close
            .to_string()
            .contains("39.99 is the best found, at 39.99."),
        "{close}"
    );
}

#[test]
fn lower_is_better_where_the_scale_says_so_and_a_neutral_score_crosses_to_the_other_side() {
    let ask = |direction, target| {
        let model = Toy {
            scale: Scale::new(0.0, 2000.0).direction(direction),
            shape: Shape::Line,
        };
        Recourse::to_reach(target)
            .bound("my.x", Bound::from(0.0..=100.0).whole())
            .find(&model, &subject(30.5))
            .unwrap()
    };
    let risk = ask(Direction::LowerIsBetter, 20.0);
    assert_eq!(after(&risk), 20.0);
    assert!(
        risk.to_string()
            .contains("With “My: x” at 20 instead of 30.5,")
    );
    assert!(ask(Direction::LowerIsBetter, 40.0).reached);
    assert_eq!(after(&ask(Direction::Neutral, 20.0)), 20.0);
    assert_eq!(after(&ask(Direction::Neutral, 40.0)), 40.0);
    assert!(ask(Direction::HigherIsBetter, 20.0).reached);
}

#[test]
fn a_change_keeps_to_its_grid_its_range_and_its_ways() {
    let model = toy(Shape::Line);
    let ask = |x, bound: Bound| {
        Recourse::to_reach(50.0)
            .bound("my.x", bound)
            .find(&model, &subject(x))
            .unwrap()
    };
    let range = Bound::from(0.0..=100.0);
    assert_eq!(after(&ask(30.0, range)), 50.0);
    assert_eq!(after(&ask(30.0, range.step(0.3))), 50.1);
    assert_eq!(after(&ask(30.25, range.step(7.0))), 56.0);
    assert_eq!(after(&ask(-10.0 + 10.0, Bound::from(60.0..=100.0))), 60.0);
    assert!(ask(30.0, range.only_down()).options.is_empty());
    assert_eq!(after(&ask(30.0, range.only_up())), 50.0);
    // Today's value may lie beyond the range: only what lies within is an answer.
    let stuck = ask(30.0, Bound::from(0.0..=20.0));
    assert_eq!(stuck.out_of_reach[0].best, None);
    assert_eq!(stuck.out_of_reach[0].score, 30.0);
}

#[test]
fn steps_are_reached_at_their_edge() {
    let ask = |target| {
        Recourse::to_reach(target)
            .bound("my.x", Bound::from(0.0..=100.0))
            .find(&toy(Shape::Bands), &subject(5.0))
            .unwrap()
    };
    assert_eq!(after(&ask(10.0)), 20.0);
    assert_eq!(after(&ask(11.0)), 40.0);
    assert_eq!(
        ask(31.0).out_of_reach[0].best,
        Some(InputValue::Number(40.0))
    );
    assert_eq!(ask(31.0).out_of_reach[0].score, 30.0);
}

#[test]
fn a_needle_is_missed_by_a_coarse_scan_and_found_by_a_fine_one() {
    let ask = |scan| {
        Recourse::to_reach(50.0)
            .bound("my.x", Bound::from(0.0..=2000.0).whole().only_up())
            .scan(scan)
            .find(&toy(Shape::Needle), &subject(13.0))
            .unwrap()
    };
    let coarse = ask(3);
    assert!(coarse.options.is_empty() && !coarse.out_of_reach[0].exhaustive);
    assert!(
        coarse
            .to_string()
            .contains("nothing better than 13, as it is, was found.")
    );
    let fine = ask(2000);
    // |x − 500| ≤ 5.
    assert_eq!(after(&fine), 495.0);
    // Everything was tried, so the needle's point is the best there is.
    let nothing = Recourse::to_reach(101.0)
        .bound("my.x", Bound::from(0.0..=2000.0).whole())
        .scan(2000)
        .find(&toy(Shape::Needle), &subject(13.0))
        .unwrap();
    assert!(nothing.out_of_reach[0].exhaustive);
    assert!(
        nothing
            .to_string()
            .ends_with("“My: x”: 100.0 at best, at 500.")
    );
}

#[test]
fn values_that_the_model_refuses_reach_nothing() {
    let ask = |target| {
        Recourse::to_reach(target)
            .bound("my.x", Bound::from(0.0..=100.0).whole())
            .find(&toy(Shape::Picky), &subject(30.0))
            .unwrap()
    };
    assert_eq!(after(&ask(50.0)), 50.0);
    assert_eq!(ask(51.0).out_of_reach[0].score, 50.0);
    // Nor do scores that lie off the scale.
    let small = Toy {
        scale: Scale::new(0.0, 40.0),
        shape: Shape::Line,
    };
    let answer = Recourse::to_reach(40.0)
        .bound("my.x", Bound::from(0.0..=100.0).step(3.0))
        .find(&small, &subject(30.0))
        .unwrap();
    assert_eq!(answer.out_of_reach[0].score, 39.0);
}

#[test]
fn every_label_that_is_listed_is_tried() {
    let ask = |target, labels: &[&str]| {
        Recourse::to_reach(target)
            .labels("plan", labels.iter().copied())
            .find(&toy(Shape::Line), &subject(10.0))
            .unwrap()
    };
    let both = ask(12.0, &["free", "paid", "gold"]);
    let labels: Vec<_> = both.options.iter().map(|option| &option.after).collect();
    assert_eq!(
        labels,
        [
            &InputValue::Label("paid".into()),
            &InputValue::Label("gold".into())
        ]
    );
    assert!(
        both.to_string()
            .contains("With “Plan” being “gold” instead of “free”, the score would be 25.0.")
    );
    assert_eq!(both.evaluations, 1 + 2 * 2);
    let none = ask(30.0, &["paid", "gold"]);
    assert!(
        none.to_string()
            .ends_with("“Plan”: 25.0 at best, at “gold”.")
    );
    // A label that the model refuses reaches nothing.
    assert_eq!(ask(12.0, &["bronze"]).out_of_reach[0].best, None);
}

#[test]
fn a_value_is_stated_with_the_fewest_decimals_that_still_reach_the_goal() {
    let stated = |target: f64, now: f64, bound: Bound| {
        let answer = Recourse::to_reach(target)
            .bound("my.x", bound)
            .find(&toy(Shape::Line), &subject(now))
            .unwrap();
        let option = answer.options[0].clone();
        let reached = toy(Shape::Line).score(&subject(match option.stated {
            InputValue::Number(value) => value,
            _ => panic!("{answer}"),
        }));
        assert_eq!(reached.unwrap(), option.stated_score);
        assert!(option.stated_score >= target);
        answer.to_string().lines().last().unwrap().to_owned()
    };
    let all = || Bound::from(0.0..=100.0);
    // 15.9091 on the grid of ten thousandths; 16 lies 1.5 % of the change further.
    assert_eq!(
        stated(15.909_09, 10.0, all()),
        "With “My: x” at 16 instead of 10, the score would be 16.0."
    );
    assert_eq!(
        stated(15.909_09, 15.0 + 1.0 / 3.0, all()),
        "With “My: x” at 15.91 instead of 15.333, the score would be 15.9."
    );
    // What the bound does not allow is not stated.
    assert_eq!(
        stated(15.9, 10.0, all().step(0.75)),
        "With “My: x” at 16.5 instead of 10, the score would be 16.5."
    );
    assert_eq!(
        stated(99.95, 10.0, Bound::from(0.0..=99.97)),
        "With “My: x” at 99.95 instead of 10, the score would be 100.0."
    );
    // The present value never looks like the one that it would have to be.
    assert_eq!(
        stated(20.0, 19.999_99, all()),
        "With “My: x” at 20 instead of 19.99999, the score would be 20.0."
    );
}

#[test]
fn a_rounder_value_that_does_not_reach_the_goal_is_not_stated() {
    let answer = Recourse::to_reach(90.0)
        .bound("my.x", 500.0..=501.0)
        .find(&toy(Shape::Shelf), &subject(400.0))
        .unwrap();
    assert_eq!(answer.options[0].after, InputValue::Number(500.375));
    // 501 is nearly as far, and scores nothing.
    assert_eq!(answer.options[0].stated, InputValue::Number(500.4));
    assert_eq!(answer.options[0].stated_score, 100.0);
}

#[test]
fn an_erased_model_gives_the_same_answer_and_a_second_run_the_same_bits() {
    let ask = Recourse::to_reach(77.7)
        .bound("my.x", 0.0..=1000.0)
        .labels("plan", ["gold"]);
    let typed = ask.find(&toy(Shape::Line), &subject(3.0)).unwrap();
    let erased = ask
        .find(&AnyModel::new(toy(Shape::Line)), &subject(3.0))
        .unwrap();
    assert_eq!(typed, erased);
    assert_eq!(
        serde_json::to_string(&typed).unwrap(),
        serde_json::to_string(&ask.find(&toy(Shape::Line), &subject(3.0)).unwrap()).unwrap()
    );
}

#[test]
fn an_answer_is_stored_in_this_form() {
    let answer = Recourse::to_reach(12.0)
        .bound("my.x", Bound::from(0.0..=11.0).whole())
        .labels("plan", ["gold"])
        .find(&toy(Shape::Line), &subject(10.0))
        .unwrap();
    assert_eq!(
        serde_json::to_value(&answer).unwrap(),
        serde_json::json!({
            "model": {"name": "toy", "version": "1.0.0"},
            "scale": {"min": "0", "max": "2000", "decimals": 1, "better": "higher_is_better"},
            "score": 10.0,
            "target": 12.0,
            "reached": false,
            "sensitivities": [{"id": "my.x", "kind": "input", "per_unit": 1.0}],
            "options": [{
                "id": "plan",
                "before": "free",
                "after": "gold",
                "score": 25.0,
                "stated": "gold",
                "stated_score": 25.0,
            }],
            "out_of_reach": [
                {"id": "my.x", "before": 10.0, "best": 11.0, "score": 11.0, "exhaustive": true}
            ],
            "evaluations": 1 + 11 + 2,
            "budget": 10_000,
        })
    );
}

// ------------------------------------------------------------------------------------------ refusals

#[test]
fn bad_questions_are_refused_with_the_name_and_the_value() {
    let ask = |recourse: Recourse| {
        recourse
            .find(&toy(Shape::Line), &subject(10.0))
            .unwrap_err()
            .to_string()
    };
    let to = || Recourse::to_reach(20.0);
    let bound = |bound: Bound| ask(to().bound("my.x", bound));
    let ranges = "both ends must be finite and the second the larger";
    for (error, expected) in [
        (ask(to()), "no input may move; bound one of `my.x` and `plan`".to_owned()),
        (ask(to().bound("your.x", 0.0..=1.0)), "the model asks for no input `your.x`; it asks for `my.x` and `plan`".into()),
        (ask(to().bound("plan points", 0.0..=1.0)), "the model asks for no input `plan points`; it asks for `my.x` and `plan`".into()),
        (ask(to().bound("my..x", 0.0..=1.0)), "`my..x` names no input: a segment is missing at byte 3 of \"my..x\"; an empty one is `\\_`".into()),
        (ask(to().bound("", 0.0..=1.0)), "`` names no input: an empty text is not a path; the root is `.`".into()),
        (ask(to().bound("my.x", 0.0..=1.0).bound("my.x", 0.0..=2.0)), "`my.x` is bounded twice".into()),
        (ask(to().bound("plan", 0.0..=1.0)), "`plan` is a label and has no range; list its labels".into()),
        (ask(to().labels("my.x", ["a"])), "`my.x` is a number and has no labels; give its range".into()),
        (bound((3.0..=1.0).into()), format!("`my.x` may go from 3 to 1, which is no range: {ranges}")),
        (bound((1.0..=1.0).into()), format!("`my.x` may go from 1 to 1, which is no range: {ranges}")),
        (bound((f64::NAN..=1.0).into()), format!("`my.x` may go from NaN to 1, which is no range: {ranges}")),
        (bound((0.0..=f64::INFINITY).into()), format!("`my.x` may go from 0 to inf, which is no range: {ranges}")),
        (bound((f64::MIN..=f64::MAX).into()), format!("`my.x` may go from {:?} to {:?}, which is no range: {ranges}", f64::MIN, f64::MAX)),
        (bound(Bound::from(0.0..=1.0).step(0.0)), "`my.x` moves in steps of 0, which is not positive and finite".into()),
        (bound(Bound::from(0.0..=1.0).step(f64::NAN)), "`my.x` moves in steps of NaN, which is not positive and finite".into()),
        (bound(Bound::from(0.0..=1.0).step(1e-20)), "`my.x` has more than 2^53 steps of 1e-20 from 0 to an end of 0 to 1; take a larger step".into()),
        (bound(Bound::from(0.2..=0.8).whole()), "`my.x` has no multiple of 1 from 0.2 to 0.8".into()),
        (ask(to().bound("my.x", 0.0..=1.0).budget(0)), "0 evaluations are allowed, and they were used up at `my.x`; allow more, or look at fewer inputs".into()),
        (ask(to().bound("my.x", 0.0..=11.0).budget(9)), "9 evaluations are allowed, and they were used up at `my.x`; allow more, or look at fewer inputs".into()),
        (ask(Recourse::to_reach(f64::NAN).bound("my.x", 0.0..=1.0)), "a target of NaN does not lie on the scale 0 to 2000".into()),
        (ask(Recourse::to_reach(2001.0).bound("my.x", 0.0..=1.0)), "a target of 2001 does not lie on the scale 0 to 2000".into()),
    ] {
        assert_eq!(error, expected);
    }
    let error = to()
        .bound("my.x", 0.0..=1.0)
        .find(&toy(Shape::Picky), &subject(99.0))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "toy 1.0.0 cannot score the input as it is: `my.x` is 99, outside 0 to 50"
    );
}

#[test]
fn a_label_that_the_type_does_not_have_is_refused() {
    struct Gate;
    impl ScoringModel for Gate {
        type Input = bool;
        fn id(&self) -> ModelId {
            ModelId::new("gate", Version::new(1, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::new(0.0, 10.0)
        }
        fn evaluate<T: Trace>(&self, paid: &bool, t: T) -> Result<Term<T>, EvalError> {
            Ok(t.category("paid", paid)
                .points("points", |paid| if *paid { 5.0 } else { 0.0 }))
        }
    }
    let error = Recourse::to_reach(5.0)
        .labels("paid", ["maybe"])
        .find(&Gate, &false);
    assert_eq!(
        error.unwrap_err().to_string(),
        "`paid` has no label `maybe`; it has `no` and `yes`"
    );
}

#[test]
fn a_model_that_does_not_depend_on_its_input_alone_is_found_out() {
    struct Moody(std::cell::Cell<f64>);
    impl ScoringModel for Moody {
        type Input = f64;
        fn id(&self) -> ModelId {
            ModelId::new("moody", Version::new(1, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
            self.0.set(self.0.get() + 1.0);
            Ok(t.input("x", *x) + self.0.get())
        }
    }
    let error = Recourse::to_reach(100.0)
        .bound("x", Bound::from(0.0..=200.0).whole())
        .find(&Moody(std::cell::Cell::new(0.0)), &1.0)
        .unwrap_err();
    assert!(matches!(error, RecourseError::Unsteady { .. }), "{error}");
}

// ------------------------------------------------------------------------------------------ laws

fn with_input(data: &Data, index: usize, value: f64) -> Data {
    let mut changed = data.clone();
    changed.inputs[index] = value;
    changed
}

/// Which inputs a formula asks for, by their numbers.
fn asked(model: &Model, data: &Data) -> Vec<usize> {
    let Ok(breakdown) = model.breakdown(data) else {
        return Vec::new();
    };
    (0..formula::INPUTS)
        .filter(|&index| {
            breakdown
                .leaves()
                .any(|leaf| leaf.path == formula::input_path(index))
        })
        .collect()
}

/// A formula, its data, and how far above the score the target lies.
fn case() -> impl Strategy<Value = (Model, Data, f64, f64)> {
    let above = prop_oneof![0.0..1.0_f64, 0.0..100.0_f64, Just(0.0)];
    let step = prop::sample::select(vec![1.0, 0.5, 0.1, 7.0]);
    (formula::model(14), formula::data(), above, step)
}

proptest! {
    #[test]
    fn what_is_found_reaches_the_target_and_one_step_less_does_not(
        (model, data, above, step) in case()
    ) {
        let inputs = asked(&model, &data);
        prop_assume!(!inputs.is_empty());
        let now = model.score(&data).unwrap();
        let target = now + above;
        let mut recourse = Recourse::to_reach(target);
        for &index in &inputs {
            recourse = recourse.bound(
                formula::input_path(index).to_string(),
                Bound::from(-5000.0..=5000.0).step(step),
            );
        }
        let answer = recourse.find(&model, &data).unwrap();
        prop_assert!(answer.evaluations <= 1 + 4 * (64 + 107 + 100) * inputs.len() as u64);
        prop_assert_eq!(answer.reached, now >= target);
        if !answer.reached {
            prop_assert_eq!(answer.options.len() + answer.out_of_reach.len(), inputs.len());
        }
        let index_of = |id: &scoreshift::formula::Path| inputs.iter().copied().find(|&index| formula::input_path(index) == *id).unwrap();
        for option in &answer.options {
            let index = index_of(&option.id);
            let InputValue::Number(value) = option.after else { panic!() };
            // An input that was built afresh, and not handed to the trace.
            let score = model.score(&with_input(&data, index, value)).unwrap();
            prop_assert_eq!(score.to_bits(), option.score.to_bits());
            prop_assert!(score >= target);
            // What is stated reaches the target as it is written, and lies hardly further.
            let InputValue::Number(stated) = option.stated else { panic!() };
            let written: f64 = format!("{stated}").parse().unwrap();
            let score = model.score(&with_input(&data, index, written)).unwrap();
            prop_assert_eq!(score.to_bits(), option.stated_score.to_bits());
            prop_assert!(score >= target);
            let before = data.inputs[index];
            let (change, beyond) = (value - before, stated - value);
            prop_assert!(beyond == 0.0 || (beyond > 0.0) == (change > 0.0));
            prop_assert!(beyond.abs() <= 0.05 * change.abs());
            let back = if value > before { value - step } else { value + step };
            // On the other side of the present value there is no smaller change.
            if (back > before) == (value > before) && back != before {
                let factor = (back / step).round();
                let near = if step == 0.1 { factor / 10.0 } else { factor * step };
                let short = model.score(&with_input(&data, index, near));
                prop_assert!(short.is_err() || short.unwrap() < target);
            }
        }
        for stuck in &answer.out_of_reach {
            prop_assert!(stuck.score < target && stuck.score >= now);
            if let Some(InputValue::Number(best)) = stuck.best {
                let score = model.score(&with_input(&data, index_of(&stuck.id), best)).unwrap();
                prop_assert_eq!(score.to_bits(), stuck.score.to_bits());
            }
        }
        prop_assert!(!answer.to_string().contains("NaN"));
    }

    #[test]
    fn where_everything_is_tried_nothing_smaller_and_nothing_better_exists(
        (model, data, above, _) in case()
    ) {
        let inputs = asked(&model, &data);
        prop_assume!(!inputs.is_empty());
        let now = model.score(&data).unwrap();
        let target = now + above.max(1e-9);
        prop_assume!(target > now);
        for index in inputs {
            let answer = Recourse::to_reach(target)
                .bound(formula::input_path(index).to_string(), Bound::from(-30.0..=30.0).whole())
                .find(&model, &data)
                .unwrap();
            let before = data.inputs[index];
            let score_at = |value: i32| {
                model.score(&with_input(&data, index, f64::from(value))).ok()
            };
            let reaching = (-30..=30)
                .filter(|&value| score_at(value).is_some_and(|score| score >= target))
                .map(|value| (f64::from(value) - before).abs())
                .min_by(f64::total_cmp);
            match reaching {
                Some(smallest) => {
                    prop_assert_eq!((after(&answer) - before).abs(), smallest);
                }
                None => {
                    let best = (-30..=30).filter_map(score_at).fold(now, f64::max);
                    prop_assert!(answer.out_of_reach[0].exhaustive);
                    prop_assert_eq!(answer.out_of_reach[0].score, best);
                }
            }
        }
    }

    #[test]
    fn on_a_scorecard_the_smallest_change_is_found_however_narrow_its_bands(
        edges in prop::collection::btree_set(0..1_000_000_u32, 1..12),
        points in prop::collection::vec(-50..50_i32, 13),
        now in 0..=1_000_000_u32,
        target in -60..60_i32,
    ) {
        struct Bands(f64, Vec<(f64, f64)>);
        impl ScoringModel for Bands {
            type Input = f64;
            fn id(&self) -> ModelId { ModelId::new("bands", Version::new(1, 0, 0)) }
            fn scale(&self) -> Scale { Scale::unbounded() }
            fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
                Ok(t.input("x", *x).curve(&Curve::bands(self.0, self.1.clone())?))
            }
        }
        let points: Vec<f64> = points.into_iter().map(f64::from).collect();
        let starts: Vec<f64> = edges.into_iter().map(f64::from).collect();
        let model = Bands(points[0], starts.iter().copied().zip(points[1..].iter().copied()).collect());
        let (now, target) = (f64::from(now), f64::from(target));
        let answer = Recourse::to_reach(target)
            .bound("x", Bound::from(0.0..=1e6).whole())
            .scan(1)
            .find(&model, &now)
            .unwrap();
        prop_assume!(!answer.reached);
        // The nearest whole number of each band that reaches the target.
        let first = std::iter::once(0.0).chain(starts.iter().copied());
        let last = starts.iter().map(|start| start - 1.0).chain([1e6]);
        let smallest = first
            .zip(last)
            .zip(&points)
            .filter(|((first, last), points)| first <= last && **points >= target)
            .map(|((first, last), _)| (now.clamp(first, last) - now).abs())
            .min_by(f64::total_cmp);
        prop_assert_eq!(answer.options.is_empty(), smallest.is_none());
        if let Some(smallest) = smallest {
            prop_assert_eq!((after(&answer) - now).abs(), smallest);
        }
    }

    #[test]
    fn a_range_of_any_size_is_searched_or_refused_by_name(
        x in prop::num::f64::NORMAL | prop::num::f64::ZERO,
        ends in [prop::num::f64::ANY, prop::num::f64::ANY],
        step in prop::option::of(prop::num::f64::ANY),
        target in 0.0..1.0_f64,
    ) {
        struct Squash;
        impl ScoringModel for Squash {
            type Input = f64;
            fn id(&self) -> ModelId { ModelId::new("squash", Version::new(1, 0, 0)) }
            fn scale(&self) -> Scale { Scale::new(0.0, 1.0) }
            fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
                Ok(0.5 + 0.5 * t.input("x", *x).tanh())
            }
        }
        let [min, max] = ends;
        let mut bound = Bound::from(min..=max);
        if let Some(step) = step {
            bound = bound.step(step);
        }
        match Recourse::to_reach(target).bound("x", bound).find(&Squash, &x) {
            Ok(answer) => {
                for option in &answer.options {
                    let InputValue::Number(value) = option.after else { panic!() };
                    prop_assert!(min <= value && value <= max);
                    prop_assert!(Squash.score(&value).unwrap() >= target);
                }
                prop_assert!(answer.reached || answer.options.len() + answer.out_of_reach.len() == 1);
                answer.to_string();
            }
            Err(error) => prop_assert!(error.to_string().contains("`x`"), "{error}"),
        }
    }
}

#[test]
fn the_next_band_is_the_next_better_one_as_people_see_it() {
    const BANDS: Bands = Bands::fixed(&[0.1, 4.0, 7.0], &["none", "low", "medium", "high"]);
    let scale = || Scale::new(0.0, 10.0).bands(BANDS);
    let targets = |scale: &Scale| {
        [0.0, 0.1, 3.9, 4.0, 7.0, 10.0].map(|score| Recourse::to_next_band(scale, score))
    };
    let to = |target: f64| Some(Recourse::to_reach(target));
    assert_eq!(
        targets(&scale()),
        [to(0.1), to(4.0), to(4.0), to(7.0), None, None]
    );
    // Below the limit is the better band, and what is reached looks so.
    let risk = scale().direction(Direction::LowerIsBetter).decimals(1);
    assert_eq!(
        targets(&risk),
        [None, to(0.0), to(0.0), to(3.9), to(6.9), to(6.9)]
    );
    let neutral = scale().direction(Direction::Neutral);
    assert_eq!(Recourse::to_next_band(&neutral, 5.0), None);
    assert_eq!(Recourse::to_next_band(&Scale::new(0.0, 10.0), 5.0), None);
}

#[test]
fn a_rule_is_asked_for_each_number_that_a_subject_has() {
    let profile = Profile::new()
        .with("Twitter", Network::new(900, 300, 80))
        .unwrap()
        .with("Facebook", Network::new(420, 130, 38))
        .unwrap();
    let model = EqualNetworkWeight::default();
    let mut asked = Vec::new();
    let ruled = Recourse::to_reach(60.0)
        .find_each(&model, &profile, |place, now| {
            asked.push(format!("{place} {now}"));
            place
                .to_string()
                .ends_with("reactions")
                .then(|| Bound::from(now..=5000.0).whole())
        })
        .unwrap();
    assert_eq!(
        asked,
        [
            "Facebook.active audience 130",
            "Facebook.reactions 38",
            "Twitter.active audience 300",
            "Twitter.reactions 80",
        ]
    );
    let named = Recourse::to_reach(60.0)
        .bound("Facebook.reactions", Bound::from(38.0..=5000.0).whole())
        .bound("Twitter.reactions", Bound::from(80.0..=5000.0).whole())
        .find(&model, &profile)
        .unwrap();
    assert_eq!(ruled, named);
    // By whom nothing may move, nothing can be found.
    let nothing = Recourse::to_reach(60.0).find_each(&model, &profile, |_, _| None);
    assert!(matches!(nothing, Err(RecourseError::NothingMayMove { .. })));
}
