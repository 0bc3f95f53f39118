//! A history as text.

use std::fmt;

use super::text::Writer;
use crate::present::LocalizedHistory;

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
    /// let localized = Presenter::new(Audience::Person).history(&history, &steps).localize(&English);
    /// let text = localized.text().to_string();
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
        let localized = self.0;
        let mut out = Writer::new(f, WIDTH, localized.direction.mark());
        out.plain(&localized.headline)?;
        if let Some(restated) = &localized.restated {
            out.plain(&format!("* {restated}"))?;
        }
        for entry in &localized.entries {
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
