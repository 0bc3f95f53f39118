//! Where a measured subject is counted.

use std::cmp::Ordering;

use super::{Measured, Setup, bars::bar_of};

/// Where a measured subject is counted: its bins, bar, bands and bounds; made by
/// [`PreparedStudy::standing`](super::PreparedStudy::standing). What the numbers mean stands at
/// [`GroupCounts`](super::GroupCounts).
///
/// # Examples
///
/// ```
/// use scoreshift::{influence::{self, Network, Profile}, score::Bands};
///
/// let study = influence::lineage().impact("1.0.0", "2.0.0")?.bands(Bands::at([20.0, 50.0]));
/// let ready = study.prepare()?;
/// let ann = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?;
///
/// let standing = ready.standing(&ready.measure(&ann)?);
/// assert_eq!((standing.band_before, standing.band_after), (2, 2));
/// assert_eq!(standing.bar, 473); // up by 2.2 points: by more than 2.2 and at most 2.3
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BinAssignment {
    /// The bins of the score before, of the score after, and of the move.
    pub bins: [i64; 3],
    /// Millionths of a point beyond the middle of each bin.
    pub rests: [i64; 3],
    /// The [bar](super::GroupCounts::bars) of the move.
    pub bar: i64,
    /// Whether the score after is above, at or below the score before.
    pub exactly: Ordering,
    /// The same, by the scores as they are shown.
    pub as_shown: Ordering,
    /// The band before, 0 for the lowest.
    pub band_before: usize,
    /// The band after.
    pub band_after: usize,
    /// The band that the score after has by the thresholds before.
    pub band_after_as_before: usize,
    /// How many bounds of falls are passed, the least first.
    pub falls: usize,
    /// How many bounds of rises are passed.
    pub rises: usize,
}

impl BinAssignment {
    #[inline]
    pub(super) fn of(setup: &Setup, measured: &Measured) -> Self {
        let &Measured {
            before,
            after,
            micro_before,
            micro_after,
            ..
        } = measured;
        let [old, new] = setup.origins;
        let micro = micro_after - micro_before;
        let bins = [
            setup.bin_before(micro_before),
            setup.bin_after(micro_after),
            setup.move_bin(micro),
        ];
        let [bin_before, bin_after, bin_move] = bins.map(|bin| bin * setup.resolution);
        Self {
            bins,
            rests: [
                micro_before - old - bin_before,
                micro_after - new - bin_after,
                micro - bin_move,
            ],
            bar: bar_of(micro, after - before),
            exactly: after.partial_cmp(&before).unwrap_or(Ordering::Equal),
            as_shown: shown(setup, [micro_before, micro_after]),
            band_before: setup.bands.of(before),
            band_after: setup.bands.of_after(after),
            band_after_as_before: setup.bands.of(after),
            falls: passed(&setup.falls, -micro),
            rises: passed(&setup.rises, micro),
        }
    }
}

/// Levels as people see them, compared in a unit that both scales can count in.
#[inline]
fn shown(setup: &Setup, [before, after]: [i64; 2]) -> Ordering {
    let [unit_before, unit_after] = setup.units;
    let [scale_before, scale_after] = setup.scales();
    let (before, after) = (scale_before.round(before), scale_after.round(after));
    (after * unit_after).cmp(&(before * unit_before))
}

/// How many rising bounds a move is beyond.
#[inline]
fn passed(bounds: &[i64], micro: i64) -> usize {
    bounds.iter().take_while(|bound| micro > **bound).count()
}
