//! The game of causes: every coalition of named changes, on either side's data, with either side's references.
//!
//! It is long: the coalitions, what they are worth and what they cost are one game, whose fields nobody else touches.

#![allow(
    clippy::indexing_slicing,
    reason = "every index was handed out by the game itself"
)]

use std::{cell::Cell, collections::BTreeMap};

use super::{ExplainError, Remedy, Snapshot, leaves};
use crate::{
    attribution,
    formula::{
        breakdown::Breakdown,
        error::EvalError,
        op::LeafKind,
        substitute::{LeafValue, Substitution},
    },
    lineage::{Change, ChangeSet},
    model::{AnyModel, Runnable},
    path::Path,
};

use Snapshot::{After, Before};

/// In which direction the releases are walked through.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    Forwards,
    Backwards,
}

impl Direction {
    /// What the caller calls the two sides of the game.
    pub(super) fn sides(self) -> [Snapshot; 2] {
        match self {
            Self::Forwards => [Before, After],
            Self::Backwards => [After, Before],
        }
    }
}

/// A model of the game: a release, or a release's base with some changes.
pub(super) enum Runner<'m, I: ?Sized> {
    Given(&'m dyn Runnable<I>),
    Built(AnyModel<I>),
}

impl<I: ?Sized + 'static> Runner<'_, I> {
    pub(super) fn get(&self) -> &dyn Runnable<I> {
        match self {
            Self::Given(model) => *model,
            Self::Built(model) => model,
        }
    }
}

/// From one release to the next: one cause for each change, or one for all of it.
pub(super) struct Step<'m, I: ?Sized> {
    pub(super) to: &'m dyn Runnable<I>,
    pub(super) set: Option<&'m ChangeSet<I>>,
}

impl<I: ?Sized + 'static> Step<'_, I> {
    /// How many algorithms it adds that must be recorded.
    fn algorithms(&self) -> u64 {
        match self.set {
            Some(set) if set.is_same() => 0,
            Some(set) if !set.changes.is_empty() => u64::from(set.full()),
            _ => 1,
        }
    }
}

/// An algorithm of the game, with the changes that make it where it is not a release.
struct Algorithm<'m, I: ?Sized> {
    runner: Runner<'m, I>,
    changes: Vec<String>,
    released: bool,
    /// Whether it is the algorithm before under another version, and has its recordings.
    same: bool,
    /// The recordings by data and reference, as places in `breakdowns`.
    recorded: [[usize; 2]; 2],
}

/// A reference that the models hold, with the first one's value and the last one's.
type Held = ((Path, LeafKind), [LeafValue; 2]);

/// All recordings that the explanation needs.
pub(super) struct Game<'m, I: ?Sized> {
    inputs: [&'m I; 2],
    algorithms: Vec<Algorithm<'m, I>>,
    pub(super) breakdowns: Vec<Breakdown>,
    /// For each step the place of its first algorithm, and how many changes it has.
    steps: Vec<(usize, usize)>,
    /// Whether some step has named changes.
    named: bool,
    /// Whether the population moved.
    pub(super) reference_moved: bool,
    pub(super) budget: &'m Budget,
    told: Direction,
    /// What helps where the budget is too small.
    pub(super) remedy: Option<Remedy>,
}

/// How many evaluations are allowed, and how many there have been.
pub(super) struct Budget {
    pub(super) allowed: u64,
    spent: Cell<u64>,
}

impl Budget {
    pub(super) fn new(allowed: u64) -> Self {
        Self {
            allowed,
            spent: Cell::new(0),
        }
    }

    pub(super) fn spent(&self) -> u64 {
        self.spent.get()
    }

    pub(super) fn left(&self) -> u64 {
        self.allowed.saturating_sub(self.spent.get())
    }

    pub(super) fn spend(&self, evaluations: u64) {
        self.spent.set(self.spent.get() + evaluations);
    }

    /// Refuses before anything is evaluated in vain.
    pub(super) fn afford(&self, more: u64, remedy: Option<Remedy>) -> Result<(), ExplainError> {
        let needed = self.spent.get().saturating_add(more);
        if needed > self.allowed {
            return Err(ExplainError::Budget {
                needed,
                budget: self.allowed,
                remedy,
            });
        }
        Ok(())
    }
}

/// What helps where named changes need too many evaluations; nothing does where there are none to group.
pub(super) fn remedy<I: ?Sized>(steps: &[Step<'_, I>]) -> Option<Remedy> {
    let named = |step: &Step<'_, I>| step.set.is_some_and(|set| set.changes.len() > 1);
    steps.iter().any(named).then_some(Remedy::GroupChanges)
}

/// How many recordings the game needs at least: every algorithm on either data.
pub(super) fn recordings<I: ?Sized + 'static>(steps: &[Step<'_, I>], inputs: [&I; 2]) -> u64 {
    let algorithms = 1 + steps.iter().map(Step::algorithms).sum::<u64>();
    if std::ptr::eq(inputs[0], inputs[1]) {
        algorithms
    } else {
        2 * algorithms
    }
}

/// One marginal contribution: a player joins a coalition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marginal {
    pub(super) weight: f64,
    pub(super) from: usize,
    pub(super) to: usize,
    /// The player is the first, or the last, of all.
    pub(super) applied_first: bool,
    pub(super) applied_last: bool,
}

fn index(side: Snapshot) -> usize {
    usize::from(side == After)
}

impl<'m, I: ?Sized + 'static> Game<'m, I> {
    pub(super) fn play(
        first: &'m dyn Runnable<I>,
        steps: &[Step<'m, I>],
        inputs: [&'m I; 2],
        budget: &'m Budget,
        told: Direction,
    ) -> Result<Self, ExplainError> {
        let remedy = remedy(steps);
        budget.afford(recordings(steps, inputs), remedy)?;
        let mut game = Self {
            inputs,
            algorithms: vec![Algorithm::released(first)],
            breakdowns: Vec::new(),
            steps: Vec::new(),
            named: false,
            reference_moved: false,
            budget,
            told,
            remedy,
        };
        for step in steps {
            game.add_step(step);
        }
        game.record()?;
        Ok(game)
    }

    /// The algorithms of a step lie behind each other by coalition, from the release before (no change) to the
    /// release (all changes).
    fn add_step(&mut self, step: &Step<'m, I>) {
        let start = self.algorithms.len() - 1;
        let names: &[Change] = step.set.map_or(&[], |set| &set.changes);
        if let Some(set) = step.set {
            for coalition in 1..set.full() {
                let changes = names
                    .iter()
                    .enumerate()
                    .filter(|(bit, _)| coalition >> bit & 1 == 1);
                self.algorithms.push(Algorithm {
                    runner: Runner::Built(set.model(coalition)),
                    changes: changes.map(|(_, change)| change.key.clone()).collect(),
                    released: false,
                    same: false,
                    recorded: [[0; 2]; 2],
                });
            }
        }
        self.algorithms.push(Algorithm {
            same: step.set.is_some_and(ChangeSet::is_same),
            ..Algorithm::released(step.to)
        });
        self.named |= !names.is_empty();
        self.steps.push((start, names.len().max(1)));
    }

    fn record(&mut self) -> Result<(), ExplainError> {
        let one_input = std::ptr::eq(self.inputs[0], self.inputs[1]);
        for at in 0..self.algorithms.len() {
            if self.algorithms[at].same {
                self.algorithms[at].recorded = self.algorithms[at - 1].recorded;
                continue;
            }
            let before = self.run(at, Before, None)?;
            let after = if one_input {
                before
            } else {
                self.run(at, After, None)?
            };
            self.algorithms[at].recorded = [[before; 2], [after; 2]];
        }
        self.record_references(one_input)
    }

    /// Each algorithm with either side's references, where they moved.
    ///
    /// What a model holds is the model's own where the other one's cannot stand in for it.
    fn record_references(&mut self, one_input: bool) -> Result<(), ExplainError> {
        let held = self.held_references();
        let mut recorded = self.with_references(one_input, &held);
        if recorded.is_err() && !held.is_empty() {
            recorded = self.with_references(one_input, &[]);
        }
        let recorded = recorded?;
        self.reference_moved = !recorded.is_empty();
        for (at, data, reference, recorded) in recorded {
            self.algorithms[at].recorded[index(data)][index(reference)] = recorded;
        }
        for at in 1..self.algorithms.len() {
            if self.algorithms[at].same {
                self.algorithms[at].recorded = self.algorithms[at - 1].recorded;
            }
        }
        if one_input {
            for algorithm in &mut self.algorithms {
                algorithm.recorded[1] = algorithm.recorded[0];
            }
        }
        Ok(())
    }

    /// The recordings with references of another side than their own, by algorithm, data and side of the references.
    fn with_references(
        &mut self,
        one_input: bool,
        held: &[Held],
    ) -> Result<Vec<(usize, Snapshot, Snapshot, usize)>, ExplainError> {
        let data: &[Snapshot] = if one_input {
            &[Before]
        } else {
            &[After, Before]
        };
        let mut needed = Vec::new();
        for at in (0..self.algorithms.len()).filter(|&at| !self.algorithms[at].same) {
            for &data in data {
                for reference in [Before, After] {
                    let references = self.other_references(at, data, reference, held);
                    needed.extend(references.map(|other| (at, data, reference, other)));
                }
            }
        }
        self.budget.afford(needed.len() as u64, self.remedy)?;
        needed
            .into_iter()
            .map(|(at, data, reference, references)| {
                Ok((at, data, reference, self.run(at, data, Some(&references))?))
            })
            .collect()
    }

    /// What an algorithm must be handed on some data to have the references of a side; `None` where it has them.
    fn other_references(
        &self,
        at: usize,
        data: Snapshot,
        reference: Snapshot,
        held: &[Held],
    ) -> Option<Substitution> {
        let of = |side| &self.breakdowns[self.algorithms[at].recorded[index(side)][index(side)]];
        let (here, there) = (of(data), of(reference));
        let mut differ = data != reference && leaves::references_differ(here, there);
        let mut handed = if differ {
            leaves::references(there)
        } else {
            Substitution::new()
        };
        for (leaf, values) in held {
            let value = &values[index(reference)];
            if leaves::find(here, leaf).is_some_and(|own| differ || !own.is(value)) {
                differ = true;
                handed.insert(leaf.0.segments(), leaf.1, u32::MAX, value.clone(), None);
            }
        }
        differ.then_some(handed)
    }

    /// References that the models hold: nothing of the data decides them, and the first model has another value than the last.
    ///
    /// Named changes say themselves what they are, so where there are any, a reference is as they made it.
    fn held_references(&self) -> Vec<Held> {
        let (Some(first), Some(last)) = (self.algorithms.first(), self.algorithms.last()) else {
            return Vec::new();
        };
        if self.named || self.algorithms.len() < 2 {
            return Vec::new();
        }
        let of = |algorithm: &Algorithm<'_, I>| {
            [Before, After].map(|side| {
                let recorded = algorithm.recorded[index(side)][index(side)];
                leaves::by_path(&self.breakdowns[recorded], is_reference)
            })
        };
        let ([ours, ours_after], [theirs_before, theirs]) = (of(first), of(last));
        let mut held = Vec::new();
        for (leaf, before) in ours {
            let stands = |leaves: &BTreeMap<(Path, LeafKind), LeafValue>, value: &LeafValue| {
                let found = leaves.get(&leaf);
                found.is_some_and(|found| found.is(value))
            };
            let Some(after) = theirs.get(&leaf) else {
                continue;
            };
            if stands(&ours_after, &before) && stands(&theirs_before, after) && !before.is(after) {
                let after = after.clone();
                held.push((leaf, [before, after]));
            }
        }
        held
    }

    fn run(
        &mut self,
        at: usize,
        data: Snapshot,
        references: Option<&Substitution>,
    ) -> Result<usize, ExplainError> {
        self.budget.spend(1);
        let algorithm = &self.algorithms[at];
        let (model, input) = (algorithm.runner.get(), self.inputs[index(data)]);
        let recorded = if algorithm.released && references.is_none() {
            model.recorded(input, None)
        } else {
            model.record_unchecked(input, references)
        };
        let breakdown = recorded.map_err(|source| {
            let side = self.told.sides()[index(data)];
            algorithm.failed(side, references.is_some(), source)
        })?;
        self.breakdowns.push(breakdown);
        Ok(self.breakdowns.len() - 1)
    }

    /// The recording of a release, counted from the first, on some data with some references.
    pub(super) fn recording(
        &self,
        release: Snapshot,
        data: Snapshot,
        reference: Snapshot,
    ) -> usize {
        let at = if release == Before {
            0
        } else {
            self.algorithms.len() - 1
        };
        self.algorithms[at].recorded[index(data)][index(reference)]
    }

    /// The first or last release.
    pub(super) fn release(&self, release: Snapshot) -> &dyn Runnable<I> {
        let at = if release == Before {
            0
        } else {
            self.algorithms.len() - 1
        };
        self.algorithms[at].runner.get()
    }

    pub(super) fn input(&self, data: Snapshot) -> &'m I {
        self.inputs[index(data)]
    }

    /// The sides of an outer player: it is there, or it is not a player at all.
    fn sides(plays: bool) -> &'static [Snapshot] {
        if plays { &[Before, After] } else { &[Before] }
    }

    fn algorithm_plays(&self) -> bool {
        !self.steps.is_empty()
    }

    /// The states of two other outer players, each with the weight of the coalition they form.
    pub(super) fn contexts(
        first_plays: bool,
        second_plays: bool,
    ) -> Vec<(Snapshot, Snapshot, f64)> {
        let weights =
            attribution::weights(1 + usize::from(first_plays) + usize::from(second_plays));
        let mut contexts = Vec::with_capacity(4);
        for &first in Self::sides(first_plays) {
            for &second in Self::sides(second_plays) {
                let size = usize::from(first == After) + usize::from(second == After);
                contexts.push((first, second, weights[size]));
            }
        }
        contexts
    }

    /// The states in which the subject's data moves: release, reference, weight.
    pub(super) fn data_contexts(&self) -> Vec<(Snapshot, Snapshot, f64)> {
        Self::contexts(self.algorithm_plays(), self.reference_moved)
    }

    /// The states in which the population moves: release, data, weight.
    pub(super) fn reference_contexts(&self) -> Vec<(Snapshot, Snapshot, f64)> {
        Self::contexts(self.algorithm_plays(), true)
    }

    pub(super) fn data_marginals(&self) -> Vec<Marginal> {
        marginals(self.data_contexts(), |release, reference| {
            (
                self.recording(release, Before, reference),
                self.recording(release, After, reference),
            )
        })
    }

    pub(super) fn reference_marginals(&self) -> Vec<Marginal> {
        marginals(self.reference_contexts(), |release, data| {
            (
                self.recording(release, data, Before),
                self.recording(release, data, After),
            )
        })
    }

    /// The contributions of one change of one step, over the other changes inside the union and over data and
    /// reference outside it.
    pub(super) fn change_marginals(&self, step: usize, change: usize) -> Vec<Marginal> {
        let (start, players) = self.steps[step];
        let inner = attribution::weights(players);
        let bit = 1_usize << change;
        let all = (1_usize << players) - 1;
        let mut marginals = Vec::new();
        for (data, reference, outer) in Self::contexts(true, self.reference_moved) {
            for coalition in (0..=all).filter(|coalition| coalition & bit == 0) {
                let recording = |coalition: usize| {
                    self.algorithms[start + coalition].recorded[index(data)][index(reference)]
                };
                let first = data == Before && reference == Before;
                let last = data == After && (reference == After || !self.reference_moved);
                marginals.push(Marginal {
                    weight: outer * inner[coalition.count_ones() as usize],
                    from: recording(coalition),
                    to: recording(coalition | bit),
                    applied_first: first && coalition == 0,
                    applied_last: last && coalition | bit == all,
                });
            }
        }
        marginals
    }
}

fn marginals(
    contexts: Vec<(Snapshot, Snapshot, f64)>,
    ends: impl Fn(Snapshot, Snapshot) -> (usize, usize),
) -> Vec<Marginal> {
    let count = contexts.len();
    let marginal = |(place, (first, second, weight)): (usize, (Snapshot, Snapshot, f64))| {
        let (from, to) = ends(first, second);
        Marginal {
            weight,
            from,
            to,
            applied_first: place == 0,
            applied_last: place + 1 == count,
        }
    };
    contexts.into_iter().enumerate().map(marginal).collect()
}

impl<'m, I: ?Sized + 'static> Algorithm<'m, I> {
    fn released(model: &'m dyn Runnable<I>) -> Self {
        Self {
            runner: Runner::Given(model),
            changes: Vec::new(),
            released: true,
            same: false,
            recorded: [[0; 2]; 2],
        }
    }

    /// Names the coalition that could not be evaluated.
    fn failed(&self, input: Snapshot, substituted: bool, source: EvalError) -> ExplainError {
        let (model, source) = (Box::new(self.runner.get().named()), Box::new(source));
        if self.released && !substituted {
            return ExplainError::Evaluation {
                model,
                input,
                source,
            };
        }
        ExplainError::Coalition {
            model,
            changes: self.changes.clone(),
            input,
            is_with_other_references: substituted,
            source,
        }
    }
}

/// Whether a leaf belongs to the population.
pub(super) fn is_reference(kind: LeafKind) -> bool {
    matches!(kind, LeafKind::Reference | LeafKind::ReferenceCurve)
}
