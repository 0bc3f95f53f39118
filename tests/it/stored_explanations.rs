//! Explanations, differences, steps and previews that were stored, read again, and told then.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper of tests fails as a test does"
)]

use proptest::prelude::*;
use scoreshift::{
    Diff, Explanation, at, explain,
    history::{History, Step},
    influence::{self, Profile},
    preview::Preview,
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
