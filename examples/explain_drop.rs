//! Why a score dropped overnight: `cargo run --example explain_drop [-- [--json] [BEFORE.json [AFTER.json]]]`.
//!
//! Without a path it explains the 2011 story, from 71 to 54, from embedded data. With one profile it explains
//! what the change of the algorithm did to it; with two, what the person's own month did besides. A profile is
//! `{"networks": {"Twitter": {"audience": 8700, "active": 3600, "reactions": 1900}, "Facebook": null}}`.

use std::{
    error::Error,
    fs,
    io::{self, Write},
};

use scoreshift::{
    at,
    influence::{self, Profile},
};

fn main() -> Result<(), Box<dyn Error>> {
    let (options, paths): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with("--"));
    if let Some(unknown) = options.iter().find(|option| *option != "--json") {
        return Err(format!(
            "unknown option {unknown}; usage: explain_drop [--json] [BEFORE.json [AFTER.json]]"
        )
        .into());
    }
    let before = match paths.first() {
        Some(path) => read(path)?,
        None => serde_json::from_str(include_str!("profiles/marketer.json"))?,
    };
    let after = paths.get(1).map(|path| read(path)).transpose()?;

    let why = influence::lineage().explain(
        at("1.0.0", &before),
        at("2.0.0", after.as_ref().unwrap_or(&before)),
    )?;
    if options.is_empty() {
        writeln!(io::stdout(), "{why}")?;
    } else {
        writeln!(io::stdout(), "{}", serde_json::to_string_pretty(&why)?)?;
    }
    Ok(())
}

fn read(path: &str) -> Result<Profile, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{path}: {error}").into())
}
