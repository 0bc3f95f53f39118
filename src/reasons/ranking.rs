//! The one order in which reasons are ranked.

use std::cmp::Reverse;

use crate::score::{self, Direction, MOST_POINTS, Scale};

/// Which way the reasons of a move go.
///
/// The way of the move, as it is shown: what made a score worse where it got worse, what made it better where it got
/// better. Where a move shows in no digit, what harmed; and where neither way is harm, both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AdverseDirection {
    Down,
    Up,
    Either,
}

impl AdverseDirection {
    /// The way of a move of so many units of the last shown digit.
    pub(crate) fn of(scale: &Scale, units: i64) -> Self {
        match (units, scale.better()) {
            (..=-1, _) | (0, Direction::HigherIsBetter) => Self::Down,
            (1.., _) | (0, Direction::LowerIsBetter) => Self::Up,
            (0, Direction::Neutral) => Self::Either,
        }
    }

    /// How far something goes this way, in millionths of a point.
    pub(crate) fn along(self, micro: i64) -> i64 {
        match self {
            Self::Down => micro.saturating_neg(),
            Self::Up => micro,
            Self::Either => micro.saturating_abs(),
        }
    }

    /// What goes this way first, the furthest of it first, and what goes furthest against it last. Among equals the
    /// given order stands.
    pub(crate) fn order<T>(self, items: &mut [T], micro: impl Fn(&T) -> i64) {
        items.sort_by_key(|item| Reverse(self.along(micro(item))));
    }
}

/// The move of which reasons are ranked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RankingRule<'s> {
    scale: &'s Scale,
    /// The move in units of the last shown digit.
    units: i64,
}

impl<'s> RankingRule<'s> {
    /// A move of so many units of the last shown digit.
    pub(crate) fn of(scale: &'s Scale, units: i64) -> Self {
        Self { scale, units }
    }

    /// The move from one level to another, in points.
    pub(crate) fn between(scale: &'s Scale, before: f64, after: f64) -> Self {
        let shown = |points| scale.round(counted(points));
        Self::of(scale, shown(after) - shown(before))
    }

    /// Leaves the reasons among what moved the score, in order: at most so many of what goes its way, and what goes
    /// against it only if asked for. The others are handed back, in order as well.
    ///
    /// What shows in no digit by itself is no reason, unless nothing does of what made a move that shows.
    pub(crate) fn rank<T>(
        self,
        items: &mut Vec<T>,
        most: usize,
        opposing: bool,
        micro: impl Fn(&T) -> i64,
    ) -> Vec<T> {
        let way = AdverseDirection::of(self.scale, self.units);
        way.order(items, &micro);
        let along = |item: &T| way.along(micro(item));
        let is_seen =
            |item: &T| along(item).unsigned_abs() >= self.scale.unit().unsigned_abs().div_ceil(2);
        let any_seen = items.iter().any(|item| along(item) > 0 && is_seen(item));
        let counts_unseen = self.units != 0 && !any_seen;
        let (mut reasons, mut rest): (Vec<T>, Vec<T>) = items.drain(..).partition(|item| {
            if along(item) > 0 {
                is_seen(item) || counts_unseen
            } else {
                opposing && is_seen(item)
            }
        });
        if reasons.len() > most {
            rest.extend(reasons.drain(most..));
            way.order(&mut rest, &micro);
        }
        items.append(&mut reasons);
        rest
    }
}

/// A level in micro-points, whatever it is: not a number is 0, and what is too large is the largest that is counted.
pub(crate) fn counted(points: f64) -> i64 {
    let points = if points.is_nan() { 0.0 } else { points };
    score::counted(points.clamp(-MOST_POINTS, MOST_POINTS))
}
