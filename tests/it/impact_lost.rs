//! Who loses a score, who gains one, who has none, and why; and how those move who stood at one level.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::prelude::*;
use scoreshift::{
    corpus::NamedInput,
    impact::{Gate, Impact, Subject, Unscored},
    present::{Audience, English, Presenter},
    score::Bands,
};

use crate::{
    impact::{Given, study, subject},
    impact_laws::{asked, subjects},
};

const NAN: f64 = f64::NAN;

fn people() -> [Subject<Given>; 8] {
    [
        subject("ann", 10.0, 20.0),
        subject("bob", 60.0, NAN).segment("plan", "pro").weight(2.0),
        subject("cem", 61.0, NAN),
        subject("dan", 62.0, 101.0),
        subject("eva", NAN, 30.0).segment("plan", "pro"),
        subject("fay", NAN, NAN),
        subject("gus", -1.0, NAN),
        subject("ida", 5.0, 5.0).weight(NAN),
    ]
}

fn reasons(impact: &Impact) -> Vec<(Unscored, String, String, u64, f64)> {
    impact
        .reasons()
        .map(|reason| {
            let place = reason.place.to_string();
            let who = reason.who;
            (
                reason.unscored,
                reason.kind,
                place,
                who.subjects,
                who.weight(),
            )
        })
        .collect()
}

#[test]
fn a_score_that_was_lost_is_told_from_one_that_never_was() {
    for study in [study(), study().exact()] {
        let impact = study.run(people()).unwrap();
        let whole = impact.whole();
        assert_eq!((whole.scored().subjects, whole.failed()), (1, 7));
        let counts = [whole.lost(), whole.gained(), whole.neither()];
        assert_eq!(counts.map(|who| who.subjects), [3, 1, 2]);
        assert_eq!(whole.lost().weight(), 4.0);
        let pro = impact.segment("plan", "pro").unwrap();
        assert_eq!((pro.lost().subjects, pro.gained().subjects), (1, 1));
        let told = |of, kind: &str, place: &str, count, weight| {
            (of, kind.to_owned(), place.to_owned(), count, weight)
        };
        assert_eq!(
            reasons(&impact),
            [
                told(Unscored::Lost, "not_finite", "after", 2, 3.0),
                told(Unscored::Lost, "out_of_scale", ".", 1, 1.0),
                told(Unscored::Gained, "not_finite", "before", 1, 1.0),
                told(Unscored::Neither, "not_finite", "after", 2, 2.0),
            ]
        );
        let text = impact.to_string();
        for line in [
            "Not scored: 7\n  3 lost their score: 1.0.0 scores them and 2.0.0 does not\n",
            "  1 has a score now: 2.0.0 scores it and 1.0.0 does not\n",
            "  2 have none: neither 1.0.0 nor 2.0.0 scores them\n",
            "    2 (lost): not finite at after\n    1 (lost): out of scale\n",
        ] {
            assert!(text.contains(line), "{text}");
        }
        let told = Presenter::new(Audience::Agent)
            .message(&impact)
            .localize(&English);
        let text = told.text().to_string();
        for line in [
            "7 could not be scored and are not in these figures.",
            "3 of them lose a score that they have in version 1.0.0.",
            "1 of them has a score in version 2.0.0 only.",
        ] {
            assert!(text.contains(line), "{text}");
        }
    }
}

#[test]
fn a_gate_asks_who_loses_a_score() {
    let gate = |share: f64, within: &str| -> Gate {
        serde_json::from_str(&format!(r#"[{{"lost": {{"share": {share}{within}}}}}]"#)).unwrap()
    };
    let impact = study().run(people()).unwrap();
    // Four of weight of five whom version 1 scores.
    let outcome = gate(0.5, "").check(&impact);
    assert_eq!(
        outcome.failed[0].found,
        "3 of 4 lose their score (80.0 %, at most 50.0 % allowed)"
    );
    assert_eq!(outcome.failed[0].measured, Some(0.8));
    assert!(gate(0.8, "").check(&impact).passed());
    // Where all lose it nobody is left to be scored, and that is measured.
    let pro = gate(0.0, r#", "within": ["plan", "pro"]"#).check(&impact);
    assert_eq!(pro.failed[0].measured, Some(1.0));
    let none = gate(0.0, r#", "within": ["plan", "no such"]"#).check(&impact);
    assert_eq!(none.failed[0].measured, None);
    assert!(serde_json::from_str::<Gate>(r#"[{"lost": {"share": 1.5}}]"#).is_err());
}

#[test]
fn of_too_many_reasons_the_first_are_told_apart_whatever_the_parts() {
    use scoreshift::{
        EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, formula::Path, impact::Study,
    };

    /// Misses an input whose name is what is given.
    struct Misses(u64);

    impl ScoringModel for Misses {
        type Input = u32;

        fn id(&self) -> ModelId {
            ModelId::new("misses", Version::new(self.0, 0, 0))
        }

        fn scale(&self) -> Scale {
            Scale::new(0.0, 1.0)
        }

        fn evaluate<T: Trace>(&self, given: &u32, t: T) -> Result<Term<T>, EvalError> {
            t.required(&format!("{given:04}"), None::<f64>)
        }
    }

    let study = Study::between(Misses(1), Misses(2));
    let people = |range: std::ops::Range<u32>| range.map(|at| (at.to_string(), at / 2));
    let whole = study.run(people(0..900)).unwrap();
    let mut merged = study.run(people(301..900)).unwrap();
    merged.merge(study.run(people(0..301)).unwrap()).unwrap();
    assert_eq!(merged, whole);
    let found = reasons(&whole);
    assert_eq!(found.len(), 201);
    assert!(found[..200].iter().all(|reason| reason.3 == 2));
    assert_eq!((found[199].2.as_str(), found[200].3), ("0199", 500));
    assert_eq!(
        (found[200].1.as_str(), &found[200].2),
        ("other", &Path::root().to_string())
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn levels_and_reasons_hold_everybody_once(subjects in subjects(), exact in any::<bool>()) {
        let impact = asked(exact).run(&subjects).unwrap();
        let segments = impact.segments().map(|(.., slice)| slice);
        for slice in segments.chain([impact.whole()]) {
            let bands = slice.by_band();
            let crossings = slice.crossings();
            for (band, stood) in bands.iter().enumerate() {
                let row: u64 = crossings[band].iter().map(|mass| mass.weight_micro).sum();
                prop_assert_eq!(stood.who.weight_micro, row);
            }
            for stood in [bands, slice.by_tenth()] {
                if stood.is_empty() { continue }
                let sum = |of: &dyn Fn(&scoreshift::impact::Stood) -> u64| stood.iter().map(of).sum::<u64>();
                prop_assert_eq!(sum(&|of| of.who.weight_micro), slice.scored().weight_micro);
                prop_assert_eq!(sum(&|of| of.exactly.down.subjects), slice.exactly().down.subjects);
                prop_assert_eq!(sum(&|of| of.exactly.up.weight_micro), slice.exactly().up.weight_micro);
                let largest = stood.iter().map(|of| of.largest_fall_micro).max().unwrap();
                let mover = slice.falling().first().map_or(0, |mover| {
                    let micro = |score| scoreshift::score::micro(score).unwrap();
                    micro(mover.before) - micro(mover.after)
                });
                prop_assert_eq!(largest, mover);
            }
        }
        let whole = impact.whole();
        let named = |unscored| impact.reasons().filter(move |of| of.unscored == unscored).map(|of| of.who.subjects).sum::<u64>();
        prop_assert_eq!(named(Unscored::Lost), whole.lost().subjects);
        prop_assert_eq!(named(Unscored::Gained), whole.gained().subjects);
        prop_assert_eq!(named(Unscored::Neither), whole.neither().subjects);
        // By the scores alone, slowly.
        let fits = |score: f64| (0.0..=100.0).contains(&score);
        let weighs = |subject: &Subject<Given>| (0.000_000_5..=1e9).contains(&NamedInput::<Given>::weight(subject));
        let given = |subject: &Subject<Given>| -> (bool, bool) {
            let input: &Given = NamedInput::<Given>::input(subject);
            (fits(input.before), fits(input.after))
        };
        let count = |which: (bool, bool)| subjects.iter().filter(|of| weighs(of) && given(of) == which).count() as u64;
        prop_assert_eq!(count((true, false)), whole.lost().subjects);
        prop_assert_eq!(count((false, true)), whole.gained().subjects);
        prop_assert_eq!(count((false, false)), whole.neither().subjects);
    }
}

#[test]
fn a_report_says_how_those_move_who_had_much_to_lose() {
    // Whoever has more than fifty loses ten, and all others gain one: most rise.
    let people = (0..100_u32).map(|at| {
        let before = f64::from(at);
        let after = if at >= 80 {
            before - 10.0
        } else {
            before + 1.0
        };
        subject(&format!("{at:03}"), before, after)
    });
    let study = study().bands(Bands::at([80.0]).named(["low", "high"]));
    let impact = study.run(people.clone()).unwrap();
    let text = impact.to_string();
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with("By the band before"))
        .take(4)
        .collect();
    assert_eq!(
        lines,
        [
            "By the band before",
            "        subjects  go down    go up  mean move  largest fall",
            "  low         80    0.0 %  100.0 %      +1.00             –",
            "  high        20  100.0 %    0.0 %     −10.00           −10",
        ]
    );
    assert!(text.contains("By tenth of the scores before"), "{text}");
    let told = Presenter::new(Audience::Person)
        .message(&impact)
        .localize(&English);
    let text = told.text().to_string();
    for line in [
        "How they move on average, by where they stood before:",
        "low. Of 80 scores, none goes down.",
        "high. Of 20 scores, 20 go down; the largest fall is 10.0.",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let json = serde_json::to_value(told.json()).unwrap();
    assert_eq!(
        json["population"]["levels"]["details"][1]["micro"],
        -10_000_000
    );
    // Without bands, by tenths.
    let unbanded = crate::impact::study().run(people).unwrap();
    let told = Presenter::new(Audience::Person)
        .message(&unbanded)
        .localize(&English);
    let json = serde_json::to_value(told.json()).unwrap();
    let levels = json["population"]["tenths"]["details"].as_array().unwrap();
    assert_eq!(levels.len(), 10);
    assert_eq!(levels[9]["label"], "89.1 and above");
}
