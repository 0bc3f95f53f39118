//! What a formula refuses, by its whole message, and what is not a stored breakdown.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::prelude::*;
use scoreshift::{
    Breakdown, Diff, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, diff::DiffError,
};
use serde_json::{Value, json};

use crate::formula;

/// A model for one case; `case` says what goes wrong.
struct Faulty(&'static str);

impl ScoringModel for Faulty {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("faulty", Version::new(1, 2, 3))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        let here = t.scope("net.work");
        let term = here.input("x", *x);
        match self.0 {
            "logarithm" => Ok(t.named("log", term.ln()) + 1.0),
            "unnamed" => Ok(t.named("total", 2.0 * (term - 5.0).ln()) + 1.0),
            "sum" => Ok((term + 1.0).at_most(100.0)),
            "ratio" => Ok((term / t.parameter("half", 0.0)).at_most(100.0)),
            "too large" => Ok(t.input("count", u64::MAX)),
            "missing" => here.required("posts", None::<f64>),
            "range" => Ok(t.named("age", term * 2.0).within(0.0, 10.0)? + 1.0),
            "absent" => {
                let mut mean = here.weighted_mean("marks");
                mean.absent("maths");
                mean.absent("art");
                mean.finish()
            }
            "no parts" => here.weighted_mean("marks").finish(),
            "no weight" => {
                let mut mean = here.weighted_mean("marks");
                mean.part("maths", 0.0, term);
                mean.finish()
            }
            "negative" => {
                let mut mean = here.weighted_mean("marks");
                mean.part("maths", -2.0, term);
                mean.part("art", 3.0, term);
                mean.finish()
            }
            "duplicate" => Ok(term + here.input("x", x + 1.0)),
            "duplicate label" => {
                t.category("paid", &true);
                t.category("paid", &false);
                Ok(term)
            }
            "refused" => Err(here.refuse("x", format_args!("{x} is a test account"))),
            "custom" => {
                let function = scoreshift::formula::Function::new(
                    "root",
                    1,
                    scoreshift::formula::Continuity::Continuous,
                    f64::sqrt,
                );
                Ok(term.custom(&function))
            }
            "opaque" => Ok(here.opaque("blend", 1, &[term, term + 1.0], |_| f64::INFINITY)),
            _ => Ok(term),
        }
    }
}

#[test]
fn every_refusal_names_its_place_and_value() {
    for (case, x, message) in [
        (
            "logarithm",
            -1.0,
            "not a finite number: curve ln(x) gives NaN at `log` for -1 at `net\\.work.x`",
        ),
        (
            "unnamed",
            2.0,
            "not a finite number: curve ln(x) gives NaN in an unnamed step on the way to `total` for -3 at `net\\.work.x`",
        ),
        (
            "sum",
            f64::NAN,
            "not a finite number: input gives NaN at `net\\.work.x`",
        ),
        (
            "sum",
            f64::INFINITY,
            "not a finite number: input gives inf at `net\\.work.x`",
        ),
        (
            "ratio",
            3.0,
            "not a finite number: ratio gives inf in an unnamed step for 3 at `net\\.work.x` and 0 at `half`",
        ),
        (
            "custom",
            -4.0,
            "not a finite number: custom function `root` gives NaN in an unnamed step for -4 at `net\\.work.x`",
        ),
        (
            "opaque",
            1.0,
            "not a finite number: opaque function `blend` gives inf at `net\\.work.blend` \
             for 1 at `net\\.work.x` and 2 at `net\\.work.x`",
        ),
        (
            "plain",
            100.5,
            "faulty 1.2.3 scored 100.5, outside its scale 0 to 100",
        ),
        (
            "plain",
            -0.5,
            "faulty 1.2.3 scored -0.5, outside its scale 0 to 100",
        ),
        ("missing", 1.0, "missing input `net\\.work.posts`"),
        ("range", 6.0, "`age` is 12, outside 0 to 10"),
        (
            "too large",
            1.0,
            "`count` is 18446744073709551615, beyond 2^53, and cannot be held exactly",
        ),
        (
            "absent",
            1.0,
            "nothing to average at `net\\.work.marks`: every part is absent (`net\\.work.maths`, `net\\.work.art`)",
        ),
        (
            "no parts",
            1.0,
            "nothing to average at `net\\.work.marks`: it has no parts",
        ),
        (
            "no weight",
            1.0,
            "the weights at `net\\.work.marks` add up to zero",
        ),
        (
            "negative",
            1.0,
            "the weight of `net\\.work.maths` is negative: -2",
        ),
        ("refused", 7.0, "`net\\.work.x`: 7 is a test account"),
    ] {
        assert_eq!(
            Faulty(case).score(&x).unwrap_err().to_string(),
            message,
            "{case}"
        );
        assert_eq!(
            Faulty(case).breakdown(&x).unwrap_err().to_string(),
            message,
            "{case}"
        );
    }
}

#[test]
fn one_path_with_two_values_is_refused_by_the_recording() {
    for (case, message) in [
        ("duplicate", "duplicate input `net\\.work.x`: 1 and 2"),
        (
            "duplicate label",
            "duplicate category `paid`: `yes` and `no`",
        ),
    ] {
        assert_eq!(
            Faulty(case).breakdown(&1.0).unwrap_err().to_string(),
            message
        );
        assert!(
            Faulty(case).score(&1.0).is_ok(),
            "plain numbers cannot tell"
        );
    }
}

#[test]
fn different_scores_are_not_compared() {
    struct Other;
    impl ScoringModel for Other {
        type Input = f64;

        fn id(&self) -> ModelId {
            ModelId::new("other", Version::new(1, 0, 0))
        }

        fn scale(&self) -> Scale {
            Scale::unbounded()
        }

        fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
            Ok(t.input("x", *x))
        }
    }
    let (a, b) = (
        Faulty("plain").breakdown(&1.0).unwrap(),
        Other.breakdown(&1.0).unwrap(),
    );
    let error = Diff::between(&a, &b).unwrap_err();
    assert!(matches!(error, DiffError::DifferentModels { .. }));
    assert_eq!(
        error.to_string(),
        "`faulty` and `other` are different scores, not versions of one"
    );
    let (a, b) = (
        Other.breakdown(&0.0).unwrap(),
        Other.breakdown(&1e10).unwrap(),
    );
    assert!(matches!(
        Diff::between(&a, &b),
        Err(DiffError::Apportion(_))
    ));
}

/// A sound stored breakdown with most operations in it.
fn sound() -> Value {
    json!({
        "format": "scoreshift-breakdown-1",
        "model": {"name": "m", "version": "1.0.0"},
        "scale": scale(),
        "root": 9,
        "nodes": [
            {"value": "2", "path": "x", "op": "input"},
            {"value": "3", "path": "w", "op": "parameter"},
            {"value": "0", "path": "plan", "op": {"category": "free"}},
            {"value": "5", "path": "points", "of": [2], "op": {"points": [{"label": "free", "points": "5"}]}},
            {"value": "6", "of": [0, 1], "op": "product"},
            {"value": "6", "path": "mean", "of": [1, 4], "op": {"weighted_mean": {"parts": ["a"], "absent": ["b"]}}},
            {"value": "6", "of": [5], "op": {"curve": {"curve": "at_most", "high": "10"}}},
            {"value": "6", "of": [6], "op": {"rounding": {"mode": "nearest", "step": "1", "snap": "0"}}},
            {"value": "5", "path": "gate", "of": [0, 1, 3], "op": "gate"},
            {"value": "11", "of": [7, 3], "op": "sum"}
        ]
    })
}

fn scale() -> Value {
    serde_json::to_value(Scale::new(0.0, 100.0)).unwrap()
}

fn read(value: &Value) -> Result<Breakdown, String> {
    let text = serde_json::to_string(value).unwrap();
    let direct =
        serde_json::from_value::<Breakdown>(value.clone()).map_err(|error| error.to_string());
    let read = serde_json::from_str::<Breakdown>(&text).map_err(|error| error.to_string());
    assert_eq!(read.is_ok(), direct.is_ok());
    read
}

#[test]
fn a_sound_stored_breakdown_is_read() {
    assert_eq!(read(&sound()).unwrap().value().to_bits(), 11_f64.to_bits());
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn a_breakdown_that_could_not_have_been_recorded_is_refused_with_the_reason() {
    type Break = fn(&mut Value);
    let table: &[(Break, &str)] = &[
        (
            |v| v["format"] = json!("scoreshift-breakdown-0"),
            "the format is `scoreshift-breakdown-0`, not `scoreshift-breakdown-1`",
        ),
        (
            |v| v["nodes"][9]["op"] = json!("modulo"),
            "unknown variant `modulo`",
        ),
        (
            |v| v["nodes"][9]["of"] = json!([7, 9]),
            "node 9: argument 9 is not an older node",
        ),
        (
            |v| v["nodes"][4]["of"] = json!([0, 4_000_000_000_u32]),
            "node 4: argument 4000000000 is not an older node",
        ),
        (
            |v| v["nodes"][6]["of"] = json!([5, 4]),
            "node 6: curve cannot have 2 arguments",
        ),
        (
            |v| v["nodes"][8]["of"] = json!([0, 1]),
            "node 8: gate cannot have 2 arguments",
        ),
        (
            |v| v["nodes"][5]["of"] = json!([1]),
            "node 5: weighted mean cannot have 1 arguments",
        ),
        (
            |v| v["nodes"][5]["of"] = json!([]),
            "node 5: weighted mean cannot have 0 arguments",
        ),
        (
            |v| v["nodes"][0]["of"] = json!([0]),
            "node 0: argument 0 is not an older node",
        ),
        (
            |v| v["nodes"][1]["of"] = json!([0]),
            "node 1: parameter cannot have 1 arguments",
        ),
        (
            |v| v["nodes"][9] = json!({"value": "1", "op": "maximum"}),
            "node 9: maximum cannot have 0 arguments",
        ),
        (
            |v| {
                v["nodes"][0].as_object_mut().unwrap().remove("path");
            },
            "node 0: input needs a path",
        ),
        (
            |v| {
                v["nodes"][2].as_object_mut().unwrap().remove("path");
            },
            "node 2: category needs a path",
        ),
        (
            |v| v["nodes"][1] = json!({"value": "3", "path": "x", "op": "input"}),
            "node 1: a second input leaf at `x`",
        ),
        (
            |v| v["root"] = json!(10),
            "root 10 is not one of the 10 nodes",
        ),
        (|v| v["root"] = json!(-1), "invalid value: integer `-1`"),
        (
            |v| v["nodes"][9]["value"] = json!("NaN"),
            "node 9: NaN is not finite, but the score depends on it",
        ),
        (
            |v| v["nodes"][0]["value"] = json!("inf"),
            "node 0: inf is not finite, but the score depends on it",
        ),
        (|v| v["nodes"][9]["value"] = json!("eleven"), "eleven"),
        (
            |v| v["nodes"][9]["value"] = json!(11),
            "invalid type: integer `11`",
        ),
        (
            |v| v["nodes"][1]["value"] = json!("-3"),
            "node 5: weight -3 is negative, or all weights are zero",
        ),
        (
            |v| v["nodes"][1]["value"] = json!("0"),
            "node 5: weight 0 is negative, or all weights are zero",
        ),
        (
            |v| v["nodes"][2]["op"] = json!({"category": "paid"}),
            "node 3: there are no points of label `paid`",
        ),
        (
            |v| v["nodes"][3]["value"] = json!("6"),
            "node 3: the points of label `free` are 5, but the node's value is 6",
        ),
        (
            |v| v["nodes"][3]["of"] = json!([0]),
            "node 3: the first argument must be a category",
        ),
        (
            |v| v["nodes"][7]["op"]["rounding"]["mode"] = json!("sideways"),
            "unknown variant `sideways`",
        ),
        (
            |v| v["nodes"][6]["op"]["curve"]["high"] = json!("high"),
            "the high of a stored `at_most` curve is `high`, which is not a number",
        ),
        (
            |v| v["nodes"][6]["op"]["curve"]["curve"] = json!("sine"),
            "unknown variant `sine`",
        ),
        (
            |v| v["nodes"][0]["extra"] = json!(1),
            "unknown field `extra`",
        ),
        (|v| v["extra"] = json!(1), "unknown field `extra`"),
        (|v| v["model"]["version"] = json!("one"), "version"),
        (
            |v| v["nodes"] = json!([]),
            "root 9 is not one of the 0 nodes",
        ),
        (
            |v| v["nodes"][0]["path"] = json!("a..b"),
            "a segment is missing at byte 2",
        ),
    ];
    for (break_it, message) in table {
        let mut value = sound();
        break_it(&mut value);
        let error = read(&value).unwrap_err();
        assert!(
            error.contains(message),
            "`{error}` does not say `{message}`"
        );
    }
}

#[test]
fn a_truncated_breakdown_is_refused_wherever_it_ends() {
    let text = serde_json::to_string(&sound()).unwrap();
    for end in 0..text.len() {
        if text.is_char_boundary(end) {
            assert!(
                serde_json::from_str::<Breakdown>(&text[..end]).is_err(),
                "{end}"
            );
        }
    }
}

#[test]
fn a_stored_breakdown_with_other_numbers_than_its_formula_has_is_an_error_and_no_panic() {
    let a: Breakdown = serde_json::from_value(sound()).unwrap();
    let mut value = sound();
    // The sum says 12, its parts still say 11.
    value["nodes"][9]["value"] = json!("12");
    let b: Breakdown = serde_json::from_value(value).unwrap();
    let error = Diff::between(&a, &b);
    // Nothing below explains the move, so it is told as a whole.
    assert_eq!(error.unwrap().effects().len(), 1);
    let mut value = sound();
    value["nodes"][9]["value"] = json!("12");
    value["nodes"][0]["value"] = json!("2.5");
    let b: Breakdown = serde_json::from_value(value).unwrap();
    assert!(Diff::between(&a, &b).is_ok() || Diff::between(&a, &b).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_stored_breakdown_with_changed_bytes_never_panics(
        pair in formula::pair(8),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..4),
    ) {
        let Some((a, b)) = pair.record() else { return Ok(()) };
        let mut bytes = serde_json::to_vec(&a).unwrap();
        for (at, byte, kind) in &changes {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = *byte,
                1 => bytes[at] = b"0123456789-.einf\"[]{}:,"[usize::from(*byte) % 23],
                2 => { bytes.remove(at); }
                _ => bytes.insert(at, b'0' + byte % 10),
            }
        }
        if let Ok(read) = serde_json::from_slice::<Breakdown>(&bytes) {
            let _ = (Diff::between(&read, &b), Diff::between(&b, &read), read.to_string());
        }
    }

    #[test]
    fn a_stored_breakdown_with_changed_digits_never_panics(
        pair in formula::pair(8), at in prop::collection::vec((any::<prop::sample::Index>(), 0..10_u8), 1..6),
    ) {
        let Some((a, b)) = pair.record() else { return Ok(()) };
        let mut bytes = serde_json::to_vec(&a).unwrap();
        let digits: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at].is_ascii_digit()).collect();
        for (index, digit) in &at {
            bytes[digits[index.index(digits.len())]] = b'0' + digit;
        }
        if let Ok(read) = serde_json::from_slice::<Breakdown>(&bytes) {
            let _ = (Diff::between(&read, &b), Diff::between(&b, &read), read.to_string());
        }
    }
}
