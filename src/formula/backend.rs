//! Where a formula reports to: nowhere, to a recorder, or through a substitution.

use std::fmt::Debug;

use super::{
    category::Category,
    code::{Codes, Stands},
    curve::Curve,
    erased::Erased,
    error::EvalError,
    op::LeafKind,
    op::Op,
    term::Term,
};
use crate::path::Path;

/// The sealed half of [`Trace`](super::trace::Trace).
pub trait Backend: Copy + Debug {
    /// What a term knows of its formula: nothing, or a node of a recording.
    type Node: Copy + Debug;

    /// What a weighted mean collects.
    type Parts: Debug + Default;

    fn enter(self, name: &str) -> Self;

    /// The leaf's value, which a substitution may have changed, and its node.
    fn leaf(self, kind: LeafKind, name: &str, value: f64) -> (f64, Self::Node);

    /// The category's value, where a substitution changed it, and its node.
    fn label<C: Category>(self, name: &str, value: &C) -> (Option<C>, Self::Node);

    /// The value of a label that a substitution asks for; a label that is none of the category's is a fault.
    fn labelled<C: Category>(self, name: &str, asked: Option<&str>) -> Option<C> {
        let label = asked?;
        let value = C::from_label(label);
        if value.is_none() {
            self.fault(|| EvalError::UnknownLabel {
                place: self.place(name),
                label: label.to_owned(),
                known: C::ALL
                    .iter()
                    .map(|value| value.label().to_owned())
                    .collect(),
            });
        }
        value
    }

    /// The number or code that stands at a place, which a substitution may have changed, and its node.
    fn coded(self, name: &str, own: Stands, codes: Codes<'_>) -> (Stands, Self::Node);

    /// The population's curve, where a substitution changed it.
    fn population_curve(self, name: &str) -> Option<Curve>;

    fn constant(self, value: f64) -> Self::Node;

    /// `op` and `children` are looked at only while recording.
    fn node(
        self,
        name: Option<&str>,
        value: f64,
        op: impl FnOnce() -> Op,
        children: &[Self::Node],
    ) -> Self::Node;

    /// As `node`, for arguments that come one by one.
    fn node_of(
        self,
        value: f64,
        op: impl FnOnce() -> Op,
        children: impl Iterator<Item = Self::Node>,
    ) -> Self::Node;

    fn rename(self, name: &str, value: f64, node: Self::Node) -> Self::Node;

    fn add_part(self, parts: &mut Self::Parts, name: &str, weight: Self::Node, value: Self::Node);

    fn add_absent(self, parts: &mut Self::Parts, name: &str);

    /// The places that were declared absent, as far as the backend keeps them.
    fn absent_places(self, parts: &Self::Parts) -> Vec<Path>;

    /// The part of this weight, as far as the backend keeps parts.
    fn part_that_weighs(self, parts: &Self::Parts, weight: f64) -> Option<Path>;

    fn mean(self, name: &str, value: f64, parts: Self::Parts) -> Self::Node;

    /// The place of a name here, as far as the backend knows its scope.
    fn place(self, name: &str) -> Path;

    /// Keeps the first fault that an operation without a `Result` met.
    fn fault(self, error: impl FnOnce() -> EvalError);

    /// The place of a node, as far as the backend knows it.
    fn place_of(self, node: Self::Node) -> Path;

    /// Runs a model whose type is hidden.
    fn run<I: ?Sized>(self, model: &dyn Erased<I>, input: &I) -> Result<Term<Self>, EvalError>
    where
        Self: super::trace::Trace;
}

/// What a backend does that keeps no nodes: its `Node` and its `Parts` are `()`.
macro_rules! keeps_no_nodes {
    () => {
        #[inline]
        fn constant(self, _: f64) {}

        #[inline]
        fn node(self, _: Option<&str>, _: f64, _: impl FnOnce() -> Op, _: &[()]) {}

        #[inline]
        fn node_of(self, _: f64, _: impl FnOnce() -> Op, _: impl Iterator<Item = ()>) {}

        #[inline]
        fn rename(self, _: &str, _: f64, (): ()) {}

        #[inline]
        fn add_part(self, (): &mut (), _: &str, (): (), (): ()) {}

        #[inline]
        fn add_absent(self, (): &mut (), _: &str) {}

        fn absent_places(self, (): &()) -> Vec<Path> {
            Vec::new()
        }

        fn part_that_weighs(self, (): &(), _: f64) -> Option<Path> {
            None
        }

        #[inline]
        fn mean(self, _: &str, _: f64, (): ()) {}
    };
}
pub(crate) use keeps_no_nodes;

/// Plain numbers: every call but the arithmetic disappears.
#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl Backend for Plain {
    type Node = ();
    type Parts = ();

    #[inline]
    fn enter(self, _: &str) -> Self {
        self
    }

    #[inline]
    fn leaf(self, _: LeafKind, _: &str, value: f64) -> (f64, ()) {
        (value, ())
    }

    #[inline]
    fn label<C: Category>(self, _: &str, _: &C) -> (Option<C>, ()) {
        (None, ())
    }

    #[inline]
    fn coded(self, _: &str, own: Stands, _: Codes<'_>) -> (Stands, ()) {
        (own, ())
    }

    #[inline]
    fn population_curve(self, _: &str) -> Option<Curve> {
        None
    }

    keeps_no_nodes!();

    fn place(self, name: &str) -> Path {
        Path::root().join(name)
    }

    #[inline]
    fn fault(self, _: impl FnOnce() -> EvalError) {}

    fn place_of(self, (): ()) -> Path {
        Path::root()
    }

    #[inline]
    fn run<I: ?Sized>(self, model: &dyn Erased<I>, input: &I) -> Result<Term<Self>, EvalError> {
        model.plain(input)
    }
}
