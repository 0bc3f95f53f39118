//! Formulas that were edited.

use std::{collections::BTreeSet, sync::Arc};

use scoreshift::{
    Breakdown, Diff, ScoringModel, attribution::shapley, diff::EffectKind, score::exact_sum,
};

use crate::{
    Against, Asked,
    edits::{Edit, Edited, Formula, Kind, Naming, Random, Values},
    edits_measured::{self as measured, Verdict},
    is_top, quantile, top,
};

/// A formula with some of its edits, on some values; none where a score leaves the range.
pub(crate) fn recorded(
    formula: &Arc<Formula>,
    made: u32,
    values: &Values,
    names: Naming,
) -> Option<Breakdown> {
    let edited = Edited {
        formula: formula.clone(),
        made,
        names,
    };
    edited
        .breakdown(values)
        .ok()
        .filter(|breakdown| breakdown.value().abs() < 1e4)
}

/// A game whose players are the edits of a formula and its moved inputs.
pub(crate) struct Game {
    pub(crate) formula: Arc<Formula>,
    pub(crate) edits: usize,
    pub(crate) moved: Vec<String>,
    before: Values,
    after: Values,
    /// What the first side has already, as bits: factors that are distributed there and collected later.
    undone: u32,
}

impl Game {
    pub(crate) fn generate(random: &mut Random, linear: bool, most_edits: usize) -> Option<Self> {
        let mut formula = if linear {
            Formula::generate_linear(random)
        } else {
            Formula::generate(random)
        };
        for _ in 0..=random.below(most_edits) {
            let of_a_number = linear && random.chance(60);
            let edit = if of_a_number {
                formula.edit_of_a_number(random)
            } else {
                formula.edit(random)
            };
            // Two edits of one node are one edit, but for what is put around the whole.
            let is_free = |edit: &Edit| {
                let is_outer = matches!(edit, Edit::Wrap(node, ..) if *node == formula.root);
                is_outer
                    || formula
                        .edits
                        .iter()
                        .all(|other| other.node() != edit.node())
            };
            let edit = edit.filter(is_free);
            formula.edits.extend(edit);
        }
        let mut undone = 0;
        if linear && random.chance(50) {
            // What is distributed is built from the sum as it was before other edits.
            let edited: Vec<usize> = formula.edits.iter().map(Edit::node).collect();
            for product in formula.collected() {
                let is_free =
                    !edited.contains(&product) && !edited.contains(&formula.nodes[product].of[0]);
                if is_free && formula.edits.len() < 8 && random.chance(70) {
                    undone |= u32::from(random.chance(50)) << formula.edits.len();
                    formula.edits.push(Edit::Distribute(product));
                }
            }
        }
        if formula.edits.is_empty() {
            return None;
        }
        let before = formula.values(random);
        let mut moved = formula.asked();
        let most = random.below(4);
        while moved.len() > most {
            moved.swap_remove(random.below(moved.len()));
        }
        let after = moved
            .iter()
            .map(|name| (name.clone(), random.between(1, 10)))
            .collect();
        Some(Self {
            edits: formula.edits.len(),
            formula: Arc::new(formula),
            moved,
            before,
            after,
            undone,
        })
    }

    pub(crate) fn at(&self, coalition: u32) -> (u32, Values) {
        let mut values = self.before.clone();
        for (bit, name) in self.moved.iter().enumerate() {
            if coalition >> (self.edits + bit) & 1 == 1 {
                values.insert(name.clone(), self.after[name]);
            }
        }
        ((coalition ^ self.undone) & ((1 << self.edits) - 1), values)
    }

    pub(crate) fn everyone(&self) -> u32 {
        (1 << (self.edits + self.moved.len())) - 1
    }

    /// What each edit and each moved input did.
    pub(crate) fn exact(&self) -> Option<Vec<f64>> {
        let worths: Option<Vec<f64>> = (0..=self.everyone())
            .map(|coalition| {
                let (made, values) = self.at(coalition);
                let edited = Edited {
                    formula: self.formula.clone(),
                    made,
                    names: Naming::Nothing,
                };
                edited.score(&values).ok().filter(|worth| worth.abs() < 1e4)
            })
            .collect();
        shapley(&worths?).ok()
    }

    /// The players whose doing is told at a place: the surest ones, several where one place tells what they did together.
    fn owners(&self, place: &str, kind: EffectKind) -> Vec<usize> {
        let is_own = matches!(kind, EffectKind::Input | EffectKind::Parameter);
        if let Some(input) = self.moved.iter().position(|name| is_own && name == place) {
            return vec![self.edits + input];
        }
        let within = |places: fn(&Self, usize) -> BTreeSet<String>| -> Vec<usize> {
            let edits = self.formula.edits.iter().enumerate();
            // A factor that is only written elsewhere does nothing.
            let does_something = edits.filter(|(_, edit)| !matches!(edit, Edit::Distribute(_)));
            does_something
                .map(|(at, _)| at)
                .filter(|&edit| places(self, edit).contains(place))
                .collect()
        };
        let brought = within(Self::new_parts);
        // Rounding that nobody brought belongs to nobody.
        if kind == EffectKind::Rounding || !brought.is_empty() {
            return brought;
        }
        let weights = self.moved_weights(place, kind);
        let is_number = matches!(kind, EffectKind::Constant | EffectKind::Parameter);
        let ways: [fn(&Self, usize) -> BTreeSet<String>; 4] =
            [Self::own_place, Self::around, Self::before, Self::outside];
        let ways = &ways[..if is_number { 4 } else { 2 }];
        let edits = || {
            ways.iter()
                .map(|places| within(*places))
                .find(|edits| !edits.is_empty())
        };
        if weights.is_empty() {
            edits().unwrap_or_default()
        } else {
            weights
        }
    }

    /// The owner's numbers are compared as shares where they are weights, each share at its part.
    fn moved_weights(&self, place: &str, kind: EffectKind) -> Vec<usize> {
        let is_of_the_mean = |name: &String| {
            self.formula.nodes.iter().enumerate().any(|(mean, node)| {
                let weights = &node.of[..node.of.len() / 2];
                let is_weight =
                    |&weight: &usize| self.formula.nodes[weight].name.as_ref() == Some(name);
                matches!(node.kind, Kind::Mean)
                    && place.starts_with(&format!("mean {mean} part"))
                    && weights.iter().any(is_weight)
            })
        };
        let moved = self.moved.iter().enumerate();
        moved
            .filter(|(_, name)| kind == EffectKind::Weight && is_of_the_mean(name))
            .map(|(at, _)| self.edits + at)
            .collect()
    }

    /// The places of what an edit brings, or takes away.
    fn new_parts(&self, edit: usize) -> BTreeSet<String> {
        match &self.formula.edits[edit] {
            Edit::Add(_, part, ..) => self.places_below(*part),
            Edit::Remove(list, at) => self.places_below(self.formula.nodes[*list].of[*at]),
            Edit::Wrap(node, _, parts, _) => {
                let mut places: BTreeSet<String> = parts
                    .iter()
                    .flat_map(|&part| self.places_below(part))
                    .collect();
                let earlier = self.formula.edits[..edit].iter();
                let level = earlier.filter(|other| other.node() == *node).count();
                places.insert(format!("wrap {node} {level}"));
                places.extend((0..3).map(|part| format!("mean {node} {level} part {part}")));
                places.insert(format!("mean {node} {level}"));
                places
            }
            _ => BTreeSet::new(),
        }
    }

    /// The place of what is edited: for a number, of what it is a part of.
    fn own_place(&self, edit: usize) -> BTreeSet<String> {
        match &self.formula.edits[edit] {
            Edit::Constant(node, _) => {
                let users = self.users(*node).into_iter().chain([*node]);
                users.flat_map(|node| self.places_at(node)).collect()
            }
            edit => self.places_at(edit.node()).into_iter().collect(),
        }
    }

    /// A list is told at the list around it, and what stands around everything, of the whole score.
    fn around(&self, edit: usize) -> BTreeSet<String> {
        let node = self.formula.edits[edit].node();
        let users = self.users(node);
        let mut places: BTreeSet<String> = users
            .into_iter()
            .flat_map(|user| self.places_at(user))
            .collect();
        if node == self.formula.root {
            places.insert(String::new());
        }
        places
    }

    /// What a factor counts for is told at the terms that it stands before.
    fn before(&self, edit: usize) -> BTreeSet<String> {
        let node = self.formula.edits[edit].node();
        let mut places = self.places_below(node);
        let users = self.users(node);
        places.extend(users.iter().flat_map(|&user| self.places_below(user)));
        places
    }

    /// Or, for an amount, at the sum that the bracket around it is opened into.
    fn outside(&self, edit: usize) -> BTreeSet<String> {
        let mut places = BTreeSet::from([String::new()]);
        let mut open = self.users(self.formula.edits[edit].node());
        while let Some(node) = open.pop() {
            places.extend(self.places_at(node));
            open.extend(self.users(node));
        }
        places
    }

    fn users(&self, node: usize) -> Vec<usize> {
        let nodes = self.formula.nodes.iter().enumerate();
        nodes
            .filter(|(_, user)| user.of.contains(&node))
            .map(|(at, _)| at)
            .collect()
    }

    fn places_at(&self, node: usize) -> Vec<String> {
        match (
            &self.formula.nodes[node].kind,
            &self.formula.nodes[node].name,
        ) {
            (Kind::Input | Kind::Parameter, Some(name)) => vec![name.clone()],
            (Kind::Mean, _) => {
                let parts = (0..3).map(|part| format!("mean {node} part {part}"));
                parts.chain([format!("mean {node}")]).collect()
            }
            _ => vec![format!("node {node}")],
        }
    }

    fn places_below(&self, node: usize) -> BTreeSet<String> {
        self.formula
            .below(node)
            .into_iter()
            .flat_map(|node| self.places_at(node))
            .collect()
    }
}

struct Judged {
    /// How much is told, in what was done.
    economy: f64,
    stray: bool,
    top_agrees: bool,
}

fn case(number: u64, linear: bool) -> Option<Judged> {
    let game = Game::generate(&mut Random(number), linear, 3)?;
    let exact = game.exact()?;
    let done = exact_sum(exact.iter().map(|share| share.abs()));
    if done < 1e-3 {
        return None;
    }
    let between = |names: Naming| {
        let side = |coalition: u32| {
            let (made, values) = game.at(coalition);
            recorded(&game.formula, made, &values, names)
        };
        Diff::between(&side(0)?, &side(game.everyone())?).ok()
    };
    let size = |diff: &Diff| exact_sum(diff.effects().iter().map(|effect| effect.effect.abs()));
    let economy = size(&between(Naming::AsWritten)?) / done;
    // Who did it is read from the names of places.
    let diff = between(Naming::Everything)?;
    let mut groups: Vec<usize> = (0..exact.len()).collect();
    let (mut of_groups, mut stray) = (Vec::new(), 0.0);
    for effect in diff.effects() {
        let place = effect.place.last().unwrap_or_default();
        let owners = game.owners(place, effect.kind);
        let Some(&first) = owners.first() else {
            if effect.kind != EffectKind::Rounding {
                stray += effect.effect.abs();
            }
            continue;
        };
        for owner in owners {
            let (joined, into) = (groups[owner], groups[first]);
            groups
                .iter_mut()
                .filter(|group| **group == joined)
                .for_each(|group| *group = into);
        }
        of_groups.push((first, effect.effect));
    }
    let summed = |shares: &mut dyn Iterator<Item = (usize, f64)>| {
        let mut sums = vec![0.0; exact.len()];
        shares.for_each(|(player, share)| sums[groups[player]] += share);
        sums
    };
    let told = summed(&mut of_groups.into_iter());
    let exact = summed(&mut exact.iter().copied().enumerate());
    let best = top(&told);
    Some(Judged {
        economy,
        stray: stray > 1e-6 * (1.0 + size(&diff)),
        top_agrees: is_top(&exact, best) && stray < told[best].abs() + 1e-12,
    })
}

pub(crate) fn print(asked: &Asked) {
    if asked.wants("edited") {
        print_laws(asked);
    }
    for (linear, family) in [(false, "edited"), (true, "coefficients")] {
        if asked.wants(family) {
            print_economy(asked, linear, family);
        }
    }
}

/// The case of a number.
type Law = fn(u64) -> Verdict;

/// Counts what violates a law, which must be nothing.
fn print_laws(asked: &Asked) {
    let laws: [(&str, Law); 3] = [
        ("wrap", |number| match measured::wrapped(number) {
            Some(Err(broken)) => Some(Err(broken)),
            _ => measured::wrapped_deep(number),
        }),
        ("insert", measured::inserted),
        ("distribute", measured::distributed),
    ];
    for (name, law) in laws {
        let cases = asked.each(|number| law(number).map(Result::err));
        asked.count(
            &format!("edited_{name}_violations"),
            &cases,
            Option::is_some,
        );
        for (_, broken) in cases.iter().filter(|_| asked.show) {
            if let Some(broken) = broken {
                println!("{broken}");
            }
        }
    }
}

fn print_economy(asked: &Asked, linear: bool, family: &str) {
    let cases = asked.each(|number| case(number, linear));
    let economies = || cases.iter().map(|(_, case)| case.economy);
    println!(
        "truth {family}_economy_median {:.3}",
        quantile(economies(), 0.5)
    );
    println!(
        "truth {family}_economy_p99 {:.3}",
        quantile(economies(), 0.99)
    );
    asked.list(&format!("{family}_economy_beyond_3"), &cases, |case| {
        case.economy > 3.0
    });
    asked.share(
        &format!("{family}_stray"),
        &cases,
        |case| case.stray,
        Against::Where,
    );
    asked.share(
        &format!("{family}_top_agrees"),
        &cases,
        |case| case.top_agrees,
        Against::WhereNot,
    );
}
