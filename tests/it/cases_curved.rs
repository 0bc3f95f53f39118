//! A number before a value that was then turned into something of another unit: one thing, in the size of what moved, under the
//! name of what it is done to.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    Audience, Curve, Diff, EvalError, Lineage, ModelId, Presenter, Scale, ScoringModel, Term,
    Trace, Version, explain,
    history::History,
    present::{Disclosure, English},
};

/// How much of a limit somebody has used, among other things that count.
#[derive(Clone)]
struct Used {
    how: How,
    /// Below a mean, a limit and a factor.
    is_deep: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    Points,
    PointsByCurve,
    PointsByTable,
    Held,
    HeldByTheLeast,
    Raised,
    PerYear,
    More,
}

impl ScoringModel for Used {
    type Input = [f64; 4];

    fn id(&self) -> ModelId {
        ModelId::new("credit", Version::new(1 + self.how as u64, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &[f64; 4], t: T) -> Result<Term<T>, EvalError> {
        let used = t.named("used", t.input("balance", x[0]) / t.input("limit", x[1]));
        let (years, late) = (t.input("years", x[2]), t.input("late", x[3]));
        let curve = Curve::piecewise_linear([(0.0, 0.0), (0.3, 10.0), (1.0, 220.0)])?;
        let table = Curve::bands(0.0, [(0.3, 40.0), (0.9, 220.0)])?;
        let harm = match self.how {
            How::Points | How::More => 200.0 * used,
            How::PointsByCurve => t.named("points for use", used.curve(&curve)),
            How::PointsByTable => used.curve(&table),
            How::Held => 200.0 * used.at_most(1.0),
            How::HeldByTheLeast => 200.0 * used.min(1.0),
            How::Raised => 200.0 * used.max(1.5),
            How::PerYear => 1200.0 * used / years,
        };
        let more = if self.how == How::More { 30.0 } else { 0.0 };
        let own = if more == 0.0 {
            800.0 - harm - 60.0 * late
        } else {
            800.0 + more - harm - 60.0 * late
        };
        if !self.is_deep {
            return Ok(own);
        }
        let mut mean = t.weighted_mean("all");
        mean.part("credit", 1.0, own);
        mean.part("rest", 3.0, late + 500.0);
        Ok(2.0 * mean.finish()?.at_most(1e6))
    }
}

const SUBJECT: [f64; 4] = [6000.0, 5000.0, 7.0, 2.0];

fn used(how: How, is_deep: bool) -> Used {
    Used { how, is_deep }
}

/// Place and effect of what a change of the formula does, the largest first.
fn effects(before: &Used, after: &Used, x: [[f64; 4]; 2]) -> Vec<(String, f64)> {
    let diff = Diff::between(
        &before.breakdown(&x[0]).unwrap(),
        &after.breakdown(&x[1]).unwrap(),
    )
    .unwrap();
    let effects = diff.effects().iter();
    let mut told: Vec<_> = effects
        .map(|effect| (effect.place.to_string(), effect.effect))
        .collect();
    told.sort_by(|p, q| q.1.abs().total_cmp(&p.1.abs()));
    told
}

fn told(before: &Used, after: &Used) -> String {
    let why = explain((before, &SUBJECT), (after, &SUBJECT)).unwrap();
    Presenter::new(Audience::Person)
        .disclosure(Disclosure::new().internals())
        .message(&why)
        .localize(&English)
        .text()
        .to_string()
}

#[track_caller]
fn is_one(how: How, place: &str, points: f64) {
    is_one_at(how, [place; 2], points);
}

/// At these places of the root, and below a mean.
#[track_caller]
fn is_one_at(how: How, places: [&str; 2], points: f64) {
    for (is_deep, share, place) in [(false, 1.0, places[0]), (true, 0.5, places[1])] {
        let (before, after) = (used(How::Points, is_deep), used(how, is_deep));
        for (was, is, way) in [(&before, &after, share), (&after, &before, -share)] {
            let found = effects(was, is, [SUBJECT; 2]);
            let right = matches!(&found[..], [(at, effect)]
                if at == place && (effect - way * points).abs() < 1e-9);
            assert!(right, "{how:?} {is_deep} {way}: {found:?}");
        }
    }
}

#[test]
fn a_curve_in_the_stead_of_a_number_is_one_effect() {
    is_one(How::PointsByCurve, "points for use", 20.0);
    is_one(How::PointsByTable, "used", 20.0);
    let (points, curve) = (used(How::Points, false), used(How::PointsByCurve, false));
    let text = told(&points, &curve);
    assert!(
        text.contains("Points for use +20: it now gives 220 instead of 240."),
        "{text}"
    );
    let text = told(&curve, &points);
    assert!(
        text.contains("Points for use −20: it now gives 240 instead of 220."),
        "{text}"
    );
}

#[test]
fn a_number_that_other_data_takes_back_is_one_effect() {
    // 200·u → 1200·u / 7.
    is_one(How::PerYear, "used", 240.0 - 1440.0 / 7.0);
}

#[test]
fn data_that_moved_meanwhile_keeps_its_own_part() {
    let moved = [2000.0, 5000.0, 7.0, 1.0];
    let x = [SUBJECT, moved];
    // Used 1.2 → 0.4: by 200 a unit 160 points, by the curve 180.
    let found = effects(
        &used(How::Points, false),
        &used(How::PointsByCurve, false),
        x,
    );
    let wanted = [("balance", 170.0), ("late", 60.0), ("points for use", 30.0)];
    for ((place, effect), (name, points)) in found.iter().zip(wanted) {
        assert!(place == name && (effect - points).abs() < 1e-9, "{found:?}");
    }
    assert_eq!(found.len(), wanted.len());
}

#[test]
fn a_value_that_became_nothing_is_no_way_out() {
    // Nothing is used any more: 200·1.2 → 1200·0 / 7.
    let nothing = [0.0, 5000.0, 7.0, 2.0];
    let found = effects(
        &used(How::Points, false),
        &used(How::PerYear, false),
        [SUBJECT, nothing],
    );
    let (points, per_year) = (240.0, 1440.0 / 7.0);
    let wanted = [
        ("balance", 0.5 * points + 0.5 * per_year),
        ("used", 0.5 * points - 0.5 * per_year),
    ];
    for ((place, effect), (name, points)) in found.iter().zip(wanted) {
        assert!(place == name && (effect - points).abs() < 1e-9, "{found:?}");
    }
    assert_eq!(found.len(), wanted.len());
}

#[test]
fn of_stored_records_alone_a_curve_in_the_stead_of_a_number_is_told_in_the_size_of_the_move() {
    let record = |how, x: &[f64; 4]| {
        let model = used(how, false);
        let version = model.id().version().to_string();
        let lineage = Lineage::starting_with(model).build().unwrap();
        let release = lineage.find(&version).unwrap();
        release.record_with_breakdown(x).unwrap()
    };
    let moved = [2000.0, 5000.0, 7.0, 1.0];
    let records = [
        record(How::Points, &SUBJECT),
        record(How::PointsByCurve, &moved),
    ];
    let history = History::new(records).unwrap();
    let presenter = Presenter::new(Audience::Person);
    let message = presenter.message(&history.steps()[0]);
    let text = message.localize(&English).text().to_string();
    for row in ["Points for use +30", "Balance +170", "Late +60"] {
        assert!(text.contains(row), "{row}\n{text}");
    }
}

#[test]
fn a_limit_is_told_of_what_it_holds_and_not_of_the_whole_score() {
    is_one(How::Held, "used", 40.0);
    is_one(How::HeldByTheLeast, "used", 40.0);
    is_one(How::Raised, "used", -60.0);
    for how in [How::Held, How::HeldByTheLeast] {
        let text = told(&used(How::Points, false), &used(how, false));
        assert!(text.contains("Used +40: a limit is new."), "{text}");
        let text = told(&used(how, false), &used(How::Points, false));
        assert!(
            text.contains("Used −40: a limit is no longer there."),
            "{text}"
        );
    }
}

#[test]
fn a_floor_that_became_a_cap_is_no_number_that_became_another_one() {
    for is_deep in [false, true] {
        let (cap, floor) = (
            used(How::HeldByTheLeast, is_deep),
            used(How::Raised, is_deep),
        );
        for (before, after, way) in [(&floor, &cap, 1.0), (&cap, &floor, -1.0)] {
            let found = effects(before, after, [SUBJECT; 2]);
            let sum: f64 = found.iter().map(|(_, effect)| effect).sum();
            let size: f64 = found.iter().map(|(_, effect)| effect.abs()).sum();
            let share = if is_deep { 0.5 } else { 1.0 };
            assert!((sum - way * share * 100.0).abs() < 1e-9, "{found:?}");
            assert!((size - sum.abs()).abs() < 1e-9, "{found:?}");
            let text = told(before, after);
            assert!(!text.contains("from 1"), "{text}");
        }
    }
}

#[test]
fn an_amount_of_the_whole_sum_is_not_that_of_its_first_part() {
    is_one_at(How::More, [".", "credit"], 30.0);
    let text = told(&used(How::Points, false), &used(How::More, false));
    let said = "The whole score +30: a number that it is calculated with went from 800 to 830.";
    assert!(text.contains(said), "{text}");
}

/// A premium whose claims cost a share of it, or an amount.
#[derive(Clone)]
struct Premium {
    by_amount: bool,
}

impl ScoringModel for Premium {
    type Input = [f64; 2];

    fn id(&self) -> ModelId {
        ModelId::new("premium", Version::new(1 + u64::from(self.by_amount), 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &[f64; 2], t: T) -> Result<Term<T>, EvalError> {
        let base = t.parameter("base", 400.0) * t.parameter("young drivers", 1.8);
        let (claims, travel) = (t.input("claims", x[0]), t.input("km", x[1]) * 0.01);
        Ok(if self.by_amount {
            base + 100.0 * claims + travel
        } else {
            base * (1.0 + 0.25 * claims) + travel
        })
    }
}

#[test]
fn a_number_that_parameters_take_back_is_one_number_with_them() {
    // 400 · 1.8 · 0.25 is 180 for each claim.
    let x = [3.0, 2000.0];
    let (share, amount) = (Premium { by_amount: false }, Premium { by_amount: true });
    for (before, after, row) in [
        (
            &share,
            &amount,
            "Claims −240: a number that it is calculated with went from 180 to 100.",
        ),
        (
            &amount,
            &share,
            "Claims +240: a number that it is calculated with went from 100 to 180.",
        ),
    ] {
        let why = explain((before, &x), (after, &x)).unwrap();
        let text = Presenter::new(Audience::Person)
            .disclosure(Disclosure::new().internals())
            .message(&why)
            .localize(&English)
            .text()
            .to_string();
        assert!(text.contains(row), "{text}");
        assert!(!text.contains("Base") && !text.contains("Young"), "{text}");
    }
}
