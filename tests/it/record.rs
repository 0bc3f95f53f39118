//! Records: stored and read back bit for bit, compared with care, reproduced.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of tests fails as a test does"
)]

use proptest::prelude::*;
use scoreshift::{
    Change, EvalError, Lineage, ModelId, Release, Scale, ScoringModel, Term, Trace, influence,
    record::{Comparability, ScoreRecord, Verdict},
};
use serde_json::Value;

use crate::{
    families::{Risk, Speed, applicant, noises, page, risks, speeds, version},
    formula,
};

fn json(record: &ScoreRecord) -> String {
    serde_json::to_string(record).unwrap()
}

fn read(text: &str) -> Result<ScoreRecord, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Through text, through bytes from a reader, and through a tree of values.
fn comes_back(record: &ScoreRecord) {
    let text = json(record);
    assert_eq!(&read(&text).unwrap(), record);
    assert_eq!(
        &serde_json::from_reader::<_, ScoreRecord>(text.as_bytes()).unwrap(),
        record
    );
    let tree = serde_json::to_value(record).unwrap();
    assert_eq!(
        &serde_json::from_value::<ScoreRecord>(tree.clone()).unwrap(),
        record
    );
    assert_eq!(
        &read(&serde_json::to_string_pretty(&tree).unwrap()).unwrap(),
        record
    );
    assert_eq!(json(&read(&text).unwrap()), text);
}

fn whole() -> ScoreRecord {
    speeds()
        .find("2.0.0")
        .unwrap()
        .record_with_breakdown(&page(2400.0, 180.0))
        .unwrap()
        .with_subject("shop.example/cart")
        .with_time("2020-06-01T09:30:00.25Z".parse().unwrap())
}

/// A score that is its input.
#[derive(Clone, Debug)]
struct Bare(Scale);

impl ScoringModel for Bare {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("bare", version("1.0.0"))
    }

    fn scale(&self) -> Scale {
        self.0.clone()
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        Ok(t.input("x", *x))
    }
}

#[test]
fn a_record_comes_back_with_any_of_its_parts() {
    let (page, who) = (page(2400.0, 180.0), applicant(30_000.0, 12_345.67, true));
    let (speeds, risks) = (speeds(), risks());
    let (speed, risk) = (
        speeds.find("2.0.0").unwrap(),
        risks.find("1.0.0-beta.1").unwrap(),
    );
    let bare = [
        speed.record(&page).unwrap(),
        speed.record_with_breakdown(&page).unwrap(),
        risk.record(&who).unwrap(),
        risk.record_with_breakdown(&who).unwrap(),
        noises()
            .latest()
            .record_with_breakdown(&[40.1, 55.7])
            .unwrap(),
    ];
    for record in bare {
        comes_back(&record);
        comes_back(&record.clone().with_subject(""));
        comes_back(&record.clone().with_subject("“ü”\n\0\u{202e}\"\\ 🦀"));
        comes_back(&record.clone().with_time("1970-01-01".parse().unwrap()));
        comes_back(
            &record
                .with_time("9999-12-31T23:59:59.999999Z".parse().unwrap())
                .with_subject("a"),
        );
    }
    assert!(risk.record(&who).unwrap().fingerprint().is_none());
    assert!(speed.record(&page).unwrap().fingerprint().is_some());
}

#[test]
fn every_score_that_a_scale_holds_comes_back_to_the_last_bit() {
    for scale in [Scale::unbounded(), Scale::unbounded().decimals(6)] {
        let lineage = Lineage::starting_with(Bare(scale))
            .probes([1.0])
            .build()
            .unwrap();
        for value in [
            0.0,
            -0.0,
            5e-324,
            -5e-324,
            f64::MIN_POSITIVE,
            0.1,
            1.0 / 3.0,
            1e22,
            -1e300,
            f64::MAX,
            f64::MIN,
            9_007_199_254_740_993.0,
        ] {
            let record = lineage.latest().record_with_breakdown(&value).unwrap();
            comes_back(&record);
            let back = read(&json(&record)).unwrap();
            assert_eq!(back.value().to_bits(), value.to_bits());
            assert_eq!(
                lineage.reproduce(&back, &value).unwrap().verdict,
                Verdict::Same
            );
            assert!(!record.to_string().is_empty());
        }
        for refused in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(lineage.latest().record(&refused).is_err());
        }
    }
    let (zero, minus) = (
        Lineage::starting_with(Bare(Scale::unbounded()))
            .build()
            .unwrap()
            .latest()
            .record(&0.0)
            .unwrap(),
        Lineage::starting_with(Bare(Scale::unbounded()))
            .build()
            .unwrap()
            .latest()
            .record(&-0.0)
            .unwrap(),
    );
    assert_ne!(zero, minus);
}

#[test]
fn the_stored_form_is_one_that_people_can_read() {
    let record = risks()
        .find("0.9.0")
        .unwrap()
        .record(&applicant(40_000.0, 10_000.0, true))
        .unwrap()
        .with_subject("applicant 5")
        .with_time("2024-02-29".parse().unwrap());
    assert_eq!(
        json(&record),
        r#"{"format":"scoreshift-record-1","model":{"name":"risk","version":"0.9.0"},"scale":{"min":"-inf","max":"inf","decimals":2,"better":"lower_is_better"},"value":"-16.875","subject":"applicant 5","time":"2024-02-29","checksum":"8d40cc6dfbb9a848973b87f2f9b67f00ac35645599102b3acf4f1372bca58859"}"#
    );
    assert_eq!(
        record.to_string(),
        "−16.87 (risk 0.9.0, applicant 5, 2024-02-29)"
    );
    let hostile = record.with_subject("a\u{1b}[31m\u{202e}");
    assert_eq!(
        hostile.to_string(),
        "−16.87 (risk 0.9.0, a\\u{1b}[31m\\u{202e}, 2024-02-29)"
    );
}

/// The record with one place of its stored form changed.
fn changed(pointer: &str, to: Value) -> Result<ScoreRecord, String> {
    let mut tree = serde_json::to_value(whole()).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match tree.pointer_mut(parent).unwrap() {
        Value::Object(fields) => {
            fields.insert(key.to_owned(), to);
        }
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = to,
        other => panic!("{other}"),
    }
    read(&tree.to_string())
}

#[test]
fn a_tampered_record_is_an_error_that_names_what_and_whose() {
    let first = "the record of speed 2.0.0 of `shop.example/cart`: ";
    for (pointer, to, told) in [
        (
            "/format",
            Value::from("scoreshift-record-9"),
            "the format is `scoreshift-record-9`, not `scoreshift-record-1`",
        ),
        ("/value", "99.5".into(), "its breakdown scores "),
        (
            "/value",
            "100.5".into(),
            "the score 100.5 lies outside its scale from 0 to 100",
        ),
        (
            "/value",
            "NaN".into(),
            "the score NaN lies outside its scale from 0 to 100",
        ),
        (
            "/value",
            "-inf".into(),
            "the score -inf lies outside its scale from 0 to 100",
        ),
        (
            "/scale/max",
            "1000".into(),
            "its breakdown has another scale",
        ),
        (
            "/scale/decimals",
            1.into(),
            "its breakdown has another scale",
        ),
        (
            "/model/version",
            "2.0.1".into(),
            "its breakdown is of speed 2.0.0",
        ),
        (
            "/model/name",
            "influence".into(),
            "its breakdown is of speed 2.0.0",
        ),
        ("/subject", "shop.example/cash".into(), "the checksum is `"),
        ("/time", "2020-06-02".into(), "the checksum is `"),
        ("/time", Value::Null, "the checksum is `"),
        ("/fingerprint/probes", 3.into(), "the checksum is `"),
        ("/fingerprint", Value::Null, "the checksum is `"),
        ("/breakdown", Value::Null, "the checksum is `"),
        ("/checksum", Value::Null, "the checksum is missing"),
        (
            "/checksum",
            "\u{202e}".into(),
            "the checksum is `\\u{202e}`, but the rest of the record gives `",
        ),
    ] {
        let error = changed(pointer, to.clone()).unwrap_err();
        let whose = if pointer == "/subject" {
            "of `shop.example/cash`: "
        } else {
            "of `shop.example/cart`: "
        };
        assert!(
            error.contains(whose) && error.contains(told),
            "{pointer} {to}: {error}"
        );
        if pointer == "/value" {
            assert!(error.starts_with(first), "{error}");
        }
    }
}

#[test]
fn what_no_record_has_is_told_by_its_place_in_the_text() {
    let value = whole().value();
    for (pointer, to, told) in [
        ("/extra", Value::from(1), "unknown field `extra`"),
        ("/model/extra", 1.into(), "unknown field `extra`"),
        ("/scale/extra", 1.into(), "unknown field `extra`"),
        ("/fingerprint/extra", 1.into(), "unknown field `extra`"),
        ("/breakdown/extra", 1.into(), "unknown field `extra`"),
        (
            "/breakdown/nodes/0/extra",
            1.into(),
            "unknown field `extra`",
        ),
        ("/breakdown/scale/extra", 1.into(), "unknown field `extra`"),
        ("/value", value.into(), "invalid type: floating point"),
        ("/value", "1.5x".into(), "\"1.5x\" is not a stored number"),
        (
            "/scale/min",
            "NaN".into(),
            "a scale from NaN to 100 contains no value",
        ),
        (
            "/scale/min",
            "101".into(),
            "a scale from 101 to 100 contains no value",
        ),
        (
            "/scale/decimals",
            7.into(),
            "a scale shows at most 6 decimals, not 7",
        ),
        ("/scale/better", "up".into(), "unknown variant `up`"),
        (
            "/model/version",
            "2".into(),
            "unexpected end of input while parsing major version number",
        ),
        (
            "/time",
            "2020-02-30".into(),
            "`2020-02-30` is neither a day such as",
        ),
        (
            "/fingerprint/sha256",
            "00".into(),
            "\"00\" is not a SHA-256 of 64 lower-case hexadecimal digits",
        ),
        (
            "/fingerprint/probes",
            0.into(),
            "a fingerprint over 0 probes, 0 of them refused, does not exist",
        ),
        (
            "/fingerprint/refused",
            9.into(),
            "a fingerprint over 2 probes, 9 of them refused, does not exist",
        ),
        ("/breakdown/root", 999.into(), "root 999 is not one of the "),
    ] {
        let error = changed(pointer, to.clone()).unwrap_err();
        assert!(
            error.contains(told) && error.contains("line 1 column "),
            "{pointer} {to}: {error}"
        );
    }
    let error =
        read(&json(&whole()).replacen("\"value\":", "\"value\":\"1\",\"value\":", 1)).unwrap_err();
    assert!(error.contains("duplicate field `value`"), "{error}");
}

#[test]
fn one_bit_of_a_number_anywhere_is_found() {
    let tree = serde_json::to_value(whole()).unwrap();
    let nodes = tree["breakdown"]["nodes"].as_array().unwrap();
    for (index, node) in nodes.iter().enumerate() {
        let value: f64 = node["value"].as_str().unwrap().parse().unwrap();
        let next = f64::from_bits(value.to_bits() + 1);
        let error = changed(
            &format!("/breakdown/nodes/{index}/value"),
            format!("{next:?}").into(),
        );
        assert!(error.is_err(), "{index}");
    }
    // A number in another spelling is the same number.
    let spelt = serde_json::to_value(whole()).unwrap()["scale"]["max"].clone();
    assert_eq!(spelt, "100");
    assert_eq!(changed("/scale/max", "1e2".into()).unwrap(), whole());
}

#[test]
fn a_record_that_was_cut_off_is_an_error_everywhere() {
    let text = json(&whole());
    for end in 0..text.len() {
        let error = serde_json::from_slice::<ScoreRecord>(&text.as_bytes()[..end]).unwrap_err();
        assert!(
            error.to_string().contains("line 1 column"),
            "{end}: {error}"
        );
    }
    assert!(read(&format!("{text} x")).is_err());
    for other in ["", "null", "[]", "{}", "1", "\"x\"", "[[]]"] {
        assert!(read(other).is_err(), "{other}");
    }
}

#[test]
fn two_records_side_by_side_say_what_their_difference_means() {
    let lineage = speeds();
    let (slow, fast) = (page(2400.0, 180.0), page(1900.0, 90.0));
    let record = |version: &str, page, subject: &str| {
        lineage
            .find(version)
            .unwrap()
            .record(page)
            .unwrap()
            .with_subject(subject)
    };
    let before = record("1.0.0", &slow, "a");
    let same = before.compare(&record("1.0.0", &fast, "a")).unwrap();
    assert_eq!(same.comparability, Comparability::SameVersion);
    assert_eq!(same.to_string(), "From 72 to 88 (speed 1.0.0): +16.");
    assert_eq!(
        (same.delta, same.same_subject),
        (same.after - same.before, Some(true))
    );
    let other = before.compare(&record("2.0.0", &fast, "b")).unwrap();
    assert_eq!(
        other.to_string(),
        "From 72 (speed 1.0.0) to 86 (speed 2.0.0): +14. These are two versions of the algorithm: the change of \
         version may explain part or all of the difference. They are the scores of two different people or things."
    );
    let silent = Lineage::starting_with(Speed {
        blocking_weight: 2.0,
        ..Speed::new("1.0.0")
    })
    .probes(
        lineage
            .find("1.0.0")
            .unwrap()
            .probes()
            .cloned()
            .collect::<Vec<_>>(),
    )
    .build()
    .unwrap();
    let changed = before
        .compare(&silent.latest().record(&slow).unwrap())
        .unwrap();
    assert_eq!(changed.comparability, Comparability::SameVersionOtherModel);
    assert_eq!(changed.same_subject, None);
    assert_eq!(
        changed.to_string(),
        "From 72 to 78 (speed 1.0.0): +6. Both carry one version, but they come from two different models: the \
         algorithm was changed without a new version."
    );
    let risk = risks().latest().record(&applicant(1.0, 1.0, true)).unwrap();
    assert_eq!(
        before.compare(&risk).unwrap_err().to_string(),
        "`speed` and `risk` are different scores, not versions of one"
    );
    let huge = Lineage::starting_with(Bare(Scale::unbounded()))
        .build()
        .unwrap()
        .latest()
        .record(&1e10)
        .unwrap();
    assert!(huge.compare(&huge).is_err());
}

#[test]
fn a_record_is_reproduced_years_later_or_the_difference_is_told() {
    let lineage = speeds();
    let (then, now) = (page(2400.0, 180.0), page(2400.0, 210.0));
    for release in lineage.releases() {
        for record in [release.record(&then), release.record_with_breakdown(&then)] {
            let record = record.unwrap();
            let same = lineage.reproduce(&record, &then).unwrap();
            assert_eq!(
                (same.verdict, same.recorded.to_bits()),
                (Verdict::Same, same.now.to_bits())
            );
            assert!(same.diff.is_none());
            let value = format!("{:.6}", record.value());
            let value = value.trim_end_matches('0').trim_end_matches('.');
            assert_eq!(
                same.to_string(),
                format!("{} scores {value}, as recorded.", release.id())
            );
            let other = lineage.reproduce(&record, &now).unwrap();
            assert_eq!(other.verdict, Verdict::OtherValue);
            assert_eq!(other.diff.is_some(), record.breakdown().is_some());
            // Data that is known to differ says nothing against the model.
            assert_eq!(
                other.to_string().contains("where no probe reaches"),
                record.breakdown().is_none(),
                "{other}"
            );
            assert!(
                other
                    .to_string()
                    .contains("this is not the input that was scored"),
                "{other}"
            );
        }
    }
}

#[test]
fn another_model_under_the_same_version_is_told_with_its_figures() {
    let lineage = risks();
    let who = applicant(30_000.0, 12_000.0, true);
    let silent = Lineage::starting_with(Risk {
        relief: 21.0,
        ..Risk::new("0.9.0")
    })
    .build()
    .unwrap();
    let old = lineage.find("0.9.0").unwrap();
    let (bare, whole) = (
        old.record(&who).unwrap(),
        old.record_with_breakdown(&who).unwrap(),
    );
    // Without probes and breakdown nothing tells the model from the data.
    assert_eq!(
        silent.reproduce(&bare, &who).unwrap().verdict,
        Verdict::OtherValue
    );
    let found = silent.reproduce(&whole, &who).unwrap();
    assert_eq!(found.verdict, Verdict::OtherModel);
    assert_eq!(
        found.to_string(),
        "Another model under the same version risk 0.9.0: it scores −16, and −15 was recorded; it calculates the same data in another \
         way.\n  −1 points at relief (curve): 20 then, 21 now"
    );
    // Other probes reach what the record's input does not.
    let speeds = speeds();
    let fast = page(900.0, 10.0);
    let record = speeds.find("1.0.0").unwrap().record(&fast).unwrap();
    let probes: Vec<_> = speeds.latest().probes().cloned().collect();
    let silent = Lineage::starting_with(Speed {
        patience: 5000.0,
        ..Speed::new("1.0.0")
    })
    .probes(probes)
    .build()
    .unwrap();
    let found = silent.reproduce(&record, &fast).unwrap();
    assert_eq!(
        (found.verdict, found.recorded.to_bits()),
        (Verdict::OtherModel, found.now.to_bits())
    );
    assert_ne!(found.fingerprint_recorded, found.fingerprint_now);
    let told = found.to_string();
    assert!(
        told.contains(" Its fingerprint is ") && told.contains("; recorded was "),
        "{told}"
    );
    // Without probes, the same score speaks for the same model.
    let bare = Lineage::starting_with(Speed {
        patience: 5000.0,
        ..Speed::new("1.0.0")
    })
    .build()
    .unwrap();
    assert_eq!(
        bare.reproduce(&record, &fast).unwrap().verdict,
        Verdict::Same
    );
}

#[test]
fn another_scale_is_another_model() {
    let narrow = Lineage::starting_with(Bare(Scale::new(0.0, 10.0)))
        .build()
        .unwrap();
    let wide = Lineage::starting_with(Bare(Scale::new(0.0, 100.0)))
        .build()
        .unwrap();
    let record = narrow.latest().record(&5.0).unwrap();
    let found = wide.reproduce(&record, &5.0).unwrap();
    assert_eq!(found.verdict, Verdict::OtherModel);
    let beside = record
        .compare(&wide.latest().record(&5.0).unwrap())
        .unwrap();
    assert_eq!(beside.comparability, Comparability::SameVersionOtherModel);
    assert!(
        beside.to_string().ends_with(
            "The scales differ too: one goes from 0 to 10, the other goes from 0 to 100."
        ),
        "{beside}"
    );
}

#[test]
fn what_cannot_be_reproduced_says_why() {
    let lineage = risks();
    let who = applicant(30_000.0, 12_000.0, true);
    let record = lineage.latest().record(&who).unwrap();
    let older = Lineage::starting_with(Risk::new("0.9.0")).build().unwrap();
    assert_eq!(
        older.reproduce(&record, &who).unwrap_err().to_string(),
        "`risk` has no release `1.0.0`; it has 0.9.0"
    );
    let refused = lineage
        .reproduce(&record, &applicant(0.0, 0.0, true))
        .unwrap_err()
        .to_string();
    assert!(
        refused.starts_with(&format!(
            "risk 1.0.0 scored {} when the record was made, and cannot score this input: ",
            record.value()
        )),
        "{refused}"
    );
    let speed = speeds().latest().record(&page(1.0, 1.0)).unwrap();
    assert_eq!(
        lineage.reproduce(&speed, &who).unwrap_err().to_string(),
        "`risk` and `speed` are different scores, not versions of one"
    );
}

#[test]
fn a_score_beyond_what_can_be_counted_is_still_reproduced() {
    let lineage = Lineage::starting_with(Bare(Scale::unbounded()))
        .build()
        .unwrap();
    let record = lineage.latest().record_with_breakdown(&1e12).unwrap();
    let other = lineage.reproduce(&record, &2e12).unwrap();
    assert_eq!((other.verdict, other.now), (Verdict::OtherValue, 2e12));
    assert!(other.diff.is_none());
}

#[test]
fn a_record_costs_no_second_fingerprint() {
    let lineage = speeds();
    let release = lineage.find("2.0.0").unwrap();
    let records: Vec<ScoreRecord> = (0..3)
        .map(|index| release.record(&page(f64::from(index), 0.0)).unwrap())
        .collect();
    assert!(
        records
            .iter()
            .all(|record| record.fingerprint() == release.fingerprint())
    );
}

fn any_string() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,6}",
        any::<String>(),
        Just("\0\u{202e}\"\\".to_owned())
    ]
}

fn any_time() -> impl Strategy<Value = Option<scoreshift::time::Time>> {
    let moment = (0..253_402_300_800_u64, 0..1_000_000_u32).prop_map(|(seconds, micros)| {
        let since = std::time::Duration::new(seconds, micros * 1000);
        scoreshift::time::Time::try_from(std::time::UNIX_EPOCH + since).unwrap()
    });
    let day = (1970..=9999, 1..=12, 1..=28)
        .prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}").parse().unwrap());
    prop::option::of(prop_oneof![moment, day])
}

/// A stored record with one node of its JSON tree replaced.
fn mutate(value: &mut Value, at: &mut usize, by: &Value) {
    if *at == 0 {
        *value = by.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|value| mutate(value, at, by)),
        Value::Array(items) => items.iter_mut().for_each(|value| mutate(value, at, by)),
        _ => {}
    }
}

fn any_scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec!["NaN", "inf", "-0", "0", "1e999", "5e-324", "", "x"])
            .prop_map(Value::from),
        any_string().prop_map(Value::from),
        Just(Value::Array(vec![])),
        Just(Value::Object(serde_json::Map::new())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_record_of_any_release_comes_back_and_is_reproduced(
        chain in formula::chain(12, 3, 2),
        subject in prop::option::of(any_string()),
        time in any_time(),
        try_score in any::<bool>(),
    ) {
        let mut lineage = Lineage::starting_with(chain.release(0));
        if try_score {
            lineage = lineage.probes([chain.b.clone()]);
        }
        for index in 1..3 {
            let change = Change::new(format!("to {index}")).sentence("We changed it.");
            lineage = lineage.rewritten(chain.release(index), change);
        }
        let lineage = lineage.build().unwrap();
        for release in lineage.releases() {
            for record in [release.record(&chain.a), release.record_with_breakdown(&chain.a)] {
                let Ok(mut record) = record else { continue };
                if let Some(subject) = &subject {
                    record = record.with_subject(subject);
                }
                if let Some(time) = time {
                    record = record.with_time(time);
                }
                comes_back(&record);
                let back = read(&json(&record)).unwrap();
                let reproduction = lineage.reproduce(&back, &chain.a).unwrap();
                prop_assert_eq!(reproduction.verdict, Verdict::Same);
                prop_assert!(reproduction.diff.is_none());
                // Other data: never a claim that the model is another one.
                if let Ok(other) = lineage.reproduce(&back, &chain.b) {
                    prop_assert_ne!(other.verdict, Verdict::OtherModel);
                    let same = other.recorded.to_bits() == other.now.to_bits();
                    prop_assert_eq!(other.verdict == Verdict::Same, same);
                }
            }
        }
    }

    #[test]
    fn no_bytes_make_a_record_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(serde_json::from_slice::<ScoreRecord>(&bytes).is_err());
    }

    #[test]
    fn a_record_with_changed_bytes_is_an_error_or_the_same_record(
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let record = whole();
        let mut bytes = json(&record).into_bytes();
        let index = at.index(bytes.len());
        bytes[index] = to;
        if let Ok(read) = serde_json::from_slice::<ScoreRecord>(&bytes) {
            prop_assert_eq!(&read, &record);
        }
        bytes.remove(cut.index(bytes.len()));
        let _ = serde_json::from_slice::<ScoreRecord>(&bytes);
    }

    #[test]
    fn a_record_with_a_changed_value_is_an_error_or_the_same_record(
        at in any::<prop::sample::Index>(),
        by in any_scalar(),
    ) {
        let record = whole();
        let mut tree = serde_json::to_value(&record).unwrap();
        let mut at = at.index(200);
        mutate(&mut tree, &mut at, &by);
        if let Ok(read) = read(&tree.to_string()) {
            prop_assert_eq!(&read, &record);
        }
        if let Ok(read) = serde_json::from_value::<ScoreRecord>(tree) {
            prop_assert_eq!(&read, &record);
        }
    }

    #[test]
    fn adding_a_release_never_alters_an_earlier_fingerprint(chain in formula::chain(12, 4, 3)) {
        let first = Lineage::starting_with(chain.release(0)).probes([chain.a.clone(), chain.b.clone()]);
        let mut lineage = first.build().unwrap();
        let mut known = vec![lineage.latest().fingerprint()];
        for index in 1..4 {
            let change = Change::new(format!("to {index}")).sentence("We changed it.");
            // Whether they were taken before or are taken after.
            lineage = if index == 2 { lineage.clone() } else { lineage };
            let mut next = lineage.continued().rewritten(chain.release(index), change);
            if index == 3 {
                next = next.probes([chain.a.clone()]).notes("With other probes.").alias("champion", "latest");
            }
            lineage = next.build().unwrap();
            let now: Vec<_> = lineage.releases().map(Release::fingerprint).collect();
            prop_assert_eq!(&now[..index], &known[..]);
            known.push(now[index]);
        }
        // Recorded anew, without what was kept.
        for (index, known) in known.iter().enumerate().take(3) {
            let alone = Lineage::starting_with(chain.release(index)).probes([chain.a.clone(), chain.b.clone()]).build().unwrap();
            prop_assert_eq!(&alone.latest().fingerprint(), known);
        }
    }
}

#[test]
fn the_family_reproduces_what_it_issued() {
    let lineage = influence::lineage();
    let profile = influence::Profile::new()
        .with("Twitter", influence::Network::new(8700, 3600, 1900))
        .unwrap();
    for release in lineage.releases() {
        let record = read(&json(&release.record_with_breakdown(&profile).unwrap())).unwrap();
        assert_eq!(
            lineage.reproduce(&record, &profile).unwrap().verdict,
            Verdict::Same
        );
    }
}

#[test]
fn what_moved_since_a_record_is_told_in_millionths_with_a_minus_sign() {
    let lineage = speeds();
    let (then, now) = (page(2400.0, 180.0), page(2400.1 + 0.2, 180.0));
    let record = lineage.latest().record_with_breakdown(&then).unwrap();
    let told = lineage.reproduce(&record, &now).unwrap().to_string();
    let points = told
        .lines()
        .find_map(|line| line.trim().split_once(" points at "))
        .unwrap()
        .0;
    assert!(points.starts_with('−'), "{told}");
    for number in told.split([' ', ',', ':', '\n']) {
        let decimals = number.split_once('.').map_or("", |(_, decimals)| decimals);
        assert!(decimals.len() <= 6, "{number} in {told}");
    }
    assert!(told.contains("2400 then, 2400.3 now"), "{told}");
}
