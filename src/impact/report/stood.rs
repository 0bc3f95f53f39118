//! How subjects move, by where they stood before.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{
    assignment::Scores,
    bins::Pages,
    heading::points,
    slice::LEAST_DIVIDED,
    wire::{self, Wire, WireError},
};
use crate::impact::{
    Directions, Distribution, Mode, Slice, WeightedCount, report::means::rounded_mean,
};

/// Subjects who stood at about one level before, and how they moved; made by [`Slice::by_band`] and [`Slice::by_tenth`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Stood {
    /// They stood at this many points or above; none where everybody did who stood lower than `to`.
    pub from: Option<f64>,
    /// They stood below this many points; none where it is everybody from `from` on.
    pub to: Option<f64>,
    /// How many they are.
    pub who: WeightedCount,
    /// How many of them rise, stay and fall, by the scores as they are.
    pub exactly: Directions,
    /// Their mean move in millionths of a point, halves away from zero.
    pub mean_move_micro: i64,
    /// The largest fall among them in millionths of a point, 0 or more.
    pub largest_fall_micro: i64,
    /// The largest rise among them in millionths of a point, 0 or more.
    pub largest_rise_micro: i64,
}

/// What is counted of those who stood at one level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::impact) struct Level {
    /// Who fell, stayed and rose.
    pub(in crate::impact) ways: [WeightedCount; 3],
    /// Micro-points by weight.
    pub(in crate::impact) moves: i128,
    pub(in crate::impact) fall: i64,
    pub(in crate::impact) rise: i64,
}

impl Level {
    #[inline]
    pub(in crate::impact) fn add(&mut self, scores: &Scores) {
        let (micro, weight) = (scores.move_micro(), scores.weight);
        // No branch for each way: a processor would guess wrong half of the time.
        let at = match scores.order() {
            Ordering::Less => 0,
            Ordering::Equal => 1,
            Ordering::Greater => 2,
        };
        if let Some(way) = self.ways.get_mut(at) {
            way.add(weight);
        }
        self.moves += i128::from(micro) * i128::from(weight);
        self.fall = self.fall.max(-micro);
        self.rise = self.rise.max(micro);
    }

    pub(in crate::impact) fn merge(&mut self, other: Self) {
        for (way, other) in self.ways.iter_mut().zip(other.ways) {
            way.merge(other);
        }
        self.moves += other.moves;
        self.fall = self.fall.max(other.fall);
        self.rise = self.rise.max(other.rise);
    }

    pub(in crate::impact) fn who(&self) -> WeightedCount {
        let mut who = WeightedCount::default();
        self.ways.into_iter().for_each(|way| who.merge(way));
        who
    }

    fn directions(&self) -> Directions {
        let [down, same, up] = self.ways;
        Directions { up, same, down }
    }

    fn stood(&self, from: Option<f64>, to: Option<f64>) -> Stood {
        let who = self.who();
        Stood {
            from,
            to,
            who,
            exactly: self.directions(),
            mean_move_micro: rounded_mean(self.moves, who.weight_micro),
            largest_fall_micro: self.fall,
            largest_rise_micro: self.rise,
        }
    }
}

/// Directions, sum of moves, largest fall and rise.
impl Wire for Level {
    type Form = (<Directions as Wire>::Form, <i128 as Wire>::Form, (i64, i64));

    fn form(&self) -> Self::Form {
        (
            self.directions().form(),
            self.moves.form(),
            (self.fall, self.rise),
        )
    }

    fn of((ways, moves, (fall, rise)): Self::Form) -> Result<Self, WireError> {
        let Directions { up, same, down } = Directions::of(ways)?;
        Ok(Self {
            ways: [down, same, up],
            moves: i128::of(moves)?,
            fall,
            rise,
        })
    }
}

/// Levels by the step of the score before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::impact) struct Levels(#[serde(with = "wire")] pub(in crate::impact) Pages<Level>);

impl Slice<'_> {
    /// How those move who were in each band before, the lowest first.
    ///
    /// A mean over all hides that those who had much to lose may all fall.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{influence::{self, Network, Profile}, score::Bands};
    ///
    /// let profile = |reactions: u32| Profile::new().with("Twitter", Network::new(900, 300, reactions));
    /// let people = [("ann", profile(12)?), ("bob", profile(80)?), ("cem", profile(900)?)];
    /// let study = influence::lineage().impact("1.0.0", "2.0.0")?.bands(Bands::at([40.0]));
    ///
    /// let impact = study.run(&people)?;
    /// let [low, high] = &impact.whole().by_band()[..] else { return Err("two bands".into()) };
    /// assert_eq!((low.who.subjects, high.who.subjects), (2, 1));
    /// assert_eq!(high.from, Some(40.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn by_band(&self) -> Vec<Stood> {
        let limits = self.heading().bands().limits();
        let from = std::iter::once(None).chain(limits.iter().copied().map(Some));
        let to = limits.iter().copied().map(Some).chain([None]);
        let levels = self.group().by_band.iter().zip(from.zip(to));
        levels
            .map(|(level, (from, to))| level.stood(from, to))
            .collect()
    }

    /// How those move who were in each tenth of all by their score before, the lowest first.
    ///
    /// The tenths are divided at the deciles of the scores before (quantiles of type 7, each once, without the least and
    /// the largest score): a tenth holds those at or above its lower end and below its upper one, so that equal scores are never
    /// divided, and there are fewer than ten where many scores are equal. None of fewer than 50 subjects.
    ///
    /// In exact mode of any group, n·log n. Streaming, of all subjects together, to the stated resolution or a
    /// 20,000th of the scale, whichever is coarser; empty of a segment.
    #[must_use]
    pub fn by_tenth(&self) -> Vec<Stood> {
        if self.scored().subjects < LEAST_DIVIDED {
            return Vec::new();
        }
        let before = self.before();
        let edges = deciles(&before);
        let mut levels = vec![Level::default(); edges.len() + 1];
        let mut place = |score: f64, add: &dyn Fn(&mut Level)| {
            if let Some(level) = levels.get_mut(edges.partition_point(|edge| *edge <= score)) {
                add(level);
            }
        };
        let heading = self.heading();
        match (heading.mode(), self.segment()) {
            (Mode::Exact, _) => {
                for scores in self.scores() {
                    place(scores.before, &|level| level.add(&scores));
                }
            }
            (Mode::Streaming, Some(_)) => return Vec::new(),
            (Mode::Streaming, None) => {
                for (step, of) in self.impact().levels.0.entries() {
                    let score =
                        points(heading.in_micro.origins[0] + step * heading.in_micro.step.get());
                    let score = score.max(before.min()).min(before.max());
                    place(score, &|level| level.merge(*of));
                }
            }
        }
        let from = std::iter::once(None).chain(edges.iter().copied().map(Some));
        let to = edges.iter().copied().map(Some).chain([None]);
        let levels = levels.iter().zip(from.zip(to));
        let told = levels.map(|(level, (from, to))| level.stood(from, to));
        told.filter(|stood| stood.who.subjects > 0).collect()
    }
}

/// The deciles, each once, without the least and the largest value.
pub(in crate::impact) fn deciles(of: &Distribution) -> Vec<f64> {
    let deciles = (0..=10).map(|tenth| of.quantile(f64::from(tenth) / 10.0));
    let mut edges: Vec<f64> = deciles.filter(|edge| !edge.is_nan()).collect();
    edges.dedup();
    edges.pop();
    if !edges.is_empty() {
        edges.remove(0);
    }
    edges
}
