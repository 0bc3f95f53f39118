//! Curves that are given by points: straight lines between them, and points by band.

use std::fmt;

use super::CurveError;
use crate::exact;

/// An x, strictly rising along a table, and its value.
pub(super) type Point = (f64, f64);

/// Where `x` lies in a table.
pub(super) enum Spot {
    /// Before the first point; its value.
    Before(f64),
    /// At or after the first of two points.
    Between(Point, Point),
    /// At or after the last point; its value.
    After(f64),
}

/// At least one point, finite and rising.
pub(super) fn check(curve: &'static str, points: &[Point]) -> Result<(), CurveError> {
    if points.is_empty() {
        return Err(CurveError::Empty { curve });
    }
    let mut before = f64::NEG_INFINITY;
    for (entry, &(x, y)) in (1..).zip(points) {
        if !(x.is_finite() && y.is_finite()) {
            return Err(CurveError::EntryNotFinite { curve, entry, x, y });
        }
        if x <= before {
            return Err(CurveError::NotRising {
                curve,
                entry,
                x,
                before,
            });
        }
        before = x;
    }
    Ok(())
}

/// Every line has a finite length, rise and slope.
pub(super) fn check_lines(points: &[Point]) -> Result<(), CurveError> {
    for (entry, (&from, &to)) in (2..).zip(points.iter().zip(points.iter().skip(1))) {
        let finite = (to.0 - from.0).is_finite() && (to.1 - from.1).is_finite();
        if !finite || !line_slope(from, to).is_finite() {
            return Err(CurveError::TooSteep {
                curve: "piecewise_linear",
                entry,
                x: to.0,
                y: to.1,
            });
        }
    }
    Ok(())
}

pub(super) fn find(points: &[Point], x: f64) -> Spot {
    let after = points.partition_point(|point| point.0 <= x);
    let before = after.checked_sub(1).and_then(|index| points.get(index));
    match (before, points.get(after)) {
        (Some(&from), Some(&to)) => Spot::Between(from, to),
        (None, Some(&first)) => Spot::Before(first.1),
        (Some(&last), None) => Spot::After(last.1),
        // No table is empty.
        (None, None) => Spot::After(f64::NAN),
    }
}

/// The value of the straight line that `x` lies on, for a finite `x`.
pub(super) fn interpolate(points: &[Point], x: f64) -> f64 {
    match find(points, x) {
        Spot::Before(y) | Spot::After(y) => y,
        Spot::Between(from, to) => on_line(from, to, x),
    }
}

/// Counted from the nearer end, so that both ends are met exactly and a kink is approached without noise.
fn on_line(from: Point, to: Point, x: f64) -> f64 {
    let (run, rise) = (to.0 - from.0, to.1 - from.1);
    let (gone, left) = (x - from.0, to.0 - x);
    if gone <= left {
        from.1 + rise * (gone / run)
    } else {
        to.1 - rise * (left / run)
    }
}

pub(super) fn line_slope(from: Point, to: Point) -> f64 {
    (to.1 - from.1) / (to.0 - from.0)
}

/// The mean of the slopes on both sides, which differ only at a point.
pub(super) fn slope(points: &[Point], x: f64) -> f64 {
    // Left of a point, the line that ends there counts: the last one that begins strictly before it.
    let after = points.partition_point(|point| point.0 < x);
    let before = after.checked_sub(1).and_then(|index| points.get(index));
    let left = match (before, points.get(after)) {
        (Some(&from), Some(&to)) => line_slope(from, to),
        _ => 0.0,
    };
    let right = match find(points, x) {
        Spot::Between(from, to) => line_slope(from, to),
        Spot::Before(_) | Spot::After(_) => 0.0,
    };
    0.5 * left + 0.5 * right
}

/// How a table rises from one argument to another.
pub(super) enum Rise {
    /// Both lie on one line of this slope.
    OneLine(f64),
    /// The sum over the lines that are touched.
    Over(f64),
}

/// For `a < b`.
pub(super) fn rise(points: &[Point], a: f64, b: f64) -> Rise {
    // The points strictly right of a and strictly left of b are the kinks between them.
    let first = points.partition_point(|point| point.0 <= a);
    let end = points.partition_point(|point| point.0 < b);
    let kinks = points.get(first..end).unwrap_or_default();
    let a_slope = match find(points, a) {
        Spot::Between(from, to) => line_slope(from, to),
        Spot::Before(_) | Spot::After(_) => 0.0,
    };
    let (Some(left), Some(right)) = (kinks.first(), kinks.last()) else {
        return Rise::OneLine(a_slope);
    };
    let b_slope = match find(points, right.0) {
        Spot::Between(from, to) => line_slope(from, to),
        Spot::Before(_) | Spot::After(_) => 0.0,
    };
    Rise::Over(a_slope * (left.0 - a) + (right.1 - left.1) + b_slope * (b - right.0))
}

/// The points of the band that `x` lies in.
pub(super) fn points_at(below: f64, bands: &[Point], x: f64) -> f64 {
    match find(bands, x) {
        Spot::Before(_) => below,
        Spot::Between((_, y), _) | Spot::After(y) => y,
    }
}

/// `10: 3; 20: 5`, with the middle of a long table left out.
pub(super) fn list(f: &mut fmt::Formatter<'_>, points: &[Point]) -> fmt::Result {
    for (index, &(x, y)) in points.iter().enumerate() {
        let from_end = points.len() - index;
        if points.len() > SHOWN && index >= SHOWN / 2 && from_end > SHOWN / 2 {
            if index == SHOWN / 2 {
                write!(f, "; … {} more …", points.len() - SHOWN / 2 * 2)?;
            }
            continue;
        }
        let separator = if index == 0 { "" } else { "; " };
        write!(f, "{separator}{}: {}", exact::write(x), exact::write(y))?;
    }
    Ok(())
}

/// A table of at most so many points is shown in full.
const SHOWN: usize = 8;
