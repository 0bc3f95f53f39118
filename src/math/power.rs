//! Powers: the right bits also at the ends of the range, halfway between two numbers, and for every sign.
//!
//! `pxfm` rounds rightly where the result lies well within the range of `f64` and needs rounding at all. Elsewhere
//! what it answers depends on whether it was compiled with FMA, or is wrong: whole powers near the ends of the range,
//! results exactly halfway between two numbers, `10^y` below the normal numbers, `x^−2` and `x^−½` of a huge `x`. These
//! are worked out here in whole numbers, where nothing is lost and nothing depends on the machine.

use std::cmp::Ordering;

use super::{
    binary::{Binary, DIGITS, nearest, signed},
    quick,
};

/// The largest whole exponent for which `pxfm` multiplies, which loses digits where a product leaves the range.
const MULTIPLIED: f64 = 102.0;

/// Results from 2^−this to 2^this are far enough from both ends of the range for all that `pxfm` multiplies.
const FAR_FROM_ENDS: f64 = 800.0;

/// `x^y` as IEEE 754 defines it, rounded once.
pub(super) fn power(x: f64, y: f64) -> f64 {
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    let size = x.abs();
    if y.is_infinite() {
        return match size.total_cmp(&1.0) {
            Ordering::Equal => 1.0,
            order if (order == Ordering::Greater) == (y > 0.0) => f64::INFINITY,
            _ => 0.0,
        };
    }
    let result = if size == 0.0 || size.is_infinite() {
        if (size == 0.0) == (y > 0.0) {
            0.0
        } else {
            f64::INFINITY
        }
    } else if x < 0.0 && !is_whole(y) {
        return f64::NAN;
    } else {
        of_positive(size, y)
    };
    let is_odd = || (y % 2.0).abs() == 1.0;
    if x.is_sign_negative() && is_odd() {
        -result
    } else {
        result
    }
}

/// `x^y` for a finite `x` above 0 other than 1, and a finite `y` other than 0.
fn of_positive(x: f64, y: f64) -> f64 {
    // IEEE 754 fixes every bit of these four.
    if y == 1.0 {
        return x;
    }
    if y == -1.0 {
        return 1.0 / x;
    }
    if y == 2.0 {
        return x * x;
    }
    if y == 0.5 {
        return x.sqrt();
    }
    if let Some(result) = quick::power(x, y) {
        return result;
    }
    slow(x, y)
}

/// The same in as many digits as it takes.
pub(super) fn slow(x: f64, y: f64) -> f64 {
    let base = Binary::of(x);
    if let Some(result) = base.exact_power(y) {
        return result;
    }
    if y == -0.5 {
        return base.inverse_root();
    }
    // x lies between 2^leading and 2^(leading + 1).
    let leading = f64::from(base.leading());
    let largest = leading.abs().max((leading + 1.0).abs()) * y.abs();
    if is_whole(y) && y.abs() <= MULTIPLIED && largest > FAR_FROM_ENDS {
        return base.whole_power(truncated(y));
    }
    if y == -2.0 {
        return base.inverse_square(pxfm::f_pow(x, y));
    }
    if x == 10.0 {
        // The same number, without what goes wrong for 10 alone.
        return pxfm::f_pow(100.0, 0.5 * y);
    }
    pxfm::f_pow(x, y)
}

impl Binary {
    /// The power by `y`, rounded, where a few whole numbers tell all of it: a power of two, or an `odd` whose power has
    /// no more than 64 bits. No result outside of these is halfway between two numbers, where only the exact number
    /// tells to which side it is rounded.
    fn exact_power(self, y: f64) -> Option<f64> {
        if self.odd == 1 {
            let exponent = f64::from(self.exponent) * y;
            // Far beyond both ends; else y has so few bits that the product is exact.
            let is_beyond = exponent.abs() > 4096.0;
            return (is_beyond || is_whole(exponent) && is_whole(2048.0 * y))
                .then(|| nearest(1, truncated(exponent), false));
        }
        // 3^41 has more than 64 bits, and a root of a 64th power would be below 2.
        if !(0.0..=40.0).contains(&y) || !is_whole(32.0 * y) {
            return None;
        }
        let (mut base, mut y) = (self, y);
        while !is_whole(y) {
            base = base.root()?;
            y *= 2.0;
        }
        let y = truncated(y);
        let power = base.odd.checked_pow(y.unsigned_abs())?;
        Some(nearest(power, base.exponent * y, false))
    }

    /// The square root, where it has an end.
    fn root(self) -> Option<Self> {
        let odd = self.odd.isqrt();
        (odd * odd == self.odd && self.exponent % 2 == 0).then_some(Self {
            odd,
            exponent: self.exponent / 2,
        })
    }

    /// One through the square root, for an `odd` above 1.
    fn inverse_root(self) -> f64 {
        // Times an even power of two it lies from 1 to 4, and the result above ½.
        let even = self.leading().div_euclid(2) * 2;
        let exponent = self.exponent - even;
        let scaled = nearest(self.odd, exponent, false);
        let guess = 1.0 / scaled.sqrt();
        // In units of 2^−53; the result is rounded up where the square of what is half a unit more is still too small:
        // (2·units + 1)² · odd · 2^exponent · 2^−108 < 1.
        let mut units = Self::of(guess).in_units();
        let is_below =
            |doubled: u64| is_product_below([doubled, doubled, self.odd], 108 - exponent);
        while is_below(2 * units + 1) {
            units += 1;
        }
        while !is_below(2 * units - 1) {
            units -= 1;
        }
        nearest(units, -DIGITS - even / 2, false)
    }

    /// A number from ½ to 1 in units of 2^−53.
    fn in_units(self) -> u64 {
        self.odd << (self.exponent + DIGITS).max(0)
    }

    /// One through the square, for an `odd` above 1, if a number is taken for it that may be a neighbour of it.
    ///
    /// `pxfm` computes it with twice the digits and does not look whether these are enough.
    fn inverse_square(self, taken: f64) -> f64 {
        let all_digits = |number: Self| {
            let zeros = number.odd.leading_zeros() - (64 - DIGITS.unsigned_abs());
            (number.odd << zeros, number.exponent - signed(zeros))
        };
        let ((units, unit), (base, exponent)) = (all_digits(Self::of(taken)), all_digits(self));
        // Half a unit more is too much, and half a unit less too little: (2·units ± 1) · 2^(unit − 1) · base² against 1.
        let is_below =
            |doubled: u64| is_product_below([doubled, base, base], 1 - unit - 2 * exponent);
        // Below a power of two the neighbour is nearer.
        let is_power = units == 1 << (DIGITS - 1);
        if !is_power && !is_below(2 * units + 1) && is_below(2 * units - 1) {
            return taken;
        }
        self.whole_power(-2)
    }

    /// The power by a whole number other than 0, for an `odd` above 1.
    fn whole_power(self, y: i32) -> f64 {
        let mut power = vec![1];
        for _ in 0..y.unsigned_abs() {
            multiply(&mut power, self.odd);
        }
        if y > 0 {
            let (top, shift, is_more) = top_of(&power);
            nearest(top, self.exponent * y + shift, is_more)
        } else {
            let (quotient, shift) = inverse(power);
            // Nothing but a power of two divides one without a rest.
            nearest(quotient, self.exponent * y - shift, true)
        }
    }
}

fn is_whole(y: f64) -> bool {
    y.trunc() == y
}

/// A whole number of at most four digits, and of the same sign whatever its size.
fn truncated(y: f64) -> i32 {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "it is held within the range"
    )]
    let truncated = y.clamp(-9999.0, 9999.0) as i32;
    truncated
}

/// Whether the product of three factors is below 2^`bits`, for at least 64 `bits`.
fn is_product_below([a, b, c]: [u64; 3], bits: i32) -> bool {
    let (product, c) = (u128::from(a) * u128::from(b), u128::from(c));
    let (upper, lower) = (product >> 64, product & u128::from(u64::MAX));
    let upper = upper * c + ((lower * c) >> 64);
    u32::try_from(bits - 64).is_ok_and(|bits| upper >> bits == 0)
}

/// A whole number times another; the parts of 64 bits are in order, the least first.
fn multiply(number: &mut Vec<u64>, factor: u64) {
    let mut carry = 0;
    for part in number.iter_mut() {
        let product = u128::from(*part) * u128::from(factor) + carry;
        *part = low_part(product);
        carry = product >> 64;
    }
    if carry > 0 {
        number.push(low_part(carry));
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "the lower half is what is asked for"
)]
fn low_part(number: u128) -> u64 {
    number as u64
}

/// The 64 bits from the leading one on, the exponent of their last one, and whether anything follows.
fn top_of(number: &[u64]) -> (u64, i32, bool) {
    let mut parts = number.iter().rev().copied();
    let (first, second) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    let zeros = first.leading_zeros();
    let both = (u128::from(first) << 64 | u128::from(second)) << zeros;
    let is_more = low_part(both) != 0 || parts.any(|part| part != 0);
    (
        low_part(both >> 64),
        64 * (count(number) - 1) - signed(zeros),
        is_more,
    )
}

fn count(parts: &[u64]) -> i32 {
    i32::try_from(parts.len()).unwrap_or(i32::MAX)
}

/// The 64 bits from the leading one on of one through a number that is no power of two, and the negated exponent of
/// their last one; division as on paper.
fn inverse(mut number: Vec<u64>) -> (u64, i32) {
    let (_, shift, _) = top_of(&number);
    // As many bits as the number, without the last: 2^(length − 1) is less than it.
    let length = shift + 64;
    // Room for a bit more than the number has.
    number.push(0);
    let mut rest = vec![0; number.len()];
    let (part, bit) = ((length - 1) / 64, (length - 1) % 64);
    if let Some(part) = usize::try_from(part)
        .ok()
        .and_then(|part| rest.get_mut(part))
    {
        *part = 1 << bit;
    }
    let mut quotient = 0;
    for _ in 0..64 {
        double(&mut rest);
        quotient *= 2;
        if rest.iter().rev().ge(number.iter().rev()) {
            subtract(&mut rest, &number);
            quotient += 1;
        }
    }
    (quotient, length + 63)
}

fn double(number: &mut [u64]) {
    let mut carry = 0;
    for part in number {
        (*part, carry) = (*part << 1 | carry, *part >> 63);
    }
}

/// Takes the lesser away from the greater.
fn subtract(number: &mut [u64], less: &[u64]) {
    let mut borrow = false;
    for (part, less) in number.iter_mut().zip(less) {
        let (difference, first) = part.overflowing_sub(*less);
        let (difference, second) = difference.overflowing_sub(u64::from(borrow));
        (*part, borrow) = (difference, first || second);
    }
}
