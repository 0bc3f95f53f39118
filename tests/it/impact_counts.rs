//! What another engine counts by the description of [`Counts`] is the same report, and counts that cannot be are
//! refused.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::prelude::*;
use scoreshift::{
    Scale,
    corpus::NamedInput,
    impact::{
        AboveCounts, Counts, Directions, Failure, GroupCounts, Impact, ImpactError, Measured,
        Moments, Mover, PreparedStudy, Study, Subject, WeightedCount,
    },
    influence::{self, Network, Profile},
    score::Bands,
};

use crate::{
    impact::{Given, study_on, subject},
    impact_laws::{asked, subjects},
};

/// One subject as an engine sees it: what was measured, and what it weighs.
struct Row<'s> {
    key: &'s str,
    weight: u64,
    measured: Measured,
}

fn mass<'r>(rows: impl IntoIterator<Item = &'r Row<'r>>) -> WeightedCount {
    let weights: Vec<u64> = rows.into_iter().map(|row| row.weight).collect();
    WeightedCount::new(weights.len() as u64, weights.iter().sum())
}

fn masses<'r>(rows: &'r [Row<'r>], bounds: &[i64], sign: i64) -> Vec<WeightedCount> {
    let beyond = |bound: &i64| {
        let rows = rows.iter();
        mass(rows.filter(|row| sign * row.measured.move_micro() > *bound))
    };
    bounds.iter().map(beyond).collect()
}

fn directions(rows: &[Row<'_>], order: impl Fn(&Measured) -> std::cmp::Ordering) -> Directions {
    let those = |which| mass(rows.iter().filter(|row| order(&row.measured) == which));
    let mut directions = Directions::default();
    directions.up = those(std::cmp::Ordering::Greater);
    directions.same = those(std::cmp::Ordering::Equal);
    directions.down = those(std::cmp::Ordering::Less);
    directions
}

fn bins(
    rows: &[Row<'_>],
    index: impl Fn(&Measured) -> i64,
) -> std::collections::BTreeMap<i64, u64> {
    let mut bins = std::collections::BTreeMap::new();
    for row in rows {
        *bins.entry(index(&row.measured)).or_insert(0) += row.weight;
    }
    bins
}

fn moments(rows: &[Row<'_>], value: impl Fn(&Measured) -> i64) -> Moments {
    let mut moments = Moments::default();
    let mut squares = 0_u128;
    for row in rows {
        let value = i128::from(value(&row.measured));
        moments.sum += value * i128::from(row.weight);
        squares += value.unsigned_abs().pow(2) * u128::from(row.weight);
    }
    moments.squares = [0, squares];
    moments
}

/// By the words that describe each count, and slowly.
fn counted(ready: &PreparedStudy<Given>, rows: &[Row<'_>], failed: u64) -> GroupCounts {
    let mut counts = GroupCounts::default();
    counts.scored = mass(rows);
    counts.failed = failed;
    counts.lightest = rows.iter().map(|row| row.weight).min();
    counts.exactly = directions(rows, |m| m.after.partial_cmp(&m.before).unwrap());
    let [unit_before, unit_after] = ready.shown_micro();
    let shown = |micro: i64, unit: i64| (micro + unit / 2).div_euclid(unit) * unit;
    counts.as_shown = directions(rows, |m| {
        shown(m.micro_after, unit_after).cmp(&shown(m.micro_before, unit_before))
    });
    let [origin_before, origin_after] = ready.origins_micro();
    counts.before = moments(rows, |m| m.micro_before - origin_before);
    counts.after = moments(rows, |m| m.micro_after - origin_after);
    counts.moves = moments(rows, Measured::move_micro);
    let ends = |value: &dyn Fn(&Measured) -> f64| {
        let values = || rows.iter().map(|row| value(&row.measured) + 0.0);
        let (least, most) = (
            values().min_by(f64::total_cmp),
            values().max_by(f64::total_cmp),
        );
        Some([least?, most?])
    };
    counts.extremes = (|| {
        Some([
            ends(&|m| m.before)?,
            ends(&|m| m.after)?,
            ends(&|m| m.after - m.before)?,
        ])
    })();
    let resolution = ready.resolution_micro();
    let bin = |micro: i64| (micro + resolution / 2).div_euclid(resolution);
    counts.bins_before = bins(rows, |m| bin(m.micro_before - origin_before));
    counts.bins_after = bins(rows, |m| bin(m.micro_after - origin_after));
    counts.bins_moves = bins(rows, |m| {
        let micro = m.move_micro();
        (micro.abs() + resolution / 2) / resolution * micro.signum()
    });
    counts.bars = bins(rows, |m| {
        // The edges one after the other: each is the least number of two digits and zeros beyond the last.
        let (mut number, mut edge, mut step) = (1, 1, 1);
        while edge < m.move_micro().abs() {
            if edge == 100 * step {
                step *= 10;
            }
            (number, edge) = (number + 1, edge + step);
        }
        match m.after.partial_cmp(&m.before).unwrap() {
            std::cmp::Ordering::Less => -number,
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Greater => number,
        }
    });
    if rows.is_empty() {
        return counts;
    }
    counts.falls = masses(rows, ready.falls_micro(), -1);
    counts.rises = masses(rows, ready.rises_micro(), 1);
    let bands = ready.bands();
    counts.crossings = (0..bands.count())
        .map(|from| {
            let crossed = |to: usize| {
                mass(rows.iter().filter(|row| {
                    bands.of(row.measured.before) == from
                        && bands.of_after(row.measured.after) == to
                }))
            };
            (0..bands.count()).map(crossed).collect()
        })
        .collect();
    let movers = |sign: f64| {
        let moved = rows
            .iter()
            .map(|row| Mover::new(row.key, row.measured.before, row.measured.after));
        moved.filter(|mover| mover.moved * sign > 0.0).collect()
    };
    // All of them: the study keeps the first.
    (counts.falling, counts.rising) = (movers(-1.0), movers(1.0));
    counts
}

/// None is everybody.
type Segment<'s> = (Option<(&'s str, &'s str)>, Vec<&'s Subject<Given>>);

fn counts(study: &Study<Given>, subjects: &[Subject<Given>]) -> Counts {
    let ready = study.prepare().unwrap();
    let mut groups: Vec<Segment<'_>> = vec![(None, subjects.iter().collect())];
    for subject in subjects {
        for segment in NamedInput::<Given>::segments(subject) {
            match groups.iter_mut().find(|(of, _)| *of == Some(segment)) {
                Some((_, all)) => all.push(subject),
                None => groups.push((Some(segment), vec![subject])),
            }
        }
    }
    let mut counts = Counts::default();
    for (of, all) in groups {
        let mut rows = Vec::new();
        let mut failed = Vec::new();
        for subject in all {
            let weight = PreparedStudy::<Given>::weight(NamedInput::<Given>::weight(subject));
            let input: &Given = NamedInput::<Given>::input(subject);
            match weight.and_then(|weight| Ok((weight, ready.measure(input)?))) {
                Ok((weight, measured)) => rows.push(Row {
                    key: subject.key(),
                    weight,
                    measured,
                }),
                Err(reason) => failed.push(Failure::of_subject(subject.key(), reason.to_string())),
            }
        }
        let group = counted(&ready, &rows, failed.len() as u64);
        match of {
            Some((dimension, value)) => {
                let dimension = counts.segments.entry(dimension.to_owned()).or_default();
                dimension.insert(value.to_owned(), group);
            }
            None => {
                counts.whole = group;
                counts.failures = failed;
                let above = |limit: usize| {
                    let was = |row: &&Row<'_>| ready.bands().of(row.measured.before) > limit;
                    let is = |row: &&Row<'_>| ready.bands().of(row.measured.after) > limit;
                    let mut above = AboveCounts::default();
                    above.before = mass(rows.iter().filter(was));
                    above.after = mass(rows.iter().filter(is));
                    above.both = mass(rows.iter().filter(was).filter(is));
                    let [_, origin] = ready.origins_micro();
                    let resolution = ready.resolution_micro();
                    for row in rows.iter().filter(was) {
                        let bin = (row.measured.micro_after - origin + resolution / 2)
                            .div_euclid(resolution);
                        *above.bins_after.entry(bin).or_insert(0) += row.weight;
                    }
                    above
                };
                counts.above = (0..ready.bands().limits().len()).map(above).collect();
            }
        }
    }
    counts
}

/// The same questions on scales with other bounds and decimals.
fn askew() -> Study<Given> {
    study_on(
        Scale::new(-7.5, 120.0).decimals(1),
        Scale::new(-3.0, 200.0).decimals(2),
    )
    .bands(Bands::at([0.0, 50.0]))
    .resolution(0.003)
    .count_falls([1.0])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_another_engine_counts_is_the_same_report(subjects in subjects(), askewed in any::<bool>()) {
        let study = if askewed { askew() } else { asked(false) };
        let impact = study.run(&subjects).unwrap();
        let ready = study.prepare().unwrap();
        let elsewhere = ready.assemble(counts(&study, &subjects)).unwrap();
        prop_assert_eq!(&elsewhere, &ready.assemble(impact.counts().unwrap()).unwrap());
        prop_assert_eq!(elsewhere.counts(), impact.counts());
        // What counts do not hold is not told, and the rest is the same.
        let told = |impact: &Impact| {
            let mut report = serde_json::to_value(impact.report()).unwrap();
            for group in [vec!["whole".to_owned()], (0..impact.segments().count()).map(|at| format!("segments/{at}")).collect()].concat() {
                let group = report.pointer_mut(&format!("/{group}")).unwrap().as_object_mut().unwrap();
                for field in ["lost", "gained", "neither", "by_band", "by_tenth"] {
                    group.remove(field);
                }
            }
            report.as_object_mut().unwrap().remove("reasons");
            report
        };
        prop_assert_eq!(told(&elsewhere), told(&impact));
    }

    #[test]
    fn counts_of_parts_merge(subjects in subjects(), cut in 0_usize..60) {
        let study = asked(false);
        let (first, rest) = subjects.split_at(cut.min(subjects.len()));
        let ready = study.prepare().unwrap();
        let mut whole = ready.assemble(counts(&study, rest)).unwrap();
        whole.merge(ready.assemble(counts(&study, first)).unwrap()).unwrap();
        let here = study.run(&subjects).unwrap();
        prop_assert_eq!(&whole, &ready.assemble(here.counts().unwrap()).unwrap());
        // Half of the figures would be those of one part.
        prop_assert!(whole.merge(here).is_err());
    }
}

#[test]
fn effects_of_named_changes_and_places_are_counted_too() {
    let profile = |reactions: u32| {
        let profile = Profile::new().with("Twitter", Network::new(9000, 3000, reactions));
        profile
            .and_then(|p| p.with("Facebook", Network::new(120, 60, 9)))
            .unwrap()
    };
    let people = [
        ("ann", profile(12)),
        ("bob", profile(800)),
        ("cem", profile(0)),
    ];
    let study = influence::lineage()
        .impact("1.0.0", "2.0.0")
        .unwrap()
        .by_place(1);
    let impact = study.run(&people).unwrap();
    let counts = impact.counts().unwrap();
    assert_eq!(
        counts.whole.why.causes.len(),
        study.prepare().unwrap().changes().unwrap()
    );
    assert!(!counts.whole.why.places.is_empty());
    let assembled = study.prepare().unwrap().assemble(counts).unwrap();
    assert_eq!(assembled.whole().why(), impact.whole().why());
    assert_eq!(assembled.counts(), impact.counts());
}

#[test]
fn exact_mode_is_not_counted() {
    let study = asked(true);
    let people = [subject("ann", 10.0, 20.0)];
    assert_eq!(
        study.run(&people).unwrap().counts(),
        Err(ImpactError::NotCounted)
    );
    let ready = study.prepare().unwrap();
    assert_eq!(
        ready.assemble(Counts::default()),
        Err(ImpactError::NotCounted)
    );
}

type Spoil = fn(&mut Counts);

#[test]
fn counts_that_contradict_each_other_are_refused() {
    let study = asked(false);
    let people = [
        subject("ann", 10.0, 20.0).segment("plan", "pro"),
        subject("bob", 60.0, 20.0),
        subject("cem", 60.0, f64::NAN),
    ];
    let ready = study.prepare().unwrap();
    let sound = study.run(&people).unwrap().counts().unwrap();
    assert!(ready.assemble(sound.clone()).is_ok());
    let spoils: [(&str, Spoil); 17] = [
        ("one more subject", |c| c.whole.scored.subjects += 1),
        ("weight beyond counting", |c| {
            c.whole.scored.weight_micro = u64::MAX;
        }),
        ("no weight", |c| c.whole.scored.weight_micro = 0),
        ("no least weight", |c| c.whole.lightest = None),
        ("a least weight of zero", |c| c.whole.lightest = Some(0)),
        ("one more up", |c| c.whole.exactly.up.subjects += 1),
        ("one less down as shown", |c| {
            c.whole.as_shown.down = WeightedCount::default();
        }),
        ("no extremes", |c| c.whole.extremes = None),
        ("NaN among the extremes", |c| {
            c.whole.extremes.as_mut().unwrap()[1][0] = f64::NAN;
        }),
        ("a bin far away", |c| {
            c.whole.bins_after = [(i64::MAX, c.whole.scored.weight_micro)].into();
        }),
        ("a bin more", |c| c.whole.bins_moves.extend([(3, 1)])),
        ("bins that overflow", |c| {
            c.whole.bars = [(1, u64::MAX), (2, 1)].into();
        }),
        ("no falls", |c| c.whole.falls.clear()),
        ("a band less", |c| c.whole.crossings[0].truncate(1)),
        ("a mover that stands still", |c| {
            c.whole.falling.push(Mover::new("dan", 1.0, 1.0));
        }),
        ("a segment larger than all", |c| {
            let pro = c.segments.get_mut("plan").unwrap().get_mut("pro").unwrap();
            pro.failed += 9;
        }),
        ("a threshold less", |c| c.above.truncate(1)),
    ];
    for (what, spoil) in spoils {
        let mut other = sound.clone();
        spoil(&mut other);
        let refused = ready.assemble(other);
        assert!(
            matches!(refused, Err(ImpactError::Counts { .. })),
            "{what}: {refused:?}"
        );
    }
}
