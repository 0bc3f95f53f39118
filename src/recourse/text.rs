//! What would move a score, in plain English.

use std::fmt;

use super::answer::{InputValue, OutOfReach, RecourseAnswer, SingleChange};
use crate::{
    exact,
    path::{Path, printable},
    score::Scale,
};

impl fmt::Display for RecourseAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match printable(self.model.name()) {
            name if name.to_lowercase().ends_with("score") => name,
            name => format!("{name} score"),
        };
        let (score, target) = apart(self.scale, self.score, self.target, !self.reached);
        if self.reached {
            return write!(f, "Your {name} is {score}, which reaches {target}.");
        }
        write!(f, "Your {name} is {score}, and the goal is {target}.")?;
        if !self.options.is_empty() {
            f.write_str("\n")?;
        }
        for option in &self.options {
            write!(f, "\n{}", self.option(option))?;
        }
        if self.out_of_reach.is_empty() {
            return Ok(());
        }
        let other = if self.options.is_empty() {
            ""
        } else {
            "other "
        };
        // Where not everything was tried, nothing more is claimed than that.
        let reaches = if self.out_of_reach.iter().all(|stuck| stuck.exhaustive) {
            "reaches"
        } else {
            "was found that reaches"
        };
        write!(f, "\n\nNo {other}single change {reaches} {target}:")?;
        for stuck in &self.out_of_reach {
            write!(f, "\n  {}", self.stuck(stuck))?;
        }
        Ok(())
    }
}

impl RecourseAnswer {
    fn option(&self, option: &SingleChange) -> String {
        let name = label(&option.id);
        let score = level(&self.scale.show(option.score));
        match (&option.before, &option.after) {
            (InputValue::Number(before), InputValue::Number(after)) => {
                let word = if after > before { "rose" } else { "fell" };
                let (before, after) = (number(*before), number(*after));
                format!(
                    "If your {name} {word} from {before} to {after}, the score would be {score}."
                )
            }
            (before, after) => {
                let (before, after) = (value(before), value(after));
                format!(
                    "If your {name} were {after} instead of {before}, the score would be {score}."
                )
            }
        }
    }

    fn stuck(&self, stuck: &OutOfReach) -> String {
        let name = label(&stuck.id);
        let Some(best) = &stuck.best else {
            let before = value(&stuck.before);
            return if stuck.exhaustive {
                format!("your {name}: nothing is better than {before}, as it is.")
            } else {
                format!("your {name}: nothing better than {before}, as it is, was found.")
            };
        };
        let (score, _) = apart(self.scale, stuck.score, self.target, true);
        let best = value(best);
        if stuck.exhaustive {
            format!("your {name}: {score} at best, at {best}.")
        } else {
            format!("your {name}: {score} is the best found, at {best}.")
        }
    }
}

/// A score and the target as people see them, with further digits where they differ and would look the same.
fn apart(scale: Scale, score: f64, target: f64, differ: bool) -> (String, String) {
    let shown = |decimals| {
        let scale = scale.decimals(decimals);
        (level(&scale.show(score)), level(&scale.show(target)))
    };
    let least = scale.shown_decimals();
    (least..=Scale::MAX_DECIMALS)
        .map(shown)
        .find(|(score, target)| !differ || score != target)
        .unwrap_or_else(|| (number(score), number(target)))
}

fn level(text: &str) -> String {
    text.replace('-', "−")
}

/// A place as people read it: its names in a row.
fn label(place: &Path) -> String {
    let names: Vec<String> = place
        .segments()
        .map(|name| printable(name).replace(['-', '_'], " "))
        .collect();
    names.join(" ")
}

fn value(value: &InputValue) -> String {
    match value {
        InputValue::Number(value) => number(*value),
        InputValue::Label(label) => printable(label),
    }
}

/// A number with all its digits, thousands separated: what is read is what was scored.
fn number(value: f64) -> String {
    let text = exact::write(value.abs());
    let sign = if value < 0.0 { "−" } else { "" };
    let (whole, rest) = match text.find(['.', 'e']) {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{}", rest.replace('-', "−"))
}
