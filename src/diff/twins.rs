//! Which nodes of one recording stand in the other one unchanged.

use super::side::Side;
use crate::formula::{breakdown::Node, op::Op};

/// No twin was found.
const NONE: u32 = u32::MAX;

/// How far the two recordings may be shifted against each other before a twin is missed, likeliest first.
const AROUND: [i32; 7] = [0, 1, -1, 2, -2, 3, -3];

/// For each node of one recording the node of the other that is identical with all that is below it.
///
/// Nothing can have moved below such a pair, so that the walk need not enter it. A twin that is missed costs
/// time, nothing else. Nodes are compared with those around the place where the last twin was found, which is
/// linear and finds nearly all, because both recordings come from much the same code.
#[derive(Debug)]
pub(super) struct Twins(Vec<u32>);

impl Twins {
    pub(super) fn none() -> Self {
        Self(Vec::new())
    }

    pub(super) fn between(a: &Side<'_>, b: &Side<'_>) -> Self {
        let mut twins = vec![NONE; a.formula.nodes.len()];
        let mut expected = 0_u32;
        for (index, node) in a.formula.nodes.iter().enumerate() {
            for shift in AROUND {
                let candidate = expected.wrapping_add_signed(shift);
                let Some(other) = b.node(candidate) else {
                    continue;
                };
                if is_identical((a, node), (b, other), &twins) {
                    if let Some(slot) = twins.get_mut(index) {
                        *slot = candidate;
                    }
                    expected = candidate;
                    break;
                }
            }
            expected = expected.wrapping_add(1);
        }
        Self(twins)
    }

    pub(super) fn are(&self, u: u32, v: u32) -> bool {
        self.0.get(u as usize) == Some(&v)
    }
}

fn is_identical(
    (a, node): (&Side<'_>, &Node),
    (b, other): (&Side<'_>, &Node),
    twins: &[u32],
) -> bool {
    node.value.to_bits() == other.value.to_bits()
        && node.len == other.len
        && node.op.rank() == other.op.rank()
        && a.shared(node.path) == b.shared(other.path)
        && a.formula
            .children_of(node)
            .iter()
            .zip(b.formula.children_of(other))
            .all(|(child, twin)| twins.get(*child as usize) == Some(twin))
        && match (&node.op, &other.op) {
            (Op::WeightedMean(ours), Op::WeightedMean(theirs)) => {
                let places = |side: &Side<'_>, paths: &[u32]| -> Vec<u32> {
                    paths.iter().map(|&path| side.shared(path)).collect()
                };
                places(a, &ours.present) == places(b, &theirs.present)
            }
            (op, other) => op == other,
        }
}
