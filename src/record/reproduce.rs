//! Whether a score still comes out as it was issued.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ScoreRecord;
use crate::{
    diff::{Diff, DiffError, Value, same_name},
    exact,
    formula::error::EvalError,
    id::ModelId,
    lineage::{Fingerprint, Lineage, LineageError},
    model::ScoringModel,
    score::Scale,
    words::{level, minus, moved},
};

/// How many places are printed of a score that moved.
const PLACES: usize = 8;

/// Why a record could not be held against its release.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{self, Network, Profile};
///
/// let lineage = influence::lineage();
/// let scored = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?;
/// let record = lineage.find("2.0.0")?.record(&scored)?;
/// let error = lineage.reproduce(&record, &Profile::new()).unwrap_err();
/// assert!(error.to_string().starts_with("influence 2.0.0 scored 75."), "{error}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReproduceError {
    /// The record is of another score.
    #[error(transparent)]
    Diff(#[from] DiffError),

    /// The lineage has no release of the record's version.
    #[error(transparent)]
    Lineage(#[from] LineageError),

    /// The release refuses the input, though there is a score.
    #[error(
        "{model} scored {recorded} when the record was made, and cannot score this input: {source}"
    )]
    #[non_exhaustive]
    Evaluation {
        /// Which release.
        model: Box<ModelId>,
        /// The recorded score.
        recorded: f64,
        /// Why.
        source: Box<EvalError>,
    },
}

impl ReproduceError {
    /// Whether the data is to blame that was to be scored, and not the model or the program: see
    /// [`EvalError::is_input_error`](crate::EvalError::is_input_error).
    ///
    /// The score was computed once, so this is other data, or another model under the same version.
    #[must_use]
    pub fn is_input_error(&self) -> bool {
        matches!(self, Self::Evaluation { source, .. } if source.is_input_error())
    }
}

/// Whether a score came out as it was recorded.
///
/// # Examples
///
/// See [`Lineage::reproduce`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// The same score, to the last bit, and nothing speaks for another model. Whether it is also the same data,
    /// [`Reproduction::same_data`] says where the record kept its breakdown or a digest of its data.
    Same,
    /// Another score: this is not the input that was scored, or the model changed where no probe reaches.
    OtherValue,
    /// Another model under the same version: the fingerprint or scale is another one, or the same data is recorded
    /// differently.
    OtherModel,
}

/// What came of reproducing a record; made by [`Lineage::reproduce`].
///
/// Its `Display` is a sentence for those who keep the scores.
///
/// # Examples
///
/// See [`Lineage::reproduce`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Reproduction {
    /// Which release.
    pub model: ModelId,
    /// Whether the score came out as it was recorded.
    pub verdict: Verdict,
    /// The recorded score, in points.
    pub recorded: f64,
    /// The score of the input today, in points.
    pub now: f64,
    /// The scale when the record was made.
    pub scale_recorded: Scale,
    /// The scale today.
    pub scale_now: Scale,
    /// Whether the input gives the data that was recorded, in whatever order, where the record kept its breakdown or a
    /// digest of its data.
    pub same_data: Option<bool>,
    /// The fingerprint when the record was made.
    pub fingerprint_recorded: Option<Fingerprint>,
    /// The fingerprint today.
    pub fingerprint_now: Option<Fingerprint>,
    /// What differs between the recordings then and now, by place, where the record kept its breakdown; none for
    /// scores beyond [`MOST_POINTS`](crate::score::MOST_POINTS), or formulas whose effects are not finite.
    pub diff: Option<Diff>,
}

impl<I: ?Sized + 'static> Lineage<I> {
    /// Scores the input again under the version of the record.
    ///
    /// # Errors
    ///
    /// [`ReproduceError`]: a record of another score, a version that the lineage does not have, or an input that the
    /// release refuses.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{influence::{self, Network, Profile}, record::Verdict};
    ///
    /// let lineage = influence::lineage();
    /// let then = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?;
    /// let record = lineage.find("2.0.0")?.record_with_breakdown(&then)?;
    /// assert_eq!(lineage.reproduce(&record, &then)?.verdict, Verdict::Same);
    ///
    /// // Not the data that was scored.
    /// let now = Profile::new().with("Twitter", Network::new(8700, 3600, 1905))?;
    /// let reproduction = lineage.reproduce(&record, &now)?;
    /// assert_eq!(reproduction.verdict, Verdict::OtherValue);
    /// let differs = reproduction.diff.ok_or("the record has a breakdown")?;
    /// assert_eq!(differs.effects()[0].place.to_string(), "Twitter.reactions");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reproduce(
        &self,
        record: &ScoreRecord,
        input: &I,
    ) -> Result<Reproduction, ReproduceError> {
        let id = record.model();
        same_name(self.latest().id(), id)?;
        let release = self.find(&id.version().to_string())?;
        let failed = |source| ReproduceError::Evaluation {
            model: Box::new(id.clone()),
            recorded: record.value(),
            source: Box::new(source),
        };
        let (recorded, now) = (
            record.value(),
            release.model().score(input).map_err(failed)?,
        );
        let (fingerprint_recorded, fingerprint_now) = (record.fingerprint(), release.fingerprint());
        let (scale_recorded, scale_now) = (record.scale(), release.model().scale());
        let mut other_model = scale_recorded != scale_now
            || fingerprint_recorded
                .zip(fingerprint_now)
                .is_some_and(|(then, now)| then != now);
        let (mut same_data, mut diff) = (None, None);
        if let Some(then) = record.breakdown() {
            let today = release.model().breakdown(input).map_err(failed)?;
            same_data = Some(then.has_the_data_of(&today));
            if *then != today {
                // The order of what is scored is data as well.
                other_model |= then.has_exactly_the_data_of(&today);
                // The verdict stands also where the scores are too large to be counted.
                diff = Diff::between(then, &today).ok();
            }
        } else if let Some(then) = record.data_digest() {
            let today = release.model().breakdown(input).map_err(failed)?;
            same_data = Some(then == today.data_digest());
        }
        let verdict = if other_model {
            Verdict::OtherModel
        } else if recorded.to_bits() == now.to_bits() {
            Verdict::Same
        } else {
            Verdict::OtherValue
        };
        Ok(Reproduction {
            model: id.clone(),
            verdict,
            recorded,
            now,
            scale_recorded,
            scale_now,
            same_data,
            fingerprint_recorded,
            fingerprint_now,
            diff,
        })
    }
}

impl Reproduction {
    /// The recorded score and today's, to the millionth, or in full where they differ by less.
    fn levels(&self) -> (String, String) {
        let [recorded, now] = apart(self.recorded, self.now);
        (recorded, now)
    }

    /// By what another model shows.
    fn difference(&self) -> &'static str {
        let fingerprints = self.fingerprint_recorded.zip(self.fingerprint_now);
        if self.scale_recorded != self.scale_now {
            "does so on another scale."
        } else if fingerprints.is_some_and(|(then, now)| then != now) {
            "does something else on its probes."
        } else {
            "calculates the same data in another way."
        }
    }
}

/// Two numbers to the millionth, or in full where that would make different ones look the same.
fn apart(before: f64, after: f64) -> [String; 2] {
    let short = [before, after].map(level);
    if short.first() == short.last() && before.to_bits() != after.to_bits() {
        [before, after].map(|value| minus(&exact::write(value)))
    } else {
        short
    }
}

fn figures(before: &Value, after: &Value) -> [String; 2] {
    match (before, after) {
        (Value::Number(before), Value::Number(after)) => apart(*before, *after),
        _ => [before, after].map(|figure| match figure {
            Value::Number(value) | Value::Limit(value) | Value::AtThreshold { value, .. } => {
                level(*value)
            }
            other => other.to_string(),
        }),
    }
}

impl fmt::Display for Reproduction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let model = &self.model;
        let (recorded, now) = self.levels();
        match self.verdict {
            Verdict::Same if self.same_data == Some(false) => write!(
                f,
                "{model} scores {recorded}, as recorded, but from other data: this is not the input that was scored."
            )?,
            Verdict::Same => write!(f, "{model} scores {recorded}, as recorded.")?,
            Verdict::OtherValue => {
                write!(f, "{model} scores {now}, but {recorded} was recorded")?;
                f.write_str(match self.same_data {
                    Some(true) => {
                        " from the same data: it came in another order, or the model changed where no probe reaches."
                    }
                    Some(false) => ": this is not the input that was scored.",
                    None => {
                        ": this is not the input that was scored, or the model changed where no probe reaches."
                    }
                })?;
            }
            Verdict::OtherModel => {
                write!(f, "Another model under the same version {model}: ")?;
                if self.recorded.to_bits() == self.now.to_bits() {
                    write!(f, "it scores {now}, as recorded, but ")?;
                } else {
                    write!(f, "it scores {now}, and {recorded} was recorded; it ")?;
                }
                f.write_str(self.difference())?;
                let fingerprints = self.fingerprint_recorded.zip(self.fingerprint_now);
                if let Some((then, now)) = fingerprints.filter(|(then, now)| then != now) {
                    write!(f, " Its fingerprint is {now}; recorded was {then}.")?;
                }
            }
        }
        let effects = self.diff.iter().flat_map(Diff::effects);
        for effect in effects.clone().take(PLACES) {
            let [before, after] = figures(&effect.before, &effect.after);
            let points = moved(effect.effect);
            let (place, kind) = (effect.named_place(), effect.kind);
            write!(
                f,
                "\n  {points} points at {place} ({kind}): {before} then, {after} now"
            )?;
        }
        let more = effects.count().saturating_sub(PLACES);
        if more > 0 {
            write!(f, "\n  and {more} more")?;
        }
        Ok(())
    }
}
