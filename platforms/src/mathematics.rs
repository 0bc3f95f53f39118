//! Every function of `scoreshift::math`, at 10,000 numbers each.
#![allow(
    clippy::unnecessary_wraps,
    reason = "a part may fail, though these do not"
)]

use std::fmt::Display;

use scoreshift::math;

use crate::{
    parts::{Line, Outcome},
    random::Random,
};

const COUNT: u64 = 10_000;

/// Where functions have edges.
const EDGES: [f64; 24] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    2.0,
    -2.0,
    3.0,
    10.0,
    1e-300,
    -1e-300,
    5e-324,
    -5e-324,
    f64::MIN_POSITIVE,
    f64::MAX,
    f64::MIN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    709.782_712_893_384,
    -745.133_219_101_941_1,
    1_023.999_999_999_999_9,
    -1074.5,
];

/// Powers of negative bases whose last bit is hard, near the ends of the range: base and whole exponent.
const HARD_POWERS: [(f64, i32); 6] = [
    (-1e-7, -84),
    (-1e-7, -44),
    (-9.192_393_933_390_348e-6, -61),
    (-2.656_865_434_125_486_3e-4, 86),
    (-1.797e154, 2),
    (-3.0, 645),
];

type Unary = (&'static str, fn(f64) -> f64);

pub(crate) const UNARY: [Unary; 11] = [
    ("math.ln", math::ln),
    ("math.ln_1p", math::ln_1p),
    ("math.log2", math::log2),
    ("math.log10", math::log10),
    ("math.exp", math::exp),
    ("math.exp_m1", math::exp_m1),
    ("math.exp2", math::exp2),
    ("math.tanh", math::tanh),
    ("math.erf", math::erf),
    ("math.erfc", math::erfc),
    ("math.sqrt", math::sqrt),
];

/// Edges, numbers of any size, and many of the sizes at which a function is neither 0, 1 nor infinite.
pub(crate) fn unary(function: fn(f64) -> f64, line: &mut Line<'_>) -> Outcome {
    for x in EDGES {
        line(&bits(function(x)));
    }
    let mut random = Random::new(1);
    for turn in 0..COUNT {
        let size = if turn % 4 == 0 {
            random.number(-1022..1023)
        } else {
            random.number(-12..10)
        };
        let x = if random.one_in(2) { -size } else { size };
        line(&bits(function(x)));
    }
    Ok(())
}

/// Half of the bases are negative; exponents are whole, halves or anything, and many results are near the ends of
/// the range.
pub(crate) fn powf(line: &mut Line<'_>) -> Outcome {
    for x in EDGES {
        for y in EDGES {
            line(&bits(math::powf(x, y)));
        }
    }
    for (x, n) in HARD_POWERS {
        line(&bits(math::powf(x, f64::from(n))));
    }
    let mut random = Random::new(2);
    for turn in 0..COUNT {
        let (x, whole) = base_and_whole(turn, &mut random);
        let y = match turn % 3 {
            0 => f64::from(whole),
            1 => f64::from(whole) + 0.5,
            _ => random.number(-8..8),
        };
        line(&bits(math::powf(x, y)));
        line(&bits(math::powf(-x, y)));
    }
    Ok(())
}

pub(crate) fn powi(line: &mut Line<'_>) -> Outcome {
    for x in EDGES {
        for n in [0, 1, -1, 2, -2, 3, 1023, -1074, i32::MAX, i32::MIN] {
            line(&bits(math::powi(x, n)));
        }
    }
    for (x, n) in HARD_POWERS {
        line(&bits(math::powi(x, n)));
    }
    let mut random = Random::new(3);
    for turn in 0..COUNT {
        let (x, n) = base_and_whole(turn, &mut random);
        line(&bits(math::powi(x, n)));
        line(&bits(math::powi(-x, n)));
    }
    Ok(())
}

/// A positive base and a whole exponent. Every second power lies near the largest or the smallest number.
fn base_and_whole(turn: u64, random: &mut Random) -> (f64, i32) {
    let x = random.number(-30..30);
    let few = i32::try_from(random.below(60)).unwrap_or(0) - 30;
    if turn % 2 == 0 {
        return (x, few);
    }
    let exponent = (x.to_bits() >> 52) as i32 - 1023;
    let end = if random.one_in(2) { 1023 } else { -1070 };
    let n = end / if exponent == 0 { 1 } else { exponent };
    (x, n + few % 2)
}

/// The bits, but one sort of NaN: its sign and payload are the processor's, and no score is one.
pub(crate) fn bits(value: f64) -> impl Display {
    if value.is_nan() {
        "NaN".to_owned()
    } else {
        format!("{:016x}", value.to_bits())
    }
}
