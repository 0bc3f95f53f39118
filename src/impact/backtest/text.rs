//! What a backtest found, in a sentence for each measure.

use std::fmt;

use super::{BacktestReport, RankAccuracy};
use crate::{
    id::ModelId,
    path::printable,
    words::{minus, number},
};

impl fmt::Display for BacktestReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence(f, "Spearman", 0.0, &self.spearman)?;
        if let Some(auc) = &self.auc {
            f.write_str("\n")?;
            self.sentence(f, "AUC", 0.5, auc)?;
        }
        if let (1.., Some(first)) = (self.failed, self.failures.first()) {
            let (left_out, key) = (counted(self.failed, "subject"), printable(&first.key));
            let (verb, such) = if self.failed == 1 {
                ("was", "")
            } else {
                ("were", "such as ")
            };
            write!(
                f,
                "\n{left_out} {verb} left out, {such}`{key}`: {}.",
                first.reason
            )?;
        }
        Ok(())
    }
}

impl BacktestReport {
    fn sentence(
        &self,
        f: &mut fmt::Formatter<'_>,
        name: &str,
        chance: f64,
        of: &RankAccuracy,
    ) -> fmt::Result {
        let decimals = decimals(of);
        let plain = |value: f64| minus(&format!("{:.decimals$}", value + 0.0));
        let signed = |value: f64| match plain(value) {
            text if value > 0.0 => format!("+{text}"),
            text => text,
        };
        let (before, after) = (
            self.name(&self.before, "first"),
            self.name(&self.after, "second"),
        );
        let (was, is) = (plain(of.before), plain(of.after));
        let goes_against = of.before < chance && of.after < chance;
        // The difference and the whole interval lie on one side of 0.
        let decided = of.interval.filter(|interval| {
            !interval.contains(0.0) && (interval.low > 0.0) == (of.difference > 0.0)
        });
        let all_same = of.difference == 0.0
            && of
                .interval
                .is_some_and(|interval| interval.low == 0.0 && interval.high == 0.0);
        if all_same {
            write!(
                f,
                "{after} ranks the outcome of these subjects exactly as well as {}: {name} {is}",
                lower(&before)
            )?;
        } else if of.interval.is_none() {
            write!(
                f,
                "The data are too few to tell which version ranks the outcome better: {name} {is} under {} and {was} under {}",
                lower(&after),
                lower(&before)
            )?;
        } else if decided.is_none() {
            write!(
                f,
                "The data do not decide which version ranks the outcome better: {name} {is} under {} and {was} under {}",
                lower(&after),
                lower(&before)
            )?;
        } else {
            let verdict = match (goes_against, of.difference > 0.0) {
                (false, true) => "ranks the outcome better",
                (false, false) => "ranks the outcome worse",
                (true, true) => "goes against the outcome less",
                (true, false) => "goes against the outcome more",
            };
            write!(f, "{after} {verdict}: {name} {is} instead of {was}")?;
        }
        write!(f, " ({}; ", signed(of.difference))?;
        let (resamples, subjects) = (
            self.resamples.saturating_sub(of.undefined),
            counted(self.subjects, "subject"),
        );
        let resamples = counted(usize::try_from(resamples).unwrap_or(usize::MAX), "resample");
        match of.interval {
            Some(interval) => {
                let (low, high) = (signed(interval.low), signed(interval.high));
                let level = number(100.0 * self.level);
                write!(
                    f,
                    "{level} % interval {low} to {high} from {resamples} of {subjects})."
                )?;
            }
            None if of.undefined > 0 => {
                let undefined = usize::try_from(of.undefined).unwrap_or(usize::MAX);
                let all = counted(
                    usize::try_from(self.resamples).unwrap_or(usize::MAX),
                    "resample",
                );
                #[allow(clippy::cast_precision_loss, reason = "counts are below 2^53")]
                let undefined = number(undefined as f64);
                write!(
                    f,
                    "no interval, because in {undefined} of {all} of {subjects} all outcomes or all scores are the same)."
                )?;
            }
            None => write!(f, "no interval of {subjects}).")?,
        }
        if of.undefined > 0 && of.interval.is_some() {
            let undefined = usize::try_from(of.undefined).unwrap_or(usize::MAX);
            let undefined = counted(undefined, "further resample");
            write!(
                f,
                " {undefined} did not count: all outcomes or all scores in it were the same."
            )?;
        }
        if goes_against {
            f.write_str(" High scores go with low outcomes here; if that is how the score is meant, negate the outcome.")?;
        }
        Ok(())
    }

    /// How people call a version.
    fn name(&self, id: &ModelId, which: &str) -> String {
        if self.before == self.after {
            format!("The {which} {id}")
        } else if self.before.name() == self.after.name() {
            format!("Version {}", id.version())
        } else {
            id.to_string()
        }
    }
}

/// As within a sentence.
fn lower(name: &str) -> String {
    for start in ["Version ", "The "] {
        if name.starts_with(start) {
            return name.replacen(start, &start.to_lowercase(), 1);
        }
    }
    name.to_owned()
}

/// As many decimals, from two to six, as it takes for the shown figures to add up and to show what is not zero.
fn decimals(of: &RankAccuracy) -> usize {
    let mut unit = 100.0;
    for decimals in 2..6 {
        let shown = |value: f64| (value * unit).round();
        let ends = of
            .interval
            .map_or([0.0; 2], |interval| [interval.low, interval.high]);
        let is_told = |value: f64| value == 0.0 || shown(value) != 0.0;
        if shown(of.after) - shown(of.before) == shown(of.difference)
            && is_told(of.difference)
            && ends.into_iter().all(is_told)
        {
            return decimals;
        }
        unit *= 10.0;
    }
    6
}

fn counted(count: usize, noun: &str) -> String {
    #[allow(clippy::cast_precision_loss, reason = "counts are below 2^53")]
    let told = number(count as f64);
    format!("{told} {noun}{}", if count == 1 { "" } else { "s" })
}
