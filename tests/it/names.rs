//! The root of the crate is short, everything else has one path, and no public name means two things.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// What one needs in the first hour. Each of these but the last four has a home in a module as well.
const ROOT: &[&str] = &[
    "Audience",
    "Breakdown",
    "Category",
    "Change",
    "ChangeKind",
    "Curve",
    "Diff",
    "EvalError",
    "ExplainError",
    "Explainer",
    "Explanation",
    "Lineage",
    "Presenter",
    "Release",
    "Scale",
    "Term",
    "Trace",
    "WeightedMean",
    "at",
    "explain",
    "AnyModel",
    "ModelId",
    "ScoringModel",
    "Version",
];

/// Those of the root that are nowhere else.
const AT_THE_ROOT_ONLY: [&str; 4] = ["AnyModel", "ModelId", "ScoringModel", "Version"];

#[test]
fn the_root_is_what_one_needs_in_the_first_hour() {
    let found = exported(&source("lib.rs"));
    let expected: BTreeSet<String> = ROOT.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(found, expected);
}

#[test]
fn everything_else_has_one_path_and_one_meaning() {
    let mut homes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for module in public_modules() {
        let names = exported(&module_source(&module));
        assert!(!names.is_empty(), "`{module}` exports nothing");
        for name in names {
            homes.entry(name).or_default().push(module.clone());
        }
    }
    for (name, modules) in &homes {
        assert_eq!(modules.len(), 1, "`{name}` stands in {modules:?}");
    }
    for name in ROOT {
        assert_eq!(
            homes.contains_key(*name),
            !AT_THE_ROOT_ONLY.contains(name),
            "`{name}` of the root has a home of its own or none"
        );
    }
}

#[test]
fn exports_are_found_in_every_form() {
    let text = "pub mod a;\npub use b::{\n    C, d::{E, f},\n};\npub use crate::g::H as I;\npub(crate) use j::K;\n\
                /// pub use no::No;\npub struct L;\npub const M: u8 = 1;\n    pub fn inner() {}\npub async fn n() {}\n";
    let expected = ["C", "E", "I", "L", "M", "f", "n"].map(str::to_owned);
    assert_eq!(exported(text), BTreeSet::from(expected));
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn source(file: &str) -> String {
    fs::read_to_string(folder().join(file)).unwrap()
}

fn module_source(module: &str) -> String {
    let file = format!("{module}.rs");
    if folder().join(&file).exists() {
        source(&file)
    } else {
        source(&format!("{module}/mod.rs"))
    }
}

fn public_modules() -> Vec<String> {
    let modules = source("lib.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect::<Vec<_>>();
    assert!(modules.len() > 10, "modules are found");
    modules
}

/// The names that a module's file makes public: what it re-exports and what it defines.
fn exported(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, line) in lines_with_offsets(text) {
        if line.starts_with("pub use ") {
            let rest = &text[at + "pub use ".len()..];
            re_exported(&rest[..rest.find(';').unwrap()], &mut names);
        } else if let Some(rest) = line.strip_prefix("pub ") {
            let mut words = rest
                .split(|c: char| !(c.is_alphanumeric() || c == '_'))
                .skip_while(|word| ["async", "unsafe"].contains(word));
            let kinds = [
                "struct", "enum", "trait", "fn", "const", "static", "type", "union",
            ];
            if words.next().is_some_and(|kind| kinds.contains(&kind)) {
                names.insert(words.find(|word| !word.is_empty()).unwrap().to_owned());
            }
        }
    }
    names
}

fn lines_with_offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

/// The last names of a tree of `use`.
fn re_exported(tree: &str, names: &mut BTreeSet<String>) {
    let ends = tree.split(['{', '}', ',']).map(str::trim);
    for end in ends.filter(|end| !end.is_empty() && !end.ends_with("::")) {
        let name = end.rsplit([' ', ':']).next().unwrap();
        names.insert(name.to_owned());
    }
}
