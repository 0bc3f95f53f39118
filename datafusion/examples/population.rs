//! Writes the invented population of the core's example `impact` as Parquet: any size, the same bytes on every run.
//!
//! `cargo run --release -p scoreshift-datafusion --example population -- people.parquet 10000000 [--month]`
//!
//! `--month` writes what each account was a month before, `was`, besides what it is now, `profile`.

mod people;

use std::{error::Error, io::IsTerminal as _, path::Path, process::ExitCode};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (path, subjects, batches) = match *arguments.as_slice() {
        [path, subjects] => (path, subjects, people::batch as people::Batches),
        [path, subjects, "--month"] => (path, subjects, people::month as people::Batches),
        _ => return Err("usage: population FILE SUBJECTS [--month]".into()),
    };
    let subjects: u64 = subjects
        .parse()
        .map_err(|_| format!("`{subjects}` is no number of subjects"))?;
    let terminal = std::io::stderr().is_terminal();
    people::write(Path::new(path), subjects, batches, |seen| {
        if terminal {
            eprint!("\r{seen} of {subjects} accounts");
        }
    })
    .map_err(|error| format!("{path} cannot be written: {error}"))?;
    if terminal {
        eprint!("\r");
    }
    eprintln!("{subjects} accounts are in {path}");
    Ok(())
}
