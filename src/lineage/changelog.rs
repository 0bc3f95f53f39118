//! The releases as Markdown, from the lineage as the only source.

use std::fmt::Write as _;

use super::{Lineage, Release};
use crate::markdown::{code, escaped, no_block};

impl<I: ?Sized + 'static> Lineage<I> {
    /// The releases as a Markdown list, newest first: versions, dates, notes, and each change with its kind, key and
    /// sentence.
    ///
    /// A list without headings, to stand in a section of your own, such as *Scores* in a `CHANGELOG.md`. A test that
    /// the file contains it keeps the two together. What authors wrote comes out as text, never as markup.
    ///
    /// # Examples
    ///
    /// ```
    /// let changelog = scoreshift::influence::lineage().changelog();
    /// assert!(changelog.contains(
    ///     "  - **Active audience** (policy, `active-audience`): Followers who never react no longer count.\n"
    /// ));
    /// ```
    #[must_use]
    pub fn changelog(&self) -> String {
        self.releases().rev().map(entry).collect()
    }
}

fn entry<I: ?Sized + 'static>(release: &Release<I>) -> String {
    let mut text = format!("- **{}**", escaped(&release.id().to_string()));
    if let Some(date) = release.date() {
        let _ = write!(text, " ({date})");
    }
    for (number, line) in release.notes().trim().lines().enumerate() {
        match (number, line.trim()) {
            (0, line) => {
                let _ = write!(text, ": {}", escaped(line));
            }
            (_, "") => text.push('\n'),
            (_, line) => {
                let _ = write!(text, "\n  {}", no_block(&escaped(line)));
            }
        }
    }
    text.push('\n');
    for change in release.changes() {
        let _ = writeln!(
            text,
            "  - **{}** ({}, {}): {}",
            escaped(&change.title),
            change.kind.name().replace('_', " "),
            code(&change.key),
            escaped(&change.sentence),
        );
    }
    text
}
