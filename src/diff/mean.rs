//! The rule for weighted means.
//!
//! It is long: one rule with its three cases: shares, weights under another factor, and parts that became groups,
//! which share how a part is measured.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    effect::{EffectKind, Value},
    field::Element,
    matching::{Found, Matching},
    pairing::{self, Item},
    side::Side,
    term,
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

/// By what the weights of both sides are made comparable.
#[derive(Clone, Copy, PartialEq)]
enum Measure {
    /// They are the same quantities, and their own moves can be told.
    Raw,
    /// They belong to the owner, and only their ratios mean something: these parts weigh the same on both sides.
    Shares(f64, f64),
}

/// One part of a side: its place, the nodes of its weight and its value, and how much it weighs.
#[derive(Clone, Copy)]
struct Row {
    place: PathId,
    weight: u32,
    value: u32,
    raw: f64,
}

/// How many means are opened at most for one list of parts.
const OPENED: usize = 64;

impl Walk<'_, '_> {
    /// Values count by their mean share. Weights are seen from the mean X of all parts, because shares only move
    /// against each other: weight that moves to a part below X costs, and that part is the reason.
    pub(super) fn weighted_mean(&mut self, at: At, ours: &Parts, theirs: &Parts) {
        let parts = self.mean_parts(at, ours, theirs);
        self.mean_of(at, parts);
    }

    fn mean_of(&mut self, at: At, mut parts: Vec<MeanPart>) {
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
        let measure = self.measure(&parts, total);
        let units = match measure {
            Measure::Raw => (1.0, 1.0),
            Measure::Shares(before, after) => (before, after),
        };
        let mean_total = 0.5 * (total.0 / units.0) + 0.5 * (total.1 / units.1);
        let context = self.place(at);
        for part in &parts {
            let m = at.m * ((part.value - mean) / mean_total);
            let weight = (part.raw.0 / units.0, part.raw.1 / units.1);
            let kind = match (part.before, part.after) {
                (Some((weight_u, u)), Some((weight_v, v))) => {
                    self.push(u, v, at.m * mean_share(part), context);
                    let owned = self.a.is_the_owners(weight_u) && self.b.is_the_owners(weight_v);
                    if measure == Measure::Raw && !owned {
                        self.push(weight_u, weight_v, m, part.place);
                        continue;
                    }
                    EffectKind::Weight
                }
                (None, _) => EffectKind::Added,
                (_, None) => EffectKind::Removed,
            };
            let change = weight.1 - weight.0;
            if kind == EffectKind::Weight
                && change.abs() <= 1e-13 * (weight.0.abs() + weight.1.abs())
            {
                continue;
            }
            let figures = (Value::Share(part.share.0), Value::Share(part.share.1));
            self.emit(part.place, kind, m * change, figures.0, figures.1);
        }
    }

    /// Weights that are data have their own effects. The owner's are compared as shares: of all parts that both sides
    /// have, or of those whose weights kept their ratios. Where one became the other, of everything.
    fn measure(&self, parts: &[MeanPart], total: (f64, f64)) -> Measure {
        let weights = || {
            parts
                .iter()
                .filter_map(|part| Some((part.before?.0, part.after?.0, part.raw)))
        };
        let owned =
            |(u, v, _): (u32, u32, (f64, f64))| self.a.is_the_owners(u) && self.b.is_the_owners(v);
        if weights().all(owned) {
            let positive: Vec<(f64, f64)> = weights()
                .map(|(.., raw)| raw)
                .filter(|raw| raw.0 > 0.0 && raw.1 > 0.0)
                .collect();
            let still = positive.iter().any(|raw| raw.0 == raw.1);
            if positive.is_empty()
                || (still
                    && parts.len() == positive.len()
                    && positive.iter().all(|raw| raw.0 == raw.1))
            {
                return Measure::Raw;
            }
            let group = keeps_ratios(positive);
            return Measure::Shares(
                exact_sum(group.iter().map(|raw| raw.0)),
                exact_sum(group.iter().map(|raw| raw.1)),
            );
        }
        let alike = |(u, v, raw): (u32, u32, (f64, f64))| {
            self.alike(u, v) && (raw.0 == raw.1 || !owned((u, v, raw)))
        };
        if weights().all(alike) {
            return Measure::Raw;
        }
        Measure::Shares(total.0, total.1)
    }

    /// Whether two weights are the same quantity, so that their own moves can be told.
    fn alike(&self, u: u32, v: u32) -> bool {
        match self.matching {
            Matching::Same => true,
            Matching::Found(found) => self.same_formula(u, v) || found.answers(u, v),
        }
    }

    /// A mean that is new around a value, or gone from around it: before, the value was all there was.
    pub(super) fn in_mean(&mut self, at: At, inside: bool, ways: &[u32]) {
        let (around, top) = if inside {
            (self.b, at.v)
        } else {
            (self.a, at.u)
        };
        let Some(Op::WeightedMean(places)) = around.node(top).map(|node| &node.op) else {
            return;
        };
        let rows = rows(around, top, places);
        let Matching::Found(found) = self.matching else {
            return;
        };
        // Several parts may hold it: the one that is most like it.
        let affinity = |value: u32| {
            let (u, v) = if inside { (at.u, value) } else { (value, at.v) };
            found.affinity((self.a, u), (self.b, v))
        };
        let hole = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| ways.contains(&row.value))
            .max_by(|(p, x), (q, y)| {
                let order = affinity(x.value).total_cmp(&affinity(y.value));
                order.then(q.cmp(p))
            })
            .map(|(place, _)| place);
        let mut parts = Vec::with_capacity(rows.len());
        for (place, row) in rows.iter().enumerate() {
            let &Row { value, raw, .. } = row;
            let mut part = if inside {
                self.mean_part(row.place, None, Some(row))
            } else {
                self.mean_part(row.place, Some(row), None)
            };
            if Some(place) == hole {
                // It weighs what it weighs in the mean, beside nothing.
                let (u, v) = if inside { (at.u, value) } else { (value, at.v) };
                part.raw = (raw, raw);
                part.value = 0.5 * self.a.value(u) + 0.5 * self.b.value(v);
                part.before = Some((u32::MAX, u));
                part.after = Some((u32::MAX, v));
            }
            parts.push(part);
        }
        self.mean_lifted(at, parts);
    }

    fn mean_lifted(&mut self, at: At, mut parts: Vec<MeanPart>) {
        let total = (
            exact_sum(parts.iter().map(|part| part.raw.0)),
            exact_sum(parts.iter().map(|part| part.raw.1)),
        );
        for part in &mut parts {
            part.share = (part.raw.0 / total.0, part.raw.1 / total.1);
        }
        if parts
            .iter()
            .any(|part| !(part.share.0.is_finite() && part.share.1.is_finite()))
        {
            return self.emit_whole(at, EffectKind::Replaced);
        }
        let mean_share = |part: &MeanPart| 0.5 * part.share.0 + 0.5 * part.share.1;
        let mean = exact_sum(parts.iter().map(|part| mean_share(part) * part.value));
        let mean_total = 0.5 * total.0 + 0.5 * total.1;
        let context = self.place(at);
        for part in &parts {
            if let (Some((_, u)), Some((_, v))) = (part.before, part.after) {
                self.push(u, v, at.m * mean_share(part), context);
                continue;
            }
            let kind = if part.before.is_none() {
                EffectKind::Added
            } else {
                EffectKind::Removed
            };
            let effect = at.m * ((part.value - mean) / mean_total) * (part.raw.1 - part.raw.0);
            let figures = (Value::Share(part.share.0), Value::Share(part.share.1));
            self.emit(part.place, kind, effect, figures.0, figures.1);
        }
    }

    /// Paired as the parts of any list, those of one place first.
    fn mean_parts(&self, at: At, ours: &Parts, theirs: &Parts) -> Vec<MeanPart> {
        let (before, after) = (rows(self.a, at.u, ours), rows(self.b, at.v, theirs));
        let same = |(p, q): (&Row, &Row)| p.place == q.place;
        let found = match self.matching {
            Matching::Found(found) => found,
            Matching::Same => return self.side_by_side(&before, &after),
        };
        if before.len() == after.len() && before.iter().zip(&after).all(same) {
            return self.side_by_side(&before, &after);
        }
        self.paired(
            found,
            &self.opened_rows(found, true, &before, &after),
            &self.opened_rows(found, false, &after, &before),
        )
    }

    /// Whether two means of the owner's have at least two parts in common once those of groups are seen as parts: a mean of
    /// four became the mean of one and the mean of three.
    pub(super) fn are_grouped_means(&self, found: &Found, u: u32, v: u32) -> bool {
        if !(term::is_owned_mean(self.a, u) && term::is_owned_mean(self.b, v)) {
            return false;
        }
        let of = |side: &Side<'_>, node: u32| match side.node(node).map(|node| &node.op) {
            Some(Op::WeightedMean(parts)) => rows(side, node, parts),
            _ => Vec::new(),
        };
        let (before, after) = (of(self.a, u), of(self.b, v));
        let ours = self.opened_rows(found, true, &before, &after);
        let theirs = self.opened_rows(found, false, &after, &before);
        if (ours.len(), theirs.len()) == (before.len(), after.len()) {
            return false;
        }
        let theirs: BTreeSet<Element> = self.elements(found, false, &theirs).collect();
        let ours = self.elements(found, true, &ours);
        ours.filter(|element| theirs.contains(element)).count() > 1
    }

    fn elements(&self, found: &Found, before: bool, rows: &[Row]) -> impl Iterator<Item = Element> {
        let (side, _) = self.sides(before);
        rows.iter()
            .map(move |row| found.element(before, side.unwrap(row.value)))
    }

    /// The parts of a mean, with those of a group among them that the other side has by themselves. A group has to have no
    /// answer, and weights of the owner's: its parts then weigh their share of what it weighs.
    fn opened_rows(&self, found: &Found, before: bool, own: &[Row], other: &[Row]) -> Vec<Row> {
        let (side, _) = self.sides(before);
        let elements: BTreeSet<Element> = self.elements(found, !before, other).collect();
        let places: BTreeSet<PathId> = other.iter().map(|part| part.place).collect();
        let group = |row: &Row| -> Option<Vec<Row>> {
            let node = side.unwrap(row.value);
            let Some(Op::WeightedMean(parts)) = side.node(node).map(|node| &node.op) else {
                return None;
            };
            let has_answer = || found.has_equal(before, node) || places.contains(&row.place);
            if !term::is_owned_mean(side, node) || has_answer() {
                return None;
            }
            let mut parts = rows(side, node, parts);
            let met = self
                .elements(found, before, &parts)
                .any(|element| elements.contains(&element));
            let total = exact_sum(parts.iter().map(|part| part.raw));
            for part in &mut parts {
                part.raw *= row.raw / total;
            }
            (met && parts.iter().all(|part| part.raw.is_finite())).then_some(parts)
        };
        let mut open: Vec<Row> = own.iter().rev().copied().collect();
        let mut opened = Vec::with_capacity(own.len());
        let mut groups = 0;
        while let Some(row) = open.pop() {
            match group(&row).filter(|_| groups < OPENED) {
                Some(parts) => {
                    groups += 1;
                    open.extend(parts.into_iter().rev());
                }
                None => opened.push(row),
            }
        }
        opened
    }

    fn side_by_side(&self, before: &[Row], after: &[Row]) -> Vec<MeanPart> {
        let part = |(p, q): (&Row, &Row)| self.mean_part(p.place, Some(p), Some(q));
        before.iter().zip(after).map(part).collect()
    }

    fn paired(&self, found: &Found, before: &[Row], after: &[Row]) -> Vec<MeanPart> {
        // By place and, where a place has several parts, by occurrence.
        let mut waiting: BTreeMap<PathId, Vec<usize>> = BTreeMap::new();
        for (index, row) in after.iter().enumerate().rev() {
            waiting.entry(row.place).or_default().push(index);
        }
        let mut partner: Vec<Option<usize>> = before
            .iter()
            .map(|row| waiting.get_mut(&row.place).and_then(Vec::pop))
            .collect();
        // A part under another name is still that part.
        let taken: BTreeSet<usize> = partner.iter().flatten().copied().collect();
        let left: Vec<usize> = (0..before.len())
            .filter(|&p| partner.get(p) == Some(&None))
            .collect();
        let free: Vec<usize> = (0..after.len()).filter(|q| !taken.contains(q)).collect();
        let item = |side: &Side<'_>, rows: &[Row], index: usize| {
            let &Row { place, value, .. } = rows.get(index)?;
            let node = side.unwrap(value);
            (!term::is_owned(side, node)).then_some((
                index,
                Item {
                    node,
                    around: Element::UNIT,
                    factor: Element::UNIT,
                    negative: false,
                    path: place,
                },
            ))
        };
        let ours: Vec<(usize, Item)> = left
            .iter()
            .filter_map(|&p| item(self.a, before, p))
            .collect();
        let theirs: Vec<(usize, Item)> = free
            .iter()
            .filter_map(|&q| item(self.b, after, q))
            .collect();
        let items =
            |list: &[(usize, Item)]| -> Vec<Item> { list.iter().map(|(_, item)| *item).collect() };
        let pairs = pairing::pair(found, self.a, &items(&ours), self.b, &items(&theirs));
        for (p, q) in pairs.alike {
            if let (Some((p, _)), Some((q, _))) = (ours.get(p), theirs.get(q)) {
                if let Some(slot) = partner.get_mut(*p) {
                    *slot = Some(*q);
                }
            }
        }
        let taken: BTreeSet<usize> = partner.iter().flatten().copied().collect();
        let mut parts = Vec::with_capacity(before.len());
        for (row, partner) in before.iter().zip(&partner) {
            let answer = partner.and_then(|index| after.get(index));
            // One of two names, the same whichever side came first.
            let place = match answer {
                Some(other) if other.place != row.place => {
                    if self.places.path(other.place) < self.places.path(row.place) {
                        other.place
                    } else {
                        row.place
                    }
                }
                _ => row.place,
            };
            parts.push(self.mean_part(place, Some(row), answer));
        }
        for (index, row) in after.iter().enumerate() {
            if !taken.contains(&index) {
                parts.push(self.mean_part(row.place, None, Some(row)));
            }
        }
        parts
    }

    fn mean_part(&self, place: PathId, before: Option<&Row>, after: Option<&Row>) -> MeanPart {
        let value = |side: &Side<'_>, row: &Row| side.value(row.value);
        let nodes = |row: &Row| (row.weight, row.value);
        MeanPart {
            place,
            before: before.map(nodes),
            after: after.map(nodes),
            raw: (
                before.map_or(0.0, |row| row.raw),
                after.map_or(0.0, |row| row.raw),
            ),
            share: (0.0, 0.0),
            value: match (before, after) {
                (Some(u), Some(v)) => 0.5 * value(self.a, u) + 0.5 * value(self.b, v),
                (Some(u), None) => value(self.a, u),
                (_, Some(v)) => value(self.b, v),
                (None, None) => 0.0,
            },
        }
    }
}

fn rows(side: &Side<'_>, node: u32, parts: &Parts) -> Vec<Row> {
    let pairs = side.children(node).chunks_exact(2);
    let row = |(&place, pair): (&PathId, &[u32])| match pair {
        &[weight, value] => Some(Row {
            place: side.shared(place),
            weight,
            value,
            raw: side.value(weight),
        }),
        _ => None,
    };
    parts.present.iter().zip(pairs).filter_map(row).collect()
}

/// The weights that kept their ratios to each other, if there is one largest group of them; else all.
fn keeps_ratios(weights: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut by_ratio = weights.clone();
    by_ratio.sort_by(|p, q| (p.0 * q.1).total_cmp(&(q.0 * p.1)));
    let near = |p: &(f64, f64), q: &(f64, f64)| {
        let (x, y) = (p.0 * q.1, q.0 * p.1);
        (x - y).abs() <= 1e-9 * x.abs().max(y.abs())
    };
    let groups: Vec<&[(f64, f64)]> = by_ratio.chunk_by(near).collect();
    let most = groups.iter().map(|group| group.len()).max().unwrap_or(0);
    let mut largest = groups.iter().filter(|group| group.len() == most);
    match (largest.next(), largest.next()) {
        (Some(group), None) if most >= 2 => group.to_vec(),
        _ => weights,
    }
}
