//! Reports and parts of them, stored, read and put together elsewhere.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::prelude::*;
use scoreshift::{
    Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version,
    impact::{Impact, ImpactError, Mode, Questions, StoredImpactError, Study, Subject, Tally},
    influence::{self, Network, Profile},
    score::Bands,
};

use crate::{
    impact::{Given, study, subject},
    impact_laws::{asked, subjects},
};

fn through_bytes(impact: &Impact) -> Impact {
    Impact::from_bytes(&impact.to_bytes()).unwrap()
}

fn through_json(impact: &Impact) -> Impact {
    serde_json::from_str(&serde_json::to_string(impact).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_stored_is_read(subjects in subjects(), exact in any::<bool>()) {
        let impact = asked(exact).run(&subjects).unwrap();
        prop_assert_eq!(&through_bytes(&impact), &impact);
        prop_assert_eq!(&through_json(&impact), &impact);
        prop_assert_eq!(through_bytes(&impact).to_bytes(), impact.to_bytes());
    }

    #[test]
    fn parts_that_went_through_a_file_are_the_whole(
        subjects in subjects(),
        part in prop::collection::vec(0_usize..3, 60),
        exact in any::<bool>(),
    ) {
        let study = asked(exact);
        let ready = study.prepare().unwrap();
        let mut tallies = [ready.tally(), ready.tally(), ready.tally()];
        for (subject, part) in subjects.iter().zip(part) {
            ready.add(&mut tallies[part], subject).unwrap();
        }
        let [a, b, c] = tallies.map(Tally::finish);
        let mut all = through_json(&b);
        all.merge(through_bytes(&c)).unwrap();
        let mut whole = through_bytes(&a);
        whole.merge(through_bytes(&all)).unwrap();
        prop_assert_eq!(&whole, &study.run(&subjects).unwrap());
    }

    #[test]
    fn damaged_bytes_are_no_other_report(
        subjects in subjects(),
        at in any::<prop::sample::Index>(),
        flipped in 1_u8..=255,
        cut in any::<prop::sample::Index>(),
    ) {
        let bytes = asked(false).run(&subjects).unwrap().to_bytes();
        let mut damaged = bytes.clone();
        damaged[at.index(bytes.len())] ^= flipped;
        prop_assert!(Impact::from_bytes(&damaged).is_err());
        prop_assert!(Impact::from_bytes(&bytes[..cut.index(bytes.len())]).is_err());
        let longer = [bytes.as_slice(), &[0]].concat();
        prop_assert_eq!(Impact::from_bytes(&longer), Err(StoredImpactError::Damaged));
    }
}

fn profile(reactions: u32) -> Profile {
    Profile::new()
        .with("Twitter", Network::new(9000, 3000, reactions))
        .and_then(|profile| profile.with("Facebook", Network::new(120, 60, 9)))
        .unwrap()
}

#[test]
fn effects_and_explanations_are_stored_with_the_rest() {
    let people = [
        Subject::new("ann", profile(12)).segment("plan", "pro"),
        Subject::new("bob", profile(800)),
        Subject::new("cem", Profile::new()),
    ];
    let study = influence::lineage()
        .impact("1.0.0", "2.0.0")
        .unwrap()
        .by_place(1)
        .explain_movers();
    let impact = study.run(&people).unwrap();
    assert!(impact.whole().falling()[0].explanation.is_some());
    for read in [through_bytes(&impact), through_json(&impact)] {
        assert_eq!(read, impact);
        let written = |impact: &Impact| serde_json::to_string(&impact.report()).unwrap();
        assert_eq!(written(&read), written(&impact));
        assert_eq!(read.to_string(), impact.to_string());
    }
}

#[test]
fn a_study_is_its_questions() {
    let lineage = influence::lineage();
    let built = lineage
        .impact("1.0.0", "2.0.0")
        .unwrap()
        .by_place(2)
        .bands(Bands::at([0.1 + 0.2, 50.0]).rebased([1.0, 2.0]))
        .count_falls([17.3, 0.0, 17.3])
        .count_rises([99.999_999])
        .resolution(0.000_007)
        .movers(3)
        .explain_movers();
    let text = serde_json::to_string(built.questions()).unwrap();
    let read: Questions = serde_json::from_str(&text).unwrap();
    assert_eq!(&read, built.questions());
    let other = lineage.impact("1.0.0", "2.0.0").unwrap().asking(read);
    let people = [("ann", profile(12)), ("bob", profile(800))];
    assert_eq!(other.run(&people).unwrap(), built.run(&people).unwrap());
    // What the study left open is answered, and once answered it stays so.
    let ready = built.prepare().unwrap();
    assert_eq!(ready.questions().falls, [0.0, 17.3]);
    let again = lineage.impact("1.0.0", "2.0.0").unwrap();
    let again = again.asking(ready.questions().clone()).prepare().unwrap();
    assert_eq!(again.questions(), ready.questions());

    let plain: Questions = serde_json::from_str("{}").unwrap();
    assert_eq!(&plain, study().questions());
    assert_eq!(plain.mode, Mode::Streaming);
    let unknown = serde_json::from_str::<Questions>(r#"{"fall": [3]}"#).unwrap_err();
    assert!(
        unknown.to_string().contains("unknown field `fall`"),
        "{unknown}"
    );
}

/// So many times what is given.
#[derive(Clone, Copy, Debug)]
struct Times {
    times: f64,
    major: u64,
}

impl ScoringModel for Times {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("times", Version::new(self.major, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, given: &f64, t: T) -> Result<Term<T>, EvalError> {
        Ok(t.input("given", *given) * self.times)
    }
}

/// A study whose second release does so many times as much.
fn times(times: f64) -> Study<f64> {
    let lineage = Lineage::starting_with(Times {
        times: 1.0,
        major: 1,
    })
    .probes([1.0, 2.0])
    .rewritten(
        Times { times, major: 2 },
        Change::new("times").sentence("It counts more."),
    )
    .build()
    .unwrap();
    lineage.impact("1.0.0", "2.0.0").unwrap()
}

/// Refuses to merge, says what differs, and takes in nothing.
fn refuses(into: &Impact, other: &Impact, what: &str) {
    let mut merged = into.clone();
    let refused = merged.merge(through_bytes(other)).unwrap_err();
    assert!(refused.to_string().contains(what), "{refused}");
    assert_eq!(&merged, into);
}

#[test]
fn what_does_not_belong_together_is_refused_before_anything_is_added() {
    let people = [("ann", 3.0), ("bob", 4.0)];
    let two = times(2.0).run(people).unwrap();
    refuses(&two, &times(3.0).run(people).unwrap(), "models");
    let asks_more = times(2.0).count_falls([3.0]);
    refuses(&two, &asks_more.run(people).unwrap(), "counts");
    refuses(&two, &times(2.0).exact().run(people).unwrap(), "modes");
    let banded = times(2.0).bands(Bands::at([5.0]));
    refuses(&two, &banded.run(people).unwrap(), "bands");

    let of = |key: &str, value: &str, weight: f64| {
        subject(key, 1.0, 2.0).segment("land", value).weight(weight)
    };
    let few = study().segments(2);
    let (first, rest) = (
        [of("a", "PL", 1.0), of("b", "DE", 1.0)],
        [of("c", "SY", 1.0)],
    );
    refuses(
        &few.run(&first).unwrap(),
        &few.run(&rest).unwrap(),
        "more than 2 segments",
    );
    let heavy: Vec<Subject<Given>> = (0..5000).map(|_| of("a", "PL", 1e9)).collect();
    let heavy = study().run(&heavy).unwrap();
    refuses(&heavy, &heavy, "weigh more than 9e12");
}

#[test]
fn what_cannot_have_been_counted_is_refused() {
    let people = [subject("ann", 10.0, 20.0), subject("bob", 60.0, 20.0)];
    for exact in [false, true] {
        let impact = asked(exact).run(&people).unwrap();
        let sound = serde_json::to_value(&impact).unwrap();
        assert!(serde_json::from_value::<Impact>(sound.clone()).is_ok());
        let spoils: [(&str, serde_json::Value); 5] = [
            ("/counted/whole/scored/0", 3.into()),
            ("/counted/whole/failed", 7.into()),
            ("/counted/whole/falling", serde_json::json!([])),
            ("/heading/questions/falls", serde_json::json!([-1.0])),
            ("/schema", "scoreshift-impact-part-2".into()),
        ];
        for (at, value) in spoils {
            let mut other = sound.clone();
            *other.pointer_mut(at).unwrap() = value;
            assert!(serde_json::from_value::<Impact>(other).is_err(), "{at}");
        }
    }
    let mut bytes = study().run(&people).unwrap().to_bytes();
    bytes[8] = 9;
    let newer = Impact::from_bytes(&bytes).unwrap_err();
    assert!(newer.to_string().contains("form 9"), "{newer}");
    assert_eq!(Impact::from_bytes(b"{}"), Err(StoredImpactError::NoImpact));
    let stops = study().stop_at_failure().prepare().unwrap();
    let refused = stops.fail(&mut stops.tally(), "ann", &[], "no row");
    assert!(matches!(refused, Err(ImpactError::Subject { .. })));
}
