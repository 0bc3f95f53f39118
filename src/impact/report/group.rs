//! What is counted of one group of subjects: all of them, or a segment.
//!
//! It is long: each figure is counted, merged and settled here and nowhere else.
//!
//! Everything is a whole number, a list that is sorted at the end, or a bounded list with a total order, so that no
//! partition or order of the subjects shows in the result.

use std::{cmp::Ordering, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use super::{
    assignment::{BinAssignment, Scores, common_weight},
    bins::Bins,
    flow::{Flowed, Presence},
    heading::Heading,
    mass::{ONE, WeightedCount},
    mover::{Input, Mover, Movers},
    stood::Level,
    wide::Wide,
    wire,
};
use crate::{
    impact::{Attribution, ImpactError, Mode},
    path::Path,
};

/// One subject that both versions score.
pub(in crate::impact) struct Scored<'s> {
    pub(in crate::impact) key: &'s str,
    pub(in crate::impact) scores: &'s Scores,
    pub(in crate::impact) why: Option<&'s Attribution>,
}

/// Those who went up, stayed, and went down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Directions {
    /// Whose score is higher after.
    pub up: WeightedCount,
    /// Whose score is the same.
    pub same: WeightedCount,
    /// Whose score is lower after.
    pub down: WeightedCount,
}

impl Directions {
    fn add(&mut self, order: Ordering, weight: u64) {
        match order {
            Ordering::Less => self.down.add(weight),
            Ordering::Equal => self.same.add(weight),
            Ordering::Greater => self.up.add(weight),
        }
    }

    /// As [`add`](Self::add), of all who have this weight.
    fn add_all(&mut self, orders: impl ExactSizeIterator<Item = Ordering>, weight: u64) {
        let all = orders.len() as u64;
        let (up, down) = orders.fold((0, 0), |(up, down), order| {
            (
                up + u64::from(order.is_gt()),
                down + u64::from(order.is_lt()),
            )
        });
        let count = |subjects| WeightedCount::new(subjects, subjects * weight);
        self.merge(Self {
            up: count(up),
            same: count(all - up - down),
            down: count(down),
        });
    }

    pub(in crate::impact) fn merge(&mut self, other: Self) {
        self.up.merge(other.up);
        self.same.merge(other.same);
        self.down.merge(other.down);
    }
}

/// Sums of micro-points above an origin, by weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::impact) struct Sums {
    #[serde(with = "wire")]
    pub(in crate::impact) sum: i128,
    #[serde(with = "wire")]
    pub(in crate::impact) squares: Wide,
}

impl Sums {
    /// Adds micro-points, each by its own weight, or where all have one by that.
    #[inline]
    fn add(&mut self, common: Option<u64>, all: impl Iterator<Item = (i64, u64)>) {
        let square = |micro: i64| {
            let size = u128::from(micro.unsigned_abs());
            size * size
        };
        let Some(weight) = common else {
            for (micro, weight) in all {
                self.sum += i128::from(micro) * i128::from(weight);
                let squared = Wide::product(square(micro), u128::from(weight));
                self.squares = self.squares.plus(squared);
            }
            return;
        };
        // A square is below 2¹¹⁰, and there are few.
        let (sum, squares) = all.fold((0_i128, 0_u128), |(sum, squares), (micro, _)| {
            (sum + i128::from(micro), squares + square(micro))
        });
        self.sum += sum * i128::from(weight);
        let by_weight = Wide::product(squares, u128::from(weight));
        self.squares = self.squares.plus(by_weight);
    }

    fn merge(&mut self, other: Self) {
        self.sum += other.sum;
        self.squares = self.squares.plus(other.squares);
    }
}

/// The scores of one subject, as exact mode keeps them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::impact) struct Pair {
    pub(in crate::impact) before: f64,
    pub(in crate::impact) after: f64,
}

/// What named changes and places did to a group, summed over its subjects: micro-points by weight.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::impact) struct WhySums {
    #[serde(with = "wire")]
    pub(in crate::impact) causes: Vec<i128>,
    /// The sums of their squares, by weight.
    #[serde(with = "wire")]
    pub(in crate::impact) cause_squares: Vec<Wide>,
    /// The subjects' own data, and the others'.
    #[serde(with = "wire")]
    pub(in crate::impact) data: i128,
    #[serde(with = "wire")]
    pub(in crate::impact) reference: i128,
    #[serde(with = "wire")]
    pub(in crate::impact) places: BTreeMap<Path, i128>,
    #[serde(with = "wire")]
    pub(in crate::impact) unexplained: WeightedCount,
    #[serde(with = "wire")]
    pub(in crate::impact) unexplained_sum: i128,
    /// The first of the unexplained by key, and why.
    pub(in crate::impact) example: Option<(String, String)>,
}

/// The one table: it is counted, merged, stored and, through a [`Slice`](crate::impact::Slice), reported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::impact) struct Group {
    #[serde(with = "wire")]
    pub(in crate::impact) scored: WeightedCount,
    /// The least weight of a subject, in millionths.
    pub(in crate::impact) lightest: Option<u64>,
    /// The sum of the squares of the weights.
    #[serde(with = "wire")]
    pub(in crate::impact) weight_squares: Wide,
    pub(in crate::impact) failed: u64,
    /// Of these, who [loses](crate::impact::Unscored) a score, gains one, and has none before and after.
    #[serde(with = "wire")]
    pub(in crate::impact) unscored: [WeightedCount; 3],
    /// Who joined, and who left, between two snapshots.
    pub(in crate::impact) joined: Flowed,
    pub(in crate::impact) left: Flowed,
    #[serde(with = "wire")]
    pub(in crate::impact) exactly: Directions,
    #[serde(with = "wire")]
    pub(in crate::impact) shown: Directions,
    pub(in crate::impact) before: Sums,
    pub(in crate::impact) after: Sums,
    pub(in crate::impact) moves: Sums,
    /// Least and largest before, after and move.
    pub(in crate::impact) extremes: Option<[[f64; 2]; 3]>,
    #[serde(with = "wire")]
    pub(in crate::impact) bins: [Bins; 3],
    #[serde(with = "wire")]
    pub(in crate::impact) pairs: Vec<Pair>,
    /// The weights of the pairs; empty while all are 1.
    pub(in crate::impact) weights: Vec<u64>,
    /// Streaming. A scale without bounds would have too many, few of which would hold anybody.
    #[serde(with = "wire")]
    pub(in crate::impact) bars: Bins,
    #[serde(with = "wire")]
    pub(in crate::impact) falls: Vec<WeightedCount>,
    #[serde(with = "wire")]
    pub(in crate::impact) rises: Vec<WeightedCount>,
    /// The bands before, each with the bands after.
    #[serde(with = "wire")]
    pub(in crate::impact) crossings: Vec<WeightedCount>,
    /// How those move who were in each band before.
    #[serde(with = "wire")]
    pub(in crate::impact) by_band: Vec<Level>,
    #[serde(with = "wire")]
    pub(in crate::impact) falling: Movers,
    #[serde(with = "wire")]
    pub(in crate::impact) rising: Movers,
    pub(in crate::impact) why: WhySums,
}

impl Group {
    /// Takes in a subject who is yet to be [counted](Self::count): its weight, who it is if it moved far, and why.
    #[inline]
    pub(in crate::impact) fn meet(
        &mut self,
        heading: &Heading,
        &Scored { key, scores, why }: &Scored<'_>,
        input: &impl Fn() -> Input,
    ) -> Result<(), ImpactError> {
        if !fits(self.scored, scores.weight) {
            return Err(ImpactError::TooMuchWeight {
                key: key.to_owned(),
            });
        }
        self.scored.add(scores.weight);
        let micro = scores.move_micro();
        let size = micro.unsigned_abs();
        // Nearly all are taken by neither list, whichever way they moved.
        if size >= self.falling.least().min(self.rising.least()) {
            let movers = match scores.order() {
                Ordering::Less => Some(&mut self.falling),
                Ordering::Greater => Some(&mut self.rising),
                Ordering::Equal => None,
            };
            if let Some(movers) = movers {
                movers.offer(heading.kept_movers(), size, key, || {
                    (Mover::new(key, scores.before, scores.after), input())
                });
            }
        }
        if let Some(why) = why {
            self.why.add(key, scores.weight, micro, why);
        }
        Ok(())
    }

    /// Counts subjects, one at least, that were [met](Self::meet): one table after the other, for there is more in them than a processor
    /// keeps at hand, and what is looked up for one subject need not wait for another's.
    pub(in crate::impact) fn count(&mut self, heading: &Heading, all: &[BinAssignment]) {
        let weight = common_weight(all);
        self.weigh(weight, all);
        let [origin_before, origin_after] = heading.in_micro.origins;
        let all_scores = || all.iter().map(|one| &one.scores);
        let befores = all_scores().map(|of| (of.micro_before - origin_before, of.weight));
        self.before.add(weight, befores);
        let afters = all_scores().map(|of| (of.micro_after - origin_after, of.weight));
        self.after.add(weight, afters);
        let moves = all_scores().map(|of| (of.move_micro(), of.weight));
        self.moves.add(weight, moves);
        self.stretch(all_scores().map(|of| [of.before, of.after, of.after - of.before]));
        match heading.mode() {
            Mode::Streaming => {
                for (at, bins) in self.bins.iter_mut().enumerate() {
                    for one in all {
                        let bin = one.bins.get(at).copied().unwrap_or(0);
                        bins.add(bin, one.scores.weight);
                    }
                }
                for one in all {
                    self.bars.add(one.bar, one.scores.weight);
                }
            }
            Mode::Exact => {
                for &Scores {
                    weight,
                    before,
                    after,
                    ..
                } in all_scores()
                {
                    self.keep(Pair { before, after }, weight);
                }
            }
        }
        let (falls, rises) = (&heading.in_micro.falls, &heading.in_micro.rises);
        let beyond = all.iter().map(|one| (one.falls, one.scores.weight));
        count_beyond((&mut self.falls, falls.len()), beyond);
        let beyond = all.iter().map(|one| (one.rises, one.scores.weight));
        count_beyond((&mut self.rises, rises.len()), beyond);
        self.place(heading, all);
    }

    /// Counts how they weigh, and which way they move.
    fn weigh(&mut self, common: Option<u64>, all: &[BinAssignment]) {
        let square = |weight: u64| u128::from(weight).pow(2);
        let Some(weight) = common else {
            for BinAssignment {
                scores, as_shown, ..
            } in all
            {
                self.exactly.add(scores.order(), scores.weight);
                self.shown.add(*as_shown, scores.weight);
                let squared = Wide::product(square(scores.weight), 1);
                self.weight_squares = self.weight_squares.plus(squared);
                self.lighten(scores.weight);
            }
            return;
        };
        let orders = all.iter().map(|one| one.scores.order());
        self.exactly.add_all(orders, weight);
        let orders = all.iter().map(|one| one.as_shown);
        self.shown.add_all(orders, weight);
        let squared = Wide::product(square(weight), all.len() as u128);
        self.weight_squares = self.weight_squares.plus(squared);
        self.lighten(weight);
    }

    fn lighten(&mut self, weight: u64) {
        self.lightest = Some(self.lightest.map_or(weight, |least| least.min(weight)));
    }

    /// Counts from which band they go into which, and how those move who were in one.
    fn place(&mut self, heading: &Heading, all: &[BinAssignment]) {
        let bands = heading.bands().count();
        if self.crossings.is_empty() {
            self.crossings
                .resize(bands * bands, WeightedCount::default());
            self.by_band.resize(bands, Level::default());
        }
        for one in all {
            let (from, to) = (one.band_before, one.band_after);
            if let Some(level) = self.by_band.get_mut(from) {
                level.add(&one.scores);
            }
            if let Some(crossing) = self.crossings.get_mut(from * bands + to) {
                crossing.add(one.scores.weight);
            }
        }
    }

    /// Takes the least and the largest of finite scores before and after, and of moves.
    #[inline]
    fn stretch(&mut self, all: impl Iterator<Item = [f64; 3]>) {
        let mut all = all.peekable();
        let Some(first) = all.peek() else { return };
        // There is one zero, whatever order they came in.
        let start = first.map(|value| [value + 0.0; 2]);
        let mut extremes = self.extremes.unwrap_or(start);
        for values in all {
            for ([least, most], value) in extremes.iter_mut().zip(values) {
                let value = value + 0.0;
                *least = if value < *least { value } else { *least };
                *most = if value > *most { value } else { *most };
            }
        }
        self.extremes = Some(extremes);
    }

    fn keep(&mut self, pair: Pair, weight: u64) {
        if weight != ONE && self.weights.is_empty() {
            self.weights.resize(self.pairs.len(), ONE);
        }
        self.pairs.push(pair);
        if weight != ONE || !self.weights.is_empty() {
            self.weights.push(weight);
        }
    }

    /// Whether both together can be weighed: then so can each of their segments.
    pub(in crate::impact) fn room_for(&self, other: &Self) -> Result<(), ImpactError> {
        let pairs = [
            (self.scored, other.scored),
            (self.joined.who, other.joined.who),
            (self.left.who, other.left.who),
        ];
        let fits = |(a, b): (WeightedCount, WeightedCount)| fits(a, b.weight_micro);
        if pairs.into_iter().all(fits) {
            Ok(())
        } else {
            Err(ImpactError::TooMuchWeight { key: String::new() })
        }
    }

    /// Counts a subject who joined or left, by its score above the origin.
    pub(in crate::impact) fn flow(
        &mut self,
        (key, weight): (&str, u64),
        (way, micro): (Presence, i64),
    ) -> Result<(), ImpactError> {
        let flowed = match way {
            Presence::Joined => &mut self.joined,
            Presence::Left => &mut self.left,
        };
        if !fits(flowed.who, weight) {
            return Err(ImpactError::TooMuchWeight {
                key: key.to_owned(),
            });
        }
        flowed.add(micro, weight);
        Ok(())
    }

    pub(in crate::impact) fn merge(&mut self, heading: &Heading, other: Self) {
        self.scored.merge(other.scored);
        self.weight_squares = self.weight_squares.plus(other.weight_squares);
        self.lightest = self.lightest.into_iter().chain(other.lightest).min();
        self.failed += other.failed;
        for (unscored, others) in self.unscored.iter_mut().zip(other.unscored) {
            unscored.merge(others);
        }
        self.joined.merge(other.joined);
        self.left.merge(other.left);
        self.exactly.merge(other.exactly);
        self.shown.merge(other.shown);
        self.before.merge(other.before);
        self.after.merge(other.after);
        self.moves.merge(other.moves);
        for [least, most] in other.extremes.into_iter().map(|[a, b, c]| {
            // Least values first, then largest ones.
            [[a[0], b[0], c[0]], [a[1], b[1], c[1]]]
        }) {
            self.stretch([least, most].into_iter());
        }
        for (bins, others) in self.bins.iter_mut().zip(&other.bins) {
            bins.merge(others);
        }
        if !(self.weights.is_empty() && other.weights.is_empty()) {
            self.weights.resize(self.pairs.len(), ONE);
            let mut others = other.weights;
            others.resize(other.pairs.len(), ONE);
            self.weights.append(&mut others);
        }
        self.pairs.extend(other.pairs);
        self.bars.merge(&other.bars);
        merge_masses(&mut self.falls, other.falls);
        merge_masses(&mut self.rises, other.rises);
        merge_masses(&mut self.crossings, other.crossings);
        if self.by_band.len() < other.by_band.len() {
            self.by_band.resize(other.by_band.len(), Level::default());
        }
        for (level, others) in self.by_band.iter_mut().zip(other.by_band) {
            level.merge(others);
        }
        self.falling.merge(heading.kept_movers(), other.falling);
        self.rising.merge(heading.kept_movers(), other.rising);
        self.why.merge(other.why);
    }

    /// Puts the pairs and movers into an order that does not depend on the one in which they came.
    pub(in crate::impact) fn settle(&mut self, heading: &Heading) {
        self.falling.settle(heading.kept_movers());
        self.rising.settle(heading.kept_movers());
        let order = |a: &Pair, b: &Pair| {
            a.before
                .total_cmp(&b.before)
                .then(a.after.total_cmp(&b.after))
        };
        if self.weights.is_empty() {
            self.pairs.sort_unstable_by(order);
            return;
        }
        let mut both: Vec<(Pair, u64)> = self.pairs.drain(..).zip(self.weights.drain(..)).collect();
        both.sort_unstable_by(|a, b| order(&a.0, &b.0).then(a.1.cmp(&b.1)));
        (self.pairs, self.weights) = both.into_iter().unzip();
    }

    pub(in crate::impact) fn explain_movers(&mut self, most: usize) {
        self.falling.explain(most);
        self.rising.explain(most);
    }

    /// About how many bytes it takes.
    pub(in crate::impact) fn memory(&self) -> usize {
        let bins = self.bins.iter().chain([&self.bars]).map(Bins::memory);
        size_of::<Self>()
            + bins.sum::<usize>()
            + size_of_val(self.pairs.as_slice())
            + size_of_val(self.weights.as_slice())
            + self.why.places.len() * size_of::<(Path, i128)>()
    }

    pub(in crate::impact) fn weight_of(&self, index: usize) -> u64 {
        self.weights.get(index).copied().unwrap_or(ONE)
    }
}

/// Whether so much more can be weighed.
#[inline]
fn fits(who: WeightedCount, weight: u64) -> bool {
    let total = who.weight_micro.checked_add(weight);
    total.is_some_and(|total| total <= i64::MAX.unsigned_abs())
}

/// Counts subjects at each bound that they are beyond, of so many.
#[inline]
fn count_beyond(
    (counts, bounds): (&mut Vec<WeightedCount>, usize),
    all: impl Iterator<Item = (usize, u64)>,
) {
    if bounds == 0 {
        return;
    }
    if counts.len() < bounds {
        counts.resize(bounds, WeightedCount::default());
    }
    for (beyond, weight) in all {
        for (at, count) in counts.iter_mut().enumerate() {
            count.add_if(at < beyond, weight);
        }
    }
}

fn merge_masses(masses: &mut Vec<WeightedCount>, others: Vec<WeightedCount>) {
    if masses.len() < others.len() {
        masses.resize(others.len(), WeightedCount::default());
    }
    for (mass, other) in masses.iter_mut().zip(others) {
        mass.merge(other);
    }
}

impl WhySums {
    fn add(&mut self, key: &str, weight: u64, micro: i64, why: &Attribution) {
        let weight_wide = i128::from(weight);
        if let Some(reason) = &why.unexplained {
            self.unexplained.add(weight);
            self.unexplained_sum += i128::from(micro) * weight_wide;
            self.keep_first((key, reason));
            return;
        }
        if self.causes.len() < why.causes.len() {
            self.causes.resize(why.causes.len(), 0);
            self.cause_squares.resize(why.causes.len(), Wide::default());
        }
        let sums = self.causes.iter_mut().zip(&mut self.cause_squares);
        for ((sum, squares), micro) in sums.zip(&why.causes) {
            *sum += i128::from(*micro) * weight_wide;
            let size = u128::from(micro.unsigned_abs());
            *squares = squares.plus(Wide::product(size * size, u128::from(weight)));
        }
        self.data += i128::from(why.data) * weight_wide;
        self.reference += i128::from(why.reference) * weight_wide;
        for (place, micro) in &why.places {
            let by = i128::from(*micro) * weight_wide;
            match self.places.get_mut(place) {
                Some(sum) => *sum += by,
                None => {
                    self.places.insert(place.clone(), by);
                }
            }
        }
    }

    fn keep_first(&mut self, (key, reason): (&str, &str)) {
        let known = self.example.as_ref();
        if known.is_none_or(|(k, r)| (key, reason) < (k.as_str(), r.as_str())) {
            self.example = Some((key.to_owned(), reason.to_owned()));
        }
    }

    fn merge(&mut self, other: Self) {
        if self.causes.len() < other.causes.len() {
            self.causes.resize(other.causes.len(), 0);
            self.cause_squares
                .resize(other.causes.len(), Wide::default());
        }
        for (squares, by) in self.cause_squares.iter_mut().zip(other.cause_squares) {
            *squares = squares.plus(by);
        }
        for (sum, by) in self.causes.iter_mut().zip(other.causes) {
            *sum += by;
        }
        self.data += other.data;
        self.reference += other.reference;
        for (place, by) in other.places {
            *self.places.entry(place).or_insert(0) += by;
        }
        self.unexplained.merge(other.unexplained);
        self.unexplained_sum += other.unexplained_sum;
        if let Some((key, reason)) = &other.example {
            self.keep_first((key, reason));
        }
    }
}
