//! What a recording was taken of: everything that is not the owners' decision.

use sha2::{Digest, Sha256};

use super::{
    breakdown::Breakdown,
    op::{LeafKind, Op},
};
use crate::{
    digest::{hex, json},
    exact,
    path::Path,
};

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

    /// A SHA-256 of everything that the model asked for and its owners did not decide: the inputs, labels and references by
    /// path, each with all its bits, and the absent parts of means; as 64 hexadecimal digits.
    ///
    /// Two recordings of one model have one digest where they were taken of the same data, in whatever order. Parameters and
    /// values in between do not count. A digest hides nothing that can be guessed: somebody who knows the formula can try
    /// all ages.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{ScoringModel, influence::{EqualNetworkWeight, Network, Profile}};
    ///
    /// let digest = |reactions| -> Result<String, Box<dyn std::error::Error>> {
    ///     let profile = Profile::new().with("Twitter", Network::new(8700, 3600, reactions))?;
    ///     Ok(EqualNetworkWeight::default().breakdown(&profile)?.data_digest())
    /// };
    /// assert_eq!(digest(1900)?, digest(1900)?);
    /// assert_ne!(digest(1900)?, digest(1901)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn data_digest(&self) -> String {
        let mut absent = self.absent();
        absent.sort();
        let mut hash = Sha256::new();
        hash.update("scoreshift-data-1\n");
        // A line of its own for each, so that nothing runs together.
        let mut line = |text: String| {
            hash.update(text);
            hash.update("\n");
        };
        for ((path, kind), value) in self.data() {
            line(json(&(path, kind.name(), value)));
        }
        for path in absent {
            line(json(&(path, "absent")));
        }
        hex(&hash.finalize())
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
                // A word first, so that a code whose label is a number is not that number.
                Op::Code(label) => format!("code {label}"),
                // What it gives depends on its argument, and that is no leaf.
                Op::ReferenceCurve(curve) => json(curve),
                _ => exact::write(node.value),
            };
            Some(((self.formula.paths.path(node.path), kind), value))
        })
    }
}
