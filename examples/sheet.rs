//! Runs a lineage from a sheet, and explains a profile under it:
//! `cargo run --example sheet`, or with files of yours: `-- sheet.toml home.json`.

#[path = "terminal/mod.rs"]
mod terminal;

use std::{collections::BTreeMap, error::Error, fs, process::ExitCode};

use clap::{Arg, Command};
use scoreshift::{
    EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, at, lineage::ReleaseSheet,
};
use serde::{Deserialize, Serialize};

/// How healthy a home's air is. The fields are what a sheet may set.
#[derive(Clone, Serialize, Deserialize)]
struct Air {
    /// Parts per million of carbon dioxide outside, which cost nothing.
    outside: f64,
    points_per_ppm: f64,
    by_area: bool,
}

#[derive(Deserialize)]
struct Room {
    area: f64,
    co2: f64,
}

impl ScoringModel for Air {
    type Input = BTreeMap<String, Room>;

    fn id(&self) -> ModelId {
        ModelId::new("air", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, home: &Self::Input, t: T) -> Result<Term<T>, EvalError> {
        let rate = t.parameter("points per ppm", self.points_per_ppm);
        let outside = t.parameter("outside", self.outside);
        let mut mean = t.weighted_mean("rooms");
        for (name, room) in home {
            let t = t.scope(name);
            let stale = (t.input("CO2", room.co2) - outside).at_least(0.0);
            let air = t.named("air", (100.0 - rate * stale).at_least(0.0));
            if self.by_area {
                mean.part(name, t.input("area", room.area), air);
            } else {
                mean.part(name, 1.0, air);
            }
        }
        mean.finish()
    }
}

fn main() -> ExitCode {
    terminal::end(run())
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let file = |name, value, otherwise: &'static str, help| {
        Arg::new(name)
            .value_name(value)
            .default_value(otherwise)
            .help(help)
    };
    let air = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/sheets/air.toml");
    let home = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/sheets/home.json");
    let command = Command::new("sheet")
        .about("Explains a score whose releases stand in a file")
        .arg(file("sheet", "SHEET.toml", air, "The releases"))
        .arg(file("home", "HOME.json", home, "What is scored"));
    let matches = command.get_matches();
    let path = |name| matches.get_one::<String>(name).map_or("", String::as_str);
    let (sheet, home) = (path("sheet"), path("home"));

    let sheet: ReleaseSheet = toml::from_str(&read(sheet)?)?;
    let home = serde_json::from_str(&read(home)?)?;
    let lineage = sheet.lineage::<Air>()?;

    let versions: Vec<String> = lineage
        .releases()
        .map(|release| release.id().version().to_string())
        .collect();
    let (Some(first), Some(last)) = (versions.first(), versions.last()) else {
        return Err("a lineage has a release".into());
    };
    let why = lineage.explain(at(first, &home), at(last, &home))?;
    terminal::show(&why)?;
    Ok(ExitCode::SUCCESS)
}

fn read(file: &str) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))
}
