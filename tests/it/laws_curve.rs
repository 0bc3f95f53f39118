//! Laws that every curve keeps, over a table with every kind of curve.

#![allow(
    clippy::float_cmp,
    reason = "what is exact by the law is compared exactly"
)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::prelude::*;
use scoreshift::{Curve, formula::CurveError, math};

/// A curve and where its interesting arguments lie.
struct Case {
    curve: Curve,
    low: f64,
    high: f64,
    /// Kinks, edges and ends of the domain.
    kinks: Vec<f64>,
    /// What the constants add to the rounding of a value: a line may pass through zero far from them.
    constants: f64,
}

fn case(curve: Curve, low: f64, high: f64, kinks: &[f64]) -> Case {
    Case {
        curve,
        low,
        high,
        kinks: kinks.to_vec(),
        constants: 0.0,
    }
}

fn cases() -> Vec<Case> {
    let linear = |slope, intercept| Case {
        constants: f64::abs(intercept),
        ..case(Curve::linear(slope, intercept), -100.0, 100.0, &[])
    };
    let points = |points: &[(f64, f64)]| {
        let kinks: Vec<f64> = points.iter().map(|point| point.0).collect();
        Case {
            constants: points.iter().map(|point| point.1.abs()).fold(0.0, f64::max),
            ..case(
                Curve::piecewise_linear(points.to_vec()).unwrap(),
                -20.0,
                200.0,
                &kinks,
            )
        }
    };
    vec![
        case(Curve::ln(), 1e-9, 100.0, &[]),
        case(Curve::ln(), 0.9, 1.1, &[]),
        case(Curve::ln(), 1e-300, 1e300, &[]),
        case(Curve::ln_1p(), -0.999, 1e6, &[]),
        case(Curve::ln_1p(), -1e-9, 1e-9, &[]),
        case(Curve::exp(), -20.0, 20.0, &[]),
        case(Curve::exp(), -700.0, 700.0, &[]),
        case(Curve::sqrt(), 0.0, 1e6, &[0.0]),
        case(Curve::abs(), -5.0, 5.0, &[0.0]),
        case(Curve::tanh(), -3.0, 3.0, &[]),
        case(Curve::tanh(), -300.0, 300.0, &[]),
        case(Curve::power(0.5), 0.0, 1e3, &[0.0]),
        case(Curve::power(-0.329), 1e-3, 1e3, &[]),
        case(Curve::power(2.0), -10.0, 10.0, &[]),
        case(Curve::power(3.0), -10.0, 10.0, &[]),
        case(Curve::power(-1.0), -10.0, -0.1, &[]),
        case(Curve::power(0.0), -10.0, 10.0, &[]),
        case(Curve::power(1.0), -10.0, 10.0, &[]),
        case(Curve::power(97.5), 0.1, 2.0, &[]),
        case(Curve::exponential(0.993), -100.0, 200.0, &[]),
        case(Curve::exponential(1.0), -10.0, 10.0, &[]),
        case(Curve::exponential(1e10), -30.0, 30.0, &[]),
        case(Curve::at_least(1.0), -5.0, 5.0, &[1.0]),
        case(Curve::at_most(100.0), 0.0, 200.0, &[100.0]),
        case(Curve::clamp(0.0, 100.0), -100.0, 200.0, &[0.0, 100.0]),
        case(Curve::clamp(3.0, 3.0), -10.0, 10.0, &[3.0]),
        linear(2.0, -1.0),
        linear(0.1, -1e9),
        linear(0.0, 4.0),
        points(&[(0.0, 0.0), (10.0, 50.0), (100.0, 100.0)]),
        points(&[
            (0.0, 1e10),
            (10.0, -7.0),
            (10.000_000_1, 3.0),
            (30.0, 3.0),
            (31.0, 1e-3),
        ]),
        points(&[(5.0, 3.0)]),
        case(Curve::log_normal(3000.0, 1800.0).unwrap(), 0.0, 2e4, &[0.0]),
        case(Curve::log_normal(0.25, 0.1).unwrap(), 0.0, 2.0, &[0.0]),
        case(Curve::log_normal(10.0, 20.0).unwrap(), -1.0, 100.0, &[0.0]),
        case(
            Curve::log_normal_podr(4000.0, 2000.0).unwrap(),
            0.0,
            2e4,
            &[0.0],
        ),
        case(
            Curve::log_normal_podr(0.25, 0.02).unwrap(),
            0.0,
            2.0,
            &[0.0],
        ),
        case(
            Curve::log_normal(10.0, 10.000_001).unwrap(),
            9.999_99,
            10.000_01,
            &[],
        ),
        case(Curve::saturating(20.0).unwrap(), -10.0, 1e3, &[0.0]),
        case(Curve::saturating(1e-3).unwrap(), 0.0, 1e3, &[0.0]),
        case(Curve::logistic(6.0, 2.0).unwrap(), -20.0, 40.0, &[]),
        case(Curve::logistic(0.5, -0.1).unwrap(), -1.0, 2.0, &[]),
        // An interval that is tiny beside its place and yet spans the whole curve.
        case(
            Curve::logistic(1e6, 0.1).unwrap(),
            1e6 - 3.0,
            1e6 + 3.0,
            &[],
        ),
        case(Curve::logistic(0.0, 1e-3).unwrap(), -1.0, 1.0, &[]),
        case(
            Curve::bands(0.0, [(10.0, 3.0), (20.0, 5.0), (80.0, -1.0)]).unwrap(),
            0.0,
            100.0,
            &[10.0, 20.0, 80.0],
        ),
    ]
}

/// The derivative by Richardson's extrapolation of central differences of the curve's own values.
fn numeric_slope(curve: &Curve, x: f64, step: f64) -> f64 {
    let central = |h: f64| (curve.apply(x + h) - curve.apply(x - h)) / ((x + h) - (x - h));
    (4.0 * central(step) - central(2.0 * step)) / 3.0
}

#[track_caller]
fn close(left: f64, right: f64, tolerance: f64, what: impl std::fmt::Display) {
    assert!(
        (left - right).abs() <= tolerance,
        "{what}: {left:?} and {right:?} differ by more than {tolerance:?}"
    );
}

/// Two arguments of a case: far apart, close together, around a kink, or the same.
fn pair(case: &Case, place: f64, other: f64, exponent: i32, shape: u8) -> (f64, f64) {
    let at = |share: f64| case.low + (case.high - case.low) * share;
    let tiny = math::exp2(f64::from(exponent));
    match shape {
        0 => (at(place), at(other)),
        1 => {
            let a = at(place);
            (
                a,
                (a + (a.abs() + 1e-9) * tiny * (other - 0.5)).clamp(case.low, case.high),
            )
        }
        2 if !case.kinks.is_empty() => {
            let kink = case.kinks[usize::from(place > 0.5) * (case.kinks.len() - 1)];
            let width = (kink.abs() + 1e-3) * tiny;
            (
                (kink - place * width).max(case.low),
                (kink + other * width).min(case.high),
            )
        }
        3 => (at(place), at(place)),
        _ => (at(place), (at(place) + tiny * other).min(case.high)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_secant_has_the_same_bits_in_both_directions_and_reproduces_the_rise(
        place in 0.0..1.0_f64, other in 0.0..1.0_f64, exponent in -52..0_i32, kind in 0..5_u8,
    ) {
        for case in cases() {
            let (a, b) = pair(&case, place, other, exponent, kind);
            let (fa, fb) = (case.curve.apply(a), case.curve.apply(b));
            let secant = case.curve.secant(a, b);
            prop_assert_eq!(secant.to_bits(), case.curve.secant(b, a).to_bits(), "{} {} {}", case.curve, a, b);
            if fa.is_finite() && fb.is_finite() {
                prop_assert!(secant.is_finite(), "{} {} {}", case.curve, a, b);
                let leak = (secant * (b - a) - (fb - fa)).abs();
                let size = fa.abs().max(fb.abs()).max(case.constants);
                prop_assert!(leak <= 1e-13 * size, "{} from {a:?} to {b:?} leaks {leak:e}", case.curve);
            } else {
                prop_assert!(secant.is_nan());
            }
        }
    }

    #[test]
    fn a_secant_reproduces_the_rise_for_any_constants(
        first in -6.0..6.0_f64, second in -6.0..6.0_f64, sign in any::<[bool; 3]>(),
        place in -8.0..8.0_f64, exponent in -52..1_i32, other in 0.0..1.0_f64,
        steps in prop::collection::vec((1e-6..1.0_f64, -10.0..10.0_f64), 1..6),
    ) {
        let signed = |size: f64, minus: bool| math::powf(10.0, size) * if minus { -1.0 } else { 1.0 };
        let (p, q) = (signed(first, sign[0]), signed(second, sign[1]));
        let a = signed(place, sign[2]);
        let tiny = math::exp2(f64::from(exponent)) * other;
        let mut x = a - tiny * 2.0;
        let table: Vec<(f64, f64)> = steps.iter().map(|&(run, y)| { x += a.abs() * run * 0.5; (x, y) }).collect();
        let lines = Curve::piecewise_linear(table.clone());
        let curves = [Some((Curve::logistic(p, q).unwrap(), 0.0)), Some((Curve::power(p), 0.0)),
            Some((Curve::power(first.round()), 0.0)), Some((Curve::exponential(p.abs()), 0.0)),
            Some((Curve::saturating(p.abs()).unwrap(), 0.0)), Some((Curve::linear(p, q), q.abs())),
            Curve::log_normal(p.abs(), q.abs()).ok().map(|curve| (curve, 0.0)),
            Curve::log_normal_podr(p.abs(), q.abs()).ok().map(|curve| (curve, 0.0)),
            Curve::log_normal(p.abs(), p.abs() * (1.0 + tiny)).ok().map(|curve| (curve, 0.0)),
            lines.ok().map(|curve| (curve, 10.0)),
            Curve::bands(p, table).ok().map(|curve| (curve, 0.0))];
        for (curve, constants) in curves.into_iter().flatten() {
            // Around the place itself, and around the constant, where the curve bends.
            for (a, b) in [(a, a + a * tiny), (p, p + p * tiny), (p, p + q * tiny), (p * (1.0 - tiny), p), (a, p)] {
                let (fa, fb) = (curve.apply(a), curve.apply(b));
                // Held at the end of the range, a secant cannot reproduce the rise.
                let secant = curve.secant(a, b);
                if fa.is_finite() && fb.is_finite() && secant.abs() < f64::MAX {
                    let leak = (secant * (b - a) - (fb - fa)).abs();
                    // A secant is no finer than the least positive number.
                    let least = 5e-324 * (b - a).abs();
                    prop_assert!(a == b || leak <= 1e-13 * fa.abs().max(fb.abs()).max(constants) + least,
                        "{curve} from {a:?} to {b:?} leaks {leak:e}");
                    prop_assert_eq!(secant.to_bits(), curve.secant(b, a).to_bits());
                }
            }
        }
    }

    #[test]
    fn a_secant_lies_between_the_least_and_the_greatest_slope(
        place in 0.0..1.0_f64, other in 0.0..1.0_f64, exponent in -52..0_i32,
    ) {
        // Monotone slopes on one side of zero: their ends bound every secant. Noise would break out.
        for curve in [Curve::ln(), Curve::ln_1p(), Curve::sqrt(), Curve::exp(), Curve::tanh(),
            Curve::power(0.3), Curve::power(3.0), Curve::power(-2.0), Curve::exponential(0.9),
            Curve::saturating(2.0).unwrap(), Curve::logistic(0.0, 1.0).unwrap()] {
            let a = 0.01 + 30.0 * place;
            let b = a + a * other * math::exp2(f64::from(exponent));
            let (low, high) = (curve.slope(a).min(curve.slope(b)), curve.slope(a).max(curve.slope(b)));
            let secant = curve.secant(a, b);
            let slack = 1e-9 * high.abs().max(low.abs());
            prop_assert!(low - slack <= secant && secant <= high + slack,
                "{curve} from {a:?} to {b:?}: {secant:?} is not in {low:?}..{high:?}");
        }
    }

    #[test]
    fn any_constants_survive_storage_bit_for_bit(bits in any::<[u64; 2]>()) {
        let [x, y] = bits.map(f64::from_bits);
        prop_assume!(x.is_finite() && y.is_finite());
        for curve in [Some(Curve::linear(x, y)), Some(Curve::clamp(x, y)), Curve::logistic(x, y).ok(),
            Curve::log_normal(x.abs(), y.abs()).ok(), Curve::log_normal_podr(x.abs(), y.abs()).ok(), Curve::bands(x, [(y, x)]).ok(),
            Curve::piecewise_linear([(x, y)]).ok()].into_iter().flatten() {
            let stored = serde_json::to_string(&curve).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Curve>(&stored).unwrap(), &curve, "{}", stored);
        }
    }
}

#[test]
fn every_kind_of_curve_is_in_the_table() {
    let unknown = serde_json::from_str::<Curve>(r#"{"curve":"spline"}"#)
        .unwrap_err()
        .to_string();
    assert!(unknown.starts_with("unknown variant `spline`"), "{unknown}");
    let mut known: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
    let tables: Vec<String> = cases()
        .iter()
        .map(|case| {
            serde_json::to_value(&case.curve).unwrap()["curve"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert!(known.len() >= 17, "{known:?}");
    known.retain(|name| !tables.iter().any(|table| table == name));
    assert_eq!(known, Vec::<&str>::new());
}

#[test]
fn close_to_a_point_the_secant_is_the_slope_without_noise() {
    for case in cases() {
        for share in [0.03, 0.2, 0.41, 0.5, 0.77, 0.96] {
            let a = case.low + (case.high - case.low) * share;
            let b = a + a * 1e-12;
            if case
                .kinks
                .iter()
                .any(|kink| (kink - a).abs() < 1e-9 * a.abs())
            {
                continue;
            }
            let slope = case.curve.slope(0.5 * a + 0.5 * b);
            // Where the curve is so steep that the slope itself changes over the interval, allow for that.
            let change = (case.curve.slope(a) - case.curve.slope(b)).abs();
            close(
                case.curve.secant(a, b),
                slope,
                1e-9 * slope.abs() + change,
                format!("{} at {a}", case.curve),
            );
        }
    }
}

#[test]
fn a_saturated_curve_still_tells_its_slope() {
    let logistic = Curve::logistic(0.0, 1.0).unwrap();
    let (a, b) = (30.0, 30.0 + 1e-9);
    close(
        logistic.secant(a, b),
        math::exp(-30.0),
        1e-8 * math::exp(-30.0),
        "logistic",
    );
    let tanh = Curve::tanh();
    close(
        tanh.secant(15.0, 15.000_001),
        4.0 * math::exp(-30.0),
        1e-5 * math::exp(-30.0),
        "tanh",
    );
    let paint = Curve::log_normal(3000.0, 1800.0).unwrap();
    close(
        paint.secant(200.0, 200.0 + 1e-6) / paint.slope(200.0),
        1.0,
        1e-6,
        "log-normal",
    );
    // Here both values are 1 to the last bit, and yet the curve falls.
    let secant = paint.secant(90.0, 110.0);
    assert!(
        paint.slope(110.0) < secant && secant < paint.slope(90.0) && secant < 0.0,
        "{secant:e}"
    );
}

#[test]
fn a_small_interval_far_from_zero_may_span_the_whole_curve() {
    let curve = Curve::logistic(1e6, 0.1).unwrap();
    let (a, b) = (1e6 - 0.5, 1e6 + 0.5);
    let secant = curve.secant(a, b);
    close(
        secant,
        curve.apply(b) - curve.apply(a),
        1e-13,
        "over an interval of length 1",
    );
    assert!(
        secant < 1.2 && curve.slope(1e6) > 2.4,
        "the slope at the midpoint is not the secant"
    );
    let kink = Curve::at_most(1e6);
    assert_eq!(kink.secant(1e6 - 0.25, 1e6 + 0.75), 0.25);
}

#[test]
fn the_slope_is_the_limit_of_central_differences() {
    for case in cases() {
        for share in [0.03, 0.2, 0.41, 0.5, 0.77, 0.96] {
            let x = case.low + (case.high - case.low) * share;
            let step = (case.high - case.low) * 1e-4;
            let near = case.kinks.iter().any(|kink| (kink - x).abs() <= 3.0 * step);
            let size = case.curve.apply(x).abs().max(case.constants);
            // Curves over a range this wide have no step that fits everywhere.
            if near || case.high - case.low > 1e7 || !case.curve.apply(x - 2.0 * step).is_finite() {
                continue;
            }
            let slope = case.curve.slope(x);
            let bend =
                (case.curve.slope(x + step) - 2.0 * slope + case.curve.slope(x - step)).abs();
            let tolerance = 1e-6 * slope.abs() + bend + 1e-14 * size / step;
            close(
                slope,
                numeric_slope(&case.curve, x, step),
                tolerance,
                format!("{} at {x}", case.curve),
            );
        }
    }
}

#[test]
fn at_a_kink_the_slope_is_the_mean_of_both_sides() {
    assert_eq!(Curve::abs().slope(0.0), 0.0);
    assert_eq!(Curve::at_least(2.0).slope(2.0), 0.5);
    assert_eq!(Curve::at_most(2.0).slope(2.0), 0.5);
    assert_eq!(Curve::clamp(2.0, 2.0).slope(2.0), 0.0);
    assert_eq!(Curve::saturating(2.0).unwrap().slope(0.0), 0.25);
    let table = Curve::piecewise_linear([(0.0, 0.0), (1.0, 4.0), (2.0, 4.0), (3.0, 0.0)]).unwrap();
    for (x, slope) in [
        (-1.0, 0.0),
        (0.0, 2.0),
        (0.5, 4.0),
        (1.0, 2.0),
        (2.0, -2.0),
        (3.0, -2.0),
        (4.0, 0.0),
    ] {
        assert_eq!(table.slope(x), slope, "at {x}");
    }
    let bands = Curve::bands(0.0, [(1.0, 5.0)]).unwrap();
    assert_eq!(bands.slope(1.0), 0.0);
}

#[test]
fn where_there_is_no_slope_it_is_zero() {
    for (curve, x) in [
        (Curve::ln(), 0.0),
        (Curve::ln(), -1.0),
        (Curve::ln_1p(), -2.0),
        (Curve::sqrt(), 0.0),
        (Curve::sqrt(), -1.0),
        (Curve::power(0.5), 0.0),
        (Curve::power(-1.0), 0.0),
        (Curve::exp(), 1e4),
        (Curve::exponential(-2.0), 1.0),
        (Curve::linear(3.0, 1.0), f64::NAN),
        (Curve::log_normal(2.0, 1.0).unwrap(), 0.0),
        (Curve::log_normal(2.0, 1.0).unwrap(), 5e-324),
    ] {
        assert_eq!(curve.slope(x), 0.0, "{curve} at {x}");
    }
}

#[test]
fn what_is_not_finite_is_contagious() {
    for case in cases() {
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let value = case.curve.apply(x);
            assert!(!value.is_finite(), "{} of {x} is {value}", case.curve);
            assert!(
                case.curve.secant(x, 1.0).is_nan(),
                "{} from {x}",
                case.curve
            );
            assert!(case.curve.secant(x, x).is_nan(), "{} from {x}", case.curve);
            assert_eq!(case.curve.band(x), None);
        }
    }
    let nan = f64::NAN;
    for curve in [
        Curve::power(nan),
        Curve::power(f64::INFINITY),
        Curve::exponential(nan),
        Curve::exponential(f64::INFINITY),
        Curve::exponential(0.0),
        Curve::exponential(-2.0),
        Curve::at_least(nan),
        Curve::at_most(nan),
        Curve::clamp(nan, 1.0),
        Curve::clamp(0.0, nan),
        Curve::clamp(2.0, 1.0),
        Curve::linear(nan, 0.0),
        Curve::linear(0.0, nan),
    ] {
        for x in [0.0, 1.0, 1.5, 2.0, -3.0] {
            assert!(curve.apply(x).is_nan(), "{curve} of {x}");
            assert!(curve.secant(x, 5.0).is_nan(), "{curve} from {x}");
        }
    }
}

#[test]
fn outside_the_domain_and_the_range_the_value_is_not_finite() {
    assert!(Curve::ln().apply(-1.0).is_nan());
    assert!(Curve::sqrt().apply(-1.0).is_nan());
    assert!(Curve::power(0.5).apply(-1.0).is_nan());
    assert_eq!(Curve::ln().apply(0.0), f64::NEG_INFINITY);
    assert_eq!(Curve::ln_1p().apply(-1.0), f64::NEG_INFINITY);
    assert_eq!(Curve::power(-1.0).apply(0.0), f64::INFINITY);
    assert_eq!(Curve::exp().apply(1e4), f64::INFINITY);
    assert!(Curve::ln().secant(0.0, 1.0).is_nan());
}

#[test]
fn where_a_curve_is_constant_the_secant_is_exactly_zero() {
    let table = Curve::piecewise_linear([(0.0, 0.1), (1.0, 0.1), (2.0, 0.3)]).unwrap();
    let bands = Curve::bands(0.1, [(10.0, 0.7), (20.0, 0.7)]).unwrap();
    for (curve, a, b) in [
        (Curve::at_most(0.1), 0.1, 7.0),
        (Curve::at_most(0.1), 0.3, 0.300_000_01),
        (Curve::at_least(0.1), -1e308, 0.1),
        (Curve::clamp(0.1, 0.2), 0.2, 1e308),
        (Curve::clamp(0.1, 0.1), -1e308, 1e308),
        (table.clone(), -5.0, 0.7),
        (table, 2.0, 1e300),
        (bands.clone(), -3.0, 9.0),
        (bands, 10.0, 1e9),
        (Curve::linear(0.0, 0.1), 0.1, 0.7),
        (Curve::power(0.0), -0.1, 0.7),
        (Curve::exponential(1.0), 0.1, 0.7),
        (Curve::log_normal(2.0, 1.0).unwrap(), -5.0, 0.0),
        (Curve::saturating(0.1).unwrap(), -5.0, -0.7),
        (Curve::logistic(0.0, 1.0).unwrap(), 800.0, 900.0),
        (Curve::abs(), -0.7, 0.7),
    ] {
        assert_eq!(curve.secant(a, b), 0.0, "{curve} from {a} to {b}");
    }
}

#[test]
fn at_the_ends_of_the_range_a_secant_stays_finite() {
    let ends = [
        -f64::MAX,
        -1e308,
        -1.0,
        -5e-324,
        -0.0,
        0.0,
        5e-324,
        1e-300,
        1.0,
        1e308,
        f64::MAX,
    ];
    for case in cases() {
        for a in ends {
            for b in ends {
                let finite = case.curve.apply(a).is_finite() && case.curve.apply(b).is_finite();
                let secant = case.curve.secant(a, b);
                assert_eq!(
                    secant.is_finite(),
                    finite,
                    "{} from {a:?} to {b:?}: {secant:?}",
                    case.curve
                );
                assert_eq!(
                    secant.is_nan(),
                    !finite,
                    "{} from {a:?} to {b:?}: {secant:?}",
                    case.curve
                );
                assert_eq!(secant.to_bits(), case.curve.secant(b, a).to_bits());
            }
        }
    }
    assert_eq!(Curve::abs().secant(-f64::MAX, f64::MAX), 0.0);
    assert_eq!(Curve::clamp(-1e308, 1e308).secant(-1e308, 1e308), 1.0);
    assert_eq!(Curve::saturating(1e308).unwrap().apply(1e308), 0.5);
    let limits = Curve::log_normal(5e-324, 1e308).unwrap();
    close(
        limits.apply(1e308),
        0.9,
        1e-15,
        "the widest log-normal curve",
    );
    assert_eq!(limits.apply(5e-324), 0.5);
}

#[test]
fn a_whole_power_is_even_or_odd_and_so_is_its_secant() {
    for (exponent, sign) in [(2.0, -1.0), (3.0, 1.0), (-1.0, 1.0), (-2.0, -1.0)] {
        let curve = Curve::power(exponent);
        for (a, b) in [(0.5, 0.5 + 1e-13), (2.0, 7.0)] {
            assert_eq!(
                curve.secant(-a, -b),
                sign * curve.secant(a, b),
                "{curve} from {a} to {b}"
            );
        }
    }
}

/// The control points of Lighthouse 10's mobile metrics.
const LIGHTHOUSE: [(f64, f64); 5] = [
    (3000.0, 1800.0),
    (5800.0, 3387.0),
    (4000.0, 2500.0),
    (600.0, 200.0),
    (0.25, 0.1),
];

#[test]
fn log_normal_meets_its_control_points() {
    for (median, p10) in LIGHTHOUSE {
        for (median, p10) in [(median, p10), (p10, median)] {
            let curve = Curve::log_normal(median, p10).unwrap();
            assert_eq!(curve.apply(median), 0.5);
            close(curve.apply(p10), 0.9, 2e-16, &curve);
            let (best, worst) = if p10 < median {
                (0.0, f64::MAX)
            } else {
                (f64::MAX, 0.0)
            };
            assert_eq!(curve.apply(best), 1.0);
            assert_eq!(curve.apply(worst), 0.0);
            assert_eq!(curve.apply(-1.0), curve.apply(0.0));
        }
    }
}

/// Lighthouse takes `erfc` from Abramowitz and Stegun 7.1.26, which is good to 1.5·10⁻⁷.
#[test]
fn log_normal_is_the_score_curve_of_lighthouse() {
    let erf = |x: f64| {
        let t = 1.0 / (1.0 + 0.327_591_1 * x.abs());
        let terms = [
            1.061_405_429,
            -1.453_152_027,
            1.421_413_741,
            -0.284_496_736,
            0.254_829_592,
        ];
        let y = terms.iter().fold(0.0, |sum, term| (sum + term) * t);
        x.signum() * (1.0 - y * math::exp(-x * x))
    };
    for (median, p10) in LIGHTHOUSE {
        let curve = Curve::log_normal(median, p10).unwrap();
        for step in 1..100_u32 {
            let x = median * f64::from(step) / 20.0;
            let standardised =
                math::ln(x / median) * 0.906_193_802_436_823_2 / -math::ln(p10 / median);
            close(
                curve.apply(x),
                0.5 * (1.0 - erf(standardised)),
                1e-7,
                format!("{curve} of {x}"),
            );
        }
    }
}

/// The values of Lighthouse's own test, to its two decimals; and the p10s that its version 6 took for the points of
/// diminishing returns of its version 5: first contentful paint, time to interactive, speed index.
#[test]
fn the_curve_by_the_point_of_diminishing_returns_is_that_of_lighthouse() {
    let curve = Curve::log_normal_podr(5000.0, 3500.0).unwrap();
    for (x, published) in [
        (2000.0, 1.0),
        (3000.0, 0.98),
        (3500.0, 0.92),
        (4000.0, 0.81),
        (5000.0, 0.5),
        (6000.0, 0.24),
        (7000.0, 0.09),
        (8000.0, 0.03),
        (9000.0, 0.01),
        (10_000.0, 0.0),
    ] {
        close(curve.apply(x), published, 5e-3, format!("{curve} of {x}"));
    }
    for (median, podr, p10) in [
        (4000.0, 2000.0, 2336.0),
        (7300.0, 2900.0, 3785.0),
        (5800.0, 2900.0, 3387.0),
    ] {
        let old = Curve::log_normal_podr(median, podr).unwrap();
        let new = Curve::log_normal(median, p10).unwrap();
        assert_ne!(old, new);
        for step in 0..200_u32 {
            let x = median * f64::from(step) / 50.0;
            close(old.apply(x), new.apply(x), 5e-5, format!("{old} of {x}"));
        }
    }
}

/// What the point of diminishing returns is by definition: the first place where the third derivative is zero, so that
/// the slope changes fastest there.
#[test]
fn the_slope_changes_fastest_at_the_point_of_diminishing_returns() {
    for share in [0.001, 0.1, 0.5, 0.9, 0.99] {
        let curve = Curve::log_normal_podr(1.0, share).unwrap();
        let bend = |x: f64| {
            let step = 1e-4 * share * (1.0 - share);
            (curve.slope(x + step) - curve.slope(x - step)) / (2.0 * step)
        };
        let there = bend(share);
        assert!(there < 0.0, "{curve} falls ever faster from here on");
        for part in 1..100_u32 {
            let away = 0.3 * (1.0 - share) * f64::from(part) / 100.0;
            for x in [share * (1.0 - away), share * (1.0 + away)] {
                assert!(bend(x) >= there * (1.0 + 1e-6), "{curve} bends more at {x}");
            }
        }
    }
    // So close that s² would be the difference of two numbers that are equal.
    let narrow = Curve::log_normal_podr(1.0, 1.0 - 1e-12).unwrap();
    close(
        narrow.apply(1.0 - 1e-12),
        0.841_344_746_068_543,
        1e-4,
        "one deviation below the median",
    );
}

#[test]
fn a_table_meets_its_points_and_is_constant_beyond_them() {
    let points = [(-3.0, 0.1), (0.1, 0.7), (0.3, -0.2), (1e6, 1e-9)];
    let curve = Curve::piecewise_linear(points).unwrap();
    for (x, y) in points {
        assert_eq!(curve.apply(x), y);
    }
    assert_eq!(curve.apply(-1e308), 0.1);
    assert_eq!(curve.apply(1e308), 1e-9);
    let falling = Curve::piecewise_linear([(0.0, -1e308), (1.0, 7e307)]).unwrap();
    close(
        falling.apply(0.5) / -1.5e307,
        1.0,
        1e-12,
        "the middle of a long line",
    );
}

#[test]
fn bands_have_names() {
    let curve = Curve::bands(0.0, [(10.0, 3.0), (20.0, 5.0)]).unwrap();
    for (x, value, name) in [
        (-1e308, 0.0, "below 10"),
        (9.999, 0.0, "below 10"),
        (10.0, 3.0, "10 to 20"),
        (19.999, 3.0, "10 to 20"),
        (20.0, 5.0, "20 and more"),
        (1e308, 5.0, "20 and more"),
    ] {
        assert_eq!(
            (curve.apply(x), curve.band(x).unwrap().to_string()),
            (value, name.to_owned()),
            "{x}"
        );
    }
    assert_eq!(Curve::ln().band(1.0), None);
    assert!(!curve.continuous() && Curve::ln().continuous());
}

#[test]
fn only_caps_are_clamps() {
    for case in cases() {
        let name = case.curve.to_string();
        let cap = ["at least", "at most", "between"]
            .iter()
            .any(|start| name.starts_with(start));
        assert_eq!(case.curve.is_clamp(), cap, "{name}");
    }
}

#[test]
fn curves_are_equal_by_their_bits() {
    for left in cases() {
        for right in cases() {
            let same = left.curve.to_string() == right.curve.to_string();
            assert_eq!(
                left.curve == right.curve,
                same,
                "{} and {}",
                left.curve,
                right.curve
            );
        }
    }
    assert_ne!(Curve::at_least(0.0), Curve::at_least(-0.0));
    assert_ne!(Curve::at_least(1.0), Curve::at_most(1.0));
    assert_eq!(Curve::linear(f64::NAN, 1.0), Curve::linear(f64::NAN, 1.0));
}

#[test]
fn the_stored_form_is_public() {
    for (curve, stored) in [
        (Curve::ln_1p(), r#"{"curve":"ln_1p"}"#),
        (Curve::power(0.5), r#"{"curve":"power","exponent":"0.5"}"#),
        (
            Curve::exponential(0.993),
            r#"{"curve":"exponential","base":"0.993"}"#,
        ),
        (Curve::at_least(-0.0), r#"{"curve":"at_least","low":"-0"}"#),
        (
            Curve::at_most(1e308),
            r#"{"curve":"at_most","high":"1e308"}"#,
        ),
        (
            Curve::clamp(5e-324, 100.0),
            r#"{"curve":"clamp","low":"5e-324","high":"100"}"#,
        ),
        (
            Curve::linear(0.1, f64::NAN),
            r#"{"curve":"linear","slope":"0.1","intercept":"NaN"}"#,
        ),
        (
            Curve::piecewise_linear([(0.0, 0.1), (10.0, 5.0)]).unwrap(),
            r#"{"curve":"piecewise_linear","points":[["0","0.1"],["10","5"]]}"#,
        ),
        (
            Curve::log_normal(3000.0, 1800.0).unwrap(),
            r#"{"curve":"log_normal","median":"3000","p10":"1800"}"#,
        ),
        (
            Curve::log_normal_podr(4000.0, 2000.0).unwrap(),
            r#"{"curve":"log_normal_podr","median":"4000","podr":"2000"}"#,
        ),
        (
            Curve::saturating(20.0).unwrap(),
            r#"{"curve":"saturating","half":"20"}"#,
        ),
        (
            Curve::logistic(6.0, 2.0).unwrap(),
            r#"{"curve":"logistic","midpoint":"6","spread":"2"}"#,
        ),
        (
            Curve::bands(0.0, [(10.0, 3.0), (20.0, 5.0)]).unwrap(),
            r#"{"curve":"bands","below":"0","bands":[["10","3"],["20","5"]]}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&curve).unwrap(), stored);
    }
    for case in cases() {
        let stored = serde_json::to_string(&case.curve).unwrap();
        let read: Curve = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, case.curve);
        let x = 0.4 * case.low + 0.6 * case.high;
        assert_eq!(
            read.apply(x).to_bits(),
            case.curve.apply(x).to_bits(),
            "{stored}"
        );
    }
}

#[test]
fn malformed_storage_names_what_is_wrong_and_where() {
    for (stored, message) in [
        ("{}", "missing field `curve`"),
        (r#"{"curve":"spline"}"#, "unknown variant `spline`"),
        (r#"{"curve":"ln","base":"2"}"#, "unknown field `base`"),
        (
            r#"{"curve":"logistic","midpoint":"6"}"#,
            "missing field `spread`",
        ),
        (
            r#"{"curve":"at_most","high":100}"#,
            "invalid type: integer `100`, expected a string",
        ),
        (
            r#"{"curve":"logistic","midpoint":"six","spread":"2"}"#,
            "the midpoint of a stored `logistic` curve is `six`",
        ),
        (
            r#"{"curve":"logistic","midpoint":"6","spread":"0"}"#,
            "the spread of a `logistic` curve is zero",
        ),
        (
            r#"{"curve":"logistic","midpoint":"inf","spread":"1"}"#,
            "the midpoint of a `logistic` curve is inf",
        ),
        (
            r#"{"curve":"saturating","half":"-1"}"#,
            "the half of a `saturating` curve is -1.0",
        ),
        (
            r#"{"curve":"log_normal","median":"2","p10":"2"}"#,
            "the median and the p10 of a `log_normal` curve are both 2.0",
        ),
        (
            r#"{"curve":"log_normal_podr","median":"2","podr":"3"}"#,
            "the podr of a `log_normal_podr` curve is 3.0, not below its median of 2.0",
        ),
        (
            r#"{"curve":"piecewise_linear","points":[]}"#,
            "the table of a `piecewise_linear` curve is empty",
        ),
        (
            r#"{"curve":"piecewise_linear","points":[["0","0"],["5","x"]]}"#,
            "the entry 2 of a stored `piecewise_linear` curve is `x`",
        ),
        (
            r#"{"curve":"piecewise_linear","points":[["0","0"],["5","1"],["5","2"]]}"#,
            "entry 3 of a `piecewise_linear` curve is at 5.0, not above 5.0 before it",
        ),
        (
            r#"{"curve":"bands","below":"0","bands":[["10","3"],["9","5"]]}"#,
            "entry 2 of a `bands` curve is at 9.0",
        ),
        (
            r#"{"curve":"bands","below":"NaN","bands":[["10","3"]]}"#,
            "the below of a `bands` curve is NaN",
        ),
    ] {
        let error = serde_json::from_str::<Curve>(stored)
            .unwrap_err()
            .to_string();
        assert!(error.contains(message), "{stored}: {error}");
    }
}

#[test]
fn nonsense_is_refused_by_the_constructors() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(matches!(
            Curve::logistic(bad, 1.0),
            Err(CurveError::NotFinite {
                constant: "midpoint",
                ..
            })
        ));
        assert!(matches!(
            Curve::logistic(1.0, bad),
            Err(CurveError::NotFinite {
                constant: "spread",
                ..
            })
        ));
        assert!(matches!(
            Curve::bands(0.0, [(bad, 1.0)]),
            Err(CurveError::EntryNotFinite { entry: 1, .. })
        ));
        assert!(matches!(
            Curve::piecewise_linear([(0.0, 1.0), (1.0, bad)]),
            Err(CurveError::EntryNotFinite { entry: 2, .. })
        ));
    }
    for bad in [f64::NAN, f64::INFINITY, 0.0, -0.0, -1.0] {
        assert!(matches!(
            Curve::saturating(bad),
            Err(CurveError::NotPositive {
                constant: "half",
                ..
            })
        ));
        assert!(matches!(
            Curve::log_normal(bad, 1.0),
            Err(CurveError::NotPositive {
                constant: "median",
                ..
            })
        ));
        assert!(Curve::log_normal_podr(bad, 1.0).is_err());
        assert!(Curve::log_normal_podr(1.0, bad).is_err());
        assert!(matches!(
            Curve::log_normal(1.0, bad),
            Err(CurveError::NotPositive {
                constant: "p10",
                ..
            })
        ));
    }
    for steep in [
        [(0.0, -1e308), (1.0, 1e308)],
        [(-1e308, 0.0), (1e308, 1.0)],
        [(0.0, 0.0), (5e-324, 1.0)],
    ] {
        assert!(matches!(
            Curve::piecewise_linear(steep),
            Err(CurveError::TooSteep { entry: 2, .. })
        ));
    }
    assert!(matches!(
        Curve::bands(0.0, []),
        Err(CurveError::Empty { curve: "bands" })
    ));
}

#[test]
fn curves_read_well() {
    let long =
        Curve::piecewise_linear((0..12_u32).map(|i| (f64::from(i), f64::from(2 * i)))).unwrap();
    for (curve, text) in [
        (Curve::ln_1p(), "ln(1 + x)"),
        (Curve::power(0.5), "x^0.5"),
        (Curve::exponential(0.993), "0.993^x"),
        (Curve::at_most(100.0), "at most 100"),
        (Curve::clamp(0.0, 100.0), "between 0 and 100"),
        (
            Curve::logistic(6.0, 2.0).unwrap(),
            "logistic(midpoint 6, spread 2)",
        ),
        (
            Curve::log_normal(0.25, 0.1).unwrap(),
            "log-normal(median 0.25, p10 0.1)",
        ),
        (
            Curve::bands(0.0, [(10.0, 3.0), (20.0, 5.0)]).unwrap(),
            "points by band (below 10: 0; 10: 3; 20: 5)",
        ),
        (
            long,
            "piecewise linear (0: 0; 1: 2; 2: 4; 3: 6; … 4 more …; 8: 16; 9: 18; 10: 20; 11: 22)",
        ),
    ] {
        assert_eq!(curve.to_string(), text);
    }
}
