//! Conditions that a release must meet before it ships.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{
    Impact, Mover, Slice,
    mass::real,
    text::{big, percent, points},
};
use crate::{path::printable, score};

/// How many keys are given as examples.
const EXAMPLES: usize = 3;

/// Conditions on the impact of a release; [`check`](Self::check) holds a measured one against them.
///
/// A gate is data, to be committed and used by a CI step: as JSON it is a list of conditions. What was not measured
/// does not pass.
///
/// # Examples
///
/// ```
/// use scoreshift::Subject;
/// use scoreshift::impact::Gate;
/// use scoreshift::influence::{self, Network, Profile};
///
/// let gate: Gate = serde_json::from_str(r#"[
///     {"falling": {"by_more_than": 10.0, "share": 0.05}},
///     {"largest_fall": {"points": 25.0}},
///     {"falling": {"by_more_than": 0.0, "share": 0.0, "within": ["plan", "pro"]}},
///     {"failures": {"share": 0.001}}
/// ]"#)?;
///
/// let ann = Profile::new().with("Twitter", Network::new(900, 300, 12))?;
/// let people = [Subject::new("ann", ann).segment("plan", "pro")];
/// let impact = influence::lineage().impact("1.0.0", "2.0.0")?.measuring(&gate).run(&people)?;
/// assert!(gate.check(&impact).passed());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Gate {
    conditions: Vec<Condition>,
}

/// One condition of a [`Gate`].
///
/// `within` names a segment by dimension and value; without it the condition is about all subjects. Where nobody was
/// scored, nothing was measured, and no condition is met: a misspelt segment or an empty file does not pass.
///
/// Moves are compared with points, and counted, in millionths of a point, as they are [apportioned](crate::score::micro).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Condition {
    /// At most this share of the subjects falls by more than so many points.
    Falling {
        /// Points, 0 or more.
        by_more_than: f64,
        /// Share, 0 to 1.
        share: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// At most this share of the subjects rises by more than so many points.
    Rising {
        /// Points, 0 or more.
        by_more_than: f64,
        /// Share, 0 to 1.
        share: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// Nobody falls by more than so many points.
    LargestFall {
        /// Points, 0 or more.
        points: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// Nobody rises by more than so many points.
    LargestRise {
        /// Points, 0 or more.
        points: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// The mean move lies between two bounds.
    MeanMove {
        /// Least, in points.
        from: f64,
        /// Most, in points.
        to: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// Spearman's rank correlation is at least this; measured in exact mode.
    RankCorrelation {
        /// −1 to 1.
        at_least: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// At most this share of those who were in a band leaves it.
    Leaving {
        /// The band's name; see [`Bands::name`](super::Bands::name).
        band: String,
        /// Share of those who were in it, 0 to 1.
        share: f64,
        /// The segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<(String, String)>,
    },
    /// At most this share of all subjects cannot be read or scored.
    Failures {
        /// Share, 0 to 1.
        share: f64,
    },
}

/// Why a condition is none.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("condition {index} of the gate: {value} is not {expected}")]
#[non_exhaustive]
pub struct GateError {
    /// Which condition, from 1.
    pub index: usize,
    /// The value.
    pub value: f64,
    /// What it should be.
    pub expected: &'static str,
}

/// What a gate found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[must_use]
#[non_exhaustive]
pub struct GateOutcome {
    /// How many conditions were checked.
    pub conditions: usize,
    /// Those that are not met.
    pub failed: Vec<Unmet>,
}

/// A condition that is not met.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Unmet {
    /// The condition.
    pub condition: Condition,
    /// What was measured, in the condition's unit: a share, points, or a correlation; none where it was not measured.
    pub measured: Option<f64>,
    /// What was found, in words.
    pub found: String,
    /// Keys of subjects that show it, those that moved most first.
    pub examples: Vec<String>,
}

impl Gate {
    /// A gate of these conditions.
    ///
    /// # Errors
    ///
    /// [`GateError`] for a share outside 0 to 1, points that are negative or not finite, bounds that are reversed.
    pub fn new(conditions: impl IntoIterator<Item = Condition>) -> Result<Self, GateError> {
        let conditions: Vec<Condition> = conditions.into_iter().collect();
        for (index, condition) in conditions.iter().enumerate() {
            condition.check().map_err(|(value, expected)| GateError {
                index: index + 1,
                value,
                expected,
            })?;
        }
        Ok(Self { conditions })
    }

    /// The conditions.
    #[must_use]
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// The falls and rises that must be counted.
    pub(super) fn bounds(&self) -> (Vec<f64>, Vec<f64>) {
        let (mut falls, mut rises) = (Vec::new(), Vec::new());
        for condition in &self.conditions {
            match condition {
                Condition::Falling { by_more_than, .. } => falls.push(*by_more_than),
                Condition::Rising { by_more_than, .. } => rises.push(*by_more_than),
                _ => {}
            }
        }
        (falls, rises)
    }

    /// Holds a measured impact against the conditions.
    pub fn check(&self, impact: &Impact) -> GateOutcome {
        GateOutcome {
            conditions: self.conditions.len(),
            failed: self
                .conditions
                .iter()
                .filter_map(|condition| condition.unmet(impact))
                .collect(),
        }
    }
}

impl GateOutcome {
    /// Whether every condition is met.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failed.is_empty()
    }
}

impl<'de> Deserialize<'de> for Gate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

const SHARE: &str = "a share from 0 to 1";
const POINTS: &str = "a number of points from 0 to 1e8";

/// What a condition measures, and what it allows.
struct Found {
    measured: f64,
    met: bool,
    text: String,
    examples: Vec<String>,
}

impl Condition {
    fn check(&self) -> Result<(), (f64, &'static str)> {
        let share = |share: f64| {
            (0.0..=1.0)
                .contains(&share)
                .then_some(())
                .ok_or((share, SHARE))
        };
        let points = |points: f64| {
            (0.0..=1e8)
                .contains(&points)
                .then_some(())
                .ok_or((points, POINTS))
        };
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
                points(by_more_than)?;
                share(most)
            }
            Self::LargestFall { points: most, .. } | Self::LargestRise { points: most, .. } => {
                points(most)
            }
            Self::MeanMove { from, to, .. } => {
                if !from.is_finite() {
                    return Err((from, "a finite number of points"));
                }
                (to.is_finite() && to >= from)
                    .then_some(())
                    .ok_or((to, "a finite number of points from the lower bound upwards"))
            }
            Self::RankCorrelation { at_least, .. } => (-1.0..=1.0)
                .contains(&at_least)
                .then_some(())
                .ok_or((at_least, "a correlation from -1 to 1")),
            Self::Leaving { share: most, .. } | Self::Failures { share: most } => share(most),
        }
    }

    fn within(&self) -> Option<&(String, String)> {
        match self {
            Self::Falling { within, .. }
            | Self::Rising { within, .. }
            | Self::LargestFall { within, .. }
            | Self::LargestRise { within, .. }
            | Self::MeanMove { within, .. }
            | Self::RankCorrelation { within, .. }
            | Self::Leaving { within, .. } => within.as_ref(),
            Self::Failures { .. } => None,
        }
    }

    fn unmet(&self, impact: &Impact) -> Option<Unmet> {
        let slice = match self.within() {
            None => Some(impact.whole()),
            Some((dimension, value)) => impact.segment(dimension, value),
        };
        let anybody = |slice: &Slice<'_>| {
            let failed = if matches!(self, Self::Failures { .. }) {
                slice.failed()
            } else {
                0
            };
            slice.scored().subjects + failed > 0
        };
        let found = match slice.filter(anybody) {
            Some(slice) => self.found(impact, slice),
            None if self.within().is_some() => Err("nobody in this segment was scored".to_owned()),
            None => Err("nobody was scored".to_owned()),
        };
        let place = self
            .within()
            .map_or_else(String::new, |(dimension, value)| {
                format!("{} {}: ", printable(dimension), printable(value))
            });
        match found {
            Ok(found) if found.met => None,
            Ok(found) => Some(Unmet {
                condition: self.clone(),
                measured: Some(found.measured),
                found: format!("{place}{}", found.text),
                examples: found.examples,
            }),
            Err(reason) => Some(Unmet {
                condition: self.clone(),
                measured: None,
                found: format!("{place}not measured: {reason}"),
                examples: Vec::new(),
            }),
        }
    }

    #[allow(
        clippy::too_many_lines,
        reason = "one arm for each condition, each of which is short"
    )]
    fn found(&self, impact: &Impact, slice: Slice<'_>) -> Result<Found, String> {
        let scored = slice.scored();
        let keys = |falling: bool| -> Vec<String> {
            let movers = if falling {
                slice.falling()
            } else {
                slice.rising()
            };
            let keys = movers.iter().take(EXAMPLES);
            keys.map(|mover| mover.key.clone()).collect()
        };
        Ok(match self {
            Self::Falling {
                by_more_than,
                share,
                ..
            }
            | Self::Rising {
                by_more_than,
                share,
                ..
            } => {
                let falling = matches!(self, Self::Falling { .. });
                let (count, verb) = if falling {
                    (slice.falls_beyond(*by_more_than), "fall")
                } else {
                    (slice.rises_beyond(*by_more_than), "rise")
                };
                let count = count.ok_or_else(|| {
                    format!(
                        "who {verb}s by more than {by_more_than} points was not counted; measure with \
                         `.measuring(&gate)`"
                    )
                })?;
                let measured = count.share_of(scored);
                let mut examples = keys(falling);
                if count.subjects < EXAMPLES as u64 {
                    examples.truncate(usize::try_from(count.subjects).unwrap_or(EXAMPLES));
                }
                let verb = if count.subjects == 1 {
                    format!("{verb}s")
                } else {
                    verb.to_owned()
                };
                let far = if *by_more_than == 0.0 {
                    String::new()
                } else {
                    format!(" by more than {}", points(*by_more_than))
                };
                let told = told_apart(measured, *share);
                Found {
                    measured,
                    met: measured <= *share,
                    text: format!(
                        "{} of {} {verb}{far} ({}, at most {} allowed)",
                        big(count.subjects),
                        big(scored.subjects),
                        told[0],
                        told[1],
                    ),
                    examples,
                }
            }
            Self::LargestFall { points: most, .. } | Self::LargestRise { points: most, .. } => {
                let falling = matches!(self, Self::LargestFall { .. });
                let moves = slice.moves();
                let measured = if falling { -moves.min() } else { moves.max() }.max(0.0);
                let what = if falling { "fall" } else { "rise" };
                let mut examples = keys(falling);
                examples.truncate(1);
                Found {
                    measured,
                    // A fall from 0.9 to 0.7 is one of 0.2.
                    met: score::micro(measured).ok() <= score::micro(*most).ok(),
                    text: format!(
                        "the largest {what} is {} (at most {} allowed)",
                        points(measured),
                        points(*most)
                    ),
                    examples,
                }
            }
            Self::MeanMove { from, to, .. } => {
                let measured = slice.moves().mean();
                Found {
                    measured,
                    met: (*from..=*to).contains(&measured),
                    text: format!(
                        "the mean move is {} (from {} to {} allowed)",
                        points(measured),
                        points(*from),
                        points(*to)
                    ),
                    examples: keys(measured < *from),
                }
            }
            Self::RankCorrelation { at_least, .. } => {
                let ranks = slice.ranks().ok_or("ranks need `.exact()`")?;
                let measured = ranks
                    .spearman
                    .ok_or("all scores of a version are tied, or there are fewer than two")?;
                Found {
                    measured,
                    met: measured >= *at_least,
                    text: format!(
                        "the rank correlation is {measured:.4} (at least {at_least} required)"
                    ),
                    examples: Vec::new(),
                }
            }
            Self::Leaving { band, share, .. } => {
                let bands = impact.bands();
                let at = bands.find(band).ok_or_else(|| {
                    let names: Vec<String> =
                        (0..bands.count()).map(|band| bands.name(band)).collect();
                    format!(
                        "there is no band `{}`; there are: {}",
                        printable(band),
                        names.join(", ")
                    )
                })?;
                let row = slice.crossings().into_iter().nth(at).unwrap_or_default();
                let (mut all, mut left) = (super::Mass::default(), super::Mass::default());
                for (to, mass) in row.into_iter().enumerate() {
                    all.merge(mass);
                    if to != at {
                        left.merge(mass);
                    }
                }
                let measured = left.share_of(all);
                let verb = if left.subjects == 1 {
                    "leaves"
                } else {
                    "leave"
                };
                // Of those who left, the ones among the movers are known by key.
                let mut leavers: Vec<&Mover> = (slice.falling().iter().chain(slice.rising()))
                    .filter(|mover| bands.before_of(mover.before) == at)
                    .filter(|mover| bands.after_of(mover.after) != at)
                    .collect();
                leavers.sort_by(|a, b| {
                    b.moved
                        .abs()
                        .total_cmp(&a.moved.abs())
                        .then(a.key.cmp(&b.key))
                });
                let told = told_apart(measured, *share);
                Found {
                    measured,
                    met: measured <= *share,
                    text: format!(
                        "{} of {} {verb} the band `{}` ({}, at most {} allowed)",
                        big(left.subjects),
                        big(all.subjects),
                        bands.name(at),
                        told[0],
                        told[1],
                    ),
                    examples: leavers
                        .iter()
                        .take(EXAMPLES)
                        .map(|mover| mover.key.clone())
                        .collect(),
                }
            }
            Self::Failures { share } => {
                let all = slice.failed() + scored.subjects;
                let measured = real(slice.failed()) / real(all.max(1));
                let examples = impact.failures().take(EXAMPLES);
                let told = told_apart(measured, *share);
                Found {
                    measured,
                    met: measured <= *share,
                    text: format!(
                        "{} of {} cannot be read or scored ({}, at most {} allowed)",
                        big(slice.failed()),
                        big(all),
                        told[0],
                        told[1],
                    ),
                    examples: examples.map(|failure| failure.at.to_string()).collect(),
                }
            }
        })
    }
}

/// Two shares, with so many decimals that they do not read as one.
fn told_apart(share: f64, other: f64) -> [String; 2] {
    let texts = [share, other].map(percent);
    if share == other || texts[0] != texts[1] {
        return texts;
    }
    (2..=12)
        .map(|decimals| [share, other].map(|of| format!("{:.decimals$} %", of * 100.0)))
        .find(|[share, other]| share != other)
        .unwrap_or(texts)
}

impl fmt::Display for GateOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.passed() {
            return match self.conditions {
                0 => f.write_str("The gate is open: it has no conditions."),
                1 => f.write_str("The gate is open: its condition is met."),
                all => write!(f, "The gate is open: all {all} conditions are met."),
            };
        }
        match (self.failed.len(), self.conditions) {
            (1, 1) => f.write_str("The gate is closed: its condition is not met.")?,
            (1, all) => write!(f, "The gate is closed: 1 of {all} conditions is not met.")?,
            (failed, all) => write!(
                f,
                "The gate is closed: {failed} of {all} conditions are not met."
            )?,
        }
        for unmet in &self.failed {
            write!(f, "\n  - {}", unmet.found)?;
            if !unmet.examples.is_empty() {
                let keys: Vec<String> = unmet.examples.iter().map(|key| printable(key)).collect();
                write!(f, ", such as {}", keys.join(", "))?;
            }
        }
        Ok(())
    }
}
