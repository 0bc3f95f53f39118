//! The explanation of a table of causes and places: whole millionths of a point, and the sums of either axis.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Branch, Cause, CausePlace, ExplainError, Explanation, Level, Method, Place, Question, Snapshot,
    game::{Direction, Game},
    leaves,
    points::Count,
    row::{Cell, Entry, Row},
    table::Table,
};
use crate::{
    diff::{EffectKind, Value},
    formula::breakdown::{Breakdown, PartShare},
    path::Path,
    score::{self, ApportionError, exact_sum},
};

/// How much each part counts, in the two scores.
type Shares = [BTreeMap<Path, PartShare>; 2];

/// Why the causes of a move cannot be told to a millionth: with the largest one, where it is the causes that cancel.
fn not_counted(rows: &[Row], source: ApportionError) -> ExplainError {
    let largest = rows
        .iter()
        .max_by(|a, b| a.effect.abs().total_cmp(&b.effect.abs()));
    match largest.filter(|_| source.is_of_parts_that_cancel()) {
        Some(row) => ExplainError::Cancelling {
            cause: row.head.id.clone(),
            effect: row.effect,
            source,
        },
        None => source.into(),
    }
}

/// Turns the table into points that add up.
pub(super) fn finish<I: ?Sized + 'static>(
    game: &Game<'_, I>,
    table: &Table<'_, '_>,
    rows: Vec<Row>,
    method: Method,
    told: Direction,
) -> Result<Explanation, ExplainError> {
    let (start, end) = (
        game.recording(Snapshot::Before, Snapshot::Before, Snapshot::Before),
        game.recording(Snapshot::After, Snapshot::After, Snapshot::After),
    );
    let (before, after) = (table.total(start), table.total(end));
    let delta_micro = score::micro(after)? - score::micro(before)?;
    let (first, last) = (
        game.release(Snapshot::Before),
        game.release(Snapshot::After),
    );
    // What holds the score after: told backwards, that is the one at the game's start.
    let (scale, result) = match told {
        Direction::Forwards => (last.scale_of(), game.breakdowns.get(end)),
        Direction::Backwards => (first.scale_of(), game.breakdowns.get(start)),
    };
    // Both levels in the digits of the finer scale, so that they and the move add up as they are read.
    let finer = [&first, &last].map(|release| release.scale_of().shown_decimals());
    let scale = scale.decimals(finer.into_iter().max().unwrap_or_default());
    let count = Count {
        digit: score::shown_digit(&scale),
        computed_from: 2e6 * table.largest(),
    };

    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|&a, &b| {
        rows.get(a)
            .map(|row| &row.head.id)
            .cmp(&rows.get(b).map(|row| &row.head.id))
    });
    let effects: Vec<f64> = order
        .iter()
        .filter_map(|&at| rows.get(at))
        .map(|row| row.effect)
        .collect();
    let mut micros = vec![0; rows.len()];
    let counted = count
        .apportion(delta_micro, &effects)
        .map_err(|error| not_counted(&rows, error))?;
    for (&at, micro) in order.iter().zip(counted) {
        if let Some(slot) = micros.get_mut(at) {
            *slot = micro;
        }
    }

    let shares = OnceCell::new();
    let shares = || shares.get_or_init(|| shares_of(game, [start, end]));
    let names = OnceCell::new();
    let names = || names.get_or_init(|| names_of(game, [start, end]));
    let mut causes = Vec::with_capacity(rows.len());
    for (row, micro) in rows.into_iter().zip(micros) {
        let whole = Entry {
            effect: row.effect,
            applied_first: row.applied_first,
            applied_last: row.applied_last,
            before: Value::Several,
            after: Value::Several,
        };
        let places = cause_places(table, row.cells, whole, micro, count);
        causes.push(Cause {
            interacting: count.is_interacting(row.effect, row.applied_first, row.applied_last),
            places: known_already(names, shown_shares(shares, places)),
            id: row.head.id,
            kind: row.head.kind,
            release: row.head.release,
            title: row.head.title,
            sentence: row.head.sentence,
            effect: row.effect,
            micro,
            applied_first: row.applied_first,
            applied_last: row.applied_last,
            method: row.method,
        });
    }
    Ok(Explanation {
        model: last.named().name().to_owned(),
        before: Level {
            version: first.named().version().clone(),
            value: before,
            band: first.scale_of().band_of(before).map(str::to_owned),
        },
        after: Level {
            version: last.named().version().clone(),
            value: after,
            band: last.scale_of().band_of(after).map(str::to_owned),
        },
        scale,
        delta: after - before,
        delta_micro,
        question: Question::Move,
        places: place_totals(&causes, depth_of(game, start, end), delta_micro, count),
        branches: branches(game, &causes),
        causes,
        parts: result.map(Breakdown::mean_parts).unwrap_or_default(),
        absent: result.map(Breakdown::absent).unwrap_or_default(),
        caps: result.map(Breakdown::active_caps).unwrap_or_default(),
        unmatched_references: unmatched(game),
        method,
        evaluations: game.budget.spent(),
        diffs: table.diffs,
        budget: game.budget.allowed,
    })
}

/// The references that only one side of a release asked for.
fn unmatched<I: ?Sized + 'static>(game: &Game<'_, I>) -> Vec<Path> {
    let mut unmatched = Vec::new();
    for release in [Snapshot::Before, Snapshot::After] {
        let on = |side| game.breakdowns.get(game.recording(release, side, side));
        if let (Some(before), Some(after)) = (on(Snapshot::Before), on(Snapshot::After)) {
            unmatched.extend(leaves::unmatched_references(before, after));
        }
    }
    unmatched.sort();
    unmatched.dedup();
    unmatched
}

/// The categories that changed without points of their own.
fn branches<I: ?Sized + 'static>(game: &Game<'_, I>, causes: &[Cause]) -> Vec<Branch> {
    let on = |data| {
        game.breakdowns
            .get(game.recording(Snapshot::After, data, data))
    };
    let (Some(before), Some(after)) = (on(Snapshot::Before), on(Snapshot::After)) else {
        return Vec::new();
    };
    let told = |path: &Path| {
        let cells = causes.iter().flat_map(|cause| &cause.places);
        cells
            .into_iter()
            .any(|cell| cell.kind == EffectKind::Category && cell.id == *path)
    };
    leaves::relabelled(before, after)
        .into_iter()
        .filter(|(path, ..)| !told(path))
        .map(|(id, before, after)| Branch { id, before, after })
        .collect()
}

/// The places of one cause, by name, adding up to the cause.
fn cause_places(
    table: &Table<'_, '_>,
    cells: BTreeMap<Cell, Entry>,
    whole: Entry,
    micro: i64,
    count: Count,
) -> Vec<CausePlace> {
    let mut named: Vec<(Path, EffectKind, Entry)> = cells
        .into_iter()
        .filter(|(_, entry)| {
            entry.effect != 0.0 || entry.applied_first != 0.0 || entry.applied_last != 0.0
        })
        .map(|((place, kind), entry)| (table.place(place), kind, entry))
        .collect();
    if micro != 0 && named.iter().all(|(_, _, entry)| entry.effect == 0.0) {
        // Two orders of adding the same numbers, and nothing else, made the difference.
        named.push((Path::root(), EffectKind::Rounding, whole.clone()));
    }
    // Told backwards, what was added was removed: the order that settles ties must not depend on it.
    let falls = micro < 0 || (micro == 0 && whole.effect < 0.0);
    let in_order = |kind: EffectKind| if falls { kind.turned() } else { kind };
    named.sort_by(|a, b| (&a.0, in_order(a.1)).cmp(&(&b.0, in_order(b.1))));
    let effects: Vec<f64> = named.iter().map(|(_, _, entry)| entry.effect).collect();
    let micros = match count.apportion(micro, &effects) {
        Err(_) => {
            // The parts are so much larger than the cause that they do not say where it acted.
            named = vec![(Path::root(), EffectKind::Replaced, whole)];
            vec![micro]
        }
        Ok(micros) => micros,
    };
    let place = |((id, kind, entry), micro): ((Path, EffectKind, Entry), i64)| CausePlace {
        id,
        kind,
        effect: entry.effect,
        micro,
        before: entry.before,
        after: entry.after,
        applied_first: entry.applied_first,
        applied_last: entry.applied_last,
        interacting: count.is_interacting(entry.effect, entry.applied_first, entry.applied_last),
    };
    named.into_iter().zip(micros).map(place).collect()
}

/// All causes together at each principal place, apportioned in their own right.
fn place_totals(causes: &[Cause], depth: usize, delta_micro: i64, count: Count) -> Vec<Place> {
    let mut totals: BTreeMap<Path, [Vec<f64>; 3]> = BTreeMap::new();
    for place in causes.iter().flat_map(|cause| &cause.places) {
        let [effects, alone, last] = totals.entry(place.id.prefix(depth)).or_default();
        effects.push(place.effect);
        alone.push(place.applied_first);
        last.push(place.applied_last);
    }
    let mut sums: Vec<(Path, [f64; 3])> = totals
        .into_iter()
        .map(|(path, columns)| (path, columns.map(exact_sum)))
        .collect();
    let effects: Vec<f64> = sums.iter().map(|(_, [effect, ..])| *effect).collect();
    let micros = match count.apportion(delta_micro, &effects) {
        Err(_) => {
            let of = |part: fn(&Cause) -> f64| exact_sum(causes.iter().map(part));
            let whole = [
                of(|c| c.effect),
                of(|c| c.applied_first),
                of(|c| c.applied_last),
            ];
            sums = vec![(Path::root(), whole)];
            vec![delta_micro]
        }
        Ok(micros) => micros,
    };
    let place = |((id, [effect, alone, last]), micro): ((Path, [f64; 3]), i64)| Place {
        id,
        effect,
        micro,
        applied_first: alone,
        applied_last: last,
        interacting: count.is_interacting(effect, alone, last),
    };
    sums.into_iter()
        .zip(micros)
        .map(place)
        .filter(|place| place.effect != 0.0 || place.micro != 0)
        .collect()
}

/// How many segments name a principal place: one more than all names have in common.
fn depth_of<I: ?Sized + 'static>(game: &Game<'_, I>, start: usize, end: usize) -> usize {
    let scopes = [start, end]
        .into_iter()
        .filter_map(|at| game.breakdowns.get(at))
        .map(Breakdown::common_scope);
    scopes
        .reduce(|common, scope| common.common_prefix(&scope))
        .map_or(1, |common| common.len() + 1)
}

/// What stands in the two scores, asked for where a part came or went.
fn names_of<I: ?Sized + 'static>(game: &Game<'_, I>, sides: [usize; 2]) -> [BTreeSet<Path>; 2] {
    sides.map(|side| {
        let side = game.breakdowns.get(side);
        side.map(Breakdown::names_that_count).unwrap_or_default()
    })
}

/// What a cause brought to a score, or took from it, on some of the ways from the one score to the other is not new where the
/// score before had it already, and not gone where the score after has it.
fn known_already<'n>(
    names: impl Fn() -> &'n [BTreeSet<Path>; 2],
    mut places: Vec<CausePlace>,
) -> Vec<CausePlace> {
    for cell in &mut places {
        let (side, missing) = match cell.kind {
            EffectKind::Added => (0, &mut cell.before),
            EffectKind::Removed => (1, &mut cell.after),
            _ => continue,
        };
        let is_known = |names: &BTreeSet<Path>| names.contains(&cell.id);
        if *missing == Value::Absent && names().get(side).is_some_and(is_known) {
            *missing = Value::Several;
        }
    }
    places
}

/// Asked for where a weight moved, which in most explanations none did.
fn shares_of<I: ?Sized + 'static>(game: &Game<'_, I>, sides: [usize; 2]) -> Shares {
    sides.map(|side| {
        let side = game.breakdowns.get(side);
        side.map(Breakdown::shares).unwrap_or_default()
    })
}

/// How much a part counts is told by the shares that the two scores have. A cause that takes a share the other way than
/// all causes together leaves no figure that could be told.
fn shown_shares<'s>(
    shares: impl Fn() -> &'s Shares,
    mut places: Vec<CausePlace>,
) -> Vec<CausePlace> {
    let weighed = places
        .iter_mut()
        .filter(|cell| cell.kind == EffectKind::Weight);
    for cell in weighed {
        let of = |side: &BTreeMap<Path, PartShare>| side.get(&cell.id).copied();
        let known = shares().each_ref().map(of);
        let figures = (cell.before.number(), cell.after.number());
        let shown = match (known, figures) {
            ([Some(before), Some(after)], (Some(from), Some(to))) => {
                ends_of((before, after), (from, to))
            }
            ([Some(_), Some(_)], _) => continue,
            // A share that only a score between the two would have is none of either.
            (known, _) => {
                let figure = |share: Option<PartShare>| {
                    share.map_or(Value::Absent, |share| Value::Share(share.of_mean))
                };
                known.map(figure)
            }
        };
        [cell.before, cell.after] = shown;
    }
    places
}

/// The shares that the two scores have of a part whose share a cause took from one number to another: those of its mean, or of
/// all where the numbers are of all, as where other means were made of the parts. [`Value::Several`] where the cause took it the
/// other way.
fn ends_of((before, after): (PartShare, PartShare), (from, to): (f64, f64)) -> [Value; 2] {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
    let is_one = |of: PartShare, share: f64| near(of.of_mean, share) || near(of.of_all, share);
    if is_one(before, from) && is_one(after, to) {
        return [from, to].map(Value::Share);
    }
    let is_of_all = |of: PartShare, share: f64| !near(of.of_mean, share) && near(of.of_all, share);
    let (before, after) = if is_of_all(before, from) || is_of_all(after, to) {
        (before.of_all, after.of_all)
    } else {
        (before.of_mean, after.of_mean)
    };
    if (to - from) * (after - before) > 0.0 {
        [before, after].map(Value::Share)
    } else {
        [Value::Several, Value::Several]
    }
}
