//! What scores would have been under another version: a series of its own.

use std::{borrow::Borrow, fmt};

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::History;
use crate::{
    id::ModelId,
    lineage::{Fingerprint, Lineage, LineageError},
    model::ScoringModel,
    record::ScoreRecord,
    score::Scale,
    time::Time,
    words::minus,
};

/// One score of a restated series, beside the one that was issued.
///
/// # Examples
///
/// See [`History::restated`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RestatedScore {
    /// When the score was issued.
    pub time: Option<Time>,
    /// The score as it was issued, in points.
    pub issued: f64,
    /// Under which version it was issued.
    pub issued_under: ModelId,
    /// On which scale it was issued.
    pub issued_scale: Scale,
    /// What it would have been, in points; none where `missing` says why.
    pub restated: Option<f64>,
    /// Why there is no restated score: the input is gone, or the version refuses it.
    pub missing: Option<String>,
}

/// What the scores of a history would have been under another version.
///
/// It stands beside the history and never in its place: it is not made of [records](ScoreRecord), and cannot become
/// one. All of its scores are of one version and can be compared with each other. Its stored form says `"series":
/// "restated"` and under which version.
///
/// # Examples
///
/// See [`History::restated`].
#[derive(Clone, Debug, PartialEq)]
pub struct Restated {
    under: ModelId,
    scale: Scale,
    fingerprint: Option<Fingerprint>,
    subject: Option<String>,
    scores: Vec<RestatedScore>,
}

impl History {
    /// What the scores would have been under another version. The history stays as it was issued.
    ///
    /// `input` finds or loads the input of a record; one is held at a time. A score whose input is gone, or refused by the
    /// version, stays in the series without a restated value.
    ///
    /// # Errors
    ///
    /// As [`Lineage::find`].
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{history::History, influence::{self, Profile}};
    ///
    /// let lineage = influence::lineage();
    /// let marketer: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
    /// let issued = lineage.find("1.0.0")?.record(&marketer)?.with_time("2011-10-25".parse()?);
    /// let history = History::new([issued])?;
    ///
    /// let restated = history.restated(&lineage, "2.0.0", |_record| Some(&marketer))?;
    /// assert_eq!(restated.to_string(), "\
    /// Restated under influence 2.0.0: what the scores would have been. The issued scores stand.
    ///   2011-10-25  54 (issued: 71 under influence 1.0.0)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn restated<I: ?Sized + 'static, B: Borrow<I>>(
        &self,
        lineage: &Lineage<I>,
        request: &str,
        mut input: impl FnMut(&ScoreRecord) -> Option<B>,
    ) -> Result<Restated, LineageError> {
        let release = lineage.find(request)?;
        let mut score = |record: &ScoreRecord| match input(record) {
            None => Err("the input is gone".to_owned()),
            Some(input) => release
                .model()
                .score(input.borrow())
                .map_err(|error| error.to_string()),
        };
        let scores = self.records().iter().map(|record| {
            let (restated, missing) = match score(record) {
                Ok(value) => (Some(value), None),
                Err(reason) => (None, Some(reason)),
            };
            RestatedScore {
                time: record.time(),
                issued: record.value(),
                issued_under: record.model().clone(),
                issued_scale: record.scale(),
                restated,
                missing,
            }
        });
        Ok(Restated {
            under: release.id().clone(),
            scale: release.model().scale(),
            fingerprint: release.fingerprint(),
            subject: self
                .records()
                .first()
                .and_then(|record| record.subject().map(str::to_owned)),
            scores: scores.collect(),
        })
    }
}

impl Restated {
    /// Under which version the scores are restated.
    #[must_use]
    pub fn under(&self) -> &ModelId {
        &self.under
    }

    /// That version's fingerprint.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.fingerprint
    }

    /// That version's scale.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale.clone()
    }

    /// Whose scores they are.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// The scores, one for each record of the history, in its order.
    #[must_use]
    pub fn scores(&self) -> &[RestatedScore] {
        &self.scores
    }
}

impl Serialize for Restated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Restated", 6)?;
        object.serialize_field("series", "restated")?;
        object.serialize_field("under", &self.under)?;
        object.serialize_field("scale", &self.scale)?;
        object.serialize_field("fingerprint", &self.fingerprint)?;
        object.serialize_field("subject", &self.subject)?;
        object.serialize_field("scores", &self.scores)?;
        object.end()
    }
}

impl fmt::Display for Restated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let under = &self.under;
        write!(
            f,
            "Restated under {under}: what the scores would have been. The issued scores stand."
        )?;
        for score in &self.scores {
            let shown = |scale: &Scale, value| minus(&scale.show(value));
            let time = score
                .time
                .map_or_else(String::new, |time| format!("{time}  "));
            let (issued, version) = (
                shown(&score.issued_scale, score.issued),
                &score.issued_under,
            );
            write!(f, "\n  {time}")?;
            match (score.restated, &score.missing) {
                (Some(value), _) => f.write_str(&shown(&self.scale, value))?,
                (None, Some(reason)) => write!(f, "none: {reason}")?,
                (None, None) => f.write_str("none")?,
            }
            write!(f, " (issued: {issued} under {version})")?;
        }
        Ok(())
    }
}
