//! Explanations, differences, steps and previews that were stored, read again, and told then.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper of tests fails as a test does"
)]

use proptest::prelude::*;
use scoreshift::{
    Change, Diff, EvalError, Explanation, Lineage, ModelId, Scale, ScoringModel, Term, Trace,
    Version, at, explain,
    history::{History, Step},
    influence::{self, Profile},
    preview::Preview,
    record::ScoreRecord,
    score::Bands,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    families::{applicant, risks},
    formula,
};

/// Through text, through a pretty one, and through a tree of values: the same to the last bit, and told alike.
fn comes_back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug + ToString>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    let read: T = serde_json::from_str(&text).unwrap();
    assert_eq!(&read, value);
    assert_eq!(read.to_string(), value.to_string());
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    let tree: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(&serde_json::from_value::<T>(tree.clone()).unwrap(), value);
    let pretty = serde_json::to_string_pretty(&tree).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&pretty).unwrap(), value);
}

fn marketer() -> Profile {
    serde_json::from_str(include_str!("../../examples/profiles/marketer.json")).unwrap()
}

fn drop_of_2011() -> Explanation {
    let (lineage, profile) = (influence::lineage(), marketer());
    lineage
        .explain(at("1.0.0", &profile), at("2.0.0", &profile))
        .unwrap()
}

#[test]
fn what_was_explained_once_is_told_alike_years_later() {
    comes_back(&drop_of_2011());
    // Curves, labels, bands, thresholds and things that came or went.
    let (young, older) = (
        applicant(900.0, 4000.0, true),
        applicant(2400.0, 300.0, false),
    );
    let lineage = risks();
    for (before, after) in [("0.9.0", "1.0.0"), ("1.0.0", "0.9.0"), ("1.0.0", "1.0.0")] {
        let why = lineage.explain(at(before, &young), at(after, &older));
        comes_back(&why.unwrap());
    }
    let profile = marketer();
    let preview = influence::lineage()
        .preview("1.0.0", "2.0.0", &profile, "2011-10-26".parse().unwrap())
        .unwrap();
    comes_back(&preview);
}

#[test]
fn steps_come_back_whatever_they_are_explained_from() {
    let (lineage, profile) = (influence::lineage(), marketer());
    let [one, two] = ["1.0.0", "2.0.0"].map(|version| lineage.find(version).unwrap());
    let with = History::new([
        one.record_with_breakdown(&profile).unwrap(),
        two.record_with_breakdown(&profile).unwrap(),
    ])
    .unwrap();
    let bare =
        History::new([one.record(&profile).unwrap(), two.record(&profile).unwrap()]).unwrap();
    let steps = [
        with.steps(),
        bare.steps(),
        bare.explain(&lineage, |_| Some(&profile)),
        bare.explain(&lineage, |_| None::<&Profile>),
    ];
    for step in steps.iter().flatten() {
        let text = serde_json::to_string(step).unwrap();
        assert_eq!(&serde_json::from_str::<Step>(&text).unwrap(), step);
    }
}

#[test]
fn what_no_longer_adds_up_is_refused_with_what_does_not() {
    let whole = serde_json::to_value(drop_of_2011()).unwrap();
    let broken = |edit: &dyn Fn(&mut Value)| {
        let mut value = whole.clone();
        edit(&mut value);
        let read = serde_json::from_value::<Explanation>(value);
        read.unwrap_err().to_string()
    };
    assert_eq!(
        broken(&|v| v["delta_micro"] = json!(-17_000_000)),
        "the explanation of `influence`: the scores after and before add up to -17319696 micro-points, not -17000000"
    );
    assert_eq!(
        broken(&|v| v["causes"][0]["micro"] = json!(-19_586_430)),
        "the explanation of `influence`: the causes add up to -17319697 micro-points, not -17319696"
    );
    assert_eq!(
        broken(&|v| v["causes"][0]["places"][0]["micro"] = json!(0)),
        "the explanation of `influence`: the places of the cause `equal-network-weight` add up to -5291429 \
         micro-points, not -19586429"
    );
    let error = broken(&|v| v["places"][0]["micro"] = json!(i64::MAX));
    assert!(
        error.ends_with("in size together, more than any explanation counts"),
        "{error}"
    );
    let error = broken(&|v| v["before"]["value"] = json!(1e300));
    assert!(error.contains("is not between"), "{error}");
    let error = broken(&|v| v["causes"][0]["places"][0]["before"] = json!({"part": 0.5}));
    assert!(
        error.starts_with("a figure is a number, a label, null"),
        "{error}"
    );

    let preview = influence::lineage()
        .preview("1.0.0", "2.0.0", &marketer(), "2011-10-26".parse().unwrap())
        .unwrap();
    let mut other = serde_json::to_value(&preview).unwrap();
    other["current"] = other["next"].clone();
    let error = serde_json::from_value::<Preview>(other).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a stored preview explains 71.2161922368659 of influence 1.0.0, and its record is 53.89649558328526 of \
         influence 2.0.0"
    );
}

/// The places of all values under one of these names, as pointers into a tree.
fn places_of(tree: &Value, names: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), tree)];
    while let Some((at, value)) = open.pop() {
        let inner: Vec<(String, &Value)> = match value {
            Value::Object(fields) => fields
                .iter()
                .map(|(name, value)| (name.clone(), value))
                .collect(),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items
                    .map(|(index, value)| (index.to_string(), value))
                    .collect()
            }
            _ => continue,
        };
        for (name, value) in inner {
            let path = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
            if names.contains(&name.as_str()) && !(value.is_object() || value.is_array()) {
                found.push(path.clone());
            }
            open.push((path, value));
        }
    }
    found
}

/// Every value under one of these names is refused where it is another one.
fn none_can_be_another<T: Serialize + DeserializeOwned>(value: &T, names: &[&str]) {
    let whole = serde_json::to_value(value).unwrap();
    assert!(serde_json::from_value::<T>(whole.clone()).is_ok());
    let places = places_of(&whole, names);
    assert!(places.len() > 5, "{places:?}");
    for place in places {
        let mut tree = whole.clone();
        let stored = tree.pointer_mut(&place).unwrap();
        *stored = match &*stored {
            Value::Number(number) if number.is_i64() => json!(number.as_i64().unwrap() + 20_000),
            Value::Number(number) => json!(number.as_f64().unwrap() + 0.02),
            Value::Bool(mark) => json!(!*mark),
            Value::String(text) => json!(format!("{text} and more")),
            other => other.clone(),
        };
        let is_other = tree.pointer(&place) != whole.pointer(&place);
        let read = serde_json::from_value::<T>(tree);
        assert!(
            !is_other || read.is_err(),
            "{place} was taken as {:?}",
            read.map(|read| serde_json::to_value(read).unwrap().pointer(&place).cloned())
        );
    }
}

#[test]
fn no_points_marks_or_bands_can_be_others() {
    let counted = ["effect", "micro", "delta", "delta_micro", "interacting"];
    none_can_be_another(&drop_of_2011(), &counted);
    let lineage = risks();
    let (young, older) = (
        applicant(900.0, 4000.0, true),
        applicant(2400.0, 300.0, false),
    );
    for (before, after) in [("0.9.0", "1.0.0"), ("1.0.0", "0.9.0")] {
        let why = lineage
            .explain(at(before, &young), at(after, &older))
            .unwrap();
        none_can_be_another(&why, &counted);
    }
    let graded = Lineage::starting_with(Graded(1.0))
        .release("2.0.0")
        .change(
            Change::new("half").sentence("All of it counts half."),
            |graded| graded.0 = 0.5,
        )
        .build()
        .unwrap();
    let why = graded
        .explain(at("1.0.0", &80.0), at("2.0.0", &70.0))
        .unwrap();
    assert_eq!(why.after.band.as_deref(), Some("low"));
    let mut other = serde_json::to_value(&why).unwrap();
    other["after"]["band"] = json!("high");
    let error = serde_json::from_value::<Explanation>(other).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the explanation of `graded`: the score after lies in the band `low`, and not in `high`"
    );
    let counted = [&counted[..], &["band"]].concat();
    let preview = graded.preview("1.0.0", "2.0.0", &80.0, "2027-01-01".parse().unwrap());
    none_can_be_another(&preview.unwrap(), &counted);
    let [one, two] = ["1.0.0", "2.0.0"].map(|version| graded.find(version).unwrap());
    let (then, now) = (80.0, 70.0);
    let with = History::new([
        one.record_with_breakdown(&then).unwrap(),
        two.record_with_breakdown(&now).unwrap(),
    ])
    .unwrap();
    let inputs = |record: &ScoreRecord| Some(if record.value() == 80.0 { &then } else { &now });
    for steps in [with.steps(), with.explain(&graded, inputs)] {
        none_can_be_another(&steps[0], &counted);
    }
    // A step that is explained from other scores, versions or another model than its own.
    let mut other = serde_json::to_value(&with.explain(&graded, inputs)[0]).unwrap();
    other["basis"]["inputs"]["before"]["version"] = json!("1.5.0");
    let error = serde_json::from_value::<Step>(other).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a stored step: its explanation is of other versions"
    );
}

/// A score with grades.
#[derive(Clone)]
struct Graded(f64);

impl ScoringModel for Graded {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("graded", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0).bands(Bands::fixed(&[50.0], &["low", "high"]))
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        Ok(t.parameter("share", self.0) * t.input("x", *x))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn every_explanation_and_difference_comes_back_to_the_last_bit(pair in formula::pair(14)) {
        if let Ok(why) = explain((&pair.before, &pair.a), (&pair.after, &pair.b)) {
            comes_back(&why);
        }
        if let Some((before, after)) = pair.record() {
            if let Ok(diff) = Diff::between(&before, &after) {
                comes_back(&diff);
            }
        }
    }
}
