//! The same parts put together in another way, and parts that came into a place that was there before.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    Audience, Diff, EvalError, Explainer, ModelId, Presenter, Scale, ScoringModel, Term, Trace,
    Version,
    diff::EffectKind,
    present::{Disclosure, English},
};

/// How a country's health, schools and income are put together.
#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    Sum,
    Mean,
    Product,
    Geometric,
    Best,
    Worst,
}

const WAYS: [How; 6] = [
    How::Sum,
    How::Mean,
    How::Product,
    How::Geometric,
    How::Best,
    How::Worst,
];

/// Where in the formula that stands.
#[derive(Clone, Copy, Debug)]
enum Level {
    Root,
    UnderAFactor,
    /// Below a curve and a mean.
    Deep,
}

#[derive(Clone)]
struct Country {
    how: How,
    level: Level,
    is_named: bool,
}

impl ScoringModel for Country {
    type Input = [f64; 3];

    fn id(&self) -> ModelId {
        let version = 1 + WAYS.iter().position(|how| *how == self.how).unwrap() as u64;
        ModelId::new("country", Version::new(version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, input: &[f64; 3], t: T) -> Result<Term<T>, EvalError> {
        let [health, schools, income] = *input;
        let health = t.named("health", (t.input("life expectancy", health) - 20.0) / 65.0);
        let schools = t.named("schools", t.input("years of school", schools) / 15.0);
        let income = t.named("income", t.input("income per head", income).ln() / 11.0);
        let all = match self.how {
            How::Sum => health + schools + income,
            How::Mean => {
                let mut mean = t.weighted_mean("dimensions");
                mean.part("health", 2.0, health);
                mean.part("schools", 1.0, schools);
                mean.part("income", 1.0, income);
                mean.finish()?
            }
            How::Product => health * schools * income,
            How::Geometric => (health * schools * income).powf(1.0 / 3.0),
            How::Best => health.max(schools).max(income),
            How::Worst => health.min(schools).min(income),
        };
        let all = if self.is_named {
            t.named("development", all)
        } else {
            all
        };
        Ok(match self.level {
            Level::Root => all,
            Level::UnderAFactor => 100.0 * all,
            Level::Deep => {
                let mut mean = t.weighted_mean("all");
                mean.part("rest", 1.0, t.input("rest", 0.5));
                mean.part("people", 3.0, all.ln_1p());
                40.0 * mean.finish()?
            }
        })
    }
}

fn diff(before: &Country, after: &Country, input: [f64; 3]) -> Diff {
    let [was, is] = [before, after].map(|model| model.breakdown(&input).unwrap());
    Diff::between(&was, &is).unwrap()
}

#[test]
fn the_same_parts_put_together_in_another_way_are_one_effect() {
    let input = [71.0, 8.0, 12_000.0];
    for before in WAYS {
        for after in WAYS.into_iter().filter(|after| *after != before) {
            // Of two lists of one kind, one is inside the other: a mean is a sum with other weights, and a geometric mean a
            // product under a root.
            let family = |how| match how {
                How::Sum | How::Mean => 0,
                How::Product | How::Geometric => 1,
                How::Best => 2,
                How::Worst => 3,
            };
            if family(before) == family(after) {
                continue;
            }
            for level in [Level::Root, Level::UnderAFactor, Level::Deep] {
                for is_named in [false, true] {
                    let country = |how| Country {
                        how,
                        level,
                        is_named,
                    };
                    let diff = diff(&country(before), &country(after), input);
                    let effects = diff.effects();
                    let is_one = effects.len() == 1 && effects[0].kind == EffectKind::Replaced;
                    assert!(
                        is_one,
                        "{before:?} → {after:?}, {level:?}, {is_named}:\n{diff}"
                    );
                }
            }
        }
    }
}

/// A score of a shop's deliveries, whose second version counts other things of what it looked up before.
#[derive(Clone)]
struct Deliveries {
    version: u64,
    shape: fn(u64) -> Shape,
}

#[derive(Clone, Copy)]
enum Shape {
    Ratio,
    Smoothed,
    Plain,
    CountedTwice,
    Named,
    NamedAndMore,
}

impl ScoringModel for Deliveries {
    type Input = [f64; 3];

    fn id(&self) -> ModelId {
        ModelId::new("deliveries", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, input: &[f64; 3], t: T) -> Result<Term<T>, EvalError> {
        let on_time = t.input("on time", input[0]);
        let orders = t.input("orders", input[1]);
        let late = t.input("hours late", input[2]);
        Ok(match (self.shape)(self.version) {
            Shape::Ratio => 100.0 * (on_time / orders),
            Shape::Smoothed => 100.0 * ((on_time + 5.0) / (orders + 10.0)),
            Shape::Plain => orders * late + on_time,
            Shape::CountedTwice => orders * late + on_time + 0.5 * orders,
            Shape::Named => t.named("work", orders * late) + on_time,
            Shape::NamedAndMore => t.named("work", orders * late + on_time.max(orders)) + on_time,
        })
    }
}

/// What the two readers are told of two shapes.
fn told(shape: fn(u64) -> Shape) -> [String; 2] {
    let input = [18.0, 20.0, 2.0];
    let model = |version| Deliveries { version, shape };
    let why = Explainer::new()
        .models((&model(1), &input), (&model(2), &input))
        .unwrap();
    let back = Explainer::new()
        .models((&model(2), &input), (&model(1), &input))
        .unwrap();
    [why, back].map(|why| {
        let presenter = Presenter::new(Audience::Person);
        let presenter = presenter.disclosure(Disclosure::new().internals());
        presenter
            .message(&why)
            .localize(&English)
            .text()
            .to_string()
    })
}

#[test]
fn a_number_that_came_beside_an_input_is_not_the_input_that_came() {
    let [came, went] = told(|version| match version {
        1 => Shape::Ratio,
        _ => Shape::Smoothed,
    });
    for (text, orders, on_time) in [(came, "0 to 10", "0 to 5"), (went, "10 to 0", "5 to 0")] {
        for (name, numbers) in [("Orders", orders), ("On time", on_time)] {
            let line = text.lines().find(|line| line.contains(name)).unwrap();
            let number = format!("a number that it is calculated with went from {numbers}.");
            assert!(line.ends_with(&number), "{text}");
        }
        assert!(!text.contains("counts"), "{text}");
    }
}

#[test]
fn an_input_that_counts_once_more_did_count_before() {
    let texts = told(|version| match version {
        1 => Shape::Plain,
        _ => Shape::CountedTwice,
    });
    for text in texts {
        assert!(text.contains("10: it is counted differently."), "{text}");
    }
}

#[test]
fn what_came_into_a_named_value_is_a_part_of_it() {
    let [came, went] = told(|version| match version {
        1 => Shape::Named,
        _ => Shape::NamedAndMore,
    });
    let new = "Work +20: a part of it counts now, and did not before.";
    assert!(came.contains(new), "{came}");
    assert!(
        went.contains("Work −20: a part of it no longer counts."),
        "{went}"
    );
}

/// A dish, whose four marks are one mean or a mean of groups.
#[derive(Clone, Copy)]
struct Dish {
    version: u64,
    groups: [bool; 2],
}

impl ScoringModel for Dish {
    type Input = [f64; 4];

    fn id(&self) -> ModelId {
        ModelId::new("dish", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, marks: &[f64; 4], t: T) -> Result<Term<T>, EvalError> {
        let names = ["taste", "smell", "look", "price"];
        let marks = [0, 1, 2, 3].map(|at| t.input(names[at], marks[at]));
        let mut dish = t.weighted_mean("dish");
        for (group, [first, second]) in [("senses", [0, 1]), ("rest", [2, 3])] {
            let is_group = self.groups[usize::from(group == "rest")];
            let mut mean = t.weighted_mean(group);
            for at in [first, second] {
                if is_group {
                    mean.part(names[at], 1.0, marks[at]);
                } else {
                    dish.part(names[at], 1.0, marks[at]);
                }
            }
            if is_group {
                dish.part(group, 1.0, mean.finish()?);
            }
        }
        dish.finish()
    }
}

#[test]
fn parts_of_a_group_count_by_their_share_of_the_whole() {
    let marks = [80.0, 60.0, 70.0, 30.0];
    for (before, after, told) in [
        // 25 % each, and 33 % each for look and price beside 17 % each for the senses.
        (
            [false, false],
            [true, false],
            [
                ("look", 0.25, 1.0 / 3.0),
                ("price", 0.25, 1.0 / 3.0),
                ("smell", 0.25, 1.0 / 6.0),
                ("taste", 0.25, 1.0 / 6.0),
            ],
        ),
        (
            [true, false],
            [false, true],
            [
                ("look", 1.0 / 3.0, 1.0 / 6.0),
                ("price", 1.0 / 3.0, 1.0 / 6.0),
                ("smell", 1.0 / 6.0, 1.0 / 3.0),
                ("taste", 1.0 / 6.0, 1.0 / 3.0),
            ],
        ),
    ] {
        for is_back in [false, true] {
            let [was, is] = if is_back {
                [after, before]
            } else {
                [before, after]
            };
            let [old, new] = [(1, was), (2, is)]
                .map(|(version, groups)| Dish { version, groups }.breakdown(&marks).unwrap());
            let diff = Diff::between(&old, &new).unwrap();
            let moved: f64 = diff.effects().iter().map(|effect| effect.effect).sum();
            assert!(
                (moved - (diff.after() - diff.before())).abs() < 1e-9,
                "{diff}"
            );
            for effect in diff.effects() {
                assert_eq!(effect.kind, EffectKind::Weight, "{diff}");
                let name = effect.place.to_string();
                let (_, from, to) = told
                    .into_iter()
                    .find(|(part, ..)| name.ends_with(part))
                    .unwrap();
                let (from, to) = if is_back { (to, from) } else { (from, to) };
                let shares = [&effect.before, &effect.after].map(|share| share.number().unwrap());
                assert!((shares[0] - from).abs() < 1e-12, "{diff}");
                assert!((shares[1] - to).abs() < 1e-12, "{diff}");
            }
        }
    }
    // All in groups of two are all alike.
    let [old, new] = [(1, [false, false]), (2, [true, true])]
        .map(|(version, groups)| Dish { version, groups }.breakdown(&marks).unwrap());
    assert!(Diff::between(&old, &new).unwrap().effects().is_empty());
}

/// A score whose second version is another function of the same, under another factor.
#[derive(Clone, Copy)]
struct Reached {
    version: u64,
    is_decay: bool,
}

impl ScoringModel for Reached {
    type Input = [f64; 2];

    fn id(&self) -> ModelId {
        ModelId::new("reached", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, input: &[f64; 2], t: T) -> Result<Term<T>, EvalError> {
        let bugs = t.input("bugs", input[0]);
        let crashes = t.input("crashes", input[1]);
        Ok(match (self.is_decay, self.version) {
            (true, 1) => (100.0 - 4.0 * bugs - 10.0 * crashes).at_least(0.0),
            (true, _) => 100.0 * (-0.04 * bugs - 0.15 * crashes).exp(),
            (false, 1) => 100.0 - (bugs - crashes).powi(2) * 0.05,
            (false, _) => 100.0 - (bugs - crashes).abs() * 0.8,
        })
    }
}

#[test]
fn another_function_under_another_factor_is_replaced_as_a_whole() {
    for is_decay in [true, false] {
        for input in [[10.0, 2.0], [50.0, 32.0], [3.0, 4.0]] {
            let [old, new] =
                [1, 2].map(|version| Reached { version, is_decay }.breakdown(&input).unwrap());
            for (was, is) in [(&old, &new), (&new, &old)] {
                let diff = Diff::between(was, is).unwrap();
                let effects = diff.effects();
                let is_one = effects.len() == 1 && effects[0].kind == EffectKind::Replaced;
                assert!(is_one, "{diff}");
            }
        }
    }
}
