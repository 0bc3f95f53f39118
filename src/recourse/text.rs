//! What would move a score, in plain English.

use std::fmt;

use super::answer::{InputValue, OutOfReach, RecourseAnswer, SingleChange, rounded_apart};
use crate::{
    exact,
    path::{Path, called, printable},
    score::Scale,
    words::score_name,
};

impl fmt::Display for RecourseAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = score_name(self.model.name());
        let (score, target) = apart(&self.scale, self.score, self.target, !self.reached);
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
        let score = level(&self.scale.show(option.stated_score));
        match (&option.stated, &option.before) {
            (InputValue::Number(after), InputValue::Number(before)) => {
                let (after, before) = (number(*after), present(*before, *after));
                format!("With {name} at {after} instead of {before}, the score would be {score}.")
            }
            (after, before) => {
                let (after, before) = (value(after), value(before));
                format!(
                    "With {name} being {after} instead of {before}, the score would be {score}."
                )
            }
        }
    }

    fn stuck(&self, stuck: &OutOfReach) -> String {
        let name = label(&stuck.id);
        let Some(best) = &stuck.best else {
            let before = value(&stuck.before);
            return if stuck.exhaustive {
                format!("{name}: nothing is better than {before}, as it is.")
            } else {
                format!("{name}: nothing better than {before}, as it is, was found.")
            };
        };
        let (score, _) = apart(&self.scale, stuck.score, self.target, true);
        let best = value(best);
        if stuck.exhaustive {
            format!("{name}: {score} at best, at {best}.")
        } else {
            format!("{name}: {score} is the best found, at {best}.")
        }
    }
}

/// A score and the target as people see them, with further digits where they differ and would look the same.
fn apart(scale: &Scale, score: f64, target: f64, differ: bool) -> (String, String) {
    let shown = |decimals| {
        let scale = scale.clone().decimals(decimals);
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

/// A place as a name in a sentence.
fn label(place: &Path) -> String {
    let name = called(place).unwrap_or_else(|| "the whole score".to_owned());
    format!("“{name}”")
}

fn value(value: &InputValue) -> String {
    match value {
        InputValue::Number(value) => number(*value),
        InputValue::Label(label) => format!("“{}”", printable(label)),
    }
}

/// A present value with few decimals, and with so many that it does not look like what it would have to be.
fn present(now: f64, stated: f64) -> String {
    rounded_apart(now, stated).map_or_else(|| number(now), number)
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
