//! Division by a number that is known beforehand and asked for at every subject: a processor divides whole numbers slowly.

use crate::score::{NEAR, nearest};

/// A whole number above zero, and what multiplying by it instead of dividing takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::impact) struct Divisor {
    by: i64,
    inverse: f64,
}

impl Default for Divisor {
    fn default() -> Self {
        Self::new(1)
    }
}

impl Divisor {
    /// Of 0 or less it is 1.
    pub(in crate::impact) const fn new(by: i64) -> Self {
        let by = if by > 0 { by } else { 1 };
        #[allow(
            clippy::cast_precision_loss,
            reason = "what it is off by is mended below"
        )]
        let inverse = 1.0 / by as f64;
        Self { by, inverse }
    }

    pub(in crate::impact) fn get(self) -> i64 {
        self.by
    }

    /// The quotient, rounded down.
    #[inline]
    pub(in crate::impact) fn floor(self, of: i64) -> i64 {
        #[allow(clippy::cast_precision_loss, reason = "what is not exact is not used")]
        let real = of as f64;
        if real.abs() >= NEAR {
            return of.div_euclid(self.by);
        }
        // The inverse and the product are each rounded once, together by a part in 2⁵² at most: less than half of 1 ∕ by.
        // Between two whole numbers a quotient is at least 1 ∕ by away from either, so that the nearest whole number is the
        // one below or the one above it.
        let near = nearest(real * self.inverse);
        near - i64::from(near * self.by > of)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Divisor;

    fn number() -> impl Strategy<Value = i64> {
        let near = |of: i64| (of - 3..=of + 3).boxed();
        prop_oneof![
            (-1_000_i64..1_000).boxed(),
            (-(1_i64 << 53)..1 << 53).boxed(),
            (i64::MIN..=i64::MAX).boxed(),
            (0_u32..62).prop_map(|power| 1_i64 << power).boxed(),
            near(1 << 53),
            near(-(1 << 53)),
        ]
    }

    fn divisor() -> impl Strategy<Value = i64> {
        let power = (0_u32..18).prop_map(|power| 10_i64.pow(power));
        prop_oneof![
            1_i64..100,
            power,
            1..=i64::MAX,
            (0_u32..62).prop_map(|power| 1_i64 << power)
        ]
    }

    proptest! {
        #[test]
        fn it_divides_as_a_processor_does((of, by, times) in (number(), divisor(), -1_000_i64..1_000)) {
            let divisor = Divisor::new(by);
            prop_assert_eq!(divisor.floor(of), of.div_euclid(by), "{} / {}", of, by);
            // At and beside a multiple is where it could be off.
            for beside in [-1, 0, 1] {
                let of = (times.wrapping_mul(by)).wrapping_add(beside);
                prop_assert_eq!(divisor.floor(of), of.div_euclid(by), "{} / {}", of, by);
            }
            let multiple = of.div_euclid(by).wrapping_mul(by);
            for of in [multiple.wrapping_sub(1), multiple, multiple.wrapping_add(1)] {
                prop_assert_eq!(divisor.floor(of), of.div_euclid(by), "{} / {}", of, by);
            }
        }
    }
}
