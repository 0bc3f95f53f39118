//! Grades: bands of scores, and who crosses from one into another.

use serde::{Deserialize, Serialize};

use super::ImpactError;
use crate::path::printable;

/// Bands of a score, divided by thresholds: a score belongs to the highest band whose threshold it reaches.
///
/// The thresholds may differ between the two versions, for a threshold keeps its meaning only if it moves with the
/// scores; see [`Impact::rebase`](super::Impact::rebase). Scores are compared as they are, not as they are shown.
///
/// # Examples
///
/// ```
/// use scoreshift::impact::Bands;
///
/// let bands = Bands::at([50.0, 90.0]).named(["poor", "needs improvement", "good"]).rebased([45.0, 88.0]);
/// # let _ = bands;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    before: Vec<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<Vec<f64>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    names: Vec<String>,
}

impl Bands {
    /// Bands divided by these thresholds, in points, rising: one band more than thresholds.
    pub fn at(thresholds: impl IntoIterator<Item = f64>) -> Self {
        Self {
            before: thresholds.into_iter().collect(),
            after: None,
            names: Vec::new(),
        }
    }

    /// Other thresholds for the version after, as many as before.
    #[must_use]
    pub fn rebased(mut self, thresholds: impl IntoIterator<Item = f64>) -> Self {
        self.after = Some(thresholds.into_iter().collect());
        self
    }

    /// Names for the bands, lowest first: one more than thresholds. Without names they are called by their bounds.
    #[must_use]
    pub fn named<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.names = names.into_iter().map(Into::into).collect();
        self
    }

    /// The thresholds of the version before.
    #[must_use]
    pub fn before(&self) -> &[f64] {
        &self.before
    }

    /// The thresholds of the version after.
    #[must_use]
    pub fn after(&self) -> &[f64] {
        self.after.as_deref().unwrap_or(&self.before)
    }

    /// How many bands there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.before.len() + 1
    }

    /// What a band is called.
    #[must_use]
    pub fn name(&self, band: usize) -> String {
        if let Some(name) = self.given_name(band) {
            return name;
        }
        let low = band.checked_sub(1).and_then(|edge| self.before.get(edge));
        match (low, self.before.get(band)) {
            (None, None) => "all".to_owned(),
            (None, Some(high)) => format!("below {high}"),
            (Some(low), None) => format!("{low} and above"),
            (Some(low), Some(high)) => format!("{low} to {high}"),
        }
    }

    /// What the app calls a band, where it does.
    pub(crate) fn given_name(&self, band: usize) -> Option<String> {
        self.names.get(band).map(|name| printable(name))
    }

    /// The number of the band of a score before.
    pub(super) fn before_of(&self, score: f64) -> usize {
        band(self.before(), score)
    }

    /// The number of the band of a score after.
    pub(super) fn after_of(&self, score: f64) -> usize {
        band(self.after(), score)
    }

    pub(super) fn check(&self) -> Result<(), ImpactError> {
        for thresholds in [self.before(), self.after()] {
            let mut last = f64::NEG_INFINITY;
            for (index, &value) in thresholds.iter().enumerate() {
                if !(value.is_finite() && value > last) {
                    return Err(ImpactError::Threshold { index, value });
                }
                last = value;
            }
        }
        let (thresholds, rebased) = (self.before.len(), self.after().len());
        if thresholds != rebased {
            return Err(ImpactError::BandCount {
                what: "thresholds after",
                expected: thresholds,
                found: rebased,
            });
        }
        if !(self.names.is_empty() || self.names.len() == thresholds + 1) {
            return Err(ImpactError::BandCount {
                what: "names of bands",
                expected: thresholds + 1,
                found: self.names.len(),
            });
        }
        Ok(())
    }
}

/// The band of a score: how many thresholds it reaches.
#[inline]
pub(super) fn band(thresholds: &[f64], score: f64) -> usize {
    thresholds
        .iter()
        .filter(|&&threshold| score >= threshold)
        .count()
}
