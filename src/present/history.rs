//! A history as it is told: each score as it was issued, the changes of version, and why each score moved.

use std::fmt;

use semver::Version;
use serde::{Serialize, Serializer};

use super::{
    Audience, Digits, Language, LocalizedMessage, Message, Presenter, Sentence, TextDirection,
    text::Writer,
    told::{Localizer, shown},
};
use crate::{
    history::{History, Restated, Step},
    path::printable,
    reasons::counted,
    record::ScoreRecord,
    time::Time,
};

/// A history that is ready to be told in any language.
///
/// It is made by [`Presenter::history`].
///
/// # Examples
///
/// See [`Presenter::history`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HistoryMessage {
    /// The name of the score.
    pub score: String,
    /// For whom.
    pub audience: Audience,
    /// Whose scores they are, where the records say so.
    pub subject: Option<String>,
    /// The scores as they were issued, oldest first.
    pub entries: Vec<HistoryEntry>,
    /// The version of a [restated](Self::restated) series; none where there is none.
    pub restated_under: Option<Version>,
}

/// A score of a history, and why it moved there.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HistoryEntry {
    /// When it was issued.
    pub time: Option<Time>,
    /// By which version.
    pub version: Version,
    /// The level, as shown.
    pub level: Digits,
    /// The level in millionths of a point.
    pub micro: i64,
    /// What another version would have given, as shown and in millionths of a point, where that is told.
    pub restated: Option<(Digits, i64)>,
    /// The band of the scale that it lies in, where the scale has bands and the name may be seen.
    pub grade: Option<Sentence>,
    /// Whether the version is another one than that of the score before.
    pub version_changed: bool,
    /// Why it moved since the score before; none for the first one, and where no step was handed in.
    pub why: Option<Message>,
}

/// A history in words.
///
/// Serialised, it is the JSON for user interfaces: the fields, with each `why` as [`LocalizedMessage::json`] writes it. With the
/// feature `html` it is a page (`LocalizedHistory::page`).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LocalizedHistory {
    /// The language's tag.
    pub language: String,
    /// Which way the language is written.
    pub direction: TextDirection,
    /// The name of the score.
    pub score: String,
    /// Whose scores they are, where the records say so.
    pub subject: Option<String>,
    /// Where the score stands, in a sentence; the name of the score where there is none.
    pub headline: String,
    /// The heading over the entries.
    pub heading: String,
    /// What the restated series is, where there is one: its scores were never issued.
    pub restated: Option<String>,
    /// The scores as they were issued, oldest first.
    pub entries: Vec<LocalizedEntry>,
}

/// A score of a history, in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LocalizedEntry {
    /// When it was issued.
    pub time: Option<Time>,
    /// The same as the language writes it.
    pub date: Option<String>,
    /// By which version.
    pub version: String,
    /// The level as it is written.
    pub level: String,
    /// The level in millionths of a point.
    pub micro: i64,
    /// What another version would have given, as it is written; it was never issued.
    pub restated: Option<String>,
    /// The same in millionths of a point.
    pub restated_micro: Option<i64>,
    /// What the band of the scale is called that it lies in.
    pub grade: Option<String>,
    /// What a list or a chart says where the version is another one than before, or where the history begins.
    pub marker: Option<String>,
    /// Whether the version is another one than that of the score before.
    pub version_changed: bool,
    /// Why it moved since the score before.
    #[serde(serialize_with = "as_json")]
    pub why: Option<LocalizedMessage>,
}

#[allow(clippy::ref_option, reason = "serde hands it over so")]
fn as_json<S: Serializer>(why: &Option<LocalizedMessage>, to: S) -> Result<S::Ok, S::Error> {
    why.as_ref().map(LocalizedMessage::json).serialize(to)
}

impl Presenter<'_> {
    /// A history with its steps, to be told as a whole: where the score stands, each score as it was issued, where the
    /// version changed, and why each score moved.
    ///
    /// The steps are those of the same history, by [`History::explain`] or [`History::steps`]; without them it is told that
    /// scores moved, and not why.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{history::History, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let lineage = influence::lineage();
    /// let marketer: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
    /// let history = History::new([
    ///     lineage.find("1.0.0")?.record(&marketer)?.with_subject("ann").with_time("2011-09-25".parse()?),
    ///     lineage.find("2.0.0")?.record(&marketer)?.with_subject("ann").with_time("2011-10-26".parse()?),
    /// ])?;
    /// let steps = history.explain(&lineage, |_record| Some(&marketer));
    ///
    /// let told = Presenter::new(Audience::Person).history(&history, &steps).localize(&English);
    /// assert_eq!(told.headline, "Your influence score is 54.");
    /// assert_eq!(told.entries[1].marker.as_deref(), Some("New version 2.0.0"));
    /// assert_eq!(serde_json::to_value(&told)?["entries"][1]["why"]["value"], -17);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn history(&self, history: &History, steps: &[Step]) -> HistoryMessage {
        let records = history.records();
        let steps =
            std::iter::once(None).chain(steps.iter().map(Some).chain(std::iter::repeat(None)));
        let befores = std::iter::once(None).chain(records.iter().map(Some));
        let entries = records.iter().zip(steps).zip(befores);
        HistoryMessage {
            score: records
                .first()
                .map_or_else(String::new, |first| self.score(first.model().name())),
            audience: self.audience,
            subject: records
                .first()
                .and_then(|first| first.subject().map(printable)),
            entries: entries
                .map(|((record, step), before)| self.entry(record, step, before))
                .collect(),
            restated_under: None,
        }
    }

    fn entry(
        &self,
        record: &ScoreRecord,
        step: Option<&Step>,
        before: Option<&ScoreRecord>,
    ) -> HistoryEntry {
        let scale = record.scale();
        let seen = |band: &&str| !self.hides(band);
        let grade = record.band().filter(seen).map(printable);
        let micro = counted(record.value());
        HistoryEntry {
            time: record.time(),
            version: record.model().version().clone(),
            level: Digits::points(&scale, scale.round(micro)),
            micro,
            restated: None,
            grade: grade.map(|name| Sentence::Grade { name }),
            version_changed: before.is_some_and(|before| before.model() != record.model()),
            why: step.map(|step| self.message(step)),
        }
    }
}

impl HistoryMessage {
    /// Beside the scores, what another version would have given; that these were never issued is said with them.
    ///
    /// The series is that of the same history, by [`History::restated`].
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{history::History, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let lineage = influence::lineage();
    /// let marketer: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
    /// let record = |version| lineage.find(version).map(|release| release.record(&marketer));
    /// let history = History::new([record("1.0.0")??, record("2.0.0")??])?;
    /// let restated = history.restated(&lineage, "2.0.0", |_record| Some(&marketer))?;
    ///
    /// let told = Presenter::new(Audience::Person).history(&history, &[]).restated(&restated).localize(&English);
    /// assert_eq!(told.entries[0].restated.as_deref(), Some("54"));
    /// assert_eq!(told.restated.as_deref(), Some("What version 2.0.0 would have given; these scores were never issued."));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn restated(mut self, series: &Restated) -> Self {
        let scale = series.scale();
        for (entry, score) in self.entries.iter_mut().zip(series.scores()) {
            entry.restated = score.restated.map(|level| {
                let micro = counted(level);
                (Digits::points(&scale, scale.round(micro)), micro)
            });
        }
        self.restated_under = Some(series.under().version().clone());
        self
    }

    /// The history in words.
    ///
    /// # Examples
    ///
    /// See [`Presenter::history`].
    #[must_use]
    pub fn localize(&self, language: &(impl Language + ?Sized)) -> LocalizedHistory {
        let teller = Localizer::new(language, self.audience);
        let headline = self.entries.last().map(|newest| {
            teller.say(&Sentence::StandsAt {
                score: self.score.clone(),
                level: newest.level,
            })
        });
        let entry = |(index, entry): (usize, &HistoryEntry)| {
            let version = entry.version.to_string();
            let marker = match (index, entry.version_changed) {
                (0, _) => Some(teller.say(&Sentence::FirstScore {})),
                (_, true) => Some(teller.say(&Sentence::NewVersion {
                    version: version.clone(),
                })),
                _ => None,
            };
            LocalizedEntry {
                time: entry.time,
                date: entry.time.map(|time| shown(language.date(time))),
                version,
                level: teller.number(entry.level),
                micro: entry.micro,
                restated: entry.restated.map(|(level, _)| teller.number(level)),
                restated_micro: entry.restated.map(|(_, micro)| micro),
                grade: entry.grade.as_ref().map(|grade| teller.say(grade)),
                marker,
                version_changed: entry.version_changed,
                why: entry.why.as_ref().map(|why| why.localize(language)),
            }
        };
        LocalizedHistory {
            language: language.tag().to_owned(),
            direction: language.direction(),
            headline: headline.unwrap_or_else(|| self.score.clone()),
            score: self.score.clone(),
            subject: self.subject.clone(),
            heading: teller.say(&Sentence::HistoryTitle {}),
            restated: self.restated_under.as_ref().map(|version| {
                let version = version.to_string();
                teller.say(&Sentence::RestatedSeries { version })
            }),
            entries: self.entries.iter().enumerate().map(entry).collect(),
        }
    }
}

impl LocalizedHistory {
    /// The history as text, oldest score first: a line for each score, a marker where the version changed, and below each why
    /// it moved; its `Display` is the text.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{history::History, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let lineage = influence::lineage();
    /// let marketer: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
    /// let history = History::new([
    ///     lineage.find("1.0.0")?.record(&marketer)?.with_time("2011-10-25".parse()?),
    ///     lineage.find("2.0.0")?.record(&marketer)?.with_time("2011-10-26".parse()?),
    /// ])?;
    /// let steps = history.explain(&lineage, |_record| Some(&marketer));
    /// let told = Presenter::new(Audience::Person).history(&history, &steps).localize(&English);
    /// let text = told.text().to_string();
    /// assert!(text.starts_with("Your influence score is 54.\n\n25 October 2011: 71. The first score"), "{text}");
    /// assert!(text.contains("\n26 October 2011: 54. New version 2.0.0\n  We changed how the score is calculated."), "{text}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn text(&self) -> HistoryText<'_> {
        HistoryText(self)
    }
}

/// A history as text. See [`LocalizedHistory::text`].
#[derive(Clone, Debug)]
pub struct HistoryText<'t>(&'t LocalizedHistory);

/// So many columns wide is a history.
const WIDTH: usize = 80;

/// So many columns further in stands why a score moved.
const INDENT: usize = 2;

impl fmt::Display for HistoryText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.0;
        let mut out = Writer::new(f, WIDTH, told.direction.mark());
        out.plain(&told.headline)?;
        if let Some(restated) = &told.restated {
            out.plain(&format!("* {restated}"))?;
        }
        for entry in &told.entries {
            let date = entry.date.as_ref().map(|date| format!("{date}: "));
            let restated = entry.restated.as_ref().map(|level| format!(" ({level}*)"));
            let marker = entry.marker.as_ref().map(|marker| format!(" {marker}"));
            let [date, restated, marker] = [date, restated, marker].map(Option::unwrap_or_default);
            out.plain(&format!("{date}{}{restated}.{marker}", entry.level))?;
            if let Some(why) = &entry.why {
                out.set_in(&why.text().width(WIDTH - INDENT).to_string(), INDENT)?;
            }
        }
        Ok(())
    }
}
