//! Histograms: bars that fit the moves, with round edges, the same whatever was counted where.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::{prelude::*, sample::select};
use scoreshift::{
    Scale,
    impact::{Bar, Study},
    score::micro,
};

use crate::impact::{Given, run, study_on};

fn wide() -> Study<Given> {
    let scale = Scale::new(-1e6, 1e6);
    study_on(scale.clone(), scale)
}

fn plain(bars: &[Bar]) -> Vec<(f64, f64, f64)> {
    bars.iter()
        .map(|bar| (bar.from, bar.to, bar.weight))
        .collect()
}

#[test]
fn bars_on_a_wide_scale_fit_the_moves() {
    for study in [wide(), wide().exact()] {
        let fives = run(&study, &[(-400_000.0, -399_995.0); 100]);
        assert_eq!(plain(&fives.whole().histogram()), [(4.0, 5.0, 100.0)]);
        assert!(
            fives.to_string().contains("  +4 to +5  100.0 %  █"),
            "{fives}"
        );
        let few = [(0.0, 5.0), (0.0, 3.0), (7.0, 7.0), (9.0, 2.0)];
        assert_eq!(
            plain(&run(&study, &few).whole().histogram()),
            [
                (-6.0, -7.0, 1.0),
                (0.0, 0.0, 1.0),
                (2.0, 3.0, 1.0),
                (4.0, 5.0, 1.0)
            ]
        );
    }
}

#[test]
fn one_that_moved_far_does_not_hide_how_the_others_moved() {
    for study in [wide(), wide().exact()] {
        let mut pairs = vec![(10.0, 15.0); 60];
        pairs.extend([(10.0, 8.0); 40]);
        pairs.push((0.0, 654_321.0));
        assert_eq!(
            plain(&run(&study, &pairs).whole().histogram()),
            [(-1.0, -2.0, 40.0), (4.0, 5.0, 60.0), (5.0, 660_000.0, 1.0)]
        );
        // Where nobody else fell, the bar of the one that did begins at nothing.
        let mut pairs = vec![(10.0, 15.0); 60];
        pairs.push((0.0, -654_321.0));
        assert_eq!(
            plain(&run(&study, &pairs).whole().histogram()),
            [(0.0, -660_000.0, 1.0), (4.0, 5.0, 60.0)]
        );
    }
}

#[test]
fn no_bar_is_narrower_than_a_shown_digit() {
    let scale = Scale::new(0.0, 100.0);
    for (decimals, width) in [(0, 1.0), (1, 0.1), (2, 0.01)] {
        let study = study_on(scale.clone(), scale.clone().decimals(decimals));
        let bars = run(
            &study_on(
                scale.clone().decimals(decimals),
                scale.clone().decimals(decimals),
            ),
            &[(1.0, 1.004)],
        );
        assert_eq!(plain(&bars.whole().histogram()), [(0.0, width, 1.0)]);
        // Of two scales, the one with fewer digits.
        assert_eq!(
            plain(&run(&study, &[(1.0, 1.004)]).whole().histogram()),
            [(0.0, 1.0, 1.0)]
        );
    }
}

fn pairs() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let far = select(vec![0.1, 1.0, 20.0, 1000.0, 500_000.0]);
    let one = (-100_i32..100, -1.0..1.0_f64, any::<bool>());
    (far, prop::collection::vec(one, 0..60)).prop_map(|(far, all)| {
        let pairs = all.into_iter().map(|(before, moved, round)| {
            let before = f64::from(before);
            let after = before + moved * far;
            (before, if round { after.round() } else { after })
        });
        pairs.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_move_is_in_the_one_bar_whose_edges_are_around_it(pairs in pairs(), decimals in 0_u8..4) {
        let scale = Scale::new(-1e6, 1e6).decimals(decimals);
        let (streamed, exact) = (run(&study_on(scale.clone(), scale.clone()), &pairs), run(&study_on(scale.clone(), scale).exact(), &pairs));
        let bars = streamed.whole().histogram();
        prop_assert_eq!(&bars, &exact.whole().histogram());
        prop_assert!(bars.len() <= 43);
        // Round: one width, of one digit, save for the last on either side.
        let widths: Vec<i64> = bars.iter().map(|bar| (micro(bar.to).unwrap() - micro(bar.from).unwrap()).abs()).collect();
        let inner = widths.get(1..widths.len().max(2) - 1).unwrap_or_default();
        for width in inner.iter().filter(|width| **width > 0) {
            prop_assert_eq!(Some(width), inner.iter().find(|width| **width > 0));
            let digits = width.to_string();
            prop_assert!(["1", "2", "5"].contains(&digits.trim_end_matches('0')), "{}", digits);
        }
        for edge in bars.iter().flat_map(|bar| [bar.from, bar.to]) {
            let digits = micro(edge).unwrap().abs().to_string();
            prop_assert!(digits.trim_end_matches('0').len() <= 2, "{}", digits);
        }
        for bar in &bars {
            let [from, to] = [bar.from, bar.to].map(|end| micro(end).unwrap());
            let here = pairs.iter().filter(|(before, after)| {
                let moved = micro(*after).unwrap() - micro(*before).unwrap();
                if to == 0 {
                    before == after
                } else {
                    // What moved by less than a millionth is in the first bar.
                    let moved = if after > before { moved.max(1) } else if after < before { moved.min(-1) } else { 0 };
                    moved.signum() == to.signum() && moved.abs() > from.abs() && moved.abs() <= to.abs()
                }
            });
            #[allow(clippy::cast_precision_loss, reason = "a small number")]
            let here = here.count() as f64;
            prop_assert_eq!(here, bar.weight, "{:?}", bar);
        }
        let all: f64 = bars.iter().map(|bar| bar.weight).sum();
        #[allow(clippy::cast_precision_loss, reason = "a small number")]
        let count = pairs.len() as f64;
        prop_assert_eq!(all, count);
    }
}
