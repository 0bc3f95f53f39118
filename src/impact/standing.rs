//! Where a measured subject is counted.

use std::cmp::Ordering;

use super::{Heading, Measured, Mode, bars::bar_of};

/// What is counted of a measured subject: numbers alone, which do not depend on who it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// In millionths of a subject.
    pub(super) weight: u64,
    /// The scores in points, and in millionths of a point.
    pub(super) before: f64,
    pub(super) after: f64,
    pub(super) micro_before: i64,
    pub(super) micro_after: i64,
    /// Streaming, the bins of the score before, of the score after, and of the move.
    pub(super) bins: [i64; 3],
    /// Streaming, the [bar](bar_of) of the move.
    pub(super) bar: i64,
    /// Whether the score after is above, at or below the score before.
    pub(super) exactly: Ordering,
    /// The same, by the scores as they are shown.
    pub(super) as_shown: Ordering,
    /// The band before, 0 for the lowest.
    pub(super) band_before: usize,
    /// The band after.
    pub(super) band_after: usize,
    /// The band that the score after has by the thresholds before.
    pub(super) band_after_as_before: usize,
    /// How many bounds of falls are passed, the least first.
    pub(super) falls: usize,
    /// How many bounds of rises are passed.
    pub(super) rises: usize,
}

impl Standing {
    #[inline]
    pub(super) fn of(heading: &Heading, weight: u64, measured: &Measured) -> Self {
        let &Measured {
            before,
            after,
            micro_before,
            micro_after,
            ..
        } = measured;
        let micro = micro_after - micro_before;
        let (bins, bar) = match heading.mode() {
            Mode::Streaming => (
                [
                    heading.bin_before(micro_before),
                    heading.bin_after(micro_after),
                    heading.move_bin(micro),
                ],
                bar_of(micro, after - before),
            ),
            Mode::Exact => ([0; 3], 0),
        };
        let [limits, limits_after] = &heading.in_micro.limits;
        Self {
            weight,
            before,
            after,
            micro_before,
            micro_after,
            bins,
            bar,
            exactly: after.partial_cmp(&before).unwrap_or(Ordering::Equal),
            as_shown: shown(heading, [micro_before, micro_after]),
            band_before: band(limits, micro_before),
            band_after: band(limits_after, micro_after),
            band_after_as_before: band(limits, micro_after),
            falls: passed(&heading.in_micro.falls, -micro),
            rises: passed(&heading.in_micro.rises, micro),
        }
    }

    pub(super) fn move_micro(&self) -> i64 {
        self.micro_after - self.micro_before
    }
}

/// The weight that all of them have, if they have one.
pub(super) fn common_weight(all: &[Standing]) -> Option<u64> {
    let first = all.first()?.weight;
    all.iter().all(|one| one.weight == first).then_some(first)
}

/// Levels as people see them, compared in a unit that both scales can count in.
#[inline]
fn shown(heading: &Heading, [before, after]: [i64; 2]) -> Ordering {
    let [unit_before, unit_after] = heading.in_micro.units;
    let [scale_before, scale_after] = heading.scales();
    let before = scale_before.round_to(unit_before, before);
    let after = scale_after.round_to(unit_after, after);
    (after * unit_after).cmp(&(before * unit_before))
}

/// How many limits a score reaches.
#[inline]
fn band(limits: &[i64], micro: i64) -> usize {
    limits.iter().filter(|limit| micro >= **limit).count()
}

/// How many rising bounds a move is beyond.
#[inline]
fn passed(bounds: &[i64], micro: i64) -> usize {
    bounds.iter().take_while(|bound| micro > **bound).count()
}
