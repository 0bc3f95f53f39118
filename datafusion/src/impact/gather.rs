//! From the groups of the first pass to the counts of the report.

use std::collections::BTreeMap;

use datafusion::arrow::{array::RecordBatch, datatypes::i256};
use scoreshift::impact::{AboveCounts, Counts, GroupCounts, Mass, Moments, PreparedStudy};

use super::{
    cells::{Cells, segment_column, segment_of},
    columns::{Floats, Numbers, Texts},
};
use crate::ImpactQueryError;

/// Millionths of a subject in a subject.
const ONE: i128 = 1_000_000;

/// What was counted of one segment, of those who are in none of a dimension, or of all.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) counts: GroupCounts,
    /// The sums of squares, which a number of 128 bits may not hold.
    squares: [i256; 3],
    /// How many subjects fell into each bin of moves.
    pub(super) fallen: BTreeMap<i64, u64>,
    /// How many subjects rose into each bin of moves.
    pub(super) risen: BTreeMap<i64, u64>,
}

/// All groups, as they come.
#[derive(Debug)]
pub(super) struct Gather {
    cells: Cells,
    weighted: bool,
    bands: usize,
    pub(super) whole: Group,
    above: Vec<AboveCounts>,
    /// For each dimension, by value; a value of none is of those who are in no segment.
    pub(super) segments: Vec<BTreeMap<Option<String>, Group>>,
    /// How many segments there may be.
    most: usize,
}

/// A row of the first pass: what was counted of a group of one set.
#[derive(Clone, Copy)]
struct Row<'r> {
    set: usize,
    key: i64,
    mass: Mass,
    lightest: u64,
    rest: i128,
    squares: i128,
    ends: [f64; 2],
    causes: &'r [i128],
    unexplained: Mass,
    unexplained_sum: i128,
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
            weighted,
            bands,
            whole: Group::default(),
            above: vec![AboveCounts::default(); bands - 1],
            segments: (0..dimensions).map(|_| BTreeMap::new()).collect(),
            most: ready.segments(),
        }
    }

    /// Takes in a batch of groups.
    pub(super) fn add(&mut self, batch: &RecordBatch) -> Result<(), ImpactQueryError> {
        let numbers = |name: &str| Numbers::of(batch, name);
        let three = |names: [&str; 3]| -> Result<[Numbers; 3], ImpactQueryError> {
            let [a, b, c] = names;
            Ok([numbers(a)?, numbers(b)?, numbers(c)?])
        };
        let keys = three(["k_before", "k_after", "k_moves"])?;
        let count = numbers("n")?;
        let rests = three(["sum_before", "sum_after", "sum_moves"])?;
        let squares = three(["squares_before", "squares_after", "squares_moves"])?;
        let floats = |name: &str| Floats::of(batch, name);
        let least = [
            floats("min_before")?,
            floats("min_after")?,
            floats("min_moved")?,
        ];
        let most = [
            floats("max_before")?,
            floats("max_after")?,
            floats("max_moved")?,
        ];
        let weights = if self.weighted {
            Some((numbers("weight")?, numbers("lightest")?))
        } else {
            None
        };
        let changes = self.cells.changes;
        let causes = (0..changes.unwrap_or(0))
            .map(|at| numbers(&format!("cause_{at}")))
            .collect::<Result<Vec<_>, _>>()?;
        let unexplained = match changes {
            Some(_) => Some((numbers("u_n")?, numbers("u_sum")?)),
            None => None,
        };
        let unexplained_weight = match &unexplained {
            Some(_) if self.weighted => Some(numbers("u_weight")?),
            _ => None,
        };
        let values = (0..self.segments.len())
            .map(|at| Texts::of(batch, &segment_column(at)))
            .collect::<Result<Vec<_>, _>>()?;
        let scale = if self.weighted { 1 } else { ONE };

        for row in 0..batch.num_rows() {
            let Some((set, key)) = keys
                .iter()
                .enumerate()
                .find_map(|(set, key)| Some((set, key.at(row)?)))
            else {
                continue;
            };
            let of = |columns: &[Numbers; 3]| columns.get(set).and_then(|column| column.at(row));
            let mass = |count: &Numbers, weight: Option<&Numbers>| {
                let count = count.at(row).unwrap_or(0);
                let weight = match weight {
                    // Who was not scored weighs nothing, however much it is.
                    _ if key < 0 => 0,
                    Some(weight) => weight.at(row).unwrap_or(0),
                    None => count * ONE,
                };
                Ok::<_, ImpactQueryError>(Mass::new(natural(count)?, natural(weight)?))
            };
            let lightest = match &weights {
                Some((_, lightest)) => lightest.at(row).unwrap_or(0),
                None => ONE,
            };
            let effects: Vec<i128> = causes
                .iter()
                .map(|cause| cause.at(row).unwrap_or(0) * scale)
                .collect();
            let end = |columns: &[Floats; 3]| {
                let end = columns.get(set).and_then(|column| column.at(row));
                // There is one zero, whichever the engine met first.
                end.map_or(f64::NAN, |end| end + 0.0)
            };
            let (u_mass, u_sum) = match &unexplained {
                Some((n, sum)) => (
                    mass(n, unexplained_weight.as_ref())?,
                    sum.at(row).unwrap_or(0),
                ),
                None => (Mass::default(), 0),
            };
            let told = Row {
                set,
                key: i64::try_from(key).map_err(|_| unreadable())?,
                mass: mass(&count, weights.as_ref().map(|(weight, _)| weight))?,
                lightest: natural(lightest)?,
                rest: of(&rests).unwrap_or(0) * scale,
                squares: of(&squares).unwrap_or(0) * scale,
                ends: [end(&least), end(&most)],
                causes: &effects,
                unexplained: u_mass,
                unexplained_sum: u_sum * scale,
            };
            let stored = values.iter().enumerate().find_map(|(at, values)| {
                let stored = values.at(row)?;
                Some((at, segment_of(stored).map(ToOwned::to_owned)))
            });
            self.take(told, stored)?;
        }
        Ok(())
    }

    fn take(
        &mut self,
        row: Row<'_>,
        segment: Option<(usize, Option<String>)>,
    ) -> Result<(), ImpactQueryError> {
        // Everybody is in each dimension: the first one tells of all.
        if segment
            .as_ref()
            .is_none_or(|(dimension, _)| *dimension == 0)
        {
            self.whole.take(&self.cells, self.bands, row)?;
            self.reach(row)?;
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
        values
            .entry(value)
            .or_default()
            .take(&self.cells, self.bands, row)
    }

    /// Counts who reaches a threshold of the version before, of all.
    fn reach(&mut self, row: Row<'_>) -> Result<(), ImpactQueryError> {
        if row.key < 0 {
            return Ok(());
        }
        match row.set {
            0 => {
                let [_, from, _, to] = self.cells.before.unpack(row.key).ok_or_else(unreadable)?;
                for (above, threshold) in self.above.iter_mut().zip(0..) {
                    let (was, is) = (from > threshold, to > threshold);
                    if was {
                        add(&mut above.before, row.mass)?;
                    }
                    if is {
                        add(&mut above.after, row.mass)?;
                    }
                    if was && is {
                        add(&mut above.both, row.mass)?;
                    }
                }
            }
            1 => {
                let [bin, from] = self.cells.after.unpack(row.key).ok_or_else(unreadable)?;
                for (above, threshold) in self.above.iter_mut().zip(0..) {
                    if from > threshold {
                        heavier(&mut above.bins_after, bin, row.mass.weight_micro);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The counts, without movers and failures, which the second pass finds.
    pub(super) fn counts(self, names: &[String]) -> Counts {
        let mut counts = Counts::default();
        counts.whole = self.whole.finish();
        counts.above = self.above;
        for (name, values) in names.iter().zip(self.segments) {
            let values: BTreeMap<String, GroupCounts> = values
                .into_iter()
                .filter_map(|(value, group)| Some((value?, group.finish())))
                .collect();
            if !values.is_empty() {
                counts.segments.insert(name.clone(), values);
            }
        }
        counts
    }
}

impl Group {
    fn take(&mut self, cells: &Cells, bands: usize, row: Row<'_>) -> Result<(), ImpactQueryError> {
        let counts = &mut self.counts;
        let weight = row.mass.weight_micro;
        if row.key < 0 {
            // Every set counts those who were not scored; one is enough.
            if row.set == 0 {
                counts.failed += row.mass.subjects;
            }
            return Ok(());
        }
        let extremes = counts
            .extremes
            .get_or_insert([[f64::INFINITY, f64::NEG_INFINITY]; 3]);
        if let Some([least, most]) = extremes.get_mut(row.set) {
            let [low, high] = row.ends;
            if low.total_cmp(least).is_lt() {
                *least = low;
            }
            if high.total_cmp(most).is_gt() {
                *most = high;
            }
        }
        let (moments, bin) = match row.set {
            0 => {
                let [bin, from, to, _] = cells.before.unpack(row.key).ok_or_else(unreadable)?;
                add(&mut counts.scored, row.mass)?;
                let lightest = counts
                    .lightest
                    .map_or(row.lightest, |least| least.min(row.lightest));
                counts.lightest = Some(lightest);
                counts.crossings.resize(bands, vec![Mass::default(); bands]);
                let crossing = usize::try_from(from).ok().zip(usize::try_from(to).ok());
                let crossing =
                    crossing.and_then(|(from, to)| counts.crossings.get_mut(from)?.get_mut(to));
                add(crossing.ok_or_else(unreadable)?, row.mass)?;
                heavier(&mut counts.bins_before, bin, weight);
                let why = &mut counts.why;
                why.causes.resize(row.causes.len(), 0);
                for (sum, effect) in why.causes.iter_mut().zip(row.causes) {
                    *sum += effect;
                }
                add(&mut why.unexplained, row.unexplained)?;
                why.unexplained_sum += row.unexplained_sum;
                (&mut counts.before, bin)
            }
            1 => {
                let [bin, _] = cells.after.unpack(row.key).ok_or_else(unreadable)?;
                heavier(&mut counts.bins_after, bin, weight);
                (&mut counts.after, bin)
            }
            _ => {
                let [bin, bar, shown, beyond] =
                    cells.moves.unpack(row.key).ok_or_else(unreadable)?;
                heavier(&mut counts.bins_moves, bin, weight);
                let moved = match bar {
                    ..0 => Some(&mut self.fallen),
                    0 => None,
                    1.. => Some(&mut self.risen),
                };
                if let Some(moved) = moved {
                    *moved.entry(bin).or_insert(0) += row.mass.subjects;
                }
                heavier(&mut counts.bars, bar, weight);
                for (directions, way) in [(&mut counts.exactly, bar), (&mut counts.as_shown, shown)]
                {
                    let mass = match way {
                        ..0 => &mut directions.down,
                        0 => &mut directions.same,
                        1.. => &mut directions.up,
                    };
                    add(mass, row.mass)?;
                }
                let (falls, rises) = cells.bounds();
                counts.falls.resize(falls, Mass::default());
                counts.rises.resize(rises, Mass::default());
                let passed = usize::try_from(beyond.unsigned_abs()).unwrap_or(usize::MAX);
                let masses = if beyond < 0 {
                    &mut counts.falls
                } else {
                    &mut counts.rises
                };
                for mass in masses.iter_mut().take(passed) {
                    add(mass, row.mass)?;
                }
                (&mut counts.moves, bin)
            }
        };
        let middle = i128::from(bin) * i128::from(cells.resolution);
        let weight = i128::from(weight);
        moments.sum += middle * weight + row.rest;
        if let Some(sum) = self.squares.get_mut(row.set) {
            let [middle, weight, rest, squares] =
                [middle, weight, row.rest, row.squares].map(i256::from_i128);
            let of_middles = middle.wrapping_mul(middle).wrapping_mul(weight);
            let mixed = middle.wrapping_mul(rest).wrapping_mul(i256::from_i128(2));
            // Within 256 bits by far: each factor is below 2⁶⁴.
            *sum = sum
                .wrapping_add(of_middles)
                .wrapping_add(mixed)
                .wrapping_add(squares);
        }
        Ok(())
    }

    fn finish(self) -> GroupCounts {
        let mut counts = self.counts;
        if counts.scored.subjects == 0 {
            return counts;
        }
        if counts.why.unexplained == counts.scored {
            counts.why.causes.clear();
        }
        let sums: [&mut Moments; 3] = [&mut counts.before, &mut counts.after, &mut counts.moves];
        for (moments, squares) in sums.into_iter().zip(self.squares) {
            let (low, high) = squares.to_parts();
            moments.squares = (high == 0).then_some(low);
        }
        counts
    }
}

fn add(mass: &mut Mass, more: Mass) -> Result<(), ImpactQueryError> {
    let subjects = mass.subjects.checked_add(more.subjects);
    let weight = mass.weight_micro.checked_add(more.weight_micro);
    let weight = weight.filter(|weight| *weight <= i64::MAX.unsigned_abs());
    let (Some(subjects), Some(weight)) = (subjects, weight) else {
        return Err(ImpactQueryError::TooMuchWeight);
    };
    *mass = Mass::new(subjects, weight);
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
