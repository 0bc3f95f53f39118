//! Explanations of chosen moves, checked against figures worked out by hand.

#![allow(clippy::float_cmp, reason = "the figures are exact by construction")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::collections::BTreeMap;

use scoreshift::{
    Change, Curve, Diff, EvalError, Explainer, Explanation, Lineage, ModelId, Scale, ScoringModel,
    Term, Trace, Version, at,
    diff::EffectKind,
    explain,
    explain::{Cause, CauseKind, Method, level},
    formula::Path,
    influence::{self, Network, Profile},
    lineage::Rewrite,
};

fn cause<'e>(why: &'e Explanation, id: &str) -> &'e Cause {
    why.causes.iter().find(|cause| cause.id == id).unwrap()
}

fn ids(why: &Explanation) -> Vec<&str> {
    why.causes.iter().map(|cause| cause.id.as_str()).collect()
}

fn places(cause: &Cause) -> Vec<(String, EffectKind, f64)> {
    let place = |p: &scoreshift::explain::CausePlace| (p.id.to_string(), p.kind, p.effect);
    cause.places.iter().map(place).collect()
}

fn change(key: &str) -> Change {
    Change::new(key).sentence("We did it.")
}

/// k · x − mean, on a percentile table, by a plan that asks for other leaves, behind a gate.
#[derive(Clone, Debug)]
struct Percentile {
    version: u64,
    k: f64,
    /// Points for those on the paid plan.
    bonus: f64,
}

#[derive(Clone, Debug)]
struct Person {
    x: f64,
    mean: Option<f64>,
    table: Option<Curve>,
    paid: bool,
    seats: f64,
    /// Opens at 10.
    days: f64,
}

const PERSON: Person = Person {
    x: 10.0,
    mean: Some(4.0),
    table: None,
    paid: false,
    seats: 3.0,
    days: 20.0,
};

const V1: Percentile = Percentile {
    version: 1,
    k: 1.0,
    bonus: 0.0,
};
const V2: Percentile = Percentile {
    version: 2,
    k: 2.0,
    bonus: 0.0,
};

impl ScoringModel for Percentile {
    type Input = Person;

    fn id(&self) -> ModelId {
        ModelId::new("percentile", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, p: &Person, t: T) -> Result<Term<T>, EvalError> {
        let mut score = t.parameter("k", self.k) * t.input("x", p.x);
        let others = t.scope("population");
        if let Some(mean) = p.mean {
            score -= others.reference("mean", mean);
        }
        if let Some(table) = &p.table {
            score = others.reference_curve("table", table, score);
        }
        let paid = t.category("paid", &p.paid);
        let bonus = t.parameter("bonus", self.bonus);
        let plan = paid.choose(|&paid| {
            if paid {
                bonus + t.input("seats", p.seats)
            } else {
                t.input("ads", 1.0)
            }
        });
        Ok(t.gate("active", t.input("days", p.days), 10.0, score) + plan)
    }
}

#[test]
fn a_reference_that_moves_alone_has_it_all() {
    let now = Person {
        mean: Some(7.0),
        ..PERSON
    };
    let why = explain((&V1, &PERSON), (&V1, &now)).unwrap();
    assert_eq!(ids(&why), ["reference", "data"]);
    let reference = cause(&why, "reference");
    assert_eq!(
        (reference.kind, reference.effect, reference.micro),
        (CauseKind::Reference, -3.0, -3_000_000)
    );
    assert_eq!(
        places(reference),
        [("population.mean".into(), EffectKind::Reference, -3.0)]
    );
    assert_eq!((why.data().effect, why.data().micro), (0.0, 0));
    assert!(cause(&why, "data").places.is_empty() && why.unmatched_references.is_empty());
    // Four recordings, and the one reference as a player on either data.
    assert_eq!((why.delta, why.evaluations), (-3.0, 4 + 2 * 2));
}

#[test]
fn a_population_curve_that_moves_alone_has_it_all() {
    let table = |slope: f64| Some(Curve::linear(slope, 0.0));
    let (then, now) = (
        Person {
            table: table(2.0),
            ..PERSON
        },
        Person {
            table: table(3.0),
            ..PERSON
        },
    );
    for method in [Method::Secant, Method::Owen] {
        let why = Explainer::new()
            .method(method)
            .models((&V1, &then), (&V1, &now))
            .unwrap();
        let reference = cause(&why, "reference");
        assert_eq!(
            (reference.effect, why.delta, why.data().micro),
            (6.0, 6.0, 0)
        );
        assert_eq!(
            places(reference),
            [("population.table".into(), EffectKind::Reference, 6.0)]
        );
        assert_eq!(why.data_method(), method);
    }
}

#[test]
fn algorithm_data_and_reference_share_a_move_as_owen_values() {
    let now = Person {
        x: 12.0,
        mean: Some(7.0),
        ..PERSON
    };
    let why = explain((&V1, &PERSON), (&V2, &now)).unwrap();
    // k·x is a product of two players, each with the mean of the other factor; the mean stands apart.
    assert_eq!(ids(&why), ["algorithm", "reference", "data"]);
    let effects: Vec<f64> = why.causes.iter().map(|cause| cause.effect).collect();
    assert_eq!(effects, [11.0, -3.0, 3.0]);
    assert_eq!(
        (
            cause(&why, "data").applied_first,
            cause(&why, "data").applied_last
        ),
        (2.0, 4.0)
    );
    assert_eq!(
        (
            cause(&why, "algorithm").applied_first,
            cause(&why, "algorithm").applied_last
        ),
        (10.0, 12.0)
    );
    // Two releases, each on both data with both references; then one reference and one input in four states each.
    assert_eq!(why.evaluations, 8 + 2 * 4 * 2);
    let back = explain((&V2, &now), (&V1, &PERSON)).unwrap();
    assert_eq!(
        back.causes
            .iter()
            .map(|cause| cause.effect)
            .collect::<Vec<_>>(),
        [-11.0, 3.0, -3.0]
    );
}

#[test]
fn a_reference_that_only_one_side_asks_for_counts_as_data_and_is_listed() {
    let now = Person {
        mean: None,
        ..PERSON
    };
    for method in [Method::Secant, Method::Owen] {
        let why = Explainer::new()
            .method(method)
            .models((&V1, &PERSON), (&V1, &now))
            .unwrap();
        assert_eq!(ids(&why), ["data"]);
        assert_eq!((why.data().effect, why.delta), (4.0, 4.0));
        assert_eq!(
            why.unmatched_references,
            [Path::new(["population", "mean"])]
        );
        // The snapshots ask for different leaves.
        assert_eq!((why.method, why.data_method()), (method, Method::Secant));
        let back = explain((&V1, &now), (&V1, &PERSON)).unwrap();
        assert_eq!(
            (back.data().effect, back.unmatched_references),
            (-4.0, why.unmatched_references)
        );
    }
}

#[test]
fn a_branch_that_asks_for_other_leaves_belongs_to_the_category() {
    let now = Person {
        paid: true,
        ..PERSON
    };
    let owen = Explainer::new().method(Method::Owen);
    for explainer in [Explainer::new(), owen] {
        let why = explainer.models((&V1, &PERSON), (&V1, &now)).unwrap();
        assert_eq!(
            places(cause(&why, "data")),
            [("paid".into(), EffectKind::Category, 2.0)]
        );
        assert_eq!(why.data_method(), Method::Secant);
    }
    // A change of what the branch gives has no effect on who is not in it.
    let lineage = Lineage::starting_with(V1)
        .rewritten(
            Percentile {
                bonus: 5.0,
                version: 2,
                ..V1
            },
            Rewrite::starting_from(V1).change(change("bonus"), |model| model.bonus = 5.0),
        )
        .build()
        .unwrap();
    let why = lineage
        .explain(at("1.0.0", &PERSON), at("2.0.0", &PERSON))
        .unwrap();
    assert_eq!((cause(&why, "bonus").effect, why.delta_micro), (0.0, 0));
    let why = lineage
        .explain(at("1.0.0", &PERSON), at("2.0.0", &now))
        .unwrap();
    assert_eq!((cause(&why, "bonus").effect, why.data().effect), (2.5, 4.5));
    assert_eq!(
        (
            cause(&why, "bonus").applied_first,
            cause(&why, "bonus").applied_last
        ),
        (0.0, 5.0)
    );
}

#[test]
fn a_gate_that_opens_with_the_data_is_one_threshold_or_the_inputs() {
    let closed = Person {
        days: 5.0,
        ..PERSON
    };
    let by = |method| {
        let explainer = Explainer::new().method(method);
        let why = explainer.models((&V1, &closed), (&V1, &PERSON)).unwrap();
        places(cause(&why, "data"))
    };
    assert_eq!(
        by(Method::Secant),
        [("active".into(), EffectKind::Threshold, 6.0)]
    );
    // Where the input is a player, it has what it opened.
    for exact in [Method::Automatic, Method::Owen] {
        assert_eq!(by(exact), [("days".into(), EffectKind::Input, 6.0)]);
    }
}

#[test]
fn a_network_that_appears_is_the_subjects_own_data() {
    let network =
        |name: &str, profile: Profile| profile.with(name, Network::new(1000, 400, 200)).unwrap();
    let then = network("Twitter", Profile::new()).without("Facebook");
    let now = then
        .clone()
        .with("Facebook", Network::new(10, 5, 1))
        .unwrap();
    let lineage = influence::lineage();
    let why = lineage
        .explain(at("2.0.0", &then), at("2.0.0", &now))
        .unwrap();
    assert_eq!(why.data().micro, why.delta_micro);
    assert!(why.delta < -10.0 && why.absent.is_empty());
    let worst = why.places.iter().min_by_key(|place| place.micro).unwrap();
    assert_eq!(worst.id.to_string(), "Facebook");
    let gone = lineage
        .explain(at("2.0.0", &now), at("2.0.0", &then))
        .unwrap();
    assert_eq!(gone.absent, [Path::new(["Facebook"])]);
    assert_eq!(gone.delta_micro, -why.delta_micro);
}

#[test]
fn as_many_moved_inputs_as_there_can_be_have_their_exact_values() {
    /// Σ x², at most 900.
    struct Squares;
    impl ScoringModel for Squares {
        type Input = [f64];
        fn id(&self) -> ModelId {
            ModelId::new("squares", Version::new(1, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, s: &[f64], t: T) -> Result<Term<T>, EvalError> {
            let mut sum = t.sum([]);
            for (x, name) in s.iter().zip(NAMES) {
                let x = t.input(name, *x);
                sum += x * x;
            }
            Ok(sum.at_most(900.0))
        }
    }
    const NAMES: [&str; 20] = [
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r",
        "s", "t",
    ];
    /// Twenty are the limit; a build that is not optimised is spared most of the million evaluations.
    const N: usize = if cfg!(debug_assertions) { 15 } else { 20 };
    let owen = Explainer::new().method(Method::Owen);
    // Equal players share what the cap leaves equally: min(N·100, 900) / N.
    let why = owen
        .models((&Squares, &[0.0; N][..]), (&Squares, &[10.0; N][..]))
        .unwrap();
    let data = cause(&why, "data");
    let share = 900.0 / f64::from(u8::try_from(N).unwrap());
    assert_eq!(data.places.len(), N);
    for place in &data.places {
        assert!((place.effect - share).abs() < 1e-12, "{place:?}");
        assert_eq!(
            (place.applied_first, place.applied_last, place.interacting),
            (100.0, 0.0, false)
        );
        assert!((45_000_000..=60_000_000).contains(&place.micro));
    }
    assert_eq!(
        (why.data_method(), why.evaluations),
        (Method::Owen, 2 + (1 << N))
    );
    // The secant method agrees on equal players.
    let secant = explain((&Squares, &[0.0; N][..]), (&Squares, &[10.0; N][..])).unwrap();
    assert!(
        cause(&secant, "data")
            .places
            .iter()
            .all(|place| (place.effect - share).abs() < 1e-9)
    );
}

#[test]
fn one_name_for_two_numbers_is_substituted_with_each_releases_own() {
    /// Reach is everyone under version 1, and the active under version 2, under one name.
    #[derive(Clone)]
    struct Reach(u64);
    impl ScoringModel for Reach {
        type Input = (f64, f64);
        fn id(&self) -> ModelId {
            ModelId::new("reach", Version::new(self.0, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, s: &(f64, f64), t: T) -> Result<Term<T>, EvalError> {
            Ok(t.input("reach", if self.0 == 1 { s.0 } else { s.1 }))
        }
    }
    let owen = Explainer::new().method(Method::Owen);
    let why = owen
        .models((&Reach(1), &(100.0, 20.0)), (&Reach(2), &(200.0, 80.0)))
        .unwrap();
    // ½[(200 − 100) + (80 − 20)].
    assert_eq!(
        places(cause(&why, "data")),
        [("reach".into(), EffectKind::Input, 80.0)]
    );
    assert_eq!((why.data_method(), why.delta), (Method::Owen, -20.0));
}

#[test]
fn principal_leaves_of_equal_size_are_chosen_by_name() {
    /// Leaves of equal effect, of which 64 are looked at alone; asked for in either order.
    struct Many(bool);
    impl ScoringModel for Many {
        type Input = [f64; 66];
        fn id(&self) -> ModelId {
            ModelId::new("many", Version::new(1, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, s: &[f64; 66], t: T) -> Result<Term<T>, EvalError> {
            let mut terms: Vec<_> = (0..)
                .zip(s)
                .map(|(at, x)| t.input(&format!("x{at:02}"), *x))
                .collect();
            if self.0 {
                terms.reverse();
            }
            Ok(t.sum(terms).round_to(100.0, 0.0))
        }
    }
    let (a, b) = ([0.0; 66], [1.25; 66]);
    let alone = |why: &Explanation| {
        cause(why, "data")
            .places
            .iter()
            .map(|p| (p.id.clone(), p.applied_first))
            .collect::<BTreeMap<_, _>>()
    };
    let forth = explain((&Many(false), &a), (&Many(false), &b)).unwrap();
    let other = explain((&Many(true), &a), (&Many(true), &b)).unwrap();
    assert_eq!(alone(&forth), alone(&other));
    // By itself none of them reaches the next multiple of a hundred.
    let of = |name: &str| alone(&forth)[&Path::new([name])];
    assert_eq!(
        ["x00", "x31", "x32", "x63", "x64", "x65"].map(of),
        [0.0, 0.0, 0.0, 0.0, 1.25, 1.25]
    );
}

// ------------------------------------------------------------------------------------------------ attacks

/// A model of a fixed formula: nothing, a number, the letters of a text.
#[derive(Clone)]
struct Letters {
    version: u64,
    per_letter: f64,
    scale: Scale,
}

impl ScoringModel for Letters {
    type Input = str;

    fn id(&self) -> ModelId {
        ModelId::new("let.ters\n", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
    }

    fn evaluate<T: Trace>(&self, text: &str, t: T) -> Result<Term<T>, EvalError> {
        let count = |of: char| text.chars().filter(|&c| c == of).count();
        let letters = [".", "a\u{7}b", ""].into_iter().zip(['x', 'y', 'z']);
        let parts: Vec<_> = letters
            .map(|(name, letter)| {
                t.scope("lett.ers")
                    .input(name, u32::try_from(count(letter)).unwrap())
            })
            .collect();
        Ok(t.parameter("per letter", self.per_letter) * t.sum(parts))
    }
}

#[test]
fn a_lineage_over_text_is_explained_with_names_of_any_characters() {
    let (v1, v2) = (
        Letters {
            version: 1,
            per_letter: 1.0,
            scale: Scale::new(0.0, 10.0),
        },
        Letters {
            version: 2,
            per_letter: 100.0,
            scale: Scale::new(300.0, 850.0).decimals(1),
        },
    );
    let lineage: Lineage<str> = Lineage::starting_with(v1.clone())
        .rewritten(
            v2,
            Rewrite::starting_from(v1).change(change("scale.\n"), |model| {
                model.per_letter = 100.0;
                model.scale = Scale::new(300.0, 850.0);
            }),
        )
        .build()
        .unwrap();
    let why = lineage
        .explain(at("1.0.0", "xxyz"), at("2.0.0", "xxyyzz"))
        .unwrap();
    assert_eq!(
        (why.before.value, why.after.value, why.delta),
        (4.0, 600.0, 596.0)
    );
    assert_eq!(why.data().effect, 101.0);
    assert_eq!(why.scale, Scale::new(300.0, 850.0).decimals(1));
    let back = lineage
        .explain(at("2.0.0", "xxyyzz"), at("1.0.0", "xxyz"))
        .unwrap();
    // Both levels in the digits of the finer scale.
    assert_eq!(
        (back.scale.clone(), back.delta),
        (Scale::new(0.0, 10.0).decimals(1), -596.0)
    );
    for text in [why.to_string(), back.to_string()] {
        assert!(
            text.chars().all(|c| c == '\n' || !c.is_control()),
            "{text:?}"
        );
    }
}

#[test]
fn constant_and_empty_models_are_explained() {
    struct Nothing(u64, Option<f64>);
    impl ScoringModel for Nothing {
        type Input = ();
        fn id(&self) -> ModelId {
            ModelId::new("nothing", Version::new(self.0, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, (): &(), t: T) -> Result<Term<T>, EvalError> {
            Ok(self
                .1
                .map_or_else(|| t.sum([]), |value| t.parameter("value", value)))
        }
    }
    let still = explain((&Nothing(1, None), &()), (&Nothing(1, None), &())).unwrap();
    assert_eq!(
        (ids(&still), still.delta_micro, still.places.len()),
        (vec!["data"], 0, 0)
    );
    let moved = explain((&Nothing(1, None), &()), (&Nothing(2, Some(5.0)), &())).unwrap();
    assert_eq!(
        (moved.algorithm().micro, moved.data().micro),
        (5_000_000, 0)
    );
    let moved = explain((&Nothing(1, Some(3.0)), &()), (&Nothing(2, Some(5.0)), &())).unwrap();
    assert_eq!(
        places(cause(&moved, "algorithm")),
        [("value".into(), EffectKind::Parameter, 2.0)]
    );
    // One version with two values is two algorithms.
    let moved = explain((&Nothing(1, Some(3.0)), &()), (&Nothing(1, Some(5.0)), &())).unwrap();
    assert_eq!(ids(&moved), ["algorithm", "data"]);
}

#[test]
fn one_model_given_twice_is_one_algorithm() {
    let (then, now) = (PERSON, Person { x: 11.0, ..PERSON });
    let why = explain((&V1, &then), (&V1.clone(), &now)).unwrap();
    assert_eq!(ids(&why), ["data"]);
    assert!(
        why.to_string().contains("it is calculated as before."),
        "{why}"
    );
}

#[test]
fn one_release_of_a_lineage_is_explained_against_itself() {
    let lineage = Lineage::starting_with(V1).build().unwrap();
    let now = Person { x: 11.0, ..PERSON };
    let why = lineage
        .explain(at("1.0.0", &PERSON), at("1.0.0", &now))
        .unwrap();
    let level = level(&V1, &PERSON, &now).unwrap();
    assert_eq!(why.causes, level.causes);
    assert_eq!(ids(&why), ["data"]);
    let still = lineage
        .explain(at("1.0.0", &now), at("1.0.0", &now))
        .unwrap();
    assert_eq!(
        (still.delta_micro, still.evaluations, still.diffs),
        (0, 1, 0)
    );
}

#[test]
fn twelve_networks_are_explained_within_the_budget() {
    let names = [
        "Twitter",
        "Facebook",
        "LinkedIn",
        "Google+",
        "YouTube",
        "Foursquare",
        "Flickr",
        "Tumblr",
        "Blogger",
        "WordPress",
        "Last.fm",
        "Instagram",
    ];
    let profile = |factor: f64| {
        names.iter().zip([1.0, 2.0, 3.0].into_iter().cycle()).fold(
            Profile::new(),
            |profile, (name, k)| {
                profile
                    .with(*name, Network::new(900.0 * k, 300.0 * k, factor * 40.0 / k))
                    .unwrap()
            },
        )
    };
    let why = influence::lineage()
        .explain(at("1.0.0", &profile(1.0)), at("2.0.0", &profile(3.0)))
        .unwrap();
    assert_eq!(why.places.len(), 12);
    // 8 algorithms on 2 snapshots; under both releases the two ends, and each of 12 leaves while the others are before and
    // after, since networks are only added.
    assert_eq!((why.evaluations, why.diffs), (16 + 2 * (2 + 24), 24));
    assert_eq!(
        why.causes.iter().map(|cause| cause.micro).sum::<i64>(),
        why.delta_micro
    );
    // All three moved leaves of twelve networks are more than can be told exactly.
    let owen = Explainer::new().method(Method::Owen);
    assert!(
        owen.releases(
            &influence::lineage(),
            at("1.0.0", &profile(1.0)),
            at("2.0.0", &profile(3.0))
        )
        .is_ok()
    );
}

// --------------------------------------------------------------------------------------------------- JSON

#[test]
fn the_marketers_explanation_is_stored_as_it_was() {
    let profile: Profile =
        serde_json::from_str(include_str!("../../examples/profiles/marketer.json")).unwrap();
    let why = influence::lineage()
        .explain(at("1.0.0", &profile), at("2.0.0", &profile))
        .unwrap();
    let found = serde_json::to_string_pretty(&why).unwrap() + "\n";
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/snapshots/marketer.json"
    );
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(file, &found).unwrap();
    }
    pretty_assertions::assert_str_eq!(std::fs::read_to_string(file).unwrap(), found);
}

#[test]
fn an_explanation_is_stored_with_the_fields_that_programs_read() {
    let now = Person {
        x: 12.0,
        mean: Some(7.0),
        ..PERSON
    };
    let why = explain((&V1, &PERSON), (&V2, &now)).unwrap();
    let json = serde_json::to_value(&why).unwrap();
    let keys = |value: &serde_json::Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let has = |value: &serde_json::Value, names: &[&str]| {
        let keys = keys(value);
        assert!(
            names.iter().all(|name| keys.contains(&(*name).to_owned())),
            "{keys:?}"
        );
    };
    has(
        &json,
        &[
            "model",
            "before",
            "after",
            "delta",
            "delta_micro",
            "method",
            "evaluations",
            "diffs",
            "causes",
        ],
    );
    has(&json["before"], &["version", "value"]);
    assert_eq!(json["model"], "percentile");
    assert_eq!(
        json["after"],
        serde_json::json!({"version": "2.0.0", "value": 18.0})
    );
    assert_eq!(
        (json["delta"].as_f64(), json["delta_micro"].as_i64()),
        (Some(11.0), Some(11_000_000))
    );
    assert_eq!(
        (&json["method"], &json["evaluations"]),
        (&"automatic".into(), &24.into())
    );
    let causes = json["causes"].as_array().unwrap();
    assert_eq!(causes.len(), 3);
    for (cause, id) in causes.iter().zip(["algorithm", "reference", "data"]) {
        has(
            cause,
            &[
                "id", "kind", "effect", "micro", "alone", "last", "method", "places",
            ],
        );
        assert_eq!((&cause["id"], &cause["kind"]), (&id.into(), &id.into()));
        for place in cause["places"].as_array().unwrap() {
            has(place, &["id", "kind", "effect", "micro", "before", "after"]);
        }
    }
    let place = &causes[2]["places"][0];
    assert_eq!(
        (&place["id"], &place["kind"]),
        (&"x".into(), &"input".into())
    );
    assert_eq!(
        (place["before"].as_f64(), place["after"].as_f64()),
        (Some(10.0), Some(12.0))
    );
}

/// Points for income, and the whole rounded at the end.
struct Rounded;

impl ScoringModel for Rounded {
    type Input = (f64, f64);

    fn id(&self) -> ModelId {
        ModelId::new("rounded", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, input: &(f64, f64), t: T) -> Result<Term<T>, EvalError> {
        Ok((t.input("income", input.0) + t.input("age", input.1)).round_to(1.0, 0.0))
    }
}

#[test]
fn rounding_at_the_end_is_not_taken_for_interaction() {
    let why = Explainer::new()
        .method(Method::Secant)
        .models((&Rounded, &(10.2, 20.1)), (&Rounded, &(14.1, 21.3)))
        .unwrap();
    let income = why
        .causes
        .iter()
        .flat_map(|cause| &cause.places)
        .find(|cell| cell.id.to_string() == "income")
        .unwrap();
    assert!((income.effect - 3.9).abs() < 1e-9 && income.applied_first != income.effect);
    assert!(!income.interacting, "{income:?}");
}

/// A share of the mean over all sites, and some points for everybody.
struct ShareOfMean;

impl ScoringModel for ShareOfMean {
    type Input = Vec<(&'static str, f64)>;

    fn id(&self) -> ModelId {
        ModelId::new("share of a mean", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 200.0)
    }

    fn evaluate<T: Trace>(&self, sites: &Self::Input, t: T) -> Result<Term<T>, EvalError> {
        let mut mean = t.weighted_mean("mean");
        for (site, audits) in sites {
            mean.part(site, 1.0, t.scope(site).input("audits", *audits));
        }
        Ok(0.9 * mean.finish()? + 12.0)
    }
}

#[test]
fn a_share_of_a_mean_stays_one_thing_when_the_mean_gets_its_second_part() {
    let (one, two) = (vec![("Brno", 49.0)], vec![("Brno", 49.0), ("Gdańsk", 60.0)]);
    let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
    for (before, after, kind, effect) in [
        (&one, &two, EffectKind::Added, 4.95),
        (&two, &one, EffectKind::Removed, -4.95),
    ] {
        let why = explain((&ShareOfMean, before), (&ShareOfMean, after)).unwrap();
        let found = places(cause(&why, "data"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].0.as_str(), found[0].1), ("Gdańsk", kind));
        assert!(close(found[0].2, effect), "{found:?}");
    }
    let why = level(&ShareOfMean, &two, &one).unwrap();
    let found: Vec<String> = why
        .places
        .iter()
        .map(|place| place.id.to_string())
        .collect();
    assert_eq!(found, ["Gdańsk"], "{why:?}");
}

/// How often two words are searched for; the scores of large sites are beyond 10⁸.
struct Search;

impl ScoringModel for Search {
    type Input = [f64; 2];

    fn id(&self) -> ModelId {
        ModelId::new("search", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, input: &[f64; 2], t: T) -> Result<Term<T>, EvalError> {
        Ok(t.input("phrase", input[0]) * 2.0 + t.input("rare word", input[1]))
    }
}

#[test]
fn a_score_of_hundreds_of_millions_is_explained_and_compared_to_the_millionth() {
    for (before, after) in [
        ([1.5e8, 1.0], [1.6e8, 3.25]),
        ([4.4e9, 0.1], [4.45e9, 0.7]),
        ([-4.5e9, 0.0], [4.5e9, 0.0]),
    ] {
        let why = explain((&Search, &before), (&Search, &after)).unwrap();
        let moved: i64 = why.places.iter().map(|place| place.micro).sum();
        assert_eq!(moved, why.delta_micro);
        let word = why
            .places
            .iter()
            .find(|place| place.id.to_string() == "rare word");
        let expected = after[1] - before[1];
        // At 9·10⁹ the next score is two millionths away.
        assert!((word.map_or(0.0, |word| word.effect) - expected).abs() < 4e-6);
        let [a, b] = [before, after].map(|input| Search.breakdown(&input).unwrap());
        let diff = Diff::between(&a, &b).unwrap();
        assert_eq!(diff.moved_micro(), why.delta_micro);
        assert!(diff.effects().iter().all(|e| e.kind == EffectKind::Input));
    }
}

/// (x₀ + x₁) − x₀, where x₀ is about 10¹¹: the score is small, its parts are not.
struct Cancelling(Vec<f64>);

impl ScoringModel for Cancelling {
    type Input = [f64; 2];

    fn id(&self) -> ModelId {
        ModelId::new("cancelling", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, input: &[f64; 2], t: T) -> Result<Term<T>, EvalError> {
        let large = t.input("large", input[0]);
        let others = (0..)
            .zip(&self.0)
            .map(|(at, x)| t.input(&format!("x{at}"), *x * input[1]));
        Ok(t.sum(
            [large, t.input("small", input[1])]
                .into_iter()
                .chain(others),
        ) - large)
    }
}

/// 5, and 10¹⁸ more by one setting than it is less by the other.
#[derive(Clone)]
struct Offset {
    up: f64,
    down: f64,
    version: u64,
}

impl ScoringModel for Offset {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("offset", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, input: &f64, t: T) -> Result<Term<T>, EvalError> {
        let (up, down) = (t.parameter("up", self.up), t.parameter("down", self.down));
        Ok(t.input("x", *input) + up - down)
    }
}

#[test]
fn causes_that_cancel_beyond_what_can_be_counted_are_an_error_that_names_the_largest() {
    let lineage = Lineage::starting_with(Offset {
        up: 0.0,
        down: 0.0,
        version: 1,
    })
    .release("2.0.0")
    .change(
        Change::new("up").sentence("Scores start higher."),
        |m: &mut Offset| m.up = 2e18,
    )
    .change(
        Change::new("down").sentence("Scores start lower."),
        |m: &mut Offset| m.down = 2e18 + 1024.0,
    )
    .build()
    .unwrap();
    for (from, to) in [("1.0.0", "2.0.0"), ("2.0.0", "1.0.0")] {
        let error = lineage.explain(at(from, &5.0), at(to, &5.0)).unwrap_err();
        let told = error.to_string();
        assert!(
            told.starts_with("`down` moves the score by ") && told.contains("e18"),
            "{told}"
        );
    }
}

#[test]
fn parts_that_cancel_beyond_what_can_be_counted_are_one_honest_row() {
    let model = Cancelling(vec![0.1; 6]);
    for (a, b) in [
        ([1e11, 1.0], [1.000_000_3e11, 2.0]),
        ([1e15, 3.0], [-1e15, 1.0]),
    ] {
        for (a, b) in [(a, b), (b, a)] {
            let (before, after) = (model.breakdown(&a).unwrap(), model.breakdown(&b).unwrap());
            let diff = Diff::between(&before, &after).unwrap();
            let [whole] = diff.effects() else {
                unreachable!("{diff}")
            };
            assert!(whole.place.is_root() && whole.kind == EffectKind::Replaced);
            assert_eq!(whole.effect, after.value() - before.value());
            let secant = Explainer::new().method(Method::Secant);
            let why = secant.models((&model, &a), (&model, &b)).unwrap();
            assert_eq!(why.delta_micro, diff.moved_micro());
            let [row] = &cause(&why, "data").places[..] else {
                unreachable!("{why:#?}")
            };
            assert!(row.id.is_root() && row.kind == EffectKind::Replaced);
            assert_eq!(row.micro, why.delta_micro);
            assert_eq!(why.places.len(), 1);
        }
    }
    // What is left of each mixture of inputs that are only added can be told, while their scores are the same numbers.
    let why = explain((&model, &[1e9, 1.0]), (&model, &[3e9, 2.0])).unwrap();
    let told = |name: &str| {
        let found = why
            .places
            .iter()
            .find(|place| place.id.last() == Some(name));
        found.map(|place| place.effect)
    };
    assert_eq!(told("large"), None);
    assert!((told("small").unwrap() - 1.0).abs() < 1e-5, "{why}");
    assert!((told("x3").unwrap() - 0.1).abs() < 1e-5, "{why}");
}
