//! The table cause × place, and its sums.

use std::collections::BTreeMap;

use super::{
    CauseKind, ExplainError, Explainer, Explanation, Method, Snapshot,
    assemble::finish,
    game::{Budget, Direction, Game, Marginal, Step},
    leaf_players,
    row::{Cell, Entry, Head, Row},
};
use crate::{
    diff::{EffectKind, Moves, RawEffect, Recordings, Side, Value},
    formula::{op::LeafKind, paths::PathId},
    model::Runnable,
    path::Path,
    score::exact_sum,
};

/// Where the secant is used, so many of the subject's leaves are substituted to see what they do alone and last: those with
/// the largest effects. Each costs two evaluations.
const MEASURED: usize = 64;

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
    pub(super) diffs: u64,
    /// Causes are not split by place.
    causes_alone: bool,
}

impl Table<'_, '_> {
    /// The size of the largest score of all.
    pub(super) fn largest(&self) -> f64 {
        let sizes = self.recordings.totals().map(f64::abs);
        sizes.fold(0.0, f64::max)
    }

    pub(super) fn total(&self, recording: usize) -> f64 {
        self.recordings.total(recording)
    }

    pub(super) fn place(&self, id: PathId) -> Path {
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
