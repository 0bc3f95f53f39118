//! A message as plain text, for terminals and letters.

use std::fmt::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::present::{
    Amount, GroupMove, Listing, LocalizedMessage, MoveBin, Population, Row, Section, SectionKind,
    Tone,
};

impl LocalizedMessage {
    /// The message as plain text; its `Display` is what to print.
    ///
    /// Points are aligned by the width that characters have on a terminal. Without a [width](Text::width) no line is
    /// broken, and without [colour](Text::coloured) nothing but text is written.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::{IsTerminal, stdout};
    /// use scoreshift::{at, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
    /// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
    /// let localized = Presenter::new(Audience::Person).message(&why).localize(&English);
    /// println!("{}", localized.text().width(80).coloured(stdout().is_terminal()));
    /// # assert!(localized.text().width(40).to_string().lines().all(|line| line.chars().count() <= 40));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn text(&self) -> Text<'_> {
        Text {
            localized: self,
            width: usize::MAX,
            is_coloured: false,
        }
    }
}

/// A message as plain text. See [`LocalizedMessage::text`].
#[derive(Clone, Copy, Debug)]
pub struct Text<'t> {
    localized: &'t LocalizedMessage,
    width: usize,
    is_coloured: bool,
}

impl Text<'_> {
    /// Breaks lines between words so that they fit into this many columns; a word that is wider than a line is broken where
    /// the line ends. With fewer than about twenty columns what is indented far can be wider.
    #[must_use]
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns;
        self
    }

    /// Writes good news in green, bad news in red, and headings in bold, by ANSI escapes; signs and words tell the same.
    ///
    /// Whether a terminal wants that is for the caller to know: see `std::io::IsTerminal` and the environment variable
    /// `NO_COLOR`.
    #[must_use]
    pub fn coloured(mut self, wanted: bool) -> Self {
        self.is_coloured = wanted;
        self
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Writer {
            is_coloured: self.is_coloured,
            ..Writer::new(f, self.width, self.localized.direction.mark())
        };
        let localized = self.localized;
        if let Some((first, others)) = localized.headline.split_first() {
            out.paragraph(first, BOLD)?;
            if !others.is_empty() {
                out.paragraph(&others.join(" "), PLAIN)?;
            }
        }
        for section in localized.sections.iter().chain(&localized.places) {
            out.section(section)?;
        }
        if let Some(population) = &localized.population {
            out.population(population)?;
        }
        for note in &localized.notes {
            out.paragraph(&note.sentence, PLAIN)?;
        }
        for step in &localized.next {
            out.paragraph(&step.sentence, PLAIN)?;
        }
        if !localized.facts.is_empty() {
            out.paragraph(&format!("{}:", localized.facts_heading), BOLD)?;
            for fact in &localized.facts {
                out.line(2, 2, &[(&fact.sentence, PLAIN)])?;
            }
        }
        Ok(())
    }
}

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Better => GOOD,
        Tone::Worse => BAD,
        Tone::Neutral => PLAIN,
    }
}

/// The longest bar, in characters.
const LONGEST: u128 = 24;

/// How many characters long a bar is; whatever there is, is seen.
fn bar(weight: u64, most: u64) -> usize {
    let length = (u128::from(weight) * LONGEST).div_ceil(u128::from(most.max(1)));
    usize::try_from(length).unwrap_or(0)
}

/// Writes lines with their indents.
pub(in crate::present) struct Writer<'w, 'f> {
    out: &'w mut fmt::Formatter<'f>,
    width: usize,
    is_coloured: bool,
    is_first: bool,
    /// Begins every line.
    mark: &'static str,
}

impl<'w, 'f> Writer<'w, 'f> {
    /// A writer of so many columns, without colours, whose lines begin with a mark.
    pub(in crate::present) fn new(
        out: &'w mut fmt::Formatter<'f>,
        width: usize,
        mark: &'static str,
    ) -> Self {
        Self {
            out,
            width,
            is_coloured: false,
            is_first: true,
            mark,
        }
    }

    fn section(&mut self, section: &Section<String>) -> fmt::Result {
        match section.kind {
            SectionKind::Changes | SectionKind::Composition | SectionKind::Places => {
                self.listed(section)
            }
            _ => self.spoken(section),
        }
    }

    /// Rows with their points in a column.
    fn listed(&mut self, section: &Section<String>) -> fmt::Result {
        if let Some(heading) = &section.heading {
            self.paragraph(&format!("{heading}:"), BOLD)?;
        }
        let figures = section.rows.iter().map(|row| row.figure().width());
        let column = figures.max().unwrap_or(0);
        for row in section.rows.iter().filter(|row| !row.is_silent()) {
            self.in_column(column, (&row.figure(), style(row.tone)), &row.said())?;
            self.inside(row, column + 4)?;
        }
        Ok(())
    }

    /// A figure at the end of a column, and a text beside it.
    fn in_column(&mut self, column: usize, figure: (&str, Style), text: &str) -> fmt::Result {
        let padding = " ".repeat(column.saturating_sub(figure.0.width()));
        let text = format!("  {text}");
        let line = [(padding.as_str(), PLAIN), figure, (&text, PLAIN)];
        self.line(2, column + 4, &line)
    }

    /// Rows that are a paragraph each, with a heading that has the points.
    fn spoken(&mut self, section: &Section<String>) -> fmt::Result {
        for row in section.rows.iter().filter(|row| !row.is_silent()) {
            match section.heading_apart() {
                Some(heading) => {
                    self.blank()?;
                    let (heading, figure) = (format!("{heading}:"), format!(" {}", row.figure()));
                    self.line(0, 2, &[(&heading, BOLD), (&figure, style(row.tone))])?;
                    if !row.text().is_empty() {
                        self.line(2, 2, &[(&row.text(), PLAIN)])?;
                    }
                }
                None => self.paragraph(&row.text(), PLAIN)?,
            }
            self.inside(row, 2)?;
        }
        Ok(())
    }

    /// Bands, bars and groups, as lists.
    fn population(&mut self, all: &Population<String>) -> fmt::Result {
        if let Some(crossings) = &all.crossings {
            self.paragraph(&format!("{}:", crossings.heading), BOLD)?;
            for said in &crossings.said {
                self.line(2, 4, &[(&said.sentence, PLAIN)])?;
            }
        }
        let bins = &all.moves.rows;
        if !bins.is_empty() {
            self.paragraph(&format!("{}:", all.moves.heading), BOLD)?;
        }
        let wide =
            |of: fn(&MoveBin<String>) -> &String| bins.iter().map(|bin| of(bin).width()).max();
        let (counts, labels) = (wide(|bin| &bin.weight.text), wide(|bin| &bin.label));
        let (counts, labels) = (counts.unwrap_or(0), labels.unwrap_or(0));
        let most = bins.iter().map(|bin| bin.weight_micro).max();
        for bin in bins {
            let length = bar(bin.weight_micro, most.unwrap_or(0));
            let gap = match length {
                0 => 0,
                _ => labels.saturating_sub(bin.label.width()) + 2,
            };
            let text = format!("{}{}{}", bin.label, " ".repeat(gap), "█".repeat(length));
            self.in_column(counts, (&bin.weight.text, BOLD), &text)?;
        }
        self.groups(&all.levels)?;
        self.groups(&all.tenths)?;
        self.groups(&all.groups)
    }

    /// Groups with their mean moves, as a list.
    fn groups(&mut self, groups: &Listing<GroupMove<String>, String>) -> fmt::Result {
        if !groups.rows.is_empty() {
            self.paragraph(&format!("{}:", groups.heading), BOLD)?;
        }
        let points = groups.rows.iter().map(|group| group.moved.text.width());
        let column = points.max().unwrap_or(0);
        for group in &groups.rows {
            let text = format!("{}. {}", group.label, group.sentence);
            self.in_column(column, (&group.moved.text, style(group.tone)), &text)?;
        }
        if let Some(more) = &groups.more {
            self.line(2, 2, &[(&more.sentence, PLAIN)])?;
        }
        Ok(())
    }

    /// What is added to a row, and what it consists of.
    fn inside(&mut self, row: &Row<String>, indent: usize) -> fmt::Result {
        for remark in &row.remarks {
            self.line(indent, indent + 2, &[(remark, PLAIN)])?;
        }
        for inner in row.rows.iter().filter(|row| !row.is_silent()) {
            let end = if inner.text().is_empty() && inner.rows.is_empty() {
                '.'
            } else {
                ':'
            };
            // Each piece begins with its space, so that lines break only between words.
            let figure = match inner.amount {
                Amount::Points(_) => format!(" {}{end}", inner.figure()),
                Amount::Banded { .. } => format!(" ({}){end}", inner.figure()),
            };
            let text = if inner.text().is_empty() {
                String::new()
            } else {
                format!(" {}", inner.text())
            };
            let said = [
                (inner.label.as_str(), PLAIN),
                (figure.as_str(), style(inner.tone)),
                (text.as_str(), PLAIN),
            ];
            self.line(indent, indent + 2, &said)?;
            self.inside(inner, indent + 2)?;
        }
        Ok(())
    }

    /// A text that stands by itself.
    pub(in crate::present) fn plain(&mut self, text: &str) -> fmt::Result {
        self.paragraph(text, PLAIN)
    }

    /// What was broken into lines already, so many columns further in.
    pub(in crate::present) fn set_in(&mut self, lines: &str, columns: usize) -> fmt::Result {
        for line in lines.lines() {
            self.out.write_char('\n')?;
            if !line.is_empty() {
                self.pad(columns)?;
                self.out.write_str(line)?;
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, text: &str, style: Style) -> fmt::Result {
        self.blank()?;
        self.line(0, 0, &[(text, style)])
    }

    /// An empty line, unless nothing stands before it.
    fn blank(&mut self) -> fmt::Result {
        if self.is_first {
            return Ok(());
        }
        self.out.write_char('\n')
    }

    /// A line of styled pieces, broken between words where it grows too wide.
    fn line(&mut self, indent: usize, hanging: usize, pieces: &[(&str, Style)]) -> fmt::Result {
        if !self.is_first {
            self.out.write_char('\n')?;
        }
        self.is_first = false;
        let mut at = indent;
        let mut begun = false;
        self.out.write_str(self.mark)?;
        self.pad(indent)?;
        for (text, style) in pieces {
            let style = if self.is_coloured { *style } else { PLAIN };
            write!(self.out, "{style}")?;
            // Words are kept with the space before them, so that pieces join as they are.
            for word in words(text) {
                let mut word = word;
                let is_blank = word.trim().is_empty();
                let columns = self.width;
                let fits = |at: usize, word: &str| at.saturating_add(word.width()) <= columns;
                if !fits(at, word) && begun && word.starts_with(' ') && !is_blank {
                    self.next_line(hanging, style)?;
                    at = hanging;
                    word = word.trim_start();
                }
                if fits(at, word) || is_blank {
                    self.out.write_str(word)?;
                    at += word.width();
                } else {
                    at = self.broken(word, at, hanging, style)?;
                }
                begun |= !is_blank;
            }
            write!(self.out, "{style:#}")?;
        }
        Ok(())
    }

    fn next_line(&mut self, hanging: usize, style: Style) -> fmt::Result {
        write!(self.out, "{style:#}")?;
        self.out.write_char('\n')?;
        self.out.write_str(self.mark)?;
        self.pad(hanging)?;
        write!(self.out, "{style}")
    }

    /// A word that is wider than a line, broken where lines end; at which column it ends.
    fn broken(
        &mut self,
        word: &str,
        mut at: usize,
        hanging: usize,
        style: Style,
    ) -> Result<usize, fmt::Error> {
        let mut end = [0; 4];
        for c in word.chars() {
            // What is drawn over the character before stays with it.
            let width = c.encode_utf8(&mut end).width();
            if width > 0 && at > hanging && at.saturating_add(width) > self.width {
                self.next_line(hanging, style)?;
                at = hanging;
            }
            self.out.write_char(c)?;
            at += width;
        }
        Ok(at)
    }

    fn pad(&mut self, columns: usize) -> fmt::Result {
        for _ in 0..columns {
            self.out.write_char(' ')?;
        }
        Ok(())
    }
}

/// The words of a text, each with the spaces before it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let mut end = next_space(rest, spaces);
        // A number keeps its unit.
        if rest.get(end..).is_some_and(|after| after.starts_with(" %")) {
            end = next_space(rest, end + 1);
        }
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

fn next_space(text: &str, from: usize) -> usize {
    text.get(from..)
        .and_then(|rest| rest.find(' '))
        .map_or(text.len(), |at| from + at)
}
