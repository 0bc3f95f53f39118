//! A message as HTML.

mod bars;
mod history;
mod page;
mod population;
mod rows;
mod words;

use std::fmt;

use maud::{Markup, PreEscaped, html};

use self::bars::Axis;
pub use self::history::HistoryPage;
pub use self::page::Page;
pub(in crate::present) use self::words::bare;
use self::words::words;

use super::svg::{allowed, clean, prefix, tone};
use crate::present::{LocalizedMessage, Note, Section, TextDirection};

/// The style of fragments, pages and charts.
pub(in crate::present) const STYLE: &str = include_str!("style.css");

impl LocalizedMessage {
    /// The message as a piece of HTML to put into a page of yours; its `Display` is the piece. [`page`](Html::page)
    /// makes a document of it.
    ///
    /// It is the headline (an `h2`) and all that is told: each row with its bar, all on one axis, and nested in `<details>`;
    /// of a population also how many go which way, how far, and from which band to which, as the figures of its
    /// [histogram](LocalizedMessage::histogram) and its [table of bands](LocalizedMessage::crossing_matrix). It has no
    /// script, asks for nothing from anywhere, follows the reader's light or dark mode, and is made for phones and
    /// printers too. Names and sentences come out as text, whatever is in them. `data-points` of a row are its points as
    /// a number.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{at, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../../examples/profiles/marketer.json"))?;
    /// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
    /// let localized = Presenter::new(Audience::Person)
    ///     .labels(|_| Some("<script>alert(1)</script>".to_owned()))
    ///     .message(&why)
    ///     .localize(&English);
    ///
    /// let piece = localized.html().id("why-71-to-54").to_string();
    /// assert!(piece.starts_with("<article ") && piece.contains(r#"id="why-71-to-54" lang="en" dir="ltr">"#));
    /// assert!(piece.contains("<bdi>−14</bdi>") && !piece.contains("<script"));
    ///
    /// let page = localized.html().page().to_string();
    /// assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\""));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn html(&self) -> Html<'_> {
        Html {
            localized: self,
            prefix: "scoreshift".to_owned(),
            is_styled: true,
            href: None,
            is_page: false,
        }
    }
}

/// A message as a piece of HTML. See [`LocalizedMessage::html`].
#[derive(Clone, Debug)]
pub struct Html<'t> {
    localized: &'t LocalizedMessage,
    prefix: String,
    is_styled: bool,
    /// Where the page finds its style.
    href: Option<String>,
    is_page: bool,
}

impl<'t> Html<'t> {
    /// The style sheet of pieces, pages and charts: for a page that has several of them, or that allows no styles but
    /// those of files. Every class in it begins with `scoreshift`.
    pub const STYLE: &'static str = STYLE;

    /// What the ids in it begin with, `scoreshift` unless set: pieces on one page must not share it.
    ///
    /// Whatever is not an ASCII letter or digit, `-` or `_` becomes `-`.
    #[must_use]
    pub fn id(mut self, text: &str) -> Self {
        self.prefix = prefix(text);
        self
    }

    /// Leaves out the style, because the page around it has [it](Self::STYLE).
    #[must_use]
    pub fn without_style(mut self) -> Self {
        self.is_styled = false;
        self
    }

    /// Leaves out the style, because it is at this address: for a page that may have none inside it. What is there is
    /// [`STYLE`](Self::STYLE), with whatever you add.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{at, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../../examples/profiles/marketer.json"))?;
    /// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
    /// let localized = Presenter::new(Audience::Person).message(&why).localize(&English);
    ///
    /// let page = localized.html().stylesheet("/scores.css").page().to_string();
    /// assert!(page.contains(r#"<link rel="stylesheet" href="/scores.css">"#) && !page.contains("<style>"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn stylesheet(mut self, href: impl Into<String>) -> Self {
        (self.is_styled, self.href) = (false, Some(href.into()));
        self
    }

    /// A whole document.
    #[must_use]
    pub fn page(mut self) -> Page<'t> {
        self.is_page = true;
        Page::of(self)
    }

    fn markup(&self) -> Markup {
        let localized = self.localized;
        let mut headline = localized.headline.iter();
        let first = headline.next();
        let axis = Axis::of(localized);
        let sections = html! {
            @for section in localized.sections.iter().chain(&localized.places) { (self.section(section, &axis)) }
        };
        html! {
            article class=(rows::column(localized)) id=(self.prefix) lang=(clean(&localized.language)) dir=(dir(localized.direction)) {
                @if self.is_styled && !self.is_page { style { (PreEscaped(STYLE)) } }
                @if let Some(first) = first { (self.headline(first)) }
                // Each sentence runs its own way, and may be the app's own.
                @for said in headline { p dir=[self.auto()] { (words(said)) } }
                @match &localized.population {
                    Some(population) => (self.population(population, &sections)),
                    None => (sections),
                }
                @for note in &localized.notes { (self.said("", note)) }
                @for step in &localized.next { (self.said("scoreshift-next", step)) }
                @if !localized.facts.is_empty() {
                    section class="scoreshift-facts" {
                        (self.heading(&localized.facts_heading))
                        ul {
                            @for fact in &localized.facts {
                                li id=(self.inner(&fact.id)) dir=[self.auto()] { (words(&fact.sentence)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn section(&self, section: &Section<String>, axis: &Axis) -> Markup {
        let rows = || section.rows.iter().filter(|row| !row.is_silent());
        if rows().next().is_none() {
            return html! {};
        }
        html! {
            section id=(self.inner(&section.id)) {
                @if let Some(heading) = &section.heading { (self.heading(heading)) }
                ul {
                    @for row in rows() { (self.row(row, axis)) }
                }
            }
        }
    }

    /// The first heading of a page, or of a part of one.
    fn headline(&self, text: &str) -> Markup {
        html! {
            @if self.is_page { h1 class="scoreshift-headline" dir=[self.auto()] { (words(text)) } }
            @else { h2 class="scoreshift-headline" dir=[self.auto()] { (words(text)) } }
        }
    }

    fn heading(&self, text: &str) -> Markup {
        html! {
            @if self.is_page { h2 class="scoreshift-heading" { (words(text)) } }
            @else { h3 class="scoreshift-heading" { (words(text)) } }
        }
    }

    fn said(&self, class: &'static str, note: &Note<String>) -> Markup {
        let class = (!class.is_empty()).then_some(class);
        html! { p id=(self.inner(&note.id)) class=[class] dir=[self.auto()] { (words(&note.sentence)) } }
    }

    fn is_mirrored(&self) -> bool {
        self.localized.direction == TextDirection::RightToLeft
    }

    /// Among words from right to left there may be sentences of the app's in another script: each runs its own way.
    fn auto(&self) -> Option<&'static str> {
        self.is_mirrored().then_some("auto")
    }

    /// The id of something in the message, unique in the page.
    fn inner(&self, id: &str) -> String {
        format!("{}-{}", self.prefix, allowed(id))
    }
}

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.markup().into_string())
    }
}

fn dir(direction: TextDirection) -> &'static str {
    match direction {
        TextDirection::LeftToRight => "ltr",
        TextDirection::RightToLeft => "rtl",
    }
}
