//! Single leaves as players, by substitution at the trace.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    ExplainError, Method,
    game::{Game, Snapshot, is_reference},
    leaves,
    table::{Cell, Entry},
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

type Leaf = (Path, LeafKind);

/// The values of a leaf on both sides, in the first state in which it moves.
type Moved = BTreeMap<Leaf, (LeafValue, LeafValue)>;

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
        let few = Method::MOST_EXACT_INPUTS;
        // Most often this is seen before any name is looked at.
        let more = |(before, after): &Ends<'_>| leaves::moved(before, after, few) > Some(few);
        if ends.iter().any(more) {
            return Ok(None);
        }
    }
    let mut moved = Moved::new();
    let first = ends.first().copied();
    for (before, after) in ends {
        let other_shape = before.absent() != after.absent()
            || !leaves::unmatched_references(before, after).is_empty();
        if other_shape || !collect(before, after, leaves::is_own, &mut moved) {
            return Ok(None);
        }
    }
    let contexts = game.data_contexts();
    if method == Method::Automatic && !is_cheap(game, moved.len(), contexts.len()) {
        return Ok(None);
    }
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
    let played = play(game, places, "inputs", &moved, &contexts, evaluate);
    let mut cells = only_where_asked(method, played)?;
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

/// Whether the default method plays so many leaves, and can afford it beside what the secant needs.
fn is_cheap<I: ?Sized>(game: &Game<'_, I>, players: usize, contexts: usize) -> bool {
    let few = (1..=Method::MOST_EXACT_INPUTS).contains(&players);
    few && game.budget.left() > ((contexts as u64) << players) + 2 * players as u64
}

/// What cannot be played is an error only for those who asked for it: the secant tells it as well.
fn only_where_asked<T>(
    method: Method,
    played: Result<Option<T>, ExplainError>,
) -> Result<Option<T>, ExplainError> {
    match played {
        Err(_) if method == Method::Automatic => Ok(None),
        played => played,
    }
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
    }
    let contexts = game.reference_contexts();
    if method == Method::Automatic && !is_cheap(game, moved.len(), contexts.len()) {
        return Ok(None);
    }
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
    let played = play(game, places, "references", &moved, &contexts, evaluate);
    only_where_asked(method, played)
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

/// The game of single leaves in each state of the other unions.
///
/// `start` prepares the substitution of a state, and gives the recordings at the game's two ends and the data
/// that the model runs on.
fn play<'g, I: ?Sized + 'static>(
    game: &'g Game<'_, I>,
    places: &PathTable,
    what: &'static str,
    moved: &Moved,
    contexts: &[(Snapshot, Snapshot, f64)],
    start: impl Fn(
        Snapshot,
        Snapshot,
        &mut Substitution,
    ) -> (Option<&'g Breakdown>, Option<&'g Breakdown>, Snapshot),
) -> Result<Option<BTreeMap<Cell, Entry>>, ExplainError> {
    let players = moved.len();
    if players > attribution::MAX_PLAYERS {
        return Err(ExplainError::TooManyPlayers {
            what,
            moved: players,
            limit: attribution::MAX_PLAYERS,
        });
    }
    game.budget.afford(
        (contexts.len() as u64) << players,
        "use the secant method, or ",
    )?;
    let mut totals = vec![(Vec::new(), 0.0, 0.0); players];
    let full = (1_usize << players) - 1;
    for (place, &(release, other, weight)) in contexts.iter().enumerate() {
        let mut substitution = Substitution::new();
        let (before, after, data) = start(release, other, &mut substitution);
        let (Some(before), Some(after)) = (before, after) else {
            return Ok(None);
        };
        insert_players(&mut substitution, moved, before, after);
        let (model, input) = (game.release(release), game.input(data));
        let worths = worths(model, input, &substitution, players, what)?;
        game.budget.spend(worths.len() as u64);
        for (breakdown, coalition) in [(before, 0), (after, full)] {
            let substituted = worths.get(coalition).copied().unwrap_or(f64::NAN);
            if breakdown.value().to_bits() != substituted.to_bits() {
                #[allow(
                    clippy::cast_possible_truncation,
                    reason = "there are at most 20 players"
                )]
                substitution.only(coalition as u32 | 1 << 31);
                game.budget.spend(1);
                let found = model.record_unchecked(input, Some(&substitution)).ok();
                return Err(ExplainError::HiddenInput {
                    model: model.named(),
                    place: found.and_then(|found| found.first_difference(breakdown)),
                    substituted,
                    expected: breakdown.value(),
                });
            }
        }
        let shares = attribution::shapley(&worths)?;
        let worth = |coalition: usize| worths.get(coalition).copied().unwrap_or(f64::NAN);
        for (bit, (total, share)) in totals.iter_mut().zip(shares).enumerate() {
            total.0.push(weight * share);
            if place == 0 {
                total.1 = worth(1 << bit) - worth(0);
            }
            if place + 1 == contexts.len() {
                total.2 = worth(full) - worth(full & !(1 << bit));
            }
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
    Ok(Some(cells))
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

/// The score of every coalition of players.
fn worths<I: ?Sized>(
    model: &dyn Runnable<I>,
    input: &I,
    substitution: &Substitution,
    players: usize,
    what: &'static str,
) -> Result<Vec<f64>, ExplainError> {
    // The bit above all players stands for what is always handed out.
    let coalitions = (0..1_u32 << players).map(|coalition| coalition | 1 << 31);
    let worth = |coalition| {
        substitution.only(coalition);
        model.substituted(input, substitution)
    };
    coalitions
        .map(worth)
        .collect::<Result<_, _>>()
        .map_err(|source| ExplainError::Coalition {
            coalition: format!("{} with some {what} of the other snapshot", model.named()),
            source: Box::new(source),
            advice: "; use the secant method",
        })
}
