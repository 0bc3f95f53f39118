//! Single leaves as players, by substitution at the trace.
//!
//! It is long: three ways to play leaves (one, groups of data, references) over the same players and the same state.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    ExplainError, Method, MovedLeaves, Remedy, Snapshot,
    game::{Game, is_reference},
    leaves,
    row::{Cell, Entry},
    separate::{self, Independence},
};
use crate::{
    attribution,
    diff::{EffectKind, Value},
    formula::{
        breakdown::{Breakdown, Node},
        op::{LeafKind, Op},
        paths::PathTable,
        substitute::{LeafValue, Substitution},
    },
    model::Runnable,
    path::Path,
};

use Snapshot::{After, Before};

pub(super) type Leaf = (Path, LeafKind);

/// The values of a leaf on both sides, in the first state in which it moves.
pub(super) type Moved = BTreeMap<Leaf, (LeafValue, LeafValue)>;

/// What each leaf does alone from one side: handed the other side's value while all else stays.
///
/// `None` where a leaf is not on both sides, or the score cannot be computed with it.
pub(super) fn one_by_one<I: ?Sized + 'static>(
    game: &Game<'_, I>,
    side: Snapshot,
    wanted: &[Leaf],
) -> Vec<Option<f64>> {
    let other = if side == Before { After } else { Before };
    // All else stays: the release, the data and the references are those of this side.
    let here = game.recording(side, side, side);
    let there = game.recording(side, other, side);
    let (Some(here), Some(there)) = (game.breakdowns.get(here), game.breakdowns.get(there)) else {
        return vec![None; wanted.len()];
    };
    // Each leaf of a substitution has a bit of its own.
    let of_some = |wanted: &[Leaf]| {
        let mut substitution = Substitution::new();
        let mut known = vec![false; wanted.len()];
        for ((bit, leaf), known) in wanted.iter().enumerate().zip(&mut known) {
            if let (Some(_), Some(value)) = (leaves::find(here, leaf), leaves::find(there, leaf)) {
                substitution.insert(leaf.0.segments(), leaf.1, 1 << bit, value, None);
                *known = true;
            }
        }
        let one = |(bit, known): (usize, bool)| {
            if !known {
                return None;
            }
            substitution.only(1 << bit);
            game.budget.spend(1);
            let with = game
                .release(side)
                .try_score(game.input(side), &substitution)?;
            Some(if side == Before {
                with - here.value()
            } else {
                here.value() - with
            })
        };
        known
            .into_iter()
            .enumerate()
            .map(one)
            .collect::<Vec<Option<f64>>>()
    };
    wanted.chunks(BITS).flat_map(of_some).collect()
}

/// How many leaves one substitution can tell apart.
const BITS: usize = 32;

/// The recordings at both ends of a state in which a union moves.
type Ends<'g> = (&'g Breakdown, &'g Breakdown);

/// The two recordings of each state in which the subject's data moves.
fn data_ends<'g, I: ?Sized + 'static>(game: &'g Game<'_, I>) -> Option<Vec<Ends<'g>>> {
    let on = |release, data, reference| {
        game.breakdowns
            .get(game.recording(release, data, reference))
    };
    let ends = |(release, reference, _)| {
        Some((
            on(release, Before, reference)?,
            on(release, After, reference)?,
        ))
    };
    game.data_contexts().into_iter().map(ends).collect()
}

/// Whether exactly one leaf of the subject's data moved, as far as two recordings of one shape tell.
pub(super) fn one_moved<I: ?Sized + 'static>(game: &Game<'_, I>) -> bool {
    let one = |(before, after): &Ends<'_>| leaves::moved(before, after, 1) == Some(1);
    data_ends(game).is_some_and(|ends| ends.iter().all(one))
}

/// Exact values of the subject's moved leaves, inside the union of data; `None` where they are more than the method
/// plays, or the snapshots ask for different leaves.
///
/// Parameters are no players: a branch may ask for other ones.
pub(super) fn data<I: ?Sized + 'static>(
    game: &Game<'_, I>,
    places: &PathTable,
    method: Method,
) -> Result<Option<BTreeMap<Cell, Entry>>, ExplainError> {
    let Some(ends) = data_ends(game).filter(|_| method != Method::Secant) else {
        return Ok(None);
    };
    if method == Method::Automatic {
        if ends
            .iter()
            .all(|(before, after)| std::ptr::eq(*before, *after))
        {
            return Ok(None);
        }
        // Most often this is seen before any name is looked at.
        let most = separate::MOST_LEAVES;
        let more = |(before, after): &Ends<'_>| leaves::moved(before, after, most) > Some(most);
        if ends.iter().any(more) {
            return Ok(None);
        }
    }
    let mut moved = Moved::new();
    let first = ends.first().copied();
    for &(before, after) in &ends {
        let other_shape = before.absent() != after.absent()
            || !leaves::unmatched_references(before, after).is_empty();
        if other_shape || !collect(before, after, leaves::is_own, &mut moved) {
            return Ok(None);
        }
    }
    let recordings = ends.iter().flat_map(|&(before, after)| [before, after]);
    let groups = separate::groups(&moved, recordings);
    let contexts = game.data_contexts();
    let evaluate = |release, reference, substitution: &mut Substitution| {
        let recorded = |data| {
            game.breakdowns
                .get(game.recording(release, data, reference))
        };
        if game.reference_moved {
            let there = game.recording(release, reference, reference);
            if let Some(there) = game.breakdowns.get(there) {
                leaves::insert_references(substitution, there);
            }
        }
        (recorded(Before), recorded(After), Before)
    };
    let players = Players {
        what: MovedLeaves::Inputs,
        moved,
        groups,
    };
    let mut cells = play(game, places, method, players, &contexts, &evaluate)?;
    if let (Some(cells), Some((before, after))) = (&mut cells, first) {
        for (path, figures) in at_gates(before, after) {
            let place = places.find_path(path.segments());
            let cell = place.and_then(|place| cells.get_mut(&(place, EffectKind::Input)));
            if let Some(entry) = cell {
                (entry.before, entry.after) = figures;
            }
        }
    }
    Ok(cells)
}

/// The inputs that are, by themselves, the term of a gate that opened or closed, beside the threshold on both sides. None
/// where the two recordings are of different shapes.
fn at_gates(before: &Breakdown, after: &Breakdown) -> BTreeMap<Path, (Value, Value)> {
    let (ours, theirs) = (before.formula(), after.formula());
    let mut found = BTreeMap::new();
    if leaves::moved(before, after, usize::MAX).is_none() {
        return found;
    }
    for (one, other) in ours.nodes.iter().zip(&theirs.nodes) {
        let (Op::Gate(opens), Op::Gate(opens_after)) = (&one.op, &other.op) else {
            continue;
        };
        let (&[term, limit, ..], &[term_after, limit_after, ..]) =
            (ours.children_of(one), theirs.children_of(other))
        else {
            continue;
        };
        let is_input = |leaf: &&Node| leaf.op.leaf_kind() == Some(LeafKind::Input);
        let Some(leaf) = ours.node(term).filter(is_input) else {
            continue;
        };
        let (value, threshold) = (ours.value(term), ours.value(limit));
        let (value_after, threshold_after) = (theirs.value(term_after), theirs.value(limit_after));
        if opens.holds(value, threshold) == opens_after.holds(value_after, threshold_after) {
            continue;
        }
        let path = ours.paths.path(leaf.path);
        let name: Arc<str> = path.last().unwrap_or_default().into();
        let figure = |value, threshold, opens| Value::AtThreshold {
            term: name.clone(),
            value,
            threshold,
            opens,
        };
        let figures = (
            figure(value, threshold, *opens),
            figure(value_after, threshold_after, *opens_after),
        );
        found.entry(path).or_insert(figures);
    }
    found
}

/// Exact values of the population's moved leaves, inside the union of references; `None` as for the data.
pub(super) fn reference<I: ?Sized + 'static>(
    game: &Game<'_, I>,
    places: &PathTable,
    method: Method,
) -> Result<Option<BTreeMap<Cell, Entry>>, ExplainError> {
    if method == Method::Secant {
        return Ok(None);
    }
    let mut moved = Moved::new();
    let mut recordings = Vec::new();
    for (release, data, _) in game.reference_contexts() {
        let on = |reference| {
            game.breakdowns
                .get(game.recording(release, data, reference))
        };
        let (Some(before), Some(after)) = (on(Before), on(After)) else {
            return Ok(None);
        };
        if !collect(before, after, is_reference, &mut moved) {
            return Ok(None);
        }
        recordings.extend([before, after]);
    }
    let groups = separate::groups(&moved, recordings.into_iter());
    let contexts = game.reference_contexts();
    let evaluate = |release, data, substitution: &mut Substitution| {
        let recorded = |reference| {
            game.breakdowns
                .get(game.recording(release, data, reference))
        };
        // On the data after, the references before are the substituted ones.
        if data == After {
            if let Some(there) = game.breakdowns.get(game.recording(release, Before, Before)) {
                leaves::insert_references(substitution, there);
            }
        }
        (recorded(Before), recorded(After), data)
    };
    let players = Players {
        what: MovedLeaves::References,
        moved,
        groups,
    };
    play(game, places, method, players, &contexts, &evaluate)
}

/// Adds the leaves that differ; false where the two recordings do not ask for the same leaves.
fn collect(
    before: &Breakdown,
    after: &Breakdown,
    wanted: impl Fn(LeafKind) -> bool,
    moved: &mut Moved,
) -> bool {
    if let Some(differing) = leaves::differing(before, after, &wanted) {
        for (leaf, ours, theirs) in differing {
            moved.entry(leaf).or_insert((ours, theirs));
        }
        return true;
    }
    let (before, after) = (
        leaves::by_path(before, &wanted),
        leaves::by_path(after, &wanted),
    );
    if !before.keys().eq(after.keys()) {
        return false;
    }
    for ((leaf, ours), theirs) in before.into_iter().zip(after.into_values()) {
        if !ours.is(&theirs) {
            moved.entry(leaf).or_insert((ours, theirs));
        }
    }
    true
}

/// Prepares the substitution of a state, and gives the recordings at the game's two ends and the data that the model
/// runs on.
type Start<'s, 'g> = dyn Fn(
        Snapshot,
        Snapshot,
        &mut Substitution,
    ) -> (Option<&'g Breakdown>, Option<&'g Breakdown>, Snapshot)
    + 's;

/// The moved leaves of a game, and which of them are played together.
struct Players {
    what: MovedLeaves,
    moved: Moved,
    groups: Vec<Vec<usize>>,
}

impl Players {
    /// The scores that are needed in each state.
    fn evaluations(&self) -> u64 {
        separate::scores(&self.groups)
    }

    /// Whether the default method plays so many mixtures, and can afford them beside what the secant needs.
    fn are_cheap<I: ?Sized>(&self, game: &Game<'_, I>, states: usize) -> bool {
        let (scores, players) = (self.evaluations(), self.moved.len());
        let largest = self.groups.iter().map(Vec::len).max().unwrap_or(0);
        let beside = 2 * players as u64;
        players > 0
            && largest <= Method::MOST_EXACT_INPUTS
            && scores <= 2 << Method::MOST_EXACT_INPUTS
            && game.budget.left() > states as u64 * scores + beside
    }
}

/// The game of single leaves in each state of the other unions: in groups that do not meet in the formula where they
/// prove to be independent, else of all leaves together. What cannot be played is an error only for those who asked for
/// it: the secant tells it as well.
fn play<'g, I: ?Sized + 'static>(
    game: &'g Game<'_, I>,
    places: &PathTable,
    method: Method,
    mut players: Players,
    contexts: &[(Snapshot, Snapshot, f64)],
    start: &Start<'_, 'g>,
) -> Result<Option<BTreeMap<Cell, Entry>>, ExplainError> {
    loop {
        if method == Method::Automatic && !players.are_cheap(game, contexts.len()) {
            return Ok(None);
        }
        match play_groups(game, places, &players, contexts, start) {
            Ok(Played::Values(cells)) => return Ok(Some(cells)),
            Ok(Played::Unrecorded) => return Ok(None),
            Ok(Played::Interacting) => players.groups = separate::together(players.moved.len()),
            Err(_) if method == Method::Automatic => return Ok(None),
            Err(error) => return Err(error),
        }
    }
}

enum Played {
    Values(BTreeMap<Cell, Entry>),
    /// A state has no score.
    Unrecorded,
    /// The groups do not add up to the whole: the author's own code reads several of them.
    Interacting,
}

fn play_groups<'g, I: ?Sized + 'static>(
    game: &'g Game<'_, I>,
    places: &PathTable,
    players: &Players,
    contexts: &[(Snapshot, Snapshot, f64)],
    start: &Start<'_, 'g>,
) -> Result<Played, ExplainError> {
    let (what, moved, groups) = (players.what, &players.moved, &players.groups);
    let largest = groups.iter().map(Vec::len).max().unwrap_or(0);
    let too_many = |moved, limit| ExplainError::TooManyPlayers { what, moved, limit };
    if largest > attribution::MAX_PLAYERS {
        return Err(too_many(largest, attribution::MAX_PLAYERS));
    }
    let states = contexts.len() as u64;
    game.budget.afford(
        states.saturating_mul(players.evaluations()),
        Some(Remedy::Secant),
    )?;
    let mut totals = vec![(Vec::new(), 0.0, 0.0); moved.len()];
    for (place, &(release, other, weight)) in contexts.iter().enumerate() {
        let mut substitution = Substitution::new();
        let (before, after, data) = start(release, other, &mut substitution);
        let (Some(before), Some(after)) = (before, after) else {
            return Ok(Played::Unrecorded);
        };
        insert_players(&mut substitution, moved, before, after);
        let state = State {
            model: game.release(release),
            input: game.input(data),
            substitution: &substitution,
            what,
        };
        let full = (1_u32 << moved.len()) - 1;
        let none = state.worth(0)?;
        let ends = [none, if full == 0 { none } else { state.worth(full)? }];
        game.budget.spend(players.evaluations());
        for (breakdown, coalition, substituted) in [(before, 0, ends[0]), (after, full, ends[1])] {
            if breakdown.value().to_bits() != substituted.to_bits() {
                substitution.only(coalition | 1 << 31);
                game.budget.spend(1);
                let found = state
                    .model
                    .record_unchecked(state.input, Some(&substitution));
                return Err(ExplainError::HiddenInput {
                    model: state.model.named(),
                    place: found
                        .ok()
                        .and_then(|found| found.first_difference(breakdown)),
                    substituted,
                    expected: breakdown.value(),
                });
            }
        }
        let mut independence = Independence::new(ends);
        for group in groups {
            let others = full & !State::<I>::mask(group, usize::MAX);
            let others_before = state.worths(group, 0, ends, full)?;
            let others_after = if others == 0 {
                others_before.clone()
            } else {
                state.worths(group, others, ends, full)?
            };
            independence.add(&others_before, &others_after);
            let shares = attribution::shapley(&others_before)?
                .into_iter()
                .zip(attribution::shapley(&others_after)?);
            let all = others_before.len() - 1;
            for (local, (&bit, (one, other))) in group.iter().zip(shares).enumerate() {
                let Some(total) = totals.get_mut(bit) else {
                    continue;
                };
                total.0.extend([0.5 * weight * one, 0.5 * weight * other]);
                #[allow(
                    clippy::indexing_slicing,
                    reason = "there is a worth for each coalition of the group"
                )]
                let between =
                    |worths: &[f64], without: usize, with: usize| worths[with] - worths[without];
                if place == 0 {
                    total.1 = between(&others_before, 0, 1 << local);
                }
                if place + 1 == contexts.len() {
                    total.2 = between(&others_after, all & !(1 << local), all);
                }
            }
        }
        if !independence.holds() {
            return Ok(Played::Interacting);
        }
    }
    let mut cells = BTreeMap::new();
    for (((path, kind), (before, after)), (weighted, alone, last)) in moved.iter().zip(totals) {
        let Some(place) = places.find_path(path.segments()) else {
            continue;
        };
        let entry = Entry {
            effect: crate::score::exact_sum(weighted),
            applied_first: alone,
            applied_last: last,
            before: Value::of_leaf(before),
            after: Value::of_leaf(after),
        };
        cells.insert((place, EffectKind::of_leaf(*kind)), entry);
    }
    Ok(Played::Values(cells))
}

/// One bit of the mask for each player, with the values in this state: each release may ask for another number under the
/// same name.
fn insert_players(
    substitution: &mut Substitution,
    moved: &Moved,
    before: &Breakdown,
    after: &Breakdown,
) {
    for (bit, leaf) in moved.keys().enumerate() {
        if let (Some(before), Some(after)) = (leaves::find(before, leaf), leaves::find(after, leaf))
        {
            substitution.insert(leaf.0.segments(), leaf.1, 1 << bit, after, Some(before));
        }
    }
}

/// A state of the other unions, in which leaves are played.
struct State<'s, I: ?Sized> {
    model: &'s dyn Runnable<I>,
    input: &'s I,
    substitution: &'s Substitution,
    what: MovedLeaves,
}

impl<I: ?Sized> State<'_, I> {
    /// The score with the values after of the leaves in a mask.
    fn worth(&self, leaves: u32) -> Result<f64, ExplainError> {
        // The bit above all players stands for what is always handed out.
        self.substitution.only(leaves | 1 << 31);
        let score = self.model.substituted(self.input, self.substitution);
        score.map_err(|source| ExplainError::Mixture {
            model: Box::new(self.model.named()),
            what: self.what,
            source: Box::new(source),
        })
    }

    /// The score of every coalition of a group while `others` are after; those of no leaf and of all leaves are known.
    fn worths(
        &self,
        group: &[usize],
        others: u32,
        [none, all]: [f64; 2],
        full: u32,
    ) -> Result<Vec<f64>, ExplainError> {
        (0..1_usize << group.len())
            .map(|coalition| match others | Self::mask(group, coalition) {
                0 => Ok(none),
                leaves if leaves == full => Ok(all),
                leaves => self.worth(leaves),
            })
            .collect()
    }

    /// The leaves of a group that are in a coalition of it.
    fn mask(group: &[usize], coalition: usize) -> u32 {
        let members = group.iter().enumerate();
        members.fold(0, |mask, (local, bit)| {
            mask | u32::from(coalition >> local & 1 == 1) << bit
        })
    }
}
