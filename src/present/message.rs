//! What is to be said, without words.

use semver::Version;

use super::{
    Audience, Digits, Population, Sentence,
    argument::{Band, Sign},
};
use crate::{
    explain::{Method, Question},
    score::{Direction, Scale},
};

/// An explanation that is ready to be told in any language and rendered in any form.
///
/// About a population, the score is the mean score, and [`population`](Self::population) says who moves.
///
/// It is made by a [`Presenter`](super::Presenter) and [localized](Self::localize) in a [`Language`](super::Language). Every
/// number in it is rounded already, so that what is read adds up: the rows of all sections to the move, and the rows
/// inside a row to that row, both as shown and in millionths of a point.
///
/// # Examples
///
/// ```
/// use scoreshift::{at, influence::{self, Profile}};
/// use scoreshift::present::{Audience, Presenter};
///
/// let marketer: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
/// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
/// let message = Presenter::new(Audience::Person).message(&why);
///
/// assert_eq!(message.moved.units, -17);
/// let worst = message.reasons().next().ok_or("nothing moved")?;
/// assert_eq!((worst.code.as_deref(), worst.rank), (Some("equal-network-weight"), Some(1)));
/// let shown = message.rows().filter_map(|row| row.amount.shown()).map(|digits| digits.units);
/// assert_eq!(shown.sum::<i64>(), -17);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// The name of the score.
    pub score: String,
    /// What is answered.
    pub question: Question,
    /// For whom.
    pub audience: Audience,
    /// The scale, by whose precision points are shown.
    pub scale: Scale,
    /// The score before.
    pub before: ScoreLevel,
    /// The score after.
    pub after: ScoreLevel,
    /// After − before, as shown.
    pub moved: Digits,
    /// After − before, in millionths of a point.
    pub moved_micro: i64,
    /// Whether the move is good news.
    pub tone: Tone,
    /// The sentences at the top.
    pub headline: Vec<Sentence>,
    /// What moved the score; the rows of all sections add up to the move.
    pub sections: Vec<Section>,
    /// The same move by place, all causes together, which adds up in its own right; for agents and auditors.
    pub places: Option<Section>,
    /// Who moves, where the message is about the mean of a population; none about a single score.
    pub population: Option<Population>,
    /// What did not count, and what else must be said.
    pub notes: Vec<Note>,
    /// What can be done next.
    pub next: Vec<Note>,
    /// What an auditor checks.
    pub facts: Vec<Note>,
    /// How the move was split, where an explanation says so and the reader is not the person scored.
    pub method: Option<MethodSummary>,
}

impl Message {
    /// What the move consists of: the rows of all sections.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.sections.iter().flat_map(|section| &section.rows)
    }

    /// The principal reasons, in order: the rows that have a rank, with the [codes](crate::reasons::ReasonCodes) and in the order
    /// of [`ReasonCodes::of_move`](crate::reasons::ReasonCodes::of_move).
    ///
    /// Rows that share a code share its rank. A place of the data that has a code of its own is a row inside the data's;
    /// where places are not told by themselves, the data as a whole have the code of the first reason among them.
    pub fn reasons(&self) -> impl Iterator<Item = &Row> {
        let rows = self
            .rows()
            .flat_map(|row| std::iter::once(row).chain(&row.rows));
        let mut ranked: Vec<&Row> = rows.filter(|row| row.rank.is_some()).collect();
        ranked.sort_by_key(|row| row.rank);
        ranked.into_iter()
    }

    /// Hands over every sentence that [`tell`](Self::tell) puts into words.
    #[cfg(feature = "i18n")]
    pub(super) fn each_sentence(&self, take: &mut impl FnMut(&Sentence)) {
        let levels = [&self.before, &self.after];
        let levels = levels
            .into_iter()
            .flat_map(|level| level.grade.iter().chain([&level.label]));
        self.headline.iter().chain(levels).for_each(&mut *take);
        for section in self.sections.iter().chain(&self.places) {
            section.heading.iter().for_each(&mut *take);
            let mut open: Vec<&Row> = section.rows.iter().collect();
            while let Some(row) = open.pop() {
                take(&row.label);
                row.sentences
                    .iter()
                    .chain(&row.remarks)
                    .for_each(&mut *take);
                open.extend(&row.rows);
            }
        }
        if let Some(population) = &self.population {
            population.each_sentence(take);
        }
        let notes = self.notes.iter().chain(&self.next).chain(&self.facts);
        notes.map(|note| &note.sentence).for_each(&mut *take);
        take(&Sentence::Facts {});
    }
}

/// A score under a version.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ScoreLevel {
    /// Which version.
    pub version: Version,
    /// The level, as shown.
    pub shown: Digits,
    /// The level in millionths of a point.
    pub micro: i64,
    /// What a chart calls it.
    pub label: Sentence,
    /// The band of the scale that it lies in, where the scale has bands and the name may be seen.
    pub grade: Option<Sentence>,
    /// The fingerprint of the version, where it is known; for auditors.
    pub fingerprint: Option<String>,
}

/// Whether something is good news.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Tone {
    /// It is.
    Better,
    /// It is bad news.
    Worse,
    /// It is neither.
    Neutral,
}

impl Tone {
    /// The tone of a move on a scale.
    pub(super) fn of(scale: &Scale, sign: Sign) -> Self {
        match (scale.better(), sign) {
            (Direction::HigherIsBetter, Sign::Plus) | (Direction::LowerIsBetter, Sign::Minus) => {
                Self::Better
            }
            (Direction::HigherIsBetter, Sign::Minus) | (Direction::LowerIsBetter, Sign::Plus) => {
                Self::Worse
            }
            _ => Self::Neutral,
        }
    }
}

/// Rows that belong together under a heading.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Section {
    /// A stable id, unique in the message: `section:changes`.
    pub id: String,
    /// Whose doing it is.
    pub kind: SectionKind,
    /// The heading; none where the rows speak for themselves.
    pub heading: Option<Sentence>,
    /// What the rows add up to.
    pub amount: Amount,
    /// What moved, in order.
    pub rows: Vec<Row>,
}

/// Whose doing something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SectionKind {
    /// The changes that the owners of the score made.
    Changes,
    /// Changes that moved the whole scale, told apart from the reasons.
    Recalibrations,
    /// Everybody else's data.
    Others,
    /// The subject's own data.
    OwnData,
    /// Who joined a population and who left it.
    Composition,
    /// What cannot be told apart.
    Undivided,
    /// Places, all causes together.
    Places,
}

impl SectionKind {
    /// The kind's name, as it stands in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::Recalibrations => "recalibrations",
            Self::Others => "others",
            Self::OwnData => "own_data",
            Self::Composition => "composition",
            Self::Undivided => "undivided",
            Self::Places => "places",
        }
    }
}

/// Something that moved the score, with what it consists of.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// A stable id, unique in the message and safe in HTML and URLs: `change:equal-network-weight/Facebook`.
    pub id: String,
    /// What it is.
    pub kind: RowKind,
    /// The version that brought the change, where another version changed something under the same key.
    pub release: Option<Version>,
    /// The stable reason code: the app's own, or the key of the change, `data`, `reference`, `algorithm`.
    pub code: Option<String>,
    /// The place among the principal reasons, from 1.
    pub rank: Option<u32>,
    /// In a few words.
    pub label: Sentence,
    /// How far it moved the score.
    pub amount: Amount,
    /// Whether that is good news.
    pub tone: Tone,
    /// What is to be said of it.
    pub sentences: Vec<Sentence>,
    /// What is to be added, each by itself.
    pub remarks: Vec<Sentence>,
    /// What it consists of; the rows add up to it, or there are none.
    pub rows: Vec<Row>,
}

impl Row {
    /// Whether it can be left out where people read: all that is not told in detail, and it shows in no digit.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.kind == RowKind::Other && self.amount.is_unseen()
    }
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RowKind {
    /// A change of the algorithm, or the algorithm as a whole.
    Change,
    /// A change that moved the whole scale.
    Recalibration,
    /// A change that moved nothing.
    Idle,
    /// Everybody else's data.
    Reference,
    /// The subject's own data.
    Data,
    /// Who joined a population, or left it.
    Composition,
    /// What cannot be told apart.
    Undivided,
    /// A place.
    Place,
    /// One thing that happened at a place.
    Detail,
    /// All that is not told in detail.
    Other,
}

/// How far something moved the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Amount {
    /// In points.
    #[non_exhaustive]
    Points {
        /// As shown.
        shown: Digits,
        /// In millionths of a point.
        micro: i64,
    },
    /// In words, because figures are not disclosed.
    #[non_exhaustive]
    Banded {
        /// How far.
        band: Band,
        /// Which way.
        sign: Sign,
    },
}

impl Amount {
    /// The points as shown, where figures are disclosed.
    #[must_use]
    pub fn shown(self) -> Option<Digits> {
        match self {
            Self::Points { shown, .. } => Some(shown),
            Self::Banded { .. } => None,
        }
    }

    /// Millionths of a point, where figures are disclosed.
    #[must_use]
    pub fn micro(self) -> Option<i64> {
        match self {
            Self::Points { micro, .. } => Some(micro),
            Self::Banded { .. } => None,
        }
    }

    /// Which way it goes.
    #[must_use]
    pub fn sign(self) -> Sign {
        match self {
            Self::Points { micro, .. } => sign(micro),
            Self::Banded { sign, .. } => sign,
        }
    }

    /// Whether it shows in no digit.
    #[must_use]
    pub fn is_unseen(self) -> bool {
        match self {
            Self::Points { shown, .. } => shown.units == 0,
            Self::Banded { band, .. } => band == Band::Nothing,
        }
    }
}

pub(super) fn sign(number: i64) -> Sign {
    match number {
        0 => Sign::Zero,
        1.. => Sign::Plus,
        _ => Sign::Minus,
    }
}

/// Something that is said beside the rows.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Note {
    /// A stable id, unique in the message.
    pub id: String,
    /// What is said.
    pub sentence: Sentence,
}

/// How a move was split, and how much work that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodSummary {
    /// How the data was to be split.
    pub method: Method,
    /// How it was split.
    pub data_method: Method,
    /// How many times a model was evaluated.
    pub evaluations: u64,
    /// How many evaluations were allowed.
    pub budget: u64,
    /// How many pairs of recordings were compared.
    pub diffs: u64,
}
