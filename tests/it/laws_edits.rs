//! Laws that the difference keeps over generated formulas and generated edits of them, at any seed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::sync::Arc;

use proptest::{prelude::*, test_runner::FileFailurePersistence};
use scoreshift::{
    Breakdown, Diff, ScoringModel, attribution::shapley, diff::EffectKind, score::exact_sum,
};

use crate::edits::{Edit, Edited, Formula, Naming, Random, Values};

fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").map(|_| ProptestConfig::default().cases);
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

/// A formula without and with its edits, recorded; nothing where a value leaves the range.
fn record(
    formula: &Arc<Formula>,
    made: [u32; 2],
    values: [&Values; 2],
    names: [Naming; 2],
) -> Option<[Breakdown; 2]> {
    let of = |side: usize| {
        let edited = Edited {
            formula: formula.clone(),
            made: made[side],
            names: names[side],
        };
        let breakdown = edited.breakdown(values[side]).ok()?;
        (breakdown.value().abs() < 1e4).then_some(breakdown)
    };
    Some([of(0)?, of(1)?])
}

/// What is not rounding: place, kind and points.
fn told(diff: &Diff) -> Vec<(String, EffectKind, f64)> {
    let effects = diff
        .effects()
        .iter()
        .filter(|effect| effect.kind != EffectKind::Rounding);
    effects
        .map(|effect| (effect.place.to_string(), effect.kind, effect.effect))
        .collect()
}

fn size(diff: &Diff) -> f64 {
    exact_sum(diff.effects().iter().map(|effect| effect.effect.abs()))
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn what_was_not_touched_has_no_effect_when_one_thing_stands_around_it(seed in any::<u64>(), back in any::<bool>()) {
        let mut random = Random(seed);
        let mut formula = Formula::generate(&mut random);
        let edit = formula.wrap(&mut random, formula.root);
        formula.edits.push(edit);
        let values = formula.values(&mut random);
        let formula = Arc::new(formula);
        let Some([a, b]) = record(&formula, [0, 1], [&values; 2], [Naming::AsWritten; 2]) else { return Ok(()) };
        let diff = if back { Diff::between(&b, &a) } else { Diff::between(&a, &b) }.unwrap();
        let found = told(&diff);
        prop_assert!(found.len() <= 1, "{found:?}\n{a}\n{b}");
    }

    #[test]
    fn distributing_or_collecting_a_factor_moves_nothing(seed in any::<u64>(), back in any::<bool>()) {
        let mut random = Random(seed);
        let mut formula = Formula::generate(&mut random);
        let products = formula.collected();
        if products.is_empty() {
            return Ok(());
        }
        formula.edits.push(Edit::Distribute(products[random.below(products.len())]));
        let values = formula.values(&mut random);
        let formula = Arc::new(formula);
        let Some([a, b]) = record(&formula, [0, 1], [&values; 2], [Naming::AsWritten; 2]) else { return Ok(()) };
        let diff = if back { Diff::between(&b, &a) } else { Diff::between(&a, &b) }.unwrap();
        let moved: f64 = told(&diff).iter().map(|(.., effect)| effect.abs()).sum();
        prop_assert!(moved <= 1e-9 * (1.0 + a.value().abs()), "{:?}\n{a}\n{b}", told(&diff));
    }

    #[test]
    fn swapping_the_sides_of_edited_formulas_negates_everything(seed in any::<u64>()) {
        let mut random = Random(seed);
        let mut formula = Formula::generate(&mut random);
        for _ in 0..=random.below(3) {
            let edit = formula.edit(&mut random);
            formula.edits.extend(edit);
        }
        let (before, after) = (formula.values(&mut random), formula.values(&mut random));
        let all = (1 << formula.edits.len()) - 1;
        let formula = Arc::new(formula);
        let Some([a, b]) = record(&formula, [0, all], [&before, &after], [Naming::AsWritten; 2]) else { return Ok(()) };
        let (forth, back) = (Diff::between(&a, &b).unwrap(), Diff::between(&b, &a).unwrap());
        let sorted = |diff: &Diff, sign: f64| -> Vec<(String, f64)> {
            let mut effects: Vec<(String, f64)> =
                diff.effects().iter().map(|effect| (effect.place.to_string(), sign * effect.effect)).collect();
            effects.sort_by(|p, q| p.0.cmp(&q.0).then(p.1.total_cmp(&q.1)));
            effects
        };
        prop_assert_eq!(sorted(&forth, 1.0), sorted(&back, -1.0), "{}\n{}", a, b);
        let leak = exact_sum(forth.effects().iter().map(|effect| effect.effect)) - (b.value() - a.value());
        prop_assert!(leak.abs() <= 1e-9 * (1.0 + size(&forth)));
    }
}

/// The effects where one part comes or goes, and nothing else is touched; nothing where there is no such edit.
fn of_one_part(seed: u64) -> Option<(Diff, [Breakdown; 2])> {
    let mut random = Random(seed);
    let mut formula = Formula::generate(&mut random);
    let edit = formula.insert(&mut random)?;
    formula.edits.push(edit);
    let values = formula.values(&mut random);
    let [a, b] = record(
        &Arc::new(formula),
        [0, 1],
        [&values; 2],
        [Naming::AsWritten; 2],
    )?;
    let diff = if seed % 2 == 0 {
        Diff::between(&a, &b)
    } else {
        Diff::between(&b, &a)
    };
    Some((diff.unwrap(), [a, b]))
}

/// No law yet: of 20,000 formulas two have effects that cancel, where a thing stands beside itself (`cargo bench --bench truth`
/// counts them). So it is held for these formulas, at every seed.
#[test]
fn nothing_but_the_part_has_an_effect_when_one_part_comes_or_goes() {
    for seed in 0..600 {
        let Some((diff, [a, b])) = of_one_part(seed) else {
            continue;
        };
        let found = told(&diff);
        let has = |sign: f64| found.iter().any(|(.., effect)| sign * effect > 1e-9);
        assert!(!has(1.0) || !has(-1.0), "{seed}: {found:?}\n{a}\n{b}");
    }
}

/// How much is told, compared with what the edits and moved inputs did: Σ|effects| / Σ|Shapley values of the edits|.
pub(crate) fn economy(seed: u64) -> Option<f64> {
    let mut random = Random(seed);
    let mut formula = Formula::generate(&mut random);
    for _ in 0..=random.below(3) {
        let edit = formula.edit(&mut random);
        formula.edits.extend(edit);
    }
    if formula.edits.is_empty() {
        return None;
    }
    let before = formula.values(&mut random);
    let mut moved = formula.asked();
    moved.truncate(random.below(4));
    let edits = formula.edits.len();
    let players = edits + moved.len();
    let formula = Arc::new(formula);
    let after: Values = moved
        .iter()
        .map(|name| (name.clone(), random.between(1, 10)))
        .collect();
    let at = |coalition: u32| -> Option<(Edited, Values)> {
        let mut values = before.clone();
        for (bit, name) in moved.iter().enumerate() {
            if coalition >> (edits + bit) & 1 == 1 {
                values.insert(name.clone(), after[name]);
            }
        }
        let made = coalition & ((1 << edits) - 1);
        Some((
            Edited {
                formula: formula.clone(),
                made,
                names: Naming::AsWritten,
            },
            values,
        ))
    };
    let mut worths = Vec::new();
    for coalition in 0..1_u32 << players {
        let (model, values) = at(coalition)?;
        let worth = model
            .score(&values)
            .ok()
            .filter(|worth| worth.abs() < 1e4)?;
        worths.push(worth);
    }
    let exact: f64 = shapley(&worths)
        .unwrap()
        .iter()
        .map(|share| share.abs())
        .sum();
    let ((first, x), (last, y)) = (at(0)?, at((1 << players) - 1)?);
    let diff = Diff::between(&first.breakdown(&x).ok()?, &last.breakdown(&y).ok()?).ok()?;
    (exact > 1e-3).then(|| size(&diff) / exact)
}

#[test]
fn what_is_told_is_about_as_much_as_what_was_done() {
    let mut found: Vec<f64> = (0..2000).filter_map(economy).collect();
    found.sort_by(f64::total_cmp);
    let at = |share: usize| found[(found.len() * share / 1000).min(found.len() - 1)];
    let (median, ninetieth, last) = (at(500), at(900), at(990));
    assert!(found.len() > 1000, "{}", found.len());
    assert!(
        median <= 1.01 && ninetieth <= 1.1 && last <= 3.0,
        "{median} {ninetieth} {last}"
    );
}
