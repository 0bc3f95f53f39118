//! Conditions that a release must meet before it ships.
//!
//! It is long: a function for each condition, with what it says when it is not met.

pub(super) mod condition;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{
    Condition, ConditionRange, Impact, Mover, Slice, WeightedCount,
    report::{
        digits::{correlation_below, points, points_beside, shares},
        mass::real,
        text::big,
    },
};
use crate::{
    path::{printable, quoting},
    score::{self, Bands},
    words::minus,
};

/// How many keys are given as examples.
const EXAMPLES: usize = 3;

/// Conditions on the impact of a release; [`check`](Self::check) holds a measured one against them.
///
/// A gate is data, to be committed and used by a CI step: as JSON it is a list of conditions. What was not measured
/// does not pass, and what does not pass says why. Both [modes](super::Mode) give one verdict, save that only exact mode
/// measures rank correlation.
///
/// # Examples
///
/// ```
/// use scoreshift::impact::Subject;
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

/// Why a condition is none.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("condition {index} of the gate: `{field}` is {value}, not {expected}")]
#[non_exhaustive]
pub struct GateError {
    /// Which condition, from 1.
    pub index: usize,
    /// Which field of it, by its name in the stored form.
    pub field: &'static str,
    /// The value.
    pub value: f64,
    /// What it should be.
    pub expected: ConditionRange,
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
    /// How many do what the condition limits, and of how many; none where it limits no count, or was not measured.
    pub counted: Option<[u64; 2]>,
    /// Why it was not measured; none where it was.
    pub unmeasured: Option<Unmeasured>,
    /// What was found, in English.
    pub found: String,
    /// Keys of subjects that show it, those that moved most first.
    pub examples: Vec<String>,
}

/// Why a condition was not measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unmeasured {
    /// Nobody was scored, or nobody in the segment.
    Nobody,
    /// The study did not count those who move so far; see [`Study::measuring`](super::Study::measuring).
    NotCounted,
    /// Ranks are measured in [exact mode](super::Study::exact) only.
    NotExact,
    /// All scores of a version are tied, or there are fewer than two.
    Tied,
    /// Nobody was in the band.
    EmptyBand,
    /// Several bands have the name.
    TwoBands,
    /// No band has the name.
    NoBand,
}

impl Gate {
    /// A gate of these conditions.
    ///
    /// # Errors
    ///
    /// [`GateError`] for a share outside 0 to 1, points that are negative or too many, bounds that are reversed, and
    /// whatever is not a number.
    pub fn new(conditions: impl IntoIterator<Item = Condition>) -> Result<Self, GateError> {
        let conditions: Vec<Condition> = conditions.into_iter().collect();
        for (index, condition) in conditions.iter().enumerate() {
            condition
                .check()
                .map_err(|(field, value, expected)| GateError {
                    index: index + 1,
                    field,
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
        Self::new(Vec::deserialize(deserializer).map_err(quoting)?).map_err(D::Error::custom)
    }
}

/// What a condition measures, and what it allows.
struct Found {
    measured: f64,
    counted: Option<[u64; 2]>,
    met: bool,
    text: String,
    examples: Vec<String>,
}

/// Whether subjects were told apart so; of nobody it is not known.
fn is_divided_by(impact: &Impact, dimension: &str) -> bool {
    let whole = impact.whole();
    whole.scored().subjects + whole.failed() == 0
        || impact.segments().any(|(of, ..)| of == dimension)
}

impl Condition {
    fn unmet(&self, impact: &Impact) -> Option<Unmet> {
        let slice = match self.within() {
            None => Some(impact.whole()),
            Some((dimension, value)) => impact.segment(dimension, value),
        };
        let anybody = |slice: &Slice<'_>| {
            let others = match self {
                Self::Failures { .. } => slice.failed(),
                Self::Lost { .. } => slice.lost().subjects,
                _ => 0,
            };
            slice.scored().subjects + others > 0
        };
        let found = match slice.filter(anybody) {
            Some(slice) => self.found(impact, slice),
            None => Err(Unmeasured::Nobody.because(match self.within() {
                Some((dimension, _)) if !is_divided_by(impact, dimension) => {
                    "the report is not divided so"
                }
                Some(_) => "nobody in this segment was scored",
                None => "nobody was scored",
            })),
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
                counted: found.counted,
                unmeasured: None,
                found: format!("{place}{}", found.text),
                examples: found.examples,
            }),
            Err((why, reason)) => Some(Unmet {
                condition: self.clone(),
                measured: None,
                counted: None,
                unmeasured: Some(why),
                found: format!("{place}not measured: {reason}"),
                examples: Vec::new(),
            }),
        }
    }

    fn found(&self, impact: &Impact, slice: Slice<'_>) -> Result<Found, Reason> {
        match self {
            Self::Falling {
                by_more_than,
                share,
                ..
            } => beyond(slice, true, *by_more_than, *share),
            Self::Rising {
                by_more_than,
                share,
                ..
            } => beyond(slice, false, *by_more_than, *share),
            Self::LargestFall { points, .. } => Ok(largest(slice, true, *points)),
            Self::LargestRise { points, .. } => Ok(largest(slice, false, *points)),
            Self::MeanMove { from, to, .. } => Ok(mean_move(slice, *from, *to)),
            Self::RankCorrelation { at_least, .. } => ranks(slice, *at_least),
            Self::Leaving { band, share, .. } => leaving(impact, slice, band, *share),
            Self::Lost { share, .. } => Ok(lost(slice, *share)),
            Self::Failures { share } => Ok(failures(impact, slice, *share)),
        }
    }
}

/// Why something was not measured, and the same in English.
type Reason = (Unmeasured, String);

impl Unmeasured {
    fn because(self, reason: impl Into<String>) -> Reason {
        (self, reason.into())
    }
}

/// Who falls, or rises, by more than a bound.
fn beyond(slice: Slice<'_>, falling: bool, bound: f64, share: f64) -> Result<Found, Reason> {
    let (count, verb) = if falling {
        (slice.falls_beyond(bound), "fall")
    } else {
        (slice.rises_beyond(bound), "rise")
    };
    let bound = micro(bound);
    let count = count.ok_or_else(|| {
        Unmeasured::NotCounted.because(format!(
            "who {verb}s by more than {} was not counted; measure with `.measuring(&gate)`",
            points(bound)
        ))
    })?;
    let scored = slice.scored();
    let measured = count.share_of(scored);
    let shown = usize::try_from(count.subjects).map_or(EXAMPLES, |count| count.min(EXAMPLES));
    let verb = if count.subjects == 1 {
        format!("{verb}s")
    } else {
        verb.to_owned()
    };
    let far = if bound == 0 {
        String::new()
    } else {
        format!(" by more than {}", points(bound))
    };
    let [told, allowed] = shares(measured, share);
    Ok(Found {
        measured,
        counted: Some([count.subjects, scored.subjects]),
        met: measured <= share,
        text: format!(
            "{} of {} {verb}{far} ({told}, at most {allowed} allowed)",
            big(count.subjects),
            big(scored.subjects),
        ),
        examples: keys(slice, falling, shown),
    })
}

/// The largest fall, or rise.
fn largest(slice: Slice<'_>, falling: bool, most: f64) -> Found {
    let (measured, most) = (slice.farthest_micro(falling), micro(most));
    let what = if falling { "fall" } else { "rise" };
    Found {
        measured: in_points(measured),
        counted: None,
        met: measured <= most,
        text: format!(
            "the largest {what} is {} (at most {} allowed)",
            points_beside(measured, most),
            points(most)
        ),
        examples: keys(slice, falling, 1),
    }
}

fn mean_move(slice: Slice<'_>, from: f64, to: f64) -> Found {
    let (measured, from, to) = (slice.mean_move_micro(), micro(from), micro(to));
    let falls = measured < from;
    Found {
        measured: in_points(measured),
        counted: None,
        met: (from..=to).contains(&measured),
        text: format!(
            "the mean move is {} (from {} to {} allowed)",
            points_beside(measured, if falls { from } else { to }),
            points(from),
            points(to)
        ),
        examples: keys(slice, falls, EXAMPLES),
    }
}

fn ranks(slice: Slice<'_>, at_least: f64) -> Result<Found, Reason> {
    let ranks = slice
        .ranks()
        .ok_or_else(|| Unmeasured::NotExact.because("ranks need `.exact()`"))?;
    let measured = ranks.spearman.ok_or_else(|| {
        Unmeasured::Tied.because("all scores of a version are tied, or there are fewer than two")
    })?;
    Ok(Found {
        measured,
        counted: None,
        met: measured >= at_least,
        text: format!(
            "the rank correlation is {} (at least {} required)",
            correlation_below(measured, at_least),
            minus(&at_least.to_string())
        ),
        examples: Vec::new(),
    })
}

/// Who leaves a band.
fn leaving(impact: &Impact, slice: Slice<'_>, band: &str, share: f64) -> Result<Found, Reason> {
    let at = band_of(impact.bands(), band)?;
    let row = slice.crossings().into_iter().nth(at).unwrap_or_default();
    let (mut all, mut left) = (WeightedCount::default(), WeightedCount::default());
    for (to, mass) in row.into_iter().enumerate() {
        all.merge(mass);
        if to != at {
            left.merge(mass);
        }
    }
    let name = printable(&impact.bands().name(at));
    if all.subjects == 0 {
        return Err(Unmeasured::EmptyBand.because(format!("nobody was in the band `{name}`")));
    }
    let measured = left.share_of(all);
    let verb = if left.subjects == 1 {
        "leaves"
    } else {
        "leave"
    };
    // Of those who left, the ones among the movers are known by key.
    let bands = impact.bands();
    let mut leavers: Vec<&Mover> = (slice.falling().iter().chain(slice.rising()))
        .filter(|mover| bands.of(mover.before) == at)
        .filter(|mover| bands.of_after(mover.after) != at)
        .collect();
    leavers.sort_by(|a, b| a.farthest_first(b));
    let [told, allowed] = shares(measured, share);
    Ok(Found {
        measured,
        counted: Some([left.subjects, all.subjects]),
        met: measured <= share,
        text: format!(
            "{} of {} {verb} the band `{name}` ({told}, at most {allowed} allowed)",
            big(left.subjects),
            big(all.subjects),
        ),
        examples: leavers
            .iter()
            .take(EXAMPLES)
            .map(|mover| mover.key.clone())
            .collect(),
    })
}

/// The one band of a name.
fn band_of(bands: &Bands, name: &str) -> Result<usize, Reason> {
    let names: Vec<String> = (0..bands.count())
        .map(|band| printable(&bands.name(band)))
        .collect();
    let mut found = (0..).zip(&names).filter(|(_, known)| *known == name);
    match (found.next(), found.next()) {
        (Some((at, _)), None) => Ok(at),
        (Some(_), Some(_)) => {
            let told = format!("several bands are called `{}`", printable(name));
            Err(Unmeasured::TwoBands.because(told))
        }
        (None, _) => Err(Unmeasured::NoBand.because(format!(
            "there is no band `{}`; there are: {}",
            printable(name),
            names.join(", ")
        ))),
    }
}

/// Whom the version before scores and the version after does not.
fn lost(slice: Slice<'_>, share: f64) -> Found {
    let lost = slice.lost();
    let mut all = slice.scored();
    all.merge(lost);
    let measured = lost.share_of(all);
    let verb = if lost.subjects == 1 {
        "loses its"
    } else {
        "lose their"
    };
    let [told, allowed] = shares(measured, share);
    Found {
        measured,
        counted: Some([lost.subjects, all.subjects]),
        met: measured <= share,
        text: format!(
            "{} of {} {verb} score ({told}, at most {allowed} allowed)",
            big(lost.subjects),
            big(all.subjects),
        ),
        examples: Vec::new(),
    }
}

fn failures(impact: &Impact, slice: Slice<'_>, share: f64) -> Found {
    let (failed, scored) = (slice.failed(), slice.scored().subjects);
    let all = failed.saturating_add(scored);
    let measured = real(failed) / real(all.max(1));
    let [told, allowed] = shares(measured, share);
    Found {
        measured,
        counted: Some([failed, all]),
        met: measured <= share,
        text: format!(
            "{} of {} cannot be read or scored ({told}, at most {allowed} allowed)",
            big(failed),
            big(all),
        ),
        examples: impact
            .failures()
            .take(EXAMPLES)
            .map(|failure| failure.at.to_string())
            .collect(),
    }
}

/// The keys of those that fell, or rose, most.
fn keys(slice: Slice<'_>, falling: bool, most: usize) -> Vec<String> {
    let movers = if falling {
        slice.falling()
    } else {
        slice.rising()
    };
    let keys = movers.iter().take(most);
    keys.map(|mover| mover.key.clone()).collect()
}

/// A bound in millionths of a point, halves away from zero as in a mean move.
pub(crate) fn micro(points: f64) -> i64 {
    // Every bound of a gate can be counted: it is made of none that cannot.
    let size = score::counted(points.abs());
    if points < 0.0 { -size } else { size }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "points have the precision of an f64"
)]
fn in_points(micro: i64) -> f64 {
    micro as f64 / 1e6
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
