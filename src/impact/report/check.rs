//! Whether what was stored can have been counted at all.

use super::{
    bars::bar_of,
    bins::Bins,
    group::{Group, WhySums},
    heading::Heading,
    impact::{Above, check_segments},
    mover::Movers,
    stood::Level,
};
use crate::{
    impact::{Directions, Impact, ImpactError, Mode, ReportPart, WeightedCount},
    score,
};

impl Impact {
    /// Refuses what contradicts itself or the study.
    pub(in crate::impact) fn check(&self) -> Result<(), ImpactError> {
        let (heading, whole) = (&*self.heading, &self.whole);
        whole.check(heading)?;
        for group in self.segments.values().flat_map(|values| values.values()) {
            check(
                within(group.scored, whole.scored)
                    && within(group.joined.who, whole.joined.who)
                    && within(group.left.who, whole.left.who)
                    && group.failed <= whole.failed,
                ReportPart::SegmentSubjects,
            )?;
            group.check(heading)?;
        }
        check_segments(&self.segments, heading)?;
        let kept = self.failures.kept(usize::MAX).len();
        check(
            self.failures.count == whole.failed
                && kept <= heading.kept_failures()
                && kept as u64 <= whole.failed,
            ReportPart::Failures,
        )?;
        self.check_reasons()?;
        self.check_levels()?;
        check(
            self.above.len() == heading.bands().limits().len(),
            ReportPart::Thresholds,
        )?;
        let limit = Limits::of(heading).after;
        self.above
            .iter()
            .try_for_each(|above| above.check(heading, whole, limit))
    }
}

impl Impact {
    fn check_reasons(&self) -> Result<(), ImpactError> {
        let known = self.whole.unscored.map(|who| Some(who.subjects));
        check(self.reasons.totals() == known, ReportPart::FailureReasons)
    }

    fn check_levels(&self) -> Result<(), ImpactError> {
        let what = ReportPart::LevelsBefore;
        let end = Heading::end(self.heading.scales()[0].max());
        let last = self.heading.step_of(end);
        for (step, _) in self.levels.0.entries() {
            check((0..=last).contains(&step), what)?;
        }
        let whole = if self.heading.mode() == Mode::Streaming {
            self.whole.scored
        } else {
            WeightedCount::default()
        };
        let levels = self.levels.0.entries().map(|(_, level)| level);
        check_levels(levels, whole, what)
    }
}

/// Whether levels hold so many subjects in all.
fn check_levels<'l>(
    levels: impl Iterator<Item = &'l Level> + Clone,
    whole: WeightedCount,
    what: ReportPart,
) -> Result<(), ImpactError> {
    let ways = levels.clone().flat_map(|level| level.ways);
    check_sum(ways, whole, what)?;
    let mut moves = levels.map(|level| (level.moves, level.who().weight_micro));
    check(moves.all(|(sum, weight)| is_summed(sum, weight)), what)
}

/// Whether a sum of millionths of a point can be that of so much weight: no level, move or cause of one subject is beyond
/// 2⁶² of them, so that sums, their doubles and the squares of their means are whole numbers of 128 bits.
fn is_summed(sum: i128, weight: u64) -> bool {
    sum.unsigned_abs() <= u128::from(weight) << 62
}

impl Above {
    fn check(&self, heading: &Heading, whole: &Group, limit: [i64; 2]) -> Result<(), ImpactError> {
        let what = ReportPart::ThresholdSubjects;
        check(
            within(self.before, whole.scored)
                && within(self.after, whole.scored)
                && within(self.both, self.before)
                && within(self.both, self.after),
            what,
        )?;
        let weight = match heading.mode() {
            Mode::Streaming => self.before.weight_micro,
            Mode::Exact => 0,
        };
        binned(&self.scores_after, limit, weight, what)
    }
}

impl Group {
    fn check(&self, heading: &Heading) -> Result<(), ImpactError> {
        let scored = self.scored;
        let any = scored.subjects > 0;
        let weight = scored.weight_micro;
        check(any == (weight > 0), ReportPart::Weightless)?;
        for who in [scored, self.joined.who, self.left.who] {
            check(
                who.weight_micro <= i64::MAX.unsigned_abs(),
                ReportPart::TooHeavy,
            )?;
            check(
                (who.subjects > 0) == (who.weight_micro > 0),
                ReportPart::Weightless,
            )?;
        }
        check(
            any == self
                .lightest
                .is_some_and(|least| least > 0 && least <= weight),
            ReportPart::LeastWeight,
        )?;
        let flows = [&self.joined, &self.left].map(|flowed| (flowed.sum, flowed.who.weight_micro));
        let sums = [&self.before, &self.after, &self.moves].map(|sums| (sums.sum, weight));
        check(
            sums.into_iter()
                .chain(flows)
                .all(|(sum, weight)| is_summed(sum, weight)),
            ReportPart::Sums,
        )?;
        for (directions, what) in [
            (self.exactly, ReportPart::Directions),
            (self.shown, ReportPart::ShownDirections),
        ] {
            let Directions { up, same, down } = directions;
            check_sum([up, same, down], scored, what)?;
        }
        let finite =
            |[least, most]: &[f64; 2]| least.is_finite() && most.is_finite() && least <= most;
        check(
            match &self.extremes {
                None => !any,
                Some(extremes) => any && extremes.iter().all(finite),
            },
            ReportPart::Extremes,
        )?;
        self.check_figures(heading)?;
        for (masses, bounds, what) in [
            (&self.falls, &heading.in_micro.falls, ReportPart::Falls),
            (&self.rises, &heading.in_micro.rises, ReportPart::Rises),
        ] {
            check(masses.len() == if any { bounds.len() } else { 0 }, what)?;
            check(masses.iter().all(|mass| within(*mass, scored)), what)?;
        }
        let bands = if any { heading.bands().count() } else { 0 };
        check(self.crossings.len() == bands * bands, ReportPart::Bands)?;
        check_sum(
            self.crossings.iter().copied(),
            scored,
            ReportPart::BandCrossings,
        )?;
        check(self.by_band.len() == bands, ReportPart::BandLevels)?;
        check_levels(self.by_band.iter(), scored, ReportPart::BandLevels)?;
        let unscored = self
            .unscored
            .iter()
            .try_fold(0_u64, |sum, who| sum.checked_add(who.subjects));
        check(
            unscored.is_some_and(|unscored| unscored <= self.failed),
            ReportPart::Unscored,
        )?;
        for (movers, moved, sign) in [
            (&self.falling, self.exactly.down, -1.0),
            (&self.rising, self.exactly.up, 1.0),
        ] {
            check_movers(movers, moved, sign, heading)?;
        }
        self.why.check(heading, scored)
    }

    /// Bins, or scores one by one.
    fn check_figures(&self, heading: &Heading) -> Result<(), ImpactError> {
        let counted = match heading.mode() {
            Mode::Streaming => self.scored.weight_micro,
            Mode::Exact => 0,
        };
        let limits = Limits::of(heading);
        let [before, after, moves] = &self.bins;
        binned(before, limits.before, counted, ReportPart::ScoresBefore)?;
        binned(after, limits.after, counted, ReportPart::ScoresAfter)?;
        binned(moves, limits.moves, counted, ReportPart::Moves)?;
        binned(&self.bars, limits.bars, counted, ReportPart::MoveBars)?;
        let what = ReportPart::Scores;
        if heading.mode() == Mode::Streaming {
            return check(self.pairs.is_empty() && self.weights.is_empty(), what);
        }
        check(self.pairs.len() as u64 == self.scored.subjects, what)?;
        let counted = |score: f64| score::micro(score).is_ok();
        let pairs = self.pairs.iter();
        check(
            pairs
                .clone()
                .all(|pair| counted(pair.before) && counted(pair.after)),
            what,
        )?;
        let weights = || (0..self.pairs.len()).map(|at| self.weight_of(at));
        let sum = weights().try_fold(0_u64, u64::checked_add);
        check(
            sum == Some(self.scored.weight_micro)
                && [0, self.pairs.len()].contains(&self.weights.len()),
            what,
        )
    }
}

fn check_movers(
    movers: &Movers,
    moved: WeightedCount,
    sign: f64,
    heading: &Heading,
) -> Result<(), ImpactError> {
    let list = movers.list();
    let each = list
        .iter()
        .all(|mover| mover.moved == mover.after - mover.before && mover.moved * sign > 0.0);
    let ordered = list
        .windows(2)
        .all(|pair| !matches!(pair, [a, b] if a.farthest_first(b).is_gt()));
    let most = heading
        .kept_movers()
        .min(usize::try_from(moved.subjects).unwrap_or(usize::MAX));
    check(each && ordered && list.len() == most, ReportPart::Movers)
}

impl WhySums {
    fn check(&self, heading: &Heading, scored: WeightedCount) -> Result<(), ImpactError> {
        check(within(self.unexplained, scored), ReportPart::Unexplained)?;
        let own = [self.data, self.reference, self.unexplained_sum];
        let sums = self.causes.iter().chain(self.places.values()).chain(&own);
        check(
            sums.into_iter()
                .all(|sum| is_summed(*sum, scored.weight_micro)),
            ReportPart::CauseSums,
        )?;
        let explained = self.unexplained.subjects < scored.subjects;
        let changes = match &heading.changes {
            Some(changes) if explained => changes.len(),
            _ => 0,
        };
        check(
            self.causes.len() == changes && self.cause_squares.len() == changes,
            ReportPart::Changes,
        )?;
        check(
            heading.questions.by_place.is_some() || self.places.is_empty(),
            ReportPart::Places,
        )
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
    fn of(heading: &Heading) -> Self {
        let end = Heading::end;
        let [before, after] = heading.scales();
        let farthest = heading.farthest();
        let (moves, bars) = (heading.move_bin(farthest), bar_of(farthest, 1.0));
        Self {
            before: [0, heading.bin_before(end(before.max()))],
            after: [0, heading.bin_after(end(after.max()))],
            moves: [-moves, moves],
            bars: [-bars, bars],
        }
    }
}

fn binned(
    bins: &Bins,
    [least, most]: [i64; 2],
    weight: u64,
    what: ReportPart,
) -> Result<(), ImpactError> {
    let mut sum = Some(0_u64);
    for (index, weight) in bins.iter() {
        check((least..=most).contains(&index), what)?;
        sum = sum.and_then(|sum| sum.checked_add(weight));
    }
    check(sum == Some(weight), what)
}

fn check_sum(
    parts: impl IntoIterator<Item = WeightedCount>,
    whole: WeightedCount,
    what: ReportPart,
) -> Result<(), ImpactError> {
    let sum = parts
        .into_iter()
        .try_fold(WeightedCount::default(), |sum, part| {
            Some(WeightedCount::new(
                sum.subjects.checked_add(part.subjects)?,
                sum.weight_micro.checked_add(part.weight_micro)?,
            ))
        });
    check(sum == Some(whole), what)
}

fn within(part: WeightedCount, whole: WeightedCount) -> bool {
    part.subjects <= whole.subjects && part.weight_micro <= whole.weight_micro
}

pub(in crate::impact) fn check(holds: bool, what: ReportPart) -> Result<(), ImpactError> {
    if holds {
        Ok(())
    } else {
        Err(ImpactError::Counts { what })
    }
}
