//! A history as people read it.

use std::fmt;

use super::{History, HistoryWithSteps, Moved, Step};
use crate::{
    path::printable,
    record::{Comparability, ScoreRecord},
    words::{minus, score_name},
};

impl fmt::Display for History {
    /// One line for each record, with its move, what moved it, and a marker wherever the version changed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        HistoryWithSteps {
            history: self,
            steps: &self.steps(),
        }
        .write(f, |_, _| Ok(()))
    }
}

impl HistoryWithSteps<'_> {
    /// One line for each record, and below it what is said of the step that leads to it.
    pub(crate) fn write(
        &self,
        f: &mut fmt::Formatter<'_>,
        below: impl Fn(&mut fmt::Formatter<'_>, &Step) -> fmt::Result,
    ) -> fmt::Result {
        let records = self.history.records();
        let Some(first) = records.first() else {
            return f.write_str("No score has been issued.");
        };
        write!(f, "The {}", score_name(first.model().name()))?;
        if let Some(subject) = first.subject() {
            write!(f, " of {}", printable(subject))?;
        }
        let steps = self.steps;
        let time = |record: &ScoreRecord| record.time().map_or_else(String::new, |t| t.to_string());
        // All in the same digits, so that levels and moves add up as they are read.
        let decimals = records.iter().map(|r| r.scale().shown_decimals());
        let decimals = decimals.max().unwrap_or(0);
        let level = |record: &ScoreRecord| {
            let scale = record.scale().decimals(decimals);
            minus(&scale.show(record.value()))
        };
        let band = |record: &ScoreRecord| record.band().map_or_else(String::new, printable);
        let bands = width(records.iter().map(band));
        let times = width(records.iter().map(time));
        let levels = width(records.iter().map(level));
        let shown = |step: &Step| step.comparison.shown_in(decimals);
        let moves = width(steps.iter().map(shown));
        for (index, record) in records.iter().enumerate() {
            let step = index.checked_sub(1).and_then(|before| steps.get(before));
            if let Some(step) = step.filter(|step| step.version_changed()) {
                write!(f, "\n  ── {} ──", step.marker())?;
            }
            write!(f, "\n  ")?;
            if times > 0 {
                write!(f, "{:times$}  ", time(record))?;
            }
            write!(f, "{:>levels$}", level(record))?;
            match (record.band(), step) {
                // Nothing stands behind the band of the first score.
                (Some(_), None) => write!(f, "  {}", band(record))?,
                _ if bands > 0 => write!(f, "  {:bands$}", band(record))?,
                _ => {}
            }
            if let Some(step) = step {
                write!(f, "  {:>moves$}  {}", shown(step), step.words(&shown(step)))?;
                below(f, step)?;
            }
        }
        Ok(())
    }
}

fn width(texts: impl Iterator<Item = String>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
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
    /// What moved the score, beside how far it is shown to have moved.
    fn words(&self, shown: &str) -> String {
        let moves = shown.contains(|c: char| matches!(c, '1'..='9'));
        let no_move = match self.comparison.delta_micro {
            0 => "no move",
            _ => "no move that shows",
        };
        match self.moved {
            Moved::Nothing if self.version_changed() => "no effect on this score".to_owned(),
            Moved::Unknown if !moves => no_move.to_owned(),
            Moved::Nothing => Moved::Nothing.words().to_owned(),
            what if moves => what.words().to_owned(),
            what => format!("{no_move} ({})", what.words()),
        }
    }

    fn marker(&self) -> String {
        let (from, to) = (&self.comparison.model_before, &self.comparison.model_after);
        if self.comparison.comparability == Comparability::SameVersionOtherModel {
            return format!("another model under version {}", to.version());
        }
        format!("version {} → {}", from.version(), to.version())
    }
}
