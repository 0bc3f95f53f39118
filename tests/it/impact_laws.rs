//! Laws of impacts: parts and wholes, mirrors, copies, and effects that add up.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::{prelude::*, sample::select};
use scoreshift::{
    Change, Lineage, Scale, at,
    impact::{Impact, Slice, Study, Subject},
    lineage::Rewrite,
    score::{Bands, micro},
};

use crate::{
    formula::{self, Chain},
    impact::{Given, study, study_on, subject},
};

/// Scores that tie, miss each other by a hair, or leave the scale.
pub(crate) fn score() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (0_i32..21).prop_map(|five| f64::from(five) * 5.0),
        2 => 0.0..100.0_f64,
        1 => select(vec![0.0, -0.0, 49.999_999_9, 50.0, 50.000_000_4, 99.5, 100.0, 5e-324, 1e-9]),
        1 => select(vec![-1.0, 100.000_001, f64::INFINITY, f64::NAN]),
    ]
}

pub(crate) fn weight() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => Just(1.0),
        2 => (1_i32..4).prop_map(f64::from),
        1 => 0.000_01..3.0_f64,
        1 => select(vec![0.0, -1.0, f64::NAN, 2e9]),
    ]
}

pub(crate) fn subjects() -> impl Strategy<Value = Vec<Subject<Given>>> {
    let one = (score(), score(), any::<bool>(), 0_u8..12, 0_u8..3, weight());
    prop::collection::vec(one, 0..60).prop_map(|all| {
        all.into_iter()
            .map(|(before, after, stays, key, segment, weight)| {
                let after = if stays { before } else { after };
                // Keys occur more than once.
                let subject = subject(&format!("k{key}"), before, after).weight(weight);
                match segment {
                    0 => subject,
                    1 => subject.segment("plan", "pro"),
                    _ => subject.segment("plan", "free").segment("land", "PL"),
                }
            })
            .collect()
    })
}

pub(crate) fn asked(exact: bool) -> Study<Given> {
    let study = study()
        .bands(Bands::at([25.0, 50.0]).rebased([20.0, 50.0]))
        .count_falls([0.0, 5.0])
        .count_rises([10.0])
        .movers(3)
        .failures(4);
    if exact { study.exact() } else { study }
}

pub(crate) fn merged(parts: impl IntoIterator<Item = Impact>) -> Impact {
    let mut parts = parts.into_iter();
    let mut all = parts.next().unwrap();
    for part in parts {
        all.merge(part).unwrap();
    }
    all
}

fn mirrored(impact: &Impact) -> Vec<(Slice<'_>, String)> {
    let segments = impact.segments();
    let named = segments.map(|(dimension, value, slice)| (slice, format!("{dimension} {value}")));
    named.chain([(impact.whole(), String::new())]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_partition_in_any_order_is_the_whole(
        subjects in subjects(),
        part in prop::collection::vec(0_usize..4, 60),
        exact in any::<bool>(),
        order in Just((0..60).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let study = asked(exact);
        let whole = study.run(&subjects).unwrap();
        prop_assert_eq!(whole.whole().scored().subjects + whole.whole().failed(), subjects.len() as u64);
        let shuffled: Vec<&Subject<Given>> = order.iter().filter_map(|&at| subjects.get(at)).collect();
        prop_assert_eq!(&study.run(shuffled.iter().copied()).unwrap(), &whole);
        let parts: Vec<Impact> = (0..4)
            .map(|mine| study.run(shuffled.iter().zip(&part).filter(|(_, part)| **part == mine).map(|(s, _)| *s)).unwrap())
            .collect();
        let [a, b, c, d] = <[Impact; 4]>::try_from(parts).unwrap();
        prop_assert_eq!(&merged([a.clone(), b.clone(), c.clone(), d.clone()]), &whole);
        prop_assert_eq!(&merged([d.clone(), b.clone(), a.clone(), c.clone()]), &whole);
        let pairs = [merged([c.clone(), a.clone()]), merged([b.clone(), d.clone()])];
        prop_assert_eq!(&merged(pairs), &whole);
        // What is told is a function of what is equal.
        let json = |impact: &Impact| serde_json::to_string(&impact.report()).unwrap();
        let again = merged([d, c, b, a]);
        prop_assert_eq!(json(&again), json(&whole));
        prop_assert_eq!(again.to_string(), whole.to_string());
    }

    #[cfg(feature = "parallel")]
    #[test]
    fn any_number_of_threads_gives_the_same(subjects in subjects(), exact in any::<bool>()) {
        let study = asked(exact);
        let whole = study.run(&subjects).unwrap();
        for threads in [1, 2, 4] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            prop_assert_eq!(&pool.install(|| study.run_parallel(&subjects)).unwrap(), &whole);
        }
    }

    #[test]
    fn segments_of_everybody_add_up_to_the_whole(subjects in subjects(), exact in any::<bool>()) {
        let subjects = subjects.into_iter().enumerate();
        let subjects: Vec<_> = subjects.map(|(at, subject)| subject.segment("all", (at % 3).to_string())).collect();
        let impact = asked(exact).run(&subjects).unwrap();
        let segments: Vec<Slice<'_>> = impact.segments().filter(|of| of.0 == "all").map(|of| of.2).collect();
        let whole = impact.whole();
        let sum = |of: &dyn Fn(Slice<'_>) -> u64| segments.iter().map(|&slice| of(slice)).sum::<u64>();
        let figures: [&dyn Fn(Slice<'_>) -> u64; 9] = [
            &|of| of.scored().subjects,
            &|of| of.scored().weight_micro,
            &|of| of.failed(),
            &|of| of.exactly().up.weight_micro,
            &|of| of.as_shown().same.weight_micro,
            &|of| of.as_shown().down.subjects,
            &|of| of.falls_beyond(5.0).unwrap().weight_micro,
            &|of| of.rises_beyond(10.0).unwrap().subjects,
            &|of| of.crossings()[0][2].weight_micro,
        ];
        for figure in figures {
            prop_assert_eq!(sum(&figure), figure(whole));
        }
        let all = whole.as_shown();
        prop_assert_eq!(all.up.subjects + all.same.subjects + all.down.subjects, whole.scored().subjects);
        let bars: f64 = whole.histogram().iter().map(|bar| bar.weight).sum();
        prop_assert!((bars - whole.scored().weight()).abs() < 1e-6);
        let cells: u64 = whole.crossings().iter().flatten().map(|mass| mass.weight_micro).sum();
        prop_assert_eq!(cells, whole.scored().weight_micro);
    }

    #[test]
    fn swapped_versions_mirror_the_report(subjects in subjects(), exact in any::<bool>()) {
        let scales = [Scale::new(0.0, 100.0), Scale::new(-3.0, 130.0).decimals(1)];
        let of = |swap: bool| {
            let [mut before, mut after] = scales.clone();
            let mut bands = [[20.0, 50.0], [25.0, 50.0]];
            if swap {
                std::mem::swap(&mut before, &mut after);
                bands.reverse();
            }
            let study = study_on(before, after).bands(Bands::at(bands[0]).rebased(bands[1]));
            let study = study.count_falls([0.0, 5.0]).count_rises([0.0, 5.0]);
            if exact { study.exact() } else { study }
        };
        let turn = |subject: &Subject<Given>| {
            let value = serde_json::to_value(subject).ok()?;
            let input = value["input"].clone();
            let (before, after) = (input["before"].as_f64()?, input["after"].as_f64()?);
            value.get("weight").is_none_or(serde_json::Value::is_number).then_some((value, before, after))
        };
        // Without failures: a NaN has no mirror.
        let given: Vec<Subject<Given>> = subjects.into_iter().filter(|subject| turn(subject).is_some()).collect();
        let turned: Vec<Subject<Given>> = given
            .iter()
            .filter_map(turn)
            .map(|(mut value, before, after)| {
                value["input"] = serde_json::json!({"before": after, "after": before});
                serde_json::from_value(value).unwrap()
            })
            .collect();
        let exactly: Vec<Subject<Given>> = given.iter().filter_map(turn).map(|(value, ..)| serde_json::from_value(value).unwrap()).collect();
        let (there, back) = (of(false).run(&exactly).unwrap(), of(true).run(&turned).unwrap());
        for ((there, name), (back, _)) in mirrored(&there).into_iter().zip(mirrored(&back)) {
            let directions = [(there.exactly(), back.exactly()), (there.as_shown(), back.as_shown())];
            for (a, b) in directions {
                prop_assert_eq!((a.up, a.same, a.down), (b.down, b.same, b.up));
            }
            prop_assert_eq!(there.mean_move_micro(), -back.mean_move_micro());
            for bound in [0.0, 5.0] {
                prop_assert_eq!(there.falls_beyond(bound), back.rises_beyond(bound));
            }
            let (a, b) = (there.crossings(), back.crossings());
            for from in 0..3 {
                for to in 0..3 {
                    prop_assert_eq!(a[from][to], b[to][from]);
                }
            }
            // In millionths of a point: what is below does not order movers.
            let keys = |movers: &[scoreshift::impact::Mover]| -> Vec<(String, u64)> {
                let size = |score: f64| micro(score).unwrap();
                movers.iter().map(|mover| (mover.key.clone(), size(mover.after).abs_diff(size(mover.before)))).collect()
            };
            prop_assert_eq!(keys(there.falling()), keys(back.rising()));
            prop_assert_eq!(keys(there.rising()), keys(back.falling()));
            let mut bars = back.histogram();
            bars.reverse();
            for (a, b) in there.histogram().iter().zip(&bars) {
                prop_assert_eq!((a.from, a.to, a.weight), (-b.from, -b.to, b.weight));
            }
            if there.scored().subjects == 0 { continue }
            let (a, b) = (there.moves(), back.moves());
            prop_assert_eq!((a.min(), a.max()), (-b.max(), -b.min()));
            prop_assert!((a.mean() + b.mean()).abs() < 1e-12, "{}", name);
            prop_assert!((a.standard_deviation() - b.standard_deviation()).abs() < 1e-9);
            for p in [0.01, 0.1, 0.25, 0.5, 0.9] {
                // Positions between subjects are told to the last bit or two.
                prop_assert!((a.quantile(p) + b.quantile(1.0 - p)).abs() < 1e-9, "{} {}", a.quantile(p), b.quantile(1.0 - p));
            }
            prop_assert_eq!(there.before().quantile(0.3), back.after().quantile(0.3));
            if let (Some(a), Some(b)) = (there.ranks(), back.ranks()) {
                prop_assert_eq!((a.spearman, a.kendall, a.mean_move), (b.spearman, b.kendall, b.mean_move));
                prop_assert_eq!((a.largest_rise, a.largest_fall), (b.largest_fall, b.largest_rise));
            }
        }
    }

    #[test]
    fn a_whole_weight_is_so_many_copies(
        rows in prop::collection::vec((0_i32..21, 0_i32..21, 1_u8..4), 1..30),
        exact in any::<bool>(),
    ) {
        let of = |at: usize, row: &(i32, i32, u8)| subject(&format!("{at:02}"), f64::from(row.0) * 5.0, f64::from(row.1) * 5.0);
        let weighted = rows.iter().enumerate().map(|(at, row)| of(at, row).weight(f64::from(row.2)));
        let copies = rows.iter().enumerate().flat_map(|(at, row)| (0..row.2).map(move |_| of(at, row)));
        let (weighted, copies) = (asked(exact).run(weighted).unwrap(), asked(exact).run(copies).unwrap());
        let (a, b) = (weighted.whole(), copies.whole());
        prop_assert_eq!(a.scored().weight_micro, b.scored().weight_micro);
        prop_assert_eq!(b.scored().subjects * 1_000_000, b.scored().weight_micro);
        prop_assert_eq!(a.exactly().down.weight_micro, b.exactly().down.weight_micro);
        prop_assert_eq!(a.mean_move_micro(), b.mean_move_micro());
        prop_assert_eq!(a.histogram(), b.histogram());
        // Of few subjects there is none, whatever they weigh.
        if let (Some(a), Some(b)) = (a.stability(), b.stability()) {
            prop_assert_eq!(a, b);
        }
        for (a, b) in [(a.before(), b.before()), (a.after(), b.after()), (a.moves(), b.moves())] {
            prop_assert!((a.mean() - b.mean()).abs() < 1e-12);
            prop_assert!((a.standard_deviation() - b.standard_deviation()).abs() < 1e-9);
            for p in [0.0, 0.1, 1.0 / 3.0, 0.5, 0.77, 1.0] {
                prop_assert_eq!(a.quantile(p), b.quantile(p));
            }
        }
        if let (Some(a), Some(b)) = (a.ranks(), b.ranks()) {
            prop_assert_eq!(a, b);
        }
        prop_assert_eq!(weighted.rebase(50.0).ok().filter(|_| exact), copies.rebase(50.0).ok().filter(|_| exact));
    }

    #[test]
    fn a_rebased_threshold_keeps_the_nearest_share(
        rows in prop::collection::vec((0_i32..40, 0_i32..40), 1..40),
        threshold in 0_i32..42,
    ) {
        let all = |row: &(i32, i32)| (f64::from(row.0) * 2.5, f64::from(row.1) * 2.5);
        let threshold = f64::from(threshold) * 2.5;
        let pairs: Vec<(f64, f64)> = rows.iter().map(all).collect();
        let count = |of: &dyn Fn(&(f64, f64)) -> bool| pairs.iter().filter(|pair| of(pair)).count();
        let before = count(&|pair| pair.0 >= threshold);
        // Or a step above all of them, which nobody reaches.
        let best = pairs.iter().map(|pair| count(&|other| other.1 >= pair.1).abs_diff(before)).chain([before]).min().unwrap();
        for study in [study().bands(Bands::at([threshold])), study().exact()] {
            let impact = crate::impact::run(&study, &pairs);
            let told = impact.rebase(threshold).unwrap();
            let after = count(&|pair| pair.1 >= told.after);
            #[allow(clippy::cast_precision_loss, reason = "a small number")]
            let (share, exact) = (after as f64 / pairs.len() as f64, impact.resolution().is_none());
            prop_assert_eq!(told.rebased.share_above, share);
            prop_assert_eq!(after.abs_diff(before), best);
            prop_assert!(!exact || after == 0 || pairs.iter().any(|pair| pair.1 == told.after));
            prop_assert_eq!(told.off_share(), share - told.share_before);
            #[allow(clippy::cast_precision_loss, reason = "a small number")]
            for (crossed, to) in [(told.kept, threshold), (told.rebased, told.after)] {
                prop_assert_eq!(crossed.upwards, count(&|pair| pair.0 < threshold && pair.1 >= to) as f64);
                prop_assert_eq!(crossed.downwards, count(&|pair| pair.0 >= threshold && pair.1 < to) as f64);
            }
        }
    }
}

pub(crate) fn lineage(chain: &Chain) -> Lineage<formula::Data> {
    let mut lineage = Lineage::starting_with(chain.release(0));
    for (index, step) in chain.steps.iter().enumerate() {
        let mut changes = Rewrite::starting_from(chain.release(index));
        for (number, &mutation) in step.iter().enumerate() {
            // Neither the order of the keys nor of the releases is that of the numbers.
            let change = Change::new(format!("{} {index}", 9 - number)).sentence("We changed it.");
            changes = changes.change(change, move |model| mutation.apply(model));
        }
        lineage = lineage.rewritten(chain.release(index + 1), changes);
    }
    lineage.build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn effects_by_plain_scores_are_those_of_explanations_and_add_up(
        chain in formula::chain(10, 3, 3),
        (from, to) in (1_u8..4, 1_u8..4),
        weights in prop::collection::vec(weight(), 4),
    ) {
        let lineage = lineage(&chain);
        let inputs = [(false, false), (false, true), (true, false), (true, true)];
        let subjects: Vec<Subject<formula::Data>> = inputs
            .into_iter()
            .zip(&weights)
            .enumerate()
            .map(|(at, ((data, reference), &weight))| {
                Subject::new(at.to_string(), chain.mixed(data, reference)).weight(weight).segment("even", (at % 2).to_string())
            })
            .collect();
        let (from, to) = (format!("{from}.0.0"), format!("{to}.0.0"));
        let study = || lineage.impact(&from, &to).unwrap().exact();
        let by_change = study().by_change().run(&subjects).unwrap();
        let by_place = study().by_place(2).run(&subjects).unwrap();
        for ((plain, name), (placed, _)) in mirrored(&by_change).into_iter().zip(mirrored(&by_place)) {
            let (why, places) = (plain.why().unwrap(), placed.why().unwrap());
            prop_assert_eq!(plain.mean_move_micro(), placed.mean_move_micro());
            // What full explanations cannot tell, plain scores may.
            if places.unexplained == why.unexplained {
                prop_assert_eq!(&why.causes, &places.causes, "{}", name);
                prop_assert_eq!(why.unexplained_micro, places.unexplained_micro);
            }
            prop_assert!(why.unexplained.subjects <= places.unexplained.subjects);
            for (slice, why) in [(plain, &why), (placed, &places)] {
                let causes: i64 = why.causes.iter().map(|cause| cause.micro).sum();
                prop_assert_eq!(causes + why.unexplained_micro, slice.mean_move_micro());
            }
            let of_places: i64 = places.places.iter().map(|place| place.micro).sum();
            prop_assert!(places.places.is_empty() || of_places + places.unexplained_micro == placed.mean_move_micro());
        }
        // One subject at a time, the mean is what its explanation says.
        for subject in subjects {
            let input = subject.into_input();
            let Ok(why) = lineage.explain(at(&from, &input), at(&to, &input)) else { continue };
            let impact = study().by_change().run([("x", input)]).unwrap();
            prop_assert_eq!(impact.whole().mean_move_micro(), why.delta_micro);
            let found = impact.whole().why().unwrap();
            prop_assert_eq!(found.unexplained.subjects, 0);
            for cause in &found.causes {
                let told = why.causes.iter().find(|told| told.id == cause.key).map_or(0, |told| told.micro);
                prop_assert_eq!(cause.micro, told, "{}", cause.key);
            }
        }
        // Back again, everything is turned round.
        let back = lineage.impact(&to, &from).unwrap().by_change().exact().run(
            inputs.into_iter().map(|(data, reference)| ("x", chain.mixed(data, reference)))).unwrap();
        let there = study().by_change().run(
            inputs.into_iter().map(|(data, reference)| ("x", chain.mixed(data, reference)))).unwrap();
        let micros = |impact: &Impact| -> Vec<i64> { impact.whole().why().unwrap().causes.iter().map(|cause| cause.micro).collect() };
        prop_assert_eq!(micros(&there), micros(&back).into_iter().map(|micro| -micro).collect::<Vec<i64>>());
    }
}
