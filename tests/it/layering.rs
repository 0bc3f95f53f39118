//! Imports point downwards only.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::{collections::BTreeSet, fs, path::Path};

/// What each room of the crate may import from it.
const ALLOWED: &[(&str, &[&str])] = &[
    ("exact", &[]),
    ("worded", &[]),
    ("digest", &[]),
    ("invisible", &[]),
    ("path", &["invisible"]),
    ("corpus", &["path"]),
    ("time", &["path"]),
    ("id", &["path"]),
    ("math", &[]),
    ("score", &["exact", "path"]),
    ("words", &["path", "score"]),
    ("markdown", &["path"]),
    ("attribution", &["exact"]),
    (
        "formula",
        &["digest", "exact", "id", "math", "path", "score", "worded"],
    ),
    ("model", &["formula", "id", "path", "score"]),
    (
        "diff",
        &[
            "attribution",
            "exact",
            "formula",
            "id",
            "math",
            "path",
            "score",
            "words",
        ],
    ),
    (
        "lineage",
        &[
            "digest", "formula", "id", "markdown", "model", "path", "score", "time", "worded",
            "words",
        ],
    ),
    (
        "explain",
        &[
            "attribution",
            "diff",
            "formula",
            "id",
            "lineage",
            "model",
            "path",
            "score",
            "worded",
        ],
    ),
    (
        "record",
        &[
            "diff", "digest", "exact", "explain", "formula", "id", "lineage", "model", "path",
            "score", "time", "words",
        ],
    ),
    (
        "history",
        &[
            "diff", "explain", "formula", "id", "lineage", "model", "path", "record", "score",
            "time", "words",
        ],
    ),
    (
        "preview",
        &["exact", "explain", "lineage", "record", "time"],
    ),
    (
        "reasons",
        &["explain", "formula", "path", "score", "worded", "words"],
    ),
    (
        "scorecard",
        &[
            "exact", "formula", "id", "model", "path", "reasons", "score",
        ],
    ),
    (
        "recourse",
        &[
            "diff", "exact", "formula", "id", "math", "model", "path", "score", "words",
        ],
    ),
    (
        "impact",
        &[
            "attribution",
            "corpus",
            "digest",
            "explain",
            "formula",
            "id",
            "lineage",
            "math",
            "model",
            "path",
            "score",
            "worded",
            "words",
        ],
    ),
    (
        "present",
        &[
            "diff",
            "explain",
            "formula",
            "history",
            "id",
            "impact",
            "invisible",
            "lineage",
            "markdown",
            "path",
            "preview",
            "reasons",
            "record",
            "recourse",
            "score",
            "time",
            "words",
        ],
    ),
    (
        "conformance",
        &[
            "corpus", "diff", "explain", "formula", "id", "lineage", "model", "path", "score",
            "words",
        ],
    ),
    (
        "bump",
        &[
            "corpus", "diff", "explain", "id", "lineage", "model", "path", "score", "words",
        ],
    ),
    (
        "lock",
        &[
            "bump",
            "conformance",
            "corpus",
            "diff",
            "exact",
            "formula",
            "id",
            "lineage",
            "model",
            "path",
            "worded",
            "words",
        ],
    ),
    (
        "influence",
        &[
            "formula", "id", "lineage", "model", "path", "score", "worded",
        ],
    ),
];

#[test]
fn imports_point_downwards() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = BTreeSet::new();
    for (room, file, text) in files(&sources) {
        if room == "lib" {
            continue;
        }
        let (_, allowed) = ALLOWED
            .iter()
            .find(|(name, _)| *name == room)
            .unwrap_or_else(|| panic!("`{room}` has no line in the list of allowed imports"));
        seen.insert(room.clone());
        for import in imports(&text) {
            assert!(
                import == room || allowed.contains(&import.as_str()),
                "{file}: `{room}` imports `{import}`, which stands above it or is not listed"
            );
        }
    }
    let listed: BTreeSet<String> = ALLOWED.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert_eq!(seen, listed, "every listed room exists");
}

#[test]
fn the_list_itself_has_no_cycle() {
    for (index, (room, allowed)) in ALLOWED.iter().enumerate() {
        for import in *allowed {
            let below = ALLOWED[..index]
                .iter()
                .any(|(earlier, _)| earlier == import);
            assert!(
                below,
                "`{room}` may import `{import}`, which is not listed before it"
            );
        }
    }
}

#[test]
fn imports_are_found_in_every_form() {
    let text = "use crate::{\n    formula::{op::Op, curve},\n    path::Path,\n};\nuse crate::score;\nlet x = crate::math::ln(1.0);\n$crate::model::M";
    assert_eq!(imports(text), ["formula", "path", "score", "math"]);
}

/// Every source file with its room: the first name below `src`.
fn files(sources: &Path) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut open = vec![sources.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let inside = path.strip_prefix(sources).unwrap();
            let first = inside
                .components()
                .next()
                .unwrap()
                .as_os_str()
                .to_string_lossy();
            let room = first.trim_end_matches(".rs").to_owned();
            found.push((
                room,
                inside.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
    found
}

/// The rooms that a text names after `crate::`, in code and not in documentation. What a macro names after `$crate::` is
/// imported where the macro is used.
fn imports(text: &str) -> Vec<String> {
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n").replace("$crate::", "");
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut name = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => rooms.push(std::mem::take(&mut name)),
                    _ if depth == 1 => name.push(c),
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
            rooms.push(name);
        } else {
            rooms.push(rest.to_owned());
        }
    }
    let first_name = |import: String| -> String {
        import
            .trim()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    rooms
        .into_iter()
        .map(first_name)
        .filter(|room| !room.is_empty())
        .collect()
}
