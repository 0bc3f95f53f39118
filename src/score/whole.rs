//! Whether stored parts are still the whole.

use super::{ApportionError, micro};

/// Why parts that were stored are not those of a move.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum PartsError {
    #[error(transparent)]
    Level(#[from] ApportionError),
    #[error("{what} add up to {found} micro-points, not {expected}", what = crate::path::printable(what))]
    Sum {
        what: String,
        found: i128,
        expected: i64,
    },
    #[error("{what} are {size} micro-points in size together, more than any explanation counts", what = crate::path::printable(what))]
    Size { what: String, size: u128 },
    #[error("{what} are {points} points and {micro} millionths of one, which is not the same", what = crate::path::printable(what))]
    Points {
        what: String,
        points: f64,
        micro: i64,
    },
    #[error("{what} are {stored} points, and not {found}", what = crate::path::printable(what))]
    Total {
        what: String,
        stored: f64,
        found: f64,
    },
}

/// The most that parts may be in size together, so that no sum of some of them overflows.
const MOST: u128 = 1 << 61;

/// Holds parts in micro-points against the whole that they belong to.
pub(crate) fn check_parts(
    what: impl FnOnce() -> String,
    parts: impl IntoIterator<Item = i64>,
    whole: i64,
) -> Result<(), PartsError> {
    let (mut found, mut size) = (0_i128, 0_u128);
    for part in parts {
        found += i128::from(part);
        size += u128::from(part.unsigned_abs());
    }
    if size > MOST {
        return Err(PartsError::Size { what: what(), size });
    }
    if found != i128::from(whole) {
        return Err(PartsError::Sum {
            what: what(),
            found,
            expected: whole,
        });
    }
    Ok(())
}

/// How far points may be from the millionths that count them, or from the sum of others, where the largest number they come
/// from is this one: far more than they are rounded by, and than computed points are off by.
pub(crate) fn tolerance(largest: f64) -> f64 {
    1e-5 + 1e-6 * largest
}

/// Holds points against the millionths of a point that they are counted in.
pub(crate) fn check_points(
    what: impl FnOnce() -> String,
    (points, micro): (f64, i64),
    largest: f64,
) -> Result<(), PartsError> {
    #[allow(clippy::cast_precision_loss, reason = "to a part in a million")]
    let counted = micro as f64 / 1e6;
    if (points - counted).abs() <= tolerance(largest) {
        return Ok(());
    }
    let what = what();
    Err(PartsError::Points {
        what,
        points,
        micro,
    })
}

/// Holds stored points against what they must be.
pub(crate) fn check_total(
    what: impl FnOnce() -> String,
    stored: f64,
    found: f64,
    tolerance: f64,
) -> Result<(), PartsError> {
    if (stored - found).abs() <= tolerance {
        return Ok(());
    }
    let what = what();
    Err(PartsError::Total {
        what,
        stored,
        found,
    })
}

/// The move from one score to another, both in points, in micro-points.
pub(crate) fn moved(before: f64, after: f64) -> Result<i64, PartsError> {
    Ok(micro(after)? - micro(before)?)
}

#[cfg(test)]
mod tests {
    use super::{PartsError, check_parts};

    #[test]
    fn parts_are_counted_up_to_their_largest_size_and_no_further() {
        let check =
            |parts: &[i64], whole| check_parts(|| "parts".to_owned(), parts.iter().copied(), whole);
        assert_eq!(check(&[1 << 60, -(1 << 60)], 0), Ok(()));
        let more = [1 << 60, -(1 << 60), 1];
        assert_eq!(
            check(&more, 1),
            Err(PartsError::Size {
                what: "parts".to_owned(),
                size: (1 << 61) + 1
            })
        );
        let sum = PartsError::Sum {
            what: "parts".to_owned(),
            found: 5,
            expected: 4,
        };
        assert_eq!(check(&[7, -2], 5), Ok(()));
        assert_eq!(check(&[7, -2], 4), Err(sum));
    }
}
