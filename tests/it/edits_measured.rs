//! Whether the difference of a generated formula and its edited version keeps the laws, and how much it tells.
//!
//! Each function looks at the case of one seed. What does not apply (a formula without lists has none to insert into) is
//! `None`. Nothing but the crate and the standard library is used, so that a benchmark can include this file beside
//! `edits.rs`.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one; not every user uses all of it"
)]

use std::{collections::BTreeSet, sync::Arc};

use scoreshift::{
    Breakdown, Diff, ScoringModel, attribution::shapley, diff::EffectKind, score::exact_sum,
};

use crate::edits::{Edit, Edited, Formula, Kind, Naming, Random, Values};

/// The case of a seed: kept, or how it was broken.
pub(crate) type Verdict = Option<Result<(), String>>;

/// What is looked at.
pub(crate) struct Case {
    pub(crate) before: Breakdown,
    pub(crate) after: Breakdown,
    pub(crate) diff: Diff,
}

impl Case {
    fn between(before: Breakdown, after: Breakdown) -> Result<Self, String> {
        match Diff::between(&before, &after) {
            Ok(diff) => Ok(Self {
                before,
                after,
                diff,
            }),
            Err(error) => Err(format!("{error}\n{before}\n{after}")),
        }
    }

    /// Place, kind and points of what is not rounding.
    pub(crate) fn told(&self) -> Vec<(String, EffectKind, f64)> {
        let effects = self.diff.effects().iter();
        let effects = effects.filter(|effect| effect.kind != EffectKind::Rounding);
        effects
            .map(|effect| (effect.place.to_string(), effect.kind, effect.effect))
            .collect()
    }

    pub(crate) fn size(&self) -> f64 {
        size(&self.diff)
    }

    fn noise(&self) -> f64 {
        1e-9 * (1.0 + self.before.value().abs() + self.after.value().abs())
    }

    fn broken(&self, law: &str) -> String {
        format!("{law}: {}\n{}\n{}", self.diff, self.before, self.after)
    }

    /// What is told has one direction, so that nothing is taken back.
    fn goes_one_way(&self) -> bool {
        let told = self.told();
        let most = |sign: f64| {
            let effects = told.iter().map(|(.., effect)| sign * effect);
            effects.fold(0.0, f64::max)
        };
        most(1.0).min(most(-1.0)) <= self.noise()
    }
}

pub(crate) fn size(diff: &Diff) -> f64 {
    exact_sum(diff.effects().iter().map(|effect| effect.effect.abs()))
}

const NAMINGS: [Naming; 3] = [Naming::AsWritten, Naming::Nothing, Naming::Everything];

/// Two versions of a formula, recorded; nothing where a value leaves the range.
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

/// All edits of a formula, made or unmade, on the same values.
fn case(formula: Formula, random: &mut Random, names: [Naming; 2]) -> Option<Result<Case, String>> {
    let values = formula.values(random);
    let all = (1 << formula.edits.len()) - 1;
    let back = random.chance(50);
    let [a, b] = record(&Arc::new(formula), [0, all], [&values; 2], names)?;
    Some(if back {
        Case::between(b, a)
    } else {
        Case::between(a, b)
    })
}

fn two_namings(random: &mut Random) -> [Naming; 2] {
    if random.chance(50) {
        return [Naming::AsWritten; 2];
    }
    [NAMINGS[random.below(3)], NAMINGS[random.below(3)]]
}

/// One operation around the whole, or one part more or less: nothing but that has an effect, and all of the move.
pub(crate) fn wrapped(seed: u64) -> Verdict {
    let mut random = Random(seed);
    let mut formula = Formula::generate(&mut random);
    let edit = formula.wrap(&mut random, formula.root);
    formula.edits.push(edit);
    let names = two_namings(&mut random);
    let case = case(formula, &mut random, names)?;
    Some(case.and_then(|case| {
        if case.told().len() > 1 {
            return Err(case.broken("more than what came"));
        }
        Ok(())
    }))
}

/// One to three operations around the whole, one around the other: what is inside has no effect.
pub(crate) fn wrapped_deep(seed: u64) -> Verdict {
    let mut random = Random(seed);
    let mut formula = Formula::generate(&mut random);
    let inside = untouched(&formula);
    for _ in 0..=random.below(3) {
        let edit = formula.wrap(&mut random, formula.root);
        formula.edits.push(edit);
    }
    let case = case(formula, &mut random, [Naming::Everything; 2])?;
    Some(case.and_then(|case| {
        let noise = case.noise();
        let stray = |(place, kind, effect): &(String, EffectKind, f64)| {
            // A number that came as a factor is told at what it stands on.
            let number = *kind == EffectKind::Constant && !place.starts_with('p');
            inside.contains(place)
                && *kind != EffectKind::Replaced
                && !number
                && effect.abs() > noise
        };
        if case.told().iter().any(stray) {
            return Err(case.broken("what was not touched has an effect"));
        }
        Ok(())
    }))
}

/// The places of all that is below the root.
fn untouched(formula: &Formula) -> BTreeSet<String> {
    let below = formula
        .reached()
        .into_iter()
        .filter(|&node| node != formula.root);
    below.filter_map(|node| place_of(formula, node)).collect()
}

/// One part more in a list, or one less: nothing but the part has an effect, and all of the move.
///
/// It does not hold where something is subtracted from itself: `ln(x + y − y)` is `ln(x)` to the matching, so that
/// `ln(x + y − y + z)` has `y` and `−y` that came and left, and under the curve they count differently.
pub(crate) fn inserted(seed: u64) -> Verdict {
    let mut random = Random(seed);
    let mut formula = Formula::generate(&mut random);
    if subtracts_from_itself(&formula) {
        return None;
    }
    let edit = formula.insert(&mut random)?;
    formula.edits.push(edit.clone());
    let names = two_namings(&mut random);
    let everything = names == [Naming::Everything; 2];
    let Edit::Add(list, part, ..) = edit else {
        return None;
    };
    let own = places_of_a_part(&formula, list, part);
    let case = case(formula, &mut random, names)?;
    Some(case.and_then(|case| {
        if !case.goes_one_way() {
            return Err(case.broken("effects that cancel"));
        }
        let noise = case.noise();
        let stray = |(place, _, effect): &(String, EffectKind, f64)| {
            !own.contains(place) && effect.abs() > noise
        };
        if everything && case.told().iter().any(stray) {
            return Err(case.broken("more than the part"));
        }
        Ok(())
    }))
}

/// Whether what is subtracted in a sum rests on a leaf on which something else in it rests as well.
fn subtracts_from_itself(formula: &Formula) -> bool {
    let leaves = |node: usize| -> BTreeSet<usize> {
        let below = formula.below(node).into_iter();
        below
            .filter(|&node| formula.nodes[node].name.is_some() && formula.nodes[node].of.is_empty())
            .collect()
    };
    formula.reached().into_iter().any(|node| {
        let Kind::Sum(signs) = &formula.nodes[node].kind else {
            return false;
        };
        let parts: Vec<(bool, BTreeSet<usize>)> = signs
            .iter()
            .zip(&formula.nodes[node].of)
            .map(|(negative, &part)| (*negative, leaves(part)))
            .collect();
        parts.iter().enumerate().any(|(place, (negative, own))| {
            let mut others = parts
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place);
            *negative && others.any(|(_, (_, others))| !own.is_disjoint(others))
        })
    })
}

/// The owner's factors collected or distributed, in one place or several: nothing moves.
pub(crate) fn distributed(seed: u64) -> Verdict {
    let mut random = Random(seed);
    let mut formula = if random.chance(50) {
        Formula::generate_linear(&mut random)
    } else {
        Formula::generate(&mut random)
    };
    let products = formula.collected();
    if products.is_empty() {
        return None;
    }
    let one = products[random.below(products.len())];
    for product in products {
        if product == one || random.chance(50) {
            formula.edits.push(Edit::Distribute(product));
        }
    }
    let names = two_namings(&mut random);
    let case = case(formula, &mut random, names)?;
    Some(case.and_then(|case| {
        let moved = exact_sum(case.told().iter().map(|(.., effect)| effect.abs()));
        if moved > case.noise() {
            return Err(case.broken("distributing moved something"));
        }
        Ok(())
    }))
}

/// Inner nodes that got, lost or changed their names: nothing moves.
pub(crate) fn renamed(seed: u64) -> Verdict {
    let mut random = Random(seed);
    let formula = Formula::generate(&mut random);
    let names = [NAMINGS[random.below(3)], NAMINGS[random.below(3)]];
    let case = case(formula, &mut random, names)?;
    Some(case.and_then(|case| {
        if !case.diff.effects().is_empty() {
            return Err(case.broken("a name moved something"));
        }
        Ok(())
    }))
}

/// One to three edits, and other values: swapping the sides negates everything, and everything adds up.
pub(crate) fn mirrored(seed: u64) -> Verdict {
    let mut random = Random(seed);
    let mut formula = Formula::generate(&mut random);
    for _ in 0..=random.below(3) {
        let edit = formula.edit(&mut random);
        formula.edits.extend(edit);
    }
    let (before, after) = (formula.values(&mut random), formula.values(&mut random));
    let all = (1 << formula.edits.len()) - 1;
    let names = two_namings(&mut random);
    let [a, b] = record(&Arc::new(formula), [0, all], [&before, &after], names)?;
    let (forth, back) = match (Case::between(a.clone(), b.clone()), Case::between(b, a)) {
        (Ok(forth), Ok(back)) => (forth, back),
        (Err(error), _) | (_, Err(error)) => return Some(Err(error)),
    };
    let sorted = |case: &Case, sign: f64| -> Vec<(String, f64)> {
        let effects = case.diff.effects().iter();
        let mut effects: Vec<(String, f64)> = effects
            .map(|effect| (effect.place.to_string(), sign * effect.effect))
            .collect();
        effects.sort_by(|p, q| p.0.cmp(&q.0).then(p.1.total_cmp(&q.1)));
        effects
    };
    if sorted(&forth, 1.0) != sorted(&back, -1.0) {
        return Some(Err(forth.broken("swapping the sides does not negate")));
    }
    let leak = exact_sum(forth.diff.effects().iter().map(|effect| effect.effect))
        - (forth.after.value() - forth.before.value());
    if leak.abs() > 1e-9 * (1.0 + forth.size()) {
        return Some(Err(forth.broken("what is told does not add up")));
    }
    Some(Ok(()))
}

// ------------------------------------------------------------------------------------------------- places

/// Where a node of a formula is told, all nodes having names.
fn place_of(formula: &Formula, node: usize) -> Option<String> {
    let found = &formula.nodes[node];
    match found.kind {
        Kind::Input | Kind::Parameter => found.name.clone(),
        Kind::Constant(_) => None,
        Kind::Mean => Some(format!("mean {node}")),
        _ => Some(format!("node {node}")),
    }
}

fn users(formula: &Formula, node: usize) -> Vec<usize> {
    let own = (0..formula.nodes.len()).filter(|&user| formula.nodes[user].of.contains(&node));
    own.collect()
}

/// Everything below a node, with itself.
fn below(formula: &Formula, node: usize, places: &mut BTreeSet<String>) {
    places.extend(place_of(formula, node));
    if matches!(formula.nodes[node].kind, Kind::Mean) {
        let parts = formula.nodes[node].of.len() / 2;
        places.extend((0..parts).map(|part| format!("mean {node} part {part}")));
    }
    for &part in &formula.nodes[node].of {
        below(formula, part, places);
    }
}

/// The terms that a number stands on: those of a sum, each of them.
fn terms(formula: &Formula, node: usize, places: &mut BTreeSet<String>) {
    places.extend(place_of(formula, node));
    if matches!(
        formula.nodes[node].kind,
        Kind::Sum(_) | Kind::Product | Kind::Mean | Kind::Ratio
    ) {
        if matches!(formula.nodes[node].kind, Kind::Mean) {
            let parts = formula.nodes[node].of.len() / 2;
            places.extend((0..parts).map(|part| format!("mean {node} part {part}")));
        }
        for &part in &formula.nodes[node].of {
            terms(formula, part, places);
        }
    }
}

/// Where a number in a list is told: at the list, at those that it dissolves into, and at the terms that it stands on.
fn around(formula: &Formula, list: usize, places: &mut BTreeSet<String>) {
    places.extend(place_of(formula, list));
    match formula.nodes[list].kind {
        Kind::Product | Kind::Mean | Kind::Ratio => terms(formula, list, places),
        _ => {}
    }
    if matches!(
        formula.nodes[list].kind,
        Kind::Sum(_) | Kind::Product | Kind::Mean
    ) {
        for user in users(formula, list) {
            if matches!(formula.nodes[user].kind, Kind::Sum(_) | Kind::Product) {
                around(formula, user, places);
            }
        }
    }
}

/// The places at which a part that comes into a list may be told, all nodes having names.
fn places_of_a_part(formula: &Formula, list: usize, part: usize) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    below(formula, part, &mut places);
    if formula.nodes[part].of.is_empty() {
        around(formula, list, &mut places);
    }
    places
}

// ------------------------------------------------------------------------------------------------- economy

/// How much is told, as a share of what was done.
pub(crate) struct Told {
    pub(crate) share: f64,
    /// The inputs and parameters that moved, with their Shapley values.
    pub(crate) moved: Vec<(String, f64)>,
    pub(crate) case: Case,
}

/// How much is told of one to four changes of any kind and none to three moved inputs, compared with what they did:
/// Σ|effects| / Σ|Shapley values|.
pub(crate) fn economy(seed: u64) -> Option<Told> {
    let mut random = Random(seed);
    let mut formula = Formula::generate(&mut random);
    for _ in 0..=random.below(3) {
        let edit = formula.edit(&mut random);
        formula.edits.extend(edit);
    }
    told_by_done(formula, &mut random)
}

/// The same of two to five coefficients at several levels of sums in sums, in half of the cases with factors that were
/// distributed or collected at the same time.
pub(crate) fn economy_of_coefficients(seed: u64) -> Option<Told> {
    let mut random = Random(seed);
    let mut formula = Formula::generate_linear(&mut random);
    for _ in 0..2 + random.below(4) {
        let edit = formula.edit_of_a_number(&mut random);
        let is_known = |edit: &Edit| {
            formula
                .edits
                .iter()
                .any(|other| other.node() == edit.node())
        };
        let edit = edit.filter(|edit| !is_known(edit));
        formula.edits.extend(edit);
    }
    if random.chance(50) {
        for product in formula.collected() {
            if random.chance(60) && formula.edits.len() < 8 {
                formula.edits.push(Edit::Distribute(product));
            }
        }
    }
    told_by_done(formula, &mut random)
}

fn told_by_done(formula: Formula, random: &mut Random) -> Option<Told> {
    if formula.edits.is_empty() {
        return None;
    }
    let before = formula.values(random);
    let mut moved = formula.asked();
    moved.truncate(random.below(4));
    let after: Values = moved
        .iter()
        .map(|name| (name.clone(), random.between(1, 10)))
        .collect();
    let edits = formula.edits.len();
    let players = edits + moved.len();
    let formula = Arc::new(formula);
    let at = |coalition: u32| -> (Edited, Values) {
        let mut values = before.clone();
        for (bit, name) in moved.iter().enumerate() {
            if coalition >> (edits + bit) & 1 == 1 {
                values.insert(name.clone(), after[name]);
            }
        }
        let made = coalition & ((1 << edits) - 1);
        let names = Naming::AsWritten;
        let formula = formula.clone();
        (
            Edited {
                formula,
                made,
                names,
            },
            values,
        )
    };
    let mut worths = Vec::new();
    for coalition in 0..1_u32 << players {
        let (model, values) = at(coalition);
        let worth = model.score(&values).ok();
        worths.push(worth.filter(|worth| worth.abs() < 1e4)?);
    }
    let mut shares = shapley(&worths).ok()?;
    let done = exact_sum(shares.iter().map(|share| share.abs()));
    let ((first, x), (last, y)) = (at(0), at((1 << players) - 1));
    let case = Case::between(first.breakdown(&x).ok()?, last.breakdown(&y).ok()?).ok()?;
    (done > 1e-3).then(|| Told {
        share: size(&case.diff) / done,
        moved: moved.into_iter().zip(shares.split_off(edits)).collect(),
        case,
    })
}
