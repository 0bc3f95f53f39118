//! What an error says can be matched: no sentence of it is the only place where something stands.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::{fs, path::Path};

use scoreshift::{
    Change, EvalError, ExplainError, Explainer, Lineage, ModelId, Scale, ScoringModel, Term, Trace,
    Version, explain,
    explain::{Method, MovedLeaves, Remedy, Snapshot},
    impact::{
        Condition, ConditionRange, Gate, GateError, Impact, ImpactError, ReportPart, StudyPart,
    },
    influence::{Blog, Network, Profile, ProfileError, ProfileWhole},
    lineage::{ChangeKind, KeyProblem, LineageProblem, ReleaseSheet, SettingsError},
    lock::{self, LockError, LockFlaw},
    reasons::{ReasonCodeAlgorithm, ReasonCodeError, ReasonCodeNumber},
    scorecard::{Characteristic, Scorecard, ScorecardError, ScorecardNumber},
};
use serde_json::{Value, json};

/// That a result is this error.
macro_rules! is {
    ($result:expr, $($error:tt)+) => {
        let error = $result.map(|_| ()).unwrap_err();
        assert!(matches!(&error, $($error)+), "{error}");
    };
}

/// √(factor · x · y), times a number of the owner's.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Root {
    factor: f64,
}

impl ScoringModel for Root {
    type Input = (f64, f64);

    fn id(&self) -> ModelId {
        ModelId::new("root", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, (x, y): &(f64, f64), t: T) -> Result<Term<T>, EvalError> {
        let area = t.input("x", *x) * t.input("y", *y);
        Ok(t.named("root", (t.parameter("factor", self.factor) * area).sqrt()))
    }
}

fn releases(changes: &[f64]) -> Lineage<(f64, f64)> {
    let first = Lineage::starting_with(Root { factor: 1.0 }).probes([(1.0, 4.0)]);
    let next = first.release("2.0.0");
    let named = changes.iter().enumerate().fold(next, |next, (at, times)| {
        let (times, change) = (*times, Change::new(format!("c{at}")).sentence("It moved."));
        next.change(change, move |root| root.factor *= times)
    });
    named.build().unwrap()
}

const ROOT: Root = Root { factor: 1.0 };

#[test]
fn an_explanation_says_which_side_and_which_changes_have_no_score() {
    let (sound, bad) = ((1.0, 4.0), (-1.0, 4.0));
    for (before, after, side) in [
        (bad, sound, Snapshot::Before),
        (sound, bad, Snapshot::After),
    ] {
        let error = explain((&ROOT, &before), (&ROOT, &after)).unwrap_err();
        assert!(matches!(error, ExplainError::Evaluation { input, .. } if input == side));
    }
    let turned = releases(&[-1.0, -1.0]);
    let at = scoreshift::at;
    let error = turned
        .explain(at("1.0.0", &sound), at("2.0.0", &sound))
        .unwrap_err();
    let ExplainError::Coalition {
        changes,
        input,
        is_with_other_references,
        ..
    } = error
    else {
        panic!("{error}")
    };
    assert_eq!((changes, input), (vec!["c0".to_owned()], Snapshot::Before));
    assert!(!is_with_other_references);

    let owen = Explainer::new().method(Method::Owen);
    let error = owen
        .models((&ROOT, &sound), (&ROOT, &(-1.0, -4.0)))
        .unwrap_err();
    assert!(
        matches!(
            error,
            ExplainError::Mixture {
                what: MovedLeaves::Inputs,
                ..
            }
        ),
        "{error}"
    );
    for (explainer, lineage, expected) in [
        (Explainer::new(), releases(&[2.0]), None),
        (
            Explainer::new(),
            releases(&[2.0, 3.0]),
            Some(Remedy::GroupChanges),
        ),
        (owen, releases(&[]), Some(Remedy::Secant)),
    ] {
        let budget = if expected == Some(Remedy::Secant) {
            5
        } else {
            1
        };
        let (from, to) = (at("1.0.0", &sound), at("2.0.0", &(2.0, 5.0)));
        let error = explainer
            .budget(budget)
            .releases(&lineage, from, to)
            .unwrap_err();
        assert!(
            matches!(error, ExplainError::Budget { remedy, .. } if remedy == expected),
            "{error}"
        );
    }
}

#[test]
fn a_report_says_which_of_its_counts_contradict_the_rest() {
    let study = || {
        releases(&[2.0])
            .impact("1.0.0", "2.0.0")
            .unwrap()
            .by_change()
    };
    let people = [("ann", (1.0, 4.0)), ("bob", (2.0, 8.0))];
    let impact = study().run(people).unwrap();
    let sound = serde_json::to_value(&impact).unwrap();
    for (at, value, part) in [
        ("/counted/whole/failed", json!(7), ReportPart::Failures),
        ("/counted/whole/rising", json!([]), ReportPart::Movers),
        (
            "/counted/whole/exactly",
            json!([[0, 0], [0, 0], [0, 0]]),
            ReportPart::Directions,
        ),
        (
            "/counted/above",
            json!([[[0, 0], [0, 0], [0, 0], []]]),
            ReportPart::Thresholds,
        ),
    ] {
        let mut other = sound.clone();
        *other
            .pointer_mut(at)
            .unwrap_or_else(|| panic!("{at} of {sound}")) = value;
        let told = serde_json::from_value::<Impact>(other)
            .unwrap_err()
            .to_string();
        assert!(
            told.contains(&format!("its {part} do not fit")),
            "{at}: {told}"
        );
    }
    for (other, part) in [
        (study().exact(), StudyPart::Resolutions),
        (study().count_falls([3.0]), StudyPart::Kept),
        (study().by_place(1), StudyPart::Changes),
    ] {
        let error = impact.clone().merge(other.run(people).unwrap());
        is!(error, ImpactError::DifferentStudies { what, .. } if *what == part);
    }
}

#[test]
fn a_number_that_is_none_is_named_by_what_it_is() {
    let share = Gate::new([Condition::Failures { share: 2.0 }]);
    is!(
        share,
        GateError {
            field: "share",
            expected: ConditionRange::Share,
            ..
        }
    );

    let profile = Profile::new();
    let network = profile.clone().with("a", Network::new(3, 4, 0));
    is!(
        network,
        ProfileError::MoreThanTheWhole {
            of: ProfileWhole::Audience,
            ..
        }
    );
    let blog = profile.with_blog("b", Blog::new(3, 5, 4));
    is!(
        blog,
        ProfileError::MoreThanTheWhole {
            of: ProfileWhole::Readership,
            ..
        }
    );

    let ranked = ReasonCodeAlgorithm::PointsBelow.rank([("a", 1.0, f64::NAN)]);
    is!(
        ranked,
        ReasonCodeError::NotFinite {
            what: ReasonCodeNumber::Baseline,
            ..
        }
    );

    let age = || Characteristic::number("age", |age: &f64| Some(*age));
    let card = |age| Scorecard::builder(ROOT.id(), ROOT.scale()).characteristic(age);
    is!(
        card(age().otherwise(1.0)).initial_score(f64::NAN).finish(),
        ScorecardError::NotFinite {
            what: ScorecardNumber::InitialScore,
            ..
        }
    );
    is!(
        card(age().below(18.0, f64::INFINITY)).finish(),
        ScorecardError::NotFinite { what: ScorecardNumber::Points { characteristic, .. }, .. } if characteristic == "age"
    );
    is!(
        card(age().special(f64::NAN, "unknown", 3.0)).finish(),
        ScorecardError::NotFinite { what: ScorecardNumber::Code { label, .. }, .. } if label == "unknown"
    );
    is!(
        card(age().special(-1.0, "unknown", 3.0)).finish(),
        ScorecardError::NoRange { characteristic, .. } if characteristic == "age"
    );
}

#[test]
fn a_fault_of_a_lineage_says_what_is_missing_and_what_was_meant() {
    let problem_of = |change: Value| {
        let tree = json!({"score": "root", "release": [
            {"version": "1.0.0", "model": {"factor": 1.0}},
            {"version": "2.0.0", "change": [change]},
        ]});
        let sheet: ReleaseSheet = serde_json::from_value(tree).unwrap();
        let faults = sheet.lineage::<Root>().unwrap_err();
        faults.as_slice()[0].problem.clone()
    };
    let set = json!({"factor": 2.0});
    is!(
        Err::<(), _>(problem_of(
            json!({"key": "k", "kind": "polcy", "sentence": "It moved.", "set": set})
        )),
        LineageProblem::UnknownKind {
            nearest: Some(ChangeKind::Policy),
            ..
        }
    );
    is!(
        Err::<(), _>(problem_of(
            json!({"key": "data", "sentence": "It moved.", "set": set})
        )),
        LineageProblem::Key {
            problem: KeyProblem::Reserved,
            ..
        }
    );
    is!(
        Err::<(), _>(problem_of(json!({"key": "k", "sentence": "", "set": set}))),
        LineageProblem::NoSentence
    );
    is!(
        Err::<(), _>(problem_of(json!({"key": "k", "sentence": "It moved.", "set": {"factor": 1.0}}))),
        LineageProblem::Settings(SettingsError::NoEffect { fields, .. })
            if *fields == [("factor".to_owned(), Some("1.0".to_owned()))]
    );
}

#[test]
fn a_flaw_of_a_lock_says_of_which_line_and_what_belongs_there() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lock flaws");
    let _ = fs::remove_dir_all(&folder);
    let file = folder.join("released.lock");
    let lineage = releases(&[2.0]);
    let held = || lock::extend(&lineage, [("one", (1.0, 4.0))], &file, None);
    held().unwrap();
    let (whole, changes) = (
        fs::read_to_string(&file).unwrap(),
        file.with_file_name("released.changes.lock"),
    );
    for (from, to, line_of, flaw) in [
        ("scoreshift-lock-1", "scoreshift-lock-9", 1, "Format"),
        (
            "\"input\":\"one\",\"score\"",
            "\"input\":\"two\",\"score\"",
            6,
            "NoScore",
        ),
        ("\"inputs\":1", "\"inputs\":2", 2, "Inputs"),
    ] {
        fs::write(&file, whole.replacen(from, to, 1)).unwrap();
        let LockError::Malformed { line, problem, .. } = held().unwrap_err() else {
            panic!("{from}")
        };
        assert_eq!(
            (line, &format!("{problem:?}")[..flaw.len()]),
            (line_of, flaw),
            "{problem}"
        );
    }
    fs::write(&file, &whole).unwrap();
    let beside = fs::read_to_string(&changes).unwrap();
    fs::write(
        &changes,
        beside.replacen("\"changes\":1", "\"changes\":3", 1),
    )
    .unwrap();
    is!(
        held(),
        LockError::Malformed {
            problem: LockFlaw::Changes {
                expected: (3, 0),
                found: (1, 0),
                ..
            },
            line: 2,
            ..
        }
    );
}

#[cfg(feature = "i18n")]
#[test]
fn a_message_that_cannot_be_used_says_what_it_could_use() {
    use scoreshift::present::{Catalogue, CatalogueError, MessageProblem};

    let problem = |text: &str| match Catalogue::empty("en").unwrap().with(text) {
        Err(CatalogueError::Message { problem, .. }) => problem,
        other => panic!("{other:?}"),
    };
    assert!(matches!(
        problem("moved = { $name }"),
        MessageProblem::UnknownVariable { variable, known, .. } if variable == "name" && !known.is_empty()
    ));
    assert!(matches!(
        problem("moved = { part-here }"),
        MessageProblem::Nowhere { reference, .. } if reference == "part-here"
    ));
    assert!(matches!(problem("no-such = a"), MessageProblem::UnknownId));
    assert!(matches!(
        problem("moved = a\u{7}b"),
        MessageProblem::Hidden {
            character: '\u{7}',
            ..
        }
    ));
}

/// Errors that are text, and prose in the fields of errors that are public.
#[test]
fn no_error_is_text() {
    let mut found = Vec::new();
    for (path, text) in sources() {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !line.trim().starts_with("//"))
        {
            let is_text = line.contains(", String>") && line.contains("Result<");
            let names = ["advice", "of", "problem", "reason", "what", "why"];
            let is_prose = |name: &&str| line.trim().starts_with(&format!("{name}: &'static str"));
            if is_text || names.iter().any(is_prose) {
                found.push(format!("{path}:{}: {}", at + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The files of the library, each with its text.
fn sources() -> Vec<(String, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.display().to_string(), text));
            }
        }
    }
    assert!(found.len() > 100, "sources are found");
    found
}
