//! Values of segments as groups have them.

use datafusion::{
    error::Result,
    logical_expr::{BinaryExpr, Expr, Operator, grouping_set, lit, when},
    prelude::col,
};

/// The column of a dimension, by number.
pub(super) fn column(at: usize) -> String {
    format!("scoreshift_segment_{at}")
}

/// In place of a segment that a subject is not in; a value that begins like it is [marked](stored).
const NONE: &str = "\u{0}";
const MARK: &str = "\u{0}\u{0}";

/// A segment's value, a text, so that it is never NULL: NULL is what grouping sets give to what they leave out.
pub(super) fn stored(value: &Expr) -> Result<Expr> {
    let marked = Expr::BinaryExpr(BinaryExpr::new(
        Box::new(lit(MARK)),
        Operator::StringConcat,
        Box::new(value.clone()),
    ));
    when(value.clone().is_null(), lit(NONE))
        .when(value.clone().lt(lit("\u{1}")), marked)
        .otherwise(value.clone())
}

/// The value that was [stored].
pub(super) fn value(stored: &str) -> Option<&str> {
    match stored.strip_prefix(MARK) {
        Some(marked) => Some(marked),
        None if stored == NONE => None,
        None => Some(stored),
    }
}

/// What rows are grouped by: their cell, within the segments of each dimension, or of everybody where there is none.
pub(super) fn groups(cell: &str, dimensions: usize) -> Vec<Expr> {
    let of_one = |at: usize| vec![col(column(at)), col(cell)];
    match dimensions {
        0 => vec![col(cell)],
        1 => of_one(0),
        _ => vec![grouping_set((0..dimensions).map(of_one).collect())],
    }
}
