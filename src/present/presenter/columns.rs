//! The places, all causes together: the columns of what is shown of causes and places.

use super::{
    fold::{Part, Total, fold_places},
    rows::Rows,
};
use crate::{
    explain::Explanation,
    path::Path,
    present::{Row, RowKind, Section, Sentence},
    reasons::AdverseDirection,
};

/// What is known of one place from the rows that are shown.
struct Column<'p> {
    place: &'p Path,
    micro: i64,
    /// The sum of what is shown of it, where every cause shows its part.
    units: Option<i64>,
}

impl Rows<'_> {
    /// The move by place. One rounding is for both: a place of which every cause shows its part shows the sum of these.
    pub(in crate::present) fn columns(
        &self,
        why: &Explanation,
        listed: &[Section],
        total: Total,
    ) -> Vec<Row> {
        let seen = why
            .places
            .iter()
            .filter(|place| !self.presenter.hides_place(&place.id));
        let columns: Vec<Column<'_>> = seen
            .map(|place| Column {
                place: &place.id,
                micro: place.micro,
                units: shown(&place.id, listed),
            })
            .collect();
        let mut known: Vec<&Column<'_>> = columns
            .iter()
            .filter(|column| column.units.is_some())
            .collect();
        let is_thorough = self.presenter.audience.is_thorough();
        known.retain(|column| is_thorough || column.units != Some(0));
        known.sort_by_key(|column| (std::cmp::Reverse(column.micro.unsigned_abs()), column.place));
        known.truncate(self.presenter.most_places());
        let open: Vec<Part<&Path>> = columns
            .iter()
            .filter(|column| column.units.is_none())
            .map(|column| Part::new(column.micro, column.place, self.keep()))
            .collect();
        let listed = known.iter();
        let listed = listed.map(|column| Total::new(column.units.unwrap_or(0), column.micro));
        let listed: Total = listed.sum();
        let units = total.units.saturating_sub(listed.units);
        let left = Total::new(units, total.micro.saturating_sub(listed.micro));
        let most = self.presenter.most_places().saturating_sub(known.len());
        let folded = fold_places(self.scale, left, &open, most);
        let known = known
            .iter()
            .map(|column| (column.place, column.units.unwrap_or(0), column.micro));
        let open = folded.kept.iter().filter_map(|&(at, units)| {
            let part = open.get(at)?;
            Some((part.key, units, part.micro))
        });
        let mut by_place: Vec<(&Path, i64, i64)> = known.chain(open).collect();
        by_place.sort();
        let mut rows: Vec<(Row, i64)> = by_place
            .into_iter()
            .map(|(place, units, micro)| {
                let total = Total { units, micro };
                (self.place_row("place", place, total), micro)
            })
            .collect();
        AdverseDirection::of(self.scale, total.units).order(&mut rows, |(_, micro)| *micro);
        let mut rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
        if !rows.is_empty() && folded.rest != Total::default() {
            let id = "place/~other".to_owned();
            rows.push(self.row(id, RowKind::Other, Sentence::Elsewhere {}, folded.rest));
        }
        rows
    }
}

/// The sum of what is shown of a place; none where a cause may have some of it in what it does not name, or is told without
/// figures.
fn shown(place: &Path, listed: &[Section]) -> Option<i64> {
    let mut sum = 0_i64;
    for row in listed.iter().flat_map(|section| &section.rows) {
        let of_place = |inner: &&Row| inner.place.as_ref() == Some(place);
        match row.rows.iter().find(of_place) {
            Some(inner) => sum = sum.saturating_add(inner.amount.shown()?.units),
            None if hides_points(row)? => return None,
            None => {}
        }
    }
    Some(sum)
}

/// Whether a row has points that none of the places named in it shows; none where they are told without figures.
fn hides_points(row: &Row) -> Option<bool> {
    let units = |row: &Row| row.amount.shown().map(|shown| shown.units);
    let named = row.rows.iter().filter(|inner| inner.kind != RowKind::Other);
    let sum = named
        .map(units)
        .try_fold(0_i64, |sum, units| Some(sum.saturating_add(units?)));
    Some(units(row)? != sum?)
}
