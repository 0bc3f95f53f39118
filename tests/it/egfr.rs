//! The example of a custom model, against published values.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

#[path = "../../examples/custom_model.rs"]
#[allow(dead_code, reason = "its `main` is run as an example")]
mod custom_model;

use custom_model::{Patient, Sex, lineage};
use scoreshift::{
    AnyModel, Diff, ScoringModel, conformance,
    diff::{EffectKind, Value},
};

/// Creatinine, sex, age, and the filtration of 2009 for white and black patients and of 2021.
const PUBLISHED: [(f64, Sex, f64, f64, f64, f64); 3] = [
    (1.0, Sex::Male, 50.0, 87.370, 101.261, 91.691),
    (1.0, Sex::Female, 50.0, 65.638, 76.074, 68.633),
    (2.0, Sex::Male, 65.0, 34.014, 39.422, 36.356),
];

fn patient(creatinine: f64, sex: Sex, age: f64, black: bool) -> Patient {
    Patient {
        creatinine,
        age,
        sex,
        black,
    }
}

fn in_2009() -> AnyModel<Patient> {
    lineage().unwrap().find("2009.0.0").unwrap().model().clone()
}

fn since_2021() -> AnyModel<Patient> {
    lineage().unwrap().find("2021.0.0").unwrap().model().clone()
}

#[test]
fn both_versions_give_the_published_values() {
    for (creatinine, sex, age, other, black, since) in PUBLISHED {
        let of = |black| patient(creatinine, sex, age, black);
        for (score, published) in [
            (in_2009().score(&of(false)), other),
            (in_2009().score(&of(true)), black),
            (since_2021().score(&of(false)), since),
            (since_2021().score(&of(true)), since),
        ] {
            let score = score.unwrap();
            assert!((score - published).abs() < 0.001, "{score} {published}");
        }
    }
}

#[test]
fn the_factor_that_left_with_the_race_coefficient_is_one_effect() {
    let patient = patient(1.0, Sex::Male, 50.0, true);
    let (before, after) = (
        in_2009().breakdown(&patient).unwrap(),
        since_2021().breakdown(&patient).unwrap(),
    );
    let diff = Diff::between(&before, &after).unwrap();
    let race = diff
        .effects()
        .iter()
        .find(|effect| effect.kind == EffectKind::Removed)
        .unwrap();
    assert_eq!(race.place.to_string(), "race");
    assert_eq!(
        (&race.before, &race.after),
        (&Value::Number(1.159), &Value::Absent)
    );
    assert!((-14.5..-14.0).contains(&race.effect), "{}", race.effect);

    let places: Vec<_> = diff
        .effects()
        .iter()
        .map(|effect| effect.place.to_string())
        .collect();
    assert_eq!(places, ["ageing", "base", "high creatinine", "race"]);
}

#[test]
fn under_the_version_since_2021_nobody_is_asked_for_race() {
    let breakdown = since_2021()
        .breakdown(&patient(1.0, Sex::Female, 50.0, true))
        .unwrap();
    let asked: Vec<_> = breakdown
        .leaves()
        .map(|leaf| leaf.path.to_string())
        .collect();
    assert_eq!(asked, ["sex", "creatinine", "age", "base"]);
}

#[test]
fn both_versions_keep_the_laws() {
    let patients: Vec<_> = PUBLISHED
        .iter()
        .flat_map(|&(creatinine, sex, age, ..)| {
            [false, true].map(|black| patient(creatinine, sex, age, black))
        })
        .chain([patient(0.4, Sex::Female, 18.0, false)])
        .collect();
    conformance::check_model(&in_2009(), &patients).unwrap();
    conformance::check_model(&since_2021(), &patients).unwrap();
}

#[test]
fn the_formula_and_both_releases_take_no_more_than_45_formatted_lines() {
    let example = include_str!("../../examples/custom_model.rs");
    assert!(!example.contains("rustfmt::skip"));
    let start = example.find("#[derive(Clone, Debug, Default)]").unwrap();
    let end = example
        .find("/// Patients who tell releases apart")
        .unwrap();
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    let lines = example[start..end].lines().filter(is_code).count();
    assert!(lines <= 45, "{lines}");
}

#[test]
fn the_readmes_first_model_takes_no_more_than_40_lines() {
    let readme = include_str!("../../README.md");
    let section = readme.split("## Your own score").nth(1).unwrap();
    let code = section
        .split("```rust\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let is_shown = |line: &&str| !line.starts_with("# ");
    let lines = code.lines().filter(is_shown).count();
    assert!(lines <= 40, "{lines}");
}
