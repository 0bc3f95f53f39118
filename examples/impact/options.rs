//! What the impact examples are asked, in one process, by query and on a cluster: the options that they share.
#![allow(
    unreachable_pub,
    reason = "a module of two examples, one of them in another crate"
)]

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::telling::Telling;

/// What is asked of a report.
pub struct Asked {
    /// Keep every score, for exact figures.
    pub exact: bool,
    /// Print data.
    pub json: bool,
    /// Let the gate decide how the program ends.
    pub gate: bool,
    /// To whom the report is told, and how.
    pub telling: Telling,
}

pub fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(help)
}

pub fn value(name: &'static str, of: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(of).help(help)
}

/// The command with the options that all have.
pub fn shared(command: Command) -> Command {
    command
        .arg(flag(
            "exact",
            "Keep both scores of every subject, for exact quantiles",
        ))
        .arg(flag(
            "json",
            "Print the report as data instead of as tables",
        ))
        .arg(flag(
            "gate",
            "End with exit code 1 when the gate of gate.json is closed",
        ))
        .arg(value(
            "audience",
            "person|agent|auditor",
            "Tell the impact in words, to whom",
        ))
        .arg(value(
            "format",
            "text|markdown|json",
            "Tell the impact in words, in this form",
        ))
        .arg(value(
            "lang",
            "en|de|pl|ar",
            "Tell the impact in words, in this language",
        ))
        .arg(value("html", "FILE", "Tell the impact in words, as a page"))
}

impl Asked {
    pub fn of(matches: &ArgMatches, mut telling: Telling) -> Result<Self, String> {
        for name in ["audience", "format", "lang", "html"] {
            if let Some(value) = matches.get_one::<String>(name) {
                telling.takes(&format!("--{name}"), &mut std::iter::once(value.clone()))?;
            }
        }
        Ok(Self {
            exact: matches.get_flag("exact"),
            json: matches.get_flag("json"),
            gate: matches.get_flag("gate"),
            telling,
        })
    }
}
