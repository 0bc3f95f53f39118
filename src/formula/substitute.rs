//! The trace that hands a model other leaves than its input's.

use std::cell::{Cell, RefCell};

use super::{
    backend::{Backend, keeps_no_nodes},
    category::Category,
    code::{self, Codes, Stands},
    curve::Curve,
    erased::Erased,
    error::EvalError,
    op::{LeafKind, Op},
    paths::{NOWHERE, PathId, PathTable, ROOT},
    term::Term,
};
use crate::path::Path;

/// Leaves by path and kind, with the value that a model is handed instead of its input's.
///
/// Each leaf has bits: while one of them is in the mask the leaf's value is handed out, else its value outside,
/// or where there is none the input's own.
#[derive(Debug)]
pub(crate) struct Substitution {
    paths: PathTable,
    /// The place in `leaves` of each path's leaf of each kind.
    index: Vec<[u32; LeafKind::COUNT]>,
    leaves: Vec<Entry>,
    /// Whether there is a leaf of each kind.
    kinds: [bool; LeafKind::COUNT],
    /// The path that was asked for last, and for each path the one that was asked for after it: a model asks for its leaves
    /// in one order, evaluation for evaluation, and what is known needs no search.
    last: Cell<PathId>,
    next: Vec<Cell<PathId>>,
    mask: Cell<u32>,
    fault: RefCell<Option<EvalError>>,
    /// The references that were asked for, where they are noted.
    references: Option<RefCell<References>>,
    /// Whether the numbers are to be advised, so that none may be a code.
    advises: bool,
}

/// References as they were asked for.
#[derive(Debug, Default, PartialEq)]
struct References {
    /// The bits of each by its own name, without what it is inside.
    values: Vec<(Box<str>, u64)>,
    may_differ: bool,
}

#[derive(Debug)]
struct Entry {
    bits: u32,
    value: LeafValue,
    outside: Option<LeafValue>,
}

/// What a leaf holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LeafValue {
    Number(f64),
    Label(std::sync::Arc<str>),
    Curve(Curve),
}

impl LeafValue {
    /// Bit for bit: a NaN is the same NaN, and 0 is not −0.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(ours), Self::Number(theirs)) => ours.to_bits() == theirs.to_bits(),
            (ours, theirs) => ours == theirs,
        }
    }
}

impl Substitution {
    /// Every leaf's value is handed out until [`Self::only`] says otherwise.
    pub(crate) fn new() -> Self {
        Self {
            paths: PathTable::new(),
            index: Vec::new(),
            leaves: Vec::new(),
            kinds: [false; LeafKind::COUNT],
            last: Cell::new(ROOT),
            next: vec![Cell::new(NOWHERE)],
            mask: Cell::new(u32::MAX),
            fault: RefCell::new(None),
            references: None,
            advises: false,
        }
    }

    /// Hands out nothing, and notes over all evaluations whether references may differ.
    pub(crate) fn noting_references() -> Self {
        Self {
            references: Some(RefCell::default()),
            ..Self::new()
        }
    }

    /// Whether a reference was asked for.
    pub(crate) fn asked_for_references(&self) -> bool {
        let noted = self.references.as_ref();
        noted.is_some_and(|noted| *noted.borrow() != References::default())
    }

    /// Whether a reference may have two values: one name had, whatever it was inside, or a curve was asked for.
    pub(crate) fn references_may_differ(&self) -> bool {
        let noted = self.references.as_ref();
        noted.is_some_and(|noted| noted.borrow().may_differ)
    }

    #[cold]
    fn note(&self, name: &str, value: Option<f64>) {
        let Some(noted) = &self.references else {
            return;
        };
        let mut noted = noted.borrow_mut();
        let known = noted.values.iter().find(|(known, _)| **known == *name);
        match (value.map(f64::to_bits), known) {
            (Some(value), Some((_, known))) => noted.may_differ |= *known != value,
            (Some(value), None) => noted.values.push((name.into(), value)),
            (None, _) => noted.may_differ = true,
        }
    }

    /// The same, of numbers that are to be advised: a number that stands for a code is refused.
    pub(crate) fn advising(mut self) -> Self {
        self.advises = true;
        self
    }

    pub(crate) fn advises(&self) -> bool {
        self.advises
    }

    /// Hands out `value` at `path` while a bit of `bits` is in the mask, else `outside` if there is one. A later
    /// leaf of the same path and kind takes the place of an earlier one.
    pub(crate) fn insert<'a>(
        &mut self,
        path: impl IntoIterator<Item = &'a str>,
        kind: LeafKind,
        bits: u32,
        value: LeafValue,
        outside: Option<LeafValue>,
    ) {
        let path = self.paths.intern_path(path) as usize;
        if let Some(known) = self.kinds.get_mut(kind.index()) {
            *known = true;
        }
        if self.index.len() <= path {
            self.index.resize(path + 1, [u32::MAX; LeafKind::COUNT]);
            self.next.resize(path + 1, Cell::new(NOWHERE));
        }
        if let Some(slot) = self
            .index
            .get_mut(path)
            .and_then(|by_kind| by_kind.get_mut(kind.index()))
        {
            #[allow(
                clippy::cast_possible_truncation,
                reason = "as many leaves do not fit in memory"
            )]
            let place = self.leaves.len() as u32;
            *slot = place;
            self.leaves.push(Entry {
                bits,
                value,
                outside,
            });
        }
    }

    /// Hands out another value for the leaf that was inserted last.
    pub(crate) fn replace(&mut self, value: LeafValue) {
        if let Some(last) = self.leaves.last_mut() {
            last.value = value;
        }
    }

    /// Hands out only the leaves that share a bit with the mask.
    pub(crate) fn only(&self, mask: u32) {
        self.mask.set(mask);
    }

    pub(crate) fn trace(&self) -> Substituting<'_> {
        Substituting {
            table: self,
            scope: ROOT,
        }
    }

    /// The first fault of the last evaluation.
    pub(crate) fn take_fault(&self) -> Option<EvalError> {
        self.fault.take()
    }

    pub(crate) fn enter(&self, scope: PathId, name: &str) -> PathId {
        if self.leaves.is_empty() {
            return NOWHERE;
        }
        self.find(scope, name).unwrap_or(NOWHERE)
    }

    fn find(&self, scope: PathId, name: &str) -> Option<PathId> {
        let next = self.next.get(self.last.get() as usize)?;
        if !self.paths.is(next.get(), scope, name) {
            next.set(self.paths.find(scope, name)?);
        }
        self.last.set(next.get());
        Some(next.get())
    }

    pub(crate) fn number(&self, kind: LeafKind, scope: PathId, name: &str) -> Option<f64> {
        match self.active(kind, scope, name)? {
            LeafValue::Number(value) => Some(*value),
            _ => None,
        }
    }

    /// What an input is handed out as: a number, or the label of a code.
    pub(crate) fn stands(&self, scope: PathId, name: &str) -> Option<&LeafValue> {
        self.active(LeafKind::Input, scope, name)
    }

    pub(crate) fn label(&self, scope: PathId, name: &str) -> Option<&str> {
        match self.active(LeafKind::Category, scope, name)? {
            LeafValue::Label(label) => Some(label),
            _ => None,
        }
    }

    pub(crate) fn curve(&self, scope: PathId, name: &str) -> Option<&Curve> {
        match self.active(LeafKind::ReferenceCurve, scope, name)? {
            LeafValue::Curve(curve) => Some(curve),
            _ => None,
        }
    }

    fn active(&self, kind: LeafKind, scope: PathId, name: &str) -> Option<&LeafValue> {
        if self.kinds.get(kind.index()) != Some(&true) {
            return None;
        }
        let path = self.find(scope, name)?;
        let place = self.index.get(path as usize)?.get(kind.index())?;
        let entry = self.leaves.get(*place as usize)?;
        if entry.bits & self.mask.get() == 0 {
            entry.outside.as_ref()
        } else {
            Some(&entry.value)
        }
    }
}

/// A handle on a substitution at one scope; computes plain numbers.
#[derive(Clone, Copy, Debug)]
pub struct Substituting<'s> {
    table: &'s Substitution,
    scope: PathId,
}

impl Backend for Substituting<'_> {
    type Node = ();
    type Parts = ();

    fn enter(self, name: &str) -> Self {
        Self {
            scope: self.table.enter(self.scope, name),
            ..self
        }
    }

    fn leaf(self, kind: LeafKind, name: &str, value: f64) -> (f64, ()) {
        if kind == LeafKind::Reference {
            self.table.note(name, Some(value));
        }
        (
            self.table.number(kind, self.scope, name).unwrap_or(value),
            (),
        )
    }

    fn label<C: Category>(self, name: &str, _: &C) -> (Option<C>, ()) {
        let asked = self.table.label(self.scope, name);
        (self.labelled(name, asked), ())
    }

    fn coded(self, name: &str, own: Stands, codes: Codes<'_>) -> (Stands, ()) {
        let asked = self.table.stands(self.scope, name);
        let advises = self.table.advises();
        (code::under(self, name, own, asked, advises, codes), ())
    }

    fn population_curve(self, name: &str) -> Option<Curve> {
        self.table.note(name, None);
        self.table.curve(self.scope, name).cloned()
    }

    keeps_no_nodes!();

    fn place(self, name: &str) -> Path {
        let scope = if self.scope == NOWHERE {
            ROOT
        } else {
            self.scope
        };
        self.table.paths.path(scope).join(name)
    }

    fn fault(self, error: impl FnOnce() -> EvalError) {
        self.table.fault.borrow_mut().get_or_insert_with(error);
    }

    fn place_of(self, (): ()) -> Path {
        Path::root()
    }

    fn run<I: ?Sized>(self, model: &dyn Erased<I>, input: &I) -> Result<Term<Self>, EvalError> {
        model.substituted(input, self)
    }
}
