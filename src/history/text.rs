//! A history as people read it.

use std::fmt;

use super::{History, Moved, Step};
use crate::{
    path::printable,
    record::{Comparability, ScoreRecord},
    words::{minus, score_name},
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
        let band = |record: &ScoreRecord| record.band().map_or_else(String::new, printable);
        let bands = width(self.records().iter().map(band));
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
            match (record.band(), step) {
                // Nothing stands behind the band of the first score.
                (Some(_), None) => write!(f, "  {}", band(record))?,
                _ if bands > 0 => write!(f, "  {:bands$}", band(record))?,
                _ => {}
            }
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
