//! A lock that a running program extends, and what it says of a score that moved at many places.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

use std::{fs, path::Path};

use scoreshift::{EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version, lock};

/// A sum of so many numbers of the owner's and x.
#[derive(Clone)]
struct Sum {
    summands: u32,
    each: f64,
}

impl ScoringModel for Sum {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("sum", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        let start = t.input("x", *x);
        Ok((0..self.summands).fold(start, |sum, n| {
            sum + t.parameter(&format!("summand {n}"), self.each)
        }))
    }
}

/// What an update says where the summands were locked as one each.
fn extended(summands: u32, each: f64, file: &Path) -> Result<(), String> {
    let lineage = Lineage::starting_with(Sum { summands, each })
        .build()
        .unwrap();
    lock::extend(&lineage, [("one", 1.0)], file, None).map_err(|error| error.to_string())
}

fn file(name: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("lock extended")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    folder.join("released.lock")
}

#[test]
fn of_many_places_that_moved_a_score_eight_are_told_and_the_others_counted() {
    for (summands, told, more) in [
        (8, 8, None),
        (9, 8, Some("and 1 more")),
        (12, 8, Some("and 4 more")),
    ] {
        let file = file(&format!("of {summands}"));
        extended(summands, 1.0, &file).unwrap();
        let text = extended(summands, 2.0, &file).unwrap_err();
        let places = text.matches("\n      +1 points at summand ").count();
        assert_eq!(places, told, "{text}");
        assert_eq!(
            text.matches("\n      and ").count(),
            usize::from(more.is_some()),
            "{text}"
        );
        assert!(text.contains(more.unwrap_or_default()), "{text}");
    }
}

#[test]
fn a_lock_is_extended_without_being_asked_to_by_the_environment_and_never_changed() {
    let file = file("asked");
    extended(2, 1.0, &file).unwrap();
    let locked = fs::read_to_string(&file).unwrap();
    extended(2, 1.0, &file).unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), locked);
    let text = extended(2, 1.5, &file).unwrap_err();
    assert!(
        text.contains("1.0.0, one: the score moved, from 3 "),
        "{text}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), locked);
}
