//! What authors of models can say, each in a model of one line.
#![allow(
    clippy::unwrap_used,
    clippy::trivially_copy_pass_by_ref,
    reason = "to clippy a helper of tests is not a test, and points are by reference"
)]

use scoreshift::{
    Audience, Breakdown, Category, Diff, EvalError, Explanation, Lineage, ModelId, Presenter,
    Scale, ScoringModel, Term, Trace, Version, at, explain,
    formula::GateOpens,
    present::{English, Language},
    recourse::{Bound, InputValue, Recourse},
};

/// A model that is one function of a number.
struct Of<F>(F);

/// What a model of one line computes; a trait, because a closure cannot be generic over the trace.
trait Formula {
    fn evaluate<T: Trace>(&self, x: f64, t: T) -> Result<Term<T>, EvalError>;
}

impl<F: Formula + Send + Sync> ScoringModel for Of<F> {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("of", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(-1e3, 1e3).decimals(1)
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        self.0.evaluate(*x, t)
    }
}

macro_rules! formula {
    ($name:ident, |$x:ident, $t:ident| $body:expr) => {
        struct $name;
        impl Formula for $name {
            fn evaluate<T: Trace>(&self, $x: f64, $t: T) -> Result<Term<T>, EvalError> {
                Ok($body)
            }
        }
    };
}

scoreshift::category! {
    /// An answer of a questionnaire.
    enum Answer { Never = "never", Often = "often" }
}

fn often(answer: &Answer) -> f64 {
    match answer {
        Answer::Never => 0.0,
        Answer::Often => 3.0,
    }
}

fn refusal(model: &impl ScoringModel<Input = f64>) -> String {
    assert!(model.score(&1.0).is_ok(), "plain numbers know no names");
    model.breakdown(&1.0).unwrap_err().to_string()
}

#[test]
fn two_tables_of_points_of_one_name_are_refused_as_two_parameters_are() {
    formula!(TwoOfOneCategory, |x, t| {
        let answer = t.scope("user").category("answer", &Answer::Often);
        x * answer.points("points", often) + answer.points("points", |a| often(a) + 1.0)
    });
    assert_eq!(
        refusal(&Of(TwoOfOneCategory)),
        "two tables of points are named `user.points`: `never` is 0 in the one and 1 in the other"
    );
    formula!(TwoCategories, |x, t| {
        let answer = t.category("answer", &Answer::Never).points("points", often);
        x * answer + t.category("paid", &true).points("points", |_| 5.0)
    });
    assert_eq!(
        refusal(&Of(TwoCategories)),
        "two tables of points are named `points`: `never` is 0 in the one and missing in the other"
    );
    formula!(OpenSet, |x, t| {
        let norway = String::from("Norway");
        let country = t.category("country", &norway);
        x * country.points("points", |_| 5.0) + country.points("points", |_| 6.0)
    });
    assert_eq!(
        refusal(&Of(OpenSet)),
        "two tables of points are named `points`: `Norway` is 5 in the one and 6 in the other"
    );
}

#[test]
fn one_table_of_points_may_serve_several_categories_and_other_scopes_have_tables_of_their_own() {
    formula!(Questionnaire, |x, t| {
        let sleep = t.category("sleep", &Answer::Often);
        let appetite = t.category("appetite", &Answer::Never);
        let other = t.scope("other").category("sleep", &Answer::Often);
        let countries = [String::from("Norway"), String::from("Chile")];
        let born = t.category("born in", &countries[0]);
        let lives = t.category("lives in", &countries[1]);
        x * sleep.points("points", often)
            + appetite.points("points", often)
            + other.points("points", |_| 7.0)
            + born.points("country points", |country| {
                if country == "Norway" { 1.0 } else { 2.0 }
            })
            + lives.points("country points", |country| {
                if country == "Norway" { 1.0 } else { 2.0 }
            })
    });
    let breakdown = Of(Questionnaire).breakdown(&1.0).unwrap();
    assert_eq!(breakdown.value(), 13.0);
    assert_eq!(breakdown.value_of("other.points"), Some(7.0));
}

#[test]
fn every_named_node_of_a_breakdown_has_a_value_by_its_name() {
    formula!(Named, |x, t| {
        let inner = t.scope("a.b").scope("").input("x", x);
        let twice = t.named("twice", 2.0 * inner);
        let same = t.named("same", t.input("same", 4.0) + 1.0);
        let gate = t.gate("gate", twice, 100.0, same);
        let paid = t.category("paid", &true).points("points", |_| 5.0);
        let mut mean = t.weighted_mean("mean");
        mean.part("twice", 1.0, twice);
        mean.part("paid part", 2.0, paid);
        t.parameter("offset", -1) + mean.finish()? + gate
    });
    let breakdown = Of(Named).breakdown(&1.0).unwrap();
    let stored = serde_json::to_string(&breakdown).unwrap();
    for breakdown in [
        &breakdown,
        &serde_json::from_str::<Breakdown>(&stored).unwrap(),
    ] {
        for (place, value) in [
            (r"a\.b.\_.x", Some(1.0)),
            ("twice", Some(2.0)),
            ("same", Some(5.0)),
            ("gate", Some(0.0)),
            ("points", Some(5.0)),
            ("mean", Some(4.0)),
            ("paid part", Some(5.0)),
            ("offset", Some(-1.0)),
            ("paid", None),
            ("x", None),
            ("a.b", None),
            (".", None),
            ("", None),
            ("not..a.path", None),
        ] {
            assert_eq!(breakdown.value_of(place), value, "{place}");
        }
    }
}

#[test]
fn a_declared_category_is_compared_ordered_stored_and_found_by_its_labels() {
    mod elsewhere {
        // Nothing needs to be imported, and documentation is kept.
        scoreshift::category! {
            /// How it is paid.
            #[non_exhaustive]
            pub(super) enum Plan {
                /// Not at all.
                Free,
                Yearly = "paid by the year",
            }
        }
    }
    use elsewhere::Plan;
    assert_eq!(Plan::ALL, [Plan::Free, Plan::Yearly]);
    assert!(Plan::Free < Plan::Yearly);
    assert_eq!(
        Plan::ALL.iter().map(Category::label).collect::<Vec<_>>(),
        ["Free", "paid by the year"]
    );
    assert_eq!(Plan::from_label("paid by the year"), Some(Plan::Yearly));
    assert_eq!(Plan::from_label("free"), None);
    for plan in Plan::ALL {
        let stored = serde_json::to_string(plan).unwrap();
        assert_eq!(stored, format!("{:?}", plan.label()));
        assert_eq!(serde_json::from_str::<Plan>(&stored).unwrap(), *plan);
    }
    let error = serde_json::from_str::<Plan>("\"daily\"")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("`daily` is none of the labels of `Plan`: Free, paid by the year"),
        "{error}"
    );
    assert!(serde_json::from_str::<Plan>("3").is_err());
}

/// A bonus for reviews: from the limit on, or above it.
#[derive(Clone)]
struct Reviewed {
    version: u64,
    above: bool,
    limit: f64,
}

impl ScoringModel for Reviewed {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("shop", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, reviews: &f64, t: T) -> Result<Term<T>, EvalError> {
        let (reviews, bonus) = (t.input("reviews", *reviews), t.parameter("bonus", 5));
        Ok(if self.above {
            t.gate_above("reviewed", reviews, self.limit, bonus)
        } else {
            t.gate("reviewed", reviews, self.limit, bonus)
        })
    }
}

fn reviewed(version: u64, above: bool, limit: f64) -> Reviewed {
    Reviewed {
        version,
        above,
        limit,
    }
}

/// What an auditor reads of a move, in a language.
fn read(
    model: &Reviewed,
    next: &Reviewed,
    (before, after): (f64, f64),
    language: &dyn Language,
) -> String {
    let why: Explanation = if model.version == next.version {
        Lineage::starting_with(model.clone())
            .build()
            .unwrap()
            .explain(at("1.0.0", &before), at("1.0.0", &after))
            .unwrap()
    } else {
        explain((model, &before), (next, &after)).unwrap()
    };
    let message = Presenter::new(Audience::Auditor).message(&why);
    message.localize(language).text().to_string()
}

#[test]
fn a_strict_gate_is_closed_at_its_threshold_and_its_stored_form_says_so() {
    let strict = reviewed(1, true, 0.0);
    for (reviews, score) in [
        (-1.0, 0.0),
        (0.0, 0.0),
        (-0.0, 0.0),
        (5e-324, 5.0),
        (1.0, 5.0),
    ] {
        assert_eq!(strict.score(&reviews).unwrap(), score, "{reviews}");
    }
    assert!(strict.score(&f64::NAN).is_err());
    let breakdown = strict.breakdown(&0.0).unwrap();
    assert!(
        breakdown.to_string().contains("[strict gate]"),
        "{breakdown}"
    );
    assert!(
        breakdown.to_string().contains("more than: 0"),
        "{breakdown}"
    );
    let stored = serde_json::to_string(&breakdown).unwrap();
    assert!(stored.contains(r#""op":"gate_above""#), "{stored}");
    let read: Breakdown = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, breakdown);
    assert_ne!(read, reviewed(1, false, 0.0).breakdown(&-1.0).unwrap());
    let lenient = serde_json::to_string(&reviewed(1, false, 0.0).breakdown(&0.0).unwrap()).unwrap();
    assert!(lenient.contains(r#""op":"gate""#), "{lenient}");
}

#[test]
fn a_gate_that_becomes_strict_moves_only_who_stood_at_the_threshold() {
    let (lenient, strict) = (reviewed(1, false, 3.0), reviewed(2, true, 3.0));
    for (reviews, moved) in [(2.0, 0.0), (3.0, -5.0), (4.0, 0.0)] {
        let diff = Diff::between(
            &lenient.breakdown(&reviews).unwrap(),
            &strict.breakdown(&reviews).unwrap(),
        )
        .unwrap();
        assert_eq!(diff.moved(), moved, "{reviews}");
        let crossed: Vec<_> = diff
            .crossings()
            .iter()
            .map(|crossing| crossing.opens)
            .collect();
        let expected = [(GateOpens::AtLeast, GateOpens::Above)];
        assert_eq!(crossed, &expected[..usize::from(moved != 0.0)]);
    }
}

#[test]
fn sentences_say_that_more_than_the_limit_is_asked_for() {
    let (lenient, strict) = (reviewed(1, false, 5.0), reviewed(2, true, 5.0));
    let any = reviewed(1, true, 0.0);
    for (model, next, inputs, said) in [
        (
            &any,
            &any,
            (0.0, 2.0),
            "the value went from 0 to 2, which is more than the limit of 0",
        ),
        (
            &any,
            &any,
            (2.0, 0.0),
            "the value went from 2 to 0, which is no longer more than the limit of 0",
        ),
        (
            &lenient,
            &lenient,
            (4.0, 5.0),
            "the value went from 4 to 5 and reached the limit of 5",
        ),
        (
            &lenient,
            &strict,
            (5.0, 5.0),
            "reviews is 5, and the limit went from at least 5 to more than 5",
        ),
        (
            &any,
            &strict,
            (5.0, 5.0),
            "reviews is 5, and the limit went from more than 0 to more than 5",
        ),
    ] {
        let text = read(model, next, inputs, &English).to_lowercase();
        assert!(text.contains(said), "{said}:\n{text}");
    }
    #[cfg(feature = "i18n")]
    for (tag, met, missed, moved) in [
        (
            "de",
            "überschritt die Grenze von 0",
            "überschreitet die Grenze von 0 nicht mehr",
            "von mindestens 5 auf mehr als 5",
        ),
        (
            "pl",
            "czyli powyżej progu 0",
            "czyli już nie powyżej progu 0",
            "z „co najmniej 5” na „więcej niż 5”",
        ),
        (
            "ar",
            "وتجاوزت الحدّ 0",
            "ولم تعد تتجاوز الحدّ 0",
            "من 5 على الأقل إلى أكثر من 5",
        ),
    ] {
        let language = scoreshift::present::Catalogue::shipped(tag)
            .unwrap()
            .isolating(false);
        for (model, next, inputs, said) in [
            (&any, &any, (0.0, 2.0), met),
            (&any, &any, (2.0, 0.0), missed),
            (&lenient, &strict, (5.0, 5.0), moved),
        ] {
            let text = read(model, next, inputs, &language);
            assert!(text.contains(said), "{tag}, {said}:\n{text}");
        }
    }
}

#[test]
fn recourse_goes_beyond_the_threshold_of_a_strict_gate() {
    let recourse = Recourse::to_reach(5.0).bound("reviews", Bound::from(0.0..=1e6).step(0.5));
    for (above, nearest) in [(true, 1000.5), (false, 1000.0)] {
        let answer = recourse.find(&reviewed(1, above, 1000.0), &0.0).unwrap();
        assert_eq!(answer.options[0].after, InputValue::Number(nearest));
    }
}
