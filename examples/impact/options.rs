//! What the impact examples are asked, in one process, by query and on a cluster: the options that they share.
#![allow(
    unreachable_pub,
    reason = "a module of two examples, one of them in another crate"
)]

use clap::{Arg, ArgAction, ArgMatches, Command};
use scoreshift::{
    impact::{Gate, Study},
    score::Bands,
};

use super::telling::{self, Telling};

/// From here up, an account was offered perks.
pub const PERKS: f64 = 50.0;

/// What is asked of a report.
pub struct Asked {
    /// Keep every score, for exact figures.
    pub exact: bool,
    /// Tell places apart by so many segments of their names.
    pub places: Option<usize>,
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
        // Beside the options a line would be wider than a terminal.
        .next_line_help(true)
        .arg(flag(
            "exact",
            "Keep both scores of every subject, for exact quantiles",
        ))
        .arg(
            value(
                "places",
                "DEPTH",
                "Measure what happened at each place, told apart by so many segments of its name; takes a hundred times as long",
            )
            .value_parser(clap::value_parser!(usize)),
        )
        .arg(flag(
            "json",
            "Print the report as data instead of as tables",
        ).conflicts_with_all(["audience", "format", "lang", "html"]))
        .arg(flag(
            "gate",
            "End with exit code 1 when the gate of gate.json is closed",
        ))
        .args(telling::options())
}

impl Asked {
    pub fn of(matches: &ArgMatches, telling: Telling) -> Self {
        Self {
            exact: matches.get_flag("exact"),
            places: matches.get_one("places").copied(),
            json: matches.get_flag("json"),
            gate: matches.get_flag("gate"),
            telling,
        }
    }

    /// What all of them find out.
    pub fn study<I>(&self, study: Study<I>, gate: &Gate) -> Study<I>
    where
        I: ToOwned + Send + Sync + 'static,
        I::Owned: Send + Sync,
    {
        let study = study
            .bands(Bands::at([20.0, PERKS]).named(["no mention", "mention", "perks"]))
            .measuring(gate)
            .by_change()
            .explain_movers();
        let study = if self.exact { study.exact() } else { study };
        match self.places {
            Some(depth) => study.by_place(depth),
            None => study,
        }
    }
}
