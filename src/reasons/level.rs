//! Why a score is at its level, against baselines: PMML's ranking of reason codes.

use serde::{Deserialize, Serialize};

use super::decimal;
use crate::{path::printable, worded::worded};

/// Which partial scores are reasons: PMML's `reasonCodeAlgorithm`.
///
/// Source: PMML 4.4, Scorecard, "Ranking Reason Codes". Each characteristic has a partial score and a baseline.
///
/// # Examples
///
/// The specification's own example: baselines 19, 18 and 10, partial scores 3, 0 and 26.
///
/// ```
/// use scoreshift::reasons::ReasonCodeAlgorithm;
///
/// let reasons = ReasonCodeAlgorithm::PointsBelow.rank([
///     ("RC1", 3.0, 19.0),
///     ("RC2", 0.0, 18.0),
///     ("RC3", 26.0, 10.0), // above its baseline: no reason
/// ])?;
/// let ranked: Vec<_> = reasons.iter().map(|reason| (reason.code.as_str(), reason.points)).collect();
/// assert_eq!(ranked, [("RC2", 18.0), ("RC1", 16.0)]);
/// # Ok::<(), scoreshift::reasons::ReasonCodeError>(())
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReasonCodeAlgorithm {
    /// Baseline − partial score: for a score of which more is better. PMML's default.
    #[default]
    PointsBelow,
    /// Partial score − baseline: for a score of which less is better, such as a risk.
    PointsAbove,
}

impl ReasonCodeAlgorithm {
    /// Ranks reason codes, each given with a partial score and its baseline, in points.
    ///
    /// The differences are summed by code, sums below 0 are dropped, and the rest is sorted, largest first; equal sums
    /// stand in the order in which their codes were first given. A sum of exactly 0 stays, last, as in PMML. All codes
    /// are ranked: take the first four, or as many as are wanted.
    ///
    /// The sums are exact, of the numbers as they are written: 0.3 − 0.1 ties with 0.2. (Where the numbers have more
    /// than 36 digits from the largest one's first to the smallest one's last, the sums are those of the bits,
    /// correctly rounded.) What PMML leaves open, the order of equal sums, is settled here by the declared order.
    ///
    /// # Errors
    ///
    /// [`ReasonCodeError`]: an empty code, or a number that is not finite.
    pub fn rank<C: Into<String>>(
        self,
        rows: impl IntoIterator<Item = (C, f64, f64)>,
    ) -> Result<Vec<LevelReason>, ReasonCodeError> {
        let mut codes: Vec<String> = Vec::new();
        let mut groups: Vec<Vec<(f64, f64)>> = Vec::new();
        let mut index = std::collections::BTreeMap::new();
        for (row, (code, partial, baseline)) in (1..).zip(rows) {
            let code: String = code.into();
            if code.is_empty() {
                return Err(ReasonCodeError::Empty { row });
            }
            for (what, value) in [
                (ReasonCodeNumber::PartialScore, partial),
                (ReasonCodeNumber::Baseline, baseline),
            ] {
                if !value.is_finite() {
                    return Err(ReasonCodeError::NotFinite { code, what, value });
                }
            }
            let pair = match self {
                Self::PointsBelow => (baseline, partial),
                Self::PointsAbove => (partial, baseline),
            };
            let place = *index.entry(code.clone()).or_insert_with(|| {
                codes.push(code);
                groups.push(Vec::new());
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(place) {
                group.push(pair);
            }
        }
        let sums = decimal::differences(&groups);
        let mut ranked: Vec<(String, (f64, i128))> = codes
            .into_iter()
            .zip(sums)
            .filter(|(_, (_, rank))| *rank >= 0)
            .collect();
        // Stable: among equals the declared order stands.
        ranked.sort_by_key(|(_, (_, rank))| std::cmp::Reverse(*rank));
        ranked
            .into_iter()
            .map(|(code, (points, _))| {
                if points.is_finite() {
                    Ok(LevelReason { code, points })
                } else {
                    Err(ReasonCodeError::NotFinite {
                        code,
                        what: ReasonCodeNumber::Distance,
                        value: points,
                    })
                }
            })
            .collect()
    }
}

/// A reason code with its distance from the baseline.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LevelReason {
    /// The code.
    pub code: String,
    /// The points below (or above) the baselines, summed over the characteristics of the code; at least 0.
    pub points: f64,
}

/// Why reason codes could not be ranked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReasonCodeError {
    /// A code is empty.
    #[error("the reason code of row {row} is empty")]
    #[non_exhaustive]
    Empty {
        /// Which row, counted from 1.
        row: usize,
    },

    /// A number is NaN or infinite.
    #[error(
        "the {what} of reason code `{}` is {value}, which is not finite",
        printable(code)
    )]
    #[non_exhaustive]
    NotFinite {
        /// Which code.
        code: String,
        /// Which number.
        what: ReasonCodeNumber,
        /// Its value.
        value: f64,
    },
}

worded! {
    /// A number of a reason code: [`ReasonCodeError::NotFinite`].
    pub enum ReasonCodeNumber {
        PartialScore = "partial score",
        Baseline = "baseline",
        Distance = "distance from the baseline",
    }
}
