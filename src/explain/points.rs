//! Effects in whole millionths of a point, and the mark of what cannot be told alone.

use crate::score::{self, ApportionError};

/// How the effects of one explanation are counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    /// A unit of the last digit that people see, in points.
    pub(super) digit: f64,
    /// The size, in millionths of a point, of the scores that the effects are differences of.
    pub(super) computed_from: f64,
}

impl Count {
    /// As [`apportion`], for effects that are as noisy as the scores they were computed from.
    pub(super) fn apportion(self, total: i64, points: &[f64]) -> Result<Vec<i64>, ApportionError> {
        apportion_beside(self.computed_from, total, points)
    }

    /// See [`is_interacting`].
    pub(super) fn is_interacting(self, effect: f64, alone: f64, last: f64) -> bool {
        is_interacting(self.digit, effect, alone, last)
    }
}

/// Whether an effect cannot be told from what it is alone and last. `digit` is a unit of the last digit that people see, in
/// points.
///
/// For two that move together the Shapley value is the middle of alone and last. What lies further from it than a quarter of
/// the effect, and than a digit that people see, hangs on what else moved. Told backwards it is the same: alone and last
/// change places.
pub(super) fn is_interacting(digit: f64, effect: f64, alone: f64, last: f64) -> bool {
    let off = (effect - (0.5 * alone + 0.5 * last)).abs();
    off > 0.25 * effect.abs() && off > digit
}

/// As [`score::apportion`], for points; a unit that rounding noise alone leaves over goes to the largest part.
pub(crate) fn apportion(total: i64, points: &[f64]) -> Result<Vec<i64>, ApportionError> {
    apportion_beside(0.0, total, points)
}

fn apportion_beside(
    computed_from: f64,
    total: i64,
    points: &[f64],
) -> Result<Vec<i64>, ApportionError> {
    let parts: Vec<f64> = points.iter().map(|points| points * 1e6).collect();
    match score::apportion_beside(computed_from, total, &parts) {
        Err(ApportionError::Unplaced { .. }) => {
            let largest = (0..parts.len()).max_by(|&a, &b| {
                let size = |at: usize| parts.get(at).map_or(0.0, |part: &f64| part.abs());
                size(a).total_cmp(&size(b)).then(b.cmp(&a))
            });
            Ok((0..parts.len())
                .map(|at| if Some(at) == largest { total } else { 0 })
                .collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{apportion, is_interacting};

    #[test]
    fn a_unit_that_no_part_can_take_goes_to_the_largest() {
        // Neither falls as far as a unit, and together they rose by one, as rounding may have it.
        assert_eq!(
            apportion(1, &[-1e-7, -3e-7, -3e-7]).ok(),
            Some(vec![0, 1, 0])
        );
        assert_eq!(apportion(3, &[1e-6, 2e-6]).ok(), Some(vec![1, 2]));
    }

    #[test]
    fn what_lies_off_the_middle_by_a_quarter_and_a_digit_hangs_on_what_else_moved() {
        // 4 beside a middle of 3: a quarter is not beyond a quarter; 4 beside 2.9 is, unless nobody sees it.
        assert!(!is_interacting(0.1, 4.0, 2.0, 4.0));
        assert!(is_interacting(0.1, 4.0, 1.8, 4.0));
        assert!(!is_interacting(1.2, 4.0, 1.8, 4.0));
        assert!(is_interacting(0.1, -4.0, -1.8, -4.0));
    }
}
