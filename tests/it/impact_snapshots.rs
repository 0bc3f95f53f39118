//! Why the mean moved between two times: changes, own data, references, and who joined and left.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};
use proptest::prelude::*;
use scoreshift::{
    Scale, at,
    impact::{Impact, MeanAttribution, Slice, Subject},
    influence::{self, Network, Profile},
    present::{Audience, English, Presenter},
    score::micro,
};

use crate::{
    formula,
    impact::{Given, study, study_on, subject},
    impact_laws::{asked, lineage, merged, score, weight},
};

/// All that moved a mean.
fn parts(why: &MeanAttribution) -> i64 {
    let causes: i64 = why.causes.iter().map(|cause| cause.micro).sum();
    causes
        + why.data_micro
        + why.reference_micro
        + why.joined_micro
        + why.left_micro
        + why.unexplained_micro
}

fn slices(impact: &Impact) -> Vec<(String, Slice<'_>)> {
    let segments = impact.segments();
    let named = segments.map(|(name, value, slice)| (format!("{name} {value}"), slice));
    named.chain([(String::new(), impact.whole())]).collect()
}

fn through_a_file(impact: &Impact) -> Impact {
    #[cfg(feature = "binary")]
    let read = Impact::from_bytes(&impact.to_bytes()).unwrap();
    #[cfg(not(feature = "binary"))]
    let read = serde_json::from_str(&serde_json::to_string(impact).unwrap()).unwrap();
    read
}

/// How a subject is there: what it was and is, as data and reference of the chain.
#[derive(Clone, Copy, Debug)]
enum There {
    Same((bool, bool)),
    Moved((bool, bool), (bool, bool)),
    Joined((bool, bool)),
    Left((bool, bool)),
}

fn there() -> impl Strategy<Value = There> {
    let state = || (any::<bool>(), any::<bool>());
    prop_oneof![
        2 => state().prop_map(There::Same),
        4 => (state(), state()).prop_map(|(was, is)| There::Moved(was, is)),
        1 => state().prop_map(There::Joined),
        1 => state().prop_map(There::Left),
    ]
}

impl There {
    fn subject(self, chain: &formula::Chain, key: &str, turned: bool) -> Subject<formula::Data> {
        let of = |(data, reference)| chain.mixed(data, reference);
        match (self, turned) {
            (Self::Same(state), _) => Subject::new(key, of(state)),
            (Self::Moved(was, is), false) => Subject::moved(key, of(was), of(is)),
            (Self::Moved(was, is), true) => Subject::moved(key, of(is), of(was)),
            (Self::Joined(state), false) | (Self::Left(state), true) => {
                Subject::joined(key, of(state))
            }
            (Self::Left(state), false) | (Self::Joined(state), true) => {
                Subject::left(key, of(state))
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_moved_the_mean_adds_up_is_mirrored_and_is_that_of_explanations(
        chain in formula::chain(8, 3, 2),
        all in prop::collection::vec((there(), 1_u8..4), 1..7),
        (from, to) in (1_u8..4, 1_u8..4),
        part in prop::collection::vec(0_usize..3, 7),
    ) {
        let lineage = lineage(&chain);
        let (from, to) = (format!("{from}.0.0"), format!("{to}.0.0"));
        let subjects = |turned: bool| -> Vec<Subject<formula::Data>> {
            let each = all.iter().enumerate().map(|(index, (there, weight))| {
                let subject = there.subject(&chain, &index.to_string(), turned);
                subject.weight(f64::from(*weight)).segment("even", (index % 2).to_string())
            });
            each.collect()
        };
        let by_change = |from: &str, to: &str| lineage.impact(from, to).unwrap().exact().by_change();
        let study = by_change(&from, &to).by_place(1);
        let impact = study.run(subjects(false)).unwrap();
        for (name, slice) in slices(&impact) {
            let why = slice.why().unwrap();
            prop_assert_eq!(parts(&why), slice.mean_change_micro(), "{}", name);
            if let Some(of) = slice.composition() {
                prop_assert_eq!(of.stayed_micro + of.joined_micro + of.left_micro, of.change_micro);
                prop_assert_eq!(of.after_micro - of.before_micro, of.change_micro);
                let placed: i64 = why.places.iter().map(|place| place.micro).sum();
                prop_assert!(why.places.is_empty() || placed + why.unexplained_micro == of.stayed_micro);
            }
        }
        // Any partition, in any order and grouping, and through files.
        let people = subjects(false);
        let [a, b, c] = [0, 1, 2].map(|mine| {
            let mine = people.iter().zip(&part).filter(|(_, part)| **part == mine);
            study.run(mine.map(|(subject, _)| subject)).unwrap()
        });
        let json = serde_json::to_string(&merged([b.clone(), c.clone()])).unwrap();
        for whole in [
            merged([merged([a.clone(), b.clone()]), c.clone()]),
            merged([a.clone(), serde_json::from_str(&json).unwrap()]),
            merged([c, through_a_file(&a), b]),
        ] {
            prop_assert_eq!(&whole, &impact);
        }
        // Back again.
        let back = by_change(&to, &from).run(subjects(true)).unwrap();
        let there = by_change(&from, &to).run(subjects(false)).unwrap();
        for ((_, there), (_, back)) in slices(&there).into_iter().zip(slices(&back)) {
            let (a, b) = (there.why().unwrap(), back.why().unwrap());
            let micros = |why: &MeanAttribution| -> Vec<i64> { why.causes.iter().map(|cause| cause.micro).collect() };
            if a.unexplained.subjects == 0 && b.unexplained.subjects == 0 {
                prop_assert_eq!(micros(&a), micros(&b).into_iter().map(|micro| -micro).collect::<Vec<i64>>());
                prop_assert_eq!((a.data_micro, a.reference_micro), (-b.data_micro, -b.reference_micro));
            }
            // Of two flows that are one and the same, one is the first either way.
            let of = there.composition();
            if of.is_none_or(|of| of.joined != of.left) {
                prop_assert_eq!((a.joined_micro, a.left_micro), (-b.left_micro, -b.joined_micro));
            }
            prop_assert_eq!(a.joined_micro + a.left_micro, -b.joined_micro - b.left_micro);
        }
        // One at a time it is what its explanation says.
        for (there, _) in &all {
            let There::Moved(was, is) = *there else { continue };
            let (was, is) = (chain.mixed(was.0, was.1), chain.mixed(is.0, is.1));
            let Ok(why) = lineage.explain(at(&from, &was), at(&to, &is)) else { continue };
            let told = |id: &str| why.causes.iter().find(|cause| cause.id == id).map_or(0, |cause| cause.micro);
            // With and without places: by explanations, and by plain scores where no reference moved.
            for study in [&study, &by_change(&from, &to)] {
                let one = study.run([Subject::moved("x", was.clone(), is.clone())]).unwrap();
                let found = one.whole().why().unwrap();
                prop_assert_eq!(found.unexplained.subjects, 0);
                prop_assert_eq!((found.data_micro, found.reference_micro), (told("data"), told("reference")));
                for cause in &found.causes {
                    prop_assert_eq!(cause.micro, told(&cause.key), "{}", cause.key);
                }
                prop_assert_eq!(one.whole().mean_move_micro(), why.delta_micro);
            }
        }
    }

    #[test]
    fn who_is_there_and_who_is_scored_adds_up_in_any_partition_and_is_mirrored(
        all in prop::collection::vec((0_u8..6, score(), score(), weight(), 0_u8..12, 0_u8..3), 0..40),
        part in prop::collection::vec(0_usize..3, 40),
        exact in any::<bool>(),
    ) {
        // One version scores each, and the other cannot even see what is scored.
        let subject = |&(how, was, is, weight, key, segment): &(u8, f64, f64, f64, u8, u8), turned: bool| {
            let before = |score: f64| if turned {
                Given { before: f64::NAN, after: score }
            } else {
                Given { before: score, after: f64::NAN }
            };
            let after = |score: f64| if turned {
                Given { before: score, after: f64::NAN }
            } else {
                Given { before: f64::NAN, after: score }
            };
            let key = format!("k{key}");
            let subject = match (how, turned) {
                (0, false) => Subject::joined(key, after(is)),
                (0, true) => Subject::left(key, after(is)),
                (1, false) => Subject::left(key, before(was)),
                (1, true) => Subject::joined(key, before(was)),
                (_, false) => Subject::moved(key, before(was), after(is)),
                (_, true) => Subject::moved(key, after(is), before(was)),
            };
            subject.weight(weight).segment("third", segment.to_string())
        };
        let of = |turned: bool| all.iter().map(move |row| subject(row, turned)).collect::<Vec<_>>();
        let study = asked(exact).sampled();
        let impact = study.run(of(false)).unwrap();
        let people = of(false);
        let [a, b, c] = [0, 1, 2].map(|mine| {
            let mine = people.iter().zip(&part).filter(|(_, part)| **part == mine);
            study.run(mine.map(|(subject, _)| subject)).unwrap()
        });
        for whole in [
            merged([merged([a.clone(), b.clone()]), c.clone()]),
            merged([a.clone(), merged([c.clone(), through_a_file(&b)])]),
            merged([c, b, a]),
        ] {
            prop_assert_eq!(&whole, &impact);
            prop_assert_eq!(whole.whole().intervals(), impact.whole().intervals());
            prop_assert_eq!(whole.to_string(), impact.to_string());
        }
        // The segments hold everybody once.
        let counts = |slice: Slice<'_>| {
            let flows = slice.composition();
            let [joined, left] = [flows.map(|of| of.joined.who), flows.map(|of| of.left.who)];
            [slice.scored(), slice.lost(), slice.gained(), slice.neither(), joined.unwrap_or_default(), left.unwrap_or_default()]
                .map(|of| [of.subjects, of.weight_micro])
        };
        let mut sums = [[0; 2]; 6];
        for (.., slice) in impact.segments() {
            for (sum, of) in sums.iter_mut().flatten().zip(counts(slice).iter().flatten()) {
                *sum += of;
            }
        }
        // Where everybody joined or left, there is no change of a mean to be composed.
        let composed = impact.segments().all(|(.., slice)| slice.composition().is_some() || slice.scored().subjects > 0);
        if composed && impact.whole().composition().is_some() {
            prop_assert_eq!(sums, counts(impact.whole()));
        }
        // Back again: who lost a score gains one, and who joined leaves.
        let back = study_on(Scale::new(0.0, 100.0), Scale::new(0.0, 100.0));
        let back = if exact { back.exact() } else { back }.run(of(true)).unwrap();
        for ((_, there), (_, back)) in slices(&impact).into_iter().zip(slices(&back)) {
            prop_assert_eq!((there.lost(), there.gained(), there.neither()), (back.gained(), back.lost(), back.neither()));
            prop_assert_eq!((there.failed(), there.mean_change_micro()), (back.failed(), -back.mean_change_micro()));
            let (Some(a), Some(b)) = (there.composition(), back.composition()) else {
                prop_assert_eq!(there.composition(), back.composition());
                continue;
            };
            prop_assert_eq!((a.change_micro, a.stayed_micro), (-b.change_micro, -b.stayed_micro));
            prop_assert_eq!((a.joined, a.left), (b.left, b.joined));
            if a.joined != a.left {
                prop_assert_eq!((a.joined_micro, a.left_micro), (-b.left_micro, -b.joined_micro));
            }
            prop_assert_eq!(a.stayed_micro + a.joined_micro + a.left_micro, a.change_micro);
        }
    }

    #[test]
    fn a_mean_changes_by_who_is_there_as_computed_in_fractions(
        all in prop::collection::vec((0_u8..4, 0_u16..=1000, 0_u16..=1000, 1_u32..3_000_000), 1..20),
        exact in any::<bool>(),
    ) {
        let mut given: Vec<Subject<Given>> = Vec::new();
        let zero = || (BigRational::zero(), BigInt::zero());
        // Sum and weight before and after, of those who stay and of all.
        let mut sums = [zero(), zero(), zero(), zero()];
        for (index, (how, before, after, weight)) in all.iter().enumerate() {
            let (was, is) = (f64::from(*before) / 10.0, f64::from(*after) / 10.0);
            let input = |score: f64| Given { before: score, after: score };
            let key = index.to_string();
            let subject = match how {
                0 => Subject::joined(key, input(is)),
                1 => Subject::left(key, input(was)),
                _ => subject(&key, was, is),
            };
            given.push(subject.weight(f64::from(*weight) / 1e6));
            let mut add = |at: usize, score: f64| {
                let weight = BigInt::from(*weight);
                sums[at].0 += BigRational::from(BigInt::from(micro(score).unwrap()) * &weight);
                sums[at].1 += weight;
            };
            if *how != 0 { add(2, was); }
            if *how != 1 { add(3, is); }
            if *how > 1 { add(0, was); add(1, is); }
        }
        let study = if exact { study().exact() } else { study() };
        let impact = study.run(given).unwrap();
        let found = impact.whole().composition();
        let flows = all.iter().any(|of| of.0 < 2);
        let is_empty = |at: usize| sums[at].1.is_zero();
        prop_assert_eq!(found.is_some(), flows && !is_empty(2) && !is_empty(3));
        let Some(found) = found else { return Ok(()) };
        let mean = |at: usize| &sums[at].0 / BigRational::from(sums[at].1.clone());
        let change = mean(3) - mean(2);
        // Halves away from zero, save for what a fraction loses beyond its last bits.
        let rest = (change.clone() - BigRational::from(BigInt::from(found.change_micro))).abs();
        let half = BigRational::new(BigInt::from(500_001), BigInt::from(1_000_000));
        prop_assert!(rest <= half, "{} {:?}", change, found);
        if is_empty(0) { return Ok(()) }
        let one = BigRational::new(BigInt::from(2_000_001), BigInt::from(1_000_000));
        for (micro, expected) in [
            (found.stayed_micro, mean(1) - mean(0)),
            (found.joined_micro, mean(3) - mean(1)),
            (found.left_micro, mean(0) - mean(2)),
        ] {
            let off = (BigRational::from(BigInt::from(micro)) - expected).abs();
            prop_assert!(off <= one, "{}", off);
        }
    }
}

fn profile(reactions: u32) -> Profile {
    let profile = Profile::new().with("Twitter", Network::new(9000, 3000, reactions));
    profile
        .and_then(|profile| profile.with("Facebook", Network::new(120, 60, 9)))
        .unwrap()
}

#[test]
fn the_first_sentences_say_why_the_mean_moved() {
    let people = [
        Subject::moved("ann", profile(12), profile(90)).segment("plan", "pro"),
        Subject::moved("bob", profile(800), profile(900)),
        Subject::new("cem", profile(300)),
        Subject::joined("dan", profile(1)).segment("plan", "pro"),
        Subject::left("eva", profile(700)),
    ];
    let study = influence::lineage().impact("1.0.0", "2.0.0").unwrap();
    let impact = study.by_change().explain_movers().run(&people).unwrap();
    let whole = impact.whole();
    let why = whole.why().unwrap();
    assert!(why.data_micro > 0 && why.joined_micro < 0 && why.left_micro < 0);
    assert_eq!(whole.scored().subjects, 3);
    // The mover is explained from what it was to what it is.
    let moved = whole.rising().iter().chain(whole.falling());
    let bob = moved.clone().find(|mover| mover.key == "bob").unwrap();
    let explained = influence::lineage()
        .explain(at("1.0.0", &profile(800)), at("2.0.0", &profile(900)))
        .unwrap();
    assert_eq!(bob.explanation.as_deref(), Some(&explained));

    for audience in [Audience::Person, Audience::Agent, Audience::Auditor] {
        let told = Presenter::new(audience).message(&impact).localize(&English);
        let text = told.text().to_string();
        let start: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(start.starts_with("The mean influence score "), "{text}");
        for part in [
            "Our changes: −",
            "Their own data: +",
            "Newcomers: −",
            "Those who left: −",
        ] {
            assert!(start.contains(part), "{text}");
        }
        assert!(
            start.contains("Not there before: 1 score, with a mean of"),
            "{text}"
        );
        // What the sections say adds up to the move.
        let json = serde_json::to_value(told.json()).unwrap();
        let groups = json["details"].as_array().unwrap();
        let sum: i64 = groups
            .iter()
            .map(|group| group["micro"].as_i64().unwrap())
            .sum();
        assert_eq!(json["micro"].as_i64(), Some(sum));
        assert_eq!(sum, whole.mean_change_micro());
    }
    let text = impact.to_string();
    assert!(
        text.contains(
            "1 joined and 1 left between the two times; the tables are about those who stayed."
        ),
        "{text}"
    );
    assert!(text.contains("1 subject joined, with a mean of "), "{text}");

    // A subject that is there twice is stored as one.
    let stored = serde_json::to_string(&people[..]).unwrap();
    let read: Vec<Subject<Profile>> = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, people);
    assert!(stored.contains(r#""only":"after""#) && stored.contains(r#""before":"#));
}

#[test]
fn nobody_who_stays_is_a_change_too() {
    let input = |score: f64| Given {
        before: score,
        after: score,
    };
    let people = [
        Subject::left("ann", input(40.0)),
        Subject::joined("bob", input(30.0)),
        Subject::joined("cem", input(31.0)),
    ];
    let impact = study().run(&people).unwrap();
    let of = impact.whole().composition().unwrap();
    assert_eq!((of.change_micro, of.stayed_micro), (-9_500_000, 0));
    assert_eq!((of.joined_micro, of.left_micro), (-4_750_000, -4_750_000));
    assert_eq!((of.before_micro, of.after_micro), (40_000_000, 30_500_000));
    let told = Presenter::new(Audience::Agent)
        .message(&impact)
        .localize(&English);
    assert!(
        told.text().to_string().contains("Newcomers"),
        "{}",
        told.text()
    );
    // Who joined and cannot be scored never had a score.
    let bad = study()
        .run([Subject::joined("x", input(f64::NAN))])
        .unwrap();
    assert_eq!(
        (bad.whole().failed(), bad.whole().neither().subjects),
        (1, 1)
    );
}
