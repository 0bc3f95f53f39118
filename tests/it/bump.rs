//! The bump that a change needs, measured on pages, loans and rooms.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a helper of tests fails as a test does"
)]

use proptest::prelude::*;
use scoreshift::{
    AnyModel, Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version,
    bump::{self, Bump, BumpError, BumpPolicy, BumpReason, Required},
    influence,
    lineage::Rewrite,
};

use crate::{
    families::{Page, Speed, applicant, page, pages, risks, speeds, version},
    formula,
};

/// A score that is read from a list: the cleanest way to say who moves by how much.
#[derive(Clone, Debug)]
struct Listed {
    version: &'static str,
    scores: Vec<Option<f64>>,
    scale: Scale,
}

impl ScoringModel for Listed {
    type Input = usize;

    fn id(&self) -> ModelId {
        ModelId::new("listed", version(self.version))
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
    }

    fn evaluate<T: Trace>(&self, index: &usize, t: T) -> Result<Term<T>, EvalError> {
        match self.scores.get(*index).copied().flatten() {
            Some(score) => Ok(t.parameter("score", score) - t.input("index", *index as f64) * 0.0),
            None => Err(t.refuse("index", "not in the list")),
        }
    }
}

fn listed(version: &'static str, scores: impl IntoIterator<Item = Option<f64>>) -> Listed {
    Listed {
        version,
        scores: scores.into_iter().collect(),
        scale: Scale::new(0.0, 1000.0),
    }
}

/// Twenty subjects with scores from 0 to 190, some of them changed.
fn moved(changes: &[(usize, Option<f64>)]) -> (Listed, Listed, Vec<(String, usize)>) {
    let before: Vec<Option<f64>> = (0..20).map(|index| Some(10.0 * f64::from(index))).collect();
    let mut after = before.clone();
    for &(index, score) in changes {
        after[index] = score;
    }
    let corpus = (0..20)
        .map(|index| (format!("subject {index}"), index))
        .collect();
    (listed("1.0.0", before), listed("1.0.1", after), corpus)
}

fn measured(changes: &[(usize, Option<f64>)], policy: &BumpPolicy) -> Required {
    let (before, after, corpus) = moved(changes);
    Bump::required(&before, &after, &corpus, policy).unwrap()
}

fn reasons(required: &Required) -> Vec<String> {
    required.reasons.iter().map(ToString::to_string).collect()
}

#[test]
fn a_patch_moves_not_one_bit() {
    let same = measured(&[], &BumpPolicy::default());
    assert_eq!((same.bump, same.compared, same.moved), (Bump::Patch, 20, 0));
    assert_eq!(
        same.to_string(),
        "listed 1.0.0 → 1.0.1 is a patch change: no score moves on 20 inputs."
    );
    assert!(same.worst.is_none() && same.reasons.is_empty());
    let one_bit = f64::from_bits(50.0_f64.to_bits() + 1);
    let bit = measured(&[(5, Some(one_bit))], &BumpPolicy::default());
    assert_eq!((bit.bump, bit.moved), (Bump::Minor, 1));
    assert_eq!(
        reasons(&bit),
        ["scores move (1 of 20), and under a patch version none may"]
    );
    assert_eq!(bit.worst.unwrap().input, "subject 5");
    // Minus zero is another score, by its bits.
    assert_eq!(
        measured(&[(0, Some(-0.0))], &BumpPolicy::default()).bump,
        Bump::Minor
    );
}

#[test]
fn a_minor_version_keeps_within_each_bound_and_a_major_one_does_not() {
    let policy = BumpPolicy::default();
    for (changes, policy, bump, reason) in [
        (
            vec![(5, Some(51.0))],
            policy.clone(),
            Bump::Minor,
            "scores move (1 of 20)",
        ),
        (
            vec![(5, Some(51.000_002))],
            policy.clone(),
            Bump::Major,
            "`subject 5` moves by +1.000002 points, from 50 to 51; a minor version may move a score by 1",
        ),
        (
            vec![(5, Some(45.0))],
            policy.clone().largest_move(5.0),
            Bump::Minor,
            "scores move",
        ),
        (
            vec![(5, Some(44.0))],
            policy.clone().largest_move(5.0),
            Bump::Major,
            "moves by −6 points",
        ),
        (
            vec![(5, Some(51.0)), (6, Some(61.0))],
            policy.clone(),
            Bump::Major,
            "2 of 20 scores move; a minor version may move 5 % of them",
        ),
        (
            vec![(5, Some(51.0)), (6, Some(61.0))],
            policy.clone().share_moved(0.1),
            Bump::Minor,
            "scores move (2 of 20)",
        ),
        (
            vec![(5, Some(51.0))],
            policy.clone().grades([25.0, 51.0, 75.0]),
            Bump::Major,
            "1 input gets another grade, such as `subject 5`, which crosses 51 from 50 to 51",
        ),
        (
            vec![(5, Some(51.0))],
            policy.clone().grades([25.0, 50.0, 51.5]),
            Bump::Minor,
            "scores move",
        ),
        (
            vec![(5, Some(49.5))],
            policy.clone().grades([50.0]),
            Bump::Major,
            "crosses 50 from 50 to 49.5",
        ),
        (
            vec![(5, Some(61.0))],
            policy.clone().largest_move(20.0),
            Bump::Major,
            "1 pair of inputs changes places, such as `subject 5`, which was below `subject 6` and is above it now",
        ),
        // A tie is no change of places, and who is level stays level in the digits that people see.
        (
            vec![(5, Some(60.0))],
            policy.clone().largest_move(20.0),
            Bump::Minor,
            "scores move",
        ),
        (
            vec![(5, Some(60.4))],
            policy.clone().largest_move(20.0),
            Bump::Minor,
            "scores move",
        ),
        (
            vec![(5, Some(61.0))],
            policy.clone().largest_move(20.0).keep_order(false),
            Bump::Minor,
            "scores move",
        ),
        (
            vec![(5, None)],
            policy.clone(),
            Bump::Major,
            "1 input had a score and has none now, such as `subject 5`: ",
        ),
    ] {
        let found = measured(&changes, &policy);
        assert_eq!(found.bump, bump, "{changes:?} {found}");
        assert!(reasons(&found)[0].contains(reason), "{changes:?} {found}");
        assert!(found.reasons.iter().all(|reason| reason.bump() == bump));
    }
}

#[test]
fn what_had_no_score_may_get_one_in_a_minor_version() {
    let (before, after, corpus) = moved(&[]);
    let mut fewer = before.clone();
    fewer.scores[3] = None;
    fewer.scores[4] = None;
    let found = Bump::required(&fewer, &after, &corpus, &BumpPolicy::default()).unwrap();
    assert_eq!(
        (found.bump, found.newly_supported, found.compared),
        (Bump::Minor, 2, 18)
    );
    assert_eq!(
        found.to_string(),
        "listed 1.0.0 → 1.0.1 is a minor change: no score moves on 18 inputs, 2 newly scored.\n  - 2 inputs that had \
         no score have one now, such as `subject 3`"
    );
    let nothing = listed("1.0.0", [None, None]);
    let found = Bump::required(
        &nothing,
        &after,
        [("a", 0), ("b", 1)],
        &BumpPolicy::default(),
    )
    .unwrap();
    assert_eq!(found.bump, Bump::Minor);
    assert_eq!(
        found.to_string(),
        "listed 1.0.0 → 1.0.1 is a minor change: no input is scored by both versions, 2 newly scored.\n  - 2 inputs \
         that had no score have one now, such as `a`"
    );
    let lost = Bump::required(
        &after,
        &nothing,
        [("a", 0), ("b", 1)],
        &BumpPolicy::default(),
    )
    .unwrap();
    assert_eq!((lost.bump, lost.no_longer_supported), (Bump::Major, 2));
    let worst = lost.worst.unwrap();
    assert_eq!(
        (worst.input.as_str(), worst.before, worst.after),
        ("a", 0.0, None)
    );
    // Refused by both is neither.
    let mut partly = after.clone();
    partly.scores[7] = None;
    let found = Bump::required(&partly, &partly, &corpus, &BumpPolicy::default()).unwrap();
    assert_eq!((found.bump, found.refused), (Bump::Patch, 1));
}

#[test]
fn another_scale_is_a_major_change_even_if_no_score_moves() {
    let (before, after, corpus) = moved(&[]);
    for scale in [
        Scale::new(0.0, 500.0),
        Scale::new(0.0, 1000.0).decimals(1),
        Scale::new(0.0, 1000.0).direction(scoreshift::score::Direction::LowerIsBetter),
    ] {
        let after = Listed {
            scale,
            ..after.clone()
        };
        let found = Bump::required(&before, &after, &corpus, &BumpPolicy::default()).unwrap();
        assert_eq!((found.bump, found.moved), (Bump::Major, 0));
        assert!(reasons(&found)[0].starts_with(
            "the scale was 0 to 1000 with 0 decimals, higher is better, and is 0 to "
        ));
    }
}

#[test]
fn what_cannot_be_measured_is_an_error() {
    let (before, after, corpus) = moved(&[]);
    let required = |corpus: &[(String, usize)], policy: &BumpPolicy| {
        Bump::required(&before, &after, corpus, policy)
            .unwrap_err()
            .to_string()
    };
    let policy = BumpPolicy::default();
    assert_eq!(
        required(&[], &policy),
        "the corpus has no input, so nothing would be checked"
    );
    let twice = [corpus[0].clone(), corpus[0].clone()];
    assert_eq!(
        required(&twice, &policy),
        "the corpus has two inputs named `subject 0`"
    );
    assert_eq!(
        required(&[("far".to_owned(), 99)], &policy),
        "on 1 input, neither version has a score, so nothing was measured"
    );
    for (policy, told) in [
        (
            policy.clone().largest_move(-1.0),
            "the largest move of a minor version is -1, not a number of points from 0 to 9e9",
        ),
        (
            policy.clone().largest_move(f64::NAN),
            "the largest move of a minor version is NaN",
        ),
        (
            policy.clone().share_moved(1.01),
            "the share that a minor version may move is 1.01, not a number from 0 to 1",
        ),
        (
            policy.clone().grades([5.0, 5.0]),
            "the threshold 1 of the grades is 5: thresholds are finite and rise",
        ),
        (
            policy.clone().grades([f64::INFINITY]),
            "the threshold 0 of the grades is inf",
        ),
    ] {
        assert!(required(&corpus, &policy).starts_with(told));
    }
    let other = AnyModel::new(Listed { ..before.clone() });
    assert!(Bump::required(&other, &before, &corpus, &policy).is_ok());
    let huge = Listed {
        scale: Scale::unbounded(),
        ..listed("1.0.0", [Some(1e10)])
    };
    let error = Bump::required(&huge, &huge, [("a", 0)], &policy).unwrap_err();
    assert!(
        matches!(&error, BumpError::TooLarge { input, .. } if input == "a"),
        "{error}"
    );
    assert_eq!(format!("{error:?}"), error.to_string());
}

#[test]
fn a_policy_is_read_as_it_is_written_and_checked() {
    let policy = BumpPolicy::default()
        .largest_move(0.5)
        .grades([50.0, 70.0])
        .keep_order(false);
    let text = serde_json::to_string(&policy).unwrap();
    assert_eq!(serde_json::from_str::<BumpPolicy>(&text).unwrap(), policy);
    assert_eq!(
        serde_json::from_str::<BumpPolicy>("{}").unwrap(),
        BumpPolicy::default()
    );
    for bad in [
        r#"{"share_moved": 2}"#,
        r#"{"largest_move": -1}"#,
        r#"{"grades": [3, 2]}"#,
        r#"{"larget_move": 1}"#,
    ] {
        assert!(serde_json::from_str::<BumpPolicy>(bad).is_err(), "{bad}");
    }
}

#[test]
fn what_two_numbers_declare_is_what_cargo_reads_in_them() {
    use Bump::{Major, Minor, Patch};
    for (before, after, declared) in [
        ("1.0.0", "1.0.1", Patch),
        ("1.0.9", "1.1.0", Minor),
        ("1.4.2", "2.0.0", Major),
        ("1.4.2", "3.1.4", Major),
        ("0.1.0", "0.1.1", Minor),
        ("0.1.1", "0.2.0", Major),
        ("0.9.0", "1.0.0", Major),
        ("0.0.1", "0.0.2", Major),
        ("0.0.1", "0.1.0", Major),
        ("1.0.0", "1.0.0+build", Patch),
        ("1.0.0-rc.1", "1.0.0", Major),
        ("1.0.0-rc.1", "1.0.0-rc.2", Major),
        ("1.0.0", "1.0.1-rc.1", Major),
    ] {
        assert_eq!(
            Bump::declared(&version(before), &version(after)),
            declared,
            "{before} {after}"
        );
    }
    for bump in [Patch, Minor, Major] {
        for text in ["1.4.2", "0.4.2", "0.0.2", "2.0.0"] {
            let before = version(text);
            let next = bump.next(&before);
            assert!(
                next > before && Bump::declared(&before, &next) >= bump,
                "{bump} {text} {next}"
            );
        }
    }
    assert!(Patch < Minor && Minor < Major);
    assert_eq!(serde_json::to_string(&Minor).unwrap(), "\"minor\"");
}

/// As happened to a web-performance score: its rounding changed, and a third of the pages lost a point.
#[test]
fn a_rounding_that_changed_under_a_patch_number_is_caught() {
    let rounded = |version: &str, step| Speed {
        step,
        ..Speed::new(version)
    };
    let released = |version: &str| {
        let (before, after) = (rounded("6.0.0", None), rounded(version, Some(1.0)));
        Lineage::starting_with(before.clone())
            .rewritten(
                after,
                Rewrite::starting_from(before).change(
                    Change::new("rounding").sentence("Scores are whole numbers now."),
                    |speed| speed.step = Some(1.0),
                ),
            )
            .build()
            .unwrap()
    };
    let check =
        |version: &str| bump::check_declared(&released(version), pages(), &BumpPolicy::default());
    let error = check("6.0.1").unwrap_err();
    let told = error.to_string();
    let BumpError::UnderDeclared { releases, .. } = error else {
        unreachable!("{told}");
    };
    assert_eq!(releases.len(), 1);
    let release = &releases[0];
    assert_eq!(
        (release.declared, release.required.bump),
        (Bump::Patch, Bump::Major)
    );
    assert!(
        told.starts_with(
            "release 6.0.1 declares a patch change after 6.0.0, and makes a major one: release it as 7.0.0, or \
             restore the scores.\nspeed 6.0.0 → 6.0.1 is a major change: "
        ),
        "{told}"
    );
    assert!(told.contains("Scores are whole numbers now."), "{told}");
    // Nobody moves by more than half a point: as a minor version, where it may move everybody.
    assert!(check("6.1.0").is_err());
    let bounds = BumpPolicy::default().share_moved(1.0);
    bump::check_declared(&released("6.1.0"), pages(), &bounds).unwrap();
    assert!(bump::check_declared(&released("6.0.1"), pages(), &bounds).is_err());
    check("7.0.0").unwrap();
}

#[test]
fn every_release_is_held_against_the_one_before_and_all_that_fail_are_told() {
    let whole = |key: &str| Change::new(key).sentence("We changed it.");
    let (before, one, corpus) = moved(&[(5, Some(51.0))]);
    let two = Listed {
        version: "1.0.2",
        ..moved(&[(5, Some(500.0))]).1
    };
    let three = Listed {
        version: "1.0.3",
        ..two.clone()
    };
    let lineage = Lineage::starting_with(before)
        .rewritten(one, whole("a"))
        .rewritten(two, whole("b"))
        .rewritten(three, whole("c"))
        .build()
        .unwrap();
    let Err(BumpError::UnderDeclared { releases, .. }) =
        bump::check_declared(&lineage, &corpus, &BumpPolicy::default())
    else {
        unreachable!("two releases declare too little");
    };
    let told: Vec<(String, Bump)> = releases
        .iter()
        .map(|release| (release.version.to_string(), release.required.bump))
        .collect();
    assert_eq!(
        told,
        [
            ("1.0.1".to_owned(), Bump::Minor),
            ("1.0.2".to_owned(), Bump::Major)
        ]
    );
    assert!(releases[0].to_string().contains("release it as 1.1.0"));
}

#[test]
fn a_check_that_measured_nothing_is_an_error() {
    let lineage = speeds();
    let strict = Lineage::starting_with(Speed {
        strict: true,
        ..Speed::new("1.0.0")
    })
    .rewritten(
        Speed {
            strict: true,
            ..Speed::new("1.0.1")
        },
        Change::new("a").sentence("Nothing."),
    )
    .build()
    .unwrap();
    let unmeasured = [(
        "unmeasured",
        Page {
            paint: 1.0,
            blocking: None,
        },
    )];
    assert!(matches!(
        bump::check_declared(&strict, &unmeasured, &BumpPolicy::default()),
        Err(BumpError::NothingScored { inputs: 1, .. })
    ));
    let nothing: [(&str, Page); 0] = [];
    assert!(bump::check_declared(&lineage, &nothing, &BumpPolicy::default()).is_err());
    // One release alone has nothing to be held against.
    let alone = Lineage::starting_with(Speed::new("1.0.0")).build().unwrap();
    bump::check_declared(&alone, &unmeasured, &BumpPolicy::default()).unwrap();
    let wrong = BumpPolicy::default().share_moved(-1.0);
    assert!(matches!(
        bump::check_declared(&lineage, pages(), &wrong),
        Err(BumpError::Policy(_))
    ));
}

#[test]
fn releases_to_and_from_prereleases_may_change_anything() {
    let corpus = [
        ("a", applicant(30_000.0, 12_000.0, true)),
        ("b", applicant(20_000.0, 1000.0, false)),
    ];
    bump::check_declared(&risks(), &corpus, &BumpPolicy::default()).unwrap();
}

#[test]
fn a_fix_that_moves_everybody_is_no_minor_version() {
    let Err(BumpError::UnderDeclared { releases, .. }) = bump::check_declared(
        &speeds(),
        [("a", page(60_000.0, 400.0))],
        &BumpPolicy::default(),
    ) else {
        unreachable!("2.1.0 moves the only page, and may move one in twenty");
    };
    assert_eq!(releases[0].version, version("2.1.0"));
    assert_eq!(releases[0].declared, Bump::Minor);
}

#[test]
fn the_worst_example_is_the_largest_move_and_is_explained() {
    let (fast, slow) = (
        Speed::new("1.0.0"),
        Speed {
            median: 1800.0,
            ..Speed::new("1.1.0")
        },
    );
    let found = Bump::required(&fast, &slow, pages(), &BumpPolicy::default()).unwrap();
    let worst = found.worst.as_ref().unwrap();
    let largest = pages()
        .iter()
        .filter_map(|(_, page)| Some((fast.score(page).ok()? - slow.score(page).ok()?).abs()))
        .fold(0.0, f64::max);
    assert_eq!((worst.before - worst.after.unwrap()).abs(), largest);
    let why = worst.explanation.as_ref().unwrap();
    assert_eq!(why.algorithm().micro, why.delta_micro);
    assert!(
        found.to_string().contains("\n    Your speed score "),
        "{found}"
    );
}

#[test]
fn hostile_names_are_told_as_text() {
    let (before, after, _) = moved(&[(5, Some(500.0))]);
    let told = Bump::required(
        &before,
        &after,
        [("a\u{1b}[31m\n\u{202e}", 5)],
        &BumpPolicy::default(),
    )
    .unwrap()
    .to_string();
    assert!(
        !told.contains('\u{1b}')
            && !told.contains('\u{202e}')
            && told.contains("a\\u{1b}[31m\\u{a}\\u{202e}"),
        "{told}"
    );
}

#[test]
fn the_order_is_that_of_the_digits_people_see() {
    let decimals = |decimals| {
        let scale = Scale::new(0.0, 100.0).decimals(decimals);
        let of = |version, scores: [f64; 2]| Listed {
            scale: scale.clone(),
            ..listed(version, scores.map(Some))
        };
        let (before, after) = (of("1.0.0", [50.2, 50.3]), of("1.1.0", [50.3, 50.2]));
        let policy = BumpPolicy::default().share_moved(1.0);
        Bump::required(&before, &after, [("a", 0), ("b", 1)], &policy).unwrap()
    };
    assert_eq!(decimals(0).bump, Bump::Minor);
    assert!(matches!(
        decimals(1).reasons.as_slice(),
        [BumpReason::OrderCrossed { pairs: 1, .. }]
    ));
}

#[test]
fn the_built_in_family_needed_major_versions() {
    let lineage = influence::lineage();
    let corpus = [(
        "quiet Facebook",
        influence::Profile::new()
            .with("Twitter", influence::Network::new(8700, 3600, 1900))
            .unwrap()
            .with("Facebook", influence::Network::new(420, 130, 38))
            .unwrap(),
    )];
    let (v1, v2) = (
        lineage.find("1.0.0").unwrap().model(),
        lineage.find("2.0.0").unwrap().model(),
    );
    let found = Bump::required(v1, v2, &corpus, &BumpPolicy::default()).unwrap();
    assert_eq!(
        found.bump.next(&Version::new(1, 0, 0)),
        Version::new(2, 0, 0)
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_bump_is_what_its_counts_say(pair in formula::pair(10)) {
        let corpus = [("a", pair.a.clone()), ("b", pair.b.clone())];
        let Ok(found) = Bump::required(&pair.before, &pair.after, &corpus, &BumpPolicy::default()) else {
            let refused = corpus.iter().all(|(_, data)| pair.before.score(data).is_err() && pair.after.score(data).is_err());
            prop_assert!(refused);
            return Ok(());
        };
        prop_assert_eq!(found.compared + found.newly_supported + found.no_longer_supported + found.refused, 2);
        let bits = |model: &formula::Model, data| model.score(data).ok().map(f64::to_bits);
        let same = corpus.iter().all(|(_, data)| bits(&pair.before, data) == bits(&pair.after, data));
        prop_assert_eq!(found.bump == Bump::Patch, same);
        prop_assert_eq!(found.reasons.is_empty(), same);
        prop_assert!(found.bump == Bump::Major || found.no_longer_supported == 0);
        prop_assert_eq!(found.worst.is_some(), found.moved + found.no_longer_supported > 0);
        prop_assert!(!found.to_string().is_empty());
        // A wider policy never asks for more, and nothing allows what a patch may not do.
        let wide = BumpPolicy::default().largest_move(1e8).share_moved(1.0).keep_order(false);
        let wider = Bump::required(&pair.before, &pair.after, &corpus, &wide).unwrap();
        prop_assert!(wider.bump <= found.bump);
        prop_assert_eq!(wider.bump == Bump::Patch, same);
        prop_assert_eq!(wider.bump == Bump::Major, wider.no_longer_supported > 0);
    }
}
