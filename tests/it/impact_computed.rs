//! Why the mean moved between two snapshots, who lost a score, and backtests: against figures of numpy, scipy and fractions.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::iter;

use scoreshift::{
    Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version,
    impact::{Backtest, Flow, Impact, RankAccuracy, Slice, Study, Subject, Unscored},
};
use serde_json::Value;

use crate::impact::{Given, Lcg, LocalizedMessage, cases, near, reference};

/// As in `impact_reference.py`, which the figures are from.
#[derive(Clone, Debug, PartialEq)]
struct Account {
    own: Option<f64>,
    others: f64,
    extra: Option<f64>,
}

#[derive(Clone)]
struct Model {
    weight: f64,
    bonus: f64,
    cap: f64,
}

impl ScoringModel for Model {
    type Input = Account;

    fn id(&self) -> ModelId {
        ModelId::new("account", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0).decimals(1)
    }

    fn evaluate<T: Trace>(&self, account: &Account, t: T) -> Result<Term<T>, EvalError> {
        let own = t.required("own", account.own)? * t.parameter("weight", self.weight);
        let mut whole = own - t.reference("others", account.others) / 4.0;
        if self.bonus != 0.0 {
            let extra = t.required("extra", account.extra)?;
            whole += extra * t.parameter("bonus", self.bonus);
        }
        Ok(whole.clamp(0.0, t.parameter("cap", self.cap)))
    }
}

fn study() -> Study<Account> {
    let change = |key: &str| Change::new(key).sentence("It counts otherwise.");
    let lineage = Lineage::starting_with(Model {
        weight: 0.75,
        bonus: 0.0,
        cap: 100.0,
    })
    .release("2.0.0")
    .change(change("weight"), |model| model.weight = 0.5)
    .change(change("bonus"), |model| model.bonus = 0.5)
    .change(change("cap"), |model| model.cap = 80.0);
    let study = lineage.build().unwrap().impact("1.0.0", "2.0.0");
    study.unwrap().by_change().sampled()
}

/// Mostly unchanged, clamped and tied; a fifth joined or left, and some cannot be scored before, after or at all.
fn snapshots(count: usize, seed: u64) -> Vec<Subject<Account>> {
    let mut r = Lcg(seed);
    let subject = |at: usize| {
        let (own, extra) = (r.next(41) * 4.0, r.next(65) / 2.0);
        let others = 20.0 + r.next(2) * 8.0;
        let (moves, step) = (r.next(10) < 3.0, r.next(33) - 16.0);
        let (there, missing) = (r.next(10), r.next(16));
        let account = |own, others, extra| Account {
            own: Some(own),
            others,
            extra: Some(extra),
        };
        let mut was = account(own, others, extra);
        let mut now = if moves {
            let more = step.rem_euclid(3.0);
            account((own + step).max(0.0), others + 4.0, extra + more)
        } else {
            was.clone()
        };
        match missing {
            0.0 => (was.extra, now.extra) = (None, None),
            1.0 => was.own = None,
            2.0 => now.own = None,
            _ => {}
        }
        let key = format!("{at:04}");
        let subject = match there {
            0.0 => Subject::joined(key, now),
            1.0 => Subject::left(key, was),
            _ if was == now => Subject::new(key, now),
            _ => Subject::moved(key, was, now),
        };
        let group = r.next(3).to_string();
        subject.segment("group", group).weight(r.next(4) + 1.0)
    };
    (0..count).map(subject).collect()
}

/// Each subject's effects are whole millionths of a point, and their means are shared out once more.
#[track_caller]
fn near_micro(found: i64, expected: &Value, what: &str) {
    near(found as f64 / 1e6, expected, 2e-6, what);
}

fn flow_as_computed(found: Flow, expected: &Value, what: &str) {
    near(found.who.subjects as f64, &expected[0], 0.0, what);
    near(found.who.weight(), &expected[1], 0.0, what);
    near_micro(found.mean_micro, &expected[2], what);
}

fn split_as_computed(slice: Slice<'_>, expected: &Value, what: &str) {
    let (why, flows) = (slice.why().unwrap(), slice.composition().unwrap());
    assert_eq!(why.unexplained.subjects, 0, "{what}");
    for (found, name) in [
        (flows.stayed_micro, "stayed"),
        (flows.joined_micro, "joined"),
        (flows.left_micro, "left"),
        (flows.before_micro, "before"),
        (flows.after_micro, "after"),
    ] {
        near_micro(found, &expected[name], &format!("{what}, {name}"));
    }
    flow_as_computed(flows.joined, &expected["flows"][0], what);
    flow_as_computed(flows.left, &expected["flows"][1], what);
    let causes = &expected["causes"];
    near_micro(why.data_micro, &causes["data"], what);
    near_micro(why.reference_micro, &causes["reference"], what);
    let intervals = slice.intervals().unwrap().causes;
    assert_eq!((why.causes.len(), intervals.len()), (3, 3));
    for (cause, interval) in why.causes.iter().zip(intervals) {
        let (key, interval) = (&cause.key, interval.unwrap());
        near_micro(cause.micro, &causes[key], &format!("{what}, {key}"));
        let ends = &expected["intervals"][key];
        near(interval.low, &ends[0], 2e-6, what);
        near(interval.high, &ends[1], 2e-6, what);
    }
}

fn reasons(impact: &Impact) -> Vec<Value> {
    let mut found: Vec<(&str, String, String, u64, f64)> = impact
        .reasons()
        .map(|reason| {
            let way = match reason.unscored {
                Unscored::Lost => "lost",
                Unscored::Gained => "gained",
                _ => "neither",
            };
            let (place, who) = (reason.place.to_string(), reason.who);
            (way, reason.kind, place, who.subjects, who.weight())
        })
        .collect();
    found.sort_by(|a, b| (a.0, &a.1, &a.2).cmp(&(b.0, &b.1, &b.2)));
    let told = found.into_iter().map(|of| serde_json::json!(of));
    told.collect()
}

#[test]
fn what_moved_the_mean_is_that_of_fractions_over_all_orders() {
    let (people, reference) = (snapshots(600, 7), reference());
    let expected = &reference["snapshots"];
    for study in [study(), study().exact()] {
        let impact = study.run(&people).unwrap();
        split_as_computed(impact.whole(), &expected["whole"], "all");
        for group in 0..3_usize {
            let name = group.to_string();
            let slice = impact.segment("group", &name).unwrap();
            split_as_computed(slice, &expected["groups"][group], &name);
        }
        let unscored: Vec<Value> = expected["whole"]["unscored"]
            .as_array()
            .unwrap()
            .iter()
            .map(|of| serde_json::json!([of[0], of[1], of[2], of[3], of[4].as_f64()]))
            .collect();
        assert_eq!(reasons(&impact), unscored);
        let whole = impact.whole();
        for (found, way) in [
            (whole.lost(), "lost"),
            (whole.gained(), "gained"),
            (whole.neither(), "neither"),
        ] {
            let of = unscored.iter().filter(|of| of[0] == way);
            let subjects: u64 = of.filter_map(|of| of[3].as_u64()).sum();
            assert_eq!(found.subjects, subjects, "{way}");
        }
    }
}

fn accuracy_as_computed(found: &RankAccuracy, expected: &Value, what: &str) {
    near(found.before, &expected["before"], 1e-12, what);
    near(found.after, &expected["after"], 1e-12, what);
    near(
        f64::from(found.undefined),
        &expected["undefined"],
        0.0,
        what,
    );
    // Where more than a tenth of the resamples rank nobody, nothing is said.
    assert_eq!(found.interval.is_some(), found.undefined <= 20, "{what}");
    if let Some(interval) = found.interval {
        near(interval.low, &expected["interval"][0], 1e-12, what);
        near(interval.high, &expected["interval"][1], 1e-12, what);
    }
}

#[test]
fn backtests_are_those_of_scipy() {
    let (reference, mut silent) = (reference(), 0);
    for case in cases() {
        let mut r = Lcg(case.seed);
        let pairs: Vec<Given> = iter::repeat_with(|| {
            let (before, after) = (case.make)(&mut r);
            // The group and the weight, which no backtest asks for.
            let _ = (r.next(3), r.next(4));
            Given { before, after }
        })
        .take(case.count)
        .collect();
        let outcome: Vec<f64> = (0_u64..)
            .zip(&pairs)
            .map(|(at, pair)| pair.before + Lcg(at).next(41))
            .collect();
        let mut sorted = outcome.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = [(case.count - 1) / 2, case.count / 2].map(|at| sorted[at]);
        let median = f64::midpoint(middle[0], middle[1]);
        let halves = outcome.iter().map(|of| f64::from(*of > median)).collect();
        let one = (0..15).map(|at| f64::from(at == 4)).collect();
        let model = |major| LocalizedMessage {
            major,
            scale: case.scale.clone(),
        };
        let expected = &reference[case.name]["backtest"];
        for (outcome, expected) in [outcome, halves, one]
            .iter()
            .zip(expected.as_array().unwrap())
        {
            let rows = pairs.iter().zip(outcome).enumerate();
            let report = Backtest::between(&model(1), &model(2))
                .resamples(200)
                .seed(case.seed)
                .run(rows.map(|(at, (pair, outcome))| (format!("{at:04}"), pair, *outcome)))
                .unwrap();
            let what = format!("{}, {}", case.name, report.subjects);
            accuracy_as_computed(&report.spearman, &expected["spearman"], &what);
            assert_eq!(report.auc.is_some(), expected.get("auc").is_some());
            if let Some(auc) = &report.auc {
                accuracy_as_computed(auc, &expected["auc"], &what);
                silent += u32::from(auc.interval.is_none());
            }
        }
    }
    assert_eq!(silent, 6);
}
