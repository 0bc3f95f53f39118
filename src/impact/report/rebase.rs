//! A threshold under the new version that keeps the share of subjects above it.

use serde::Serialize;

use super::{
    heading::points,
    mass::{ONE, real},
};
use crate::{
    impact::{Impact, Mode},
    score::{micro, reaches},
};

/// Who crosses a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Crossed {
    /// Below the threshold before, and at or above it after; by weight, in subjects.
    pub upwards: f64,
    /// At or above the threshold before, and below it after; by weight, in subjects.
    pub downwards: f64,
    /// The share at or above the threshold after, 0 to 1.
    pub share_above: f64,
}

/// A threshold of the version before, and the one after that keeps the share above it; made by [`Impact::rebase`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Rebased {
    /// The threshold before, in points.
    pub before: f64,
    /// The threshold after, in points: of all scores after, and of one step above them that nobody reaches, the one that is
    /// reached by the share nearest to the one before; of two that are equally near, the lower one. Streaming, the lower end
    /// of a bin, or the step below it where that is reached by the same. A step is one in the last digit that the version's
    /// scores are shown with.
    pub after: f64,
    /// The share at or above the threshold before, 0 to 1.
    pub share_before: f64,
    /// What happens if the threshold stays what it was.
    pub kept: Crossed,
    /// What happens if it is rebased.
    pub rebased: Crossed,
}

impl Rebased {
    /// How far from the share before the rebased threshold ends, as a share: above 0 where more reach it. Scores that
    /// many share can be divided in no other place.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Network, Profile};
    ///
    /// let profile = |reactions: u32| Profile::new().with("Twitter", Network::new(900, 300, reactions));
    /// let people = [("ann", profile(12)?), ("bob", profile(80)?), ("cem", profile(900)?)];
    /// let impact = influence::lineage().impact("1.0.0", "2.0.0")?.exact().run(&people)?;
    ///
    /// assert_eq!(impact.rebase(45.0)?.off_share(), 0.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn off_share(&self) -> f64 {
        self.rebased.share_above - self.share_before
    }
}

/// Why a threshold cannot be rebased.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RebaseError {
    /// The threshold is NaN or infinite.
    #[error("{threshold} is no threshold")]
    #[non_exhaustive]
    NotFinite {
        /// The threshold.
        threshold: f64,
    },

    /// Streaming, only thresholds that were declared can be rebased.
    #[error(
        "who is above {threshold} was not counted: declare it with `.bands(…)`, or measure with `.exact()`; declared \
         are {declared:?}"
    )]
    #[non_exhaustive]
    NotCounted {
        /// The threshold.
        threshold: f64,
        /// Those that were declared.
        declared: Vec<f64>,
    },

    /// There are no scores.
    #[error("no subject was scored by both versions")]
    Nobody,
}

impl Impact {
    /// The threshold under the version after that keeps the share of subjects at or above `threshold` before, and who
    /// crosses either of the two.
    ///
    /// In exact mode any threshold, n·log n. Streaming, the thresholds of the [bands](crate::impact::Study::bands) before, to
    /// the stated resolution.
    ///
    /// # Errors
    ///
    /// [`RebaseError`].
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Network, Profile};
    ///
    /// let profile = |reactions: u32| Profile::new().with("Twitter", Network::new(900, 300, reactions));
    /// let people = [("ann", profile(12)?), ("bob", profile(80)?), ("cem", profile(900)?)];
    /// let impact = influence::lineage().impact("1.0.0", "2.0.0")?.exact().run(&people)?;
    ///
    /// let pass = impact.rebase(45.0)?; // one of three passes
    /// assert_eq!(pass.rebased.share_above, pass.share_before);
    /// assert_eq!(pass.after, impact.whole().after().max());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rebase(&self, threshold: f64) -> Result<Rebased, RebaseError> {
        if !threshold.is_finite() {
            return Err(RebaseError::NotFinite { threshold });
        }
        let total = self.whole.scored.weight_micro;
        if total == 0 {
            return Err(RebaseError::Nobody);
        }
        let counted = match self.heading.mode() {
            Mode::Exact => self.count(threshold),
            Mode::Streaming => self.counted(threshold)?,
        };
        let share = |weight: u64| real(weight) / real(total);
        let crossed = |above: u64, both: u64| Crossed {
            upwards: real(above - both) / real(ONE),
            downwards: real(counted.before - both) / real(ONE),
            share_above: share(above),
        };
        Ok(Rebased {
            before: threshold,
            after: counted.threshold,
            share_before: share(counted.before),
            kept: crossed(counted.kept, counted.kept_both),
            rebased: crossed(counted.rebased, counted.rebased_both),
        })
    }

    fn count(&self, threshold: f64) -> Exceedances {
        let before = self.weigh(|before, _| reaches(before, threshold));
        let (after, rebased) = self.nearest(before);
        Exceedances {
            before,
            kept: self.weigh(|_, score| reaches(score, threshold)),
            kept_both: self
                .weigh(|before, score| reaches(before, threshold) && reaches(score, threshold)),
            threshold: after,
            rebased,
            rebased_both: self.weigh(|before, score| reaches(before, threshold) && score >= after),
        }
    }

    fn weigh(&self, counts: impl Fn(f64, f64) -> bool) -> u64 {
        let pairs = self.whole.pairs.iter().enumerate();
        pairs
            .filter(|(_, pair)| counts(pair.before, pair.after))
            .map(|(index, _)| self.whole.weight_of(index))
            .sum()
    }

    /// The score after that is reached by the weight nearest to this one, and by which weight it is.
    fn nearest(&self, wanted: u64) -> (f64, u64) {
        let total = self.whole.scored.weight_micro;
        let after = self.whole().after();
        let reached = after.steps().map(|(score, below)| (score, total - below));
        // Rising, so the first of two is the lower one; above all of them is nobody.
        reached
            .min_by_key(|(_, above)| above.abs_diff(wanted))
            .filter(|(_, above)| above.abs_diff(wanted) <= wanted)
            .unwrap_or_else(|| (self.above_all(), 0))
    }

    /// One step above all scores after.
    fn above_all(&self) -> f64 {
        let most = self.whole().after().max();
        let unit = self.heading.in_micro.units[1].get();
        let next = micro(most).map(|most| points((most.div_euclid(unit) + 1) * unit));
        // Whatever was scored can be counted.
        next.unwrap_or(most)
    }

    fn counted(&self, threshold: f64) -> Result<Exceedances, RebaseError> {
        let declared = self.heading.bands().limits();
        let at = declared.iter().position(|known| *known == threshold);
        let Some(above) = at.and_then(|at| self.above.get(at)) else {
            return Err(RebaseError::NotCounted {
                threshold,
                declared: declared.to_vec(),
            });
        };
        let before = above.before.weight_micro;
        let [_, bins, _] = &self.whole.bins;
        let mut reached = self.whole.scored.weight_micro;
        // The bin, by which weight it is reached, and the one below it.
        let mut best: Option<(i64, u64, Option<i64>)> = None;
        let mut below = None;
        for (bin, weight) in bins.iter() {
            let is_nearer = |best: (_, u64, _)| reached.abs_diff(before) < best.1.abs_diff(before);
            if best.is_none_or(is_nearer) {
                best = Some((bin, reached, below));
            }
            below = Some(bin);
            reached -= weight;
        }
        let is_nearer_than_nobody = |best: &(_, u64, _)| best.1.abs_diff(before) <= before;
        let Some((bin, rebased, below)) = best.filter(is_nearer_than_nobody) else {
            return Ok(Exceedances {
                before,
                kept: above.after.weight_micro,
                kept_both: above.both.weight_micro,
                threshold: self.above_all(),
                rebased: 0,
                rebased_both: 0,
            });
        };
        let scale = &self.heading.after.scale;
        let in_micro = &self.heading.in_micro;
        let (unit, resolution) = (in_micro.units[1], in_micro.resolution.get());
        // What lies in a bin reaches its lower end.
        let end = |bin: i64| self.heading.middle(scale, bin) - resolution / 2;
        // So does nobody else reach a step of the scores between it and the bin below.
        let step = unit.floor(end(bin)) * unit.get();
        let is_above_others = below.is_none_or(|below| step >= end(below) + resolution);
        let low = if is_above_others { step } else { end(bin) };
        let threshold = points(low).max(scale.min());
        Ok(Exceedances {
            before,
            kept: above.after.weight_micro,
            kept_both: above.both.weight_micro,
            threshold,
            rebased,
            rebased_both: above.scores_after.from(bin),
        })
    }
}

/// Weights at or above thresholds.
struct Exceedances {
    before: u64,
    kept: u64,
    kept_both: u64,
    threshold: f64,
    rebased: u64,
    rebased_both: u64,
}
