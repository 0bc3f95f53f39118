//! A lock on released behaviour, in processes of their own: what it does depends on the environment.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a helper of tests fails as a test does"
)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use scoreshift::{
    Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version,
    lineage::Rewrite,
    lock::{self, LockError},
};
use serde::{Deserialize, Serialize};

/// slope · x + intercept, for x up to a limit.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Toy {
    version: String,
    slope: f64,
    intercept: f64,
    limit: f64,
    /// The same score by another formula.
    swapped: bool,
    /// What it writes to while it scores, as another process might.
    #[serde(default)]
    writes: Option<PathBuf>,
}

impl ScoringModel for Toy {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("toy", Version::parse(&self.version).unwrap())
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 1000.0).decimals(1)
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        if *x > self.limit {
            return Err(t.refuse("x", "beyond the limit"));
        }
        if let Some(path) = &self.writes {
            fs::write(path, "by another process").unwrap();
        }
        let slope = t.parameter("slope", self.slope);
        let x = t.input("x", *x);
        let product = if self.swapped { x * slope } else { slope * x };
        Ok(t.named("line", product) + t.parameter("intercept", self.intercept))
    }
}

/// What a child process is told to check.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Case {
    releases: Vec<Toy>,
    probes: Vec<f64>,
    corpus: Vec<(String, f64)>,
    path: PathBuf,
}

impl Case {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("lock")
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        Self {
            releases: vec![toy("1.0.0", 2.0), toy("2.0.0", 3.0)],
            probes: vec![],
            corpus: vec![
                ("one".into(), 1.0),
                ("third".into(), 1.0 / 3.0),
                ("too much".into(), 99.0),
            ],
            path: folder.join("released.lock"),
        }
    }

    fn lineage(&self) -> Lineage<f64> {
        let mut lineage = Lineage::starting_with(self.releases[0].clone());
        if !self.probes.is_empty() {
            lineage = lineage.probes(self.probes.clone());
        }
        for pair in self.releases.windows(2) {
            let (slope, intercept, limit) = (pair[1].slope, pair[1].intercept, pair[1].limit);
            let change =
                Change::new(format!("to {}", pair[1].version)).sentence("It is steeper now.");
            let changes =
                Rewrite::starting_from(pair[0].clone()).change(change, move |toy: &mut Toy| {
                    (toy.slope, toy.intercept, toy.limit) = (slope, intercept, limit);
                });
            lineage = lineage.rewritten(pair[1].clone(), changes);
        }
        lineage.build().unwrap()
    }

    /// Runs the check in a process of its own: `Ok`, or the error's text.
    fn run(&self, variables: &[(&str, &str)]) -> Result<(), String> {
        let output = self.command(variables).output().unwrap();
        self.told(&output)
    }

    fn command(&self, variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env::current_exe().unwrap());
        command
            .args([
                "lock::in_a_process_of_its_own",
                "--exact",
                "--nocapture",
                "--ignored",
            ])
            .env_remove("SCORESHIFT_LOCK")
            .env_remove("CI")
            .envs(variables.iter().copied())
            .env("SCORESHIFT_TEST_CASE", serde_json::to_string(self).unwrap());
        command
    }

    /// What a process of its own told.
    fn told(&self, output: &Output) -> Result<(), String> {
        assert!(output.status.success(), "{output:?}");
        let text = std::str::from_utf8(&output.stdout).unwrap();
        let (_, told) = text.split_once("<<<").unwrap();
        let (told, _) = told.split_once(">>>").unwrap();
        if told.is_empty() {
            Ok(())
        } else {
            // The place of the file differs between machines.
            Err(told.replace(&self.path.display().to_string(), "FILE"))
        }
    }

    fn check(&self) -> Result<(), String> {
        self.run(&[])
    }

    fn update(&self) -> Result<(), String> {
        self.run(&[("SCORESHIFT_LOCK", "update")])
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.path).unwrap()
    }

    /// An updater that runs until it is done or killed.
    fn updater(&self) -> std::process::Child {
        let mut command = self.command(&[("SCORESHIFT_LOCK", "update")]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// What stands beside the file.
    fn beside(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path.parent().unwrap()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let locks = ["released.lock", "released.changes.lock"];
        names
            .filter(|name| !locks.contains(&name.as_str()))
            .collect()
    }
}

fn toy(version: &str, slope: f64) -> Toy {
    Toy {
        version: version.to_owned(),
        slope,
        intercept: 10.0,
        limit: 50.0,
        swapped: false,
        writes: None,
    }
}

#[test]
#[ignore = "called by the other tests, in a process of its own"]
fn in_a_process_of_its_own() {
    let Ok(case) = env::var("SCORESHIFT_TEST_CASE") else {
        return;
    };
    let case: Case = serde_json::from_str(&case).unwrap();
    let told = match lock::verify(&case.lineage(), &case.corpus, &case.path) {
        Ok(()) => String::new(),
        Err(error) => {
            assert_eq!(format!("{error:?}"), error.to_string());
            error.to_string()
        }
    };
    println!("<<<{told}>>>");
}

#[test]
fn what_is_not_locked_fails_until_an_update_writes_it() {
    let case = Case::new("new");
    assert_eq!(
        case.check().unwrap_err(),
        "FILE does not hold:\
         \n  - 1.0.0 is not locked yet\
         \n  - 2.0.0 is not locked yet\
         \nTo lock what is new, run the test once with SCORESHIFT_LOCK=update, and commit the file."
    );
    assert!(!case.path.exists());
    case.update().unwrap();
    case.check().unwrap();
    let written = case.text();
    case.update().unwrap();
    assert_eq!(case.text(), written);
    // Nothing is left of the writing but the locks of the scores and of the changes.
    assert_eq!(
        fs::read_dir(case.path.parent().unwrap()).unwrap().count(),
        2
    );
}

#[test]
fn the_file_is_read_in_a_review_before_its_recordings() {
    let mut case = Case::new("review");
    case.releases.pop();
    case.update().unwrap();
    let text = case.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[..5],
        [
            r#"{"format":"scoreshift-lock-1","score":"toy","about":"what released versions score; added to by SCORESHIFT_LOCK=update, and never changed"}"#,
            r#"{"release":"1.0.0","inputs":3,"fingerprint":null}"#,
            r#"{"release":"1.0.0","input":"one","score":"12","bits":"4028000000000000"}"#,
            r#"{"release":"1.0.0","input":"third","score":"10.666666666666666","bits":"4025555555555555"}"#,
            r#"{"release":"1.0.0","input":"too much","refused":true}"#,
        ]
    );
    assert_eq!(lines.len(), 7);
    assert!(lines[5].starts_with(r#"{"release":"1.0.0","input":"one","recording":{"#));
}

#[test]
fn one_bit_of_a_released_score_fails_with_both_values_and_what_moved_it() {
    let mut case = Case::new("moved");
    case.update().unwrap();
    let written = case.text();
    case.releases[0].intercept = 10.000_000_000_000_002;
    let told = case.check().unwrap_err();
    assert_eq!(
        told,
        "FILE does not hold:\
         \n  - 1.0.0, one: the score moved, from 12 (bits 4028000000000000) to 12.000000000000002 (bits 4028000000000001)\
         \n      +1.7763568394002505e-15 points at intercept (parameter): 10 then, 10.000000000000002 now\
         \n  - 1.0.0, third: the score moved, from 10.666666666666666 (bits 4025555555555555) to 10.666666666666668 (bits 4025555555555556)\
         \n      +1.7763568394002505e-15 points at intercept (parameter): 10 then, 10.000000000000002 now\
         \nA released version never moves: restore its formula, and release the change as a new version."
    );
    // An update does not make it go away.
    assert_eq!(case.update().unwrap_err(), told);
    assert_eq!(case.text(), written);
}

#[test]
fn a_new_release_is_added_and_the_old_lines_stay() {
    let mut case = Case::new("added");
    case.update().unwrap();
    let before = case.text();
    case.releases.push(toy("3.0.0", 4.0));
    assert!(
        case.check()
            .unwrap_err()
            .contains("3.0.0 is not locked yet")
    );
    case.update().unwrap();
    case.check().unwrap();
    let after = case.text();
    for line in before.lines() {
        assert!(after.lines().any(|other| other == line), "{line} is gone");
    }
}

#[test]
fn a_new_input_is_added_to_every_release() {
    let mut case = Case::new("input");
    case.update().unwrap();
    case.corpus.push(("two".into(), 2.0));
    let told = case.check().unwrap_err();
    assert!(
        told.contains("- 1.0.0, two: not locked yet\n  - 2.0.0, two: not locked yet\n"),
        "{told}"
    );
    case.update().unwrap();
    case.check().unwrap();
}

#[test]
fn of_many_problems_the_first_are_told_and_the_others_counted() {
    let mut case = Case::new("many");
    case.update().unwrap();
    // Two releases lack each of them.
    case.corpus
        .extend((0..10).map(|n| (format!("input {n}"), f64::from(n))));
    let told = case.check().unwrap_err();
    assert_eq!(told.matches("\n  - ").count(), 20, "{told}");
    assert!(!told.contains(" more\n"), "{told}");
    case.corpus.push(("another".into(), 2.0));
    let told = case.check().unwrap_err();
    assert_eq!(told.matches("\n  - ").count(), 21, "{told}");
    assert!(told.contains("\n  - and 2 more\n"), "{told}");
}

#[test]
fn what_is_locked_stays_in_lineage_and_corpus() {
    let mut case = Case::new("gone");
    case.update().unwrap();
    let whole = case.clone();
    case.corpus.remove(0);
    let told = case.check().unwrap_err();
    assert!(
        told.contains("1.0.0, one: locked, but not in the corpus"),
        "{told}"
    );
    assert!(told.ends_with(
        "What is locked stays: put it back, so that scores issued under it can be reproduced."
    ));
    assert_eq!(case.update().unwrap_err(), told);
    let mut case = whole;
    case.releases.remove(0);
    let told = case.update().unwrap_err();
    assert!(
        told.contains("1.0.0 is locked, but not in the lineage"),
        "{told}"
    );
}

#[test]
fn a_changed_input_is_told_from_a_changed_formula() {
    let mut case = Case::new("data");
    case.update().unwrap();
    case.corpus[0].1 = 2.0;
    let told = case.check().unwrap_err();
    assert!(
        told.contains("1.0.0, one: the input changed, and the score with it, from 12"),
        "{told}"
    );
    assert!(
        told.contains("+2 points at x (input): 1 then, 2 now"),
        "{told}"
    );
    assert!(told.ends_with(
        "An input that is locked stays as it is: give the changed input a name of its own."
    ));
}

#[test]
fn the_same_score_by_another_formula_is_told() {
    let mut case = Case::new("formula");
    case.update().unwrap();
    case.releases[1].swapped = true;
    let told = case.check().unwrap_err();
    assert!(
        told.contains("2.0.0, one: the score is the same, but its formula is another one, so that stored fingerprints"),
        "{told}"
    );
}

#[test]
fn what_is_refused_stays_refused() {
    let mut case = Case::new("refused");
    case.update().unwrap();
    case.releases[0].limit = 100.0;
    case.releases[1].limit = 0.5;
    let told = case.check().unwrap_err();
    assert!(
        told.contains("1.0.0, too much: it was refused, and is 208 (bits "),
        "{told}"
    );
    assert!(
        told.contains("2.0.0, one: it was 13 (bits 402a000000000000), and is refused"),
        "{told}"
    );
}

#[test]
fn probes_are_locked_with_their_release() {
    let mut case = Case::new("probes");
    case.update().unwrap();
    case.probes = vec![1.0, 60.0];
    assert!(
        case.check()
            .unwrap_err()
            .contains("1.0.0: its fingerprint is not locked yet")
    );
    case.update().unwrap();
    case.check().unwrap();
    case.probes = vec![1.0, 40.0];
    let told = case.update().unwrap_err();
    assert!(told.contains("1.0.0: the fingerprint was "), "{told}");
    assert!(
        told.contains("(2 probes, 1 of them refused: 5 operations at 3 places), and is "),
        "{told}"
    );
}

#[test]
fn where_nobody_reviews_it_an_update_is_refused() {
    let case = Case::new("ci");
    for ci in ["true", "1", "yes"] {
        let told = case.run(&[("SCORESHIFT_LOCK", "update"), ("CI", ci)]);
        assert_eq!(
            told.unwrap_err(),
            "SCORESHIFT_LOCK=update is refused where CI is set: update the lock on your own machine, and commit it \
             for review"
        );
    }
    assert!(!case.path.exists());
    case.run(&[("SCORESHIFT_LOCK", "update"), ("CI", "false")])
        .unwrap();
    case.run(&[("CI", "true")]).unwrap();
    let told = case.run(&[("SCORESHIFT_LOCK", "1")]).unwrap_err();
    assert_eq!(
        told,
        "SCORESHIFT_LOCK is `1`; it can be `update`, or not be set at all"
    );
}

#[test]
fn a_corpus_is_not_empty_and_names_each_input_once() {
    let mut case = Case::new("corpus");
    case.corpus.push(case.corpus[1].clone());
    assert_eq!(
        case.update().unwrap_err(),
        "the corpus has two inputs named `third`"
    );
    case.corpus.clear();
    assert_eq!(
        case.update().unwrap_err(),
        "the corpus has no input, so nothing would be checked"
    );
}

#[test]
fn hostile_names_are_locked_and_told_as_text() {
    let mut case = Case::new("hostile");
    case.corpus
        .push(("\u{202e}\n{\"release\"}\u{1b}[31m".into(), 3.0));
    case.corpus.push((String::new(), 4.0));
    case.update().unwrap();
    case.check().unwrap();
    case.corpus[3].1 = 5.0;
    let told = case.check().unwrap_err();
    assert!(!told.contains(['\u{202e}', '\u{1b}']), "{told:?}");
}

#[test]
#[allow(clippy::too_many_lines, reason = "it is a table")]
fn a_file_that_is_no_whole_lock_is_named_with_its_line() {
    let mut case = Case::new("malformed");
    case.probes = vec![1.0];
    case.update().unwrap();
    let whole = case.text();
    let lines: Vec<&str> = whole.lines().collect();
    let with = |line: usize, from: &str, to: &str| {
        let mut lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        assert!(lines[line - 1].contains(from), "{}", lines[line - 1]);
        lines[line - 1] = lines[line - 1].replacen(from, to, 1);
        lines.join("\n")
    };
    let without = |line: usize| {
        let kept = lines
            .iter()
            .enumerate()
            .filter(|(index, _)| index + 1 != line);
        kept.map(|(_, text)| *text).collect::<Vec<_>>().join("\n")
    };
    let cases: Vec<(String, &str)> = vec![
        (String::new(), "FILE, line 1: the file is empty"),
        (
            with(1, "lock-1", "lock-9"),
            "FILE, line 1: the format is \"scoreshift-lock-9\", not \"scoreshift-lock-1\"",
        ),
        (
            with(1, "{", ""),
            "FILE, line 1: invalid type: string \"format\", expected struct Header at column 8",
        ),
        (
            with(1, "toy", "boy"),
            "FILE, line 10: the recording is of toy 1.0.0",
        ),
        (
            lines[..1].join("\n"),
            "FILE, line 1: no release is locked: was the file cut off?",
        ),
        (
            lines[..4].join("\n"),
            "FILE, line 3: the recording of \"one\" under 1.0.0 is missing from the end of the file: was it cut off?",
        ),
        (
            lines[..10].join("\n"),
            "FILE, line 4: the recording of \"third\" under 1.0.0 is missing from the end of the file: was it cut off?",
        ),
        (
            without(2),
            "FILE, line 2: it belongs below the line of release 1.0.0",
        ),
        (
            without(5),
            "FILE, line 2: release 1.0.0 should have 3 inputs, and has 2",
        ),
        (
            without(3),
            "FILE, line 9: no score awaits this recording of \"one\" under 1.0.0",
        ),
        (
            with(2, "\"inputs\":3", "\"inputs\":4"),
            "FILE, line 2: release 1.0.0 should have 4 inputs, and has 3",
        ),
        (
            with(2, "\"refused\":0", "\"refused\":2"),
            "FILE, line 2: a fingerprint over 1 probes, 2 of them refused, does not exist at column",
        ),
        (
            with(6, "2.0.0", "1.0.0"),
            "FILE, line 6: release 1.0.0 stands twice",
        ),
        (
            with(3, "\"12\"", "\"13\""),
            "FILE, line 3: 13 has the bits 402a000000000000, not \"4028000000000000\"",
        ),
        (
            with(3, "4028", "4029"),
            "FILE, line 3: 12 has the bits 4028000000000000, not \"4029000000000000\"",
        ),
        (
            with(3, "\"one\"", "\"third\""),
            "FILE, line 4: input \"third\" of release 1.0.0 stands twice",
        ),
        (
            with(5, "true", "false"),
            "FILE, line 5: an input is refused or has a score",
        ),
        (
            with(5, "too much", "much"),
            "FILE does not hold:\n  - 1.0.0, too much: not locked yet",
        ),
        (
            with(5, "refused", "resented"),
            "FILE, line 5: unknown field `resented`",
        ),
        (
            with(10, "\"value\":\"12\"", "\"value\":\"14\""),
            "FILE, line 10: the recording scores 14, but line 3 says 12",
        ),
        (
            with(10, "\"value\":\"2\"", "\"value\":\"3\""),
            "FILE does not hold:\n  - 1.0.0, one: the score is the same, but its formula",
        ),
    ];
    for (text, expected) in cases {
        fs::write(&case.path, &text).unwrap();
        let told = case.check().unwrap_err();
        assert!(told.starts_with(expected), "{told}\ninstead of\n{expected}");
        if expected.contains(", line ") {
            // What cannot be read is not written over.
            assert_eq!(case.update().unwrap_err(), told);
            assert_eq!(case.text(), text);
        }
    }
    fs::write(&case.path, b"{\"format\":\n\xff").unwrap();
    assert_eq!(case.check().unwrap_err(), "FILE, line 2: it is not UTF-8");
    fs::write(&case.path, whole.replace("toy", "risk")).unwrap();
    assert_eq!(case.check().unwrap_err(), "FILE locks `risk`, not `toy`");
}

#[test]
fn a_path_that_is_no_file_is_named() {
    let case = Case::new("folder");
    fs::create_dir_all(&case.path).unwrap();
    assert!(case.check().unwrap_err().starts_with("FILE: "));
    assert!(case.update().unwrap_err().starts_with("FILE: "));
}

#[test]
fn an_interrupted_update_leaves_the_old_file_and_two_at_once_leave_a_whole_one() {
    let case = Case::new("atomic");
    case.update().unwrap();
    let old = case.text();
    // What an update that was killed leaves behind is not read.
    let leave = || {
        for lock in ["released.lock", "released.changes.lock"] {
            let left = case.path.with_file_name(format!("{lock}.4711.new"));
            fs::write(left, &old[..old.len() / 2]).unwrap();
        }
    };
    leave();
    let other = case.path.with_file_name("released.lock.mine.new");
    fs::write(&other, "of somebody else").unwrap();
    case.check().unwrap();
    // Where it is certain that no update is at work, it is removed; what has another name is not.
    #[cfg(unix)]
    assert_eq!(case.beside(), ["released.lock.mine.new"]);
    // An update that has nothing to add does so, too.
    leave();
    case.update().unwrap();
    #[cfg(unix)]
    assert_eq!(case.beside(), ["released.lock.mine.new"]);
    let mut more = case.clone();
    more.releases.push(toy("3.0.0", 4.0));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| more.update().unwrap());
        }
    });
    more.check().unwrap();
}

#[test]
fn a_new_release_that_declares_less_than_it_does_is_not_locked() {
    let mut case = Case::new("under-declared");
    case.update().unwrap();
    let before = case.text();
    case.releases.push(toy("2.0.1", 4.0));
    for told in [case.check(), case.update()] {
        let told = told.unwrap_err();
        assert!(
            told.contains(
                "release 2.0.1 declares a patch change after 2.0.0, and makes a major one"
            ),
            "{told}"
        );
    }
    assert_eq!(case.text(), before);
    case.releases[2].version = "3.0.0".to_owned();
    case.update().unwrap();
    case.check().unwrap();
}

/// How often what depends on chance is tried; more by hand.
fn rounds() -> u64 {
    env::var("SCORESHIFT_LOCK_ROUNDS").map_or(8, |rounds| rounds.parse().unwrap())
}

#[test]
#[cfg(unix)]
fn a_killed_update_leaves_a_whole_file_and_nothing_beside_it() {
    let case = Case::new("killed");
    let mut more = case.clone();
    more.corpus
        .extend((0..40).map(|n| (format!("input {n}"), f64::from(n) / 7.0)));
    let (mut old, mut new) = (0, 0);
    for round in 0..rounds() {
        let _ = fs::remove_file(&case.path);
        case.update().unwrap();
        let before = case.text();
        let mut updater = more.updater();
        // From before it reads the file until after it wrote it.
        std::thread::sleep(Duration::from_millis(round * 7 % 40));
        updater.kill().unwrap();
        updater.wait().unwrap();
        if case.text() == before {
            case.check().unwrap();
            old += 1;
        } else {
            more.check().unwrap();
            new += 1;
        }
        assert_eq!(case.beside(), [""; 0]);
        more.update().unwrap();
        more.check().unwrap();
        assert_eq!(case.beside(), [""; 0]);
    }
    println!("killed before the step {old} times, after it {new} times");
}

#[test]
#[cfg(unix)]
fn of_three_updaters_at_once_each_that_succeeds_has_its_additions_in_the_file() {
    let case = Case::new("three at once");
    let mut others = [case.clone(), case.clone(), case.clone()];
    others[0].releases.push(toy("3.0.0", 4.0));
    others[1].corpus.push(("another".into(), 2.0));
    others[2].releases.push(toy("3.0.0", 4.0));
    for _ in 0..rounds() {
        let _ = fs::remove_file(&case.path);
        case.update().unwrap();
        let updaters = others.each_ref().map(Case::updater);
        let told: Vec<_> = updaters
            .into_iter()
            .zip(&others)
            .map(|(updater, case)| case.told(&updater.wait_with_output().unwrap()))
            .collect();
        // What one adds another does not know of, and says so; that it is lost, nobody finds out before a release.
        assert!(told.iter().any(Result::is_ok), "{told:?}");
        for (told, case) in told.iter().zip(&others) {
            match told {
                Ok(()) => case.check().unwrap(),
                Err(told) => assert!(told.contains("locked, but not in the"), "{told}"),
            }
        }
        assert_eq!(case.beside(), [""; 0]);
    }
}

#[test]
#[cfg(unix)]
fn a_symbolic_link_is_followed_and_permissions_stay() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    let mut case = Case::new("linked");
    let real = case.path.with_file_name("elsewhere").join("real.lock");
    fs::create_dir_all(real.parent().unwrap()).unwrap();
    let through = case.path.with_file_name("through.lock");
    symlink("elsewhere/real.lock", &through).unwrap();
    symlink(&through, &case.path).unwrap();
    // The first time it leads to nothing.
    case.update().unwrap();
    assert!(real.is_file());
    for mode in [0o640, 0o600, 0o664, 0o444] {
        fs::set_permissions(&real, fs::Permissions::from_mode(mode)).unwrap();
        case.corpus.push((format!("with {mode:o}"), 2.0));
        case.update().unwrap();
        case.check().unwrap();
        assert_eq!(fs::metadata(&real).unwrap().mode() & 0o777, mode);
        assert!(fs::symlink_metadata(&case.path).unwrap().is_symlink());
        assert!(fs::symlink_metadata(&through).unwrap().is_symlink());
        assert_eq!(fs::read_dir(real.parent().unwrap()).unwrap().count(), 1);
    }
    // Where this process may give files away, the owner stays as well.
    if std::os::unix::fs::chown(&real, Some(1), Some(2)).is_ok() {
        case.corpus.push(("with another owner".into(), 2.0));
        case.update().unwrap();
        let now = fs::metadata(&real).unwrap();
        assert_eq!((now.uid(), now.gid(), now.mode() & 0o777), (1, 2, 0o444));
    }
    fs::remove_file(&through).unwrap();
    symlink(&case.path, &through).unwrap();
    assert_eq!(
        case.update().unwrap_err(),
        "FILE: its symbolic links lead in a circle"
    );
}

#[test]
fn an_update_does_not_undo_what_another_process_wrote_meanwhile() {
    let mut case = Case::new("meanwhile");
    case.update().unwrap();
    case.releases.push(Toy {
        writes: Some(case.path.clone()),
        ..toy("3.0.0", 4.0)
    });
    assert_eq!(
        case.update().unwrap_err(),
        "FILE was changed while the update was worked out, and stays as it is now: update once more"
    );
    assert_eq!(case.text(), "by another process");
    let left = fs::read_dir(case.path.parent().unwrap()).unwrap();
    // The locks of the scores and of the changes.
    assert_eq!(left.count(), 2);
}

/// Not in a process of its own: it only reads, and an update cannot pass a flaw.
#[test]
fn every_cut_and_every_changed_byte_of_a_lock_is_an_error_or_changes_nothing() {
    let case = Case::new("fuzz");
    case.update().unwrap();
    let whole = fs::read(&case.path).unwrap();
    let lineage = case.lineage();
    let path = case.path.with_file_name("flawed.lock");
    let beside = |path: &Path| path.with_extension("changes.lock");
    fs::copy(beside(&case.path), beside(&path)).unwrap();
    if env::var_os("SCORESHIFT_LOCK").is_some() {
        return;
    }
    let check = |bytes: &[u8]| -> Result<(), LockError> {
        fs::write(&path, bytes).unwrap();
        lock::verify(&lineage, &case.corpus, &path)
    };
    check(&whole).unwrap();
    for cut in 0..whole.len() - 1 {
        let told = check(&whole[..cut]).unwrap_err().to_string();
        assert!(told.contains("flawed.lock, line "), "{cut}: {told}");
    }
    let mut unseen = Vec::new();
    for at in 0..whole.len() {
        for to in [b'0', b'"', b'}', b' ', b'\n', whole[at] ^ 1] {
            if whole[at] == to {
                continue;
            }
            let mut bytes = whole.clone();
            bytes[at] = to;
            if check(&bytes).is_ok() {
                unseen.push((at, to));
            }
        }
    }
    // Only the sentence that says what the file is may be another one, and white space.
    let about = whole
        .windows(7)
        .position(|bytes| bytes == b"\"about\"")
        .unwrap();
    let end = whole.iter().position(|byte| *byte == b'\n').unwrap();
    for (at, to) in unseen {
        assert!(
            (about..end).contains(&at) || to == b' ',
            "{at} {to:?}: {:?}",
            whole[at] as char
        );
    }
}
