//! Imports point downwards only.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// What each room of the crate may import from it.
const ALLOWED: &[Room] = &[
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

/// A room, and what it may import.
type Room = (&'static str, &'static [&'static str]);

/// What each room inside of a room may import from the others in it; what has no line here stands beside them.
const INSIDE: &[(&str, &[Room])] = &[
    (
        "present",
        &[
            ("message", &[]),
            ("language", &["message"]),
            ("presenter", &["message"]),
            ("render", &["language", "message", "presenter"]),
        ],
    ),
    (
        "impact",
        &[
            ("error", &[]),
            ("report", &["error"]),
            ("gate", &["report"]),
            ("backtest", &["report"]),
            ("run", &["error", "gate", "report"]),
        ],
    ),
];

#[test]
fn imports_point_downwards_inside_of_rooms() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = files(&sources);
    for (outer, rooms) in INSIDE {
        let at = |path: &str| files.iter().find(|(_, file, _)| file == path);
        let (_, _, declared) = at(&format!("{outer}/mod.rs")).unwrap();
        // Where each public name of the room comes from.
        let names: BTreeMap<String, String> = paths(declared, "")
            .into_iter()
            .filter(|path| path.len() > 1)
            .map(|path| (path.last().unwrap().clone(), path[0].clone()))
            .collect();
        let mut seen = BTreeSet::new();
        for (_, file, text) in &files {
            let Some(inside) = file.strip_prefix(&format!("{outer}/")) else {
                continue;
            };
            let room = inside.split('/').next().unwrap().trim_end_matches(".rs");
            let Some((_, allowed)) = rooms.iter().find(|(name, _)| *name == room) else {
                assert_eq!(room, "mod", "{file} has no line in the list");
                continue;
            };
            seen.insert(room);
            for path in paths(text, &format!("crate::{outer}::")) {
                let from = names.get(&path[0]).unwrap_or(&path[0]);
                assert!(
                    from == room || allowed.contains(&from.as_str()),
                    "{file}: `{room}` imports `{}`, which stands above it",
                    path.join("::")
                );
            }
        }
        let listed: BTreeSet<&str> = rooms.iter().map(|(room, _)| *room).collect();
        assert_eq!(seen, listed, "every listed room exists");
        for (index, (room, allowed)) in rooms.iter().enumerate() {
            let below: Vec<&str> = rooms[..index].iter().map(|(room, _)| *room).collect();
            let points_down = allowed.iter().all(|import| below.contains(import));
            assert!(
                points_down,
                "`{room}` may import what is not listed before it"
            );
        }
    }
}

/// Every path that a text imports or names, in full, without what it begins with; those that begin otherwise are left out.
fn paths(text: &str, begin: &str) -> Vec<Vec<String>> {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let code: Vec<&str> = text.lines().filter(is_code).collect();
    let code = code.join("\n");
    let mut found = Vec::new();
    let is_import = |at: &usize| {
        let line = code[..*at].rsplit('\n').next().unwrap().trim();
        line.is_empty() || line.starts_with("pub")
    };
    let imports = code.match_indices("use ").map(|(at, _)| at);
    for at in imports.filter(is_import) {
        let end = code[at..].find(';').map_or(code.len(), |end| at + end);
        let mut open: Vec<String> = vec![String::new()];
        for c in code[at + 4..end].chars().chain([',']) {
            match c {
                '{' => open.push(open.last().unwrap().clone()),
                '}' => {
                    found.push(open.pop().unwrap());
                }
                ',' => {
                    found.push(open.last().unwrap().clone());
                    let outside = open
                        .len()
                        .checked_sub(2)
                        .and_then(|outside| open.get(outside).cloned());
                    *open.last_mut().unwrap() = outside.unwrap_or_default();
                }
                c if c.is_whitespace() => {}
                c => open.last_mut().unwrap().push(c),
            }
        }
    }
    let named = code.match_indices(begin).filter(|_| !begin.is_empty());
    found.extend(named.map(|(at, _)| {
        let is_path = |c: &char| c.is_alphanumeric() || *c == '_' || *c == ':';
        code[at..].chars().take_while(is_path).collect()
    }));
    let inside = found.iter().filter_map(|path| path.strip_prefix(begin));
    let split = |path: &str| path.split("::").map(str::to_owned).collect::<Vec<_>>();
    inside
        .filter(|path| !path.is_empty())
        .map(split)
        .filter(|path| path.first().is_some_and(|first| !first.is_empty()))
        .collect()
}

#[test]
fn paths_are_found_in_every_form() {
    let text = "use crate::{\n    a::{b::C, d},\n    e,\n};\npub use crate::a::f;\nlet x = crate::a::G::new();\n// crate::a::z";
    let found: Vec<String> = paths(text, "crate::a::")
        .iter()
        .map(|path| path.join("::"))
        .collect();
    assert_eq!(found, ["b::C", "d", "f", "f", "G::new"]);
}

/// The files that the documents walk through, by their path below the root or below `src`; `{a,b}.rs` is two of them.
#[test]
fn files_that_the_architecture_names_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root.join("datafusion").exists() {
        // A published package has no other crate beside it.
        return;
    }
    let text = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let named = text.split('`').skip(1).step_by(2);
    let files: Vec<&str> = named
        .filter(|name| name.contains('/') && name.split('.').next_back() == Some("rs"))
        .collect();
    assert!(files.len() > 40, "{files:?}");
    for file in files {
        let (begin, rest) = file.split_once('{').unwrap_or((file, ""));
        let (choices, end) = rest.split_once('}').unwrap_or(("", ""));
        for name in choices.split(',') {
            let file = format!("{begin}{name}{end}");
            let places = [
                root.join(&file),
                root.join("src").join(&file),
                root.join("datafusion/src").join(&file),
            ];
            assert!(
                places.iter().any(|place| place.exists()),
                "there is no {file}"
            );
        }
    }
}

/// So many lines of code, without tests, blanks and comments, are many for one file.
const MANY: usize = 400;

#[test]
fn a_long_file_says_why_it_is_long() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let is_rust = |file: &str| Path::new(file).extension().is_some_and(|it| it == "rs");
    for (_, file, text) in files(&sources)
        .into_iter()
        .filter(|(_, file, _)| is_rust(file))
    {
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
        let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
        let lines = code.lines().filter(is_code).count();
        let says = text.contains("\n//! It is long: ");
        assert_eq!(lines > MANY, says, "{file} has {lines} lines of code");
    }
}

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
