//! An explanation in plain English.

use std::fmt;

use super::{Cause, CauseKind, CausePlace, Explanation, Question};
use crate::{
    diff::{EffectKind, Figure},
    path::{Path, printable, readable},
    score::{self, Direction, Scale},
};

/// Regulators and readers agree that more than four reasons help nobody.
const MOST_REASONS: usize = 4;

/// Caps and floors beyond this many are only counted.
const MOST_CAPS: usize = 4;

/// Within a reason, places beyond this many are told as "elsewhere".
const MOST_PLACES: usize = 7;

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
                "Your {name} went from {before} to {after} ({}{})",
                self.points(moved),
                match self.scale().better() {
                    Direction::LowerIsBetter => "; lower is better",
                    _ => "",
                }
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
            self.together(f, cause, *units, width + 4)?;
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
            let undone = if self.is_undone() { "taken back: " } else { "" };
            let sentence = uncapitalised(printable(&cause.sentence).trim_end_matches('.'));
            let points = self.points(*units);
            write!(f, "\n\nSeparately, {undone}{sentence}: {points} for you.")?;
            let without = units_of(self.scale(), self.why.after.value - cause.last);
            let level = self.level(without);
            if without == self.after - units {
                write!(f, " Without it you would be at {level}.")?;
            } else {
                // Its share and what taking it back would do are two things where changes act together.
                write!(
                    f,
                    " That is its fair share; taking back only this one would put you at {level}."
                )?;
            }
        }
        Ok(())
    }

    fn others(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((cause, units)) = self.reference else {
            return Ok(());
        };
        let heading = match self.why.question {
            Question::Move => "What changed around you, for everybody",
            Question::Level => "What differs around you",
        };
        write!(f, "\n\n{heading}: {}", self.points(units))?;
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
        for branch in &self.why.branches {
            let (name, before, after) = (
                label(&branch.id),
                printable(&branch.before),
                printable(&branch.after),
            );
            let what = "other things count than before, which is told above thing by thing";
            write!(f, "\n\n{name} is {after} instead of {before}: {what}.")?;
        }
        // A part that moved the score by being there on one side only is told among the reasons.
        let moved = |path: &Path| {
            self.why
                .causes
                .iter()
                .flat_map(|cause| &cause.places)
                .any(|cell| cell.id == *path)
        };
        let absent: Vec<String> = self
            .why
            .absent
            .iter()
            .filter(|path| !moved(path))
            .map(label)
            .collect();
        if !absent.is_empty() {
            write!(
                f,
                "\n\nAbsent, and costing you nothing: {}.",
                listed(&absent)
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
            let shown = |value| {
                if cap.place.is_root() {
                    minus(&self.scale().show(value))
                } else {
                    number(value)
                }
            };
            let (held, without) = (shown(cap.held_at), shown(cap.without));
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
        if self.why.method != self.why.data_method {
            let note = "The two snapshots ask for different things, so single inputs could not be told apart exactly";
            write!(f, "\n\n{note}.")?;
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

    /// That a cause's points depend on the other changes, where they do so much that it must be said.
    fn together(
        &self,
        f: &mut fmt::Formatter<'_>,
        cause: &Cause,
        units: i64,
        indent: usize,
    ) -> fmt::Result {
        let (alone, last) = (
            units_of(self.scale(), cause.alone),
            units_of(self.scale(), cause.last),
        );
        let depends =
            cause.interacting || (cause.alone - cause.last).abs() > 0.5 * cause.effect.abs();
        if !depends || (alone == units && last == units) {
            return Ok(());
        }
        let (alone, last) = (self.points(alone), self.points(last));
        write!(
            f,
            "\n{:indent$}It depends on the other changes: on its own it would be {alone}, after all others {last}.",
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
            match group.words(self.why, cause.kind) {
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
    fn words(&self, why: &Explanation, cause: CauseKind) -> Option<String> {
        let mut cells = self.cells.clone();
        cells.sort_by_key(|cell| std::cmp::Reverse(cell.micro.abs()));
        let told: Vec<String> = cells
            .iter()
            .filter_map(|cell| words(why, cause, cell, &self.place))
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
    let pair = figure(&cell.before).zip(figure(&cell.after));
    match cell.kind {
        EffectKind::Weight => {
            let (before, after) = shares(&cell.before, &cell.after)?;
            let standing = why.parts.iter().find(|part| part.place == cell.id);
            Some(
                match standing.map(|part| minus(&why.scale.show(part.value))) {
                    Some(points) => {
                        format!(
                            "you score {points} there, and it now counts {after} instead of {before}"
                        )
                    }
                    None => format!("{it} now counts {after} instead of {before}"),
                },
            )
        }
        EffectKind::Added if is_level => Some(format!("{it} is there for you only")),
        EffectKind::Added if ours => Some(format!("{it} counts now, and did not before")),
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

fn figure(figure: &Figure) -> Option<String> {
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
