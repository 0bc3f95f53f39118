//! The figures beside a reason: what a place does by itself, alone and last, and whether it can be told without the others.
//!
//! Each case is explained forwards and backwards, by the default method and by each of the two that it chooses from.

#![allow(clippy::float_cmp, reason = "the figures are exact by construction")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    EvalError, Explainer, Explanation, ModelId, Scale, ScoringModel, Term, Trace, Version,
    attribution::shapley,
    diff::EffectKind,
    explain::{Cause, Method},
};

/// A formula of the numbers x0, x1, ….
#[derive(Clone, Copy)]
enum Formula {
    /// (x0 − x0·x1)²
    Square,
    /// The larger of x0 and x1 − x0.
    Larger,
    /// x0, to the next multiple of 5.
    ToFive,
    /// x0, and an x1 that need not move, to the multiple of 1 below.
    Below,
    /// 100·x0/x1
    PerHundred,
    /// 100·x0/(x0 + x1), where x0 is in both.
    Share,
    /// All within 0 and 40.
    Within,
    /// 0.03·x0 + 11 up to 1,000, and 0.01·x0 − 18 beyond.
    Branch,
    /// x0, by the rate of a plan which is a parameter of its own: the plan is x1.
    Plan,
    /// (x0 + x1) − x0
    Cancelling,
    /// The sum of x0·x1, x2·x3, …, by a tenth.
    Pairs,
    /// x0 + x1 + …, and 100 more where the author sees that they are more than 25.
    Beyond,
}

use Formula::{
    Below, Beyond, Branch, Cancelling, Larger, Pairs, PerHundred, Plan, Share, Square, ToFive,
    Within,
};

scoreshift::category! { enum Tariff { Free = "free", Paid = "paid" } }

impl ScoringModel for Formula {
    type Input = [f64];

    fn id(&self) -> ModelId {
        ModelId::new("figures", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, input: &[f64], t: T) -> Result<Term<T>, EvalError> {
        if let Plan = self {
            let x = t.input("x0", input[0]);
            let tariff = if input[1] > 0.0 {
                Tariff::Paid
            } else {
                Tariff::Free
            };
            return Ok(match t.category("x1", &tariff).value() {
                Tariff::Free => x * t.parameter("free rate", 2.0),
                Tariff::Paid => x * t.parameter("paid rate", 3.0) + t.parameter("bonus", 7.0),
            });
        }
        let x: Vec<Term<T>> = (0..)
            .zip(input)
            .map(|(at, x)| t.input(&format!("x{at}"), *x))
            .collect();
        Ok(match self {
            Square => {
                let difference = x[0] - x[0] * x[1];
                difference * difference
            }
            Larger => x[0].max(x[1] - x[0]),
            ToFive => x[0].round_to(5.0, 0.0),
            Below => (x[0] + x[1]).floor_to(1.0, 0.0),
            PerHundred => 100.0 * x[0] / x[1],
            Share => 100.0 * x[0] / (x[0] + x[1]),
            Within => t.sum(x).clamp(0.0, 40.0),
            Branch if x[0].value() > 1000.0 => 0.01 * x[0] - 18.0,
            Branch => 0.03 * x[0] + 11.0,
            Cancelling => (x[0] + x[1]) - x[0],
            Pairs => 0.1 * t.sum(x.chunks(2).map(|pair| t.product(pair.iter().copied()))),
            Beyond => {
                let sum = t.sum(x.iter().copied());
                let more = if x.iter().map(|x| x.value()).sum::<f64>() > 25.0 {
                    100.0
                } else {
                    0.0
                };
                sum + more
            }
            Plan => x[0],
        })
    }
}

fn why(method: Method, formula: Formula, a: &[f64], b: &[f64]) -> Explanation {
    let explainer = Explainer::new().method(method);
    explainer.models((&formula, a), (&formula, b)).unwrap()
}

fn data(why: &Explanation) -> &Cause {
    why.causes.iter().find(|cause| cause.id == "data").unwrap()
}

/// A place of the data: its name, what moved there, its effect, alone, last, and the mark.
type Row = (String, EffectKind, f64, f64, f64, bool);

fn rows(why: &Explanation) -> Vec<Row> {
    let row = |place: &scoreshift::explain::CausePlace| {
        (
            place.id.to_string(),
            place.kind,
            place.effect,
            place.applied_first,
            place.applied_last,
            place.interacting,
        )
    };
    let rows: Vec<Row> = data(why).places.iter().map(row).collect();
    for place in &why.places {
        // Every total here is of one place.
        let of = |row: &&Row| row.0 == place.id.to_string() && row.2 == place.effect;
        if let Some(row) = rows.iter().find(of) {
            assert_eq!(
                (place.applied_first, place.applied_last, place.interacting),
                (row.3, row.4, row.5)
            );
        }
    }
    rows
}

/// The rows of a move, which told backwards are the same with every sign turned, alone and last exchanged.
#[track_caller]
fn both_ways(method: Method, formula: Formula, a: &[f64], b: &[f64]) -> Vec<Row> {
    let (forth, back) = (
        rows(&why(method, formula, a, b)),
        rows(&why(method, formula, b, a)),
    );
    let turned: Vec<Row> = back
        .into_iter()
        .map(|(name, kind, effect, alone, last, mark)| {
            (name, kind, 0.0 - effect, 0.0 - last, 0.0 - alone, mark)
        })
        .collect();
    assert_eq!(forth, turned);
    forth
}

fn input(name: &str, effect: f64, alone: f64, last: f64, mark: bool) -> Row {
    (
        name.to_owned(),
        EffectKind::Input,
        effect,
        alone,
        last,
        mark,
    )
}

#[test]
fn a_place_that_does_nothing_alone_and_last_is_told_so_also_where_it_is_the_only_one() {
    let (a, b) = ([6.0, 0.0], [1.0, 2.0]);
    assert_eq!(
        both_ways(Method::Automatic, Square, &a, &b),
        [input("x0", -35.0, -35.0, -35.0, false)]
    );
    // The secant goes through the one difference that both are in.
    let found = both_ways(Method::Secant, Square, &a, &b);
    let one = found.iter().find(|row| row.0 == "x1").unwrap();
    assert_eq!((one.3, one.4, one.5), (0.0, 0.0, true), "{found:?}");
    assert_eq!(found.iter().map(|row| row.2).sum::<f64>(), -35.0);
}

#[test]
fn of_two_the_value_is_the_middle_of_alone_and_last() {
    let (a, b) = ([2.0, 1.0], [3.0, 9.0]);
    let exact = both_ways(Method::Automatic, Larger, &a, &b);
    assert_eq!(
        exact,
        [
            input("x0", 0.0, 1.0, -1.0, false),
            input("x1", 4.0, 5.0, 3.0, false)
        ]
    );
    for row in both_ways(Method::Secant, Larger, &a, &b) {
        let (alone, last) = if row.0 == "x0" {
            (1.0, -1.0)
        } else {
            (5.0, 3.0)
        };
        assert_eq!((row.3, row.4), (alone, last), "{row:?}");
    }
}

#[test]
fn what_rounding_does_belongs_to_the_inputs_while_they_are_few() {
    assert_eq!(
        both_ways(Method::Automatic, ToFive, &[2.0], &[3.0]),
        [input("x0", 5.0, 5.0, 5.0, false)]
    );
    for others in [[0.0, 0.0], [0.2, 0.2], [0.3, 0.5]] {
        let found = both_ways(
            Method::Automatic,
            Below,
            &[3.1, others[0]],
            &[2.9 - others[1], others[1]],
        );
        assert!(
            found.iter().all(|row| row.1 == EffectKind::Input),
            "{found:?}"
        );
        assert_eq!(found.iter().map(|row| row.2).sum::<f64>(), -1.0);
    }
    // The secant tells rounding apart, and its mark is the same both ways.
    let found = both_ways(Method::Secant, ToFive, &[2.0], &[3.0]);
    assert!(
        found.contains(&input("x0", 1.0, 5.0, 5.0, true)),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|row| row.1 == EffectKind::Rounding && row.2 == 4.0)
    );
}

#[test]
fn a_ratio_of_two_inputs_is_split_exactly() {
    let (a, b) = ([40.0, 100.0], [60.0, 1000.0]);
    for method in [Method::Automatic, Method::Secant, Method::Owen] {
        let found = both_ways(method, PerHundred, &a, &b);
        for (row, expected) in found.iter().zip([
            input("x0", 11.0, 20.0, 2.0, false),
            input("x1", -45.0, -36.0, -54.0, false),
        ]) {
            assert_eq!((&row.0, row.5), (&expected.0, expected.5));
            let near = |a: f64, b: f64| (a - b).abs() < 1e-12 * 54.0;
            assert!(near(row.2, expected.2), "{row:?}");
            assert!(
                near(row.3, expected.3) && near(row.4, expected.4),
                "{row:?}"
            );
        }
    }
    // A factor that both have does not blow up: the share stays, whatever its parts do.
    let found = both_ways(Method::Secant, Share, &[10.0, 10.0], &[1000.0, 1000.0]);
    assert!(found.iter().all(|row| row.2.abs() < 100.0), "{found:?}");
}

#[test]
fn a_branch_by_a_value_belongs_to_the_input_that_decides_it() {
    for method in [Method::Automatic, Method::Owen] {
        assert_eq!(
            both_ways(method, Branch, &[900.0], &[1600.0]),
            [input("x0", -40.0, -40.0, -40.0, false)]
        );
    }
}

#[test]
fn a_category_that_chooses_other_parameters_is_a_player_like_any_other() {
    for method in [Method::Automatic, Method::Owen] {
        let why = why(method, Plan, &[10.0, 0.0], &[20.0, 1.0]);
        assert_eq!(data(&why).method, Method::Owen);
        let found = both_ways(method, Plan, &[10.0, 0.0], &[20.0, 1.0]);
        let plan = (
            "x1".to_owned(),
            EffectKind::Category,
            22.0,
            17.0,
            27.0,
            false,
        );
        assert_eq!(found, [input("x0", 25.0, 20.0, 30.0, false), plan]);
    }
}

#[test]
fn parts_that_cancel_are_explained_while_the_inputs_are_few() {
    let (a, b) = ([1e11, 1.0], [1.000_000_3e11, 2.4]);
    for method in [Method::Automatic, Method::Secant, Method::Owen] {
        let why = why(method, Cancelling, &a, &b);
        let found = both_ways(method, Cancelling, &a, &b);
        assert_eq!(
            data(&why)
                .places
                .iter()
                .map(|place| place.micro)
                .sum::<i64>(),
            why.delta_micro
        );
        assert!(!found.is_empty());
        if data(&why).method == Method::Owen {
            let small = found.iter().find(|row| row.0 == "x1").unwrap();
            assert!((small.2 - 1.4).abs() < 1e-4, "{found:?}");
        }
    }
}

/// The Shapley values of all numbers of a formula.
fn expected(formula: Formula, a: &[f64], b: &[f64]) -> Vec<f64> {
    let worths: Vec<f64> = (0..1_usize << a.len())
        .map(|mask| {
            let pick =
                |(at, (a, b)): (usize, (&f64, &f64))| if mask >> at & 1 == 1 { *b } else { *a };
            let mixed: Vec<f64> = a.iter().zip(b).enumerate().map(pick).collect();
            formula.score(&mixed).unwrap()
        })
        .collect();
    shapley(&worths).unwrap()
}

#[test]
fn a_clamp_over_a_sum_of_many_moved_inputs_is_near_the_exact_values_or_marked() {
    // Moves of 30 and 30 back, within a scale of 40: the straight secant gives ∓40 to each.
    let a = [20.0, 5.0, 0.0, 10.0, 0.0, 2.0, 1.0, 0.0, 3.0];
    let b = [0.0, 15.0, 30.0, 2.0, 9.0, 0.0, 6.0, 4.0, 1.0];
    let eleven = (
        [20.0, 5.0, 0.0, 10.0, 0.0, 2.0, 1.0, 0.0, 3.0, 9.0, 1.0],
        [0.0, 15.0, 30.0, 2.0, 9.0, 0.0, 6.0, 4.0, 1.0, 0.0, 9.0],
    );
    for (a, b) in [(&a[..], &b[..]), (&eleven.0[..], &eleven.1[..])] {
        let expected = expected(Within, a, b);
        let found = both_ways(Method::Automatic, Within, a, b);
        for (at, expected) in expected.iter().enumerate() {
            let row = found.iter().find(|row| row.0 == format!("x{at}"));
            let effect = row.map_or(0.0, |row| row.2);
            assert!(
                (effect - expected).abs() < 1.0,
                "x{at}: {effect} is not {expected}"
            );
        }
    }
}

#[test]
fn parts_that_move_alike_have_alike_effects_however_many_they_are() {
    // Nine of one size, up to a cap that three of them reach.
    let (a, b) = ([0.0; 9], [14.0; 9]);
    let found = both_ways(Method::Automatic, Within, &a, &b);
    assert_eq!(found.len(), 9);
    for row in &found {
        assert!((row.2 - 40.0 / 9.0).abs() < 1e-12, "{row:?}");
    }
    // Five up and five down, so that the whole stands still.
    let a = [20.0, 0.0, 20.0, 0.0, 20.0, 0.0, 20.0, 0.0, 20.0, 0.0];
    let b = [0.0, 20.0, 0.0, 20.0, 0.0, 20.0, 0.0, 20.0, 0.0, 20.0];
    let found = both_ways(Method::Automatic, Within, &a, &b);
    for pair in found.windows(2) {
        assert!((pair[0].2 + pair[1].2).abs() < 1e-12, "{found:?}");
    }
}

#[test]
fn the_default_method_is_exact_up_to_its_bound_and_says_what_it_used() {
    for moved in 1..=9 {
        let (a, mut b) = ([2.0; 9], [2.0; 9]);
        b[..moved].fill(9.0);
        let why = why(Method::Automatic, Within, &a, &b);
        let exact = moved <= Method::MOST_EXACT_INPUTS;
        let method = if exact { Method::Owen } else { Method::Secant };
        assert_eq!((why.method, data(&why).method), (Method::Automatic, method));
        let json = serde_json::to_value(&why).unwrap();
        let named = if exact { "owen" } else { "secant" };
        assert_eq!(json["causes"][0]["method"], named);
        assert_eq!(data(&why).places.len(), moved);
    }
}

#[test]
fn inputs_that_do_not_meet_are_exact_however_many_they_are() {
    let a: Vec<f64> = (0..20).map(|at| f64::from(at % 7) - 2.0).collect();
    let b: Vec<f64> = (0..20).map(|at| f64::from(at % 5) + 0.5).collect();
    let why = why(Method::Automatic, Pairs, &a, &b);
    assert_eq!(data(&why).method, Method::Owen);
    let of = |at: usize| {
        let other = at ^ 1;
        (
            0.1 * (b[at] - a[at]) * f64::midpoint(a[other], b[other]),
            0.1 * (b[at] - a[at]) * a[other],
            0.1 * (b[at] - a[at]) * b[other],
        )
    };
    let rows = rows(&why);
    assert_eq!(rows.len(), 20);
    for row in rows {
        let (effect, alone, last) = of(row.0[1..].parse().unwrap());
        assert!((row.2 - effect).abs() < 1e-12, "{row:?} {effect}");
        assert!((row.3 - alone).abs() < 1e-12, "{row:?} {alone}");
        assert!((row.4 - last).abs() < 1e-12, "{row:?} {last}");
    }
}

/// The formula is a sum, so that no two inputs meet in it; only the author's own branch reads them all.
#[test]
fn inputs_that_only_a_branch_of_the_author_joins_are_played_together() {
    // Of two or three inputs all mixtures are no more scores than those of each by itself: here they are more. In the last
    // pair only mixtures go beyond.
    for (a, b) in [
        ([5.0, 5.0, 5.0, 5.0, 4.0], [8.0, 2.0, 5.5, 6.0, 7.0]),
        ([2.0; 5], [9.0; 5]),
        ([8.0, 8.0, 4.0, 2.0, 2.0], [11.0, 5.0, 4.5, 1.0, 2.5]),
    ] {
        let why = why(Method::Automatic, Beyond, &a, &b);
        assert_eq!(data(&why).method, Method::Owen);
        let worths: Vec<f64> = (0..1 << a.len())
            .map(|mask| {
                let mixed: Vec<f64> = (0..a.len())
                    .map(|at| if mask >> at & 1 == 1 { b[at] } else { a[at] })
                    .collect();
                Beyond.score(&mixed[..]).unwrap()
            })
            .collect();
        let exact = shapley(&worths).unwrap();
        for row in rows(&why) {
            let at: usize = row.0[1..].parse().unwrap();
            assert!((row.2 - exact[at]).abs() < 1e-9, "{row:?} {exact:?}");
        }
    }
}

#[test]
fn what_each_of_eight_inputs_does_alone_and_last_is_measured() {
    let (a, b) = ([3.0; 8], [5.0, 6.0, 7.0, 1.0, 9.0, 2.0, 30.0, 4.0]);
    let score = |x: &[f64]| Within.score(x).unwrap();
    for row in both_ways(Method::Automatic, Within, &a, &b) {
        let at: usize = row.0[1..].parse().unwrap();
        let (mut first, mut last) = (a, b);
        (first[at], last[at]) = (b[at], a[at]);
        assert_eq!(row.3, score(&first) - score(&a), "{row:?}");
        assert_eq!(row.4, score(&b) - score(&last), "{row:?}");
    }
}
