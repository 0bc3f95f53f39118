//! The rule for weighted means.

use std::collections::BTreeMap;

use super::{
    effect::{EffectKind, Figure},
    walk::{At, Walk},
};
use crate::{
    formula::{
        op::{Op, Parts},
        paths::PathId,
    },
    score::exact_sum,
};

/// A part of a mean on both sides.
struct MeanPart {
    place: PathId,
    /// Weight and value nodes.
    before: Option<(u32, u32)>,
    after: Option<(u32, u32)>,
    raw: (f64, f64),
    share: (f64, f64),
    /// The mean of the part's two values; of a part that one side lacks, the value it has.
    value: f64,
}

impl Walk<'_, '_> {
    /// Values count by their mean share. Weights are seen from the mean X of all parts, because shares only move
    /// against each other: weight that moves to a part below X costs, and that part is the reason.
    pub(super) fn weighted_mean(&mut self, at: At, ours: &Parts, theirs: &Parts) {
        let mut parts = self.mean_parts(at, ours, theirs);
        // The parts stand in another order when the sides are swapped, so every sum is exact.
        let total = (
            exact_sum(parts.iter().map(|part| part.raw.0)),
            exact_sum(parts.iter().map(|part| part.raw.1)),
        );
        for part in &mut parts {
            part.share = (part.raw.0 / total.0, part.raw.1 / total.1);
        }
        let mean_share = |part: &MeanPart| 0.5 * part.share.0 + 0.5 * part.share.1;
        let mean = exact_sum(parts.iter().map(|part| mean_share(part) * part.value));
        let mean_total = 0.5 * total.0 + 0.5 * total.1;
        let context = self.place(at);
        let raw = parts.iter().all(|part| match (part.before, part.after) {
            (Some((u, _)), Some((v, _))) => self.alike(u, v),
            _ => true,
        });
        for part in &parts {
            let distance = part.value - mean;
            match (part.before, part.after) {
                (Some((weight_u, u)), Some((weight_v, v))) => {
                    self.push(u, v, at.m * mean_share(part), context);
                    if raw {
                        self.push(
                            weight_u,
                            weight_v,
                            at.m * (distance / mean_total),
                            part.place,
                        );
                    } else {
                        self.shift(at.m * distance, part, EffectKind::Weight, raw, mean_total);
                    }
                }
                (None, _) => self.shift(at.m * distance, part, EffectKind::Added, raw, mean_total),
                (_, None) => {
                    self.shift(at.m * distance, part, EffectKind::Removed, raw, mean_total);
                }
            }
        }
    }

    /// One effect for a part's whole change of weight.
    fn shift(&mut self, m: f64, part: &MeanPart, kind: EffectKind, raw: bool, mean_total: f64) {
        let change = if raw {
            (part.raw.1 - part.raw.0) / mean_total
        } else {
            part.share.1 - part.share.0
        };
        self.emit(
            part.place,
            kind,
            m * change,
            Figure::Share(part.share.0),
            Figure::Share(part.share.1),
        );
    }

    /// Aligned by place and, where a place has several parts, by occurrence.
    fn mean_parts(&self, at: At, ours: &Parts, theirs: &Parts) -> Vec<MeanPart> {
        let same =
            |(ours, theirs): (&PathId, &PathId)| self.a.shared(*ours) == self.b.shared(*theirs);
        if ours.present.len() == theirs.present.len()
            && ours.present.iter().zip(&theirs.present).all(same)
        {
            let (before, after) = (self.a.children(at.u), self.b.children(at.v));
            let pairs = before.chunks_exact(2).zip(after.chunks_exact(2));
            let part = |(place, pair): (&PathId, (&[u32], &[u32]))| match pair {
                (&[w, x], &[v, y]) => {
                    Some(self.mean_part(self.a.shared(*place), Some((w, x)), Some((v, y))))
                }
                _ => None,
            };
            return ours.present.iter().zip(pairs).filter_map(part).collect();
        }
        let mut waiting: BTreeMap<PathId, Vec<(u32, u32)>> = BTreeMap::new();
        for (place, pair) in theirs
            .present
            .iter()
            .zip(self.b.children(at.v).chunks_exact(2))
            .rev()
        {
            if let &[weight, value] = pair {
                waiting
                    .entry(self.b.shared(*place))
                    .or_default()
                    .push((weight, value));
            }
        }
        let mut parts = Vec::with_capacity(ours.present.len());
        for (place, pair) in ours
            .present
            .iter()
            .zip(self.a.children(at.u).chunks_exact(2))
        {
            let &[weight, value] = pair else { continue };
            let place = self.a.shared(*place);
            let after = waiting.get_mut(&place).and_then(Vec::pop);
            parts.push(self.mean_part(place, Some((weight, value)), after));
        }
        for (place, left) in waiting {
            for after in left.into_iter().rev() {
                parts.push(self.mean_part(place, None, Some(after)));
            }
        }
        parts
    }

    fn mean_part(
        &self,
        place: PathId,
        before: Option<(u32, u32)>,
        after: Option<(u32, u32)>,
    ) -> MeanPart {
        let weight_before = before.map_or(0.0, |(weight, _)| self.a.value(weight));
        let weight_after = after.map_or(0.0, |(weight, _)| self.b.value(weight));
        let value = match (before, after) {
            (Some((_, u)), Some((_, v))) => 0.5 * self.a.value(u) + 0.5 * self.b.value(v),
            (Some((_, u)), None) => self.a.value(u),
            (_, Some((_, v))) => self.b.value(v),
            (None, None) => 0.0,
        };
        MeanPart {
            place,
            before,
            after,
            raw: (weight_before, weight_after),
            share: (0.0, 0.0),
            value,
        }
    }

    /// Whether two weights are the same quantity, so that their own moves can be told: the same leaf, or the same
    /// operations on the same leaves. A bare number has no name by which it could be the same one.
    fn alike(&self, u: u32, v: u32) -> bool {
        let mut open = vec![(u, v)];
        let mut budget = 64;
        while let Some((u, v)) = open.pop() {
            let (Some(before), Some(after)) = (self.a.node(u), self.b.node(v)) else {
                return false;
            };
            budget -= 1;
            let same = match (&before.op, &after.op) {
                (Op::Constant, Op::Constant) => before.value.to_bits() == after.value.to_bits(),
                (Op::Leaf(_), Op::Leaf(_)) => self.a.leaf(u) == self.b.leaf(v),
                (f, g) => {
                    f.rank() == g.rank()
                        && self.a.path(u) == self.b.path(v)
                        && before.len == after.len
                }
            };
            if !same || budget == 0 {
                return false;
            }
            open.extend(
                self.a
                    .children(u)
                    .iter()
                    .copied()
                    .zip(self.b.children(v).iter().copied()),
            );
        }
        true
    }
}
