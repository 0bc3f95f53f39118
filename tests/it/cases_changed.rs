//! Formulas that changed their shape: what was not touched has no effect, and what was touched has all of it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::collections::BTreeMap;

use scoreshift::{
    Category, Diff, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, diff::Effect,
};

type Data = BTreeMap<&'static str, f64>;

/// Where the formula stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    Root,
    Mean,
    Gate,
    Choice,
    /// Three operations below the root, with something else on each level.
    Deep,
}

/// How much of a move at each place reaches the score.
pub(crate) const PLACES: [(Place, f64); 5] = [
    (Place::Root, 1.0),
    (Place::Mean, 0.25),
    (Place::Gate, 1.0),
    (Place::Choice, 1.0),
    (Place::Deep, 0.5),
];

impl Place {
    /// A formula at this place, and what stands beside it there: at least 10.
    pub(crate) fn hold<T: Trace>(
        self,
        t: T,
        own: Term<T>,
        beside: Term<T>,
    ) -> Result<Term<T>, EvalError> {
        Ok(match self {
            Place::Root => own,
            Place::Mean => {
                let mut mean = t.weighted_mean("mean");
                mean.part("own", 1.0, own);
                mean.part("other", 3.0, beside);
                mean.finish()?
            }
            Place::Gate => t.gate("gate", beside, 10.0, own),
            Place::Choice => t
                .category("plan", &Plan(true))
                .choose(|plan| if plan.0 { own } else { beside }),
            Place::Deep => (0.5 * (own + beside.ln())).at_most(1e9) + beside,
        })
    }
}

#[derive(Clone, Copy, Debug)]
struct Plan(bool);

impl Category for Plan {
    const ALL: &'static [Self] = &[Self(false), Self(true)];

    fn label(&self) -> &str {
        if self.0 { "paid" } else { "free" }
    }
}

struct Case<F> {
    formula: F,
    after: bool,
    names: bool,
    place: Place,
}

/// One version of a formula: its data, whether it is the later one, whether its inner nodes have names.
trait Formula {
    fn term<T: Trace>(&self, t: T, x: &Data, after: bool, names: &Names) -> Term<T>;
}

struct Names(bool);

impl Names {
    fn give<T: Trace>(&self, t: T, name: &str, term: Term<T>) -> Term<T> {
        if self.0 { t.named(name, term) } else { term }
    }
}

impl<F: Formula> ScoringModel for Case<F> {
    type Input = Data;

    fn id(&self) -> ModelId {
        ModelId::new(
            "changed",
            Version::new(if self.after { 2 } else { 1 }, 0, 0),
        )
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &Data, t: T) -> Result<Term<T>, EvalError> {
        let names = Names(self.names);
        let own = self.formula.term(t, x, self.after, &names);
        let beside = t.input("beside", 12.0);
        self.place.hold(t, own, beside)
    }
}

macro_rules! formula {
    ($name:ident, |$t:ident, $x:ident, $names:ident| $before:expr => $after:expr) => {
        #[derive(Clone, Copy)]
        struct $name;
        impl Formula for $name {
            fn term<T: Trace>(&self, $t: T, $x: &Data, after: bool, $names: &Names) -> Term<T> {
                if after { $after } else { $before }
            }
        }
    };
}

fn told(effects: &[Effect]) -> Vec<(String, f64)> {
    let mut told: Vec<(String, f64)> = effects
        .iter()
        .map(|effect| (format!("{} {}", effect.place, effect.kind), effect.effect))
        .collect();
    told.sort_by(|p, q| q.1.abs().total_cmp(&p.1.abs()));
    told
}

/// Each expected effect is the end of a place and its points, the largest first.
#[track_caller]
fn case<F: Formula + Copy>(
    formula: F,
    before: &[(&'static str, f64)],
    after: &[(&'static str, f64)],
    expected: &[(&str, f64)],
) {
    let (x, y): (Data, Data) = (
        before.iter().copied().collect(),
        after.iter().copied().collect(),
    );
    for (place, share) in PLACES {
        for names in [(true, true), (false, false), (true, false), (false, true)] {
            let at = |after, names| Case {
                formula,
                after,
                names,
                place,
            };
            let (one, two) = (
                at(false, names.0).breakdown(&x).unwrap(),
                at(true, names.1).breakdown(&y).unwrap(),
            );
            for forwards in [true, false] {
                let diff = if forwards {
                    Diff::between(&one, &two)
                } else {
                    Diff::between(&two, &one)
                };
                let found = told(diff.unwrap().effects());
                let sign = if forwards { share } else { -share };
                let right = found.len() == expected.len()
                    && found.iter().zip(expected).all(|(found, expected)| {
                        found.0.contains(expected.0) && (found.1 - sign * expected.1).abs() < 1e-9
                    });
                assert!(
                    right,
                    "{place:?} {names:?} {forwards}: {found:?}\n{one}\n{two}"
                );
            }
        }
    }
}

fn base<T: Trace>(t: T, x: &Data, names: &Names) -> Term<T> {
    names.give(t, "base", t.input("a", x["a"]) + t.input("b", x["b"]))
}

fn rounded<T: Trace>(t: T, x: &Data, names: &Names) -> Term<T> {
    names.give(
        t,
        "rounded",
        (t.input("a", x["a"]) + 6.0).round_to(1.0, 0.0),
    )
}

fn held<T: Trace>(t: T, x: &Data, names: &Names) -> Term<T> {
    names.give(t, "old score", t.input("a", x["a"]).clamp(0.0, 40.0))
}

fn sodium<T: Trace>(t: T, x: &Data) -> Term<T> {
    0.82 * (137.0 - t.input("na", x["na"]))
}

formula! { Bonus, |t, x, names| base(t, x, names) => base(t, x, names) + t.input("bonus", x["bonus"]) }
formula! { NamedFactor, |t, x, names| base(t, x, names) => base(t, x, names) * t.parameter("factor", 1.1) }
formula! { Floor, |t, x, names| base(t, x, names) => base(t, x, names).max(t.parameter("floor", 50.0)) }
formula! { Rounded, |t, x, names| rounded(t, x, names) => rounded(t, x, names) + t.input("bonus", x["bonus"]) }
formula! { Held, |t, x, names| held(t, x, names) => (held(t, x, names) + t.input("bonus", x["bonus"])).clamp(0.0, 40.0) }
formula! { Sodium, |t, x, _names| t.input("inr", x["inr"]) + sodium(t, x)
=> t.input("inr", x["inr"]) + 1.85 * (3.5 - t.input("alb", x["alb"])) + sodium(t, x) }
formula! { Impact, |t, x, names| 7.0 * (names.give(t, "iss", t.input("i", x["i"])) - 0.02)
=> 7.0 * (0.9731 * names.give(t, "iss", t.input("i", x["i"])) - 0.02) }
formula! { Meld, |t, x, names| 10.0 * names.give(t, "sum", 0.9 * t.input("a", x["a"]).ln() + 0.4 * t.input("b", x["b"]).ln() + 0.6)
=> 11.0 * t.input("a", x["a"]).ln() + 4.5 * t.input("b", x["b"]).ln() + 0.8 * t.input("c", x["c"]) + 6.0 }
formula! { Scaled, |t, x, names| 4.0 * names.give(t, "sum", 2.0 * t.input("a", x["a"]) - 3.0 * t.input("b", x["b"]) + 7.0)
=> 2.0 * names.give(t, "sum", 2.0 * t.input("a", x["a"]) - 3.0 * t.input("b", x["b"]) + t.input("c", x["c"]) + 7.0) }
formula! { ScaledWithOne, |t, x, names| 4.0 * names.give(t, "sum", 2.0 * t.input("a", x["a"]) - 3.0 * t.input("b", x["b"]) + 5.0 * t.input("d", x["d"]))
=> 2.0 * names.give(t, "sum", 2.0 * t.input("a", x["a"]) - 4.0 * t.input("b", x["b"]) + 5.0 * t.input("d", x["d"])) }
formula! { Rounds, |t, x, names| names.give(t, "sum", t.input("a", x["a"]) + 6.0)
=> names.give(t, "sum", (t.input("a", x["a"]) + 6.0).round_to(1.0, 0.0)) }

#[test]
fn a_factor_around_what_changed_inside_is_one_effect() {
    let x = [("a", 30.0), ("b", 15.0), ("c", 3.0)];
    case(Scaled, &x, &x, &[("", -44.0), ("c", 6.0)]);
    // One of the terms has another number of its own as well.
    let x = [("a", 30.0), ("b", 15.0), ("d", 2.0)];
    let together = -2.0 * (60.0 - 3.5 * 15.0 + 10.0);
    case(ScaledWithOne, &x, &x, &[("b", -3.0 * 15.0), ("", together)]);
}

#[test]
fn a_rounding_that_came_is_half_of_the_move_below_it() {
    let (x, y) = ([("a", 8.2)], [("a", 8.6)]);
    // From 14.2 to 14.6, which are rounded to 14 and 15.
    case(Rounds, &x, &y, &[("a", 0.7), ("", 0.1)]);
    let (x, y) = ([("a", 8.2)], [("a", 8.2)]);
    case(Rounds, &x, &y, &[("", -0.2)]);
}

#[test]
fn a_base_that_goes_on_in_a_larger_sum_has_no_effect() {
    let x = [("a", 100.0), ("b", 200.0), ("bonus", 5.0)];
    case(Bonus, &x, &x, &[("bonus", 5.0)]);
}

#[test]
fn a_base_that_goes_on_under_a_factor_has_no_effect() {
    let x = [("a", 80.0), ("b", 120.0)];
    case(NamedFactor, &x, &x, &[("factor", 20.0)]);
}

#[test]
fn a_base_that_goes_on_above_a_floor_has_no_effect() {
    let x = [("a", 5.0), ("b", 15.0)];
    case(Floor, &x, &x, &[("floor", 30.0)]);
}

#[test]
fn a_rounded_part_that_goes_on_beside_another_one_has_no_effect() {
    let x = [("a", 8.2), ("bonus", 3.0)];
    case(Rounded, &x, &x, &[("bonus", 3.0)]);
}

#[test]
fn an_old_score_that_is_held_goes_on_inside_a_held_one() {
    let x = [("a", 8.2), ("bonus", 3.0)];
    case(Held, &x, &x, &[("bonus", 3.0)]);
}

#[test]
fn a_part_that_comes_between_others_leaves_them_alone() {
    let x = [("inr", 5.0), ("na", 130.0), ("alb", 2.8)];
    case(Sodium, &x, &x, &[("alb", 1.85 * (3.5 - 2.8))]);
}

#[test]
fn a_factor_on_one_part_is_one_effect() {
    let x = [("i", 0.914_816)];
    case(Impact, &x, &x, &[("", 7.0 * (0.9731 - 1.0) * 0.914_816)]);
}

#[test]
fn coefficients_are_compared_whatever_brackets_they_stand_outside_of() {
    let x = [("a", 20.0), ("b", 7.0), ("c", 2.0)];
    let (a, b) = (scoreshift::math::ln(20.0), scoreshift::math::ln(7.0));
    case(Meld, &x, &x, &[("a", 2.0 * a), ("c", 1.6), ("b", 0.5 * b)]);
}

/// r = r + d, named at each step.
#[derive(Clone, Copy)]
struct Balance;

impl Formula for Balance {
    fn term<T: Trace>(&self, t: T, _: &Data, after: bool, names: &Names) -> Term<T> {
        let items = [
            ("one", 500.0),
            ("two", 300.0),
            ("three", 205.0),
            ("four", 9.0),
        ];
        let count = if after { 4 } else { 3 };
        let mut balance = t.input("start", 1.0);
        for (item, points) in items.into_iter().take(count) {
            balance = names.give(t, &format!("after {item}"), balance + t.input(item, points));
        }
        balance
    }
}

#[test]
fn a_running_balance_with_one_item_more_has_moved_by_that_item() {
    case(Balance, &[], &[], &[("four", 9.0)]);
}

/// A mean of two parts with the owner's weights.
#[derive(Clone, Copy)]
struct Weighted((f64, f64), (f64, f64));

impl Formula for Weighted {
    fn term<T: Trace>(&self, t: T, x: &Data, after: bool, names: &Names) -> Term<T> {
        let (safety, comfort) = if after { self.1 } else { self.0 };
        let mut mean = t.weighted_mean("marks");
        if names.0 {
            mean.part(
                "safety",
                t.parameter("weight of safety", safety),
                t.input("s", x["s"]),
            );
            mean.part(
                "comfort",
                t.parameter("weight of comfort", comfort),
                t.input("c", x["c"]),
            );
        } else {
            mean.part("safety", safety, t.input("s", x["s"]));
            mean.part("comfort", comfort, t.input("c", x["c"]));
        }
        mean.finish().unwrap()
    }
}

#[test]
fn the_owners_weights_are_compared_as_shares() {
    let x = [("s", 40.0), ("c", 60.0)];
    case(Weighted((1.0, 1.0), (2.0, 2.0)), &x, &x, &[]);
    // From a half to 10 of 19, and from a half to 9 of 19, each seen from the mean.
    let (before, after) = (50.0, (400.0 + 540.0) / 19.0);
    let mean = 0.5 * before + 0.5 * after;
    let shift = 10.0 / 19.0 - 0.5;
    let (safety, comfort) = (shift * (40.0 - mean), -shift * (60.0 - mean));
    case(
        Weighted((1.0, 1.0), (10.0, 9.0)),
        &x,
        &x,
        &[("comfort", comfort), ("safety", safety)],
    );
}

/// The same mean of shares, on a scale of a hundred.
#[derive(Clone, Copy)]
struct OfAHundred(Weighted);

impl Formula for OfAHundred {
    fn term<T: Trace>(&self, t: T, x: &Data, after: bool, names: &Names) -> Term<T> {
        self.0.term(t, x, after, names) * 100.0
    }
}

#[test]
fn weights_of_a_mean_on_another_scale_are_compared_as_shares() {
    let x = [("s", 0.4), ("c", 0.6)];
    let mean = 0.5 * 0.5 + 0.5 * (0.4 + 2.0 * 0.6) / 3.0;
    let shift = 100.0 * (2.0 / 3.0 - 0.5);
    let (safety, comfort) = (-shift * (0.4 - mean), shift * (0.6 - mean));
    let formula = OfAHundred(Weighted((1.0, 1.0), (1.0, 2.0)));
    // The share is told at the part, not at its weight.
    case(
        formula,
        &x,
        &x,
        &[("safety weight", safety), ("comfort weight", comfort)],
    );
}

// ------------------------------------------------------------------------- the owner's factors in and out of brackets

/// A part of a product with two of the owner's factors.
fn part<T: Trace>(t: T, x: &Data) -> Term<T> {
    t.input("a", x["a"]) * t.parameter("p", 2.0) * t.parameter("q", 4.0)
}

/// A part of which a number changed, in a bracket under two of the owner's factors.
fn rewritten<T: Trace>(t: T, x: &Data, names: &Names, factor: f64) -> Term<T> {
    let a = t.input("a", x["a"]);
    let inner = names.give(t, "inner", a / 2.0 + t.input("b", x["b"]));
    (a * 0.5 + factor * inner) * t.parameter("p", 4.0) * t.parameter("q", 6.0)
}

/// A factor of a bracket that is written outside of it or on each of its parts.
fn factored<T: Trace>(t: T, x: &Data, names: &Names, factor: f64, outside: bool) -> Term<T> {
    let (a, p) = (t.input("a", x["a"]) * 10.0, t.parameter("p", 2.0));
    if outside {
        names.give(t, "bracket", a + p) * factor
    } else {
        a * factor + p * factor
    }
}

formula! { Within, |t, x, names| part(t, x) * t.input("b", x["b"]) * 1.5
=> names.give(t, "sum", part(t, x) + t.input("c", x["c"]).ln()) * t.input("b", x["b"]) * 1.5 }
formula! { Left, |t, x, names| names.give(t, "sum", t.parameter("p", 2.0) + t.input("b", x["b"]) + 1.0) * 10.0
=> names.give(t, "sum", t.parameter("p", 2.0) + 1.0) * 10.0 + t.input("c", x["c"]) }
formula! { Curved, |t, x, names| rewritten(t, x, names, 2.5)
=> t.named("curved", rewritten(t, x, names, 2.0).ln_1p()) + t.input("c", x["c"]) }
formula! { Factored, |t, x, names| factored(t, x, names, 1.25, true) => factored(t, x, names, 1.0, false) }

#[test]
fn a_part_that_comes_into_a_product_leaves_the_factors_of_the_other_part_alone() {
    let x = [("a", 8.0), ("b", 5.0), ("c", 3.0)];
    case(Within, &x, &x, &[("c", scoreshift::math::ln(3.0) * 7.5)]);
}

#[test]
fn what_is_left_of_a_sum_may_be_the_owners_alone() {
    let x = [("b", 5.0), ("c", 3.0)];
    case(Left, &x, &x, &[("b", -50.0), ("c", 3.0)]);
}

#[test]
fn a_curve_around_factors_that_stay_is_told_under_its_own_name() {
    let x = [("a", 8.0), ("b", 5.0), ("c", 3.0)];
    let (before, after) = (24.0 * 26.5, 24.0 * 22.0);
    let curve = scoreshift::math::ln_1p;
    let curved = 0.5 * (curve(before) - before) + 0.5 * (curve(after) - after);
    let rewritten = 0.5 * (after - before) + 0.5 * (curve(after) - curve(before));
    case(
        Curved,
        &x,
        &x,
        &[("curved", curved), ("", rewritten), ("c", 3.0)],
    );
}

#[test]
fn a_factor_that_is_written_inside_as_one_leaves_the_moves_of_inputs_alone() {
    let (x, y) = ([("a", 8.0)], [("a", 8.5)]);
    case(Factored, &x, &y, &[("", -0.25 * 84.5), ("a", 5.0 * 1.125)]);
}

/// A curve inside another one, the outer one under a factor that changes.
#[derive(Clone, Copy)]
struct Nested;

impl Formula for Nested {
    fn term<T: Trace>(&self, t: T, x: &Data, after: bool, names: &Names) -> Term<T> {
        let tanh = scoreshift::Curve::tanh();
        let (a, b) = (t.input("a", x["a"]), t.input("b", x["b"]));
        let part = if after {
            20.0 * b * t.parameter("new", 7.0)
        } else {
            20.0 * b
        };
        let inner = names.give(
            t,
            "inner",
            ((a / 1.25 + part) * 1.25 * 0.5 * 0.1).curve(&tanh),
        );
        let sum = names.give(
            t,
            "sum",
            t.input("c", x["c"]) + inner * t.parameter("p", 2.0) - 0.5,
        );
        let factor = if after { 0.05 } else { 0.1 };
        (sum * t.parameter("q", 4.0) * 2.4672 * factor).curve(&tanh) * t.parameter("r", 6.0)
    }
}

#[test]
fn a_curve_inside_another_one_is_not_taken_for_it() {
    let x: Data = [("a", 5.0), ("b", 3.0), ("c", 8.0)].into();
    for (place, _) in PLACES {
        for names in [true, false] {
            let at = |after| Case {
                formula: Nested,
                after,
                names,
                place,
            };
            let (one, two) = (
                at(false).breakdown(&x).unwrap(),
                at(true).breakdown(&x).unwrap(),
            );
            let diff = Diff::between(&one, &two).unwrap();
            let told: f64 = diff
                .effects()
                .iter()
                .map(|effect| effect.effect.abs())
                .sum();
            let moved = (two.value() - one.value()).abs();
            assert!(
                told < 2.0 * moved,
                "{place:?} {names} {moved}: {:?}",
                self::told(diff.effects())
            );
        }
    }
}

/// Findings of a kitchen take points off 100; later that is a part of a mean beside two new parts.
struct Kitchen(bool);

impl ScoringModel for Kitchen {
    type Input = [f64; 4];

    fn id(&self) -> ModelId {
        ModelId::new("hygiene", Version::new(1 + u64::from(self.0), 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, x: &[f64; 4], t: T) -> Result<Term<T>, EvalError> {
        let kitchen = 100.0 - 5.0 * t.input("findings", x[0]);
        let complaints = t.input("complaints", x[1]);
        if !self.0 {
            return Ok(kitchen - complaints);
        }
        let mut mean = t.weighted_mean("hygiene");
        let part = |name| {
            t.parameter(
                name,
                if name == "weight of kitchen" {
                    2.0
                } else {
                    1.0
                },
            )
        };
        let warm = (t.input("fridge", x[2]) - 4.0).at_least(0.0);
        mean.part("kitchen", part("weight of kitchen"), kitchen);
        mean.part("cold chain", part("weight of cold"), 100.0 - 10.0 * warm);
        let trained = 100.0 * t.input("trained", x[3]) / t.input("staff", 10.0);
        mean.part("people", part("weight of people"), trained);
        Ok(mean.finish()? - complaints)
    }
}

#[test]
fn what_became_a_part_of_a_mean_or_came_as_one_is_told_under_the_name_of_the_part() {
    let x = [4.0, 3.0, 5.5, 6.0];
    let breakdown = |mean| Kitchen(mean).breakdown(&x).unwrap();
    let (sum, mean) = (breakdown(false), breakdown(true));
    for (before, after, way) in [(&sum, &mean, 1.0), (&mean, &sum, -1.0)] {
        let diff = Diff::between(before, after).unwrap();
        let mut told: Vec<(String, f64)> = diff
            .effects()
            .iter()
            .map(|effect| (effect.place.to_string(), way * effect.effect))
            .collect();
        told.sort_by(|a, b| a.0.cmp(&b.0));
        let wanted = [("cold chain", 21.25), ("kitchen", -40.0), ("people", 15.0)];
        assert_eq!(told.len(), wanted.len(), "{diff}");
        for ((place, effect), (name, points)) in told.iter().zip(wanted) {
            assert_eq!(place, name, "{diff}");
            assert!((effect - points).abs() < 1e-9, "{diff}");
        }
    }
}

/// Marks in some subjects, their mean under a factor.
struct Marks {
    factor: f64,
    weights: [f64; 3],
}

impl ScoringModel for Marks {
    type Input = [Option<f64>; 3];

    fn id(&self) -> ModelId {
        ModelId::new("marks", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 1000.0)
    }

    fn evaluate<T: Trace>(&self, x: &[Option<f64>; 3], t: T) -> Result<Term<T>, EvalError> {
        let mut mean = t.weighted_mean("marks");
        for ((name, weight), mark) in ["maths", "art", "sports"]
            .into_iter()
            .zip(self.weights)
            .zip(x)
        {
            match mark {
                Some(mark) => mean.part(name, weight, t.scope(name).input("mark", *mark)),
                None => mean.absent(name),
            }
        }
        let mean = mean.finish()?;
        Ok(if self.factor == 1.0 {
            mean
        } else {
            self.factor * mean
        })
    }
}

#[test]
fn the_parts_of_a_mean_under_a_factor_are_compared_as_shares() {
    let told = |before: (f64, [f64; 3], [Option<f64>; 3]),
                after: (f64, [f64; 3], [Option<f64>; 3])| {
        let side = |(factor, weights, x): (f64, [f64; 3], [Option<f64>; 3])| {
            Marks { factor, weights }.breakdown(&x).unwrap()
        };
        let there = Diff::between(&side(before), &side(after)).unwrap();
        let back = Diff::between(&side(after), &side(before)).unwrap();
        let negated: Vec<(String, f64)> = told(back.effects())
            .into_iter()
            .map(|(place, effect)| (place, -effect))
            .collect();
        let found = told(there.effects());
        let swapped = |kind: &str| kind.replace("removed", "added");
        for ((place, effect), (other, negated)) in found.iter().zip(&negated) {
            assert_eq!(swapped(place), swapped(other));
            assert!((effect - negated).abs() < 1e-9, "{there}\n{back}");
        }
        found
    };
    let alike = [1.0; 3];
    let near = |mut found: Vec<(String, f64)>, wanted: &[(&str, f64)]| {
        found.retain(|(_, effect)| effect.abs() > 1e-9);
        assert_eq!(found.len(), wanted.len(), "{found:?}");
        for ((place, effect), (name, points)) in found.iter().zip(wanted) {
            assert!(place.contains(name), "{found:?}");
            assert!((effect - points).abs() < 1e-9, "{found:?}");
        }
    };
    // A second part comes under an unchanged factor: the only thing that moved.
    let (one, two) = ([Some(60.0), None, None], [Some(60.0), None, Some(30.0)]);
    near(
        told((0.9, alike, one), (0.9, alike, two)),
        &[("sports", -13.5)],
    );
    // A part and a factor came.
    let (two, three) = (
        [Some(60.0), Some(90.0), None],
        [Some(60.0), Some(90.0), Some(30.0)],
    );
    near(
        told((1.0, alike, two), (0.9, alike, three)),
        &[("sports", -0.95 * 15.0), ("marks", -0.1 * 67.5)],
    );
    // Weights and a factor changed: maths lies at the mean, and the others lose as much as they win.
    near(
        told((1.0, alike, three), (0.9, [2.0, 1.0, 1.0], three)),
        &[("marks", -6.0)],
    );
}
