//! A subject's scores as they were issued, and why each of them moved.
//!
//! A history is never rewritten: its records stay as they were issued, a change of version is shown where it
//! happened, and what the scores would have been under another version is a [`Restated`] series of its own.
//!
//! ```
//! use scoreshift::{history::{History, Moved}, influence::{self, Profile}};
//!
//! let lineage = influence::lineage();
//! let (v1, v2) = (lineage.find("1.0.0")?, lineage.find("2.0.0")?);
//! let september: Profile = serde_json::from_str(include_str!("../../examples/profiles/newcomer_before.json"))?;
//! let october: Profile = serde_json::from_str(include_str!("../../examples/profiles/newcomer_after.json"))?;
//!
//! let history = History::new([
//!     v1.record_with_breakdown(&september)?.with_subject("newcomer").with_time("2011-09-25".parse()?),
//!     v1.record_with_breakdown(&october)?.with_subject("newcomer").with_time("2011-10-25".parse()?),
//!     v2.record_with_breakdown(&october)?.with_subject("newcomer").with_time("2011-10-26".parse()?),
//! ])?;
//! assert_eq!(history.to_string(), "\
//! The influence score of newcomer
//!   2011-09-25  19
//!   2011-10-25  33  +14  data
//!   ── version 1.0.0 → 2.0.0 ──
//!   2011-10-26  38   +5  algorithm");
//!
//! let steps = history.steps();
//! assert_eq!(steps[0].moved, Moved::Data);
//! assert_eq!(steps[1].algorithm.micro, steps[1].comparison.delta_micro);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod note;
mod restated;
mod step;
mod text;

pub use note::{StepNote, WhichRecord};
pub use restated::{Restated, RestatedScore};
pub(crate) use step::Whose;
pub use step::{Basis, Moved, Step};

use std::borrow::Borrow;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::{
    id::ModelId,
    lineage::Lineage,
    path::{printable, quoting},
    record::ScoreRecord,
    score::{self, ApportionError},
    time::Time,
};

/// Why records are not the history of one subject.
///
/// # Examples
///
/// See [`History::push`].
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// A record is of another score.
    #[error(
        "record {index} is of {found}, and the history of `{}`",
        printable(expected)
    )]
    #[non_exhaustive]
    OtherScore {
        /// Which record, from 0.
        index: usize,
        /// The score of the records before.
        expected: String,
        /// What the record is of.
        found: ModelId,
    },

    /// A record is of another subject.
    #[error(
        "record {index} is of {}, and the history of {}",
        subject(found.as_deref()),
        subject(expected.as_deref())
    )]
    #[non_exhaustive]
    OtherSubject {
        /// Which record, from 0.
        index: usize,
        /// The subject of the records before.
        expected: Option<String>,
        /// The record's subject.
        found: Option<String>,
    },

    /// A record is earlier than the one before.
    #[error("record {index} is of {time}, earlier than {before} of a record before it")]
    #[non_exhaustive]
    OutOfOrder {
        /// Which record, from 0.
        index: usize,
        /// Its time.
        time: Time,
        /// The time of a record before it.
        before: Time,
    },

    /// A score is too large to be counted in millionths of a point.
    #[error("record {index}: {source}")]
    #[non_exhaustive]
    TooLarge {
        /// Which record, from 0.
        index: usize,
        /// Why.
        source: ApportionError,
    },
}

fn subject(key: Option<&str>) -> String {
    key.map_or_else(
        || "no named subject".to_owned(),
        |key| format!("`{}`", printable(key)),
    )
}

/// The scores of one subject as they were issued, oldest first.
///
/// # The stored form
///
/// An array of [records](ScoreRecord). Reading checks that they are a history.
///
/// # Examples
///
/// See the [module](crate::history).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct History {
    records: Vec<ScoreRecord>,
    /// The latest time of a record.
    #[serde(skip)]
    newest: Option<Time>,
}

impl History {
    /// The history that these records make, oldest first; there may be none.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    ///
    /// # Examples
    ///
    /// See the [module](crate::history).
    pub fn new(records: impl IntoIterator<Item = ScoreRecord>) -> Result<Self, HistoryError> {
        let mut history = Self::default();
        for record in records {
            history.push(record)?;
        }
        Ok(history)
    }

    /// Adds the newest record.
    ///
    /// # Errors
    ///
    /// [`HistoryError`] if it is of another score or subject, earlier than a record before it, or beyond
    /// [`MOST_POINTS`](crate::score::MOST_POINTS).
    /// The history stays as it was. Records without a time are in the order in which they are added.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{history::History, influence::{self, Network, Profile}};
    ///
    /// let profile = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?;
    /// let record = influence::lineage().find("2.0.0")?.record(&profile)?;
    /// let mut history = History::default();
    /// history.push(record.clone().with_time("2011-10-26".parse()?))?;
    ///
    /// let error = history.push(record.with_time("2011-10-25".parse()?)).unwrap_err();
    /// assert_eq!(error.to_string(), "record 1 is of 2011-10-25, earlier than 2011-10-26 of a record before it");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn push(&mut self, record: ScoreRecord) -> Result<(), HistoryError> {
        let index = self.records.len();
        score::micro(record.value()).map_err(|source| HistoryError::TooLarge { index, source })?;
        if let Some(first) = self.records.first() {
            if first.model().name() != record.model().name() {
                return Err(HistoryError::OtherScore {
                    index,
                    expected: first.model().name().to_owned(),
                    found: record.model().clone(),
                });
            }
            if first.subject() != record.subject() {
                return Err(HistoryError::OtherSubject {
                    index,
                    expected: first.subject().map(str::to_owned),
                    found: record.subject().map(str::to_owned),
                });
            }
        }
        let both = self.newest.zip(record.time());
        if let Some((before, time)) = both.filter(|(newest, time)| time.surely_before(*newest)) {
            return Err(HistoryError::OutOfOrder {
                index,
                time,
                before,
            });
        }
        self.newest = self.newest.max(record.time());
        self.records.push(record);
        Ok(())
    }

    /// The records as they were issued, oldest first.
    #[must_use]
    pub fn records(&self) -> &[ScoreRecord] {
        &self.records
    }

    /// Why the score moved from each record to the next, from the records alone.
    ///
    /// No model is needed: the stored breakdowns are compared, so that scores of versions which are no longer
    /// compiled in are explained as well. Where there are none, a step still says whether the version changed.
    ///
    /// # Examples
    ///
    /// See the [module](crate::history).
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        self.pairs()
            .map(|(before, after)| Step::between(before, after, None))
            .collect()
    }

    /// Why the score moved from each record to the next, by named changes where the inputs are still there.
    ///
    /// `input` finds or loads the input of a record; it is asked once for each record in order, and no more than two
    /// inputs are held at a time. Where both inputs are found and reproduce their
    /// records, the step is explained as by [`Lineage::explain`]; elsewhere from the records, as by
    /// [`steps`](Self::steps), and the step says why.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{history::History, influence::{self, Profile}};
    ///
    /// let lineage = influence::lineage();
    /// let marketer: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
    /// let history = History::new([
    ///     lineage.find("1.0.0")?.record(&marketer)?,
    ///     lineage.find("2.0.0")?.record(&marketer)?,
    /// ])?;
    /// let steps = history.explain(&lineage, |_record| Some(&marketer));
    /// let why = steps[0].explanation().ok_or("the input is there")?;
    /// assert_eq!(why.causes[0].id, "equal-network-weight");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn explain<I: ?Sized + 'static, B: Borrow<I>>(
        &self,
        lineage: &Lineage<I>,
        mut input: impl FnMut(&ScoreRecord) -> Option<B>,
    ) -> Vec<Step> {
        let mut then = self.records.first().and_then(&mut input);
        self.pairs()
            .map(|(before, after)| {
                let now = input(after);
                let inputs = [&then, &now].map(|input| input.as_ref().map(Borrow::borrow));
                let why = step::by_inputs(lineage, [before, after], inputs);
                then = now;
                Step::between(before, after, Some(why))
            })
            .collect()
    }

    /// The history with why each score moved: its `Display` has below each line what the step's own `Display` says of
    /// reasons, and which record an input is missing of.
    ///
    /// The steps are those of this history, by [`explain`](Self::explain) or [`steps`](Self::steps).
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{history::History, influence::{self, Profile}};
    ///
    /// let lineage = influence::lineage();
    /// let marketer: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
    /// let history = History::new([
    ///     lineage.find("1.0.0")?.record(&marketer)?.with_time("2011-10-25".parse()?),
    ///     lineage.find("2.0.0")?.record(&marketer)?.with_time("2011-10-26".parse()?),
    /// ])?;
    /// let steps = history.explain(&lineage, |_record| Some(&marketer));
    /// let text = history.with_steps(&steps).to_string();
    /// assert!(text.starts_with("\
    /// The influence score
    ///   2011-10-25  71
    ///   ── version 1.0.0 → 2.0.0 ──
    ///   2011-10-26  54  −17  algorithm
    ///       What we changed:
    ///         −19  Every network you connect now counts the same."), "{text}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn with_steps<'h>(&'h self, steps: &'h [Step]) -> HistoryWithSteps<'h> {
        HistoryWithSteps {
            history: self,
            steps,
        }
    }

    fn pairs(&self) -> impl Iterator<Item = (&ScoreRecord, &ScoreRecord)> {
        self.records.iter().zip(self.records.iter().skip(1))
    }
}

/// A history with why each score moved, to be printed. See [`History::with_steps`].
///
/// # Examples
///
/// See [`History::with_steps`].
#[derive(Clone, Copy, Debug)]
pub struct HistoryWithSteps<'h> {
    history: &'h History,
    steps: &'h [Step],
}

impl<'de> Deserialize<'de> for History {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer).map_err(quoting)?).map_err(D::Error::custom)
    }
}
