//! Histograms of moves as people read them: few bars with round edges, chosen by the moves.
//!
//! Moves are counted in bars of two significant digits, whatever the scale: up to 0.000001, 0.000002, … 0.0001, 0.00011,
//! … 0.001, 0.0011 points and so on. What is counted so can be merged, and is then drawn in bars of one width: the least
//! of 1, 2, 5, 10, … that needs few bars. Every edge of those is an edge of what was counted, so that no move is on the
//! wrong side of one.

use super::{
    divisor::Divisor,
    mass::{ONE, real},
};
use crate::impact::{Bar, Mode, Slice};

/// How many bars a report has, those without subjects included, and beside those of the few farthest moves.
const REPORTED: i64 = 40;

/// Of those who move, the farthest up to this share in percent have a bar of their own on each side, if the others would
/// have to share bars that are more than [`MUCH`] times as wide.
const FARTHEST: u128 = 5;

const MUCH: i64 = 10;

/// 1, 10, 100 …
#[allow(clippy::indexing_slicing, reason = "computed by the compiler")]
static UNITS: [Divisor; 18] = {
    let (mut units, mut at, mut unit) = ([Divisor::new(1); 18], 0, 1);
    while at < 18 {
        units[at] = Divisor::new(unit);
        (at, unit) = (at + 1, unit * 10);
    }
    units
};

/// The number of the bar of a move of so many millionths of a point: 0 if it did not move, below 0 if it fell.
#[inline]
pub(in crate::impact) fn bar_of(micro: i64, moved: f64) -> i64 {
    if moved == 0.0 {
        return 0;
    }
    // However little it moved. Rounded up is one more than what is less by one, rounded down.
    let below = (micro.saturating_abs() - 1).max(0);
    let decades = below.max(1).ilog10().saturating_sub(1);
    let unit = UNITS.get(decades as usize).copied().unwrap_or_default();
    let bar = 90 * i64::from(decades) + unit.floor(below) + 1;
    if moved < 0.0 { -bar } else { bar }
}

/// How far the moves in a bar reach, in millionths of a point, and what all edges up to there are multiples of.
fn end_of(bar: i64) -> (i64, i64) {
    let decades = (bar.abs() - 11).max(0) / 90;
    let unit = u32::try_from(decades)
        .ok()
        .and_then(|decades| 10_i64.checked_pow(decades));
    let unit = unit.unwrap_or(i64::MAX);
    let end = (bar.abs() - 90 * decades).saturating_mul(unit);
    (end * bar.signum(), unit)
}

/// Moves that reach so far, and what they weigh.
#[derive(Clone, Copy)]
struct CountedBar {
    end: i64,
    unit: i64,
    weight: u64,
}

/// Bars of one width: from this one to that one, by how many widths they reach from zero.
#[derive(Clone, Copy)]
struct Grid {
    width: i64,
    first: i64,
    last: i64,
}

impl Slice<'_> {
    /// How many subjects moved how far, in at most some forty bars.
    ///
    /// All bars have one width: 1, 2 or 5 points, or so many tenths, tens and so on; the narrowest that needs few bars for
    /// these moves, and at least the last digit that is shown. Where a few moved so far that everybody else would be in one
    /// or two bars, they have a bar of their own at the end, which is wider. Bars without subjects are left out.
    ///
    /// A rise of exactly a bar's upper end belongs to it, and so does a fall of exactly that size. In exact mode n·log n.
    #[must_use]
    pub fn histogram(&self) -> Vec<Bar> {
        let bars = self.bars(REPORTED);
        let known = |bar: &Bar| bar.weight > 0.0;
        bars.into_iter().filter(known).collect()
    }

    /// Which share of all moved farther than so many millionths of a point in one direction (1 or −1), and the bound itself,
    /// lowered to two significant digits: moves are counted no finer. None of nobody.
    pub(crate) fn share_beyond(&self, micro: i64, direction: i64) -> Option<(f64, i64)> {
        let mut unit = 1_i64;
        while micro > unit.saturating_mul(100) {
            unit = unit.saturating_mul(10);
        }
        let bound = micro - micro.rem_euclid(unit);
        let counted = self.counted_bars();
        let weigh = |of: &dyn Fn(&CountedBar) -> bool| -> u64 {
            let counted = counted.iter().filter(|counted| of(counted));
            counted.map(|counted| counted.weight).sum()
        };
        let all = weigh(&|_| true);
        let beyond = weigh(&|counted| counted.end.saturating_mul(direction) > bound);
        (all > 0).then(|| (real(beyond) / real(all), bound))
    }

    /// The same in at most about so many bars, with those that are empty between others.
    pub(crate) fn bars(&self, most: i64) -> Vec<Bar> {
        let counted = self.counted_bars();
        let (still, moved): (Vec<CountedBar>, Vec<CountedBar>) =
            counted.into_iter().partition(|counted| counted.end == 0);
        let still: u64 = still.iter().map(|counted| counted.weight).sum();
        let Some(grid) = self.grid(&moved, most) else {
            return if still > 0 {
                vec![bar(0, 0, still)]
            } else {
                Vec::new()
            };
        };
        let mut bars = Vec::new();
        let weight = |of: &dyn Fn(&CountedBar) -> bool| -> u64 {
            moved
                .iter()
                .filter(|counted| of(counted))
                .map(|counted| counted.weight)
                .sum()
        };
        let place = |counted: &CountedBar| reach(counted.end, grid.width);
        let fell_far = weight(&|counted| place(counted) < grid.first);
        if let (Some(farthest), true) = (moved.first(), fell_far > 0) {
            bars.push(bar(grid.first.min(0) * grid.width, farthest.end, fell_far));
        }
        for at in grid.first..=grid.last {
            let weight = if at == 0 {
                still
            } else {
                weight(&|counted| place(counted) == at)
            };
            bars.push(bar(
                (at - at.signum()) * grid.width,
                at * grid.width,
                weight,
            ));
        }
        let rose_far = weight(&|counted| place(counted) > grid.last);
        if let (Some(farthest), true) = (moved.last(), rose_far > 0) {
            bars.push(bar(grid.last.max(0) * grid.width, farthest.end, rose_far));
        }
        bars
    }

    /// What was counted, from the farthest fall to the farthest rise.
    fn counted_bars(&self) -> Vec<CountedBar> {
        let mut counts = self.group().bars.clone();
        if self.heading().mode() == Mode::Exact {
            for scores in self.scores() {
                let (micro, weight) = (scores.move_micro(), scores.weight);
                let moved = scores.after - scores.before;
                counts.add(bar_of(micro, moved), weight);
            }
        }
        let counted = counts.iter().map(|(bar, weight)| {
            let (end, unit) = end_of(bar);
            CountedBar { end, unit, weight }
        });
        counted.collect()
    }

    /// The bars in which these moves, of which none is 0, are drawn.
    fn grid(&self, moved: &[CountedBar], most: i64) -> Option<Grid> {
        let stayed = self.exactly().same.subjects > 0;
        let all = self.narrowest(moved, stayed, most)?;
        // The farthest, whichever way, are left out first.
        let total: u128 = moved.iter().map(|counted| u128::from(counted.weight)).sum();
        let mut by_size: Vec<&CountedBar> = moved.iter().collect();
        by_size.sort_by_key(|counted| std::cmp::Reverse(counted.end.abs()));
        let mut beyond = 0_u128;
        let farthest_of_most = by_size.into_iter().find(|counted| {
            beyond += u128::from(counted.weight);
            beyond * 100 > total * FARTHEST
        })?;
        let near: Vec<CountedBar> = moved
            .iter()
            .copied()
            .filter(|counted| counted.end.abs() <= farthest_of_most.end.abs())
            .collect();
        let both_ways = moved.iter().any(|counted| counted.end < 0)
            && moved.iter().any(|counted| counted.end > 0);
        let most_of_all = self.narrowest(&near, stayed || both_ways, most)?;
        if all.width > most_of_all.width.saturating_mul(MUCH) {
            Some(most_of_all)
        } else {
            Some(all)
        }
    }

    /// The narrowest bars, of which there are few enough for these moves, and for none at all.
    fn narrowest(&self, moved: &[CountedBar], and_none: bool, most: i64) -> Option<Grid> {
        let ends = || {
            moved
                .iter()
                .map(|counted| counted.end)
                .chain(and_none.then_some(0))
        };
        let (first, last) = (ends().min()?, ends().max()?);
        let unit = moved.iter().map(|counted| counted.unit).max()?;
        let units = self.heading().in_micro.units.into_iter().map(Divisor::get);
        let shown = units.max().unwrap_or(1);
        let mut widest = None;
        for width in widths().skip_while(|width| *width < unit.max(shown)) {
            let (first, last) = (reach(first, width), reach(last, width));
            widest = Some(Grid { width, first, last });
            if last - first <= most.max(2) {
                break;
            }
        }
        widest
    }
}

/// 1, 2, 5, 10, 20, … millionths of a point.
fn widths() -> impl Iterator<Item = i64> {
    (0..=18).flat_map(|power| {
        let ten = 10_i64.saturating_pow(power);
        [1, 2, 5].map(|digit: i64| digit.saturating_mul(ten))
    })
}

/// How many bars of a width reach from zero over these millionths of a point.
fn reach(end: i64, width: i64) -> i64 {
    let size = end.unsigned_abs().div_ceil(width.unsigned_abs().max(1));
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    if end < 0 { -size } else { size }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "points have the precision of an f64"
)]
fn bar(from: i64, to: i64, weight: u64) -> Bar {
    Bar {
        from: from as f64 / 1e6,
        to: to as f64 / 1e6,
        weight: real(weight) / real(ONE),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{bar_of, end_of};

    proptest! {
        #[test]
        fn a_bar_reaches_to_two_digits(size in prop_oneof![1_i64..2000, 1_i64..20_000_000_000_000_000]) {
            // By another way: the least number of two digits and zeros that is not smaller.
            let zeros = u32::try_from(size.to_string().len().saturating_sub(2)).unwrap_or(0);
            let round = 10_i64.pow(zeros);
            let end = (size + round - 1) / round * round;
            #[allow(clippy::cast_precision_loss, reason = "only its sign counts")]
            let bar = bar_of(size, size as f64);
            prop_assert_eq!(end_of(bar).0, end);
            prop_assert_eq!(bar_of(-size, -1.0), -bar);
            prop_assert_eq!(end_of(-bar).0, -end);
            // The next bar begins where this one ends.
            prop_assert_eq!(bar_of(end, 1.0), bar);
            prop_assert_eq!(bar_of(end + 1, 1.0), bar + 1);
            prop_assert_eq!(end % end_of(bar).1, 0);
        }
    }

    #[test]
    fn what_did_not_move_is_in_no_bar_of_those_that_did() {
        assert_eq!((bar_of(0, 0.0), bar_of(0, -0.0)), (0, 0));
        assert_eq!((bar_of(0, 5e-324), bar_of(0, -5e-324)), (1, -1));
        assert_eq!(end_of(0), (0, 1));
    }
}
