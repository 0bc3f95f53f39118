//! Which parts are told one by one, in which order, and what the rest of them is.

use std::{cmp::Reverse, iter::Sum};

use crate::score::{self, Scale};

/// One part on its way to being told.
pub(in crate::present) struct Part<K> {
    /// In millionths of a point.
    pub(in crate::present) micro: i64,
    /// What settles ties.
    pub(in crate::present) key: K,
    pub(in crate::present) keep: Keep,
}

impl<K> Part<K> {
    pub(in crate::present) const fn new(micro: i64, key: K, keep: Keep) -> Self {
        Self { micro, key, keep }
    }
}

/// Whether a part is told by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::present) enum Keep {
    /// In any case.
    Always,
    /// If it is one of the largest.
    IfLarge,
    /// If it is one of the largest and shows in a digit.
    IfSeen,
}

/// A move, or a part of one that has parts itself.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::present) struct Total {
    /// In units of the last shown digit.
    pub(in crate::present) units: i64,
    /// In millionths of a point.
    pub(in crate::present) micro: i64,
}

impl Total {
    pub(in crate::present) const fn new(units: i64, micro: i64) -> Self {
        Self { units, micro }
    }
}

impl Sum for Total {
    fn sum<I: Iterator<Item = Self>>(totals: I) -> Self {
        totals.fold(Self::default(), |sum, total| {
            let units = sum.units.saturating_add(total.units);
            Self::new(units, sum.micro.saturating_add(total.micro))
        })
    }
}

/// Parts that add up to their total together with the rest.
pub(in crate::present) struct Folded {
    /// What is told by itself, in the given order: the index, and units of the last shown digit.
    pub(in crate::present) kept: Vec<(usize, i64)>,
    /// How many of the given parts are in the rest.
    pub(in crate::present) count: u64,
    /// All else. It is never forgotten: whatever the given parts lack to the total is in it.
    pub(in crate::present) rest: Total,
}

/// How many parts are told of a total that shows in no digit, if none of them does.
const UNSEEN: usize = 3;

/// As [`fold`], but with more of the parts named where the rest would be larger than the smallest that is named: up to four
/// times as many as were asked for, if that is enough. A rest of a single part is told under its name.
pub(in crate::present) fn fold_places<K: Ord>(
    scale: &Scale,
    total: Total,
    parts: &[Part<K>],
    limit: usize,
) -> Folded {
    named_alone(parts, fold_more(scale, total, parts, limit))
}

/// A rest that shows and is a single part is told under the part's name.
fn named_alone<K>(parts: &[Part<K>], mut folded: Folded) -> Folded {
    let is_kept = |at: usize| folded.kept.iter().any(|(index, _)| *index == at);
    let mut left = (0..)
        .zip(parts)
        .filter(|(at, part)| part.micro != 0 && !is_kept(*at));
    if let (Some((at, part)), None, true) = (left.next(), left.next(), folded.rest.units != 0) {
        // Whatever is withheld is in the rest as well.
        if part.micro == folded.rest.micro {
            folded.kept.push((at, folded.rest.units));
            folded.kept.sort_unstable();
            folded.count -= 1;
            folded.rest = Total::default();
        }
    }
    folded
}

fn fold_more<K: Ord>(scale: &Scale, total: Total, parts: &[Part<K>], limit: usize) -> Folded {
    let first = fold(scale, total, parts, limit);
    let is_large = |folded: &Folded| {
        let named = folded.kept.iter().filter(|(_, units)| *units != 0);
        let smallest = named.map(|(_, units)| units.unsigned_abs()).min();
        smallest.is_some_and(|smallest| folded.rest.units.unsigned_abs() > smallest)
    };
    let (mut most, last) = (limit, limit.saturating_mul(MOST_MORE));
    while is_large(&first) && most < last {
        // In steps that grow, so that ten thousand parts take no long time.
        most = most.saturating_add(most.div_ceil(4)).min(last);
        let folded = fold(scale, total, parts, most);
        if !is_large(&folded) {
            return folded;
        }
    }
    first
}

/// How many times as many parts as were asked for are named at most.
const MOST_MORE: usize = 4;

/// Keeps at most `limit` of the parts that are not to be kept in any case: the largest.
///
/// Where the sizes are beyond what can be shared out, everything is in the rest.
pub(in crate::present) fn fold<K: Ord>(
    scale: &Scale,
    total: Total,
    parts: &[Part<K>],
    limit: usize,
) -> Folded {
    let seen = |part: &Part<K>| part.micro.unsigned_abs() * 2 >= scale.unit().unsigned_abs();
    let mut by_size: Vec<(usize, &Part<K>)> = parts
        .iter()
        .enumerate()
        .filter(|(_, part)| part.micro != 0 || part.keep == Keep::Always)
        .collect();
    by_size.sort_by_key(|(_, part)| Reverse(part.micro.unsigned_abs()));
    let mut left = limit;
    let mut chosen: Vec<(usize, &Part<K>)> = by_size
        .iter()
        .copied()
        .filter(|(_, part)| {
            if part.keep == Keep::Always {
                return true;
            }
            let takes = left > 0 && (part.keep == Keep::IfLarge || seen(part));
            left -= usize::from(takes);
            takes
        })
        .collect();
    let mut shares = shared(scale, total, &mut chosen);
    // What turns out to show in no digit goes to the rest, which may change what the others show.
    while let Some((units, _)) = &shares {
        let before = chosen.len();
        let mut units = units.iter();
        chosen.retain(|(_, part)| units.next() != Some(&0) || part.keep != Keep::IfSeen);
        if chosen.len() == before {
            break;
        }
        shares = shared(scale, total, &mut chosen);
    }
    if chosen.is_empty() && total.units == 0 {
        let small = by_size.iter().take(UNSEEN.min(limit));
        chosen = small.copied().collect();
        shares = shared(scale, total, &mut chosen);
    }
    // A move that shows has a reason that shows, the largest that goes the same way, however small it is.
    let way = total.units.signum();
    let has_reason = |shares: &Shares| matches!(shares, Some((units, _)) if units.iter().any(|units| units.signum() == way));
    if way != 0 && limit > 0 && !has_reason(&shares) {
        let is_chosen = |index: usize| chosen.iter().any(|(other, _)| *other == index);
        let along: Vec<(usize, &Part<K>)> = by_size
            .iter()
            .filter(|(index, part)| part.micro.signum() == way && !is_chosen(*index))
            .take(limit)
            .copied()
            .collect();
        let mut with = chosen.clone();
        for more in along {
            with.push(more);
            let found = shared(scale, total, &mut with);
            if has_reason(&found) {
                (chosen, shares) = (with, found);
                break;
            }
        }
    }
    let nonzero = parts.iter().filter(|part| part.micro != 0).count();
    match shares {
        Some((units, rest)) => {
            let listed = chosen.iter().filter(|(_, part)| part.micro != 0).count();
            let mut kept: Vec<(usize, i64)> =
                chosen.iter().map(|(index, _)| *index).zip(units).collect();
            kept.sort_unstable();
            Folded {
                kept,
                count: (nonzero - listed) as u64,
                rest,
            }
        }
        None => Folded {
            kept: Vec::new(),
            count: nonzero as u64,
            rest: total,
        },
    }
}

/// The units of each part, and the rest.
type Shares = Option<(Vec<i64>, Total)>;

/// The units of each chosen part, which are put in the order of their keys, and the rest.
fn shared<K: Ord>(scale: &Scale, total: Total, chosen: &mut [(usize, &Part<K>)]) -> Shares {
    chosen.sort_by(|(i, a), (j, b)| a.key.cmp(&b.key).then(i.cmp(j)));
    let mut micros: Vec<i64> = chosen.iter().map(|(_, part)| part.micro).collect();
    let listed: i128 = micros.iter().map(|&micro| i128::from(micro)).sum();
    let micro = i64::try_from(i128::from(total.micro) - listed).ok()?;
    micros.push(micro);
    let mut units = score::apportion_micro(scale, total.units, &micros).ok()?;
    let rest = Total::new(units.pop()?, micro);
    Some((units, rest))
}
