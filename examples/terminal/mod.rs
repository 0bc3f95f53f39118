//! What an example writes to a terminal: 80 columns, a quiet end where nobody reads on, and errors as they are said.
#![allow(
    unreachable_pub,
    dead_code,
    reason = "a module of examples, of which some need a part"
)]

use std::{
    error::Error,
    fmt::Display,
    io::{self, ErrorKind, Write},
    process::ExitCode,
};

/// How many columns a line has at most.
pub const WIDTH: usize = 80;

/// Writes a text, in lines that are broken between words, with their indent; a word that is wider than a line is broken where
/// the line ends.
pub fn show(text: &impl Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in text.to_string().lines() {
        writeln!(out, "{}", wrapped(line))?;
    }
    Ok(())
}

/// How an example ends: that nobody reads on (`| head`) is no error.
pub fn end(result: Result<ExitCode, Box<dyn Error>>) -> ExitCode {
    let error = match result {
        Ok(code) => return code,
        Err(error) => error,
    };
    if kind_of(&*error) == Some(ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    for line in error.to_string().lines() {
        let _ = writeln!(io::stderr(), "{}", wrapped(line));
    }
    ExitCode::FAILURE
}

/// What went wrong where something was read or written, as text or as JSON.
fn kind_of(error: &(dyn Error + 'static)) -> Option<ErrorKind> {
    let plain = error.downcast_ref::<io::Error>().map(io::Error::kind);
    let json = || {
        error
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind)
    };
    plain.or_else(json)
}

/// A line in several, each but the first indented to where the words of the first begin.
pub fn wrapped(line: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    let hanging = hanging(line);
    for word in line.split_inclusive(' ') {
        let width = word.trim_end().chars().count();
        let is_begun = !out.trim().is_empty();
        if is_begun && width > 0 && column + width > WIDTH {
            out.truncate(out.trim_end().len());
            out.push('\n');
            out.push_str(&" ".repeat(hanging));
            column = hanging;
        }
        for c in word.chars() {
            // A space at the end of a line is not seen.
            if c == ' ' && column >= WIDTH {
                continue;
            }
            if column >= WIDTH {
                out.push('\n');
                out.push_str(&" ".repeat(hanging));
                column = hanging;
            }
            out.push(c);
            column += 1;
        }
    }
    out
}

/// Where words begin: behind the points of a row, else two columns further in than the line.
fn hanging(line: &str) -> usize {
    let indent = line.chars().take_while(|c| *c == ' ').count();
    let rest: Vec<char> = line.chars().skip(indent).collect();
    let gap = rest.windows(2).position(|two| two == [' ', ' ']);
    match gap.filter(|at| indent > 0 && *at < 20) {
        Some(at) => {
            let spaces = rest.iter().skip(at).take_while(|c| **c == ' ').count();
            indent + at + spaces
        }
        None if indent == 0 => 0,
        None => indent + 2,
    }
}
