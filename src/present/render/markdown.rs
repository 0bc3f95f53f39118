//! A message in Markdown.

use std::fmt;

use crate::{
    markdown::{escaped_words as escaped, no_block},
    present::{Amount, LocalizedMessage, Population, Row, Section, SectionKind},
};

impl LocalizedMessage {
    /// The message in Markdown: paragraphs, bold headings and nested lists; its `Display` is the document.
    ///
    /// It has no headings of its own, to stand under one of yours. Names and sentences come out as text, whatever is in
    /// them.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{at, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
    /// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
    /// let localized = Presenter::new(Audience::Person).message(&why).localize(&English);
    /// assert!(localized.markdown().to_string().contains("\
    /// **What we changed:**
    ///
    /// - **−19** Every network you connect now counts the same.
    ///   - Facebook **−14**: it now counts more than before, and you score less there than elsewhere.
    /// "));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn markdown(&self) -> Markdown<'_> {
        Markdown { localized: self }
    }
}

/// A message in Markdown. See [`LocalizedMessage::markdown`].
#[derive(Clone, Copy, Debug)]
pub struct Markdown<'t> {
    localized: &'t LocalizedMessage,
}

impl fmt::Display for Markdown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let localized = self.localized;
        if let Some((first, others)) = localized.headline.split_first() {
            f.write_str(&line(first))?;
            if !others.is_empty() {
                write!(f, "\n\n{}", line(&others.join(" ")))?;
            }
        }
        for section in localized.sections.iter().chain(&localized.places) {
            write_section(f, section, localized.direction.mark())?;
        }
        if let Some(population) = &localized.population {
            write_population(f, population, localized.direction.mark())?;
        }
        for note in localized.notes.iter().chain(&localized.next) {
            write!(f, "\n\n{}", line(&note.sentence))?;
        }
        if !localized.facts.is_empty() {
            write!(f, "\n\n**{}:**\n", escaped(&localized.facts_heading))?;
            for fact in &localized.facts {
                write!(f, "\n- {}", line(&fact.sentence))?;
            }
        }
        Ok(())
    }
}

fn write_section(f: &mut fmt::Formatter<'_>, section: &Section<String>, mark: &str) -> fmt::Result {
    let rows = section.rows.iter().filter(|row| !row.is_silent());
    if let SectionKind::Changes | SectionKind::Composition | SectionKind::Places = section.kind {
        if let Some(heading) = &section.heading {
            write!(f, "\n\n**{}:**\n", escaped(heading))?;
        }
        for row in rows {
            write!(
                f,
                "\n- {mark}**{}** {}",
                escaped(&row.figure()),
                escaped(&row.said())
            )?;
            write_inside(f, row, 1, mark)?;
        }
        return Ok(());
    }
    for row in rows {
        match section.heading_apart() {
            Some(heading) => {
                let figure = row.figure();
                write!(f, "\n\n**{}: {}**", escaped(heading), escaped(&figure))?;
                if !row.text().is_empty() {
                    write!(f, "\n\n{}", line(&row.text()))?;
                }
            }
            None => write!(f, "\n\n{}", line(&row.text()))?,
        }
        if !(row.rows.is_empty() && row.remarks.is_empty()) {
            f.write_str("\n")?;
        }
        write_inside(f, row, 0, mark)?;
    }
    Ok(())
}

/// Bands, bars and groups, as lists.
fn write_population(
    f: &mut fmt::Formatter<'_>,
    all: &Population<String>,
    mark: &str,
) -> fmt::Result {
    if let Some(crossings) = &all.crossings {
        write!(f, "\n\n**{}:**\n", escaped(&crossings.heading))?;
        for said in &crossings.said {
            write!(f, "\n- {mark}{}", line(&said.sentence))?;
        }
    }
    if !all.moves.rows.is_empty() {
        write!(f, "\n\n**{}:**\n", escaped(&all.moves.heading))?;
    }
    for bin in &all.moves.rows {
        let (count, label) = (escaped(&bin.weight.text), escaped(&bin.label));
        write!(f, "\n- {mark}**{count}** {label}")?;
    }
    for groups in [&all.levels, &all.tenths, &all.groups] {
        if !groups.rows.is_empty() {
            write!(f, "\n\n**{}:**\n", escaped(&groups.heading))?;
        }
        for group in &groups.rows {
            let (points, label) = (escaped(&group.moved.text), escaped(&group.label));
            let said = escaped(&group.sentence);
            write!(f, "\n- {mark}**{points}** {label}. {said}")?;
        }
        if let Some(more) = &groups.more {
            write!(f, "\n- {mark}{}", line(&more.sentence))?;
        }
    }
    Ok(())
}

/// What is added to a row, and what it consists of, as a list.
fn write_inside(
    f: &mut fmt::Formatter<'_>,
    row: &Row<String>,
    depth: usize,
    mark: &str,
) -> fmt::Result {
    let indent = 2 * depth;
    for remark in &row.remarks {
        write!(f, "\n{:indent$}- {mark}{}", "", line(remark))?;
    }
    for inner in row.rows.iter().filter(|row| !row.is_silent()) {
        let (label, figure) = (line(&inner.label), escaped(&inner.figure()));
        match inner.amount {
            Amount::Points(_) => write!(f, "\n{:indent$}- {mark}{label} **{figure}**", "")?,
            Amount::Banded { .. } => write!(f, "\n{:indent$}- {mark}{label} (**{figure}**)", "")?,
        }
        match (inner.text().is_empty(), inner.rows.is_empty()) {
            (true, true) => {}
            (true, false) => f.write_str(":")?,
            (false, _) => write!(f, ": {}", escaped(&inner.text()))?,
        }
        write_inside(f, inner, depth + 1, mark)?;
    }
    Ok(())
}

/// Text at the beginning of a line.
fn line(text: &str) -> String {
    no_block(&escaped(text))
}
