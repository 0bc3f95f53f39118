//! The figures of one group of subjects.

use serde::Serialize;

use super::{
    assignment::Scores,
    distribution::moments,
    group::{Group, Pair},
    heading::Heading,
    mass::{ONE, WeightedCount, real},
    mover::Movers,
    ranks::{self, Groups},
    stood::deciles,
};
use crate::{
    impact::{
        Directions, Distribution, Impact, Mode, Mover,
        report::means::{means, rounded_mean},
    },
    lineage::ChangeKind,
    math,
    path::Path,
    score::{Scale, counted, exact_sum, micro},
};

/// The figures of all subjects, or of one segment; borrowed from an [`Impact`].
///
/// Which mode a figure needs, and what it costs, is said at each. `n` is the number of subjects; what says nothing was
/// counted during the run and is only read.
#[derive(Clone, Copy, Debug)]
pub struct Slice<'i> {
    impact: &'i Impact,
    group: &'i Group,
    segment: Option<(&'i str, &'i str)>,
}

/// Fewer subjects are not divided into tenths.
pub(in crate::impact) const LEAST_DIVIDED: u64 = 50;

/// A bar of the histogram of moves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Bar {
    /// Moves of more than this many points up or down (not reached by a fall or a rise in this bar) …
    pub from: f64,
    /// … and at most this many. Both are 0 for those who did not move.
    pub to: f64,
    /// By weight, in subjects.
    pub weight: f64,
}

/// Rank statistics; only in exact mode.
///
/// Ranks are averaged where scores are tied, and counted from the lowest score, which has rank 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Ranks {
    /// Spearman's rank correlation of the two scores (Spearman 1904): Pearson's of average ranks. None where there are
    /// fewer than two subjects or all scores of a version are tied.
    pub spearman: Option<f64>,
    /// Kendall's τ-b (Kendall 1945), which takes ties into account. None as for Spearman.
    pub kendall: Option<f64>,
    /// How many ranks a subject moves on average, up or down.
    pub mean_move: f64,
    /// The most ranks that a subject rises; 0 if none does.
    pub largest_rise: f64,
    /// The most ranks that a subject falls; 0 if none does.
    pub largest_fall: f64,
}

/// The population stability index.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Stability {
    /// Σ (after − before)·ln(after ∕ before) over the bins' shares. By common practice, below 0.1 little changed, and
    /// above 0.25 much did.
    pub index: f64,
    /// The edges between bins, in points, rising.
    pub edges: Vec<f64>,
    /// Each bin's share of the scores before, 0 to 1.
    pub before: Vec<f64>,
    /// Each bin's share of the scores after.
    pub after: Vec<f64>,
}

/// What a named change did to a group on average.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MeanCause {
    /// The change's key.
    pub key: String,
    /// The change in a few words.
    pub title: String,
    /// What the person scored is told of it.
    pub sentence: String,
    /// Why the change was made.
    pub kind: ChangeKind,
    /// The release that brought it.
    pub release: semver::Version,
    /// The mean effect in millionths of a point: over all changes, with data, references, those who joined and left, and what
    /// is unexplained, they add up to [`mean_change_micro`](Slice::mean_change_micro).
    pub micro: i64,
}

/// What happened at a place to a group on average.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MeanPlace {
    /// The place.
    pub place: Path,
    /// The mean effect in millionths of a point, as for [`MeanCause`].
    pub micro: i64,
}

/// Why a group moved on average.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MeanAttribution {
    /// The named changes, in declared order.
    pub causes: Vec<MeanCause>,
    /// What the subjects' own data did, where there are two [snapshots](crate::impact::Subject::moved) of them.
    pub data_micro: i64,
    /// What the others' data did, as far as scores are held against it.
    pub reference_micro: i64,
    /// What those did who joined between two snapshots: see [`Composition`](crate::impact::Composition).
    pub joined_micro: i64,
    /// What those did who left.
    pub left_micro: i64,
    /// The places by name, where they were asked for.
    pub places: Vec<MeanPlace>,
    /// The subjects whose move could not be explained.
    pub unexplained: WeightedCount,
    /// Their part of the mean move, in millionths of a point.
    pub unexplained_micro: i64,
    /// The first of them by key, and why.
    pub example: Option<(String, String)>,
}

impl<'i> Slice<'i> {
    pub(in crate::impact) fn new(
        impact: &'i Impact,
        group: &'i Group,
        segment: Option<(&'i str, &'i str)>,
    ) -> Self {
        Self {
            impact,
            group,
            segment,
        }
    }

    /// The report that the figures are part of.
    pub(crate) fn impact(&self) -> &'i Impact {
        self.impact
    }

    /// The dimension and the value of the segment; none for all subjects together.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{impact::Subject, influence::{self, Network, Profile}};
    ///
    /// let ann = Profile::new().with("Twitter", Network::new(900, 300, 12))?;
    /// let study = influence::lineage().impact("1.0.0", "2.0.0")?;
    /// let impact = study.run([Subject::new("ann", ann).segment("plan", "free")])?;
    ///
    /// assert_eq!(impact.whole().segment(), None);
    /// let of_segments: Vec<_> = impact.segments().map(|(_, _, slice)| slice.segment()).collect();
    /// assert_eq!(of_segments, [Some(("plan", "free"))]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn segment(&self) -> Option<(&'i str, &'i str)> {
        self.segment
    }

    pub(in crate::impact) fn heading(&self) -> &'i Heading {
        &self.impact.heading
    }

    pub(in crate::impact) fn group(&self) -> &'i Group {
        self.group
    }

    /// The subjects that both versions score: all other figures are about them.
    #[must_use]
    pub fn scored(&self) -> WeightedCount {
        self.group.scored
    }

    /// How many subjects could not be read, or not be scored by one of the versions.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.group.failed
    }

    /// Those of whom the version before has a score and the version after has none; by weight as well, as the next two. They
    /// are among those who [failed](Self::failed).
    #[must_use]
    pub fn lost(&self) -> WeightedCount {
        self.group.unscored[0]
    }

    /// Those of whom the version after has a score and the version before had none.
    #[must_use]
    pub fn gained(&self) -> WeightedCount {
        self.group.unscored[1]
    }

    /// Those of whom neither version has a score.
    #[must_use]
    pub fn neither(&self) -> WeightedCount {
        self.group.unscored[2]
    }

    /// Who went up, stayed and went down, to the last bit.
    #[must_use]
    pub fn exactly(&self) -> Directions {
        self.group.exactly
    }

    /// The same, of the scores as people see them.
    #[must_use]
    pub fn as_shown(&self) -> Directions {
        self.group.shown
    }

    /// The scores before. In exact mode n·log n; streaming, a pass over the bins.
    #[must_use]
    pub fn before(&self) -> Distribution {
        let scale = &self.heading().before.scale;
        self.distribution(0, Some(scale), |pair| pair.before)
    }

    /// The scores after, as [`before`](Self::before).
    #[must_use]
    pub fn after(&self) -> Distribution {
        let scale = &self.heading().after.scale;
        self.distribution(1, Some(scale), |pair| pair.after)
    }

    /// The moves, after − before, as [`before`](Self::before).
    #[must_use]
    pub fn moves(&self) -> Distribution {
        self.distribution(2, None, |pair| pair.after - pair.before)
    }

    fn distribution(
        &self,
        which: usize,
        scale: Option<&Scale>,
        value: impl Fn(&Pair) -> f64,
    ) -> Distribution {
        let group = self.group;
        let extremes = group
            .extremes
            .and_then(|extremes| extremes.get(which).copied());
        let extremes = extremes.unwrap_or([f64::NAN; 2]);
        let unit = group.lightest.unwrap_or(ONE).min(ONE);
        if self.heading().mode() == Mode::Exact {
            let mut values: Vec<f64> = group.pairs.iter().map(value).collect();
            let total = group.scored.weight_micro;
            if group.weights.is_empty() {
                // A column of numbers is sorted in half the time of one with weights.
                values.sort_unstable_by(f64::total_cmp);
                let rising = values.iter().map(|value| (*value, ONE));
                return Distribution::exact(rising, total, unit, extremes);
            }
            let weights = group.weights.iter().copied();
            let mut weighted: Vec<(f64, u64)> = values.into_iter().zip(weights).collect();
            weighted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            return Distribution::exact(weighted.iter().copied(), total, unit, extremes);
        }
        let (sums, bins) = match which {
            0 => (group.before, &group.bins[0]),
            1 => (group.after, &group.bins[1]),
            _ => (group.moves, &group.bins[2]),
        };
        let origin = scale.map_or(0, Heading::origin);
        #[allow(clippy::cast_precision_loss, reason = "at most 10¹⁴ micro-points")]
        let weighted = bins.iter().map(|(bin, weight)| {
            let middle = (origin + bin * self.heading().in_micro.resolution.get()) as f64 / 1e6;
            (middle.max(extremes[0]).min(extremes[1]), weight)
        });
        let (mean, deviation) = moments(group.scored.weight_micro, sums.sum, sums.squares, origin);
        Distribution::of_rising(weighted, unit, extremes, mean, deviation)
    }

    fn pairs(&self) -> impl Iterator<Item = (&'i Pair, u64)> + use<'i> {
        let group = self.group;
        let pairs = group.pairs.iter().enumerate();
        pairs.map(|(index, pair)| (pair, group.weight_of(index)))
    }

    /// The mean move in millionths of a point, halves away from zero: the mean of the moves that explanations split,
    /// each of which is a whole number of them.
    #[must_use]
    pub fn mean_move_micro(&self) -> i64 {
        rounded_mean(self.group.moves.sum, self.group.scored.weight_micro)
    }

    /// The scores one by one, in exact mode.
    pub(in crate::impact) fn scores(&self) -> impl Iterator<Item = Scores> {
        self.pairs().map(|(pair, weight)| Scores {
            weight,
            before: pair.before,
            after: pair.after,
            micro_before: counted(pair.before),
            micro_after: counted(pair.after),
        })
    }

    /// Who fell by more than `points`; none if that was not counted.
    ///
    /// Counted are the bounds of [`count_falls`](crate::impact::Study::count_falls), and in exact mode any.
    #[must_use]
    pub fn falls_beyond(&self, points: f64) -> Option<WeightedCount> {
        self.beyond(
            points,
            &self.heading().in_micro.falls,
            &self.group.falls,
            -1,
        )
    }

    /// Who rose by more than `points`, as [`falls_beyond`](Self::falls_beyond).
    #[must_use]
    pub fn rises_beyond(&self, points: f64) -> Option<WeightedCount> {
        self.beyond(points, &self.heading().in_micro.rises, &self.group.rises, 1)
    }

    fn beyond(
        &self,
        points: f64,
        bounds: &[i64],
        counts: &[WeightedCount],
        sign: i64,
    ) -> Option<WeightedCount> {
        let bound = micro(points).ok().filter(|bound| *bound >= 0)?;
        if let Some(at) = bounds.iter().position(|known| *known == bound) {
            return Some(counts.get(at).copied().unwrap_or_default());
        }
        if self.heading().mode() != Mode::Exact {
            return None;
        }
        let mut mass = WeightedCount::default();
        for scores in self.scores() {
            mass.add_if(sign * scores.move_micro() > bound, scores.weight);
        }
        Some(mass)
    }

    /// Who went from which band (row, lowest first) into which (column).
    #[must_use]
    pub fn crossings(&self) -> Vec<Vec<WeightedCount>> {
        let bands = self.heading().bands().count();
        let cell = |at: usize| self.group.crossings.get(at).copied().unwrap_or_default();
        (0..bands)
            .map(|from| (0..bands).map(|to| cell(from * bands + to)).collect())
            .collect()
    }

    /// Those who fell most, the largest fall first, ties by key.
    #[must_use]
    pub fn falling(&self) -> &'i [Mover] {
        self.listed(&self.group.falling)
    }

    /// Those who rose most, the largest rise first, ties by key.
    #[must_use]
    pub fn rising(&self) -> &'i [Mover] {
        self.listed(&self.group.rising)
    }

    fn listed(&self, movers: &'i Movers) -> &'i [Mover] {
        let list = movers.list();
        list.get(..self.heading().questions.movers).unwrap_or(list)
    }

    /// The largest fall, or rise, in millionths of a point; 0 if there is none.
    pub(in crate::impact) fn farthest_micro(&self, falling: bool) -> i64 {
        let movers = if falling {
            &self.group.falling
        } else {
            &self.group.rising
        };
        let size = movers.list().first().map_or(0, Mover::size);
        i64::try_from(size).unwrap_or(i64::MAX)
    }

    /// Rank statistics, in exact mode. n·log n.
    #[must_use]
    pub fn ranks(&self) -> Option<Ranks> {
        if self.heading().mode() != Mode::Exact {
            return None;
        }
        let group = self.group;
        let column = |of: fn(&Pair) -> f64| {
            let values: Vec<f64> = group.pairs.iter().map(of).collect();
            Groups::new(&values)
        };
        let (before, after) = (column(|pair| pair.before), column(|pair| pair.after));
        let weights = (!group.weights.is_empty()).then_some(group.weights.as_slice());
        let [mean_move, largest_rise, largest_fall] = ranks::rank_moves(&before, &after, weights);
        Some(Ranks {
            spearman: ranks::spearman(&before, &after, weights),
            kendall: ranks::kendall(&before, &after, weights),
            mean_move,
            largest_rise,
            largest_fall,
        })
    }

    /// The population stability index of the scores after against those before.
    ///
    /// The bins' edges are the deciles of the scores before (quantiles of type 7, each once, without the least and the
    /// largest score); a bin holds what reaches its lower edge and not its upper one; an empty share counts as 10⁻⁴.
    /// The shares given here are the true ones. Streaming, to the stated resolution. As [`before`](Self::before).
    ///
    /// None of fewer than 50 subjects, five for each of ten bins: the index of so few is noise. And none where the scores
    /// before are too much alike to divide them.
    #[must_use]
    pub fn stability(&self) -> Option<Stability> {
        if self.group.scored.subjects < LEAST_DIVIDED {
            return None;
        }
        let (before, after) = (self.before(), self.after());
        let edges = deciles(&before);
        if edges.is_empty() {
            return None;
        }
        let shares = |of: &Distribution| -> Vec<f64> {
            let upto = edges
                .iter()
                .map(|edge| of.below(*edge))
                .chain([of.weight()]);
            let mut last = 0;
            upto.map(|upto| {
                let share = real(upto - last) / real(of.weight().max(1));
                last = upto;
                share
            })
            .collect()
        };
        let (before, after) = (shares(&before), shares(&after));
        let filled = |share: f64| if share == 0.0 { 1e-4 } else { share };
        let terms = before.iter().zip(&after).map(|(&old, &new)| {
            let (old, new) = (filled(old), filled(new));
            (new - old) * math::ln(new / old)
        });
        let index = exact_sum(terms);
        Some(Stability {
            index,
            edges,
            before,
            after,
        })
    }

    /// Why the group moved on average, where the study was asked [by change](crate::impact::Study::by_change).
    #[must_use]
    pub fn why(&self) -> Option<MeanAttribution> {
        let heading = self.heading();
        let changes = heading.changes.as_ref()?;
        let (sums, weight) = (&self.group.why, self.group.scored.weight_micro);
        let composition = self.composition();
        let total = composition.map_or_else(|| self.mean_move_micro(), |of| of.stayed_micro);
        let sum_of = |at: usize| sums.causes.get(at).copied().unwrap_or(0);
        // Ties are settled by key, as everywhere.
        let mut order: Vec<usize> = (0..changes.len()).collect();
        order.sort_by(|&a, &b| {
            changes
                .get(a)
                .map(|c| &c.key)
                .cmp(&changes.get(b).map(|c| &c.key))
        });
        let mut parts: Vec<i128> = order.iter().map(|&at| sum_of(at)).collect();
        parts.extend([sums.data, sums.reference, sums.unexplained_sum]);
        let micros = means(total, &parts, weight);
        let (micros, &[data_micro, reference_micro, unexplained_micro]) =
            micros.split_last_chunk()?;
        let mut causes: Vec<(usize, MeanCause)> = order
            .into_iter()
            .zip(micros)
            .filter_map(|(at, &micro)| {
                let head = changes.get(at)?;
                let cause = MeanCause {
                    key: head.key.clone(),
                    title: head.title.clone(),
                    sentence: head.sentence.clone(),
                    kind: head.kind,
                    release: head.release.clone(),
                    micro,
                };
                Some((at, cause))
            })
            .collect();
        causes.sort_by_key(|(at, _)| *at);
        let places = if heading.questions.by_place.is_some() {
            let sums: Vec<i128> = sums.places.values().copied().collect();
            let whole = total - unexplained_micro;
            means(whole, &sums, weight)
        } else {
            Vec::new()
        };
        let named = sums.places.keys().zip(places);
        Some(MeanAttribution {
            causes: causes.into_iter().map(|(_, cause)| cause).collect(),
            data_micro,
            reference_micro,
            joined_micro: composition.map_or(0, |of| of.joined_micro),
            left_micro: composition.map_or(0, |of| of.left_micro),
            places: named
                .map(|(place, micro)| MeanPlace {
                    place: place.clone(),
                    micro,
                })
                .collect(),
            unexplained: sums.unexplained,
            unexplained_micro,
            example: sums.example.clone(),
        })
    }
}
