//! Exponentials and logarithms with 120 bits, where `pxfm` takes a result for sure that it is not sure of: `e^x` below
//! the normal numbers, and `log2` of about 2^−128.

use std::ops::Range;

use super::binary::{Binary, nearest};

/// ln 2 in units of 2^−128.
const LN_2: u128 = 0xb172_17f7_d1cf_79ab_c9e3_b398_03f2_f6af;

/// One in units of 2^−126.
const ONE: u128 = 1 << 126;

/// Where the result is below the normal numbers, and not yet 0.
const BELOW_NORMAL: Range<f64> = -745.2..-708.3;

/// Where the bound of the error of `pxfm` is next to nothing: it is the sum of two terms that cancel.
const UNSURE: Range<f64> = 2e-61..2e-18;

/// `e^x`.
#[inline]
pub(super) fn exp(x: f64) -> f64 {
    if BELOW_NORMAL.contains(&x) {
        return exp_below_normal(x);
    }
    pxfm::f_exp(x)
}

/// The logarithm to base 2.
#[inline]
pub(super) fn log2(x: f64) -> f64 {
    let result = pxfm::f_log2(x);
    if UNSURE.contains(&x) {
        return nearest_log2(Binary::of(x), result);
    }
    result
}

/// `e^x` for an `x` in [`BELOW_NORMAL`].
///
/// Of the 2^48 numbers there, none has a result within 2^−100 of halfway between two others.
fn exp_below_normal(x: f64) -> f64 {
    let size = -x;
    // e^−size = 2^−twos · e^rest; the quarter keeps the rest from 0.1 to 0.9 whatever the product lost.
    let twos = (size * std::f64::consts::LOG2_E + 0.25).ceil();
    let whole_twos = whole(twos);
    // Whole numbers fall away, so that both fractions, and what lies between them, are exact but for LN_2 itself.
    let rest = u128::from(whole_twos)
        .wrapping_mul(LN_2)
        .wrapping_sub(u128::from(in_units(size.fract())) << 80);
    let exponent = i32::try_from(whole_twos).unwrap_or(i32::MAX);
    nearest(upper(exponential(rest)), 64 - 126 - exponent, true)
}

/// The logarithm to base 2 of an `x` in [`UNSURE`], of which a neighbour is known.
fn nearest_log2(x: Binary, known: f64) -> f64 {
    let mut result = known;
    // Away from 0, the logarithm is below 0 and x smaller.
    while is_below_power(x, result, larger(result)) {
        result = larger(result);
    }
    while !is_below_power(x, smaller(result), result) {
        result = smaller(result);
    }
    result
}

/// Whether `x` is below 2 to the middle of two neighbouring numbers from −256 to −32.
fn is_below_power(x: Binary, one: f64, other: f64) -> bool {
    let middle = u128::from(in_units(-one).midpoint(in_units(-other)));
    // 2^−middle = 2^−twos · 2^share, with a share from 0 to 1.
    let twos = (middle >> 48) + 1;
    let share = (twos << 48) - middle;
    let power = exponential(product(LN_2, share << 79) << 1);
    // x is the significand, from 1 to 2, times a power of two.
    let significand = u128::from(x.odd) << (63 + x.odd.leading_zeros());
    match i64::try_from(twos).map(|twos| i64::from(x.leading()) + twos) {
        Ok(0) => significand < power,
        Ok(order) => order < 0,
        Err(_) => false,
    }
}

/// `e^t` in units of 2^−126, for a `t` in units of 2^−128, which is below 1.
fn exponential(t: u128) -> u128 {
    // 1 + t/1·(1 + t/2·(1 + t/3·…)); what follows the 36th is below the last bit.
    (1..=36).rev().fold(ONE, |sum, k| ONE + product(t, sum) / k)
}

/// The upper half of a product.
fn product(a: u128, b: u128) -> u128 {
    let half = |number: u128| (number >> 64, number & u128::from(u64::MAX));
    let ((a, a_low), (b, b_low)) = (half(a), half(b));
    let (carry, middle) = half(a * b_low + ((a_low * b_low) >> 64));
    a * b + carry + ((a_low * b + middle) >> 64)
}

/// A number from 0 to 2^16 in units of 2^−48.
fn in_units(x: f64) -> u64 {
    whole(x * 281_474_976_710_656.0)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is a whole number from 0 to 2^64"
)]
fn whole(x: f64) -> u64 {
    x as u64
}

/// The upper 64 of 128 bits.
fn upper(number: u128) -> u64 {
    u64::try_from(number >> 64).unwrap_or(u64::MAX)
}

/// The neighbour of a number that is not 0, further from it.
fn larger(x: f64) -> f64 {
    f64::from_bits(x.to_bits() + 1)
}

/// The neighbour of a number that is not 0, nearer to it.
fn smaller(x: f64) -> f64 {
    f64::from_bits(x.to_bits() - 1)
}
