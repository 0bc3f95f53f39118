//! A sum of many moved parts under curves: the largest one by one, the others in two groups.

use std::cmp::Ordering;

use crate::score::exact_sum;

/// So many parts are taken one by one; with the two groups that costs 512 evaluations.
const ALONE: usize = 7;

/// The multipliers of all parts, where `one_by_one` has those of few.
///
/// The parts that move furthest are players of their own. The others that rise are one player, and so are the others
/// that fall, and a player's share is spread over its members by their moves: within a group nobody's effect has another
/// sign than the group's slope gives it, and what is exact is the share of the group. Parts that move alike have the
/// same multiplier, whether they are inside a group or not.
pub(super) fn multipliers(
    parts: &[(f64, f64)],
    wanted: &[bool],
    moved: &[usize],
    one_by_one: impl Fn(&[(f64, f64)], &[bool], &[usize]) -> Option<Vec<f64>>,
) -> Option<Vec<f64>> {
    let crowd = Crowd {
        parts,
        wanted,
        moved: moved
            .iter()
            .filter_map(|&index| {
                let &(a, b) = parts.get(index)?;
                Some(Member { index, a, b })
            })
            .collect(),
    };
    let way = exact_sum(crowd.moved.iter().map(Member::by));
    if way != 0.0 {
        return crowd.multipliers(way > 0.0, &one_by_one);
    }
    // Of two that move equally far, neither goes with the whole: both orders, so that no direction is preferred.
    let (up, down) = (
        crowd.multipliers(true, &one_by_one)?,
        crowd.multipliers(false, &one_by_one)?,
    );
    let mean = |(up, down): (f64, f64)| 0.5 * up + 0.5 * down;
    Some(up.into_iter().zip(down).map(mean).collect())
}

/// A part that moves from a to b.
#[derive(Clone, Copy)]
struct Member {
    index: usize,
    a: f64,
    b: f64,
}

impl Member {
    fn by(&self) -> f64 {
        self.b - self.a
    }

    /// The largest first; of equal ones those that go the way of the whole, then by where they are. Swapping the sides
    /// changes nothing of it.
    fn order(&self, other: &Self, up: bool) -> Ordering {
        let with = |member: &Self| (member.by() > 0.0) == up;
        let by_size = other.by().abs().total_cmp(&self.by().abs());
        by_size
            .then(with(other).cmp(&with(self)))
            .then((self.a + self.b).total_cmp(&(other.a + other.b)))
            .then(self.index.cmp(&other.index))
    }
}

struct Crowd<'a> {
    parts: &'a [(f64, f64)],
    wanted: &'a [bool],
    moved: Vec<Member>,
}

impl Crowd<'_> {
    fn multipliers(
        &self,
        up: bool,
        one_by_one: &impl Fn(&[(f64, f64)], &[bool], &[usize]) -> Option<Vec<f64>>,
    ) -> Option<Vec<f64>> {
        let mut members = self.moved.clone();
        members.sort_by(|one, other| one.order(other, up));
        let (singles, rest) = members.split_at_checked(ALONE)?;
        let (rising, falling): (Vec<Member>, Vec<Member>) =
            rest.iter().copied().partition(|member| member.by() > 0.0);
        let mut groups = [rising, falling];
        // The order of the two may not depend on the direction either.
        let whole = |group: &[Member]| Member {
            index: 0,
            a: exact_sum(group.iter().map(|member| member.a)),
            b: exact_sum(group.iter().map(|member| member.b)),
        };
        groups.sort_by(|one, other| whole(one).order(&whole(other), up));

        let still = || {
            let pairs = self.parts.iter().zip(self.wanted);
            pairs.filter(|((a, b), _)| a == b)
        };
        let constant = exact_sum(still().map(|((a, _), _)| *a));
        let mut few: Vec<(f64, f64)> = singles.iter().map(|member| (member.a, member.b)).collect();
        few.extend(groups.iter().map(|group| {
            let whole = whole(group);
            (whole.a, whole.b)
        }));
        few.push((constant, constant));
        let mut few_wanted = vec![true; singles.len()];
        few_wanted.extend(groups.iter().map(|group| !group.is_empty()));
        few_wanted.push(still().any(|(_, wanted)| *wanted));
        let few_moved: Vec<usize> = (0..few.len())
            .filter(|&at| few.get(at).is_some_and(|(a, b)| a != b))
            .collect();
        let found = one_by_one(&few, &few_wanted, &few_moved)?;

        let of = |at: usize| found.get(at).copied().unwrap_or(0.0);
        let mut multipliers = vec![0.0; self.parts.len()];
        let mut set = |index: usize, multiplier: f64| {
            if let Some(slot) = multipliers.get_mut(index) {
                *slot = multiplier;
            }
        };
        for (at, single) in singles.iter().enumerate() {
            set(single.index, of(at));
        }
        for (at, group) in (singles.len()..).zip(&groups) {
            for member in group {
                set(member.index, of(at));
            }
        }
        for (index, ((a, b), wanted)) in self.parts.iter().zip(self.wanted).enumerate() {
            if a == b && *wanted {
                set(index, of(few.len() - 1));
            }
        }
        // The border between singles and groups may run through parts that move alike.
        if let Some(border) = singles.last() {
            let alike: Vec<usize> = members
                .iter()
                .filter(|member| member.by() == border.by())
                .map(|member| member.index)
                .collect();
            let of_one = |&index: &usize| multipliers.get(index).copied().unwrap_or(0.0);
            #[allow(clippy::cast_precision_loss, reason = "far below 2⁵³ parts")]
            let mean = exact_sum(alike.iter().map(of_one)) / alike.len() as f64;
            for index in alike {
                if let Some(slot) = multipliers.get_mut(index) {
                    *slot = mean;
                }
            }
        }
        Some(multipliers)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::multipliers;

    type Few = Vec<(f64, f64)>;

    /// What is asked of few parts, and the multipliers where each of those has its place as its own.
    fn asked(parts: &[(f64, f64)]) -> (Vec<Few>, Vec<f64>) {
        let calls = RefCell::new(Vec::new());
        let moved: Vec<usize> = (0..)
            .zip(parts)
            .filter_map(|(at, (a, b))| (a != b).then_some(at))
            .collect();
        let of_few = |few: &[(f64, f64)], _: &[bool], _: &[usize]| {
            calls.borrow_mut().push(few.to_vec());
            Some((0_u32..).zip(few).map(|(at, _)| f64::from(at)).collect())
        };
        let found = multipliers(parts, &vec![true; parts.len()], &moved, of_few);
        (calls.into_inner(), found.unwrap_or_default())
    }

    #[test]
    fn those_that_move_furthest_are_taken_alone_and_the_others_by_where_they_go() {
        // Moves of 9, −8, 7, … 1; nine moved parts and one that stays.
        let mut parts: Few = (1_u32..=9)
            .map(|size| {
                let size = f64::from(size);
                if size % 2.0 == 1.0 {
                    (0.0, size)
                } else {
                    (size, 0.0)
                }
            })
            .collect();
        parts.push((100.0, 100.0));
        let (calls, found) = asked(&parts);
        let few = [
            (0.0, 9.0),
            (8.0, 0.0),
            (0.0, 7.0),
            (6.0, 0.0),
            (0.0, 5.0),
            (4.0, 0.0),
            (0.0, 3.0),
            // What falls by two and what rises by one, the larger one first.
            (2.0, 0.0),
            (0.0, 1.0),
            (100.0, 100.0),
        ];
        assert_eq!(calls, [few.to_vec()]);
        assert_eq!(found, [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0, 9.0]);
    }

    #[test]
    fn of_those_that_move_equally_far_the_first_go_with_the_whole_and_then_from_the_lowest() {
        // Five rise and four fall by one: the whole rises.
        let rise = |from: f64| (from, from + 1.0);
        let fall = |from: f64| (from, from - 1.0);
        let parts = [
            fall(4.0),
            rise(3.0),
            fall(1.0),
            rise(0.0),
            fall(3.0),
            rise(2.0),
            fall(2.0),
            rise(4.0),
            rise(1.0),
        ];
        let (calls, found) = asked(&parts);
        let few = [
            rise(0.0),
            rise(1.0),
            rise(2.0),
            rise(3.0),
            rise(4.0),
            fall(1.0),
            fall(2.0),
            // Those that fall from three and four are one, and nobody is left to rise.
            (7.0, 5.0),
            (0.0, 0.0),
            (0.0, 0.0),
        ];
        assert_eq!(calls, [few.to_vec()]);
        // All that rise are alike, and all that fall: the border between alone and together runs through those.
        let falls = (5.0 + 6.0 + 7.0 + 7.0) / 4.0;
        let expected = parts.map(|(a, b)| if b > a { 2.0 } else { falls });
        assert_eq!(found.len(), expected.len());
        for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
            let is_border = parts.get(at).is_some_and(|(a, b)| b < a);
            assert!(!is_border || *found == expected, "{found} {expected}");
        }
        // Turned around, the same are alone.
        let turned: Few = parts.iter().map(|&(a, b)| (b, a)).collect();
        let (calls, _) = asked(&turned);
        let back: Few = few.iter().map(|&(a, b)| (b, a)).collect();
        assert_eq!(calls, [back]);
    }
}
