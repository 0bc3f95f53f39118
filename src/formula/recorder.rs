//! The trace that writes a formula down while it is computed.

use std::{cell::RefCell, collections::BTreeMap, sync::Arc};

use super::{
    backend::Backend,
    breakdown::{Formula, Node},
    category::Category,
    code::{self, Codes, Stands},
    curve::Curve,
    erased::Erased,
    error::EvalError,
    op::{LeafKind, Op, Parts},
    paths::{NOWHERE, PathId, ROOT},
    substitute::Substitution,
    term::Term,
};
use crate::path::{Path, printable};

const UNSEEN: u32 = u32::MAX;

/// Keeps the nodes of one evaluation.
#[derive(Debug)]
pub(crate) struct Recorder<'s> {
    inner: RefCell<Inner>,
    substitution: Option<&'s Substitution>,
}

#[derive(Debug)]
struct Inner {
    formula: Formula,
    /// The node of each leaf, by path and kind.
    leaves: Vec<[u32; LeafKind::COUNT]>,
    /// The first table of points of each name.
    tables: BTreeMap<PathId, u32>,
    fault: Option<EvalError>,
}

/// A handle on a recorder at one scope.
#[derive(Clone, Copy, Debug)]
pub struct Recording<'r> {
    recorder: &'r Recorder<'r>,
    scope: PathId,
    /// The same scope in the substitution's own table of paths.
    substituted_scope: PathId,
}

impl<'s> Recorder<'s> {
    pub(crate) fn new(substitution: Option<&'s Substitution>) -> Self {
        let inner = Inner {
            formula: Formula::new(),
            leaves: Vec::with_capacity(32),
            tables: BTreeMap::new(),
            fault: None,
        };
        Self {
            inner: RefCell::new(inner),
            substitution,
        }
    }

    pub(crate) fn trace(&self) -> Recording<'_> {
        Recording {
            recorder: self,
            scope: ROOT,
            substituted_scope: ROOT,
        }
    }

    /// The formula that was written down, and the first fault that an operation without a `Result` met.
    pub(crate) fn finish(self) -> (Formula, Option<EvalError>) {
        let inner = self.inner.into_inner();
        (inner.formula, inner.fault)
    }
}

impl Inner {
    fn leaf(&mut self, kind: LeafKind, path: PathId, value: f64, op: impl FnOnce() -> Op) -> u32 {
        let at = path as usize;
        if self.leaves.len() <= at {
            self.leaves.resize(at + 1, [UNSEEN; LeafKind::COUNT]);
        }
        let seen = self
            .leaves
            .get(at)
            .and_then(|by_kind| by_kind.get(kind.index()))
            .copied()
            .unwrap_or(UNSEEN);
        if seen == UNSEEN {
            let node = self.formula.push(op(), value, path, &[]);
            if let Some(slot) = self
                .leaves
                .get_mut(at)
                .and_then(|by_kind| by_kind.get_mut(kind.index()))
            {
                *slot = node;
            }
            return node;
        }
        if let Some(first) = self.formula.node(seen) {
            let asked = op();
            let same_label = match (&first.op, &asked) {
                (Op::Category(first), Op::Category(asked)) | (Op::Code(first), Op::Code(asked)) => {
                    first == asked
                }
                (Op::Code(_), _) | (_, Op::Code(_)) => false,
                _ => true,
            };
            // NaN equals NaN here: it is reported as not finite, not as a duplicate.
            let same_value = first.value.to_bits() == value.to_bits()
                || (first.value.is_nan() && value.is_nan());
            if !(same_label && same_value) {
                let error = EvalError::Duplicate {
                    place: self.formula.paths.path(path),
                    kind,
                    first: shown(&first.op, first.value),
                    second: shown(&asked, value),
                };
                self.fault.get_or_insert(error);
            }
        }
        seen
    }
}

impl Inner {
    /// Refuses a table of points whose name another one has already.
    fn table(&mut self, path: PathId, table: &[(Arc<str>, f64)], node: u32) {
        let first = *self.tables.entry(path).or_insert(node);
        let Some(Op::Points(known)) = self.formula.node(first).map(|node| &node.op) else {
            return;
        };
        if let Some((label, first, second)) = contradiction(known, table) {
            let error = EvalError::TwoTables {
                place: self.formula.paths.path(path),
                label: label.to_string(),
                first,
                second,
            };
            self.fault.get_or_insert(error);
        }
    }
}

type Contradiction<'t> = (&'t Arc<str>, Option<f64>, Option<f64>);

/// The first label of which two tables say different things.
///
/// The table of an open set lists only the label that was seen, so that a single label says nothing of those it lacks.
fn contradiction<'t>(
    ours: &'t [(Arc<str>, f64)],
    theirs: &'t [(Arc<str>, f64)],
) -> Option<Contradiction<'t>> {
    let of = |table: &[(Arc<str>, f64)], label: &str| {
        let found = table.iter().find(|(known, _)| **known == *label);
        found.map(|(_, points)| *points)
    };
    let may_lack = ours.len() == 1 && theirs.len() == 1;
    let labels = ours.iter().chain(theirs).map(|(label, _)| label);
    labels
        .map(|label| (label, of(ours, label), of(theirs, label)))
        .find(|(_, first, second)| match (first, second) {
            // NaN equals NaN here: it is reported as not finite.
            (Some(first), Some(second)) => {
                first.to_bits() != second.to_bits() && !(first.is_nan() && second.is_nan())
            }
            _ => !may_lack,
        })
}

fn shown(op: &Op, value: f64) -> String {
    match op {
        Op::Category(label) | Op::Code(label) => format!("`{}`", printable(label)),
        _ => value.to_string(),
    }
}

impl Recording<'_> {
    fn with<R>(self, act: impl FnOnce(&mut Inner) -> R) -> R {
        act(&mut self.recorder.inner.borrow_mut())
    }
}

impl Backend for Recording<'_> {
    type Node = u32;
    type Parts = (Vec<u32>, Parts);

    fn enter(self, name: &str) -> Self {
        let scope = self.with(|inner| inner.formula.paths.intern(self.scope, name));
        let substituted_scope = self
            .recorder
            .substitution
            .map_or(NOWHERE, |there| there.enter(self.substituted_scope, name));
        Self {
            scope,
            substituted_scope,
            ..self
        }
    }

    fn leaf(self, kind: LeafKind, name: &str, value: f64) -> (f64, u32) {
        let substituted = self
            .recorder
            .substitution
            .and_then(|there| there.number(kind, self.substituted_scope, name));
        let value = substituted.unwrap_or(value);
        let node = self.with(|inner| {
            let path = inner.formula.paths.intern(self.scope, name);
            inner.leaf(kind, path, value, || Op::Leaf(kind))
        });
        (value, node)
    }

    fn label<C: Category>(self, name: &str, value: &C) -> (Option<C>, u32) {
        let asked = self
            .recorder
            .substitution
            .and_then(|there| there.label(self.substituted_scope, name));
        let substituted: Option<C> = self.labelled(name, asked);
        let label: Arc<str> = substituted.as_ref().unwrap_or(value).label().into();
        let node = self.with(|inner| {
            let path = inner.formula.paths.intern(self.scope, name);
            inner.leaf(LeafKind::Category, path, 0.0, || Op::Category(label))
        });
        (substituted, node)
    }

    fn coded(self, name: &str, own: Stands, codes: Codes<'_>) -> (Stands, u32) {
        let there = self.recorder.substitution;
        let asked = there.and_then(|there| there.stands(self.substituted_scope, name));
        let advises = there.is_some_and(Substitution::advises);
        let stands = code::under(self, name, own, asked, advises, codes);
        let (value, op) = match stands {
            Stands::Number(value) => (value, Op::Leaf(LeafKind::Input)),
            Stands::Code(at) => match codes().into_iter().nth(at) {
                Some((label, _)) => (0.0, Op::Code(label.into())),
                None => {
                    self.fault(|| EvalError::Refused {
                        place: self.place(name),
                        reason: "a code that is not among those of its type".to_owned(),
                    });
                    // There is no recording that this could stand in.
                    (0.0, Op::Constant)
                }
            },
        };
        let node = self.with(|inner| {
            let path = inner.formula.paths.intern(self.scope, name);
            inner.leaf(LeafKind::Input, path, value, || op)
        });
        (stands, node)
    }

    fn population_curve(self, name: &str) -> Option<Curve> {
        self.recorder
            .substitution?
            .curve(self.substituted_scope, name)
            .cloned()
    }

    #[inline]
    fn constant(self, value: f64) -> u32 {
        self.with(|inner| inner.formula.push(Op::Constant, value, NOWHERE, &[]))
    }

    #[inline]
    fn node(
        self,
        name: Option<&str>,
        value: f64,
        op: impl FnOnce() -> Op,
        children: &[u32],
    ) -> u32 {
        let op = op();
        self.with(|inner| {
            let path = name.map_or(NOWHERE, |name| inner.formula.paths.intern(self.scope, name));
            let table = match &op {
                Op::Points(table) if path != NOWHERE => Some(table.clone()),
                _ => None,
            };
            let node = inner.formula.push(op, value, path, children);
            if let Some(table) = table {
                inner.table(path, &table, node);
            }
            node
        })
    }

    fn node_of(
        self,
        value: f64,
        op: impl FnOnce() -> Op,
        children: impl Iterator<Item = u32>,
    ) -> u32 {
        let children: Vec<u32> = children.collect();
        self.node(None, value, op, &children)
    }

    fn rename(self, name: &str, value: f64, node: u32) -> u32 {
        self.with(|inner| {
            let path = inner.formula.paths.intern(self.scope, name);
            match inner.formula.node_mut(node) {
                Some(fresh) if fresh.path == NOWHERE && !matches!(fresh.op, Op::Constant) => {
                    fresh.path = path;
                    node
                }
                // A leaf, or a node that has a name already, is named by a sum of one.
                _ => inner.formula.push(Op::Sum, value, path, &[node]),
            }
        })
    }

    fn add_part(self, (arguments, parts): &mut Self::Parts, name: &str, weight: u32, value: u32) {
        arguments.extend([weight, value]);
        parts
            .present
            .push(self.with(|inner| inner.formula.paths.intern(self.scope, name)));
    }

    fn add_absent(self, (_, parts): &mut Self::Parts, name: &str) {
        parts
            .absent
            .push(self.with(|inner| inner.formula.paths.intern(self.scope, name)));
    }

    fn absent_places(self, (_, parts): &Self::Parts) -> Vec<Path> {
        self.with(|inner| {
            parts
                .absent
                .iter()
                .map(|&path| inner.formula.paths.path(path))
                .collect()
        })
    }

    fn part_that_weighs(self, (arguments, parts): &Self::Parts, weight: f64) -> Option<Path> {
        self.with(|inner| {
            let same = |node| inner.formula.value(node).to_bits() == weight.to_bits();
            let part = arguments.iter().step_by(2).position(|&node| same(node))?;
            Some(inner.formula.paths.path(*parts.present.get(part)?))
        })
    }

    fn mean(self, name: &str, value: f64, (arguments, parts): Self::Parts) -> u32 {
        self.node(
            Some(name),
            value,
            || Op::WeightedMean(Box::new(parts)),
            &arguments,
        )
    }

    fn place(self, name: &str) -> Path {
        self.with(|inner| inner.formula.paths.path(self.scope))
            .join(name)
    }

    fn fault(self, error: impl FnOnce() -> EvalError) {
        let error = error();
        self.with(|inner| {
            inner.fault.get_or_insert(error);
        });
    }

    fn place_of(self, node: u32) -> Path {
        self.with(|inner| inner.formula.nearest_path(node))
    }

    fn run<I: ?Sized>(self, model: &dyn Erased<I>, input: &I) -> Result<Term<Self>, EvalError> {
        model.recorded(input, self)
    }
}

impl Formula {
    /// Appends a node; its children are there already.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "four billion nodes do not fit in memory"
    )]
    #[inline]
    pub(crate) fn push(&mut self, op: Op, value: f64, path: PathId, children: &[u32]) -> u32 {
        let node = self.nodes.len() as u32;
        let start = self.arguments.len() as u32;
        self.arguments.extend_from_slice(children);
        self.nodes.push(Node {
            op,
            // Which of all not-a-numbers it is differs between platforms, and is not stored.
            value: if value.is_nan() { f64::NAN } else { value },
            path,
            start,
            len: children.len() as u32,
        });
        node
    }
}
