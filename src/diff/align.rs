//! The lists that operations are, with their brackets.

use super::side::Side;
use crate::formula::op::Op;

/// A node that is added (or subtracted) in a sum, multiplied in a product, or compared in a maximum.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) node: u32,
    /// −1 where it is subtracted.
    pub(super) sign: f64,
}

/// The kinds of nodes that have parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Sum,
    Product,
    Maximum,
    Minimum,
}

impl Family {
    pub(super) fn of(op: &Op) -> Option<Self> {
        match op {
            Op::Sum | Op::Difference | Op::Negation => Some(Self::Sum),
            Op::Product => Some(Self::Product),
            Op::Maximum => Some(Self::Maximum),
            Op::Minimum => Some(Self::Minimum),
            _ => None,
        }
    }

    pub(super) fn is(self, side: &Side<'_>, node: u32) -> bool {
        side.node(node).and_then(|node| Self::of(&node.op)) == Some(self)
    }
}

/// How many brackets are dissolved at most for one list: shared brackets could be dissolved without end.
const DISSOLVED: usize = 2048;

/// The parts of a node, with the parts of its family that `dissolves` dissolved into it.
pub(super) fn parts(
    side: &Side<'_>,
    node: u32,
    family: Family,
    dissolves: impl Fn(u32) -> bool,
) -> Vec<Part> {
    let mut open: Vec<Part> = Vec::with_capacity(8);
    push_arguments(side, Part { node, sign: 1.0 }, &mut open);
    let mut parts = Vec::with_capacity(8);
    let mut opened = 0;
    while let Some(part) = open.pop() {
        if opened < DISSOLVED && family.is(side, part.node) && dissolves(part.node) {
            opened += 1;
            push_arguments(side, part, &mut open);
        } else {
            parts.push(part);
        }
    }
    parts
}

/// Pushes the arguments so that they are popped in their order.
fn push_arguments(side: &Side<'_>, part: Part, open: &mut Vec<Part>) {
    let op = side.node(part.node).map(|node| &node.op);
    for (place, &child) in side.children(part.node).iter().enumerate().rev() {
        let subtracted = matches!(
            (op, place),
            (Some(Op::Difference), 1) | (Some(Op::Negation), _)
        );
        open.push(Part {
            node: child,
            sign: if subtracted { -part.sign } else { part.sign },
        });
    }
}
