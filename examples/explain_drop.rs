//! Why a score dropped overnight, told to the person, an agent or an auditor.
//!
//! `cargo run --example explain_drop [-- [--audience person|agent|auditor] [--format text|markdown|json]
//! [--lang en|de|pl|ar] [--html FILE] [BEFORE.json [AFTER.json]]]`; `--help` says what each is.
//!
//! Without a path it explains the 2011 story, from 71 to 54, from embedded data. With one profile it explains
//! what the change of the algorithm did to it; with two, what the person's own month did besides. A profile is
//! `{"networks": {"Twitter": {"audience": 8700, "active": 3600, "reactions": 1900}, "Facebook": null}}`.
//!
//! Languages other than English need `--features i18n`; a tag such as `ar-EG` has the numbers of its country.

#[path = "telling/mod.rs"]
mod telling;
#[path = "terminal/mod.rs"]
mod terminal;

use std::{error::Error, fs, process::ExitCode};

use clap::{Arg, Command};
use scoreshift::{
    at,
    influence::{self, Profile},
    present::{Audience, Presenter},
};
use telling::Telling;

fn main() -> ExitCode {
    terminal::end(run())
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let profiles = Arg::new("profiles")
        .value_names(["BEFORE.json", "AFTER.json"])
        .num_args(0..=2)
        .help("A person's profile, and the same a month later; the 2011 story without");
    let command = Command::new("explain_drop")
        .about("Says why a score dropped overnight")
        .args(telling::options())
        .arg(profiles);
    let matches = command.get_matches();
    let telling = Telling::of(&matches, Audience::Person);
    let paths: Vec<&String> = matches.get_many("profiles").into_iter().flatten().collect();
    let before = match paths.first() {
        Some(path) => read(path)?,
        None => serde_json::from_str(include_str!("profiles/marketer.json"))?,
    };
    let after = paths.get(1).map(|path| read(path)).transpose()?;

    let why = influence::lineage().explain(
        at("1.0.0", &before),
        at("2.0.0", after.as_ref().unwrap_or(&before)),
    )?;
    telling.show(Presenter::new(telling.audience), &why)?;
    Ok(ExitCode::SUCCESS)
}

fn read(path: &str) -> Result<Profile, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{path}: {error}").into())
}
