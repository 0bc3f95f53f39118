//! What is counted of a population, in whole numbers that any engine can count.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Directions, Failure, Impact, ImpactError, Mode, Mover, Setup,
    bars::bar_of,
    bins::Bins,
    failure::Failures,
    group::{Group, Sums, WhySums},
    impact::Above,
    mass::Mass,
    mover::Movers,
    wide::Wide,
};
use crate::{path::Path, score};

/// What was counted of a population: an [`Impact`] in whole numbers, for engines that count by themselves.
///
/// Everything is a count, a sum of whole numbers, or a least or largest value, so that neither partitions nor order
/// show: what a database counts on a cluster is what one process counts. Weights are in millionths of a subject, and
/// scores in millionths of a point. [`PreparedStudy::assemble`](super::PreparedStudy::assemble) checks the counts and
/// makes the report; [`Impact::counts`] gives them back.
///
/// Only in [streaming mode](Mode::Streaming): exact mode needs every score in one place.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Counts {
    /// All subjects.
    pub whole: GroupCounts,
    /// Each segment by dimension and value.
    pub segments: BTreeMap<String, BTreeMap<String, GroupCounts>>,
    /// The first failures by key and reason, at least as many as the study keeps, if there are so many.
    pub failures: Vec<Failure>,
    /// For each threshold of the version before, rising: who reaches it.
    pub above: Vec<AboveCounts>,
}

/// What was counted of one group of subjects.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GroupCounts {
    /// Who both versions score. All else but `failed` is about them.
    pub scored: Mass,
    /// How many could not be scored by one of the versions.
    pub failed: u64,
    /// The least weight of a subject, in millionths.
    pub lightest: Option<u64>,
    /// Who went up, stayed and went down, by the scores as they are.
    pub exactly: Directions,
    /// The same, by the scores as they are shown: ⌊(m + u∕2)∕u⌋·u for m millionths of a point and
    /// [u](super::PreparedStudy::shown_micro) in the last shown digit.
    pub as_shown: Directions,
    /// Sums of the scores before above the [origin](super::PreparedStudy::origins_micro).
    pub before: Moments,
    /// Sums of the scores after above the origin.
    pub after: Moments,
    /// Sums of the moves.
    pub moves: Moments,
    /// The least and largest score before, score after and move, in points; a zero is not negative.
    pub extremes: Option<[[f64; 2]; 3]>,
    /// Weight by the bin of the score before: ⌊(m − o + r∕2)∕r⌋ for m millionths of a point, the origin o and the
    /// [resolution](super::PreparedStudy::resolution_micro) r.
    pub bins_before: BTreeMap<i64, u64>,
    /// Weight by the bin of the score after.
    pub bins_after: BTreeMap<i64, u64>,
    /// Weight by the bin of the move, which has the move's sign: ⌊(|m| + ⌊r∕2⌋)∕r⌋.
    pub bins_moves: BTreeMap<i64, u64>,
    /// Weight by the bar of the move, which has the move's sign: 0 where the scores are equal, else 90·e + ⌈s∕10ᵉ⌉ for the
    /// size s of the move in millionths of a point, 1 at least, and the least e with s ≤ 100·10ᵉ: up to the second digit.
    pub bars: BTreeMap<i64, u64>,
    /// Who fell by more than each [bound](super::PreparedStudy::falls_micro).
    pub falls: Vec<Mass>,
    /// Who rose by more than each bound.
    pub rises: Vec<Mass>,
    /// Who went from which band (row, lowest first) into which (column). A score is in the band above each threshold
    /// that it reaches, compared in points.
    pub crossings: Vec<Vec<Mass>>,
    /// Those who fell most: the largest fall in millionths of a point first, ties by key, by score before and by score
    /// after; see [`Mover::farthest_first`]. At least as many as the study [keeps](super::PreparedStudy::movers) and one
    /// even of none, if there are so many: the largest fall of all is that of the first.
    pub falling: Vec<Mover>,
    /// Those who rose most.
    pub rising: Vec<Mover>,
    /// What the named changes did.
    pub why: WhyCounts,
}

/// Sums of millionths of a point, each times the subject's weight in millionths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moments {
    /// The sum.
    pub sum: i128,
    /// The sum of squares, a number of 256 bits: its upper and its lower half.
    pub squares: [u128; 2],
}

/// What named changes and places did to a group, where it was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct WhyCounts {
    /// The sum of each change's effects, in declared order: millionths of a point times weights.
    pub causes: Vec<i128>,
    /// The sum of the effects at each place, where places were asked for.
    pub places: BTreeMap<Path, i128>,
    /// Whose move could not be explained.
    pub unexplained: Mass,
    /// The sum of their moves, times weights.
    pub unexplained_sum: i128,
    /// The first of them by key and reason: both.
    pub example: Option<(String, String)>,
}

/// Who reaches a threshold of the version before.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct AboveCounts {
    /// Whose score before reaches it.
    pub before: Mass,
    /// Whose score after reaches it.
    pub after: Mass,
    /// Who is in both.
    pub both: Mass,
    /// Of those whose score before reaches it, weight by the bin of the score after.
    pub bins_after: BTreeMap<i64, u64>,
}

impl Impact {
    /// What was counted, in whole numbers: what [`assemble`](super::PreparedStudy::assemble) takes.
    ///
    /// # Errors
    ///
    /// [`ImpactError::NotCounted`] in exact mode.
    pub fn counts(&self) -> Result<Counts, ImpactError> {
        if self.setup.mode == Mode::Exact {
            return Err(ImpactError::NotCounted);
        }
        let bands = self.setup.bands.count();
        let segments = self.segments.iter().map(|(dimension, values)| {
            let values = values
                .iter()
                .map(|(value, group)| (value.clone(), GroupCounts::of(group, bands)));
            (dimension.clone(), values.collect())
        });
        Ok(Counts {
            whole: GroupCounts::of(&self.whole, bands),
            segments: segments.collect(),
            failures: self.failures.kept().cloned().collect(),
            above: self
                .above
                .iter()
                .map(|above| AboveCounts {
                    before: above.before,
                    after: above.after,
                    both: above.both,
                    bins_after: above.scores_after.iter().collect(),
                })
                .collect(),
        })
    }
}

impl GroupCounts {
    fn of(group: &Group, bands: usize) -> Self {
        let moments = |sums: &Sums| Moments {
            sum: sums.sum,
            squares: [sums.squares.high, sums.squares.low],
        };
        let bins = |bins: &Bins| bins.iter().collect();
        let [before, after, moves] = &group.bins;
        Self {
            scored: group.scored,
            failed: group.failed,
            lightest: group.lightest,
            exactly: group.exactly,
            as_shown: group.shown,
            before: moments(&group.before),
            after: moments(&group.after),
            moves: moments(&group.moves),
            extremes: group.extremes,
            bins_before: bins(before),
            bins_after: bins(after),
            bins_moves: bins(moves),
            bars: bins(&group.bars),
            falls: group.falls.clone(),
            rises: group.rises.clone(),
            crossings: group
                .crossings
                .chunks(bands)
                .map(<[Mass]>::to_vec)
                .collect(),
            falling: group.falling.list().to_vec(),
            rising: group.rising.list().to_vec(),
            why: WhyCounts {
                causes: group.why.causes.clone(),
                places: group.why.places.clone(),
                unexplained: group.why.unexplained,
                unexplained_sum: group.why.unexplained_sum,
                example: group.why.example.clone(),
            },
        }
    }

    fn into_group(self, setup: &Setup) -> Result<Group, ImpactError> {
        let scored = self.scored;
        let any = scored.subjects > 0;
        let weight = scored.weight_micro;
        check(any == (weight > 0), "subjects without weight")?;
        check(
            weight <= i64::MAX.unsigned_abs(),
            "subjects that weigh more than 9e12",
        )?;
        check(
            any == self
                .lightest
                .is_some_and(|least| least > 0 && least <= weight),
            "the least weight of a subject",
        )?;
        for (directions, what) in [
            (self.exactly, "subjects that rise, stay and fall"),
            (self.as_shown, "subjects that rise, stay and fall as shown"),
        ] {
            check_sum(
                [directions.up, directions.same, directions.down],
                scored,
                what,
            )?;
        }
        let finite =
            |[least, most]: &[f64; 2]| least.is_finite() && most.is_finite() && least <= most;
        check(
            match &self.extremes {
                None => !any,
                Some(extremes) => any && extremes.iter().all(finite),
            },
            "least and largest scores",
        )?;
        let limits = Limits::of(setup);
        let bins = [
            binned(self.bins_before, limits.before, weight, "scores before")?,
            binned(self.bins_after, limits.after, weight, "scores after")?,
            binned(self.bins_moves, limits.moves, weight, "moves")?,
        ];
        let bars = binned(self.bars, limits.bars, weight, "bars of moves")?;
        let beyond = |masses: Vec<Mass>, bounds: &[i64], what: &'static str| {
            check(masses.len() == if any { bounds.len() } else { 0 }, what)?;
            check(masses.iter().all(|mass| within(*mass, scored)), what)?;
            Ok::<_, ImpactError>(masses)
        };
        let falls = beyond(self.falls, &setup.falls, "bounds of falls")?;
        let rises = beyond(self.rises, &setup.rises, "bounds of rises")?;
        let bands = if any { setup.bands.count() } else { 0 };
        check(
            self.crossings.len() == bands && self.crossings.iter().all(|row| row.len() == bands),
            "bands",
        )?;
        let crossings = self.crossings.concat();
        check_sum(crossings.iter().copied(), scored, "crossings of bands")?;
        let movers = |list: Vec<Mover>, sign: f64| {
            let moved = |mover: &Mover| {
                mover.moved == mover.after - mover.before && mover.moved * sign > 0.0
            };
            check(list.iter().all(moved), "movers")?;
            let any = if sign < 0.0 {
                self.exactly.down.subjects > 0
            } else {
                self.exactly.up.subjects > 0
            };
            check(any != list.is_empty(), "movers")?;
            Ok::<_, ImpactError>(Movers::of(setup.kept_movers(), list))
        };
        let sums = |moments: Moments| {
            let [high, low] = moments.squares;
            Sums {
                sum: moments.sum,
                squares: Wide { high, low },
            }
        };
        Ok(Group {
            scored,
            lightest: self.lightest,
            failed: self.failed,
            exactly: self.exactly,
            shown: self.as_shown,
            before: sums(self.before),
            after: sums(self.after),
            moves: sums(self.moves),
            extremes: self.extremes,
            bins,
            pairs: Vec::new(),
            weights: Vec::new(),
            bars,
            falls,
            rises,
            crossings,
            falling: movers(self.falling, -1.0)?,
            rising: movers(self.rising, 1.0)?,
            why: self.why.into_sums(setup, scored)?,
        })
    }
}

impl WhyCounts {
    fn into_sums(self, setup: &Setup, scored: Mass) -> Result<WhySums, ImpactError> {
        check(within(self.unexplained, scored), "unexplained subjects")?;
        let explained = self.unexplained.subjects < scored.subjects;
        let changes = match &setup.changes {
            Some(changes) if explained => changes.len(),
            _ => 0,
        };
        check(self.causes.len() == changes, "named changes")?;
        check(
            setup.places.is_some() || self.places.is_empty(),
            "places, which were not asked for",
        )?;
        Ok(WhySums {
            causes: self.causes,
            places: self.places,
            unexplained: self.unexplained,
            unexplained_sum: self.unexplained_sum,
            example: self.example,
        })
    }
}

impl Counts {
    pub(super) fn into_impact(self, setup: &Arc<Setup>) -> Result<Impact, ImpactError> {
        if setup.mode == Mode::Exact {
            return Err(ImpactError::NotCounted);
        }
        let whole = self.whole.into_group(setup)?;
        let mut segments = BTreeMap::new();
        for (dimension, values) in self.segments {
            let mut groups = BTreeMap::new();
            for (value, counts) in values {
                check(
                    within(counts.scored, whole.scored) && counts.failed <= whole.failed,
                    "subjects of a segment",
                )?;
                groups.insert(value, counts.into_group(setup)?);
            }
            segments.insert(dimension, groups);
        }
        super::impact::check_segments(&segments, setup)?;
        let mut failures = Failures::default();
        failures.count = whole.failed;
        for failure in self.failures {
            failures.insert(setup.failures, failure);
        }
        check(failures.kept().len() as u64 <= whole.failed, "failures")?;
        check(self.above.len() == setup.bands.limits().len(), "thresholds")?;
        let limit = Limits::of(setup).after;
        let above = self.above.into_iter().map(|above| {
            let weight = above.before.weight_micro;
            let what = "subjects that reach a threshold";
            check(
                within(above.before, whole.scored)
                    && within(above.after, whole.scored)
                    && within(above.both, above.before)
                    && within(above.both, above.after),
                what,
            )?;
            Ok(Above {
                before: above.before,
                after: above.after,
                both: above.both,
                scores_after: binned(above.bins_after, limit, weight, what)?,
            })
        });
        let above = above.collect::<Result<Vec<Above>, ImpactError>>()?;
        Ok(Impact {
            setup: Arc::clone(setup),
            whole,
            segments,
            failures,
            above,
        })
    }
}

/// The least and largest index that a score or a move can have.
struct Limits {
    before: [i64; 2],
    after: [i64; 2],
    moves: [i64; 2],
    bars: [i64; 2],
}

impl Limits {
    fn of(setup: &Setup) -> Self {
        let end = |points: f64| score::micro(points).unwrap_or(0);
        let [before, after] = [&setup.scale_before, &setup.scale_after];
        let farthest = setup.farthest();
        let (moves, bars) = (setup.move_bin(farthest), bar_of(farthest, 1.0));
        Self {
            before: [0, setup.bin_before(end(before.max()))],
            after: [0, setup.bin_after(end(after.max()))],
            moves: [-moves, moves],
            bars: [-bars, bars],
        }
    }
}

fn binned(
    map: BTreeMap<i64, u64>,
    [least, most]: [i64; 2],
    weight: u64,
    what: &'static str,
) -> Result<Bins, ImpactError> {
    let ends = map.keys().next().into_iter().chain(map.keys().next_back());
    check(
        ends.into_iter().all(|end| (least..=most).contains(end)),
        what,
    )?;
    let sum = map
        .values()
        .try_fold(0_u64, |sum, part| sum.checked_add(*part));
    check(sum == Some(weight), what)?;
    let mut bins = Bins::default();
    for (index, weight) in map {
        bins.add(index, weight);
    }
    Ok(bins)
}

fn check_sum(
    parts: impl IntoIterator<Item = Mass>,
    whole: Mass,
    what: &'static str,
) -> Result<(), ImpactError> {
    let sum = parts.into_iter().try_fold(Mass::default(), |sum, part| {
        Some(Mass::new(
            sum.subjects.checked_add(part.subjects)?,
            sum.weight_micro.checked_add(part.weight_micro)?,
        ))
    });
    check(sum == Some(whole), what)
}

fn within(part: Mass, whole: Mass) -> bool {
    part.subjects <= whole.subjects && part.weight_micro <= whole.weight_micro
}

fn check(holds: bool, what: &'static str) -> Result<(), ImpactError> {
    if holds {
        Ok(())
    } else {
        Err(ImpactError::Counts { what })
    }
}
