//! What a report counts of a row: a few numbered cells, each with whole numbers to add up.
//!
//! A subject that is scored is in three cells: by the bin of the score before with the bands that it crosses, by the bin
//! of the score after, and by the bin of the move. Each cell has a count, sums of whole numbers, and least and largest
//! values, so that no partition shows. Sums are kept small: within a cell only what is beyond the middle of its bin is
//! summed, and the rest is known from the bin.

mod entries;
mod farthest;
mod kept;
mod least;
mod questions;

pub(crate) use entries::{CELL, Entries, KEPT, POINTS, REST, SQUARE, WEIGHT};
pub(crate) use farthest::farthest;
pub(crate) use kept::{Move, Row, moved, said};
pub(crate) use least::{Given, least, udaf};
pub(crate) use questions::Questions;

use scoreshift::{
    impact::{BinAssignment, PreparedStudy},
    score,
};

use crate::ImpactQueryError;

/// Where something of a row is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Bin before, band before, band after, and the band that the score after has by the thresholds before.
    Before([i64; 4]),
    /// Bin after, band before.
    After([i64; 2]),
    /// Bin of the move, bar, direction as shown, bounds that are passed (falls below zero).
    Moves([i64; 4]),
    /// It has no score.
    Failed,
    /// Its move cannot be told apart into named changes.
    Unexplained,
    /// It may be among those that fell most.
    Fell,
    /// It may be among those that rose most.
    Rose,
    /// What a named change did.
    Change(usize),
}

/// How cells are numbered.
#[derive(Clone, Debug)]
pub(crate) struct Cells {
    before: Packing<4>,
    after: Packing<2>,
    moves: Packing<4>,
    pub(crate) resolution: i64,
    pub(crate) falls: usize,
    pub(crate) rises: usize,
    pub(crate) changes: Option<usize>,
}

/// Numbers below zero, in the order of the cells that have one.
const FAILED: i64 = -1;
const UNEXPLAINED: i64 = -2;
const FELL: i64 = -3;
const ROSE: i64 = -4;
const FIRST_CHANGE: i64 = -5;

impl Cells {
    pub(crate) fn of<I: ?Sized + 'static>(
        ready: &PreparedStudy<I>,
    ) -> Result<Self, ImpactQueryError> {
        let points = |value: f64| score::micro(value).map_err(|_| ImpactQueryError::TooManyCells);
        let [old, new] = ready.scales();
        let (old_min, old_max) = (points(old.min())?, points(old.max())?);
        let (new_min, new_max) = (points(new.min())?, points(new.max())?);
        let resolution = ready.resolution_micro();
        let bins = |span: i64| (span + resolution / 2) / resolution;
        // Of scales that lie far apart, every move is long.
        let (least, most) = (new_min - old_max, new_max - old_min);
        let move_bin = |micro: i64| micro.signum() * bins(micro.abs());
        let (falls, rises) = (ready.falls_micro().len(), ready.rises_micro().len());
        let bands = [0, whole(ready.bands().limits().len())];
        Ok(Self {
            before: Packing::of([[0, bins(old_max - old_min)], bands, bands, bands])?,
            after: Packing::of([[0, bins(new_max - new_min)], bands])?,
            moves: Packing::of([
                [move_bin(least), move_bin(most)],
                ready.bars(),
                [-1, 1],
                [-whole(falls), whole(rises)],
            ])?,
            resolution,
            falls,
            rises,
            changes: ready.changes(),
        })
    }

    /// The three cells of a subject that is scored: of the score before, the score after and the move.
    pub(crate) fn of_standing(standing: &BinAssignment) -> [Cell; 3] {
        let [before, after, moved] = standing.bins;
        let (from, to) = (whole(standing.band_before), whole(standing.band_after));
        let to_as_before = whole(standing.band_after_as_before);
        let beyond = whole(standing.rises) - whole(standing.falls);
        let shown = standing.as_shown as i64;
        [
            Cell::Before([before, from, to, to_as_before]),
            Cell::After([after, from]),
            Cell::Moves([moved, standing.bar, shown, beyond]),
        ]
    }

    /// The number of a cell; none where it is beyond the scales.
    pub(crate) fn number(&self, cell: Cell) -> Option<i64> {
        // Three kinds share the numbers from zero; that they fit is seen to when the packings are made.
        let of_three = |packed: Option<i64>, kind: i64| Some(packed? * 3 + kind);
        match cell {
            Cell::Before(parts) => of_three(self.before.pack(parts), 0),
            Cell::After(parts) => of_three(self.after.pack(parts), 1),
            Cell::Moves(parts) => of_three(self.moves.pack(parts), 2),
            Cell::Failed => Some(FAILED),
            Cell::Unexplained => Some(UNEXPLAINED),
            Cell::Fell => Some(FELL),
            Cell::Rose => Some(ROSE),
            Cell::Change(at) => FIRST_CHANGE.checked_sub(i64::try_from(at).ok()?),
        }
    }

    /// The cell of a number; none where no cell has it.
    pub(crate) fn cell(&self, number: i64) -> Option<Cell> {
        Some(match number {
            FAILED => Cell::Failed,
            UNEXPLAINED => Cell::Unexplained,
            FELL => Cell::Fell,
            ROSE => Cell::Rose,
            ..=FIRST_CHANGE => {
                let at = usize::try_from(FIRST_CHANGE - number).ok()?;
                Cell::Change(Some(at).filter(|at| Some(*at) < self.changes)?)
            }
            _ => match (number / 3, number % 3) {
                (packed, 0) => Cell::Before(self.before.unpack(packed)?),
                (packed, 1) => Cell::After(self.after.unpack(packed)?),
                (packed, _) => Cell::Moves(self.moves.unpack(packed)?),
            },
        })
    }
}

/// How whole numbers share one: the first turns slowest.
#[derive(Clone, Debug)]
struct Packing<const N: usize>([[i64; 2]; N]);

impl<const N: usize> Packing<N> {
    /// Of numbers between these bounds.
    fn of(bounds: [[i64; 2]; N]) -> Result<Self, ImpactQueryError> {
        // Three kinds of cells share the numbers.
        let mut count = 3_i64;
        for [least, most] in bounds {
            count = most
                .checked_sub(least)
                .and_then(|span| span.checked_add(1))
                .and_then(|span| count.checked_mul(span))
                .ok_or(ImpactQueryError::TooManyCells)?;
        }
        Ok(Self(bounds))
    }

    #[inline]
    fn pack(&self, parts: [i64; N]) -> Option<i64> {
        let mut packed = 0;
        for (part, [least, most]) in parts.into_iter().zip(self.0) {
            if !(least..=most).contains(&part) {
                return None;
            }
            packed = packed * (most - least + 1) + (part - least);
        }
        Some(packed)
    }

    fn unpack(&self, mut packed: i64) -> Option<[i64; N]> {
        let mut parts = [0; N];
        for (part, [least, most]) in parts.iter_mut().zip(self.0).rev() {
            let span = most - least + 1;
            *part = packed.rem_euclid(span) + least;
            packed = packed.div_euclid(span);
        }
        (packed == 0).then_some(parts)
    }
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Packing;

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked(
            bounds in prop::array::uniform4((-50_i64..50, 0_i64..50)),
            at in prop::array::uniform4(0.0..1.0_f64),
        ) {
            let bounds = bounds.map(|(least, span)| [least, least + span]);
            let packing = Packing::of(bounds).map_err(|error| TestCaseError::fail(error.to_string()))?;
            let mut parts = [0; 4];
            for ((part, [least, most]), at) in parts.iter_mut().zip(bounds).zip(at) {
                #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "small")]
                let offset = ((most - least + 1) as f64 * at) as i64;
                *part = least + offset;
            }
            let packed = packing.pack(parts);
            prop_assert_eq!(packed.and_then(|packed| packing.unpack(packed)), Some(parts));
            let beyond = bounds.map(|[_, most]| most + 1);
            prop_assert_eq!(packing.pack(beyond), None);
            let cells: i64 = bounds.iter().map(|[least, most]| most - least + 1).product();
            prop_assert_eq!(packing.unpack(cells), None);
        }
    }
}
