//! Points in whole units that add up.

use super::{Scale, exact_sum};

/// Micro-points in a point.
pub const MICRO: i64 = 1_000_000;

/// How far from zero a score may lie, in points, to be counted in micro-points: 9·10⁹.
///
/// Up to here every micro-point is a number of its own in an `f64` (9·10¹⁵ < 2⁵³); points themselves are, as an `f64`, up to
/// 2³³ (8.5·10⁹), beyond which a score or a bound is read to two millionths. This is the one limit of whatever
/// compares, explains or counts scores; a score beyond it is computed and recorded all the same.
pub const MOST_POINTS: f64 = 9e9;

/// Parts whose sizes add up to more than this are not apportioned: a move from one end of what is counted to the
/// other, beyond which parts only cancel.
const MOST_UNITS: f64 = 2.0 * MOST_POINTS * 1e6;

/// A level of points in micro-points: ⌊10⁶·value + ½⌋.
///
/// A move is the difference of two such levels, never the rounding of a difference; so moves telescope.
///
/// # Errors
///
/// The value is NaN, or further from zero than [`MOST_POINTS`].
///
/// # Examples
///
/// ```
/// use scoreshift::score::micro;
///
/// assert_eq!(micro(54.25), Ok(54_250_000));
/// assert_eq!(micro(-0.000_000_5), Ok(0));
/// assert!(micro(f64::NAN).is_err());
/// ```
#[inline]
pub fn micro(value: f64) -> Result<i64, ApportionError> {
    let scaled = value * 1e6;
    if scaled.abs() < NEAR {
        return Ok(half_up(scaled));
    }
    if value.is_nan() || value.abs() > MOST_POINTS {
        return Err(ApportionError::Level { value });
    }
    Ok(counted(value))
}

/// As [`micro`], of a number that is known to be one and no further from zero than [`MOST_POINTS`].
#[inline]
pub(crate) fn counted(value: f64) -> i64 {
    let scaled = value * 1e6;
    if scaled.abs() < NEAR {
        half_up(scaled)
    } else {
        far_half_up(scaled)
    }
}

/// The nearest whole number, halves up, however far from zero.
fn far_half_up(of: f64) -> i64 {
    // A number that is cut off is below it or, where that is negative, above it: `floor` is a call on a default x86-64.
    let cut = integer(of);
    let whole = cut - i64::from(real(cut) > of);
    whole + i64::from(of - real(whole) >= 0.5)
}

/// The nearest whole number, halves up, of a number closer to zero than [`NEAR`].
#[inline]
fn half_up(of: f64) -> i64 {
    let whole = nearest(of);
    // Adding ½ first would round 0.49999999999999994 up.
    whole + i64::from(of - real(whole) == 0.5)
}

/// 2⁵¹: numbers closer to zero have a nearest whole number that [`nearest`] finds.
pub(crate) const NEAR: f64 = 2_251_799_813_685_248.0;

/// The nearest whole number, halves to the even one, of a number closer to zero than [`NEAR`].
///
/// From 2⁵² to 2⁵³ the f64s are the whole numbers, so that a sum there is rounded to one, whose last bits are the number. A
/// cast of Rust's costs three times as much, for it looks for NaN and for what is too large.
#[allow(
    clippy::cast_possible_wrap,
    reason = "the difference of two bit patterns is what wraps"
)]
#[inline]
pub(crate) fn nearest(of: f64) -> i64 {
    const MIDDLE: f64 = 3.0 * NEAR;
    let bits = (of + MIDDLE).to_bits();
    bits.wrapping_sub(MIDDLE.to_bits()) as i64
}

/// Shares out a whole number of units among parts that are real numbers, so that the shares add up exactly.
///
/// `parts` are in the units that `total` counts, in the order of their stable ids, which decides ties; the
/// result has one share for each. What is promised, as long as `total` is the sum of the parts rounded either
/// way:
///
/// * the shares add up to `total`;
/// * each is its part rounded down or up, so less than one unit away;
/// * a share never has the other sign than its part, and a part of zero stays zero;
/// * negating the total and every part negates every share.
///
/// Each part is rounded down, and the units that are still missing go to the parts with a fraction: the
/// largest fraction first, then the larger part, then the earlier one. If the total is negative, or zero and
/// the first part that is not zero is negative, the same is done to the negated numbers.
///
/// Parts are computed, and their sum may miss the total's by noise. What then remains after every part has
/// been rounded in the same direction goes to the largest part that keeps its sign.
///
/// # Errors
///
/// A part is NaN or infinite; the sizes of the parts add up to more than 1.8·10¹⁶ units, which is the way from
/// −[`MOST_POINTS`] to [`MOST_POINTS`] in micro-points; the total is further from the sum of the parts than rounding
/// explains (two units and 10⁻¹² of the sizes' sum); or noise remains and no part can take it, as with a total of 1
/// and parts that are all zero.
///
/// # Examples
///
/// ```
/// use scoreshift::score::apportion;
///
/// assert_eq!(apportion(-17, &[-12.4, -6.4, 1.8])?, [-13, -6, 2]);
/// # Ok::<(), scoreshift::score::ApportionError>(())
/// ```
pub fn apportion(total: i64, parts: &[f64]) -> Result<Vec<i64>, ApportionError> {
    apportion_beside(0.0, total, parts)
}

/// As [`apportion`], for parts that were computed from numbers of a size in units, and are as noisy as those.
pub(crate) fn apportion_beside(
    computed_from: f64,
    total: i64,
    parts: &[f64],
) -> Result<Vec<i64>, ApportionError> {
    if let Some((index, &value)) = parts.iter().enumerate().find(|(_, part)| !part.is_finite()) {
        return Err(ApportionError::NotFinite { index, value });
    }
    let size = exact_sum(parts.iter().map(|part| part.abs()));
    if size > MOST_UNITS {
        return Err(ApportionError::TooLarge { size });
    }
    let sum = exact_sum(parts.iter().copied());
    if (real(total) - sum).abs() > 2.0 + (size + computed_from) * 1e-12 {
        return Err(ApportionError::Unbalanced { total, sum });
    }
    let first = parts.iter().find(|&&part| part != 0.0);
    let sign = sign(total, first.is_some_and(|&part| part < 0.0));
    let shares = parts.iter().enumerate().map(|(index, part)| {
        let part = part * real(sign);
        let floor = part.floor();
        Share {
            index,
            part,
            units: integer(floor),
            fraction: part - floor,
        }
    });
    share_out(total, sign, shares.collect())
}

/// Shares out a move that is shown, in units of the scale's last shown digit, among parts in micro-points.
///
/// The rule and its promises are those of [`apportion`], in whole numbers throughout. This is for parts of a
/// part, such as the places inside a cause: `total` is what [`show_parts`] has given to the cause, and
/// `micro_parts` are the micro-points of its places. There is no noise in whole numbers: it succeeds whenever
/// `total` is the sum of the parts rounded either way.
///
/// # Errors
///
/// The total is a unit or more away from the sum of the parts, or the sizes of the parts add up to more than
/// 1.8·10¹⁶ micro-points, as with [`apportion`].
///
/// # Examples
///
/// ```
/// use scoreshift::score::{Scale, apportion_micro};
///
/// let scale = Scale::new(0.0, 100.0);
/// assert_eq!(apportion_micro(&scale, 3, &[1_400_000, 1_700_000])?, [1, 2]);
/// # Ok::<(), scoreshift::score::ApportionError>(())
/// ```
pub fn apportion_micro(
    scale: &Scale,
    total: i64,
    micro_parts: &[i64],
) -> Result<Vec<i64>, ApportionError> {
    let size = micro_parts
        .iter()
        .fold(0_u64, |size, part| size.saturating_add(part.unsigned_abs()));
    if wide(size) > MOST_UNITS {
        return Err(ApportionError::TooLarge { size: wide(size) });
    }
    let (sum, unit) = (micro_parts.iter().sum::<i64>(), scale.unit());
    if (i128::from(total) * i128::from(unit) - i128::from(sum)).abs() >= i128::from(unit) {
        return Err(ApportionError::Unbalanced {
            total,
            sum: real(sum) / real(unit),
        });
    }
    let first = micro_parts.iter().find(|&&part| part != 0);
    let sign = sign(total, first.is_some_and(|&part| part < 0));
    let shares = micro_parts.iter().enumerate().map(|(index, part)| {
        let part = part * sign;
        Share {
            index,
            part: real(part),
            units: part.div_euclid(unit),
            fraction: real(part.rem_euclid(unit)),
        }
    });
    share_out(total, sign, shares.collect())
}

/// A move as people see it: every figure in whole units of the scale's last shown digit.
///
/// `after − before = moved`, and the parts add up to `moved`. [`Scale::show_units`] writes each of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Shown {
    /// The level before.
    pub before: i64,
    /// The level after.
    pub after: i64,
    /// The difference of the two levels.
    pub moved: i64,
    /// What each part contributed to it.
    pub parts: Vec<i64>,
}

/// Rounds a move for people, so that the figures they see add up.
///
/// The levels, in points, are rounded as by [`Scale::show`]; the shown move is the difference of the
/// shown levels; and the parts, in micro-points and in the order of their stable ids, are shared out to it as
/// by [`apportion`]. Small parts that are shown as one are added up before.
///
/// # Errors
///
/// A level is NaN or beyond [`MOST_POINTS`], the parts are too large for [`apportion_micro`], or their sum is not the difference of the two levels in micro-points.
///
/// # Examples
///
/// ```
/// use scoreshift::score::{Scale, show_parts};
///
/// let shown = show_parts(&Scale::new(0.0, 100.0), 71.4, 53.6, &[-12_400_000, -5_400_000])?;
/// assert_eq!((shown.before, shown.after, shown.moved), (71, 54, -17));
/// assert_eq!(shown.parts, [-12, -5]);
/// # Ok::<(), scoreshift::score::ApportionError>(())
/// ```
pub fn show_parts(
    scale: &Scale,
    before: f64,
    after: f64,
    micro_parts: &[i64],
) -> Result<Shown, ApportionError> {
    let (micro_before, micro_after) = (micro(before)?, micro(after)?);
    let total = micro_after - micro_before;
    let sum: i128 = micro_parts.iter().map(|&part| i128::from(part)).sum();
    if sum != i128::from(total) {
        let sum = exact_sum(micro_parts.iter().map(|&part| real(part)));
        return Err(ApportionError::Unbalanced { total, sum });
    }
    let (before, after) = (scale.round(micro_before), scale.round(micro_after));
    let moved = after - before;
    let parts = apportion_micro(scale, moved, micro_parts)?;
    Ok(Shown {
        before,
        after,
        moved,
        parts,
    })
}

/// Why numbers cannot be shared out in whole units.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ApportionError {
    /// A level is NaN or too large to be counted in micro-points.
    #[error("a level of {value} points is not between -{MOST_POINTS:e} and {MOST_POINTS:e}")]
    Level {
        /// The level in points.
        value: f64,
    },
    /// A part is NaN or infinite.
    #[error("part {index} is {value}, not a finite number")]
    NotFinite {
        /// The index of the part.
        index: usize,
        /// The part.
        value: f64,
    },
    /// The parts are larger than any move that is counted.
    #[error("the sizes of the parts add up to {size:e}, beyond {MOST_UNITS:e} units")]
    TooLarge {
        /// The sum of the parts' sizes.
        size: f64,
    },
    /// The parts do not add up to the total, by more than rounding explains.
    #[error("parts that add up to {sum} cannot be shared out to a total of {total}")]
    Unbalanced {
        /// The total asked for, in units.
        total: i64,
        /// The sum of the parts, in the same units.
        sum: f64,
    },
    /// Noise remains, and no part can take it without changing its sign.
    #[error("no part can take the {left} units that remain of a total of {total}")]
    Unplaced {
        /// The total asked for, in units.
        total: i64,
        /// The units that remain.
        left: i64,
    },
}

impl ApportionError {
    /// Whether the parts are at fault, not the total: they cancel, and their noise is as large as what remains.
    pub(crate) fn is_of_parts_that_cancel(&self) -> bool {
        matches!(
            self,
            Self::TooLarge { .. } | Self::Unbalanced { .. } | Self::Unplaced { .. }
        )
    }
}

/// One part on its way to whole units.
struct Share {
    index: usize,
    part: f64,
    units: i64,
    fraction: f64,
}

impl Share {
    fn keeps_its_sign_with(&self, more: i64) -> bool {
        (self.part > 0.0 && self.units + more >= 0) || (self.part < 0.0 && self.units + more <= 0)
    }
}

/// −1 where the rule is applied to the negated numbers, which makes it symmetric.
fn sign(total: i64, first_is_negative: bool) -> i64 {
    if total < 0 || (total == 0 && first_is_negative) {
        -1
    } else {
        1
    }
}

/// Distributes the missing units over shares that are rounded down; `sign` has been applied to the shares.
fn share_out(total: i64, sign: i64, mut shares: Vec<Share>) -> Result<Vec<i64>, ApportionError> {
    let mut missing = total * sign - shares.iter().map(|share| share.units).sum::<i64>();
    shares.sort_by(|a, b| {
        let by_fraction = b.fraction.total_cmp(&a.fraction);
        by_fraction
            .then(b.part.abs().total_cmp(&a.part.abs()))
            .then(a.index.cmp(&b.index))
    });
    for share in shares.iter_mut().filter(|share| share.fraction > 0.0) {
        if missing <= 0 {
            break;
        }
        share.units += 1;
        missing -= 1;
    }
    if missing != 0 {
        let largest = shares
            .iter_mut()
            .filter(|share| share.keeps_its_sign_with(missing))
            .min_by(|a, b| {
                b.part
                    .abs()
                    .total_cmp(&a.part.abs())
                    .then(a.index.cmp(&b.index))
            });
        let left = missing * sign;
        largest
            .ok_or(ApportionError::Unplaced { total, left })?
            .units += missing;
    }
    shares.sort_by_key(|share| share.index);
    Ok(shares.into_iter().map(|share| share.units * sign).collect())
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "called with numbers of at most 1.8·10¹⁶ in size, for what is before their point"
)]
fn integer(whole: f64) -> i64 {
    whole as i64
}

#[allow(
    clippy::cast_precision_loss,
    reason = "exact below 2⁵³; beyond, only compared with a tolerance"
)]
fn real(integer: i64) -> f64 {
    integer as f64
}

#[allow(
    clippy::cast_precision_loss,
    reason = "exact below 2⁵³; beyond, only compared with a limit"
)]
fn wide(integer: u64) -> f64 {
    integer as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ApportionError, NEAR, apportion_beside, far_half_up, half_up};

    proptest! {
        #[test]
        fn near_and_far_numbers_are_rounded_alike(bits in any::<u64>(), halves in -1_000_000_000_i64..1_000_000_000) {
            #[allow(clippy::cast_precision_loss, reason = "below 2⁵³")]
            let half = halves as f64 / 2.0;
            let last = f64::from_bits(NEAR.to_bits() - 1);
            let some = f64::from_bits(bits);
            let beside = |by: u64| f64::from_bits(half.to_bits().wrapping_add(by));
            for of in [some, half, beside(1), beside(u64::MAX), last, 0.499_999_999_999_999_94, -0.0] {
                for of in [of, -of].into_iter().filter(|of| of.abs() < NEAR) {
                    prop_assert_eq!(half_up(of), far_half_up(of), "{:?}", of);
                }
            }
        }
    }

    #[test]
    fn parts_are_as_noisy_as_the_numbers_they_were_computed_from() {
        // A millionth of a millionth of 10¹³ is ten units.
        assert_eq!(apportion_beside(1e13, 12, &[2.0]), Ok(vec![12]));
        assert!(apportion_beside(0.0, 12, &[2.0]).is_err());
        assert!(apportion_beside(1e13, 15, &[2.0]).is_err());
    }

    #[test]
    fn parts_are_at_fault_where_they_cancel_and_not_where_there_is_no_number() {
        let cancel = [
            ApportionError::TooLarge { size: 2e16 },
            ApportionError::Unbalanced { total: 1, sum: 9.0 },
            ApportionError::Unplaced { total: 1, left: 1 },
        ];
        let no_number = [
            ApportionError::Level { value: f64::NAN },
            ApportionError::NotFinite {
                index: 0,
                value: f64::INFINITY,
            },
        ];
        assert!(cancel.iter().all(ApportionError::is_of_parts_that_cancel));
        assert!(
            !no_number
                .iter()
                .any(ApportionError::is_of_parts_that_cancel)
        );
    }
}
