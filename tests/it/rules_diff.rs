//! Every rule of the difference by a case that can be checked by hand.

#![allow(
    clippy::float_cmp,
    reason = "the cases are chosen so that every figure is exact"
)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use pretty_assertions::assert_eq;
use scoreshift::{
    Breakdown, Curve, Diff, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version,
    diff::{EffectKind, Value},
    formula::Path,
};

use crate::formula::{Data, Label, Mode, Model, Op, Part, Shape, Weight};

/// Place, kind, effect, before and after.
type Line = (String, EffectKind, f64, String, String);

fn lines(diff: &Diff) -> Vec<Line> {
    diff.effects()
        .iter()
        .map(|effect| {
            (
                effect.place.to_string(),
                effect.kind,
                effect.effect,
                effect.before.to_string(),
                effect.after.to_string(),
            )
        })
        .collect()
}

/// Two models are two versions, in whatever direction they are compared.
pub(crate) fn between(before: &Model, a: &Data, after: &Model, b: &Data) -> Diff {
    let (before, mut after) = (before.clone(), after.clone());
    if before != after {
        after.version = before.version + 1;
    }
    Diff::between(&before.breakdown(a).unwrap(), &after.breakdown(b).unwrap()).unwrap()
}

/// One model, two inputs; each line is `place kind effect before → after`, and the reverse is the same negated.
#[track_caller]
pub(crate) fn moves(model: &Model, a: &Data, b: &Data, expected: &[&str]) -> Diff {
    changes(model, a, model, b, expected)
}

#[track_caller]
pub(crate) fn changes(
    before: &Model,
    a: &Data,
    after: &Model,
    b: &Data,
    expected: &[&str],
) -> Diff {
    let diff = between(before, a, after, b);
    let found: Vec<String> = lines(&diff)
        .into_iter()
        .map(|(place, kind, effect, before, after)| {
            // Twelve digits are enough to be checked by hand.
            let effect = (effect * 1e9).round() / 1e9;
            format!("{place} {kind} {effect} {before} → {after}")
        })
        .collect();
    assert_eq!(found, expected);
    let back = between(after, b, before, a);
    let negated = |diff: &Diff| -> Vec<f64> { diff.effects().iter().map(|e| -e.effect).collect() };
    let forth: Vec<f64> = diff.effects().iter().map(|effect| effect.effect).collect();
    assert_eq!(sorted(negated(&back)), sorted(forth));
    diff
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

pub(crate) fn six(values: &[f64]) -> Data {
    let mut inputs = values.to_vec();
    inputs.resize(6, 0.0);
    Data::of(&inputs)
}

/// Inputs `twitter.i0`, `last\.fm.i1`, `blog.i2`, `i3` and what is made of them.
pub(crate) fn over(inputs: usize, ops: impl IntoIterator<Item = Op>) -> Model {
    Model::of((0..inputs).map(Op::Input).chain(ops))
}

pub(crate) fn part(name: usize, weight: Weight, value: usize) -> Part {
    Part {
        name,
        weight,
        value,
        absent: None,
    }
}

#[test]
fn a_sum_hands_its_multiplier_to_every_part_and_its_negative_to_what_is_subtracted() {
    let model = over(3, [Op::Sum(vec![0, 1]), Op::Difference(3, 2)]);
    moves(
        &model,
        &six(&[1.0, 2.0, 3.0]),
        &six(&[2.0, 5.0, 7.0]),
        &[
            "blog.i2 input -4 3 → 7",
            "last\\.fm.i1 input 3 2 → 5",
            "twitter.i0 input 1 1 → 2",
        ],
    );
}

#[test]
fn a_product_of_two_counts_each_factor_with_the_mean_of_the_other() {
    let model = over(2, [Op::Product(vec![0, 1])]);
    moves(
        &model,
        &six(&[2.0, 3.0]),
        &six(&[4.0, 5.0]),
        &["last\\.fm.i1 input 6 3 → 5", "twitter.i0 input 8 2 → 4"],
    );
}

#[test]
fn a_factor_common_to_both_sides_of_a_ratio_cancels() {
    // (x·y) / (x·2): only y matters, and x moves a thousandfold.
    let model = over(
        2,
        [
            Op::Product(vec![0, 1]),
            Op::Constant(2.0),
            Op::Product(vec![0, 3]),
            Op::Quotient(2, 4),
        ],
    );
    let diff = between(&model, &six(&[1.0, 4.0]), &model, &six(&[1000.0, 6.0]));
    let sizes: Vec<f64> = diff.effects().iter().map(|e| e.effect.abs()).collect();
    // 2 → 3: neither goes beyond the size of the ratio itself.
    assert!(sizes.iter().all(|size| *size <= 3.0), "{:?}", lines(&diff));
    assert_eq!(diff.moved(), 1.0);
}

#[test]
fn a_ratio_whose_denominator_changes_sign_is_one_threshold() {
    let model = over(2, [Op::Quotient(0, 1)]);
    moves(
        &model,
        &six(&[6.0, 2.0]),
        &six(&[6.0, -3.0]),
        &[". threshold -5 3 → -2"],
    );
    // Both negative is one sign: Δq = (Δu − q̄·Δv)/v̄ = −2.5·(−1)/… with v̄ = −2.5, q̄ = −2.5.
    moves(
        &model,
        &six(&[6.0, -2.0]),
        &six(&[6.0, -3.0]),
        &["last\\.fm.i1 input 1 -2 → -3"],
    );
}

#[test]
fn weight_that_moves_to_a_part_below_the_mean_costs() {
    let mean = |second: f64| {
        over(
            2,
            [Op::Mean(vec![
                part(0, Weight::Number(1.0), 0),
                part(1, Weight::Number(second), 1),
            ])],
        )
    };
    // Shares (½, ½) → (¼, ¾) of the values 8 and 4, seen from X = ⅜·8 + ⅝·4 = 5.5.
    changes(
        &mean(1.0),
        &six(&[8.0, 4.0]),
        &mean(3.0),
        &six(&[8.0, 4.0]),
        &[
            "part 0 weight -0.625 50.0 % → 25.0 %",
            "part 1 weight -0.375 50.0 % → 75.0 %",
        ],
    );
}

#[test]
fn a_raw_weight_that_is_a_leaf_has_the_effect_itself() {
    let model = over(
        3,
        [Op::Mean(vec![
            part(0, Weight::Number(1.0), 0),
            part(1, Weight::Input(2), 1),
        ])],
    );
    // Weights (1, 1) → (1, 3), R̄ = 3, X = 5.5: 2·(4 − 5.5)/3.
    moves(
        &model,
        &six(&[8.0, 4.0, 1.0]),
        &six(&[8.0, 4.0, 3.0]),
        &["blog.i2 input -1 1 → 3"],
    );
}

#[test]
fn a_part_that_appears_has_the_effect_of_its_whole_share() {
    let model = over(
        2,
        [Op::Mean(vec![
            part(0, Weight::Number(1.0), 0),
            Part {
                absent: Some(0),
                ..part(1, Weight::Number(1.0), 1)
            },
        ])],
    );
    let (mut a, b) = (six(&[8.0, 4.0]), six(&[8.0, 4.0]));
    a.absent[0] = true;
    // Weights (1, 0) → (1, 1), R̄ = 1.5; shares (1, 0) → (½, ½), X = ¾·8 + ¼·4 = 7: 1·(4 − 7)/1.5.
    moves(&model, &a, &b, &["part 1 added -2 0.0 % → 50.0 %"]);
}

#[test]
fn a_changed_curve_and_its_argument_share_what_both_did() {
    let model = |slope| over(1, [Op::Curve(0, Shape::Linear(slope, 0.0))]);
    // 2x → 5x while x goes 1 → 3: the curve ½·(3 + 9), x ½·(2 + 5)·2.
    changes(
        &model(2.0),
        &six(&[1.0]),
        &model(5.0),
        &six(&[3.0]),
        &[
            ". curve 6 linear(slope 2, intercept 0) → linear(slope 5, intercept 0)",
            "twitter.i0 input 7 1 → 3",
        ],
    );
}

#[test]
fn a_cap_on_one_side_only_is_compared_with_no_cap() {
    let (plain, capped) = (
        over(2, [Op::Sum(vec![0, 1])]),
        over(2, [Op::Sum(vec![0, 1]), Op::Curve(2, Shape::AtMost(10.0))]),
    );
    let linear = "linear(slope 1, intercept 0)";
    changes(
        &plain,
        &six(&[6.0, 6.0]),
        &capped,
        &six(&[6.0, 6.0]),
        &[&format!(". curve -2 {linear} → at most 10")],
    );
}

#[test]
fn a_cap_that_is_new_over_a_curve_is_the_cap_and_not_another_curve() {
    let (plain, capped) = (
        over(1, [Op::Curve(0, Shape::Linear(3.0, 0.0))]),
        over(
            1,
            [
                Op::Curve(0, Shape::Linear(3.0, 0.0)),
                Op::Curve(1, Shape::AtMost(10.0)),
            ],
        ),
    );
    changes(
        &plain,
        &six(&[2.0]),
        &capped,
        &six(&[4.0]),
        &[
            // Alone the input is worth 6 without the cap and 4 below it; the cap costs 0 before, 2 after.
            ". curve -1 linear(slope 1, intercept 0) → at most 10",
            "twitter.i0 input 5 2 → 4",
        ],
    );
}

#[test]
fn a_curve_that_is_new_around_another_one_is_compared_with_none() {
    // e^x at x = 4 became a logistic curve of e^4.
    let (before, after) = (
        over(1, [Op::Curve(0, Shape::BoundedExp)]),
        over(
            1,
            [
                Op::Curve(0, Shape::BoundedExp),
                Op::Curve(2 - 1, Shape::Logistic(0.0, 0.5)),
            ],
        ),
    );
    let diff = between(&before, &six(&[4.0]), &after, &six(&[4.0]));
    assert_eq!(diff.effects().len(), 1);
    assert_eq!(diff.effects()[0].kind, EffectKind::Curve);
    assert_eq!(diff.effects()[0].effect, diff.moved());
}

#[test]
fn a_curve_that_became_another_one_at_one_place_is_one_effect() {
    let (before, after) = (
        over(1, [Op::Curve(0, Shape::Square)]),
        over(1, [Op::Curve(0, Shape::Tanh)]),
    );
    let diff = between(&before, &six(&[400.0]), &after, &six(&[400.0]));
    assert_eq!(diff.effects().len(), 1);
    assert_eq!(diff.effects()[0].kind, EffectKind::Curve);
    assert_eq!(diff.effects()[0].effect, diff.moved());
}

#[test]
fn a_curve_that_became_another_one_far_away_is_replaced() {
    // From 4² to tanh 4000: 4000² is more than a thousand times what either side has, and explains nothing.
    let (before, after) = (
        over(1, [Op::Curve(0, Shape::Square)]),
        over(1, [Op::Curve(0, Shape::Tanh)]),
    );
    let kinds = |far: f64| -> Vec<EffectKind> {
        let diff = between(&before, &six(&[4.0]), &after, &six(&[far]));
        diff.effects().iter().map(|effect| effect.kind).collect()
    };
    assert_eq!(kinds(4000.0), [EffectKind::Replaced]);
    assert_ne!(kinds(40.0), [EffectKind::Replaced]);
}

#[test]
fn a_curve_that_became_a_table_far_away_is_one_effect() {
    // 2^5 under a cap of 5, and a table of the same number without one: 2^977 explains nothing.
    let (before, after) = (
        over(1, [Op::Curve(0, Shape::BoundedPower(2.0))]),
        over(1, [Op::Curve(0, Shape::Bands(1.0, vec![(0.0, 0.0)]))]),
    );
    let data = six(&[977.0]);
    changes(
        &before,
        &data,
        &after,
        &data,
        &[". curve -32 several → several"],
    );
}

#[test]
fn rounding_is_looked_through_and_answers_for_what_it_adds() {
    let model = over(
        2,
        [Op::Sum(vec![0, 1]), Op::Rounding(2, Mode::Nearest, 1.0)],
    );
    // +5.00 − 4.98 under a rounding that stays at 10.
    moves(
        &model,
        &six(&[5.0, 5.25]),
        &six(&[10.0, 0.375]),
        &[
            ". rounding -0.125 -0.25 → -0.375",
            "last\\.fm.i1 input -4.875 5.25 → 0.375",
            "twitter.i0 input 5 5 → 10",
        ],
    );
}

#[test]
fn bands_over_a_leaf_belong_to_the_leaf_and_over_a_sum_to_the_table() {
    let bands = || Shape::Bands(0.0, vec![(10.0, 3.0), (20.0, 5.0)]);
    let leaf = over(1, [Op::Curve(0, bands())]);
    moves(
        &leaf,
        &six(&[9.0]),
        &six(&[21.0]),
        &["twitter.i0 input 5 9 → 21"],
    );
    let sum = over(2, [Op::Sum(vec![0, 1]), Op::Curve(2, bands())]);
    moves(
        &sum,
        &six(&[4.0, 5.0]),
        &six(&[6.0, 5.0]),
        &[". threshold 3 below 10 → 10 to 20"],
    );
}

#[test]
fn a_changed_table_over_a_moved_leaf_shares_what_both_did() {
    let model = |points| over(1, [Op::Curve(0, Shape::Bands(0.0, vec![(10.0, points)]))]);
    // Table 3 → 5 points, leaf below → above: the table ½·(0 + 2), the leaf ½·(3 + 5).
    changes(
        &model(3.0),
        &six(&[9.0]),
        &model(5.0),
        &six(&[11.0]),
        &[
            ". curve 1 points by band (below 10: 0; 10: 3) → points by band (below 10: 0; 10: 5)",
            "twitter.i0 input 4 9 → 11",
        ],
    );
}

#[test]
fn points_by_label_tell_a_changed_table_from_a_changed_label() {
    let model = |mid| Model::of([Op::Points(0, [1.0, mid, 9.0])]);
    let (a, mut b) = (six(&[]), six(&[]));
    b.labels[0] = Label(1);
    changes(
        &model(3.0),
        &a,
        &model(7.0),
        &b,
        &["s0 curve 2 several → several", "size category 4 low → mid"],
    );
}

#[test]
fn a_gate_that_opens_is_one_threshold_and_names_what_moved_its_term() {
    let model = over(
        3,
        [
            Op::Sum(vec![0, 1]),
            Op::Gate {
                term: 3,
                threshold: 10.0,
                part: 2,
                above: false,
            },
        ],
    );
    let (a, b) = (six(&[4.0, 5.0, 7.0]), six(&[8.0, 5.0, 8.0]));
    let diff = moves(&model, &a, &b, &["s4 threshold 8 9 → 13"]);
    let [crossing] = diff.crossings() else {
        panic!("one gate")
    };
    assert_eq!((crossing.before, crossing.after), (9.0, 13.0));
    assert_eq!(crossing.threshold, (10.0, 10.0));
    assert_eq!(crossing.place, Path::new(["s4"]));
    let [term] = &crossing.moves[..] else {
        panic!("one leaf moved the term")
    };
    assert_eq!(
        (term.place.to_string().as_str(), term.effect),
        ("twitter.i0", 4.0)
    );
    // Open on both sides, the part moves the score; closed on both sides, nothing does.
    let open = six(&[9.0, 5.0, 9.0]);
    moves(&model, &b, &open, &["blog.i2 input 1 8 → 9"]);
    moves(&model, &a, &six(&[1.0, 1.0, 1.0]), &[]);
}

#[test]
fn a_choice_of_the_same_label_is_walked_and_of_another_label_is_the_category() {
    let model = over(2, [Op::Choose(0, [0, 1, 0])]);
    let (a, mut b) = (six(&[2.0, 9.0]), six(&[5.0, 9.0]));
    moves(&model, &a, &b, &["twitter.i0 input 3 2 → 5"]);
    b.labels[0] = Label(1);
    moves(&model, &a, &b, &["size category 7 low → mid"]);
}

#[test]
fn an_opaque_function_gives_one_moved_argument_everything_and_several_nothing() {
    let model = over(
        2,
        [Op::Opaque {
            of: vec![0, 1],
            revision: 1,
        }],
    );
    let a = six(&[1.0, 2.0]);
    let one = between(&model, &a, &model, &six(&[3.0, 2.0]));
    let [effect] = one.effects() else {
        panic!("one effect")
    };
    assert_eq!(
        (effect.kind, effect.place.to_string().as_str()),
        (EffectKind::Input, "twitter.i0")
    );
    assert!((effect.effect - one.moved()).abs() < 1e-15);
    let two = between(&model, &a, &model, &six(&[3.0, 4.0]));
    let [effect] = two.effects() else {
        panic!("one effect")
    };
    assert_eq!(
        (effect.kind, effect.place.to_string().as_str()),
        (EffectKind::Opaque, "s2")
    );
    assert_eq!(effect.effect, two.moved());
}

#[test]
fn a_custom_function_of_another_revision_is_replaced() {
    let model = |revision| {
        over(
            1,
            [Op::Custom {
                of: 0,
                jumps: false,
                revision,
                size: 8.0,
            }],
        )
    };
    // 8x/(1 + x) → 16x/(1 + x), x 1 → 3.
    changes(
        &model(1),
        &six(&[1.0]),
        &model(2),
        &six(&[3.0]),
        &[". replaced 8 4 → 12"],
    );
    moves(
        &model(1),
        &six(&[1.0]),
        &six(&[3.0]),
        &["twitter.i0 input 2 1 → 3"],
    );
}

#[test]
fn a_part_that_a_sum_gained_or_lost_is_added_or_removed() {
    let (short, long) = (over(2, [Op::Sum(vec![0])]), over(2, [Op::Sum(vec![0, 1])]));
    changes(
        &short,
        &six(&[1.0, 4.0]),
        &long,
        &six(&[2.0, 4.0]),
        &[
            "last\\.fm.i1 added 4 several → 4",
            "twitter.i0 input 1 1 → 2",
        ],
    );
    let none = over(2, [Op::Sum(vec![])]);
    changes(
        &none,
        &six(&[]),
        &short,
        &six(&[3.0]),
        &["twitter.i0 added 3 several → 3"],
    );
    let other = over(2, [Op::Sum(vec![1])]);
    changes(
        &short,
        &six(&[3.0, 4.0]),
        &other,
        &six(&[3.0, 4.0]),
        &[
            "last\\.fm.i1 added 4 several → 4",
            "twitter.i0 removed -3 3 → several",
        ],
    );
}

#[test]
fn a_factor_that_a_product_gained_is_compared_with_one() {
    let (before, after) = (
        over(2, [Op::Sum(vec![0])]),
        over(2, [Op::Product(vec![0, 1])]),
    );
    changes(
        &before,
        &six(&[2.0, 5.0]),
        &after,
        &six(&[4.0, 5.0]),
        &[
            "last\\.fm.i1 added 12 several → 5",
            "twitter.i0 input 6 2 → 4",
        ],
    );
}

#[test]
fn a_sum_that_became_a_factor_is_not_taken_for_a_product_that_became_a_part() {
    // x·y + z → (x·y + z)·w, all of it without a name.
    let core = [Op::Product(vec![0, 1]), Op::Sum(vec![4, 2])];
    let (before, after) = (
        over(4, core.clone()),
        over(4, core.into_iter().chain([Op::Product(vec![5, 3])])),
    );
    changes(
        &before,
        &six(&[2.0, 3.0, 4.0, 2.0]),
        &after,
        &six(&[2.0, 3.0, 4.0, 2.0]),
        &["i3 added 10 several → 2"],
    );
}

#[test]
fn an_operation_that_became_another_one_is_replaced() {
    let (before, after) = (
        over(2, [Op::Sum(vec![0, 1])]),
        over(2, [Op::Product(vec![0, 1])]),
    );
    changes(
        &before,
        &six(&[2.0, 3.0]),
        &after,
        &six(&[2.0, 3.0]),
        &[". replaced 1 5 → 6"],
    );
}

#[test]
fn parts_that_cancel_under_a_saturating_curve_count_fifty_and_not_hundreds() {
    // 100·logistic(x + y), x 0 → 50 and y 0 → −50: alone each moves half of the scale.
    let model = over(
        2,
        [
            Op::Sum(vec![0, 1]),
            Op::Curve(2, Shape::Logistic(0.0, 1.0)),
            Op::Curve(3, Shape::Linear(100.0, 0.0)),
        ],
    );
    moves(
        &model,
        &six(&[0.0, 0.0]),
        &six(&[50.0, -50.0]),
        &[
            "last\\.fm.i1 input -50 0 → -50",
            "twitter.i0 input 50 0 → 50",
        ],
    );
}

#[test]
fn a_part_that_occurs_twice_counts_twice() {
    let model = over(1, [Op::Sum(vec![0, 0])]);
    moves(
        &model,
        &six(&[2.0]),
        &six(&[5.0]),
        &["twitter.i0 input 6 2 → 5"],
    );
    // By occurrence: one of the two is gone.
    let once = over(1, [Op::Sum(vec![0])]);
    changes(
        &model,
        &six(&[2.0]),
        &once,
        &six(&[5.0]),
        &[
            "twitter.i0 input 3 2 → 5",
            "twitter.i0 removed -2 2 → several",
        ],
    );
}

#[test]
fn a_power_gives_base_and_exponent_their_shapley_values() {
    // The base is 0.5 + |x|: 2^1 → 4^2; the base ½·(2 + 12), the exponent ½·(2 + 12).
    let model = over(2, [Op::Power(0, 1)]);
    moves(
        &model,
        &six(&[1.5, 1.0]),
        &six(&[3.5, 2.0]),
        &["last\\.fm.i1 input 7 1 → 2", "twitter.i0 input 7 1.5 → 3.5"],
    );
}

#[test]
fn a_maximum_credits_whoever_overtakes() {
    let model = over(2, [Op::Maximum(vec![0, 1])]);
    // max(x, y): x alone 0 → 6 over 4 gains 2, last over 1 gains 5; y falls 4 → 1.
    moves(
        &model,
        &six(&[0.0, 4.0]),
        &six(&[6.0, 1.0]),
        &[
            "last\\.fm.i1 input -1.5 4 → 1",
            "twitter.i0 input 3.5 0 → 6",
        ],
    );
    let smallest = over(2, [Op::Minimum(vec![0, 1])]);
    moves(
        &smallest,
        &six(&[0.0, -4.0]),
        &six(&[-6.0, -1.0]),
        &[
            "last\\.fm.i1 input 1.5 -4 → -1",
            "twitter.i0 input -3.5 0 → -6",
        ],
    );
}

#[test]
fn a_constant_beside_a_parameter_does_not_pass_for_it() {
    // 2·p → 3·p: the parameter stands still.
    let model = |factor| {
        Model::of([
            Op::Parameter(0),
            Op::Constant(factor),
            Op::Product(vec![0, 1]),
            Op::Input(0),
            Op::Sum(vec![2, 3]),
        ])
        .with_parameters(&[5.0, 0.0, 0.0])
    };
    let data = six(&[]);
    let diff = changes(
        &model(2.0),
        &data,
        &model(3.0),
        &data,
        &[". constant 5 2 → 3"],
    );
    assert_eq!(diff.effects()[0].before, Value::Number(2.0));
}

#[test]
fn a_clamp_on_one_side_and_a_rounding_on_the_other_are_told_apart_in_both_directions() {
    let (clamped, rounded) = (
        over(2, [Op::Sum(vec![0, 1]), Op::Curve(2, Shape::AtMost(10.0))]),
        over(
            2,
            [Op::Sum(vec![0, 1]), Op::Rounding(2, Mode::Nearest, 5.0)],
        ),
    );
    changes(
        &clamped,
        &six(&[6.0, 6.0]),
        &rounded,
        &six(&[6.0, 7.0]),
        &[
            ". curve 3.333333333 at most 10 → linear(slope 1, intercept 0)",
            ". rounding 1 0 → 2",
            "last\\.fm.i1 input 0.666666667 6 → 7",
        ],
    );
}

/// A sum in the given order, so that only the rounding of the sum differs.
struct Reordered(bool);

impl ScoringModel for Reordered {
    type Input = [f64; 3];

    fn id(&self) -> ModelId {
        ModelId::new("reordered", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, [x, y, z]: &[f64; 3], t: T) -> Result<Term<T>, EvalError> {
        let (x, y, z) = (t.input("x", *x), t.input("y", *y), t.input("z", *z));
        Ok(if self.0 { (x + y) + z } else { x + (y + z) })
    }
}

#[test]
fn noise_that_no_part_explains_is_reported_and_is_not_an_error() {
    // 0.3 + 0.2000005 + 0.1: the two orders round to two neighbours around half a micro-point.
    let record =
        |model: bool, input: &[f64; 3]| -> Breakdown { Reordered(model).breakdown(input).unwrap() };
    let mut found = 0;
    for step in 0..2000 {
        let input = [0.1 + f64::from(step) * 1e-3, 0.2 + 5e-7, 0.3];
        let (a, b) = (record(true, &input), record(false, &input));
        let diff = Diff::between(&a, &b).unwrap();
        if diff.moved_micro() != 0 {
            found += 1;
            assert_eq!(diff.effects().len(), 1);
            assert_eq!(diff.effects()[0].kind, EffectKind::Replaced);
        }
    }
    assert!(found > 0, "the case is reached");
}

#[test]
fn curves_are_compared_by_what_they_are() {
    let model = over(1, [Op::Curve(0, Shape::Tanh)]);
    moves(&model, &six(&[2.0]), &six(&[2.0]), &[]);
    assert_eq!(Curve::tanh(), Curve::tanh());
}

/// A chain or a wide layer of many nodes; the clock is the test runner's.
fn wide(parts: usize, kind: u8) -> Model {
    let leaves = (0..parts).map(Op::Input);
    let curves = (0..parts).map(|of| Op::Curve(of, Shape::Linear(0.5, 1.0)));
    let of: Vec<usize> = (parts..2 * parts).collect();
    let core = match kind {
        0 => Op::Sum(of),
        1 => Op::Maximum(of),
        2 => Op::Minimum(of),
        _ => Op::Product(of),
    };
    Model::of(
        leaves
            .chain(curves)
            .chain([core, Op::Curve(2 * parts, Shape::Clamp(-1e8, 1e8))]),
    )
}

#[test]
fn ten_thousand_nodes_are_compared_in_no_time() {
    for kind in 0..3 {
        let model = wide(5000, kind);
        let a = Data::of(&(0..5000).map(f64::from).collect::<Vec<_>>());
        // A layer of eight moved parts, and one that is too wide to be one.
        for moved in [8, 5000] {
            let mut b = a.clone();
            b.inputs.iter_mut().take(moved).for_each(|x| *x += 1.5);
            let (before, after) = (model.breakdown(&a).unwrap(), model.breakdown(&b).unwrap());
            assert!(before.node_count() > 10_000);
            let diff = Diff::between(&before, &after).unwrap();
            if kind == 0 {
                assert_eq!(diff.effects().len(), moved);
            }
        }
    }
    // A product costs n²/2 only for the factors that move.
    let model = wide(2000, 3);
    let a = Data::of(
        &(0..2000)
            .map(|i| f64::from(i % 7) * 1e-3)
            .collect::<Vec<_>>(),
    );
    let mut b = a.clone();
    b.inputs.iter_mut().take(20).for_each(|x| *x += 1e-3);
    between(&model, &a, &model, &b);
}

#[test]
fn a_chain_of_two_thousand_operations_is_walked_without_recursion() {
    for kind in 0..4 {
        let chain = (0..2000).map(|of: usize| {
            let of = if of == 0 { 0 } else { of + 5 };
            match (kind, of % 4) {
                (0, _) => Op::Curve(of, Shape::Clamp(-100.0, 100.0)),
                (1, _) => Op::Sum(vec![of, 0]),
                (2, 0) => Op::Difference(1, of),
                (2, 1) => Op::Maximum(vec![of, 2]),
                (2, 2) => Op::Rounding(of, Mode::Nearest, 0.25),
                (2, _) => Op::Curve(of, Shape::Tanh),
                _ => Op::Gate {
                    term: of,
                    threshold: 2.5,
                    part: of,
                    above: false,
                },
            }
        });
        let model = over(6, chain);
        let (before, after) = (
            model.breakdown(&six(&[2.0, 1.0])).unwrap(),
            model.breakdown(&six(&[3.0, 1.0])).unwrap(),
        );
        assert!(before.node_count() >= 2000);
        Diff::between(&before, &after).unwrap();
        let stored = serde_json::to_string(&before).unwrap();
        assert_eq!(serde_json::from_str::<Breakdown>(&stored).unwrap(), before);
        assert!(before.to_string().lines().count() > 2000);
    }
}

#[test]
fn many_gates_that_cross_over_one_term_are_told_once_each() {
    let gates = (0..2000_i32).map(|_| Op::Gate {
        term: 2,
        threshold: 5.0,
        part: 1,
        above: false,
    });
    let ops = [Op::Sum(vec![0, 1])]
        .into_iter()
        .chain(gates)
        .chain([Op::Sum((3..2003).collect())]);
    let model = over(2, ops);
    let diff = between(&model, &six(&[1.0, 1.0]), &model, &six(&[7.0, 1.0]));
    assert_eq!((diff.crossings().len(), diff.moved()), (2000, 2000.0));
}

#[test]
fn one_term_that_answers_to_many_is_compared_with_each() {
    // x is one leaf before and five thousand products after.
    let curve = |of| Op::Curve(of, Shape::Linear(2.0, 0.0));
    let names: Vec<usize> = (1..5001).collect();
    let before = Model::of(
        [Op::Input(0)]
            .into_iter()
            .chain((0..5000).map(|_| curve(0)))
            .chain([Op::Sum(names.clone())]),
    )
    .naming(&names);
    let bent = (0..5000).map(|i: usize| Op::Product(vec![0, i % 2]));
    let mut after = Model::of(
        [Op::Input(0)]
            .into_iter()
            .chain((0..5000).map(|i: usize| curve(5002 + i)))
            .chain([Op::Sum(names.clone())]),
    )
    .naming(&names);
    let extra: Vec<_> = bent.map(|_| Op::Product(vec![0, 0])).collect();
    for (i, op) in extra.into_iter().enumerate() {
        after
            .steps
            .insert(1 + i, crate::formula::plain(5002 + i, op));
    }
    let diff = between(&before, &six(&[1.0]), &after, &six(&[1.0]));
    assert_eq!(diff.moved(), 0.0);
}

#[test]
fn a_part_replaced_by_its_negative_is_apportioned_alike_in_both_directions() {
    // p: +1.007 812 5 added and −1.007 812 5 removed at one place, each half a micro-point off.
    let (before, after) = (
        over(2, [Op::Product(vec![0, 1]), Op::Sum(vec![2, 0])]),
        over(
            2,
            [
                Op::Curve(0, Shape::Tanh),
                Op::Product(vec![2, 0]),
                Op::Sum(vec![3, 0, 1]),
            ],
        ),
    );
    for x in [1.007_812_5, -1.007_812_5, 0.5, 3.000_000_5] {
        let (a, b) = (six(&[x, 1.000_000_5]), six(&[-x, 7.25]));
        let (forth, back) = (
            between(&before, &a, &after, &b),
            between(&after, &b, &before, &a),
        );
        let mut forth: Vec<i64> = forth.effects().iter().map(|effect| effect.micro).collect();
        let mut back: Vec<i64> = back.effects().iter().map(|effect| -effect.micro).collect();
        forth.sort_unstable();
        back.sort_unstable();
        assert_eq!(forth, back);
    }
}

/// A formula with most curves and rules in it, and two inputs that move all of it.
fn golden() -> (Model, Data, Data) {
    let model = over(
        6,
        [
            Op::Curve(0, Shape::LogNormal(7.3, 2.9)),
            Op::Curve(1, Shape::LnOfAbs),
            Op::Curve(2, Shape::Logistic(1.7, 0.9)),
            Op::Product(vec![6, 7, 8, 3]),
            Op::Sum(vec![9, 4, 0]),
            Op::Curve(10, Shape::Tanh),
            Op::Maximum(vec![7, 8, 5]),
            Op::Power(12, 2),
            Op::Ratio {
                over: 13,
                under: 10,
                crossing: false,
            },
            Op::Mean(vec![
                part(0, Weight::Number(1.3), 11),
                part(1, Weight::Input(1), 14),
                part(2, Weight::Parameter(0), 8),
            ]),
            Op::Curve(4, Shape::BoundedPower(1.7)),
            Op::Sum(vec![15, 16, 7]),
            Op::Rounding(17, Mode::Ceil, 0.1),
        ],
    );
    (
        model,
        six(&[3.1, 2.7, 0.3, 1.9, -0.7, 4.1]),
        six(&[5.3, 9.1, 1.1, 0.2, 1.3, 0.9]),
    )
}

#[test]
fn golden_effects_have_the_same_bits_everywhere() {
    let (model, a, b) = golden();
    let mut found: Vec<(String, EffectKind, u64)> = Vec::new();
    for (a, b) in [(&a, &b), (&b, &six(&[1.0, 3.0, 0.1, 0.7, 0.2, 2.0]))] {
        let diff = between(&model, a, &model, b);
        let bits = diff
            .effects()
            .iter()
            .map(|e| (e.place.to_string(), e.kind, e.effect.to_bits()));
        found.extend(bits);
    }
    let found: Vec<(&str, EffectKind, u64)> = found
        .iter()
        .map(|(place, kind, bits)| (place.as_str(), *kind, *bits))
        .collect();
    assert_eq!(found, GOLDEN);
}

/// Recorded once; a change here is a change of published explanations.
const GOLDEN: &[(&str, EffectKind, u64)] = &[
    (".", EffectKind::Rounding, 0xbfa6_a5d9_fb56_7d40),
    ("blog.i2", EffectKind::Input, 0x3fd7_4424_340c_b8e8),
    ("i3", EffectKind::Input, 0x3fa1_fd20_3059_b2b4),
    ("last\\.fm.i1", EffectKind::Input, 0x3fef_62eb_e51f_9371),
    ("last\\.fm.i5", EffectKind::Input, 0xbfc9_b1a6_555c_388b),
    ("twitter.i0", EffectKind::Input, 0xbfbf_51e3_7954_90df),
    ("twitter.i4", EffectKind::Input, 0x3ff3_014d_0438_f1b2),
    (".", EffectKind::Rounding, 0x3f93_27cf_5bb8_e280),
    ("blog.i2", EffectKind::Input, 0xbfd2_d644_aa9c_8ec3),
    ("i3", EffectKind::Input, 0xbf87_6aea_a6ab_4242),
    ("last\\.fm.i1", EffectKind::Input, 0xbfee_77e8_d1f6_c2c4),
    ("last\\.fm.i5", EffectKind::Input, 0x3f9d_b963_b62b_f78b),
    ("twitter.i0", EffectKind::Input, 0x3fd4_43b7_a5a8_afad),
    ("twitter.i4", EffectKind::Input, 0xbfe9_ce94_ffea_2ddd),
];

/// One of a few formulas of two inputs and a parameter of 0.
struct Written(u64);

impl ScoringModel for Written {
    type Input = (f64, f64);

    fn id(&self) -> ModelId {
        ModelId::new("written", Version::new(self.0, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, input: &(f64, f64), t: T) -> Result<Term<T>, EvalError> {
        let (a, b) = (t.input("a", input.0), t.input("b", input.1));
        let p = t.parameter("p", 0.0);
        let both = t.sum([b - a]);
        Ok(match self.0 {
            1 => t.gate("g", both, 0.0, p) + p + p + both + both,
            2 => t.gate("g", both, 0.0, p),
            3 => t.product([-a.at_most(2.0), a]) * 3.0,
            _ => t.product([-(a * p * 7.0).at_most(2.0), a]) * 5.0,
        })
    }
}

fn written(before: u64, after: u64, input: (f64, f64)) -> Vec<(String, EffectKind, f64)> {
    let [before, after] =
        [before, after].map(|version| Written(version).breakdown(&input).unwrap());
    let diff = Diff::between(&before, &after).unwrap();
    let back = Diff::between(&after, &before).unwrap();
    let effects = |diff: &Diff| -> Vec<f64> { diff.effects().iter().map(|e| e.effect).collect() };
    assert_eq!(
        sorted(effects(&back).into_iter().map(|effect| -effect).collect()),
        sorted(effects(&diff))
    );
    diff.effects()
        .iter()
        .map(|effect| {
            let rounded = (effect.effect * 1e9).round() / 1e9;
            (effect.place.to_string(), effect.kind, rounded)
        })
        .collect()
}

#[test]
fn a_bracket_that_is_taken_away_twice_takes_each_of_its_parts_twice() {
    for input in [(1.0, -5.0), (1.0, 5.0), (1.0, -0.25)] {
        let found = written(1, 2, input);
        let sum: f64 = found.iter().map(|(.., effect)| effect).sum();
        assert_eq!(sum, -2.0 * (input.1 - input.0), "{found:?}");
        let all_removed = |(.., kind, _): &(String, EffectKind, f64)| *kind == EffectKind::Removed;
        assert!(found.iter().all(all_removed), "{found:?}");
    }
}

#[test]
fn a_negation_under_factors_that_changed_is_no_bracket_to_be_opened() {
    // −3·min(a, 2)·a becomes −5·min(7·p·a, 2)·a, at a = 10.
    let found = written(3, 4, (10.0, 0.0));
    let line = |place: &str, kind, effect| (place.to_owned(), kind, effect);
    assert_eq!(
        found,
        [
            line(".", EffectKind::Constant, -20.0),
            line("a", EffectKind::Constant, -240.0),
            line("p", EffectKind::Added, 320.0),
        ]
    );
}
