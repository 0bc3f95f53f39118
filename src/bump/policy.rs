//! How far a minor version may go.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::score::{self, MOST_POINTS, Scale};

/// How far scores may move under a minor version.
///
/// By default: by no more than one unit of the last digit that people see, for no more than 5 % of the inputs that
/// both versions score, without two inputs changing places; there are no grades.
///
/// # The stored form
///
/// `{"largest_move": 0.5, "share_moved": 0.1, "grades": [50, 70], "keep_order": true}`; what is missing is the
/// default, and unknown fields are errors.
///
/// # Examples
///
/// ```
/// use scoreshift::bump::BumpPolicy;
///
/// // A minor version may move a tenth of the scores by half a point, but nobody into another grade.
/// let policy = BumpPolicy::default().largest_move(0.5).share_moved(0.1).grades([50.0, 70.0, 85.0]);
/// let read: BumpPolicy = serde_json::from_str(
///     r#"{"largest_move": 0.5, "share_moved": 0.1, "grades": [50, 70, 85]}"#,
/// )?;
/// assert_eq!(read, policy);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BumpPolicy {
    #[serde(skip_serializing_if = "Option::is_none")]
    largest_move: Option<f64>,
    share_moved: f64,
    grades: Vec<f64>,
    keep_order: bool,
}

/// Why the bounds of a policy are no bounds.
///
/// # Examples
///
/// ```
/// use scoreshift::bump::BumpPolicy;
///
/// let error = serde_json::from_str::<BumpPolicy>(r#"{"grades": [70, 50]}"#).unwrap_err();
/// assert!(error.to_string().starts_with("the threshold 1 of the grades is 50: thresholds are finite and rise"));
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The largest move is negative, NaN or more than [`MOST_POINTS`].
    #[error(
        "the largest move of a minor version is {value}, not a number of points from 0 to {MOST_POINTS:e}"
    )]
    #[non_exhaustive]
    LargestMove {
        /// The value.
        value: f64,
    },
    /// The share is no share.
    #[error("the share that a minor version may move is {value}, not a number from 0 to 1")]
    #[non_exhaustive]
    ShareMoved {
        /// The value.
        value: f64,
    },
    /// The thresholds of grades do not rise.
    #[error("the threshold {index} of the grades is {value}: thresholds are finite and rise")]
    #[non_exhaustive]
    Grades {
        /// Which threshold, from 0.
        index: usize,
        /// Its value.
        value: f64,
    },
}

impl Default for BumpPolicy {
    fn default() -> Self {
        Self {
            largest_move: None,
            share_moved: 0.05,
            grades: Vec::new(),
            keep_order: true,
        }
    }
}

impl BumpPolicy {
    /// How many points a score may move, up or down, counted in millionths of a point; 0 to [`MOST_POINTS`].
    #[must_use]
    pub fn largest_move(mut self, points: f64) -> Self {
        self.largest_move = Some(points);
        self
    }

    /// The share of the inputs scored by both versions whose score may change by any bit, 0 to 1.
    #[must_use]
    pub fn share_moved(mut self, share: f64) -> Self {
        self.share_moved = share;
        self
    }

    /// The thresholds of grades, in points, rising. A score has the grade of the highest threshold that it reaches,
    /// and no score may change its grade.
    #[must_use]
    pub fn grades(mut self, thresholds: impl IntoIterator<Item = f64>) -> Self {
        self.grades = thresholds.into_iter().collect();
        self
    }

    /// Whether no two inputs may change places: one shown below the other before, and above it after.
    #[must_use]
    pub fn keep_order(mut self, keep: bool) -> Self {
        self.keep_order = keep;
        self
    }

    pub(crate) fn check(&self) -> Result<(), PolicyError> {
        if let Some(value) = self
            .largest_move
            .filter(|points| !(0.0..=MOST_POINTS).contains(points))
        {
            return Err(PolicyError::LargestMove { value });
        }
        let value = self.share_moved;
        if !(0.0..=1.0).contains(&value) {
            return Err(PolicyError::ShareMoved { value });
        }
        let mut before = f64::NEG_INFINITY;
        for (index, &value) in self.grades.iter().enumerate() {
            if !(value.is_finite() && value > before) {
                return Err(PolicyError::Grades { index, value });
            }
            before = value;
        }
        Ok(())
    }

    /// The largest move in points, and in millionths of a point.
    pub(super) fn bound(&self, scale: &Scale) -> (f64, i64) {
        let micro = match self.largest_move {
            // A policy is checked before it is asked.
            Some(points) => score::counted(points),
            None => score::MICRO / 10_i64.pow(u32::from(scale.shown_decimals())),
        };
        let points = self
            .largest_move
            .unwrap_or_else(|| 1.0 / f64::from(10_u32.pow(u32::from(scale.shown_decimals()))));
        (points, micro)
    }

    pub(super) fn share(&self) -> f64 {
        self.share_moved
    }

    pub(super) fn keeps_order(&self) -> bool {
        self.keep_order
    }

    /// The lowest threshold that lies between two scores, if they have different grades.
    pub(super) fn crossed(&self, before: f64, after: f64) -> Option<f64> {
        self.grades
            .iter()
            .copied()
            .find(|threshold| (before >= *threshold) != (after >= *threshold))
    }
}

impl<'de> Deserialize<'de> for BumpPolicy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, default, rename = "BumpPolicy")]
        struct Stored {
            largest_move: Option<f64>,
            share_moved: f64,
            grades: Vec<f64>,
            keep_order: bool,
        }

        impl Default for Stored {
            fn default() -> Self {
                let BumpPolicy {
                    largest_move,
                    share_moved,
                    grades,
                    keep_order,
                } = BumpPolicy::default();
                Self {
                    largest_move,
                    share_moved,
                    grades,
                    keep_order,
                }
            }
        }

        let stored = Stored::deserialize(deserializer).map_err(crate::path::quoting)?;
        let policy = Self {
            largest_move: stored.largest_move,
            share_moved: stored.share_moved,
            grades: stored.grades,
            keep_order: stored.keep_order,
        };
        policy.check().map_err(D::Error::custom)?;
        Ok(policy)
    }
}
