//! A history as it is told: each score as it was issued, the changes of version, and why each score moved.

use std::fmt;

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::present::{
    Audience, Digits, Figure, Message, Presenter, Said, Sentence, message::said::sealed::Stored,
    render::text::Writer,
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
/// It is made by [`Presenter::history`]. It can be stored and localised later, as a [`Message`] can.
///
/// # Examples
///
/// See [`Presenter::history`].
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
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
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
        let entries = entries.map(|((record, step), before)| self.entry(record, step, before));
        let entries: Vec<HistoryEntry> = entries.collect();
        let first = records.first();
        let score = first.map_or_else(String::new, |first| self.score(first.model().name()));
        let named = || Sentence::OwnWords {
            text: score.clone(),
        };
        HistoryMessage {
            language: (),
            direction: (),
            audience: self.audience,
            subject: first.and_then(|first| first.subject().map(printable)),
            headline: entries
                .last()
                .map_or_else(named, |newest| Sentence::StandsAt {
                    score: score.clone(),
                    level: newest.level.value,
                }),
            heading: Sentence::HistoryTitle {},
            restated: None,
            entries,
            score,
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
        let version = record.model().version();
        let version_changed = before.is_some_and(|before| before.model() != record.model());
        let marker = match (before, version_changed) {
            (None, _) => Some(Sentence::FirstScore {}),
            (Some(_), true) => Some(Sentence::NewVersion {
                version: version.to_string(),
            }),
            (Some(_), false) => None,
        };
        HistoryEntry {
            time: record.time(),
            date: None,
            version: version.clone(),
            level: Digits::points(&scale, scale.round(micro)).into(),
            micro,
            restated: None,
            restated_micro: None,
            grade: grade.map(|name| Sentence::Grade { name }),
            marker,
            version_changed,
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
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
    /// let record = |version| lineage.find(version).map(|release| release.record(&marketer));
    /// let history = History::new([record("1.0.0")??, record("2.0.0")??])?;
    /// let restated = history.restated(&lineage, "2.0.0", |_record| Some(&marketer))?;
    ///
    /// let told = Presenter::new(Audience::Person).history(&history, &[]).restated(&restated).localize(&English);
    /// assert_eq!(told.entries[0].restated.as_ref().map(|level| level.text.as_str()), Some("54"));
    /// assert_eq!(told.restated.as_deref(), Some("What version 2.0.0 would have given; these scores were never issued."));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn restated(mut self, series: &Restated) -> Self {
        let scale = series.scale();
        for (entry, score) in self.entries.iter_mut().zip(series.scores()) {
            entry.restated_micro = score.restated.map(counted);
            let shown = |micro| Digits::points(&scale, scale.round(micro)).into();
            entry.restated = entry.restated_micro.map(shown);
        }
        self.restated = Some(Sentence::RestatedSeries {
            version: series.under().version().to_string(),
        });
        self
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
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
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
            let restated = entry.restated.as_ref();
            let restated = restated.map(|level| format!(" ({}*)", level.text));
            let marker = entry.marker.as_ref().map(|marker| format!(" {marker}"));
            let [date, restated, marker] = [date, restated, marker].map(Option::unwrap_or_default);
            out.plain(&format!("{date}{}{restated}.{marker}", entry.level.text))?;
            if let Some(why) = &entry.why {
                out.set_in(&why.text().width(WIDTH - INDENT).to_string(), INDENT)?;
            }
        }
        Ok(())
    }
}
