//! Backtests: against an independent slow one, laws, sentences and hostile input.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::prelude::*;
use scoreshift::{
    EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version,
    impact::{Backtest, BacktestError, BacktestReport, RankAccuracy},
};

/// Scores a pair by one of its numbers.
struct Column(u64);

impl ScoringModel for Column {
    type Input = [f64; 2];

    fn id(&self) -> ModelId {
        ModelId::new("column", Version::new(self.0, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(-100.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, input: &[f64; 2], t: T) -> Result<Term<T>, EvalError> {
        Ok(t.input("value", input[usize::from(self.0 != 1)]))
    }
}

const V1: Column = Column(1);
const V2: Column = Column(2);

type Subject = (String, [f64; 2], f64);

fn run(subjects: &[Subject], seed: u64) -> Result<BacktestReport, BacktestError> {
    Backtest::between(&V1, &V2)
        .resamples(60)
        .seed(seed)
        .level(0.9)
        .run(
            subjects
                .iter()
                .map(|(key, input, outcome)| (key, input, *outcome)),
        )
}

/// Written from the documentation alone, sorting at every step.
mod slow {
    pub(super) struct Random(pub(super) u64);

    impl Random {
        pub(super) fn next(&mut self) -> u64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }
    }

    pub(super) fn resample(n: usize, seed: u64, resample: usize) -> Vec<usize> {
        let mut starts = Random(seed);
        for _ in 0..resample {
            starts.next();
        }
        let mut random = Random(starts.next());
        let index = |u: u64| usize::try_from((u128::from(u) * n as u128) >> 64).unwrap();
        (0..n).map(|_| index(random.next())).collect()
    }

    fn ranks(values: &[f64]) -> Vec<f64> {
        let mut sorted = values.to_vec();
        sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
        let rank = |value: &f64| {
            let first = sorted.iter().position(|other| other == value).unwrap();
            let last = sorted.iter().rposition(|other| other == value).unwrap();
            (first + last) as f64 / 2.0 + 1.0
        };
        values.iter().map(rank).collect()
    }

    pub(super) fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
        let (x, y) = (ranks(x), ranks(y));
        let mean = f64::midpoint(x.len() as f64, 1.0);
        let sum = |a: &[f64], b: &[f64]| -> f64 {
            a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum()
        };
        let scale = (sum(&x, &x) * sum(&y, &y)).sqrt();
        (scale > 0.0).then(|| sum(&x, &y) / scale)
    }

    pub(super) fn auc(score: &[f64], outcome: &[f64]) -> Option<f64> {
        let ranks = ranks(score);
        let with = outcome.iter().sum::<f64>();
        let without = outcome.len() as f64 - with;
        let sum: f64 = ranks
            .iter()
            .zip(outcome)
            .map(|(rank, with)| rank * with)
            .sum();
        (with * without > 0.0).then(|| (sum - with * (with + 1.0) / 2.0) / (with * without))
    }

    pub(super) fn quantile(sorted: &[f64], p: f64) -> f64 {
        let place = (sorted.len() - 1) as f64 * p;
        let (below, above) = (place.floor(), place.ceil());
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index"
        )]
        let at = |place: f64| sorted[place as usize];
        at(below) + (place - below) * (at(above) - at(below))
    }
}

/// A measure of agreement.
type Agreement = fn(&[f64], &[f64]) -> Option<f64>;

fn is_slow(found: &RankAccuracy, subjects: &[Subject], seed: u64, of: Agreement) {
    let mut rows: Vec<&Subject> = subjects.iter().collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let both = |drawn: &[usize]| {
        let column = |value: fn(&Subject) -> f64| -> Vec<f64> {
            drawn.iter().map(|&i| value(rows[i])).collect()
        };
        let outcome = column(|row| row.2);
        Some((
            of(&column(|row| row.1[0]), &outcome)?,
            of(&column(|row| row.1[1]), &outcome)?,
        ))
    };
    let all: Vec<usize> = (0..rows.len()).collect();
    let (before, after) = both(&all).unwrap();
    let mut differences: Vec<f64> = (0..60)
        .filter_map(|r| both(&slow::resample(rows.len(), seed, r)))
        .map(|(before, after)| after - before)
        .collect();
    differences.sort_by(f64::total_cmp);
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
    near(found.before, before);
    near(found.after, after);
    near(found.difference, after - before);
    assert_eq!(found.undefined as usize, 60 - differences.len());
    // Of few subjects, or where few resamples say anything, nothing is said.
    let says_enough = rows.len() >= 5 && found.undefined <= 6;
    assert_eq!(found.interval.is_some(), says_enough);
    if let Some(interval) = found.interval {
        near(interval.low, slow::quantile(&differences, 0.05));
        near(interval.high, slow::quantile(&differences, 0.95));
    }
}

/// Few values, many ties, mostly unchanged; each has a key of its own.
fn subjects(binary: bool) -> impl Strategy<Value = Vec<Subject>> {
    let value = || prop_oneof![(-3_i8..4).prop_map(f64::from), -100.0..100.0, Just(-0.0)];
    let after = prop_oneof![3 => Just(None), 1 => value().prop_map(Some)];
    let outcome = if binary {
        any::<bool>().prop_map(f64::from).boxed()
    } else {
        prop_oneof![(0_i8..5).prop_map(f64::from), -1e6..1e6].boxed()
    };
    prop::collection::vec((value(), after, outcome), 0..30).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        rows.map(|(i, (before, after, outcome))| {
            (
                format!("{i:02}"),
                [before, after.unwrap_or(before)],
                outcome,
            )
        })
        .collect()
    })
}

proptest! {
    #[test]
    fn a_backtest_is_the_slow_one(of_numbers in subjects(false), of_two in subjects(true), seed: u64) {
        for rows in [of_numbers, of_two] {
            let Ok(report) = run(&rows, seed) else { continue };
            is_slow(&report.spearman, &rows, seed, slow::spearman);
            let is_binary = rows.iter().all(|row| row.2 == 0.0 || row.2 == 1.0);
            prop_assert_eq!(report.auc.is_some(), is_binary);
            if let Some(auc) = &report.auc {
                is_slow(auc, &rows, seed, slow::auc);
            }
        }
    }

    #[test]
    fn the_order_of_subjects_does_not_matter(
        (rows, shuffled) in subjects(true).prop_flat_map(|mut rows| {
            // Equal keys as well.
            for row in &mut rows { row.0.truncate(1); }
            (Just(rows.clone()), Just(rows).prop_shuffle())
        })
    ) {
        let text = |rows: &[Subject]| run(rows, 3).map(|report| serde_json::to_string(&report).unwrap());
        prop_assert_eq!(text(&rows), text(&shuffled));
    }

    #[test]
    fn swapped_versions_mirror_the_report(rows in subjects(true), seed: u64) {
        let swapped: Vec<Subject> = rows.iter().map(|(key, [a, b], o)| (key.clone(), [*b, *a], *o)).collect();
        if let (Ok(one), Ok(other)) = (run(&rows, seed), run(&swapped, seed)) {
            for (one, other) in [(Some(one.spearman), Some(other.spearman)), (one.auc, other.auc)] {
                let (one, other) = (one.unwrap(), other.unwrap());
                prop_assert_eq!((one.before, one.after), (other.after, other.before));
                prop_assert_eq!(one.difference, -other.difference);
                prop_assert_eq!(one.undefined, other.undefined);
                let ends = |of: RankAccuracy| of.interval.map(|interval| (interval.low, interval.high));
                prop_assert_eq!(ends(one), ends(other).map(|(low, high)| (-high, -low)));
            }
        }
    }

    #[test]
    fn a_version_against_itself_differs_by_nothing(rows in subjects(true)) {
        let rows: Vec<Subject> = rows.into_iter().map(|(key, [a, _], o)| (key, [a, a], o)).collect();
        if let Ok(report) = run(&rows, 1) {
            for of in [report.spearman, report.auc.unwrap()] {
                prop_assert_eq!(of.difference.to_bits(), 0);
                if let Some(interval) = of.interval {
                    prop_assert_eq!((interval.low.to_bits(), interval.high.to_bits()), (0, 0));
                }
            }
        }
    }
}

/// Subjects whose outcome is in part noise, and which the second version sees more of than the first.
fn noisy(n: u32, before: f64, after: f64) -> Vec<Subject> {
    let mut random = slow::Random(1);
    let mut noise = || (random.next() >> 11) as f64 / (1_u64 << 53) as f64;
    (0..n)
        .map(|i| {
            let truth = noise();
            let score =
                |seen: f64, noise: f64| (100.0 * (seen * truth + (1.0 - seen) * noise)).round();
            (
                format!("{i:05}"),
                [score(before, noise()), score(after, noise())],
                truth,
            )
        })
        .collect()
}

fn told(subjects: &[Subject]) -> String {
    let run = Backtest::between(&V1, &V2).run(
        subjects
            .iter()
            .map(|(key, input, outcome)| (key, input, *outcome)),
    );
    run.unwrap().to_string()
}

#[test]
fn the_sentence_says_what_the_data_say() {
    assert_eq!(
        told(&noisy(1200, 0.4, 0.5)),
        "Version 2.0.0 ranks the outcome better: Spearman 0.704 instead of 0.565 (+0.139; 95 % interval +0.098 to \
         +0.181 from 2,000 resamples of 1,200 subjects)."
    );
    assert_eq!(
        told(&noisy(1200, 0.5, 0.4)),
        "Version 2.0.0 ranks the outcome worse: Spearman 0.526 instead of 0.723 (−0.197; 95 % interval −0.240 to \
         −0.153 from 2,000 resamples of 1,200 subjects)."
    );
    let mut same = noisy(60, 0.5, 0.5);
    for row in &mut same {
        row.1[1] = row.1[0];
    }
    assert_eq!(
        told(&same),
        "Version 2.0.0 ranks the outcome of these subjects exactly as well as version 1.0.0: Spearman 0.75 (0.00; \
         95 % interval 0.00 to 0.00 from 2,000 resamples of 60 subjects)."
    );
    let mut against = noisy(1200, 0.4, 0.5);
    for row in &mut against {
        row.2 = -row.2;
    }
    assert_eq!(
        told(&against),
        "Version 2.0.0 goes against the outcome more: Spearman −0.704 instead of −0.565 (−0.139; 95 % interval −0.181 \
         to −0.098 from 2,000 resamples of 1,200 subjects). High scores go with low outcomes here; if that is how the \
         score is meant, negate the outcome."
    );
    let mut binary = noisy(200, 0.4, 0.5);
    for row in &mut binary {
        row.2 = f64::from(row.2 > 0.5);
    }
    assert_eq!(
        told(&binary),
        "The data do not decide which version ranks the outcome better: Spearman 0.53 under version 2.0.0 and 0.52 \
         under version 1.0.0 (+0.01; 95 % interval −0.10 to +0.13 from 2,000 resamples of 200 subjects).\n\
         The data do not decide which version ranks the outcome better: AUC 0.81 under version 2.0.0 and 0.80 under \
         version 1.0.0 (+0.01; 95 % interval −0.06 to +0.07 from 2,000 resamples of 200 subjects)."
    );
}

#[test]
fn what_cannot_be_ranked_is_left_out_and_told() {
    let mut rows = noisy(30, 0.2, 0.6);
    let whole = run(&rows, 0).unwrap();
    for (key, input, outcome) in [
        ("nan", [1.0, 1.0], f64::NAN),
        ("endless", [1.0, 1.0], f64::INFINITY),
        ("off the scale", [101.0, 1.0], 0.0),
        ("no\u{202e}number", [1.0, f64::NAN], 0.0),
    ] {
        rows.push((key.to_owned(), input, outcome));
    }
    let mut report = run(&rows, 0).unwrap();
    let kept: Vec<_> = report
        .failures
        .iter()
        .map(|failure| (&*failure.key, &*failure.reason))
        .collect();
    assert_eq!(
        kept,
        [
            ("endless", "the outcome is inf, which has no rank"),
            ("nan", "the outcome is NaN, which has no rank"),
            (
                "no\u{202e}number",
                "not a finite number: input gives NaN at `value`"
            ),
            (
                "off the scale",
                "column 1.0.0 scored 101, outside its scale -100 to 100"
            ),
        ]
    );
    let text = report.to_string();
    assert!(
        text.ends_with(
            "\n4 subjects were left out, such as `endless`: the outcome is inf, which has no rank."
        ),
        "{text}"
    );
    let reasons: Vec<_> = report
        .reasons
        .iter()
        .map(|reason| (reason.kind, reason.place.to_string(), reason.subjects))
        .collect();
    assert_eq!(
        reasons,
        [
            ("no_outcome", ".".to_owned(), 2),
            ("not_finite", "value".to_owned(), 1),
            ("out_of_scale", ".".to_owned(), 1),
        ]
    );
    report.failed = 0;
    report.reasons.clear();
    report.failures.clear();
    assert_eq!(report, whole);
}

#[test]
fn the_first_hundred_failures_by_key_are_kept() {
    let mut rows = noisy(30, 0.2, 0.6);
    rows.extend(
        (0..250)
            .rev()
            .map(|i| (format!("x{i:03}"), [0.0; 2], f64::NAN)),
    );
    let report = run(&rows, 0).unwrap();
    let keys: Vec<_> = report
        .failures
        .into_iter()
        .map(|failure| failure.key)
        .collect();
    let first: Vec<_> = (0..100).map(|i| format!("x{i:03}")).collect();
    assert_eq!((report.failed, keys), (250, first));
}

#[test]
fn what_has_no_backtest_says_why() {
    let of = |rows: &[([f64; 2], f64)]| {
        let rows: Vec<Subject> = rows
            .iter()
            .map(|(input, outcome)| ("key".to_owned(), *input, *outcome))
            .collect();
        run(&rows, 0).unwrap_err().to_string()
    };
    assert_eq!(of(&[]), "there are no subjects to rank");
    assert_eq!(
        of(&[([1.0; 2], f64::NAN)]),
        "none of 1 subjects can be ranked; `key`: the outcome is NaN, which has no rank"
    );
    assert_eq!(
        of(&[([1.0; 2], 5.0)]),
        "all 1 subjects have the outcome 5, so there is nothing to rank"
    );
    assert_eq!(
        of(&[([1.0; 2], 0.0), ([2.0; 2], -0.0)]),
        "all 2 subjects have the outcome 0, so there is nothing to rank"
    );
    assert_eq!(
        of(&[([1.0, 7.0], 0.0), ([2.0, 7.0], 1.0)]),
        "column 2.0.0 scores all 2 subjects 7, which ranks nobody"
    );
    assert_eq!(
        of(&[([0.0, 7.0], 0.0), ([-0.0, 8.0], 1.0)]),
        "column 1.0.0 scores all 2 subjects 0, which ranks nobody"
    );

    let two = [("a", [1.0, 2.0], false), ("b", [2.0, 1.0], true)];
    for level in [0.0, 1.0, -0.5, 95.0, f64::NAN, f64::INFINITY] {
        let error = Backtest::between(&V1, &V2)
            .level(level)
            .run(two)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the level of an interval is above 0 and below 1, such as 0.95, not {level}")
        );
    }
    let error = Backtest::between(&V1, &V2)
        .resamples(0)
        .run(two)
        .unwrap_err();
    assert_eq!(error, BacktestError::NoResamples);
}

#[test]
fn two_subjects_are_half_of_the_time_one_twice() {
    let two = [("a", [1.0, 2.0], false), ("b", [2.0, 1.0], true)];
    let report = Backtest::between(&V1, &V2).run(two).unwrap();
    assert!(
        (900..1100).contains(&report.spearman.undefined),
        "{report:?}"
    );
    assert_eq!((report.spearman.before, report.spearman.after), (1.0, -1.0));
    assert_eq!(report.spearman.interval, None);
    assert!(
        report.to_string().starts_with("The data are too few"),
        "{report}"
    );
    let auc = report.auc.unwrap();
    assert_eq!(
        (auc.before, auc.after, auc.undefined),
        (1.0, 0.0, report.spearman.undefined)
    );

    // Resample 0 of some seed draws one of them twice: there is nothing to say.
    let report = (0..9).map(|seed| {
        Backtest::between(&V1, &V2)
            .resamples(1)
            .seed(seed)
            .run(two)
            .unwrap()
    });
    let report = report
        .into_iter()
        .find(|report| report.spearman.undefined == 1)
        .unwrap();
    assert_eq!(report.spearman.interval, None);
    assert!(report.to_string().contains("too few to tell"), "{report}");
    assert!(
        report
            .to_string()
            .contains("in 1 of 1 resample of 2 subjects all outcomes or all scores are the same"),
        "{report}"
    );
}
