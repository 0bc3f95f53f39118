//! What a gate can demand.

use serde::{Deserialize, Serialize};

use crate::{score, worded::worded};

/// One condition of a [`Gate`](crate::impact::Gate).
///
/// `within` names a segment by dimension and value; without it the condition is about all subjects. Where nobody was
/// scored, nothing was measured, and no condition is met: a misspelt segment or an empty file does not pass.
///
/// Moves are compared with points, and counted, in millionths of a point, as they are [apportioned](crate::score::micro).
/// Bounds are taken to the nearest millionth, halves away from zero, and so is the mean move. A figure that equals its
/// bound meets the condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Condition {
    /// At most this share of the subjects falls by more than so many points.
    Falling {
        /// Points, 0 or more.
        #[serde(deserialize_with = "field::by_more_than")]
        by_more_than: f64,
        /// Share, 0 to 1.
        #[serde(deserialize_with = "field::share")]
        share: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// At most this share of the subjects rises by more than so many points.
    Rising {
        /// Points, 0 or more.
        #[serde(deserialize_with = "field::by_more_than")]
        by_more_than: f64,
        /// Share, 0 to 1.
        #[serde(deserialize_with = "field::share")]
        share: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// Nobody falls by more than so many points.
    LargestFall {
        /// Points, 0 or more.
        #[serde(deserialize_with = "field::points")]
        points: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// Nobody rises by more than so many points.
    LargestRise {
        /// Points, 0 or more.
        #[serde(deserialize_with = "field::points")]
        points: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// The mean move lies between two bounds, each of which may be met.
    MeanMove {
        /// Least, in points.
        #[serde(deserialize_with = "field::from")]
        from: f64,
        /// Most, in points; not less than the least.
        #[serde(deserialize_with = "field::to")]
        to: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// Spearman's rank correlation is at least this; measured in exact mode.
    RankCorrelation {
        /// −1 to 1.
        #[serde(deserialize_with = "field::at_least")]
        at_least: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// At most this share of those who were in a band leaves it. Where nobody was in it, nothing was measured.
    Leaving {
        /// The band's name; see [`Bands::name`](crate::score::Bands::name).
        band: String,
        /// Share of those who were in it, 0 to 1.
        #[serde(deserialize_with = "field::share")]
        share: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// At most this share of those whom the version before scores has no score after.
    Lost {
        /// Share of all whom the version before scores, 0 to 1.
        #[serde(deserialize_with = "field::share")]
        share: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// At most this share of all subjects cannot be read or scored.
    Failures {
        /// Share, 0 to 1.
        #[serde(deserialize_with = "field::share")]
        share: f64,
    },
}

worded! {
    /// What a number of a [`Condition`] should be: [`GateError::expected`](crate::impact::GateError::expected).
    pub enum ConditionRange {
        Share = "a share from 0 to 1",
        Distance = "a number of points from 0 to 9e9",
        Points = "a number of points from -9e9 to 9e9",
        FromTheLowerBound = "a number of points from the lower bound upwards",
        Correlation = "a correlation from -1 to 1",
    }
}

/// A field of a condition, its value, and what that should be.
type Wrong = (&'static str, f64, ConditionRange);

impl Condition {
    pub(in crate::impact) fn check(&self) -> Result<(), Wrong> {
        match *self {
            Self::Falling {
                by_more_than,
                share: most,
                ..
            }
            | Self::Rising {
                by_more_than,
                share: most,
                ..
            } => {
                distance("by_more_than", by_more_than)?;
                share(most)
            }
            Self::LargestFall { points, .. } | Self::LargestRise { points, .. } => {
                distance("points", points)
            }
            Self::MeanMove { from, to, .. } => {
                counted("from", from)?;
                counted("to", to)?;
                demand(to >= from, ("to", to, ConditionRange::FromTheLowerBound))
            }
            Self::RankCorrelation { at_least, .. } => demand(
                (-1.0..=1.0).contains(&at_least),
                ("at_least", at_least, ConditionRange::Correlation),
            ),
            Self::Leaving { share: most, .. }
            | Self::Lost { share: most, .. }
            | Self::Failures { share: most } => share(most),
        }
    }

    /// The dimension and the value of the segment that it is about; none where it is about all.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::impact::Gate;
    ///
    /// let gate: Gate = serde_json::from_str(r#"[{"lost": {"share": 0.1, "within": ["plan", "pro"]}}]"#)?;
    /// let dimensions: Vec<&str> = gate.conditions().iter().filter_map(|of| Some(of.within()?.0.as_str())).collect();
    /// assert_eq!(dimensions, ["plan"]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn within(&self) -> Option<&(String, String)> {
        match self {
            Self::Falling { within, .. }
            | Self::Rising { within, .. }
            | Self::LargestFall { within, .. }
            | Self::LargestRise { within, .. }
            | Self::MeanMove { within, .. }
            | Self::RankCorrelation { within, .. }
            | Self::Leaving { within, .. }
            | Self::Lost { within, .. } => within.as_ref(),
            Self::Failures { .. } => None,
        }
    }
}

fn share(share: f64) -> Result<(), Wrong> {
    let is_one = (0.0..=1.0).contains(&share);
    demand(is_one, ("share", share, ConditionRange::Share))
}

fn distance(field: &'static str, points: f64) -> Result<(), Wrong> {
    let is_one = points >= 0.0 && score::micro(points).is_ok();
    demand(is_one, (field, points, ConditionRange::Distance))
}

fn counted(field: &'static str, points: f64) -> Result<(), Wrong> {
    let is_one = score::micro(points).is_ok();
    demand(is_one, (field, points, ConditionRange::Points))
}

fn demand(holds: bool, wrong: Wrong) -> Result<(), Wrong> {
    if holds { Ok(()) } else { Err(wrong) }
}

/// Numbers whose errors name the field that they are read for.
mod field {
    use serde::{Deserialize, Deserializer, de::Error};

    fn number<'de, D: Deserializer<'de>>(reader: D, field: &str) -> Result<f64, D::Error> {
        f64::deserialize(reader).map_err(|error| D::Error::custom(format!("`{field}`: {error}")))
    }

    pub(in crate::impact) fn by_more_than<'de, D: Deserializer<'de>>(
        reader: D,
    ) -> Result<f64, D::Error> {
        number(reader, "by_more_than")
    }

    pub(in crate::impact) fn share<'de, D: Deserializer<'de>>(reader: D) -> Result<f64, D::Error> {
        number(reader, "share")
    }

    pub(in crate::impact) fn points<'de, D: Deserializer<'de>>(reader: D) -> Result<f64, D::Error> {
        number(reader, "points")
    }

    pub(in crate::impact) fn from<'de, D: Deserializer<'de>>(reader: D) -> Result<f64, D::Error> {
        number(reader, "from")
    }

    pub(in crate::impact) fn to<'de, D: Deserializer<'de>>(reader: D) -> Result<f64, D::Error> {
        number(reader, "to")
    }

    pub(in crate::impact) fn at_least<'de, D: Deserializer<'de>>(
        reader: D,
    ) -> Result<f64, D::Error> {
        number(reader, "at_least")
    }
}
