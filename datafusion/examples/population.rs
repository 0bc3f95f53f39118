//! Writes the invented population of the core's example `impact` as Parquet: any size, the same bytes on every run.
//!
//! `cargo run --release -p scoreshift-datafusion --example population -- people.parquet 10000000 [--month]`
//!
//! `--month` writes what each account was a month before, `was`, besides what it is now, `profile`.

mod people;

use std::{error::Error, io::IsTerminal as _, path::Path, process::ExitCode};

use clap::{Arg, ArgAction, Command, value_parser};

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
    let command = Command::new("population")
        .about("Writes an invented population as Parquet")
        .arg(Arg::new("file").required(true).value_name("FILE"))
        .arg(
            Arg::new("subjects")
                .required(true)
                .value_name("SUBJECTS")
                .value_parser(value_parser!(u64)),
        )
        .arg(
            Arg::new("month")
                .long("month")
                .action(ArgAction::SetTrue)
                .help("With what each account was a month before"),
        );
    let matches = command.get_matches();
    let path = matches.get_one::<String>("file").ok_or("no file")?;
    let subjects: u64 = *matches.get_one("subjects").ok_or("no subjects")?;
    let batches: people::Batches = if matches.get_flag("month") {
        people::month
    } else {
        people::batch
    };
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
