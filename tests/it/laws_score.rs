//! Laws of points, scales, apportionment and exact sums.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests of small, exact cases, helpers included"
)]

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use proptest::prelude::*;
use scoreshift::score::{
    ApportionError, Direction, MICRO, MOST_POINTS, PointRounding, Scale, Shown, apportion,
    apportion_micro, exact_sum, micro, show_parts,
};

/// `PROPTEST_CASES` asks for more.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").map(|_| ProptestConfig::default().cases);
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        ..ProptestConfig::default()
    }
}

/// Parts of mixed sign and size: whole, almost whole, tiny, halves and zeros among them.
fn part() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(-0.0),
        (-20_i32..20).prop_map(f64::from),
        (-40_i32..40).prop_map(|halves| f64::from(halves) / 2.0),
        (-20_i32..20, -1e-9..1e-9).prop_map(|(whole, noise)| f64::from(whole) + noise),
        -1e-12..1e-12,
        -5.0..5.0,
        -1e8..1e8,
    ]
}

fn parts() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(part(), 0..9)
}

/// Numbers that cancel, tie and span the exponents.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        -10.0..10.0,
        (-8_i32..8).prop_map(f64::from),
        (any::<bool>(), -60_i32..60).prop_map(|(minus, e)| if minus {
            -(2_f64.powi(e))
        } else {
            2_f64.powi(e)
        }),
        prop::num::f64::NORMAL.prop_filter("below the range of other units", |v| v.abs() < 1e280),
        prop::num::f64::SUBNORMAL,
    ]
}

fn negated(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| -value).collect()
}

/// The next numbers on both sides (`f64::next_up` is newer than the oldest compiler).
fn neighbours(value: f64) -> [f64; 2] {
    if value == 0.0 {
        return [f64::from_bits(1), -f64::from_bits(1)];
    }
    [
        f64::from_bits(value.to_bits() + 1),
        f64::from_bits(value.to_bits() - 1),
    ]
}

fn rational_sum(values: &[f64]) -> BigRational {
    values
        .iter()
        .map(|&value| BigRational::from_float(value).unwrap())
        .sum()
}

fn assert_apportioned(
    total: i64,
    parts: &[f64],
    shares: &[i64],
    within: f64,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(shares.len(), parts.len());
    prop_assert_eq!(shares.iter().sum::<i64>(), total);
    for (&share, &part) in shares.iter().zip(parts) {
        prop_assert!(
            (share as f64 - part).abs() <= within,
            "{part} became {share} of {total} in {parts:?}"
        );
        prop_assert!(
            share == 0 || (share > 0) == (part > 0.0),
            "{part} became {share}"
        );
        prop_assert!(part != 0.0 || share == 0, "zero became {share}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn shares_add_up_stay_within_a_unit_and_keep_their_sign(parts in parts(), up in any::<bool>()) {
        let sum = exact_sum(parts.iter().copied());
        let total = if up { sum.ceil() } else { sum.floor() } as i64;
        // The exact sum may lie on the other side of a whole number that its rounding hits; then a part that is
        // whole takes a whole unit.
        let shares = apportion(total, &parts).unwrap();
        assert_apportioned(total, &parts, &shares, 1.0)?;
    }

    #[test]
    fn negating_everything_negates_every_share(parts in parts(), off in -2_i64..3, cancel in any::<bool>()) {
        let mut parts = parts;
        if cancel {
            // Totals of zero have a rule of their own.
            parts.push(-exact_sum(parts.iter().copied()));
        }
        let total = exact_sum(parts.iter().copied()).round() as i64 + off;
        match (apportion(total, &parts), apportion(-total, &negated(&parts))) {
            (Ok(shares), Ok(mirrored)) => {
                prop_assert_eq!(shares, mirrored.iter().map(|share| -share).collect::<Vec<_>>());
            }
            (one, other) => prop_assert!(one.is_err() && other.is_err(), "{one:?} {other:?}"),
        }
    }

    #[test]
    fn a_total_that_noise_has_moved_is_still_shared_out(parts in parts(), off in -2_i64..3) {
        let sum = exact_sum(parts.iter().copied());
        let total = sum.round() as i64 + off;
        match apportion(total, &parts) {
            Ok(shares) => assert_apportioned(total, &parts, &shares, 4.0)?,
            Err(ApportionError::Unplaced { .. }) => {
                prop_assert!(parts.iter().all(|part| part.abs() < 3.0), "{parts:?} could take {total}");
            }
            Err(ApportionError::Unbalanced { .. }) => {
                prop_assert!((total as f64 - sum).abs() > 2.0);
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn micro_points_of_real_moves_are_shared_out(before in -100.0..100.0, moves in prop::collection::vec(-9.0..9.0, 1..9)) {
        let after = moves.iter().fold(before, |level, step| level + step);
        let total = micro(after).unwrap() - micro(before).unwrap();
        let parts: Vec<f64> = moves.iter().map(|step| step * 1e6).collect();
        assert_apportioned(total, &parts, &apportion(total, &parts).unwrap(), 1.0)?;
    }

    #[test]
    fn shown_figures_add_up_at_every_precision(
        before in -1000.0..1000.0,
        parts in prop::collection::vec(prop_oneof![-9_000_000_i64..9_000_000, (-9_i64..9).prop_map(|p| p * MICRO), -3_i64..3], 0..9),
        decimals in 0_u8..8,
    ) {
        let scale = Scale::unbounded().decimals(decimals);
        let unit = 10_f64.powi(6 - i32::from(scale.shown_decimals()));
        let level = micro(before).unwrap();
        let before = level as f64 / 1e6;
        let after = (level + parts.iter().sum::<i64>()) as f64 / 1e6;
        let shown = show_parts(&scale, before, after, &parts).unwrap();
        prop_assert_eq!(shown.moved, shown.after - shown.before);
        prop_assert_eq!(scale.show(before), scale.show_units(shown.before));
        prop_assert_eq!(scale.show(after), scale.show_units(shown.after));
        let real: Vec<f64> = parts.iter().map(|&part| part as f64 / unit).collect();
        assert_apportioned(shown.moved, &real, &shown.parts, 1.0 - 1e-7)?;

        let back: Vec<i64> = parts.iter().map(|part| -part).collect();
        let mirrored = show_parts(&scale, after, before, &back).unwrap();
        prop_assert_eq!(mirrored.parts, shown.parts.iter().map(|part| -part).collect::<Vec<_>>());
    }

    #[test]
    fn micro_points_are_rounded_half_up(value in prop_oneof![-1e8..1e8, -MOST_POINTS..MOST_POINTS, -1e-5..1e-5]) {
        let scaled = value * 1e6;
        let off = scaled - micro(value).unwrap() as f64; // exact, where level ± 0.5 would not be
        prop_assert!((-0.5..0.5).contains(&off), "{value}: {off}");
    }

    #[test]
    fn an_exact_sum_is_the_nearest_number_in_every_order(
        values in prop::collection::vec(number(), 0..12),
        turn in 0_usize..12,
    ) {
        let mut values = values;
        if turn % 3 == 0 {
            // Half of the sum cancels.
            values.extend(negated(&values.iter().copied().skip(1).collect::<Vec<_>>()));
        }
        let sum = exact_sum(values.iter().copied());
        let exact = rational_sum(&values);
        let distance = |candidate: f64| {
            let difference = BigRational::from_float(candidate).unwrap() - &exact;
            if difference < BigRational::zero() { -difference } else { difference }
        };
        for neighbour in neighbours(sum) {
            let (own, other) = (distance(sum), distance(neighbour));
            prop_assert!(own < other || (own == other && sum.to_bits() % 2 == 0), "{values:?}: {sum}");
        }
        let middle = turn.min(values.len());
        values.rotate_left(middle);
        prop_assert_eq!(exact_sum(values.iter().copied()).to_bits(), sum.to_bits());
        values.reverse();
        prop_assert_eq!(exact_sum(values.iter().copied()).to_bits(), sum.to_bits());
        prop_assert_eq!((-exact_sum(negated(&values)) + 0.0).to_bits(), sum.to_bits());
    }

    #[test]
    fn json_keeps_a_scale(
        min in prop_oneof![Just(f64::NEG_INFINITY), -1e9..0.0],
        max in prop_oneof![Just(f64::INFINITY), 0.0..1e9],
        decimals in 0_u8..9,
    ) {
        let scale = Scale::new(min, max).decimals(decimals).direction(Direction::Neutral);
        let json = serde_json::to_string(&scale).unwrap();
        prop_assert_eq!(serde_json::from_str::<Scale>(&json).unwrap(), scale);
    }
}

#[test]
fn hand_computed_shares() {
    let cases: [(i64, &[f64], &[i64]); 15] = [
        (0, &[], &[]),
        (0, &[0.0, -0.0], &[0, 0]),
        (3, &[3.0 - 1e-10], &[3]),
        (2, &[3.0 - 1e-10], &[2]),
        (3, &[3.0 + 1e-10], &[3]),
        (1, &[0.5, 0.5], &[1, 0]),
        (-1, &[-0.5, -0.5], &[-1, 0]),
        // Equal fractions of equal size: the earlier part comes first.
        (0, &[0.5, -0.5], &[1, -1]),
        (0, &[-0.5, 0.5], &[-1, 1]),
        (0, &[-0.3, 0.3], &[0, 0]),
        // Equal fractions: the larger part comes first.
        (3, &[0.25, 2.25, 0.5], &[0, 2, 1]),
        (4, &[0.5, 3.5], &[0, 4]),
        // All parts are whole, and the level's rounding saw a little more or less.
        (4, &[1.0, 2.0], &[1, 3]),
        (2, &[-3.0, 0.0, 6.0], &[-3, 0, 5]),
        (-2, &[3.0, 0.0, -6.0], &[3, 0, -5]),
    ];
    for (total, parts, shares) in cases {
        assert_eq!(
            apportion(total, parts).unwrap(),
            shares,
            "{total} of {parts:?}"
        );
    }
}

#[test]
fn numbers_that_cannot_be_shared_out_are_named() {
    use ApportionError::{Level, TooLarge, Unbalanced, Unplaced};

    assert_eq!(apportion(1, &[]), Err(Unplaced { total: 1, left: 1 }));
    assert_eq!(
        apportion(-1, &[0.0]),
        Err(Unplaced {
            total: -1,
            left: -1
        })
    );
    assert_eq!(
        apportion(-1, &[1e-10]),
        Err(Unplaced {
            total: -1,
            left: -1
        })
    );
    assert_eq!(
        apportion(10, &[0.5; 10]),
        Err(Unbalanced {
            total: 10,
            sum: 5.0
        })
    );
    assert_eq!(
        apportion(i64::MIN, &[1.0]),
        Err(Unbalanced {
            total: i64::MIN,
            sum: 1.0
        })
    );
    assert_eq!(apportion(0, &[1e16, -1e16]), Err(TooLarge { size: 2e16 }));
    assert!(apportion(0, &[9e15, -9e15]).is_ok());
    for value in [f64::INFINITY, f64::NEG_INFINITY, MOST_POINTS + 1.0, -1e10] {
        assert_eq!(micro(value), Err(Level { value }));
    }
    assert!(matches!(micro(f64::NAN), Err(Level { .. })));
    assert!(matches!(
        apportion(0, &[1.0, f64::NAN]),
        Err(ApportionError::NotFinite { index: 1, .. })
    ));

    let scale = Scale::new(0.0, 100.0);
    assert_eq!(
        show_parts(&scale, 1.0, 2.0, &[1]),
        Err(Unbalanced {
            total: MICRO,
            sum: 1.0
        })
    );
    assert_eq!(
        apportion_micro(&scale, 1, &[]),
        Err(Unbalanced { total: 1, sum: 0.0 })
    );
    assert_eq!(
        apportion_micro(&scale, i64::MIN, &[]),
        Err(Unbalanced {
            total: i64::MIN,
            sum: 0.0
        })
    );
    assert!(matches!(
        apportion_micro(&scale, 0, &[i64::MIN, i64::MAX]),
        Err(TooLarge { .. })
    ));
    assert_eq!(
        apportion(10, &[0.5; 10]).unwrap_err().to_string(),
        "parts that add up to 5 cannot be shared out to a total of 10"
    );
}

#[test]
fn what_noise_leaves_goes_to_the_largest_part_that_keeps_its_sign() {
    // Also to one that pulls the other way.
    assert_eq!(apportion(3, &[-5.0, 4.0, 3.0]), Ok(vec![-4, 4, 3]));
    assert_eq!(apportion(-3, &[5.0, -4.0, -3.0]), Ok(vec![4, -4, -3]));
    assert_eq!(apportion(1, &[-5.0, 4.0, 3.0]), Ok(vec![-6, 4, 3]));
    assert_eq!(apportion(1, &[-4.0, 5.0, 1.0]), Ok(vec![-4, 4, 1]));
    // A part of one takes no two, and nothing has no sign to keep.
    assert_eq!(
        apportion(0, &[1.0, 1.0, 0.0]),
        Err(ApportionError::Unplaced { total: 0, left: -2 })
    );
}

#[test]
fn parts_in_micro_points_are_shared_out_alike_on_both_sides_of_zero() {
    let scale = Scale::new(0.0, 100.0);
    for (total, parts) in [
        (0, [-600_000, 600_000]),
        (0, [-500_000, 500_000]),
        (0, [0, 0]),
        (1, [-500_000, 1_500_000]),
        (2, [1_500_000, 500_000]),
        (-1, [-300_000, -600_000]),
        (-2, [-2_500_000, 700_000]),
    ] {
        let shares = apportion_micro(&scale, total, &parts).unwrap();
        assert_eq!(shares.iter().sum::<i64>(), total, "{parts:?}");
        let mirrored = apportion_micro(&scale, -total, &parts.map(|part| -part)).unwrap();
        let back: Vec<i64> = mirrored.into_iter().map(|share| -share).collect();
        assert_eq!(shares, back, "{total} of {parts:?}");
    }
    assert_eq!(
        apportion_micro(
            &Scale::new(0.0, 100.0).decimals(1),
            30,
            &[1_400_000, 100_000]
        ),
        Err(ApportionError::Unbalanced {
            total: 30,
            sum: 15.0
        })
    );
    // A tie that cancels goes with the sign of the first part.
    let ties = [[1, -1], [-1, 1]];
    for tie in ties {
        let micro_parts = tie.map(|sign| sign * 500_000);
        assert_eq!(apportion_micro(&scale, 0, &micro_parts), Ok(tie.to_vec()));
        let parts = tie.map(|sign| sign as f64 / 2.0);
        assert_eq!(apportion(0, &parts), Ok(tie.to_vec()));
    }
    // Large parts may miss their total by the noise of their size.
    assert_eq!(
        apportion(100, &[4e15, -4e15]),
        Ok(vec![4_000_000_000_000_100, -4_000_000_000_000_000])
    );
    // As far apart as two levels can be, and not a millionth further.
    let most = micro(MOST_POINTS).unwrap();
    assert_eq!(
        apportion_micro(&scale, 0, &[most, -most]).map(|shares| shares.len()),
        Ok(2)
    );
    assert_eq!(
        apportion(0, &[9e15, -9e15]).map(|shares| shares.len()),
        Ok(2)
    );
    assert!(matches!(
        apportion_micro(&scale, 0, &[most + 2, -most]),
        Err(ApportionError::TooLarge { .. })
    ));
}

#[test]
fn a_scale_says_what_it_was_made_of() {
    let scale = Scale::new(-2.5, 7.25).decimals(2);
    assert_eq!((scale.min(), scale.max()), (-2.5, 7.25));
    let turned = scale
        .clone()
        .direction(Direction::LowerIsBetter)
        .rounding(PointRounding::Down);
    assert_eq!(
        (turned.better(), turned.shown_rounding()),
        (Direction::LowerIsBetter, PointRounding::Down)
    );
    assert_eq!(scale.show_units(0), "0.00");
    assert_eq!(scale.show_units(-1), "-0.01");
    assert_eq!(scale.show_units(1), "0.01");
    // A single point is a scale, too.
    let point = serde_json::to_string(&Scale::new(3.0, 3.0)).unwrap();
    assert_eq!(
        serde_json::from_str::<Scale>(&point).unwrap(),
        Scale::new(3.0, 3.0)
    );
    let reversed = serde_json::to_string(&Scale::new(3.0, 2.0)).unwrap();
    assert!(serde_json::from_str::<Scale>(&reversed).is_err());
}

#[test]
fn micro_points_round_the_last_number_below_a_half_down() {
    assert_eq!(micro(0.000_000_5), Ok(1));
    assert_eq!(micro(f64::from_bits(0.000_000_5_f64.to_bits() - 1)), Ok(0));
    assert_eq!(micro(-0.5e-6), Ok(0));
    assert_eq!(micro(-0.500_001e-6), Ok(-1));
    assert_eq!(micro(-1e-300), Ok(0));
    assert_eq!(micro(1e8), Ok(100_000_000_000_000));
    assert_eq!(micro(MOST_POINTS), Ok(9_000_000_000_000_000));
    assert_eq!(micro(-MOST_POINTS), Ok(-9_000_000_000_000_000));
    assert_eq!(micro(MOST_POINTS - 1e-6), Ok(8_999_999_999_999_998)); // the next number below
}

#[test]
fn a_value_is_shown_half_up() {
    let show = |decimals, value| Scale::unbounded().decimals(decimals).show(value);
    for (decimals, value, text) in [
        (0, 0.5, "1"),
        (0, -0.5, "0"),
        (0, -1.5, "-1"),
        (0, 2.5, "3"),
        (0, -0.0, "0"),
        (1, -0.25, "-0.2"),
        (2, 0.285, "0.29"),
        (9, 1.5, "1.500000"),
        (1, 2e9, "2000000000.0"),
        (1, f64::NAN, "NaN"),
        (0, f64::NEG_INFINITY, "-inf"),
    ] {
        assert_eq!(show(decimals, value), text);
    }
    assert_eq!(
        Scale::unbounded().decimals(6).show_units(i64::MIN),
        "-9223372036854.775808"
    );
}

#[test]
fn a_scale_without_a_length_has_a_span_of_one() {
    assert_eq!(Scale::new(-50.0, 50.0).span(), 100.0);
    for scale in [
        Scale::unbounded(),
        Scale::new(0.0, f64::INFINITY),
        Scale::new(f64::NAN, 1.0),
        Scale::new(1.0, 0.0),
        Scale::new(1.0, 1.0),
        Scale::new(-f64::MAX, f64::MAX),
    ] {
        assert_eq!(scale.span(), 1.0, "{scale:?}");
    }
    assert!(Scale::unbounded().contains(f64::INFINITY) && !Scale::unbounded().contains(f64::NAN));
    assert!(!Scale::new(f64::NAN, 1.0).contains(0.5) && !Scale::new(1.0, 0.0).contains(0.5));
}

#[test]
fn the_json_of_a_scale_is_stable_and_checked() {
    let json = r#"{"min":"0","max":"inf","decimals":1,"better":"lower_is_better"}"#;
    let scale = Scale::new(0.0, f64::INFINITY)
        .decimals(1)
        .direction(Direction::LowerIsBetter);
    assert_eq!(serde_json::to_string(&scale).unwrap(), json);
    for (from, to) in [
        (r#""inf""#, r#""NaN""#),
        (r#""inf""#, r#""-1""#),
        (":1,", ":7,"),
        ("lower", "upper"),
    ] {
        assert!(
            serde_json::from_str::<Scale>(&json.replace(from, to)).is_err(),
            "{to}"
        );
    }
}

#[test]
fn sums_of_halves_are_those_of_whole_numbers() {
    // In halves; sizes that cancel, tie, and leave a rest below another one.
    let halves: [i64; 11] = [
        1,
        2,
        3,
        1 << 30,
        1 << 53,
        (1 << 54) - 4,
        1 << 54,
        1 << 55,
        -1,
        -(1 << 54),
        -(3 << 53),
    ];
    let real = |halves: i64| halves as f64 / 2.0;
    for a in halves {
        for b in halves {
            for c in halves {
                for d in halves {
                    for e in halves {
                        let five = [a, b, c, d, e];
                        // To the nearest number, of two equally near ones the even one, as the language says.
                        let sum = five.iter().sum::<i64>() as f64 / 2.0;
                        assert_eq!(exact_sum(five.map(real)), sum, "{five:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_exact_sum_treats_extremes_as_addition_would() {
    let inf = f64::INFINITY;
    assert!(exact_sum([f64::NAN, 1.0, 2.0]).is_nan());
    assert!(exact_sum([inf, 1.0, -inf]).is_nan());
    assert_eq!(exact_sum([1.0, inf, 1e308, 1e308]), inf);
    assert_eq!(exact_sum([f64::MAX, f64::MAX, f64::MAX]), inf);
    assert_eq!(exact_sum([f64::MAX, f64::MAX, -f64::MAX]), f64::MAX);
    assert_eq!(exact_sum([1e308, 1e308, -1e308, -1e308, 5e-324]), 5e-324);
    assert_eq!(exact_sum([f64::MAX, 1.0, -f64::MAX, 2.0]), 3.0);
    // On both sides of where numbers are added in another unit.
    let edge = f64::from_bits((1023 + 960) << 52);
    assert_eq!(exact_sum([edge, edge * 0.75, 1.0]), edge * 1.75);
    for zero in [
        &[] as &[f64],
        &[-0.0],
        &[-0.0, -0.0],
        &[-0.0, -0.0, -0.0],
        &[1.0, 2.0, -3.0],
    ] {
        assert_eq!(exact_sum(zero.iter().copied()).to_bits(), 0, "{zero:?}");
    }
    assert_eq!(rational_sum(&[0.5, 0.25]).to_f64(), Some(0.75));
}

#[test]
fn a_tie_of_a_sum_is_decided_by_what_is_smaller_still() {
    // From here on every second whole number is an f64.
    let big = 2_f64.powi(53);
    let tiny = 2_f64.powi(-100);
    for (values, sum) in [
        ([big, 1.0, tiny], big + 2.0),
        ([big, 1.0, -tiny], big),
        ([big + 2.0, 1.0, tiny], big + 4.0),
        ([big + 2.0, 1.0, -tiny], big + 2.0),
        // With nothing smaller, to the even one.
        ([big, 0.5, 0.5], big),
        ([big + 2.0, 0.5, 0.5], big + 4.0),
        // No tie, whatever is smaller.
        ([big, 1.5, -tiny], big + 2.0),
        ([big, 0.5, tiny], big),
        ([big, -0.5, -2_f64.powi(-54)], big - 1.0),
        ([big - 4.0, 0.5, 2_f64.powi(-54)], big - 3.0),
    ] {
        let [a, b, c] = values;
        for order in [
            [a, b, c],
            [a, c, b],
            [b, a, c],
            [b, c, a],
            [c, a, b],
            [c, b, a],
        ] {
            assert_eq!(exact_sum(order), sum, "{order:?}");
            assert_eq!(exact_sum(order.map(|value| -value)), -sum, "-{order:?}");
        }
    }
}

#[test]
fn a_shown_move_is_the_difference_of_the_shown_levels() {
    let scale = Scale::new(0.0, 100.0);
    let Shown {
        before,
        after,
        moved,
        parts,
        ..
    } = show_parts(&scale, 10.4, 10.6, &[500_000, -300_000]).unwrap();
    assert_eq!((before, after, moved, parts), (10, 11, 1, vec![1, 0]));
}
