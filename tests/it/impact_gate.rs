//! Gates: what passes, what does not, and what is said of it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    Scale,
    impact::{Condition, Gate, Impact, Study},
    score::{Bands, MOST_POINTS},
};

use crate::impact::{Given, study, study_on, subject};

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
  - plna pro: not measured: the report is not divided so"
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
    let empty = gate.check(&study.run(people).unwrap()).to_string();
    assert_eq!(
        empty
            .matches("\n  - not measured: nobody was scored")
            .count(),
        7,
        "{empty}"
    );
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
            "condition 2 of the gate: `share` is 5, not a share from 0 to 1",
        ),
        (
            r#"[{"falling": {"by_more_than": -1, "share": 0}}]"#,
            "condition 1 of the gate: `by_more_than` is -1, not a number of points from 0 to 9e9",
        ),
        (
            r#"[{"mean_move": {"from": 1, "to": 0}}]"#,
            "condition 1 of the gate: `to` is 0, not a number of points from the lower bound upwards",
        ),
        (
            r#"[{"rank_correlation": {"at_least": 1.1}}]"#,
            "condition 1 of the gate: `at_least` is 1.1, not a correlation from -1 to 1",
        ),
        (
            r#"[{"falling": {"by_more_then": 1, "share": 0}}]"#,
            "unknown field `by_more_then`",
        ),
        (
            r#"[{"largest_rise": {"points": 1e300}}]"#,
            "condition 1 of the gate: `points` is 1000000000000000",
        ),
        (
            r#"[{"largest_rise": {"points": 1e999}}]"#,
            "`points`: number out of range at line 1 column",
        ),
        (
            r#"[{"mean_move": {"from": -1e300, "to": 0}}]"#,
            "condition 1 of the gate: `from` is -1000000000000000",
        ),
        (
            r#"[{"rising": {"by_more_than": null, "share": 0}}]"#,
            "`by_more_than`: invalid type: null, expected f64",
        ),
        (
            r#"[{"mean_move": {"from": "-inf", "to": 0}}]"#,
            "`from`: invalid type: string \"-inf\", expected f64",
        ),
        (
            r#"[{"mean_move": {"from": 0, "to": true}}]"#,
            "`to`: invalid type: boolean `true`, expected f64",
        ),
        (
            r#"[{"rising": {"by_more_than": 0, "share": "NaN"}}]"#,
            "`share`: invalid type: string \"NaN\", expected f64",
        ),
        (
            r#"[{"rank_correlation": {"at_least": null}}]"#,
            "`at_least`: invalid type: null, expected f64",
        ),
        (r#"[{"shrinking": {}}]"#, "unknown variant `shrinking`"),
        (r#"{"failures": {"share": 0}}"#, "expected a sequence"),
    ] {
        let error = serde_json::from_str::<Gate>(json).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

type Make = fn(f64) -> Condition;

/// Each number of each kind of condition, in turn.
#[test]
fn no_field_takes_what_is_no_number() {
    let fields: [(&str, Make); 11] = [
        ("by_more_than", |by_more_than| Condition::Falling {
            by_more_than,
            share: 0.0,
            within: None,
        }),
        ("share", |share| Condition::Falling {
            by_more_than: 0.0,
            share,
            within: None,
        }),
        ("by_more_than", |by_more_than| Condition::Rising {
            by_more_than,
            share: 0.0,
            within: None,
        }),
        ("share", |share| Condition::Rising {
            by_more_than: 0.0,
            share,
            within: None,
        }),
        ("points", |points| Condition::LargestFall {
            points,
            within: None,
        }),
        ("points", |points| Condition::LargestRise {
            points,
            within: None,
        }),
        ("from", |from| Condition::MeanMove {
            from,
            to: 0.0,
            within: None,
        }),
        ("to", |to| Condition::MeanMove {
            from: 0.0,
            to,
            within: None,
        }),
        ("at_least", |at_least| Condition::RankCorrelation {
            at_least,
            within: None,
        }),
        ("share", |share| Condition::Leaving {
            band: "all".to_owned(),
            share,
            within: None,
        }),
        ("share", |share| Condition::Failures { share }),
    ];
    let met = Condition::Failures { share: 1.0 };
    for (field, make) in fields {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300] {
            let error = Gate::new([met.clone(), make(value)]).unwrap_err();
            assert_eq!((error.index, error.field), (2, field));
            assert_eq!(error.value.to_bits(), value.to_bits());
            let said = error.to_string();
            assert!(
                said.starts_with(&format!(
                    "condition 2 of the gate: `{field}` is {value}, not "
                )),
                "{said}"
            );
        }
        assert!(Gate::new([make(0.0)]).is_ok() && Gate::new([make(-0.0)]).is_ok());
        // What can be counted at all is a bound.
        if ["by_more_than", "points", "to"].contains(&field) {
            assert!(Gate::new([make(MOST_POINTS)]).is_ok());
            let said = Gate::new([make(MOST_POINTS * 1.000_001)])
                .unwrap_err()
                .to_string();
            assert!(said.ends_with(&format!(" {MOST_POINTS:e}")), "{said}");
        }
    }
}

#[test]
fn the_ends_of_what_a_field_takes_are_taken() {
    let least = |from: f64, to: f64| Condition::MeanMove {
        from,
        to,
        within: None,
    };
    assert!(Gate::new([least(-1.0, -1.0)]).is_ok());
    assert_eq!(Gate::new([least(1.0, 0.5)]).unwrap_err().field, "to");
    for (value, holds) in [
        (1.0, true),
        (1.0 + f64::EPSILON, false),
        (-f64::EPSILON, false),
    ] {
        assert_eq!(
            Gate::new([Condition::Failures { share: value }]).is_ok(),
            holds
        );
    }
    for (value, holds) in [
        (1.0, true),
        (-1.0, true),
        (1.0 + f64::EPSILON, false),
        (-1.0 - f64::EPSILON, false),
    ] {
        let condition = Condition::RankCorrelation {
            at_least: value,
            within: None,
        };
        assert_eq!(Gate::new([condition]).is_ok(), holds);
    }
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

#[test]
fn no_move_is_too_long_to_be_refused() {
    let wide = Scale::unbounded();
    let gate = gate(r#"[{"largest_fall": {"points": 1e8}}, {"largest_rise": {"points": 1e8}}]"#);
    let people = [subject("down", 6e7, -6e7), subject("up", -6e7, 6e7)];
    let impact = study_on(wide.clone(), wide).exact().run(people).unwrap();
    assert_eq!(
        gate.check(&impact).to_string(),
        "The gate is closed: 2 of 2 conditions are not met.
  - the largest fall is 120,000,000 points (at most 100,000,000 points allowed), such as down
  - the largest rise is 120,000,000 points (at most 100,000,000 points allowed), such as up"
    );
}

#[test]
fn the_largest_move_is_measured_where_no_mover_is_kept() {
    let gate = gate(r#"[{"largest_fall": {"points": 2.0}}, {"largest_rise": {"points": 1.0}}]"#);
    for study in [study().movers(0), study().movers(0).exact()] {
        let impact = study
            .run([subject("a", 50.0, 47.0), subject("b", 1.0, 3.0)])
            .unwrap();
        assert!(impact.whole().falling().is_empty() && impact.whole().rising().is_empty());
        let text = gate.check(&impact).to_string();
        assert!(
            text.contains("the largest fall is 3 points (at most 2 points allowed)"),
            "{text}"
        );
        assert!(
            text.ends_with("the largest rise is 2 points (at most 1 point allowed)"),
            "{text}"
        );
    }
}

#[test]
fn a_closed_gate_shows_the_digits_that_close_it() {
    let gate = gate(
        r#"[
        {"largest_fall": {"points": 10.0}},
        {"largest_rise": {"points": 0.0004}},
        {"mean_move": {"from": -4.999799, "to": 0}},
        {"falling": {"by_more_than": 10.000000, "share": 0.0}},
        {"rising": {"by_more_than": 0.000499, "share": 0.4999999}},
        {"leaving": {"band": "all", "share": 0.0}}
    ]"#,
    );
    let people = || [subject("a", 50.0, 39.999_999), subject("b", 1.0, 1.0004)];
    let said = "The gate is closed: 3 of 6 conditions are not met.
  - the largest fall is 10.000001 points (at most 10 points allowed), such as a
  - the mean move is −4.999801 points (from −4.999799 points to 0 points allowed), such as a
  - 1 of 2 falls by more than 10 points (50.0 %, at most 0.0 % allowed), such as a";
    for study in [study(), study().exact()] {
        let impact = study.measuring(&gate).run(people()).unwrap();
        let outcome = gate.check(&impact);
        assert_eq!(outcome.to_string(), said);
        let measured: Vec<_> = outcome.failed.iter().map(|unmet| unmet.measured).collect();
        assert_eq!(measured, [Some(10.000_001), Some(-4.999_801), Some(0.5)]);
    }
}

#[test]
fn a_mean_that_is_too_high_is_told_by_who_rose() {
    let gate = gate(r#"[{"mean_move": {"from": -1, "to": 1.5}}, {"failures": {"share": 1}}]"#);
    let people = [
        subject("a", 50.0, 40.0),
        subject("b", 1.0, 14.0004),
        subject("c", 1.0, 2.5),
    ];
    assert_eq!(
        gate.check(&study().run(people).unwrap()).to_string(),
        "The gate is closed: 1 of 2 conditions is not met.
  - the mean move is 1.5001 points (from −1 points to 1.5 points allowed), such as b, c"
    );
}

#[test]
fn those_who_left_a_band_are_named_by_how_far_whichever_way() {
    let gate = gate(r#"[{"leaving": {"band": "middle", "share": 0.4}}]"#);
    let study = study().bands(Bands::at([30.0, 60.0]).named(["low", "middle", "high"]));
    let people = |one: bool| {
        let leave = [
            subject("up", 50.0, 99.0),
            subject("down", 50.0, 10.0),
            subject("near", 59.0, 61.0),
            subject("nearer", 59.0, 60.0),
        ];
        // Those who moved farther, but not out of it.
        let others = [
            subject("stays", 31.0, 59.0),
            subject("was low", 1.0, 99.0),
            subject("was high", 99.0, 31.0),
        ];
        leave
            .into_iter()
            .take(if one { 1 } else { 4 })
            .chain(others)
    };
    assert_eq!(
        gate.check(&study.run(people(false)).unwrap()).to_string(),
        "The gate is closed: its condition is not met.
  - 4 of 5 leave the band `middle` (80.0 %, at most 40.0 % allowed), such as up, down, near"
    );
    assert_eq!(
        gate.check(&study.run(people(true)).unwrap()).to_string(),
        "The gate is closed: its condition is not met.
  - 1 of 2 leaves the band `middle` (50.0 %, at most 40.0 % allowed), such as up"
    );
}

#[test]
fn a_band_that_nobody_was_in_or_that_is_two_is_not_measured() {
    let leaving = |band: &str| {
        gate(&format!(
            r#"[{{"leaving": {{"band": "{band}", "share": 1.0}}}}]"#
        ))
    };
    let study = study().bands(Bands::at([30.0, 60.0]).named(["low", "high", "high"]));
    let impact = study.run([subject("a", 70.0, 10.0)]).unwrap();
    assert_eq!(
        leaving("low").check(&impact).to_string(),
        "The gate is closed: its condition is not met.\n  - not measured: nobody was in the band `low`"
    );
    assert_eq!(
        leaving("high").check(&impact).to_string(),
        "The gate is closed: its condition is not met.\n  - not measured: several bands are called `high`"
    );
}
