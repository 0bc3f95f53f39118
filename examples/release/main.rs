//! Releases a new version of an algorithm, in the six steps of README.md.

// A file that README.md's code includes as well.
pub(crate) mod air;
#[path = "../terminal/mod.rs"]
#[allow(clippy::duplicate_mod, reason = "tests run more than one example")]
mod terminal;

use std::{error::Error, fmt::Display, process::ExitCode};

use air::{corpus, home, released};
use scoreshift::{
    Change,
    bump::{Bump, BumpPolicy},
    conformance,
};

fn main() -> ExitCode {
    terminal::end(run())
}

pub(crate) fn run() -> Result<ExitCode, Box<dyn Error>> {
    let lineage = released()
        .release("2.0.0")
        .change(
            Change::new("by-area")
                .sentence("Large rooms now count more than small ones.")
                .upcoming("Large rooms will count more than small ones."),
            |air| air.by_area = true,
        )
        .change(
            Change::new("stricter")
                .sentence("Stale air now costs more.")
                .upcoming("Stale air will cost more."),
            |air| air.points_per_ppm = 0.08,
        )
        .dated("2026-12-01")
        .notes("Rooms count by their size, and stale air costs more.")
        .build()?;
    let (before, after) = (lineage.find("1.0.0")?, lineage.find("2.0.0")?);
    let needed = Bump::required(
        before.model(),
        after.model(),
        corpus(),
        &BumpPolicy::default(),
    )?;
    conformance::check_lineage(&lineage, corpus())?;

    let mine = home(&[("kitchen", 9.0, 1400.0), ("bedroom", 21.0, 900.0)]);
    let notice = lineage.preview("1.0.0", "2.0.0", &mine, "2026-12-01".parse()?)?;
    let record = after.record(&mine)?.with_subject("17 Elm Street");
    let told: [(&str, &dyn Display); 4] = [
        ("Which number the change needs", &needed),
        ("What the person scored is told before", &notice),
        ("For the changelog", &lineage.changelog()),
        ("The first score of the new version", &record),
    ];
    for (what, text) in told {
        terminal::show(&format!("=== {what}\n\n{text}\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}
