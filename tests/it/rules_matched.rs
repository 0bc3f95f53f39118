//! What of one formula goes on in another one, by cases that can be checked by hand.
//!
//! A model looks at all of its inputs, so that one that came was there before, and has no figure of its own then.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    Category as _, Diff, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version,
    attribution::shapley,
    diff::{EffectKind, Value},
};

use crate::{
    formula::{Data, Label, Mode, Model, Op, Part, Shape, Weight, input_path},
    rules_diff::{between, changes, moves, over, part, six},
};

#[test]
fn the_order_of_the_parts_of_a_list_is_nothing() {
    let sum = |order: [usize; 3]| over(3, [Op::Sum(order.to_vec())]);
    changes(
        &sum([0, 1, 2]),
        &six(&[1.0, 2.0, 3.0]),
        &sum([2, 1, 0]),
        &six(&[5.0, 2.0, 4.0]),
        &["blog.i2 input 1 3 → 4", "twitter.i0 input 4 1 → 5"],
    );
    let product = |order: [usize; 2]| over(2, [Op::Product(order.to_vec())]);
    changes(
        &product([0, 1]),
        &six(&[2.0, 3.0]),
        &product([1, 0]),
        &six(&[4.0, 3.0]),
        &["twitter.i0 input 6 2 → 4"],
    );
}

#[test]
fn a_divisor_that_came_is_compared_with_one() {
    // x → x / (y + 1): 2 → 6 / 2. The divisor takes half of the mean of x, and x moves by 4 at the mean of 1 and a half.
    changes(
        &over(1, []),
        &six(&[2.0, 1.0]),
        &over(
            2,
            [Op::Constant(1.0), Op::Sum(vec![1, 2]), Op::Quotient(0, 3)],
        ),
        &six(&[6.0, 1.0]),
        &[
            "last\\.fm.i1 added -2 absent → 2",
            "twitter.i0 input 3 2 → 6",
        ],
    );
}

#[test]
fn a_gate_that_came_takes_what_it_holds_back_and_nothing_while_it_is_open() {
    let gated = |threshold| {
        over(
            2,
            [Op::Gate {
                term: 1,
                threshold,
                part: 0,
                above: false,
            }],
        )
    };
    let free = over(1, []);
    // Closed: 0 → 4. Half of x's move counts, and the gate held back 2 or 4.
    changes(
        &gated(5.0),
        &six(&[2.0, 1.0]),
        &free,
        &six(&[4.0, 1.0]),
        &["s2 threshold 3 0 → 4", "twitter.i0 input 1 2 → 4"],
    );
    changes(
        &gated(1.0),
        &six(&[2.0, 1.0]),
        &free,
        &six(&[4.0, 1.0]),
        &["twitter.i0 input 2 2 → 4"],
    );
}

#[test]
fn steps_of_the_authors_own_over_a_leaf_belong_to_the_leaf() {
    let model = over(
        1,
        [Op::Custom {
            of: 0,
            jumps: true,
            revision: 1,
            size: 5.0,
        }],
    );
    moves(
        &model,
        &six(&[2.0]),
        &six(&[-2.0]),
        &["twitter.i0 input -5 2 → -2"],
    );
}

#[test]
fn what_is_added_to_what_it_was_taken_from_came() {
    // x − p → (x − p) + p: not that p left.
    let without = over(1, [Op::Parameter(0), Op::Difference(0, 1)]);
    let with = over(
        1,
        [Op::Parameter(0), Op::Difference(0, 1), Op::Sum(vec![2, 1])],
    );
    changes(
        &without.with_parameters(&[3.0]),
        &six(&[5.0]),
        &with.with_parameters(&[3.0]),
        &six(&[9.0]),
        &["p0 added 3 several → 3", "twitter.i0 input 4 5 → 9"],
    );
}

#[test]
fn a_mean_that_went_away_around_one_of_its_parts_took_the_others() {
    // (1·4 + 3·8) / 4 → 8: x moves at the mean of a quarter and one, and y held back three quarters of what x is above it.
    let mean = over(
        2,
        [Op::Mean(vec![
            part(0, Weight::Number(1.0), 0),
            part(1, Weight::Number(3.0), 1),
        ])],
    );
    changes(
        &mean,
        &six(&[4.0, 8.0]),
        &over(1, []),
        &six(&[8.0, 8.0]),
        &[
            "part 1 removed -1.5 75.0 % → 0.0 %",
            "twitter.i0 input 2.5 4 → 8",
        ],
    );
}

#[test]
fn one_weight_that_changed_beside_others_is_one_effect() {
    let mean = |weight, values: [usize; 3]| {
        let weights = [Weight::Number(3.0), weight, Weight::Number(8.0)];
        let parts = weights.into_iter().zip(values).enumerate();
        over(
            3,
            [Op::Mean(
                parts
                    .map(|(name, (weight, value))| part(name, weight, value))
                    .collect(),
            )],
        )
    };
    // (3·9 + 5·1 + 8·5) / 16 = 4.5 → (3·9 + 8·1 + 8·5) / 19.
    let data = six(&[9.0, 1.0, 5.0]);
    changes(
        &mean(Weight::Number(5.0), [0, 1, 2]),
        &data,
        &mean(Weight::Number(8.0), [0, 1, 2]),
        &data,
        &["part 1 weight -0.552631579 31.2 % → 42.1 %"],
    );
    // Nothing had a weight: (27 + 40) / 11 → 4.5.
    changes(
        &mean(Weight::Number(0.0), [0, 1, 2]),
        &data,
        &mean(Weight::Number(5.0), [0, 1, 2]),
        &data,
        &["part 1 weight -1.590909091 0.0 % → 31.2 %"],
    );
}

#[test]
fn factors_that_left_beside_one_that_stayed_are_two_effects() {
    // 2·max(x, 6)·3 → x·2: 36 → 8. 6 → 4 at the mean of 3 and 1, and 3 → 1 at the mean of 6 and 4, both twice.
    let both = over(
        1,
        [
            Op::Parameter(0),
            Op::Parameter(1),
            Op::Constant(6.0),
            Op::Maximum(vec![0, 3]),
            Op::Product(vec![4, 1, 2]),
        ],
    );
    let one = over(1, [Op::Parameter(0), Op::Product(vec![0, 1])]);
    changes(
        &both.with_parameters(&[2.0, 3.0]),
        &six(&[4.0]),
        &one.with_parameters(&[2.0, 3.0]),
        &six(&[4.0]),
        &[
            ". curve -8 at least 6 → linear(slope 1, intercept 0)",
            "p1 removed -20 3 → absent",
        ],
    );
}

#[test]
fn a_limit_that_came_inside_another_one_is_compared_with_no_limit() {
    // −10 → −10 within −1 and 5: 9 at one end and nothing at the other, where 5 is 5.
    let before = over(1, [Op::Curve(0, Shape::AtMost(5.0))]);
    let after = over(
        1,
        [
            Op::Curve(0, Shape::Clamp(-1.0, 5.0)),
            Op::Curve(1, Shape::AtMost(5.0)),
        ],
    );
    changes(
        &before,
        &six(&[-10.0]),
        &after,
        &six(&[5.0]),
        &[
            ". curve 4.5 linear(slope 1, intercept 0) → between -1 and 5",
            "twitter.i0 input 10.5 -10 → 5",
        ],
    );
}

#[test]
fn a_mean_of_one_value_by_whatever_weights_is_that_value() {
    let before = over(
        2,
        [Op::Mean(vec![
            part(0, Weight::Parameter(1), 0),
            part(1, Weight::Input(1), 0),
        ])],
    );
    let after = over(
        2,
        [Op::Mean(vec![
            part(0, Weight::Number(2.0), 0),
            part(20, Weight::Number(1.0), 0),
        ])],
    );
    changes(
        &before.with_parameters(&[0.0, 5.0]),
        &six(&[-10.0, 2.0]),
        &after.with_parameters(&[0.0, 5.0]),
        &six(&[0.0, 2.0]),
        &["twitter.i0 input 10 -10 → 0"],
    );
}

#[test]
fn a_sum_of_one_that_became_a_product_of_it_is_the_same() {
    changes(
        &over(1, [Op::Sum(vec![0])]),
        &six(&[0.0]),
        &over(1, [Op::Product(vec![0])]),
        &six(&[5.0]),
        &["twitter.i0 input 5 0 → 5"],
    );
}

#[test]
fn what_is_taken_away_and_added_again_hides_no_curve() {
    // x² − y + y → x − y + y at 3.
    let before = over(
        2,
        [
            Op::Curve(0, Shape::Square),
            Op::Difference(2, 1),
            Op::Sum(vec![3, 1]),
        ],
    );
    let after = over(2, [Op::Difference(0, 1), Op::Sum(vec![2, 1])]);
    let data = six(&[3.0, 4.0]);
    changes(
        &before,
        &data,
        &after,
        &data,
        &["twitter.i0 curve -6 x^2 → linear(slope 1, intercept 0)"],
    );
    // The same beside a limit that is not met.
    let held = |model: Model, of| {
        let limit = Op::Curve(of, Shape::Clamp(0.0, 15.0));
        Model::of(model.steps.into_iter().map(|step| step.op).chain([limit]))
    };
    changes(
        &held(before, 4),
        &data,
        &held(after, 3),
        &data,
        &["twitter.i0 curve -6 x^2 → linear(slope 1, intercept 0)"],
    );
}

#[test]
fn a_number_under_factors_that_stayed_is_told_as_it_was_written() {
    // 1.25·1.25·((x + y) − 2) with 4 for 2.
    let model = |number| {
        over(
            2,
            [
                Op::Sum(vec![0, 1]),
                Op::Constant(number),
                Op::Difference(2, 3),
                Op::Constant(1.25),
                Op::Product(vec![4, 5]),
                Op::Product(vec![6, 5]),
            ],
        )
        .naming(&[4])
    };
    changes(
        &model(2.0),
        &six(&[1.0, 7.0]),
        &model(4.0),
        &six(&[3.0, 6.0]),
        &[
            "last\\.fm.i1 input -1.5625 7 → 6",
            "s4 constant -3.125 2 → 4",
            "twitter.i0 input 3.125 1 → 3",
        ],
    );
}

#[test]
fn numbers_that_left_beside_a_limit_that_was_not_met_are_one_effect() {
    // 2·x·p·1.25 with p within 0 and 8, which it is → x·p: 30 → 12.
    let before = over(
        1,
        [
            Op::Parameter(0),
            Op::Constant(2.0),
            Op::Curve(1, Shape::Clamp(0.0, 8.0)),
            Op::Constant(1.25),
            Op::Product(vec![2, 0, 3, 4]),
        ],
    );
    let after = over(1, [Op::Parameter(0), Op::Product(vec![0, 1])]);
    changes(
        &before.with_parameters(&[3.0]),
        &six(&[4.0]),
        &after.with_parameters(&[3.0]),
        &six(&[4.0]),
        &[". constant -18 2.5 → 1"],
    );
}

#[test]
fn the_parts_of_a_ratio_that_have_no_leaf_in_common_have_their_shapley_values() {
    // 6 / 8 → 4 / 4: −2 at the mean of 1/8 and 1/4, and the rest.
    let model = |of: &[usize]| {
        over(
            4,
            [
                Op::Maximum(of.to_vec()),
                Op::Constant(2.0),
                Op::Sum(vec![2, 5]),
                Op::Quotient(4, 6),
            ],
        )
    };
    for (before, after) in [
        (vec![0, 1], vec![0, 1]),
        (vec![0, 1, 0], vec![0, 0]),
        (vec![1, 0, 0, 3], vec![0, 0]),
    ] {
        changes(
            &model(&before),
            &six(&[6.0, 1.0, 6.0]),
            &model(&after),
            &six(&[4.0, 1.0, 2.0]),
            &["blog.i2 input 0.625 6 → 2", "twitter.i0 input -0.375 6 → 4"],
        );
    }
}

#[test]
fn a_part_that_came_beside_a_factor_leaves_the_factor_what_it_is() {
    // x·p → x·(max(y, 6) + p): 2·3 → 2·(8 + 5).
    let before = over(
        3,
        [
            Op::Parameter(0),
            Op::Curve(2, Shape::Tanh),
            Op::Product(vec![0, 3, 4]),
        ],
    );
    let after = over(
        3,
        [
            Op::Parameter(0),
            Op::Curve(2, Shape::Tanh),
            Op::Constant(6.0),
            Op::Maximum(vec![1, 5]),
            Op::Sum(vec![6, 3]),
            Op::Product(vec![0, 7, 4]),
        ],
    );
    changes(
        &before.with_parameters(&[3.0]),
        &six(&[2.0, 8.0, 40.0]),
        &after.with_parameters(&[5.0]),
        &six(&[2.0, 8.0, 40.0]),
        &["last\\.fm.i1 added 16 several → 8", "p0 parameter 4 3 → 5"],
    );
}

#[test]
fn a_curve_that_became_a_table_over_a_sum_is_told_where_it_stands() {
    // x² → 1 below 4, else 10, of x + y.
    let model = |shape| over(2, [Op::Sum(vec![0, 1]), Op::Curve(2, shape)]);
    changes(
        &model(Shape::Square),
        &six(&[1.0, 2.0]),
        &model(Shape::Bands(1.0, vec![(4.0, 10.0)])),
        &six(&[3.0, 2.0]),
        &[
            ". curve -11.5 x^2 → points by band (below 4: 1; 4: 10)",
            ". threshold 12.5 3 → 4 and more",
        ],
    );
}

#[test]
fn a_table_that_came_around_a_limit_adds_what_it_adds() {
    let before = over(1, [Op::Curve(0, Shape::Clamp(0.0, 10.0))]).naming(&[1]);
    let after = over(
        1,
        [
            Op::Curve(0, Shape::Clamp(0.0, 10.0)),
            Op::Curve(1, Shape::Bands(1.0, vec![(0.0, 3.0)])),
            Op::Rounding(2, Mode::Nearest, 1.0),
        ],
    )
    .naming(&[1]);
    changes(
        &before,
        &six(&[3.0]),
        &after,
        &six(&[5.0]),
        &[
            "s1 curve -2 linear(slope 1, intercept 0) → points by band (below 0: 1; 0: 3)",
            "twitter.i0 input 2 3 → 5",
        ],
    );
}

#[test]
fn parts_in_another_order_under_a_number() {
    let model = |order: [usize; 2], numbers: usize| {
        let constants = (0..numbers).map(|_| Op::Constant(0.5));
        let product = 2 + numbers;
        let ops = constants.chain([Op::Product(order.to_vec()), Op::Product(vec![product, 2])]);
        over(2, ops)
    };
    // 0.5·x·y: 2 → 4 at the mean of 3 and 5, 3 → 5 at the mean of 2 and 4.
    for numbers in [1, 2] {
        changes(
            &model([0, 1], 1),
            &six(&[2.0, 3.0]),
            &model([1, 0], numbers),
            &six(&[4.0, 5.0]),
            &["last\\.fm.i1 input 3 3 → 5", "twitter.i0 input 4 2 → 4"],
        );
    }
}

#[test]
fn what_came_or_went_around_counts_from_either_side() {
    let free = over(1, []);
    let under = over(
        2,
        [Op::Constant(1.0), Op::Sum(vec![1, 2]), Op::Quotient(0, 3)],
    );
    changes(
        &free,
        &six(&[6.0, 1.0]),
        &under,
        &six(&[2.0, 1.0]),
        &[
            "last\\.fm.i1 added -2 absent → 2",
            "twitter.i0 input -3 6 → 2",
        ],
    );
    changes(
        &under,
        &six(&[6.0, 1.0]),
        &free,
        &six(&[2.0, 1.0]),
        &[
            "last\\.fm.i1 removed 2 2 → absent",
            "twitter.i0 input -3 6 → 2",
        ],
    );
    let gated = over(
        2,
        [Op::Gate {
            term: 1,
            threshold: 5.0,
            part: 0,
            above: false,
        }],
    );
    changes(
        &gated,
        &six(&[4.0, 1.0]),
        &free,
        &six(&[2.0, 1.0]),
        &["s2 threshold 3 0 → 2", "twitter.i0 input -1 4 → 2"],
    );
    changes(
        &free,
        &six(&[4.0, 1.0]),
        &gated,
        &six(&[2.0, 1.0]),
        &["s2 threshold -3 4 → 0", "twitter.i0 input -1 4 → 2"],
    );
    let table = |ops: Vec<Op>| {
        over(
            1,
            [Op::Curve(0, Shape::Clamp(0.0, 10.0))]
                .into_iter()
                .chain(ops),
        )
        .naming(&[1])
    };
    let bands = Op::Curve(1, Shape::Bands(1.0, vec![(0.0, 3.0)]));
    changes(
        &table(vec![]),
        &six(&[5.0]),
        &table(vec![bands.clone(), Op::Rounding(2, Mode::Nearest, 1.0)]),
        &six(&[4.0]),
        &[
            "s1 curve -1 linear(slope 1, intercept 0) → points by band (below 0: 1; 0: 3)",
            "twitter.i0 input -1 5 → 4",
        ],
    );
}

#[test]
fn what_came_around_counts_times_what_it_stands_under() {
    let free = over(2, [Op::Constant(3.0), Op::Product(vec![0, 2])]);
    let gated = over(
        2,
        [
            Op::Gate {
                term: 1,
                threshold: 5.0,
                part: 0,
                above: false,
            },
            Op::Constant(3.0),
            Op::Product(vec![2, 3]),
        ],
    );
    changes(
        &gated,
        &six(&[2.0, 1.0]),
        &free,
        &six(&[4.0, 1.0]),
        &["s2 threshold 9 0 → 4", "twitter.i0 input 3 2 → 4"],
    );
    let under = over(
        2,
        [
            Op::Constant(1.0),
            Op::Sum(vec![1, 2]),
            Op::Quotient(0, 3),
            Op::Constant(3.0),
            Op::Product(vec![4, 5]),
        ],
    );
    changes(
        &free,
        &six(&[2.0, 1.0]),
        &under,
        &six(&[6.0, 1.0]),
        &[
            "last\\.fm.i1 added -6 several → 2",
            "twitter.i0 input 9 2 → 6",
        ],
    );
}

#[test]
fn a_curve_that_changed_under_a_factor_that_came() {
    // A(x) = 2, B(x) = 6 at 1: 2 → 3·6.
    let line = |first: f64| {
        Op::Curve(
            0,
            Shape::Piecewise(vec![(1.0, first), (2.0, 7.0), (3.0, -4.0)]),
        )
    };
    let before = over(1, [line(2.0)]);
    let after = over(1, [Op::Parameter(0), line(6.0), Op::Product(vec![2, 1])]);
    let data = six(&[1.0]);
    changes(
        &before.with_parameters(&[3.0]),
        &data,
        &after.with_parameters(&[3.0]),
        &data,
        &[
            ". curve 8 piecewise linear (1: 2; 2: 7; 3: -4) → piecewise linear (1: 6; 2: 7; 3: -4)",
            "p0 added 8 absent → 3",
        ],
    );
}

#[test]
fn parts_of_a_mean_are_known_by_their_names() {
    let mean = |order: [usize; 3], first: f64| {
        let parts = order.into_iter().map(|at| {
            part(
                at,
                Weight::Number(if at == 0 { first } else { 3.0 }),
                at.min(1),
            )
        });
        over(2, [Op::Mean(parts.collect())])
    };
    let data = six(&[-6.0, 9.0]);
    // (−6 + 9 + 9)·3 / 9 → (−6 + 27 + 27) / 7.
    changes(
        &mean([0, 1, 2], 3.0),
        &data,
        &mean([1, 2, 0], 1.0),
        &data,
        &["part 0 weight 2.857142857 33.3 % → 14.3 %"],
    );
    changes(
        &mean([0, 1, 2], 3.0),
        &data,
        &mean([0, 1, 2], 1.0),
        &data,
        &["part 0 weight 2.857142857 33.3 % → 14.3 %"],
    );
}

#[test]
fn one_value_may_be_several_parts_of_a_mean() {
    let second = Part {
        absent: Some(0),
        ..part(1, Weight::Number(1.0), 0)
    };
    let model = over(
        2,
        [Op::Mean(vec![
            part(0, Weight::Number(1.0), 0),
            second,
            part(2, Weight::Number(1.0), 1),
        ])],
    );
    let (mut a, b) = (six(&[6.0, 0.0]), six(&[6.0, 0.0]));
    a.absent[0] = true;
    // 6 / 2 → 12 / 3.
    moves(&model, &a, &b, &["part 1 added 1 0.0 % → 33.3 %"]);
    // 3 → 7. x and y moved at the mean of a half and a third, and the part came at a third above the mean of 3 and 6.
    moves(
        &model,
        &a,
        &six(&[9.0, 3.0]),
        &[
            "last\\.fm.i1 input 1.25 0 → 3",
            "part 1 added 1.5 0.0 % → 33.3 %",
            "twitter.i0 input 1.25 6 → 9",
        ],
    );
}

#[test]
fn what_is_watched_does_not_go_on_in_what_is_counted() {
    let gate = over(
        2,
        [Op::Gate {
            term: 1,
            threshold: 5.0,
            part: 0,
            above: false,
        }],
    );
    let held = over(2, [Op::Curve(1, Shape::Clamp(0.0, 10.0))]);
    let data = six(&[7.0, 2.0]);
    changes(&gate, &data, &held, &data, &[". replaced 2 0 → 2"]);
}

#[test]
fn a_divisor_that_came_under_a_factor_leaves_the_factor_what_it_is() {
    // x·p + y → x·p/(z + 1) + y rounded: 2·6 → 2·6/3.
    let before = over(
        3,
        [
            Op::Parameter(0),
            Op::Product(vec![0, 3]),
            Op::Sum(vec![4, 1]),
        ],
    );
    let after = over(
        3,
        [
            Op::Parameter(0),
            Op::Constant(1.0),
            Op::Sum(vec![2, 4]),
            Op::Quotient(3, 5),
            Op::Product(vec![0, 6]),
            Op::Sum(vec![7, 1]),
        ],
    );
    let data = six(&[2.0, 5.0, 2.0]);
    changes(
        &before.with_parameters(&[6.0]),
        &data,
        &after.with_parameters(&[6.0]),
        &data,
        &["blog.i2 added -8 several → 3"],
    );
}

#[test]
fn a_number_that_came_beside_a_factor_that_stands_there_twice() {
    // p·tanh(p)·x → p·tanh(p)·2·x where tanh(p) is 1 at 40 and at 50: the number 40·3 at first, 50·3 at last.
    let model = |number: Option<f64>| {
        let mut ops = vec![Op::Parameter(0), Op::Curve(1, Shape::Tanh)];
        let mut factors = vec![1, 2];
        if let Some(number) = number {
            ops.push(Op::Constant(number));
            factors.push(3);
        }
        let inner = 1 + ops.len();
        ops.push(Op::Product(factors));
        ops.push(Op::Product(vec![inner, 0]));
        over(1, ops)
    };
    changes(
        &model(None).with_parameters(&[40.0]),
        &six(&[3.0]),
        &model(Some(2.0)).with_parameters(&[50.0]),
        &six(&[3.0]),
        &[". constant 135 1 → 2", "p0 parameter 45 40 → 50"],
    );
}

#[test]
fn a_part_that_came_beside_one_that_moved_under_a_curve() {
    // (x + y)² → (x + y + z)²: 1 → 36, x by 2 and z by 3.
    let model = |of: &[usize]| over(3, [Op::Sum(of.to_vec()), Op::Curve(3, Shape::Square)]);
    // x: 3² − 1² first, 6² − 4² last; z: 4² − 1² first, 6² − 3² last.
    changes(
        &model(&[0, 1]),
        &six(&[0.0, 1.0, 3.0]),
        &model(&[0, 1, 2]),
        &six(&[2.0, 1.0, 3.0]),
        &["blog.i2 added 21 several → 3", "twitter.i0 input 14 0 → 2"],
    );
    // The same beside 2·y.
    changes(
        &model(&[0, 1, 1]),
        &six(&[0.0, 0.5, 3.0]),
        &model(&[0, 1, 2, 1]),
        &six(&[2.0, 0.5, 3.0]),
        &["blog.i2 added 21 several → 3", "twitter.i0 input 14 0 → 2"],
    );
}

#[test]
fn a_bracket_that_came_under_a_factor_is_around_what_stayed() {
    // x + y → 2·(x + y + z)·p·0.5.
    let before = over(3, [Op::Sum(vec![0, 1])]);
    let after = over(
        3,
        [
            Op::Parameter(0),
            Op::Constant(0.5),
            Op::Sum(vec![0, 1, 2]),
            Op::Product(vec![5, 3]),
            Op::Product(vec![6, 4]),
        ],
    );
    // 3 → 0.5·3·(1 + 4 + 6).
    changes(
        &before.with_parameters(&[3.0]),
        &six(&[1.0, 2.0, 6.0]),
        &after.with_parameters(&[3.0]),
        &six(&[1.0, 4.0, 6.0]),
        &[
            ". constant -4 1 → 0.5",
            "blog.i2 added 9 several → 6",
            "last\\.fm.i1 input 2.5 2 → 4",
            "p0 added 6 absent → 3",
        ],
    );
}

#[test]
fn a_rounding_under_a_factor_that_came_is_told_where_it_stands() {
    let before = over(
        1,
        [
            Op::Parameter(0),
            Op::Parameter(1),
            Op::Rounding(1, Mode::Nearest, 1.0),
            Op::Product(vec![2, 3]),
        ],
    );
    let after = over(1, [Op::Parameter(0)]);
    changes(
        &before.with_parameters(&[5.75, 8.0]),
        &six(&[1.0]),
        &after.with_parameters(&[5.75, 8.0]),
        &six(&[1.0]),
        &[
            "p0 rounding -1.125 0.25 → 0",
            "p1 removed -41.125 8 → absent",
        ],
    );
}

#[test]
fn a_largest_that_became_a_smallest_is_replaced() {
    changes(
        &over(2, [Op::Maximum(vec![0, 1])]),
        &six(&[10.0, 0.0]),
        &over(2, [Op::Minimum(vec![0, 1])]),
        &six(&[0.0, 0.0]),
        &[". replaced -10 10 → 0"],
    );
}

#[test]
fn a_part_that_left_a_sum_that_is_held_now_left_as_a_whole() {
    // x + y → x within −5 and 5: y was −1, and what is held back is 2 at −7 and 4 at −9.
    changes(
        &over(2, [Op::Sum(vec![0, 1])]),
        &six(&[-7.0, -1.0]),
        &over(1, [Op::Sum(vec![0]), Op::Curve(1, Shape::Clamp(-5.0, 5.0))]),
        &six(&[-9.0, -1.0]),
        &[
            ". curve 3 linear(slope 1, intercept 0) → between -5 and 5",
            "last\\.fm.i1 removed 1 -1 → absent",
            "twitter.i0 input -1 -7 → -9",
        ],
    );
}

#[test]
fn a_parameter_that_does_nothing_but_hold_is_a_limit() {
    let limit = |ops: Vec<Op>| {
        let after = over(1, [Op::Parameter(0)].into_iter().chain(ops));
        let (after, data) = (after.with_parameters(&[8.0]), six(&[5.0]));
        let diff = changes(
            &over(1, []),
            &data,
            &after,
            &data,
            &["p0 added 3 absent → 8"],
        );
        diff.effects()[0].after.clone()
    };
    assert_eq!(limit(vec![Op::Maximum(vec![0, 1])]), Value::Limit(8.0));
    // What is added is none, nor what holds only numbers.
    let numbers = [
        Op::Constant(5.0),
        Op::Minimum(vec![1, 2]),
        Op::Constant(2.0),
        Op::Difference(3, 4),
        Op::Sum(vec![0, 5]),
    ];
    let after = over(1, [Op::Parameter(0)].into_iter().chain(numbers)).with_parameters(&[8.0]);
    let diff = between(&over(1, []), &six(&[5.0]), &after, &six(&[5.0]));
    let limits = diff
        .effects()
        .iter()
        .filter(|effect| matches!(effect.after, Value::Limit(_)));
    assert_eq!(limits.count(), 0);
    let sum = over(1, [Op::Parameter(0), Op::Sum(vec![0, 1])]).with_parameters(&[8.0]);
    let diff = between(&over(1, []), &six(&[5.0]), &sum, &six(&[5.0]));
    assert_eq!(diff.effects()[0].after, Value::Number(8.0));
    // Nor what counts elsewhere as well.
    let twice = over(
        1,
        [
            Op::Parameter(0),
            Op::Maximum(vec![0, 1]),
            Op::Sum(vec![2, 1]),
        ],
    );
    let diff = between(
        &over(1, []),
        &six(&[5.0]),
        &twice.with_parameters(&[8.0]),
        &six(&[5.0]),
    );
    let limits = diff
        .effects()
        .iter()
        .filter(|effect| matches!(effect.after, Value::Limit(_)));
    assert_eq!(limits.count(), 0);
}

#[test]
fn an_opaque_function_of_another_revision_is_replaced() {
    let model = |revision| {
        over(
            2,
            [Op::Opaque {
                of: vec![0, 1],
                revision,
            }],
        )
    };
    let diff = between(&model(1), &six(&[1.0, 2.0]), &model(2), &six(&[3.0, 5.0]));
    let kinds: Vec<EffectKind> = diff.effects().iter().map(|effect| effect.kind).collect();
    assert_eq!(kinds, [EffectKind::Replaced]);
}

#[test]
fn a_move_that_is_lost_in_its_size_gives_an_opaque_function_no_slope() {
    let model = over(
        2,
        [Op::Opaque {
            of: vec![0, 1],
            revision: 1,
        }],
    );
    let kinds = |to: f64| {
        let diff = between(&model, &six(&[2.0, 3.0]), &model, &six(&[to, 3.0]));
        diff.effects()
            .iter()
            .map(|effect| effect.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds(2.1), [EffectKind::Input]);
    assert_eq!(kinds(2.0 + 1e-7), [EffectKind::Opaque]);
}

#[test]
fn a_move_that_is_lost_in_its_size_has_the_slope_of_the_authors_own_function() {
    // 5x / (1 + x) at 100 has the slope 5 / 101². The quotient of the differences would be off by a hundredth.
    let model = over(
        1,
        [Op::Custom {
            of: 0,
            jumps: false,
            revision: 1,
            size: 5.0,
        }],
    );
    for small in [3e-12, 7e-12, 1e-11] {
        let to = 100.0 + 100.0 * small;
        let diff = between(&model, &six(&[100.0]), &model, &six(&[to]));
        let effect: f64 = diff
            .effects()
            .iter()
            .filter(|effect| effect.kind == EffectKind::Input)
            .map(|effect| effect.effect)
            .sum();
        let expected = (to - 100.0) * 5.0 / (101.0 * 101.0);
        assert!((effect / expected - 1.0).abs() < 1e-5, "{small} {diff}");
    }
}

#[test]
fn steps_and_tables_over_another_leaf_are_no_move_of_either() {
    let stairs = |of| {
        over(
            2,
            [Op::Custom {
                of,
                jumps: true,
                revision: 1,
                size: 5.0,
            }],
        )
    };
    let data = six(&[2.0, -2.0]);
    changes(
        &stairs(0),
        &data,
        &stairs(1),
        &data,
        &[". threshold -5 1 → -4"],
    );
    let table = |of| over(2, [Op::Curve(of, Shape::Bands(1.0, vec![(0.0, 3.0)]))]);
    changes(
        &table(0),
        &data,
        &table(1),
        &data,
        &[". threshold -2 0 and more → below 0"],
    );
}

#[test]
fn figures_of_several_moves_are_not_printed() {
    let model = |mid| Model::of([Op::Points(0, [1.0, mid, 9.0])]);
    let (a, mut b) = (six(&[]), six(&[]));
    b.labels[0] = Label(1);
    let text = between(&model(3.0), &a, &model(7.0), &b).to_string();
    assert!(!text.contains("several"), "{text}");
    assert!(text.contains("size: category, low → mid"), "{text}");
}

#[test]
fn a_parameter_that_became_a_mean_with_others_stays_what_it_is() {
    // 2·4 → 2·(2·4 + 6·8) / 8.
    let before = over(1, [Op::Parameter(0), Op::Product(vec![0, 1])]);
    let mean = vec![
        part(0, Weight::Number(2.0), 1),
        part(1, Weight::Parameter(2), 2),
    ];
    let after = over(
        1,
        [
            Op::Parameter(0),
            Op::Parameter(1),
            Op::Mean(mean),
            Op::Product(vec![0, 3]),
        ],
    );
    let (data, parameters) = (six(&[2.0]), [4.0, 8.0, 6.0]);
    changes(
        &before.with_parameters(&parameters),
        &data,
        &after.with_parameters(&parameters),
        &data,
        &["part 1 added 6 0.0 % → 75.0 %"],
    );
}

#[test]
fn a_divisor_that_is_a_parameter_left() {
    // 8·3 / 4 → 8·3.
    let before = over(
        1,
        [
            Op::Parameter(0),
            Op::Parameter(1),
            Op::Product(vec![0, 1]),
            Op::Quotient(3, 2),
        ],
    );
    let after = over(1, [Op::Parameter(0), Op::Product(vec![0, 1])]);
    let (data, parameters) = (six(&[8.0]), [3.0, 4.0]);
    changes(
        &before.with_parameters(&parameters),
        &data,
        &after.with_parameters(&parameters),
        &data,
        &["p1 removed 18 4 → absent"],
    );
}

/// Points by a label of three, or by whatever label there is.
struct Open {
    open: bool,
    mid: f64,
}

impl ScoringModel for Open {
    type Input = usize;

    fn id(&self) -> ModelId {
        ModelId::new("open", Version::new(1 + u64::from(self.open), 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, label: &usize, t: T) -> Result<Term<T>, EvalError> {
        let points = |label: &str| match label {
            "low" => 1.0,
            "mid" => self.mid,
            _ => 9.0,
        };
        let label = Label(*label);
        Ok(if self.open {
            let text = label.label().to_owned();
            t.category("size", &text)
                .points("points", |text| points(text))
        } else {
            t.category("size", &label)
                .points("points", |label| points(label.label()))
        })
    }
}

#[test]
fn one_known_cross_value_tells_an_open_table_from_another_one() {
    let lines = |(a, from): (Open, usize), (b, to): (Open, usize)| {
        let diff = Diff::between(&a.breakdown(&from).unwrap(), &b.breakdown(&to).unwrap()).unwrap();
        let effects = diff.effects().iter();
        effects
            .map(|effect| (effect.place.to_string(), effect.kind, effect.effect))
            .collect::<Vec<_>>()
    };
    let closed = |mid| Open { open: false, mid };
    let open = |mid| Open { open: true, mid };
    let line = |place: &str, kind, effect| (place.to_owned(), kind, effect);
    // The table of three knows 3 for what the other one gives 3: all of the move is the label's.
    let label = |effect| [line("size", EffectKind::Category, effect)];
    assert_eq!(lines((closed(3.0), 0), (open(3.0), 1)), label(2.0));
    assert_eq!(lines((open(3.0), 1), (closed(3.0), 0)), label(-2.0));
    assert_eq!(lines((closed(3.0), 2), (open(3.0), 1)), label(-6.0));
    assert_eq!(lines((open(3.0), 1), (closed(3.0), 2)), label(6.0));
    // It knows 3 where the other one gives 5, which knows nothing of "low".
    let replaced = |effect| [line("points", EffectKind::Replaced, effect)];
    assert_eq!(lines((closed(3.0), 0), (open(5.0), 1)), replaced(4.0));
    assert_eq!(lines((open(5.0), 1), (closed(3.0), 0)), replaced(-4.0));
    assert_eq!(lines((closed(3.0), 2), (open(5.0), 1)), replaced(-4.0));
    assert_eq!(lines((open(5.0), 1), (closed(3.0), 2)), replaced(4.0));
}

#[test]
fn what_is_made_of_parameters_and_became_something_else_is_one_number() {
    let mean = vec![
        part(0, Weight::Number(1.0), 1),
        part(1, Weight::Number(1.0), 2),
    ];
    let model = |parameter, number, made: &Op| {
        let ops = [Op::Parameter(parameter), Op::Constant(number)];
        let ops = ops
            .into_iter()
            .chain([made.clone(), Op::Product(vec![0, 3])]);
        over(1, ops).with_parameters(&[5.0, 7.0])
    };
    // x·(5 + 3) → x·(7 + 4), and x·4 → x·5.5 where it is their mean.
    for (made, number, moved, figures) in [
        (Op::Sum(vec![1, 2]), 9.0, 19.0, "8 → 11"),
        (Op::Mean(mean), 4.5, 9.5, "4 → 5.5"),
    ] {
        changes(
            &model(0, 3.0, &made),
            &six(&[2.0]),
            &model(1, 4.0, &made),
            &six(&[4.0]),
            &[
                &format!("twitter.i0 input {moved} 2 → 4"),
                &format!("twitter.i0 constant {number} {figures}"),
            ],
        );
    }
}

#[test]
fn what_a_ratio_has_in_common_may_be_a_label_or_a_curve_of_the_population() {
    // (3 + P) / (Q + y): P 1 → 3 and Q 1 → 2 by one label, y 1 → 2. With v̄ = 3 and q̄ = 7/4, y has −7/12 and the label 1/12.
    let model = over(
        2,
        [
            Op::Points(0, [1.0, 3.0, 9.0]),
            Op::Points(0, [1.0, 2.0, 9.0]),
            Op::Sum(vec![0, 2]),
            Op::Sum(vec![3, 1]),
            Op::Quotient(4, 5),
        ],
    );
    let (a, mut b) = (six(&[3.0, 1.0]), six(&[3.0, 2.0]));
    b.labels[0] = Label(1);
    moves(
        &model,
        &a,
        &b,
        &[
            "last\\.fm.i1 input -0.583333333 1 → 2",
            "size category 0.083333333 low → mid",
        ],
    );
    // P / (P + y): P 2 → 4 by its curve, y 1 → 2. With v̄ = 9/2 and q̄ = 2/3, y has −4/27 and the curve 4/27.
    let model = |shape| {
        over(
            2,
            [
                Op::Population(0, shape),
                Op::Sum(vec![2, 1]),
                Op::Quotient(2, 3),
            ],
        )
    };
    changes(
        &model(Shape::Linear(2.0, 0.0)),
        &six(&[1.0, 1.0]),
        &model(Shape::Linear(4.0, 0.0)),
        &six(&[1.0, 2.0]),
        &[
            "last\\.fm.i1 input -0.148148148 1 → 2",
            "population.s2 reference 0.148148148 linear(slope 2, intercept 0) → linear(slope 4, intercept 0)",
        ],
    );
}

#[test]
fn a_part_that_came_into_a_mean_whose_weights_are_data_is_one_effect() {
    // Weights |w| and 3 of x and y, and 2 of z that came: (2·x + 3·y) / 5 → (2·x + 3·y + 2·z) / 7.
    let first = |value| part(0, Weight::Input(2), value);
    let before = over(
        3,
        [Op::Mean(vec![first(0), part(1, Weight::Number(3.0), 1)])],
    );
    let after = over(
        4,
        [Op::Mean(vec![
            first(0),
            part(1, Weight::Number(3.0), 1),
            part(20, Weight::Number(2.0), 3),
        ])],
    );
    let data = six(&[5.0, 10.0, 2.0, 15.0]);
    // 8 → 10.
    changes(
        &before,
        &data,
        &after,
        &data,
        &["part 20 added 2 0.0 % → 28.6 %"],
    );
}

#[test]
fn what_would_have_been_out_of_all_proportion_is_no_part_of_what_was() {
    // x / y, both 2000 → 1: 1 → 1, and 2000 if only one had moved. So x has −1999 at the mean of the denominators.
    let ratio = over(2, [Op::Quotient(0, 1)]);
    moves(
        &ratio,
        &six(&[2000.0, 2000.0]),
        &six(&[1.0, 1.0]),
        &[
            "last\\.fm.i1 input 1.998001 2000 → 1",
            "twitter.i0 input -1.998001 2000 → 1",
        ],
    );
    // 1000 is in proportion: −999 at the mean of 1/1000 and 1.
    moves(
        &ratio,
        &six(&[1000.0, 1000.0]),
        &six(&[1.0, 1.0]),
        &[
            "last\\.fm.i1 input 499.9995 1000 → 1",
            "twitter.i0 input -499.9995 1000 → 1",
        ],
    );
    // 10000⁻² → ½², with 10000² between them.
    let power = over(2, [Op::Power(0, 1)]);
    let diff = between(&power, &six(&[9999.5, -2.0]), &power, &six(&[0.0, 2.0]));
    let kinds: Vec<EffectKind> = diff.effects().iter().map(|effect| effect.kind).collect();
    assert_eq!(kinds, [EffectKind::Replaced]);
}

#[test]
fn a_part_of_a_mean_with_another_name_has_the_same_one_of_both_whichever_came_first() {
    let mean = |name, weight| {
        let parts = vec![
            part(name, Weight::Number(weight), 0),
            part(1, Weight::Number(2.0), 1),
            part(2, Weight::Number(5.0), 2),
        ];
        over(3, [Op::Mean(parts)])
    };
    // (1·9 + 2·1 + 5·1) / 8 = 2 → (3·9 + 7) / 10.
    let data = six(&[9.0, 1.0, 1.0]);
    let (one, other) = (mean(0, 1.0), mean(5, 3.0));
    changes(
        &one,
        &data,
        &other,
        &data,
        &["part 0 weight 1.4 12.5 % → 30.0 %"],
    );
    changes(
        &other,
        &data,
        &one,
        &data,
        &["part 0 weight -1.4 30.0 % → 12.5 %"],
    );
}

#[test]
fn a_curve_that_changed_under_one_that_stayed_goes_through_it() {
    // (2·S + 1)² → (3·S)² where S goes from 3 to 4: 7 → 12 under a square, whose secant is 19. The line has 2 at first and 3 at
    // last, and so has what moved by 1 under both.
    let model = |line| {
        over(
            2,
            [
                Op::Sum(vec![0, 1]),
                Op::Curve(2, line),
                Op::Curve(3, Shape::Square),
            ],
        )
    };
    changes(
        &model(Shape::Linear(2.0, 1.0)),
        &six(&[1.0, 2.0]),
        &model(Shape::Linear(3.0, 0.0)),
        &six(&[2.0, 2.0]),
        &[
            ". curve 47.5 linear(slope 2, intercept 1) → linear(slope 3, intercept 0)",
            "twitter.i0 input 47.5 1 → 2",
        ],
    );
}

#[test]
fn as_many_factors_as_are_taken_one_by_one_have_their_values_under_a_curve() {
    let leaves = [Op::Reference(0), Op::Reference(1)];
    let product = |more: Vec<Op>| {
        let mut ops: Vec<Op> = leaves.iter().cloned().chain(more).collect();
        let factors = (0..6 + ops.len()).collect();
        ops.push(Op::Product(factors));
        ops.push(Op::Curve(5 + ops.len(), Shape::Square));
        over(6, ops)
    };
    let values = |model: &Model, a: &Data, b: &Data| {
        let at = |mask: usize| {
            let pick = |bit: usize, a: f64, b: f64| if mask >> bit & 1 == 1 { b } else { a };
            let mut data = a.clone();
            for (bit, value) in data.inputs.iter_mut().enumerate() {
                *value = pick(bit, a.inputs[bit], b.inputs[bit]);
            }
            for (bit, value) in data.references.iter_mut().enumerate() {
                *value = pick(6 + bit, a.references[bit], b.references[bit]);
            }
            model.score(&data).unwrap()
        };
        shapley(&(0..256).map(at).collect::<Vec<f64>>()).unwrap()
    };
    let data = |inputs: [f64; 6], references: [f64; 2]| Data {
        references: references.to_vec(),
        ..six(&inputs)
    };
    // All eight move; or two, beside six that stand still and more of 1.
    let ones = (0..6).map(|low| Op::Curve(0, Shape::Clamp(1.0, 1.0 + f64::from(low) / 64.0)));
    for (model, a, b) in [
        (
            product(Vec::new()),
            data([1.0, 2.0, 1.0, 0.5, 1.0, 1.5], [1.0, 0.5]),
            data([2.0, 1.0, 1.5, 1.0, 3.0, 1.0], [0.5, 1.0]),
        ),
        (
            product(ones.collect()),
            data([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], [1.0, 1.0]),
            data([1.0, 2.0, 3.0, 1.0, 1.0, 1.0], [1.0, 1.0]),
        ),
    ] {
        let diff = between(&model, &a, &model, &b);
        let expected = values(&model, &a, &b);
        let places = (0..6).map(|at| input_path(at).to_string());
        let places = places.chain(["population.r0", "population.r1"].map(str::to_owned));
        for (place, expected) in places.zip(expected) {
            let effects = diff.effects().iter();
            let own = effects.filter(|effect| effect.place.to_string() == place);
            let found: f64 = own.map(|effect| effect.effect).sum();
            assert!((found - expected).abs() < 1e-9, "{place} {expected} {diff}");
        }
    }
}

#[test]
fn what_came_above_a_denominator_that_moves_is_common_to_both() {
    // 3 / y → (3 + y) / y where y goes from 1 to 2. With v̄ = 3/2 and q̄ = 11/4, y above has 2/v̄ and below −q̄/v̄.
    let before = over(2, [Op::Quotient(0, 1)]);
    let after = over(2, [Op::Sum(vec![0, 1]), Op::Quotient(2, 1)]);
    changes(
        &before,
        &six(&[3.0, 1.0]),
        &after,
        &six(&[3.0, 2.0]),
        &[
            "last\\.fm.i1 input -1.833333333 1 → 2",
            "last\\.fm.i1 added 1.333333333 several → 2",
        ],
    );
}

#[test]
fn what_holds_only_numbers_is_no_limit() {
    let after = over(
        1,
        [
            Op::Parameter(0),
            Op::Constant(6.0),
            Op::Minimum(vec![1, 2]),
            Op::Sum(vec![0, 3]),
        ],
    );
    let diff = between(
        &over(1, []),
        &six(&[5.0]),
        &after.with_parameters(&[4.0]),
        &six(&[5.0]),
    );
    let figures: Vec<&Value> = diff.effects().iter().map(|effect| &effect.after).collect();
    assert_eq!(figures, [&Value::Number(4.0)]);
}
