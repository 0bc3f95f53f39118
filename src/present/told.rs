//! A message in words.

use semver::Version;

use super::{
    Amount, Audience, Digits, Language, LocalizedPopulation, Message, MethodSummary, Note, Row,
    RowKind, ScoreLevel, Section, SectionKind, Sentence, TextDirection, Tone, Voice,
    argument::Percent,
};
use std::borrow::Cow;

use crate::{explain::Question, invisible::without_hidden};

/// A message told in one language: plain text in the structure that it is shown in.
///
/// Renderers put it into a form and compute nothing: [`text`](Self::text) for terminals and letters,
/// [`markdown`](Self::markdown), and [`json`](Self::json) for programs.
/// Every text is one line without markup; a renderer escapes what its form reads as markup.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LocalizedMessage {
    /// The language's tag.
    pub language: String,
    /// Which way the language is written.
    pub direction: TextDirection,
    /// The name of the score.
    pub score: String,
    /// What is answered.
    pub question: Question,
    /// For whom.
    pub audience: Audience,
    /// The score before.
    pub before: LocalizedLevel,
    /// The score after.
    pub after: LocalizedLevel,
    /// After − before.
    pub moved: LocalizedMove,
    /// The sentences at the top.
    pub headline: Vec<String>,
    /// What moved the score; the rows of all sections add up to the move.
    pub sections: Vec<LocalizedSection>,
    /// The same move by place, all causes together.
    pub places: Option<LocalizedSection>,
    /// Who moves, where the message is about the mean of a population.
    pub population: Option<LocalizedPopulation>,
    /// What did not count, and what else must be said.
    pub notes: Vec<LocalizedNote>,
    /// What can be done next.
    pub next: Vec<LocalizedNote>,
    /// The heading over the facts.
    pub facts_heading: String,
    /// What an auditor checks.
    pub facts: Vec<LocalizedNote>,
    /// How the move was split.
    pub method: Option<MethodSummary>,
}

/// A score under a version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalizedLevel {
    /// What a chart calls it.
    pub label: String,
    /// The level as it is written; a dash where there is none.
    pub text: String,
    /// Whether there is a level: a population of nobody has no mean.
    pub is_known: bool,
    /// The level as digits.
    pub shown: Digits,
    /// The level in millionths of a point.
    pub micro: i64,
    /// Which version.
    pub version: String,
    /// The fingerprint of the version, where it is known.
    pub fingerprint: Option<String>,
    /// What the band of the scale is called that it lies in.
    pub grade: Option<String>,
}

/// A move.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalizedMove {
    /// The points as they are written.
    pub text: String,
    /// The points as digits.
    pub shown: Digits,
    /// In millionths of a point.
    pub micro: i64,
    /// Whether it is good news.
    pub tone: Tone,
}

/// Rows that belong together.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LocalizedSection {
    /// A stable id, unique in the message.
    pub id: String,
    /// Whose doing it is.
    pub kind: SectionKind,
    /// The heading, without a colon.
    pub heading: Option<String>,
    /// What the rows add up to, as it is written.
    pub points: String,
    /// What the rows add up to.
    pub amount: Amount,
    /// What moved.
    pub rows: Vec<LocalizedRow>,
}

impl LocalizedSection {
    /// The heading where text is read line by line: a sentence about the whole scale says by itself what it is about.
    pub(super) fn heading_apart(&self) -> Option<&String> {
        let heading = self.heading.as_ref();
        heading.filter(|_| self.kind != SectionKind::Recalibrations)
    }
}

/// Something that moved the score.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LocalizedRow {
    /// A stable id, unique in the message.
    pub id: String,
    /// What it is.
    pub kind: RowKind,
    /// The version that brought the change, where another version changed something under the same key.
    pub release: Option<Version>,
    /// The stable reason code.
    pub code: Option<String>,
    /// The place among the principal reasons, from 1.
    pub rank: Option<u32>,
    /// In a few words.
    pub label: String,
    /// The points or the band as they are written.
    pub points: String,
    /// The points to the last digit as they are written, for an auditor.
    pub exact: Option<String>,
    /// How far it moved the score.
    pub amount: Amount,
    /// Whether that is good news.
    pub tone: Tone,
    /// What is said of it: whole sentences; may be empty.
    pub text: String,
    /// What is added, each by itself.
    pub remarks: Vec<String>,
    /// What it consists of; the rows add up to it, or there are none.
    pub rows: Vec<LocalizedRow>,
    /// Whether people can do without it: see [`Row::is_silent`].
    pub is_silent: bool,
}

impl LocalizedRow {
    /// The points, and for an auditor the exact ones beside them.
    #[must_use]
    pub fn figure(&self) -> String {
        match &self.exact {
            Some(exact) => format!("{} ({exact})", self.points),
            None => self.points.clone(),
        }
    }
}

/// Something that is said beside the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalizedNote {
    /// A stable id, unique in the message.
    pub id: String,
    /// Which sentence it is.
    pub kind: &'static str,
    /// What is said.
    pub text: String,
}

impl Message {
    /// The message in words.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{at, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
    /// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
    /// let told = Presenter::new(Audience::Agent).message(&why).localize(&English);
    /// assert_eq!(
    ///     told.headline,
    ///     [
    ///         "How the score is calculated was changed. Nothing in their own data moved it.",
    ///         "Their influence score fell from 71 to 54 (−17) when it moved from version 1.0.0 to version 2.0.0.",
    ///     ],
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn localize(&self, language: &(impl Language + ?Sized)) -> LocalizedMessage {
        let teller = Localizer::new(language, self.audience);
        let section = |section: &Section| teller.section(section);
        let note = |note: &Note| teller.note(note);
        let population = self.population.as_ref();
        let is_known = population.is_none_or(|all| all.subjects > 0);
        LocalizedMessage {
            language: language.tag().to_owned(),
            direction: language.direction(),
            score: self.score.clone(),
            question: self.question,
            audience: self.audience,
            before: teller.level(&self.before, is_known),
            after: teller.level(&self.after, is_known),
            moved: LocalizedMove {
                text: teller.points(self.moved),
                shown: self.moved,
                micro: self.moved_micro,
                tone: self.tone,
            },
            headline: self.headline.iter().map(|said| teller.say(said)).collect(),
            sections: self.sections.iter().map(section).collect(),
            places: self.places.as_ref().map(section),
            population: population.map(|all| all.localize(&teller)),
            notes: self.notes.iter().map(note).collect(),
            next: self.next.iter().map(note).collect(),
            facts_heading: teller.say(&Sentence::Facts {}),
            facts: self.facts.iter().map(note).collect(),
            method: self.method,
        }
    }
}

/// What a language says, in one line and without characters that do not show.
pub(super) fn shown(said: String) -> String {
    match without_hidden(&said) {
        Cow::Borrowed(_) => said,
        Cow::Owned(shown) => shown,
    }
}

pub(super) struct Localizer<'l, L: ?Sized> {
    pub(super) language: &'l L,
    voice: Voice,
    is_audit: bool,
}

impl<'l, L: Language + ?Sized> Localizer<'l, L> {
    pub(super) fn new(language: &'l L, audience: Audience) -> Self {
        Self {
            language,
            voice: audience.voice(),
            is_audit: audience == Audience::Auditor,
        }
    }

    pub(super) fn say(&self, sentence: &Sentence) -> String {
        shown(self.language.say(sentence, self.voice))
    }

    pub(super) fn number(&self, number: Digits) -> String {
        shown(self.language.number(number))
    }

    pub(super) fn count(&self, count: u64) -> String {
        self.number(Digits::count(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    pub(super) fn percent(&self, share: Percent) -> String {
        shown(self.language.percent(share))
    }

    pub(super) fn points(&self, points: Digits) -> String {
        shown(self.language.points(points))
    }

    pub(super) fn note(&self, note: &Note) -> LocalizedNote {
        LocalizedNote {
            id: note.id.clone(),
            kind: note.sentence.id(),
            text: self.say(&note.sentence),
        }
    }

    fn level(&self, level: &ScoreLevel, is_known: bool) -> LocalizedLevel {
        LocalizedLevel {
            label: self.say(&level.label),
            text: if is_known {
                self.number(level.shown)
            } else {
                "–".to_owned()
            },
            is_known,
            shown: level.shown,
            micro: level.micro,
            version: level.version.to_string(),
            fingerprint: level.fingerprint.clone(),
            grade: level.grade.as_ref().map(|grade| self.say(grade)),
        }
    }

    fn section(&self, section: &Section) -> LocalizedSection {
        LocalizedSection {
            id: section.id.clone(),
            kind: section.kind,
            heading: section.heading.as_ref().map(|heading| self.say(heading)),
            points: self.written(section.amount),
            amount: section.amount,
            rows: section.rows.iter().map(|row| self.row(row)).collect(),
        }
    }

    fn written(&self, amount: Amount) -> String {
        match amount {
            Amount::Points { shown, .. } => self.points(shown),
            Amount::Banded { band, sign } => shown(self.language.band(band, sign)),
        }
    }

    fn row(&self, row: &Row) -> LocalizedRow {
        let said: Vec<String> = row.sentences.iter().map(|said| self.say(said)).collect();
        let is_clauses = matches!(row.kind, RowKind::Place | RowKind::Detail);
        let text = if is_clauses && !said.is_empty() {
            shown(self.language.clauses(&said))
        } else {
            said.join(" ")
        };
        let micro = row.amount.micro().filter(|_| self.is_audit);
        LocalizedRow {
            id: row.id.clone(),
            kind: row.kind,
            release: row.release.clone(),
            code: row.code.clone(),
            rank: row.rank,
            label: self.say(&row.label),
            points: self.written(row.amount),
            exact: micro.map(|micro| self.points(Digits::micro(micro))),
            amount: row.amount,
            tone: row.tone,
            text,
            remarks: row.remarks.iter().map(|said| self.say(said)).collect(),
            rows: row.rows.iter().map(|row| self.row(row)).collect(),
            is_silent: row.is_silent(),
        }
    }
}
