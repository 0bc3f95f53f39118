//! Where a measured subject is counted.

use std::cmp::Ordering;

use super::{bars::bar_of, divisor::Divisor, heading::Heading};
use crate::{
    impact::{Measured, Mode},
    score::Scale,
};

/// The scores of a measured subject: numbers alone, which do not say who it is.
#[derive(Clone, Copy, Debug)]
pub(in crate::impact) struct Scores {
    /// In millionths of a subject.
    pub(in crate::impact) weight: u64,
    /// In points, and in millionths of a point.
    pub(in crate::impact) before: f64,
    pub(in crate::impact) after: f64,
    pub(in crate::impact) micro_before: i64,
    pub(in crate::impact) micro_after: i64,
}

impl Scores {
    pub(in crate::impact) fn new(weight: u64, measured: &Measured) -> Self {
        Self {
            weight,
            before: measured.before,
            after: measured.after,
            micro_before: measured.micro_before,
            micro_after: measured.micro_after,
        }
    }

    #[inline]
    pub(in crate::impact) fn move_micro(&self) -> i64 {
        self.micro_after - self.micro_before
    }

    /// Whether the score after is above, at or below the score before.
    #[inline]
    pub(in crate::impact) fn order(&self) -> Ordering {
        // Two comparisons without a branch: which way subjects go is a toss for a processor.
        (i8::from(self.after > self.before) - i8::from(self.after < self.before)).cmp(&0)
    }
}

/// Where a subject is counted.
#[derive(Clone, Copy, Debug)]
pub(in crate::impact) struct BinAssignment {
    pub(in crate::impact) scores: Scores,
    /// Streaming, the bins of the score before, of the score after, and of the move.
    pub(in crate::impact) bins: [i64; 3],
    /// Streaming, the step of the score before.
    pub(in crate::impact) step: i64,
    /// Streaming, the [bar](bar_of) of the move.
    pub(in crate::impact) bar: i64,
    /// The [order](Scores::order) of the scores as they are shown.
    pub(in crate::impact) as_shown: Ordering,
    /// The band before, 0 for the lowest.
    pub(in crate::impact) band_before: usize,
    /// The band after.
    pub(in crate::impact) band_after: usize,
    /// The band that the score after has by the thresholds before.
    pub(in crate::impact) band_after_as_before: usize,
    /// How many bounds of falls are passed, the least first.
    pub(in crate::impact) falls: usize,
    /// How many bounds of rises are passed.
    pub(in crate::impact) rises: usize,
}

impl BinAssignment {
    #[inline]
    pub(in crate::impact) fn of(heading: &Heading, scores: Scores) -> Self {
        let (before, after) = (scores.micro_before, scores.micro_after);
        let micro = scores.move_micro();
        let (bins, step, bar) = match heading.mode() {
            Mode::Streaming => (
                [
                    heading.bin_before(before),
                    heading.bin_after(after),
                    heading.move_bin(micro),
                ],
                heading.step_of(before),
                bar_of(micro, scores.after - scores.before),
            ),
            Mode::Exact => ([0; 3], 0, 0),
        };
        let [limits, limits_after] = &heading.in_micro.limits;
        Self {
            scores,
            bins,
            step,
            bar,
            as_shown: shown(heading, [before, after]),
            band_before: band(limits, before),
            band_after: band(limits_after, after),
            band_after_as_before: band(limits, after),
            falls: passed(&heading.in_micro.falls, -micro),
            rises: passed(&heading.in_micro.rises, micro),
        }
    }
}

/// The weight that all of them have, if they have one.
pub(in crate::impact) fn common_weight(all: &[BinAssignment]) -> Option<u64> {
    let first = all.first()?.scores.weight;
    let is_common = all.iter().all(|one| one.scores.weight == first);
    is_common.then_some(first)
}

/// Levels as people see them, compared in a unit that both scales can count in.
#[inline]
fn shown(heading: &Heading, [before, after]: [i64; 2]) -> Ordering {
    let shown = |scale: &Scale, unit: Divisor, level| {
        scale.round_by(unit.get(), |level| unit.floor(level), level) * unit.get()
    };
    let [scale_before, scale_after] = heading.scales();
    let [unit_before, unit_after] = heading.in_micro.units;
    let before = shown(scale_before, unit_before, before);
    shown(scale_after, unit_after, after).cmp(&before)
}

/// How many limits a score reaches.
#[inline]
fn band(limits: &[i64], micro: i64) -> usize {
    limits.iter().filter(|limit| micro >= **limit).count()
}

/// How many rising bounds a move is beyond.
#[inline]
fn passed(bounds: &[i64], micro: i64) -> usize {
    bounds.iter().filter(|bound| micro > **bound).count()
}
