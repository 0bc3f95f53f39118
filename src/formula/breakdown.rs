//! A recorded formula with its values.
//!
//! It is long: it is the public face of a recording, and half of it is documentation with examples.

use std::{
    cell::LazyCell,
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use super::{
    op::{LeafKind, Op},
    paths::{NOWHERE, Named, PathId, PathTable, ROOT},
    substitute::LeafValue,
};
use crate::{id::ModelId, path::Path, score::Scale};

/// A recorded formula with its values: what a model computed, operation by operation.
///
/// A flat list of nodes, children before parents; the value of its root equals the score to the last bit. A
/// breakdown can be stored bit for bit through any JSON parser and [compared](crate::Diff) with another one
/// without the model that made it. Its `Display` is an indented tree that shows a shared node once.
///
/// # The stored form
///
/// Every `f64` is a *string* that holds the shortest decimal which reads back as the same bits (`"0.1"`,
/// `"-0"`, `"1e300"`), because common JSON parsers change the last digit of numbers. Each node is an object
/// with its operation `op`, its `value`, the indices `of` of its arguments and, where it has one, its `path`.
/// Reading checks the whole structure and that the score is finite and within its scale; the arithmetic is taken on
/// trust.
///
/// # Examples
///
/// ```
/// use scoreshift::{Breakdown, ScoringModel, influence::{FollowerWeighted, Profile}};
///
/// let profile: Profile = serde_json::from_str(
///     r#"{"networks": {"Twitter": {"audience": 8700, "active": 3600, "reactions": 1900}}}"#,
/// )?;
/// let breakdown = FollowerWeighted::default().breakdown(&profile)?;
/// assert_eq!(breakdown.value(), FollowerWeighted::default().score(&profile)?);
///
/// let stored = serde_json::to_string(&breakdown)?;
/// assert_eq!(serde_json::from_str::<Breakdown>(&stored)?, breakdown);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Breakdown {
    pub(super) model: ModelId,
    pub(super) scale: Scale,
    pub(super) formula: Formula,
    pub(super) root: u32,
}

/// The nodes of a breakdown, without what they mean.
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    pub(crate) nodes: Vec<Node>,
    pub(crate) arguments: Vec<u32>,
    pub(crate) paths: PathTable,
}

/// One operation with its value. Its arguments are older nodes.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) op: Op,
    pub(crate) value: f64,
    pub(crate) path: PathId,
    pub(crate) start: u32,
    pub(crate) len: u32,
}

/// One leaf of a breakdown: a number or label that the formula starts from.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Leaf {
    /// Where.
    pub path: Path,
    /// Who can move it.
    pub kind: LeafKind,
    /// Its number; 0 for a category or a code, and the value read off the curve for a reference curve.
    pub value: f64,
    /// Its label, for a category or an input that holds a [code](crate::formula::Code).
    pub label: Option<String>,
}

/// How much a part of a weighted mean counts, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PartShare {
    /// In its mean.
    pub(crate) of_mean: f64,
    /// In the outermost mean that its mean is a part of.
    pub(crate) of_all: f64,
}

/// One part of a score that is a weighted mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MeanPart {
    /// Which part.
    #[serde(rename = "id")]
    pub place: Path,
    /// What the part scores by itself, in points.
    pub value: f64,
    /// How much of the whole it counts, 0 to 1.
    pub share: f64,
}

/// A cap or floor that holds a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActiveCap {
    /// Where.
    #[serde(rename = "id")]
    pub place: Path,
    /// The value that the formula has without it, in the place's own unit; of the whole score, what the score would be,
    /// with the roundings and limits around this one.
    pub without: f64,
    /// The value that it is held at, likewise.
    pub held_at: f64,
}

impl Breakdown {
    /// The first named place whose value differs, among recordings of one shape.
    pub(crate) fn first_difference(&self, expected: &Self) -> Option<Path> {
        let (found, expected) = (self.formula(), expected.formula());
        let mut nearest: Vec<PathId> = Vec::with_capacity(found.nodes.len());
        for (ours, theirs) in found.nodes.iter().zip(&expected.nodes) {
            let below = || {
                found
                    .children_of(ours)
                    .first()
                    .and_then(|&child| nearest.get(child as usize))
            };
            let place = match ours.path {
                NOWHERE => below().copied().unwrap_or(ROOT),
                path => path,
            };
            if place != ROOT && ours.value.to_bits() != theirs.value.to_bits() {
                return Some(found.paths.path(place));
            }
            nearest.push(place);
        }
        None
    }

    /// Where two recordings of one input are of two formulas: what only one of them asked for or was given otherwise, by
    /// name; else the first named place whose value differs.
    pub(crate) fn differing_places(&self, other: &Self) -> Vec<Path> {
        let asked = |breakdown: &Self| -> BTreeMap<(Path, LeafKind), (u64, Option<String>)> {
            let leaves = breakdown.leaves();
            leaves
                .map(|leaf| ((leaf.path, leaf.kind), (leaf.value.to_bits(), leaf.label)))
                .collect()
        };
        let (ours, theirs) = (asked(self), asked(other));
        let mut places: BTreeSet<Path> = BTreeSet::new();
        for (one, two) in [(&ours, &theirs), (&theirs, &ours)] {
            let differ = one
                .iter()
                .filter(|(leaf, value)| two.get(leaf) != Some(value));
            places.extend(differ.map(|((path, _), _)| path.clone()));
        }
        if places.is_empty() {
            places.extend(self.first_difference(other));
        }
        places.into_iter().collect()
    }

    pub(crate) fn new(model: ModelId, scale: Scale, formula: Formula, root: u32) -> Self {
        Self {
            model,
            scale,
            formula,
            root,
        }
    }

    /// Which model was recorded.
    #[must_use]
    pub fn model(&self) -> &ModelId {
        &self.model
    }

    /// The model's scale.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale.clone()
    }

    /// The score, in points of the scale.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.formula.value(self.root)
    }

    /// The value of what has this name: an input, reference or parameter, a named term, a gate, a mean or one of its
    /// parts, in that place's own unit.
    ///
    /// `place` is the text form of its [`Path`], scopes and all: `Twitter.strength`, or `strength` where there is no
    /// scope. Where several things have one name, such as an input and a term made of it, it is the value of the one that
    /// was computed last. `None` where nothing has the name; a category has a label instead of a value (see
    /// [`leaves`](Self::leaves)). The score itself is [`value`](Self::value).
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{ScoringModel, influence::{EqualNetworkWeight, Network, Profile}};
    ///
    /// let profile = Profile::new().with("Twitter", Network::new(900, 300, 80))?;
    /// let breakdown = EqualNetworkWeight::default().breakdown(&profile)?;
    /// assert_eq!(breakdown.value_of("Twitter.reactions"), Some(80.0));
    /// assert_eq!(breakdown.value_of("Twitter.strength"), breakdown.value_of("Twitter"));
    /// assert_eq!(breakdown.value_of("Facebook.reactions"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn value_of(&self, place: &str) -> Option<f64> {
        let place: Path = place.parse().ok()?;
        let formula = &self.formula;
        let path = formula.paths.find_path(place.segments())?;
        let has_name =
            |node: &&Node| node.path == path && !matches!(node.op, Op::Category(_) | Op::Code(_));
        if let Some(node) = formula.nodes.iter().rev().find(has_name) {
            return Some(node.value);
        }
        formula.nodes.iter().rev().find_map(|node| {
            let Op::WeightedMean(parts) = &node.op else {
                return None;
            };
            let part = parts.present.iter().position(|&part| part == path)?;
            let value = formula.children_of(node).get(2 * part + 1)?;
            Some(formula.value(*value))
        })
    }

    /// How many nodes the recording has.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.formula.nodes.len()
    }

    /// The leaves in the order in which the model asked for them, without bare constants.
    pub fn leaves(&self) -> impl Iterator<Item = Leaf> {
        self.formula.nodes.iter().filter_map(|node| {
            let kind = node.op.leaf_kind()?;
            let label = match &node.op {
                Op::Category(label) | Op::Code(label) => Some(label.to_string()),
                _ => None,
            };
            Some(Leaf {
                path: self.formula.paths.path(node.path),
                kind,
                value: node.value,
                label,
            })
        })
    }

    /// The scope that all leaves and named nodes have in common.
    pub(crate) fn common_scope(&self) -> Path {
        let paths = &self.formula.paths;
        let named = self
            .formula
            .nodes
            .iter()
            .filter(|node| node.path != NOWHERE);
        let common = named
            .map(|node| paths.parent(node.path))
            .reduce(|a, b| paths.common(a, b));
        paths.path(common.unwrap_or(ROOT))
    }

    /// The places of weighted means' parts that the model declared absent, in order.
    #[must_use]
    pub fn absent(&self) -> Vec<Path> {
        let mut places = Vec::new();
        for node in &self.formula.nodes {
            if let Op::WeightedMean(parts) = &node.op {
                places.extend(
                    parts
                        .absent
                        .iter()
                        .map(|&path| self.formula.paths.path(path)),
                );
            }
        }
        places.dedup();
        places
    }

    /// The names of all that the score is made of, those of parts of means among them.
    pub(crate) fn names_that_count(&self) -> BTreeSet<Path> {
        let formula = &self.formula;
        let needed = formula.reachable(self.root);
        let nodes = formula.nodes.iter().zip(needed);
        let mut names = BTreeSet::new();
        for node in nodes.filter(|(_, needed)| *needed).map(|(node, _)| node) {
            let parts = match &node.op {
                Op::WeightedMean(parts) => &parts.present[..],
                _ => &[],
            };
            let own = std::iter::once(&node.path).chain(parts);
            let known = own.filter(|path| **path != NOWHERE);
            names.extend(known.map(|&path| formula.paths.path(path)));
        }
        names
    }

    /// The parts of a score that is a weighted mean, perhaps capped, rounded, or times what no data of the subject moves;
    /// empty for other scores.
    #[must_use]
    pub fn mean_parts(&self) -> Vec<MeanPart> {
        let formula = &self.formula;
        let Some((mean, factor)) = self.scaled_mean() else {
            return Vec::new();
        };
        let Op::WeightedMean(parts) = &mean.op else {
            return Vec::new();
        };
        let arguments = formula.children_of(mean);
        let every_other = |first: usize| {
            let of = arguments.iter().skip(first).step_by(2);
            of.map(|&argument| formula.value(argument))
        };
        let total: f64 = every_other(0).sum();
        let part = |((&path, weight), value): ((&PathId, f64), f64)| MeanPart {
            place: formula.paths.path(path),
            value: factor * value,
            share: weight / total,
        };
        let present = parts.present.iter().zip(every_other(0));
        let parts: Vec<MeanPart> = present.zip(every_other(1)).map(part).collect();
        let is_finite = |part: &MeanPart| part.value.is_finite();
        if parts.iter().all(is_finite) {
            parts
        } else {
            Vec::new()
        }
    }

    /// The weighted mean that the score is, and what it is multiplied by.
    fn scaled_mean(&self) -> Option<(&Node, f64)> {
        let formula = &self.formula;
        // A plain mean, which most are, does not need it.
        let personal = LazyCell::new(|| formula.personal());
        let is_personal = |node: u32| personal.get(node as usize) == Some(&true);
        let (mut at, mut factor) = (self.root, 1.0);
        loop {
            let node = formula.node(at)?;
            at = match (&node.op, formula.children_of(node)) {
                (Op::WeightedMean(_), _) => return Some((node, factor)),
                (Op::Sum | Op::Product | Op::Rounding(_), &[only]) => only,
                (Op::Curve(curve), &[only]) if curve.is_clamp() => only,
                (Op::Product, arguments) => {
                    let mut inner = arguments.iter().copied().filter(|&of| is_personal(of));
                    let (Some(mean), None) = (inner.next(), inner.next()) else {
                        return None;
                    };
                    let others = arguments.iter().copied().filter(|&of| !is_personal(of));
                    factor *= others.map(|of| formula.value(of)).product::<f64>();
                    mean
                }
                (Op::Ratio, &[mean, by]) if is_personal(mean) && !is_personal(by) => {
                    factor /= formula.value(by);
                    mean
                }
                _ => return None,
            };
        }
    }

    /// How much each part of each weighted mean counts; a part of two means is left out.
    pub(crate) fn shares(&self) -> BTreeMap<Path, PartShare> {
        let formula = &self.formula;
        let needed = formula.reachable(self.root);
        let (mut shares, mut twice) = (BTreeMap::new(), Vec::new());
        // How much each mean counts that is itself a part of means, by what it is a part of.
        let mut nested: BTreeMap<u32, f64> = BTreeMap::new();
        let nodes = (0_u32..).zip(&formula.nodes).zip(needed);
        let means =
            nodes.filter(|((_, node), needed)| *needed && matches!(node.op, Op::WeightedMean(_)));
        let means: Vec<(u32, &Node)> = means.map(|(mean, _)| mean).collect();
        // Parents are newer than their parts.
        for &(at, node) in means.iter().rev() {
            let Op::WeightedMean(parts) = &node.op else {
                continue;
            };
            let arguments = formula.children_of(node);
            let weights = || {
                let weights = arguments.iter().step_by(2);
                weights.map(|&weight| formula.value(weight))
            };
            let total: f64 = weights().sum();
            let own = nested.get(&at).copied().unwrap_or(1.0);
            let values = arguments.iter().skip(1).step_by(2);
            for ((&path, weight), &value) in parts.present.iter().zip(weights()).zip(values) {
                let path = formula.paths.path(path);
                let of_mean = weight / total;
                let of_all = own * of_mean;
                nested
                    .entry(formula.below_names(value))
                    .and_modify(|of_several| *of_several = f64::NAN)
                    .or_insert(of_all);
                if shares
                    .insert(path.clone(), PartShare { of_mean, of_all })
                    .is_some()
                {
                    twice.push(path);
                }
            }
        }
        shares.retain(|path, share| share.of_mean.is_finite() && !twice.contains(path));
        shares
    }

    /// The caps and floors that hold a value of this score, the outermost first.
    ///
    /// A cap is a clamp by a number, or a minimum or maximum of a term that moves with the subject and one that
    /// does not. Listed are those that hold the score itself (at the root path), that have a name, or whose argument is a
    /// place of its own: an input, or what the model gave a name. `(x − 90).at_least(0)` says nothing of `x`.
    #[must_use]
    pub fn active_caps(&self) -> Vec<ActiveCap> {
        let formula = &self.formula;
        let needed = formula.reachable(self.root);
        let personal = formula.personal();
        let outermost = self.outermost();
        let mut named = Named::new(&formula.paths);
        let mut caps = Vec::new();
        for id in (0..=self.root)
            .rev()
            .filter(|&id| needed.get(id as usize) == Some(&true))
        {
            let (Some(node), Some(child)) = (formula.node(id), formula.capped(id, &personal))
            else {
                continue;
            };
            let without = formula.value(child);
            if without.to_bits() == node.value.to_bits() {
                continue;
            }
            let outermost_at = outermost.binary_search_by(|other| id.cmp(other)).ok();
            let place = match node.path {
                _ if outermost_at.is_some() => ROOT,
                NOWHERE => match formula.own_path(child) {
                    NOWHERE => continue,
                    path => path,
                },
                path => path,
            };
            // Of the score it is told what the score would be, below the limits and roundings around this one.
            let around = outermost_at
                .and_then(|at| outermost.get(..at))
                .unwrap_or_default();
            let [without, held_at] = [without, node.value].map(|value| self.through(around, value));
            if without.to_bits() == held_at.to_bits() {
                continue;
            }
            caps.push(ActiveCap {
                place: named.path(place),
                without,
                held_at,
            });
        }
        caps
    }

    /// The node below the clamps and roundings that the score itself goes through last.
    pub(crate) fn below_last_clamp(&self) -> u32 {
        self.outermost().last().copied().unwrap_or(self.root)
    }

    /// What a value becomes in clamps and roundings, the outermost first, or in the innermost of very many.
    fn through(&self, around: &[u32], value: f64) -> f64 {
        const INNERMOST: usize = 64;
        let innermost = around.iter().rev().take(INNERMOST);
        let ops = innermost.filter_map(|&id| self.formula.node(id));
        ops.fold(value, |value, node| match &node.op {
            Op::Rounding(rounding) => rounding.apply(value),
            Op::Curve(curve) => curve.apply(value),
            _ => value,
        })
    }

    /// The clamps and roundings that the score itself goes through last, the newest first.
    fn outermost(&self) -> Vec<u32> {
        let mut ids = Vec::new();
        let mut at = self.root;
        while let Some(node) = self.formula.node(at) {
            ids.push(at);
            at = match (&node.op, self.formula.children_of(node)) {
                (Op::Sum | Op::Rounding(_), &[only]) => only,
                (Op::Curve(curve), &[only]) if curve.is_clamp() => only,
                _ => break,
            };
        }
        ids
    }

    pub(crate) fn formula(&self) -> &Formula {
        &self.formula
    }

    pub(crate) fn root(&self) -> u32 {
        self.root
    }
}

impl PartialEq for Breakdown {
    /// Equal to the last bit.
    fn eq(&self, other: &Self) -> bool {
        let same_node = |(a, b): (&Node, &Node)| {
            let same_op = match (&a.op, &b.op) {
                // Their paths are ids of two tables.
                (Op::WeightedMean(_), Op::WeightedMean(_)) => self.parts_of(a) == other.parts_of(b),
                (a, b) => a == b,
            };
            same_op
                && a.value.to_bits() == b.value.to_bits()
                && self.formula.children_of(a) == other.formula.children_of(b)
                && (a.path == NOWHERE) == (b.path == NOWHERE)
                && self.formula.paths.path(a.path) == other.formula.paths.path(b.path)
        };
        self.model == other.model
            && self.scale == other.scale
            && self.root == other.root
            && self.formula.nodes.len() == other.formula.nodes.len()
            && self
                .formula
                .nodes
                .iter()
                .zip(&other.formula.nodes)
                .all(same_node)
    }
}

impl Breakdown {
    fn parts_of(&self, node: &Node) -> Option<[Vec<Path>; 2]> {
        let Op::WeightedMean(parts) = &node.op else {
            return None;
        };
        let paths = |ids: &[PathId]| ids.iter().map(|&id| self.formula.paths.path(id)).collect();
        Some([paths(&parts.present), paths(&parts.absent)])
    }
}

impl Formula {
    pub(crate) fn new() -> Self {
        Self {
            nodes: Vec::with_capacity(64),
            arguments: Vec::with_capacity(96),
            paths: PathTable::new(),
        }
    }

    pub(crate) fn node(&self, node: u32) -> Option<&Node> {
        self.nodes.get(node as usize)
    }

    /// Through sums of one, which only give a name.
    fn below_names(&self, mut at: u32) -> u32 {
        while let Some(node) = self.node(at) {
            match (&node.op, self.children_of(node)) {
                (Op::Sum, &[only]) => at = only,
                _ => break,
            }
        }
        at
    }

    pub(crate) fn node_mut(&mut self, node: u32) -> Option<&mut Node> {
        self.nodes.get_mut(node as usize)
    }

    /// Makes of a node another operation of other arguments, which must be older than it; false where there is no such node.
    pub(crate) fn replace(&mut self, node: u32, op: Op, arguments: &[u32]) -> bool {
        let (start, len) = (self.arguments.len(), arguments.len());
        let (Ok(start), Ok(len)) = (u32::try_from(start), u32::try_from(len)) else {
            return false;
        };
        let Some(slot) = self.nodes.get_mut(node as usize) else {
            return false;
        };
        (slot.op, slot.start, slot.len) = (op, start, len);
        self.arguments.extend_from_slice(arguments);
        true
    }

    pub(crate) fn value(&self, node: u32) -> f64 {
        self.node(node).map_or(f64::NAN, |node| node.value)
    }

    pub(crate) fn children(&self, node: u32) -> &[u32] {
        self.node(node).map_or(&[], |node| self.children_of(node))
    }

    pub(crate) fn children_of(&self, node: &Node) -> &[u32] {
        self.arguments
            .get(node.start as usize..(node.start + node.len) as usize)
            .unwrap_or_default()
    }

    /// Which nodes the value of `root` depends on.
    pub(crate) fn reachable(&self, root: u32) -> Vec<bool> {
        let mut needed = vec![false; self.nodes.len()];
        if let Some(slot) = needed.get_mut(root as usize) {
            *slot = true;
        }
        for (index, node) in self.nodes.iter().enumerate().rev() {
            if needed.get(index) == Some(&true) {
                for &child in self.children_of(node) {
                    if let Some(slot) = needed.get_mut(child as usize) {
                        *slot = true;
                    }
                }
            }
        }
        needed
    }

    /// Which nodes depend on the subject's own data.
    fn personal(&self) -> Vec<bool> {
        let mut personal = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let own = matches!(
                node.op.leaf_kind(),
                Some(LeafKind::Input | LeafKind::Category)
            );
            let below = self
                .children_of(node)
                .iter()
                .any(|&child| personal.get(child as usize) == Some(&true));
            personal.push(own || below);
        }
        personal
    }

    /// What a cap or floor of the subject's own data holds: the value without it.
    fn capped(&self, id: u32, personal: &[bool]) -> Option<u32> {
        let is_personal = |node: u32| personal.get(node as usize) == Some(&true);
        let node = self.node(id)?;
        match (&node.op, self.children_of(node)) {
            (Op::Curve(curve), &[child]) if curve.is_clamp() && is_personal(child) => Some(child),
            (Op::Maximum | Op::Minimum, &[one, other]) => {
                match (is_personal(one), is_personal(other)) {
                    (true, false) => Some(one),
                    (false, true) => Some(other),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The path of a node that is a leaf or has a name, through sums of one; else [`NOWHERE`].
    fn own_path(&self, mut id: u32) -> PathId {
        while let Some(node) = self.node(id) {
            match (&node.op, self.children_of(node)) {
                _ if node.path != NOWHERE => return node.path,
                (Op::Sum, &[only]) => id = only,
                _ => break,
            }
        }
        NOWHERE
    }

    /// The node's own path, else that of the first argument that has one below it.
    pub(crate) fn nearest_path(&self, node: u32) -> Path {
        let mut at = node;
        loop {
            match self.node(at) {
                Some(found) if found.path != NOWHERE => return self.paths.path(found.path),
                Some(found) => match self.children_of(found).first() {
                    Some(&child) => at = child,
                    None => return self.paths.path(ROOT),
                },
                None => return self.paths.path(ROOT),
            }
        }
    }

    /// The next named place that a node without a name is computed for.
    pub(crate) fn next_named(&self, node: u32) -> Option<Path> {
        if self.node(node)?.path != NOWHERE {
            return None;
        }
        let mut at = node;
        // Users come after what they use.
        for (id, user) in (0..).zip(&self.nodes).skip(usize::try_from(node).ok()? + 1) {
            if self.children_of(user).contains(&at) {
                if user.path != NOWHERE {
                    return Some(self.paths.path(user.path));
                }
                at = id;
            }
        }
        None
    }

    /// What a leaf holds.
    pub(crate) fn leaf_value(node: &Node) -> Option<(LeafKind, LeafValue)> {
        let value = match &node.op {
            Op::Category(label) | Op::Code(label) => LeafValue::Label(label.clone()),
            Op::ReferenceCurve(curve) => LeafValue::Curve(curve.clone()),
            _ => LeafValue::Number(node.value),
        };
        Some((node.op.leaf_kind()?, value))
    }
}

impl fmt::Display for Breakdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::tree::write(self, f)
    }
}

const _: () = assert!(size_of::<Node>() <= 64, "a recording is mostly its nodes");
