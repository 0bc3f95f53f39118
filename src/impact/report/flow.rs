//! Who joined and who left between two snapshots, and what that does to the mean.

use serde::{Deserialize, Serialize};

use super::{heading::Heading, wire};
use crate::impact::{
    Slice, WeightedCount,
    report::means::{mean_difference, means_of, rounded_mean},
};

/// Which way a subject went that is there at one of two times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::impact) enum Presence {
    Joined,
    Left,
}

/// What is counted of those who joined, or left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::impact) struct Flowed {
    #[serde(with = "wire")]
    pub(in crate::impact) who: WeightedCount,
    /// Micro-points above the origin by weight.
    #[serde(with = "wire")]
    pub(in crate::impact) sum: i128,
}

impl Flowed {
    pub(in crate::impact) fn add(&mut self, micro: i64, weight: u64) {
        self.who.add(weight);
        self.sum += i128::from(micro) * i128::from(weight);
    }

    pub(in crate::impact) fn merge(&mut self, other: Self) {
        self.who.merge(other.who);
        self.sum += other.sum;
    }

    fn above(&self, origin: i64) -> Flow {
        let weight = self.who.weight_micro;
        let sum = self.sum + i128::from(origin) * i128::from(weight);
        Flow {
            who: self.who,
            mean_micro: rounded_mean(sum, weight),
        }
    }
}

/// Subjects who are there at one of two times, and their mean score there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Flow {
    /// How many.
    pub who: WeightedCount,
    /// Their mean score in millionths of a point; 0 of nobody.
    pub mean_micro: i64,
}

/// How the mean of a population changed from one time to the other: by the moves of those who are there at both, and by
/// who joined and who left. Made by [`Slice::composition`].
///
/// Let S be the mean of those who stay, B of all before and A of all after. Those who left moved the mean by S before − B,
/// those who joined by A − S after, and those who stay by S after − S before: the three add up to A − B, and are apportioned
/// in millionths of a point so that they do so identically. Where nobody stays, both ways have half of the change each.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Composition {
    /// The mean of all before, in millionths of a point: that after less the change.
    pub before_micro: i64,
    /// The mean of all after, in millionths of a point.
    pub after_micro: i64,
    /// After − before.
    pub change_micro: i64,
    /// What the moves of those did who are there at both times.
    pub stayed_micro: i64,
    /// Who joined.
    pub joined: Flow,
    /// What they did by being there.
    pub joined_micro: i64,
    /// Who left.
    pub left: Flow,
    /// What they did by not being there any more.
    pub left_micro: i64,
}

impl Slice<'_> {
    /// Those who [joined](crate::impact::Subject::joined) between two snapshots, and their mean score after.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{impact::Subject, influence::{self, Network, Profile}};
    ///
    /// let bob = Profile::new().with("Twitter", Network::new(900, 300, 12))?;
    /// let impact = influence::lineage().impact("1.0.0", "2.0.0")?.run([Subject::joined("bob", bob)])?;
    /// // Nobody was there before: there is no change of the mean that could be split.
    /// assert_eq!(impact.whole().composition(), None);
    /// assert_eq!(impact.whole().joined().who.subjects, 1);
    /// assert_eq!(impact.whole().left().who.subjects, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn joined(&self) -> Flow {
        self.group()
            .joined
            .above(Heading::origin(self.heading().scales()[1]))
    }

    /// Those who [left](crate::impact::Subject::left), and their mean score before.
    #[must_use]
    pub fn left(&self) -> Flow {
        self.group()
            .left
            .above(Heading::origin(self.heading().scales()[0]))
    }

    /// How the mean changed where subjects [joined](crate::impact::Subject::joined) or [left](crate::impact::Subject::left); none where nobody
    /// did, or nobody is there at one of the times.
    ///
    /// All other figures are about those who are there at both times.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{impact::Subject, influence::{self, Network, Profile}};
    ///
    /// let profile = |reactions: u32| Profile::new().with("Twitter", Network::new(900, 300, reactions));
    /// // Nobody's score moves, and the mean falls all the same.
    /// let people = [
    ///     Subject::new("ann", profile(900)?),
    ///     Subject::joined("bob", profile(3)?),
    /// ];
    /// let impact = influence::lineage().impact("2.0.0", "2.0.0")?.run(people)?;
    /// let change = impact.whole().composition().ok_or("bob joined")?;
    /// assert_eq!(change.stayed_micro, 0);
    /// assert!(change.joined_micro < 0 && change.joined_micro == change.change_micro);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn composition(&self) -> Option<Composition> {
        let (group, heading) = (self.group(), self.heading());
        let (joined, left) = (group.joined, group.left);
        if joined.who.subjects + left.who.subjects == 0 {
            return None;
        }
        let [before, after] = heading
            .scales()
            .map(|scale| i128::from(Heading::origin(scale)));
        // Above 0, so that both scales have one.
        let above =
            |sum: i128, weight: u64, origin: i128| (sum + origin * i128::from(weight), weight);
        let weight = group.scored.weight_micro;
        let stayed_before = above(group.before.sum, weight, before);
        let stayed_after = above(group.after.sum, weight, after);
        let left_sum = above(left.sum, left.who.weight_micro, before);
        let joined_sum = above(joined.sum, joined.who.weight_micro, after);
        let both = |a: (i128, u64), b: (i128, u64)| (a.0 + b.0, a.1.saturating_add(b.1));
        let (all_before, all_after) = (
            both(stayed_before, left_sum),
            both(stayed_after, joined_sum),
        );
        if all_before.1 == 0 || all_after.1 == 0 {
            return None;
        }
        let (whole, rest) = mean_difference(all_after, all_before);
        // Halves away from zero, so that a mirrored change is the mirrored one.
        let change_micro = whole.saturating_add(nearest(whole, rest));
        let part = |(whole, rest): (i64, f64)| real(whole) + rest;
        let parts = if weight == 0 {
            [0.0, real(change_micro) / 2.0, real(change_micro) / 2.0]
        } else {
            [
                part(mean_difference(stayed_after, stayed_before)),
                part(mean_difference(all_after, stayed_after)),
                part(mean_difference(stayed_before, all_before)),
            ]
        };
        // Ties go to the heavier of the two, then to the higher, so that a mirrored change has the mirrored parts.
        let joined_is_first = (joined_sum.1, joined_sum.0) >= (left_sum.1, left_sum.0);
        let [stayed_micro, joined_micro, left_micro] = if joined_is_first {
            means_of(change_micro, parts)
        } else {
            let [stayed, joined, left] = parts;
            let [stayed, left, joined] = means_of(change_micro, [stayed, left, joined]);
            [stayed, joined, left]
        };
        let after_micro = rounded_mean(all_after.0, all_after.1);
        Some(Composition {
            before_micro: after_micro.saturating_sub(change_micro),
            after_micro,
            change_micro,
            stayed_micro,
            joined: self.joined(),
            joined_micro,
            left: self.left(),
            left_micro,
        })
    }

    /// The mean of all after less the mean of all before, in millionths of a point: [`mean_move_micro`](Self::mean_move_micro)
    /// where nobody joined or left.
    #[must_use]
    pub fn mean_change_micro(&self) -> i64 {
        match self.composition() {
            Some(composition) => composition.change_micro,
            None => self.mean_move_micro(),
        }
    }
}

/// What is to be added to a whole number for the nearest one to it and a rest between −1 and 1: halves away from zero.
fn nearest(whole: i64, rest: f64) -> i64 {
    let sum_is_negative = whole < 0 || (whole == 0 && rest < 0.0);
    let up = |rest: f64| {
        if sum_is_negative {
            // −0.5 goes down, and 0.5 above a negative number goes down as well.
            -i64::from(rest <= -0.5) + i64::from(rest > 0.5)
        } else {
            i64::from(rest >= 0.5) - i64::from(rest < -0.5)
        }
    };
    up(rest)
}

#[allow(clippy::cast_precision_loss, reason = "as a part that is apportioned")]
fn real(micro: i64) -> f64 {
    micro as f64
}
