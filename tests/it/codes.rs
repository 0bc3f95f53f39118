//! Numbers that may be a special code: told in words, with points of their own, never advised.
#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    Breakdown, Category, Change, Diff, EvalError, Lineage, ModelId, Scale, ScoringModel, Term,
    Trace, Version, at, conformance,
    diff::{EffectKind, Value},
    explain,
    explain::{Explainer, Method},
    formula::{Code, Coded},
    recourse::{Bound, Recourse, RecourseError},
    scorecard::{Characteristic, Scorecard},
};

scoreshift::category! { enum Special { NeverBorrowed = "never borrowed", Unknown = "not reported" } }

impl Code for Special {
    fn number(&self) -> f64 {
        match self {
            Self::NeverBorrowed => -7.0,
            Self::Unknown => -9.0,
        }
    }
}

/// Months since the last delinquency, and a bare number beside it.
type Row = (Coded<Special>, f64);

#[derive(Clone, Debug)]
struct Card {
    version: u64,
    per_month: f64,
    never: f64,
}

const V1: Card = Card {
    version: 1,
    per_month: 2.0,
    never: 40.0,
};

impl ScoringModel for Card {
    type Input = Row;

    fn id(&self) -> ModelId {
        ModelId::new("card", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(-1000.0, 1000.0)
    }

    fn evaluate<T: Trace>(&self, (months, debt): &Row, t: T) -> Result<Term<T>, EvalError> {
        let per_month = t.parameter("points per month", self.per_month);
        let months = t.input_or_code("months since", months).points(
            "points of codes",
            |months| (per_month * months).clamp(0.0, 100.0),
            |code| match code {
                Special::NeverBorrowed => self.never,
                Special::Unknown => 10.0,
            },
        );
        Ok(t.named("history", months) - t.input("debt", *debt))
    }
}

fn row(months: f64, debt: f64) -> Row {
    (months.into(), debt)
}

fn effects(before: (&Card, Row), after: (&Card, Row)) -> Vec<(String, EffectKind, f64)> {
    let [a, b] = [before, after].map(|(card, row)| card.breakdown(&row).unwrap());
    let diff = Diff::between(&a, &b).unwrap();
    let told = diff.effects().iter();
    told.map(|effect| (effect.place.to_string(), effect.kind, effect.effect))
        .collect()
}

#[test]
fn a_raw_number_that_stands_for_a_code_is_the_code_and_is_written_as_it_was_read() {
    for (json, coded) in [
        ("-7.0", Coded::Code(Special::NeverBorrowed)),
        ("-9.0", Coded::Code(Special::Unknown)),
        ("-8.0", Coded::Number(-8.0)),
        ("14.0", Coded::Number(14.0)),
    ] {
        let read: Coded<Special> = serde_json::from_str(json).unwrap();
        assert_eq!(read, coded);
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
    }
    let as_number = V1.breakdown(&(Coded::Number(-7.0), 0.0)).unwrap();
    assert_eq!(as_number, V1.breakdown(&row(-7.0, 0.0)).unwrap());
    assert_eq!(V1.score(&(Coded::Number(-7.0), 0.0)).unwrap(), 40.0);
}

#[test]
fn a_code_is_recorded_by_its_label_and_read_again() {
    let breakdown = V1.breakdown(&row(-7.0, 3.0)).unwrap();
    assert!(
        breakdown
            .to_string()
            .contains("months since = never borrowed  [code]"),
        "{breakdown}"
    );
    let leaf = breakdown
        .leaves()
        .find(|leaf| leaf.path.to_string() == "months since")
        .unwrap();
    assert_eq!(leaf.label.as_deref(), Some("never borrowed"));
    assert_eq!(breakdown.value_of("months since"), None);
    assert_eq!(breakdown.value_of("points of codes"), Some(40.0));
    for input in [row(-7.0, 3.0), row(9.0, 3.0)] {
        let breakdown = V1.breakdown(&input).unwrap();
        let stored = serde_json::to_string(&breakdown).unwrap();
        assert_eq!(
            serde_json::from_str::<Breakdown>(&stored).unwrap(),
            breakdown
        );
    }
    assert_ne!(
        V1.breakdown(&row(-7.0, 0.0)).unwrap().data_digest(),
        V1.breakdown(&row(-9.0, 0.0)).unwrap().data_digest()
    );
}

#[test]
fn between_codes_and_numbers_the_input_is_what_moved() {
    let input = |effect| vec![("months since".to_owned(), EffectKind::Input, effect)];
    assert_eq!(
        effects((&V1, row(9.0, 0.0)), (&V1, row(-7.0, 0.0))),
        input(22.0)
    );
    assert_eq!(
        effects((&V1, row(-7.0, 0.0)), (&V1, row(9.0, 0.0))),
        input(-22.0)
    );
    assert_eq!(
        effects((&V1, row(-7.0, 0.0)), (&V1, row(-9.0, 0.0))),
        input(-30.0)
    );
    assert_eq!(
        effects((&V1, row(9.0, 0.0)), (&V1, row(12.0, 0.0))),
        input(6.0)
    );
    assert_eq!(effects((&V1, row(-7.0, 0.0)), (&V1, row(-7.0, 0.0))), []);
    let richer = Card {
        version: 2,
        never: 50.0,
        ..V1
    };
    assert_eq!(
        effects((&V1, row(-7.0, 0.0)), (&richer, row(-7.0, 0.0))),
        [("points of codes".to_owned(), EffectKind::Curve, 10.0)]
    );
    assert_eq!(effects((&V1, row(9.0, 0.0)), (&richer, row(9.0, 0.0))), []);
    let diff = Diff::between(
        &V1.breakdown(&row(9.0, 0.0)).unwrap(),
        &V1.breakdown(&row(-7.0, 0.0)).unwrap(),
    )
    .unwrap();
    assert_eq!(diff.effects()[0].before, Value::Number(9.0));
    assert_eq!(
        diff.effects()[0].after,
        Value::Label("never borrowed".into())
    );
}

#[test]
fn explanations_tell_codes_in_words_and_give_each_cause_its_own() {
    let lineage = Lineage::starting_with(V1)
        .release("2.0.0")
        .change(
            Change::new("never").sentence("Never to have borrowed is worth more."),
            |card| card.never = 60.0,
        )
        .change(
            Change::new("months").sentence("Months are worth more."),
            |card| card.per_month = 3.0,
        )
        .build()
        .unwrap();
    for method in [Method::Secant, Method::Owen] {
        let why = Explainer::new()
            .method(method)
            .releases(
                &lineage,
                at("1.0.0", &row(9.0, 2.0)),
                at("2.0.0", &row(-7.0, 5.0)),
            )
            .unwrap();
        assert_eq!(why.delta, 39.0);
        let text = why.to_string();
        assert!(text.contains("from 9 to never borrowed"), "{text}");
        assert!(!text.contains("-7") && !text.contains("−7"), "{text}");
    }
}

#[test]
fn a_version_that_took_the_code_for_a_number_is_compared_with_one_that_knows_it() {
    #[derive(Clone, Debug)]
    struct Raw;
    impl ScoringModel for Raw {
        type Input = Row;

        fn id(&self) -> ModelId {
            ModelId::new("card", Version::new(0, 9, 0))
        }

        fn scale(&self) -> Scale {
            Scale::new(-1000.0, 1000.0)
        }

        fn evaluate<T: Trace>(&self, (months, debt): &Row, t: T) -> Result<Term<T>, EvalError> {
            let months = match months {
                Coded::Number(months) => *months,
                Coded::Code(code) => code.number(),
            };
            Ok(2.0 * t.input("months since", months) - t.input("debt", *debt))
        }
    }
    let why = explain((&Raw, &row(-7.0, 1.0)), (&V1, &row(-7.0, 4.0))).unwrap();
    assert_eq!(why.delta, 51.0);
    assert_eq!(
        why.causes.iter().map(|cause| cause.micro).sum::<i64>(),
        51_000_000
    );
}

#[test]
fn conformance_holds_for_numbers_and_codes_alike() {
    let rows = [
        row(-7.0, 1.0),
        row(-9.0, 2.0),
        row(14.0, 3.0),
        row(3.0, 4.0),
    ];
    conformance::check_model(&V1, &rows).unwrap();
}

#[test]
fn no_code_is_ever_advised_and_an_input_that_holds_one_is_not_asked_to_move() {
    let recourse =
        |target| Recourse::to_reach(target).bound("months since", Bound::from(-10.0..=4.0).whole());
    // 40 points are those of the code −7 alone.
    let answer = recourse(40.0).find(&V1, &row(3.0, 0.0)).unwrap();
    assert!(answer.options.is_empty(), "{answer}");
    assert!(!answer.to_string().contains("−7"), "{answer}");
    let error = recourse(50.0).find(&V1, &row(-7.0, 0.0)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`months since` is the code `never borrowed`: codes are no numbers that could move, and none is advised"
    );
    assert!(error.is_input_error());
    for input in [row(3.0, 0.0), row(-9.0, 0.0)] {
        let asked = Recourse::to_reach(40.0).labels("months since", ["never borrowed"]);
        let error = asked.find(&V1, &input).unwrap_err();
        assert!(
            matches!(
                error,
                RecourseError::NotALabel { .. } | RecourseError::Code { .. }
            ),
            "{error}"
        );
    }
}

#[test]
fn a_scorecard_gives_a_code_its_own_points_and_reason() {
    let card = |never: f64, version: u64| {
        let months = Characteristic::number("months since", |months: &f64| Some(*months))
            .code("RC1")
            .baseline(60.0)
            .special(-7.0, "never borrowed", never)
            .attribute_code("RC1-none")
            .special(-9.0, "not reported", 10.0)
            .below(12.0, 5.0)
            .otherwise(60.0);
        let id = ModelId::new("card", Version::new(version, 0, 0));
        Scorecard::builder(id, Scale::new(0.0, 100.0))
            .characteristic(months)
            .finish()
            .unwrap()
    };
    let first = card(40.0, 1);
    for (months, points) in [
        (-7.0, 40.0),
        (-9.0, 10.0),
        (-8.0, 5.0),
        (11.0, 5.0),
        (12.0, 60.0),
    ] {
        assert_eq!(first.score(&months).unwrap(), points, "{months}");
    }
    let codes = |months: f64| first.reasons(&months).unwrap().remove(0).code;
    assert_eq!(
        (codes(-7.0), codes(3.0)),
        ("RC1-none".to_owned(), "RC1".to_owned())
    );
    let why = explain((&first, &3.0), (&card(45.0, 2), &-7.0)).unwrap();
    assert!(
        why.to_string().contains("from 3 to never borrowed"),
        "{why}"
    );
    conformance::check_model(&first, &[-7.0, -9.0, 3.0, 30.0]).unwrap();
    let answer = Recourse::to_reach(40.0)
        .bound("months since", Bound::from(-10.0..=11.0).whole())
        .find(&first, &3.0)
        .unwrap();
    assert!(answer.options.is_empty(), "{answer}");
    let twice = Characteristic::number("x", |x: &f64| Some(*x))
        .special(1.0, "a", 1.0)
        .special(1.0, "b", 2.0)
        .otherwise(0.0);
    let id = ModelId::new("card", Version::new(1, 0, 0));
    let error = Scorecard::builder(id, Scale::new(0.0, 9.0))
        .characteristic(twice)
        .finish()
        .unwrap_err();
    assert!(error.to_string().contains("`b` twice"), "{error}");
}

#[test]
fn codes_without_numbers_of_their_own_are_labels_like_any_other() {
    assert_eq!(Special::ALL.len(), 2);
    assert_eq!(
        Special::from_label("never borrowed"),
        Some(Special::NeverBorrowed)
    );
}
