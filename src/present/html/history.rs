//! A history as a document.

use std::fmt;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{STYLE, bare, clean, dir, words};
use crate::present::{LocalizedEntry, LocalizedHistory, LocalizedMessage};

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
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
    /// let record = |version| lineage.find(version).map(|release| release.record(&marketer));
    /// let history = History::new([record("1.0.0")??, record("2.0.0")??])?;
    /// let steps = history.explain(&lineage, |_record| Some(&marketer));
    /// let presenter = Presenter::new(Audience::Person);
    ///
    /// let notice = lineage.preview("2.0.0", "3.0.0", &marketer, "2026-11-24".parse()?)?;
    /// let notice = presenter.message(&notice).localize(&English);
    /// let told = presenter.history(&history, &steps).localize(&English);
    /// let page = told.page().above(&notice).to_string();
    /// assert!(page.contains("<h1>Your influence score is 54.</h1>") && page.contains("New version 2.0.0"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn page(&self) -> HistoryPage<'_> {
        HistoryPage {
            told: self,
            above: Vec::new(),
            remarks: Vec::new(),
            href: None,
        }
    }
}

/// A history as an HTML document. See [`LocalizedHistory::page`].
#[derive(Clone, Debug)]
pub struct HistoryPage<'t> {
    told: &'t LocalizedHistory,
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

    fn entry(index: usize, entry: &LocalizedEntry) -> Markup {
        html! {
            li {
                div class="scoreshift-when" {
                    @if let (Some(time), Some(date)) = (entry.time, &entry.date) {
                        time datetime=(time.to_string()) { (words(date)) }
                    }
                    b { bdi { (words(&entry.level)) } }
                    @if let Some(marker) = &entry.marker {
                        span class=[entry.version_changed.then_some("scoreshift-version")] { (words(marker)) }
                    }
                }
                @if let Some(why) = &entry.why { (piece(why, &format!("step-{index}"))) }
            }
        }
    }
}

fn piece(told: &LocalizedMessage, id: &str) -> PreEscaped<String> {
    PreEscaped(told.html().id(id).without_style().to_string())
}

impl fmt::Display for HistoryPage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.told;
        let newest = told.entries.last();
        let document = html! {
            (DOCTYPE)
            html lang=(clean(&told.language)) dir=(dir(told.direction)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (bare(&told.headline)) }
                    @match self.href {
                        Some(href) => link rel="stylesheet" href=(href);,
                        None => style { (PreEscaped(STYLE)) },
                    }
                }
                body class="scoreshift-page" {
                    main class="scoreshift" {
                        h1 { (words(&told.headline)) }
                        p class="scoreshift-now" {
                            @if let Some(subject) = &told.subject { bdi { (words(subject)) } " " }
                            @if let Some(grade) = newest.and_then(|newest| newest.grade.as_ref()) { b { (words(grade)) } }
                        }
                        @for (index, message) in self.above.iter().enumerate() {
                            (piece(message, &format!("above-{index}")))
                        }
                        h2 { (words(&told.heading)) }
                        ol class="scoreshift-history" reversed {
                            @for (index, entry) in told.entries.iter().enumerate().rev() { (Self::entry(index, entry)) }
                        }
                        @for remark in &self.remarks { p dir="auto" { (words(remark)) } }
                    }
                }
            }
        };
        f.write_str(&document.into_string())
    }
}
