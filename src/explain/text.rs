//! An explanation in plain English.

use std::fmt;

use super::{Cause, CauseKind, CausePlace, Explanation, Question};
use crate::{
    diff::{EffectKind, Figure},
    path::{Path, printable, readable},
    score::{self, Scale},
};

/// Regulators and readers agree that more than four reasons help nobody.
const MOST_REASONS: usize = 4;

/// Caps and floors beyond this many are only counted.
const MOST_CAPS: usize = 4;

/// Within a reason, places beyond this many are told as "elsewhere".
const MOST_PLACES: usize = 4;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = Told::new(self);
        told.headline(f)?;
        told.algorithm(f)?;
        told.recalibrations(f)?;
        told.others(f)?;
        told.own(f)?;
        told.notes(f)
    }
}

/// An explanation with its figures rounded so that they add up as they are read.
struct Told<'e> {
    why: &'e Explanation,
    before: i64,
    after: i64,
    /// The ranked reasons among the changes, most points first.
    reasons: Vec<(&'e Cause, i64)>,
    /// What all further changes did together.
    rest: Option<(usize, i64)>,
    recalibrations: Vec<(&'e Cause, i64)>,
    idle: Vec<&'e Cause>,
    reference: Option<(&'e Cause, i64)>,
    data: Option<(&'e Cause, i64)>,
}

impl<'e> Told<'e> {
    fn new(why: &'e Explanation) -> Self {
        let is_change =
            |cause: &&Cause| cause.kind.is_algorithm() && cause.kind != CauseKind::Recalibration;
        let (mut reasons, idle): (Vec<&Cause>, Vec<&Cause>) = why
            .causes
            .iter()
            .filter(is_change)
            .partition(|cause| cause.micro != 0);
        // The sort is stable: among equals the declared order stands.
        reasons.sort_by_key(|cause| std::cmp::Reverse(cause.micro.abs()));
        let folded = reasons.split_off(reasons.len().min(MOST_REASONS));
        let one = |kind| why.causes.iter().find(|cause| cause.kind == kind);
        let recalibrations: Vec<&Cause> = why
            .causes
            .iter()
            .filter(|cause| cause.kind == CauseKind::Recalibration)
            .collect();

        // What is shown on its own, by stable id, and what is folded, last.
        let mut shown: Vec<&Cause> = reasons.iter().chain(&recalibrations).copied().collect();
        shown.extend(
            one(CauseKind::Reference)
                .into_iter()
                .chain(one(CauseKind::Data)),
        );
        shown.sort_by(|a, b| a.id.cmp(&b.id));
        let mut micros: Vec<i64> = shown.iter().map(|cause| cause.micro).collect();
        micros.push(folded.iter().map(|cause| cause.micro).sum());
        let (before, after, units) = rounded(why, &micros);
        let of = |cause: &Cause| {
            shown
                .iter()
                .zip(&units)
                .find(|(other, _)| other.id == cause.id)
                .map_or(0, |(_, units)| *units)
        };
        let with_units =
            |causes: Vec<&'e Cause>| causes.into_iter().map(|cause| (cause, of(cause))).collect();
        Self {
            why,
            before,
            after,
            rest: (!folded.is_empty()).then(|| (folded.len(), units.last().copied().unwrap_or(0))),
            reasons: with_units(reasons),
            recalibrations: with_units(recalibrations),
            idle,
            reference: one(CauseKind::Reference).map(|cause| (cause, of(cause))),
            data: one(CauseKind::Data).map(|cause| (cause, of(cause))),
        }
    }

    fn scale(&self) -> Scale {
        self.why.scale
    }

    fn points(&self, units: i64) -> String {
        signed(self.scale(), units)
    }

    fn level(&self, units: i64) -> String {
        minus(&self.scale().show_units(units))
    }

    fn is_undone(&self) -> bool {
        self.why.before.version > self.why.after.version
    }

    fn headline(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match printable(&self.why.model) {
            name if name.to_lowercase().ends_with("score") => name,
            name => format!("{name} score"),
        };
        let (from, to) = (&self.why.before.version, &self.why.after.version);
        let (before, after) = (self.level(self.before), self.level(self.after));
        let moved = self.after - self.before;
        if self.why.question == Question::Level {
            return match moved.cmp(&0) {
                std::cmp::Ordering::Equal => write!(
                    f,
                    "Your {name} is {after}, the same as the {before} it is compared with."
                ),
                side => {
                    let word = if side.is_gt() { "above" } else { "below" };
                    let distance = self.level(moved.abs());
                    write!(
                        f,
                        "Your {name} is {after}: {distance} {word} the {before} it is compared with."
                    )
                }
            };
        }
        if moved == 0 {
            write!(f, "Your {name} stays at {after}")?;
        } else {
            write!(
                f,
                "Your {name} went from {before} to {after} ({})",
                self.points(moved)
            )?;
        }
        match from.cmp(to) {
            std::cmp::Ordering::Less => {
                write!(f, " when it moved from version {from} to version {to}.")
            }
            std::cmp::Ordering::Greater => write!(
                f,
                " when it moved from version {from} back to version {to}."
            ),
            std::cmp::Ordering::Equal
                if self
                    .why
                    .causes
                    .iter()
                    .any(|cause| cause.kind.is_algorithm()) =>
            {
                write!(
                    f,
                    ". Both scores carry version {to}, but they come from two different models."
                )
            }
            std::cmp::Ordering::Equal => write!(
                f,
                ". The way it is calculated did not change (version {to})."
            ),
        }
    }

    fn algorithm(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.reasons.is_empty() && self.idle.is_empty() {
            return Ok(());
        }
        if !self.reasons.is_empty() {
            write!(f, "\n\nWhat we changed:")?;
        }
        let width = self
            .reasons
            .iter()
            .map(|(_, units)| self.points(*units).chars().count())
            .max()
            .unwrap_or(0);
        for (cause, units) in &self.reasons {
            write!(
                f,
                "\n  {:>width$}  {}",
                self.points(*units),
                self.sentence(cause)
            )?;
            self.together(f, cause, width + 4)?;
            self.places(f, cause, *units, width + 4)?;
        }
        if let Some((count, units)) = self.rest {
            let noun = if count == 1 { "change" } else { "changes" };
            write!(
                f,
                "\n  {:>width$}  {count} smaller {noun} together.",
                self.points(units)
            )?;
        }
        for cause in &self.idle {
            write!(
                f,
                "\n  {:>width$}  {} This made no difference for you.",
                "0",
                self.sentence(cause)
            )?;
        }
        Ok(())
    }

    /// Told apart from the ranked reasons: it belongs to everybody and cannot stand alone.
    fn recalibrations(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (cause, units) in &self.recalibrations {
            let sentence = self.sentence(cause);
            let sentence = sentence.trim_end_matches('.');
            let without = self.scale().show(self.why.after.value - cause.last);
            write!(
                f,
                "\n\nSeparately, {}: {} for you. Without it you would be at {}.",
                uncapitalised(sentence),
                self.points(*units),
                minus(&without),
            )?;
        }
        Ok(())
    }

    fn others(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((cause, units)) = self.reference else {
            return Ok(());
        };
        write!(
            f,
            "\n\nWhat changed around you, for everybody: {}",
            self.points(units)
        )?;
        self.places(f, cause, units, 2)
    }

    fn own(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((cause, units)) = self.data else {
            return Ok(());
        };
        if cause.places.is_empty() {
            return match self.why.question {
                Question::Move => write!(f, "\n\nYour own data did not move the score."),
                Question::Level => Ok(()),
            };
        }
        match self.why.question {
            Question::Move => write!(
                f,
                "\n\nWhat changed in your own data: {}",
                self.points(units)
            )?,
            Question::Level => write!(
                f,
                "\n\nWhere the difference comes from: {}",
                self.points(units)
            )?,
        }
        self.places(f, cause, units, 2)
    }

    /// What did not count, and what is held by a cap.
    fn notes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.why.absent.is_empty() {
            let names: Vec<String> = self.why.absent.iter().map(label).collect();
            write!(
                f,
                "\n\nAbsent, and costing you nothing: {}.",
                listed(&names)
            )?;
        }
        for cap in self.why.caps.iter().take(MOST_CAPS) {
            let subject = if cap.place.is_root() {
                "The score".to_owned()
            } else {
                label(&cap.place)
            };
            let word = if cap.without > cap.held_at {
                "cap"
            } else {
                "floor"
            };
            let (held, without) = (number(cap.held_at), number(cap.without));
            write!(
                f,
                "\n\n{subject} is held at {held}: without that {word} it would be {without}."
            )?;
        }
        let further = self.why.caps.len().saturating_sub(MOST_CAPS);
        if further > 0 {
            let what = if further == 1 {
                "1 more value is"
            } else {
                &format!("{further} more values are")
            };
            write!(f, "\n\n{what} held at a cap or floor.")?;
        }
        if !self.why.unmatched_references.is_empty() {
            let names: Vec<String> = self.why.unmatched_references.iter().map(label).collect();
            write!(
                f,
                "\n\nKnown on one side only, and so counted as your data: {}.",
                listed(&names)
            )?;
        }
        Ok(())
    }

    fn sentence(&self, cause: &Cause) -> String {
        let sentence = match cause.kind {
            CauseKind::Algorithm => "The way the score is calculated.".to_owned(),
            _ if cause.sentence.ends_with(['.', '!', '?']) => printable(&cause.sentence),
            _ => format!("{}.", printable(&cause.sentence)),
        };
        if self.is_undone() {
            format!("Taken back: {sentence}")
        } else {
            sentence
        }
    }

    /// What an interacting cause does alone.
    fn together(&self, f: &mut fmt::Formatter<'_>, cause: &Cause, indent: usize) -> fmt::Result {
        if !cause.interacting {
            return Ok(());
        }
        let alone = signed(self.scale(), units_of(self.scale(), cause.alone));
        write!(
            f,
            "\n{:indent$}This works together with the other changes; alone it would be {alone}.",
            ""
        )
    }

    /// The places of a cause, most points first, adding up to the cause.
    fn places(
        &self,
        f: &mut fmt::Formatter<'_>,
        cause: &Cause,
        units: i64,
        indent: usize,
    ) -> fmt::Result {
        let mut groups = groups(self.why, cause);
        groups.sort_by_key(|group| std::cmp::Reverse(group.micro.abs()));
        let folded = groups.split_off(groups.len().min(MOST_PLACES));
        groups.sort_by(|a, b| a.place.cmp(&b.place));
        let mut micros: Vec<i64> = groups.iter().map(|group| group.micro).collect();
        micros.push(folded.iter().map(|group| group.micro).sum());
        let shares = score::apportion_micro(self.scale(), units, &micros).unwrap_or_default();
        let elsewhere = shares.get(groups.len()).copied().unwrap_or(0);
        let mut told: Vec<(&Group<'_>, i64)> = groups.iter().zip(shares).collect();
        told.sort_by_key(|(group, _)| std::cmp::Reverse(group.micro.abs()));
        let nothing_else = told.iter().all(|(_, units)| *units == 0);
        for (group, units) in told {
            if units == 0 && !nothing_else {
                continue;
            }
            write!(
                f,
                "\n{:indent$}{} {}",
                "",
                label(&group.place),
                self.points(units)
            )?;
            match group.words(self.why) {
                Some(words) => write!(f, ": {words}.")?,
                None => write!(f, ".")?,
            }
        }
        if elsewhere != 0 {
            write!(f, "\n{:indent$}Elsewhere {}.", "", self.points(elsewhere))?;
        }
        Ok(())
    }
}

/// The cells of one cause at one principal place.
struct Group<'e> {
    place: Path,
    micro: i64,
    cells: Vec<&'e CausePlace>,
}

fn groups<'e>(why: &'e Explanation, cause: &'e Cause) -> Vec<Group<'e>> {
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
    fn words(&self, why: &Explanation) -> Option<String> {
        let mut cells = self.cells.clone();
        cells.sort_by_key(|cell| std::cmp::Reverse(cell.micro.abs()));
        // That a value which moved is also rounded to another amount is no news.
        if cells.iter().any(|cell| cell.kind != EffectKind::Rounding) {
            cells.retain(|cell| cell.kind != EffectKind::Rounding);
        }
        let told: Vec<String> = cells
            .iter()
            .filter_map(|cell| words(why, cell, &self.place))
            .take(3)
            .collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}

/// What happened in one cell, as a clause about its place.
fn words(why: &Explanation, cell: &CausePlace, group: &Path) -> Option<String> {
    let name = if cell.id.len() > group.len() {
        cell.id.last().map(printable)
    } else {
        None
    };
    let it = name.clone().unwrap_or_else(|| "it".to_owned());
    let (before, after) = (figure(&cell.before), figure(&cell.after));
    let moved = before
        .clone()
        .zip(after.clone())
        .map(|(before, after)| format!("from {before} to {after}"));
    match cell.kind {
        EffectKind::Weight => {
            let (before, after) = shares(&cell.before, &cell.after)?;
            let standing = why.parts.iter().find(|part| part.place == cell.id);
            Some(
                match standing.map(|part| minus(&why.scale.show(part.value))) {
                    Some(points) => format!(
                        "you score {points} there, and it now counts {after} instead of {before}"
                    ),
                    None => format!("{it} now counts {after} instead of {before}"),
                },
            )
        }
        EffectKind::Added => Some(format!("{it} counts now, and did not before")),
        EffectKind::Removed => Some(format!("{it} no longer counts")),
        EffectKind::Replaced => Some(match moved {
            Some(moved) => format!("{it} is measured differently, {moved}"),
            None => format!("{it} is measured differently"),
        }),
        EffectKind::Curve => Some(format!("{it} is turned into points differently")),
        EffectKind::Rounding => Some(format!("{it} is rounded differently")),
        EffectKind::Opaque => Some(format!("several things behind {it} moved together")),
        EffectKind::Threshold => Some(match moved {
            // A band is called "0.3 to 0.6", which needs its quotes after "from".
            Some(_) if matches!(cell.before, Figure::Label(_)) => format!(
                "a threshold was crossed, from “{}” to “{}”",
                before.unwrap_or_default(),
                after.unwrap_or_default()
            ),
            Some(moved) => format!("a threshold was crossed, {moved}"),
            None => "a threshold was crossed".to_owned(),
        }),
        EffectKind::Input
        | EffectKind::Category
        | EffectKind::Reference
        | EffectKind::Parameter => {
            let moved = moved?;
            Some(match name {
                Some(name) => format!("{name} went {moved}"),
                None => moved,
            })
        }
    }
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

fn figure(figure: &Figure) -> Option<String> {
    match figure {
        Figure::Number(value) => Some(number(*value)),
        Figure::Share(share) => Some(format!("{:.0} %", 100.0 * share)),
        Figure::Label(label) => Some(printable(label)),
        Figure::Curve(_) | Figure::Absent | Figure::Several => None,
    }
}

/// A place as people read it: its last name.
fn label(place: &Path) -> String {
    place
        .last()
        .map_or_else(|| "The whole score".to_owned(), readable)
}

/// A number as people read it: thousands separated, at most three decimals.
fn number(value: f64) -> String {
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

fn minus(text: &str) -> String {
    text.replace('-', "−")
}

fn signed(scale: Scale, units: i64) -> String {
    let size = scale.show_units(units.abs());
    match units {
        0 => size,
        1.. => format!("+{size}"),
        _ => format!("−{size}"),
    }
}

/// Points in units of the shown precision.
fn units_of(scale: Scale, points: f64) -> i64 {
    let micro = score::micro(points).unwrap_or(0);
    score::apportion_micro(scale, scale.round(micro), &[micro])
        .map_or(0, |units| units.iter().sum())
}

/// The levels and the parts in units of the shown precision.
fn rounded(why: &Explanation, micros: &[i64]) -> (i64, i64, Vec<i64>) {
    match score::show_parts(why.scale, why.before.value, why.after.value, micros) {
        Ok(shown) => (shown.before, shown.after, shown.parts),
        // Causes add up to the move by construction; were that broken, showing none is better than a wrong sum.
        Err(_) => (0, 0, vec![0; micros.len()]),
    }
}

fn uncapitalised(sentence: &str) -> String {
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

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
