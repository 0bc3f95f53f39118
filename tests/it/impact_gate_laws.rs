//! Laws of gates: one verdict in both modes, at and beside each bound, and sentences that agree with it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::{prelude::*, sample::select};
use scoreshift::{
    impact::{Condition, Gate},
    score::Bands,
};

use crate::impact::{study, subject};

/// One whose scores are millionths of a point, with a weight.
#[derive(Clone, Copy, Debug)]
struct One {
    before: i64,
    after: i64,
    weight: u32,
    pro: bool,
}

/// What is just below and just above a number.
fn beside(value: f64) -> [f64; 2] {
    // Adding zero drops the sign of a zero.
    let above = |value: f64| {
        if value < 0.0 {
            f64::from_bits(value.to_bits() - 1)
        } else {
            f64::from_bits((value + 0.0).to_bits() + 1)
        }
    };
    [-above(-value), above(value)]
}

#[allow(clippy::cast_precision_loss, reason = "below 2⁵³")]
fn points(micro: i64) -> f64 {
    micro as f64 / 1e6
}

/// Scores on a whole, a tenth, a millionth, and between two millionths; of which both modes make the same.
fn ones() -> impl Strategy<Value = Vec<One>> {
    let level = || {
        prop_oneof![
            (0_i64..=100).prop_map(|point| point * 1_000_000),
            (0_i64..=1000).prop_map(|tenth| tenth * 100_000),
            0_i64..=100_000_000,
            49_999_999_i64..=50_000_001,
        ]
    };
    let one = (
        level(),
        level(),
        prop::bool::weighted(0.3),
        select(vec![1_u32, 1, 1, 2, 7]),
        any::<bool>(),
    );
    let one = one.prop_map(|(before, after, stays, weight, pro)| One {
        before,
        after: if stays { before } else { after },
        weight,
        pro,
    });
    prop::collection::vec(one, 1..40)
}

type Verdict = (Condition, bool);

/// A segment, or all; counted by another way.
struct Group {
    all: Vec<One>,
    within: Option<(String, String)>,
}

impl Group {
    /// Each condition at, just inside and just outside its bound, with whether it is met.
    fn verdicts(&self) -> Vec<Verdict> {
        [self.beyond(), self.largest(), self.mean(), self.leaving()].concat()
    }

    fn weigh(&self, counts: impl Fn(&One) -> bool) -> u64 {
        let counted = self.all.iter().filter(|one| counts(one));
        counted.map(|one| u64::from(one.weight)).sum()
    }

    fn moves(&self) -> impl Iterator<Item = i64> {
        self.all.iter().map(|one| one.after - one.before)
    }

    fn beyond(&self) -> Vec<Verdict> {
        let total = self.weigh(|_| true);
        let mut found = Vec::new();
        let bounds = self
            .moves()
            .flat_map(|micro| [micro.abs() - 1, micro.abs(), micro.abs() + 1]);
        for bound in bounds.chain([0]).filter(|bound| *bound >= 0) {
            let by_more_than = points(bound);
            let within = || self.within.clone();
            for (share, met) in shares(self.weigh(|one| one.before - one.after > bound), total) {
                found.push((
                    Condition::Falling {
                        by_more_than,
                        share,
                        within: within(),
                    },
                    met,
                ));
            }
            for (share, met) in shares(self.weigh(|one| one.after - one.before > bound), total) {
                found.push((
                    Condition::Rising {
                        by_more_than,
                        share,
                        within: within(),
                    },
                    met,
                ));
            }
        }
        found
    }

    fn largest(&self) -> Vec<Verdict> {
        let rise = self.moves().max().unwrap_or(0).max(0);
        let fall = -self.moves().min().unwrap_or(0).min(0);
        let mut found = Vec::new();
        for by in [-1, 0, 1] {
            let (fall, rise, within) = (fall + by, rise + by, || self.within.clone());
            if fall >= 0 {
                found.push((
                    Condition::LargestFall {
                        points: points(fall),
                        within: within(),
                    },
                    by >= 0,
                ));
            }
            if rise >= 0 {
                found.push((
                    Condition::LargestRise {
                        points: points(rise),
                        within: within(),
                    },
                    by >= 0,
                ));
            }
        }
        found
    }

    /// To the nearest millionth, halves away from zero.
    fn mean(&self) -> Vec<Verdict> {
        let weighed = self
            .all
            .iter()
            .map(|one| (one.after - one.before) * i64::from(one.weight));
        let (sum, total) = (
            weighed.sum::<i64>(),
            i64::try_from(self.weigh(|_| true)).unwrap(),
        );
        let mean = (sum.abs() * 2 + total) / (2 * total) * sum.signum();
        let open = [(0, 0), (-1, 0), (0, 1), (-1, 1)].map(|bounds| (bounds, true));
        let closed = [(1, 1), (-1, -1), (1, 5), (-7, -1)].map(|bounds| (bounds, false));
        let both = open.into_iter().chain(closed);
        both.map(|((from, to), met)| {
            let (from, to) = (points(mean + from), points(mean + to));
            (
                Condition::MeanMove {
                    from,
                    to,
                    within: self.within.clone(),
                },
                met,
            )
        })
        .collect()
    }

    fn leaving(&self) -> Vec<Verdict> {
        let band = |micro: i64| usize::from(micro >= 25_000_000) + usize::from(micro >= 50_000_000);
        let mut found = Vec::new();
        for (at, name) in ["low", "middle", "high"].into_iter().enumerate() {
            let was = self.weigh(|one| band(one.before) == at);
            let left = self.weigh(|one| band(one.before) == at && band(one.after) != at);
            let leaving = |share| Condition::Leaving {
                band: name.to_owned(),
                share,
                within: self.within.clone(),
            };
            if was == 0 {
                found.push((leaving(1.0), false));
            } else {
                found.extend(
                    shares(left, was)
                        .into_iter()
                        .map(|(share, met)| (leaving(share), met)),
                );
            }
        }
        found
    }
}

/// A share with what is just inside and just outside, which is none below nothing and above all.
fn shares(of: u64, all: u64) -> Vec<(f64, bool)> {
    #[allow(clippy::cast_precision_loss, reason = "small numbers")]
    let at = of as f64 / all as f64;
    let [below, above] = beside(at);
    let three = [(at, true), (above, true), (below, false)];
    three
        .into_iter()
        .filter(|(share, _)| (0.0..=1.0).contains(share))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_modes_give_one_verdict_at_and_beside_each_bound(all in ones(), bad in 0_u32..3) {
        let people = || all.iter().enumerate().map(|(at, one)| {
            let person = subject(&format!("k{at:02}"), points(one.before), points(one.after));
            person.weight(f64::from(one.weight)).segment("plan", if one.pro { "pro" } else { "free" })
        });
        let bad_ones = (0..bad).map(|at| subject(&format!("bad{at}"), -1.0, 1.0));
        let segment = Some(("plan".to_owned(), "pro".to_owned()));
        let mut expected = Group { all: all.clone(), within: None }.verdicts();
        let pro: Vec<One> = all.iter().copied().filter(|one| one.pro).collect();
        if !pro.is_empty() {
            expected.extend(Group { all: pro, within: segment }.verdicts());
        }
        let failed = shares(u64::from(bad), all.len() as u64 + u64::from(bad));
        expected.extend(failed.into_iter().map(|(share, met)| (Condition::Failures { share }, met)));
        let gate = Gate::new(expected.iter().map(|(condition, _)| condition.clone())).unwrap();
        let study = || study().bands(Bands::at([25.0, 50.0]).named(["low", "middle", "high"])).movers(2).measuring(&gate);
        let outcomes = [study(), study().exact()]
            .map(|study| gate.check(&study.run(people().chain(bad_ones.clone())).unwrap()));
        let unmet: Vec<&Condition> = expected.iter().filter(|(_, met)| !met).map(|(condition, _)| condition).collect();
        for outcome in &outcomes {
            prop_assert_eq!(outcome.failed.iter().map(|unmet| &unmet.condition).collect::<Vec<_>>(), unmet.clone());
        }
        prop_assert_eq!(&outcomes[0], &outcomes[1]);
        // What is said does not contradict itself.
        for unmet in outcomes[0].failed.iter().filter(|unmet| unmet.measured.is_some()) {
            let figures = figures(&unmet.found);
            match (&unmet.condition, &figures[..]) {
                (Condition::MeanMove { .. }, [mean, from, to]) => {
                    let [mean, from, to] = [mean, from, to].map(|figure| figure.parse::<f64>().unwrap());
                    prop_assert!(mean < from || mean > to, "{}", unmet.found);
                }
                // As digits, which may be more than a number has.
                (_, [.., measured, bound]) => {
                    let [measured, bound] = [measured, bound].map(|figure| match figure.split_once('.') {
                        Some((whole, rest)) => format!("{whole:0>9}.{rest}"),
                        None => format!("{figure:0>9}"),
                    });
                    prop_assert!(measured > bound, "{}", unmet.found);
                }
                _ => panic!("{}", unmet.found),
            }
        }
    }

    #[test]
    fn a_rank_correlation_meets_itself_and_no_more(all in ones()) {
        let people = || all.iter().enumerate().map(|(at, one)| {
            subject(&format!("k{at:02}"), points(one.before), points(one.after)).weight(f64::from(one.weight))
        });
        let impact = study().exact().run(people()).unwrap();
        let at_least = |at_least: f64| Gate::new([Condition::RankCorrelation { at_least, within: None }]).unwrap();
        let Some(found) = impact.whole().ranks().unwrap().spearman else {
            let outcome = at_least(-1.0).check(&impact);
            prop_assert!(!outcome.passed() && outcome.failed[0].measured.is_none());
            return Ok(());
        };
        prop_assert!(at_least(found).check(&impact).passed());
        let [below, above] = beside(found);
        prop_assert!(below < -1.0 || at_least(below).check(&impact).passed());
        if above <= 1.0 {
            let outcome = at_least(above).check(&impact);
            prop_assert!(!outcome.passed());
            let figures = figures(&outcome.failed[0].found);
            let [measured, bound] = [0, 1].map(|at| figures[at].parse::<f64>().unwrap());
            prop_assert!(measured < bound, "{}", outcome);
        }
        let streamed = study().run(people()).unwrap();
        prop_assert!(!at_least(-1.0).check(&streamed).passed());
    }

    /// Without ties and weights it is 1 − 6·Σd² ∕ (n³ − n), which is met to the last bit.
    #[test]
    fn a_rank_correlation_of_a_permutation_is_the_nearest_number(
        order in (2_usize..40).prop_flat_map(|count| Just((0..count).collect::<Vec<usize>>()).prop_shuffle()),
    ) {
        let level = |rank: usize| f64::from(u32::try_from(rank).unwrap()) * 2.0;
        let people = order.iter().enumerate().map(|(at, rank)| subject(&at.to_string(), level(at), level(*rank)));
        let impact = study().exact().run(people).unwrap();
        let squares: usize = order.iter().enumerate().map(|(at, rank)| at.abs_diff(*rank).pow(2)).sum();
        let n = order.len();
        let (part, whole) = (level(n * (n * n - 1)) - 6.0 * level(squares), level(n * (n * n - 1)));
        let at_least = Condition::RankCorrelation { at_least: part / whole, within: None };
        prop_assert!(Gate::new([at_least]).unwrap().check(&impact).passed());
    }
}

/// The figures of a sentence.
fn figures(text: &str) -> Vec<String> {
    let words = text.split([' ', '(', ')']);
    let figures = words.map(|word| {
        word.trim_end_matches(',')
            .replace('−', "-")
            .replace(',', "")
    });
    figures.filter(|word| word.parse::<f64>().is_ok()).collect()
}
