//! Whether this platform computes the bits that all others do.
//!
//! It scores, records, explains and compares 10,000 made-up profiles, applies every function of mathematics to 10,000
//! numbers, and takes a digest of what comes out. Neither a clock nor randomness is asked, so the digests are those of
//! `platforms/digests.txt`, wherever this was compiled and runs.
//!
//! ```text
//! cargo run -p scoreshift-platforms                                compares the digests with the committed ones
//! SCORESHIFT_DIGESTS=update cargo run -p scoreshift-platforms      writes them anew
//! cargo run -p scoreshift-platforms -- PART                        prints what a part takes its digest of
//! ```
//!
//! Where a digest differs, the last form on both platforms and `diff` show what does.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it prints what it finds"
)]

mod digests;
mod mathematics;
mod parts;
mod profiles;
mod random;

use std::{
    error::Error,
    fmt::Display,
    io::{BufWriter, Write as _},
    process::ExitCode,
};

use digests::Digests;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let parts = parts::all()?;
    if let Some(name) = std::env::args().nth(1) {
        let Some((_, part)) = parts.iter().find(|(known, _)| *known == name) else {
            let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
            return Err(format!("there is no part {name}; there are {}", names.join(", ")).into());
        };
        let mut out = BufWriter::new(std::io::stdout().lock());
        let mut written = Ok(());
        part(&mut |line: &dyn Display| {
            if written.is_ok() {
                written = writeln!(out, "{line}");
            }
        })?;
        written.and_then(|()| out.flush())?;
        return Ok(ExitCode::SUCCESS);
    }

    let here = Digests::of(&parts)?;
    if std::env::var("SCORESHIFT_DIGESTS").is_ok_and(|wish| wish == "update") {
        here.write()?;
        println!("written: {}", digests::FILE);
        return Ok(ExitCode::SUCCESS);
    }
    let compared = here.compared_with_committed()?;
    print!("{compared}");
    Ok(if compared.is_same() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
