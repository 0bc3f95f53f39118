//! Powers and logarithms in some twenty more digits than an `f64` has, quickly, without fused multiply-add.
//!
//! A result comes with a bound of its error. Where both ends of what it may be round to one number, that number is right;
//! elsewhere, once in some thousand arguments, nothing is said, and the caller asks `pxfm`, which takes its time. This is
//! Ziv's way (Fast evaluation of elementary mathematical functions with correctly rounded last bit, 1991). The steps are
//! those of Tang (Table-driven implementation of the logarithm function, 1990), with numbers split so that products are
//! exact.
//!
//! # How far from the exact number
//!
//! With u = 2^−53. *Logarithm.* x is 2^k·z with z from 0.707 to 1.415. The table has c near to 1/z, so that r = z·c − 1 is
//! at most 2^−7 where c is 1, and 2^−7.67 elsewhere. z is split into 24 and 29 bits, and c has ten: both products are exact,
//! and so is r = `high` + `low`, with `high` a multiple of 2^−33 of at most 26 bits, whose square is exact too. ln(1 + r) is
//! r − r²/2 + r³·p(r): what the first two leave is below 2^−83·r. p has eight terms of the series, of which the next would be
//! r¹¹/11 < 2^−73·r; with eight roundings r³·p is right to 2^−50·r³/3 < 2^−65.6·r. Where c is 1 and k is 0, that is all, and
//! relative to the logarithm. Elsewhere it is 2^−50·2^−24.6 = 2^−74.6 in all, the rounding of numbers below 2^−23 adds 2^−75,
//! and the logarithm is at least 2^−8: below 2^−65.7 of it. Both are within `LOGARITHM`.
//!
//! *ln(1 + x).* Below 1/256 it is as above. Elsewhere the sum of 1 and x is exact in two parts, and all but `high` and the
//! whole is added up in one number t below 2^−15: low + r²·(r·p(r) − ½), with six terms of the series, of which the next would
//! be r⁹/9 < 2^−66.1. With r right to 2^−61, r²/2 is to 2^−68, and 2^−68, 2^−69 and 2^−69 are lost where it is put together;
//! three more sums and that of the test lose 2^−69 each. Together it is below 2^−64.7, and that is absolute: it is told
//! seldom only where the logarithm is below 2^−6, once in eight times at worst. `LOGARITHM_OF_MORE` is more.
//!
//! *Power.* y·ln x is a product of numbers in two parts, of which the second is below 2^−15 of the first: it is right to 2^−67
//! but for what the logarithm errs, all relative to it. It is n steps of
//! ln(2)/128 and a rest t of at most 2^−8.5, to which both parts of it are added. e^t − 1 − t is below 2^−18 and right to 2^−68; the
//! series ends before t⁷/5040 < 2^−71. Times 2^(n/128) < 2, a product and a sum below 2^−7 are rounded, by 2^−61 each, and
//! numbers below 2^−17, by 2^−69 in all: at most 2^−59.9 of a number from 1 to 2. `POWER` is more.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "what is cast is a small whole number, or the bits of a number"
)]

use super::tables::{FIRST_CELL, LN_2, LOGARITHMS, POWERS, STEP, STEPS};

/// A bound of the error of a logarithm, relative to it: 2^−65.
const LOGARITHM: f64 = f64::EPSILON / 8192.0;

/// A bound of the error of `ln(1 + x)` for an `x` of 1/256 and more: 2^−64.
const LOGARITHM_OF_MORE: f64 = f64::EPSILON / 4096.0;

/// A bound of the error that the power of e has of its own, where it is from 1 to 2: 2^−59.
const POWER: f64 = f64::EPSILON / 128.0;

/// Added and taken away again, it rounds to a whole number.
const ROUNDS: f64 = 1.5 / f64::EPSILON;

/// Below this, results are normal numbers, and above its negative as well.
const LARGEST: f64 = 708.0;

/// A number in two parts, of which the second is below 2^−15 of the first.
#[derive(Clone, Copy)]
struct Double {
    high: f64,
    low: f64,
}

/// `x^y` for a positive `x`, where it can be told.
#[inline]
pub(super) fn power(x: f64, y: f64) -> Option<f64> {
    if !x.is_normal() {
        return None;
    }
    exponential(logarithm(x)?.times(y))
}

/// `ln(1 + x)`, where it can be told.
#[inline]
pub(super) fn ln_1p(x: f64) -> Option<f64> {
    if x.abs() < 1.0 / 256.0 {
        // Below, the second term of the series would be less than a number can be.
        if x.abs() < 1e-150 {
            return None;
        }
        let high = upper(x);
        let logarithm = near_one(high, x - high);
        logarithm.rounded(LOGARITHM * logarithm.high.abs())
    } else if x > -1.0 && x < 1e300 {
        let sum = two_sum(1.0, x);
        let reduced = Reduced::of(sum.high, sum.low)?;
        let r = reduced.high + reduced.low;
        let r2 = r * r;
        let series =
            (1.0 / 3.0 - 0.25 * r) + r2 * ((0.2 - r * (1.0 / 6.0)) + r2 * (1.0 / 7.0 - r * 0.125));
        let rest = reduced.low + r2 * (r * series - 0.5);
        let mut logarithm = fast_two_sum(reduced.whole, reduced.high);
        logarithm.low += reduced.less + rest;
        logarithm.rounded(LOGARITHM_OF_MORE)
    } else {
        None
    }
}

/// A number as 2^k·(1 + `high` + `low`)/c, with a c of the table.
struct Reduced {
    high: f64,
    low: f64,
    /// k·ln(2) − ln(c): a multiple of 2^−42 below 2^10, and the rest.
    whole: f64,
    less: f64,
}

impl Reduced {
    /// x + more, for a normal number and at most half a unit in the last place more.
    #[inline]
    fn of(x: f64, more: f64) -> Option<Self> {
        let from_start = x.to_bits().wrapping_sub(FIRST_CELL) as i64;
        let exponent = from_start >> 52;
        let &(inverse, high, low) = LOGARITHMS.get((from_start >> 45 & 127) as usize)?;
        let z = shifted(x, -exponent);
        let k = exponent as f64;
        // To the nearest, so that nothing cancels where z is near 1.
        let upper = f64::from_bits((z.to_bits() + (1 << 28)) & !0x1fff_ffff);
        let lower = z - upper + more * shifted(1.0, -exponent);
        Some(Self {
            high: upper * inverse - 1.0,
            low: lower * inverse,
            whole: k * LN_2.0 + high,
            less: k * LN_2.1 + low,
        })
    }
}

/// ln(x), for a normal number.
#[inline]
fn logarithm(x: f64) -> Option<Double> {
    let reduced = Reduced::of(x, 0.0)?;
    let rest = near_one(reduced.high, reduced.low);
    // Exact. It is 0, or 0.0058 and more, and the rest is less than that.
    let mut sum = fast_two_sum(reduced.whole, rest.high);
    sum.low += reduced.less + rest.low;
    Some(sum)
}

/// ln(1 + high + low), for a `high` of at most 26 bits.
#[inline]
fn near_one(high: f64, low: f64) -> Double {
    let r = high + low;
    let r2 = r * r;
    let r4 = r2 * r2;
    let first = (1.0 / 3.0 - 0.25 * r) + r2 * (0.2 - r * (1.0 / 6.0));
    let second = (1.0 / 7.0 - 0.125 * r) + r2 * (1.0 / 9.0 - 0.1 * r);
    let series = r2 * r * (first + r4 * second);
    // r²/2: the first part is exact, and far below `high`.
    let half = 0.5 * high * high;
    let start = high - half;
    let lost = (high - start) - half;
    // Where `low` is more than `high`, both are below 2^−24, and what this loses is far below the bound.
    let mut sum = fast_two_sum(start, low);
    sum.low += lost - low * (high + 0.5 * low) + series;
    sum
}

/// e^x rounded, where it can be told.
#[inline]
fn exponential(x: Double) -> Option<f64> {
    // Neither holds for what is no number.
    let is_within = x.high.abs() < LARGEST;
    if !is_within {
        return None;
    }
    // Of a large power the second part may be several steps.
    let steps = ((x.high + x.low) * STEPS + ROUNDS) - ROUNDS;
    let rest = two_sum(x.high - steps * STEP.0, x.low - steps * STEP.1);
    let t = rest.high;
    let square = t * t;
    let series = (0.5 + t * (1.0 / 6.0))
        + square * ((1.0 / 24.0 + t * (1.0 / 120.0)) + square * (1.0 / 720.0));
    let more = rest.low + square * series;
    let steps = steps as i64;
    let &(power, short) = POWERS.get((steps & 127) as usize)?;
    let result = fast_two_sum(power, power * t + (power * more + short));
    let rounded = result.rounded(POWER + 2.0 * LOGARITHM * x.high.abs())?;
    Some(shifted(rounded, steps >> 7))
}

impl Double {
    fn times(self, y: f64) -> Self {
        let high = self.high * y;
        let (upper_x, upper_y) = (upper(self.high), upper(y));
        let (lower_x, lower_y) = (self.high - upper_x, y - upper_y);
        let lost = ((upper_x * upper_y - high) + upper_x * lower_y + lower_x * upper_y)
            + lower_x * lower_y;
        Self {
            high,
            low: lost + self.low * y,
        }
    }

    /// The nearest number, if all from `error` below to `error` above have the same.
    fn rounded(self, error: f64) -> Option<f64> {
        let least = self.high + (self.low - error);
        let largest = self.high + (self.low + error);
        (least == largest).then_some(least)
    }
}

/// Times a power of two, for a number that is normal before and after.
fn shifted(x: f64, exponent: i64) -> f64 {
    f64::from_bits(x.to_bits().wrapping_add((exponent << 52) as u64))
}

/// The first 26 bits.
fn upper(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & !0x7ff_ffff)
}

/// The sum, and what it is short of the exact one (Knuth).
fn two_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    let b_part = high - a;
    let low = (a - (high - b_part)) + (b - b_part);
    Double { high, low }
}

/// The same where `a` is 0, or not less than `b` (Dekker).
fn fast_two_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    Double {
        high,
        low: b - (high - a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::power::slow;

    /// Xorshift: the same numbers in every run.
    struct Numbers(u64);

    impl Numbers {
        fn bits(&mut self) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
        }

        /// From 0 to 1.
        fn part(&mut self) -> f64 {
            (self.bits() >> 11) as f64 * (f64::EPSILON / 2.0)
        }

        /// From −½ to ½, times a power of two from 2^`least` to 2^`largest`.
        fn around(&mut self, least: i32, largest: i32) -> f64 {
            let exponent = least + (self.bits() % u64::from(largest.abs_diff(least))) as i32;
            (self.part() - 0.5) * crate::math::powi(2.0, exponent)
        }

        /// Bases and exponents of every size: as scores have them, near 1, near the ends, with few digits.
        fn power(&mut self) -> (f64, f64) {
            const COMMON: [f64; 8] = [0.4, -0.302, 1.2, -1.209, 0.25, 0.411, 3.0, -4.0];
            match self.bits() % 9 {
                0 => (10.0 * self.part(), 10.0 * self.part() - 5.0),
                1 => (f64::from_bits(self.bits() >> 2), 100.0 * self.part() - 50.0),
                2 => (1.0 + self.around(-50, 0), self.around(0, 60)),
                3 => (100.0 * self.part(), COMMON[(self.bits() % 8) as usize]),
                4 => (
                    (self.bits() % 1000) as f64 + 1.0,
                    (self.bits() % 200) as f64 / 8.0 - 12.0,
                ),
                5 => (self.around(-900, 900).abs(), 2.0 * self.part() - 1.0),
                6 => (
                    (self.bits() % 100_000) as f64 / 1000.0,
                    (self.bits() % 2000) as f64 / 100.0 - 10.0,
                ),
                7 => (2.0 * self.part(), self.around(-50, 50)),
                _ => {
                    let x = 1.0 + self.around(-9, -5);
                    (x, 1400.0 * (self.part() - 0.5) / crate::math::ln(x))
                }
            }
        }

        fn more_than_one(&mut self) -> f64 {
            match self.bits() % 4 {
                0 => 10.0 * self.part() - 1.0,
                1 => f64::from_bits(self.bits() >> 2),
                2 => self.around(-100, 1),
                _ => (self.bits() % 1_000_000) as f64,
            }
        }
    }

    /// Holds what is told quickly against what takes its time, and counts what is not told.
    fn compare(count: u32, seed: u64) -> [u32; 2] {
        let mut numbers = Numbers(seed);
        let mut not_told = [0; 2];
        for _ in 0..count {
            let (x, y) = numbers.power();
            if x > 0.0 && x != 1.0 && y != 0.0 {
                match power(x, y) {
                    None => not_told[0] += 1,
                    Some(quick) => assert_eq!(quick.to_bits(), slow(x, y).to_bits(), "{x:e}^{y:e}"),
                }
            }
            let x = numbers.more_than_one();
            match ln_1p(x) {
                None => not_told[1] += 1,
                Some(quick) => {
                    assert_eq!(quick.to_bits(), pxfm::f_log1p(x).to_bits(), "ln(1 + {x:e})");
                }
            }
        }
        not_told
    }

    #[test]
    fn what_is_told_quickly_is_what_is_told_with_all_digits() {
        let not_told = compare(200_000, 2011);
        // Half of the arguments are beyond the range, or without meaning there; of a score's own, one in fifty is not told.
        assert!(not_told[0] < 70_000 && not_told[1] < 30_000, "{not_told:?}");
    }

    #[test]
    fn a_number_near_one_to_a_huge_power_is_right() {
        // By MPFR. The second part of the product is five steps of the exponential here.
        let result = power(1.007_475_085_402_026_5, 8.821_414_263_580_806e4);
        assert!(result.is_none_or(|result| result == 2.052_678_086_706_709_5e285));
    }

    /// `cargo test --release --lib -- --ignored --nocapture a_hundred_million`; it takes a few minutes.
    #[test]
    #[ignore = "takes minutes"]
    fn a_hundred_million_results_are_what_is_told_with_all_digits() {
        for part in 1..=100 {
            compare(1_000_000, part * 0x9e37_79b9_7f4a_7c15);
        }
    }
}
