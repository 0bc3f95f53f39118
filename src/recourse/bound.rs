//! Where an input may go: a range, a grid on it, and the ways that are open.

use std::ops::RangeInclusive;

use super::error::RecourseError;
use crate::{math, path::Path};

/// Whole numbers up to here are exact in an `f64`.
const MOST: f64 = 9_007_199_254_740_992.0;

/// How far a number of the subject's own data may go.
///
/// A range of values in the input's own unit, both ends included, and the *grid* on it: the values that are
/// considered, which are the multiples of the step. Without [`step`](Self::step) the step is the largest power of ten
/// that a millionth of the range holds (1 for 0 to 1,000,000, 0.001 for 0 to 8,700), so that what is found is a number
/// that people can read. The present value need not lie in the range nor on the grid.
///
/// What is wrong with a bound (NaN, infinities, a range that does not rise, a step that is not positive, no multiple of
/// the step in the range) is said by [`Recourse::find`](crate::recourse::Recourse::find), which knows the input's name.
///
/// # Examples
///
/// ```
/// use scoreshift::recourse::Bound;
///
/// let posts = Bound::from(0.0..=500.0).whole().only_up();
/// assert_ne!(posts, Bound::from(0.0..=500.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    pub(super) min: f64,
    pub(super) max: f64,
    step: Option<f64>,
    pub(super) up: bool,
    pub(super) down: bool,
}

impl From<RangeInclusive<f64>> for Bound {
    fn from(range: RangeInclusive<f64>) -> Self {
        Self {
            min: *range.start(),
            max: *range.end(),
            step: None,
            up: true,
            down: true,
        }
    }
}

impl Bound {
    /// Only multiples of `step`, a positive number in the input's own unit.
    #[must_use]
    pub fn step(mut self, step: f64) -> Self {
        self.step = Some(step);
        self
    }

    /// Only whole numbers: the same as a step of 1.
    #[must_use]
    pub fn whole(self) -> Self {
        self.step(1.0)
    }

    /// Only values above the present one.
    #[must_use]
    pub fn only_up(mut self) -> Self {
        (self.up, self.down) = (true, false);
        self
    }

    /// Only values below the present one.
    #[must_use]
    pub fn only_down(mut self) -> Self {
        (self.up, self.down) = (false, true);
        self
    }

    pub(super) fn grid(&self, place: &Path) -> Result<Grid, RecourseError> {
        let Self { min, max, .. } = *self;
        // Also false for NaN, and for a range that is longer than any number.
        let rises = min < max && (max - min).is_finite();
        if !rises {
            return Err(RecourseError::Range {
                place: place.clone(),
                min,
                max,
            });
        }
        let step = self.step.unwrap_or_else(|| readable_step(min, max));
        if !(step.is_finite() && step > 0.0) {
            return Err(RecourseError::Step {
                place: place.clone(),
                step,
            });
        }
        if (min.abs().max(max.abs()) / step) >= MOST {
            return Err(RecourseError::TooFine {
                place: place.clone(),
                step,
                min,
                max,
            });
        }
        let mut grid = Grid {
            step,
            parts: parts(step),
            first: 0,
            last: 0,
        };
        grid.first = grid.next(min, |value| value >= min);
        grid.last = grid.next(max, |value| value > max) - 1;
        if grid.first > grid.last {
            return Err(RecourseError::EmptyGrid {
                place: place.clone(),
                step,
                min,
                max,
            });
        }
        Ok(grid)
    }
}

/// The multiples of a step in a range, by their whole factor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub(super) step: f64,
    /// How many steps make one, where that is a whole number: 0.3 is then 3/10 and not 3 · 0.1.
    parts: Option<f64>,
    pub(super) first: i64,
    pub(super) last: i64,
}

impl Grid {
    #[allow(
        clippy::cast_precision_loss,
        reason = "no factor is beyond 2⁵³, where whole numbers are exact"
    )]
    pub(super) fn value(&self, factor: i64) -> f64 {
        match self.parts {
            Some(parts) => factor as f64 / parts,
            None => factor as f64 * self.step,
        }
    }

    /// The first factor whose value is as asked, near a value on the range where that begins to hold.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "no factor is beyond 2⁵³, where whole numbers are exact"
    )]
    fn next(&self, near: f64, holds: impl Fn(f64) -> bool) -> i64 {
        let factor = (near / self.step).floor() as i64;
        // The quotient is rounded, so that it may be one off.
        (factor - 2..factor + 3)
            .find(|&factor| holds(self.value(factor)))
            .unwrap_or(factor + 3)
    }

    /// Whether a value is on the grid.
    pub(super) fn has(&self, value: f64) -> bool {
        let factor = self.above(value) - 1;
        #[allow(clippy::float_cmp, reason = "a value is on the grid or is not")]
        let is_on = self.value(factor) == value;
        is_on && (self.first..=self.last).contains(&factor)
    }

    /// The factors next to each number, on either side or at it.
    pub(super) fn around(&self, numbers: &[f64]) -> Vec<i64> {
        let next = |&number: &f64| {
            let (below, above) = (self.below(number), self.above(number));
            below..=above
        };
        numbers.iter().flat_map(next).collect()
    }

    /// The least factor above a value; beyond the last one if there is none.
    pub(super) fn above(&self, value: f64) -> i64 {
        if value < self.value(self.first) {
            self.first
        } else if value >= self.value(self.last) {
            self.last + 1
        } else {
            self.next(value, |other| other > value)
        }
    }

    /// The greatest factor below a value; before the first one if there is none.
    pub(super) fn below(&self, value: f64) -> i64 {
        if value <= self.value(self.first) {
            self.first - 1
        } else if value > self.value(self.last) {
            self.last
        } else {
            self.next(value, |other| other >= value) - 1
        }
    }
}

/// The largest power of ten of which the range has a million, and no finer than an `f64` of that size can tell.
fn readable_step(min: f64, max: f64) -> f64 {
    let exponent = |value: f64| {
        let text = format!("{value:e}");
        text.split_once('e')
            .and_then(|(_, exponent)| exponent.parse::<i32>().ok())
            .unwrap_or(0)
    };
    let fine = exponent(max - min) - 6;
    let told = exponent(min.abs().max(max.abs())) - 14;
    math::powi(10.0, fine.max(told))
}

fn parts(step: f64) -> Option<f64> {
    let inverse = 1.0 / step;
    let whole = inverse.round();
    let is_whole = step < 1.0 && whole < MOST && (inverse - whole).abs() <= 1e-9 * inverse;
    is_whole.then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::Bound;
    use crate::path::Path;

    #[test]
    fn a_grid_holds_every_multiple_in_the_range_and_no_other() {
        for (min, max, step) in [
            (0.0, 1.0, 0.1),
            (-0.7, 0.7, 0.1),
            (-3.5, 8.25, 0.25),
            (0.05, 2.0, 0.3),
            (-100.0, -7.0, 7.0),
            (0.1, 0.3, 0.1),
        ] {
            let grid = Bound::from(min..=max)
                .step(step)
                .grid(&Path::root())
                .unwrap();
            let values: Vec<f64> = (grid.first..=grid.last).map(|k| grid.value(k)).collect();
            assert!(values.iter().all(|value| (min..=max).contains(value)));
            assert!(grid.value(grid.first - 1) < min && grid.value(grid.last + 1) > max);
            for (place, &value) in (grid.first..).zip(&values) {
                assert_eq!(
                    (grid.above(value), grid.below(value)),
                    (place + 1, place - 1)
                );
                let between = value + 0.4 * step;
                if place < grid.last {
                    assert_eq!(
                        (grid.above(between), grid.below(between)),
                        (place + 1, place)
                    );
                }
            }
        }
    }

    #[test]
    fn a_grid_that_nobody_stated_is_read_easily() {
        let step = |min: f64, max: f64| Bound::from(min..=max).grid(&Path::root()).unwrap().step;
        assert_eq!(step(0.0, 1e6), 1.0);
        assert_eq!(step(0.0, 8700.0), 0.001);
        assert_eq!(step(0.0, 1.0), 1e-6);
        assert_eq!(step(1e12, 1e12 + 1.0), 0.01);
        let grid = Bound::from(0.0..=1.0).grid(&Path::root()).unwrap();
        assert_eq!(grid.value(300_000), 0.3);
        for exponent in -310..=290 {
            let wide: f64 = format!("1e{}", exponent + 6).parse().unwrap();
            let read: f64 = format!("1e{exponent}").parse().unwrap();
            assert_eq!(step(0.0, wide).to_bits(), read.to_bits(), "{exponent}");
        }
    }
}
