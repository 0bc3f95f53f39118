//! Places as rows that add up.

use std::collections::BTreeMap;

use super::{
    fold::{Keep, Part, Total, fold_places},
    shares::Shares,
};
use crate::{
    diff::{Effect, EffectKind, Value},
    explain::CausePlace,
    formula::breakdown::MeanPart,
    path::{Path, called},
    present::{
        Amount, Audience, Digits, Presenter, Row, RowKind, Section, SectionKind, Sentence,
        ShownPoints, Tone,
        message::{
            argument::{Actor, Band, Figures, Sign, Tense},
            sign,
        },
    },
    reasons::AdverseDirection,
    score::{self, Scale},
};

/// A person reads at most this many clauses about one place.
const MOST_CLAUSES: usize = 3;

/// One cell of a table of effects.
#[derive(Clone, Copy)]
pub(in crate::present) struct Cell<'e> {
    pub(in crate::present) place: &'e Path,
    pub(in crate::present) kind: EffectKind,
    pub(in crate::present) micro: i64,
    pub(in crate::present) before: &'e Value,
    pub(in crate::present) after: &'e Value,
}

impl<'e> From<&'e CausePlace> for Cell<'e> {
    fn from(cell: &'e CausePlace) -> Self {
        Self {
            place: &cell.id,
            kind: cell.kind,
            micro: cell.micro,
            before: &cell.before,
            after: &cell.after,
        }
    }
}

impl<'e> From<&'e Effect> for Cell<'e> {
    fn from(effect: &'e Effect) -> Self {
        Self {
            place: &effect.place,
            kind: effect.kind,
            micro: effect.micro,
            before: &effect.before,
            after: &effect.after,
        }
    }
}

/// What rows are made by.
pub(in crate::present) struct Rows<'a> {
    pub(in crate::present) presenter: &'a Presenter<'a>,
    pub(in crate::present) scale: &'a Scale,
    pub(in crate::present) tense: Tense,
    /// What the parts of the score after score by themselves.
    pub(in crate::present) parts: &'a [MeanPart],
    /// How many segments name a place.
    pub(in crate::present) depth: usize,
    /// The sizes of all effects together, which bands are measured by.
    pub(in crate::present) whole: u128,
    /// Whether a place is named from the outermost scope on: nothing says what the subject's places have in common.
    pub(in crate::present) in_full: bool,
    /// How much parts of means count, as it is told.
    pub(in crate::present) shares: &'a Shares,
    /// Whose figures stand in the cells.
    pub(in crate::present) figures: Figures,
}

impl Rows<'_> {
    /// The same, with bands measured by the sizes of all these effects together.
    pub(in crate::present) fn measured_by(&self, micros: impl Iterator<Item = i64>) -> Self {
        let sizes = micros.map(|micro| u128::from(micro.unsigned_abs()));
        Self {
            whole: sizes.sum(),
            ..*self
        }
    }

    /// A level of points as shown; none beyond what is counted.
    pub(in crate::present) fn level(&self, points: f64) -> Option<Digits> {
        let micro = score::micro(points).ok()?;
        Some(Digits::points(self.scale, self.scale.round(micro)))
    }

    pub(in crate::present) fn amount(&self, total: Total) -> Amount {
        if !self.presenter.disclosure.banded {
            let shown = Digits::points(self.scale, total.units);
            return Amount::Points(ShownPoints::new(shown, total.micro));
        }
        let size = u128::from(total.micro.unsigned_abs()) * 100;
        let band = if total.units == 0 {
            Band::Nothing
        } else if size >= self.whole * 40 {
            Band::Large
        } else if size >= self.whole * 15 {
            Band::Medium
        } else {
            Band::Small
        };
        let sign = match band {
            Band::Nothing => Sign::Zero,
            _ => sign(total.micro),
        };
        Amount::Banded {
            band,
            sign,
            text: (),
        }
    }

    /// A row without anything said or inside.
    pub(in crate::present) fn row(
        &self,
        id: String,
        kind: RowKind,
        label: Sentence,
        total: Total,
    ) -> Row {
        let amount = self.amount(total);
        let micro = amount.micro();
        let micro = micro.filter(|_| self.presenter.audience == Audience::Auditor);
        Row {
            id,
            kind,
            place: None,
            release: None,
            code: None,
            rank: None,
            tone: Tone::of(self.scale, amount.sign()),
            amount,
            exact: micro.map(|micro| Digits::micro(micro).into()),
            label,
            sentences: Vec::new(),
            remarks: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// The row of a place inside the one of an id.
    pub(in crate::present) fn place_row(&self, id: &str, place: &Path, total: Total) -> Row {
        let id = format!("{id}/{}", place_id(place));
        Row {
            place: Some(place.clone()),
            ..self.row(id, RowKind::Place, self.label(place), total)
        }
    }

    /// Rows under a heading.
    pub(in crate::present) fn section(
        &self,
        kind: SectionKind,
        heading: impl Into<Option<Sentence>>,
        total: Total,
        rows: Vec<Row>,
    ) -> Section {
        Section {
            id: format!("section:{}", kind.name()),
            kind,
            heading: heading.into(),
            amount: self.amount(total),
            rows,
        }
    }

    /// The same; none where there are no rows.
    pub(in crate::present) fn filled(
        &self,
        kind: SectionKind,
        heading: Sentence,
        total: Total,
        rows: Vec<Row>,
    ) -> Option<Section> {
        (!rows.is_empty()).then(|| self.section(kind, heading, total, rows))
    }

    /// The label of a place at the beginning of a line.
    pub(in crate::present) fn label(&self, place: &Path) -> Sentence {
        let full = || called(place).filter(|_| self.in_full);
        let given = self.presenter.given(place).or_else(full);
        match given.or_else(|| self.presenter.label(place)) {
            Some(name) => Sentence::Place { name },
            None => Sentence::Whole {},
        }
    }

    /// The cells of one cause by place: the rows add up to the total, or there are none.
    pub(in crate::present) fn places<'e>(
        &self,
        id: &str,
        cells: impl IntoIterator<Item = Cell<'e>>,
        doer: Actor,
        total: Total,
    ) -> Vec<Row> {
        let mut groups: BTreeMap<Path, Vec<Cell<'e>>> = BTreeMap::new();
        let internals = self.presenter.shows_internals();
        for cell in one_each(cells) {
            // A parameter that stands at no place of the data has a name that only the formula knows.
            let is_bare = cell.kind == EffectKind::Parameter && cell.place.len() <= self.depth;
            let is_seen = internals || !is_bare;
            if cell.micro != 0 && is_seen && !self.presenter.hides_place(cell.place) {
                let place = cell.place.prefix(self.depth);
                groups.entry(place).or_default().push(cell);
            }
        }
        if !self.presenter.audience.is_thorough() {
            self.carry_rounding(&mut groups, total);
        }
        let groups: Vec<(Path, Vec<Cell<'e>>)> = groups.into_iter().collect();
        let sums = groups.iter().map(|(place, cells)| (place, sum(cells)));
        self.split(id, sums, total, |index, total| {
            let (place, cells) = groups.get(index)?;
            let mut row = self.place_row(id, place, total);
            self.fill(&mut row, place, cells.clone(), doer, total);
            Some(row)
        })
    }

    /// Rounding is not the only reason where something else went the same way: the largest of it carries the rounding.
    fn carry_rounding(&self, groups: &mut BTreeMap<Path, Vec<Cell<'_>>>, total: Total) {
        let way = total.units.signum();
        let shows = |cells: &[Cell<'_>]| self.scale.round_size(sum(cells).saturating_abs()) != 0;
        let is_rounding = |cells: &[Cell<'_>]| cells.iter().all(is_whole_rounding);
        let others = || groups.iter().filter(|(_, cells)| !is_rounding(cells));
        let goes_along = |cells: &[Cell<'_>]| sum(cells).signum() == way;
        if way == 0 || others().any(|(_, cells)| goes_along(cells) && shows(cells)) {
            return;
        }
        let largest = others()
            .filter(|(_, cells)| goes_along(cells))
            .max_by_key(|(place, cells)| {
                (
                    sum(cells).unsigned_abs(),
                    std::cmp::Reverse((*place).clone()),
                )
            })
            .map(|(place, _)| place.clone());
        let root = Path::root();
        let Some(rounding) = groups
            .get(&root)
            .filter(|cells| is_rounding(cells) && goes_along(cells))
        else {
            return;
        };
        let rounded = sum(rounding);
        let carrier = largest.and_then(|place| groups.get_mut(&place));
        let carrier = carrier.and_then(|cells| {
            cells
                .iter_mut()
                .max_by_key(|cell| cell.micro.saturating_mul(way))
        });
        if let Some(cell) = carrier {
            cell.micro = cell.micro.saturating_add(rounded);
            groups.remove(&root);
        }
    }

    /// Named sums as rows that add up to the total, in order and with the rest of it; none where nothing is worth naming. Each
    /// row is made of the number of its sum.
    pub(in crate::present) fn split<K: Ord>(
        &self,
        id: &str,
        sums: impl Iterator<Item = (K, i64)>,
        total: Total,
        make: impl Fn(usize, Total) -> Option<Row>,
    ) -> Vec<Row> {
        let keep = self.keep();
        let parts: Vec<Part<K>> = sums.map(|(key, micro)| Part { micro, key, keep }).collect();
        let folded = fold_places(self.scale, total, &parts, self.presenter.most_places());
        let kept = folded.kept.iter().filter_map(|&(index, units)| {
            let micro = parts.get(index)?.micro;
            Some((make(index, Total { units, micro })?, micro))
        });
        let (mut rows, rest): (Vec<(Row, i64)>, Total) = (kept.collect(), folded.rest);
        AdverseDirection::of(self.scale, total.units).order(&mut rows, |(_, micro)| *micro);
        let listed = rows.iter().map(|(_, micro)| micro.unsigned_abs()).max();
        let mut rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
        // Rounding is no reason beside more that is not told.
        let is_rounding = |row: &Row| matches!(row.label, Sentence::RoundingTitle {});
        if rows.iter().all(is_rounding) && listed < Some(rest.micro.unsigned_abs()) {
            return Vec::new();
        }
        if !rows.is_empty() && rest != Total::default() {
            let id = format!("{id}/~other");
            rows.push(self.row(id, RowKind::Other, Sentence::Elsewhere {}, rest));
        }
        rows
    }

    /// Whether what shows in no digit is told.
    pub(in crate::present) fn keep(&self) -> Keep {
        if self.presenter.audience.is_thorough() {
            Keep::IfLarge
        } else {
            Keep::IfSeen
        }
    }

    /// What happened at one place: as clauses, or as rows where details are shown.
    fn fill(
        &self,
        row: &mut Row,
        place: &Path,
        mut cells: Vec<Cell<'_>>,
        doer: Actor,
        total: Total,
    ) {
        if (self.presenter.audience != Audience::Person || is_taken_back(&cells, total))
            && cells.len() > 1
        {
            let details = self.details(&row.id, place, &cells, doer, total);
            // One detail is told at the place itself.
            if details.iter().filter(|row| !row.is_silent()).count() > 1 {
                row.rows = details;
                return;
            }
        }
        if cells.iter().all(is_whole_rounding) {
            row.label = Sentence::RoundingTitle {};
            return;
        }
        cells.sort_by_key(|cell| std::cmp::Reverse(cell.micro.unsigned_abs()));
        // A clause has no sign of its own: what went the other way is no reason for where the place went.
        let way = total.units.signum();
        if cells.iter().any(|cell| cell.micro.signum() == way) {
            cells.retain(|cell| cell.micro.signum() == way);
        }
        // What is not worth a shown unit is not worth a clause, unless there is nothing else to say.
        row.sentences = cells
            .iter()
            .enumerate()
            .filter(|(rank, cell)| {
                *rank == 0 || self.scale.round_size(cell.micro.saturating_abs()) != 0
            })
            .filter_map(|(_, cell)| self.clause(cell, place, doer))
            .take(MOST_CLAUSES)
            .collect();
    }

    /// Each cell of a place as a row of its own.
    fn details(
        &self,
        id: &str,
        place: &Path,
        cells: &[Cell<'_>],
        doer: Actor,
        total: Total,
    ) -> Vec<Row> {
        let sums = cells
            .iter()
            .map(|cell| ((cell.place, cell.kind), cell.micro));
        self.split(id, sums, total, |index, total| {
            let cell = cells.get(index)?;
            let inner = Path::new(cell.place.segments().skip(place.len()));
            let id = format!("{id}/{}@{}", place_id(&inner), cell.kind.name());
            // The row around it says where it is.
            let label = match self.presenter.label(cell.place) {
                Some(name) => Sentence::Place { name },
                None => Sentence::Whole {},
            };
            let mut row = self.row(id, RowKind::Detail, label, total);
            row.place = Some(cell.place.clone());
            if is_whole_rounding(cell) {
                row.label = Sentence::RoundingTitle {};
            } else {
                row.sentences = self.clause(cell, cell.place, doer).into_iter().collect();
            }
            Some(row)
        })
    }
}

/// What came and what went at one place is one thing, written otherwise.
fn one_each<'e>(cells: impl IntoIterator<Item = Cell<'e>>) -> Vec<Cell<'e>> {
    let mut all: Vec<Cell<'e>> = cells.into_iter().collect();
    let came: Vec<Cell<'e>> = all
        .iter()
        .filter(|cell| cell.kind == EffectKind::Added)
        .copied()
        .collect();
    for new in came {
        let gone =
            |cell: &&mut Cell<'e>| cell.kind == EffectKind::Removed && cell.place == new.place;
        if let Some(old) = all.iter_mut().find(gone) {
            old.kind = EffectKind::Replaced;
            old.micro = old.micro.saturating_add(new.micro);
            old.after = new.after;
            all.retain(|cell| !(cell.kind == EffectKind::Added && cell.place == new.place));
        }
    }
    all
}

/// Whether more went the other way at a place than is left of all that happened there.
fn is_taken_back(cells: &[Cell<'_>], total: Total) -> bool {
    let way = total.units.signum();
    let against = cells.iter().filter(|cell| cell.micro.signum() == -way);
    let against: u128 = against
        .map(|cell| u128::from(cell.micro.unsigned_abs()))
        .sum();
    way != 0 && against > u128::from(sum(cells).unsigned_abs())
}

/// Whether a cell is the rounding of the whole score: it needs no place.
fn is_whole_rounding(cell: &Cell<'_>) -> bool {
    cell.kind == EffectKind::Rounding && cell.place.is_root()
}

fn sum(cells: &[Cell<'_>]) -> i64 {
    cells
        .iter()
        .fold(0_i64, |sum, cell| sum.saturating_add(cell.micro))
}

/// A path as a part of an id: letters and digits of any script, `-` and `_` stand for themselves.
pub(in crate::present) fn place_id(place: &Path) -> String {
    if place.is_root() {
        return "~whole".to_owned();
    }
    let segments: Vec<String> = place
        .segments()
        .map(|segment| {
            if segment.is_empty() {
                "~empty".to_owned()
            } else {
                id_of(segment)
            }
        })
        .collect();
    segments.join(".")
}

/// A name as a part of an id, in which no two names look the same: all but letters, digits, `-` and `_` as the bytes of
/// UTF-8 in hex.
pub(in crate::present) fn id_of(name: &str) -> String {
    use std::fmt::Write;

    let mut id = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_alphanumeric() || matches!(c, '-' | '_') {
            id.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(id, "%{byte:02X}");
            }
        }
    }
    id
}
