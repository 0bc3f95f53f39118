//! The impact of a release, against figures of numpy and scipy, and on awkward populations.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    EvalError, ModelId, Scale, ScoringModel, Subject, Term, Trace, Version,
    impact::{Bands, Directions, Distribution, Impact, Mass, Slice, Study},
};
use serde_json::Value;

/// What each of two versions says of a subject: any data can be tested.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Given {
    pub(crate) before: f64,
    pub(crate) after: f64,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub(crate) major: u64,
    pub(crate) scale: Scale,
}

impl ScoringModel for Told {
    type Input = Given;

    fn id(&self) -> ModelId {
        ModelId::new("given", Version::new(self.major, 0, 0))
    }

    fn scale(&self) -> Scale {
        self.scale
    }

    fn evaluate<T: Trace>(&self, given: &Given, t: T) -> Result<Term<T>, EvalError> {
        Ok(if self.major == 1 {
            t.input("before", given.before)
        } else {
            t.input("after", given.after)
        })
    }
}

pub(crate) fn study_on(before: Scale, after: Scale) -> Study<Given> {
    let told = |major, scale| Told { major, scale };
    Study::between(told(1, before), told(2, after))
}

pub(crate) fn study() -> Study<Given> {
    let scale = Scale::new(0.0, 100.0);
    study_on(scale, scale)
}

pub(crate) fn subject(key: &str, before: f64, after: f64) -> Subject<Given> {
    Subject::new(key, Given { before, after })
}

pub(crate) fn run(study: &Study<Given>, pairs: &[(f64, f64)]) -> Impact {
    let subjects = pairs.iter().enumerate();
    study
        .run(subjects.map(|(at, &(before, after))| (format!("{at:04}"), Given { before, after })))
        .unwrap()
}

pub(crate) struct Lcg(pub(crate) u64);

impl Lcg {
    pub(crate) fn next(&mut self, below: u32) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 33).unwrap() % below)
    }
}

const PS: [f64; 13] = [
    0.0,
    0.01,
    0.05,
    0.1,
    0.25,
    1.0 / 3.0,
    0.5,
    0.618_033_988_749_894_9,
    0.75,
    0.9,
    0.95,
    0.99,
    1.0,
];

struct Case {
    name: &'static str,
    make: fn(&mut Lcg) -> (f64, f64),
    seed: u64,
    count: usize,
    scale: Scale,
    width: f64,
    bands: Bands,
    beyond: &'static [f64],
}

/// As in `impact_reference.py`, which the figures are from.
fn cases() -> Vec<Case> {
    let points = Scale::new(0.0, 100.0);
    vec![
        Case {
            name: "mostly_unchanged",
            make: |r| {
                let before = r.next(6401) / 64.0;
                let step = (r.next(1281) - 640.0) / 64.0;
                let moved = r.next(10) < 3.0;
                let after = (before + step).clamp(0.0, 100.0);
                (before, if moved { after } else { before })
            },
            seed: 1,
            count: 1000,
            scale: points,
            width: 1.0,
            bands: Bands::at([50.0, 90.0]).rebased([45.0, 88.5]),
            beyond: &[0.0, 2.5, 5.0],
        },
        Case {
            name: "tied",
            make: |r| {
                let before = r.next(21) * 5.0;
                (before, (before + (r.next(3) - 1.0) * 5.0).clamp(0.0, 100.0))
            },
            seed: 2,
            count: 500,
            scale: points,
            width: 1.0,
            bands: Bands::at([40.0, 60.0, 80.0]),
            beyond: &[0.0, 4.0, 5.0],
        },
        Case {
            name: "clamped",
            make: |r| {
                let before = r.next(16384) / 64.0 - 64.0;
                let after = before + (r.next(2049) - 1500.0) / 64.0;
                (before.clamp(0.0, 100.0), after.clamp(0.0, 100.0))
            },
            seed: 3,
            count: 333,
            scale: points.decimals(1),
            width: 1.0,
            bands: Bands::at([10.0]).rebased([5.0]),
            beyond: &[0.0, 10.0],
        },
        Case {
            name: "unit",
            make: |r| {
                let (before, other) = (r.next(1025) / 1024.0, r.next(1025) / 1024.0);
                (before, if r.next(4) == 0.0 { other } else { before })
            },
            seed: 4,
            count: 257,
            scale: Scale::new(0.0, 1.0)
                .decimals(3)
                .direction(scoreshift::Direction::LowerIsBetter),
            width: 0.01,
            bands: Bands::at([0.5, 0.75]),
            beyond: &[0.0, 0.25],
        },
        Case {
            name: "around_zero",
            make: |r| {
                let before = (r.next(12801) - 6400.0) / 128.0;
                let after = -before / 2.0 + (r.next(257) - 128.0) / 128.0;
                (before, after.clamp(-50.0, 50.0))
            },
            seed: 5,
            count: 400,
            scale: Scale::new(-50.0, 50.0).decimals(2),
            width: 1.0,
            bands: Bands::at([-25.0, 0.0, 25.0]).rebased([-12.0, 0.0, 12.0]),
            beyond: &[0.0, 20.0],
        },
        Case {
            name: "unbounded",
            make: |r| {
                let k = r.next(1 << 15);
                let before = k * k / 64.0 - 65_536.0;
                let doubled = r.next(5) == 0.0;
                (
                    before,
                    if doubled {
                        before * 2.0
                    } else {
                        before - r.next(9) / 8.0
                    },
                )
            },
            seed: 6,
            count: 200,
            scale: Scale::unbounded().decimals(2),
            width: 0.01,
            bands: Bands::at([0.0, 1_000_000.0]).rebased([0.0, 1_500_000.0]),
            beyond: &[0.0, 1000.0],
        },
    ]
}

impl Case {
    fn study(&self) -> Study<Given> {
        study_on(self.scale, self.scale)
            .bands(self.bands.clone())
            .count_falls(self.beyond.iter().copied())
            .count_rises(self.beyond.iter().copied())
    }

    fn subjects(&self, weighted: bool) -> Vec<Subject<Given>> {
        let mut r = Lcg(self.seed);
        (0..self.count)
            .map(|at| {
                let (before, after) = (self.make)(&mut r);
                let (group, weight) = (r.next(3), r.next(4) + 1.0);
                subject(&format!("{:04}", at * 7919 % self.count), before, after)
                    .segment("group", group.to_string())
                    .weight(if weighted { weight } else { 1.0 })
            })
            .collect()
    }
}

fn reference() -> Value {
    serde_json::from_str(include_str!("impact_reference.json")).unwrap()
}

#[track_caller]
fn near(found: f64, expected: &Value, tolerance: f64, what: &str) {
    let expected = expected.as_f64().unwrap();
    let size = expected.abs().max(1.0);
    assert!(
        (found - expected).abs() <= tolerance * size,
        "{what}: {found} {expected}"
    );
}

fn weights(of: Directions) -> Value {
    serde_json::json!([of.up.weight(), of.same.weight(), of.down.weight()])
}

/// Numbers as Python writes them: 3 and 3.0 are one.
fn same(found: &Value, expected: &Value, what: &str) {
    match (found, expected) {
        (Value::Array(found), Value::Array(expected)) => {
            assert_eq!(
                found.len(),
                expected.len(),
                "{what}: {found:?} {expected:?}"
            );
            for (found, expected) in found.iter().zip(expected) {
                same(found, expected, what);
            }
        }
        (Value::Number(_), Value::Number(_)) => {
            assert_eq!(found.as_f64(), expected.as_f64(), "{what}");
        }
        _ => assert_eq!(found, expected, "{what}"),
    }
}

fn same_distribution(
    found: &Distribution,
    expected: &Value,
    (tolerance, resolution): (f64, f64),
    what: &str,
) {
    near(found.mean(), &expected["mean"], tolerance, what);
    near(found.standard_deviation(), &expected["sd"], tolerance, what);
    for (p, expected) in PS
        .into_iter()
        .zip(expected["quantiles"].as_array().unwrap())
    {
        near(
            found.quantile(p),
            expected,
            resolution,
            &format!("{what}, quantile {p}"),
        );
    }
    let quantiles = expected["quantiles"].as_array().unwrap();
    near(found.min(), &quantiles[0], 0.0, what);
    near(found.max(), &quantiles[quantiles.len() - 1], 0.0, what);
}

fn as_computed(case: &Case, slice: Slice<'_>, expected: &Value, exact: bool, what: &str) {
    let masses = |masses: Vec<Mass>| -> Value { masses.into_iter().map(Mass::weight).collect() };
    near(slice.scored().weight(), &expected["subjects"], 0.0, what);
    same(&weights(slice.exactly()), &expected["exactly"], what);
    same(&weights(slice.as_shown()), &expected["shown"], what);
    // Streamed means are of scores in millionths of a point.
    let tolerance = if exact { (1e-9, 1e-9) } else { (1e-6, 0.005) };
    same_distribution(&slice.before(), &expected["before"], tolerance, what);
    same_distribution(&slice.after(), &expected["after"], tolerance, what);
    same_distribution(&slice.moves(), &expected["moves"], tolerance, what);
    let falls = case
        .beyond
        .iter()
        .map(|&points| slice.falls_beyond(points).unwrap());
    same(&masses(falls.collect()), &expected["falls"], what);
    let rises = case
        .beyond
        .iter()
        .map(|&points| slice.rises_beyond(points).unwrap());
    same(&masses(rises.collect()), &expected["rises"], what);
    let crossings: Value = slice.crossings().into_iter().map(&masses).collect();
    same(&crossings, &expected["crossings"], what);
    let bars = slice.histogram();
    let told = expected["bars"].as_array().unwrap();
    assert_eq!(bars.len(), told.len(), "{what}");
    for (bar, expected) in bars.iter().zip(told) {
        let at = expected[0].as_f64().unwrap();
        near(bar.to, &(at * case.width).into(), 1e-9, what);
        near(
            bar.from,
            &((at - if at == 0.0 { 0.0 } else { at.signum() }) * case.width).into(),
            1e-9,
            what,
        );
        near(bar.weight, &expected[1], 0.0, what);
    }
    if let Some(keys) = expected["falling"].as_array() {
        let told: Vec<&str> = slice
            .falling()
            .iter()
            .map(|mover| mover.key.as_str())
            .collect();
        assert_eq!(keys, &told, "{what}");
        let told: Vec<&str> = slice
            .rising()
            .iter()
            .map(|mover| mover.key.as_str())
            .collect();
        assert_eq!(expected["rising"].as_array().unwrap(), &told, "{what}");
    }
    assert_eq!(slice.ranks().is_some(), exact);
    let Some(ranks) = slice.ranks() else { return };
    let (stability, expected_psi) = (slice.stability(), &expected["psi"]);
    near(stability.index, &expected_psi["index"], 1e-9, what);
    for (found, name) in [
        (&stability.edges, "edges"),
        (&stability.before, "before"),
        (&stability.after, "after"),
    ] {
        let expected = expected_psi[name].as_array().unwrap();
        assert_eq!(found.len(), expected.len(), "{what}");
        for (found, expected) in found.iter().zip(expected) {
            near(*found, expected, 1e-12, what);
        }
    }
    near(ranks.spearman.unwrap(), &expected["spearman"], 1e-10, what);
    if let Some(kendall) = expected.get("kendall") {
        near(ranks.kendall.unwrap(), kendall, 1e-10, what);
    }
    // Ranks of subjects that stand for several lie in the middle of theirs, as those of copies do.
    near(ranks.mean_move, &expected["ranks"][0], 1e-9, what);
    near(ranks.largest_rise, &expected["ranks"][1], 1e-9, what);
    near(ranks.largest_fall, &expected["ranks"][2], 1e-9, what);
}

fn rebased_as_computed(impact: &Impact, expected: &Value, what: &str) {
    for told in expected["rebase"].as_array().unwrap() {
        let rebased = impact.rebase(told["threshold"].as_f64().unwrap()).unwrap();
        near(rebased.after, &told["after"], 0.0, what);
        for (found, told) in [
            (rebased.kept, &told["kept"]),
            (rebased.rebased, &told["rebased"]),
        ] {
            near(found.upwards, &told[0], 0.0, what);
            near(found.downwards, &told[1], 0.0, what);
            near(found.share_above, &told[2], 1e-12, what);
        }
    }
}

#[test]
fn exact_figures_are_those_of_numpy_and_scipy() {
    let reference = reference();
    for case in cases() {
        let (study, expected) = (case.study().exact(), &reference[case.name]);
        let impact = study.run(case.subjects(false)).unwrap();
        as_computed(&case, impact.whole(), &expected["all"], true, case.name);
        rebased_as_computed(&impact, &expected["all"], case.name);
        for (group, expected) in expected["groups"].as_array().unwrap().iter().enumerate() {
            let name = group.to_string();
            let slice = impact.segment("group", &name).unwrap();
            as_computed(
                &case,
                slice,
                expected,
                true,
                &format!("{} {group}", case.name),
            );
        }
        let weighted = study.run(case.subjects(true)).unwrap();
        let what = format!("{} weighted", case.name);
        as_computed(&case, weighted.whole(), &expected["weighted"], true, &what);
        rebased_as_computed(&weighted, &expected["weighted"], &what);
    }
}

#[test]
fn streamed_figures_are_those_of_numpy_to_the_resolution() {
    let reference = reference();
    for case in cases().into_iter().filter(|case| case.name != "unbounded") {
        let (study, expected) = (case.study(), &reference[case.name]);
        let impact = study.run(case.subjects(false)).unwrap();
        assert!(impact.resolution().unwrap() <= 0.01);
        as_computed(&case, impact.whole(), &expected["all"], false, case.name);
        for (group, expected) in expected["groups"].as_array().unwrap().iter().enumerate() {
            let name = group.to_string();
            let slice = impact.segment("group", &name).unwrap();
            as_computed(
                &case,
                slice,
                expected,
                false,
                &format!("{} {group}", case.name),
            );
        }
        let weighted = study.run(case.subjects(true)).unwrap();
        as_computed(
            &case,
            weighted.whole(),
            &expected["weighted"],
            false,
            case.name,
        );
    }
}
