//! Which moved leaves can be played apart from each other.
//!
//! Where a formula adds what two leaves do, neither changes what the other does: the game is the sum of two smaller ones,
//! and the Shapley value of a sum of games is the sum of their values (additivity, Shapley 1953). Four parts of three
//! inputs each are 4 · 2³ scores, and not 2¹².

use super::leaf_players::{Leaf, Moved};
use crate::formula::{
    breakdown::{Breakdown, Formula, Node},
    op::Op,
};

/// Leaves that a mask can hold, beside the bit that stands for what is always handed out.
pub(super) const MOST_LEAVES: usize = 31;

/// The leaves that are played together, each group in their order; all of them in one where they are more than a mask
/// holds, or few enough that all their mixtures are fewer scores.
pub(super) fn groups<'b>(
    moved: &Moved,
    recordings: impl Iterator<Item = &'b Breakdown>,
) -> Vec<Vec<usize>> {
    if moved.is_empty() || moved.len() > MOST_LEAVES {
        return together(moved.len());
    }
    let mut joined: Vec<u32> = (0..moved.len()).map(|bit| 1 << bit).collect();
    for recording in recordings {
        join_where_they_meet(recording.formula(), moved, &mut joined);
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (bit, &mask) in joined.iter().enumerate() {
        match groups
            .iter_mut()
            .find(|group| group.first().is_some_and(|&first| mask >> first & 1 == 1))
        {
            Some(group) => group.push(bit),
            None => groups.push(vec![bit]),
        }
    }
    let all = together(moved.len());
    if scores(&all) <= scores(&groups) {
        return all;
    }
    groups
}

/// How many scores groups need: every mixture, of several groups while the others are before, and again while they are
/// after.
pub(super) fn scores(groups: &[Vec<usize>]) -> u64 {
    let mixtures = |group: &Vec<usize>| 1_u64 << group.len().min(62);
    match groups {
        [all] => mixtures(all),
        groups => groups
            .iter()
            .map(|group| 2 * (mixtures(group) - 1))
            .fold(2, u64::saturating_add),
    }
}

/// All leaves in one group.
pub(super) fn together(leaves: usize) -> Vec<Vec<usize>> {
    vec![(0..leaves).collect()]
}

/// Joins the leaves that stand below one node which does more than add what they do.
fn join_where_they_meet(formula: &Formula, moved: &Moved, joined: &mut [u32]) {
    let of_path: Vec<_> = moved
        .keys()
        .map(|(path, kind): &Leaf| (formula.paths.find_path(path.segments()), *kind))
        .collect();
    let mut below: Vec<u32> = Vec::with_capacity(formula.nodes.len());
    for node in &formula.nodes {
        let children = formula.children_of(node);
        let of = |child: &u32| below.get(*child as usize).copied().unwrap_or(0);
        let mut mask = children.iter().fold(0, |mask, child| mask | of(child));
        if let Some(kind) = node.op.leaf_kind() {
            let own = (Some(node.path), kind);
            let bits = of_path.iter().enumerate().filter(|(_, leaf)| **leaf == own);
            mask |= bits.fold(0, |mask, (bit, _)| mask | 1 << bit);
        }
        if mask.count_ones() > 1 && !adds(node, children, of) {
            join(joined, mask);
        }
        below.push(mask);
    }
}

/// Whether an operation only adds what the leaves below its arguments do.
fn adds(node: &Node, children: &[u32], of: impl Fn(&u32) -> u32) -> bool {
    let moves = |child: &&u32| of(child) != 0;
    match node.op {
        Op::Sum | Op::Difference | Op::Negation => true,
        Op::Product => children.iter().filter(moves).count() <= 1,
        Op::Ratio => children.iter().skip(1).find(moves).is_none(),
        // Weight, value, weight, value, …
        Op::WeightedMean(_) => children.iter().step_by(2).find(moves).is_none(),
        _ => false,
    }
}

fn join(joined: &mut [u32], mask: u32) {
    let members = |mask: u32| (0..u32::BITS).filter(move |bit| mask >> bit & 1 == 1);
    let of = |bit: u32, joined: &[u32]| joined.get(bit as usize).copied().unwrap_or(0);
    let all = members(mask).fold(0, |all, bit| all | of(bit, joined));
    for bit in members(all) {
        if let Some(group) = joined.get_mut(bit as usize) {
            *group = all;
        }
    }
}

/// Whether groups that do not meet in the formula are independent: a branch of the author's own may read several of them.
///
/// What a group does may not depend on the others, and all of it together is the whole. Swapping before and after asks the
/// same.
#[derive(Debug)]
pub(super) struct Independence {
    ends: [f64; 2],
    /// What the groups do while the others are before, and after.
    moves: [f64; 2],
    /// By how much a group does something else while the others are after.
    difference: f64,
    /// The largest score.
    largest: f64,
}

/// Beyond this share of the scores it is more than floating point leaves of sums.
const NOISE: f64 = 1e-12;

impl Independence {
    pub(super) fn new(ends: [f64; 2]) -> Self {
        Self {
            ends,
            moves: [0.0; 2],
            difference: 0.0,
            largest: 0.0,
        }
    }

    /// The scores of a group's coalitions while the others are before, and after.
    pub(super) fn add(&mut self, others_before: &[f64], others_after: &[f64]) {
        let mut range = [f64::INFINITY, f64::NEG_INFINITY];
        for (one, other) in others_before.iter().zip(others_after) {
            self.largest = self.largest.max(one.abs()).max(other.abs());
            range = [range[0].min(one - other), range[1].max(one - other)];
        }
        self.difference = self.difference.max(range[1] - range[0]);
        for (moves, worths) in self.moves.iter_mut().zip([others_before, others_after]) {
            if let (Some(none), Some(all)) = (worths.first(), worths.last()) {
                *moves += all - none;
            }
        }
    }

    pub(super) fn holds(&self) -> bool {
        let whole = self.ends[1] - self.ends[0];
        let apart = self.moves.map(|moves| (moves - whole).abs());
        self.difference.max(apart[0]).max(apart[1]) <= NOISE * self.largest
    }
}

#[cfg(test)]
mod tests {
    use super::{Independence, scores};

    #[test]
    fn groups_are_independent_where_each_does_the_same_whatever_the_others_are() {
        // 1 and 5 in either order, and the second one does 7 where the first one is after.
        let mut apart = Independence::new([0.0, 6.0]);
        apart.add(&[0.0, 1.0], &[5.0, 6.0]);
        apart.add(&[0.0, 5.0], &[1.0, 6.0]);
        assert!(apart.holds());
        let mut falling = Independence::new([5.0, 1.0]);
        falling.add(&[5.0, 6.0], &[0.0, 1.0]);
        falling.add(&[5.0, 0.0], &[6.0, 1.0]);
        assert!(falling.holds());
        let mut together = Independence::new([0.0, 8.0]);
        together.add(&[0.0, 1.0], &[5.0, 8.0]);
        together.add(&[0.0, 5.0], &[1.0, 8.0]);
        assert!(!together.holds());
        // Something that no group did.
        let mut more = Independence::new([0.0, 7.0]);
        more.add(&[0.0, 1.0], &[5.0, 6.0]);
        more.add(&[0.0, 5.0], &[1.0, 6.0]);
        assert!(!more.holds());
    }

    #[test]
    fn groups_need_the_ends_and_what_lies_between_twice() {
        assert_eq!(scores(&[vec![0, 1, 2]]), 8);
        assert_eq!(scores(&[vec![0], vec![1], vec![2]]), 2 + 3 * 2);
        assert_eq!(scores(&[vec![0, 1], vec![2]]), 2 + 2 * 3 + 2);
    }
}
