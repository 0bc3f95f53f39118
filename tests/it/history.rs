//! Histories: issued scores in order, why each moved, and restated series beside them.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use scoreshift::{
    Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace,
    diff::EffectKind,
    history::{Basis, History, HistoryError, Moved, Step},
    influence,
    lineage::Rewrite,
    present::{Audience, English, Presenter},
    record::ScoreRecord,
    score,
    time::Time,
};

use crate::{
    families::{Applicant, Page, Speed, applicant, page, risks, speeds, version},
    formula::{self, Data},
};

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

/// A page that gets faster, is rescored, and gets slower.
fn issued(lineage: &Lineage<Page>, with_breakdown: bool) -> (History, BTreeMap<Time, Page>) {
    let mut inputs = BTreeMap::new();
    let mut history = History::default();
    for (version, day, page) in [
        ("1.0.0", "2020-05-01", page(2400.0, 180.0)),
        ("1.0.0", "2020-05-20", page(1900.0, 90.0)),
        ("2.0.0", "2020-05-27", page(1900.0, 90.0)),
        ("2.0.0", "2020-06-10", page(2100.0, 160.0)),
        ("2.1.0", "2020-07-01", page(2300.0, 160.0)),
    ] {
        let release = lineage.find(version).unwrap();
        let record = if with_breakdown {
            release.record_with_breakdown(&page)
        } else {
            release.record(&page)
        };
        history
            .push(
                record
                    .unwrap()
                    .with_subject("shop.example")
                    .with_time(time(day)),
            )
            .unwrap();
        inputs.insert(time(day), page);
    }
    (history, inputs)
}

fn adds_up(history: &History, steps: &[Step]) {
    let micro = |record: &ScoreRecord| score::micro(record.value()).unwrap();
    for step in steps {
        let parts = [step.data, step.reference, step.algorithm, step.undivided];
        assert_eq!(
            parts.iter().map(|points| points.micro).sum::<i64>(),
            step.comparison.delta_micro,
            "{step:#?}"
        );
    }
    let records = history.records();
    assert_eq!(steps.len(), records.len().saturating_sub(1));
    if let (Some(first), Some(last)) = (records.first(), records.last()) {
        let moved: i64 = steps.iter().map(|step| step.comparison.delta_micro).sum();
        assert_eq!(moved, micro(last) - micro(first));
    }
}

fn moves(steps: &[Step]) -> Vec<Moved> {
    steps.iter().map(|step| step.moved).collect()
}

#[test]
fn each_step_is_explained_by_its_inputs_by_its_breakdowns_or_by_its_scores() {
    let lineage = speeds();
    // What 2.1.0 changed makes no difference here, and is no reason.
    let known = [Moved::Data, Moved::Algorithm, Moved::Data, Moved::Data];
    let (history, inputs) = issued(&lineage, false);
    let input = |record: &ScoreRecord| inputs.get(&record.time()?);
    let steps = history.explain(&lineage, input);
    assert_eq!(moves(&steps), known);
    adds_up(&history, &steps);
    assert!(
        steps
            .iter()
            .all(|step| step.note.is_none() && step.explanation().is_some())
    );
    assert_eq!(steps[1].data.micro, 0);
    assert!(steps[3].data.micro != 0);

    let (history, _) = issued(&lineage, true);
    let steps = history.steps();
    assert_eq!(moves(&steps), known);
    adds_up(&history, &steps);
    assert!(steps.iter().all(|step| step.diff().is_some()));
    assert_eq!(steps[1].algorithm.micro, steps[1].comparison.delta_micro);

    let (history, _) = issued(&lineage, false);
    let steps = history.steps();
    assert_eq!(
        moves(&steps),
        [Moved::Data, Moved::Unknown, Moved::Data, Moved::Unknown]
    );
    adds_up(&history, &steps);
    assert!(
        steps
            .iter()
            .all(|step| step.basis == Basis::Scores && step.note.is_none())
    );
    let markers: Vec<bool> = steps.iter().map(Step::version_changed).collect();
    assert_eq!(markers, [false, true, false, true]);
}

#[test]
fn a_history_reads_as_a_list_with_a_marker_wherever_the_version_changed() {
    let lineage = speeds();
    let (history, _) = issued(&lineage, false);
    assert_eq!(
        history.to_string(),
        "\
The speed score of shop.example
  2020-05-01  72
  2020-05-20  88  +16  data
  ── version 1.0.0 → 2.0.0 ──
  2020-05-27  86   −2  algorithm, and perhaps data
  2020-06-10  79   −7  data
  ── version 2.0.0 → 2.1.0 ──
  2020-07-01  77   −2  algorithm, and perhaps data"
    );
    assert_eq!(History::default().to_string(), "No score has been issued.");
    let one = lineage.latest().record(&page(1.0, 1.0)).unwrap();
    assert_eq!(
        History::new([one]).unwrap().to_string(),
        "The speed score\n  100"
    );
}

#[test]
fn a_step_is_told_as_far_as_it_is_known() {
    let lineage = speeds();
    let (history, inputs) = issued(&lineage, true);
    let told: Vec<String> = history.steps().iter().map(ToString::to_string).collect();
    assert_eq!(
        told[0],
        "\
Your own data moved the score; it is calculated as before.

Your speed score rose from 72 to 88 (+16) between 1 May 2020 and 20 May 2020, both times in version 1.0.0.

What changed in your own data: +16
  Paint +11: from 2,400 to 1,900.
  Blocking +5: from 180 to 90."
    );
    assert!(told[1].contains("What we changed:\n"), "{}", told[1]);
    assert!(!told[1].contains("own data"), "{}", told[1]);
    let by_inputs = history.explain(&lineage, |record| inputs.get(&record.time()?));
    assert!(
        by_inputs[1]
            .to_string()
            .contains("A page that does not answer costs more."),
        "{}",
        by_inputs[1]
    );
    let (bare, _) = issued(&lineage, false);
    assert_eq!(
        bare.steps()[0].to_string(),
        "\
Your speed score rose from 72 to 88 (+16) between 1 May 2020 and 20 May 2020, both times in version 1.0.0.

What changed in the data: +16

The formula was not kept with the scores, so it is not known where they differ."
    );
}

#[test]
fn inputs_are_loaded_one_at_a_time_and_once_each() {
    let lineage = speeds();
    let (history, inputs) = issued(&lineage, true);
    let times: Vec<_> = history
        .records()
        .iter()
        .map(|record| record.time().unwrap())
        .collect();
    let mut asked = Vec::new();
    let loaded = history.explain(&lineage, |record| {
        let time = record.time()?;
        asked.push(time);
        inputs.get(&time).cloned()
    });
    assert_eq!(asked, times);
    assert_eq!(
        loaded,
        history.explain(&lineage, |record| inputs.get(&record.time()?))
    );
    asked.clear();
    history
        .restated(&lineage, "latest", |record| {
            asked.extend(record.time());
            inputs.get(&record.time()?).cloned()
        })
        .unwrap();
    assert_eq!(asked, times);
}

#[test]
fn where_an_input_is_gone_or_is_another_one_the_step_says_so() {
    let lineage = speeds();
    let (history, mut inputs) = issued(&lineage, true);
    inputs.remove(&time("2020-05-20"));
    inputs.insert(time("2020-07-01"), page(2300.0, 999.0));
    let steps = history.explain(&lineage, |record| inputs.get(&record.time()?));
    let notes: Vec<Option<String>> = steps
        .iter()
        .map(|step| step.note.as_ref().map(ToString::to_string))
        .collect();
    let gone = Some("the input of the record of 2020-05-20 is gone".to_owned());
    assert_eq!(notes[..3], [gone.clone(), gone, None]);
    let other = notes[3].as_ref().unwrap();
    assert!(
        other.starts_with("the record of 2020-07-01: ")
            && other.contains("this is not the input that was scored"),
        "{notes:?}"
    );
    assert!(
        steps[0].diff().is_some() && steps[2].explanation().is_some() && steps[3].diff().is_some()
    );
    adds_up(&history, &steps);
    let nothing = history.explain(&lineage, |_record| None::<&Page>);
    assert!(
        nothing
            .iter()
            .all(|step| step.diff().is_some() && step.note.is_some())
    );
}

#[test]
fn a_history_with_its_steps_says_why_each_score_moved_and_which_input_is_gone() {
    let lineage = speeds();
    let (history, mut inputs) = issued(&lineage, true);
    inputs.remove(&time("2020-07-01"));
    let steps = history.explain(&lineage, |record| inputs.get(&record.time()?));
    let (plain, told) = (history.to_string(), history.with_steps(&steps).to_string());
    // Every line of the history stands there, each step's reasons below it.
    let (lines, mut open) = (told.lines().collect::<Vec<_>>(), plain.lines());
    let mut wanted = open.next();
    for line in &lines {
        assert!(line.chars().count() <= 80, "{line}");
        if wanted.is_some_and(|wanted| line.starts_with(wanted)) {
            wanted = open.next();
        } else {
            assert!(line.starts_with("      "), "{told}");
        }
    }
    assert_eq!(wanted, None, "{told}");
    assert!(
        told.contains("\n      What changed in your own data: "),
        "{told}"
    );
    assert!(told.contains("\n      What we changed:\n"), "{told}");
    let words: Vec<&str> = told.split_whitespace().collect();
    assert!(
        words
            .join(" ")
            .contains("the input of the record of 1 July 2020 is gone"),
        "{told}"
    );
}

#[test]
fn a_step_of_nothing_says_that_nothing_moved() {
    let lineage = speeds();
    let page = page(2400.0, 180.0);
    let record = |version: &str| lineage.find(version).unwrap().record(&page).unwrap();
    let history = History::new([record("2.0.0"), record("2.0.0")]).unwrap();
    let steps = history.explain(&lineage, |_record| Some(&page));
    for text in [history.to_string(), history.with_steps(&steps).to_string()] {
        assert!(text.ends_with("  nothing changed"), "{text}");
    }
}

#[test]
fn scores_of_models_that_are_no_longer_compiled_in_are_explained_from_storage_alone() {
    let stored = {
        let lineage = speeds();
        serde_json::to_string(&issued(&lineage, true).0).unwrap()
    };
    let history: History = serde_json::from_str(&stored).unwrap();
    let steps = history.steps();
    assert_eq!(
        moves(&steps),
        [Moved::Data, Moved::Algorithm, Moved::Data, Moved::Data]
    );
    adds_up(&history, &steps);
    // A lineage that no longer has the old versions explains what it can.
    let young = Lineage::starting_with(Speed {
        patience: 15_000.0,
        median: 1800.0,
        blocking_weight: 3.0,
        ..Speed::new("2.1.0")
    })
    .build()
    .unwrap();
    let inputs = page(2300.0, 160.0);
    let steps = history.explain(&young, |_record| Some(&inputs));
    let note = steps[0].note.as_ref().unwrap().to_string();
    assert!(
        note.contains("`speed` has no release `1.0.0`; it has 2.1.0"),
        "{note}"
    );
    assert!(steps.iter().all(|step| step.diff().is_some()));
}

#[test]
fn a_version_that_was_taken_back_is_a_step_like_any_other() {
    let lineage = speeds();
    let page = page(2400.0, 180.0);
    let record = |version: &str| {
        lineage
            .find(version)
            .unwrap()
            .record_with_breakdown(&page)
            .unwrap()
    };
    let history = History::new([record("1.0.0"), record("2.0.0"), record("1.0.0")]).unwrap();
    let steps = history.explain(&lineage, |_record| Some(&page));
    assert_eq!(moves(&steps), [Moved::Algorithm; 2]);
    assert_eq!(steps[0].algorithm.micro, -steps[1].algorithm.micro);
    assert!(history.to_string().contains("── version 2.0.0 → 1.0.0 ──"));
    adds_up(&history, &steps);
}

#[test]
fn a_model_that_changed_under_its_version_is_marked() {
    let lineage = speeds();
    let probes: Vec<Page> = lineage.latest().probes().cloned().collect();
    let silent = Lineage::starting_with(Speed {
        blocking_weight: 2.0,
        ..Speed::new("1.0.0")
    })
    .build()
    .unwrap();
    let page = page(2400.0, 180.0);
    let before = lineage.find("1.0.0").unwrap().record(&page).unwrap();
    let after = silent
        .continued()
        .probes(probes)
        .build()
        .unwrap()
        .latest()
        .record(&page)
        .unwrap();
    let history = History::new([before, after]).unwrap();
    assert!(history.steps()[0].version_changed());
    assert!(
        history
            .to_string()
            .contains("── another model under version 1.0.0 ──"),
        "{history}"
    );
    // Without probes the recordings tell it.
    let bare = Lineage::starting_with(Speed::new("1.0.0")).build().unwrap();
    let history = History::new([
        bare.latest().record_with_breakdown(&page).unwrap(),
        silent.latest().record_with_breakdown(&page).unwrap(),
    ])
    .unwrap();
    assert_eq!(moves(&history.steps()), [Moved::Algorithm]);
}

#[test]
fn what_others_owe_is_told_apart_from_what_the_applicant_owes() {
    let lineage = risks();
    let then = applicant(30_000.0, 12_000.0, true);
    let now = Applicant {
        usual_debt: 9000.0,
        debt: 13_000.0,
        ..then.clone()
    };
    let record = |who: &Applicant| lineage.latest().record_with_breakdown(who).unwrap();
    let history = History::new([record(&then), record(&now)]).unwrap();
    for step in [
        &history.steps()[0],
        &history.explain(&lineage, |record| {
            Some(if record.value() == history.records()[0].value() {
                &then
            } else {
                &now
            })
        })[0],
    ] {
        assert_eq!(
            (step.moved, step.algorithm.micro, step.undivided.micro),
            (Moved::Data, 0, 0)
        );
        assert!(step.data.micro > 0 && step.reference.micro < 0, "{step:#?}");
    }
    adds_up(&history, &history.steps());
}

#[test]
fn a_part_that_came_to_be_measured_is_data() {
    let lineage = speeds();
    let (then, now) = (
        Page {
            paint: 1200.0,
            blocking: None,
        },
        page(1200.0, 400.0),
    );
    let record = |version: &str, page| {
        lineage
            .find(version)
            .unwrap()
            .record_with_breakdown(page)
            .unwrap()
    };
    let history = History::new([
        record("1.0.0", &then),
        record("1.0.0", &now),
        record("2.0.0", &then),
    ])
    .unwrap();
    let steps = history.steps();
    assert_eq!(moves(&steps), [Moved::Data, Moved::Both]);
    assert_eq!(steps[0].data.micro, steps[0].comparison.delta_micro);
    adds_up(&history, &steps);
}

#[test]
fn records_that_are_no_history_are_errors_that_name_them() {
    let lineage = speeds();
    let page = page(2400.0, 180.0);
    let record = |day: &str| {
        let record = lineage.find("1.0.0").unwrap().record(&page).unwrap();
        record.with_subject("a\u{1b}").with_time(time(day))
    };
    let first = record("2020-05-01");
    let untimed = lineage
        .latest()
        .record(&page)
        .unwrap()
        .with_subject("a\u{1b}");
    let told = |records: Vec<ScoreRecord>| History::new(records).unwrap_err();
    let early = told(vec![first.clone(), untimed.clone(), record("2020-04-30")]);
    assert_eq!(
        early.to_string(),
        "record 2 is of 2020-04-30, earlier than 2020-05-01 of a record before it"
    );
    assert!(matches!(early, HistoryError::OutOfOrder { index: 2, .. }));
    assert_eq!(
        told(vec![first.clone(), untimed.clone().with_subject("b")]).to_string(),
        "record 1 is of `b`, and the history of `a\\u{1b}`"
    );
    assert_eq!(
        told(vec![lineage.latest().record(&page).unwrap(), first.clone()]).to_string(),
        "record 1 is of `a\\u{1b}`, and the history of no named subject"
    );
    let risk = risks().latest().record(&applicant(1.0, 1.0, true)).unwrap();
    assert_eq!(
        told(vec![first.clone(), risk.clone()]).to_string(),
        "record 1 is of risk 1.0.0, and the history of `speed`"
    );
    let huge = risks()
        .latest()
        .record(&applicant(1e-9, 1e10, true))
        .unwrap();
    assert!(matches!(
        told(vec![risk, huge]),
        HistoryError::TooLarge { index: 1, .. }
    ));
    // One time twice is no disorder, and what was refused leaves the history as it was.
    let mut history = History::new([first.clone(), first.clone(), untimed]).unwrap();
    let before = history.clone();
    assert!(history.push(record("2019-01-01")).is_err());
    assert_eq!(history, before);
}

#[test]
fn a_stored_history_is_a_list_of_records_and_is_checked_when_it_is_read() {
    let (history, _) = issued(&speeds(), true);
    let text = serde_json::to_string(&history).unwrap();
    assert_eq!(serde_json::from_str::<History>(&text).unwrap(), history);
    let records: Vec<ScoreRecord> = serde_json::from_str(&text).unwrap();
    assert_eq!(records, history.records());
    assert_eq!(
        serde_json::from_str::<History>("[]").unwrap(),
        History::default()
    );
    let mut turned = records;
    turned.reverse();
    let error =
        serde_json::from_str::<History>(&serde_json::to_string(&turned).unwrap()).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("record 1 is of 2020-06-10, earlier than 2020-07-01"),
        "{error}"
    );
    let tampered = text.replacen("shop.example", "cash.example", 1);
    let error = serde_json::from_str::<History>(&tampered)
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("the record of speed 1.0.0 of `cash.example`: the checksum is "),
        "{error}"
    );
}

#[test]
fn a_restated_series_stands_beside_the_issued_one_and_never_in_its_place() {
    let lineage = speeds();
    let (history, mut inputs) = issued(&lineage, true);
    inputs.remove(&time("2020-06-10"));
    let before = history.clone();
    let restated = history
        .restated(&lineage, "latest", |record| inputs.get(&record.time()?))
        .unwrap();
    assert_eq!(history, before);
    assert_eq!(
        restated.to_string(),
        "\
Restated under speed 2.1.0: what the scores would have been. The issued scores stand.
  2020-05-01  73 (issued: 72 under speed 1.0.0)
  2020-05-20  86 (issued: 88 under speed 1.0.0)
  2020-05-27  86 (issued: 86 under speed 2.0.0)
  2020-06-10  none: the input is gone (issued: 79 under speed 2.0.0)
  2020-07-01  77 (issued: 77 under speed 2.1.0)"
    );
    assert_eq!(restated.subject(), Some("shop.example"));
    assert_eq!(restated.fingerprint(), lineage.latest().fingerprint());
    for (score, record) in restated.scores().iter().zip(history.records()) {
        assert_eq!(
            (score.issued.to_bits(), &score.issued_under),
            (record.value().to_bits(), record.model())
        );
        let expected = inputs
            .get(&record.time().unwrap())
            .map(|page| lineage.latest().model().score(page).unwrap());
        assert_eq!(score.restated, expected);
    }
    let stored = serde_json::to_value(&restated).unwrap();
    assert_eq!(
        (&stored["series"], &stored["under"]["version"]),
        (&"restated".into(), &"2.1.0".into())
    );
    assert!(serde_json::from_value::<History>(stored.clone()).is_err());
    assert!(serde_json::from_value::<ScoreRecord>(stored["scores"][0].clone()).is_err());
    assert!(
        history
            .restated(&lineage, "3.0.0", |_record| None::<&Page>)
            .is_err()
    );
}

#[test]
fn a_version_that_refuses_an_input_has_no_restated_score() {
    let open = Speed::new("1.0.0");
    let lineage = Lineage::starting_with(open.clone())
        .rewritten(
            Speed {
                strict: true,
                ..Speed::new("2.0.0")
            },
            Rewrite::starting_from(open).change(
                Change::new("measured").sentence("Every page is measured now."),
                |speed| speed.strict = true,
            ),
        )
        .build()
        .unwrap();
    let unmeasured = Page {
        paint: 1200.0,
        blocking: None,
    };
    let history =
        History::new([lineage.find("1.0.0").unwrap().record(&unmeasured).unwrap()]).unwrap();
    let restated = history
        .restated(&lineage, "2.0.0", |_record| Some(&unmeasured))
        .unwrap();
    let score = &restated.scores()[0];
    assert_eq!(score.restated, None);
    assert!(
        score
            .missing
            .as_deref()
            .unwrap()
            .contains("it was not measured"),
        "{restated}"
    );
}

#[test]
fn scores_below_zero_read_well() {
    let lineage = risks();
    let record = |who: &Applicant| lineage.find("0.9.0").unwrap().record(who).unwrap();
    let history = History::new([
        record(&applicant(30_000.0, 12_000.0, true)),
        record(&applicant(30_000.0, 11_999.0, true)),
    ])
    .unwrap();
    assert_eq!(
        history.to_string(),
        "The risk score\n  −15.00\n  −15.00  0.00  no move that shows (data)"
    );
}

/// A score whose name says that it is one.
#[derive(Clone, Debug)]
struct Named;

impl ScoringModel for Named {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("Trust Score", version("1.0.0"))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        Ok(t.input("x", *x))
    }
}

#[test]
fn a_name_that_ends_in_score_is_not_said_twice() {
    let record = Lineage::starting_with(Named)
        .build()
        .unwrap()
        .latest()
        .record(&7.0)
        .unwrap();
    assert_eq!(
        History::new([record]).unwrap().to_string(),
        "The Trust Score\n  7"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn steps_add_up_to_last_minus_first_in_every_history(
        chain in formula::chain(10, 3, 2),
        issued in prop::collection::vec((0..3_usize, any::<bool>(), any::<bool>(), any::<bool>()), 0..7),
        gone in prop::option::of(0..7_u64),
    ) {
        let mut lineage = Lineage::starting_with(chain.release(0)).probes([chain.a.clone()]);
        for (index, step) in chain.steps.iter().enumerate() {
            let mut changes = Rewrite::starting_from(chain.release(index));
            for (number, &mutation) in step.iter().enumerate() {
                let change = Change::new(format!("{index} {number}")).sentence("We changed it.");
                changes = changes.change(change, move |model| mutation.apply(model));
            }
            lineage = lineage.rewritten(chain.release(index + 1), changes);
        }
        let lineage = lineage.build().unwrap();
        let (mut history, mut inputs): (History, BTreeMap<Time, Data>) = Default::default();
        for (day, &(release, data, reference, whole)) in (1_u64..).zip(&issued) {
            let version = format!("{}.0.0", release + 1);
            let release = lineage.find(&version).unwrap();
            let input = chain.mixed(data, reference);
            let record = if whole { release.record_with_breakdown(&input) } else { release.record(&input) };
            let Ok(record) = record else { continue };
            let day = Time::try_from(std::time::UNIX_EPOCH + std::time::Duration::from_secs(day)).unwrap();
            if history.push(record.with_time(day)).is_ok() {
                inputs.insert(day, input);
            }
        }
        if let Some(seconds) = gone {
            let day = Time::try_from(std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds)).unwrap();
            inputs.remove(&day);
        }
        let by_records = history.steps();
        let by_inputs = history.explain(&lineage, |record| inputs.get(&record.time()?));
        for (steps, asked) in [(&by_records, false), (&by_inputs, true)] {
            adds_up(&history, steps);
            for (step, pair) in steps.iter().zip(history.records().windows(2)) {
                prop_assert_eq!(step.version_changed(), pair[0].model() != pair[1].model());
                if !step.version_changed() {
                    prop_assert_eq!(step.algorithm.micro, 0);
                    prop_assert!(matches!(step.moved, Moved::Data | Moved::Nothing), "{step:#?}");
                }
                if step.moved == Moved::Nothing {
                    prop_assert_eq!(step.comparison.delta_micro, 0);
                }
                prop_assert!(!step.to_string().is_empty());
                prop_assert_eq!(step.note.is_some(), asked && step.explanation().is_none());
                let inputs = [inputs.get(&step.time_before.unwrap()), inputs.get(&step.time_after.unwrap())];
                let ([Some(then), Some(now)], true) = (inputs, step.explanation().is_some()) else { continue };
                prop_assert!(then != now || (step.data.micro, step.reference.micro) == (0, 0));
            }
        }
        prop_assert!(!history.to_string().is_empty());
        let text = serde_json::to_string(&history).unwrap();
        prop_assert_eq!(&serde_json::from_str::<History>(&text).unwrap(), &history);
        let restated = history.restated(&lineage, "latest", |record| inputs.get(&record.time()?)).unwrap();
        prop_assert_eq!(restated.scores().len(), history.records().len());
    }

    #[test]
    fn no_bytes_make_a_history_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..100),
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
    ) {
        let _ = serde_json::from_slice::<History>(&bytes);
        let (history, _) = issued(&speeds(), false);
        let mut text = serde_json::to_vec(&history).unwrap();
        let at = at.index(text.len());
        text[at] = to;
        if let Ok(read) = serde_json::from_slice::<History>(&text) {
            prop_assert_eq!(read, history);
        }
    }
}

#[test]
fn who_has_no_blog_is_told_that_the_algorithm_changed_and_nothing_moved() {
    let lineage = influence::lineage();
    let profile = influence::Profile::new()
        .with("Twitter", influence::Network::new(8700, 3600, 1900))
        .unwrap();
    let record = |version: &str| {
        lineage
            .find(version)
            .unwrap()
            .record_with_breakdown(&profile)
            .unwrap()
    };
    let history = History::new([record("2.0.0"), record("3.0.0")]).unwrap();
    let step = &history.steps()[0];
    assert_eq!(
        (step.moved, step.comparison.delta_micro),
        (Moved::Nothing, 0)
    );
    assert!(step.version_changed());
    assert!(
        step.to_string()
            .starts_with("We changed how the score is calculated. It made no difference for you."),
        "{step}"
    );
    let diff = step.diff().unwrap();
    assert!(
        diff.effects()
            .iter()
            .all(|effect| effect.kind != EffectKind::Input)
    );
}

#[test]
fn a_history_is_told_as_a_whole() {
    let lineage = speeds();
    let (history, inputs) = issued(&lineage, false);
    let steps = history.explain(&lineage, |record| inputs.get(&record.time()?));
    let message = Presenter::new(Audience::Person).history(&history, &steps);
    let told = message.localize(&English);
    assert_eq!(told.subject.as_deref(), Some("shop.example"));
    assert_eq!(told.heading, "How your score moved");
    let levels: Vec<String> = told
        .entries
        .iter()
        .map(|entry| entry.level.text.clone())
        .collect();
    let newest = levels.last().unwrap();
    assert_eq!(told.headline, format!("Your speed score is {newest}."));
    let issued = history.records().iter();
    let issued: Vec<String> = issued
        .map(|record| record.scale().show(record.value()))
        .collect();
    assert_eq!(levels, issued);
    let markers = told.entries.iter().map(|entry| entry.marker.as_deref());
    assert_eq!(
        markers.collect::<Vec<_>>(),
        [
            Some("The first score"),
            None,
            Some("New version 2.0.0"),
            None,
            Some("New version 2.1.0"),
        ]
    );
    assert_eq!(told.entries[2].date.as_deref(), Some("27 May 2020"));
    // Each step is told as by itself.
    assert_eq!(told.entries[0].why, None);
    for (entry, step) in told.entries[1..].iter().zip(&steps) {
        let alone = Presenter::new(Audience::Person)
            .message(step)
            .localize(&English);
        assert_eq!(entry.why.as_ref(), Some(&alone));
        assert_eq!(entry.version_changed, step.version_changed());
    }
    let json = serde_json::to_value(&told).unwrap();
    assert_eq!(
        json["entries"][2]["why"]["schema"],
        "scoreshift-explanation-1"
    );
    assert_eq!(json["entries"][0]["why"], serde_json::Value::Null);

    // Without steps there are no reasons, and without records there is no level.
    let bare = Presenter::new(Audience::Agent)
        .history(&history, &[])
        .localize(&English);
    assert!(bare.entries.iter().all(|entry| entry.why.is_none()));
    let none = Presenter::new(Audience::Agent).history(&History::default(), &[]);
    assert_eq!(none.localize(&English).entries, []);
}

#[cfg(feature = "i18n")]
#[test]
fn a_history_is_told_in_every_language() {
    let (history, _) = issued(&speeds(), true);
    let message = Presenter::new(Audience::Person).history(&history, &history.steps());
    let told = |tag: &str| {
        let language = scoreshift::present::Catalogue::shipped(tag).unwrap();
        let told = message.localize(&language);
        format!(
            "{} / {}",
            told.heading,
            told.entries[2].marker.clone().unwrap()
        )
    };
    assert_eq!(
        ["de", "pl", "ar"].map(told),
        [
            "Wie sich Ihr Score verändert hat / Neue Version 2.0.0",
            "Jak zmieniał się Twój wynik / Nowa wersja 2.0.0",
            "كيف تغيّرت درجتك / إصدار جديد \u{2068}2.0.0\u{2069}",
        ]
    );
}

#[cfg(feature = "html")]
#[test]
fn a_page_of_a_history_is_one_document_with_whatever_names() {
    let release = speeds();
    let release = release.find("2.0.0").unwrap();
    let records = (0..300).map(|day| {
        let record = release.record(&page(f64::from(1800 + day), 90.0)).unwrap();
        let time = Time::from_unix_micros(i64::from(day) * 86_400_000_000).unwrap();
        record.with_subject("<script>\u{202e}&\"'").with_time(time)
    });
    let history = History::new(records).unwrap();
    let told = Presenter::new(Audience::Auditor).history(&history, &history.steps());
    let told = told.localize(&English);
    let notice = told.entries[7].why.clone().unwrap();
    let whole = told
        .page()
        .above(&notice)
        .remark("<b>")
        .stylesheet("/a.css")
        .to_string();
    // As XML, which it is but for what has no end or no value.
    let main = &whole[whole.find("<main").unwrap()..whole.find("</body>").unwrap()];
    let main = main
        .replace(" reversed>", ">")
        .replace("<details open", "<details");
    let document = crate::laws_html::checked(&main);
    let count = |name: &str| {
        document
            .descendants()
            .filter(|it| it.has_tag_name(name))
            .count()
    };
    assert_eq!(
        (count("h1"), count("time"), count("article")),
        (1, 300, 300)
    );
    assert!(!whole.contains("<script") && !whole.contains("<b>&") && !whole.contains("<style"));
    assert!(told.page().to_string().contains("<style>"));
}
