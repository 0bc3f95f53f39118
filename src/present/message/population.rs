//! Who moves in a population: what a message has besides what moved the mean.

use serde::{Deserialize, Serialize, Serializer};

use super::{
    argument::{Percent, Signed},
    said::sealed::Stored,
};
use crate::present::{Digits, Figure, Note, Said, Sentence, ShownPoints, Tone};

/// Who moves, where a message is about the mean of a population.
///
/// See [`Message::population`](crate::present::Message::population).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "id", rename = "population", bound(deserialize = "S: Stored"))]
#[non_exhaustive]
pub struct Population<S: Said = Sentence> {
    /// How many both versions score; all other figures are about them.
    pub subjects: u64,
    /// How many could not be scored.
    pub failed: u64,
    /// How many are lower after, as scores are shown.
    pub down: u64,
    /// How many are the same, as scores are shown.
    pub same: u64,
    /// How many are higher after, as scores are shown.
    pub up: u64,
    /// The same three with their shares: fall, stay, rise; empty where there is nobody.
    #[serde(skip_serializing_if = "S::is_in_words")]
    pub ways: Vec<WayCount<S>>,
    /// How many moved how far, the largest fall first; empty where there is nobody.
    pub moves: Listing<MoveBin<S>, S>,
    /// Who went from which band into which, where bands were declared and may be named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crossings: Option<BandTransitions<S>>,
    /// How those move who stood at one level before, by declared band, the lowest first; empty where there is none that may be
    /// named.
    #[serde(skip_serializing_if = "Listing::is_left_out")]
    pub levels: Listing<GroupMove<S>, S>,
    /// The same by tenth of all, where nothing is told by band, and for auditors; empty where there are few.
    #[serde(skip_serializing_if = "Listing::is_left_out")]
    pub tenths: Listing<GroupMove<S>, S>,
    /// The groups that moved most, for agents and auditors.
    #[serde(skip_serializing_if = "Listing::is_left_out")]
    pub groups: Listing<GroupMove<S>, S>,
}

/// What belongs together under a heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Stored, T: Deserialize<'de>"))]
#[non_exhaustive]
pub struct Listing<T, S: Said = Sentence> {
    /// A stable id, unique in the message: `moves`.
    pub id: String,
    /// The heading, without a colon.
    #[serde(rename = "description")]
    pub heading: S,
    /// What is listed; may be empty.
    #[serde(rename = "details")]
    pub rows: Vec<T>,
    /// How many more there are; none where all are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<Note<S>>,
}

impl<T> Listing<T> {
    pub(in crate::present) fn new(id: &str, heading: Sentence, rows: Vec<T>) -> Self {
        Self {
            id: id.to_owned(),
            heading,
            rows,
            more: None,
        }
    }
}

impl<T, S: Said> Listing<T, S> {
    /// Whether a heading in words would have nothing under it.
    fn is_left_out(&self) -> bool {
        S::IN_WORDS && self.rows.is_empty()
    }
}

/// How many scores go one way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Stored"))]
#[non_exhaustive]
pub struct WayCount<S: Said = Sentence> {
    /// A stable id, unique in the message: `ways:down`.
    pub id: String,
    /// Which way.
    pub label: S,
    /// How many.
    pub count: Figure<u64, S>,
    /// How many of all; the three add up to at most 100 %.
    pub share: Option<Figure<Percent, S>>,
    /// Whether that is good news.
    pub tone: Tone,
}

/// How many moved by more than nothing towards one end, and at most to the other: a bar of a histogram.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Stored"))]
#[non_exhaustive]
pub struct MoveBin<S: Said = Sentence> {
    /// A stable id, unique in the message: `moves:-10`.
    pub id: String,
    /// The lower end, in points.
    #[serde(rename = "from", serialize_with = "S::number")]
    pub low: Digits,
    /// The upper end, in points; both are 0 for those that did not move at all.
    #[serde(rename = "to", serialize_with = "S::number")]
    pub high: Digits,
    /// How many there are, by weight, as shown.
    #[serde(serialize_with = "weight")]
    pub weight: Figure<Digits, S>,
    /// The same in millionths of one.
    #[serde(skip_serializing_if = "S::is_in_words")]
    pub weight_micro: u64,
    /// What that is of all.
    #[serde(skip_serializing_if = "S::is_in_words")]
    pub share: Option<Figure<Percent, S>>,
    /// What the bar is called.
    pub label: S,
    /// Whether a move that way is good news.
    #[serde(skip_serializing_if = "S::is_in_words")]
    pub tone: Tone,
}

#[cfg(feature = "html")]
impl MoveBin<String> {
    /// What it is of all, as it is written; empty where that is not known.
    pub(in crate::present) fn share(&self) -> &str {
        self.share.as_ref().map_or("", |share| &share.text)
    }
}

fn weight<S: Said, R: Serializer>(weight: &Figure<Digits, S>, to: R) -> Result<R::Ok, R::Error> {
    S::number(&weight.value, to)
}

/// Who went from which band into which.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "id", rename = "crossings", bound(deserialize = "S: Stored"))]
#[non_exhaustive]
pub struct BandTransitions<S: Said = Sentence> {
    /// The heading, without a colon.
    #[serde(rename = "description")]
    pub heading: S,
    /// How the table is read.
    #[serde(skip_serializing_if = "S::is_in_words")]
    pub table: S,
    /// What the bands are called, the lowest first.
    pub bands: Vec<S>,
    /// For each band before, how many are in each band after; empty where there are too many bands to read.
    #[serde(serialize_with = "counts")]
    pub counts: Vec<Vec<Figure<u64, S>>>,
    /// For each band before, what share of those in it is in each band after; empty where nobody was in it.
    #[serde(skip_serializing_if = "S::is_in_words")]
    pub shares: Vec<Vec<Figure<Percent, S>>>,
    /// The most frequent crossings, the most frequent first.
    #[serde(skip_serializing_if = "S::is_in_words")]
    pub crossed: Vec<BandTransition>,
    /// What is to be added: further crossings, and how many stay. In words, the crossings themselves come first, with the
    /// bands as the language calls them.
    #[serde(rename = "details")]
    pub said: Vec<Note<S>>,
}

fn counts<S: Said, R: Serializer>(rows: &[Vec<Figure<u64, S>>], to: R) -> Result<R::Ok, R::Error> {
    to.collect_seq(rows.iter().map(|row| {
        let counts = row.iter().map(|count| count.value);
        counts.collect::<Vec<u64>>()
    }))
}

/// How many went from one band into another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BandTransition {
    /// A stable id, unique in the message: `crossings:2-1`.
    pub id: String,
    /// The number of the band before, from 0 for the lowest.
    pub before: usize,
    /// The number of the band after.
    pub after: usize,
    /// How many.
    pub count: u64,
}

/// How the mean of a group moved, or of those who stood at one level before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Stored"))]
#[non_exhaustive]
pub struct GroupMove<S: Said = Sentence> {
    /// A stable id, unique in the message: `groups:country/PL`, `levels:2`.
    pub id: String,
    /// How many are in it.
    pub subjects: u64,
    /// After − before.
    #[serde(flatten)]
    pub moved: ShownPoints<S>,
    /// Whether that is good news.
    pub tone: Tone,
    /// What the group is called.
    pub label: S,
    /// From where to where the mean went; or how many go down, and how far.
    #[serde(rename = "description")]
    pub sentence: S,
}

/// What a bar of a histogram is called.
pub(in crate::present) fn bar_label(low: Digits, high: Digits) -> Sentence {
    if low.units == 0 && high.units == 0 {
        return Sentence::MovesNone {};
    }
    Sentence::MovesBetween {
        low: Signed(low),
        high: Signed(high),
    }
}
