//! The table cause × place, and its sums.
//!
//! It is long: from marginal contributions to rows, and from rows to the sums of either axis: each step checks what
//! the one before promised.

use std::{cell::OnceCell, collections::BTreeMap};

use semver::Version;

use super::{
    Branch, Cause, CauseKind, CausePlace, ExplainError, Explainer, Explanation, Level, Method,
    Place, Question, Snapshot,
    game::{Budget, Direction, Game, Marginal, Step},
    leaf_players, leaves,
    points::Count,
};
use crate::{
    diff::{EffectKind, Moves, RawEffect, Recordings, Side, Value},
    formula::{breakdown::Breakdown, op::LeafKind, paths::PathId},
    lineage::Change,
    model::Runnable,
    path::Path,
    score::{self, ApportionError, exact_sum},
};

/// Where the secant is used, so many of the subject's leaves are substituted to see what they do alone and last: those with
/// the largest effects. Each costs two evaluations.
const MEASURED: usize = 64;

/// A place and a kind: one cell of the table.
pub(super) type Cell = (PathId, EffectKind);

/// One cell of the table under one cause.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) effect: f64,
    pub(super) applied_first: f64,
    pub(super) applied_last: f64,
    pub(super) before: Value,
    pub(super) after: Value,
}

/// One row of the table, before it is apportioned.
struct Row {
    head: Head,
    effect: f64,
    applied_first: f64,
    applied_last: f64,
    /// How it was split into places.
    method: Method,
    cells: BTreeMap<Cell, Entry>,
}

impl Row {
    fn is_idle(&self) -> bool {
        self.cells.is_empty()
            && [self.effect, self.applied_first, self.applied_last]
                .iter()
                .all(|&points| points == 0.0)
    }
}

/// What a cause is called.
struct Head {
    id: String,
    kind: CauseKind,
    release: Option<Version>,
    title: String,
    sentence: String,
}

impl Head {
    fn fixed(id: &str, kind: CauseKind, title: &str, release: Option<Version>) -> Self {
        Self {
            id: id.to_owned(),
            kind,
            release,
            title: title.to_owned(),
            sentence: String::new(),
        }
    }

    fn of(change: &Change, release: Version) -> Self {
        Self {
            id: change.key.clone(),
            kind: change.kind.into(),
            release: Some(release),
            title: change.title.clone(),
            sentence: change.sentence.clone(),
        }
    }
}

/// Plays the game of causes and writes down its table.
pub(super) fn explain<I: ?Sized + 'static>(
    &Explainer {
        method,
        causes_alone,
        ..
    }: &Explainer,
    budget: &Budget,
    first: &dyn Runnable<I>,
    steps: &[Step<'_, I>],
    inputs: [&I; 2],
    told: Direction,
) -> Result<Explanation, ExplainError> {
    let game = Game::play(first, steps, inputs, budget, told)?;
    let recordings = Recordings::new(game.breakdowns.iter().collect());
    let places = recordings.places();
    let mut table = Table {
        recordings: &recordings,
        diffs: 0,
        causes_alone,
    };

    let mut rows = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let release = step.to.named().version().clone();
        match step.set {
            Some(set) => {
                for (change, named) in set.changes.iter().enumerate() {
                    let marginals = game.change_marginals(index, change);
                    rows.push(table.row(Head::of(named, release.clone()), &marginals)?);
                }
            }
            None => {
                let head = Head::fixed(
                    "algorithm",
                    CauseKind::Algorithm,
                    "The algorithm",
                    Some(release),
                );
                let row = table.row(head, &game.change_marginals(index, 0))?;
                // Two models of one version that record the same are one algorithm, wherever they lie in memory.
                if !(first.named() == step.to.named() && row.is_idle()) {
                    rows.push(row);
                }
            }
        }
    }
    if game.reference_moved {
        let head = Head::fixed("reference", CauseKind::Reference, "Other people", None);
        let marginals = game.reference_marginals();
        let players = if causes_alone {
            None
        } else {
            leaf_players::reference(&game, places, method)?
        };
        rows.push(match players {
            Some(cells) => table.row_of_leaves(head, &marginals, cells),
            None => table.row(head, &marginals)?,
        });
    }
    let head = Head::fixed("data", CauseKind::Data, "Your own data", None);
    let marginals = game.data_marginals();
    let players = if causes_alone {
        None
    } else {
        leaf_players::data(&game, places, method)?
    };
    rows.push(match players {
        Some(cells) => table.row_of_leaves(head, &marginals, cells),
        None if causes_alone => table.row(head, &marginals)?,
        None => {
            let mut row = table.row(head, &marginals)?;
            substitute_principal(&game, &table, &mut row.cells)?;
            row
        }
    });
    let explanation = finish(&game, &table, rows, method, told)?;
    Ok(match told {
        Direction::Forwards => explanation,
        Direction::Backwards => explanation.reversed(),
    })
}

/// The recordings, and how often two of them were compared.
pub(super) struct Table<'t, 'a> {
    recordings: &'t Recordings<'a>,
    diffs: u64,
    /// Causes are not split by place.
    causes_alone: bool,
}

impl Table<'_, '_> {
    /// The size of the largest score of all.
    fn largest(&self) -> f64 {
        let sizes = self.recordings.totals().map(f64::abs);
        sizes.fold(0.0, f64::max)
    }

    fn total(&self, recording: usize) -> f64 {
        self.recordings.total(recording)
    }

    fn place(&self, id: PathId) -> Path {
        self.recordings.places().path(id)
    }

    /// A cause's Owen value, and its split by places: every marginal contribution split by the secant diff.
    fn row(&mut self, head: Head, marginals: &[Marginal]) -> Result<Row, ExplainError> {
        // Under one algorithm, other numbers of the owner's are another branch of it.
        let one_model = !head.kind.is_algorithm();
        let cells = if self.causes_alone {
            BTreeMap::new()
        } else {
            self.split(marginals, one_model)?
        };
        Ok(self.whole_row(head, marginals, Method::Secant, cells))
    }

    /// A cause's Owen value, where its leaves were players themselves.
    fn row_of_leaves(
        &self,
        head: Head,
        marginals: &[Marginal],
        cells: BTreeMap<Cell, Entry>,
    ) -> Row {
        self.whole_row(head, marginals, Method::Owen, cells)
    }

    fn whole_row(
        &self,
        head: Head,
        marginals: &[Marginal],
        method: Method,
        cells: BTreeMap<Cell, Entry>,
    ) -> Row {
        let worth = |marginal: &Marginal| self.total(marginal.to) - self.total(marginal.from);
        let one =
            |chosen: fn(&Marginal) -> bool| marginals.iter().find(|m| chosen(m)).map_or(0.0, worth);
        Row {
            head,
            effect: exact_sum(
                marginals
                    .iter()
                    .map(|marginal| marginal.weight * worth(marginal)),
            ),
            applied_first: one(|marginal| marginal.applied_first),
            applied_last: one(|marginal| marginal.applied_last),
            method,
            cells,
        }
    }

    fn split(
        &mut self,
        marginals: &[Marginal],
        one_model: bool,
    ) -> Result<BTreeMap<Cell, Entry>, ExplainError> {
        let mut collected: BTreeMap<Cell, Collected> = BTreeMap::new();
        let differ = |marginal: &&Marginal| marginal.from != marginal.to;
        let ends: Vec<(&Marginal, &Side<'_>, &Side<'_>)> = marginals
            .iter()
            .filter(differ)
            .filter_map(|marginal| {
                let sides = self.recordings.sides();
                let (from, to) = (sides.get(marginal.from), sides.get(marginal.to));
                Some((marginal, from?, to?))
            })
            .collect();
        self.diffs += ends.len() as u64;
        // Those of one shape behind each other, so that they are matched once.
        let mut order: Vec<usize> = (0..ends.len()).collect();
        order.sort_by_cached_key(|&at| ends.get(at).map(|(_, from, to)| Moves::shape(from, to)));
        let mut moves = Moves::new(self.recordings.places());
        let mut found: Vec<Vec<RawEffect>> = vec![Vec::new(); ends.len()];
        for at in order {
            if let (Some((_, from, to)), Some(slot)) = (ends.get(at), found.get_mut(at)) {
                *slot = moves.effects(from, to, one_model)?;
            }
        }
        for ((marginal, ..), effects) in ends.into_iter().zip(found) {
            for effect in effects {
                collected
                    .entry((effect.place, effect.kind))
                    .or_default()
                    .add(marginal, effect);
            }
        }
        Ok(collected
            .into_iter()
            .filter_map(|(cell, collected)| Some((cell, collected.entry()?)))
            .collect())
    }
}

/// What the marginal contributions of one cause say of one cell.
#[derive(Default)]
struct Collected {
    weighted: Vec<f64>,
    applied_first: f64,
    applied_last: f64,
    figures: Option<(Value, Value)>,
}

impl Collected {
    /// The figures are those of the first contribution that moves the cell: the one nearest to the score before.
    fn add(&mut self, marginal: &Marginal, effect: RawEffect) {
        self.weighted.push(marginal.weight * effect.value);
        if marginal.applied_first {
            self.applied_first = effect.value;
        }
        if marginal.applied_last {
            self.applied_last = effect.value;
        }
        self.figures.get_or_insert((effect.before, effect.after));
    }

    fn entry(self) -> Option<Entry> {
        let (before, after) = self.figures?;
        Some(Entry {
            effect: exact_sum(self.weighted),
            applied_first: self.applied_first,
            applied_last: self.applied_last,
            before,
            after,
        })
    }
}

/// Sees what each of the subject's leaves does alone and last, by substituting it.
fn substitute_principal<I: ?Sized + 'static>(
    game: &Game<'_, I>,
    table: &Table<'_, '_>,
    cells: &mut BTreeMap<Cell, Entry>,
) -> Result<(), ExplainError> {
    let leaf_kind = |kind| match kind {
        EffectKind::Input => Some(LeafKind::Input),
        EffectKind::Category => Some(LeafKind::Category),
        _ => None,
    };
    let principal: Vec<(Cell, f64)> = cells
        .iter()
        .filter(|((_, kind), _)| leaf_kind(*kind).is_some())
        .map(|(cell, entry)| (*cell, entry.effect.abs()))
        .collect();
    // A single input that moved needs no substitution: it is the whole move. A single place may be one of several inputs.
    if cells.len() < 2 && leaf_players::one_moved(game) {
        return Ok(());
    }
    let mut chosen: Vec<_> = principal
        .into_iter()
        .filter_map(|((place, kind), size)| {
            let leaf = (table.place(place), leaf_kind(kind)?);
            Some(((place, kind), leaf, size))
        })
        .collect();
    // Ties are settled by name: place ids depend on the order of the recordings.
    chosen.sort_by(|(_, p, a), (_, q, b)| b.total_cmp(a).then(p.cmp(q)));
    chosen.truncate(MEASURED);
    game.budget.afford(2 * chosen.len() as u64, game.remedy)?;
    let wanted: Vec<_> = chosen.iter().map(|(_, leaf, _)| leaf.clone()).collect();
    let alone = leaf_players::one_by_one(game, Snapshot::Before, &wanted);
    let last = leaf_players::one_by_one(game, Snapshot::After, &wanted);
    for (((cell, ..), alone), last) in chosen.iter().zip(alone).zip(last) {
        if let Some(entry) = cells.get_mut(cell) {
            entry.applied_first = alone.unwrap_or(entry.applied_first);
            entry.applied_last = last.unwrap_or(entry.applied_last);
        }
    }
    Ok(())
}

/// How much each part counts, in the two scores.
type Shares = [BTreeMap<Path, f64>; 2];

/// Asked for where a weight moved, which in most explanations none did.
fn shares_of<I: ?Sized + 'static>(game: &Game<'_, I>, sides: [usize; 2]) -> Shares {
    sides.map(|side| {
        let side = game.breakdowns.get(side);
        side.map(Breakdown::shares).unwrap_or_default()
    })
}

/// How much a part counts is told by the shares that the two scores have. A cause that takes a share the other way than
/// all causes together leaves no figure that could be told.
fn told_shares<'s>(
    shares: impl Fn() -> &'s Shares,
    mut places: Vec<CausePlace>,
) -> Vec<CausePlace> {
    let weighed = places
        .iter_mut()
        .filter(|cell| cell.kind == EffectKind::Weight);
    for cell in weighed {
        let share = |side: &BTreeMap<Path, f64>| side.get(&cell.id).copied();
        let (before, after) = match shares().each_ref().map(share) {
            [Some(before), Some(after)] => (before, after),
            // A share that only a score between the two would have is none of either.
            [before, after] => {
                let figure = |share: Option<f64>| share.map_or(Value::Absent, Value::Share);
                (cell.before, cell.after) = (figure(before), figure(after));
                continue;
            }
        };
        let (Some(from), Some(to)) = (cell.before.number(), cell.after.number()) else {
            continue;
        };
        if (from - before).abs() < 1e-12 && (to - after).abs() < 1e-12 {
            continue;
        }
        (cell.before, cell.after) = if (to - from) * (after - before) > 0.0 {
            (Value::Share(before), Value::Share(after))
        } else {
            (Value::Several, Value::Several)
        };
    }
    places
}

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
fn finish<I: ?Sized + 'static>(
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
    let mut causes = Vec::with_capacity(rows.len());
    for (row, micro) in rows.into_iter().zip(micros) {
        let whole = Entry {
            effect: row.effect,
            applied_first: row.applied_first,
            applied_last: row.applied_last,
            before: Value::Several,
            after: Value::Several,
        };
        let places = cause_places(table, row.cells, whole, micro, count)?;
        causes.push(Cause {
            interacting: count.is_interacting(row.effect, row.applied_first, row.applied_last),
            places: told_shares(shares, places),
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
        places: place_totals(&causes, depth_of(game, start, end), delta_micro, count)?,
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
) -> Result<Vec<CausePlace>, ExplainError> {
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
        Err(error) if error.is_of_parts_that_cancel() => {
            // The parts are so much larger than the cause that they do not say where it acted.
            named = vec![(Path::root(), EffectKind::Replaced, whole)];
            vec![micro]
        }
        micros => micros?,
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
    Ok(named.into_iter().zip(micros).map(place).collect())
}

/// All causes together at each principal place, apportioned in their own right.
fn place_totals(
    causes: &[Cause],
    depth: usize,
    delta_micro: i64,
    count: Count,
) -> Result<Vec<Place>, ApportionError> {
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
        Err(error) if error.is_of_parts_that_cancel() => {
            let of = |part: fn(&Cause) -> f64| exact_sum(causes.iter().map(part));
            let whole = [
                of(|c| c.effect),
                of(|c| c.applied_first),
                of(|c| c.applied_last),
            ];
            sums = vec![(Path::root(), whole)];
            vec![delta_micro]
        }
        micros => micros?,
    };
    let place = |((id, [effect, alone, last]), micro): ((Path, [f64; 3]), i64)| Place {
        id,
        effect,
        micro,
        applied_first: alone,
        applied_last: last,
        interacting: count.is_interacting(effect, alone, last),
    };
    Ok(sums
        .into_iter()
        .zip(micros)
        .map(place)
        .filter(|place| place.effect != 0.0 || place.micro != 0)
        .collect())
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
