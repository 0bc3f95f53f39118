//! The first pass: every subject is scored once, and counted in three ways at a time.
//!
//! What is counted fits into three groupings of whole numbers: by the bin of the score before with the bands that it
//! crosses, by the bin of the score after, and by the bin of the move. They are the sets of one `GROUP BY GROUPING
//! SETS`, once for each dimension of segments. Each group has a count, sums of whole numbers, and least and largest
//! values, so that no partition shows. Sums of scores are kept small: within a group only what is beyond the middle of
//! its bin is summed, and the rest is known from the bin.

use datafusion::{
    arrow::datatypes::DataType,
    functions::core::expr_fn::get_field,
    functions_aggregate::expr_fn::{count, max, min, sum},
    logical_expr::{Expr, cast, grouping_set, lit, when},
    prelude::col,
};
use scoreshift::impact::PreparedStudy;

use crate::ImpactQueryError;

/// The column of what was measured.
pub(super) const MOVES: &str = "scoreshift_moves";
/// The column of the subject's key.
pub(super) const KEY: &str = "scoreshift_key";

/// The column of the subject's weight, in millionths of a subject; NULL where it is none.
pub(super) const WEIGHT: &str = "scoreshift_weight";

/// A weight as the study counts it: rounded to millionths, halves up.
pub(super) fn stored_weight(weight: &Expr) -> datafusion::error::Result<Expr> {
    let weight = || cast(weight.clone(), DataType::Float64);
    let scaled = || weight() * lit(1e6);
    when(weight().is_null(), lit(1_000_000_i64))
        .when(
            // NaN is the largest number here, and its negative the least.
            weight().lt_eq(lit(1e9)).and(scaled().gt_eq(lit(0.5))),
            cast(scaled() + lit(0.5), DataType::Int64),
        )
        .end()
}

/// Whether a subject is part of the figures.
pub(super) fn is_scored(weighted: bool) -> Expr {
    let scored = field("failed").is_null();
    if weighted {
        scored.and(col(WEIGHT).is_not_null())
    } else {
        scored
    }
}

/// The columns of segments, by number.
pub(super) fn segment_column(at: usize) -> String {
    format!("scoreshift_segment_{at}")
}

/// In place of a segment that a subject is not in; a value that begins like it is [marked](stored_segment).
pub(super) const NO_SEGMENT: &str = "\u{0}";

/// A segment's value, so that it is never NULL: NULL is what grouping sets give to what they leave out.
pub(super) fn stored_segment(value: Expr) -> datafusion::error::Result<Expr> {
    let value = cast(value, DataType::Utf8);
    let marked = lit("\u{0}\u{0}");
    let marked = Expr::BinaryExpr(datafusion::logical_expr::BinaryExpr::new(
        Box::new(marked),
        datafusion::logical_expr::Operator::StringConcat,
        Box::new(value.clone()),
    ));
    when(value.clone().is_null(), lit(NO_SEGMENT))
        .when(value.clone().lt(lit("\u{1}")), marked)
        .otherwise(value)
}

/// As [`stored_segment`] of a value that is there.
pub(super) fn stored(value: &str) -> String {
    if value < "\u{1}" {
        format!("\u{0}\u{0}{value}")
    } else {
        value.to_owned()
    }
}

/// The value that was [stored](stored_segment).
pub(super) fn segment_of(stored: &str) -> Option<&str> {
    match stored.strip_prefix("\u{0}\u{0}") {
        Some(marked) => Some(marked),
        None if stored == NO_SEGMENT => None,
        None => Some(stored),
    }
}

/// How whole numbers share one: the first turns slowest.
#[derive(Clone, Debug)]
pub(super) struct Packing(Vec<[i64; 2]>);

impl Packing {
    /// Of numbers between these bounds.
    fn of(bounds: &[[i64; 2]]) -> Result<Self, ImpactQueryError> {
        let mut count = 1_i64;
        for [least, most] in bounds {
            count = most
                .checked_sub(*least)
                .and_then(|span| span.checked_add(1))
                .and_then(|span| count.checked_mul(span))
                .ok_or(ImpactQueryError::TooManyCells)?;
        }
        Ok(Self(bounds.to_vec()))
    }

    fn pack(&self, parts: impl IntoIterator<Item = Expr>) -> Expr {
        let parts = parts.into_iter().zip(&self.0);
        parts
            .fold(None, |packed, (part, [least, most])| {
                let from_zero = if *least == 0 {
                    part
                } else {
                    part - lit(*least)
                };
                Some(match packed {
                    None => from_zero,
                    Some(packed) => packed * lit(most - least + 1) + from_zero,
                })
            })
            .unwrap_or_else(|| lit(0_i64))
    }

    /// The numbers that were packed.
    pub(super) fn unpack<const N: usize>(&self, mut packed: i64) -> Option<[i64; N]> {
        let mut parts = [0; N];
        for (part, [least, most]) in parts.iter_mut().zip(&self.0).rev() {
            let span = most - least + 1;
            *part = packed.rem_euclid(span) + least;
            packed = packed.div_euclid(span);
        }
        (packed == 0 && self.0.len() == N).then_some(parts)
    }
}

/// The three groupings.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    /// Bin before, band before, band after, and band that the score after has by the thresholds before.
    pub(super) before: Packing,
    /// Bin after, band before.
    pub(super) after: Packing,
    /// Bin of the move, bar, direction as shown, bounds that are passed (falls below zero).
    pub(super) moves: Packing,
    pub(super) origins: [i64; 2],
    pub(super) resolution: i64,
    bar: i64,
    shown: [i64; 2],
    thresholds: [Vec<f64>; 2],
    falls: Vec<i64>,
    rises: Vec<i64>,
    pub(super) changes: Option<usize>,
}

impl Cells {
    pub(super) fn of<I: ?Sized + 'static>(
        ready: &PreparedStudy<I>,
    ) -> Result<Self, ImpactQueryError> {
        let points = |value: f64| {
            scoreshift::score::micro(value).map_err(|_| ImpactQueryError::TooManyCells)
        };
        let [old, new] = ready.scales();
        let ends = [
            [points(old.min())?, points(old.max())?],
            [points(new.min())?, points(new.max())?],
        ];
        let [[old_min, old_max], [new_min, new_max]] = ends;
        let resolution = ready.resolution_micro();
        let bar = ready.bar_micro();
        let bins = |span: i64| (span + resolution / 2) / resolution;
        let farthest = (new_max - old_min).abs().max((new_min - old_max).abs());
        let (move_bins, bars) = (bins(farthest), (farthest / bar + 1).max(1));
        let length = |list: &[f64]| i64::try_from(list.len()).unwrap_or(i64::MAX);
        let count = |list: &[i64]| i64::try_from(list.len()).unwrap_or(i64::MAX);
        let bands = [0, length(ready.bands().before())];
        Ok(Self {
            before: Packing::of(&[[0, bins(old_max - old_min)], bands, bands, bands])?,
            after: Packing::of(&[[0, bins(new_max - new_min)], bands])?,
            moves: Packing::of(&[
                [-move_bins, move_bins],
                [-bars, bars],
                [-1, 1],
                [-count(ready.falls_micro()), count(ready.rises_micro())],
            ])?,
            origins: ready.origins_micro(),
            resolution,
            bar,
            shown: ready.shown_micro(),
            thresholds: [
                ready.bands().before().to_vec(),
                ready.bands().after().to_vec(),
            ],
            falls: ready.falls_micro().to_vec(),
            rises: ready.rises_micro().to_vec(),
            changes: ready.changes(),
        })
    }

    /// What a subject is grouped by. A subject that was not scored has −1.
    fn keys(&self, weighted: bool) -> datafusion::error::Result<[Expr; 3]> {
        let [bin_before, bin_after, bin_move] = self.bins()?;
        let [before_thresholds, after_thresholds] = &self.thresholds;
        let from = reached(before_thresholds, "before")?;
        let to = reached(after_thresholds, "after")?;
        let to_by_old = reached(before_thresholds, "after")?;
        let moved = || field("micro_after") - field("micro_before");
        let bars = |micro: Expr| (micro + lit(self.bar - 1)) / lit(self.bar);
        let at_least_one = |bars: Expr, one: i64| {
            when(field("micro_after").eq(field("micro_before")), lit(one)).otherwise(bars)
        };
        let bar = when(field("direction").eq(lit(0_i64)), lit(0_i64))
            .when(
                field("direction").lt(lit(0_i64)),
                at_least_one(lit(0_i64) - bars(lit(0_i64) - moved()), -1)?,
            )
            .otherwise(at_least_one(bars(moved()), 1)?)?;
        let [shown_before, shown_after] = self.as_shown();
        let shown = when(shown_after.clone().lt(shown_before.clone()), lit(-1_i64))
            .when(shown_after.gt(shown_before), lit(1_i64))
            .otherwise(lit(0_i64))?;
        let beyond = |bounds: &[i64], size: &dyn Fn() -> Expr, one: i64| {
            let beyond = |bound| when(size().gt(lit(bound)), lit(one)).otherwise(lit(0_i64));
            let beyond = bounds.iter().map(|bound| beyond(*bound));
            beyond.collect::<datafusion::error::Result<_>>().map(total)
        };
        let fallen = beyond(&self.falls, &|| lit(0_i64) - moved(), -1)?;
        let risen = beyond(&self.rises, &moved, 1)?;
        let scored = |key: Expr| when(is_scored(weighted), key).otherwise(lit(-1_i64));
        Ok([
            scored(self.before.pack([bin_before, from.clone(), to, to_by_old]))?,
            scored(self.after.pack([bin_after, from]))?,
            scored(self.moves.pack([bin_move, bar, shown, fallen + risen]))?,
        ])
    }

    /// The bins of the score before, the score after and the move.
    fn bins(&self) -> datafusion::error::Result<[Expr; 3]> {
        let resolution = self.resolution;
        // Numbers from zero: division that cuts off is division that rounds down.
        let bin = |micro: Expr| (micro + lit(resolution / 2)) / lit(resolution);
        let [old, new] = self.origins;
        let moved = || field("micro_after") - field("micro_before");
        let bin_move = when(
            moved().lt(lit(0_i64)),
            lit(0_i64) - bin(lit(0_i64) - moved()),
        )
        .otherwise(bin(moved()))?;
        Ok([
            bin(field("micro_before") - lit(old)),
            bin(field("micro_after") - lit(new)),
            bin_move,
        ])
    }

    /// The bin of a move alone, for the second pass.
    pub(super) fn move_bin(&self) -> datafusion::error::Result<Expr> {
        let [_, _, bin_move] = self.bins()?;
        Ok(bin_move)
    }

    /// What is beyond the middle of a bin: for the score before, the score after and the move.
    fn rests(&self) -> datafusion::error::Result<[Expr; 3]> {
        let [before, after, moves] = self.bins()?;
        let middle = |bin: Expr| bin * lit(self.resolution);
        let [old, new] = self.origins;
        Ok([
            field("micro_before") - lit(old) - middle(before),
            field("micro_after") - lit(new) - middle(after),
            field("micro_after") - field("micro_before") - middle(moves),
        ])
    }

    /// Both levels as they are shown, in micro-points.
    fn as_shown(&self) -> [Expr; 2] {
        let of = |name: &'static str, unit: i64, origin: i64| {
            // Counted from a whole number of units below the least score, so that it is from zero.
            let from = origin.div_euclid(unit) * unit;
            ((field(name) - lit(from) + lit(unit / 2)) / lit(unit)) * lit(unit) + lit(from)
        };
        let [old_unit, new_unit] = self.shown;
        let [old, new] = self.origins;
        [
            of("micro_before", old_unit, old),
            of("micro_after", new_unit, new),
        ]
    }

    /// How many bounds of falls and rises there are.
    pub(super) fn bounds(&self) -> (usize, usize) {
        (self.falls.len(), self.rises.len())
    }

    /// The columns of the first pass, for [`aggregates`](Self::aggregates).
    pub(super) fn columns(&self, weighted: bool) -> datafusion::error::Result<Vec<Expr>> {
        let [before, after, moves] = self.keys(weighted)?;
        let [rest_before, rest_after, rest_moves] = self.rests()?;
        let mut columns = vec![
            before.alias("k_before"),
            after.alias("k_after"),
            moves.alias("k_moves"),
            rest_before.alias("r_before"),
            rest_after.alias("r_after"),
            rest_moves.alias("r_moves"),
            field("before").alias("before"),
            field("after").alias("after"),
            (field("after") - field("before")).alias("moved"),
        ];
        if weighted {
            columns.push(col(WEIGHT).alias("weight"));
        }
        if let Some(changes) = self.changes {
            for at in 0..changes {
                columns.push(field(&format!("change_{at}")).alias(format!("c_{at}")));
            }
            let delta = field("micro_after") - field("micro_before");
            let unexplained = field("unexplained").is_not_null();
            columns.push(when(unexplained, delta).end()?.alias("u_moved"));
        }
        Ok(columns)
    }

    /// The counts of a group, by the columns of [`columns`](Self::columns).
    pub(super) fn aggregates(&self, weighted: bool) -> datafusion::error::Result<Vec<Expr>> {
        let wide = |value: Expr| cast(value, DataType::Decimal128(28, 0));
        let times_weight = |value: Expr| {
            if weighted {
                sum(wide(value) * cast(col("weight"), DataType::Decimal128(16, 0)))
            } else {
                sum(value)
            }
        };
        let mut aggregates = vec![count(lit(1_i64)).alias("n")];
        for name in ["before", "after", "moves"] {
            let rest = || col(format!("r_{name}"));
            aggregates.push(times_weight(rest()).alias(format!("sum_{name}")));
            aggregates.push(times_weight(rest() * rest()).alias(format!("squares_{name}")));
        }
        for name in ["before", "after", "moved"] {
            aggregates.push(min(col(name)).alias(format!("min_{name}")));
            aggregates.push(max(col(name)).alias(format!("max_{name}")));
        }
        if weighted {
            aggregates.push(sum(wide(col("weight"))).alias("weight"));
            aggregates.push(min(col("weight")).alias("lightest"));
        }
        if let Some(changes) = self.changes {
            // Effects know no bins, so their sums are wide ones.
            let sum_of = |value: Expr| {
                let weight = if weighted { col("weight") } else { lit(1_i64) };
                sum(wide(value) * cast(weight, DataType::Decimal128(16, 0)))
            };
            for at in 0..changes {
                aggregates.push(sum_of(col(format!("c_{at}"))).alias(format!("cause_{at}")));
            }
            aggregates.push(count(col("u_moved")).alias("u_n"));
            aggregates.push(sum_of(col("u_moved")).alias("u_sum"));
            if weighted {
                let unexplained = col("u_moved").is_not_null();
                let weight = when(unexplained, wide(col("weight"))).end()?;
                aggregates.push(sum(weight).alias("u_weight"));
            }
        }
        Ok(aggregates)
    }
}

/// The groups: each grouping for each dimension of segments, or for everybody where there is none.
pub(super) fn grouping_sets(dimensions: usize) -> Expr {
    let keys = ["k_before", "k_after", "k_moves"];
    let sets = if dimensions == 0 {
        keys.map(|key| vec![col(key)]).to_vec()
    } else {
        (0..dimensions)
            .flat_map(|at| keys.map(|key| vec![col(segment_column(at)), col(key)]))
            .collect()
    };
    grouping_set(sets)
}

/// A field of what was measured.
pub(super) fn field(name: &str) -> Expr {
    get_field(col(MOVES), name)
}

/// How many thresholds a score reaches.
fn reached(thresholds: &[f64], score: &str) -> datafusion::error::Result<Expr> {
    let reached = thresholds.iter().map(|threshold| {
        // The engine orders numbers totally, and −0 before 0; both reach a threshold of zero.
        let threshold = if *threshold == 0.0 { -0.0 } else { *threshold };
        when(field(score).gt_eq(lit(threshold)), lit(1_i64)).otherwise(lit(0_i64))
    });
    reached.collect::<datafusion::error::Result<_>>().map(total)
}

/// The sum of all, two and two: the engine descends into expressions, and a thousand deep its stack is at an end.
fn total(mut parts: Vec<Expr>) -> Expr {
    while parts.len() > 1 {
        let mut rest = parts.into_iter();
        let mut sums = Vec::with_capacity(rest.len().div_ceil(2));
        while let Some(first) = rest.next() {
            sums.push(match rest.next() {
                Some(second) => first + second,
                None => first,
            });
        }
        parts = sums;
    }
    parts.pop().unwrap_or_else(|| lit(0_i64))
}
