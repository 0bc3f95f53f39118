//! Whole numbers of 256 bits, for sums of squares.

use super::ranks::real;

/// A whole number from 0 to 2²⁵⁶ − 1; what is beyond wraps round.
///
/// Squares of millionths of a point by weight are below 2¹⁷⁵, and so are their sums over all that can be weighed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::impact) struct Wide {
    pub(in crate::impact) high: u128,
    pub(in crate::impact) low: u128,
}

const HALF: u128 = u64::MAX as u128;

impl Wide {
    /// The product of two numbers, in full.
    #[inline]
    pub(in crate::impact) fn product(a: u128, b: u128) -> Self {
        let ([a_high, a_low], [b_high, b_low]) = ([a >> 64, a & HALF], [b >> 64, b & HALF]);
        // Each is below 2¹²⁸, and so is what is carried.
        let low = a_low * b_low;
        let middle = a_high * b_low + (low >> 64);
        let other = a_low * b_high + (middle & HALF);
        Self {
            high: a_high * b_high + (middle >> 64) + (other >> 64),
            low: (other << 64) | (low & HALF),
        }
    }

    #[inline]
    pub(in crate::impact) fn plus(self, other: Self) -> Self {
        let (low, carried) = self.low.overflowing_add(other.low);
        let high = self.high.wrapping_add(other.high);
        Self {
            high: high.wrapping_add(u128::from(carried)),
            low,
        }
    }

    pub(in crate::impact) fn minus(self, other: Self) -> Self {
        let (low, borrowed) = self.low.overflowing_sub(other.low);
        let high = self.high.wrapping_sub(other.high);
        Self {
            high: high.wrapping_sub(u128::from(borrowed)),
            low,
        }
    }

    pub(in crate::impact) fn is_less(self, other: Self) -> bool {
        (self.high, self.low) < (other.high, other.low)
    }

    /// To the precision of an f64.
    pub(in crate::impact) fn real(self) -> f64 {
        const TWO_TO_THE_128: f64 = 340_282_366_920_938_463_463_374_607_431_768_211_456.0;
        real(self.high) * TWO_TO_THE_128 + real(self.low)
    }
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;
    use proptest::prelude::*;

    use super::Wide;

    fn big(of: Wide) -> BigUint {
        (BigUint::from(of.high) << 128) + of.low
    }

    fn number() -> impl Strategy<Value = u128> {
        prop_oneof![
            any::<u128>(),
            any::<u64>().prop_map(u128::from),
            Just(u128::MAX),
            Just(0)
        ]
    }

    proptest! {
        #[test]
        fn it_counts_as_any_number_does((a, b, c, d) in (number(), number(), number(), number())) {
            let (one, other) = (Wide::product(a, b), Wide::product(c, d));
            prop_assert_eq!(big(one), BigUint::from(a) * b);
            prop_assert_eq!(big(one.plus(other)), (big(one) + big(other)) % (BigUint::from(1_u8) << 256));
            prop_assert_eq!(one.plus(other).minus(other), one);
            let expected: f64 = big(one).to_string().parse().map_err(|_| TestCaseError::fail("no number"))?;
            prop_assert!((one.real() - expected).abs() <= expected * 3e-16);
        }
    }
}
