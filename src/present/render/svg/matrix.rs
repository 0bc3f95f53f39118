//! From where to where, as a table of counts.

use maud::{Markup, html};

use super::{
    frame::{Frame, Place, framed},
    measure::{width, wrapped},
};
use crate::present::TextDirection;

/// A crossing matrix as an SVG file: how many went from which class to which; its `Display` is the file.
///
/// It computes nothing but places and shades, and has no words of its own. Rows are classes before and columns classes
/// after; every cell has its count as text, and is shaded in one of five steps by the count where it is a
/// crossing; where its row and column are of one class it has a border instead. It is as wide as its texts; a page must let it scroll.
///
/// # Examples
///
/// ```
/// use scoreshift::present::TransitionMatrix;
///
/// let file = TransitionMatrix::new("Grades before (rows) and after (columns)", ["A", "B"])
///     .row("A", [(310, "310"), (12, "12")])
///     .row("B", [(7, "7"), (1_204, "1,204")])
///     .to_string();
/// assert!(file.contains(">1,204</text>"));
/// ```
#[derive(Clone, Debug)]
pub struct TransitionMatrix {
    frame: Frame,
    title: String,
    columns: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    label: String,
    cells: Vec<(u64, String)>,
}

const HEIGHT: u32 = 36;
const WIDEST: u32 = 180;
const PADDING: u32 = 10;

impl TransitionMatrix {
    /// A matrix of this name in English with these classes after, which has no rows yet.
    #[must_use]
    pub fn new<S: Into<String>>(
        title: impl Into<String>,
        columns: impl IntoIterator<Item = S>,
    ) -> Self {
        let mut frame = Frame::new("en", TextDirection::LeftToRight);
        frame.place = Place::Alone(0);
        Self {
            frame,
            title: title.into(),
            columns: columns.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a class before: what it is called, and for each class after how many there are and how that is written.
    ///
    /// What is missing is shown as an empty cell; what is beyond the columns is left out.
    #[must_use]
    pub fn row<S: Into<String>>(
        mut self,
        label: impl Into<String>,
        cells: impl IntoIterator<Item = (u64, S)>,
    ) -> Self {
        self.rows.push(Row {
            label: label.into(),
            cells: cells
                .into_iter()
                .take(self.columns.len())
                .map(|(count, text)| (count, text.into()))
                .collect(),
        });
        self
    }

    pub(in crate::present) fn markup(&self) -> Markup {
        let labels = |of: &mut dyn Iterator<Item = &String>| {
            let widest = of.map(|label| width(label)).max().unwrap_or(0);
            widest.min(WIDEST)
        };
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        let counts = cells.map(|(_, text)| width(text)).max().unwrap_or(0);
        let head = labels(&mut self.rows.iter().map(|row| &row.label)) + 2 * PADDING;
        let cell = labels(&mut self.columns.iter()).max(counts) + 2 * PADDING;
        let crossings = self.rows.iter().flat_map(|row| {
            let cells = row.cells.iter().zip(&self.columns);
            cells.filter(|(_, column)| **column != row.label)
        });
        let most = crossings.map(|((count, _), _)| *count);
        let table = Table {
            frame: &self.frame,
            head,
            cell,
            columns: count(self.columns.len()),
            most: most.max().unwrap_or(0).max(1),
        };
        let body = html! {
            @for (index, label) in self.columns.iter().enumerate() {
                (table.text(label, head + count(index) * cell + cell / 2, 0, "middle"))
            }
            @for (index, row) in self.rows.iter().enumerate() {
                @let top = HEIGHT * (count(index) + 1);
                (table.text(&row.label, 0, top, "start"))
                @for (column, (number, text)) in row.cells.iter().enumerate() {
                    @let is_same = self.columns.get(column) == Some(&row.label);
                    (table.cell(count(column), top, *number, text, is_same))
                }
            }
        };
        let mut description = Vec::new();
        for row in &self.rows {
            for (column, (_, text)) in self.columns.iter().zip(&row.cells) {
                description.push(format!("{} → {column}: {text}", row.label));
            }
        }
        let height = HEIGHT * (count(self.rows.len()) + 1);
        self.frame.around(
            &self.title,
            &description.join("; "),
            (Some(table.width()), height),
            &body,
        )
    }
}

framed!(TransitionMatrix: language);

struct Table<'f> {
    frame: &'f Frame,
    head: u32,
    cell: u32,
    columns: u32,
    most: u64,
}

impl Table<'_> {
    fn width(&self) -> u32 {
        self.head + self.columns * self.cell
    }

    /// A distance from the start of lines, from the left.
    fn across(&self, start: u32) -> u32 {
        if self.frame.is_mirrored() {
            self.width().saturating_sub(start)
        } else {
            start
        }
    }

    /// A label, cut if it is too long.
    fn text(&self, text: &str, start: u32, top: u32, anchor: &'static str) -> Markup {
        let (lines, is_cut) = wrapped(text, WIDEST, 1);
        html! {
            text class="scoreshift-label" x=(self.across(start)) y=(top + 23) text-anchor=(anchor) {
                @if is_cut { title { (super::clean(text)) } }
                @for line in lines { (self.frame.isolated(&line)) }
            }
        }
    }

    fn cell(&self, column: u32, top: u32, number: u64, text: &str, is_same: bool) -> Markup {
        let start = self.head + column * self.cell;
        let left = if self.frame.is_mirrored() {
            self.across(start + self.cell)
        } else {
            start
        };
        html! {
            rect class=(self.shade(if is_same { 0 } else { number })) x=(left + 1) y=(top + 1) width=(self.cell - 2) height=(HEIGHT - 2)
                fill="currentColor" fill-opacity="0.06" {}
            @if is_same {
                rect class="scoreshift-same" x=(left + 2) y=(top + 2) width=(self.cell - 4) height=(HEIGHT - 4)
                    fill="none" stroke="currentColor" {}
            }
            text class="scoreshift-label" x=(self.across(start + self.cell / 2)) y=(top + 23) text-anchor="middle" {
                (self.frame.isolated(text))
            }
        }
    }

    /// One of five shades: none, and four quarters of the largest count.
    fn shade(&self, number: u64) -> &'static str {
        let quarters = (u128::from(number) * 4).div_ceil(u128::from(self.most));
        match quarters {
            0 => "scoreshift-shade-0",
            1 => "scoreshift-shade-1",
            2 => "scoreshift-shade-2",
            3 => "scoreshift-shade-3",
            _ => "scoreshift-shade-4",
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX / 1_000_000)
}
