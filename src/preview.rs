//! Notice before a change: the next score beside the current one.

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{
    exact,
    explain::{Cause, ExplainError, Explanation, Question, Snapshot, at},
    lineage::{Lineage, Release},
    record::ScoreRecord,
    time::Time,
};

/// A subject's score under the next version, beside the current one, before the change takes effect.
///
/// Made by [`Lineage::preview`]. Its `Display` is a notice to the person scored in English, with everything disclosed:
/// also weights, parameters and limits. To hide those, make the notice with a
/// [`Presenter`](crate::present::Presenter), which hides them unless a policy
/// [allows](crate::present::Disclosure::internals) them:
/// `Presenter::new(Audience::Person).message(&preview).localize(&English).text()`.
///
/// # Examples
///
/// See [`Lineage::preview`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Preview {
    /// From when the next version holds.
    pub effective: Time,
    /// The score under the current version.
    pub current: ScoreRecord,
    /// The score of the same data under the next version.
    pub next: ScoreRecord,
    /// Why they differ, by named changes.
    pub explanation: Explanation,
}

/// A preview as it is stored.
#[derive(Deserialize)]
#[serde(rename = "Preview", deny_unknown_fields)]
struct Stored {
    effective: Time,
    current: ScoreRecord,
    next: ScoreRecord,
    explanation: Explanation,
}

impl<'de> Deserialize<'de> for Preview {
    /// Reading checks that the explanation is of these two scores.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let explanation = &stored.explanation;
        let sides = [
            (
                &stored.current,
                explanation.model_before(),
                &explanation.before,
            ),
            (&stored.next, explanation.model_after(), &explanation.after),
        ];
        for (record, model, level) in sides {
            if *record.model() != model || record.value().to_bits() != level.value.to_bits() {
                return Err(de::Error::custom(format!(
                    "a stored preview explains {} of {model}, and its record is {} of {}",
                    exact::write(level.value),
                    exact::write(record.value()),
                    record.model()
                )));
            }
            if record.band() != level.band.as_deref() {
                let (told, band) = (&level.band, record.band());
                return Err(de::Error::custom(format!(
                    "a stored preview explains a score in the band {told:?}, and its record is in {band:?}"
                )));
            }
        }
        let bands = [stored.next.scale(), explanation.scale.clone()];
        let [of_record, told] = bands
            .each_ref()
            .map(|scale| scale.declared_bands().cloned());
        if of_record != told {
            return Err(de::Error::custom(
                "a stored preview explains scores in other bands than its records are in",
            ));
        }
        if explanation.question != Question::Preview {
            return Err(de::Error::custom(
                "a stored preview has an explanation of something else",
            ));
        }
        Ok(Self {
            effective: stored.effective,
            current: stored.current,
            next: stored.next,
            explanation: stored.explanation,
        })
    }
}

impl<I: ?Sized + 'static> Lineage<I> {
    /// What a subject's score would be under the next version, and why, before it takes effect: each change is told by the
    /// sentence that its author has for [that time](crate::Change::upcoming).
    ///
    /// Versions are asked for as in [`find`](Self::find): by number or by alias. The older one may be the next, where a
    /// release is taken back.
    ///
    /// # Errors
    ///
    /// As [`Lineage::explain`]: an unknown version, or data that one of the two refuses.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Profile};
    ///
    /// let lineage = influence::lineage().alias("champion", "1.0.0")?.alias("challenger", "2.0.0")?;
    /// let marketer: Profile = serde_json::from_str(include_str!("../examples/profiles/marketer.json"))?;
    ///
    /// let preview = lineage.preview("champion", "challenger", &marketer, "2011-10-26".parse()?)?;
    /// println!("{preview}");
    /// # assert!(preview.to_string().starts_with(
    /// #     "From 26 October 2011 your score will be calculated in a new way.\n\n\
    /// #      Your influence score is 71 and will be 54 (−17) under version 2.0.0.\n\nWhat we are about to change:\n"
    /// # ), "{preview}");
    /// assert_eq!(preview.explanation.delta_micro, preview.current.compare(&preview.next)?.delta_micro);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn preview(
        &self,
        current: &str,
        next: &str,
        input: &I,
        effective: Time,
    ) -> Result<Preview, ExplainError> {
        let mut explanation = self.explain(at(current, input), at(next, input))?;
        explanation.question = Question::Preview;
        // What is taken back is told as it was when it held.
        if self.position(current)? < self.position(next)? {
            for cause in &mut explanation.causes {
                if let Some(sentence) = self.upcoming(cause) {
                    cause.sentence = sentence;
                }
            }
        }
        let record = |request: &str, snapshot| -> Result<ScoreRecord, ExplainError> {
            let release = self.find(request)?;
            release
                .record(input)
                .map_err(|source| ExplainError::Evaluation {
                    model: Box::new(release.id().clone()),
                    input: snapshot,
                    source: Box::new(source),
                })
        };
        Ok(Preview {
            effective,
            current: record(current, Snapshot::Before)?,
            next: record(next, Snapshot::After)?,
            explanation,
        })
    }

    /// The notice that is due at a time: the preview of the release that is [announced](Self::announced), beside the one
    /// that holds. None where none is announced, or none holds yet.
    ///
    /// # Errors
    ///
    /// As [`preview`](Self::preview).
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Profile};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../examples/profiles/marketer.json"))?;
    /// let notice = influence::lineage().notice(&marketer, "2026-11-23".parse()?)?.ok_or("version 3 is announced")?;
    /// assert_eq!(notice.effective.to_string(), "2026-11-24");
    /// assert_eq!(notice.next.model().to_string(), "influence 3.0.0");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn notice(&self, input: &I, time: Time) -> Result<Option<Preview>, ExplainError> {
        let version = |release: &Release<I>| release.id().version().to_string();
        let (Some(held), Some((next, day))) = (self.in_force(time), self.announced(time)) else {
            return Ok(None);
        };
        let preview = self.preview(&version(held), &version(next), input, day)?;
        Ok(Some(preview))
    }

    /// What is said of a named change before it takes effect, where its author says that.
    fn upcoming(&self, cause: &Cause) -> Option<String> {
        let is_its = |release: &&Release<I>| cause.release.as_ref() == Some(release.id().version());
        let release = self.releases().find(is_its)?;
        let change = release
            .changes()
            .iter()
            .find(|change| change.key == cause.id)?;
        let upcoming = change.upcoming.trim();
        (!upcoming.is_empty()).then(|| upcoming.to_owned())
    }
}
