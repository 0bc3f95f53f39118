//! Rows of a message, nested in `<details>`.

use maud::{Markup, html};
use unicode_width::UnicodeWidthStr;

use super::{
    Html,
    bars::Axis,
    tone,
    words::{name, words},
};
use crate::present::{LocalizedMessage, Row};

impl Html<'_> {
    /// A row of a section: its points and what is said of it, open.
    pub(super) fn row(&self, row: &Row<String>, axis: &Axis) -> Markup {
        let line = html! {
            (points(row))
            span class="scoreshift-said" dir=[self.auto()] { (words(&row.said())) }
            (bar(row, axis))
        };
        self.expandable(row, true, &line, axis)
    }

    /// A row inside a row: what it is called, its points, and what is said of it.
    fn inner_row(&self, row: &Row<String>, axis: &Axis) -> Markup {
        let line = html! {
            (points(row))
            span class="scoreshift-said" dir=[self.auto()] {
                (name(&row.label))
                @if !row.text().is_empty() { ": " (words(&row.text())) }
            }
            (bar(row, axis))
        };
        self.expandable(row, false, &line, axis)
    }

    fn expandable(&self, row: &Row<String>, is_open: bool, line: &Markup, axis: &Axis) -> Markup {
        let inner = || row.rows.iter().filter(|row| !row.is_silent());
        let is_leaf = row.remarks.is_empty() && inner().next().is_none();
        let number = row.amount.shown().map(|shown| shown.to_string());
        html! {
            li class="scoreshift-row" id=(self.inner(&row.id)) data-points=[number] {
                @if is_leaf {
                    div { (line) }
                } @else {
                    details open[is_open] {
                        summary { (line) }
                        ul class="scoreshift-inside" {
                            @for remark in &row.remarks { li class="scoreshift-remark" dir=[self.auto()] { (words(remark)) } }
                            @for row in inner() { (self.inner_row(row, axis)) }
                        }
                    }
                }
            }
        }
    }
}

/// The bar of a row, in its colour.
fn bar(row: &Row<String>, axis: &Axis) -> Markup {
    html! {
        span class={ "scoreshift-beside " (tone(row.tone)) } { (axis.bar(row)) }
    }
}

/// The points of a row, and for an auditor the exact ones.
fn points(row: &Row<String>) -> Markup {
    html! {
        span class={ "scoreshift-points " (tone(row.tone)) } {
            bdi { (words(row.amount.text())) }
            @if let Some(exact) = &row.exact {
                " " bdi class="scoreshift-exact" { (words(&exact.text)) }
            }
        }
        " "
    }
}

/// How much room the points of all rows need, as a class: they stand in a column.
pub(super) fn column(localized: &LocalizedMessage) -> &'static str {
    let groups = localized.population.iter().flat_map(|all| &all.groups.rows);
    let groups = groups.map(|group| group.moved.text.width());
    let rows = localized.all_rows().map(|row| {
        // Exact points are written smaller.
        let exact = row.exact.as_ref();
        let exact = exact.map_or(0, |exact| exact.text.width() * 7 / 8);
        row.amount.text().width().max(exact)
    });
    match groups.chain(rows).max().unwrap_or(0) {
        0..=3 => "scoreshift scoreshift-column-3",
        4..=6 => "scoreshift scoreshift-column-6",
        7..=9 => "scoreshift scoreshift-column-9",
        _ => "scoreshift scoreshift-column-12",
    }
}
