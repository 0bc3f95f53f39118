//! What a recording was taken of: everything that is not the owners' decision.

use super::{
    breakdown::Breakdown,
    op::{LeafKind, Op},
};
use crate::{exact, path::Path};

/// An input, label or reference, with its value in its stored form.
pub(crate) type Datum = ((Path, LeafKind), String);

/// The value of what the data does not have; no number is written like this.
pub(crate) const ABSENT: &str = "absent";

impl Breakdown {
    /// Whether both recordings asked for the same inputs, labels and references and were given the same, to the last
    /// bit, and the same parts of means were absent.
    pub(crate) fn has_the_data_of(&self, other: &Self) -> bool {
        self.data() == other.data()
    }

    /// The leaves that the owners do not decide and the parts that were absent, in the order of their paths.
    pub(crate) fn data(&self) -> Vec<Datum> {
        let mut data: Vec<Datum> = self
            .formula
            .nodes
            .iter()
            .filter_map(|node| {
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
            .collect();
        let absent = self.absent().into_iter();
        data.extend(absent.map(|path| ((path, LeafKind::Input), ABSENT.to_owned())));
        data.sort();
        data.dedup();
        data
    }
}
