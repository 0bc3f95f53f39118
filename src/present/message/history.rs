//! A history as it is told: each score as it was issued, the changes of version, and why each score moved.

use semver::Version;
use serde::{Deserialize, Serialize};

use super::said::sealed::Stored;
use crate::{
    present::{Audience, Digits, Figure, Message, Said, Sentence},
    time::Time,
};

/// A history that is ready to be told in any language.
///
/// It is made by [`Presenter::history`](crate::present::Presenter::history). It can be stored and localised later, as a [`Message`] can.
///
/// # Examples
///
/// See [`Presenter::history`](crate::present::Presenter::history).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Stored"))]
#[non_exhaustive]
pub struct HistoryMessage<S: Said = Sentence> {
    /// The language's tag, once there is one.
    #[serde(skip_deserializing, skip_serializing_if = "S::is_wordless")]
    pub language: S::Written,
    /// Which way the language is written, once there is one.
    #[serde(skip_deserializing, skip_serializing_if = "S::is_wordless")]
    pub direction: S::Direction,
    /// For whom.
    #[serde(skip_serializing_if = "S::is_in_words")]
    pub audience: Audience,
    /// The name of the score.
    pub score: String,
    /// Whose scores they are, where the records say so.
    pub subject: Option<String>,
    /// Where the score stands; the name of the score where there is none.
    pub headline: S,
    /// The heading over the entries.
    pub heading: S,
    /// What the [restated](Self::restated) series is, where there is one: its scores were never issued.
    pub restated: Option<S>,
    /// The scores as they were issued, oldest first.
    pub entries: Vec<HistoryEntry<S>>,
}

/// A history in words.
///
/// Serialised, it is the JSON for user interfaces: the fields, with each `why` as [`LocalizedMessage::json`] writes it. With the
/// feature `html` it is a page (`LocalizedHistory::page`).
///
/// [`LocalizedMessage::json`]: crate::present::LocalizedMessage::json
pub type LocalizedHistory = HistoryMessage<String>;

/// A score of a history, and why it moved there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Stored"))]
#[non_exhaustive]
pub struct HistoryEntry<S: Said = Sentence> {
    /// When it was issued.
    pub time: Option<Time>,
    /// The same as the language writes it.
    #[serde(skip_deserializing, skip_serializing_if = "S::is_wordless")]
    pub date: Option<S::Written>,
    /// By which version.
    pub version: Version,
    /// The level, as shown.
    pub level: Figure<Digits, S>,
    /// The level in millionths of a point.
    pub micro: i64,
    /// What another version would have given, as shown, where that is told; it was never issued.
    pub restated: Option<Figure<Digits, S>>,
    /// The same in millionths of a point.
    pub restated_micro: Option<i64>,
    /// The band of the scale that it lies in, where the scale has bands and the name may be seen.
    pub grade: Option<S>,
    /// What a list or a chart says where the version is another one than before, or where the history begins.
    pub marker: Option<S>,
    /// Whether the version is another one than that of the score before.
    pub version_changed: bool,
    /// Why it moved since the score before; none for the first one, and where no step was handed in.
    pub why: Option<Message<S>>,
}
