//! Which part of one list answers to which part of the other.

use std::collections::BTreeMap;

use super::{
    field::Element,
    matching::{Found, in_steps},
    side::Side,
};
use crate::formula::paths::{NOWHERE, PathId, ROOT};

/// A part of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// What it is, without the owner's factors.
    pub(super) node: u32,
    /// Those factors.
    pub(super) around: Element,
    /// The same with the factors that the node has itself, which tell parts of one formula apart.
    pub(super) factor: Element,
    /// Whether it counts against the others.
    pub(super) negative: bool,
    /// The path of the part as it stands in the list.
    pub(super) path: PathId,
}

/// Who answers to whom, as places in both lists.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// The same formula, one role, or much in common.
    pub(super) alike: Vec<(usize, usize)>,
    /// One name or scope for two things that have nothing in common.
    pub(super) named: Vec<(usize, usize)>,
    pub(super) gone: Vec<usize>,
    pub(super) new: Vec<usize>,
}

/// Lists that are longer than this together are not compared part by part.
const COMPARED: usize = 4096;

struct Sides<'s, 'a> {
    found: &'s Found,
    a: &'s Side<'a>,
    b: &'s Side<'a>,
    ours: &'s [Item],
    theirs: &'s [Item],
    /// Who is taken.
    partner: Vec<Option<usize>>,
    taken: Vec<bool>,
    alike: Vec<(usize, usize)>,
}

/// Equal parts first, then matched ones, then one that contains the other, then those that overlap; names last. Parts
/// that rest on no common leaf pair by their name alone.
pub(super) fn pair(
    found: &Found,
    a: &Side<'_>,
    ours: &[Item],
    b: &Side<'_>,
    theirs: &[Item],
) -> Pairs {
    let mut sides = Sides {
        found,
        a,
        b,
        ours,
        theirs,
        partner: vec![None; ours.len()],
        taken: vec![false; theirs.len()],
        alike: Vec::new(),
    };
    // Repeated parts answer to those of their own name and factor first.
    sides.equal(|item, _| (Some(item.factor), Some(item.path)));
    sides.equal(|item, _| (Some(item.factor), None));
    sides.equal(|item, _| (None, Some(item.path)));
    sides.equal(|_, _| (None, None));
    sides.overlapping();
    let alike = std::mem::take(&mut sides.alike);
    sides.by_name();
    sides.by_scope();
    Pairs {
        alike,
        named: std::mem::take(&mut sides.alike),
        gone: (0..ours.len())
            .filter(|&p| sides.partner.get(p) == Some(&None))
            .collect(),
        new: (0..theirs.len())
            .filter(|&q| sides.taken.get(q) == Some(&false))
            .collect(),
    }
}

impl Sides<'_, '_> {
    fn take(&mut self, p: usize, q: usize) {
        if let (Some(partner @ None), Some(taken @ false)) =
            (self.partner.get_mut(p), self.taken.get_mut(q))
        {
            *partner = Some(q);
            *taken = true;
            self.alike.push((p, q));
        }
    }

    fn left(&self, before: bool) -> Vec<(usize, Item)> {
        if before {
            let free = self.ours.iter().enumerate().zip(&self.partner);
            free.filter(|(_, partner)| partner.is_none())
                .map(|((p, item), _)| (p, *item))
                .collect()
        } else {
            let free = self.theirs.iter().enumerate().zip(&self.taken);
            free.filter(|(_, taken)| !**taken)
                .map(|((q, item), _)| (q, *item))
                .collect()
        }
    }

    /// The same formula, and the same in what `also` asks for, by occurrence.
    fn equal(&mut self, also: impl Fn(&Item, bool) -> (Option<Element>, Option<PathId>)) {
        let mut waiting: BTreeMap<(Element, Option<Element>, Option<PathId>), Vec<usize>> =
            BTreeMap::new();
        for (q, item) in self.left(false).into_iter().rev() {
            let element = self.found.element(false, item.node);
            let (factor, path) = also(&item, false);
            waiting.entry((element, factor, path)).or_default().push(q);
        }
        for (p, item) in self.left(true) {
            let element = self.found.element(true, item.node);
            let (factor, path) = also(&item, true);
            if element == Element::ZERO {
                continue;
            }
            if let Some(q) = waiting.get_mut(&(element, factor, path)).and_then(Vec::pop) {
                self.take(p, q);
            }
        }
    }

    fn overlapping(&mut self) {
        let (ours, theirs) = (self.left(true), self.left(false));
        if ours.len() * theirs.len() > COMPARED {
            return self.matched(&ours, &theirs);
        }
        let mut candidates = Vec::new();
        for &(p, ref item) in &ours {
            for &(q, ref other) in &theirs {
                let affinity = self
                    .found
                    .affinity((self.a, item.node), (self.b, other.node));
                if affinity <= 0.0 || (item.negative != other.negative && affinity < 3.0) {
                    continue;
                }
                let (one, two) = (
                    self.found.element(true, item.node),
                    self.found.element(false, other.node),
                );
                let order = (one.min(two), one.max(two));
                let (first, second) = (p.min(q), p.max(q));
                candidates.push((
                    std::cmp::Reverse(in_steps(affinity)),
                    item.negative != other.negative,
                    item.around != other.around,
                    item.path != other.path,
                    order,
                    (p + q, first, second),
                    (p, q),
                ));
            }
        }
        candidates.sort_unstable();
        for (.., (p, q)) in candidates {
            self.take(p, q);
        }
    }

    /// In lists too long to compare part by part: one role only.
    fn matched(&mut self, ours: &[(usize, Item)], theirs: &[(usize, Item)]) {
        let mut waiting: BTreeMap<Element, Vec<usize>> = BTreeMap::new();
        for &(q, ref item) in theirs.iter().rev() {
            waiting
                .entry(self.found.element(false, item.node))
                .or_default()
                .push(q);
        }
        for &(p, ref item) in ours {
            let answer = self.found.answer(true, item.node);
            let Some(element) = self.found.element_of(answer) else {
                continue;
            };
            if let Some(q) = waiting.get_mut(&element).and_then(Vec::pop) {
                self.take(p, q);
            }
        }
    }

    /// What has one name is one thing, whatever it is made of.
    fn by_name(&mut self) {
        let key = |side: &Side<'_>, item: &Item| {
            let named = side.leaf(item.node).is_none() && item.path != NOWHERE;
            named.then_some(item.path)
        };
        self.unique(key);
    }

    /// What stands alone in its scope on both sides.
    fn by_scope(&mut self) {
        self.unique(|side, item| {
            let scope = side.scope(item.node);
            (scope != ROOT && scope != NOWHERE).then_some(scope)
        });
    }

    fn unique(&mut self, key: impl Fn(&Side<'_>, &Item) -> Option<PathId>) {
        let mut places: BTreeMap<PathId, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (p, item) in self.left(true) {
            if let Some(path) = key(self.a, &item) {
                places.entry(path).or_default().0.push(p);
            }
        }
        for (q, item) in self.left(false) {
            if let Some(path) = key(self.b, &item) {
                places.entry(path).or_default().1.push(q);
            }
        }
        for (ours, theirs) in places.into_values() {
            if let (&[p], &[q]) = (&ours[..], &theirs[..]) {
                self.take(p, q);
            }
        }
    }
}
