//! What left one list and what came into another.

use std::{
    cell::LazyCell,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    effect::{EffectKind, Value},
    half::NONE,
    lists,
    matching::{Found, Matching, in_steps},
    side::Side,
    walk::{At, Loose, Walk},
};
use crate::formula::{
    curve::Curve,
    paths::{NOWHERE, PathId, PathTable, ROOT},
};

/// The loose parts of one side, by node.
type ByNode = BTreeMap<u32, Vec<Loose>>;

impl Walk<'_, '_> {
    /// A part that went from one place to another is walked with what it counts on the mean, and the difference of
    /// what it counts is one effect. Opposite effects of one thing are one effect; the rest is removed and added.
    pub(super) fn settle(&mut self, may_walk: bool) {
        let by_node = |loose: Vec<Loose>| -> ByNode {
            let mut parts = ByNode::new();
            for part in loose {
                parts.entry(part.node).or_default().push(part);
            }
            parts
        };
        let (mut gone, mut new) = (
            by_node(std::mem::take(&mut self.gone)),
            by_node(std::mem::take(&mut self.new)),
        );
        if gone.is_empty() && new.is_empty() {
            return;
        }
        if let (Matching::Found(found), true) = (self.matching, may_walk) {
            self.moved(found, &mut gone, &mut new);
        }
        if let Matching::Found(found) = self.matching {
            self.rewritten(found, &mut gone, &mut new);
        }
        self.leave(gone, new);
    }

    fn moved(&mut self, found: &Found, gone: &mut ByNode, new: &mut ByNode) {
        let mut waiting: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for &node in new.keys().rev() {
            waiting
                .entry(found.after.class_of(node))
                .or_default()
                .push(node);
        }
        let parts: Vec<u32> = gone.keys().copied().collect();
        for u in parts {
            let answer = found.answer(true, u);
            if answer == NONE {
                continue;
            }
            let Some(v) = waiting.get_mut(&answer).and_then(Vec::pop) else {
                continue;
            };
            let (Some(left), Some(came)) = (gone.remove(&u), new.remove(&v)) else {
                continue;
            };
            let counted =
                |parts: &[Loose]| crate::score::exact_sum(parts.iter().map(|part| part.m));
            let (x, y) = (self.a.value(u), self.b.value(v));
            let (ours, theirs) = (counted(&left), counted(&came));
            let mean = 0.5 * ours + 0.5 * theirs;
            // What stands still is worth what it counts more or less; each neutral value stays where it was.
            let whole = lists::worth(&came, y) - lists::worth(&left, x);
            let context = self.place_of(&left, &came);
            self.push(u, v, mean, context);
            let rest = whole - mean * (y - x);
            let noise = 1e-12 * (whole.abs() + (mean * x).abs() + (mean * y).abs());
            if rest.abs() > noise {
                let place = self.place(At {
                    u,
                    v,
                    m: 1.0,
                    context,
                });
                self.emit(
                    place,
                    EffectKind::Replaced,
                    rest,
                    Value::Number(x),
                    Value::Number(y),
                );
            }
        }
    }

    fn place_of(&self, left: &[Loose], came: &[Loose]) -> PathId {
        let places = left.iter().chain(came).map(|part| part.place);
        places
            .reduce(|p, q| self.places.common(p, q))
            .unwrap_or_default()
    }

    /// What left and what came rest on the same data and have opposite effects: one thing, written otherwise.
    fn rewritten(&mut self, found: &Found, gone: &mut ByNode, new: &mut ByNode) {
        if gone.len() * new.len() > 1024 {
            return;
        }
        let mut candidates = Vec::new();
        for (&u, left) in gone.iter() {
            let lost = -lists::worth(left, self.a.value(u));
            for (&v, came) in new.iter() {
                let won = lists::worth(came, self.b.value(v));
                let one_place = self.a.place(u) == self.b.place(v);
                // A floor and a cap are two things.
                let limits = (self.a.bare_limit(u), self.b.bare_limit(v));
                let is_another = |(f, g): (Curve, Curve)| !f.is_of_kind(&g);
                if limits.0.zip(limits.1).is_some_and(is_another) {
                    continue;
                }
                if lost * won >= 0.0 && !one_place {
                    continue;
                }
                let rests = found.rests_on_same_data(u, v);
                let affinity = found.affinity((self.a, u), (self.b, v));
                if one_place || (rests.is_some() && affinity > 0.0) {
                    let (one, other) = (found.element(true, u), found.element(false, v));
                    candidates.push((
                        !one_place,
                        rests != Some(true),
                        std::cmp::Reverse(in_steps(affinity)),
                        (one.min(other), one.max(other)),
                        (u, v),
                    ));
                }
            }
        }
        candidates.sort_unstable();
        for (.., (u, v)) in candidates {
            if !(gone.contains_key(&u) && new.contains_key(&v)) {
                continue;
            }
            let (Some(left), Some(came)) = (gone.remove(&u), new.remove(&v)) else {
                continue;
            };
            let (x, y) = (self.a.value(u), self.b.value(v));
            let effect = lists::worth(&came, y) - lists::worth(&left, x);
            let context = self.place_of(&left, &came);
            let place = self.place(At {
                u,
                v,
                m: 1.0,
                context,
            });
            self.emit(
                place,
                EffectKind::Replaced,
                effect,
                Value::Number(x),
                Value::Number(y),
            );
        }
    }

    fn leave(&mut self, gone: ByNode, new: ByNode) {
        let (table, sides) = (self.places, [self.a, self.b]);
        // Few formulas ask for it.
        let names = LazyCell::new(move || Names::of(table, sides));
        for (node, parts) in gone {
            let value = self.a.value(node);
            for part in parts {
                let effect = part.m * (part.neutral - value);
                let (kind, held, missing) = figures(&names, true, self.a, node, &part);
                self.emit(part.place, kind, effect, held, missing);
            }
        }
        for (node, parts) in new {
            let value = self.b.value(node);
            for part in parts {
                let effect = part.m * (value - part.neutral);
                let (kind, held, missing) = figures(&names, false, self.b, node, &part);
                self.emit(part.place, kind, effect, missing, held);
            }
        }
    }
}

/// What has a name on each side, so that a part is not taken for the place at which it is told.
struct Names {
    /// Places of the side before and of the one after, with all scopes around them.
    places: [BTreeSet<PathId>; 2],
    /// The names of what is looked up.
    leaves: [BTreeSet<PathId>; 2],
    /// The names of what is computed.
    composed: [BTreeSet<PathId>; 2],
}

impl Names {
    fn of(table: &PathTable, sides: [&Side<'_>; 2]) -> Self {
        // What was only looked up may have decided a branch of the author's own.
        let named = |side: &Side<'_>, is_leaf: bool| -> BTreeSet<PathId> {
            let nodes = side.formula.nodes.iter();
            let of_kind = nodes.filter(|node| node.op.leaf_kind().is_some() == is_leaf);
            let paths = of_kind.map(|node| side.shared(node.path));
            paths.filter(|path| *path != NOWHERE).collect()
        };
        let leaves = sides.map(|side| named(side, true));
        let composed = sides.map(|side| named(side, false));
        let mut places = [0, 1].map(|_| BTreeSet::new());
        for (places, names) in places.iter_mut().zip(leaves.iter().zip(&composed)) {
            for &name in names.0.iter().chain(names.1) {
                let mut place = name;
                while places.insert(place) {
                    place = table.parent(place);
                }
            }
        }
        Self {
            places,
            leaves,
            composed,
        }
    }
}

/// What a part that is missing on the other side is told as, what is said to have stood there, and what where it is missing.
///
/// A bare number of the owner's is told as that. Nothing is missing where the part is all that is called so. Of a place that has
/// other parts as well the number is told at which the part would not be missed; what counts elsewhere on the other side has no
/// figure.
fn figures(
    names: &LazyCell<Names, impl FnOnce() -> Names>,
    before: bool,
    side: &Side<'_>,
    node: u32,
    part: &Loose,
) -> (EffectKind, Value, Value) {
    let kind = if before {
        EffectKind::Removed
    } else {
        EffectKind::Added
    };
    let value = Value::Number(side.value(node));
    let neutral = Value::Number(part.neutral);
    if side.is_limit(node) {
        return (kind, Value::Limit(side.value(node)), Value::Absent);
    }
    if let Some(curve) = side.bare_limit(node) {
        let figure = |curve| Value::Curve { curve, value: None };
        let free = figure(Curve::linear(1.0, 0.0));
        return (EffectKind::Curve, figure(curve), free);
    }
    if side.structure().matched(node).is_none() && !Side::is_named(side, node) {
        return (EffectKind::Constant, value, neutral);
    }
    if part.place == ROOT {
        return (kind, value, Value::Absent);
    }
    let [own, other] = if before { [0, 1] } else { [1, 0] };
    let stands = |sets: &[BTreeSet<PathId>; 2], at: usize| {
        sets.get(at)
            .is_some_and(|names| names.contains(&part.place))
    };
    let is_part = side.path(node) != part.place;
    let missing = if stands(&names.leaves, other) || (!is_part && stands(&names.places, other)) {
        Value::Several
    } else if is_part && (stands(&names.places, other) || stands(&names.composed, own)) {
        neutral
    } else {
        Value::Absent
    };
    (kind, value, missing)
}
