//! Two records side by side.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ScoreRecord;
use crate::{
    diff::{DiffError, same_name},
    id::ModelId,
    path::printable,
    score::{self, Direction, Scale},
    words::{minus, number, signed},
};

/// Whether the difference of two scores means anything by itself.
///
/// # Examples
///
/// See [`Comparison`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Comparability {
    /// One version, and as far as the fingerprints tell one algorithm: what moved is the data.
    SameVersion,
    /// One version on paper, but another fingerprint or scale: the algorithm was changed without a new version.
    SameVersionOtherModel,
    /// Two versions of one score: what moved may be the data, the algorithm, or both.
    OtherVersion,
}

/// Two records of one score side by side; its `Display` says when they cannot simply be compared.
///
/// # Examples
///
/// ```
/// use scoreshift::{influence::{self, Profile}, record::Comparability};
///
/// let profile: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
/// let lineage = influence::lineage();
/// let before = lineage.find("1.0.0")?.record(&profile)?;
/// let after = lineage.find("2.0.0")?.record(&profile)?;
///
/// let comparison = before.compare(&after)?;
/// assert_eq!(comparison.comparability, Comparability::OtherVersion);
/// assert_eq!(
///     comparison.to_string(),
///     "From 71 (influence 1.0.0) to 54 (influence 2.0.0): −17. These are two versions of the algorithm: the \
///      change of version may explain part or all of the difference.",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Comparison {
    /// The score before, in points.
    pub before: f64,
    /// The version before.
    pub model_before: ModelId,
    /// The scale before.
    pub scale_before: Scale,
    /// The score after, in points.
    pub after: f64,
    /// The version after.
    pub model_after: ModelId,
    /// The scale after.
    pub scale_after: Scale,
    /// After − before, in points.
    pub delta: f64,
    /// After − before in millionths of a point, each rounded first, so that steps telescope.
    pub delta_micro: i64,
    /// Whether the difference means anything by itself.
    pub comparability: Comparability,
    /// Whether both are of one subject, where both say whose they are.
    pub same_subject: Option<bool>,
}

impl ScoreRecord {
    /// This record and a later one of the same score, side by side.
    ///
    /// # Errors
    ///
    /// [`DiffError::DifferentModels`] for two different scores, and [`DiffError::Apportion`] for a score beyond
    /// [`MOST_POINTS`](crate::score::MOST_POINTS).
    ///
    /// # Examples
    ///
    /// See [`Comparison`].
    pub fn compare(&self, after: &Self) -> Result<Comparison, DiffError> {
        same_name(&self.model, &after.model)?;
        let delta_micro = score::micro(after.value)? - score::micro(self.value)?;
        Ok(self.beside(after, delta_micro))
    }

    /// As [`compare`](Self::compare), for records of one history.
    pub(crate) fn beside(&self, after: &Self, delta_micro: i64) -> Comparison {
        let fingerprints = self.fingerprint.zip(after.fingerprint);
        let comparability = if self.model != after.model {
            Comparability::OtherVersion
        } else if self.scale != after.scale
            || fingerprints.is_some_and(|(ours, theirs)| ours != theirs)
        {
            Comparability::SameVersionOtherModel
        } else {
            Comparability::SameVersion
        };
        Comparison {
            before: self.value,
            model_before: self.model.clone(),
            scale_before: self.scale.clone(),
            after: after.value,
            model_after: after.model.clone(),
            scale_after: after.scale.clone(),
            delta: after.value - self.value,
            delta_micro,
            comparability,
            same_subject: self
                .subject
                .as_ref()
                .zip(after.subject.as_ref())
                .map(|(ours, theirs)| ours == theirs),
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale_shown();
        let (before, after) = (
            minus(&scale.show(self.before)),
            minus(&scale.show(self.after)),
        );
        let moved = self.shown_in(scale.shown_decimals());
        if self.comparability == Comparability::OtherVersion {
            let (from, to) = (&self.model_before, &self.model_after);
            write!(f, "From {before} ({from}) to {after} ({to})")?;
        } else {
            write!(f, "From {before} to {after} ({})", self.model_after)?;
        }
        write!(f, ": {moved}.")?;
        if let [Some(before), Some(after)] = self.bands() {
            if before != after {
                let (before, after) = (printable(before), printable(after));
                write!(f, " The score went from “{before}” to “{after}”.")?;
            }
        }
        match self.comparability {
            Comparability::SameVersion => {}
            Comparability::SameVersionOtherModel => f.write_str(
                " Both carry one version, but they come from two different models: the algorithm was changed \
                 without a new version.",
            )?,
            Comparability::OtherVersion if self.delta == 0.0 => {
                f.write_str(" These are two versions of the algorithm.")?;
            }
            Comparability::OtherVersion => f.write_str(
                " These are two versions of the algorithm: the change of version may explain part or all of the \
                 difference.",
            )?,
        }
        let (ours, theirs) = (bounds(&self.scale_before), bounds(&self.scale_after));
        let mut differences = Vec::new();
        if ours != theirs {
            differences.push(format!("one {ours}, the other {theirs}"));
        }
        if self.scale_before.better() != self.scale_after.better() {
            let (then, now) = (better(&self.scale_before), better(&self.scale_after));
            differences.push(format!("{then} was better, and now {now} is"));
        }
        if !differences.is_empty() {
            write!(f, " The scales differ too: {}.", differences.join("; "))?;
        }
        if self.same_subject == Some(false) {
            f.write_str(" They are the scores of two different people or things.")?;
        }
        Ok(())
    }
}

fn bounds(scale: &Scale) -> String {
    let (min, max) = (number(scale.min()), number(scale.max()));
    match (scale.min().is_finite(), scale.max().is_finite()) {
        (true, true) => format!("goes from {min} to {max}"),
        (true, false) => format!("goes from {min} upwards"),
        (false, true) => format!("goes up to {max}"),
        (false, false) => "has no bounds".to_owned(),
    }
}

fn better(scale: &Scale) -> &'static str {
    match scale.better() {
        Direction::HigherIsBetter => "higher",
        Direction::LowerIsBetter => "lower",
        Direction::Neutral => "neither",
    }
}

impl Comparison {
    /// Whether the scales differ in what a score on them means, and not only in how many digits are shown.
    pub(crate) fn scales_differ(&self) -> bool {
        let meaning = |scale: &Scale| (scale.min(), scale.max(), scale.better());
        meaning(&self.scale_before) != meaning(&self.scale_after)
    }

    /// What the bands are called that the two scores lie in, each on its own scale.
    pub(crate) fn bands(&self) -> [Option<&str>; 2] {
        [
            self.scale_before.band_of(self.before),
            self.scale_after.band_of(self.after),
        ]
    }

    /// Whether the earlier score is in another band on the later scale.
    pub(crate) fn bands_moved(&self) -> bool {
        let now = self.scale_after.band_of(self.before);
        let then = self.scale_before.band_of(self.before);
        now.is_some() && then.is_some() && now != then
    }

    /// The later scale, in the digits of the finer one, so that both levels and their difference add up as they are
    /// read.
    pub(crate) fn scale_shown(&self) -> Scale {
        let [ours, theirs] = [&self.scale_before, &self.scale_after].map(Scale::shown_decimals);
        self.scale_after.clone().decimals(ours.max(theirs))
    }

    /// The difference of the two levels as they are shown with this many decimals.
    pub(crate) fn shown_in(&self, decimals: u8) -> String {
        let scale = self.scale_after.clone().decimals(decimals);
        let level = |value| score::micro(value).map_or(0, |micro| scale.round(micro));
        signed(&scale, level(self.after) - level(self.before))
    }
}
