//! Numbers in which the same formula, written in another order or with other brackets, is the same number.
//!
//! A formula is evaluated once more, not at its values but at random elements of a finite field: a leaf is the element
//! of its name, a constant the decimal that its owner wrote (10 · 0.9 is 9, which it is not in floating point), a sum
//! is a sum. Collecting a factor or dissolving a bracket then changes nothing, and two formulas that are not the same up
//! to a number meet in one element with a chance of about 2⁻⁶⁰.

use std::{fmt::Write as _, hash::Hasher};

/// 2⁶¹ − 1, a prime.
const P: u64 = (1 << 61) - 1;

/// An element of the product of two prime fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Element(u64, u64);

fn reduced(x: u128) -> u64 {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "both halves are cut to 61 and 67 bits, and their sum is reduced"
    )]
    let folded = (x & u128::from(P)) as u64 + (x >> 61) as u64;
    if folded >= P { folded - P } else { folded }
}

fn times(a: u64, b: u64) -> u64 {
    reduced(u128::from(a) * u128::from(b))
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        exponent >>= 1;
    }
    result
}

impl Element {
    pub(super) const ZERO: Self = Self(0, 0);
    pub(super) const UNIT: Self = Self(1, 1);
    pub(super) const MINUS: Self = Self(P - 1, P - 1);

    pub(super) fn plus(self, other: Self) -> Self {
        let add = |a: u64, b: u64| reduced(u128::from(a) + u128::from(b));
        Self(add(self.0, other.0), add(self.1, other.1))
    }

    pub(super) fn negated(self) -> Self {
        let negate = |a: u64| if a == 0 { 0 } else { P - a };
        Self(negate(self.0), negate(self.1))
    }

    pub(super) fn times(self, other: Self) -> Self {
        if self == Self::UNIT {
            return other;
        }
        if other == Self::UNIT {
            return self;
        }
        Self(times(self.0, other.0), times(self.1, other.1))
    }

    /// 1/x, where both halves have one.
    pub(super) fn inverse(self) -> Option<Self> {
        if self == Self::UNIT || self == Self::MINUS {
            return Some(self);
        }
        if self.0 == 0 || self.1 == 0 {
            return None;
        }
        Some(Self(power(self.0, P - 2), power(self.1, P - 2)))
    }

    pub(super) fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// The half that is not 1 in what is matched, as a key of sketches.
    pub(super) fn key(self) -> u64 {
        self.1
    }

    /// A number that is the same in both halves, and what it is multiplied by: 1 and the ratio of the halves. `None`
    /// of 0.
    pub(super) fn split(self) -> Option<(Self, Self)> {
        if self.0 == 0 {
            // With a chance of 2⁻⁶¹ it is not 0, and then a formula is taken for nothing.
            return None;
        }
        let ratio = times(self.1, power(self.0, P - 2));
        Some((Self(self.0, self.0), Self(1, ratio)))
    }

    /// A constant as the shortest decimal that reads back as its bits.
    pub(super) fn of_constant(value: f64) -> Self {
        if !value.is_finite() {
            return Mixer::new(1).with(value.to_bits()).element();
        }
        let mut text = String::with_capacity(32);
        // Writing to a string cannot fail.
        let _ = write!(text, "{:e}", value.abs());
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (mut mantissa, mut exponent) = (0_u64, exponent.parse::<i64>().unwrap_or(0));
        let mut behind = false;
        for digit in digits.bytes() {
            if digit == b'.' {
                behind = true;
                continue;
            }
            // At most 17 digits, far below the prime.
            mantissa = mantissa * 10 + u64::from(digit.wrapping_sub(b'0'));
            exponent -= i64::from(behind);
        }
        let mut scale = power(10, exponent.unsigned_abs());
        if exponent < 0 {
            scale = power(scale, P - 2);
        }
        let found = times(mantissa, scale);
        let found = Self(found, found);
        if value < 0.0 { found.negated() } else { found }
    }
}

/// Makes elements of names and functions: the same on every machine and in every run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mixer(u64, u64);

fn mixed(state: u64, word: u64, factor: u64) -> u64 {
    let mut z = (state ^ word).wrapping_mul(factor);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)).wrapping_add(0x9e37_79b9_7f4a_7c15)
}

impl Mixer {
    pub(super) fn new(tag: u64) -> Self {
        Self(0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344).with(tag)
    }

    pub(super) fn with(self, word: u64) -> Self {
        Self(
            mixed(self.0, word, 0x9e37_79b9_7f4a_7c15),
            mixed(self.1, word, 0xd1b5_4a32_d192_ed03),
        )
    }

    pub(super) fn of(self, element: Element) -> Self {
        self.with(element.0).with(element.1)
    }

    /// Neither half is 0 or 1, so that it has an inverse and is nobody's unit.
    pub(super) fn element(self) -> Element {
        Element(self.0 % (P - 2) + 2, self.1 % (P - 2) + 2)
    }

    /// A number and a ratio, as [`Element::split`] makes them.
    pub(super) fn parts(self) -> (Element, Element) {
        let Element(number, ratio) = self.element();
        (Element(number, number), Element(1, ratio))
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            *self = self.with(<[u8; 8]>::try_from(word).map_or(0, u64::from_le_bytes));
        }
        let mut rest = [0; 8];
        for (slot, byte) in rest.iter_mut().zip(words.remainder()) {
            *slot = *byte;
        }
        *self = self.with(u64::from_le_bytes(rest)).with(bytes.len() as u64);
    }

    fn write_u64(&mut self, word: u64) {
        *self = self.with(word);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::hash::Hash as _;

    use super::{Element, Mixer};

    #[test]
    fn constants_are_the_decimals_that_were_written() {
        let of = Element::of_constant;
        assert_eq!(of(10.0).times(of(0.9)), of(9.0));
        assert_eq!(of(0.1).plus(of(0.2)), of(0.3));
        assert_eq!(of(0.25).inverse(), Some(of(4.0)));
        assert_eq!(of(-2.5e-7).times(of(4e6)), of(-1.0));
        assert_eq!(of(1e300).times(of(1e-300)), Element::UNIT);
        assert_ne!(of(0.3), of(0.1 + 0.2));
    }

    #[test]
    fn an_element_times_its_inverse_is_one() {
        for tag in 0..100 {
            let element = Mixer::new(tag).element();
            assert_eq!(
                element.inverse().map(|inverse| inverse.times(element)),
                Some(Element::UNIT)
            );
            assert_eq!(element.plus(element.negated()), Element::ZERO);
        }
        assert_eq!(Element::ZERO.inverse(), None);
    }

    /// Found once with whole numbers of any size, by what [`Mixer`] says of itself.
    #[test]
    fn elements_of_names_are_the_same_on_every_machine() {
        let one = Mixer::new(1);
        assert_eq!(
            one.element(),
            Element(0x1117_6a8c_273f_7162, 0x1a71_328a_ab6c_4344)
        );
        assert_eq!(
            one.with(7).with((1 << 63) + 5).element(),
            Element(0x1246_9678_2d7e_8afe, 0x02cd_d6be_7127_0f3e)
        );
    }

    #[test]
    fn an_element_is_its_number_times_a_ratio() {
        for tag in 0..10 {
            let element = Mixer::new(tag).element();
            let parts = element.split().map(|(number, ratio)| {
                assert_eq!((number.0, ratio.0), (number.1, 1));
                number.times(ratio)
            });
            assert_eq!(parts, Some(element));
        }
        assert_eq!(Element::ZERO.split(), None);
        assert_eq!(Element(0, 5).inverse(), None);
        assert_eq!(Element(5, 0).inverse(), None);
    }

    #[test]
    fn a_hashed_word_is_a_word_that_was_mixed_in() {
        let mut hasher = Mixer::new(3);
        7_u64.hash(&mut hasher);
        assert_eq!(hasher.element(), Mixer::new(3).with(7).element());
    }
}
