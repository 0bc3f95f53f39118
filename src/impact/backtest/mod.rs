//! Whether the new version is more accurate: both against what really happened.

mod bootstrap;
mod error;
mod report;
mod text;

pub use self::error::BacktestError;
pub use self::report::{BacktestFailure, BacktestReason, BacktestReport, RankAccuracy};

use std::{
    borrow::Borrow,
    collections::{BTreeMap, BinaryHeap},
};

use self::bootstrap::{Measured, Row, Sample};
use crate::{id::ModelId, impact::Interval, model::ScoringModel, path::Path};

/// Fewer subjects have no interval: their resamples are few different ones.
const LEAST_SUBJECTS: usize = 5;

/// Where more than one resample in so many has no difference, the others do not stand for all, and there is no interval.
const MOST_UNDEFINED: u64 = 10;

/// Failures that a report keeps; those beyond are counted.
const KEPT: usize = 100;

/// Which of two versions ranks an outcome better, with an interval for the difference.
///
/// Each subject has an input, which both versions score, and an *outcome*: what the score is meant to foretell, such as
/// an income or whether a loan was repaid. A version is as good as its scores rank the outcomes: by Spearman's
/// correlation (Spearman 1904), and by the area under the receiver operating characteristic (AUC; Hanley and
/// `McNeil` 1982) as well where every outcome is 0 or 1.
///
/// The interval is that of the *paired* difference, after − before, by the percentile bootstrap (Efron and Tibshirani,
/// *An Introduction to the Bootstrap*, 1993, chapter 13): as many subjects as there are, drawn with replacement, are
/// ranked by both versions, many times. Both versions rank the same draw, so what they share cancels.
///
/// There is no interval, and so no verdict, of fewer than five subjects, or where more than one resample in ten has no
/// difference, because all its outcomes or all scores of a version in it are the same.
///
/// Nothing is turned round. Where a *low* score is meant to go with a high outcome (a scale on which lower is better, or
/// an outcome such as a loss), a good version has a Spearman near −1 and an AUC near 0; negate the outcome, or its
/// `bool`, so that better reads as better.
///
/// # The draws
///
/// They are fixed by the seed, and neither thread nor order of the subjects changes a bit. Subjects are sorted by key
/// (then by outcome and scores, so that even equal keys have an order). Resample r, from 0, has a `SplitMix64` generator
/// (Steele, Lea and Flood 2014) of its own, whose state starts at output r of the one that starts at the seed. Each of
/// its outputs u draws the subject ⌊u·n / 2⁶⁴⌋ of n.
///
/// # Costs
///
/// Two scores and one record of about 56 bytes and the key for each subject; then, for each resample, time linear in
/// the subjects.
///
/// # Examples
///
/// ```
/// use scoreshift::{impact::Backtest, influence::{EqualNetworkWeight, FollowerWeighted, Network, Profile}};
///
/// let profile = |twitter, facebook| {
///     Profile::new().with("Twitter", Network::new(twitter, twitter / 2, 90))?.with("Facebook", Network::new(400, 200, facebook))
/// };
/// // A key, a profile, and what the person earned with it.
/// let subjects = [
///     ("anna", profile(9000, 20)?, 1200.0),
///     ("ben", profile(300, 2800)?, 4100.0),
///     ("cleo", profile(5000, 700)?, 2900.0),
///     ("dora", profile(800, 60)?, 700.0),
///     ("emil", profile(2500, 900)?, 3300.0),
/// ];
/// let (v1, v2) = (FollowerWeighted::default(), EqualNetworkWeight::default());
///
/// let backtest = Backtest::between(&v1, &v2)
///     .run(subjects.iter().map(|(key, profile, income)| (key, profile, *income)))?;
/// println!("{backtest}");
/// assert!(backtest.spearman.difference > 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "nothing is computed before `run`"]
pub struct Backtest<'m, A, B> {
    before: &'m A,
    after: &'m B,
    resamples: u32,
    seed: u64,
    level: f64,
}

// Not derived: the models need not be `Clone`.
impl<A, B> Clone for Backtest<'_, A, B> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<'m, A: ScoringModel, B: ScoringModel<Input = A::Input>> Backtest<'m, A, B> {
    /// Two models of one input type; their names need not match.
    ///
    /// By default there are 2,000 resamples, the seed is 0 and the level 0.95.
    pub const fn between(before: &'m A, after: &'m B) -> Self {
        Self {
            before,
            after,
            resamples: 2_000,
            seed: 0,
            level: 0.95,
        }
    }

    /// How many resamples, 2,000 unless said; a thousand or more give the ends of an interval two stable digits.
    pub const fn resamples(mut self, resamples: u32) -> Self {
        self.resamples = resamples;
        self
    }

    /// Where the generator of resamples starts, 0 unless said.
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The share of resamples that lies within the interval, above 0 and below 1; 0.95 unless said.
    pub const fn level(mut self, level: f64) -> Self {
        self.level = level;
        self
    }

    /// Scores every subject with both versions and compares the ranks with the outcomes.
    ///
    /// A subject is a key, an input (owned or borrowed) and an outcome: any finite number, or a `bool`. Subjects that a
    /// version cannot score, or whose outcome is NaN or infinite, are left out and counted in the report.
    ///
    /// # Errors
    ///
    /// [`BacktestError`]: a level that is none, no resamples, no subject that can be used, one outcome for all of them,
    /// or one score.
    pub fn run<K, I, O>(
        &self,
        subjects: impl IntoIterator<Item = (K, I, O)>,
    ) -> Result<BacktestReport, BacktestError>
    where
        K: AsRef<str>,
        I: Borrow<A::Input>,
        O: Into<f64>,
    {
        if !(self.level > 0.0 && self.level < 1.0) {
            return Err(BacktestError::Level { level: self.level });
        }
        if self.resamples == 0 {
            return Err(BacktestError::NoResamples);
        }
        let (rows, failed, failures, reasons) = self.score(subjects);
        let Some(first) = rows.first() else {
            return Err(match failures.into_iter().next() {
                Some(first) => BacktestError::NothingScored {
                    failed,
                    key: first.key,
                    reason: first.reason,
                },
                None => BacktestError::NoSubjects,
            });
        };
        if rows.iter().all(|row| row.outcome == first.outcome) {
            return Err(BacktestError::OneOutcome {
                subjects: rows.len(),
                outcome: first.outcome,
            });
        }
        if rows.iter().all(|row| row.before == first.before) {
            return Err(one_score(self.before.id(), rows.len(), first.before));
        }
        if rows.iter().all(|row| row.after == first.after) {
            return Err(one_score(self.after.id(), rows.len(), first.after));
        }

        let whole = Sample::new(&rows).whole();
        let subjects = rows.len();
        let resamples = bootstrap::resamples(&rows, self.seed, self.resamples);
        let accuracy = |of: fn(&Measured) -> Option<(f64, f64)>| {
            let (before, after) = of(&whole)?;
            let differences = resamples.iter().filter_map(of);
            // Adding zero drops the sign of a zero.
            let mut differences: Vec<f64> = differences
                .map(|(before, after)| after - before + 0.0)
                .collect();
            let defined = u32::try_from(differences.len()).unwrap_or(u32::MAX);
            let undefined = self.resamples.saturating_sub(defined);
            let says_enough = subjects >= LEAST_SUBJECTS
                && u64::from(undefined) * MOST_UNDEFINED <= u64::from(self.resamples);
            let interval = says_enough.then(|| Interval::of(&mut differences, self.level));
            Some(RankAccuracy {
                before,
                after,
                difference: after - before + 0.0,
                interval: interval.flatten(),
                undefined,
            })
        };
        Ok(BacktestReport {
            before: self.before.id(),
            after: self.after.id(),
            subjects,
            failed,
            failures,
            reasons,
            resamples: self.resamples,
            seed: self.seed,
            level: self.level,
            spearman: accuracy(|measured| measured.spearman).ok_or(BacktestError::NoSubjects)?,
            auc: accuracy(|measured| measured.auc),
        })
    }

    /// What can be compared, in the order of the draws, and what cannot.
    fn score<K, I, O>(
        &self,
        subjects: impl IntoIterator<Item = (K, I, O)>,
    ) -> (Vec<Row>, usize, Vec<BacktestFailure>, Vec<BacktestReason>)
    where
        K: AsRef<str>,
        I: Borrow<A::Input>,
        O: Into<f64>,
    {
        let (mut rows, mut failed, mut failures) = (Vec::new(), 0, BinaryHeap::new());
        let mut reasons = BTreeMap::new();
        for (key, input, outcome) in subjects {
            let (key, outcome) = (key.as_ref(), outcome.into());
            let row = if outcome.is_finite() {
                let scored = self.before.score(input.borrow());
                let scored =
                    scored.and_then(|before| Ok((before, self.after.score(input.borrow())?)));
                scored.map_err(|error| {
                    let place = error.place().cloned().unwrap_or_default();
                    ((error.kind(), place), error.to_string())
                })
            } else {
                let reason = format!("the outcome is {outcome}, which has no rank");
                Err((("no_outcome", Path::default()), reason))
            };
            match row {
                Ok((before, after)) => rows.push((
                    key.to_owned(),
                    Row {
                        before,
                        after,
                        outcome,
                    },
                )),
                Err((kind, reason)) => {
                    failed += 1;
                    *reasons.entry(kind).or_insert(0) += 1;
                    let key = key.to_owned();
                    failures.push(BacktestFailure { key, reason });
                    if failures.len() > KEPT {
                        failures.pop();
                    }
                }
            }
        }
        let bits = |row: &Row| [row.outcome, row.before, row.after].map(f64::to_bits);
        rows.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| bits(&a.1).cmp(&bits(&b.1))));
        let rows = rows.into_iter().map(|(_, row)| row).collect();
        let reasons = reasons.into_iter();
        let reasons = reasons.map(|((kind, place), subjects)| BacktestReason {
            kind,
            place,
            subjects,
        });
        (rows, failed, failures.into_sorted_vec(), reasons.collect())
    }
}

fn one_score(model: ModelId, subjects: usize, score: f64) -> BacktestError {
    BacktestError::OneScore {
        model: Box::new(model),
        subjects,
        score,
    }
}
