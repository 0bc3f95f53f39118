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

/// The move from one score to another, both in points, in micro-points.
pub(crate) fn moved(before: f64, after: f64) -> Result<i64, PartsError> {
    Ok(micro(after)? - micro(before)?)
}
