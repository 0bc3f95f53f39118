//! The released versions of the family: frozen on a corpus, dated, told in the changelog, and numbered as the
//! crate's own rule asks.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

use std::{fs, path::Path};

use scoreshift::{
    bump::{self, BumpPolicy},
    conformance,
    influence::{self, Blog, Network, Profile},
    lock,
};

/// Every profile of the examples, and profiles of the kinds that people forget.
fn corpus() -> Vec<(String, Profile)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/profiles");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let mut corpus: Vec<(String, Profile)> = files
        .iter()
        .map(|file| {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(file).unwrap();
            (name, serde_json::from_str(&text).unwrap())
        })
        .collect();
    let network = |name: &str, counts: [f64; 3]| {
        let [audience, active, reactions] = counts;
        Profile::new()
            .with(name, Network::new(audience, active, reactions))
            .unwrap()
    };
    let most = 9_007_199_254_740_992.0;
    let blog = Blog::new(5200, 480, 120);
    corpus.extend([
        ("nobody".to_owned(), Profile::new()),
        (
            "nothing connected".to_owned(),
            Profile::new().without("Facebook"),
        ),
        ("no followers".to_owned(), network("Twitter", [0.0; 3])),
        (
            "nobody reacts".to_owned(),
            network("Twitter", [5e6, 0.0, 0.0]),
        ),
        (
            "as much as can be counted".to_owned(),
            network("Twitter", [most; 3]),
        ),
        (
            "averages".to_owned(),
            network("Twitter", [812.5, 0.25, 1e-9]),
        ),
        (
            "three networks and a hidden one".to_owned(),
            network("Twitter", [2700.0, 1400.0, 880.0])
                .with("LinkedIn", Network::new(310, 300, 2))
                .unwrap()
                .with("Flickr", Network::new(14, 3, 41))
                .unwrap()
                .without("Facebook"),
        ),
        (
            "a blog alone".to_owned(),
            Profile::new().with_blog("jane.example", blog).unwrap(),
        ),
        (
            "two blogs".to_owned(),
            network("Twitter", [40.0, 40.0, 7.0])
                .with_blog("jane.example", blog)
                .unwrap()
                .with_blog("unread.example", Blog::new(0, 0, 0))
                .unwrap(),
        ),
    ]);
    corpus
}

#[test]
fn golden_scores_of_released_versions_never_move() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/influence.lock");
    lock::verify(&influence::lineage(), corpus(), file).unwrap();
}

#[test]
fn golden_fingerprints_are_those_of_every_platform() {
    let told: Vec<String> = influence::lineage()
        .releases()
        .map(|release| release.fingerprint().unwrap().to_string())
        .collect();
    assert_eq!(
        told,
        [
            "0136f3dcc0cd5905… (6 probes, 2 of them refused: 67 operations at 8 places)",
            "2a7b233d34f556a6… (6 probes, 2 of them refused: 72 operations at 8 places)",
            "3480a47a054412e6… (6 probes, 1 of them refused: 115 operations at 12 places)",
        ]
    );
}

#[test]
fn the_changes_of_the_family_are_what_they_say() {
    conformance::check_lineage(&influence::lineage(), corpus()).unwrap();
}

#[test]
fn the_family_is_numbered_as_its_own_rule_asks() {
    bump::check_declared(&influence::lineage(), corpus(), &BumpPolicy::default()).unwrap();
}

#[test]
fn every_release_has_a_date_and_notes() {
    for release in influence::lineage().releases() {
        assert!(
            release.date().is_some() && !release.notes().is_empty(),
            "{release:?}"
        );
    }
}

#[test]
fn the_scores_section_of_the_changelog_is_that_of_the_lineage() {
    let changelog = include_str!("../../CHANGELOG.md");
    let from_lineage = influence::lineage().changelog();
    assert!(
        changelog.contains(&format!("### Scores\n\n{from_lineage}")),
        "below `### Scores`, CHANGELOG.md should have:\n\n{from_lineage}"
    );
}
