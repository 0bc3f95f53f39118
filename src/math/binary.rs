//! The numbers of `f64` as whole numbers times powers of two.

/// The bits of a significand, with the leading one.
pub(super) const DIGITS: i32 = 53;

/// The exponent of the smallest normal number.
const LOWEST: i32 = -1022;

/// A finite number above 0, as an odd whole number times a power of two.
#[derive(Clone, Copy)]
pub(super) struct Binary {
    pub(super) odd: u64,
    pub(super) exponent: i32,
}

impl Binary {
    pub(super) fn of(x: f64) -> Self {
        let (field, rest) = (x.to_bits() >> 52, x.to_bits() & ((1 << 52) - 1));
        let significand = if field == 0 { rest } else { rest | 1 << 52 };
        let twos = significand.trailing_zeros();
        let field = i32::try_from(field.max(1)).unwrap_or(i32::MAX);
        Self {
            odd: significand >> twos,
            exponent: field - 1 + LOWEST - (DIGITS - 1) + signed(twos),
        }
    }

    /// The exponent of the leading bit.
    pub(super) fn leading(self) -> i32 {
        self.exponent + 63 - signed(self.odd.leading_zeros())
    }
}

/// The number nearest to `top · 2^exponent`, or to something less than 2^exponent above it; of two as near, the even
/// one. `top` is not 0, and has all of its 64 bits where there `is_more`.
pub(super) fn nearest(top: u64, exponent: i32, is_more: bool) -> f64 {
    let zeros = top.leading_zeros();
    let top = top << zeros;
    let leading = exponent + 63 - signed(zeros);
    if leading > 1023 {
        return f64::INFINITY;
    }
    // Below the normal numbers there are fewer and fewer digits.
    let digits = DIGITS + (leading - LOWEST).min(0);
    let Ok(digits) = u32::try_from(digits) else {
        return 0.0;
    };
    let (kept, rest) = match digits {
        0 => (0, top),
        _ => (top >> (64 - digits), top << digits),
    };
    let half = 1 << 63;
    let is_up = rest > half || rest == half && (is_more || kept % 2 == 1);
    let units = kept + u64::from(is_up);
    // The leading bit of a normal number, and what rounding carries, are added to the exponent; to infinity, too.
    let field = u64::try_from(leading.max(LOWEST) - LOWEST).unwrap_or(0);
    f64::from_bits((field << 52) + units)
}

/// A count of bits.
pub(super) fn signed(bits: u32) -> i32 {
    i32::try_from(bits).unwrap_or(i32::MAX)
}
