//! Numbers that look random and are the same everywhere.

/// `SplitMix64` (Steele, Lea and Flood 2014).
pub(crate) struct Random(u64);

impl Random {
    /// The numbers of one stream.
    pub(crate) fn new(stream: u64) -> Self {
        Self(stream.wrapping_mul(0xA076_1D64_78BD_642F))
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number below `end`, which is small.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let high = (self.bits() >> 32) * u64::from(end);
        u32::try_from(high >> 32).unwrap_or(0)
    }

    pub(crate) fn one_in(&mut self, of: u32) -> bool {
        self.below(of) == 0
    }

    /// From 0 to below 1, in steps of 2⁻³².
    pub(crate) fn share(&mut self) -> f64 {
        f64::from(self.below(u32::MAX)) / 4_294_967_296.0
    }

    /// Any number with `exponents` of 2, and any digits.
    pub(crate) fn number(&mut self, exponents: std::ops::Range<i32>) -> f64 {
        let span = exponents.end.abs_diff(exponents.start);
        let exponent = exponents.start.saturating_add_unsigned(self.below(span));
        let biased = u64::try_from(exponent.clamp(-1022, 1023) + 1023).unwrap_or(0);
        f64::from_bits((biased << 52) | (self.bits() >> 12))
    }
}
