//! Two breakdowns and the exact difference between them.
//!
//! It is long: half of it is the documentation of the rules; the rest is what is public of a difference, and how
//! effects become points.
//!
//! A [`Diff`] walks two recorded formulas side by side, from their roots down, and carries a multiplier: 1 at the root,
//! and below it how much of the score a unit of each node is worth. A node that is used in several places adds up its
//! multipliers first. A leaf that moved by Δ has the effect multiplier · Δ. Each operation hands its multiplier `m` down
//! by a rule of its own, chosen so that the children's moves account exactly for the operation's:
//!
//! | operation | what its arguments get | source |
//! | --- | --- | --- |
//! | sum | m each, −m where subtracted | – |
//! | product | m times the mean product of the others along the straight line: Shapley values | Owen 1972; for two factors Bennet 1920 |
//! | ratio u/v | where no moved leaf is below both, m·½(1/v₀ + 1/v₁) and −m·ū/(v₀·v₁): Shapley values | Shapley 1953 |
//! | ratio u/v with a moved leaf below both | m/v̄ and −m·q̄/v̄ with means over both sides, so that a common factor does not blow up | midpoint rule |
//! | ratio u/v where v changes its sign | one `threshold` effect | – |
//! | power | the Shapley values of base and exponent | Shapley 1953 |
//! | weighted mean | values by their mean share; weights by how far their part lies from the mean of all | – |
//! | unchanged curve | the secant | the Rescale rule of `DeepLIFT`, Shrikumar et al. 2017 |
//! | unchanged curves over one sum, product, maximum or minimum | the Shapley values of up to eight moved parts, taken as one function | Shapley 1953 |
//! | unchanged curves over what so many curves stand on that users times parts are more than 1,048,576 | the secant of each | – |
//! | unchanged curves over a sum of more moved parts | the Shapley values of the seven that move furthest, of all others that rise and of all others that fall, taken as one function; inside these two by their moves | Owen 1977 |
//! | changed curve | half of what the change does at each end is the curve's own effect; the mean of both secants goes down | – |
//! | maximum, minimum | the Shapley values in closed form | – |
//! | rounding | m, as if it were not there; what rounding adds is its own effect | – |
//! | rounding on one side only | half of what it adds to either side is its own effect; m times the mean of the plain and the rounded move goes down, while the rounded one is at most four times as large | Shapley 1953 |
//! | points by band or category | over a leaf, the leaf's whole move; over anything composed, one `threshold` effect | – |
//! | gate | while open, m to its part; opening or closing is one `threshold` effect | – |
//! | choice by category | the branch, while the label stays; else one effect on the category | – |
//! | custom function | the secant; its own effect where it jumps, `replaced` where its revision changed | – |
//! | opaque function | the only argument that moved, else one effect on its place | – |
//!
//! Before the walk the two formulas are matched as a whole: what is the same formula on both sides, wherever it stands,
//! then what has the same role, one operation over common leaves (after `GumTree`, Falleri et al. 2014). What goes on
//! inside the other side has no effect; what stands around it is `added` or `removed` and compared with nothing there: 0 in
//! a sum, 1 in a product, weight 0 in a mean, no curve, no rounding. Terms of a sum pair without the owner's factors on
//! them; a factor that changed is one effect, Δcoefficient × mean term, and what became of a factor around a bracket is
//! one effect for most of its terms together. The owner's weights of a mean are compared as shares. A part that went from
//! one list to another has one net effect. The same parts put together by another operation are `replaced` as a whole, and so
//! is another function under another factor; parts of a mean of groups count by their share of the whole. Names decide where
//! nothing else does, and what has nothing in common is `replaced`.
//!
//! Two recordings of one model that have one structure but other numbers of the owner's took another branch of the author's
//! own code, such as `if income.value() > 1000.0`. The lowest node that holds all of those numbers is then taken as one function
//! of the leaves below it: the only one that moved answers for all of it, else it is one `threshold` effect there.
//!
//! Exact Shapley values come out for sums of products of curves of one leaf each; elsewhere the rules are composed by the
//! chain rule, which is complete but not a Shapley value. Where an input is used twice or parts cancel, ask for
//! [`Method::Owen`](crate::explain::Method::Owen).

mod align;
mod branch;
mod common;
mod crowd;
mod curved;
mod curves;
mod deliver;
mod effect;
mod extremum;
mod field;
mod figures;
mod half;
mod jumps;
mod layer;
mod lift;
mod lists;
mod matching;
mod mean;
mod owned;
mod pairing;
mod product;
mod products;
mod rules;
mod settle;
mod shared;
mod side;
mod sketch;
mod stored;
mod structure;
mod sums;
mod term;
mod walk;

pub use effect::{Effect, EffectKind, GateCrossing, TermMove, TooLarge, Value};
use std::{cmp::Ordering, collections::BTreeMap, fmt, sync::Arc};

use branch::Takers;
use matching::Matching;
use walk::{Walk, WalkMode};

pub(crate) use side::{Recordings, Side};
pub(crate) use walk::RawEffect;

use serde::Serialize;

use crate::{
    exact,
    formula::{
        breakdown::Breakdown,
        paths::{self, Named, PathTable},
    },
    id::ModelId,
    path::{Path, printable, shown},
    score::{self, ApportionError, Scale, exact_sum},
    words,
};

/// Why two breakdowns could not be compared.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DiffError {
    /// The breakdowns are of two different scores.
    #[error(
        "`{}` and `{}` are different scores, not versions of one",
        printable(before),
        printable(after)
    )]
    #[non_exhaustive]
    DifferentModels {
        /// The name before.
        before: String,
        /// The name after.
        after: String,
    },

    /// An effect is not a finite number: the formula's values are too extreme to be split.
    #[error("the effect of `{}` is not a finite number: {effect}", shown(place))]
    #[non_exhaustive]
    NotFinite {
        /// Where.
        place: Path,
        /// What came out.
        effect: f64,
    },

    /// Splitting a place would take more than a comparison may: more moved factors in one product, more to be told
    /// about terms at gates, or more parts of one list that answers to many others, than [`TooLarge::most`].
    #[error("`{}` is too large to be compared: {found} {what}, at most {}", shown(place), what.most())]
    #[non_exhaustive]
    TooLarge {
        /// Where.
        place: Path,
        /// What there is too much of.
        what: TooLarge,
        /// How much of it was found.
        found: usize,
    },

    /// The effects could not be turned into millionths of a point that add up.
    #[error("the effects cannot be apportioned: {0}")]
    Apportion(#[from] ApportionError),
}

/// The exact difference of two breakdowns: which place moved the score by how much.
///
/// The effects add up to after − before, and in millionths of a point they add up identically. Only the two
/// recordings are used, never a model, so that breakdowns of versions that are gone can still be compared. Where the
/// parts of a move are so much larger than it that they cancel beyond what can be counted (10¹¹ + 3 − 10¹¹), one effect
/// at the root says [`Replaced`](EffectKind::Replaced) instead.
///
/// Each operation hands its move down to its arguments by a rule of its own (the rules and their sources are in
/// the [module](crate::diff)'s documentation).
///
/// # Examples
///
/// ```
/// use scoreshift::{Diff, ScoringModel, diff::EffectKind};
/// # use scoreshift::*;
/// # struct M; impl ScoringModel for M { type Input = (f64, f64);
/// # fn id(&self) -> ModelId { ModelId::new("m", Version::new(1, 0, 0)) }
/// # fn scale(&self) -> Scale { Scale::new(0.0, 100.0) }
/// # fn evaluate<T: Trace>(&self, input: &(f64, f64), t: T) -> Result<Term<T>, EvalError> {
/// #     Ok(t.input("width", input.0) * t.input("height", input.1))
/// # } }
/// // The model is width · height.
/// let diff = Diff::between(&M.breakdown(&(2.0, 3.0))?, &M.breakdown(&(4.0, 5.0))?)?;
/// assert_eq!(diff.moved(), 14.0);
/// let [height, width] = diff.effects() else { panic!("two places moved") };
/// assert_eq!((height.place.to_string().as_str(), height.effect), ("height", 6.0));
/// assert_eq!((width.kind, width.effect), (EffectKind::Input, 8.0));
/// assert_eq!(diff.to_string(), "\
/// 6 → 20: +14.000000
///   +8.000000  width: input, 2 → 4
///   +6.000000  height: input, 3 → 5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diff {
    before: f64,
    after: f64,
    effects: Vec<Effect>,
    crossings: Vec<GateCrossing>,
}

impl Diff {
    /// Compares two breakdowns of versions of one score.
    ///
    /// # Errors
    ///
    /// [`DiffError`]: other names, a score beyond [`MOST_POINTS`](crate::score::MOST_POINTS), or values so extreme that
    /// an effect is not finite.
    pub fn between(before: &Breakdown, after: &Breakdown) -> Result<Self, DiffError> {
        same_name(before.model(), after.model())?;
        let recordings = Recordings::new(vec![before, after]);
        let places = recordings.places();
        let [a, b] = recordings.sides() else {
            return Ok(Self {
                before: before.value(),
                after: after.value(),
                effects: Vec::new(),
                crossings: Vec::new(),
            });
        };
        let one_model = before.model() == after.model();
        let (raw, crossings) = moves(a, b, places, one_model)?;
        let mut raw = merge(raw, places)?;
        figures::of_named_values(&mut raw, a, b);
        let mut merged = by_name(raw, places);
        let moved = score::micro(b.total())? - score::micro(a.total())?;
        let whole = || RawEffect {
            place: paths::ROOT,
            kind: EffectKind::Replaced,
            value: b.total() - a.total(),
            before: Value::Number(a.total()),
            after: Value::Number(b.total()),
        };
        if merged.is_empty() && moved != 0 {
            // The same sum in another order: noise beyond a rounding edge, and no other effect to take it.
            merged.push((Path::root(), whole()));
        }
        let (mut names, mut merged): (Vec<Path>, Vec<RawEffect>) = merged.into_iter().unzip();
        let micros = match micros(&merged, moved, [a.total(), b.total()]) {
            Err(_) => {
                // The parts are so much larger than the move that they do not say where it came from.
                if a.total() == b.total() {
                    (names, merged) = (Vec::new(), Vec::new());
                    Vec::new()
                } else {
                    (names, merged) = (vec![Path::root()], vec![whole()]);
                    vec![moved]
                }
            }
            Ok(micros) => micros,
        };
        let effects = names
            .into_iter()
            .zip(merged)
            .zip(micros)
            .map(|((place, raw), micro)| Effect {
                place,
                kind: raw.kind,
                effect: raw.value,
                micro,
                before: raw.before,
                after: raw.after,
            })
            .collect();
        Ok(Self {
            before: a.total(),
            after: b.total(),
            effects,
            crossings,
        })
    }

    /// The score before.
    #[must_use]
    pub fn before(&self) -> f64 {
        self.before
    }

    /// The score after.
    #[must_use]
    pub fn after(&self) -> f64 {
        self.after
    }

    /// After − before, in points.
    #[must_use]
    pub fn moved(&self) -> f64 {
        self.after - self.before
    }

    /// After − before in millionths of a point, each rounded first, so that steps telescope.
    #[must_use]
    pub fn moved_micro(&self) -> i64 {
        self.effects.iter().map(|effect| effect.micro).sum()
    }

    /// What moved, by place and kind; places that moved nothing are not listed.
    #[must_use]
    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    /// The gates that opened or closed.
    #[must_use]
    pub fn crossings(&self) -> &[GateCrossing] {
        &self.crossings
    }
}

impl fmt::Display for Diff {
    /// One line for the move and one for each effect, in points to the millionth, the largest first: for authors of a
    /// model. What people read is made by a [`Presenter`](crate::Presenter).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points =
            |micro| words::signed(&Scale::unbounded().decimals(Scale::MAX_DECIMALS), micro);
        let [before, after] = [self.before, self.after].map(words::level);
        write!(f, "{before} → {after}: {}", points(self.moved_micro()))?;
        let mut effects: Vec<&Effect> = self.effects.iter().collect();
        effects.sort_by_key(|effect| std::cmp::Reverse(effect.micro.unsigned_abs()));
        let widths = effects
            .iter()
            .map(|effect| points(effect.micro).chars().count());
        let width = widths.max().unwrap_or(0);
        for effect in effects {
            let (place, kind) = (effect.named_place(), effect.kind);
            let points = points(effect.micro);
            write!(f, "\n  {points:>width$}  {place}: {kind}")?;
            if effect.before != Value::Several || effect.after != Value::Several {
                write!(f, ", {} → {}", effect.before, effect.after)?;
            }
        }
        Ok(())
    }
}

/// The effects in millionths of a point, which add up to `total`.
fn micros(effects: &[RawEffect], total: i64, levels: [f64; 2]) -> Result<Vec<i64>, ApportionError> {
    let order = mirrored_order(effects, total);
    let part = |&index: &usize| effects.get(index).map_or(0.0, |effect| effect.value * 1e6);
    let parts: Vec<f64> = order.iter().map(part).collect();
    let computed_from = levels.iter().map(|level| level.abs() * 1e6).sum();
    let shares = score::apportion_beside(computed_from, total, &parts)?;
    let mut micros = vec![0; effects.len()];
    for (index, share) in order.into_iter().zip(shares) {
        if let Some(slot) = micros.get_mut(index) {
            *slot = share;
        }
    }
    Ok(micros)
}

/// The order by which ties of the apportionment are decided: the same effects in the same order when the sides
/// are swapped.
///
/// Effects are sorted by place and kind, and only added and removed become each other. Where one place has both,
/// the larger one comes first; of equal ones, the one that agrees with the total. They come last, so that they
/// never decide the sign of a total of nothing.
fn mirrored_order(effects: &[RawEffect], total: i64) -> Vec<usize> {
    let twin = |index: usize| {
        let own = effects.get(index)?;
        let (other, kind) = match own.kind {
            EffectKind::Added => (index + 1, EffectKind::Removed),
            EffectKind::Removed => (index.checked_sub(1)?, EffectKind::Added),
            _ => return None,
        };
        let found = effects.get(other)?;
        (found.kind == kind && found.place == own.place).then_some((own, other, found))
    };
    let key = |index: &usize| match twin(*index) {
        None => (0, *index, false),
        Some((own, other, found)) => {
            let first = (*index).min(other);
            let (x, y) = (own.value, found.value);
            let up = if total == 0 { x > 0.0 } else { total > 0 };
            let later = match x.abs().partial_cmp(&y.abs()) {
                Some(Ordering::Equal) if x.to_bits() == y.to_bits() => {
                    (own.kind == EffectKind::Added) != up
                }
                Some(Ordering::Equal) => (x > 0.0) != (total >= 0),
                order => order == Some(Ordering::Less),
            };
            let equal = x.abs().to_bits() == y.abs().to_bits();
            (if equal { 2 } else { 1 }, first, later)
        }
    };
    let mut order: Vec<usize> = (0..effects.len()).collect();
    order.sort_by_key(key);
    order
}

pub(crate) fn same_name(before: &ModelId, after: &ModelId) -> Result<(), DiffError> {
    if before.name() == after.name() {
        return Ok(());
    }
    Err(DiffError::DifferentModels {
        before: before.name().to_owned(),
        after: after.name().to_owned(),
    })
}

/// How many moves the terms of all gates that crossed may have together. Each gate may watch a term of its own that
/// rests on everything.
pub(crate) const MOST_TERM_MOVES: usize = 100_000;

/// How many steps it may take to find them.
pub(crate) const MOST_TERM_STEPS: usize = 1_000_000;

/// The unmerged effects of a move, and the gates that crossed.
fn moves(
    a: &Side<'_>,
    b: &Side<'_>,
    places: &PathTable,
    one_model: bool,
) -> Result<(Vec<RawEffect>, Vec<GateCrossing>), DiffError> {
    if b.goes_before(a) {
        let (effects, crossings) = moves_forwards(b, a, places, one_model)?;
        let effects = effects.into_iter().map(RawEffect::turned).collect();
        return Ok((effects, turned(&crossings)));
    }
    moves_forwards(a, b, places, one_model)
}

/// Crossings told backwards; gates that watch one term go on sharing what moved it.
fn turned(crossings: &[GateCrossing]) -> Vec<GateCrossing> {
    let mut shared: BTreeMap<usize, Arc<[TermMove]>> = BTreeMap::new();
    let turn = |crossing: &GateCrossing| {
        let moves = shared
            .entry(crossing.moves.as_ptr().addr())
            .or_insert_with(|| crossing.moves.iter().map(TermMove::turned).collect());
        crossing.clone().turned(Arc::clone(moves))
    };
    // All of them are held until the last is turned, so no address is used twice.
    crossings.iter().map(turn).collect()
}

/// As [`moves`], walked from the side that goes first. Every pair of sides is walked in one direction only, so that the last
/// bits are the same told forwards and backwards.
fn moves_forwards(
    a: &Side<'_>,
    b: &Side<'_>,
    places: &PathTable,
    one_model: bool,
) -> Result<(Vec<RawEffect>, Vec<GateCrossing>), DiffError> {
    if let Some(branches) = one_model.then(|| branch::between(a, b)).flatten() {
        let sides = (
            a.of(&branches.before, places),
            b.of(&branches.after, places),
        );
        return matched(&sides.0, &sides.1, places, Some(&branches.takers));
    }
    matched(a, b, places, None)
}

fn matched(
    a: &Side<'_>,
    b: &Side<'_>,
    places: &PathTable,
    branches: Option<&Takers>,
) -> Result<(Vec<RawEffect>, Vec<GateCrossing>), DiffError> {
    let matching = Matching::between(a, b);
    let mut walk = Walk::new(a, b, places, &matching, WalkMode::Moves);
    walk.branches = branches;
    walk.run(a.root, b.root);
    let effects = std::mem::take(&mut walk.effects);
    let crossed = std::mem::take(&mut walk.crossings);
    // Many gates may watch one term, and stand at one place.
    let mut terms: BTreeMap<(u32, u32), Arc<[TermMove]>> = BTreeMap::new();
    let mut named = Named::new(places);
    let mut listed = 0;
    walk.steps = 0;
    let mut crossings = Vec::with_capacity(crossed.len());
    for raw in crossed {
        let (u, v) = (raw.before.0, raw.after.0);
        let moves = match terms.get(&(u, v)) {
            Some(moves) => Arc::clone(moves),
            None => {
                walk.run(u, v);
                let found = std::mem::take(&mut walk.effects);
                let moves = term_moves(found, &mut named);
                listed += moves.len();
                if listed > MOST_TERM_MOVES {
                    walk.refuse(raw.term_place, TooLarge::TermMoves, listed);
                } else if walk.steps > MOST_TERM_STEPS {
                    walk.refuse(raw.term_place, TooLarge::TermSteps, walk.steps);
                }
                if walk.too_large.is_some() {
                    break;
                }
                terms.insert((u, v), Arc::clone(&moves));
                moves
            }
        };
        crossings.push(GateCrossing {
            place: named.path(raw.place),
            term: named.path(raw.term_place),
            before: a.value(u),
            after: b.value(v),
            threshold: (raw.before.1, raw.after.1),
            opens: raw.opens,
            moves,
        });
    }
    walk.finish()?;
    crossings.sort_by(|p, q| (&p.place, &p.term).cmp(&(&q.place, &q.term)));
    Ok((effects, crossings))
}

/// What moved a term, in the term's own unit; nothing where one of the moves is no finite number.
fn term_moves(effects: Vec<RawEffect>, named: &mut Named<'_>) -> Arc<[TermMove]> {
    let merged = merge(effects, named.table()).ok();
    let mut moves: Vec<TermMove> = merged
        .into_iter()
        .flatten()
        .map(|raw| TermMove {
            place: named.path(raw.place),
            kind: raw.kind,
            effect: raw.value,
        })
        .collect();
    moves.sort_by(|p, q| (&p.place, p.kind).cmp(&(&q.place, q.kind)));
    moves.into()
}

/// Moves between prepared recordings, one after the other: those of one shape are matched once.
pub(crate) struct Moves<'t> {
    places: &'t PathTable,
    /// The last matching, and the recordings that it is of.
    matched: Option<((usize, usize), Matching)>,
}

impl<'t> Moves<'t> {
    pub(crate) fn new(places: &'t PathTable) -> Self {
        Self {
            places,
            matched: None,
        }
    }

    /// What must be equal for two moves to share a matching; moves are best asked for in this order.
    pub(crate) fn shape(from: &Side<'_>, to: &Side<'_>) -> (usize, usize) {
        if to.goes_before(from) {
            (to.recipe, from.recipe)
        } else {
            (from.recipe, to.recipe)
        }
    }

    /// The merged effects of a move; `one_model` where both recordings are of one model, so that other numbers of the owner's
    /// are another branch of it.
    pub(crate) fn effects(
        &mut self,
        from: &Side<'_>,
        to: &Side<'_>,
        one_model: bool,
    ) -> Result<Vec<RawEffect>, DiffError> {
        let effects = if to.goes_before(from) {
            let effects = self.forwards(to, from, one_model)?;
            effects.into_iter().map(RawEffect::turned).collect()
        } else {
            self.forwards(from, to, one_model)?
        };
        let mut effects = merge(effects, self.places)?;
        figures::of_named_values(&mut effects, from, to);
        Ok(effects)
    }

    fn forwards(
        &mut self,
        a: &Side<'_>,
        b: &Side<'_>,
        one_model: bool,
    ) -> Result<Vec<RawEffect>, DiffError> {
        if let Some(branches) = one_model.then(|| branch::between(a, b)).flatten() {
            let sides = (
                a.of(&branches.before, self.places),
                b.of(&branches.after, self.places),
            );
            let matching = Matching::between(&sides.0, &sides.1);
            let takers = Some(&branches.takers);
            return walked(&sides.0, &sides.1, self.places, &matching, takers);
        }
        let shape = (a.recipe, b.recipe);
        let known = self.matched.take().filter(|(known, _)| *known == shape);
        let (_, matching) = self
            .matched
            .insert(known.unwrap_or_else(|| (shape, Matching::between(a, b))));
        walked(a, b, self.places, matching, None)
    }
}

fn walked(
    a: &Side<'_>,
    b: &Side<'_>,
    places: &PathTable,
    matching: &Matching,
    branches: Option<&Takers>,
) -> Result<Vec<RawEffect>, DiffError> {
    let mut walk = Walk::new(a, b, places, matching, WalkMode::Moves);
    walk.branches = branches;
    walk.run(a.root, b.root);
    walk.finish()
}

/// How much one more unit of a leaf would move the score.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Sensitivity {
    /// The leaf.
    #[serde(rename = "id")]
    pub place: Path,
    /// Who can move it: input, reference or parameter.
    pub kind: EffectKind,
    /// Points of the score for each unit of the leaf, at this point: the partial derivative.
    ///
    /// Never `NaN`; infinite where the formula is vertical (in JSON the text `"inf"` or `"-inf"`), and plus infinity where
    /// it is so upwards and downwards at once.
    #[serde(serialize_with = "exact::number_or_text")]
    pub per_unit: f64,
}

impl Breakdown {
    /// How much one more unit of each numeric leaf would move the score, by name.
    ///
    /// The partial derivatives of the formula at this point; at a kink the mean of both sides. A leaf of which a
    /// small step does nothing (behind a cap, a closed gate or a table) is not listed, nor are categories. Where
    /// the formula is vertical, as a square root is at 0, the sensitivity is infinite.
    /// It speaks of small steps only: to see what a real step does, score it.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{EqualNetworkWeight, Network, Profile};
    /// use scoreshift::ScoringModel;
    ///
    /// let profile = Profile::new().with("Twitter", Network::new(900, 300, 80))?;
    /// let breakdown = EqualNetworkWeight::default().breakdown(&profile)?;
    /// let reactions = breakdown
    ///     .sensitivities()
    ///     .into_iter()
    ///     .find(|leaf| leaf.place.to_string() == "Twitter.reactions")
    ///     .ok_or("not listed")?;
    /// assert!((reactions.per_unit - 0.1047).abs() < 0.0001); // points for each further reaction
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn sensitivities(&self) -> Vec<Sensitivity> {
        let recordings = Recordings::new(vec![self]);
        let places = recordings.places();
        let Some(side) = recordings.sides().first() else {
            return Vec::new();
        };
        let mut walk = Walk::new(side, side, places, &Matching::Same, WalkMode::Slopes);
        walk.run(side.root, side.root);
        let effects = std::mem::take(&mut walk.effects);
        by_name(merged(effects, |values| walk.total(values)), places)
            .into_iter()
            .map(|(place, raw)| Sensitivity {
                place,
                kind: raw.kind,
                per_unit: raw.value,
            })
            .collect()
    }
}

/// One effect for each place and kind; what adds up to nothing is dropped.
fn merge(raw: Vec<RawEffect>, places: &PathTable) -> Result<Vec<RawEffect>, DiffError> {
    if let Some(bad) = raw.iter().find(|effect| !effect.value.is_finite()) {
        return Err(DiffError::NotFinite {
            place: places.path(bad.place),
            effect: bad.value,
        });
    }
    Ok(merged(raw, |values| exact_sum(values)))
}

fn merged(
    mut raw: Vec<RawEffect>,
    sum: impl Fn(&mut dyn Iterator<Item = f64>) -> f64,
) -> Vec<RawEffect> {
    raw.sort_by_key(|effect| (effect.place, effect.kind));
    if raw
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if (a.place, a.kind) != (b.place, b.kind)))
    {
        return raw;
    }
    let mut merged: Vec<RawEffect> = Vec::with_capacity(raw.len());
    for group in raw.chunk_by(|a, b| (a.place, a.kind) == (b.place, b.kind)) {
        let Some(first) = group.first() else { continue };
        let mut one = first.clone();
        if group.len() > 1 {
            one.value = sum(&mut group.iter().map(|effect| effect.value));
            let before = group.iter().all(|effect| effect.before == first.before);
            let after = group.iter().all(|effect| effect.after == first.after);
            // Nothing is missing where all that came or went is missing.
            let came_or_went = matches!(one.kind, EffectKind::Added | EffectKind::Removed);
            if !before || (!after && !came_or_went) {
                one.before = Value::Several;
            }
            if !after || (!before && !came_or_went) {
                one.after = Value::Several;
            }
        }
        if one.value != 0.0 {
            merged.push(one);
        }
    }
    merged
}

/// The same effects in the order of their places' names.
fn by_name(effects: Vec<RawEffect>, places: &PathTable) -> Vec<(Path, RawEffect)> {
    let mut named: Vec<(Path, RawEffect)> = effects
        .into_iter()
        .map(|raw| (places.path(raw.place), raw))
        .collect();
    named.sort_by(|(p, a), (q, b)| (p, a.kind).cmp(&(q, b.kind)));
    named
}

#[cfg(test)]
mod tests {
    use super::{EffectKind, RawEffect, Value, mirrored_order};

    fn effect(place: u32, kind: EffectKind, value: f64) -> RawEffect {
        RawEffect {
            place,
            kind,
            value,
            before: Value::Absent,
            after: Value::Number(value),
        }
    }

    /// The effects in the order in which ties among them are settled.
    fn ordered(mut effects: Vec<RawEffect>, total: i64) -> Vec<(u32, f64)> {
        effects.sort_by_key(|effect| (effect.place, effect.kind));
        let order = mirrored_order(&effects, total);
        let of = |at: usize| effects.get(at).map(|effect| (effect.place, effect.value));
        order.into_iter().filter_map(of).collect()
    }

    #[test]
    fn what_was_added_and_removed_at_one_place_has_one_order_in_both_directions() {
        let values = [3.0, -3.0, 2.0, -2.0, 0.5];
        for added in values {
            for removed in values {
                for total in [-4, 0, 4] {
                    let forth = vec![
                        effect(1, EffectKind::Added, added),
                        effect(1, EffectKind::Removed, removed),
                        effect(2, EffectKind::Input, 7.0),
                        effect(3, EffectKind::Added, 1.0),
                    ];
                    let back = forth.iter().cloned().map(RawEffect::turned).collect();
                    let (forth, back) = (ordered(forth, total), ordered(back, -total));
                    let turned: Vec<(u32, f64)> = back
                        .into_iter()
                        .map(|(place, value)| (place, 0.0 - value))
                        .collect();
                    if total == 0 && added + removed == 0.0 {
                        // Neither agrees with nothing: the one that rises, in both directions.
                        assert!(forth.get(2).is_some_and(|(_, value)| *value > 0.0));
                    } else {
                        assert_eq!(forth, turned, "{added} {removed} {total}");
                    }
                    // What has no twin comes first, and of twins the larger one.
                    let places: Vec<u32> = forth.iter().map(|(place, _)| *place).collect();
                    assert_eq!(places, [2, 3, 1, 1]);
                    let size = |at: usize| {
                        forth
                            .get(at)
                            .map_or(0.0, |(_, value): &(u32, f64)| value.abs())
                    };
                    assert!(size(2) >= size(3), "{forth:?}");
                }
            }
        }
    }

    #[test]
    fn of_twins_of_one_size_that_cancel_the_one_that_agrees_with_the_total_comes_first() {
        for (total, first) in [(4, 3.0), (-4, -3.0)] {
            for added in [3.0, -3.0] {
                let effects = vec![
                    effect(1, EffectKind::Added, added),
                    effect(1, EffectKind::Removed, -added),
                ];
                let found = ordered(effects, total);
                assert_eq!(found.first(), Some(&(1, first)), "{total} {added}");
            }
        }
    }

    #[test]
    fn twins_of_unlike_size_come_before_twins_of_one_size() {
        let effects = vec![
            effect(1, EffectKind::Added, 3.0),
            effect(1, EffectKind::Removed, -3.0),
            effect(2, EffectKind::Added, 1.0),
            effect(2, EffectKind::Removed, 2.0),
        ];
        let places: Vec<u32> = ordered(effects, 1)
            .into_iter()
            .map(|(place, _)| place)
            .collect();
        assert_eq!(places, [2, 2, 1, 1]);
    }

    #[test]
    fn what_is_at_two_places_or_of_no_opposite_kinds_are_no_twins() {
        let effects = vec![
            effect(1, EffectKind::Added, 1.0),
            effect(2, EffectKind::Removed, 9.0),
            effect(3, EffectKind::Input, 2.0),
        ];
        let places: Vec<u32> = ordered(effects, 1)
            .into_iter()
            .map(|(place, _)| place)
            .collect();
        assert_eq!(places, [1, 2, 3]);
    }

    #[test]
    fn twins_that_are_one_number_have_one_order_in_both_directions() {
        for value in [3.0, -3.0] {
            for total in [-6, 6] {
                let forth = vec![
                    effect(1, EffectKind::Added, value),
                    effect(1, EffectKind::Removed, value),
                ];
                let kinds = |mut effects: Vec<RawEffect>, total| -> Vec<EffectKind> {
                    effects.sort_by_key(|effect| effect.kind);
                    let order = mirrored_order(&effects, total);
                    let kind = |at: usize| effects.get(at).map(|effect| effect.kind);
                    order.into_iter().filter_map(kind).collect()
                };
                let back = forth.iter().cloned().map(RawEffect::turned).collect();
                let turned: Vec<EffectKind> = kinds(back, -total)
                    .into_iter()
                    .map(EffectKind::turned)
                    .collect();
                let forth = kinds(forth, total);
                assert_eq!(forth, turned, "{value} {total}");
                // What was added comes first where the total rises.
                assert_eq!(
                    forth.first() == Some(&EffectKind::Added),
                    total > 0,
                    "{value} {total}"
                );
            }
        }
    }
}
