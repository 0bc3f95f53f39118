//! A message: what is to be said, without words or in words.
//!
//! It is long: the parts of a message and their stored form stand together: this is the schema of its JSON.

pub(super) mod argument;
pub(super) mod audience;
pub(super) mod digits;
pub(super) mod direction;
pub(super) mod history;
pub(super) mod population;
pub(super) mod said;
pub(super) mod sentence;

use semver::Version;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, IntoDeserializer},
};

use self::{
    argument::{Band, Sign},
    said::sealed::Stored,
};
use super::{Audience, Digits, Figure, Population, Said, Sentence, ShownPoints};
use crate::{
    explain::{Method, Question},
    path::{Path, printable},
    score::{Direction, Scale},
};

/// An explanation that is ready to be told in any language and rendered in any form.
///
/// About a population, the score is the mean score, and [`population`](Self::population) says who moves.
///
/// It is made by a [`Presenter`](super::Presenter) without words, and [localized](Self::localize) in a
/// [`Language`](super::Language): the same tree, with text where sentences were. Every number in it is rounded already, so that
/// what is read adds up: the rows of all sections to the move, and the rows inside a row to that row, both as shown and in
/// millionths of a point.
///
/// # Serialised
///
/// Both forms come from one definition. A [`LocalizedMessage`] is the document for user interfaces that
/// [`json`](LocalizedMessage::json) describes. A message without words is stored under the schema `scoreshift-message-1`, with the
/// ids of its sentences and what stands in them, reads back as it was, and can be localised then; what is no message is an error,
/// and an unknown sentence is named by it. Its form describes itself, as JSON does.
///
/// # Examples
///
/// ```
/// use scoreshift::{at, influence::{self, Profile}};
/// use scoreshift::present::{Audience, English, Message, Presenter};
///
/// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
/// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
/// let message = Presenter::new(Audience::Person).message(&why);
///
/// assert_eq!(message.moved.shown.units, -17);
/// let worst = message.reasons().next().ok_or("nothing moved")?;
/// assert_eq!((worst.code.as_deref(), worst.rank), (Some("equal-network-weight"), Some(1)));
/// let shown = message.rows().filter_map(|row| row.amount.shown()).map(|digits| digits.units);
/// assert_eq!(shown.sum::<i64>(), -17);
///
/// let stored = serde_json::to_string(&message)?;
/// let read: Message = serde_json::from_str(&stored)?;
/// assert_eq!(read.localize(&English), message.localize(&English));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Stored"))]
#[non_exhaustive]
pub struct Message<S: Said = Sentence> {
    /// The schema that it is stored under: [`Said::SCHEMA`].
    #[serde(deserialize_with = "schema::<S, _>")]
    pub schema: Name,
    /// The language's tag, once there is one.
    #[serde(skip_deserializing, skip_serializing_if = "S::is_wordless")]
    pub language: S::Written,
    /// Which way the language is written, once there is one.
    #[serde(skip_deserializing, skip_serializing_if = "S::is_wordless")]
    pub direction: S::Direction,
    /// For whom.
    pub audience: Audience,
    /// What is answered.
    #[serde(deserialize_with = "question")]
    pub question: Question,
    /// The name of the score.
    pub score: String,
    /// The scale, by whose precision points are shown.
    #[serde(skip_serializing_if = "S::is_in_words")]
    pub scale: Scale,
    /// The score before.
    pub before: ScoreLevel<S>,
    /// The score after.
    pub after: ScoreLevel<S>,
    /// After − before.
    #[serde(flatten, serialize_with = "as_move")]
    pub moved: ShownPoints<S>,
    /// Whether the move is good news.
    pub tone: Tone,
    /// The sentences at the top.
    #[serde(rename = "description", serialize_with = "S::texts")]
    pub headline: Vec<S>,
    /// What moved the score; the rows of all sections add up to the move.
    #[serde(rename = "details")]
    pub sections: Vec<Section<S>>,
    /// The same move by place, all causes together, which adds up in its own right; for agents and auditors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places: Option<Section<S>>,
    /// Who moves, where the message is about the mean of a population; none about a single score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<Population<S>>,
    /// What did not count, and what else must be said.
    pub notes: Vec<Note<S>>,
    /// What can be done next.
    pub next: Vec<Note<S>>,
    /// The heading over the facts.
    #[serde(skip_serializing_if = "S::is_in_words")]
    pub facts_heading: S,
    /// What an auditor checks.
    pub facts: Vec<Note<S>>,
    /// How the move was split, where an explanation says so and the reader is not the person scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<MethodSummary>,
}

/// A message told in one language: plain text in the structure that it is shown in.
///
/// Renderers put it into a form and compute nothing: [`text`](Self::text) for terminals and letters,
/// [`markdown`](Self::markdown), and [`json`](Self::json) for programs.
/// Every text is one line without markup; a renderer escapes what its form reads as markup.
pub type LocalizedMessage = Message<String>;

/// A name that the program knows. By the alias, serde does not take it for text that is borrowed from what is read.
type Name = &'static str;

fn schema<'de, S: Said, D: Deserializer<'de>>(from: D) -> Result<Name, D::Error> {
    let name = String::deserialize(from)?;
    if name == S::SCHEMA {
        return Ok(S::SCHEMA);
    }
    let (name, known) = (printable(&name), S::SCHEMA);
    Err(D::Error::custom(format!(
        "the schema is `{name}`, expected `{known}`"
    )))
}

/// A question: also the one that no stored explanation answers, and a message does.
fn question<'de, D: Deserializer<'de>>(from: D) -> Result<Question, D::Error> {
    match String::deserialize(from)?.as_str() {
        "reach" => Ok(Question::Reach),
        other => Question::deserialize(other.into_deserializer()),
    }
}

/// The move as a node, which is told apart by its id as all others are.
fn as_move<S: Said, R: Serializer>(points: &ShownPoints<S>, to: R) -> Result<R::Ok, R::Error> {
    #[derive(Serialize)]
    struct Node<'m, S: Said> {
        id: Name,
        #[serde(flatten)]
        points: &'m ShownPoints<S>,
    }
    Node { id: "move", points }.serialize(to)
}

impl<S: Said> Message<S> {
    /// What the move consists of: the rows of all sections.
    pub fn rows(&self) -> impl Iterator<Item = &Row<S>> {
        self.sections.iter().flat_map(|section| &section.rows)
    }

    /// The principal reasons, in order: the rows that have a rank, with the [codes](crate::reasons::ReasonCodes) and in the order
    /// of [`ReasonCodes::of_move`](crate::reasons::ReasonCodes::of_move).
    ///
    /// Rows that share a code share its rank. A place of the data that has a code of its own is a row inside the data's;
    /// where places are not told by themselves, the data as a whole have the code of the first reason among them.
    pub fn reasons(&self) -> impl Iterator<Item = &Row<S>> {
        let rows = self
            .rows()
            .flat_map(|row| std::iter::once(row).chain(&row.rows));
        let mut ranked: Vec<&Row<S>> = rows.filter(|row| row.rank.is_some()).collect();
        ranked.sort_by_key(|row| row.rank);
        ranked.into_iter()
    }

    /// Every row, also of the places, and those inside others.
    pub(super) fn all_rows(&self) -> impl Iterator<Item = &Row<S>> {
        inside(self.sections.iter().chain(&self.places))
    }
}

/// The rows of these sections, with those inside them.
pub(super) fn inside<'m, S: Said>(
    sections: impl IntoIterator<Item = &'m Section<S>>,
) -> impl Iterator<Item = &'m Row<S>> {
    let rows = |section: &'m Section<S>| &section.rows;
    let mut open: Vec<&Row<S>> = sections.into_iter().flat_map(rows).collect();
    std::iter::from_fn(move || {
        let row = open.pop()?;
        open.extend(&row.rows);
        Some(row)
    })
}

/// A score under a version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Stored"))]
#[non_exhaustive]
pub struct ScoreLevel<S: Said = Sentence> {
    /// What a chart calls it.
    pub label: S,
    /// Which version.
    pub version: Version,
    /// The level; none where nobody has it, as the mean of nobody.
    #[serde(flatten, with = "level")]
    pub level: Option<ShownPoints<S>>,
    /// The band of the scale that it lies in, where the scale has bands and the name may be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<S>,
    /// The fingerprint of the version, where it is known; for auditors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
}

impl ScoreLevel<String> {
    /// The level as it is written; a dash where there is none.
    #[must_use]
    pub fn text(&self) -> &str {
        self.level.as_ref().map_or(NO_LEVEL, |level| &level.text)
    }
}

const NO_LEVEL: &str = "–";

/// A level as fields of what has it: all of them are there in any case.
#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "expected `value` and `micro` of a level, or neither",
    bound(deserialize = "S: Stored")
)]
enum Level<S: Said> {
    Known(ShownPoints<S>),
    Nobody {
        value: (),
        micro: (),
        #[serde(skip_deserializing, skip_serializing_if = "S::is_wordless")]
        points: Name,
    },
}

/// As [`Level`], for serde.
mod level {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Level, NO_LEVEL, Said, ShownPoints, Stored};

    #[allow(clippy::ref_option, reason = "serde hands it over so")]
    pub(super) fn serialize<S: Said, R: Serializer>(
        level: &Option<ShownPoints<S>>,
        to: R,
    ) -> Result<R::Ok, R::Error> {
        let nobody = Level::Nobody {
            value: (),
            micro: (),
            points: NO_LEVEL,
        };
        level.clone().map_or(nobody, Level::Known).serialize(to)
    }

    pub(super) fn deserialize<'de, S: Stored, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<ShownPoints<S>>, D::Error> {
        Ok(match Level::deserialize(from)? {
            Level::Known(points) => Some(points),
            Level::Nobody { .. } => None,
        })
    }
}

/// Whether something is good news.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Stored"))]
#[non_exhaustive]
pub struct Section<S: Said = Sentence> {
    /// A stable id, unique in the message: `section:changes`.
    pub id: String,
    /// Whose doing it is.
    pub kind: SectionKind,
    /// What the rows add up to.
    #[serde(flatten)]
    pub amount: Amount<S>,
    /// The heading, without a colon; none where the rows speak for themselves.
    #[serde(rename = "description", skip_serializing_if = "Option::is_none")]
    pub heading: Option<S>,
    /// What moved, in order.
    #[serde(rename = "details")]
    pub rows: Vec<Row<S>>,
}

impl<S: Said> Section<S> {
    /// The heading where text is read line by line: a sentence about the whole scale says by itself what it is about.
    pub(super) fn heading_apart(&self) -> Option<&S> {
        let heading = self.heading.as_ref();
        heading.filter(|_| self.kind != SectionKind::Recalibrations)
    }
}

/// Whose doing something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Stored"))]
#[non_exhaustive]
pub struct Row<S: Said = Sentence> {
    /// A stable id, unique in the message and safe in HTML and URLs: `change:equal-network-weight/Facebook`.
    pub id: String,
    /// What it is.
    pub kind: RowKind,
    /// Which place, if it is one or a detail of one.
    #[serde(skip_serializing_if = "S::is_in_words")]
    pub place: Option<Path>,
    /// The version that brought the change, where another version changed something under the same key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<Version>,
    /// The stable reason code: the app's own, or the key of the change, `data`, `reference`, `algorithm`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The place among the principal reasons, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// How far it moved the score.
    #[serde(flatten)]
    pub amount: Amount<S>,
    /// The points to the last digit, for an auditor.
    #[serde(skip_serializing_if = "S::is_in_words")]
    pub exact: Option<Figure<Digits, S>>,
    /// Whether that is good news.
    pub tone: Tone,
    /// In a few words.
    pub label: S,
    /// What is to be said of it. In words, what happened at a place is one sentence.
    #[serde(rename = "description", serialize_with = "S::texts")]
    pub sentences: Vec<S>,
    /// What is to be added, each by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<S>,
    /// What it consists of; the rows add up to it, or there are none.
    #[serde(default, rename = "details", skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Self>,
}

impl<S: Said> Row<S> {
    /// Whether it can be left out where people read: all that is not told in detail, and it shows in no digit.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.kind == RowKind::Other && self.amount.is_unseen()
    }
}

impl Row<String> {
    /// What is said of it: whole sentences; may be empty.
    #[must_use]
    pub fn text(&self) -> String {
        self.sentences.join(" ")
    }

    /// What is said of it, or what it is called where nothing is.
    pub(super) fn said(&self) -> String {
        let text = self.text();
        if text.is_empty() {
            return self.label.clone();
        }
        text
    }

    /// The points, and for an auditor the exact ones beside them.
    #[must_use]
    pub fn figure(&self) -> String {
        let points = self.amount.text();
        match &self.exact {
            Some(exact) => format!("{points} ({})", exact.text),
            None => points.to_owned(),
        }
    }
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "expected points or a band",
    bound(deserialize = "S: Stored")
)]
#[non_exhaustive]
pub enum Amount<S: Said = Sentence> {
    /// In points.
    Points(ShownPoints<S>),
    /// In words, because figures are not disclosed.
    #[non_exhaustive]
    Banded {
        /// How far.
        band: Band,
        /// Which way.
        sign: Sign,
        /// Both as they are written.
        #[serde(
            rename = "points",
            skip_deserializing,
            skip_serializing_if = "S::is_wordless"
        )]
        text: S::Written,
    },
}

impl<S: Said> Amount<S> {
    /// The points as shown, where figures are disclosed.
    #[must_use]
    pub fn shown(&self) -> Option<Digits> {
        match self {
            Self::Points(points) => Some(points.shown),
            Self::Banded { .. } => None,
        }
    }

    /// Millionths of a point, where figures are disclosed.
    #[must_use]
    pub fn micro(&self) -> Option<i64> {
        match self {
            Self::Points(points) => Some(points.micro),
            Self::Banded { .. } => None,
        }
    }

    /// Which way it goes.
    #[must_use]
    pub fn sign(&self) -> Sign {
        match self {
            Self::Points(points) => sign(points.micro),
            Self::Banded { sign, .. } => *sign,
        }
    }

    /// Whether it shows in no digit.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        match self {
            Self::Points(points) => points.shown.units == 0,
            Self::Banded { band, .. } => *band == Band::Nothing,
        }
    }
}

impl Amount<String> {
    /// The points or the band as they are written.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Points(ShownPoints { text, .. }) | Self::Banded { text, .. } => text,
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Stored"))]
#[non_exhaustive]
pub struct Note<S: Said = Sentence> {
    /// A stable id, unique in the message.
    pub id: String,
    /// Which sentence it is: its [id](Sentence::id).
    #[serde(deserialize_with = "kind")]
    pub kind: Name,
    /// What is said.
    #[serde(rename = "description")]
    pub sentence: S,
}

impl Note {
    pub(super) fn new(id: impl Into<String>, sentence: Sentence) -> Self {
        let (id, kind) = (id.into(), sentence.id());
        Self { id, kind, sentence }
    }
}

fn kind<'de, D: Deserializer<'de>>(from: D) -> Result<Name, D::Error> {
    let kind = String::deserialize(from)?;
    let known = Sentence::IDS.iter().find(|id| **id == kind);
    let unknown = || D::Error::custom(format!("`{}` is no sentence", printable(&kind)));
    known.copied().ok_or_else(unknown)
}

/// How a move was split, and how much work that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
