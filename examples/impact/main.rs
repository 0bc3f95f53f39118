//! Who moves before you ship: what the change of 2011 does to a million accounts.
//!
//! `cargo run --release --example impact [-- [SUBJECTS] [--month] [--exact] [--places DEPTH] [--json] [--gate] [--parallel]
//! [--audience person|agent|auditor] [--format text|markdown|json] [--lang en|de|pl|ar] [--html FILE]]`
//!
//! The population is invented, and made one account after the other, so that none is kept: with 10000000 it takes as
//! much memory as with 100000. How it is made, and why so, stands in `population.rs`.
//!
//! * `--month` compares each account a month before, under the first version, with what it is now, under the second: the
//!   report says what of the mean's move was the version, people's own activity, newcomers, and those who left.
//! * `--exact` keeps both scores of every subject, for exact quantiles and rank correlations.
//! * `--places` measures what happened at each place, told apart by so many segments of its name: 1 for `Twitter`, 2 for
//!   `Twitter.reactions`. Every account is explained in full for it.
//! * `--json` prints the report as data instead of as text.
//! * `--gate` ends with exit code 1 when the gate is closed, as a CI step would. The gate is `gate.json`.
//! * `--format`, `--audience` and `--lang` tell the impact in words instead of in tables, and `--html` writes a page; see
//!   `explain_drop`. Both are for an agent unless `--audience` says otherwise.
//! * `--parallel` uses all cores; it needs `--features parallel`, and prints the same report.

mod options;
mod population;
#[path = "../telling/mod.rs"]
mod telling;
#[path = "../terminal/mod.rs"]
mod terminal;

use std::{
    error::Error,
    fs,
    io::{self, IsTerminal, Write},
    ops::ControlFlow,
    process::ExitCode,
};

use clap::{Arg, Command};
use options::{Asked, PERKS, flag};
use scoreshift::{
    impact::{Gate, Impact, Mover, ReadError, Study, Subject},
    influence::{self, Profile},
    present::{Audience, Presenter},
};
use telling::Telling;

struct Options {
    subjects: u64,
    month: bool,
    #[cfg(feature = "parallel")]
    parallel: bool,
    asked: Asked,
}

fn main() -> ExitCode {
    terminal::end(run_options())
}

fn run_options() -> Result<ExitCode, Box<dyn Error>> {
    let options = options();
    let gate: Gate = serde_json::from_str(include_str!("gate.json"))?;

    let study = influence::lineage().impact("1.0.0", "2.0.0")?;
    let study = options.asked.study(study, &gate);
    let impact = run(study, &options)?;
    let outcome = gate.check(&impact);

    let mut out = io::stdout();
    if options.asked.telling.is_asked_for() {
        let presenter = Presenter::new(options.asked.telling.audience)
            .subjects("account", "accounts")
            .gate(&outcome);
        options.asked.telling.show(presenter, &impact)?;
    } else if options.asked.json {
        serde_json::to_writer_pretty(&mut out, &impact.report())?;
        writeln!(out)?;
    } else {
        terminal::show(&impact)?;
        tell_perks(&impact)?;
        let whole = impact.whole();
        for (title, movers) in [
            ("The largest fall", whole.falling()),
            ("The largest rise", whole.rising()),
        ] {
            tell_mover(title, movers.first())?;
        }
        terminal::show(&format!("\n{outcome}"))?;
        match peak_memory() {
            Some(peak) => writeln!(out, "\nPeak memory: {peak}")?,
            None => writeln!(out, "\nPeak memory: not known on this system")?,
        }
    }
    let stopped = options.asked.gate && !outcome.passed();
    Ok(if stopped {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn options() -> Options {
    let command = Command::new("impact")
        .about("What the change of 2011 does to invented accounts")
        .arg(
            Arg::new("subjects")
                .value_name("SUBJECTS")
                .value_parser(clap::value_parser!(u64))
                .default_value("1000000")
                .help("How many accounts"),
        )
        .arg(flag(
            "month",
            "Compare each account a month before with what it is now",
        ));
    #[cfg(feature = "parallel")]
    let command = command.arg(flag("parallel", "Use all cores"));
    let matches = options::shared(command).get_matches();
    Options {
        subjects: matches.get_one("subjects").copied().unwrap_or_default(),
        month: matches.get_flag("month"),
        #[cfg(feature = "parallel")]
        parallel: matches.get_flag("parallel"),
        asked: Asked::of(&matches, Telling::of(&matches, Audience::Agent)),
    }
}

/// The account of this number, as the study takes it.
fn subject(number: u64) -> Result<Subject<Profile>, ReadError> {
    let person = population::person(number)
        .map_err(|error| ReadError::new(number + 1, error.to_string()))?;
    let networks = person.profile.networks().count();
    Ok(Subject::new(format!("account {number}"), person.profile)
        .segment("kind", person.kind.name())
        .segment("networks", networks.to_string()))
}

/// The account of this number a month before and now.
fn month(number: u64) -> Result<Subject<Profile>, ReadError> {
    let person =
        population::month(number).map_err(|error| ReadError::new(number + 1, error.to_string()))?;
    let key = format!("account {number}");
    let subject = match (person.before, person.after) {
        (Some(before), Some(after)) if before == after => Subject::new(key, after),
        (Some(before), Some(after)) => Subject::moved(key, before, after),
        (Some(before), None) => Subject::left(key, before),
        (None, Some(after)) => Subject::joined(key, after),
        (None, None) => return Err(ReadError::new(number + 1, "it is there at no time")),
    };
    Ok(subject.segment("kind", person.kind.name()))
}

fn run(study: Study<Profile>, options: &Options) -> Result<Impact, Box<dyn Error>> {
    let terminal = io::stderr().is_terminal();
    let total = options.subjects;
    let study = study.progress(move |seen| {
        if terminal {
            eprint!("\r{seen} of {total} accounts");
            if seen == total {
                eprintln!();
            }
        }
        ControlFlow::Continue(())
    });
    let numbers = 0..options.subjects;
    let subject = if options.month { month } else { subject };
    #[cfg(feature = "parallel")]
    if options.parallel {
        use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
        return Ok(study.read_parallel(numbers.into_par_iter().map(subject))?);
    }
    Ok(study.read(numbers.map(subject))?)
}

/// What becomes of a threshold that people depend on.
fn tell_perks(impact: &Impact) -> Result<(), Box<dyn Error>> {
    if impact.whole().scored().subjects == 0 {
        return Ok(());
    }
    terminal::show(&format!("Perks: {}", impact.rebase(PERKS)?))?;
    Ok(())
}

fn tell_mover(title: &str, mover: Option<&Mover>) -> io::Result<()> {
    let Some(mover) = mover else { return Ok(()) };
    if let Some(why) = &mover.explanation {
        terminal::show(&format!("\n{title}, {}:\n{why}", mover.key))?;
    }
    Ok(())
}

/// The most memory that this process has held.
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
