//! From the groups of a query to the counts of the report.

use std::collections::BTreeMap;

use datafusion::arrow::{array::RecordBatch, datatypes::i256};
use scoreshift::impact::{
    AboveCounts, Counts, Failure, GroupCounts, Moments, Mover, PreparedStudy, WeightedCount,
};

use super::{
    columns::{Floats, Numbers, Texts, given},
    segments,
};
use crate::{
    ImpactQueryError,
    cells::{self, CELL, Cell, Cells, KEPT, REST, SQUARE, WEIGHT},
};

/// The column of how many rows are in a group.
pub(super) const COUNT: &str = "n";
/// The column of the least points.
pub(super) const LEAST: &str = "least";
/// The column of the most points.
pub(super) const MOST: &str = "most";
/// The column of the least weight.
pub(super) const LIGHTEST: &str = "lightest";

/// Millionths of a subject in a subject.
const ONE: i128 = 1_000_000;

/// What was counted of one segment, of those who are in none of a dimension, or of all.
#[derive(Debug, Default)]
struct Group {
    counts: GroupCounts,
    /// The sums of squares, which a number of 128 bits may not hold.
    squares: [i256; 3],
}

/// All groups, as they come.
#[derive(Debug)]
pub(super) struct Gather {
    cells: Cells,
    bands: usize,
    weighted: bool,
    movers: usize,
    whole: Group,
    failures: Vec<Failure>,
    above: Vec<AboveCounts>,
    /// For each dimension, by value; a value of none is of those who are in no segment.
    segments: Vec<BTreeMap<Option<String>, Group>>,
    /// How many segments there may be.
    most: usize,
}

/// A row of the result: what was counted in one cell of one group.
struct Counted<'b> {
    cell: Cell,
    mass: WeightedCount,
    lightest: u64,
    rest: i128,
    square: i128,
    ends: [f64; 2],
    kept: Vec<(&'b [u8], i64)>,
    /// How many movers are kept.
    movers: usize,
}

impl Gather {
    pub(super) fn new<I: ?Sized + 'static>(
        cells: Cells,
        ready: &PreparedStudy<I>,
        weighted: bool,
        dimensions: usize,
    ) -> Self {
        let bands = ready.bands().count();
        Self {
            cells,
            bands,
            weighted,
            movers: ready.movers().max(1),
            whole: Group::default(),
            failures: Vec::new(),
            above: vec![AboveCounts::default(); bands - 1],
            segments: (0..dimensions).map(|_| BTreeMap::new()).collect(),
            most: ready.segments(),
        }
    }

    /// Takes in a batch of groups.
    pub(super) fn add(&mut self, batch: &RecordBatch) -> Result<(), ImpactQueryError> {
        let numbers = |name: &str| Numbers::of(batch, name);
        let (cells, count) = (numbers(CELL)?, numbers(COUNT)?);
        let (rests, squares) = (numbers(REST)?, numbers(SQUARE)?);
        let (least, most) = (Floats::of(batch, LEAST)?, Floats::of(batch, MOST)?);
        let kept = given(batch, KEPT)?;
        let weights = if self.weighted {
            Some((numbers(WEIGHT)?, numbers(LIGHTEST)?))
        } else {
            None
        };
        let values = (0..self.segments.len())
            .map(|at| Texts::of(batch, &segments::column(at)))
            .collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            let number = |of: &Numbers| of.at(row).ok_or_else(unreadable);
            let cell = i64::try_from(number(&cells)?).ok();
            let cell = cell.and_then(|cell| self.cells.cell(cell));
            let subjects = number(&count)?;
            let (weight, lightest) = match &weights {
                Some((weight, lightest)) => (number(weight)?, number(lightest)?),
                None => (subjects * ONE, ONE),
            };
            let end = |of: &Floats| of.at(row).unwrap_or(f64::NAN);
            let counted = Counted {
                cell: cell.ok_or_else(unreadable)?,
                mass: WeightedCount::new(natural(subjects)?, natural(weight)?),
                lightest: natural(lightest)?,
                rest: number(&rests)?,
                square: number(&squares)?,
                ends: [end(&least), end(&most)],
                kept: kept.at(row).collect(),
                movers: self.movers,
            };
            let stored = values.iter().enumerate().find_map(|(at, values)| {
                let stored = values.at(row)?;
                Some((at, segments::value(stored).map(ToOwned::to_owned)))
            });
            self.take(&counted, stored)?;
        }
        Ok(())
    }

    fn take(
        &mut self,
        counted: &Counted<'_>,
        segment: Option<(usize, Option<String>)>,
    ) -> Result<(), ImpactQueryError> {
        let (cells, bands) = (&self.cells, self.bands);
        // Everybody is in each dimension: the first one tells of all.
        if segment
            .as_ref()
            .is_none_or(|(dimension, _)| *dimension == 0)
        {
            self.whole.take(cells, bands, counted)?;
            reach(&mut self.above, counted)?;
            if counted.cell == Cell::Failed {
                for (key, reason) in said(counted)? {
                    self.failures.push(Failure::of_subject(key, reason));
                }
            }
        }
        let Some((dimension, value)) = segment else {
            return Ok(());
        };
        let known: usize = self.segments.iter().map(BTreeMap::len).sum();
        // Those in no segment take a place too, at most one for each dimension.
        let room = self.most + self.segments.len();
        let Some(values) = self.segments.get_mut(dimension) else {
            return Ok(());
        };
        if known >= room && !values.contains_key(&value) {
            return Err(ImpactQueryError::TooManySegments { most: self.most });
        }
        let group = values.entry(value).or_default();
        group.take(cells, bands, counted)
    }

    /// An error of the first subject by key that could not be scored, if there is one.
    pub(super) fn first_failure(&self) -> Result<(), ImpactQueryError> {
        match self.failures.iter().min() {
            None => Ok(()),
            Some(first) => Err(ImpactQueryError::Subject {
                key: first.at.to_string(),
                reason: first.reason.clone(),
            }),
        }
    }

    /// The counts, of dimensions with these names.
    pub(super) fn counts<'n>(self, names: impl IntoIterator<Item = &'n str>) -> Counts {
        let mut counts = Counts::default();
        let changes = self.cells.changes.unwrap_or(0);
        counts.whole = self.whole.finish(changes);
        counts.failures = self.failures;
        counts.above = self.above;
        for (name, values) in names.into_iter().zip(self.segments) {
            let values: BTreeMap<String, GroupCounts> = values
                .into_iter()
                .filter_map(|(value, group)| Some((value?, group.finish(changes))))
                .collect();
            if !values.is_empty() {
                counts.segments.insert(name.to_owned(), values);
            }
        }
        counts
    }
}

/// Counts who reaches a threshold of the version before, of all.
fn reach(above: &mut [AboveCounts], counted: &Counted<'_>) -> Result<(), ImpactQueryError> {
    let mass = counted.mass;
    match counted.cell {
        Cell::Before([_, from, _, to]) => {
            for (above, threshold) in above.iter_mut().zip(0..) {
                let (was, is) = (from > threshold, to > threshold);
                if was {
                    add(&mut above.before, mass)?;
                }
                if is {
                    add(&mut above.after, mass)?;
                }
                if was && is {
                    add(&mut above.both, mass)?;
                }
            }
        }
        Cell::After([bin, from]) => {
            for (above, threshold) in above.iter_mut().zip(0..) {
                if from > threshold {
                    heavier(&mut above.bins_after, bin, mass.weight_micro);
                }
            }
        }
        _ => {}
    }
    Ok(())
}

impl Group {
    fn take(
        &mut self,
        cells: &Cells,
        bands: usize,
        counted: &Counted<'_>,
    ) -> Result<(), ImpactQueryError> {
        let (counts, mass) = (&mut self.counts, counted.mass);
        let weight = mass.weight_micro;
        match counted.cell {
            Cell::Before([bin, from, to, _]) => {
                add(&mut counts.scored, mass)?;
                let lightest = counts.lightest.unwrap_or(u64::MAX);
                counts.lightest = Some(lightest.min(counted.lightest));
                counts
                    .crossings
                    .resize(bands, vec![WeightedCount::default(); bands]);
                let crossing = usize::try_from(from).ok().zip(usize::try_from(to).ok());
                let crossing =
                    crossing.and_then(|(from, to)| counts.crossings.get_mut(from)?.get_mut(to));
                add(crossing.ok_or_else(unreadable)?, mass)?;
                heavier(&mut counts.bins_before, bin, weight);
                self.sum(0, cells, bin, counted);
            }
            Cell::After([bin, _]) => {
                heavier(&mut counts.bins_after, bin, weight);
                self.sum(1, cells, bin, counted);
            }
            Cell::Moves([bin, bar, shown, beyond]) => {
                heavier(&mut counts.bins_moves, bin, weight);
                heavier(&mut counts.bars, bar, weight);
                for (directions, way) in [(&mut counts.exactly, bar), (&mut counts.as_shown, shown)]
                {
                    let directed = match way {
                        ..0 => &mut directions.down,
                        0 => &mut directions.same,
                        1.. => &mut directions.up,
                    };
                    add(directed, mass)?;
                }
                counts.falls.resize(cells.falls, WeightedCount::default());
                counts.rises.resize(cells.rises, WeightedCount::default());
                let passed = usize::try_from(beyond.unsigned_abs()).unwrap_or(usize::MAX);
                let bounds = if beyond < 0 {
                    &mut counts.falls
                } else {
                    &mut counts.rises
                };
                for bound in bounds.iter_mut().take(passed) {
                    add(bound, mass)?;
                }
                self.sum(2, cells, bin, counted);
            }
            Cell::Failed => counts.failed += mass.subjects,
            Cell::Fell => counts.falling.extend(moved(counted)?),
            Cell::Rose => counts.rising.extend(moved(counted)?),
            Cell::Change(at) => {
                let causes = &mut counts.why.causes;
                causes.resize(cells.changes.unwrap_or(0), 0);
                *causes.get_mut(at).ok_or_else(unreadable)? += counted.rest;
            }
            Cell::Unexplained => {
                let why = &mut counts.why;
                add(&mut why.unexplained, mass)?;
                why.unexplained_sum += counted.rest;
                let first = said(counted)?.into_iter().chain(why.example.take());
                why.example = first.min();
            }
        }
        Ok(())
    }

    /// Adds to the sums of the scores before, the scores after, or the moves, and to their least and largest.
    fn sum(&mut self, of: usize, cells: &Cells, bin: i64, counted: &Counted<'_>) {
        let counts = &mut self.counts;
        let extremes = counts
            .extremes
            .get_or_insert([[f64::INFINITY, f64::NEG_INFINITY]; 3]);
        if let Some([least, most]) = extremes.get_mut(of) {
            let [low, high] = counted.ends;
            if low.total_cmp(least).is_lt() {
                *least = low;
            }
            if high.total_cmp(most).is_gt() {
                *most = high;
            }
        }
        let middle = i128::from(bin) * i128::from(cells.resolution);
        let weight = i128::from(counted.mass.weight_micro);
        let moments = [&mut counts.before, &mut counts.after, &mut counts.moves];
        if let Some(moments) = moments.into_iter().nth(of) {
            moments.sum += middle * weight + counted.rest;
        }
        if let Some(sum) = self.squares.get_mut(of) {
            let [middle, weight, rest, square] =
                [middle, weight, counted.rest, counted.square].map(i256::from_i128);
            let of_middles = middle.wrapping_mul(middle).wrapping_mul(weight);
            let mixed = middle.wrapping_mul(rest).wrapping_mul(i256::from_i128(2));
            // Within 256 bits by far: each factor is below 2⁶⁴.
            *sum = sum
                .wrapping_add(of_middles)
                .wrapping_add(mixed)
                .wrapping_add(square);
        }
    }

    fn finish(self, changes: usize) -> GroupCounts {
        let mut counts = self.counts;
        if counts.scored.subjects == 0 {
            return counts;
        }
        // A change that did nothing to anybody was not counted.
        if counts.why.unexplained != counts.scored {
            counts.why.causes.resize(changes, 0);
        }
        let sums: [&mut Moments; 3] = [&mut counts.before, &mut counts.after, &mut counts.moves];
        for (moments, squares) in sums.into_iter().zip(self.squares) {
            let (low, high) = squares.to_parts();
            // No sum of squares is below zero.
            moments.squares = [high.unsigned_abs(), low];
        }
        counts
    }
}

fn moved(counted: &Counted<'_>) -> Result<Vec<Mover>, ImpactQueryError> {
    let mut movers = Vec::new();
    for &(bytes, times) in &counted.kept {
        let (key, before, after) = cells::moved(bytes).ok_or_else(unreadable)?;
        // Several rows may be equal in all that is told of them. The farthest come first, and no more are named than there
        // is room for.
        let room = counted.movers.saturating_sub(movers.len());
        let times = usize::try_from(times).unwrap_or(0).min(room);
        movers.extend(std::iter::repeat_n(Mover::new(key, before, after), times));
    }
    Ok(movers)
}

fn said(counted: &Counted<'_>) -> Result<Vec<(String, String)>, ImpactQueryError> {
    let bytes = counted.kept.iter().map(|(bytes, _)| bytes);
    bytes
        .map(|bytes| cells::said(bytes).ok_or_else(unreadable))
        .collect()
}

fn add(mass: &mut WeightedCount, more: WeightedCount) -> Result<(), ImpactQueryError> {
    let subjects = mass.subjects.checked_add(more.subjects);
    let weight = mass.weight_micro.checked_add(more.weight_micro);
    // As the study, which counts sums with a sign.
    let weight = weight.filter(|weight| i64::try_from(*weight).is_ok());
    let (Some(subjects), Some(weight)) = (subjects, weight) else {
        return Err(ImpactQueryError::TooMuchWeight);
    };
    *mass = WeightedCount::new(subjects, weight);
    Ok(())
}

/// Adds to a bin; that all together are too heavy is found out where they are added up.
fn heavier(bins: &mut BTreeMap<i64, u64>, bin: i64, weight: u64) {
    let known = bins.entry(bin).or_insert(0);
    *known = known.saturating_add(weight);
}

fn natural(number: i128) -> Result<u64, ImpactQueryError> {
    u64::try_from(number).map_err(|_| ImpactQueryError::TooMuchWeight)
}

fn unreadable() -> ImpactQueryError {
    ImpactQueryError::Unreadable {
        what: "a group of subjects",
    }
}
