//! How much parts of means count, in digits that add up.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::Cell;
use crate::{
    diff::{EffectKind, Value},
    formula::breakdown::MeanPart,
    path::Path,
    present::{
        Digits,
        message::argument::{Percent, PercentIs},
    },
    score::Scale,
};

/// Shares are told to this many decimals of a percent at most.
const MOST_DECIMALS: u8 = 4;

/// The shares of parts of means before and after, as they are told.
///
/// All of one mean have one number of digits, the least in which what moved the score looks different before and after;
/// and those of one side add up to at most all of it as they are read.
#[derive(Debug, Default)]
pub(in crate::present) struct Shares {
    listed: BTreeMap<Path, [Option<Percent>; 2]>,
}

/// No part of any mean.
pub(in crate::present) static NO_SHARES: Shares = Shares {
    listed: BTreeMap::new(),
};

/// The parts of one mean, each before and after, and whether it moved the score by what shows.
type Mean<'e> = BTreeMap<&'e Path, ([Option<f64>; 2], bool)>;

impl Shares {
    /// The shares that cells tell. Numbers that parts of the score after are calculated with are told as shares where that is
    /// the same: see [`numbers_as_shares`].
    pub(in crate::present) fn of<'e>(
        cells: impl Iterator<Item = Cell<'e>> + Clone,
        parts: &'e [MeanPart],
        scale: &Scale,
    ) -> Self {
        let mut means: BTreeMap<Option<Path>, Mean<'e>> = BTreeMap::new();
        if let Some(mean) = numbers_as_shares(cells.clone(), parts, scale) {
            means.insert(None, mean);
        }
        for cell in cells.filter(|cell| cell.kind == EffectKind::Weight) {
            let mean = means.entry(cell.place.parent()).or_default();
            let of_cell = [cell.before, cell.after].map(Value::number);
            let (shares, shows) = mean.entry(cell.place).or_insert((of_cell, false));
            for (known, share) in shares.iter_mut().zip(of_cell) {
                *known = known.or(share);
            }
            *shows |= scale.round_size(cell.micro.saturating_abs()) != 0;
        }
        let mut listed = BTreeMap::new();
        for mean in means.values() {
            let decimals = decimals(mean);
            let sides = [0, 1].map(|side| written(mean, side, decimals));
            for place in mean.keys() {
                let of_place = sides.each_ref().map(|side| side.get(place).copied());
                listed.insert((*place).clone(), of_place);
            }
        }
        Self { listed }
    }

    /// What a part counts before and after, where it has a share.
    pub(in crate::present) fn at(&self, place: &Path) -> [Option<Percent>; 2] {
        self.listed.get(place).copied().unwrap_or_default()
    }
}

/// A sum of parts that are each multiplied by a number, which became a mean of them: what each counts before and after, where
/// the numbers that moved leave the whole as large as it was.
///
/// 7.5·a + 5·b that became 12.5 times the mean of both has told numbers that went from 7.5 and 5 to 6.25; what happened is that
/// `a` counts 50 % instead of 60 %.
fn numbers_as_shares<'e>(
    cells: impl Iterator<Item = Cell<'e>>,
    parts: &'e [MeanPart],
    scale: &Scale,
) -> Option<Mean<'e>> {
    let mut numbers: BTreeMap<&'e Path, ([f64; 2], f64, bool)> = BTreeMap::new();
    for cell in cells.filter(|cell| cell.kind != EffectKind::Input) {
        let part = parts.iter().find(|part| part.place == *cell.place);
        let (Some(part), EffectKind::Constant) = (part, cell.kind) else {
            // What else the formula does to a part is in no share.
            if part.is_some() {
                return None;
            }
            continue;
        };
        let of_cell = [cell.before.number()?, cell.after.number()?];
        let known = numbers
            .entry(&part.place)
            .or_insert((of_cell, part.share, false));
        if known.0 != of_cell {
            return None;
        }
        known.2 |= scale.round_size(cell.micro.saturating_abs()) != 0;
    }
    let is_same = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
    let sum = |side: usize| -> f64 {
        let of_side = numbers.values().filter_map(|(of, ..)| of.get(side));
        of_side.sum()
    };
    let ([_, after], share, _) = numbers.values().next()?;
    let whole = after / share;
    let is_share = |([before, after], share, _): &([f64; 2], f64, bool)| {
        *before >= 0.0 && *after >= 0.0 && is_same(after / share, whole)
    };
    if numbers.len() < 2 || !is_same(sum(0), sum(1)) || !numbers.values().all(is_share) {
        return None;
    }
    let listed = numbers.into_iter().map(|(place, (of, share, shows))| {
        let [before, _] = of.map(|number| number / whole);
        (place, ([Some(before), Some(share)], shows))
    });
    Some(listed.collect())
}

/// The least number of decimals in which every part that moved the score looks different before and after.
fn decimals(mean: &Mean<'_>) -> u8 {
    let moved = |is_seen: bool| {
        let parts = mean.values().filter(move |(_, shows)| *shows || !is_seen);
        parts.filter_map(|(shares, _)| Some((shares[0]?, shares[1]?)))
    };
    let is_seen = moved(true).next().is_some();
    (0..MOST_DECIMALS)
        .find(|&decimals| {
            moved(is_seen)
                .all(|(before, after)| percent(before, decimals) != percent(after, decimals))
        })
        .unwrap_or(MOST_DECIMALS)
}

/// The shares of one side.
fn written<'e>(mean: &Mean<'e>, side: usize, decimals: u8) -> BTreeMap<&'e Path, Percent> {
    let shares = mean
        .iter()
        .filter_map(|(place, (shares, _))| Some((*place, shares.get(side).copied()??)));
    rounded(shares, decimals)
}

/// Shares of one whole: rounded to the nearest, but for those that would make more than all of it.
fn rounded<K: Ord + Copy>(
    shares: impl Iterator<Item = (K, f64)>,
    decimals: u8,
) -> BTreeMap<K, Percent> {
    let all = f64::from(100 * 10_u32.pow(u32::from(decimals)));
    let shares: BTreeMap<K, f64> = shares.collect();
    let units = |of: fn(f64) -> f64| -> f64 { shares.values().map(|share| of(all * share)).sum() };
    // What counts and shows in no digit is told as less than one of the last digit.
    let is_tiny = |share: &f64| *share > 0.0 && (all * share).round() == 0.0;
    let tiny = f64::from(u8::from(shares.values().any(is_tiny)));
    let mut beyond = units(f64::round) + tiny - all;
    // What adds up to more than all are shares of several means.
    if units(|share| share) > all + 1e-7 {
        beyond = 0.0;
    }
    let mut up: Vec<(K, f64)> = shares
        .iter()
        .map(|(key, share)| (*key, (all * share).fract()))
        .filter(|(_, fraction)| *fraction >= 0.5)
        .collect();
    up.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let mut floored = BTreeSet::new();
    for (key, _) in up {
        if beyond < 0.5 {
            break;
        }
        floored.insert(key);
        beyond -= 1.0;
    }
    let listed = shares.into_iter().filter_map(|(key, share)| {
        let digits = if floored.contains(&key) {
            Digits::percent((all * share).floor() / all, decimals)
        } else {
            Digits::percent(share, decimals)
        };
        Some((key, bounded(share, digits?)))
    });
    listed.collect()
}

/// What each of some counts is of all of them, in whole percents that add up to at most all as they are read.
#[allow(
    clippy::cast_precision_loss,
    reason = "a share of so many has no more digits that show"
)]
pub(in crate::present) fn of_counts(counts: &[u64]) -> Vec<Option<Percent>> {
    let all: u128 = counts.iter().map(|count| u128::from(*count)).sum();
    let part = |&count: &u64| (all > 0).then(|| count as f64 / all as f64);
    let shares: Vec<Option<f64>> = counts.iter().map(part).collect();
    let known = shares.iter().enumerate();
    let listed = rounded(known.filter_map(|(at, share)| Some((at, (*share)?))), 0);
    (0..counts.len())
        .map(|at| listed.get(&at).copied())
        .collect()
}

/// A share as it is rounded to the nearest.
pub(in crate::present) fn percent(share: f64, decimals: u8) -> Option<Percent> {
    Some(bounded(share, Digits::percent(share, decimals)?))
}

/// Of what counts and shows in no digit, that it is less than the least that shows, and likewise of what is not all.
fn bounded(share: f64, digits: Digits) -> Percent {
    let all = 100 * 10_i64.pow(u32::from(digits.decimals));
    let bound = |units, is| Percent {
        digits: Digits { units, ..digits },
        is,
    };
    if share > 0.0 && digits.units == 0 {
        bound(1, PercentIs::Less)
    } else if share < 1.0 && digits.units == all {
        bound(all - 1, PercentIs::More)
    } else {
        Percent::of(digits)
    }
}
