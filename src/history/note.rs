//! Why a step is not explained from the inputs.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    record::{Reproduction, ScoreRecord, Verdict},
    time::Time,
};

/// Why a step is not explained from the inputs, where that was asked for: see [`Step::note`](super::Step::note).
///
/// Its `Display` is a clause in English for those who keep the scores; a [`Presenter`](crate::present::Presenter) tells it
/// in the reader's language.
///
/// # Examples
///
/// ```
/// use scoreshift::{history::{History, StepNote, WhichRecord}, influence::{self, Profile}};
///
/// let lineage = influence::lineage();
/// let marketer: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
/// let history = History::new([
///     lineage.find("1.0.0")?.record(&marketer)?.with_time("2011-10-25".parse()?),
///     lineage.find("2.0.0")?.record(&marketer)?.with_time("2011-10-26".parse()?),
/// ])?;
/// let steps = history.explain(&lineage, |record| (record.model().version().major > 1).then_some(&marketer));
/// let note = steps[0].note.as_ref().ok_or("one input is gone")?;
/// assert_eq!(*note, StepNote::InputGone { record: WhichRecord::On("2011-10-25".parse()?) });
/// assert_eq!(note.to_string(), "the input of the record of 2011-10-25 is gone");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum StepNote {
    /// The input of one record is gone.
    InputGone {
        /// Which record.
        record: WhichRecord,
    },
    /// The inputs of both records are gone.
    InputsGone {
        /// Which records.
        records: [WhichRecord; 2],
    },
    /// The input does not give the record, so that it is another input, or the version was built from another model.
    NotReproduced {
        /// Which record.
        record: WhichRecord,
        /// Whether the score came out as it was recorded.
        verdict: Verdict,
        /// Whether the data is what was scored, as far as the record tells.
        same_data: Option<bool>,
        /// The sentence that the [`Reproduction`] begins with.
        found: String,
    },
    /// The input cannot be scored by the record's version.
    NotScored {
        /// Which record.
        record: WhichRecord,
        /// Why, in the words of the error.
        error: String,
    },
    /// Both records came out as they were recorded, and the named changes could not be measured.
    NotDivided {
        /// Why, in the words of the error.
        error: String,
    },
}

/// One of the two records of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WhichRecord {
    /// The one of this day or moment, where both have one and these differ.
    On(Time),
    /// The one before.
    Earlier,
    /// The one after.
    Later,
}

impl WhichRecord {
    /// What the two records of a step are called.
    pub(super) fn both([before, after]: [&ScoreRecord; 2]) -> [Self; 2] {
        match (before.time(), after.time()) {
            (Some(then), Some(now)) if then != now => [then, now].map(Self::On),
            _ => [Self::Earlier, Self::Later],
        }
    }
}

impl StepNote {
    /// That an input does not give its record.
    pub(super) fn not_reproduced(record: WhichRecord, of: &Reproduction) -> Self {
        // The verdict; its places are for those who look into it.
        let told = of.to_string();
        Self::NotReproduced {
            record,
            verdict: of.verdict,
            same_data: of.same_data,
            found: told
                .split_once('\n')
                .map_or(told.as_str(), |(verdict, _)| verdict)
                .to_owned(),
        }
    }
}

impl fmt::Display for WhichRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(time) => write!(f, "the record of {time}"),
            Self::Earlier => f.write_str("the earlier record"),
            Self::Later => f.write_str("the later record"),
        }
    }
}

impl fmt::Display for StepNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InputGone { record } => write!(f, "the input of {record} is gone"),
            Self::InputsGone {
                records: [then, now],
            } => write!(f, "the inputs of {then} and {now} are gone"),
            Self::NotReproduced { record, found, .. } => write!(f, "{record}: {found}"),
            Self::NotScored { record, error } => write!(f, "{record}: {error}"),
            Self::NotDivided { error } => f.write_str(error),
        }
    }
}
