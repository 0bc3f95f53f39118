//! Where a formula bends or jumps along one input.

use crate::{
    formula::{
        breakdown::{Breakdown, Formula},
        curve::Kind,
        op::{LeafKind, Op},
    },
    path::Path,
};

/// The numbers at which something that the model makes of this input alone turns: the edges of its bands, the points of
/// its lines, the bounds of its clamps, the threshold of its gates.
pub(super) fn edges(breakdown: &Breakdown, place: &Path) -> Vec<f64> {
    let formula = breakdown.formula();
    let place = formula.paths.find_path(place.segments());
    let is_input = |mut id: u32| {
        // A leaf may have a second name: a sum of one.
        while let (Some(Op::Sum), &[only]) = (op(formula, id), formula.children(id)) {
            id = only;
        }
        formula.node(id).is_some_and(|node| {
            place == Some(node.path) && matches!(node.op, Op::Leaf(LeafKind::Input))
        })
    };
    let mut found = Vec::new();
    for node in &formula.nodes {
        match (&node.op, formula.children_of(node)) {
            (Op::Curve(curve) | Op::ReferenceCurve(curve), &[argument]) if is_input(argument) => {
                match &curve.0 {
                    Kind::Bands { bands: points, .. } | Kind::PiecewiseLinear { points } => {
                        found.extend(points.iter().map(|(x, _)| *x));
                    }
                    Kind::Clamp { low, high } => found.extend([*low, *high]),
                    Kind::AtLeast { low: edge } | Kind::AtMost { high: edge } => found.push(*edge),
                    _ => {}
                }
            }
            (Op::Gate(_), &[term, threshold, _]) if is_input(term) => {
                found.push(formula.value(threshold));
            }
            _ => {}
        }
    }
    found.retain(|edge| edge.is_finite());
    found.sort_by(f64::total_cmp);
    found.dedup();
    found
}

fn op(formula: &Formula, id: u32) -> Option<&Op> {
    formula.node(id).map(|node| &node.op)
}
