//! How a history becomes a message.

use crate::{
    history::{History, Restated, Step},
    path::printable,
    present::{Digits, HistoryEntry, HistoryMessage, Presenter, Sentence},
    reasons::counted,
    record::ScoreRecord,
};

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
    /// let listed = Presenter::new(Audience::Person).history(&history, &steps).localize(&English);
    /// assert_eq!(listed.headline, "Your influence score is 54.");
    /// assert_eq!(listed.entries[1].marker.as_deref(), Some("New version 2.0.0"));
    /// assert_eq!(serde_json::to_value(&listed)?["entries"][1]["why"]["value"], -17);
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
    /// let listed = Presenter::new(Audience::Person).history(&history, &[]).restated(&restated).localize(&English);
    /// assert_eq!(listed.entries[0].restated.as_ref().map(|level| level.text.as_str()), Some("54"));
    /// assert_eq!(listed.restated.as_deref(), Some("What version 2.0.0 would have given; these scores were never issued."));
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
