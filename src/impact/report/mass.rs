//! How many subjects, and how much they weigh.

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// Millionths of a subject in a subject.
pub(in crate::impact) const ONE: u64 = 1_000_000;

/// The largest weight of one subject.
const MOST: f64 = 1e9;

/// Some subjects: how many, and how much they weigh together.
///
/// Weights are counted in millionths of a subject, so that sums do not depend on their order. Without weights every
/// subject weighs 1, and both are the same number.
///
/// Serialised it is `{"subjects": 3, "weight": 3.0}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WeightedCount {
    /// How many.
    pub subjects: u64,
    /// What they weigh, in millionths of a subject.
    pub weight_micro: u64,
}

impl WeightedCount {
    /// So many subjects, which weigh so many millionths of a subject together.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::impact::WeightedCount;
    ///
    /// assert_eq!(WeightedCount::new(3, 4_500_000).weight(), 4.5);
    /// ```
    #[must_use]
    pub fn new(subjects: u64, weight_micro: u64) -> Self {
        Self {
            subjects,
            weight_micro,
        }
    }

    /// What they weigh, in subjects.
    #[must_use]
    pub fn weight(self) -> f64 {
        real(self.weight_micro) / real(ONE)
    }

    /// The share of a whole by weight, 0 to 1; 0 of nothing.
    #[must_use]
    pub fn share_of(self, whole: WeightedCount) -> f64 {
        if whole.weight_micro == 0 {
            0.0
        } else {
            real(self.weight_micro) / real(whole.weight_micro)
        }
    }

    /// Counts one more. What has no score may weigh more in all than can be counted, and then weighs the most there is.
    #[inline]
    pub(in crate::impact) fn add(&mut self, weight: u64) {
        self.add_if(true, weight);
    }

    /// As [`add`](Self::add) if it is to be counted, without a branch that a processor would have to guess.
    #[inline]
    pub(in crate::impact) fn add_if(&mut self, is: bool, weight: u64) {
        self.subjects = self.subjects.saturating_add(u64::from(is));
        self.weight_micro = self.weight_micro.saturating_add(u64::from(is) * weight);
    }

    #[inline]
    pub(in crate::impact) fn merge(&mut self, other: Self) {
        self.subjects = self.subjects.saturating_add(other.subjects);
        self.weight_micro = self.weight_micro.saturating_add(other.weight_micro);
    }
}

impl Serialize for WeightedCount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Mass", 2)?;
        object.serialize_field("subjects", &self.subjects)?;
        object.serialize_field("weight", &self.weight())?;
        object.end()
    }
}

/// A weight in millionths, if it is one.
#[inline]
pub(in crate::impact) fn millionths(weight: f64) -> Option<u64> {
    if weight == 1.0 {
        return Some(ONE);
    }
    let scaled = (weight * 1e6).round();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number from 1 to 10¹⁵"
    )]
    (weight <= MOST && scaled >= 1.0).then_some(scaled as u64)
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a share has the precision of an f64"
)]
pub(in crate::impact) fn real(weight: u64) -> f64 {
    weight as f64
}
