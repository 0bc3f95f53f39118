//! A bump and its reasons in words.

use std::fmt;

use super::{BumpReason, Required, UnderDeclared, WorstExample};
use crate::{
    path::printable,
    score::{self, PointRounding, Scale},
    words::{counted, minus, number, signed},
};

impl fmt::Display for Required {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bump, before, after) = (self.bump, &self.before, self.after.version());
        if after > before.version() {
            write!(f, "{before} → {after} is a {bump} change: ")?;
        } else {
            // A model that has no number of its own yet.
            let next = self.next();
            write!(f, "what follows {before} is a {bump} change, {next}: ")?;
        }
        let scored = counted(self.compared, "input");
        match self.moved {
            _ if self.compared == 0 => f.write_str("no input is scored by both versions")?,
            0 => write!(f, "no score moves on {scored}")?,
            moved => write!(f, "{moved} of {scored} that both versions score move")?,
        }
        let further = [
            (self.newly_supported, "newly scored"),
            (self.no_longer_supported, "no longer scored"),
            (self.refused, "refused by both"),
        ];
        for (count, what) in further.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, ", {count} {what}")?;
        }
        f.write_str(".")?;
        for reason in &self.reasons {
            let reason = Reason(reason, self.scale.shown_decimals());
            write!(f, "\n  - {reason}")?;
        }
        if let Some(worst) = &self.worst {
            write!(f, "\n{}", Worst(worst, self.scale.clone()))?;
        }
        Ok(())
    }
}

/// After − before in points, to the millionth in which it is held against the bound.
fn moved(before: f64, after: f64) -> String {
    let micro = |value| score::micro(value).ok();
    let Some((before_micro, after_micro)) = micro(before).zip(micro(after)) else {
        return minus(&format!("{:+}", after - before));
    };
    let scale = Scale::unbounded().decimals(Scale::MAX_DECIMALS);
    let text = signed(&scale, after_micro - before_micro);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Two levels in the digits in which they are shown, or in as many as tell them apart.
fn levels(before: f64, after: f64, decimals: u8) -> (String, String) {
    let shown = |decimals: u8| {
        let scale = Scale::unbounded().decimals(decimals);
        [before, after].map(|level| {
            let text = minus(&scale.show(level));
            if text.contains('.') {
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            } else {
                text
            }
        })
    };
    let apart = (decimals..Scale::MAX_DECIMALS)
        .map(shown)
        .find(|[before, after]| before != after);
    let [before, after] = apart.unwrap_or_else(|| shown(Scale::MAX_DECIMALS));
    (before, after)
}

impl fmt::Display for BumpReason {
    /// As in the text of a [`Required`], with levels to the hundredth, or in as many digits as tell them apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Reason(self, 2).fmt(f)
    }
}

/// A reason with the decimals in which levels are shown.
struct Reason<'r>(&'r BumpReason, u8);

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(reason, decimals) = *self;
        match reason {
            BumpReason::Moved { moved, compared } => {
                write!(
                    f,
                    "scores move ({moved} of {compared}), and under a patch version none may"
                )
            }
            BumpReason::NewlySupported { count, input } => write!(
                f,
                "{} that had no score {} one now, such as `{}`",
                counted(*count, "input"),
                if *count == 1 { "has" } else { "have" },
                printable(input)
            ),
            BumpReason::LargestMove {
                input,
                before,
                after,
                bound,
            } => {
                let (input, moved) = (printable(input), moved(*before, *after));
                let (before, after) = levels(*before, *after, decimals);
                write!(
                    f,
                    "`{input}` moves by {moved} points, from {before} to {after}; a minor version may move a score \
                     by {bound}"
                )
            }
            BumpReason::ShareMoved {
                moved,
                compared,
                bound,
            } => {
                let share = number(100.0 * bound);
                write!(
                    f,
                    "{moved} of {compared} scores move; a minor version may move {share} % of them"
                )
            }
            BumpReason::GradeCrossed {
                count,
                input,
                before,
                after,
                threshold,
            } => {
                let (before, after) = levels(*before, *after, decimals);
                write!(
                    f,
                    "{} another grade, such as `{}`, which crosses {threshold} from {before} to {after}",
                    if *count == 1 {
                        "1 input gets".to_owned()
                    } else {
                        format!("{count} inputs get")
                    },
                    printable(input)
                )
            }
            BumpReason::OrderCrossed {
                pairs,
                overtaking,
                overtaken,
            } => write!(
                f,
                "{} places, such as `{}`, which was below `{}` and is above it now",
                if *pairs == 1 {
                    "1 pair of inputs changes".to_owned()
                } else {
                    format!("{pairs} pairs of inputs change")
                },
                printable(overtaking),
                printable(overtaken)
            ),
            BumpReason::NoLongerSupported {
                count,
                input,
                error,
            } => write!(
                f,
                "{} had a score and {} none now, such as `{}`: {error}",
                counted(*count, "input"),
                if *count == 1 { "has" } else { "have" },
                printable(input)
            ),
            BumpReason::ScaleChanged { before, after } => {
                let told = |scale: &Scale| {
                    let (min, max, decimals) = (scale.min(), scale.max(), scale.shown_decimals());
                    format!(
                        "{min} to {max} with {}{}, {}{}",
                        counted(usize::from(decimals), "decimal"),
                        rounded(scale),
                        direction(scale),
                        banded(scale)
                    )
                };
                write!(f, "the scale was {}, and is {}", told(before), told(after))
            }
        }
    }
}

fn rounded(scale: &Scale) -> &'static str {
    match scale.shown_rounding() {
        PointRounding::HalfUp => "",
        PointRounding::Down => " rounded down",
        PointRounding::Up => " rounded up",
    }
}

fn banded(scale: &Scale) -> String {
    let Some(bands) = scale.declared_bands() else {
        return String::new();
    };
    let from = |band: usize| match band.checked_sub(1).and_then(|at| bands.limits().get(at)) {
        Some(limit) => format!("{} from {limit}", printable(&bands.name(band))),
        None => printable(&bands.name(band)),
    };
    let named: Vec<String> = (0..bands.count()).map(from).collect();
    format!(", in bands ({})", named.join(", "))
}

fn direction(scale: &Scale) -> &'static str {
    use crate::score::Direction::{HigherIsBetter, LowerIsBetter, Neutral};
    match scale.better() {
        HigherIsBetter => "higher is better",
        LowerIsBetter => "lower is better",
        Neutral => "neither is better",
    }
}

/// The worst example, indented below what it is an example of.
struct Worst<'w>(&'w WorstExample, Scale);

impl fmt::Display for Worst<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(worst, scale) = self;
        let input = printable(&worst.input);
        let Some(after) = worst.after else {
            return write!(
                f,
                "The worst example is `{input}`: it scored {}.",
                worst.before
            );
        };
        write!(f, "The worst example is `{input}`.")?;
        if let Some(explanation) = &worst.explanation {
            for line in explanation.to_string().lines() {
                let indent = if line.is_empty() { "" } else { "    " };
                write!(f, "\n{indent}{line}")?;
            }
        } else {
            let (before, after) = (scale.show(worst.before), scale.show(after));
            write!(f, " It goes from {before} to {after}")?;
            if let Some(note) = &worst.note {
                write!(f, ", and cannot be explained: {note}")?;
            }
            f.write_str(".")?;
        }
        Ok(())
    }
}

impl fmt::Display for UnderDeclared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (version, before, declared) = (&self.version, &self.before, self.declared);
        let required = self.required.bump;
        let next = required.next(before);
        write!(
            f,
            "release {version} declares a {declared} change after {before}, and makes a {required} one: release it as \
             {next}, or restore the scores.\n{}",
            self.required
        )
    }
}

pub(super) fn under_declared(releases: &[UnderDeclared]) -> String {
    let told: Vec<String> = releases.iter().map(ToString::to_string).collect();
    told.join("\n\n")
}
