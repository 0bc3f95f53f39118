//! The words of an explanation: clauses, names and numbers as people read them.

use super::{Cause, CauseKind, CausePlace, Explanation, Question};
use crate::{
    diff::{EffectKind, Figure},
    path::{Path, printable, readable},
    score::{self, Scale},
};

/// The cells of one cause at one principal place.
pub(super) struct Group<'e> {
    pub(super) place: Path,
    pub(super) micro: i64,
    cells: Vec<&'e CausePlace>,
}

pub(super) fn groups<'e>(why: &'e Explanation, cause: &'e Cause) -> Vec<Group<'e>> {
    let depth = why
        .places
        .iter()
        .map(|place| place.id.len())
        .max()
        .unwrap_or(1);
    let mut groups: Vec<Group<'e>> = Vec::new();
    for cell in cause.places.iter().filter(|cell| cell.micro != 0) {
        let place = cell.id.prefix(depth);
        match groups.iter_mut().find(|group| group.place == place) {
            Some(group) => {
                group.micro += cell.micro;
                group.cells.push(cell);
            }
            None => groups.push(Group {
                place,
                micro: cell.micro,
                cells: vec![cell],
            }),
        }
    }
    groups
}

impl Group<'_> {
    /// What happened there: the largest cells first, at most three.
    pub(super) fn words(&self, why: &Explanation, cause: CauseKind) -> Option<String> {
        let mut cells = self.cells.clone();
        cells.sort_by_key(|cell| std::cmp::Reverse(cell.micro.abs()));
        // What is not worth a shown unit is not worth a clause, unless there is nothing else to say.
        let worth_telling = |(rank, cell): &(usize, &&CausePlace)| {
            *rank == 0 || units_of(why.scale, cell.effect).abs() >= 1
        };
        let told: Vec<String> = cells
            .iter()
            .enumerate()
            .filter(worth_telling)
            .filter_map(|(_, cell)| words(why, cause, cell, &self.place))
            .take(3)
            .collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}

/// What happened in one cell, as a clause about its place.
fn words(why: &Explanation, cause: CauseKind, cell: &CausePlace, group: &Path) -> Option<String> {
    let name = (cell.id.len() > group.len())
        .then(|| cell.id.last().map(printable))
        .flatten();
    let it = name.clone().unwrap_or_else(|| "it".to_owned());
    let is_level = why.question == Question::Level;
    let ours = cause.is_algorithm();
    let (now, counts_now) = match why.question {
        Question::Preview => ("would count", "would count, and does not today"),
        _ => ("now counts", "counts now, and did not before"),
    };
    let pair = figure(&cell.before).zip(figure(&cell.after));
    match cell.kind {
        EffectKind::Weight => {
            let (before, after) = shares(&cell.before, &cell.after)?;
            let standing = why.parts.iter().find(|part| part.place == cell.id);
            Some(
                match standing.map(|part| minus(&why.scale.show(part.value))) {
                    Some(points) => {
                        format!(
                            "you score {points} there, and it {now} {after} instead of {before}"
                        )
                    }
                    None => format!("{it} {now} {after} instead of {before}"),
                },
            )
        }
        EffectKind::Added if is_level => Some(format!("{it} is there for you only")),
        EffectKind::Added if ours => Some(format!("{it} {counts_now}")),
        EffectKind::Added => Some(format!("{it} is new")),
        EffectKind::Removed if is_level => Some(format!("{it} is not there for you")),
        EffectKind::Removed if ours => Some(format!("{it} no longer counts")),
        EffectKind::Removed => Some(format!("{it} is no longer there")),
        EffectKind::Replaced => Some(match pair {
            Some((before, after)) => {
                format!("{it} is measured differently, from {before} to {after}")
            }
            None => format!("{it} is measured differently"),
        }),
        EffectKind::Curve => Some(match pair {
            Some((before, after)) if before != after => {
                format!("{it} now gives {after} instead of {before}")
            }
            _ => format!("{it} is turned into points differently"),
        }),
        EffectKind::Rounding => Some("rounding".to_owned()),
        EffectKind::Opaque => Some(format!("several things behind {it} moved together")),
        EffectKind::Threshold => Some(crossed(cell).unwrap_or_else(|| match pair {
            Some((before, after)) => format!("the band went from “{before}” to “{after}”"),
            None => "a threshold was crossed".to_owned(),
        })),
        EffectKind::Input
        | EffectKind::Category
        | EffectKind::Reference
        | EffectKind::Parameter => {
            let (before, after) = pair?;
            Some(match name {
                Some(name) if is_level => format!("{name} is {after} instead of {before}"),
                Some(name) => format!("{name} went from {before} to {after}"),
                None if is_level => format!("{after} instead of {before}"),
                None => format!("from {before} to {after}"),
            })
        }
    }
}

/// How a term and the threshold of a gate passed each other.
fn crossed(cell: &CausePlace) -> Option<String> {
    let (
        Figure::AtThreshold {
            term,
            value: before,
            threshold: limit_before,
        },
        Figure::AtThreshold {
            value: after,
            threshold: limit,
            ..
        },
    ) = (&cell.before, &cell.after)
    else {
        return None;
    };
    let term = if term.is_empty() {
        "the value".to_owned()
    } else {
        printable(term)
    };
    let (from, to) = (number(*before), number(*after));
    let (limit_from, limit_to) = (number(*limit_before), number(*limit));
    Some(if limit_before == limit {
        let passed = if after >= limit {
            "reached"
        } else {
            "fell below"
        };
        format!("{term} went from {from} to {to} and {passed} the limit of {limit_to}")
    } else if before == after {
        format!("{term} is {to}, and the limit went from {limit_from} to {limit_to}")
    } else {
        format!("{term} went from {from} to {to}, and the limit from {limit_from} to {limit_to}")
    })
}

/// Two shares in whole percents, or finer where they would look the same.
fn shares(before: &Figure, after: &Figure) -> Option<(String, String)> {
    let (before, after) = (100.0 * before.number()?, 100.0 * after.number()?);
    let written = |decimals: usize| {
        (
            format!("{before:.decimals$} %"),
            format!("{after:.decimals$} %"),
        )
    };
    Some(
        (0..4)
            .map(written)
            .find(|(before, after)| before != after)
            .unwrap_or_else(|| written(4)),
    )
}

/// What stood at a place, as people read it.
pub(crate) fn figure(figure: &Figure) -> Option<String> {
    match figure {
        Figure::Number(value) | Figure::Curve { value, .. } | Figure::AtThreshold { value, .. } => {
            Some(number(*value))
        }
        Figure::Share(share) => Some(format!("{:.0} %", 100.0 * share)),
        Figure::Label(label) => Some(printable(label)),
        Figure::Absent | Figure::Several => None,
    }
}

/// A place as people read it: its last name.
pub(crate) fn label(place: &Path) -> String {
    place
        .last()
        .map_or_else(|| "The whole score".to_owned(), readable)
}

/// What a model's score is called.
pub(crate) fn score_name(model: &str) -> String {
    match printable(model) {
        name if name.to_lowercase().ends_with("score") => name,
        name => format!("{name} score"),
    }
}

/// A number as people read it: thousands separated, at most three decimals.
pub(crate) fn number(value: f64) -> String {
    if value != 0.0 && !(1e-3..1e15).contains(&value.abs()) {
        return minus(&format!("{value:.3e}"));
    }
    let text = format!("{:.3}", value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let decimals = decimals.trim_end_matches('0');
    if !decimals.is_empty() {
        grouped.push('.');
        grouped.push_str(decimals);
    }
    if value < 0.0 && grouped != "0" {
        format!("−{grouped}")
    } else {
        grouped
    }
}

pub(crate) fn minus(text: &str) -> String {
    text.replace('-', "−")
}

pub(crate) fn signed(scale: Scale, units: i64) -> String {
    let size = scale.show_units(units.abs());
    match units {
        0 => size,
        1.. => format!("+{size}"),
        _ => format!("−{size}"),
    }
}

/// Points in units of the shown precision.
pub(super) fn units_of(scale: Scale, points: f64) -> i64 {
    let micro = score::micro(points).unwrap_or(0);
    score::apportion_micro(scale, scale.round(micro), &[micro])
        .map_or(0, |units| units.iter().sum())
}

/// The levels and the parts in units of the shown precision.
pub(super) fn rounded(why: &Explanation, micros: &[i64]) -> (i64, i64, Vec<i64>) {
    match score::show_parts(why.scale, why.before.value, why.after.value, micros) {
        Ok(shown) => (shown.before, shown.after, shown.parts),
        // Causes add up to the move by construction; were that broken, showing none is better than a wrong sum.
        Err(_) => (0, 0, vec![0; micros.len()]),
    }
}

pub(crate) fn uncapitalised(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match (chars.next(), chars.next()) {
        // An abbreviation keeps its capitals.
        (Some(first), Some(second)) if !second.is_uppercase() => first
            .to_lowercase()
            .chain(std::iter::once(second))
            .chain(chars)
            .collect(),
        _ => sentence.to_owned(),
    }
}

pub(crate) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
