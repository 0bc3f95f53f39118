"""Writes `src/math/tables.rs`, the tables of `src/math/quick.rs`.

Run by hand, where `pip install gmpy2` gives MPFR, which rounds every entry correctly:

    python tests/it/math_tables.py > src/math/tables.rs
"""

from fractions import Fraction
import struct

import gmpy2
from gmpy2 import mpfr

gmpy2.get_context().precision = 240

START = 0x3FE6A00000000000
CELL = 1 << 45


def number(bits):
    return struct.unpack(">d", struct.pack(">Q", bits))[0]


def on_grid(value, exponent):
    """The multiple of 2^exponent that is nearest."""
    return float(Fraction(round(Fraction(*value.as_integer_ratio()) / Fraction(2) ** exponent)) * Fraction(2) ** exponent)


def logarithms():
    for cell in range(128):
        low, high = (mpfr(number(START + (cell + step) * CELL)) for step in (0, 1))
        # Where the argument is near 1, its logarithm is that of itself, and nothing cancels.
        inverse = 1.0
        if high < 1 or low > 1:
            inverse = on_grid(2 / (low + high), -10 if low >= 1 else -9)
        if high == 1 or low == 1:
            inverse = 1.0
        exact = -gmpy2.log(mpfr(inverse))
        high_part = on_grid(exact, -42)
        yield inverse, high_part, float(exact - mpfr(high_part))


def powers():
    for step in range(128):
        exact = gmpy2.exp2(mpfr(step) / 128)
        yield float(exact), float(exact - mpfr(float(exact)))


def shown(numbers):
    return ", ".join(repr(number) for number in numbers)


ln_2 = gmpy2.log(mpfr(2))
ln_2_high = on_grid(ln_2, -42)
step = ln_2 / 128
step_high = on_grid(step, -43)
print(
    """//! The tables of `quick`, written by `tests/it/math_tables.py`.

#![allow(
    clippy::approx_constant,
    clippy::excessive_precision,
    clippy::unreadable_literal,
    reason = "they are the shortest decimals of each number, as a program writes them"
)]

/// The natural logarithm of 2: a multiple of 2^−42, and the rest.
pub(super) const LN_2: (f64, f64) = (%s);

/// The 128th part of it: a multiple of 2^−43, and the rest.
pub(super) const STEP: (f64, f64) = (%s);

/// 128 through the natural logarithm of 2.
pub(super) const STEPS: f64 = %r;

/// The bits of the number at which the first cell of `LOGARITHMS` begins. A cell is 2^45 neighbouring numbers.
pub(super) const FIRST_CELL: u64 = 0x%x;

/// For each cell of [0.70703125, 1.4140625): a number of ten bits near to one through its middle, and the negated logarithm
/// of that number: a multiple of 2^−42, and the rest.
pub(super) static LOGARITHMS: [(f64, f64, f64); 128] = ["""
    % (
        shown([ln_2_high, float(ln_2 - mpfr(ln_2_high))]),
        shown([step_high, float(step - mpfr(step_high))]),
        float(1 / step),
        START,
    )
)
for row in logarithms():
    print("    (%s)," % shown(row))
print(
    """];

/// 2^(n/128), and what it is short of the exact number.
pub(super) static POWERS: [(f64, f64); 128] = ["""
)
for row in powers():
    print("    (%s)," % shown(row))
print("];")
