//! The six steps of README.md, run.

#[path = "../../examples/release/main.rs"]
#[allow(dead_code, reason = "its `main` is run as an example")]
mod release;

use release::air::{corpus, released};
use scoreshift::{
    Change, ScoringModel as _,
    bump::{Bump, BumpPolicy},
    conformance,
};

#[test]
fn the_example_runs_to_its_end() {
    release::run().unwrap();
}

#[test]
fn its_model_keeps_the_laws_and_its_number_is_the_one_it_needs() {
    let lineage = released()
        .release("2.0.0")
        .change(
            Change::new("by-area").sentence("Rooms count by their size."),
            |air| air.by_area = true,
        )
        .build()
        .unwrap();
    let (v1, v2) = (
        lineage.find("1.0.0").unwrap().model(),
        lineage.find("2.0.0").unwrap().model(),
    );
    let homes: Vec<_> = corpus().into_iter().map(|(_, home)| home).collect();
    let scored: Vec<_> = homes.iter().filter(|home| v2.score(home).is_ok()).collect();
    for model in [v1, v2] {
        conformance::check_model(model, scored.iter().copied()).unwrap();
    }
    let needed = Bump::required(v1, v2, corpus(), &BumpPolicy::default()).unwrap();
    assert_eq!(needed.bump.next(v1.id().version()), *v2.id().version());
    assert_eq!(lineage.latest().fingerprint().unwrap().refused(), 1);
}

#[test]
fn the_readme_shows_what_the_example_does() {
    let (readme, example) = (
        include_str!("../../README.md"),
        include_str!("../../examples/release/main.rs"),
    );
    for text in [
        "Large rooms now count more than small ones.",
        "Stale air now costs more.",
        "Rooms count by their size, and stale air costs more.",
        "home(&[(\"kitchen\", 9.0, 1400.0), (\"bedroom\", 21.0, 900.0)])",
    ] {
        assert!(readme.contains(text) && example.contains(text), "{text}");
    }
}
