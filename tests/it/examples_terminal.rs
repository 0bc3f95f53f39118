//! What every example writes to a terminal: 80 columns, whatever is in a line, and a quiet end where nobody reads on.

#[path = "../../examples/terminal/mod.rs"]
#[allow(
    clippy::duplicate_mod,
    reason = "an example that tests run has it as well"
)]
mod terminal;

use std::{error::Error, io, process::ExitCode};

use proptest::prelude::*;
use terminal::{WIDTH, end, wrapped};

use crate::laws_present::config;

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn a_line_of_an_example_is_never_wider_than_a_terminal(
        line in "( {0,6})([+−]?[0-9.]{1,9}  )?([a-zż:.]{0,12} ){0,30}[a-z]{0,200}( [a-z]{0,90}){0,3}",
    ) {
        let text = wrapped(&line);
        for line in text.lines() {
            prop_assert!(line.chars().count() <= WIDTH, "{:?}", line);
        }
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(letters(&text), letters(&line));
    }
}

/// A pipe that nobody reads.
struct Closed;

impl io::Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn that_nobody_reads_on_is_no_error() {
    let shown = |result: Result<ExitCode, Box<dyn Error>>| format!("{:?}", end(result));
    let broken = io::Error::from(io::ErrorKind::BrokenPipe);
    assert_eq!(shown(Err(broken.into())), shown(Ok(ExitCode::SUCCESS)));
    let broken = serde_json::to_writer(Closed, &[1]).unwrap_err();
    assert_eq!(shown(Err(broken.into())), shown(Ok(ExitCode::SUCCESS)));
    let fault = serde_json::from_str::<u8>("x").unwrap_err();
    assert_ne!(shown(Err(fault.into())), shown(Ok(ExitCode::SUCCESS)));
    assert_ne!(shown(Err("a fault".into())), shown(Ok(ExitCode::SUCCESS)));
}
