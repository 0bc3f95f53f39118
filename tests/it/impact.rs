//! The impact of a release, against figures of numpy and scipy, and on awkward populations.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version,
    impact::{Directions, Distribution, Impact, Slice, Stood, Study, Subject, WeightedCount},
    score::{Bands, MOST_POINTS},
};
use serde_json::Value;

/// What each of two versions says of a subject: any data can be tested.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Given {
    pub(crate) before: f64,
    pub(crate) after: f64,
}

#[derive(Clone, Debug)]
pub(crate) struct LocalizedMessage {
    pub(crate) major: u64,
    pub(crate) scale: Scale,
}

impl ScoringModel for LocalizedMessage {
    type Input = Given;

    fn id(&self) -> ModelId {
        ModelId::new("given", Version::new(self.major, 0, 0))
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
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
    let told = |major, scale| LocalizedMessage { major, scale };
    Study::between(told(1, before), told(2, after))
}

pub(crate) fn study() -> Study<Given> {
    let scale = Scale::new(0.0, 100.0);
    study_on(scale.clone(), scale)
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

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) make: fn(&mut Lcg) -> (f64, f64),
    pub(crate) seed: u64,
    pub(crate) count: usize,
    pub(crate) scale: Scale,
    width: f64,
    bands: Bands,
    beyond: &'static [f64],
}

/// As in `impact_reference.py`, which the figures are from.
pub(crate) fn cases() -> Vec<Case> {
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
            scale: points.clone(),
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
            scale: points.clone(),
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
                .direction(scoreshift::score::Direction::LowerIsBetter),
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
        study_on(self.scale.clone(), self.scale.clone())
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

pub(crate) fn reference() -> Value {
    serde_json::from_str(include_str!("impact_reference.json")).unwrap()
}

#[track_caller]
pub(crate) fn near(found: f64, expected: &Value, tolerance: f64, what: &str) {
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

/// Bars of whatever width: at every edge of both, they and those of the reference have as much on either side.
fn same_bars(case: &Case, slice: Slice<'_>, expected: &Value, what: &str) {
    let found: Vec<[f64; 3]> = slice
        .histogram()
        .iter()
        .map(|bar| [bar.from, bar.to, bar.weight])
        .collect();
    let told = expected["bars"].as_array().unwrap().iter().map(|bar| {
        let [at, weight] = [0, 1].map(|place| bar[place].as_f64().unwrap());
        let from = at - if at == 0.0 { 0.0 } else { at.signum() };
        [from * case.width, at * case.width, weight]
    });
    let told: Vec<[f64; 3]> = told.collect();
    assert!(found.len() <= 43, "{what}: {found:?}");
    let hair = case.width / 1e3;
    let ends = |[from, to, _]: &[f64; 3]| [from.min(*to), from.max(*to)];
    // None where the edge is inside of a bar.
    let upto = |bars: &[[f64; 3]], edge: f64| -> Option<f64> {
        let inside = |bar: &[f64; 3]| ends(bar)[0] < edge - hair && ends(bar)[1] > edge + hair;
        if bars.iter().any(inside) {
            return None;
        }
        let below = bars.iter().filter(|bar| ends(bar)[1] < edge + hair);
        Some(below.map(|bar| bar[2]).sum())
    };
    let mut compared = 0;
    for edge in found.iter().chain(&told).flat_map(ends) {
        if let (Some(found), Some(told)) = (upto(&found, edge), upto(&told, edge)) {
            near(found, &told.into(), 1e-12, &format!("{what}, below {edge}"));
            compared += 1;
        }
    }
    assert!(compared >= found.len(), "{what}: {compared} {found:?}");
    let all: f64 = found.iter().map(|bar| bar[2]).sum();
    near(all, &expected["subjects"], 1e-12, what);
}

fn as_computed(case: &Case, slice: Slice<'_>, expected: &Value, exact: bool, what: &str) {
    let masses = |masses: Vec<WeightedCount>| -> Value {
        masses.into_iter().map(WeightedCount::weight).collect()
    };
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
    same_bars(case, slice, expected, what);
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
    stood_as_computed(&slice.by_band(), &expected["by_band"], what);
    if exact || slice.segment().is_none() {
        let told: Vec<Stood> = slice.by_tenth();
        if exact {
            stood_as_computed(&told, &expected["by_tenth"], what);
        } else {
            // To the resolution, which may put those at an edge on its other side.
            assert!(
                told.len()
                    .abs_diff(expected["by_tenth"].as_array().unwrap().len())
                    <= 1
            );
            let all: f64 = told.iter().map(|stood| stood.who.weight()).sum();
            near(all, &expected["subjects"], 0.0, what);
        }
    }
    assert_eq!(slice.ranks().is_some(), exact);
    let Some(ranks) = slice.ranks() else { return };
    let (stability, expected_psi) = (slice.stability().unwrap(), &expected["psi"]);
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
    near(ranks.kendall.unwrap(), &expected["kendall"], 1e-10, what);
    // Ranks of subjects that stand for several lie in the middle of theirs, as those of copies do.
    near(ranks.mean_move, &expected["ranks"][0], 1e-9, what);
    near(ranks.largest_rise, &expected["ranks"][1], 1e-9, what);
    near(ranks.largest_fall, &expected["ranks"][2], 1e-9, what);
}

/// How many, down and up, mean move, largest fall and rise of each level; of nobody all is 0.
fn stood_as_computed(found: &[Stood], expected: &Value, what: &str) {
    let expected = expected.as_array().unwrap();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (stood, told) in found.iter().zip(expected) {
        near(stood.who.weight(), &told[0], 0.0, what);
        near(stood.exactly.down.weight(), &told[1], 0.0, what);
        near(stood.exactly.up.weight(), &told[2], 0.0, what);
        #[allow(
            clippy::cast_precision_loss,
            reason = "points have the precision of an f64"
        )]
        for (micro, told) in [
            (stood.mean_move_micro, &told[3]),
            (stood.largest_fall_micro, &told[4]),
            (stood.largest_rise_micro, &told[5]),
        ] {
            near(micro as f64 / 1e6, told, 1.1e-6, what);
        }
    }
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

#[test]
fn intervals_of_a_sample_are_those_of_their_formulas() {
    let reference = reference();
    for case in cases() {
        let expected = reference[case.name]["intervals"].as_array().unwrap();
        let all = [(false, true), (false, false), (true, true), (true, false)];
        for ((weighted, counted), expected) in all.into_iter().zip(expected) {
            let of_all = 5 * case.count as u64;
            let study = case.study().exact();
            let study = if counted {
                study.sampled_from(of_all)
            } else {
                study.sampled()
            };
            let impact = study.run(case.subjects(weighted)).unwrap();
            let found = impact.whole().intervals().unwrap();
            let told = [found.mean_move.unwrap(), found.down, found.same, found.up];
            let ends: Vec<f64> = told.iter().flat_map(|of| [of.low, of.high]).collect();
            for (found, expected) in ends.into_iter().zip(expected.as_array().unwrap()) {
                near(found, expected, 1e-9, case.name);
            }
            assert!(impact.to_string().contains("This is a sample."), "{impact}");
        }
        // Where all were read, and where nothing was said of a sample, there are none.
        let whole = case.study().exact().sampled_from(case.count as u64);
        let whole = whole.run(case.subjects(false)).unwrap();
        assert_eq!(whole.whole().intervals(), None);
        let unsaid = case.study().exact().run(case.subjects(false)).unwrap();
        assert_eq!(unsaid.whole().intervals(), None);
    }
}

#[test]
fn few_subjects_have_no_interval_of_a_mean_and_streamed_ones_are_the_same() {
    let pairs: Vec<(f64, f64)> = (0..40).map(|at| (50.0, 50.0 + f64::from(at % 7))).collect();
    let few = run(&study().sampled(), &pairs[..29])
        .whole()
        .intervals()
        .unwrap();
    assert_eq!(few.mean_move, None);
    assert!(few.up.low > 0.5 && few.up.high < 1.0);
    let [streamed, exact] = [study().sampled(), study().sampled().exact()]
        .map(|study| run(&study, &pairs).whole().intervals().unwrap());
    let ends = |of: &scoreshift::impact::Intervals| {
        let mean = of.mean_move.unwrap();
        [mean.low, mean.high, of.up.low, of.same.high]
    };
    for (a, b) in ends(&streamed).into_iter().zip(ends(&exact)) {
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    }
}

#[test]
fn nobody_one_and_all_alike_are_populations_too() {
    for study in [study(), study().exact()] {
        let nobody = run(&study, &[]);
        assert_eq!(
            nobody.to_string(),
            "From given 1.0.0 to given 2.0.0: 0 subjects\n"
        );
        let slice = nobody.whole();
        assert!(slice.before().mean().is_nan() && slice.moves().quantile(0.5).is_nan());
        assert_eq!(slice.crossings(), vec![vec![WeightedCount::default()]]);
        assert!(slice.histogram().is_empty() && slice.falling().is_empty());
        assert!(nobody.rebase(1.0).is_err());
        let report = serde_json::to_value(nobody.report()).unwrap();
        assert!(report["whole"]["before"].is_null());

        let one = run(&study, &[(30.0, 40.0)]);
        let moves = one.whole().moves();
        assert_eq!(
            (
                moves.quantile(0.3),
                moves.mean(),
                moves.standard_deviation()
            ),
            (10.0, 10.0, 0.0)
        );
        assert_eq!(one.whole().stability(), None);
        assert!(
            one.whole()
                .ranks()
                .is_none_or(|ranks| ranks.spearman.is_none())
        );

        let failed = run(&study, &[(-1.0, 0.0), (0.0, 101.0)]);
        assert_eq!(
            (failed.whole().scored().subjects, failed.whole().failed()),
            (0, 2)
        );
        let reasons: Vec<&str> = failed
            .failures()
            .map(|failure| failure.reason.as_str())
            .collect();
        assert!(
            reasons[0].starts_with("1.0.0 cannot score it: "),
            "{reasons:?}"
        );
        assert!(
            reasons[1].starts_with("2.0.0 cannot score it: "),
            "{reasons:?}"
        );
        assert!(
            failed
                .to_string()
                .starts_with("From given 1.0.0 to given 2.0.0: 0 subjects, and 2 not scored\n")
        );

        let still = run(&study, &[(50.0, 50.0); 7]);
        assert_eq!(still.whole().exactly().same.subjects, 7);
        assert_eq!(still.whole().histogram().len(), 1);
        assert!(
            still
                .to_string()
                .contains("Population stability index: none"),
            "{still}"
        );

        // Zeros have no sign, and what is too small to show is a move all the same.
        let hair = run(&study, &[(-0.0, 0.0), (0.0, 5e-324), (1e-9, 0.0)]);
        let exactly = hair.whole().exactly();
        assert_eq!(
            (
                exactly.up.subjects,
                exactly.same.subjects,
                exactly.down.subjects
            ),
            (1, 1, 1)
        );
        assert_eq!(hair.whole().as_shown().same.subjects, 3);
        let bars: Vec<(f64, f64)> = hair
            .whole()
            .histogram()
            .iter()
            .map(|bar| (bar.to, bar.weight))
            .collect();
        assert_eq!(bars, [(-1.0, 1.0), (0.0, 1.0), (1.0, 1.0)]);
        for impact in [nobody, one, failed, still, hair] {
            let json = serde_json::to_string(&impact.report()).unwrap();
            assert!(serde_json::from_str::<Value>(&json).is_ok());
            assert!(!impact.to_string().contains("NaN"), "{impact}");
            assert!(!impact.to_string().contains("−0.00"), "{impact}");
        }
    }
}

#[test]
fn the_largest_scores_and_weights_are_counted() {
    let wide = Scale::unbounded().decimals(6);
    let study = study_on(wide.clone(), wide).exact().bands(Bands::at([0.0]));
    let impact = study
        .run([
            subject("a", -MOST_POINTS, MOST_POINTS).weight(1e9),
            subject("b", MOST_POINTS, -MOST_POINTS).weight(1e9),
            subject("c", 0.0, 1e-6).weight(0.000_001),
            subject("d", MOST_POINTS + 1.0, 0.0),
        ])
        .unwrap();
    let whole = impact.whole();
    let most = 2.0 * MOST_POINTS;
    assert_eq!((whole.moves().min(), whole.moves().max()), (-most, most));
    assert_eq!(whole.failed(), 1);
    assert_eq!(whole.histogram().len(), 3);
    assert_eq!(whole.mean_move_micro(), 0);
    assert!((whole.moves().standard_deviation() / most - 1.0).abs() < 1e-9);
    assert!(!impact.to_string().is_empty());
    let swapped = whole.ranks().unwrap().spearman.unwrap();
    assert!((swapped + 1.0).abs() < 1e-9, "{swapped}");

    let heavy = (0..9300).map(|at| subject(&at.to_string(), 1.0, 2.0).weight(1e9));
    let error = self::study().run(heavy).unwrap_err();
    assert_eq!(
        error.to_string(),
        "with `9223`, the subjects weigh more than 9e12 together"
    );
}

#[test]
fn a_weight_that_is_none_is_a_failure() {
    let weights = [0.0, -1.0, f64::NAN, f64::INFINITY, 1.1e9, 1e-7];
    let people = weights
        .iter()
        .enumerate()
        .map(|(at, &weight)| subject(&at.to_string(), 1.0, 2.0).weight(weight));
    let impact = study().run(people).unwrap();
    assert_eq!(
        (impact.whole().scored().subjects, impact.whole().failed()),
        (0, 6)
    );
    let last = impact.failures().last().unwrap();
    assert_eq!(
        last.reason,
        "its weight is 0.0000001, not a number from 0.000001 to 1e9"
    );
}

#[test]
fn weights_that_are_shares_have_the_quantiles_of_their_subjects() {
    for study in [study(), study().exact()] {
        let rows: Vec<(f64, f64)> = (0..=10).map(|at| (f64::from(at) * 7.0, 50.0)).collect();
        let plain = run(&study, &rows);
        let shares = rows
            .iter()
            .map(|&(before, after)| subject("x", before, after).weight(0.01));
        let shares = study.run(shares).unwrap();
        for p in [0.0, 0.05, 0.25, 0.33, 0.5, 0.99, 1.0] {
            let (found, expected) = (
                shares.whole().before().quantile(p),
                plain.whole().before().quantile(p),
            );
            assert!((found - expected).abs() < 1e-9, "{p} {found} {expected}");
        }
    }
}

#[test]
fn what_cannot_be_measured_is_an_error_before_anybody_is_scored() {
    let wide = Scale::unbounded();
    let error = |study: Study<Given>| {
        study
            .run([(
                "a",
                Given {
                    before: 0.0,
                    after: 0.0,
                },
            )])
            .unwrap_err()
            .to_string()
    };
    for (study, said) in [
        (
            study_on(wide.clone(), wide),
            "given 1.0.0 scores from -inf to inf, which is too wide to count in bins",
        ),
        (
            study_on(Scale::new(0.0, 1.0), Scale::new(0.0, 2e7)),
            "given 2.0.0 scores from 0 to 20000000, which is too wide",
        ),
        (
            study().resolution(0.02),
            "the resolution is 0.02 points, not a number from 0.000001 to 0.01",
        ),
        (study().resolution(f64::NAN), "the resolution is NaN points"),
        (
            study().bands(Bands::at([1.0, 1.0])),
            "limit 1 of the bands is 1, which is not finite or does not rise",
        ),
        (
            study().bands(Bands::at([f64::NAN])),
            "limit 0 of the bands is NaN",
        ),
        (
            study().bands(Bands::at([1.0]).rebased([1.0, 2.0])),
            "the number of limits is 1 before and 2 after",
        ),
        (
            study().bands(Bands::at([1.0]).named(["x"])),
            "the number of names is 1, and that of bands 2",
        ),
        (
            study().count_falls([-1.0]),
            "falls and rises cannot be counted beyond -1 points",
        ),
    ] {
        let told = error(study);
        assert!(told.contains(said), "{told}");
    }
    assert!(
        study()
            .bands(Bands::at([1.0]))
            .run([subject("a", 1.0, 2.0)])
            .unwrap()
            .rebase(2.0)
            .is_err()
    );
    let many = (0..4).map(|at| subject("a", 1.0, 2.0).segment("user", at.to_string()));
    let told = study().segments(3).run(many).unwrap_err().to_string();
    assert!(
        told.starts_with("there are more than 3 segments (one of them is user: 3)"),
        "{told}"
    );
    let mut one = run(&study(), &[]);
    let told = one
        .merge(run(&study().exact(), &[]))
        .unwrap_err()
        .to_string();
    assert_eq!(
        told,
        "two reports of different studies cannot be merged: their modes or resolutions differ"
    );
}

#[test]
fn long_lists_are_whole_sorted_and_do_not_take_for_ever() {
    let study = study().movers(50_000).failures(50_000);
    // Each fall is larger than those before.
    let people = || {
        (0..100_000_u32).map(|at| {
            let fall = f64::from(at) / 2000.0;
            (
                format!("{:05}", 99_999 - at),
                Given {
                    before: 60.0,
                    after: if at % 2 == 0 { 60.0 - fall } else { 1000.0 },
                },
            )
        })
    };
    let impact = study.run(people()).unwrap();
    let falls: Vec<f64> = impact
        .whole()
        .falling()
        .iter()
        .map(|mover| mover.moved)
        .collect();
    assert_eq!(falls.len(), 49_999);
    assert!(falls.is_sorted());
    assert_eq!(impact.failures().len(), 50_000);
    assert!(impact.failures().is_sorted());
    let (first, second) = (
        study.run(people().take(30_001)).unwrap(),
        study.run(people().skip(30_001)).unwrap(),
    );
    let mut merged = second;
    merged.merge(first).unwrap();
    assert!(merged == impact);
}

#[test]
fn names_are_text_whatever_is_in_them() {
    let person = subject("x\u{1b}[31m\n\u{202e}", 50.0, 20.0).segment("a\nb", "\u{202e}c");
    let bad = subject("y\n\u{1b}", 500.0, 20.0);
    let impact = study()
        .bands(Bands::at([30.0]).named(["l\now", "\u{202e}high"]))
        .run([person, bad])
        .unwrap();
    let text = impact.to_string();
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    let plain = study()
        .bands(Bands::at([30.0]).named(["low", "high"]))
        .run([
            subject("x", 50.0, 20.0).segment("a", "c"),
            subject("y", 500.0, 20.0),
        ])
        .unwrap();
    assert_eq!(
        text.lines().count(),
        plain.to_string().lines().count(),
        "{text}"
    );
}

#[test]
fn a_report_reads_well_on_a_short_scale() {
    let scale = Scale::new(0.0, 1.0).decimals(3);
    let rows: Vec<(f64, f64)> = (0..=8)
        .map(|at| {
            (
                f64::from(at) / 8.0,
                f64::from(at) / 8.0 - if at == 4 { 0.0035 } else { 0.0 },
            )
        })
        .collect();
    let impact = run(&study_on(scale.clone(), scale).exact(), &rows);
    assert_eq!(
        impact.to_string(),
        "\
From given 1.0.0 to given 2.0.0: 9 subjects

                    go down    stay  go up
  as people see it   11.1 %  88.9 %  0.0 %
  exactly            11.1 %  88.9 %  0.0 %

                      before   after     move
  mean                0.5000  0.4996  −0.0004
  standard deviation  0.3227  0.3228   0.0011
  least               0.0000  0.0000  −0.0035
  5 % are below       0.0500  0.0500  −0.0021
  25 % are below      0.2500  0.2500   0.0000
  median              0.5000  0.4965   0.0000
  75 % are below      0.7500  0.7500   0.0000
  95 % are below      0.9500  0.9500   0.0000
  largest             1.0000  1.0000   0.0000

How far they move, in points
  −0.003 to −0.004  11.1 %  ████
        not at all  88.9 %  ██████████████████████████████

Population stability index: none (it takes 50 subjects)
Rank correlation of the scores before and after: Spearman 1, Kendall 1 (1 means that the order stays)
A subject moves by 0 ranks on average; the most is 0 up and 0 down.

Fell most
  0004  0.5000 → 0.4965  −0.0035
"
    );
}

#[test]
fn a_long_scale_is_streamed_to_a_ten_millionth() {
    for (scale, resolution) in [
        (Scale::new(0.0, 100.0), 0.01),
        (Scale::new(0.0, 1e5), 0.01),
        (Scale::new(0.0, 1e5).decimals(6), 0.01),
        (Scale::new(-1e6, 1e6).decimals(3), 1.0),
        (Scale::new(-1e8, 1e8), 100.0),
        (Scale::new(0.0, MOST_POINTS), 1000.0),
    ] {
        let (low, high) = (scale.min(), scale.max());
        let impact = run(
            &study_on(scale.clone(), scale.clone()),
            &[(low, high), (high, low), (low, low)],
        );
        assert_eq!(impact.resolution(), Some(resolution));
        assert_eq!(
            (
                impact.whole().before().quantile(0.5),
                impact.whole().after().max()
            ),
            (low, high)
        );
        let error = study_on(scale.clone(), scale)
            .resolution(resolution * 2.0)
            .run([(
                "a",
                Given {
                    before: 0.0,
                    after: 0.0,
                },
            )]);
        assert_eq!(
            error.unwrap_err().to_string(),
            format!(
                "the resolution is {} points, not a number from 0.000001 to {resolution}",
                resolution * 2.0
            )
        );
    }
}

#[test]
fn spread_is_told_of_the_longest_scales_and_the_heaviest_subjects() {
    let most = MOST_POINTS;
    let scale = Scale::new(-most, most);
    let people = || {
        (0..4000_u32).map(|at| {
            let side = if at % 2 == 0 { -most } else { most };
            subject(&at.to_string(), side, -side).weight(if at % 3 == 0 { 1e9 } else { 1.0 })
        })
    };
    let study = || study_on(scale.clone(), scale.clone());
    let [streamed, exact] = [study(), study().exact()].map(|study| study.run(people()).unwrap());
    let whole = |of: &Impact| [of.whole().before(), of.whole().after(), of.whole().moves()];
    for (a, b) in whole(&streamed).into_iter().zip(whole(&exact)) {
        let (a, b) = (
            [a.mean(), a.standard_deviation()],
            [b.mean(), b.standard_deviation()],
        );
        for (a, b) in a.into_iter().zip(b) {
            assert!((a - b).abs() <= 1e-12 * most, "{a} {b}");
        }
        assert!((a[1] / most).round() >= 1.0, "{a:?}");
    }
    assert!(!streamed.to_string().contains("NaN"), "{streamed}");
}

#[test]
fn means_and_moves_that_are_read_add_up() {
    let scale = Scale::new(0.0, 100.0).decimals(1);
    // 1/3 and 2/3 on average: 0.333… is 0.33 and 0.666… is 0.67, and the move is read as their difference.
    let rows = [(0.0, 1.0), (0.0, 0.0), (1.0, 1.0), (0.005, 0.0149)];
    for count in 1..=rows.len() {
        let impact = run(
            &study_on(scale.clone(), scale.clone()).exact(),
            &rows[..count],
        );
        let text = impact.to_string();
        let mean = text
            .lines()
            .find(|line| line.trim_start().starts_with("mean "));
        let hundredths = |cell: &str| -> i64 {
            let digits = cell.replace('−', "-").replace(['+', '.'], "");
            digits.parse().unwrap()
        };
        let cells: Vec<i64> = mean
            .unwrap()
            .split_whitespace()
            .skip(1)
            .map(hundredths)
            .collect();
        assert_eq!(cells[1] - cells[0], cells[2], "{text}");
        for mover in text.lines().filter(|line| line.contains(" → ")) {
            let cells: Vec<&str> = mover.split_whitespace().collect();
            let [_, before, _, after, moved] = cells[..] else {
                panic!("{mover}")
            };
            assert_eq!(
                hundredths(after) - hundredths(before),
                hundredths(moved),
                "{mover}"
            );
        }
    }
}
