//! Reason codes: of a move, of a level against baselines, and of scorecards.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::collections::BTreeMap;

use pretty_assertions::assert_eq;
use proptest::prelude::*;
use scoreshift::{
    Change, ChangeKind, Curve, EvalError, Explanation, Lineage, ModelId, Scale, ScoringModel, Term,
    Trace, Version, at, explain,
    explain::CauseKind,
    influence,
    lineage::Rewrite,
    reasons::{LevelReason, MoveReasons, ReasonCodeAlgorithm, ReasonCodes},
    score::{Direction, exact_sum},
    scorecard::{Characteristic, Scorecard, ScorecardError},
};

use crate::formula::{self, Data, Model, Op, Shape};

use ReasonCodeAlgorithm::{PointsAbove, PointsBelow};

fn told(reasons: &[LevelReason]) -> Vec<(&str, f64)> {
    reasons
        .iter()
        .map(|reason| (reason.code.as_str(), reason.points))
        .collect()
}

#[allow(clippy::cast_precision_loss, reason = "below 2⁵³")]
fn points(micro: i64) -> f64 {
    micro as f64 / 1e6
}

fn codes(told: &MoveReasons) -> Vec<(&str, i64)> {
    told.reasons
        .iter()
        .map(|reason| (reason.code.as_str(), reason.micro))
        .collect()
}

// ------------------------------------------------------------------------------------------ levels

#[test]
fn the_example_of_the_specification_gives_its_reasons() {
    let rows = [("RC1", 3.0, 19.0), ("RC2", 0.0, 18.0), ("RC3", 26.0, 10.0)];
    // 19 − 3 = 16, 18 − 0 = 18, 10 − 26 = −16.
    assert_eq!(
        told(&PointsBelow.rank(rows).unwrap()),
        [("RC2", 18.0), ("RC1", 16.0)]
    );
    // The other way round only the third is above.
    assert_eq!(told(&PointsAbove.rank(rows).unwrap()), [("RC3", 16.0)]);
}

#[test]
fn what_has_one_code_is_summed_before_it_is_dropped_or_ranked() {
    // A: 10 − 4 = 6; B: 5 − 9 = −4 and 20 − 10 = 10, together 6; C: 3 − 1 = 2 and 0 − 5 = −5, together −3.
    let rows = [
        ("B", 9.0, 5.0),
        ("A", 4.0, 10.0),
        ("C", 1.0, 3.0),
        ("B", 10.0, 20.0),
        ("C", 5.0, 0.0),
    ];
    // B was declared first: it stands before A among equals.
    assert_eq!(
        told(&PointsBelow.rank(rows).unwrap()),
        [("B", 6.0), ("A", 6.0)]
    );
    assert_eq!(told(&PointsAbove.rank(rows).unwrap()), [("C", 3.0)]);
}

#[test]
fn a_code_at_its_baseline_stays_and_stands_last() {
    let rows = [
        ("A", 7.0, 7.0),
        ("B", 1.0, 2.0),
        ("C", 0.1, 0.3),
        ("C", 0.2, 0.0),
    ];
    // 0.3 − 0.1 − 0.2 is 0 as it is written, though not in binary.
    let ranked = PointsBelow.rank(rows).unwrap();
    assert_eq!(told(&ranked), [("B", 1.0), ("A", 0.0), ("C", 0.0)]);
    assert_eq!(told(&PointsBelow.rank::<&str>([]).unwrap()), []);
}

#[test]
fn other_implementations_compound_card_by_points_above() {
    // The compound scorecard of the Drools test suite: initial −15; baselines −5.5, 11, 25. Worked out by hand for
    // partial scores of 25, −18 and 150: 30.5, −29 and 125 above.
    let rows = [
        ("first", 25.0, -5.5),
        ("second", -18.0, 11.0),
        ("third", 150.0, 25.0),
    ];
    assert_eq!(
        told(&PointsAbove.rank(rows).unwrap()),
        [("third", 125.0), ("first", 30.5)]
    );
}

#[test]
fn rows_that_cannot_be_ranked_are_refused() {
    let error = |rows: [(&str, f64, f64); 2]| PointsBelow.rank(rows).unwrap_err().to_string();
    let fine = ("A", 1.0, 2.0);
    assert_eq!(
        error([fine, ("", 1.0, 2.0)]),
        "the reason code of row 2 is empty"
    );
    assert_eq!(
        error([fine, ("B", f64::NAN, 2.0)]),
        "the partial score of reason code `B` is NaN, which is not finite"
    );
    assert_eq!(
        error([("C\u{202e}", 1.0, f64::INFINITY), fine]),
        "the baseline of reason code `C\\u{202e}` is inf, which is not finite"
    );
    assert_eq!(
        error([fine, ("D", f64::MIN, f64::MAX)]),
        "the distance from the baseline of reason code `D` is inf, which is not finite"
    );
}

/// The same in whole hundredths, by the book and slowly.
fn by_the_book(algorithm: ReasonCodeAlgorithm, rows: &[(usize, i64, i64)]) -> Vec<(usize, i64)> {
    let mut sums: Vec<(usize, i64)> = Vec::new();
    for &(code, partial, baseline) in rows {
        let difference = if algorithm == PointsBelow {
            baseline - partial
        } else {
            partial - baseline
        };
        match sums.iter_mut().find(|(other, _)| *other == code) {
            Some((_, sum)) => *sum += difference,
            None => sums.push((code, difference)),
        }
    }
    let mut ranked = Vec::new();
    while let Some(best) = sums
        .iter()
        .map(|(_, sum)| *sum)
        .filter(|sum| *sum >= 0)
        .max()
    {
        let first = sums.iter().position(|(_, sum)| *sum == best).unwrap();
        ranked.push(sums.remove(first));
    }
    ranked
}

fn hundredths(value: i64) -> f64 {
    // The parser rounds correctly: the nearest number to the decimal.
    format!("{value}e-2").parse().unwrap()
}

proptest! {
    #[test]
    fn codes_are_ranked_as_by_hand_in_hundredths_of_a_point(
        rows in prop::collection::vec((0..5_usize, -300..300_i64, -300..300_i64), 0..12),
        above: bool,
    ) {
        let algorithm = if above { PointsAbove } else { PointsBelow };
        let named = rows.iter().map(|&(code, partial, baseline)| {
            (format!("R{code}"), hundredths(partial), hundredths(baseline))
        });
        let ranked = algorithm.rank(named).unwrap();
        let expected: Vec<(String, f64)> = by_the_book(algorithm, &rows)
            .into_iter()
            .map(|(code, sum)| (format!("R{code}"), hundredths(sum)))
            .collect();
        let ranked: Vec<(String, f64)> = ranked.into_iter().map(|reason| (reason.code, reason.points)).collect();
        prop_assert_eq!(ranked, expected);
    }

    #[test]
    fn any_finite_rows_are_ranked_largest_first_and_none_below_zero(
        rows in prop::collection::vec((0..4_usize, any::<f64>(), any::<f64>()), 0..8),
    ) {
        let named = rows.iter().map(|&(code, partial, baseline)| (format!("R{code}"), partial, baseline));
        let is_finite = rows.iter().all(|(_, a, b)| a.is_finite() && b.is_finite());
        match PointsBelow.rank(named) {
            Ok(ranked) => {
                prop_assert!(is_finite);
                prop_assert!(ranked.iter().all(|reason| reason.points >= 0.0 && reason.points.is_finite()));
                prop_assert!(ranked.windows(2).all(|pair| pair[0].points >= pair[1].points));
            }
            // Finite rows may be too far apart for a number.
            Err(error) => prop_assert!(!is_finite || error.to_string().contains("distance from the baseline")),
        }
    }
}

// ------------------------------------------------------------------------------------------ partial scores

#[test]
fn a_score_that_is_a_sum_is_taken_apart_into_its_characteristics() {
    struct Card;
    impl ScoringModel for Card {
        type Input = (f64, f64);
        fn id(&self) -> ModelId {
            ModelId::new("card", Version::new(1, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::new(0.0, 100.0)
        }
        fn evaluate<T: Trace>(&self, &(a, b): &(f64, f64), t: T) -> Result<Term<T>, EvalError> {
            let bands = Curve::bands(1.0, [(10.0, 5.0), (20.0, 3.0)])?;
            let a = t.input("a", a);
            let b = t.input("b", b);
            let both = t.named("both", a + b);
            let table = a.curve(&bands);
            let sum = t.parameter("initial score", 7) + (both - (2.0 * b - table)) - (b + b) + 4.0;
            Ok(sum.round_to(0.5, 0.0).clamp(0.0, 100.0))
        }
    }
    let breakdown = Card.breakdown(&(12.0, 3.25)).unwrap();
    let partials = breakdown.partial_scores();
    let told: Vec<_> = partials
        .iter()
        .map(|partial| {
            (
                partial.id.to_string(),
                partial.points,
                partial.least,
                partial.most,
            )
        })
        .collect();
    // 7 + 15.25 − (6.5 − 5) − 6.5 + 4 = 18.25, rounded to 18.5.
    assert_eq!(
        told,
        [
            ("b".to_owned(), -6.5, None, None),
            ("both".to_owned(), 15.25, None, None),
            ("a".to_owned(), 5.0, Some(1.0), Some(5.0)),
            ("b".to_owned(), -6.5, None, None),
        ]
    );
    assert_eq!(breakdown.value(), 18.5);
    assert_eq!(
        serde_json::to_value(&partials[2]).unwrap(),
        serde_json::json!({"id": "a", "points": 5.0, "least": 1.0, "most": 5.0})
    );
}

proptest! {
    #[test]
    fn partial_scores_add_up_to_the_score(
        steps in prop::collection::vec((0..4_u8, any::<usize>(), any::<usize>(), any::<bool>()), 1..40),
        inputs in prop::collection::vec(-100.0..100.0_f64, formula::INPUTS),
    ) {
        let mut ops: Vec<Op> = (0..formula::INPUTS).map(Op::Input).collect();
        let mut named = Vec::new();
        for (kind, one, other, name) in steps {
            let (one, other) = (one % ops.len(), other % ops.len());
            if name {
                named.push(ops.len());
            }
            ops.push(match kind {
                0 => Op::Sum(vec![one, other, one]),
                1 => Op::Difference(one, other),
                2 => Op::Negation(one),
                _ => Op::Curve(one, Shape::Linear(0.5, 1.0)),
            });
        }
        let breakdown = Model::of(ops).naming(&named).breakdown(&Data::of(&inputs)).unwrap();
        let partials = breakdown.partial_scores();
        let sum = exact_sum(partials.iter().map(|partial| partial.points));
        let size: f64 = partials.iter().map(|partial| partial.points.abs()).sum();
        prop_assert!((sum - breakdown.value()).abs() <= 1e-12 * size, "{} {}", sum, breakdown.value());
    }

    #[test]
    fn any_formula_has_partial_scores_and_none_is_nan(model in formula::model(20), data in formula::data()) {
        if let Ok(breakdown) = model.breakdown(&data) {
            for partial in breakdown.partial_scores() {
                prop_assert!(partial.points.is_finite());
            }
        }
    }
}

// ------------------------------------------------------------------------------------------ moves

fn marketer() -> Explanation {
    let profile: influence::Profile =
        serde_json::from_str(include_str!("../../examples/profiles/marketer.json")).unwrap();
    influence::lineage()
        .explain(at("1.0.0", &profile), at("2.0.0", &profile))
        .unwrap()
}

#[test]
fn the_marketers_reasons_are_ranked_by_harm_and_the_recalibration_stands_apart() {
    let why = marketer();
    let told = ReasonCodes::new().of_move(&why);
    let named: Vec<&str> = told
        .reasons
        .iter()
        .map(|reason| reason.code.as_str())
        .collect();
    assert_eq!(named, ["equal-network-weight", "active-audience"]);
    assert!((told.reasons[0].effect + 19.59).abs() < 0.005);
    assert!((told.reasons[1].effect + 2.65).abs() < 0.005);
    assert_eq!(told.apart.len(), 1);
    assert!((told.apart[0].effect - 4.91).abs() < 0.005);
    assert_eq!(told.other.micro, 0);
    assert_eq!(told.delta.micro, why.delta_micro);
    assert_eq!(
        told.reasons[0].parts[0].release,
        Some(Version::new(2, 0, 0))
    );
}

#[test]
fn an_app_maps_keys_to_its_own_codes_and_what_has_one_code_is_summed() {
    let why = marketer();
    let one = ReasonCodes::new()
        .code("equal-network-weight", "N1")
        .code("active-audience", "N1")
        .code("recalibration", "S1")
        .of_move(&why);
    let expected = why.causes[0].micro + why.causes[1].micro;
    assert_eq!(codes(&one), [("N1", expected)]);
    assert_eq!(one.reasons[0].parts.len(), 2);
    assert_eq!(one.apart[0].code, "S1");

    let first = ReasonCodes::new().at_most(1).of_move(&why);
    assert_eq!(codes(&first).len(), 1);
    assert_eq!(first.other.micro, why.causes[1].micro);
    let none = ReasonCodes::new().at_most(0).of_move(&why);
    assert_eq!(none.other.micro + none.apart[0].micro, why.delta_micro);
}

#[test]
fn a_subjects_own_data_is_coded_by_place_and_the_innermost_code_decides() {
    let then = Data::of(&[4.0, 5.0, 6.0, 7.0, 0.0, 8.0]);
    let now = Data::of(&[1.0, 9.0, 6.0, 2.0, 0.0, 7.0]);
    let model = Model::of((0..6).map(Op::Input).chain([Op::Sum((0..6).collect())]));
    let why = explain((&model, &then), (&model, &now)).unwrap();
    assert_eq!(
        codes(&ReasonCodes::new().of_move(&why)),
        [("data", -5_000_000)]
    );
    let plain = ReasonCodes::new().by_place().of_move(&why);
    // twitter.i0 −3, last.fm.i1 +4, i3 −5, last.fm.i5 −1.
    assert_eq!(
        codes(&plain),
        [
            ("i3", -5_000_000),
            ("twitter.i0", -3_000_000),
            (r"last\.fm.i5", -1_000_000)
        ]
    );
    assert_eq!(plain.other.micro, 4_000_000);
    let mapped = ReasonCodes::new()
        .code("data", "D")
        .code(r"last\.fm", "L")
        .code(r"last\.fm.i5", "L5")
        .with_opposing()
        .of_move(&why);
    assert_eq!(
        codes(&mapped),
        [("D", -8_000_000), ("L5", -1_000_000), ("L", 4_000_000)]
    );
    assert!(
        mapped.reasons[0]
            .parts
            .iter()
            .all(|part| part.kind == CauseKind::Data && part.place.is_some())
    );
    // The root is around everything.
    let all = ReasonCodes::new().code(".", "all").of_move(&why);
    assert_eq!(codes(&all), [("all", -5_000_000)]);
}

#[test]
fn where_a_score_got_better_what_helped_is_the_reason_and_where_it_stayed_what_harmed() {
    let mut why = marketer();
    let ranked = |why: &Explanation| {
        let told = ReasonCodes::new().of_move(why);
        let named = told.reasons.into_iter().map(|reason| reason.code);
        named.collect::<Vec<_>>()
    };
    let fell = ["equal-network-weight", "active-audience"];
    assert_eq!(ranked(&why), fell);
    // The same fall is good news, or neither: it has the same reasons.
    for better in [Direction::LowerIsBetter, Direction::Neutral] {
        why.scale = why.scale.direction(better);
        assert_eq!(ranked(&why), fell);
    }
    let whole = |why: &Explanation| {
        let told = ReasonCodes::new().with_opposing().of_move(why);
        let named = told.reasons.into_iter().map(|reason| reason.code);
        named.collect::<Vec<_>>()
    };
    // It stayed, because one change took back what another did.
    why.causes[0].micro = 2_650_000;
    for cell in &mut why.causes[0].places {
        cell.micro = 0;
    }
    why.causes[1].micro = -2_650_000;
    why.causes.truncate(2);
    (why.delta, why.delta_micro) = (0.0, 0);
    why.after.value = why.before.value;
    let by = |why: &mut Explanation, better| {
        why.scale = why.scale.clone().direction(better);
        (ranked(why).join(" "), whole(why).join(" "))
    };
    let (lifted, lowered) = ("equal-network-weight", "active-audience");
    assert_eq!(
        by(&mut why, Direction::HigherIsBetter),
        (lowered.to_owned(), format!("{lowered} {lifted}"))
    );
    assert_eq!(
        by(&mut why, Direction::LowerIsBetter),
        (lifted.to_owned(), format!("{lifted} {lowered}"))
    );
    let both = format!("{lifted} {lowered}");
    assert_eq!(by(&mut why, Direction::Neutral), (both.clone(), both));
}

#[test]
fn what_shows_in_no_digit_is_a_reason_only_where_nothing_does() {
    let mut why = marketer();
    why.causes.truncate(2);
    let mut with = |before: f64, micros: [i64; 2]| {
        for (cause, micro) in why.causes.iter_mut().zip(micros) {
            cause.micro = micro;
        }
        why.before.value = before;
        why.after.value = before + points(micros[0] + micros[1]);
        codes(&ReasonCodes::new().of_move(&why)).len()
    };
    assert_eq!(with(50.0, [-3_000_000, -499_999]), 1);
    assert_eq!(with(50.0, [-3_000_000, -500_000]), 2);
    // 50 becomes 49 by two changes of which none is half a point; 50.4 stays at 50.
    assert_eq!(with(50.0, [-300_000, -300_000]), 2);
    assert_eq!(with(50.4, [-300_000, -300_000]), 0);
}

#[test]
fn places_with_codes_of_their_own_are_reasons_of_a_message_too() {
    use influence::{EqualNetworkWeight, Network, Profile};

    let profile = |twitter, facebook| {
        let profile = Profile::new().with("Twitter", Network::new(900, 300, twitter));
        let profile = profile
            .unwrap()
            .with("Facebook", Network::new(500, 200, facebook));
        profile.unwrap()
    };
    let model = EqualNetworkWeight::default();
    let why = explain((&model, &profile(80, 90)), (&model, &profile(20, 10))).unwrap();
    let asked = ReasonCodes::new()
        .code("Twitter", "R1")
        .code("Facebook", "R2");
    let listed = asked.of_move(&why);
    assert_eq!(
        listed
            .reasons
            .iter()
            .map(|reason| reason.code.as_str())
            .collect::<Vec<_>>(),
        ["R2", "R1"]
    );
    let with = |asked: ReasonCodes| {
        let presenter = scoreshift::Presenter::new(scoreshift::Audience::Person);
        let message = presenter.reason_codes(asked).message(&why);
        let reasons = message.reasons();
        reasons
            .map(|row| (row.code.clone().unwrap(), row.rank.unwrap(), row.id.clone()))
            .collect::<Vec<_>>()
    };
    let row = |code: &str, rank, id: &str| (code.to_owned(), rank, id.to_owned());
    assert_eq!(
        with(asked),
        [row("R2", 1, "data/Facebook"), row("R1", 2, "data/Twitter")]
    );
    assert_eq!(
        with(ReasonCodes::new().by_place()),
        [
            row("Facebook.reactions", 1, "data/Facebook"),
            row("Twitter.reactions", 2, "data/Twitter")
        ]
    );
    assert_eq!(with(ReasonCodes::new()), [row("data", 1, "data")]);
}

#[test]
fn among_equal_harms_the_declared_order_stands() {
    #[derive(Clone)]
    struct Sum(u64, [f64; 3]);
    impl ScoringModel for Sum {
        type Input = f64;
        fn id(&self) -> ModelId {
            ModelId::new("sum", Version::new(self.0, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
            let parts = ["a", "b", "c"].into_iter().zip(self.1);
            let parts = t.sum(parts.map(|(name, part)| t.parameter(name, part)));
            Ok(t.input("x", *x) + parts)
        }
    }
    let change = |key, index: usize| {
        (
            Change::new(key)
                .kind(ChangeKind::Policy)
                .sentence("It changed."),
            move |model: &mut Sum| model.1[index] -= [2.0, 1.0, 2.0][index],
        )
    };
    let mut changes = Rewrite::starting_from(Sum(1, [0.0; 3]));
    for (change, apply) in [change("zebra", 0), change("middle", 1), change("apple", 2)] {
        changes = changes.change(change, apply);
    }
    let lineage = Lineage::starting_with(Sum(1, [0.0; 3]))
        .rewritten(Sum(2, [-2.0, -1.0, -2.0]), changes)
        .build()
        .unwrap();
    let why = lineage
        .explain(at("1.0.0", &10.0), at("2.0.0", &10.0))
        .unwrap();
    assert_eq!(
        codes(&ReasonCodes::new().of_move(&why)),
        [
            ("zebra", -2_000_000),
            ("apple", -2_000_000),
            ("middle", -1_000_000)
        ]
    );
}

proptest! {
    #[test]
    fn the_reasons_of_any_move_add_up_are_ranked_and_have_a_code_each(
        pair in formula::pair(16),
        most in 0..6_usize,
        opposing: bool,
        direction in prop::sample::select(vec![Direction::HigherIsBetter, Direction::LowerIsBetter, Direction::Neutral]),
    ) {
        let Ok(mut why) = explain((&pair.before, &pair.a), (&pair.after, &pair.b)) else { return Ok(()) };
        why.scale = why.scale.direction(direction);
        let mut asked = ReasonCodes::new().at_most(most).by_place().code("twitter", "T").code("i3", "T");
        if opposing {
            asked = asked.with_opposing();
        }
        let told = asked.of_move(&why);
        let listed = || told.reasons.iter().chain(&told.apart);
        prop_assert_eq!(listed().map(|reason| reason.micro).sum::<i64>() + told.other.micro, why.delta_micro);
        prop_assert!(told.reasons.len() <= most);
        let mut seen = std::collections::BTreeSet::new();
        prop_assert!(told.reasons.iter().all(|reason| seen.insert(reason.code.clone())));
        let shown = |value: f64| why.scale.show(value).parse::<f64>().unwrap_or(0.0);
        let moved = shown(why.after.value) - shown(why.before.value);
        let along = |micro: i64| match (moved, direction) {
            (..0.0, _) | (0.0, Direction::HigherIsBetter) => -micro,
            (0.0, Direction::Neutral) => micro.abs(),
            _ => micro,
        };
        for reason in listed() {
            prop_assert_eq!(reason.parts.iter().map(|part| part.micro).sum::<i64>(), reason.micro);
            prop_assert!(reason.micro != 0 && reason.effect.is_finite());
        }
        prop_assert!(told.reasons.iter().all(|reason| opposing || along(reason.micro) > 0));
        prop_assert!(told.reasons.windows(2).all(|pair| along(pair[0].micro) >= along(pair[1].micro)));
        // A move that shows has a reason, if anything but a recalibration made it.
        let went_along = why.causes.iter().any(|cause| along(cause.micro) > 0 && cause.kind != CauseKind::Recalibration);
        prop_assert!(most == 0 || moved == 0.0 || !went_along || !told.reasons.is_empty() || told.other.micro != 0);
    }
}

// ------------------------------------------------------------------------------------------ scorecards

/// What the test scorecards read.
#[derive(Clone, Debug, Default)]
struct Applicant {
    numbers: BTreeMap<&'static str, f64>,
    labels: BTreeMap<&'static str, String>,
}

impl Applicant {
    fn number(mut self, name: &'static str, value: f64) -> Self {
        self.numbers.insert(name, value);
        self
    }

    fn label(mut self, name: &'static str, value: &str) -> Self {
        self.labels.insert(name, value.to_owned());
        self
    }
}

fn number(name: &'static str) -> Characteristic<Applicant> {
    Characteristic::number(name, move |applicant: &Applicant| {
        applicant.numbers.get(name).copied()
    })
}

fn label(name: &'static str) -> Characteristic<Applicant> {
    Characteristic::label(name, move |applicant: &Applicant| {
        applicant.labels.get(name).map(String::as_str)
    })
}

fn id(version: u64) -> ModelId {
    ModelId::new("card", Version::new(version, 0, 0))
}

const SCALE: Scale = Scale::new(-1000.0, 1000.0);

/// The sample scorecard of the PMML specification (4.4, Scorecard), with its attributes for missing values.
fn sample() -> Scorecard<Applicant> {
    Scorecard::builder(id(1), SCALE)
        .characteristic(
            label("department")
                .code("RC1")
                .baseline(19.0)
                .missing(-9.0)
                .points("marketing", 19.0)
                .points("engineering", 3.0)
                .points("business", 6.0),
        )
        .characteristic(
            number("age")
                .code("RC2")
                .baseline(18.0)
                .missing(-1.0)
                .up_to(18.0, -3.0)
                .up_to(29.0, 0.0)
                .attribute_code("RC2_3")
                .up_to(39.0, 12.0)
                .otherwise(18.0),
        )
        .characteristic(
            number("income")
                .code("RC3")
                .baseline(10.0)
                .missing(5.0)
                .up_to(1000.0, 26.0)
                .up_to(2500.0, 5.0)
                .otherwise(-3.0),
        )
        .finish()
        .unwrap()
}

#[test]
fn the_sample_scorecard_of_the_specification_scores_29_and_gives_its_codes() {
    let card = sample();
    let ask = |applicant: &Applicant| {
        (
            card.score(applicant).unwrap(),
            card.reasons(applicant).unwrap(),
        )
    };
    let engineer = Applicant::default()
        .label("department", "engineering")
        .number("age", 25.0)
        .number("income", 500.0);
    let (score, reasons) = ask(&engineer);
    assert_eq!(score, 29.0);
    // The attribute's own code stands for the characteristic's.
    assert_eq!(told(&reasons), [("RC2_3", 18.0), ("RC1", 16.0)]);

    // Edges belong to the range below them: age 29 gives 0, income 2500 gives 5, income 2500.5 gives −3.
    let edge = engineer
        .clone()
        .number("age", 29.0)
        .number("income", 2500.0);
    let (score, reasons) = ask(&edge);
    assert_eq!(score, 3.0 + 0.0 + 5.0);
    assert_eq!(
        told(&reasons),
        [("RC2_3", 18.0), ("RC1", 16.0), ("RC3", 5.0)]
    );
    let beyond = engineer
        .clone()
        .number("age", 29.5)
        .number("income", 2500.5);
    let (score, reasons) = ask(&beyond);
    assert_eq!(score, 3.0 + 12.0 - 3.0);
    assert_eq!(told(&reasons), [("RC1", 16.0), ("RC3", 13.0), ("RC2", 6.0)]);

    // Nothing known: −9 − 1 + 5; 28, 19 and 5 below the baselines.
    let (score, reasons) = ask(&Applicant::default());
    assert_eq!(score, -5.0);
    assert_eq!(told(&reasons), [("RC1", 28.0), ("RC2", 19.0), ("RC3", 5.0)]);

    // A department without points: PMML gives no score.
    let error = card
        .score(&engineer.label("department", "sales"))
        .unwrap_err();
    assert_eq!(error.to_string(), "`department`: no attribute fits `sales`");
}

#[test]
fn the_simple_scorecard_of_the_drools_tests_gives_its_scores_and_codes() {
    // Initial score 5, baseline 6 for all and 4 and 8 of their own; both codes 16 below where both are low: a tie.
    let card = Scorecard::builder(id(1), SCALE)
        .initial_score(5.0)
        .baseline(6.0)
        .characteristic(
            number("input1")
                .code("Input1ReasonCode")
                .baseline(4.0)
                .up_to(10.0, -12.0)
                .otherwise(50.0),
        )
        .characteristic(
            number("input2")
                .code("Input2ReasonCode")
                .baseline(8.0)
                .up_to(-5.0, -8.0)
                .otherwise(32.0),
        )
        .finish()
        .unwrap();
    let cases: [(f64, f64, f64, &[&str]); 4] = [
        (10.0, 0.0, 25.0, &["Input1ReasonCode"]),
        (0.0, -5.0, -15.0, &["Input1ReasonCode", "Input2ReasonCode"]),
        (10.5, -4.5, 87.0, &[]),
        (11.0, -9.0, 47.0, &["Input2ReasonCode"]),
    ];
    for (one, other, score, expected) in cases {
        let applicant = Applicant::default()
            .number("input1", one)
            .number("input2", other);
        assert_eq!(card.score(&applicant).unwrap(), score);
        let reasons = card.reasons(&applicant).unwrap();
        let codes: Vec<&str> = reasons.iter().map(|reason| reason.code.as_str()).collect();
        assert_eq!(codes, expected);
    }
}

#[test]
fn a_scorecards_baseline_holds_where_a_characteristic_has_none() {
    let card = |baseline: Option<f64>| {
        let builder = Scorecard::builder(id(1), SCALE)
            .algorithm(PointsAbove)
            .characteristic(number("debts").below(3.0, 10.0).otherwise(40.0))
            .characteristic(
                label("home")
                    .baseline(0.0)
                    .points("owned", 5.0)
                    .otherwise(15.0),
            );
        match baseline {
            Some(baseline) => builder.baseline(baseline),
            None => builder,
        }
        .finish()
        .unwrap()
    };
    let applicant = Applicant::default()
        .number("debts", 3.0)
        .label("home", "rented");
    let reasons = card(Some(12.0)).reasons(&applicant).unwrap();
    // Without a code a characteristic goes by its name.
    assert_eq!(told(&reasons), [("debts", 28.0), ("home", 15.0)]);
    assert_eq!(
        card(None).reasons(&applicant).unwrap_err().to_string(),
        "the characteristic `debts` has no baseline, and the scorecard has none"
    );
    let error = card(Some(1.0)).score(&Applicant::default()).unwrap_err();
    assert_eq!(error.to_string(), "missing input `debts`");
}

#[test]
fn a_scorecard_that_says_nothing_sensible_is_refused() {
    let error = |characteristics: Vec<Characteristic<Applicant>>| {
        let mut builder = Scorecard::builder(id(1), SCALE);
        for characteristic in characteristics {
            builder = builder.characteristic(characteristic);
        }
        builder.finish().unwrap_err().to_string()
    };
    let fine = || number("age").otherwise(1.0);
    for (found, expected) in [
        (error(vec![]), "a scorecard needs a characteristic"),
        (
            error(vec![fine(), fine()]),
            "two characteristics are named `age`",
        ),
        (
            error(vec![fine(), number("age points").otherwise(1.0)]),
            "two characteristics are named `age points`",
        ),
        (
            error(vec![number("age")]),
            "the characteristic `age` has no attribute",
        ),
        (
            error(vec![number("age").missing(1.0)]),
            "the characteristic `age` has no attribute",
        ),
        (
            error(vec![number("age").up_to(1.0, f64::NAN)]),
            "the points of `age`: NaN is not finite",
        ),
        (
            error(vec![fine().baseline(f64::INFINITY)]),
            "the points of `age`: inf is not finite",
        ),
        (
            error(vec![number("age").up_to(2.0, 1.0).up_to(2.0, 1.0)]),
            "the edge 2 of the characteristic `age` does not rise or is not finite",
        ),
        (
            error(vec![number("age").up_to(2.0, 1.0).below(2.0, 1.0)]),
            "the edge 2 of the characteristic `age` does not rise or is not finite",
        ),
        (
            error(vec![number("age").up_to(f64::NAN, 1.0)]),
            "the edge NaN of the characteristic `age` does not rise or is not finite",
        ),
        (
            error(vec![number("age").points("old", 1.0)]),
            "the characteristic `age` mixes ranges of a number and labels",
        ),
        (
            error(vec![label("home").below(1.0, 1.0)]),
            "the characteristic `home` mixes ranges of a number and labels",
        ),
        (
            error(vec![label("home").points("a", 1.0).points("a", 2.0)]),
            "the characteristic `home` has the label `a` twice",
        ),
    ] {
        assert_eq!(found, expected);
    }
    let builder = || Scorecard::builder(id(1), SCALE).characteristic(fine());
    assert_eq!(
        builder()
            .initial_score(f64::NAN)
            .finish()
            .unwrap_err()
            .to_string(),
        "the initial score: NaN is not finite"
    );
    assert!(matches!(
        builder().baseline(f64::NAN).finish(),
        Err(ScorecardError::NotFinite { .. })
    ));
}

/// The sample with other points for engineers, and another edge of age.
fn sample_2() -> Scorecard<Applicant> {
    Scorecard::builder(id(2), SCALE)
        .characteristic(
            label("department")
                .missing(-9.0)
                .points("marketing", 19.0)
                .points("engineering", 1.0)
                .points("business", 6.0),
        )
        .characteristic(
            number("age")
                .missing(-1.0)
                .up_to(18.0, -3.0)
                .up_to(24.0, 0.0)
                .up_to(39.0, 12.0)
                .otherwise(18.0),
        )
        .characteristic(
            number("income")
                .missing(5.0)
                .up_to(1000.0, 26.0)
                .up_to(2500.0, 5.0)
                .otherwise(-3.0),
        )
        .finish()
        .unwrap()
}

#[test]
fn two_versions_of_a_scorecard_are_explained_like_any_other_model() {
    let then = Applicant::default()
        .label("department", "engineering")
        .number("age", 25.0)
        .number("income", 500.0);
    let why = explain((&sample(), &then), (&sample_2(), &then)).unwrap();
    assert_eq!((why.before.value, why.after.value), (29.0, 39.0));
    let places: BTreeMap<String, i64> = why
        .causes
        .iter()
        .flat_map(|cause| &cause.places)
        .map(|cell| (cell.id.to_string(), cell.micro))
        .collect();
    assert_eq!(
        places,
        BTreeMap::from([
            ("age".to_owned(), 12_000_000),
            ("department".to_owned(), -2_000_000)
        ])
    );

    // A table that changed and a label that changed are told apart: the recording keeps the points of every label.
    let now = then
        .clone()
        .label("department", "business")
        .number("age", 29.5);
    let why = explain((&sample(), &then), (&sample_2(), &now)).unwrap();
    assert_eq!(why.delta, 6.0 + 12.0 - 3.0 - 0.0);
    assert_eq!(why.data().micro + why.algorithm().micro, why.delta_micro);
    assert!(why.data().micro > 0);
    let text = explain((&sample(), &then), (&sample(), &now))
        .unwrap()
        .to_string();
    assert!(text.contains("Age +12: from 25 to 29.5."), "{text}");

    // A value that appears is the subject's own doing.
    let unknown = Applicant::default();
    let why = explain((&sample(), &unknown), (&sample(), &then)).unwrap();
    assert_eq!(why.data().micro, 34_000_000);
}

#[test]
fn a_range_that_is_closed_above_is_named_by_its_own_edges() {
    let age = Curve::bands(
        0.0,
        [
            (18.000_000_000_000_004, 1.0),
            (29.0, 2.0),
            (39.000_000_000_000_01, 3.0),
        ],
    );
    let band = |x| age.as_ref().unwrap().band(x).unwrap().to_string();
    assert_eq!(band(18.0), "up to 18");
    assert_eq!(band(18.5), "above 18 and below 29");
    assert_eq!(band(39.0), "29 up to and with 39");
    assert_eq!(band(40.0), "above 39");
}

#[test]
fn a_scorecard_keeps_the_laws_of_models() {
    let inputs = [
        Applicant::default(),
        Applicant::default()
            .label("department", "engineering")
            .number("age", 25.0),
        Applicant::default()
            .label("department", "business")
            .number("age", 18.0)
            .number("income", 1e9),
    ];
    let report = scoreshift::conformance::check_model(&sample(), &inputs);
    assert!(report.is_ok(), "{report:?}");
}

#[test]
fn what_would_move_a_scorecard_is_found_at_an_edge() {
    let engineer = Applicant::default()
        .label("department", "engineering")
        .number("age", 25.0)
        .number("income", 500.0);
    let answer = scoreshift::recourse::Recourse::to_reach(40.0)
        .bound(
            "age",
            scoreshift::recourse::Bound::from(18.0..=99.0)
                .whole()
                .only_up(),
        )
        .labels("department", ["marketing", "business"])
        .find(&sample(), &engineer)
        .unwrap();
    assert_eq!(
        answer.to_string(),
        "Your card score is 29, and the goal is 40.\n\n\
         With “Age” at 30 instead of 25, the score would be 41.\n\
         With “Department” being “marketing” instead of “engineering”, the score would be 45."
    );
}

proptest! {
    #[test]
    fn a_scorecard_scores_and_reasons_as_its_predicates_do_one_by_one(
        edges in prop::collection::btree_set(-20..20_i32, 0..5),
        closed in prop::collection::vec(any::<bool>(), 5),
        points in prop::collection::vec(-50..50_i32, 8),
        baselines in [-20..20_i32, -20..20_i32],
        value in prop::option::of((-50..50_i32).prop_map(|half| f64::from(half) / 2.0)),
        chosen in 0..4_usize,
        same_code: bool,
        above: bool,
    ) {
        let points: Vec<f64> = points.into_iter().map(f64::from).collect();
        let [base_number, base_label] = baselines.map(f64::from);
        let algorithm = if above { PointsAbove } else { PointsBelow };
        let mut age = number("age").code("A").baseline(base_number).missing(points[5]).otherwise(points[6]);
        for ((edge, closed), points) in edges.iter().zip(&closed).zip(&points) {
            let edge = f64::from(*edge);
            age = if *closed { age.up_to(edge, *points) } else { age.below(edge, *points) };
        }
        let home = label("home").code(if same_code { "A" } else { "B" }).baseline(base_label)
            .points("a", points[0]).points("b", points[1]).otherwise(points[7]);
        let card = Scorecard::builder(id(1), SCALE).initial_score(3.0).algorithm(algorithm)
            .characteristic(age).characteristic(home).finish().unwrap();

        let home = ["a", "b", "c", "d"][chosen];
        let mut applicant = Applicant::default().label("home", home);
        if let Some(value) = value {
            applicant = applicant.number("age", value);
        }
        // The first predicate that holds.
        let by_age = match value {
            None => points[5],
            Some(value) => edges.iter().zip(&closed).zip(&points)
                .find(|((edge, closed), _)| {
                    let edge = f64::from(**edge);
                    if **closed { value <= edge } else { value < edge }
                })
                .map_or(points[6], |(_, points)| *points),
        };
        let by_home = match home { "a" => points[0], "b" => points[1], _ => points[7] };
        prop_assert_eq!(card.score(&applicant).unwrap(), 3.0 + by_age + by_home);
        let rows = [("A", by_age, base_number), (if same_code { "A" } else { "B" }, by_home, base_label)];
        prop_assert_eq!(card.reasons(&applicant).unwrap(), algorithm.rank(rows).unwrap());
    }
}
