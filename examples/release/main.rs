//! Releases a new version of an algorithm, in the six steps of README.md.

// A file that README.md's code includes as well.
pub(crate) mod air;

use air::{Air, corpus, home, released, v1};
use scoreshift::{Bump, BumpPolicy, Change, Changes, Version, conformance};

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let v2 = Air {
        version: Version::new(2, 0, 0),
        points_per_ppm: 0.08,
        by_area: true,
    };
    let needed = Bump::required(&v1(), &v2, corpus(), &BumpPolicy::default())?;
    let lineage = released()
        .release(
            v2,
            Changes::starting_from(v1())
                .change(
                    Change::new("by-area").sentence("Large rooms now count more than small ones."),
                    |model| model.by_area = true,
                )
                .change(
                    Change::new("stricter").sentence("Stale air now costs more."),
                    |model| model.points_per_ppm = 0.08,
                ),
        )?
        .dated("2026-12-01")?
        .notes("Rooms count by their size, and stale air costs more.");
    conformance::check_lineage(&lineage, corpus())?;

    let mine = home(&[("kitchen", 9.0, 1400.0), ("bedroom", 21.0, 900.0)]);
    let notice = lineage.preview("1.0.0", "2.0.0", &mine, "2026-12-01".parse()?)?;
    let record = lineage
        .find("2.0.0")?
        .record(&mine)?
        .with_subject("17 Elm Street");
    show("Which number the change needs", &needed);
    show("What the person scored is told before", &notice);
    show("For the changelog", &lineage.changelog());
    show("The first score of the new version", &record);
    Ok(())
}

#[allow(clippy::print_stdout, reason = "an example prints")]
fn show(what: &str, text: &impl std::fmt::Display) {
    println!("=== {what}\n\n{text}\n");
}
