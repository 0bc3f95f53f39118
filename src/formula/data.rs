//! What a recording was taken of: everything that is not the owners' decision.

use super::{
    breakdown::Breakdown,
    op::{LeafKind, Op},
};
use crate::{exact, path::Path};

/// An input, label or reference, with its value in its stored form.
pub(crate) type Datum = ((Path, LeafKind), String);

impl Breakdown {
    /// Whether both recordings asked for the same inputs, labels and references and were given the same, to the last
    /// bit, in whatever order, and the same parts of means were absent.
    pub(crate) fn has_the_data_of(&self, other: &Self) -> bool {
        let absent = |breakdown: &Self| {
            let mut places = breakdown.absent();
            places.sort();
            places
        };
        self.data() == other.data() && absent(self) == absent(other)
    }

    /// As [`has_the_data_of`](Self::has_the_data_of), in the same order too: nothing that a formula can see of its
    /// data differs.
    pub(crate) fn has_exactly_the_data_of(&self, other: &Self) -> bool {
        self.asked().eq(other.asked()) && self.absent() == other.absent()
    }

    /// The leaves that the owners do not decide, in the order of their paths.
    pub(crate) fn data(&self) -> Vec<Datum> {
        let mut data: Vec<Datum> = self.asked().collect();
        data.sort();
        data.dedup();
        data
    }

    /// The leaves that the owners do not decide, in the order in which the model asked for them.
    fn asked(&self) -> impl Iterator<Item = Datum> {
        self.formula.nodes.iter().filter_map(|node| {
            let kind = node.op.leaf_kind()?;
            let value = match &node.op {
                Op::Leaf(LeafKind::Parameter) => return None,
                Op::Category(label) => label.to_string(),
                // What it gives depends on its argument, and that is no leaf.
                Op::ReferenceCurve(curve) => serde_json::to_string(curve).unwrap_or_default(),
                _ => exact::write(node.value),
            };
            Some(((self.formula.paths.path(node.path), kind), value))
        })
    }
}
