//! A message is stored without words, read back, and told then: in every language and form as if it had been told at once.

#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::{prelude::*, sample::select};
use scoreshift::{
    at,
    history::History,
    influence::{self, Network, Profile},
    present::{
        Audience, Digits, English, HistoryMessage, LocalizedMessage, Message, Presenter, Sentence,
    },
    score::Bands,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    laws_impact_told,
    laws_present::{AUDIENCES, config, hostile, hostile_made, plain_made, policies},
    laws_told::{forms, languages},
};

fn again<T: Serialize + DeserializeOwned>(of: &T) -> T {
    serde_json::from_str(&serde_json::to_string(of).unwrap()).unwrap()
}

/// Stored and read back it is the same, and is told alike.
fn is_told_alike(message: &Message) {
    let read = again(message);
    assert_eq!(&read, message);
    for language in languages() {
        let [told, later] = [message, &read].map(|message| message.localize(language));
        assert_eq!(forms(&later), forms(&told));
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn a_stored_explanation_is_told_alike_later(
        made in prop_oneof![plain_made().boxed(), hostile_made().boxed()],
        audience in select(&AUDIENCES[..]),
        policy in select(policies()),
    ) {
        let presenter = Presenter::new(audience).disclosure(policy);
        is_told_alike(&presenter.message(&made.explanation()));
    }

    #[test]
    fn a_stored_message_about_a_population_is_told_alike_later(
        made in laws_impact_told::made(hostile().boxed(), 1e9),
        audience in select(&AUDIENCES[..]),
        policy in select(policies()),
    ) {
        if let Some(impact) = made.impact() {
            is_told_alike(&Presenter::new(audience).disclosure(policy).message(&impact));
        }
    }
}

fn profile(reactions: u32) -> Profile {
    Profile::new()
        .with("Twitter", Network::new(900, 300, reactions))
        .unwrap()
}

/// A message with bars, bands and groups.
fn about_all(people: &[(&str, Profile)]) -> Message {
    let impact = influence::lineage()
        .impact("1.0.0", "2.0.0")
        .unwrap()
        .by_change()
        .bands(Bands::at([20.0]).named(["low", "high"]))
        .run(people)
        .unwrap();
    Presenter::new(Audience::Auditor).message(&impact)
}

#[test]
fn the_mean_of_nobody_is_no_level_in_any_form() {
    let message = about_all(&[]);
    assert_eq!(
        (&message.before.level, &message.after.level),
        (&None, &None)
    );
    is_told_alike(&message);
    let told = message.localize(&English);
    assert_eq!(told.before.text(), "–");
    let document = serde_json::to_value(&told).unwrap();
    assert_eq!(document["before"]["value"], Value::Null);
    assert_eq!(document["before"]["points"], "–");
}

#[test]
fn every_sentence_reads_back() {
    for sentence in Sentence::samples() {
        assert_eq!(again(&sentence), sentence);
    }
    let stored = serde_json::to_value(&Sentence::samples()[0]).unwrap();
    let id = Sentence::samples()[0].id();
    assert!(stored[id].is_object(), "{stored}");
}

#[test]
fn digits_keep_the_zeros_at_their_end() {
    for text in [
        "0",
        "-0.50",
        "0.00",
        "1.5e-7",
        "-9223372036854775808",
        "12.0e300",
    ] {
        let digits: Digits = serde_json::from_value(json!(text)).unwrap();
        assert_eq!(digits.to_string(), text);
        assert_eq!(again(&digits), digits);
    }
    for text in [
        "",
        "-",
        "1,5",
        "1.",
        ".5",
        "01",
        "+1",
        "1e",
        "NaN",
        "9223372036854775808",
    ] {
        let error = serde_json::from_value::<Digits>(json!(text)).unwrap_err();
        assert!(error.to_string().contains(&format!("{text:?}")), "{error}");
    }
}

#[test]
fn a_history_is_stored_and_told_alike_later() {
    let (lineage, today) = (influence::lineage(), profile(80));
    let record = |version, time: &str| {
        let record = lineage.find(version).unwrap().record(&today).unwrap();
        record.with_subject("ann").with_time(time.parse().unwrap())
    };
    let records = [record("1.0.0", "2011-10-25"), record("2.0.0", "2011-10-26")];
    let history = History::new(records).unwrap();
    let steps = history.explain(&lineage, |_| Some(&today));
    let restated = history
        .restated(&lineage, "2.0.0", |_| Some(&today))
        .unwrap();
    for audience in AUDIENCES {
        let message = Presenter::new(audience)
            .history(&history, &steps)
            .restated(&restated);
        let read: HistoryMessage = again(&message);
        assert_eq!(read, message);
        for language in languages() {
            let [told, later] = [&message, &read].map(|message| message.localize(language));
            assert_eq!(later.text().to_string(), told.text().to_string());
            assert_eq!(
                serde_json::to_string(&later).unwrap(),
                serde_json::to_string(&told).unwrap()
            );
        }
    }
}

fn error(stored: &Value) -> String {
    let read = serde_json::from_value::<Message>(stored.clone());
    read.unwrap_err().to_string()
}

#[test]
fn what_is_no_message_is_refused_by_name() {
    let (a, b) = (profile(12), profile(80));
    let why = influence::lineage()
        .explain(at("1.0.0", &a), at("2.0.0", &b))
        .unwrap();
    let message = Presenter::new(Audience::Agent).message(&why);
    let stored = serde_json::to_value(&message).unwrap();
    assert_eq!(stored["schema"], "scoreshift-message-1");

    // The document for user interfaces has words, and is no stored message.
    let document = serde_json::to_string(&message.localize(&English)).unwrap();
    let said = serde_json::from_str::<Message>(&document).unwrap_err();
    let expected = "the schema is `scoreshift-explanation-1`, expected `scoreshift-message-1`";
    assert!(said.to_string().contains(expected), "{said}");

    let mut unknown = stored.clone();
    unknown["description"][0] = json!({ "verdict-theirs": {} });
    assert!(error(&unknown).contains("verdict-theirs"));
    let mut note = stored.clone();
    note["notes"] = json!([{ "id": "note:1", "kind": "mystery", "description": { "facts": {} } }]);
    assert!(error(&note).contains("`mystery` is no sentence"));
    let mut half = stored.clone();
    half["before"]["micro"] = Value::Null;
    assert!(error(&half).contains("expected `value` and `micro` of a level, or neither"));
    let mut shapeless = stored;
    shapeless["details"][0]["details"][0]["micro"] = json!("much");
    assert!(error(&shapeless).contains("expected points or a band"));
}

/// Every place of a document that is no object and no list.
fn leaves(of: &Value, at: &str, found: &mut Vec<String>) {
    match of {
        Value::Object(all) => all.iter().for_each(|(key, inner)| {
            leaves(
                inner,
                &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                found,
            );
        }),
        Value::Array(all) => {
            for (index, inner) in all.iter().enumerate() {
                leaves(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => found.push(at.to_owned()),
    }
}

fn all_forms(told: &LocalizedMessage) {
    forms(told);
    #[cfg(feature = "html")]
    let _ = (
        told.waterfall().to_string(),
        told.histogram().map(|chart| chart.to_string()),
        told.crossing_matrix().map(|chart| chart.to_string()),
    );
}

#[test]
fn whatever_is_read_is_told_without_a_panic() {
    let why = {
        let (a, b) = (profile(12), profile(80));
        influence::lineage()
            .explain(at("1.0.0", &a), at("2.0.0", &b))
            .unwrap()
    };
    let people = [
        ("ann", profile(12)),
        ("bob", profile(80)),
        ("cem", profile(0)),
    ];
    let awkward = [
        json!(null),
        json!(i64::MIN),
        json!(u64::MAX),
        json!("-9223372036854775808"),
        json!("9223372036854775807e32767"),
        json!(format!("0.{}", "0".repeat(255))),
        json!(""),
        json!("\u{202e}\n<b>{\u{2068}"),
    ];
    let mut told = 0;
    for message in [
        Presenter::new(Audience::Auditor).message(&why),
        about_all(&people),
    ] {
        let stored = serde_json::to_value(&message).unwrap();
        let mut places = Vec::new();
        leaves(&stored, "", &mut places);
        for place in &places {
            for value in &awkward {
                let mut damaged = stored.clone();
                *damaged.pointer_mut(place).unwrap() = value.clone();
                if let Ok(message) = serde_json::from_value::<Message>(damaged) {
                    languages()
                        .iter()
                        .take(2)
                        .for_each(|language| all_forms(&message.localize(*language)));
                    told += 1;
                }
            }
        }
    }
    assert!(told > 100, "{told}");
}
