//! What of one formula answers to what of the other, found before anything is walked.
//!
//! It is long: one pass with one state: what is the same, what has one role, and what is only alike are decided over
//! the same table of candidates.
//!
//! After `GumTree` (Falleri et al. 2014): first what is the same formula on both sides, wherever it stands; then, one to
//! one and greedily, what has the same role: one operation over common leaves, most leaves first. Only structure decides,
//! never a value, so that recordings of one shape share a matching; names decide only where nothing else does.
#![allow(
    clippy::many_single_char_names,
    reason = "a and b are the sides, u and v nodes of them, p and q their classes"
)]

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    align::Family,
    field::{Element, Mixer},
    half::{Half, NONE, kind_of},
    side::Side,
    sketch::Sketch,
};
use crate::formula::op::{LeafKind, Op};

/// How many nodes are looked at on the way up from a part's answer.
const CLIMB: usize = 24;

/// From how many parts of a node its candidates are looked for, the rarest first.
const SEEDS: usize = 6;

/// How often the roles are found anew, each time knowing the last ones.
const ROUNDS: usize = 4;

/// Nodes that have less in common have no common role.
const LEAST_LIKENESS: f64 = 0.15;

/// Unless they have this much of their leaves in common.
const LEAST_BY_LEAVES: f64 = 0.5;

/// How many direct parts of a node are compared.
const DIRECT: usize = 64;

/// The matching of two structures.
#[derive(Debug)]
pub(crate) enum Matching {
    /// One structure: every node answers to itself.
    Same,
    Found(Box<Found>),
}

#[derive(Debug)]
pub(crate) struct Found {
    pub(super) before: Half,
    pub(super) after: Half,
    /// By class: its element.
    elements: Vec<Element>,
    /// By class: on how few leaves of data it rests.
    fewest: Vec<usize>,
}

impl Matching {
    pub(crate) fn between(a: &Side<'_>, b: &Side<'_>) -> Self {
        if a.has_structure_of(b) {
            return Self::Same;
        }
        Self::Found(Box::new(Found::between(a, b)))
    }
}

/// A pair that could have one role, with what speaks for it: the greatest first.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    before: u32,
    after: u32,
    common: f64,
    same: u8,
    near: f64,
    likeness: f64,
    named: bool,
    order: (Element, Element),
}

/// What candidates are sorted by.
type Rank = (
    Reverse<u64>,
    Reverse<u8>,
    Reverse<u64>,
    Reverse<u64>,
    Reverse<bool>,
    (Element, Element),
);

/// How alike two things are, in steps, so that the order of adding decides nothing.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and far below 2^63"
)]
pub(super) fn in_steps(x: f64) -> u64 {
    (x * 1e9 + 0.5) as u64
}

impl Candidate {
    fn key(&self) -> Rank {
        (
            Reverse(in_steps(self.common)),
            Reverse(self.same),
            Reverse(in_steps(self.near)),
            Reverse(in_steps(self.likeness)),
            Reverse(self.named),
            self.order,
        )
    }
}

impl Found {
    fn between(a: &Side<'_>, b: &Side<'_>) -> Self {
        let mut known: BTreeMap<Element, u32> = BTreeMap::new();
        let mut elements = Vec::new();
        let mut class_of = |element: Element| {
            *known.entry(element).or_insert_with(|| {
                elements.push(element);
                u32::try_from(elements.len() - 1).unwrap_or(NONE)
            })
        };
        let before = Half::new(a, &mut class_of);
        let after = Half::new(b, &mut class_of);
        let mut found = Self {
            before,
            after,
            elements,
            fewest: Vec::new(),
        };
        let classes = found.elements.len();
        found.before.finish(classes);
        found.after.finish(classes);
        found.count_leaves();
        found.find_roles(a, b);
        found
    }

    /// One of the two halves, and the other one.
    fn halves(&self, before: bool) -> (&Half, &Half) {
        if before {
            (&self.before, &self.after)
        } else {
            (&self.after, &self.before)
        }
    }

    fn count_leaves(&mut self) {
        let mut fewest = vec![usize::MAX; self.elements.len()];
        for half in [&self.before, &self.after] {
            for (node, leaves) in (0..).zip(half.all_data()) {
                if let (Some(least), Some(count)) =
                    (fewest.get_mut(half.class_of(node) as usize), leaves.len())
                {
                    *least = count.min(*least);
                }
            }
        }
        self.fewest = fewest;
    }

    /// Whether something below a node cancels itself: the same formula is written elsewhere with fewer data.
    pub(super) fn cancels(&self, before: bool, node: u32) -> bool {
        let (half, _) = self.halves(before);
        let fewest = self.fewest.get(half.class_of(node) as usize);
        let own = half.data(node).and_then(Sketch::len);
        matches!((fewest, own), (Some(fewest), Some(own)) if fewest < &own)
    }

    /// What names a class in terms that both sides share.
    fn token(&self, before: bool, class: u32) -> Option<u64> {
        let (own, other) = self.halves(before);
        let element = *self.elements.get(class as usize)?;
        if !other.nodes_of(class).is_empty() {
            return Some(element.key());
        }
        let role = own.role.get(class as usize).copied().unwrap_or(NONE);
        let Some(&answer) = self.elements.get(role as usize) else {
            return Some(element.key());
        };
        let (less, more) = (element.min(answer), element.max(answer));
        Some(Mixer::new(0).of(less).of(more).element().key())
    }

    fn look_below(&mut self, a: &Side<'_>, b: &Side<'_>) {
        let tokens = |before: bool| -> Vec<Option<u64>> {
            let (half, _) = self.halves(before);
            let has_role = |class: u32| half.role.get(class as usize) != Some(&NONE);
            (0..)
                .take(self.elements.len())
                .map(|class| has_role(class).then(|| self.token(before, class)).flatten())
                .collect()
        };
        let (ours, theirs) = (tokens(true), tokens(false));
        let of = |tokens: Vec<Option<u64>>| {
            move |class: u32| tokens.get(class as usize).copied().flatten()
        };
        self.before.look_below(a, of(ours));
        self.after.look_below(b, of(theirs));
    }

    /// The class of the other side that answers to a node.
    pub(super) fn answer(&self, before: bool, node: u32) -> u32 {
        let (own, other) = self.halves(before);
        let class = own.class_of(node);
        if other.nodes_of(class).is_empty() {
            own.role.get(class as usize).copied().unwrap_or(NONE)
        } else {
            class
        }
    }

    /// Whether two nodes are the same formula up to the owner's factors, or have one role.
    pub(super) fn answers(&self, u: u32, v: u32) -> bool {
        let answer = self.answer(true, u);
        answer != NONE && answer == self.after.class_of(v)
    }

    /// The ways from `v` down to the answer of `u`, if it lies strictly below; or from `u` to that of `v`.
    pub(super) fn ways(&self, before: bool, node: u32, (side, top): (&Side<'_>, u32)) -> Vec<u32> {
        let answer = self.answer(before, node);
        let (_, half) = self.halves(before);
        if answer == NONE {
            return Vec::new();
        }
        let token = self.token(!before, answer);
        let known = token.and_then(|token| half.below(top)?.has(token));
        if known == Some(false) {
            return Vec::new();
        }
        half.ways(side.children(top), top, answer)
    }

    pub(super) fn is_below(&self, before: bool, node: u32, top: (&Side<'_>, u32)) -> bool {
        !self.ways(before, node, top).is_empty()
    }

    /// The element of a node's class, by which ties are settled the same way whichever side came first.
    pub(super) fn element(&self, before: bool, node: u32) -> Element {
        let (half, _) = self.halves(before);
        let class = half.class_of(node);
        self.elements
            .get(class as usize)
            .copied()
            .unwrap_or(Element::ZERO)
    }

    pub(super) fn element_of(&self, class: u32) -> Option<Element> {
        self.elements.get(class as usize).copied()
    }

    // ------------------------------------------------------------------------------------------ roles

    fn find_roles(&mut self, a: &Side<'_>, b: &Side<'_>) {
        let pairs = self.candidates(a, b);
        if pairs.is_empty() {
            return;
        }
        for _ in 0..ROUNDS {
            let mut candidates: Vec<Candidate> = pairs
                .iter()
                .filter_map(|&(p, q)| self.candidate(a, b, p, q))
                .collect();
            candidates.sort_by_cached_key(Candidate::key);
            let mut roles = (
                vec![NONE; self.elements.len()],
                vec![NONE; self.elements.len()],
            );
            for candidate in candidates {
                let (p, q) = (candidate.before as usize, candidate.after as usize);
                if let (Some(ours @ &mut NONE), Some(theirs @ &mut NONE)) =
                    (roles.0.get_mut(p), roles.1.get_mut(q))
                {
                    (*ours, *theirs) = (candidate.after, candidate.before);
                }
            }
            if roles.0 == self.before.role {
                break;
            }
            (self.before.role, self.after.role) = roles;
            self.look_below(a, b);
        }
    }

    /// The node that stands for a class: the oldest, which has no owner's factor around it.
    fn standing(half: &Half, class: u32) -> Option<u32> {
        half.nodes_of(class).first().copied()
    }

    fn candidate(&self, a: &Side<'_>, b: &Side<'_>, p: u32, q: u32) -> Option<Candidate> {
        let (u, v) = (
            Self::standing(&self.before, p)?,
            Self::standing(&self.after, q)?,
        );
        let (x, y) = (a.node(u)?, b.node(v)?);
        let leaves = self.before.leaves(u)?.meet(self.after.leaves(v)?);
        let (ours, theirs) = (self.before.data(u)?, self.after.data(v)?);
        if leaves.common == 0.0 || (!ours.is_empty() && !theirs.is_empty() && !ours.meets(theirs)) {
            return None;
        }
        let below = self.before.below(u)?.meet(self.after.below(v)?);
        // A pair that has a role together shares its own token.
        let own = if self.before.role.get(p as usize) == Some(&q) {
            1.0
        } else {
            0.0
        };
        let likeness = 2.0 * (below.common - own) / (below.ours + below.theirs);
        // Where every constant changed, the leaves are still the same.
        let by_leaves = 2.0 * leaves.common / (leaves.ours + leaves.theirs);
        let (ours, theirs) = (self.direct(true, a, u), self.direct(false, b, v));
        let common = ours.intersection(&theirs).count();
        // A list with more parts than before is that list, however large the new ones are.
        let within = Family::of(&x.op).is_some() && common == ours.len().min(theirs.len());
        if likeness < LEAST_LIKENESS && by_leaves < LEAST_BY_LEAVES && !within {
            return None;
        }
        #[allow(clippy::cast_precision_loss, reason = "at most a few dozen parts")]
        let direct = 2.0 * common as f64 / (ours.len() + theirs.len()).max(1) as f64;
        let tops = p == self.before.class_of(a.root) && q == self.after.class_of(b.root);
        let near = direct + if tops || self.above(u, v) { 0.1 } else { 0.0 };
        let (one, other) = (self.element(true, u), self.element(false, v));
        Some(Candidate {
            before: p,
            after: q,
            common: leaves.common,
            same: u8::from(same_function(&x.op, &y.op)),
            near,
            likeness,
            named: a.path(u) == b.path(v) && Side::is_named(a, u),
            order: (one.min(other), one.max(other)),
        })
    }

    /// Whether users of both have one role.
    fn above(&self, u: u32, v: u32) -> bool {
        let over: BTreeSet<u32> = self
            .after
            .users(v)
            .iter()
            .take(DIRECT)
            .map(|(user, _)| self.after.class_of(*user))
            .collect();
        self.before.users(u).iter().take(DIRECT).any(|(user, _)| {
            let answer = self.answer(true, *user);
            answer != NONE && over.contains(&answer)
        })
    }

    /// What a node's direct parts are, in terms that both sides share, brackets of its family dissolved.
    fn direct(&self, before: bool, side: &Side<'_>, node: u32) -> BTreeSet<u64> {
        let (half, _) = self.halves(before);
        let family = side.node(node).and_then(|node| Family::of(&node.op));
        let mut found = BTreeSet::new();
        let mut open: Vec<u32> = side.children(node).iter().take(DIRECT).copied().collect();
        while let Some(child) = open.pop() {
            let child = side.unwrap(child);
            let same = family.is_some()
                && side.node(child).and_then(|node| Family::of(&node.op)) == family;
            if same && open.len() + found.len() < DIRECT {
                open.extend(side.children(child).iter().take(DIRECT));
            } else {
                let token = self.token(before, half.class_of(child));
                let token = token.or_else(|| Some(side.structure().class(child)?.whole().key()));
                // What stands there twice counts twice.
                let mut again = token;
                while again.is_some_and(|token| !found.insert(token)) {
                    again = again.map(|token| Mixer::new(token).element().key());
                }
            }
        }
        found
    }

    /// Pairs of classes that could have one role, found from the answers of their rarest parts upwards, from both sides.
    fn candidates(&self, a: &Side<'_>, b: &Side<'_>) -> BTreeSet<(u32, u32)> {
        let mut pairs: BTreeSet<(u32, u32)> = self.climb(true, a, b).into_iter().collect();
        pairs.extend(self.climb(false, b, a).into_iter().map(|(q, p)| (p, q)));
        let (u, v) = (self.before.class_of(a.root), self.after.class_of(b.root));
        if self.is_open(true, a, u)
            && self.is_open(false, b, v)
            && self.kind(true, a, u) == self.kind(false, b, v)
        {
            pairs.insert((u, v));
        }
        pairs
    }

    fn kind(&self, before: bool, side: &Side<'_>, class: u32) -> Option<u8> {
        let (half, _) = self.halves(before);
        let node = Self::standing(half, class)?;
        Some(kind_of(&side.node(node)?.op))
    }

    /// Whether a class has no equal on the other side and is no leaf.
    fn is_open(&self, before: bool, side: &Side<'_>, class: u32) -> bool {
        let (own, other) = self.halves(before);
        other.nodes_of(class).is_empty()
            && Self::standing(own, class).is_some_and(|node| side.leaf(node).is_none())
    }

    fn climb(&self, before: bool, from: &Side<'_>, to: &Side<'_>) -> Vec<(u32, u32)> {
        let (own, other) = self.halves(before);
        let mut open: Vec<(u32, u32)> = (0..)
            .take(self.elements.len())
            .filter(|&class| self.is_open(before, from, class))
            .filter_map(|class| Some((Self::standing(own, class)?, class)))
            .collect();
        open.sort_unstable();
        let mut images: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut pairs = Vec::new();
        for (node, class) in open {
            let kind = self.kind(before, from, class);
            // One of the owner's factors around it is no other user.
            let users_of = |class: u32| {
                let users = other
                    .nodes_of(class)
                    .iter()
                    .flat_map(|&node| other.users(node));
                users
                    .filter(|(user, _)| other.class_of(*user) != class)
                    .count()
            };
            let mut seeds: Vec<(usize, Element, u32)> = Vec::new();
            for &child in from.children(node) {
                let part = own.class_of(child);
                let element = |class: u32| {
                    self.elements
                        .get(class as usize)
                        .copied()
                        .unwrap_or(Element::ZERO)
                };
                if !other.nodes_of(part).is_empty() {
                    seeds.push((2 * users_of(part), element(part), part));
                }
                for &image in images.get(&part).into_iter().flatten() {
                    seeds.push((2 * users_of(image) + 1, element(image), image));
                }
            }
            seeds.sort_unstable();
            seeds.dedup();
            let most = seeds.first().map_or(0, |(users, ..)| (2 * users).max(8));
            let mut frontier: Vec<u32> = seeds
                .into_iter()
                .filter(|(users, ..)| *users <= most)
                .take(SEEDS)
                .map(|(.., class)| class)
                .collect();
            let (mut seen, mut budget) = (BTreeSet::new(), CLIMB);
            let mut hits = Vec::new();
            while budget > 0 && !frontier.is_empty() {
                let mut next = Vec::new();
                for reached in frontier {
                    let users = other
                        .nodes_of(reached)
                        .iter()
                        .take(CLIMB)
                        .flat_map(|&node| other.users(node));
                    for (user, _) in users.take(CLIMB) {
                        let class = other.class_of(*user);
                        if budget == 0 || !seen.insert(class) {
                            continue;
                        }
                        budget -= 1;
                        if self.is_open(!before, to, class) && self.kind(!before, to, class) == kind
                        {
                            hits.push(class);
                        }
                        next.push(class);
                    }
                }
                frontier = next;
            }
            pairs.extend(hits.iter().map(|&hit| (class, hit)));
            let like = |hit: u32| {
                let other = Self::standing(other, hit).and_then(|node| other.below(node));
                match (own.below(node), other) {
                    (Some(ours), Some(theirs)) => {
                        let meeting = ours.meet(theirs);
                        2.0 * meeting.common / (meeting.ours + meeting.theirs)
                    }
                    _ => 0.0,
                }
            };
            hits.sort_by(|&p, &q| like(q).total_cmp(&like(p)).then(p.cmp(&q)));
            hits.truncate(2);
            images.insert(class, hits);
        }
        pairs
    }

    // --------------------------------------------------------------------------------------- likeness

    /// How well a part of one list answers to a part of the other: 4 the same formula, 3 one role, 2 or 1 one is a part
    /// of the other, below that how much both have in common; 0 where they never pair.
    pub(super) fn affinity(&self, (a, u): (&Side<'_>, u32), (b, v): (&Side<'_>, u32)) -> f64 {
        let (p, q) = (self.before.class_of(u), self.after.class_of(v));
        if p == NONE || q == NONE {
            return 0.0;
        }
        if p == q {
            return 4.0;
        }
        let likeness = self.likeness(u, v);
        if self.answers(u, v) {
            return 3.0 + likeness;
        }
        for (before, node, top) in [(true, u, (b, v)), (false, v, (a, u))] {
            if self.is_below(before, node, top) {
                let (own, other) = self.halves(before);
                let equal = !other.nodes_of(own.class_of(node)).is_empty();
                return if equal { 2.0 } else { 1.0 } + likeness;
            }
        }
        let (Some(x), Some(y)) = (self.before.leaves(u), self.after.leaves(v)) else {
            return 0.0;
        };
        let (Some(own), Some(other)) = (self.before.data(u), self.after.data(v)) else {
            return 0.0;
        };
        let both_data = !own.is_empty() && !other.is_empty();
        if !x.meets(y) || (both_data && !own.meets(other)) {
            return 0.0;
        }
        if likeness >= 0.5 {
            return likeness;
        }
        let meeting = if both_data {
            own.meet(other)
        } else {
            x.meet(y)
        };
        let within = meeting.common >= meeting.ours.min(meeting.theirs);
        if within && likeness >= 0.25 {
            likeness.max(1e-3)
        } else {
            0.0
        }
    }

    /// Whether the other side has the same formula.
    pub(super) fn has_equal(&self, before: bool, node: u32) -> bool {
        let (own, other) = self.halves(before);
        !other.nodes_of(own.class_of(node)).is_empty()
    }

    /// Whether the other side has the same formula with the same factors of the owner's.
    pub(super) fn has_whole(
        &self,
        before: bool,
        (side, node): (&Side<'_>, u32),
        across: &Side<'_>,
    ) -> bool {
        let (own, other) = self.halves(before);
        let class = side.structure().class(node);
        let mut equal = other.nodes_of(own.class_of(node)).iter().take(CLIMB);
        class.is_some() && equal.any(|&equal| across.structure().class(equal) == class)
    }

    /// A node of the other side that answers to a node.
    pub(super) fn standing_answer(&self, before: bool, node: u32) -> Option<u32> {
        let (_, other) = self.halves(before);
        Self::standing(other, self.answer(before, node))
    }

    /// Some nodes of the other side that answer to a node, with more and more of the owner's factors around them.
    pub(super) fn standing_answers(&self, before: bool, node: u32) -> &[u32] {
        let (_, other) = self.halves(before);
        let nodes = other.nodes_of(self.answer(before, node));
        nodes.get(..CLIMB).unwrap_or(nodes)
    }

    /// How much a node is like what answers to it.
    pub(super) fn answer_likeness(&self, before: bool, node: u32) -> f64 {
        match self.standing_answer(before, node) {
            Some(answer) if before => self.likeness(node, answer),
            Some(answer) => self.likeness(answer, node),
            None => 0.0,
        }
    }

    /// Whether two nodes rest on the same data: all of it, or one on a part of the other's.
    pub(super) fn rests_on_same_data(&self, u: u32, v: u32) -> Option<bool> {
        let (ours, theirs) = (self.before.data(u)?, self.after.data(v)?);
        let meeting = ours.meet(theirs);
        let within = meeting.common > 0.0 && meeting.common >= meeting.ours.min(meeting.theirs);
        within.then_some(meeting.common >= meeting.ours.max(meeting.theirs))
    }

    /// How much of what lies below two nodes both have, 0 to 1.
    pub(super) fn likeness(&self, u: u32, v: u32) -> f64 {
        match (self.before.below(u), self.after.below(v)) {
            (Some(ours), Some(theirs)) => {
                let meeting = ours.meet(theirs);
                2.0 * meeting.common / (meeting.ours + meeting.theirs)
            }
            _ => 0.0,
        }
    }

    /// Whether a node and one of the other side rest on a common leaf.
    pub(super) fn shares_leaf(&self, u: u32, v: u32) -> bool {
        match (self.before.leaves(u), self.after.leaves(v)) {
            (Some(ours), Some(theirs)) => ours.meets(theirs),
            _ => false,
        }
    }

    pub(super) fn has_leaves(&self, before: bool, node: u32) -> bool {
        let (half, _) = self.halves(before);
        half.leaves(node).is_some_and(|leaves| !leaves.is_empty())
    }

    /// Whether a part of one of two nodes has all leaves that the two have in common.
    pub(super) fn leaves_within(&self, u: u32, v: u32, part: (bool, u32)) -> bool {
        self.common_leaves(u, v, part)
            .is_some_and(|(within, all)| within >= all)
    }

    /// Whether it has at least half of them.
    pub(super) fn most_leaves_within(&self, u: u32, v: u32, part: (bool, u32)) -> bool {
        self.common_leaves(u, v, part)
            .is_none_or(|(within, all)| 2.0 * within >= all)
    }

    /// How many leaves a part of one of two nodes has in common with the other one, and how many the two have.
    fn common_leaves(&self, u: u32, v: u32, part: (bool, u32)) -> Option<(f64, f64)> {
        let (ours, theirs) = (self.before.leaves(u)?, self.after.leaves(v)?);
        let half = if part.0 { &self.before } else { &self.after };
        let other = if part.0 { theirs } else { ours };
        let within = half.leaves(part.1)?.meet(other).common;
        Some((within, ours.meet(theirs).common))
    }
}

/// Whether two operations of one kind are the same function.
pub(super) fn same_function(f: &Op, g: &Op) -> bool {
    match (f, g) {
        (Op::Custom(f), Op::Custom(g)) => f.same_function(g),
        (Op::WeightedMean(_), Op::WeightedMean(_))
        | (Op::ReferenceCurve(_), Op::ReferenceCurve(_))
        | (Op::Category(_), Op::Category(_))
        | (Op::Code(_), Op::Code(_) | Op::Leaf(LeafKind::Input))
        | (Op::Leaf(LeafKind::Input), Op::Code(_)) => true,
        (f, g) => f == g || (Family::of(f).is_some() && Family::of(f) == Family::of(g)),
    }
}

#[cfg(test)]
mod tests {
    use super::in_steps;

    #[test]
    fn noise_is_no_step() {
        for alike in [0.5, 2.0 / 3.0, 1.0, 4.25] {
            assert_eq!(in_steps(alike), in_steps(alike - 1e-12), "{alike}");
            assert_eq!(in_steps(alike), in_steps(alike + 1e-12), "{alike}");
            assert!(in_steps(alike) < in_steps(alike + 2e-9), "{alike}");
        }
    }
}
