//! Whether the new version is more accurate: both against what really happened.

use std::{borrow::Borrow, collections::BinaryHeap, fmt};

use serde::Serialize;

use super::ranks::{Groups, auc_of_counts, centred, correlation, signed};
use crate::{
    id::ModelId,
    model::ScoringModel,
    path::printable,
    words::{minus, number},
};

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
        let (rows, failed, failures) = self.score(subjects);
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

        let mut sample = Sample::new(&rows);
        let whole = sample.measure(|draws| draws.fill(1));
        let subjects = rows.len();
        let resamples: Vec<Measured> = (0..self.resamples)
            .map(|resample| {
                sample.measure(|draws| draw(draws, &mut SplitMix64::of(self.seed, resample)))
            })
            .collect();
        let accuracy = |of: fn(&Measured) -> Option<(f64, f64)>| {
            let (before, after) = of(&whole)?;
            let differences = resamples.iter().filter_map(of);
            // Adding zero drops the sign of a zero.
            let mut differences: Vec<f64> = differences
                .map(|(before, after)| after - before + 0.0)
                .collect();
            let defined = u32::try_from(differences.len()).unwrap_or(u32::MAX);
            Some(RankAccuracy {
                before,
                after,
                difference: after - before + 0.0,
                interval: Interval::of(&mut differences, self.level),
                undefined: self.resamples.saturating_sub(defined),
            })
        };
        Ok(BacktestReport {
            before: self.before.id(),
            after: self.after.id(),
            subjects,
            failed,
            failures,
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
    ) -> (Vec<Row>, usize, Vec<BacktestFailure>)
    where
        K: AsRef<str>,
        I: Borrow<A::Input>,
        O: Into<f64>,
    {
        let (mut rows, mut failed, mut failures) = (Vec::new(), 0, BinaryHeap::new());
        for (key, input, outcome) in subjects {
            let (key, outcome) = (key.as_ref(), outcome.into());
            let row = if outcome.is_finite() {
                let scored = self.before.score(input.borrow());
                let scored =
                    scored.and_then(|before| Ok((before, self.after.score(input.borrow())?)));
                scored.map_err(|error| error.to_string())
            } else {
                Err(format!("the outcome is {outcome}, which has no rank"))
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
                Err(reason) => {
                    failed += 1;
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
        (rows, failed, failures.into_sorted_vec())
    }
}

fn one_score(model: ModelId, subjects: usize, score: f64) -> BacktestError {
    BacktestError::OneScore {
        model: Box::new(model),
        subjects,
        score,
    }
}

/// A subject that both versions score.
struct Row {
    before: f64,
    after: f64,
    outcome: f64,
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with the constants of its
/// published C version (Vigna 2015).
struct SplitMix64(u64);

impl SplitMix64 {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

    /// The generator of one resample: its state is an output of the generator that starts at the seed.
    fn of(seed: u64, resample: u32) -> Self {
        let skipped = Self::STEP.wrapping_mul(u64::from(resample));
        Self(Self(seed.wrapping_add(skipped)).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(Self::STEP);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below the bound.
    fn below(&mut self, bound: usize) -> usize {
        let product = u128::from(self.next()) * bound as u128;
        usize::try_from(product >> 64).unwrap_or(0)
    }
}

/// How often each subject is drawn in one resample.
fn draw(draws: &mut [u64], random: &mut SplitMix64) {
    draws.fill(0);
    for _ in 0..draws.len() {
        if let Some(times) = draws.get_mut(random.below(draws.len())) {
            *times += 1;
        }
    }
}

/// Both versions' agreement with the outcome, before and after; `None` where one is not defined.
struct Measured {
    spearman: Option<(f64, f64)>,
    auc: Option<(f64, f64)>,
}

/// The subjects by groups of ties, found once, so that no resample sorts.
struct Sample {
    /// For each subject its groups before, after and by outcome.
    groups: Vec<[usize; 3]>,
    is_binary: bool,
    draws: Vec<u64>,
    /// Before, after and by outcome.
    sides: [Side; 3],
}

/// One side of a resample.
#[derive(Default)]
struct Side {
    /// How many subjects are drawn from each group.
    counts: Vec<u64>,
    /// The same, without and with the outcome.
    by_outcome: Vec<(u64, u64)>,
    ranks: Vec<i128>,
}

impl Side {
    fn new(groups: &Groups) -> Self {
        Self {
            counts: vec![0; groups.count],
            by_outcome: vec![(0, 0); groups.count],
            ranks: Vec::with_capacity(groups.count),
        }
    }

    fn add(&mut self, group: usize, times: u64, with_outcome: bool) {
        if let Some(count) = self.counts.get_mut(group) {
            *count += times;
        }
        if let Some((without, with)) = self.by_outcome.get_mut(group) {
            *(if with_outcome { with } else { without }) += times;
        }
    }

    fn clear(&mut self) {
        self.counts.fill(0);
        self.by_outcome.fill((0, 0));
    }

    fn rank(&self, group: usize) -> i128 {
        self.ranks.get(group).copied().unwrap_or(0)
    }

    fn squares(&self) -> f64 {
        let each = self.counts.iter().zip(&self.ranks);
        signed(
            each.map(|(&count, rank)| i128::from(count) * rank * rank)
                .sum(),
        )
    }
}

impl Sample {
    fn new(rows: &[Row]) -> Self {
        let by = |value: fn(&Row) -> f64| {
            let values: Vec<f64> = rows.iter().map(value).collect();
            Groups::new(&values)
        };
        let before = by(|row| row.before);
        let after = by(|row| row.after);
        let outcome = by(|row| row.outcome);
        let each = before.of.iter().zip(&after.of).zip(&outcome.of);
        Self {
            groups: each.map(|((&b, &a), &o)| [b, a, o]).collect(),
            is_binary: rows
                .iter()
                .all(|row| row.outcome == 0.0 || row.outcome == 1.0),
            draws: vec![0; rows.len()],
            sides: [&before, &after, &outcome].map(Side::new),
        }
    }

    fn measure(&mut self, choose: impl FnOnce(&mut [u64])) -> Measured {
        let [before, after, outcome] = &mut self.sides;
        choose(&mut self.draws);
        for side in [&mut *before, &mut *after, &mut *outcome] {
            side.clear();
        }
        for (&[b, a, o], &times) in self.groups.iter().zip(&self.draws) {
            if times > 0 {
                // Of two groups of outcomes the second is that of ones.
                let with_outcome = o > 0;
                before.add(b, times, with_outcome);
                after.add(a, times, with_outcome);
                outcome.add(o, times, with_outcome);
            }
        }
        for side in [&mut *before, &mut *after, &mut *outcome] {
            centred(&side.counts, &mut side.ranks);
        }

        // In integers: with n subjects each sum is below n³.
        let (mut products_before, mut products_after) = (0_i128, 0_i128);
        for (&[b, a, o], &times) in self.groups.iter().zip(&self.draws) {
            if times > 0 {
                let weighted = i128::from(times) * outcome.rank(o);
                products_before += weighted * before.rank(b);
                products_after += weighted * after.rank(a);
            }
        }
        let of_outcome = outcome.squares();
        let spearman =
            |products, side: &Side| correlation(signed(products), side.squares(), of_outcome);
        let auc = |side: &Side| {
            self.is_binary
                .then(|| auc_of_counts(&side.by_outcome))
                .flatten()
        };
        Measured {
            spearman: spearman(products_before, before).zip(spearman(products_after, after)),
            auc: auc(before).zip(auc(after)),
        }
    }
}

/// How well two versions rank an outcome.
///
/// Made by [`Backtest::run`]. Its `Display` is one sentence for each measure; it says that the data do not decide
/// where the interval contains 0.
///
/// # Examples
///
/// See [`Backtest`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BacktestReport {
    /// The version before.
    pub before: ModelId,
    /// The version after.
    pub after: ModelId,
    /// How many subjects both versions scored and that have a finite outcome; all statistics are of these.
    pub subjects: usize,
    /// How many were left out.
    pub failed: usize,
    /// The first hundred of those by key, then by reason.
    pub failures: Vec<BacktestFailure>,
    /// How many resamples were drawn.
    pub resamples: u32,
    /// Where their generator started.
    pub seed: u64,
    /// The level of the intervals, above 0 and below 1.
    pub level: f64,
    /// By Spearman's rank correlation of score and outcome, −1 to 1; 0 is chance.
    pub spearman: RankAccuracy,
    /// By the area under the receiver operating characteristic, 0 to 1; 0.5 is chance. Only where every outcome is 0
    /// or 1: how often a subject with outcome 1 scores above one with outcome 0, ties counting half.
    pub auc: Option<RankAccuracy>,
}

/// A subject that was left out of a backtest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct BacktestFailure {
    /// The subject's key.
    pub key: String,
    /// Why, with the place and the value.
    pub reason: String,
}

/// One measure of how well two versions rank an outcome. All values are finite, and zeros are positive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RankAccuracy {
    /// Of the version before.
    pub before: f64,
    /// Of the version after.
    pub after: f64,
    /// After − before.
    pub difference: f64,
    /// Where the difference lies; `None` where no resample defines it.
    pub interval: Option<Interval>,
    /// How many resamples did not count, because all their outcomes or all scores of one version are the same.
    pub undefined: u32,
}

/// An interval of the paired difference, after − before, ends included.
///
/// The ends are quantiles of the differences in those resamples that define one: (1 − level)/2 from either end, by
/// linear interpolation (type 7 of Hyndman and Fan 1996, numpy's default).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// Whether a difference lies within.
    ///
    /// Where it contains 0, the data do not decide which version is better.
    #[must_use]
    pub fn contains(&self, difference: f64) -> bool {
        self.low <= difference && difference <= self.high
    }

    /// Counted from either end alike, so that negated differences give the mirrored interval to the last bit.
    fn of(differences: &mut [f64], level: f64) -> Option<Self> {
        differences.sort_unstable_by(f64::total_cmp);
        let last = u32::try_from(differences.len().checked_sub(1)?).ok()?;
        let place = f64::from(last) * ((1.0 - level) / 2.0);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to half of the resamples"
        )]
        let whole = place as usize;
        let part = place - place.floor();
        let end = |mut from_end: &mut dyn Iterator<Item = &f64>| {
            let inner = *(&mut from_end).nth(whole)?;
            let next = from_end.next().copied().unwrap_or(inner);
            Some(inner + part * (next - inner) + 0.0)
        };
        Some(Self {
            low: end(&mut differences.iter())?,
            high: end(&mut differences.iter().rev())?,
        })
    }
}

impl fmt::Display for BacktestReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence(f, "Spearman", 0.0, &self.spearman)?;
        if let Some(auc) = &self.auc {
            f.write_str("\n")?;
            self.sentence(f, "AUC", 0.5, auc)?;
        }
        if let (1.., Some(first)) = (self.failed, self.failures.first()) {
            let (left_out, key) = (counted(self.failed, "subject"), printable(&first.key));
            let (verb, such) = if self.failed == 1 {
                ("was", "")
            } else {
                ("were", "such as ")
            };
            write!(
                f,
                "\n{left_out} {verb} left out, {such}`{key}`: {}.",
                first.reason
            )?;
        }
        Ok(())
    }
}

impl BacktestReport {
    fn sentence(
        &self,
        f: &mut fmt::Formatter<'_>,
        name: &str,
        chance: f64,
        of: &RankAccuracy,
    ) -> fmt::Result {
        let decimals = decimals(of);
        let plain = |value: f64| minus(&format!("{:.decimals$}", value + 0.0));
        let signed = |value: f64| match plain(value) {
            text if value > 0.0 => format!("+{text}"),
            text => text,
        };
        let (before, after) = (
            self.name(&self.before, "first"),
            self.name(&self.after, "second"),
        );
        let (was, is) = (plain(of.before), plain(of.after));
        let goes_against = of.before < chance && of.after < chance;
        // The difference and the whole interval lie on one side of 0.
        let decided = of.interval.filter(|interval| {
            !interval.contains(0.0) && (interval.low > 0.0) == (of.difference > 0.0)
        });
        let all_same = of.difference == 0.0
            && of
                .interval
                .is_some_and(|interval| interval.low == 0.0 && interval.high == 0.0);
        if all_same {
            write!(
                f,
                "{after} ranks the outcome of these subjects exactly as well as {}: {name} {is}",
                lower(&before)
            )?;
        } else if decided.is_none() {
            write!(
                f,
                "The data do not decide which version ranks the outcome better: {name} {is} under {} and {was} under {}",
                lower(&after),
                lower(&before)
            )?;
        } else {
            let verdict = match (goes_against, of.difference > 0.0) {
                (false, true) => "ranks the outcome better",
                (false, false) => "ranks the outcome worse",
                (true, true) => "goes against the outcome less",
                (true, false) => "goes against the outcome more",
            };
            write!(f, "{after} {verdict}: {name} {is} instead of {was}")?;
        }
        write!(f, " ({}; ", signed(of.difference))?;
        let (resamples, subjects) = (
            self.resamples.saturating_sub(of.undefined),
            counted(self.subjects, "subject"),
        );
        let resamples = counted(usize::try_from(resamples).unwrap_or(usize::MAX), "resample");
        match of.interval {
            Some(interval) => {
                let (low, high) = (signed(interval.low), signed(interval.high));
                let level = number(100.0 * self.level);
                write!(
                    f,
                    "{level} % interval {low} to {high} from {resamples} of {subjects})."
                )?;
            }
            None => write!(
                f,
                "no interval, because no resample of {subjects} says anything)."
            )?,
        }
        if of.undefined > 0 && of.interval.is_some() {
            let undefined = usize::try_from(of.undefined).unwrap_or(usize::MAX);
            let undefined = counted(undefined, "further resample");
            write!(
                f,
                " {undefined} did not count: all outcomes or all scores in it were the same."
            )?;
        }
        if goes_against {
            f.write_str(" High scores go with low outcomes here; if that is how the score is meant, negate the outcome.")?;
        }
        Ok(())
    }

    /// How people call a version.
    fn name(&self, id: &ModelId, which: &str) -> String {
        if self.before == self.after {
            format!("The {which} {id}")
        } else if self.before.name() == self.after.name() {
            format!("Version {}", id.version())
        } else {
            id.to_string()
        }
    }
}

/// As within a sentence.
fn lower(name: &str) -> String {
    for start in ["Version ", "The "] {
        if name.starts_with(start) {
            return name.replacen(start, &start.to_lowercase(), 1);
        }
    }
    name.to_owned()
}

/// As many decimals, from two to six, as it takes for the shown figures to add up and to show what is not zero.
fn decimals(of: &RankAccuracy) -> usize {
    let mut unit = 100.0;
    for decimals in 2..6 {
        let shown = |value: f64| (value * unit).round();
        let ends = of
            .interval
            .map_or([0.0; 2], |interval| [interval.low, interval.high]);
        let is_told = |value: f64| value == 0.0 || shown(value) != 0.0;
        if shown(of.after) - shown(of.before) == shown(of.difference)
            && is_told(of.difference)
            && ends.into_iter().all(is_told)
        {
            return decimals;
        }
        unit *= 10.0;
    }
    6
}

fn counted(count: usize, noun: &str) -> String {
    #[allow(clippy::cast_precision_loss, reason = "counts are below 2^53")]
    let told = number(count as f64);
    format!("{told} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Why there is no backtest.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BacktestError {
    /// The level is not above 0 and below 1.
    #[error("the level of an interval is above 0 and below 1, such as 0.95, not {level}")]
    #[non_exhaustive]
    Level {
        /// The level.
        level: f64,
    },

    /// No resample was asked for.
    #[error("an interval needs resamples, and none were asked for")]
    NoResamples,

    /// There is no subject.
    #[error("there are no subjects to rank")]
    NoSubjects,

    /// No subject can be used.
    #[error(
        "none of {failed} subjects can be ranked; `{}`: {reason}",
        printable(key)
    )]
    #[non_exhaustive]
    NothingScored {
        /// How many subjects there are.
        failed: usize,
        /// The first by key.
        key: String,
        /// What is wrong with it.
        reason: String,
    },

    /// All subjects have one outcome, which no score can rank.
    #[error("all {subjects} subjects have the outcome {outcome}, so there is nothing to rank")]
    #[non_exhaustive]
    OneOutcome {
        /// How many subjects there are.
        subjects: usize,
        /// Their outcome.
        outcome: f64,
    },

    /// A version gives all subjects one score, which ranks nothing.
    #[error("{model} scores all {subjects} subjects {score}, which ranks nobody")]
    #[non_exhaustive]
    OneScore {
        /// Which version.
        model: Box<ModelId>,
        /// How many subjects there are.
        subjects: usize,
        /// Their score.
        score: f64,
    },
}

#[cfg(test)]
mod tests {
    use super::SplitMix64;

    #[test]
    fn the_generator_is_the_published_one() {
        let mut random = SplitMix64(1_234_567);
        let known = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(known.map(|_| random.next()), known);
    }

    #[test]
    fn a_resample_starts_at_an_output_of_the_seed() {
        let mut random = SplitMix64(7);
        for resample in 0..5 {
            assert_eq!(SplitMix64::of(7, resample).0, random.next());
        }
    }
}
