//! A history as a document.

use std::fmt;

use maud::{Markup, PreEscaped, html};

use super::{STYLE, bare, page::document, tone, words};
use crate::present::{HistoryEntry, LocalizedHistory, LocalizedMessage, Timeline};

impl LocalizedHistory {
    /// The history as an HTML document, newest score first; its `Display` is the document.
    ///
    /// As every [page](super::Html::page) it has no script, asks for nothing from anywhere, and follows the reader's light or
    /// dark mode. Names and sentences come out as text, whatever is in them.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{history::History, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let lineage = influence::lineage();
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../../examples/profiles/marketer.json"))?;
    /// let record = |version| lineage.find(version).map(|release| release.record(&marketer));
    /// let history = History::new([record("1.0.0")??, record("2.0.0")??])?;
    /// let steps = history.explain(&lineage, |_record| Some(&marketer));
    /// let presenter = Presenter::new(Audience::Person);
    ///
    /// let notice = lineage.preview("2.0.0", "3.0.0", &marketer, "2026-11-24".parse()?)?;
    /// let notice = presenter.message(&notice).localize(&English);
    /// let localized = presenter.history(&history, &steps).localize(&English);
    /// let page = localized.page().above(&notice).to_string();
    /// assert!(page.contains("<h1>Your influence score is 54.</h1>") && page.contains("New version 2.0.0"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn page(&self) -> HistoryPage<'_> {
        HistoryPage {
            localized: self,
            above: Vec::new(),
            remarks: Vec::new(),
            href: None,
        }
    }
}

/// Of more scores than this, only the newest and those of a new version are told open.
const MOST_OPEN: usize = 12;

impl LocalizedHistory {
    /// The scores over time as a chart: a line, a mark where the version changed, and the restated series apart from it. None
    /// of fewer than two scores.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{history::History, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let lineage = influence::lineage();
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../../examples/profiles/marketer.json"))?;
    /// let record = |version| lineage.find(version).map(|release| release.record(&marketer));
    /// let history = History::new([record("1.0.0")??, record("2.0.0")??])?;
    /// let localized = Presenter::new(Audience::Person).history(&history, &[]).localize(&English);
    /// let chart = localized.chart().ok_or("two scores")?.to_string();
    /// assert!(chart.contains(">2.0.0</text>"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "it is a place on a screen")]
    pub fn chart(&self) -> Option<Timeline> {
        let chart = Timeline::new(&self.heading).language(&self.language, self.direction);
        (self.entries.len() > 1).then(|| {
            self.entries.iter().fold(chart, |chart, entry| {
                let chart = if entry.version_changed {
                    chart.version(entry.version.to_string())
                } else {
                    chart
                };
                let when = entry.date.as_deref().unwrap_or_default();
                let chart = chart.score(when, entry.micro as f64 / 1e6, &entry.level.text);
                match (entry.restated_micro, &entry.restated) {
                    (Some(micro), Some(level)) => chart.restated(micro as f64 / 1e6, &level.text),
                    _ => chart,
                }
            })
        })
    }

    /// Whether the reasons for each move are folded away until a reader opens them.
    fn folds(&self, index: usize) -> bool {
        let is_newest = index + 1 == self.entries.len();
        let is_marked = self.entries.get(index).is_some_and(|of| of.version_changed);
        self.entries.len() > MOST_OPEN && !is_newest && !is_marked
    }
}

/// A history as an HTML document. See [`LocalizedHistory::page`].
#[derive(Clone, Debug)]
pub struct HistoryPage<'t> {
    localized: &'t LocalizedHistory,
    above: Vec<&'t LocalizedMessage>,
    remarks: Vec<&'t str>,
    href: Option<&'t str>,
}

impl<'t> HistoryPage<'t> {
    /// A message above the scores: what is announced, what can be done.
    #[must_use]
    pub fn above(mut self, message: &'t LocalizedMessage) -> Self {
        self.above.push(message);
        self
    }

    /// A remark of the app's below the scores.
    #[must_use]
    pub fn remark(mut self, text: &'t str) -> Self {
        self.remarks.push(text);
        self
    }

    /// Where the page finds its style, instead of inside it: see [`Html::stylesheet`](super::Html::stylesheet).
    #[must_use]
    pub fn stylesheet(mut self, href: &'t str) -> Self {
        self.href = Some(href);
        self
    }

    fn entry(index: usize, entry: &HistoryEntry<String>, folded: bool) -> Markup {
        html! {
            li {
                div class="scoreshift-when" {
                    @if let (Some(time), Some(date)) = (entry.time, &entry.date) {
                        time datetime=(time.to_string()) { (words(date)) }
                    }
                    b { bdi { (words(&entry.level.text)) } }
                    @if let Some(restated) = &entry.restated {
                        span class="scoreshift-key" { bdi { (words(&restated.text)) } }
                    }
                    @if let Some(marker) = &entry.marker {
                        span class=[entry.version_changed.then_some("scoreshift-version")] { (words(marker)) }
                    }
                }
                @if let Some(why) = &entry.why {
                    @let localized = piece(why, &format!("step-{index}"));
                    @match folded {
                        // All that there is to say is read at once.
                        true if is_brief(why) => p class="scoreshift-brief" {
                            bdi class={ "scoreshift-points " (tone(why.tone)) } { (words(&why.moved.text)) }
                            " "
                            span class="scoreshift-said" dir="auto" { (words(first(why))) }
                        },
                        // What moved, and why in its first words, is read before it is opened.
                        true => details {
                            summary {
                                bdi class={ "scoreshift-points " (tone(why.tone)) } { (words(&why.moved.text)) }
                                " "
                                span class="scoreshift-said" dir="auto" { (words(first(why))) }
                            }
                            (localized)
                        },
                        false => (localized),
                    }
                }
            }
        }
    }
}

/// The message, which does not say again what the page begins with.
fn without(message: &LocalizedMessage, headline: &str) -> LocalizedMessage {
    let mut message = message.clone();
    message.headline.retain(|said| said != headline);
    message
}

/// Whether a message is no more than its first sentence.
fn is_brief(why: &LocalizedMessage) -> bool {
    why.headline.len() == 1
        && why.sections.is_empty()
        && why.places.is_none()
        && why.notes.is_empty()
        && why.next.is_empty()
        && why.facts.is_empty()
}

fn first(why: &LocalizedMessage) -> &str {
    why.headline.first().map_or("", String::as_str)
}

fn piece(localized: &LocalizedMessage, id: &str) -> PreEscaped<String> {
    PreEscaped(localized.html().id(id).without_style().to_string())
}

impl fmt::Display for HistoryPage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let localized = self.localized;
        let newest = localized.entries.last();
        let style = match self.href {
            Some(href) => html! { link rel="stylesheet" href=(href); },
            None => html! { style { (PreEscaped(STYLE)) } },
        };
        let body = html! {
            main class="scoreshift" {
                h1 { (words(&localized.headline)) }
                p class="scoreshift-now" {
                    @if let Some(subject) = &localized.subject { bdi { (words(subject)) } " " }
                    @if let Some(grade) = newest.and_then(|newest| newest.grade.as_ref()) { b { (words(grade)) } }
                }
                @for (index, message) in self.above.iter().enumerate() {
                    (piece(&without(message, &localized.headline), &format!("above-{index}")))
                }
                h2 { (words(&localized.heading)) }
                @if let Some(chart) = localized.chart() {
                    figure { (chart.id("scores").in_page().markup()) }
                    @if let Some(restated) = &localized.restated {
                        p class="scoreshift-key" { (words(restated)) }
                    }
                }
                ol class="scoreshift-history" reversed {
                    @for (index, entry) in localized.entries.iter().enumerate().rev() { (Self::entry(index, entry, localized.folds(index))) }
                }
                @for remark in &self.remarks { p dir="auto" { (words(remark)) } }
            }
        };
        let language = (localized.language.as_str(), localized.direction);
        f.write_str(&document(
            language,
            &bare(&localized.headline),
            &style,
            &body,
        ))
    }
}
