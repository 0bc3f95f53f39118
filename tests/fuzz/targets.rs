//! What is tried with bytes of any kind: the bodies of the fuzz targets in `fuzz/`, which `tests/it/fuzz_smoke.rs` runs as
//! well, on the seeds beside this file and on small changes of them.
//!
//! Each target takes bytes and says whether they were taken for what they should be. Whatever they are, nothing panics,
//! overflows, grows without bounds or takes long, and what comes out adds up.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a target fails by a panic"
)]

use std::{fs, path::PathBuf, sync::LazyLock};

use scoreshift::{
    Breakdown, Category, Change, Curve, Diff, EvalError, Explainer, Explanation, Lineage, ModelId,
    Scale, ScoringModel, Term, Trace, Version, at,
    bump::{Bump, BumpPolicy},
    diff::DiffError,
    explain::{ExplainError, Method},
    formula::{Continuity, Function},
    history::History,
    impact::{self, Gate, Impact, Subject},
    influence::{self, Network, Profile},
    lock,
    present::{Audience, Disclosure, English, Language, Message, Presenter},
    record::ScoreRecord,
    score::Bands,
};
use serde::de::DeserializeOwned;

/// A target: bytes in, and whether they were valid.
pub(crate) type Target = fn(&[u8]) -> bool;

/// All targets by their names, which are those of the folders of their seeds.
pub(crate) const TARGETS: [(&str, Target); 8] = [
    ("breakdowns", breakdowns),
    ("records", records),
    ("lock", lock_file),
    ("settings", settings),
    ("populations", populations),
    ("parts", parts),
    ("messages", messages),
    ("models", models),
];

/// Runs the target of a name.
#[allow(dead_code, reason = "for the fuzzer's binaries")]
pub(crate) fn run(name: &str, data: &[u8]) {
    let target = TARGETS.into_iter().find(|(known, _)| *known == name);
    target.unwrap().1(data);
}

/// The longest text of an error: a few names, each of them bounded.
const LONGEST_ERROR: usize = 20_000;

/// Two breakdowns, one on each line, and their difference.
fn breakdowns(data: &[u8]) -> bool {
    let mut lines = data.splitn(2, |byte| *byte == b'\n');
    let (Some(before), Some(after)) = (
        read::<Breakdown>(lines.next()),
        read::<Breakdown>(lines.next()),
    ) else {
        return false;
    };
    for breakdown in [&before, &after] {
        let stored = serde_json::to_string(breakdown).unwrap();
        assert_eq!(
            &serde_json::from_str::<Breakdown>(&stored).unwrap(),
            breakdown
        );
        let shown = breakdown.to_string();
        let most = 20_000 + 4_000 * breakdown.node_count();
        assert!(
            shown.len() <= 20 * stored.len() + most,
            "{} of {}",
            shown.len(),
            stored.len()
        );
        let _ = (
            breakdown.active_caps(),
            breakdown.mean_parts(),
            breakdown.absent(),
        );
        // Infinite where the formula is vertical.
        assert!(
            breakdown
                .sensitivities()
                .iter()
                .all(|leaf| !leaf.per_unit.is_nan())
        );
        compared(breakdown, breakdown);
    }
    compared(&before, &after)
}

fn compared(before: &Breakdown, after: &Breakdown) -> bool {
    match Diff::between(before, after) {
        Ok(diff) => {
            adds_up(&diff);
            true
        }
        Err(error) => {
            bounded(&error);
            // Stored values are taken on trust: a breakdown that does not compute what it says may not add up.
            !matches!(error, DiffError::DifferentModels { .. })
        }
    }
}

fn adds_up(diff: &Diff) {
    assert!(
        diff.effects()
            .iter()
            .all(|effect| effect.effect.is_finite())
    );
    let micros: i64 = diff.effects().iter().map(|effect| effect.micro).sum();
    assert_eq!(micros, diff.moved_micro());
    let _ = (diff.to_string(), serde_json::to_string(diff).unwrap());
}

/// A subject's records, and why each moved.
fn records(data: &[u8]) -> bool {
    let Some(history) = read::<History>(Some(data)) else {
        return false;
    };
    let stored = serde_json::to_string(history.records()).unwrap();
    let again: Vec<ScoreRecord> = serde_json::from_str(&stored).unwrap();
    assert_eq!(again, history.records());
    let lineage = influence::lineage();
    for step in history.steps() {
        let message = Presenter::new(Audience::Agent).message(&step);
        rendered(&message, &English);
    }
    for record in history.records() {
        let _ = lineage
            .reproduce(record, &Profile::new())
            .map_err(|error| bounded(&error));
    }
    let _ = history.to_string();
    true
}

/// The two files of a lock, that of the scores first, held against the built-in score.
fn lock_file(data: &[u8]) -> bool {
    let end = data
        .windows(BETWEEN.len())
        .position(|bytes| bytes == BETWEEN);
    let (scores, changes) = match end {
        Some(end) => (&data[..end], Some(&data[end + BETWEEN.len()..])),
        None => (data, None),
    };
    let [path, beside] = lock_paths();
    fs::write(&path, scores).unwrap();
    if let Some(changes) = changes {
        fs::write(&beside, changes).unwrap();
    }
    let outcome = lock::verify(&influence::lineage(), &locked(), &path);
    fs::remove_file(&path).unwrap();
    if changes.is_some() {
        fs::remove_file(&beside).unwrap();
    }
    match outcome {
        Ok(()) => true,
        Err(error) => {
            bounded(&error);
            false
        }
    }
}

/// What stands between the two files of a lock in one seed.
const BETWEEN: &[u8] = b"=====\n";

/// Where this thread's lock stands, and the lock of its changes.
fn lock_paths() -> [PathBuf; 2] {
    let thread = format!("{:?}", std::thread::current().id()).replace(['(', ')'], "-");
    let stem = format!("scoreshift-{}-{thread}", std::process::id());
    [".lock", ".changes.lock"].map(|ending| std::env::temp_dir().join(format!("{stem}{ending}")))
}

/// The corpus of the lock files among the seeds.
fn locked() -> [(&'static str, Profile); 2] {
    let twitter = Profile::new().with("Twitter", Network::new(8700, 3600, 1900));
    [
        ("one network", twitter.unwrap()),
        ("no network", Profile::new()),
    ]
}

/// A setting as JSON: what kind of setting is said by the first byte.
fn settings(data: &[u8]) -> bool {
    let Some((kind, json)) = data.split_first() else {
        return false;
    };
    let json = Some(json);
    match kind {
        b'g' => read::<Gate>(json).is_some_and(|gate| {
            let outcome = gate.check(&IMPACT);
            bounded(&outcome);
            kept(&gate);
            true
        }),
        b'b' => read::<Bands>(json).is_some_and(|bands| {
            (0..bands.count().min(100))
                .for_each(|band| assert!(bands.name(band).chars().count() < 2_000));
            kept(&bands);
            match STUDY
                .impact("1.0.0", "2.0.0")
                .unwrap()
                .bands(bands)
                .run(people())
            {
                Ok(impact) => shown(&impact),
                Err(error) => bounded(&error),
            }
            true
        }),
        b'p' => read::<BumpPolicy>(json).is_some_and(|policy| {
            let [before, after] =
                ["1.0.0", "2.0.0"].map(|version| STUDY.find(version).unwrap().model());
            match Bump::required(before, after, &locked(), &policy) {
                Ok(required) => {
                    let _ = required.to_string();
                }
                Err(error) => bounded(&error),
            }
            kept(&policy);
            true
        }),
        b's' => read::<Scale>(json).is_some_and(|scale| {
            kept(&scale);
            true
        }),
        b'c' => read::<Curve>(json).is_some_and(|curve| {
            kept(&curve);
            curve_is_sound(&curve);
            true
        }),
        b'f' => read::<Profile>(json).is_some_and(|profile| {
            kept(&profile);
            let lineage = influence::lineage();
            for release in lineage.releases() {
                let _ = release
                    .model()
                    .score(&profile)
                    .map_err(|error| bounded(&error));
            }
            match lineage.explain(at("1.0.0", &profile), at("latest", &profile)) {
                Ok(why) => explained(&why),
                Err(error) => bounded(&error),
            }
            true
        }),
        b'e' => read::<Explanation>(json).is_some_and(|why| {
            explained(&why);
            true
        }),
        b'd' => read::<Diff>(json).is_some_and(|diff| {
            adds_up(&diff);
            true
        }),
        _ => false,
    }
}

fn curve_is_sound(curve: &Curve) {
    let points = [
        -1e300,
        -2.0,
        -0.0,
        0.0,
        5e-324,
        0.5,
        1.0,
        99.5,
        1e9,
        f64::MAX,
    ];
    for x in points {
        let (value, slope) = (curve.apply(x), curve.slope(x));
        assert!(slope.is_finite());
        for y in points {
            let secant = curve.secant(x, y);
            assert_eq!(secant.to_bits(), curve.secant(y, x).to_bits());
            assert_eq!(
                secant.is_finite(),
                value.is_finite() && curve.apply(y).is_finite()
            );
        }
    }
    assert!(curve.to_string().len() < 2_000);
}

/// A population: NDJSON after an `n`, CSV after a `c`.
fn populations(data: &[u8]) -> bool {
    let Some((kind, file)) = data.split_first() else {
        return false;
    };
    let study = study(kind.is_ascii_uppercase());
    let outcome = match kind.to_ascii_lowercase() {
        b'n' => study.read(impact::ndjson::<Subject<Profile>>(file)),
        #[cfg(feature = "csv")]
        b'c' => study.read(impact::csv(file, |row: Row| {
            let network = Network::new(row.followers, row.active, row.reactions);
            let profile = Profile::new().with("Twitter", network);
            profile.map(|profile| Subject::new(row.user, profile).segment("plan", row.plan))
        })),
        // Without the feature there are no such files.
        #[cfg(not(feature = "csv"))]
        b'c' => return true,
        _ => return false,
    };
    match outcome {
        Ok(impact) => {
            shown(&impact);
            impact.whole().scored().subjects > 0
        }
        Err(error) => {
            bounded(&error);
            false
        }
    }
}

/// A part of a report: JSON after a `j`, bytes after a `b`, of which the checksum is added here so that what is behind it
/// is tried.
fn parts(data: &[u8]) -> bool {
    let Some((kind, stored)) = data.split_first() else {
        return false;
    };
    let part = match kind {
        b'j' => read::<Impact>(Some(stored)),
        #[cfg(feature = "binary")]
        b'b' => {
            use sha2::Digest;

            let sum = sha2::Sha256::digest(stored);
            match Impact::from_bytes(&[stored, &sum[..8]].concat()) {
                Ok(impact) => Some(impact),
                Err(error) => {
                    bounded(&error);
                    None
                }
            }
        }
        // Without the feature there are no such bytes.
        #[cfg(not(feature = "binary"))]
        b'b' => return true,
        _ => None,
    };
    let Some(mut part) = part else {
        return false;
    };
    kept(&part);
    #[cfg(feature = "binary")]
    assert_eq!(Impact::from_bytes(&part.to_bytes()).unwrap(), part);
    shown(&part);
    if let Err(error) = part.merge(part.clone()) {
        bounded(&error);
    }
    let whole = counted(false);
    if let Err(error) = whole.clone().merge(part) {
        bounded(&error);
    }
    true
}

/// The report on a few people.
fn counted(exact: bool) -> Impact {
    study(exact).run(people()).unwrap()
}

fn study(exact: bool) -> impact::Study<Profile> {
    let study = STUDY
        .impact("1.0.0", "2.0.0")
        .unwrap()
        .bands(Bands::at([40.0, 60.0]))
        .segments(8)
        .by_change();
    if exact { study.exact() } else { study }
}

#[cfg(feature = "csv")]
#[derive(serde::Deserialize)]
struct Row {
    user: String,
    plan: String,
    followers: f64,
    active: f64,
    reactions: f64,
}

/// A file of messages, in which an explanation is told.
#[cfg(feature = "i18n")]
fn messages(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else {
        return false;
    };
    let language = match scoreshift::present::Catalogue::shipped("ar")
        .unwrap()
        .with(text)
    {
        Ok(language) => language,
        Err(error) => {
            bounded(&error);
            return false;
        }
    };
    rendered(&MESSAGE, &language);
    rendered(&MESSAGE, &language.isolating(true));
    true
}

/// Without the feature there are no such files.
#[cfg(not(feature = "i18n"))]
fn messages(_: &[u8]) -> bool {
    true
}

/// Two versions of a score that are made of the bytes, and the move between them by every method.
fn models(data: &[u8]) -> bool {
    let Some((before, after, change)) = Formula::two(data) else {
        return false;
    };
    let (a, b) = (before.data, after.data);
    let lineage = Lineage::starting_with(before.clone())
        .release("2.0.0")
        .change(told("parameters"), move |formula: &mut Formula| {
            formula.parameters = after.parameters;
        })
        .change(told("steps"), move |formula: &mut Formula| {
            formula.steps.clone_from(&change);
        })
        .build()
        .unwrap();
    let mut is_valid = false;
    for method in [Method::Secant, Method::Owen] {
        let explainer = Explainer::new().method(method).budget(5_000);
        match explainer.releases(&lineage, at("1.0.0", &a), at("2.0.0", &b)) {
            Ok(why) => {
                explained(&why);
                is_valid = true;
            }
            Err(error) => {
                bounded(&error);
                assert!(
                    !matches!(
                        error,
                        ExplainError::HiddenInput { .. } | ExplainError::Game(_)
                    ),
                    "{error}"
                );
            }
        }
    }
    for (release, data) in [("1.0.0", &a), ("2.0.0", &b)] {
        let release = lineage.find(release).unwrap().model();
        match (release.score(data), release.breakdown(data)) {
            (Ok(score), Ok(breakdown)) => {
                assert_eq!(score.to_bits(), breakdown.value().to_bits());
                let stored = serde_json::to_string(&breakdown).unwrap();
                assert_eq!(
                    serde_json::from_str::<Breakdown>(&stored).unwrap(),
                    breakdown
                );
                assert!(compared(&breakdown, &breakdown));
                let _ = breakdown.to_string();
            }
            (Err(error), _) | (_, Err(error)) => bounded(&error),
        }
    }
    is_valid
}

fn told(key: &str) -> Change {
    Change::new(key).title(key).sentence("Something changed.")
}

/// A formula as bytes: each step is an operation over older ones.
#[derive(Clone, Debug)]
struct Formula {
    steps: Vec<[u8; 4]>,
    parameters: [f64; 4],
    data: [f64; 6],
}

impl Formula {
    const HEADER: usize = 2 * 10 + 6 + 2;
    const MOST_STEPS: usize = 60;

    /// Two formulas of one beginning, and the steps of the second.
    fn two(bytes: &[u8]) -> Option<(Self, Self, Vec<[u8; 4]>)> {
        let header = bytes.get(..Self::HEADER)?;
        let number = |at: usize| -> f64 {
            let [kind, size] = [header[2 * at], header[2 * at + 1]];
            let size = f64::from(size as i8);
            match kind % 8 {
                0..=3 => size,
                4 => size / 16.0,
                5 => 1e6 * size,
                6 => 1e-9 * size,
                _ => 0.0,
            }
        };
        let parameters = std::array::from_fn(number);
        let data: [f64; 6] = std::array::from_fn(|at| number(4 + at));
        let moved: [f64; 6] =
            std::array::from_fn(|at| data[at] + f64::from(header[20 + at] as i8) / 4.0);
        let changed = [header[26], header[27]].map(|byte| f64::from(byte as i8));
        let steps: Vec<[u8; 4]> = bytes[Self::HEADER..]
            .chunks_exact(4)
            .map(|step| [step[0], step[1], step[2], step[3]])
            .collect();
        // A step whose operation is above 127 is that of the second version alone; it replaces the one before it.
        let (mut first, mut second): (Vec<[u8; 4]>, Vec<[u8; 4]>) = (Vec::new(), Vec::new());
        for step in steps.into_iter().take(Self::MOST_STEPS) {
            if step[0] > 127 {
                second.pop();
                second.push([step[0] - 128, step[1], step[2], step[3]]);
            } else {
                first.push(step);
                second.push(step);
            }
        }
        if first.is_empty() {
            return None;
        }
        let mut later: [f64; 4] = parameters;
        later[0] += changed[0];
        later[1] += changed[1];
        let before = Self {
            steps: first,
            parameters,
            data,
        };
        let after = Self {
            steps: second.clone(),
            parameters: later,
            data: moved,
        };
        Some((before, after, second))
    }
}

#[derive(Clone)]
struct Label(usize);

impl Category for Label {
    const ALL: &'static [Self] = &[Self(0), Self(1), Self(2)];

    fn label(&self) -> &str {
        ["low", "mid", "high"][self.0]
    }
}

impl ScoringModel for Formula {
    type Input = [f64; 6];

    fn id(&self) -> ModelId {
        ModelId::new("made of bytes", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, data: &[f64; 6], t: T) -> Result<Term<T>, EvalError> {
        let mut terms = vec![t.input("x", data[0])];
        for (index, [op, x, y, z]) in self.steps.iter().enumerate() {
            let older = |at: &u8| terms[terms.len() - 1 - usize::from(*at) % terms.len()];
            let (one, two, three) = (older(x), older(y), older(z));
            let name = format!("s{index}");
            let size = f64::from(*z as i8) / 8.0;
            let leaf = usize::from(*x) % 6;
            let next = match op % 32 {
                0 | 1 => t
                    .scope(["a", "b.c", ""][leaf % 3])
                    .input(&format!("i{leaf}"), data[leaf]),
                2 => t.parameter(&format!("p{}", leaf % 4), self.parameters[leaf % 4]),
                3 => t.scope("all").reference(&format!("r{leaf}"), data[5]),
                4 => t.sum([one, two, three]),
                5 => t.product([one, two, three]),
                6 => one - two,
                7 => one / (1.0 + two.abs()),
                8 => one / two,
                9 => (0.5 + one.abs()).pow(two.clamp(-3.0, 3.0)),
                10 => t.max(one, [two, three]),
                11 => t.min(one, [two, three]),
                12 => one.clamp(-size.abs(), size.abs() + 1.0),
                13 => one.tanh(),
                14 => one.abs().sqrt(),
                15 => one.abs().ln_1p(),
                16 => one.clamp(-20.0, 20.0).exp(),
                17 => one.curve(&Curve::linear(size, 1.0)),
                18 => one.curve(&Curve::bands(0.0, [(size, 1.0), (size + 1.0, -2.0)]).unwrap()),
                19 => one.curve(
                    &Curve::piecewise_linear([(size, 0.0), (size + 2.0, 5.0), (size + 3.0, 1.0)])
                        .unwrap(),
                ),
                20 => t.gate(&name, one, size, two),
                21 => t.gate_above(&name, one, size, two),
                22 => one.round_to(0.5, 1e-9),
                23 => one.floor_to(1.0, 0.0),
                24 => {
                    let mut mean = t.weighted_mean(&name);
                    mean.part("one", one.abs(), two);
                    mean.part("two", 1.0 + size.abs(), three);
                    if data[1] < 0.0 {
                        mean.absent("three");
                    }
                    mean.finish()?
                }
                25 => {
                    let label = Label(if data[2] < 0.0 {
                        0
                    } else if data[2] < 50.0 {
                        1
                    } else {
                        2
                    });
                    t.category("size", &label)
                        .points(&name, |label| [size, 1.0, 4.0][label.0])
                }
                26 => {
                    let label = Label(if data[3] < 0.0 { 0 } else { 2 });
                    t.category("plan", &label)
                        .choose(|label| [one, two, three][label.0])
                }
                27 => t.named(&name, one),
                28 => -one,
                29 => {
                    let stairs =
                        Function::new("stairs", u32::from(*y % 2), Continuity::Steps, |x| {
                            x.floor().clamp(-9.0, 9.0)
                        });
                    one.custom(&stairs)
                }
                30 => t.opaque(&name, 1, &[one, two], |values| {
                    values.iter().map(|x| x.clamp(-9.0, 9.0)).sum()
                }),
                _ => one.powi(2),
            };
            terms.push(next);
        }
        Ok(terms[terms.len() - 1])
    }
}

/// The seeds of a target that are made of what the crate itself writes, by their names.
pub(crate) fn written(target: &str) -> Vec<(&'static str, Vec<u8>)> {
    let json = |value: &dyn erased::Written| value.json();
    let [(_, profile), _] = locked();
    let later = Profile::new()
        .with("Twitter", Network::new(9_000, 3_000, 2_000))
        .unwrap()
        .with("Last.fm", Network::new(310, 300, 2))
        .unwrap();
    let find = |version| STUDY.find(version).unwrap();
    let (first, second) = (find("1.0.0"), find("2.0.0"));
    let recorded = |release: &scoreshift::Release<Profile>, profile| {
        release.model().breakdown(profile).unwrap()
    };
    let (old, new) = (recorded(first, &profile), recorded(second, &later));
    match target {
        "breakdowns" => {
            let (before, after, _) = Formula::two(&formula_bytes(3)).unwrap();
            let generated =
                [&before, &after].map(|formula| formula.breakdown(&formula.data).unwrap());
            vec![
                ("releases", [json(&old), json(&new)].join(&b'\n')),
                (
                    "generated",
                    generated.map(|breakdown| json(&breakdown)).join(&b'\n'),
                ),
            ]
        }
        "records" => {
            let record = |release: &scoreshift::Release<Profile>, profile, day: &str| {
                let record = release.record_with_breakdown(profile).unwrap();
                record.with_subject("ann").with_time(day.parse().unwrap())
            };
            let days = ["2011-10-01", "2011-10-26", "2011-11-02"];
            let records = [
                record(first, &profile, days[0]),
                record(second, &profile, days[1]),
                record(second, &later, days[2]),
            ];
            let bare = [
                first.record(&profile).unwrap(),
                second.record_with_digest(&later).unwrap(),
            ];
            vec![
                ("kept", json(&records.to_vec())),
                ("bare", json(&bare.to_vec())),
            ]
        }
        "lock" => {
            let paths = lock_paths();
            lock::verify(&influence::lineage(), &locked(), &paths[0]).unwrap();
            let files = paths.map(|path| {
                let file = fs::read(&path).unwrap();
                fs::remove_file(&path).unwrap();
                file
            });
            vec![("influence", files.join(BETWEEN))]
        }
        "settings" => {
            let why = STUDY
                .explain(at("1.0.0", &profile), at("2.0.0", &later))
                .unwrap();
            let diff = Diff::between(&old, &new).unwrap();
            let gate = include_bytes!("../../examples/impact/gate.json");
            let of = |kind: u8, json: Vec<u8>| [vec![kind], json].concat();
            vec![
                ("gate", of(b'g', gate.to_vec())),
                (
                    "bands",
                    of(
                        b'b',
                        json(
                            &Bands::at([40.0, 60.0])
                                .rebased([41.0, 61.0])
                                .named(["low", "mid", "high"]),
                        ),
                    ),
                ),
                (
                    "policy",
                    of(
                        b'p',
                        json(&BumpPolicy::default().largest_move(2.0).grades([50.0, 70.0])),
                    ),
                ),
                ("scale", of(b's', json(&Scale::new(0.0, 100.0).decimals(1)))),
                (
                    "curve-bands",
                    of(
                        b'c',
                        json(&Curve::bands(0.0, [(1.0, 5.0), (2.5, -1.0)]).unwrap()),
                    ),
                ),
                (
                    "curve-line",
                    of(
                        b'c',
                        json(&Curve::piecewise_linear([(0.0, 0.0), (10.0, 60.0)]).unwrap()),
                    ),
                ),
                (
                    "curve-log-normal",
                    of(b'c', json(&Curve::log_normal(4000.0, 1800.0).unwrap())),
                ),
                (
                    "curve-logistic",
                    of(b'c', json(&Curve::logistic(3.0, 0.5).unwrap())),
                ),
                ("profile", of(b'f', json(&later))),
                ("explanation", of(b'e', json(&why))),
                ("diff", of(b'd', json(&diff))),
            ]
        }
        "parts" => {
            let of = |kind: u8, stored: Vec<u8>| [vec![kind], stored].concat();
            let [whole, exact] = [false, true].map(counted);
            #[cfg(feature = "binary")]
            let bytes = |impact: &Impact| {
                let bytes = impact.to_bytes();
                of(b'b', bytes[..bytes.len() - 8].to_vec())
            };
            vec![
                ("json", of(b'j', json(&whole))),
                ("json-exact", of(b'j', json(&exact))),
                #[cfg(feature = "binary")]
                ("bytes", bytes(&whole)),
                #[cfg(feature = "binary")]
                ("bytes-exact", bytes(&exact)),
            ]
        }
        "models" => (0..12)
            .filter(|at| models(&formula_bytes(*at)))
            .map(|at| {
                let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
                (names[usize::from(at)], formula_bytes(at))
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The bytes of a formula with many operations.
fn formula_bytes(seed: u8) -> Vec<u8> {
    let mut state = u32::from(seed) + 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let mut bytes: Vec<u8> = (0..Formula::HEADER).map(|_| next()).collect();
    for step in 0..24 {
        // The operations in turn, each third with a change.
        let op = (step * 5 + seed * 7) % 32;
        bytes.extend([op, next(), next(), next()]);
        if step % 3 == 0 {
            bytes.extend([128 + op, next(), next(), next()]);
        }
    }
    bytes
}

mod erased {
    /// Whatever is stored as JSON.
    pub(super) trait Written {
        fn json(&self) -> Vec<u8>;
    }

    impl<T: serde::Serialize> Written for T {
        fn json(&self) -> Vec<u8> {
            serde_json::to_vec(self).unwrap()
        }
    }
}

// ------------------------------------------------------------------------------------------------ helpers

static STUDY: LazyLock<Lineage<Profile>> = LazyLock::new(influence::lineage);

static IMPACT: LazyLock<Impact> = LazyLock::new(|| {
    let study = STUDY.impact("1.0.0", "2.0.0").unwrap();
    study
        .bands(Bands::at([40.0, 60.0]))
        .by_change()
        .run(people())
        .unwrap()
});

#[cfg_attr(
    not(feature = "i18n"),
    allow(dead_code, reason = "only files of messages tell it")
)]
static MESSAGE: LazyLock<Message> = LazyLock::new(|| {
    let [(_, profile), _] = locked();
    let later = Profile::new()
        .with("Twitter", Network::new(9_000, 3_000, 2_000))
        .unwrap();
    let why = STUDY
        .explain(at("1.0.0", &profile), at("2.0.0", &later))
        .unwrap();
    Presenter::new(Audience::Auditor).message(&why)
});

fn people() -> Vec<Subject<Profile>> {
    let person = |at: u32| {
        let network = Network::new(900 * at, 300 * at, 12);
        let profile = Profile::new().with("Twitter", network).unwrap();
        Subject::new(format!("person {at}"), profile)
            .segment("plan", if at % 2 == 0 { "free" } else { "pro" })
    };
    (1..6).map(person).collect()
}

/// What JSON holds; where it holds none, the message is one that can be read.
fn read<T: DeserializeOwned>(json: Option<&[u8]>) -> Option<T> {
    match serde_json::from_slice(json?) {
        Ok(value) => Some(value),
        Err(error) => {
            let _ = error.to_string();
            None
        }
    }
}

/// What is stored is read back as it was.
fn kept<T: serde::Serialize + DeserializeOwned>(value: &T) {
    let stored = serde_json::to_string(value).unwrap();
    let again: T = serde_json::from_str(&stored).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), stored);
}

fn bounded(error: &impl std::fmt::Display) {
    let shown = error.to_string();
    assert!(
        shown.chars().count() <= LONGEST_ERROR,
        "{}",
        shown.chars().count()
    );
}

fn explained(why: &Explanation) {
    let micros: i64 = why.causes.iter().map(|cause| cause.micro).sum();
    assert_eq!(micros, why.delta_micro, "{why}");
    // One reader of an explanation, another of the next one: all of them see all kinds.
    let pick = usize::try_from(why.delta_micro.rem_euclid(9)).unwrap();
    let audience = [Audience::Person, Audience::Agent, Audience::Auditor][pick % 3];
    let policies = [
        Disclosure::new(),
        Disclosure::new().banded(),
        Disclosure::new().internals(),
    ];
    let presenter = Presenter::new(audience).disclosure(policies[pick / 3].clone());
    rendered(&presenter.message(why), &English);
}

fn shown(impact: &Impact) {
    let _ = impact.to_string();
    for audience in [Audience::Person, Audience::Auditor] {
        rendered(&Presenter::new(audience).message(impact), &English);
    }
}

/// Every form of a message. No line in it is begun by a name, and nothing in it is hidden.
fn rendered(message: &Message, language: &impl Language) {
    let told = message.localize(language);
    let forms = [told.text().to_string(), told.markdown().to_string()];
    for text in &forms {
        let bad = |c: char| c.is_control() && c != '\n';
        assert!(
            !text.contains(
                |c| bad(c) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{ad}' | '\u{200b}')
            ),
            "{text:?}"
        );
    }
    let _ = serde_json::to_string(&told.json()).unwrap();
    #[cfg(feature = "html")]
    {
        let _ = (told.html().to_string(), told.waterfall().to_string());
        let _ = told.histogram().map(|chart| chart.to_string());
        let _ = told.crossing_matrix().map(|chart| chart.to_string());
    }
}
