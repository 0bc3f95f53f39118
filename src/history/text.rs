//! A history as people read it.

use std::fmt;

use super::{Basis, History, Moved, Step};
use crate::{
    diff::{Effect, EffectKind},
    explain::words::{figure, minus, score_name, signed},
    path::printable,
    record::{Comparability, ScoreRecord},
    score,
};

impl fmt::Display for History {
    /// One line for each record, with its move, what moved it, and a marker wherever the version changed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.records().first() else {
            return f.write_str("No score has been issued.");
        };
        write!(f, "The {}", score_name(first.model().name()))?;
        if let Some(subject) = first.subject() {
            write!(f, " of {}", printable(subject))?;
        }
        let steps = self.steps();
        let time = |record: &ScoreRecord| record.time().map_or_else(String::new, |t| t.to_string());
        // All in the same digits, so that levels and moves add up as they are read.
        let decimals = self.records().iter().map(|r| r.scale().shown_decimals());
        let decimals = decimals.max().unwrap_or(0);
        let level = |record: &ScoreRecord| {
            let scale = record.scale().decimals(decimals);
            minus(&scale.show(record.value()))
        };
        let times = width(self.records().iter().map(time));
        let levels = width(self.records().iter().map(level));
        let shown = |step: &Step| step.comparison.shown_in(decimals);
        let moves = width(steps.iter().map(shown));
        for (index, record) in self.records().iter().enumerate() {
            let step = index.checked_sub(1).and_then(|before| steps.get(before));
            if let Some(step) = step.filter(|step| step.version_changed()) {
                write!(f, "\n  ── {} ──", step.marker())?;
            }
            write!(f, "\n  ")?;
            if times > 0 {
                write!(f, "{:times$}  ", time(record))?;
            }
            write!(f, "{:>levels$}", level(record))?;
            if let Some(step) = step {
                let words = match step.moved {
                    Moved::Nothing if step.version_changed() => "no effect on this score",
                    what => what.words(),
                };
                write!(f, "  {:>moves$}  {words}", shown(step))?;
            }
        }
        Ok(())
    }
}

fn width(texts: impl Iterator<Item = String>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}

/// What stood there before and after: numbers as people read them, and in full where they would look the same.
fn figures(effect: &Effect) -> (String, String) {
    let (before, after) = (&effect.before, &effect.after);
    let read = |of| figure(of).unwrap_or_else(|| of.to_string());
    match (read(before), read(after)) {
        (ours, theirs) if ours == theirs => (before.to_string(), after.to_string()),
        told => told,
    }
}

impl Moved {
    fn words(self) -> &'static str {
        match self {
            Self::Nothing => "nothing changed",
            Self::Data => "data",
            Self::Algorithm => "algorithm",
            Self::Both => "algorithm and data",
            Self::Unknown => "algorithm, and perhaps data",
        }
    }
}

impl Step {
    fn marker(&self) -> String {
        let (from, to) = (&self.comparison.model_before, &self.comparison.model_after);
        if self.comparison.comparability == Comparability::SameVersionOtherModel {
            return format!("another model under version {}", to.version());
        }
        format!("version {} → {}", from.version(), to.version())
    }
}

impl fmt::Display for Step {
    /// The explanation where there is one, else what can be told from the records.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Basis::Inputs(explanation) = &self.basis {
            return explanation.fmt(f);
        }
        write!(f, "{}", self.comparison)?;
        let scale = self.comparison.scale_shown();
        let (before, after) = (self.comparison.before, self.comparison.after);
        let Basis::Breakdowns(diff) = &self.basis else {
            return match self.moved {
                Moved::Nothing => Ok(()),
                _ => f.write_str(" The formula was not kept, so the places are not known."),
            };
        };
        // What shows in no digit is told together.
        let mut effects: Vec<&Effect> = diff.effects().iter().collect();
        effects.sort_by_key(|effect| std::cmp::Reverse(effect.micro.abs()));
        let micros: Vec<i64> = effects.iter().map(|effect| effect.micro).collect();
        let Ok(shown) = score::show_parts(scale, before, after, &micros) else {
            return Ok(());
        };
        if self.moved == Moved::Nothing {
            return f.write_str(" Nothing that changed has an effect on this score.");
        }
        write!(f, "\nWhat moved: {}.", self.moved.words())?;
        let told: Vec<(&Effect, i64)> = effects
            .into_iter()
            .zip(shown.parts)
            .filter(|(_, units)| *units != 0)
            .collect();
        let width = width(told.iter().map(|(_, units)| signed(scale, *units)));
        for (effect, units) in told {
            let (place, kind) = (effect.named_place(), effect.kind);
            write!(f, "\n  {:>width$}  {place} ({kind})", signed(scale, units))?;
            if kind != EffectKind::Rounding {
                let (before, after) = figures(effect);
                write!(f, ": {before} → {after}")?;
            }
        }
        Ok(())
    }
}
