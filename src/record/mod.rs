//! Scores that say where they come from.
//!
//! A bare number cannot say which algorithm it came from. A [`ScoreRecord`] can: it carries the version, the
//! release's fingerprint and, if wanted, the whole formula with its values, and it is stored bit for bit through any
//! JSON parser.
//!
//! ```
//! use scoreshift::{influence::{self, Network, Profile}, record::{ScoreRecord, Verdict}};
//!
//! let lineage = influence::lineage().alias("champion", "2.0.0")?;
//! let profile = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?;
//!
//! let issued = lineage.find("champion")?.record(&profile)?.with_subject("user 17").with_time("2011-10-26".parse()?);
//! let stored = serde_json::to_string(&issued)?;
//!
//! // Years later:
//! let record: ScoreRecord = serde_json::from_str(&stored)?;
//! assert_eq!(record, issued);
//! assert_eq!(lineage.reproduce(&record, &profile)?.verdict, Verdict::Same);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compare;
mod reproduce;
mod stored;

pub use compare::{Comparability, Comparison};
pub use reproduce::{ReproduceError, Reproduction, Verdict};

use std::fmt;

use crate::{
    formula::{breakdown::Breakdown, error::EvalError},
    id::ModelId,
    lineage::{Fingerprint, Release},
    model::ScoringModel,
    path::printable,
    score::Scale,
    time::Time,
    words::minus,
};

/// A score stamped with the version that it comes from.
///
/// Made by [`Release::record`], so that no score can carry a version that did not compute it. Subject and time are
/// the caller's.
///
/// Records have no order and no difference: which of two scores is higher is a question only under one version.
/// [`compare`](Self::compare) answers it, and says when the versions differ.
///
/// ```compile_fail
/// # fn f(a: scoreshift::record::ScoreRecord, b: scoreshift::record::ScoreRecord) {
/// let higher = a > b;
/// # }
/// ```
///
/// ```compile_fail
/// # fn f(a: scoreshift::record::ScoreRecord, b: scoreshift::record::ScoreRecord) {
/// let moved = a - b;
/// # }
/// ```
///
/// # The stored form
///
/// A JSON object with `format` `"scoreshift-record-1"`, `model`, `scale`, `value`, the optional `subject`, `time`,
/// `fingerprint`, `data_digest` and `breakdown`, and `checksum`. Every `f64` is a string, as in a [`Breakdown`]. The checksum is the
/// SHA-256 of the rest: it finds accidents and careless edits. It is no signature, for anyone can compute it.
///
/// Reading checks that the score is finite and within its scale, that the breakdown is one of this model with this
/// score, and the checksum; errors name the record and what is wrong with it.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{self, Network, Profile};
///
/// let profile = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?;
/// let record = influence::lineage().find("2.0.0")?.record(&profile)?.with_subject("user 17");
/// assert_eq!(record.to_string(), "75 (influence 2.0.0, user 17)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ScoreRecord {
    value: f64,
    scale: Scale,
    model: ModelId,
    fingerprint: Option<Fingerprint>,
    subject: Option<String>,
    time: Option<Time>,
    /// Of the data that was scored, where only that was kept of it.
    data_digest: Option<String>,
    breakdown: Option<Box<Breakdown>>,
}

impl<I: ?Sized + 'static> Release<I> {
    /// The score of an input, stamped with this release.
    ///
    /// The fingerprint is taken once for each release and then copied, so that a record costs little more than the
    /// score.
    ///
    /// # Errors
    ///
    /// As [`ScoringModel::score`].
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Network, Profile};
    ///
    /// let lineage = influence::lineage();
    /// let profile = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?;
    /// let record = lineage.find("2.0.0")?.record(&profile)?;
    /// assert_eq!(record.model().to_string(), "influence 2.0.0");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn record(&self, input: &I) -> Result<ScoreRecord, EvalError> {
        Ok(ScoreRecord {
            value: self.model().score(input)?,
            scale: self.model().scale(),
            model: self.id().clone(),
            fingerprint: self.fingerprint(),
            subject: None,
            time: None,
            data_digest: None,
            breakdown: None,
        })
    }

    /// As [`record`](Self::record), with a [digest](Breakdown::data_digest) of the data that was scored.
    ///
    /// Such a record tells other data from the data that was scored also where a rounded score is the same, and keeps none
    /// of it: [`reproduce`](crate::Lineage::reproduce) then knows [`same_data`](Reproduction::same_data). It costs a recording,
    /// several times a score.
    ///
    /// # Errors
    ///
    /// As [`ScoringModel::breakdown`].
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Network, Profile};
    ///
    /// let lineage = influence::lineage();
    /// let profile = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?;
    /// let record = lineage.find("2.0.0")?.record_with_digest(&profile)?;
    /// assert_eq!(lineage.reproduce(&record, &profile)?.same_data, Some(true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn record_with_digest(&self, input: &I) -> Result<ScoreRecord, EvalError> {
        let mut record = self.record_with_breakdown(input)?;
        record.data_digest = record.breakdown.take().map(|kept| kept.data_digest());
        Ok(record)
    }

    /// As [`record`](Self::record), with the formula and its values.
    ///
    /// Such a record can be explained when its input is gone, and when its model is.
    ///
    /// # Errors
    ///
    /// As [`ScoringModel::breakdown`].
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Network, Profile};
    ///
    /// let profile = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?;
    /// let record = influence::lineage().find("2.0.0")?.record_with_breakdown(&profile)?;
    /// let breakdown = record.breakdown().ok_or("it was asked for")?;
    /// assert_eq!(breakdown.value(), record.value());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn record_with_breakdown(&self, input: &I) -> Result<ScoreRecord, EvalError> {
        let breakdown = self.model().breakdown(input)?;
        Ok(ScoreRecord {
            value: breakdown.value(),
            scale: breakdown.scale(),
            model: self.id().clone(),
            fingerprint: self.fingerprint(),
            subject: None,
            time: None,
            data_digest: None,
            breakdown: Some(Box::new(breakdown)),
        })
    }
}

impl ScoreRecord {
    /// The same record, of this subject: a key of the caller's choice.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Network, Profile};
    ///
    /// let profile = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?;
    /// let record = influence::lineage().find("2.0.0")?.record(&profile)?;
    /// let record = record.with_subject("user 17").with_time("2011-10-26".parse()?);
    /// assert_eq!(record.subject(), Some("user 17"));
    /// assert_eq!(record.to_string(), "75 (influence 2.0.0, user 17, 2011-10-26)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_subject(mut self, key: impl Into<String>) -> Self {
        self.subject = Some(key.into());
        self
    }

    /// The same record, of this time.
    ///
    /// # Examples
    ///
    /// See [`with_subject`](Self::with_subject).
    #[must_use]
    pub fn with_time(mut self, time: Time) -> Self {
        self.time = Some(time);
        self
    }

    /// The score, in points of [`scale`](Self::scale); never NaN.
    ///
    /// A bare number again, which no longer knows its version: to set two records side by side, use
    /// [`compare`](Self::compare).
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    /// The scale that the score lies on.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale.clone()
    }

    /// What the band is called that the score lies in, on a scale with [bands](Scale::bands).
    #[must_use]
    pub fn band(&self) -> Option<&str> {
        self.scale.band_of(self.value)
    }

    /// Which version of which score it is.
    #[must_use]
    pub fn model(&self) -> &ModelId {
        &self.model
    }

    /// The release's fingerprint when the score was computed; none where the release had no probes.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.fingerprint
    }

    /// Whose score it is.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// When it was issued.
    #[must_use]
    pub fn time(&self) -> Option<Time> {
        self.time
    }

    /// The formula with its values, where it was kept.
    #[must_use]
    pub fn breakdown(&self) -> Option<&Breakdown> {
        self.breakdown.as_deref()
    }

    /// The [digest](Breakdown::data_digest) of the data that was scored, where it was kept or follows from the breakdown.
    #[must_use]
    pub fn data_digest(&self) -> Option<String> {
        let kept = || self.breakdown.as_ref().map(|kept| kept.data_digest());
        self.data_digest.clone().or_else(kept)
    }

    /// The score as people see it, with its band.
    fn shown(&self) -> String {
        let level = minus(&self.scale.show(self.value));
        match self.band() {
            Some(band) => format!("{level} ({})", printable(band)),
            None => level,
        }
    }
}

impl PartialEq for ScoreRecord {
    /// Equal to the last bit.
    fn eq(&self, other: &Self) -> bool {
        self.value.to_bits() == other.value.to_bits()
            && self.scale == other.scale
            && self.model == other.model
            && self.fingerprint == other.fingerprint
            && self.subject == other.subject
            && self.time == other.time
            && self.data_digest == other.data_digest
            && self.breakdown == other.breakdown
    }
}

impl fmt::Display for ScoreRecord {
    /// The score as people see it, and where it comes from.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.shown(), self.model)?;
        if let Some(subject) = &self.subject {
            write!(f, ", {}", printable(subject))?;
        }
        if let Some(time) = self.time {
            write!(f, ", {time}")?;
        }
        f.write_str(")")
    }
}
