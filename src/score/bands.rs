//! Bands of a score: grades, ratings, classes.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::micro;
use crate::exact;

/// Bands of a score, divided by limits: a score belongs to the highest band whose limit it reaches.
///
/// Limits are in points, finite and rising; there is one band more than limits, and one name for each, the lowest
/// first. A score is held against a limit in millionths of a point, as everywhere in this crate,
/// and not as it is shown: with a limit of 7, a score of 6.96 that is shown as 7.0 is below it, and one that was computed
/// as 6.999999999999999 is not. A score that is not a number is in the lowest band.
///
/// As the scale's own bounds, bands can be built wrongly, because they are constants of a model:
/// [`check`](Self::check) says what is wrong, [`conformance::check_model`](crate::conformance::check_model) asks for it, and reading
/// wrong ones is an error.
///
/// # Examples
///
/// ```
/// use scoreshift::{Scale, score::Bands};
///
/// // The qualitative ratings of CVSS v3.1, as a constant.
/// const RATINGS: Bands = Bands::fixed(&[0.1, 4.0, 7.0, 9.0], &["None", "Low", "Medium", "High", "Critical"]);
/// let scale = Scale::new(0.0, 10.0).decimals(1).bands(RATINGS);
/// assert_eq!(scale.band_of(6.9), Some("Medium"));
/// assert_eq!(scale.band_of(7.0), Some("High"));
///
/// // The same from settings.
/// let settings = Bands::at([0.1, 4.0, 7.0, 9.0]).named(["None", "Low", "Medium", "High", "Critical"]);
/// assert_eq!(settings, RATINGS);
/// settings.check()?;
/// # Ok::<(), scoreshift::score::BandsError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Bands {
    table: Table,
    rebased: Option<Arc<[f64]>>,
}

#[derive(Clone, Debug)]
enum Table {
    Fixed {
        limits: &'static [f64],
        names: &'static [&'static str],
    },
    Shared {
        limits: Arc<[f64]>,
        names: Arc<[Arc<str>]>,
    },
}

impl Bands {
    /// Bands as a constant of the program: these limits, and one name more than limits (or none).
    #[must_use]
    pub const fn fixed(limits: &'static [f64], names: &'static [&'static str]) -> Self {
        Self {
            table: Table::Fixed { limits, names },
            rebased: None,
        }
    }

    /// Bands divided by these limits, in points, rising: one band more than limits.
    pub fn at(limits: impl IntoIterator<Item = f64>) -> Self {
        Self {
            table: Table::Shared {
                limits: limits.into_iter().collect(),
                names: Arc::new([]),
            },
            rebased: None,
        }
    }

    /// Names for the bands, lowest first: one more than limits. Without names they are called by their limits in a study;
    /// the bands of a scale have names.
    #[must_use]
    pub fn named<N: AsRef<str>>(self, names: impl IntoIterator<Item = N>) -> Self {
        let limits = match self.table {
            Table::Fixed { limits, .. } => limits.into(),
            Table::Shared { limits, .. } => limits,
        };
        let names = names.into_iter().map(|name| Arc::from(name.as_ref()));
        Self {
            table: Table::Shared {
                limits,
                names: names.collect(),
            },
            rebased: self.rebased,
        }
    }

    /// Other limits for the version after, as many as before: for an [`impact::Study`](crate::impact::Study), because a
    /// limit keeps its meaning only if it moves with the scores ([`Impact::rebase`](crate::impact::Impact::rebase)). The bands of
    /// a scale have none: each version has a scale of its own.
    #[must_use]
    pub fn rebased(mut self, limits: impl IntoIterator<Item = f64>) -> Self {
        self.rebased = Some(limits.into_iter().collect());
        self
    }

    /// The limits, rising; in a study those of the version before.
    #[must_use]
    pub fn limits(&self) -> &[f64] {
        match &self.table {
            Table::Fixed { limits, .. } => limits,
            Table::Shared { limits, .. } => limits,
        }
    }

    /// The limits of the version after, in a study.
    #[must_use]
    pub fn limits_after(&self) -> &[f64] {
        self.rebased.as_deref().unwrap_or_else(|| self.limits())
    }

    /// How many bands there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.limits().len() + 1
    }

    /// Which band a score is in, 0 for the lowest: how many limits it reaches.
    #[must_use]
    pub fn of(&self, score: f64) -> usize {
        band(self.limits(), score)
    }

    /// What a band is called: by its name, else by its limits (before): `below 4`, `4 to 7`, `7 and above`.
    #[must_use]
    pub fn name(&self, band: usize) -> Cow<'_, str> {
        if let Some(name) = self.given_name(band) {
            return name.into();
        }
        let low = band.checked_sub(1).and_then(|edge| self.limits().get(edge));
        match (low, self.limits().get(band)) {
            (None, None) => "all".into(),
            (None, Some(high)) => format!("below {high}").into(),
            (Some(low), None) => format!("{low} and above").into(),
            (Some(low), Some(high)) => format!("{low} to {high}").into(),
        }
    }

    /// What the model or the app calls a band, where it does.
    #[must_use]
    pub fn given_name(&self, band: usize) -> Option<&str> {
        match &self.table {
            Table::Fixed { names, .. } => names.get(band).copied(),
            Table::Shared { names, .. } => names.get(band).map(AsRef::as_ref),
        }
    }

    /// Which band a score of the version after is in, in a study.
    #[must_use]
    pub fn of_after(&self, score: f64) -> usize {
        band(self.limits_after(), score)
    }

    /// How many names there are.
    fn names(&self) -> usize {
        match &self.table {
            Table::Fixed { names, .. } => names.len(),
            Table::Shared { names, .. } => names.len(),
        }
    }

    /// Whether these are bands.
    ///
    /// # Errors
    ///
    /// A limit that is not finite or does not rise, another number of limits after than before, or of names than bands.
    pub fn check(&self) -> Result<(), BandsError> {
        for limits in [self.limits(), self.limits_after()] {
            let mut last = f64::NEG_INFINITY;
            for (index, &limit) in limits.iter().enumerate() {
                if !(limit.is_finite() && limit > last) {
                    return Err(BandsError::Limit { index, limit });
                }
                last = limit;
            }
        }
        let (expected, found) = (self.limits().len(), self.limits_after().len());
        if expected != found {
            return Err(BandsError::Rebased { expected, found });
        }
        let (expected, found) = (self.count(), self.names());
        if !(found == 0 || found == expected) {
            return Err(BandsError::Names { expected, found });
        }
        Ok(())
    }

    /// Whether these are the bands of a scale: besides, each has a name of its own, and no limit is rebased.
    pub(crate) fn check_scale(&self) -> Result<(), BandsError> {
        self.check()?;
        if self.rebased.is_some() {
            return Err(BandsError::RebasedScale);
        }
        let (expected, found) = (self.count(), self.names());
        if expected != found {
            return Err(BandsError::Names { expected, found });
        }
        for band in 0..self.count() {
            let name = self.given_name(band);
            if (0..band).any(|other| self.given_name(other) == name) {
                return Err(BandsError::Twice {
                    name: name.unwrap_or_default().to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Whether both have the same names, so that what is called alike is one band, wherever its limits are.
    pub(crate) fn have_the_names_of(&self, other: &Self) -> bool {
        self.count() == other.count()
            && (0..self.count()).all(|band| self.given_name(band) == other.given_name(band))
    }
}

impl Default for Bands {
    /// A single band, that of all scores.
    fn default() -> Self {
        Self::fixed(&[], &[])
    }
}

/// Whether a score reaches a limit, in millionths of a point.
#[inline]
pub(crate) fn reaches(score: f64, limit: f64) -> bool {
    match (micro(score), micro(limit)) {
        (Ok(score), Ok(limit)) => score >= limit,
        _ => score >= limit,
    }
}

/// The band of a score: how many limits it reaches.
#[inline]
pub(crate) fn band(limits: &[f64], score: f64) -> usize {
    let reached = limits.iter().filter(|&&limit| reaches(score, limit));
    reached.count()
}

/// Limits in millionths of a point, which a score that can be counted in these [reaches] or not.
pub(crate) fn in_micro(limits: &[f64]) -> Vec<i64> {
    let limits = limits.iter().map(|&limit| match micro(limit) {
        Ok(limit) => limit,
        // It is farther out than any such score.
        Err(_) if limit < 0.0 => i64::MIN,
        Err(_) => i64::MAX,
    });
    limits.collect()
}

/// Why limits and names are no bands.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BandsError {
    /// A limit is not finite or does not rise.
    #[error("limit {index} of the bands is {limit}, which is not finite or does not rise")]
    #[non_exhaustive]
    Limit {
        /// Which limit, counted from 0.
        index: usize,
        /// The limit.
        limit: f64,
    },
    /// There are more or fewer limits after than before.
    #[error("the number of limits is {expected} before and {found} after")]
    #[non_exhaustive]
    Rebased {
        /// How many there are before.
        expected: usize,
        /// How many after.
        found: usize,
    },
    /// The bands of a scale have other limits for a version after.
    #[error("the bands of a scale have limits for another version, which has a scale of its own")]
    RebasedScale,
    /// There are more or fewer names than bands.
    #[error("the number of names is {found}, and that of bands {expected}")]
    #[non_exhaustive]
    Names {
        /// How many bands there are.
        expected: usize,
        /// How many names.
        found: usize,
    },
    /// Two bands have one name.
    #[error("two bands are named `{}`", crate::path::printable(name))]
    #[non_exhaustive]
    Twice {
        /// The name.
        name: String,
    },
}

/// By the bits of the limits, and by the names.
impl PartialEq for Bands {
    fn eq(&self, other: &Self) -> bool {
        let bits =
            |limits: &[f64]| -> Vec<u64> { limits.iter().map(|limit| limit.to_bits()).collect() };
        bits(self.limits()) == bits(other.limits())
            && bits(self.limits_after()) == bits(other.limits_after())
            && self.names() == other.names()
            && (0..self.names()).all(|band| self.given_name(band) == other.given_name(band))
    }
}

impl Eq for Bands {}

/// Bands as they are stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Bands")]
struct Stored {
    limits: Vec<Limit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rebased: Option<Vec<Limit>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    names: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Limit(#[serde(with = "exact")] f64);

impl Serialize for Bands {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = (0..self.names()).filter_map(|band| self.given_name(band));
        let stored = |limits: &[f64]| limits.iter().map(|&limit| Limit(limit)).collect();
        Stored {
            limits: stored(self.limits()),
            rebased: self.rebased.as_deref().map(stored),
            names: names.map(str::to_owned).collect(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Bands {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let read = |limits: Vec<Limit>| limits.into_iter().map(|limit| limit.0);
        let mut bands = Self::at(read(stored.limits)).named(stored.names);
        if let Some(rebased) = stored.rebased {
            bands = bands.rebased(read(rebased));
        }
        bands.check().map_err(D::Error::custom)?;
        Ok(bands)
    }
}
