//! The fuzz targets of `fuzz/` on their seeds and on small changes of these: what a minute finds, in every run.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper of tests fails as a test does"
)]

use std::{fs, path::Path};

#[path = "../fuzz/targets.rs"]
mod targets;

use targets::{TARGETS, written};

/// The seeds of a target by their names.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzz/seeds")
        .join(target);
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
        .collect()
}

/// The same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }
}

/// A seed with a few changes: bytes, digits and signs, pieces that are gone, twice, elsewhere or of another seed.
fn changed(seed: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    const TOKENS: [&[u8]; 12] = [
        b"null", b"-", b"1e308", b"\"NaN\"", b"\"inf\"", b"{", b"}", b"\"", b"\\u202e", b"0",
        b"-0", b"[]",
    ];
    let mut bytes = seed.to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + numbers.below(24)).min(bytes.len());
        match numbers.below(7) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(numbers.below(256)).unwrap(),
            1 if at < bytes.len() => {
                // Another digit keeps JSON what it is.
                let from = bytes[at..]
                    .iter()
                    .position(u8::is_ascii_digit)
                    .map(|found| at + found);
                if let Some(found) = from {
                    bytes[found] = b'0' + u8::try_from(numbers.below(10)).unwrap();
                }
            }
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            4 => {
                let from = numbers.below(other.len() + 1);
                let piece = other[from..(from + numbers.below(64)).min(other.len())].to_vec();
                bytes.splice(at..end, piece);
            }
            5 => {
                bytes.splice(at..at, TOKENS[numbers.below(TOKENS.len())].iter().copied());
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}

#[test]
fn every_seed_is_valid() {
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name} has no seeds");
        for (seed, bytes) in seeds
            .into_iter()
            .filter(|(seed, _)| !seed.contains("/found-"))
        {
            assert!(target(&bytes), "{seed} is not valid");
        }
    }
}

/// Where a stored form has changed: `SCORESHIFT_LOCK=update cargo test --all-features --test it -- --ignored seeds`.
#[test]
#[ignore = "writes the seeds that are made of what the crate writes itself"]
fn seeds_are_written() {
    for (name, _) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fuzz/seeds")
            .join(name);
        fs::create_dir_all(&folder).unwrap();
        for (file, bytes) in written(name) {
            fs::write(folder.join(file), bytes).unwrap();
        }
    }
}

/// What a fuzzer found once is tried again each time.
#[test]
fn what_was_found_once_stays_mended() {
    for (name, target) in TARGETS {
        for (_, bytes) in seeds(name)
            .into_iter()
            .filter(|(seed, _)| seed.contains("/found-"))
        {
            target(&bytes);
        }
    }
}

/// One test for each target, so that they run beside each other.
macro_rules! smoke {
    ($($test:ident: $target:literal, $runs:literal;)*) => {$(
        #[test]
        fn $test() {
            smoke($target, $runs);
        }
    )*};
}

smoke! {
    breakdowns_with_changes_are_compared_or_refused: "breakdowns", 1_500;
    records_with_changes_are_a_history_or_refused: "records", 800;
    lock_files_with_changes_hold_or_are_refused: "lock", 600;
    settings_with_changes_are_used_or_refused: "settings", 1_500;
    populations_with_changes_are_measured_or_refused: "populations", 800;
    parts_with_changes_are_read_or_refused: "parts", 800;
    messages_with_changes_are_told_or_refused: "messages", 400;
    models_of_any_bytes_are_explained_or_refused: "models", 500;
}

fn smoke(name: &str, runs: usize) {
    let (_, target) = TARGETS
        .into_iter()
        .find(|(known, _)| *known == name)
        .unwrap();
    let seeds = seeds(name);
    let mut numbers = Numbers(11);
    for _ in 0..runs {
        let (one, other) = (numbers.below(seeds.len()), numbers.below(seeds.len()));
        let bytes = changed(&seeds[one].1, &seeds[other].1, &mut numbers);
        target(&bytes);
    }
}
