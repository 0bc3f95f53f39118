//! What is counted of a population, in whole numbers that any engine can count.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Directions, Failure, Impact, ImpactError, Mode, Mover, Setup,
    bins::Bins,
    check::check,
    failure::Failures,
    flow::Flowed,
    group::{Group, Sums, WhySums},
    impact::Above,
    mass::WeightedCount,
    mover::Movers,
    reason::Reasons,
    stood::Levels,
    wide::Wide,
    wire::Wire as _,
};
use crate::path::Path;

/// What was counted of a population: an [`Impact`] in whole numbers, for engines that count by themselves.
///
/// Everything is a count, a sum of whole numbers, or a least or largest value, so that neither partitions nor order
/// show: what a database counts on a cluster is what one process counts. Weights are in millionths of a subject, and
/// scores in millionths of a point. [`PreparedStudy::assemble`](super::PreparedStudy::assemble) checks the counts and
/// makes the report; [`Impact::counts`] gives them back.
///
/// Only in [streaming mode](Mode::Streaming): exact mode needs every score in one place. And not all is in here: who loses a
/// score and why, and moves by where subjects stood, are counted by a [`Tally`](super::Tally) alone.
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
    pub scored: WeightedCount,
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
    pub falls: Vec<WeightedCount>,
    /// Who rose by more than each bound.
    pub rises: Vec<WeightedCount>,
    /// Who went from which band (row, lowest first) into which (column). A score is in the band above each threshold
    /// that it reaches, compared in points.
    pub crossings: Vec<Vec<WeightedCount>>,
    /// Those who fell most: the largest fall in millionths of a point first, ties by key, by score before and by score
    /// after; see [`Mover::farthest_first`]. At least as many as the study [keeps](super::PreparedStudy::movers) and one
    /// even of none, if there are so many: the largest fall of all is that of the first.
    pub falling: Vec<Mover>,
    /// Those who rose most.
    pub rising: Vec<Mover>,
    /// What the named changes did.
    pub why: AttributionCounts,
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
pub struct AttributionCounts {
    /// The sum of each change's effects, in declared order: millionths of a point times weights.
    pub causes: Vec<i128>,
    /// The sum of the effects at each place, where places were asked for.
    pub places: BTreeMap<Path, i128>,
    /// Whose move could not be explained.
    pub unexplained: WeightedCount,
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
    pub before: WeightedCount,
    /// Whose score after reaches it.
    pub after: WeightedCount,
    /// Who is in both.
    pub both: WeightedCount,
    /// Of those whose score before reaches it, weight by the bin of the score after.
    pub bins_after: BTreeMap<i64, u64>,
}

impl Impact {
    /// The same report with no more in it than [`Counts`] hold: what another engine's counts are
    /// [assembled](super::PreparedStudy::assemble) to, and [merges](Self::merge) with.
    ///
    /// # Errors
    ///
    /// As [`counts`](Self::counts).
    pub fn to_counted(&self) -> Result<Self, ImpactError> {
        self.counts()?.into_impact(&self.setup)
    }

    /// What was counted, in whole numbers: what [`assemble`](super::PreparedStudy::assemble) takes.
    ///
    /// # Errors
    ///
    /// [`ImpactError::NotCounted`] in exact mode.
    pub fn counts(&self) -> Result<Counts, ImpactError> {
        if self.setup.mode() == Mode::Exact {
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
                .map(<[WeightedCount]>::to_vec)
                .collect(),
            falling: group.falling.list().to_vec(),
            rising: group.rising.list().to_vec(),
            why: AttributionCounts {
                causes: group.why.causes.clone(),
                places: group.why.places.clone(),
                unexplained: group.why.unexplained,
                unexplained_sum: group.why.unexplained_sum,
                example: group.why.example.clone(),
            },
        }
    }

    fn into_group(self, setup: &Setup) -> Result<Group, ImpactError> {
        let bins = |map: BTreeMap<i64, u64>, what| {
            Bins::of(map.into_iter().collect()).map_err(|_| ImpactError::Counts { what })
        };
        let sums = |moments: Moments| {
            let [high, low] = moments.squares;
            Sums {
                sum: moments.sum,
                squares: Wide { high, low },
            }
        };
        let bands = self.crossings.len();
        check(self.crossings.iter().all(|row| row.len() == bands), "bands")?;
        Ok(Group {
            scored: self.scored,
            lightest: self.lightest,
            weight_squares: Wide::default(),
            failed: self.failed,
            exactly: self.exactly,
            shown: self.as_shown,
            before: sums(self.before),
            after: sums(self.after),
            moves: sums(self.moves),
            extremes: self.extremes,
            bins: [
                bins(self.bins_before, "scores before")?,
                bins(self.bins_after, "scores after")?,
                bins(self.bins_moves, "moves")?,
            ],
            pairs: Vec::new(),
            weights: Vec::new(),
            bars: bins(self.bars, "bars of moves")?,
            falls: self.falls,
            rises: self.rises,
            crossings: self.crossings.concat(),
            by_band: Vec::new(),
            unscored: Default::default(),
            joined: Flowed::default(),
            left: Flowed::default(),
            falling: Movers::kept(setup.kept_movers(), self.falling),
            rising: Movers::kept(setup.kept_movers(), self.rising),
            why: WhySums {
                causes: self.why.causes,
                cause_squares: Vec::new(),
                data: 0,
                reference: 0,
                places: self.why.places,
                unexplained: self.why.unexplained,
                unexplained_sum: self.why.unexplained_sum,
                example: self.why.example,
            },
        })
    }
}

impl Counts {
    pub(super) fn into_impact(self, setup: &Arc<Setup>) -> Result<Impact, ImpactError> {
        if setup.mode() == Mode::Exact {
            return Err(ImpactError::NotCounted);
        }
        let whole = self.whole.into_group(setup)?;
        let mut segments = BTreeMap::new();
        for (dimension, values) in self.segments {
            let groups = values
                .into_iter()
                .map(|(value, counts)| Ok((value, counts.into_group(setup)?)));
            let groups = groups.collect::<Result<BTreeMap<_, _>, ImpactError>>()?;
            segments.insert(dimension, groups);
        }
        let mut failures = Failures::default();
        failures.count = whole.failed;
        for failure in self.failures {
            failures.insert(setup.questions().failures, failure);
        }
        let above = self.above.into_iter().map(|above| {
            let what = "subjects that reach a threshold";
            let scores_after = Bins::of(above.bins_after.into_iter().collect());
            Ok(Above {
                before: above.before,
                after: above.after,
                both: above.both,
                scores_after: scores_after.map_err(|_| ImpactError::Counts { what })?,
            })
        });
        let above = above.collect::<Result<Vec<Above>, ImpactError>>()?;
        let mut assembled = Setup::clone(setup);
        assembled.heading.assembled = true;
        let impact = Impact {
            setup: Arc::new(assembled),
            whole,
            segments,
            failures,
            above,
            levels: Levels::default(),
            reasons: Reasons::default(),
        };
        impact.check()?;
        Ok(impact)
    }
}
