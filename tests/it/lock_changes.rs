//! A lock on what named changes do and say, in processes of their own: what it does depends on the environment.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of tests fails as a test does"
)]

use std::{env, fs, path::Path, process::Command};

use scoreshift::{
    Change, ChangeKind, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version,
    lock,
};

/// slope · x + intercept.
#[derive(Clone)]
struct Toy {
    slope: f64,
    intercept: f64,
}

impl ScoringModel for Toy {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("toy", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        Ok(t.parameter("slope", self.slope) * t.input("x", *x)
            + t.parameter("intercept", self.intercept))
    }
}

/// A toy whose second release makes two changes.
fn with_changes(probes: Vec<f64>, first: Change, by: f64) -> Lineage<f64> {
    let second = Change::new("higher").sentence("Everybody starts higher.");
    Lineage::starting_with(Toy {
        slope: 2.0,
        intercept: 10.0,
    })
    .probes(probes)
    .release("2.0.0")
    .change(first, move |toy| toy.slope = by)
    .change(second, move |toy| {
        toy.slope = 3.0;
        toy.intercept = 1.0;
    })
    .build()
    .unwrap()
}

fn with_many_changes(count: u8) -> Lineage<f64> {
    let toy = Toy {
        slope: 2.0,
        intercept: 10.0,
    };
    let mut release = Lineage::starting_with(toy)
        .probes(vec![1.0])
        .release("2.0.0");
    for n in 0..count {
        let change = Change::new(format!("change {n}")).sentence("Everybody starts higher.");
        release = release.change(change, move |toy| toy.intercept += f64::from(1 << n) / 8.0);
    }
    release.build().unwrap()
}

fn steeper() -> Change {
    Change::new("steeper").sentence("It is steeper now.")
}

/// What a check of these changes says, in a process of its own that may update the lock.
fn checked(folder: &str, what: &str, update: bool) -> Result<(), String> {
    let output = Command::new(env::current_exe().unwrap())
        .args([
            "lock_changes::in_a_process_of_its_own",
            "--exact",
            "--nocapture",
            "--ignored",
        ])
        .env_remove("CI")
        .env("SCORESHIFT_LOCK", if update { "update" } else { "" })
        .env("SCORESHIFT_TEST_CASE", format!("{folder} {what}"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    if output.status.success() {
        return Ok(());
    }
    let start = text.find("CHECKED ").unwrap_or(0);
    Err(text[start..].to_owned())
}

#[test]
#[ignore = "is run by other tests, with variables of its own"]
fn in_a_process_of_its_own() {
    let Ok(case) = env::var("SCORESHIFT_TEST_CASE") else {
        return;
    };
    let (folder, what) = case.split_once(' ').unwrap();
    let probes = vec![1.0, 5.0];
    let lineage = match what {
        "as it was" => with_changes(probes, steeper(), 2.5),
        "other words" => with_changes(probes, steeper().sentence("The slope is steeper now."), 2.5),
        "another kind" => with_changes(probes, steeper().kind(ChangeKind::Fix), 2.5),
        "another change" => with_changes(probes, steeper(), 2.25),
        "another key" => with_changes(probes, Change::new("slope").sentence("It is steeper."), 2.5),
        "other probes" => with_changes(vec![1.0, 6.0], steeper(), 2.5),
        "without probes" => with_changes(vec![], steeper(), 2.5),
        "six changes" => with_many_changes(6),
        "seven changes" => with_many_changes(7),
        other => panic!("no case `{other}`"),
    };
    let path = Path::new(folder).join("released.lock");
    if let Err(error) = lock::verify_with(&lineage, [("one", 1.0)], path, None) {
        panic!("CHECKED {error}");
    }
}

fn changes_folder(name: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("lock changes")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    // The case is split at its first space.
    let folder = folder.to_string_lossy().replace(' ', "-");
    let _ = fs::remove_dir_all(&folder);
    folder
}

#[test]
fn what_changes_do_and_say_is_locked_in_a_file_beside_the_scores() {
    let folder = changes_folder("beside");
    checked(&folder, "as it was", true).unwrap();
    // A lock from before there was the second file.
    fs::remove_file(Path::new(&folder).join("released.changes.lock")).unwrap();
    let told = checked(&folder, "as it was", false).unwrap_err();
    assert!(
        told.contains("  - 2.0.0: what its named changes do is not locked yet\n"),
        "{told}"
    );
    checked(&folder, "as it was", true).unwrap();
    checked(&folder, "as it was", false).unwrap();
    let text = fs::read_to_string(Path::new(&folder).join("released.changes.lock")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 6, "{text}");
    assert_eq!(
        lines[1],
        r#"{"release":"2.0.0","changes":2,"combinations":2}"#
    );
    assert_eq!(
        lines[2],
        r#"{"release":"2.0.0","change":"steeper","kind":"policy","title":"Steeper","sentence":"It is steeper now."}"#
    );
    assert!(
        lines[4].starts_with(r#"{"release":"2.0.0","with":["steeper"],"scores":["12.5","22.5"],"recordings":{"sha256":""#),
        "{text}"
    );
}

#[test]
fn of_more_than_six_changes_those_of_one_and_of_all_but_one_are_locked() {
    let locked = |what: &str| -> (String, Vec<usize>) {
        let folder = changes_folder(what);
        checked(&folder, what, true).unwrap();
        let text = fs::read_to_string(Path::new(&folder).join("released.changes.lock")).unwrap();
        let with = text.lines().filter_map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            Some(line.get("with")?.as_array()?.len())
        });
        (text.lines().nth(1).unwrap().to_owned(), with.collect())
    };
    let (head, with) = locked("six changes");
    assert_eq!(head, r#"{"release":"2.0.0","changes":6,"combinations":62}"#);
    assert_eq!(with.len(), 62);
    let (head, mut with) = locked("seven changes");
    assert_eq!(head, r#"{"release":"2.0.0","changes":7,"combinations":14}"#);
    with.sort_unstable();
    assert_eq!(with, [1, 1, 1, 1, 1, 1, 1, 6, 6, 6, 6, 6, 6, 6]);
}

#[test]
fn an_update_that_was_killed_between_the_two_files_has_locked_nothing() {
    let folder = changes_folder("between");
    checked(&folder, "as it was", true).unwrap();
    // The file of the scores is the last to be written.
    fs::remove_file(Path::new(&folder).join("released.lock")).unwrap();
    let told = checked(&folder, "another change", false).unwrap_err();
    assert!(told.contains("2.0.0 is not locked yet"), "{told}");
    assert!(!told.contains("steeper"), "{told}");
    checked(&folder, "another change", true).unwrap();
    checked(&folder, "another change", false).unwrap();
    assert!(checked(&folder, "as it was", false).is_err());
}

#[test]
fn a_change_that_does_something_else_beside_others_fails_though_no_score_moved() {
    let folder = changes_folder("other");
    checked(&folder, "as it was", true).unwrap();
    let locked = || {
        ["released.lock", "released.changes.lock"]
            .map(|file| fs::read_to_string(Path::new(&folder).join(file)).unwrap())
    };
    let before = locked();
    for update in [false, true] {
        let told = checked(&folder, "another change", update).unwrap_err();
        assert!(
            told.contains(
                "  - 2.0.0 with only steeper: probe 0 was 12.5 (bits 4029000000000000), and is 12.25 (bits \
                 4028800000000000)\n"
            ),
            "{told}"
        );
        assert!(
            told.contains("so that an explanation given once can be given again: restore it."),
            "{told}"
        );
        let told = checked(&folder, "another key", update).unwrap_err();
        assert!(
            told.contains(
                "  - 2.0.0: its named changes were steeper, higher, and are slope, higher\n"
            ),
            "{told}"
        );
    }
    assert_eq!(locked(), before);
}

#[test]
fn other_words_are_one_reviewed_line_and_no_score() {
    let folder = changes_folder("words");
    checked(&folder, "as it was", true).unwrap();
    let locked = |file: &str| fs::read_to_string(Path::new(&folder).join(file)).unwrap();
    let (scores, changes) = (locked("released.lock"), locked("released.changes.lock"));
    let told = checked(&folder, "other words", false).unwrap_err();
    assert!(
        told.contains(
            "  - 2.0.0, change `steeper`: its sentence was “It is steeper now.”, and is “The slope is steeper now.”\n\
             Words may become better: run the test once with SCORESHIFT_LOCK=update, and review the line that changed."
        ),
        "{told}"
    );
    let told = checked(&folder, "another kind", false).unwrap_err();
    assert!(
        told.contains("its kind was “\"policy\"”, and is “\"fix\"”"),
        "{told}"
    );
    checked(&folder, "other words", true).unwrap();
    checked(&folder, "other words", false).unwrap();
    assert_eq!(locked("released.lock"), scores);
    let now = locked("released.changes.lock");
    let differing: Vec<_> = now
        .lines()
        .zip(changes.lines())
        .filter(|(now, then)| now != then)
        .collect();
    assert_eq!(
        (differing.len(), now.lines().count()),
        (1, changes.lines().count())
    );
}

#[test]
fn without_probes_the_words_are_locked_and_combinations_once_there_are_probes() {
    let folder = changes_folder("silent");
    checked(&folder, "without probes", true).unwrap();
    checked(&folder, "without probes", false).unwrap();
    let told = checked(&folder, "as it was", false).unwrap_err();
    assert!(told.contains("its fingerprint is not locked yet"), "{told}");
    checked(&folder, "as it was", true).unwrap();
    checked(&folder, "as it was", false).unwrap();
    assert!(checked(&folder, "another change", false).is_err());
    // On other probes, changes do something else: the probes are what is told.
    let told = checked(&folder, "other probes", false).unwrap_err();
    assert!(told.contains("2.0.0: the fingerprint was "), "{told}");
    assert!(!told.contains("with only"), "{told}");
}

#[test]
fn a_lock_of_changes_that_is_cut_or_edited_is_named_with_its_line() {
    let folder = changes_folder("cut");
    checked(&folder, "as it was", true).unwrap();
    let file = Path::new(&folder).join("released.changes.lock");
    let whole = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    for count in 0..lines.len() {
        fs::write(&file, lines[..count].join("\n")).unwrap();
        let told = checked(&folder, "as it was", false).unwrap_err();
        assert!(
            told.contains("released.changes.lock, line ") || told.contains("is not locked yet"),
            "{count}: {told}"
        );
    }
    for (from, to, says) in [
        ("changes-lock-1", "changes-lock-9", "line 1: the format is"),
        (
            r#""score":"toy""#,
            r#""score":"toys""#,
            "locks `toys`, not `toy`",
        ),
        (
            r#""kind":"policy""#,
            r#""kind":"police""#,
            "line 3: it is no line of this lock",
        ),
        (
            r#""scores":["12.5""#,
            r#""scores":["12.75""#,
            "probe 0 was 12.75",
        ),
        (
            r#""release":"2.0.0","change":"higher""#,
            r#""release":"3.0.0","change":"higher""#,
            "line 4: it belongs",
        ),
        (
            r#""release":"2.0.0","with":["steeper"]"#,
            r#""release":"3.0.0","with":["steeper"]"#,
            "line 5: it belongs",
        ),
    ] {
        assert!(whole.contains(from), "{from}: {whole}");
        fs::write(&file, whole.replacen(from, to, 1)).unwrap();
        let told = checked(&folder, "as it was", false).unwrap_err();
        assert!(told.contains(says), "{says}: {told}");
    }
}
