//! An explanation in plain English.

use std::fmt;

use super::{
    Cause, CauseKind, Explanation, Question,
    words::{
        Group, groups, label, listed, minus, number, rounded, score_name, signed, uncapitalised,
        units_of,
    },
};
use crate::{
    path::{Path, printable},
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
        let name = score_name(&self.why.model);
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
        let better = match self.scale().better() {
            Direction::LowerIsBetter => "; lower is better",
            _ => "",
        };
        let points = self.points(moved);
        if self.why.question == Question::Preview {
            return if moved == 0 {
                write!(f, "Your {name} would stay at {after} under version {to}.")
            } else {
                write!(
                    f,
                    "Your {name} is {before} and would be {after} ({points}{better}) under version {to}."
                )
            };
        }
        if moved == 0 {
            write!(f, "Your {name} stays at {after}")?;
        } else {
            write!(
                f,
                "Your {name} went from {before} to {after} ({points}{better})"
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
            let heading = match self.why.question {
                Question::Preview => "What we are about to change",
                _ => "What we changed",
            };
            write!(f, "\n\n{heading}:")?;
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
        let none = match self.why.question {
            Question::Preview => "This would make no difference for you.",
            _ => "This made no difference for you.",
        };
        for cause in &self.idle {
            write!(f, "\n  {:>width$}  {} {none}", "0", self.sentence(cause))?;
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
            Question::Level => "What differs around you",
            _ => "What changed around you, for everybody",
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
                Question::Level => Ok(()),
                Question::Preview => {
                    write!(f, "\n\nThis is worked out from your data as it is today.")
                }
                Question::Move => write!(f, "\n\nYour own data did not move the score."),
            };
        }
        let heading = match self.why.question {
            Question::Level => "Where the difference comes from",
            _ => "What changed in your own data",
        };
        write!(f, "\n\n{heading}: {}", self.points(units))?;
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
