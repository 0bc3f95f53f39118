//! The bands of a table that gives points by band.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::table::{Point, Spot, find};
use crate::exact;

/// The numbers that lie in one band of [`Curve::bands`](super::Curve::bands): from one edge to the next, or without an end.
///
/// `Display` is the English: `below 10`, `10 to 20` (without 20), `20 and more`. Stored as an object with `from` (with the
/// number itself) or `above` (without it), and `below` or `up_to`: `{"from": 10, "below": 20}`.
///
/// # Examples
///
/// ```
/// use scoreshift::Curve;
///
/// let age = Curve::bands(0.0, [(65.0, 1.0), (75.0, 2.0)])?;
/// let band = age.band(70.0).ok_or("no band")?;
/// assert_eq!(band.to_string(), "65 to 75");
/// let start = band.start.ok_or("no start")?;
/// assert!(start.at == 65.0 && start.is_included);
/// assert_eq!(age.band(80.0).ok_or("no band")?.end, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "Stored", try_from = "Stored")]
#[non_exhaustive]
pub struct CurveBand {
    /// Where it begins; none of the lowest band.
    pub start: Option<BandEdge>,
    /// Where it ends; none of the highest band.
    pub end: Option<BandEdge>,
}

/// Where a band begins or ends.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct BandEdge {
    /// The number; finite.
    pub at: f64,
    /// Whether the number itself lies in the band.
    pub is_included: bool,
}

impl CurveBand {
    /// The band that `x` lies in.
    ///
    /// An edge that lies just above a number closes the band below it: "above 18", and not "18.000000000000004 and more".
    pub(super) fn of(bands: &[Point], x: f64) -> Self {
        let edge = |edge: f64, is_start: bool| {
            let closed = exact::just_below(edge);
            BandEdge {
                at: closed.unwrap_or(edge),
                is_included: closed.is_some() != is_start,
            }
        };
        let start = |point: Point| Some(edge(point.0, true));
        let end = |point: Point| Some(edge(point.0, false));
        match find(bands, x) {
            Spot::Before(_) => Self {
                start: None,
                end: bands.first().copied().and_then(end),
            },
            Spot::Between(from, to) => Self {
                start: start(from),
                end: end(to),
            },
            Spot::After(_) => Self {
                start: bands.last().copied().and_then(start),
                end: None,
            },
        }
    }
}

impl fmt::Display for CurveBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let edge = |edge: BandEdge| (exact::write(edge.at), edge.is_included);
        match (self.start.map(edge), self.end.map(edge)) {
            (None, None) => f.write_str("any"),
            (None, Some((end, true))) => write!(f, "up to {end}"),
            (None, Some((end, false))) => write!(f, "below {end}"),
            (Some((start, true)), None) => write!(f, "{start} and more"),
            (Some((start, false)), None) => write!(f, "above {start}"),
            (Some((start, true)), Some((end, false))) => write!(f, "{start} to {end}"),
            (Some((start, false)), Some((end, true))) => write!(f, "above {start} to {end}"),
            (Some((start, false)), Some((end, false))) => {
                write!(f, "above {start} and below {end}")
            }
            (Some((start, true)), Some((end, true))) => write!(f, "{start} up to and with {end}"),
        }
    }
}

/// The stored form: each edge under the word for what it does.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    above: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    below: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    up_to: Option<f64>,
}

impl From<CurveBand> for Stored {
    fn from(band: CurveBand) -> Self {
        let at = |edge: Option<BandEdge>, is_included| {
            let edge = edge.filter(|edge| edge.is_included == is_included);
            edge.map(|edge| edge.at)
        };
        Self {
            from: at(band.start, true),
            above: at(band.start, false),
            below: at(band.end, false),
            up_to: at(band.end, true),
        }
    }
}

/// Why stored edges are none of a band.
#[derive(Debug, thiserror::Error)]
enum BandError {
    #[error("a band has one start, and one end")]
    TwoEdges,
    #[error("a band has a start or an end")]
    NoEdge,
    #[error("a band ends above its start")]
    Empty,
}

impl TryFrom<Stored> for CurveBand {
    type Error = BandError;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let edge = |included: Option<f64>, other: Option<f64>| match (included, other) {
            (Some(_), Some(_)) => Err(BandError::TwoEdges),
            (Some(at), None) => Ok(Some((at, true))),
            (None, Some(at)) => Ok(Some((at, false))),
            (None, None) => Ok(None),
        };
        let (start, end) = (
            edge(stored.from, stored.above)?,
            edge(stored.up_to, stored.below)?,
        );
        let holds_one = match (start, end) {
            (None, None) => return Err(BandError::NoEdge),
            (Some((start, has_start)), Some((end, has_end))) => {
                start < end || (start <= end && has_start && has_end)
            }
            _ => true,
        };
        let are_finite = [start, end].iter().flatten().all(|(at, _)| at.is_finite());
        if !(holds_one && are_finite) {
            return Err(BandError::Empty);
        }
        let edge =
            |edge: Option<(f64, bool)>| edge.map(|(at, is_included)| BandEdge { at, is_included });
        Ok(Self {
            start: edge(start),
            end: edge(end),
        })
    }
}
