//! Gates: what passes, what does not, and what is said of it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::impact::{Bands, Condition, Gate, Impact, Study};

use crate::impact::{Given, study, subject};

fn gate(json: &str) -> Gate {
    serde_json::from_str(json).unwrap()
}

/// Ten of a hundred fall by 10 and up, five rise by 3, and one cannot be scored.
fn measured(study: &Study<Given>) -> Impact {
    let people = (0..100_u32).map(|at| {
        let before = 30.0 + f64::from(at) / 2.0;
        let after = match at {
            0..10 => before - 10.0 - f64::from(at),
            10..15 => before + 3.0,
            _ => before,
        };
        let plan = if at < 5 { "pro" } else { "free" };
        subject(&format!("k{at:02}"), before, after).segment("plan", plan)
    });
    study
        .run(people.chain([subject("bad", 1.0, 101.0)]))
        .unwrap()
}

fn banded() -> Study<Given> {
    study()
        .exact()
        .bands(Bands::at([29.0, 60.0]).named(["low", "middle", "high"]))
}

#[test]
fn each_condition_passes_and_fails_with_figures_and_examples() {
    let cases = [
        (
            r#"{"falling": {"by_more_than": 12.0, "share": 0.07}}"#,
            r#"{"falling": {"by_more_than": 12.0, "share": 0.069}}"#,
            "7 of 100 fall by more than 12 points (7.0 %, at most 6.9 % allowed), such as k09, k08, k07",
        ),
        (
            r#"{"falling": {"by_more_than": 13.0, "share": 0.2, "within": ["plan", "pro"]}}"#,
            r#"{"falling": {"by_more_than": 13.0, "share": 0.0, "within": ["plan", "pro"]}}"#,
            "plan pro: 1 of 5 falls by more than 13 points (20.0 %, at most 0.0 % allowed), such as k04",
        ),
        (
            r#"{"rising": {"by_more_than": 0.0, "share": 0.05}}"#,
            r#"{"rising": {"by_more_than": 0.0, "share": 0.0499999}}"#,
            "5 of 100 rise (5.00000 %, at most 4.99999 % allowed), such as k10, k11, k12",
        ),
        (
            r#"{"largest_fall": {"points": 19.0}}"#,
            r#"{"largest_fall": {"points": 18.5}}"#,
            "the largest fall is 19 points (at most 18.5 points allowed), such as k09",
        ),
        (
            r#"{"largest_rise": {"points": 3.0}}"#,
            r#"{"largest_rise": {"points": 1.0}}"#,
            "the largest rise is 3 points (at most 1 point allowed), such as k10",
        ),
        (
            r#"{"mean_move": {"from": -1.3, "to": 0.0}}"#,
            r#"{"mean_move": {"from": -1.0, "to": 0.0}}"#,
            "the mean move is −1.3 points (from −1 points to 0 points allowed), such as k09, k08, k07",
        ),
        (
            r#"{"rank_correlation": {"at_least": 0.9}}"#,
            r#"{"rank_correlation": {"at_least": 1.0}}"#,
            "the rank correlation is 0.9972 (at least 1 required)",
        ),
        (
            r#"{"leaving": {"band": "middle", "share": 0.17}}"#,
            r#"{"leaving": {"band": "middle", "share": 0.16}}"#,
            "10 of 60 leave the band `middle` (16.7 %, at most 16.0 % allowed), such as k09, k08, k07",
        ),
        (
            r#"{"failures": {"share": 0.01}}"#,
            r#"{"failures": {"share": 0.009}}"#,
            "1 of 101 cannot be read or scored (1.0 %, at most 0.9 % allowed), such as bad",
        ),
    ];
    for (passing, failing, said) in cases {
        let passing = gate(&format!("[{passing}]"));
        let impact = measured(&banded().measuring(&passing));
        let outcome = passing.check(&impact);
        assert!(outcome.passed(), "{outcome}");
        assert_eq!(
            outcome.to_string(),
            "The gate is open: its condition is met."
        );
        let failing = gate(&format!("[{failing}]"));
        let outcome = failing.check(&measured(&banded().measuring(&failing)));
        assert!(!outcome.passed(), "{said}");
        assert_eq!(
            outcome.to_string(),
            format!("The gate is closed: its condition is not met.\n  - {said}")
        );
        let unmet = &outcome.failed[0];
        assert_eq!(unmet.condition, failing.conditions()[0]);
        assert!(unmet.measured.is_some());
        // As a file and back.
        for gate in [passing, failing] {
            let stored = serde_json::to_string(&gate).unwrap();
            assert_eq!(serde_json::from_str::<Gate>(&stored).unwrap(), gate);
        }
    }
}

#[test]
fn what_was_not_measured_does_not_pass() {
    let all = gate(
        r#"[
        {"falling": {"by_more_than": 7.0, "share": 1.0}},
        {"rank_correlation": {"at_least": -1.0}},
        {"leaving": {"band": "gold", "share": 1.0}},
        {"falling": {"by_more_than": 0.0, "share": 1.0, "within": ["plan", "Pro"]}},
        {"largest_fall": {"points": 100.0, "within": ["plna", "pro"]}}
    ]"#,
    );
    let bands = || study().bands(Bands::at([40.0, 60.0]).named(["low", "middle", "high"]));
    let outcome = all.check(&measured(&bands()));
    assert_eq!(
        outcome.to_string(),
        "The gate is closed: 5 of 5 conditions are not met.
  - not measured: who falls by more than 7 points was not counted; measure with `.measuring(&gate)`
  - not measured: ranks need `.exact()`
  - not measured: there is no band `gold`; there are: low, middle, high
  - plan Pro: not measured: nobody in this segment was scored
  - plna pro: not measured: nobody in this segment was scored"
    );
    assert!(outcome.failed.iter().all(|unmet| unmet.measured.is_none()));
    assert_eq!(
        all.check(&measured(&bands().measuring(&all).exact()))
            .failed
            .len(),
        3
    );
}

#[test]
fn nobody_passes_no_gate() {
    let gate = gate(
        r#"[
        {"falling": {"by_more_than": 0.0, "share": 1.0}}, {"rising": {"by_more_than": 0.0, "share": 1.0}},
        {"largest_fall": {"points": 1e8}}, {"largest_rise": {"points": 1e8}}, {"mean_move": {"from": -1e8, "to": 1e8}},
        {"leaving": {"band": "all", "share": 1.0}}, {"failures": {"share": 1.0}}
    ]"#,
    );
    let study = study().measuring(&gate);
    let people: [(&str, Given); 0] = [];
    assert_eq!(gate.check(&study.run(people).unwrap()).failed.len(), 7);
    let failing = study.run([subject("a", -1.0, 0.0)]).unwrap();
    // All failed, and all may.
    assert_eq!(gate.check(&failing).failed.len(), 6);
    let one = study.run([subject("a", 1.0, 1.0)]).unwrap();
    assert!(gate.check(&one).passed());
}

#[test]
fn a_fall_of_a_bound_is_not_more_than_it() {
    // 0.9 − 0.7 is more than 0.2 in binary.
    let gate = gate(
        r#"[{"falling": {"by_more_than": 0.2, "share": 0.0}}, {"largest_fall": {"points": 0.2}}]"#,
    );
    let impact = study()
        .measuring(&gate)
        .run([subject("a", 0.9, 0.7)])
        .unwrap();
    let outcome = gate.check(&impact);
    assert!(outcome.passed(), "{outcome}");
}

#[test]
fn bad_gates_say_where_and_why() {
    for (json, said) in [
        (
            r#"[{"failures": {"share": 0}}, {"failures": {"share": 5}}]"#,
            "condition 2 of the gate: 5 is not a share from 0 to 1",
        ),
        (
            r#"[{"falling": {"by_more_than": -1, "share": 0}}]"#,
            "condition 1 of the gate: -1 is not a number of points from 0 to 1e8",
        ),
        (
            r#"[{"mean_move": {"from": 1, "to": 0}}]"#,
            "condition 1 of the gate: 0 is not a finite number of points from the lower bound upwards",
        ),
        (
            r#"[{"rank_correlation": {"at_least": 1.1}}]"#,
            "condition 1 of the gate: 1.1 is not a correlation from -1 to 1",
        ),
        (
            r#"[{"falling": {"by_more_then": 1, "share": 0}}]"#,
            "unknown field `by_more_then`",
        ),
        (r#"[{"shrinking": {}}]"#, "unknown variant `shrinking`"),
        (r#"{"failures": {"share": 0}}"#, "expected a sequence"),
    ] {
        let error = serde_json::from_str::<Gate>(json).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    let nan = Condition::LargestFall {
        points: f64::NAN,
        within: None,
    };
    let error = Gate::new([nan]).unwrap_err();
    assert_eq!((error.index, error.value.is_nan()), (1, true));
}

#[test]
fn an_outcome_is_data_and_hostile_names_are_text() {
    let gate = gate(r#"[{"largest_fall": {"points": 1.0, "within": ["a\nb", "\u202ec"]}}]"#);
    let person = subject("x\u{1b}[31m\n", 50.0, 20.0).segment("a\nb", "\u{202e}c");
    let outcome = gate.check(&study().run([person]).unwrap());
    let text = outcome.to_string();
    assert_eq!(text.lines().count(), 2, "{text:?}");
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    assert_eq!(
        serde_json::to_value(&outcome).unwrap()["failed"][0]["condition"],
        serde_json::json!({"largest_fall": {"points": 1.0, "within": ["a\nb", "\u{202e}c"]}})
    );
    let empty = Gate::default().check(&study().run([subject("a", 1.0, 1.0)]).unwrap());
    assert_eq!(empty.to_string(), "The gate is open: it has no conditions.");
}
